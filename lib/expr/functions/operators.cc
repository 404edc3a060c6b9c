// The operators of the language as functions: arithmetic that answers an error instead of wrapping
// around, comparisons across the kinds of numbers, concatenation, indexing, membership and size.
//
// && || ?: and @not_strictly_false are declared without code: they do not evaluate all of their
// operands, or go on where one is an error, so the planner has nodes for them.
#include <array>
#include <compare>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "expr/functions/declare.h"
#include "expr/functions/libraries.h"
#include "expr/value/build.h"
#include "expr/value/compare.h"
#include "expr/value/number_text.h"
#include "expr/value/unicode.h"

namespace uniselector::expr {
namespace {

constexpr std::uint32_t kFirst = 1U << 0U;
constexpr std::uint32_t kSecond = 1U << 1U;
constexpr std::int64_t kNanoseconds = 1'000'000'000;

/// "integer overflow: 9223372036854775807 + 1".
Value overflow(CallFrame& call, std::string_view what, const Value& a, std::string_view sign,
               const Value& b) {
  std::string text(what);
  text += ": ";
  text += cel::to_text(a);
  text += sign;
  text += cel::to_text(b);
  return call.out_of_range(text);
}

Value by_zero(CallFrame& call, std::string_view what, const Value& a) {
  return call.error(std::string(what) + " by zero: the dividend is " + cel::to_text(a));
}

// Integers of 64 bits.

Value add_int(CallFrame& call, const Value* a, std::size_t) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a[0].as_int(), a[1].as_int(), &sum)) return Value::integer(sum);
  return overflow(call, "integer overflow", a[0], " + ", a[1]);
}
Value subtract_int(CallFrame& call, const Value* a, std::size_t) {
  std::int64_t rest = 0;
  if (!__builtin_sub_overflow(a[0].as_int(), a[1].as_int(), &rest)) return Value::integer(rest);
  return overflow(call, "integer overflow", a[0], " - ", a[1]);
}
Value multiply_int(CallFrame& call, const Value* a, std::size_t) {
  std::int64_t product = 0;
  if (!__builtin_mul_overflow(a[0].as_int(), a[1].as_int(), &product)) {
    return Value::integer(product);
  }
  return overflow(call, "integer overflow", a[0], " * ", a[1]);
}
/// The only quotient beyond 64 bits; as a remainder it is one in other runtimes too.
bool is_least_by_minus_one(const Value* a) {
  return a[1].as_int() == -1 && a[0].as_int() == std::numeric_limits<std::int64_t>::min();
}
Value divide_int(CallFrame& call, const Value* a, std::size_t) {
  if (a[1].as_int() == 0) return by_zero(call, "division", a[0]);
  if (is_least_by_minus_one(a)) return overflow(call, "integer overflow", a[0], " / ", a[1]);
  return Value::integer(a[0].as_int() / a[1].as_int());
}
Value modulo_int(CallFrame& call, const Value* a, std::size_t) {
  if (a[1].as_int() == 0) return by_zero(call, "modulus", a[0]);
  if (is_least_by_minus_one(a)) return overflow(call, "integer overflow", a[0], " % ", a[1]);
  return Value::integer(a[0].as_int() % a[1].as_int());
}
Value negate_int(CallFrame& call, const Value* a, std::size_t) {
  std::int64_t negated = 0;
  if (!__builtin_sub_overflow(std::int64_t{0}, a[0].as_int(), &negated)) {
    return Value::integer(negated);
  }
  return call.out_of_range("integer overflow: -(" + cel::to_text(a[0]) + ")");
}

Value add_uint(CallFrame& call, const Value* a, std::size_t) {
  std::uint64_t sum = 0;
  if (!__builtin_add_overflow(a[0].as_uint(), a[1].as_uint(), &sum)) return Value::uint(sum);
  return overflow(call, "unsigned integer overflow", a[0], " + ", a[1]);
}
Value subtract_uint(CallFrame& call, const Value* a, std::size_t) {
  std::uint64_t rest = 0;
  if (!__builtin_sub_overflow(a[0].as_uint(), a[1].as_uint(), &rest)) return Value::uint(rest);
  return overflow(call, "unsigned integer overflow", a[0], " - ", a[1]);
}
Value multiply_uint(CallFrame& call, const Value* a, std::size_t) {
  std::uint64_t product = 0;
  if (!__builtin_mul_overflow(a[0].as_uint(), a[1].as_uint(), &product)) {
    return Value::uint(product);
  }
  return overflow(call, "unsigned integer overflow", a[0], " * ", a[1]);
}
Value divide_uint(CallFrame& call, const Value* a, std::size_t) {
  if (a[1].as_uint() == 0) return by_zero(call, "division", a[0]);
  return Value::uint(a[0].as_uint() / a[1].as_uint());
}
Value modulo_uint(CallFrame& call, const Value* a, std::size_t) {
  if (a[1].as_uint() == 0) return by_zero(call, "modulus", a[0]);
  return Value::uint(a[0].as_uint() % a[1].as_uint());
}

// Doubles, as IEEE 754 has them: there is nothing that fails.

Value add_double(CallFrame&, const Value* a, std::size_t) {
  return Value::real(a[0].as_double() + a[1].as_double());
}
Value subtract_double(CallFrame&, const Value* a, std::size_t) {
  return Value::real(a[0].as_double() - a[1].as_double());
}
Value multiply_double(CallFrame&, const Value* a, std::size_t) {
  return Value::real(a[0].as_double() * a[1].as_double());
}
Value divide_double(CallFrame&, const Value* a, std::size_t) {
  static_assert(std::numeric_limits<double>::is_iec559, "a division by zero is infinite or NaN");
  return Value::real(a[0].as_double() / a[1].as_double());
}
Value negate_double(CallFrame&, const Value* a, std::size_t) {
  return Value::real(-a[0].as_double());
}

// Times and durations.

Value add_durations(CallFrame& call, const Value* a, std::size_t) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a[0].as_duration(), a[1].as_duration(), &sum)) {
    return Value::duration(sum);
  }
  return overflow(call, "duration overflow", a[0], " + ", a[1]);
}
Value subtract_durations(CallFrame& call, const Value* a, std::size_t) {
  std::int64_t rest = 0;
  if (!__builtin_sub_overflow(a[0].as_duration(), a[1].as_duration(), &rest)) {
    return Value::duration(rest);
  }
  return overflow(call, "duration overflow", a[0], " - ", a[1]);
}

/// `seconds` and `nanoseconds` (of either sign, below a second) later; absent outside of the years
/// that there are.
Value shifted(const Value& time, std::int64_t seconds, std::int64_t nanoseconds) {
  // No sum leaves 64 bits: times are below 2^38 seconds, durations below 2^34.
  std::int64_t rest = nanoseconds + std::int64_t{time.timestamp_nanoseconds()};
  std::int64_t point = time.timestamp_seconds() + seconds;
  if (rest < 0) {
    rest += kNanoseconds;
    --point;
  } else if (rest >= kNanoseconds) {
    rest -= kNanoseconds;
    ++point;
  }
  if (point < kMinTimestampSeconds || point > kMaxTimestampSeconds) return {};
  return Value::timestamp(point, static_cast<std::uint32_t>(rest));
}
Value later(CallFrame& call, const Value& time, const Value& length) {
  const std::int64_t ns = length.as_duration();
  const Value sum = shifted(time, ns / kNanoseconds, ns % kNanoseconds);
  return sum.is(ValueKind::kAbsent) ? overflow(call, "timestamp overflow", time, " + ", length)
                                    : sum;
}
Value add_timestamp_duration(CallFrame& call, const Value* a, std::size_t) {
  return later(call, a[0], a[1]);
}
Value add_duration_timestamp(CallFrame& call, const Value* a, std::size_t) {
  return later(call, a[1], a[0]);
}
Value subtract_timestamp_duration(CallFrame& call, const Value* a, std::size_t) {
  const std::int64_t ns = a[1].as_duration();
  const Value rest = shifted(a[0], -(ns / kNanoseconds), -(ns % kNanoseconds));
  return rest.is(ValueKind::kAbsent) ? overflow(call, "timestamp overflow", a[0], " - ", a[1])
                                     : rest;
}
Value subtract_timestamps(CallFrame& call, const Value* a, std::size_t) {
  std::int64_t seconds = a[0].timestamp_seconds() - a[1].timestamp_seconds();
  std::int64_t rest = std::int64_t{a[0].timestamp_nanoseconds()} - a[1].timestamp_nanoseconds();
  // With both of one sign the product alone overflows only if the sum does.
  if (seconds < 0 && rest > 0) {
    ++seconds;
    rest -= kNanoseconds;
  } else if (seconds > 0 && rest < 0) {
    --seconds;
    rest += kNanoseconds;
  }
  std::int64_t length = 0;
  if (!__builtin_mul_overflow(seconds, kNanoseconds, &length) &&
      !__builtin_add_overflow(length, rest, &length)) {
    return Value::duration(length);
  }
  return overflow(call, "duration overflow", a[0], " - ", a[1]);
}

// Concatenation.

/// The bytes of both in the arena; null when text cannot be that long.
const char* joined(Arena& arena, std::string_view a, std::string_view b) {
  if (a.size() + b.size() > std::numeric_limits<std::uint32_t>::max()) return nullptr;
  char* const data = arena.make_array<char>(a.size() + b.size());
  std::memcpy(data, a.data(), a.size());
  std::memcpy(data + a.size(), b.data(), b.size());
  return data;
}
template <Value (*make)(std::string_view) noexcept>
Value add_text(CallFrame& call, const Value* a, std::size_t) {
  const std::string_view left = a[0].as_string();
  const std::string_view right = a[1].as_string();
  if (right.empty()) return a[0];
  if (left.empty()) return a[1];
  const char* const data = joined(call.arena(), left, right);
  if (data == nullptr) {
    return call.error(StatusCode::kResourceExhausted,
                      "text of " + std::to_string(left.size() + right.size()) +
                          " bytes is longer than the most that there can be, 4294967295 bytes");
  }
  return make({data, left.size() + right.size()});
}
Value add_lists(CallFrame& call, const Value* a, std::size_t) {
  return concatenate(call, a[0], a[1]);
}

// Comparison.

Value equals(CallFrame& call, const Value* a, std::size_t) {
  return equal_within(call, a[0], a[1]);
}
Value not_equals(CallFrame& call, const Value* a, std::size_t) {
  const Value same = equal_within(call, a[0], a[1]);
  return same.is(ValueKind::kBool) ? Value::boolean(!same.as_bool()) : same;
}

bool is_less(std::partial_ordering order) { return order < 0; }
bool is_less_or_equal(std::partial_ordering order) { return order <= 0; }
bool is_greater(std::partial_ordering order) { return order > 0; }
bool is_greater_or_equal(std::partial_ordering order) { return order >= 0; }

template <bool (*holds_for)(std::partial_ordering)>
Value in_order(CallFrame& call, const Value* a, std::size_t count) {
  const auto order = compare(a[0], a[1]);
  return order ? Value::boolean(holds_for(*order)) : call.no_such_overload("<", a, count);
}

// Membership and index.

Value in_list(CallFrame& call, const Value* a, std::size_t) {
  const List& list = a[1].as_list();
  const Value* const data = list.data();
  const std::size_t size = list.size();
  Value problem;
  for (std::size_t i = 0; i < size; ++i) {
    const Value element = data != nullptr ? data[i] : list.at(i, call.arena());
    const Value same = element.is_no_value()      ? element
                       : call.charge_key(element) ? equal_within(call, a[0], element)
                                                  : call.budget_error();
    if (same.is_true()) return same;
    if (!same.is_no_value()) continue;
    if (!call.charge(0)) return same;
    if (problem.is(ValueKind::kAbsent)) problem = same;
  }
  // As with ||, an element that could not be compared counts only where no other decides.
  return problem.is(ValueKind::kAbsent) ? Value::boolean(false) : problem;
}

bool can_be_key(const Value& key) {
  return is_number(key) || key.is(ValueKind::kBool) || key.is(ValueKind::kString);
}
Value in_map(CallFrame& call, const Value* a, std::size_t) {
  if (!can_be_key(a[0])) return Value::boolean(false);
  if (!call.charge_key(a[0])) return call.budget_error();
  const Value found = a[1].as_map().find(a[0], call.arena());
  return Value::boolean(!found.is(ValueKind::kAbsent));
}

Value index_list(CallFrame& call, const Value* a, std::size_t) {
  const List& list = a[0].as_list();
  const std::int64_t index = a[1].as_int();
  const std::size_t size = list.size();
  if (index < 0 || static_cast<std::uint64_t>(index) >= size) {
    return call.out_of_range("index out of bounds: " + std::to_string(index) + ", the list has " +
                             std::to_string(size) + " elements");
  }
  return list.at(static_cast<std::size_t>(index), call.arena());
}
Value index_map(CallFrame& call, const Value* a, std::size_t) {
  if (!can_be_key(a[1])) {
    return call.error("unsupported key type: found " + std::string(cel::type_name(a[1])) +
                      ", expected bool, int, uint, double or string");
  }
  const Value found = a[0].as_map().find(a[1], call.arena());
  if (!found.is(ValueKind::kAbsent)) return found;
  return call.error(StatusCode::kNotFound,
                    "no such key: " + base::printable(cel::to_text(a[1]), 64));
}

// Logic and size.

Value logical_not(CallFrame&, const Value* a, std::size_t) {
  return Value::boolean(!a[0].as_bool());
}

Value whole(std::size_t size) { return Value::integer(static_cast<std::int64_t>(size)); }
Value size_of_string(CallFrame&, const Value* a, std::size_t) {
  return whole(count_code_points(a[0].as_string()));
}
Value size_of_bytes(CallFrame&, const Value* a, std::size_t) {
  return whole(a[0].as_bytes().size());
}
Value size_of_list(CallFrame&, const Value* a, std::size_t) { return whole(a[0].as_list().size()); }
Value size_of_map(CallFrame&, const Value* a, std::size_t) { return whole(a[0].as_map().size()); }

/// An operator over two operands of one type, with a result of that type.
void declare_uniform(Declarations& to, std::string_view function, std::string_view id,
                     const Type& type, Native native, std::uint32_t traverses = 0) {
  declare(to, {.function = std::string(function),
               .id = std::string(id),
               .parameters = {type, type},
               .result = type,
               .native = native,
               .traverses = traverses});
}

void add_arithmetic(Declarations& to) {
  const Type integer = Type::integer();
  const Type uint = Type::uint();
  const Type real = Type::real();
  declare_uniform(to, "_+_", "add_int64", integer, add_int);
  declare_uniform(to, "_+_", "add_uint64", uint, add_uint);
  declare_uniform(to, "_+_", "add_double", real, add_double);
  declare_uniform(to, "_-_", "subtract_int64", integer, subtract_int);
  declare_uniform(to, "_-_", "subtract_uint64", uint, subtract_uint);
  declare_uniform(to, "_-_", "subtract_double", real, subtract_double);
  declare_uniform(to, "_*_", "multiply_int64", integer, multiply_int);
  declare_uniform(to, "_*_", "multiply_uint64", uint, multiply_uint);
  declare_uniform(to, "_*_", "multiply_double", real, multiply_double);
  declare_uniform(to, "_/_", "divide_int64", integer, divide_int);
  declare_uniform(to, "_/_", "divide_uint64", uint, divide_uint);
  declare_uniform(to, "_/_", "divide_double", real, divide_double);
  declare_uniform(to, "_%_", "modulo_int64", integer, modulo_int);
  declare_uniform(to, "_%_", "modulo_uint64", uint, modulo_uint);
  declare(to, {.function = "-_",
               .id = "negate_int64",
               .parameters = {integer},
               .result = integer,
               .native = negate_int});
  declare(to, {.function = "-_",
               .id = "negate_double",
               .parameters = {real},
               .result = real,
               .native = negate_double});
}

void add_time_arithmetic(Declarations& to) {
  const Type time = Type::timestamp();
  const Type length = Type::duration();
  declare_uniform(to, "_+_", "add_duration_duration", length, add_durations);
  declare_uniform(to, "_-_", "subtract_duration_duration", length, subtract_durations);
  declare(to, {.function = "_+_",
               .id = "add_timestamp_duration",
               .parameters = {time, length},
               .result = time,
               .native = add_timestamp_duration});
  declare(to, {.function = "_+_",
               .id = "add_duration_timestamp",
               .parameters = {length, time},
               .result = time,
               .native = add_duration_timestamp});
  declare(to, {.function = "_-_",
               .id = "subtract_timestamp_duration",
               .parameters = {time, length},
               .result = time,
               .native = subtract_timestamp_duration});
  declare(to, {.function = "_-_",
               .id = "subtract_timestamp_timestamp",
               .parameters = {time, time},
               .result = length,
               .native = subtract_timestamps});
}

void add_concatenation(Declarations& to) {
  const Type list = Type::list(Type::parameter("A"));
  declare_uniform(to, "_+_", "add_string", Type::string(), add_text<Value::string>,
                  kFirst | kSecond);
  declare_uniform(to, "_+_", "add_bytes", Type::bytes(), add_text<Value::bytes>, kFirst | kSecond);
  // The left side is charged where it is copied, which is rare in loops.
  declare_uniform(to, "_+_", "add_list", list, add_lists, kSecond);
}

/// A relation for all pairs of types that have an order: prefix "less" gives less_bool,
/// less_int64_double, ...
void add_relation(Declarations& to, std::string_view function, const std::string& prefix,
                  Native native) {
  const auto add = [&](const std::string& types, const Type& a, const Type& b) {
    const bool text = a.is(TypeKind::kString) || a.is(TypeKind::kBytes);
    declare(to, {.function = std::string(function),
                 .id = prefix + "_" + types,
                 .parameters = {a, b},
                 .result = Type::boolean(),
                 .native = native,
                 .traverses = text ? kFirst | kSecond : 0});
  };
  const std::array<std::pair<const char*, Type>, 3> numbers{
      {{"int64", Type::integer()}, {"uint64", Type::uint()}, {"double", Type::real()}}};
  for (const auto& [a_name, a] : numbers) {
    for (const auto& [b_name, b] : numbers) {
      add(a == b ? std::string(a_name) : std::string(a_name) + "_" + b_name, a, b);
    }
  }
  add("bool", Type::boolean(), Type::boolean());
  add("string", Type::string(), Type::string());
  add("bytes", Type::bytes(), Type::bytes());
  add("timestamp", Type::timestamp(), Type::timestamp());
  add("duration", Type::duration(), Type::duration());
}

void add_comparison(Declarations& to) {
  const Type any = Type::parameter("A");
  declare(to, {.function = "_==_",
               .id = "equals",
               .parameters = {any, any},
               .result = Type::boolean(),
               .native = equals,
               .traverses = kFirst | kSecond});
  declare(to, {.function = "_!=_",
               .id = "not_equals",
               .parameters = {any, any},
               .result = Type::boolean(),
               .native = not_equals,
               .traverses = kFirst | kSecond});
  add_relation(to, "_<_", "less", in_order<is_less>);
  add_relation(to, "_<=_", "less_equals", in_order<is_less_or_equal>);
  add_relation(to, "_>_", "greater", in_order<is_greater>);
  add_relation(to, "_>=_", "greater_equals", in_order<is_greater_or_equal>);
}

void add_logic(Declarations& to) {
  const Type boolean = Type::boolean();
  const Type any = Type::parameter("A");
  declare_uniform(to, "_&&_", "logical_and", boolean, nullptr);
  declare_uniform(to, "_||_", "logical_or", boolean, nullptr);
  declare(to, {.function = "!_",
               .id = "logical_not",
               .parameters = {boolean},
               .result = boolean,
               .native = logical_not});
  declare(
      to,
      {.function = "_?_:_", .id = "conditional", .parameters = {boolean, any, any}, .result = any});
  declare(to, {.function = "@not_strictly_false",
               .id = "not_strictly_false",
               .parameters = {boolean},
               .result = boolean});
}

void add_containers(Declarations& to) {
  const Type a = Type::parameter("A");
  const Type list = Type::list(a);
  const Type map = Type::map(a, Type::parameter("B"));
  declare(to, {.function = "_[_]",
               .id = "index_list",
               .parameters = {list, Type::integer()},
               .result = a,
               .native = index_list});
  declare(to, {.function = "_[_]",
               .id = "index_map",
               .parameters = {map, a},
               .result = Type::parameter("B"),
               .native = index_map});
  declare(to, {.function = "@in",
               .id = "in_list",
               .parameters = {a, list},
               .result = Type::boolean(),
               .native = in_list,
               .traverses = kSecond});
  declare(to, {.function = "@in",
               .id = "in_map",
               .parameters = {a, map},
               .result = Type::boolean(),
               .native = in_map});
}

/// size(x) and x.size().
void add_size(Declarations& to, const char* name, const Type& type, Native native,
              std::uint32_t traverses = 0) {
  for (const bool receiver : {false, true}) {
    const std::string text(name);
    declare(to, {.function = "size",
                 .id = receiver ? text + "_size" : "size_" + text,
                 .receiver = receiver,
                 .parameters = {type},
                 .result = Type::integer(),
                 .native = native,
                 .traverses = traverses});
  }
}

}  // namespace

void add_operators(Declarations& declarations) {
  add_logic(declarations);
  add_comparison(declarations);
  add_arithmetic(declarations);
  add_time_arithmetic(declarations);
  add_concatenation(declarations);
  add_containers(declarations);
  const Type a = Type::parameter("A");
  add_size(declarations, "string", Type::string(), size_of_string, kFirst);
  add_size(declarations, "bytes", Type::bytes(), size_of_bytes);
  add_size(declarations, "list", Type::list(a), size_of_list);
  add_size(declarations, "map", Type::map(a, Type::parameter("B")), size_of_map);
}

}  // namespace uniselector::expr
