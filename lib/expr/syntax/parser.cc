// Text to tree: what must hold before the grammar reads, and what is handed out after.
#include "expr/syntax/parser.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

#include "base/text.h"
#include "expr/syntax/grammar.h"

namespace uniselector::expr {
namespace {

/// Whether the text may be parsed at all: not too long, and UTF-8.
bool is_readable(std::string_view source, const Limits& limits, Issues* issues) {
  std::size_t characters = source.size();
  if (characters > limits.source_characters) {
    const auto ends = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
    characters -= static_cast<std::size_t>(std::count_if(source.begin(), source.end(), ends));
  }
  if (characters > limits.source_characters ||
      source.size() >= std::numeric_limits<std::uint32_t>::max()) {
    issues->add_limit(0, "the expression has " + std::to_string(characters) +
                             " characters, expected at most " +
                             std::to_string(limits.source_characters) +
                             "; that is the limit `source_characters`");
    return false;
  }
  if (base::is_utf8(source)) return true;
  std::size_t at = 0;
  while (at < source.size()) {
    const auto lead = static_cast<unsigned char>(source[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (!base::is_utf8(source.substr(at, length))) break;
    at += length;
  }
  issues->add(at, "syntax error: found a byte that is no UTF-8, expected text in UTF-8");
  return false;
}

}  // namespace

bool parse(std::string_view source, const ParseOptions& options, Ast* ast, Issues* issues) {
  ast->source.assign(source);
  if (!is_readable(source, options.limits, issues)) return false;
  char* const text = ast->arena.make_array<char>(source.size() + 1);
  if (!source.empty()) std::memcpy(text, source.data(), source.size());
  text[source.size()] = '\0';
  const Expr* const root = Grammar({text, source.size()}, options, *ast, *issues).parse();
  if (!issues->empty()) return false;
  ast->root = root;
  return true;
}

}  // namespace uniselector::expr
