// Overloads are few per name, so they are tried in order; the kinds of the parameters are bit
// masks.
#include "expr/plan/dispatch.h"

#include <string>

namespace uniselector::expr {
namespace {

bool matches(const Candidate& candidate, const Value* arguments, std::size_t count) {
  const std::size_t masked = count < kMaskedParameters ? count : kMaskedParameters;
  for (std::size_t i = 0; i < masked; ++i) {
    if (!holds(candidate.masks[i], arguments[i].kind())) return false;
  }
  return !candidate.opaque || accepts(*candidate.overload, arguments, count);
}

/// What the sizes of the arguments cost, by the units of docs/cel.md.
std::uint64_t cost_of_sizes(const Overload& overload, const Value* arguments, std::size_t count) {
  std::uint64_t cost = 0;
  for (std::size_t i = 0; i < count && i < 32; ++i) {
    if ((overload.traverses >> i & 1U) == 0) continue;
    switch (arguments[i].kind()) {
      case ValueKind::kString:
      case ValueKind::kBytes: cost += (arguments[i].as_bytes().size() + 9) / 10; break;
      case ValueKind::kList: cost += arguments[i].as_list().size(); break;
      case ValueKind::kMap: cost += arguments[i].as_map().size(); break;
      default: break;
    }
  }
  return cost;
}

}  // namespace

Value Dispatch::call(Frame& frame, std::uint32_t id, const Value* arguments,
                     std::size_t count) const {
  CallFrame& call = frame.call;
  call.set_expression(id);
  for (const Candidate& candidate : candidates) {
    if (!matches(candidate, arguments, count)) continue;
    const Overload& overload = *candidate.overload;
    std::uint64_t cost = overload.cost;
    if (overload.traverses != 0) cost += cost_of_sizes(overload, arguments, count);
    if (!call.charge(cost)) return call.budget_error();
    if (overload.native != nullptr) {
      call.set_state(candidate.state);
      return overload.native(call, arguments, count);
    }
    if (!overload.host) {
      return call.error(StatusCode::kUnimplemented,
                        "function '" + overload.function + "' is declared without code");
    }
    const Value value = overload.host(call, {arguments, count});
    if (!value.is(ValueKind::kAbsent)) return value;
    return call.error(StatusCode::kInternal,
                      "function '" + overload.function + "' of the host gave no value");
  }
  if (candidates.empty()) {
    return call.error(StatusCode::kNotFound, "unbound function: '" + std::string(function) +
                                                 "' is not declared with " + std::to_string(count) +
                                                 " arguments");
  }
  return call.no_such_overload(function, arguments, count);
}

}  // namespace uniselector::expr
