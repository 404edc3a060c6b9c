// The library of optional values: making and opening them, and selecting or indexing what may not
// be there. or() and orValue() here evaluate both sides before they are called; the planner has the
// lazy code.
//
// Version 1: optional.of, ofNonZeroValue, none, value, hasValue, or, orValue, the syntax a.?b,
// a[?b],
//            [?a], {?k: v}, indexing of optionals, and the macros optMap and optFlatMap.
// Version 2: first and last of a list, optional.unwrap, unwrapOpt.
#include <cmath>
#include <optional>
#include <string>

#include "base/text.h"
#include "expr/functions/declare.h"
#include "expr/functions/libraries.h"
#include "expr/value/compare.h"

namespace uniselector::expr {
namespace {

Value none() { return Value::optional(nullptr); }

/// An optional of `value`; an error stays what it is, and what is absent is none.
Value some(CallFrame& call, const Value& value) {
  if (value.is(ValueKind::kAbsent)) return none();
  return value.is_no_value() ? value : cel::make_optional(call.arena(), value);
}

/// The default value of its type: what a field has that was not set.
bool is_zero(const Value& value) {
  switch (value.kind()) {
    case ValueKind::kAbsent:
    case ValueKind::kNull: return true;
    case ValueKind::kBool: return !value.as_bool();
    case ValueKind::kInt:
    case ValueKind::kDuration: return value.as_int() == 0;
    case ValueKind::kUint: return value.as_uint() == 0;
    case ValueKind::kDouble: return value.as_double() == 0;
    case ValueKind::kString:
    case ValueKind::kBytes: return value.as_bytes().empty();
    case ValueKind::kTimestamp:
      return value.timestamp_seconds() == 0 && value.timestamp_nanoseconds() == 0;
    case ValueKind::kList: return value.as_list().size() == 0;
    case ValueKind::kMap: return value.as_map().size() == 0;
    case ValueKind::kObject: return value.as_object().set_field(0).empty();
    default: return false;
  }
}

Value of(CallFrame& call, const Value* arguments, std::size_t) { return some(call, arguments[0]); }

Value of_non_zero(CallFrame& call, const Value* arguments, std::size_t) {
  return is_zero(arguments[0]) ? none() : some(call, arguments[0]);
}

Value make_none(CallFrame&, const Value*, std::size_t) { return none(); }

Value value_of(CallFrame& call, const Value* arguments, std::size_t) {
  const Value* const held = arguments[0].as_optional();
  if (held != nullptr) return *held;
  return call.error(StatusCode::kFailedPrecondition,
                    "optional.none() dereference: there is no value");
}

Value has_value(CallFrame&, const Value* arguments, std::size_t) {
  return Value::boolean(arguments[0].as_optional() != nullptr);
}

Value or_optional(CallFrame&, const Value* arguments, std::size_t) {
  return arguments[0].as_optional() != nullptr ? arguments[0] : arguments[1];
}

Value or_value(CallFrame&, const Value* arguments, std::size_t) {
  const Value* const held = arguments[0].as_optional();
  return held != nullptr ? *held : arguments[1];
}

/// What selecting or indexing looks into: the value within optionals, or null if one is none.
const Value* innermost(const Value& value) {
  const Value* at = &value;
  while (at != nullptr && at->is(ValueKind::kOptional)) at = at->as_optional();
  return at;
}

Value select_in_object(CallFrame& call, const Object& object, std::string_view name) {
  const FieldRef field{name};
  const Value there = object.has(field, call.arena());
  if (there.is_no_value()) return there;
  return there.is_true() ? some(call, object.field(field, call.arena())) : none();
}

Value select_optional(CallFrame& call, const Value* arguments, std::size_t count) {
  const Value* const from = innermost(arguments[0]);
  if (from == nullptr) return none();
  switch (from->kind()) {
    case ValueKind::kMap:
      if (!call.charge_key(arguments[1])) return call.budget_error();
      return some(call, from->as_map().find(arguments[1], call.arena()));
    case ValueKind::kObject:
      return select_in_object(call, from->as_object(), arguments[1].as_string());
    case ValueKind::kError:
    case ValueKind::kUnknown: return *from;
    default: return call.no_such_overload("_?._", arguments, count);
  }
}

/// A whole number as an index that may be out of range; nothing for another value.
std::optional<std::int64_t> as_index(const Value& key) {
  switch (key.kind()) {
    case ValueKind::kInt: return key.as_int();
    case ValueKind::kUint:
      return key.as_uint() > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(key.as_uint());
    case ValueKind::kDouble: {
      const double real = key.as_double();
      if (std::trunc(real) != real) return std::nullopt;  // NaN is unequal to itself
      return std::fabs(real) < 9.0e18 ? static_cast<std::int64_t>(real) : -1;
    }
    default: return std::nullopt;
  }
}

Value index_in_list(CallFrame& call, const List& list, const Value* arguments, std::size_t count) {
  const auto index = as_index(arguments[1]);
  if (!index) return call.no_such_overload("_[?_]", arguments, count);
  if (*index < 0 || static_cast<std::uint64_t>(*index) >= list.size()) return none();
  return some(call, list.at(static_cast<std::size_t>(*index), call.arena()));
}

bool can_be_key(const Value& key) {
  return is_number(key) || key.is(ValueKind::kBool) || key.is(ValueKind::kString);
}

/// One function for every overload of _[?_], and for _[_] of optionals: which of them it is shows
/// in the values only, as a list and a map within an optional look the same from outside.
Value index_optional(CallFrame& call, const Value* arguments, std::size_t count) {
  const Value* const from = innermost(arguments[0]);
  if (from == nullptr) return none();
  const Value& key = arguments[1];
  switch (from->kind()) {
    case ValueKind::kList: return index_in_list(call, from->as_list(), arguments, count);
    case ValueKind::kMap:
      if (!can_be_key(key)) break;
      if (!call.charge_key(key)) return call.budget_error();
      return some(call, from->as_map().find(key, call.arena()));
    case ValueKind::kObject:
      if (!key.is(ValueKind::kString)) break;
      return select_in_object(call, from->as_object(), key.as_string());
    case ValueKind::kError:
    case ValueKind::kUnknown: return *from;
    default: break;
  }
  return call.no_such_overload("_[?_]", arguments, count);
}

Value first(CallFrame& call, const Value* arguments, std::size_t) {
  const List& list = arguments[0].as_list();
  return list.size() == 0 ? none() : some(call, list.at(0, call.arena()));
}

Value last(CallFrame& call, const Value* arguments, std::size_t) {
  const List& list = arguments[0].as_list();
  return list.size() == 0 ? none() : some(call, list.at(list.size() - 1, call.arena()));
}

Value unwrap(CallFrame& call, const Value* arguments, std::size_t) {
  const List& list = arguments[0].as_list();
  ListBuilder out(call);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Value element = list.at(i, call.arena());
    if (element.is_no_value()) return element;
    if (!element.is(ValueKind::kOptional)) {
      return call.error("unwrap: found an element of type " +
                        base::printable(cel::type_name(element), 64) + ", expected optional_type");
    }
    if (element.as_optional() != nullptr && !out.add(*element.as_optional())) break;
  }
  return out.finish();
}

struct Types {
  Type value = Type::parameter("V");
  Type key = Type::parameter("K");
  Type optional = Type::optional(value);
  Type list = Type::list(value);
  Type map = Type::map(key, value);
};

void add(Declarations& declarations, std::string function, std::string id,
         std::vector<Type> parameters, Type result, Native native) {
  declare(declarations, {.function = std::move(function),
                         .id = std::move(id),
                         .parameters = std::move(parameters),
                         .result = std::move(result),
                         .native = native});
}

void add_member(Declarations& declarations, std::string function, std::string id,
                std::vector<Type> parameters, Type result, Native native,
                std::uint32_t traverses = 0) {
  declare(declarations, {.function = std::move(function),
                         .id = std::move(id),
                         .receiver = true,
                         .parameters = std::move(parameters),
                         .result = std::move(result),
                         .native = native,
                         .traverses = traverses});
}

void add_values(Declarations& d, const Types& t) {
  add(d, "optional.of", "optional_of", {t.value}, t.optional, of);
  add(d, "optional.ofNonZeroValue", "optional_ofNonZeroValue", {t.value}, t.optional, of_non_zero);
  add(d, "optional.none", "optional_none", {}, t.optional, make_none);
  add_member(d, "value", "optional_value", {t.optional}, t.value, value_of);
  add_member(d, "hasValue", "optional_hasValue", {t.optional}, Type::boolean(), has_value);
  add_member(d, "or", "optional_or_optional", {t.optional, t.optional}, t.optional, or_optional);
  add_member(d, "orValue", "optional_orValue_value", {t.optional, t.value}, t.value, or_value);
}

/// A list within or without an optional, by index.
void add_list_index(Declarations& d, std::string function, std::string id, const Type& list,
                    const Type& result) {
  declare(d, {.function = std::move(function),
              .id = std::move(id),
              .parameters = {list, Type::integer()},
              .result = result,
              .native = index_optional,
              .any_number = 2});
}

void add_access(Declarations& d, const Types& t) {
  const Type maybe_list = Type::optional(t.list);
  const Type maybe_map = Type::optional(t.map);
  add(d, "_?._", "select_optional_field", {Type::dyn(), Type::string()}, t.optional,
      select_optional);
  add_list_index(d, "_[?_]", "list_optindex_optional_int", t.list, t.optional);
  add_list_index(d, "_[?_]", "optional_list_optindex_optional_int", maybe_list, t.optional);
  add(d, "_[?_]", "map_optindex_optional_value", {t.map, t.key}, t.optional, index_optional);
  add(d, "_[?_]", "optional_map_optindex_optional_value", {maybe_map, t.key}, t.optional,
      index_optional);
  add_list_index(d, "_[_]", "optional_list_index_int", maybe_list, t.optional);
  add(d, "_[_]", "optional_map_index_value", {maybe_map, t.key}, t.optional, index_optional);
}

}  // namespace

void add_optional(Declarations& declarations, std::uint32_t version) {
  const Types types;
  add_values(declarations, types);
  add_access(declarations, types);
  if (version < 2) return;
  const Type optionals = Type::list(types.optional);
  add_member(declarations, "first", "list_first", {types.list}, types.optional, first);
  add_member(declarations, "last", "list_last", {types.list}, types.optional, last);
  declare(declarations, {.function = "optional.unwrap",
                         .id = "optional_unwrap",
                         .parameters = {optionals},
                         .result = types.list,
                         .native = unwrap,
                         .traverses = 1});
  add_member(declarations, "unwrapOpt", "optional_unwrapOpt", {optionals}, types.list, unwrap, 1);
}

}  // namespace uniselector::expr
