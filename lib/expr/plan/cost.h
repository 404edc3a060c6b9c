// What an evaluation may cost, estimated from the tree and the bounds on its variables.
#pragma once

#include <cstddef>
#include <cstdint>

#include "expr/names.h"
#include "expr/plan/program_impl.h"

namespace uniselector::expr {

/// What is made, whatever is in it ...
inline constexpr std::uint64_t kListCost = 10;
inline constexpr std::uint64_t kMapCost = 30;
inline constexpr std::uint64_t kObjectCost = 40;
/// ... and a unit for every part behind the first few, as parts that are constant are free by
/// themselves.
inline constexpr std::uint64_t more_than_few(std::size_t parts) {
  constexpr std::size_t kFew = 8;
  return parts > kFew ? parts - kFew : 0;
}

/// The least and the most that evaluate() can charge; the most is UINT64_MAX where an input or a
/// function's result has no bound. O(nodes).
cel::CostEstimate estimate_cost(const cel::Program::Impl& program);

}  // namespace uniselector::expr
