// Walking over trees of expressions.
#pragma once

#include "expr/names.h"

namespace uniselector::expr {

/// Calls `visit` with every child that the expression has, in the order of the text.
template <class Visit>
void for_each_child(const Expr& expr, Visit visit) {
  const auto one = [&visit](const Expr* child) {
    if (child != nullptr) visit(*child);
  };
  one(expr.target);
  for (const Expr* const argument : expr.arguments) one(argument);
  for (const Entry& entry : expr.entries) {
    one(entry.key);
    one(entry.value);
  }
  if (expr.loop == nullptr) return;
  one(expr.loop->range);
  one(expr.loop->initial);
  one(expr.loop->condition);
  one(expr.loop->step);
  one(expr.loop->result);
}

}  // namespace uniselector::expr
