// Units of cost: those of cost.h, and for an object by what its fields hold.
#include "expr/plan/build_nodes.h"

#include <new>
#include <string>

#include "base/text.h"
#include "expr/plan/cost.h"
#include "expr/value/build.h"

namespace uniselector::expr {
namespace {

constexpr std::size_t kShownBytes = 64;

/// A key as a message shows it, in time that does not depend on how long it is.
std::string shown_key(const Value& key) {
  if (!key.is(ValueKind::kString)) return cel::to_text(key);
  return cel::to_text(Value::string(base::printable(key.as_string(), kShownBytes)));
}

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

/// Deeper values are no matter of objects: what takes them refuses them.
constexpr int kDeepestField = 100;

/// Pays for what an object that copies its fields copies: 0.1 a byte of text, 1 an element or
/// entry. Objects within are for the provider to charge. False when the budget does not last.
bool pay_for(CallFrame& call, const Value& value, int depth) {
  if (depth > kDeepestField) return true;
  switch (value.kind()) {
    case ValueKind::kString:
    case ValueKind::kBytes: return call.charge_text(value.as_bytes().size());
    case ValueKind::kList: {
      const List& list = value.as_list();
      if (!call.charge(list.size())) return false;
      for (std::size_t i = 0; i < list.size(); ++i) {
        if (!pay_for(call, list.at(i, call.arena()), depth + 1)) return false;
      }
      return true;
    }
    case ValueKind::kMap: {
      const Map& map = value.as_map();
      if (!call.charge(map.size())) return false;
      for (std::size_t i = 0; i < map.size(); ++i) {
        if (!pay_for(call, map.key_at(i, call.arena()), depth + 1) ||
            !pay_for(call, map.value_at(i, call.arena()), depth + 1)) {
          return false;
        }
      }
      return true;
    }
    default: return true;
  }
}

}  // namespace

Value ListNode::eval(Frame& frame) const {
  frame.spend(kListCost + more_than_few(elements_.size()));
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
  frame.spend(kMapCost + more_than_few(entries_.size()));
  auto* const keys = frame.arena.make_array<Value>(entries_.size());
  auto* const values = frame.arena.make_array<Value>(entries_.size());
  std::size_t size = 0;
  Value failed;
  for (const EntryNodes& entry : entries_) {
    const Value key = entry.key->eval(frame);
    Value value = entry.value->eval(frame);
    if (entry.optional) value = held_by(frame, entry.id, value);
    if (key.is_no_value()) failed = merge_no_values(frame.arena, failed, key);
    // A long key is looked at when it is put among the others.
    if (!frame.call.charge_key(key)) return frame.call.budget_error();
    if (value.is_no_value()) failed = merge_no_values(frame.arena, failed, value);
    if (value.is(ValueKind::kAbsent) || !failed.is(ValueKind::kAbsent)) continue;
    ::new (&keys[size]) Value(key);
    ::new (&values[size++]) Value(value);
  }
  if (!failed.is(ValueKind::kAbsent)) return failed;
  const MapResult made = adopt_map(frame.arena, {keys, size}, {values, size});
  if (made.fault == KeyFault::kNone) return made.map;
  const Value& key = keys[made.at];
  if (made.fault == KeyFault::kRepeated) {
    return frame.error(id(), StatusCode::kInvalidArgument,
                       "the key " + shown_key(key) + " is repeated");
  }
  return frame.error(id(), StatusCode::kInvalidArgument,
                     "unsupported key type: found " +
                         base::printable(cel::type_name(key), kShownBytes) +
                         ", expected bool, int, uint or string");
}

Value ObjectNode::eval(Frame& frame) const {
  frame.spend(kObjectCost + more_than_few(entries_.size()));
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
  frame.call.set_expression(id());
  for (std::size_t i = 0; i < size; ++i) {
    if (!pay_for(frame.call, fields[i].value, 1)) return frame.call.budget_error();
  }
  const Value made = types_.make_charged_object(type_, {fields, size}, frame.call);
  if (!made.is(ValueKind::kAbsent)) return made;
  return frame.error(id(), StatusCode::kInternal, "the host made no '" + std::string(type_) + "'");
}

}  // namespace uniselector::expr
