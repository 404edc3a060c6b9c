// Bodies of text_table.h.
#include "report/text_table.h"

#include <algorithm>

#include "base/text.h"

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

std::string wrapped(const std::string& text, int indent, std::size_t width) {
  const std::string margin(static_cast<std::size_t>(std::max(indent, 0)), ' ');
  std::string out;
  std::string line = margin;
  bool has_word = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (has_word && columns_of(line) + 1 + columns_of(word) > width) {
      out += line + "\n";
      line = margin + "  ";
      has_word = false;
    }
    line += (has_word ? " " : "") + word;
    has_word = true;
  }
  return has_word ? out + line + "\n" : out;
}

std::string clipped(const std::string& text, std::size_t most) {
  if (columns_of(text) <= most) return text;
  std::size_t columns = 0;
  std::size_t end = 0;
  // Up to the character that would fill the last column; its continuation bytes stay out too.
  for (; end < text.size(); ++end) {
    const bool starts = (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
    if (starts && ++columns == most) break;
  }
  return text.substr(0, end) + "…";
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
    for (const std::string& cell : row) lines.back().push_back(base::printable(cell));
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
