// The math library. The macros math.greatest and math.least become calls of math.@max and
// math.@min, which take one number, two of any kinds, or a list; of equal numbers the first wins,
// so that the kind of the result is that of the number found. NaN has no order: next to another
// number it is an error.
//
// Version 1: @max, @min, ceil, floor, round, trunc, isInf, isNaN, isFinite, abs, sign, bitAnd,
// bitOr,
//            bitXor, bitNot, bitShiftLeft, bitShiftRight.
// Version 2: sqrt.
#include <array>
#include <cmath>
#include <cstdint>
#include <string>

#include "expr/functions/declare.h"
#include "expr/functions/libraries.h"
#include "expr/value/compare.h"

namespace uniselector::expr {
namespace {

struct Max {
  static constexpr std::string_view kName = "math.@max";
  static constexpr std::string_view kId = "math_@max_";
  static bool replaces(std::partial_ordering order) { return order > 0; }
};
struct Min {
  static constexpr std::string_view kName = "math.@min";
  static constexpr std::string_view kId = "math_@min_";
  static bool replaces(std::partial_ordering order) { return order < 0; }
};

/// The one that stays; an error for what are no numbers.
template <class Which>
Value chosen(CallFrame& call, const Value& best, const Value& next) {
  if (best.is_no_value()) return best;
  if (next.is_no_value()) return next;
  if (!is_number(best) || !is_number(next)) {
    const std::array<Value, 2> both{best, next};
    return call.no_such_overload(Which::kName, both.data(), both.size());
  }
  const std::partial_ordering order = compare_numbers(next, best);
  if (order == std::partial_ordering::unordered) {
    return call.error("NaN values cannot be ordered: " + std::string(Which::kName));
  }
  return Which::replaces(order) ? next : best;
}

template <class Which>
Value extreme_of_list(CallFrame& call, const List& list) {
  if (list.size() == 0) {
    return call.error(std::string(Which::kName) + "(list) argument must not be empty");
  }
  Value best = list.at(0, call.arena());
  if (!best.is_no_value() && !is_number(best)) return call.no_such_overload(Which::kName, &best, 1);
  for (std::size_t i = 1; i < list.size() && !best.is_no_value(); ++i) {
    best = chosen<Which>(call, best, list.at(i, call.arena()));
  }
  return best;
}

template <class Which>
Value extreme(CallFrame& call, const Value* arguments, std::size_t count) {
  if (count == 2) return chosen<Which>(call, arguments[0], arguments[1]);
  if (arguments[0].is(ValueKind::kList)) {
    return extreme_of_list<Which>(call, arguments[0].as_list());
  }
  return arguments[0];
}

struct NumberType {
  std::string_view name;
  Type type;
};
std::array<NumberType, 3> number_types() {
  return {{{"double", Type::real()}, {"int", Type::integer()}, {"uint", Type::uint()}}};
}

template <class Which>
void add_extreme(Declarations& declarations) {
  const auto add = [&](const std::string& id, std::vector<Type> parameters, Type result) {
    declare(declarations, {.function = std::string(Which::kName),
                           .id = std::string(Which::kId) + id,
                           .parameters = std::move(parameters),
                           .result = std::move(result),
                           .native = extreme<Which>,
                           .traverses = 1});
  };
  const auto types = number_types();
  for (const NumberType& a : types) {
    const std::string name(a.name);
    add(name, {a.type}, a.type);
    add("list_" + name, {Type::list(a.type)}, a.type);
    for (const NumberType& b : types) {
      add(name + "_" + std::string(b.name), {a.type, b.type},
          a.name == b.name ? a.type : Type::dyn());
    }
  }
}

template <double (*kFunction)(double)>
Value rounded(CallFrame&, const Value* arguments, std::size_t) {
  return Value::real(kFunction(arguments[0].as_double()));
}
double ceil_of(double x) { return std::ceil(x); }
double floor_of(double x) { return std::floor(x); }
double round_of(double x) { return std::round(x); }  // ties away from zero
double trunc_of(double x) { return std::trunc(x); }

template <bool (*kTest)(double)>
Value tested(CallFrame&, const Value* arguments, std::size_t) {
  return Value::boolean(kTest(arguments[0].as_double()));
}
bool infinite(double x) { return std::isinf(x); }
bool not_a_number(double x) { return std::isnan(x); }
bool finite(double x) { return std::isfinite(x); }

Value abs_of(CallFrame& call, const Value* arguments, std::size_t) {
  const Value& x = arguments[0];
  if (x.is(ValueKind::kDouble)) return Value::real(std::fabs(x.as_double()));
  if (x.is(ValueKind::kUint) || x.as_int() >= 0) return x;
  if (x.as_int() == INT64_MIN) {
    return call.out_of_range("integer overflow: math.abs(" + std::to_string(x.as_int()) + ")");
  }
  return Value::integer(-x.as_int());
}

Value sign_of(CallFrame&, const Value* arguments, std::size_t) {
  const Value& x = arguments[0];
  if (x.is(ValueKind::kUint)) return Value::uint(x.as_uint() > 0 ? 1 : 0);
  if (x.is(ValueKind::kInt)) return Value::integer((x.as_int() > 0) - (x.as_int() < 0));
  const double real = x.as_double();
  if (std::isnan(real)) return x;
  return Value::real(real > 0 ? 1.0 : real < 0 ? -1.0 : 0.0);
}

Value sqrt_of(CallFrame&, const Value* arguments, std::size_t) {
  const Value& x = arguments[0];
  if (x.is(ValueKind::kDouble)) return Value::real(std::sqrt(x.as_double()));
  return Value::real(std::sqrt(x.is(ValueKind::kInt) ? static_cast<double>(x.as_int())
                                                     : static_cast<double>(x.as_uint())));
}

/// Operations on the 64 bits, whichever of the two kinds they are.
Value of_kind(ValueKind kind, std::uint64_t bits) {
  return kind == ValueKind::kUint ? Value::uint(bits)
                                  : Value::integer(static_cast<std::int64_t>(bits));
}
std::uint64_t bits_of(const Value& x) {
  return x.is(ValueKind::kUint) ? x.as_uint() : static_cast<std::uint64_t>(x.as_int());
}

enum class Bits : std::uint8_t { kAnd, kOr, kXor };
template <Bits kOperation>
Value bitwise(CallFrame&, const Value* arguments, std::size_t) {
  const std::uint64_t a = bits_of(arguments[0]);
  const std::uint64_t b = bits_of(arguments[1]);
  const std::uint64_t result = kOperation == Bits::kAnd  ? a & b
                               : kOperation == Bits::kOr ? a | b
                                                         : a ^ b;
  return of_kind(arguments[0].kind(), result);
}

Value bit_not(CallFrame&, const Value* arguments, std::size_t) {
  return of_kind(arguments[0].kind(), ~bits_of(arguments[0]));
}

/// Zeros come in on both sides: the sign of an int is a bit like the others.
template <bool kLeft>
Value shifted(CallFrame& call, const Value* arguments, std::size_t) {
  const std::int64_t by = arguments[1].as_int();
  if (by < 0) {
    return call.error(std::string(kLeft ? "math.bitShiftLeft()" : "math.bitShiftRight()") +
                      " negative offset: " + std::to_string(by));
  }
  const std::uint64_t bits = bits_of(arguments[0]);
  const std::uint64_t result = by >= 64 ? 0 : kLeft ? bits << by : bits >> by;
  return of_kind(arguments[0].kind(), result);
}

void add(Declarations& declarations, std::string_view name, std::string_view suffix,
         std::vector<Type> parameters, Type result, Native native) {
  declare(declarations, {.function = "math." + std::string(name),
                         .id = "math_" + std::string(name) + "_" + std::string(suffix),
                         .parameters = std::move(parameters),
                         .result = std::move(result),
                         .native = native});
}

void add_reals(Declarations& d) {
  const Type real = Type::real();
  add(d, "ceil", "double", {real}, real, rounded<ceil_of>);
  add(d, "floor", "double", {real}, real, rounded<floor_of>);
  add(d, "round", "double", {real}, real, rounded<round_of>);
  add(d, "trunc", "double", {real}, real, rounded<trunc_of>);
  add(d, "isInf", "double", {real}, Type::boolean(), tested<infinite>);
  add(d, "isNaN", "double", {real}, Type::boolean(), tested<not_a_number>);
  add(d, "isFinite", "double", {real}, Type::boolean(), tested<finite>);
  for (const NumberType& number : number_types()) {
    add(d, "abs", number.name, {number.type}, number.type, abs_of);
    add(d, "sign", number.name, {number.type}, number.type, sign_of);
  }
}

void add_bits(Declarations& d) {
  const auto types = number_types();
  for (const NumberType* number = types.begin() + 1; number != types.end(); ++number) {
    const Type& type = number->type;
    const std::string twice = std::string(number->name) + "_" + std::string(number->name);
    const std::string with_int = std::string(number->name) + "_int";
    add(d, "bitAnd", twice, {type, type}, type, bitwise<Bits::kAnd>);
    add(d, "bitOr", twice, {type, type}, type, bitwise<Bits::kOr>);
    add(d, "bitXor", twice, {type, type}, type, bitwise<Bits::kXor>);
    add(d, "bitNot", twice, {type}, type, bit_not);
    add(d, "bitShiftLeft", with_int, {type, Type::integer()}, type, shifted<true>);
    add(d, "bitShiftRight", with_int, {type, Type::integer()}, type, shifted<false>);
  }
}

}  // namespace

void add_math(Declarations& declarations, std::uint32_t version) {
  add_extreme<Max>(declarations);
  add_extreme<Min>(declarations);
  add_reals(declarations);
  add_bits(declarations);
  if (version < 2) return;
  for (const NumberType& number : number_types()) {
    add(declarations, "sqrt", number.name, {number.type}, Type::real(), sqrt_of);
  }
}

}  // namespace uniselector::expr
