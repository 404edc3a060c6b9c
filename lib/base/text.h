// Text that comes from outside: small checks, and forms in which messages may show it. Pure
// functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace uniselector::base {

inline constexpr std::size_t kMaxIdBytes = 128;

/// Well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF).
bool is_utf8(std::string_view text);
/// An id of the host: 1 to 128 bytes of UTF-8 without control characters.
bool is_id(std::string_view text);

/// The beginning of a text, at most `most` bytes of UTF-8, with '?' for control characters and for
/// what is not UTF-8: for names within a message.
std::string printable(std::string_view text, std::size_t most = std::string_view::npos);
/// The whole text with control characters, and those that change the direction of writing, as \n,
/// \t, \r, \x1b or \u202e: for lines that a terminal shows.
std::string escaped(std::string_view text);

}  // namespace uniselector::base
