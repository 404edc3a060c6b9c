// Small checks on text that comes from outside. Pure functions.
#pragma once

#include <string_view>

namespace uniselector::base {

inline constexpr std::size_t kMaxIdBytes = 128;

/// Well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF).
bool is_utf8(std::string_view text);
/// An id of the host: 1 to 128 bytes of UTF-8 without control characters.
bool is_id(std::string_view text);

}  // namespace uniselector::base
