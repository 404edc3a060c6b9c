// Calls of macros as they were written, which stand beside the tree that they were expanded to.
#pragma once

#include <cstddef>
#include <cstdint>

#include "expr/names.h"

namespace uniselector::expr {

/// The call that a node was expanded from, or null.
const Expr* macro_call_of(const Ast& ast, std::uint32_t id);

/// Notes that `call` was expanded to the node `expanded`. Calls from `first` on were noted since
/// its arguments began: where one of them stands in `call`, a nameless identifier takes its place.
/// Node for node the rest is shared.
void note_macro_call(Ast& ast, std::uint32_t expanded, const Expr& call, std::size_t first);

}  // namespace uniselector::expr
