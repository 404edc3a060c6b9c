// Folds told by their shape: which macro makes such a comprehension. For trees that come without
// the calls that were written, as those that a partial evaluation leaves.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "expr/names.h"

namespace uniselector::expr {

/// The call of a macro: target.name(variables, arguments).
struct FoldCall {
  const Expr* target = nullptr;  ///< null: that of `space`, as in cel.bind
  std::string_view space;
  std::string_view name;
  std::array<std::string_view, 2> variables;  ///< empty behind the last
  std::array<const Expr*, 2> arguments{};     ///< null behind the last
};

/// The macro call that expands to this fold; false when there is none.
bool fold_call_of(const Expr& fold, FoldCall* call);

}  // namespace uniselector::expr
