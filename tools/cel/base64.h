// Base64 as JSON has bytes: the standard alphabet, padding where it is due.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace uniselector::cel_tool {

std::string to_base64(std::string_view bytes);
/// Nothing for text that is no base64; missing padding is forgiven.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace uniselector::cel_tool
