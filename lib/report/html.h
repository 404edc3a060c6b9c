// HTML as text, with escaping that cannot be forgotten: every text given here is escaped, and
// markup enters a page only through the functions that make it. Not thread-shared; values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace uniselector::report {

/// `text` for use between tags and inside quoted attributes. Bytes that are not UTF-8, and control
/// characters, which neither HTML nor XML may carry, become U+FFFD.
std::string escape(std::string_view text);

/// One table. Cells are text; a column is aligned left or, for figures, right.
struct Table {
  struct Column {
    std::string heading{};
    std::string unit{};  ///< second line of the heading
    bool figures = true;
  };
  std::string caption{};
  std::vector<Column> columns{};
  std::vector<std::vector<std::string>> rows{};
  int strong_rows = 0;  ///< this many rows from the end are totals
};
std::string to_html(const Table& table);

/// A whole page around a body that is markup already.
std::string page(std::string_view title, std::string_view body);

}  // namespace uniselector::report
