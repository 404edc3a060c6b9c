// Faults with their place. A source may be hostile: control characters do not reach the text of a
// snippet, and a long line is cut around the place.
#include "expr/issues.h"

#include <algorithm>
#include <utility>

#include "expr/value/unicode.h"

namespace uniselector::expr {
namespace {

constexpr std::string_view kIndent = " | ";
constexpr std::string_view kCut = "...";
constexpr std::size_t kBefore = 60;  ///< characters that a snippet shows before the place
constexpr std::size_t kBehind = 40;  ///< and from it on

bool goes_on(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The byte at which the character around `offset` begins, at most text.size().
std::size_t character_start(std::string_view text, std::size_t offset) {
  std::size_t at = std::min(offset, text.size());
  for (int steps = 0; steps < 3 && at > 0 && at < text.size() && goes_on(text[at]); ++steps) --at;
  return at < text.size() && goes_on(text[at]) ? std::min(offset, text.size()) : at;
}

std::size_t line_start(std::string_view source, std::size_t at) {
  const std::size_t newline = at == 0 ? std::string_view::npos : source.rfind('\n', at - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}

/// What a terminal may show of one character.
void append_shown(std::string_view character, std::string* text) {
  const auto first = static_cast<unsigned char>(character.front());
  const bool control = character.size() == 1 && (first < 0x20 || first >= 0x7F);
  *text += control ? std::string_view(" ") : character;
}

/// Characters of a line around a place: `at` is how many stand before it.
struct Window {
  std::string text;
  std::size_t at = 0;
};

Window window_of(std::string_view line, std::size_t offset) {
  const std::size_t column = count_code_points(line.substr(0, offset));
  const std::size_t first = column > kBefore ? column - kBefore : 0;
  Window window;
  if (first > 0) window.text = kCut;
  window.at = column - first + window.text.size();
  std::size_t index = 0;
  std::size_t at = 0;
  while (at < line.size() && index < column + kBehind) {
    const std::size_t start = at;
    next_code_point(line, &at);
    if (index >= first) append_shown(line.substr(start, at - start), &window.text);
    ++index;
  }
  if (at < line.size()) window.text += kCut;
  return window;
}

}  // namespace

Place place_of(std::string_view source, std::size_t offset) {
  const std::size_t at = character_start(source, offset);
  const std::size_t start = line_start(source, at);
  const auto lines =
      std::count(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(start), '\n');
  return {static_cast<std::uint32_t>(lines + 1),
          static_cast<std::uint32_t>(count_code_points(source.substr(start, at - start)) + 1)};
}

std::string snippet_of(std::string_view source, std::size_t offset) {
  const std::size_t at = character_start(source, offset);
  const std::size_t start = line_start(source, at);
  std::string_view line = source.substr(start, source.find('\n', start) - start);
  if (line.ends_with('\r') && at - start < line.size()) line.remove_suffix(1);
  const Window window = window_of(line, at - start);
  std::string text(kIndent);
  text += window.text;
  text += '\n';
  text += kIndent;
  text.append(window.at, ' ');
  text += '^';
  return text;
}

void Issues::add(std::size_t offset, std::string message) {
  if (issues_.size() == kMost) {
    ++left_out_;
    return;
  }
  const Place place = place_of(source_, offset);
  issues_.push_back({place.line, place.column, std::move(message), snippet_of(source_, offset)});
}

void Issues::add_limit(std::size_t offset, std::string message) {
  limit_ = true;
  add(offset, std::move(message));
}

Status Issues::status(std::string_view location) const {
  if (issues_.empty()) return {};
  std::string text;
  for (const Issue& issue : issues_) {
    if (!text.empty()) text += '\n';
    text += location;
    text += ':' + std::to_string(issue.line) + ':' + std::to_string(issue.column) + ": ";
    text += issue.message + '\n' + issue.snippet;
  }
  if (left_out_ > 0) text += "\nand " + std::to_string(left_out_) + " more";
  return {limit_ ? StatusCode::kResourceExhausted : StatusCode::kInvalidArgument, std::move(text)};
}

}  // namespace uniselector::expr
