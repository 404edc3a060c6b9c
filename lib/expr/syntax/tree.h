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

/// Whether `is` holds for a node of the tree.
template <class Is>
bool any_node(const Expr& expr, const Is& is) {
  if (is(expr)) return true;
  bool found = false;
  for_each_child(expr, [&](const Expr& child) { found = found || any_node(child, is); });
  return found;
}

/// The identifier at the root of a way of fields and constant keys, such as a.b[1].c; null for what
/// is no such way.
const Expr* root_of(const Expr& expr);

}  // namespace uniselector::expr
