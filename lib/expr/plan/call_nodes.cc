// See the header.
#include "expr/plan/call_nodes.h"

#include <algorithm>
#include <compare>
#include <optional>

#include "expr/value/compare.h"

namespace uniselector::expr {
namespace {

constexpr std::size_t kArgumentsOnStack = 8;

/// Comparing text costs as reading the shorter one does, containers an element each.
bool charge_comparison(CallFrame& call, const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return true;
  switch (a.kind()) {
    case ValueKind::kString:
    case ValueKind::kBytes:
      return call.charge_text(std::min(a.as_bytes().size(), b.as_bytes().size()));
    case ValueKind::kList: return call.charge(a.as_list().size());
    case ValueKind::kMap: return call.charge(a.as_map().size());
    default: return true;
  }
}

bool holds(Order order, std::partial_ordering found) {
  switch (order) {
    case Order::kLess: return found < 0;
    case Order::kLessOrEqual: return found <= 0;
    case Order::kGreater: return found > 0;
    case Order::kGreaterOrEqual: return found >= 0;
  }
  return false;
}

std::string_view name_of(Order order) {
  switch (order) {
    case Order::kLess: return "_<_";
    case Order::kLessOrEqual: return "_<=_";
    case Order::kGreater: return "_>_";
    case Order::kGreaterOrEqual: return "_>=_";
  }
  return {};
}

}  // namespace

Value CallNode::eval(Frame& frame) const {
  const std::size_t count = arguments_.size();
  Value on_stack[kArgumentsOnStack];
  Value* const values =
      count <= kArgumentsOnStack ? on_stack : frame.arena.make_array<Value>(count);
  Value failed;
  for (std::size_t i = 0; i < count; ++i) {
    ::new (&values[i]) Value(arguments_[i]->eval(frame));
    if (values[i].is_no_value()) failed = merge_no_values(frame.arena, failed, values[i]);
  }
  if (!failed.is(ValueKind::kAbsent)) return failed;
  return dispatch_.call(frame, id(), values, count);
}

Value EqualNode::eval(Frame& frame) const {
  frame.spend(1);
  const Value a = a_.eval(frame);
  const Value b = b_.eval(frame);
  if (a.is(ValueKind::kInt) && b.is(ValueKind::kInt)) {
    return Value::boolean((a.as_int() == b.as_int()) != negated_);
  }
  if (a.is_no_value() || b.is_no_value()) {
    if (!a.is_no_value()) return b;
    return b.is_no_value() ? merge_no_values(frame.arena, a, b) : a;
  }
  if (!charge_comparison(frame.call, a, b)) return frame.call.budget_error();
  frame.call.set_expression(id());
  const Value same = equal_within(frame.call, a, b);
  return same.is(ValueKind::kBool) ? Value::boolean(same.as_bool() != negated_) : same;
}

Value OrderNode::eval(Frame& frame) const {
  frame.spend(1);
  const Value a = a_.eval(frame);
  const Value b = b_.eval(frame);
  if (a.is(ValueKind::kInt) && b.is(ValueKind::kInt)) {
    return Value::boolean(holds(order_, a.as_int() <=> b.as_int()));
  }
  if (a.is_no_value() || b.is_no_value()) {
    if (!a.is_no_value()) return b;
    return b.is_no_value() ? merge_no_values(frame.arena, a, b) : a;
  }
  if (!charge_comparison(frame.call, a, b)) return frame.call.budget_error();
  const std::optional<std::partial_ordering> found = compare(a, b);
  if (!found) return frame.no_such_overload(id(), name_of(order_), {a, b});
  return Value::boolean(holds(order_, *found));
}

Value SlotIntNode::eval(Frame& frame) const {
  if (slot_ < frame.slots.size() && frame.slots[slot_].is(ValueKind::kInt) &&
      frame.unknowns.empty()) {
    frame.spend(2);
    const std::int64_t value = frame.slots[slot_].as_int();
    switch (test_) {
      case Test::kEqual: return Value::boolean(value == constant_);
      case Test::kNotEqual: return Value::boolean(value != constant_);
      case Test::kLess: return Value::boolean(value < constant_);
      case Test::kLessOrEqual: return Value::boolean(value <= constant_);
      case Test::kGreater: return Value::boolean(value > constant_);
      case Test::kGreaterOrEqual: return Value::boolean(value >= constant_);
    }
  }
  return general_.eval(frame);
}

Value SlotTextNode::eval(Frame& frame) const {
  if (slot_ < frame.slots.size() && frame.slots[slot_].is(ValueKind::kString) &&
      frame.unknowns.empty()) {
    frame.spend(2 + constant_.size() / 10);
    return Value::boolean((frame.slots[slot_].as_string() == constant_) != negated_);
  }
  return general_.eval(frame);
}

bool ConstantInNode::fits(const List& list) {
  const Value* const data = list.data();
  if (data == nullptr || list.size() == 0) return false;
  const ValueKind kind = data[0].kind();
  return (kind == ValueKind::kInt || kind == ValueKind::kString) &&
         std::all_of(data, data + list.size(), [kind](const Value& v) { return v.is(kind); });
}

bool ConstantInNode::less(const Value& a, const Value& b) {
  return a.is(ValueKind::kInt) ? a.as_int() < b.as_int() : a.as_string() < b.as_string();
}

Value ConstantInNode::eval(Frame& frame) const {
  constexpr std::size_t kFew = 8;
  const Value needle = needle_.eval(frame);
  if (needle.kind() != sorted_[0].kind()) return general_.eval(frame);
  frame.spend(1 + sorted_.size());  // as the search that it stands for
  if (!frame.call.charge_key(needle)) return frame.call.budget_error();
  if (sorted_.size() > kFew) {
    return Value::boolean(std::binary_search(sorted_.begin(), sorted_.end(), needle, less));
  }
  if (needle.is(ValueKind::kInt)) {
    for (const Value& value : sorted_) {
      if (value.as_int() == needle.as_int()) return Value::boolean(true);
    }
    return Value::boolean(false);
  }
  for (const Value& value : sorted_) {
    if (value.as_string() == needle.as_string()) return Value::boolean(true);
  }
  return Value::boolean(false);
}

Value ArithmeticNode::eval(Frame& frame) const {
  const Value values[] = {a_.eval(frame), b_.eval(frame)};
  const auto& [a, b] = values;
  if (a.is(ValueKind::kInt) && b.is(ValueKind::kInt)) {
    std::int64_t result = 0;
    bool overflow = false;
    switch (operation_) {
      case Arithmetic::kAdd:
        overflow = __builtin_add_overflow(a.as_int(), b.as_int(), &result);
        break;
      case Arithmetic::kSubtract:
        overflow = __builtin_sub_overflow(a.as_int(), b.as_int(), &result);
        break;
      case Arithmetic::kMultiply:
        overflow = __builtin_mul_overflow(a.as_int(), b.as_int(), &result);
        break;
    }
    if (!overflow) {
      frame.spend(1);
      return Value::integer(result);
    }
  } else if (a.is_no_value() || b.is_no_value()) {
    if (!a.is_no_value()) return b;
    return b.is_no_value() ? merge_no_values(frame.arena, a, b) : a;
  }
  return dispatch_.call(frame, id(), values, 2);
}

}  // namespace uniselector::expr
