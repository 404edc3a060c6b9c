// What the macros have in common: names of their variables, folds of the usual shapes.
#pragma once

#include <string_view>

#include "expr/syntax/macro.h"

namespace uniselector::expr {

/// The accumulator of the macros that fold; no identifier can be written so.
inline constexpr std::string_view kAccumulator = "@result";

/// One or two variables of a loop.
struct LoopVariables {
  std::string_view first;
  std::string_view second;
};

/// The name of the variable that a macro declares in `argument`; empty, with a fault, when it is
/// not a simple identifier.
std::string_view variable_of(NodeFactory& make, const Expr* argument);
/// The names in the first one or two arguments of a call; false, with a fault, when they are none.
bool variables_of(NodeFactory& make, const Expr& call, std::size_t count, LoopVariables* names);

/// cel.bind: `result`, in which `name` stands for `value`. A fold over nothing.
const Expr* bind(NodeFactory& make, std::string_view name, const Expr* value, const Expr* result);

// Folds over the target of a call.
const Expr* all_fold(NodeFactory& make, const Expr* range, const LoopVariables& names,
                     const Expr* predicate);
const Expr* exists_fold(NodeFactory& make, const Expr* range, const LoopVariables& names,
                        const Expr* predicate);
const Expr* exists_one_fold(NodeFactory& make, const Expr* range, const LoopVariables& names,
                            const Expr* predicate);
/// A list of `element` for all for which `filter` holds; null takes all.
const Expr* list_fold(NodeFactory& make, const Expr* range, const LoopVariables& names,
                      const Expr* filter, const Expr* element);
/// A fold that begins with `initial` and takes `step` where `filter` holds; null takes all.
const Expr* filtered_fold(NodeFactory& make, const Expr* range, const LoopVariables& names,
                          const Expr* initial, const Expr* filter, const Expr* step);

/// Whether the call is namespace.name(...): its target is the identifier `space`.
bool is_in_namespace(const Expr& call, std::string_view space);

}  // namespace uniselector::expr
