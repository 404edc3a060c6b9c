// See the header.
#include "expr/plan/logic_nodes.h"

namespace uniselector::expr {

Value LogicNode::eval(Frame& frame) const {
  Value failed;  // the first error, or what is unknown
  for (const Node* const operand : operands_) {
    frame.spend(1);
    Value value = operand->eval(frame);
    if (value.is(ValueKind::kBool)) {
      if (value.as_bool() == decisive_) return value;
      continue;
    }
    if (!value.is_no_value()) {
      value = frame.no_such_overload(id(), decisive_ ? "_||_" : "_&&_", {value});
    }
    failed = merge_no_values(frame.arena, failed, value);
  }
  return failed.is(ValueKind::kAbsent) ? Value::boolean(!decisive_) : failed;
}

Value ConditionalNode::eval(Frame& frame) const {
  frame.spend(1);
  const Value condition = condition_.eval(frame);
  if (condition.is_true()) return yes_.eval(frame);
  if (condition.is_false()) return no_.eval(frame);
  return condition.is_no_value() ? condition : frame.no_such_overload(id(), "_?_:_", {condition});
}

Value NotNode::eval(Frame& frame) const {
  frame.spend(1);
  const Value value = operand_.eval(frame);
  if (value.is(ValueKind::kBool)) return Value::boolean(!value.as_bool());
  return value.is_no_value() ? value : frame.no_such_overload(id(), "!_", {value});
}

Value OrElseNode::eval(Frame& frame) const {
  frame.spend(1);
  const Value optional = optional_.eval(frame);
  if (optional.is_no_value()) return optional;
  if (!optional.is(ValueKind::kOptional)) {
    return frame.no_such_overload(id(), value_ ? "orValue" : "or", {optional});
  }
  if (optional.as_optional() != nullptr) return value_ ? *optional.as_optional() : optional;
  const Value other = other_.eval(frame);
  if (value_ || other.is_no_value() || other.is(ValueKind::kOptional)) return other;
  return frame.no_such_overload(id(), "or", {optional, other});
}

}  // namespace uniselector::expr
