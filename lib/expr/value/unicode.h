// Text by code points: the language counts characters, not bytes. Text is UTF-8; what is not counts
// one character a byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace uniselector::expr {

/// Stands for what is no character.
inline constexpr std::uint32_t kReplacement = 0xfffd;

std::size_t count_code_points(std::string_view text);
/// The byte at which code point `index` begins; text.size() for the index behind the last, npos
/// beyond.
std::size_t byte_of_code_point(std::string_view text, std::size_t index);
/// The code point at `*at`, which is moved behind it; kReplacement for a byte that begins none.
/// `*at` is below text.size().
std::uint32_t next_code_point(std::string_view text, std::size_t* at);
/// In UTF-8; kReplacement for a code that is no character (a surrogate, beyond U+10FFFF).
void append_code_point(std::uint32_t code, std::string* text);

}  // namespace uniselector::expr
