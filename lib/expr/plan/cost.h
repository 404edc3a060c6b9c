// What an evaluation may cost, estimated from the tree and the bounds on its variables.
#pragma once

#include "expr/names.h"
#include "expr/plan/program_impl.h"

namespace uniselector::expr {

/// The least and the most that evaluate() can charge; the most is UINT64_MAX where an input or a
/// function's result has no bound. O(nodes).
cel::CostEstimate estimate_cost(const cel::Program::Impl& program);

}  // namespace uniselector::expr
