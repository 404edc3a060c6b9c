// What is said of a text that is neither YAML nor JSON, in the words of all other complaints: found
// and expected. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "config/complaint.h"

namespace uniselector::config {

/// What stands at a byte of a text: "'word'", "the end of the line" or "the end of the text".
std::string found_at(std::string_view text, std::size_t at);

/// A message of yaml-cpp about a byte of the text; one that is not known stays as it is.
std::string yaml_complaint(std::string_view message, std::string_view text, std::size_t at);

/// The first carriage return that ends a line alone, as old files have it: yaml-cpp takes it for a
/// character of the line. {0, 0} when there is none.
Place lone_carriage_return(std::string_view text);

}  // namespace uniselector::config
