// See the header; UTF-8 as in table 3-7 of the Unicode standard.
#include "base/text.h"

#include <cstddef>

namespace uniselector::base {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

/// The code point of the two or three bytes at the front, if it is one that a terminal obeys or
/// that breaks a line: U+0080..U+009F, U+2028..U+202E, U+2066..U+2069. Else 0.
unsigned obeyed(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.size() >= 2 && byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) < 0xa0) return byte(1);
  if (text.size() < 3 || byte(0) != 0xe2 || (byte(1) != 0x80 && byte(1) != 0x81)) return 0;
  const unsigned code = 0x2000U + (byte(1) & 0x3fU) * 64U + (byte(2) & 0x3fU);
  const bool line_or_direction = code >= 0x2028 && code <= 0x202e;
  const bool isolate = code >= 0x2066 && code <= 0x2069;
  return line_or_direction || isolate ? code : 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    std::size_t more = 0;
    unsigned low = 0x80;
    unsigned high = 0xbf;
    if (lead < 0x80) {
      ++i;
      continue;
    }
    if (lead >= 0xc2 && lead <= 0xdf) {
      more = 1;
    } else if (lead >= 0xe0 && lead <= 0xef) {
      more = 2;
      if (lead == 0xe0) low = 0xa0;
      if (lead == 0xed) high = 0x9f;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      more = 3;
      if (lead == 0xf0) low = 0x90;
      if (lead == 0xf4) high = 0x8f;
    } else {
      return false;
    }
    if (text.size() - i <= more) return false;
    for (std::size_t k = 1; k <= more; ++k) {
      const auto byte = static_cast<unsigned char>(text[i + k]);
      if (byte < low || byte > high) return false;
      low = 0x80;
      high = 0xbf;
    }
    i += more + 1;
  }
  return true;
}

bool is_id(std::string_view text) {
  if (text.empty() || text.size() > kMaxIdBytes || !is_utf8(text)) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 =
        byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (byte < 0x20 || byte == 0x7f || c1) return false;
  }
  return true;
}

std::string printable(std::string_view text, std::size_t most) {
  std::string out(text.substr(0, most));
  if (text.size() > most) {
    // A character that was cut in two goes whole; it has four bytes at most.
    for (int i = 0; i < 3 && !out.empty(); ++i) {
      if ((static_cast<unsigned char>(text[out.size()]) & 0xc0U) != 0x80U) break;
      out.pop_back();
    }
  }
  const bool utf8 = is_utf8(out);
  for (char& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !utf8)) c = '?';
  }
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte < 0x7f) {
      out += text[i];
    } else if (byte == '\n' || byte == '\t' || byte == '\r') {
      out += byte == '\n' ? "\\n" : byte == '\t' ? "\\t" : "\\r";
    } else if (byte < 0x80) {
      out += {'\\', 'x', kHex[byte >> 4U], kHex[byte & 15U]};
    } else if (const unsigned code = obeyed(text.substr(i)); code != 0) {
      out += {'\\',
              'u',
              kHex[code >> 12U],
              kHex[code >> 8U & 15U],
              kHex[code >> 4U & 15U],
              kHex[code & 15U]};
      i += code < 0x800 ? 1 : 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace uniselector::base
