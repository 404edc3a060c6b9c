// See the header.
#include "config/syntax.h"

#include <algorithm>

namespace uniselector::config {
namespace {

constexpr std::size_t kShown = 24;

/// The messages that a slip of the hand brings about, as yaml-cpp 0.6 to 0.8 words them.
struct Known {
  std::string_view message;
  std::string_view expected;
};
constexpr Known kKnown[] = {
    {"end of map not found",
     "a key of the mapping, or its end: keys of one mapping begin in one column"},
    {"end of map flow not found", "',' or '}'"},
    {"end of sequence not found", "'- ' in the column of the other items, or the end of the list"},
    {"end of sequence flow not found", "',' or ']'"},
    {"illegal map value",
     "the end of the value: a text that has ': ' in it stands in quotes, and keys of one mapping "
     "begin in one column"},
    {"illegal map key", "no key here"},
    {"illegal block entry", "no item of a list here: '- ' begins a line, after blanks only"},
    {"illegal flow end", "no closing bracket here"},
    {"illegal tab when looking for indentation", "blanks: tabs do not indent"},
    {"illegal EOF in scalar", "the closing quote"},
    {"illegal document indicator in scalar", "the closing quote"},
    {"unknown token", "a value: a text that begins with this character stands in quotes"},
};

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

}  // namespace

std::string found_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return "the end of the text";
  const std::string_view rest = text.substr(at);
  if (rest[0] == '\n' || rest[0] == '\r') return "the end of the line";
  std::size_t size = std::min(rest.find_first_of(" \t\r\n,:[]{}\"'", 1), rest.size());
  if (size > kShown) {
    for (size = kShown; size > 1 && is_continuation(rest[size]);) --size;
    return '\'' + std::string(rest.substr(0, size)) + "...'";
  }
  return '\'' + std::string(rest.substr(0, size)) + '\'';
}

std::string yaml_complaint(std::string_view message, std::string_view text, std::size_t at) {
  const auto known = std::find_if(std::begin(kKnown), std::end(kKnown),
                                  [message](const Known& k) { return k.message == message; });
  if (known == std::end(kKnown)) return std::string(message);
  return "found " + found_at(text, at) + ", expected " + std::string(known->expected);
}

Place lone_carriage_return(std::string_view text) {
  for (std::size_t at = text.find('\r'); at != std::string_view::npos;
       at = text.find('\r', at + 1)) {
    if (at + 1 < text.size() && text[at + 1] == '\n') continue;
    const std::string_view before = text.substr(0, at);
    const std::size_t begin = before.rfind('\n') + 1;  // npos + 1 is 0
    const auto is_character = [](char c) { return !is_continuation(c); };
    return {1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')),
            1 + static_cast<int>(std::count_if(before.begin() + static_cast<std::ptrdiff_t>(begin),
                                               before.end(), is_character))};
  }
  return {};
}

}  // namespace uniselector::config
