// Bodies of text_table.h.
#include "report/text_table.h"

#include <algorithm>

namespace uniselector::report {

namespace {

std::string heading_of(const Table::Column& column) {
  return column.unit.empty() ? column.heading : column.heading + " " + column.unit;
}

void put(std::string& line, const std::string& cell, std::size_t width, bool right) {
  const std::string blanks(width - std::min(width, columns_of(cell)), ' ');
  line += right ? blanks + cell : cell + blanks;
}

void finish(std::string& out, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + "\n";
}

}  // namespace

std::size_t columns_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string printable(const std::string& text) {
  std::string out = text;
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return out;
}

std::string to_text(const Table& table, int indent) {
  std::vector<std::vector<std::string>> lines;
  std::vector<std::string> headings;
  for (const Table::Column& column : table.columns) headings.push_back(heading_of(column));
  const bool headed = std::any_of(headings.begin(), headings.end(),
                                  [](const std::string& heading) { return !heading.empty(); });
  if (headed) lines.push_back(headings);
  for (const auto& row : table.rows) {
    lines.emplace_back();
    for (const std::string& cell : row) lines.back().push_back(printable(cell));
    lines.back().resize(table.columns.size());
  }
  std::vector<std::size_t> widths(table.columns.size(), 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], columns_of(line[i]));
    }
  }
  std::string out;
  for (const auto& line : lines) {
    std::string text(static_cast<std::size_t>(std::max(indent, 0)), ' ');
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (i > 0) text += "  ";
      put(text, line[i], widths[i], table.columns[i].figures);
    }
    finish(out, std::move(text));
  }
  return out;
}

}  // namespace uniselector::report
