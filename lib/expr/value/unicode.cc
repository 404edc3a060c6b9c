// See the header. The forms accepted are those of table 3-7 of the Unicode standard, so that every
// text has one division into characters.
#include "expr/value/unicode.h"

#include <cstring>

namespace uniselector::expr {
namespace {

/// How many bytes from `at` are ASCII, in steps of eight.
std::size_t ascii_run(std::string_view text, std::size_t at) {
  const std::size_t start = at;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof(word));
    if ((word & 0x8080808080808080ULL) != 0) break;
  }
  return at - start;
}

/// What a lead byte says about its sequence: length, bits of its own, bounds of the second byte.
struct Lead {
  std::size_t length = 0;  ///< 0: begins no sequence
  std::uint32_t bits = 0;
  unsigned low = 0x80;
  unsigned high = 0xbf;
};

Lead lead_of(unsigned byte) {
  if (byte >= 0xc2 && byte <= 0xdf) return {2, byte & 0x1fU};
  if (byte >= 0xe0 && byte <= 0xef) {
    return {3, byte & 0x0fU, byte == 0xe0 ? 0xa0U : 0x80U, byte == 0xed ? 0x9fU : 0xbfU};
  }
  if (byte >= 0xf0 && byte <= 0xf4) {
    return {4, byte & 0x07U, byte == 0xf0 ? 0x90U : 0x80U, byte == 0xf4 ? 0x8fU : 0xbfU};
  }
  return {};
}

}  // namespace

std::uint32_t next_code_point(std::string_view text, std::size_t* at) {
  const std::size_t start = (*at)++;
  const auto first = static_cast<unsigned char>(text[start]);
  if (first < 0x80) return first;
  const Lead lead = lead_of(first);
  if (lead.length == 0 || text.size() - start < lead.length) return kReplacement;
  std::uint32_t code = lead.bits;
  for (std::size_t i = 1; i < lead.length; ++i) {
    const auto byte = static_cast<unsigned char>(text[start + i]);
    const bool fits = i == 1 ? byte >= lead.low && byte <= lead.high : (byte & 0xc0U) == 0x80U;
    if (!fits) return kReplacement;
    code = code << 6U | (byte & 0x3fU);
  }
  *at = start + lead.length;
  return code;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t run = ascii_run(text, at);
    at += run;
    count += run;
    if (at == text.size()) break;
    (void)next_code_point(text, &at);
    ++count;
  }
  return count;
}

std::size_t byte_of_code_point(std::string_view text, std::size_t index) {
  // A character has a byte at least.
  if (index > text.size()) return std::string_view::npos;
  std::size_t at = 0;
  for (; index > 0; --index) {
    if (at == text.size()) return std::string_view::npos;
    (void)next_code_point(text, &at);
  }
  return at;
}

void append_code_point(std::uint32_t code, std::string* text) {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) code = kReplacement;
  const auto add = [text](std::uint32_t byte) { text->push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xc0U | code >> 6U);
    add(0x80U | (code & 0x3fU));
  } else if (code < 0x10000) {
    add(0xe0U | code >> 12U);
    add(0x80U | (code >> 6U & 0x3fU));
    add(0x80U | (code & 0x3fU));
  } else {
    add(0xf0U | code >> 18U);
    add(0x80U | (code >> 12U & 0x3fU));
    add(0x80U | (code >> 6U & 0x3fU));
    add(0x80U | (code & 0x3fU));
  }
}

}  // namespace uniselector::expr
