// See the header.
#include "expr/syntax/literals.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "expr/value/number_text.h"
#include "expr/value/unicode.h"

namespace uniselector::expr {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

void append_hex(std::uint32_t code, int digits, std::string* out) {
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) *out += kHex[code >> shift & 0xfU];
}

/// The letter behind the backslash that stands for a character, or 0.
char letter_of(unsigned char c) {
  static constexpr std::string_view kCharacters = "\a\b\f\n\r\t\v\\\"";
  static constexpr std::string_view kLetters = "abfnrtv\\\"";
  const std::size_t known = kCharacters.find(static_cast<char>(c));
  return known == std::string_view::npos ? '\0' : kLetters[known];
}

/// Characters that show nothing, break the line or change the direction of writing.
bool is_invisible(std::uint32_t code) {
  return (code >= 0x80 && code < 0xa0) || (code >= 0x200b && code <= 0x200f) ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x2069) || code == 0xfeff;
}

void append_real(double value, std::string* out) {
  if (std::isnan(value)) {
    *out += "double(\"NaN\")";
  } else if (std::isinf(value)) {
    *out += value > 0 ? "double(\"Infinity\")" : "double(\"-Infinity\")";
  } else {
    *out += double_literal(value);
  }
}

}  // namespace

void append_quoted(std::string_view text, std::string* out) {
  *out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const auto c = static_cast<unsigned char>(text[begin]);
    const std::uint32_t code = c < 0x80 ? c : next_code_point(text, &at);
    if (c < 0x80) ++at;
    if (const char letter = letter_of(c); letter != '\0') {
      *out += '\\';
      *out += letter;
    } else if (code < 0x20 || code == 0x7f) {
      *out += "\\x";
      append_hex(code, 2, out);
    } else if (is_invisible(code) && at > begin + 1) {
      *out += "\\u";
      append_hex(code, 4, out);
    } else {
      out->append(text, begin, at - begin);
    }
  }
  *out += '"';
}

void append_quoted_bytes(std::string_view bytes, std::string* out) {
  *out += "b\"";
  for (const char byte : bytes) {
    const auto c = static_cast<unsigned char>(byte);
    if (const char letter = letter_of(c); letter != '\0') {
      *out += '\\';
      *out += letter;
    } else if (c < 0x20 || c >= 0x7f) {
      *out += "\\x";
      append_hex(c, 2, out);
    } else {
      *out += byte;
    }
  }
  *out += '"';
}

void append_literal(const Value& constant, std::string* out) {
  switch (constant.kind()) {
    case ValueKind::kInt: *out += std::to_string(constant.as_int()); break;
    case ValueKind::kUint: *out += std::to_string(constant.as_uint()) + "u"; break;
    case ValueKind::kDouble: append_real(constant.as_double(), out); break;
    case ValueKind::kString: append_quoted(constant.as_string(), out); break;
    case ValueKind::kBytes: append_quoted_bytes(constant.as_bytes(), out); break;
    case ValueKind::kDuration:
      *out += "duration(\"" + duration_text(constant.as_duration()) + "\")";
      break;
    case ValueKind::kTimestamp:
      *out += "timestamp(\"" +
              timestamp_text({constant.timestamp_seconds(), constant.timestamp_nanoseconds()}) +
              "\")";
      break;
    default: *out += cel::to_text(constant); break;
  }
}

}  // namespace uniselector::expr
