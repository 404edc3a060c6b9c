// One evaluation while it runs: its inputs, registers, arena and budget. On the stack of the thread
// that evaluates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "expr/call_frame.h"
#include "expr/names.h"

namespace uniselector::expr {

struct Frame {
  Frame(std::span<const Value> inputs, Arena& memory, const Limits& limits, std::uint64_t budget)
      : slots(inputs), arena(memory), call(memory, limits, budget) {}

  std::span<const Value> slots;
  Value* registers = nullptr;  ///< loop variables, accumulators and shared parts
  Arena& arena;
  CallFrame call;
  std::span<const cel::UnknownPattern> unknowns;
  std::span<const std::string> names;  ///< of the slots; for unknowns and errors
  Value* tracked = nullptr;            ///< by expression id, if values are wanted (residuals)

  Value slot(std::size_t index) const { return index < slots.size() ? slots[index] : Value(); }
  /// Counts work that a check elsewhere bounds: the nodes of the tree.
  void spend(std::uint64_t units) { (void)call.charge(units); }

  Value error(std::uint32_t expression, StatusCode code, std::string_view message) {
    call.set_expression(expression);
    return call.error(code, message);
  }
  Value no_such_overload(std::uint32_t expression, std::string_view function,
                         std::initializer_list<Value> arguments) {
    call.set_expression(expression);
    return call.no_such_overload(function, arguments.begin(), arguments.size());
  }
};

/// An unknown that has the attributes of both; either may be something else.
Value merge_unknowns(Arena& arena, const Value& a, const Value& b);

/// The one to pass on of two values that are errors or unknown: unknowns together, else the
/// unknown, else the first error. Absent counts as nothing.
inline Value merge_no_values(Arena& arena, const Value& a, const Value& b) {
  if (a.is(ValueKind::kUnknown) || b.is(ValueKind::kUnknown)) return merge_unknowns(arena, a, b);
  return a.is(ValueKind::kAbsent) ? b : a;
}

}  // namespace uniselector::expr
