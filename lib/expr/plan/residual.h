// What is left of an expression when some inputs are known: the same expression with everything
// that could be computed replaced by its value.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "expr/names.h"
#include "expr/plan/program_impl.h"

namespace uniselector::expr {

/// `values` holds what the expressions of `ast` gave, by id: absent for what was not reached.
/// `evaluate` gives the value of a part of the tree that depends on no loop. With `keep_dyn` what
/// was dyn stays so, dyn(5): the checker may refuse 5 where it took an input of any type.
std::string residual_text(const Ast& ast, std::span<const Value> values,
                          const std::function<Value(const Expr&)>& evaluate, bool keep_dyn);

}  // namespace uniselector::expr
