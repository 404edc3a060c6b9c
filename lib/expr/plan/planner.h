// Tree to plan: resolves every name to a slot, a register or a constant, every call to its
// overloads, folds what is constant and picks special nodes for common shapes.
#pragma once

#include <memory>

#include "expr/names.h"
#include "expr/plan/program_impl.h"

namespace uniselector::expr {

/// Plans `program.ast` into `program`, whose environment and options are set. InvalidArgument when
/// constant arguments cannot be prepared (a regular expression that is none).
Status make_plan(cel::Program::Impl& program);

}  // namespace uniselector::expr
