// Tables of a terminal: aligned columns without control sequences. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "report/html.h"

namespace uniselector::report {

/// Columns two blanks apart, figures to the right, a line of headings with units; every line is
/// indented by `indent` and has no blanks at its end. Control characters of cells become '?'.
std::string to_text(const Table& table, int indent = 2);

/// How many columns a terminal needs for `text`, one per character of UTF-8.
std::size_t columns_of(const std::string& text);

/// `text` broken at blanks into lines of at most `width` columns where words allow, each line
/// indented; every further line two columns more.
std::string wrapped(const std::string& text, int indent, std::size_t width);

/// `text`, cut to `most` columns with an ellipsis if it is longer.
std::string clipped(const std::string& text, std::size_t most);

}  // namespace uniselector::report
