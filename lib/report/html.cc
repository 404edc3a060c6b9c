// Bodies of html.h. The page forbids itself every outside source by its content security policy: a
// reader can be sure that opening a report tells nobody.
#include "report/html.h"

#include "base/text.h"
#include "report/style.h"

namespace uniselector::report {

namespace {

// Length of the well-formed UTF-8 character that starts at `at`; 0 if there is none.
std::size_t character_length(std::string_view text, std::size_t at) {
  for (std::size_t length = 1; length <= 4 && at + length <= text.size(); ++length) {
    if (base::is_utf8(text.substr(at, length))) return length;
  }
  return 0;
}

}  // namespace

std::string escape(std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text, at);
    const auto byte = static_cast<unsigned char>(text[at]);
    if (length == 0 || (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F) {
      out += kReplacement;
    } else if (byte == '&') {
      out += "&amp;";
    } else if (byte == '<') {
      out += "&lt;";
    } else if (byte == '>') {
      out += "&gt;";
    } else if (byte == '"') {
      out += "&quot;";
    } else if (byte == '\'') {
      out += "&#39;";
    } else {
      out += text.substr(at, length);
    }
    at += length == 0 ? 1 : length;
  }
  return out;
}

std::string to_html(const Table& table) {
  // A table of a few columns stays as narrow as its text: eyes should not have to cross a page.
  std::string out = "<div class=\"scroll\"><table";
  out += table.columns.size() <= 5 ? " class=\"few\">\n" : ">\n";
  if (!table.caption.empty()) out += "<caption>" + escape(table.caption) + "</caption>\n";
  out += "<thead><tr>";
  for (const Table::Column& column : table.columns) {
    out += column.figures ? "<th scope=\"col\" class=\"fig\">" : "<th scope=\"col\">";
    out += escape(column.heading);
    if (!column.unit.empty()) out += "<br><small>" + escape(column.unit) + "</small>";
    out += "</th>";
  }
  out += "</tr></thead>\n<tbody>\n";
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const bool strong = table.rows.size() - row <= static_cast<std::size_t>(table.strong_rows);
    out += strong ? "<tr class=\"total\">" : "<tr>";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const std::string cell = i < table.rows[row].size() ? escape(table.rows[row][i]) : "";
      if (i == 0) {
        out += "<th scope=\"row\">" + cell + "</th>";
      } else {
        out += (table.columns[i].figures ? "<td class=\"fig\">" : "<td>") + cell + "</td>";
      }
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string page(std::string_view title, std::string_view body) {
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>";
  out += escape(title);
  out += "</title>\n<style>\n";
  out += style_sheet();
  out += "</style>\n</head>\n<body>\n";
  out += body;
  return out + "</body>\n</html>\n";
}

}  // namespace uniselector::report
