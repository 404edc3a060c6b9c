// Text to tree: lexer, parser and macro expander of the Common Expression Language, by recursive
// descent within the limits.
#pragma once

#include <string_view>
#include <vector>

#include "expr/issues.h"
#include "expr/names.h"
#include "expr/syntax/macro.h"

namespace uniselector::expr {

struct ParseOptions {
  std::vector<const Macro*> macros;  ///< none: calls stay calls
  bool optional_syntax = true;       ///< a.?b, a[?b], [?a], {?k: v}
  Limits limits;
};

/// No tree is deeper, whatever the limits say: walking one recurses, and stacks end.
inline constexpr std::size_t kDeepestTree = 1'000;

/// Parses `source` into `ast` (which keeps a copy of it). False when there are issues.
bool parse(std::string_view source, const ParseOptions& options, Ast* ast, Issues* issues);

/// Depth of a tree; stops counting above `most`.
std::size_t depth_of(const Expr& root, std::size_t most);

}  // namespace uniselector::expr
