// What trees of conditions are for an event. What the evaluation of a comparison answers for any
// value, failures included, is said here once more; the tests hold it against the programs.
#include <algorithm>

#include "expr/call_frame.h"
#include "expr/plan/frame.h"
#include "expr/value/compare.h"
#include "rules/condition_tree.h"

namespace uniselector::rules {
namespace {

using cel::Value;
using cel::ValueKind;
using Kind = ConditionNode::Kind;

Truth truth_of(bool holds) { return holds ? Truth::kTrue : Truth::kFalse; }

bool holds(Operation operation, std::partial_ordering order) {
  switch (operation) {
    case Operation::kLess: return order < 0;
    case Operation::kLessOrEqual: return order <= 0;
    case Operation::kGreater: return order > 0;
    case Operation::kGreaterOrEqual: return order >= 0;
    default: return false;
  }
}

Value no_such_overload(cel::Arena& arena, std::string_view function,
                       std::initializer_list<Value> arguments) {
  const cel::Limits limits;
  expr::CallFrame call(arena, limits, limits.cost);
  return call.no_such_overload(function, arguments.begin(), arguments.size());
}

}  // namespace

EventValues::EventValues(const ConditionTrees& trees, std::span<const Value> slots,
                         cel::Arena& arena, ConditionScratch& scratch)
    : trees_(trees), slots_(slots), arena_(arena), scratch_(scratch) {
  if (scratch_.reads.size() < trees.attributes.size()) {
    scratch_.reads.resize(trees.attributes.size());
  }
  ++scratch_.event;
}

void EventValues::read(std::uint16_t attribute, AttributeRead* into) {
  const Attribute& from = trees_.attributes[attribute];
  into->event = scratch_.event;
  into->value = from.program.evaluate(slots_, arena_);
  into->none = into->value.is_no_value();
  into->point = kNoPoint;
  into->pending = false;
  if (into->none || from.points.size() == 0) return;
  const auto point = point_of(into->value);
  if (!point) return;
  into->pending = true;
  into->hash = PointTable::hash_of(*point);
  from.points.prefetch(into->hash);
}

void EventValues::look_up(std::uint16_t attribute, AttributeRead* into) {
  into->pending = false;
  const auto point = point_of(into->value);
  if (point) into->point = trees_.attributes[attribute].points.find(*point, into->hash);
}

Truth EventValues::truth(const ConditionNode& node) {
  switch (node.kind) {
    case Kind::kTrue: return Truth::kTrue;
    case Kind::kFalse: return Truth::kFalse;
    case Kind::kOpaque: return Truth::kOpen;
    case Kind::kAnd: return group(node, Truth::kFalse);
    case Kind::kOr: return group(node, Truth::kTrue);
    case Kind::kNot: {
      const Truth found = truth(*(&node + 1));
      return found == Truth::kOpen ? found : truth_of(found == Truth::kFalse);
    }
    case Kind::kBool: {
      const Value& value = at(node.attribute).value;
      return value.is(ValueKind::kBool) ? truth_of(value.as_bool()) : Truth::kOpen;
    }
    case Kind::kPoints: {
      const AttributeRead& read = at(node.attribute);
      if (read.none) return Truth::kOpen;
      const bool one = !node.exact && node.count == 1;
      const bool found = one ? read.point == node.first : is_one_of(node, read);
      return truth_of(found != (node.operation == Operation::kNotEqual));
    }
    case Kind::kOrder: {
      const AttributeRead& read = at(node.attribute);
      if (read.none) return Truth::kOpen;
      const auto order = expr::compare(read.value, node.literal);
      return order ? truth_of(holds(node.operation, *order)) : Truth::kOpen;
    }
    case Kind::kPrefix: {
      const Value& value = at(node.attribute).value;
      if (!value.is(ValueKind::kString)) return Truth::kOpen;
      return truth_of(value.as_string().starts_with(node.literal.as_string()));
    }
  }
  return Truth::kOpen;
}

Truth EventValues::group(const ConditionNode& node, Truth decisive) {
  Truth all = decisive == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
  for (const ConditionNode* child = &node + 1; child != node.end(); child = child->end()) {
    const Truth found = truth(*child);
    if (found == decisive) return decisive;
    if (found == Truth::kOpen) all = Truth::kOpen;
  }
  return all;
}

bool EventValues::is_one_of(const ConditionNode& node, const AttributeRead& read) {
  if (node.exact) {
    const auto literals = std::span(trees_.literals).subspan(node.first, node.count);
    return std::any_of(literals.begin(), literals.end(), [&](const Value& literal) {
      return cel::equal(read.value, literal, arena_);
    });
  }
  if (read.point == kNoPoint) return false;
  const auto points = std::span(trees_.points).subspan(node.first, node.count);
  return std::binary_search(points.begin(), points.end(), read.point);
}

Value EventValues::problem(const ConditionNode& node) {
  return node.is_group() ? problem_of_group(node) : problem_of_leaf(node);
}

/// As the operators of the language evaluate: the first operand that decides, else the first that
/// failed.
Value EventValues::problem_of_group(const ConditionNode& node) {
  const bool negation = node.kind == Kind::kNot;
  const bool decisive = node.kind == Kind::kOr;
  const std::string_view name = negation ? "!_" : decisive ? "_||_" : "_&&_";
  Value failed;
  for (const ConditionNode* child = &node + 1; child != node.end(); child = child->end()) {
    Value value = problem(*child);
    if (value.is(ValueKind::kBool)) {
      if (negation) return Value::boolean(!value.as_bool());
      if (value.as_bool() == decisive) return value;
      continue;
    }
    if (!value.is_no_value()) value = no_such_overload(arena_, name, {value});
    failed = expr::merge_no_values(arena_, failed, value);
  }
  return failed.is(ValueKind::kAbsent) ? Value::boolean(!decisive) : failed;
}

Value EventValues::problem_of_leaf(const ConditionNode& node) {
  const Truth found = truth(node);
  if (found != Truth::kOpen) return Value::boolean(found == Truth::kTrue);
  const AttributeRead& read = at(node.attribute);
  if (read.none || node.kind == Kind::kBool) return read.value;
  if (node.kind == Kind::kPrefix) {
    return no_such_overload(arena_, name_of(Operation::kStartsWith), {read.value, node.literal});
  }
  if (!node.literal_first) {
    return no_such_overload(arena_, name_of(node.operation), {read.value, node.literal});
  }
  return no_such_overload(arena_, name_of(mirrored(node.operation)), {node.literal, read.value});
}

}  // namespace uniselector::rules
