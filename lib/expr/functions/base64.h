// Base64 as RFC 4648 section 4 has it, in the standard alphabet.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "expr/functions/text_builder.h"

namespace uniselector::expr {

inline constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Adds the text for `bytes`, padded to a multiple of four.
inline void write_base64(std::string_view bytes, TextBuilder* out) {
  for (std::size_t i = 0; i < bytes.size() && !out->failed(); i += 3) {
    const auto byte = [&](std::size_t k) -> std::uint32_t {
      return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U;
    };
    const std::uint32_t group = byte(0) << 16U | byte(1) << 8U | byte(2);
    std::array<char, 4> digits{kBase64Digits[group >> 18U], kBase64Digits[group >> 12U & 63U],
                               kBase64Digits[group >> 6U & 63U], kBase64Digits[group & 63U]};
    for (std::size_t k = bytes.size() - i; k < 3; ++k) digits[k + 1] = '=';
    out->add({digits.data(), digits.size()});
  }
}

}  // namespace uniselector::expr
