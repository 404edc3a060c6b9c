// Absent keys and fields are errors that name what was asked for.
#include "expr/plan/access.h"

#include <cmath>
#include <string>

#include "base/text.h"

namespace uniselector::expr {
namespace {

constexpr std::size_t kShownBytes = 64;

Value no_such_key(Frame& frame, std::uint32_t id, const Value& key) {
  const std::string text = key.is(ValueKind::kString)
                               ? base::printable(key.as_string(), kShownBytes)
                               : base::printable(cel::to_text(key), kShownBytes);
  return frame.error(id, StatusCode::kNotFound, "no such key: " + text);
}

/// The value of the key, or absent; an error when a long key costs more than there is left.
Value look_up(Frame& frame, std::uint32_t id, const Map& map, const Value& key) {
  if (frame.call.charge_key(key)) return map.find(key, frame.arena);
  frame.call.set_expression(id);
  return frame.call.budget_error();
}

Value no_such_field(Frame& frame, std::uint32_t id, const Value& from, std::string_view field) {
  return frame.error(id, StatusCode::kNotFound,
                     "no such field '" + base::printable(field, kShownBytes) + "' of " +
                         base::printable(cel::type_name(from), kShownBytes));
}

Value select_of_optional(Frame& frame, std::uint32_t id, const Value& from, const FieldRef& field) {
  const Value* const held = from.as_optional();
  if (held == nullptr) return from;
  if (held->is(ValueKind::kOptional)) return select_of_optional(frame, id, *held, field);
  const Value there = has_field(frame, id, *held, field);
  if (there.is_no_value()) return there;
  if (!there.is_true()) return Value::optional(nullptr);
  const Value value = select_field(frame, id, *held, field);
  return value.is_no_value() ? value : cel::make_optional(frame.arena, value);
}

Value element(Frame& frame, std::uint32_t id, const List& list, const Value& key) {
  std::int64_t index = -1;
  bool whole = true;
  if (key.is(ValueKind::kInt)) {
    index = key.as_int();
  } else if (key.is(ValueKind::kUint)) {
    index = key.as_uint() <= INT64_MAX ? static_cast<std::int64_t>(key.as_uint()) : INT64_MAX;
  } else {
    const double real = key.as_double();
    whole = std::trunc(real) == real && std::fabs(real) < 9.0e18;
    if (whole) index = static_cast<std::int64_t>(real);
  }
  if (!whole) {
    return frame.error(id, StatusCode::kInvalidArgument,
                       "invalid index: found " + cel::to_text(key) + ", expected a whole number");
  }
  const std::size_t size = list.size();
  if (index < 0 || static_cast<std::uint64_t>(index) >= size) {
    return frame.error(id, StatusCode::kOutOfRange,
                       "index out of bounds: " + std::to_string(index) + ", the list has " +
                           std::to_string(size) + " elements");
  }
  const Value* const data = list.data();
  const auto at = static_cast<std::size_t>(index);
  return data != nullptr ? data[at] : list.at(at, frame.arena);
}

}  // namespace

Value select_field(Frame& frame, std::uint32_t id, const Value& from, const FieldRef& field) {
  switch (from.kind()) {
    case ValueKind::kMap: {
      const Value key = Value::string(field.name);
      const Value found = look_up(frame, id, from.as_map(), key);
      return found.is(ValueKind::kAbsent) ? no_such_key(frame, id, key) : found;
    }
    case ValueKind::kObject: {
      const Value found = from.as_object().field(field, frame.arena);
      return found.is(ValueKind::kAbsent) ? no_such_field(frame, id, from, field.name) : found;
    }
    case ValueKind::kOptional: return select_of_optional(frame, id, from, field);
    case ValueKind::kError:
    case ValueKind::kUnknown: return from;
    default: return no_such_field(frame, id, from, field.name);
  }
}

Value has_field(Frame& frame, std::uint32_t id, const Value& from, const FieldRef& field) {
  switch (from.kind()) {
    case ValueKind::kMap: {
      const Value key = Value::string(field.name);
      if (!frame.call.charge_key(key)) {
        frame.call.set_expression(id);
        return frame.call.budget_error();
      }
      return Value::boolean(!from.as_map().find(key, frame.arena).is(ValueKind::kAbsent));
    }
    case ValueKind::kObject: return from.as_object().has(field, frame.arena);
    case ValueKind::kOptional:
      return from.as_optional() == nullptr ? Value::boolean(false)
                                           : has_field(frame, id, *from.as_optional(), field);
    case ValueKind::kError:
    case ValueKind::kUnknown: return from;
    default: return no_such_field(frame, id, from, field.name);
  }
}

Value index_value(Frame& frame, std::uint32_t id, const Value& from, const Value& key) {
  if (from.is(ValueKind::kMap)) {
    switch (key.kind()) {
      case ValueKind::kBool:
      case ValueKind::kInt:
      case ValueKind::kUint:
      case ValueKind::kDouble:
      case ValueKind::kString: {
        const Value found = look_up(frame, id, from.as_map(), key);
        return found.is(ValueKind::kAbsent) ? no_such_key(frame, id, key) : found;
      }
      default: return {};
    }
  }
  const bool number =
      key.is(ValueKind::kInt) || key.is(ValueKind::kUint) || key.is(ValueKind::kDouble);
  return from.is(ValueKind::kList) && number ? element(frame, id, from.as_list(), key) : Value();
}

}  // namespace uniselector::expr
