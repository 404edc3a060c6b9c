// Literals of cells: numbers and words as people write them, and those forms of the language that
// stand for one value.
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include <uniselector/time.h>

#include "base/text.h"
#include "expr/value/number_text.h"
#include "expr/value/unicode.h"
#include "rules/cell.h"

namespace uniselector::rules {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Cut> real_number(std::string_view text) {
  std::string_view digits = text;
  if (digits.starts_with('-')) digits.remove_prefix(1);
  if (digits.empty() || !(is_digit(digits[0]) || digits[0] == '.')) return std::nullopt;
  const auto value = whole_number<double>(text);
  if (!value || !std::isfinite(*value)) return std::nullopt;
  return Cut{.high = key_of_double(*value), .low = 0, .text = {}};
}

/// The code behind \u or \x, of `digits` hexadecimal digits at `*at`.
std::optional<std::uint32_t> hex_code(std::string_view text, std::size_t digits, std::size_t* at) {
  if (text.size() - *at < digits) return std::nullopt;
  std::uint32_t code = 0;
  const char* begin = text.data() + *at;
  const auto [end, error] = std::from_chars(begin, begin + digits, code, 16);
  if (error != std::errc{} || end != begin + digits) return std::nullopt;
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return std::nullopt;
  *at += digits;
  return code;
}

bool append_escape(std::string_view text, std::size_t* at, std::string* out) {
  const char c = text[(*at)++];
  switch (c) {
    case 'n': *out += '\n'; return true;
    case 't': *out += '\t'; return true;
    case 'r': *out += '\r'; return true;
    case '\\':
    case '"':
    case '\'':
    case '`':
    case '?': *out += c; return true;
    case 'x':
    case 'u':
    case 'U': {
      const auto code = hex_code(text, c == 'x' ? 2 : c == 'u' ? 4 : 8, at);
      if (code) expr::append_code_point(*code, out);
      return code.has_value();
    }
    default: return false;
  }
}

/// Text in quotes, with the escapes of the language but those for octal and for bells.
std::optional<std::string> unquoted(std::string_view text) {
  if (text.size() < 2 || (text[0] != '"' && text[0] != '\'') || text.back() != text[0]) {
    return std::nullopt;
  }
  const char quote = text[0];
  text = text.substr(1, text.size() - 2);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at++];
    if (c == quote || c == '\n') return std::nullopt;
    if (c != '\\') {
      out += c;
    } else if (at == text.size() || !append_escape(text, &at, &out)) {
      return std::nullopt;
    }
  }
  return out;
}

/// A word that stands for itself: letters, digits and what joins them in codes, names and numbers
/// of telephones.
bool is_word(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  if (text.empty()) return false;
  if (!is_letter(text[0]) && !is_digit(text[0]) && text[0] != '+') return false;
  for (const char c : text) {
    const bool joins = std::string_view("-.:/+@#").find(c) != std::string_view::npos;
    if (!is_letter(c) && !is_digit(c) && !joins) return false;
  }
  return base::is_utf8(text) && text.find("..") == std::string_view::npos;
}

/// What stands in the quotes of `name("...")`.
std::optional<std::string> argument_of(std::string_view text, std::string_view name) {
  if (!text.starts_with(name)) return std::nullopt;
  text.remove_prefix(name.size());
  if (text.size() < 2 || text.front() != '(' || text.back() != ')') return std::nullopt;
  return unquoted(text.substr(1, text.size() - 2));
}

std::optional<Cut> read_length(std::string_view text) {
  const auto call = argument_of(text, "duration");
  const std::string_view inner = call ? std::string_view(*call) : text;
  std::optional<std::int64_t> length = expr::read_duration(inner);
  if (!length && !call) {
    const auto days = parse_duration(inner);
    if (days.ok()) length = to_ns(*days);
  }
  if (!length) return std::nullopt;
  return Cut{.high = key_of_int(*length), .low = 0, .text = {}};
}

}  // namespace

std::optional<Cut> read_moment(std::string_view text, const base::Zone& zone) {
  const auto cut = [](const expr::Instant& instant) {
    return Cut{.high = key_of_int(instant.seconds), .low = instant.nanoseconds, .text = {}};
  };
  if (const auto call = argument_of(text, "timestamp")) {
    const auto instant = expr::read_timestamp(*call);
    if (!instant) return std::nullopt;
    return cut(*instant);
  }
  if (const auto instant = expr::read_timestamp(text)) return cut(*instant);
  // A local time lacks its zone, and may lack what is smaller than its last part.
  std::string full(text);
  if (full.size() > 10 && full[10] == ' ') full[10] = 'T';
  if (full.size() == 10) full += "T00:00";
  if (full.size() == 16) full += ":00";
  auto local = expr::read_timestamp(full + 'Z');
  if (!local || full.ends_with('Z') || full.ends_with('z')) return std::nullopt;
  local->seconds = zone.to_utc(local->seconds);
  if (local->seconds < expr::kMinTimestampSeconds || local->seconds > expr::kMaxTimestampSeconds) {
    return std::nullopt;
  }
  return cut(*local);
}

std::optional<Literal> read_literal(std::string_view text, Domain domain, const base::Zone& zone) {
  const auto plain = [](std::optional<Cut> cut) -> std::optional<Literal> {
    if (!cut) return std::nullopt;
    return Literal{std::move(*cut), false};
  };
  const auto number = [&](std::uint64_t key) {
    return plain(Cut{.high = key, .low = 0, .text = {}});
  };
  switch (domain) {
    case Domain::kBool:
      if (text == "true" || text == "false") return number(text == "true" ? 1 : 0);
      return std::nullopt;
    case Domain::kInt: {
      const auto value = whole_number<std::int64_t>(text);
      if (!value) return std::nullopt;
      return number(key_of_int(*value));
    }
    case Domain::kUint: {
      if (text.ends_with('u') || text.ends_with('U')) text.remove_suffix(1);
      const auto value = whole_number<std::uint64_t>(text);
      if (!value) return std::nullopt;
      return number(*value);
    }
    case Domain::kDouble: return plain(real_number(text));
    case Domain::kString: {
      if (auto inner = unquoted(text)) return Literal{Cut{.text = std::move(*inner)}, false};
      if (is_word(text)) return Literal{Cut{.text = std::string(text)}, true};
      return std::nullopt;
    }
    case Domain::kDuration: return plain(read_length(text));
    case Domain::kTimestamp: return plain(read_moment(text, zone));
    case Domain::kOther: break;
  }
  return std::nullopt;
}

}  // namespace uniselector::rules
