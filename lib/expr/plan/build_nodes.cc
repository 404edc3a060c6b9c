// Units of cost: 10 for a list, 30 for a map, 40 for an object.
#include "expr/plan/build_nodes.h"

#include <new>
#include <string>

#include "base/text.h"
#include "expr/value/build.h"

namespace uniselector::expr {
namespace {

/// What an optional entry adds: the value that it holds, absent if none, an error for what is no
/// optional.
Value held_by(Frame& frame, std::uint32_t id, const Value& value) {
  if (value.is_no_value()) return value;
  if (value.is(ValueKind::kOptional)) {
    return value.as_optional() == nullptr ? Value() : *value.as_optional();
  }
  return frame.error(id, StatusCode::kInvalidArgument,
                     "an optional entry (?) takes an optional_type, found " +
                         base::printable(cel::type_name(value), 64));
}

}  // namespace

Value ListNode::eval(Frame& frame) const {
  frame.spend(10);
  auto* const values = frame.arena.make_array<Value>(elements_.size());
  std::size_t size = 0;
  Value failed;
  for (std::size_t i = 0; i < elements_.size(); ++i) {
    Value value = elements_[i]->eval(frame);
    if (!optional_.empty() && optional_[i]) value = held_by(frame, elements_[i]->id(), value);
    if (value.is_no_value()) {
      failed = merge_no_values(frame.arena, failed, value);
    } else if (!value.is(ValueKind::kAbsent)) {
      ::new (&values[size++]) Value(value);
    }
  }
  if (!failed.is(ValueKind::kAbsent)) return failed;
  return adopt_list(frame.arena, {values, size});
}

Value MapNode::eval(Frame& frame) const {
  frame.spend(30);
  auto* const keys = frame.arena.make_array<Value>(entries_.size());
  auto* const values = frame.arena.make_array<Value>(entries_.size());
  std::size_t size = 0;
  Value failed;
  for (const EntryNodes& entry : entries_) {
    const Value key = entry.key->eval(frame);
    Value value = entry.value->eval(frame);
    if (entry.optional) value = held_by(frame, entry.id, value);
    if (key.is_no_value()) failed = merge_no_values(frame.arena, failed, key);
    if (value.is_no_value()) failed = merge_no_values(frame.arena, failed, value);
    if (value.is(ValueKind::kAbsent) || !failed.is(ValueKind::kAbsent)) continue;
    ::new (&keys[size]) Value(key);
    ::new (&values[size++]) Value(value);
  }
  if (!failed.is(ValueKind::kAbsent)) return failed;
  const MapResult made = adopt_map(frame.arena, {keys, size}, {values, size});
  if (made.fault == KeyFault::kNone) return made.map;
  const std::string shown = base::printable(cel::to_text(keys[made.at]), 64);
  return frame.error(
      id(), StatusCode::kInvalidArgument,
      made.fault == KeyFault::kRepeated
          ? "the key " + shown + " is repeated"
          : "unsupported key type: found " + shown + ", expected bool, int, uint or string");
}

Value ObjectNode::eval(Frame& frame) const {
  frame.spend(40);
  auto* const fields = frame.arena.make_array<TypeProvider::NamedValue>(entries_.size());
  std::size_t size = 0;
  Value failed;
  for (const EntryNodes& entry : entries_) {
    Value value = entry.value->eval(frame);
    if (entry.optional) value = held_by(frame, entry.id, value);
    if (value.is_no_value()) {
      failed = merge_no_values(frame.arena, failed, value);
    } else if (!value.is(ValueKind::kAbsent)) {
      ::new (&fields[size++]) TypeProvider::NamedValue{entry.field, value};
    }
  }
  if (!failed.is(ValueKind::kAbsent)) return failed;
  return types_.make_object(type_, {fields, size}, frame.arena);
}

}  // namespace uniselector::expr
