// Equality and order of values, across the kinds of numbers.
#pragma once

#include <compare>
#include <optional>

#include "expr/call_frame.h"
#include "expr/names.h"

namespace uniselector::expr {

/// The order of two numbers of any kinds; unordered with NaN. Whole numbers compare exactly with
/// each other; next to a double they count as the nearest double, so that the greatest int equals
/// 9223372036854775808.0, as every runtime of the language has it.
std::partial_ordering compare_numbers(const Value& a, const Value& b);
inline bool is_number(const Value& v) {
  return v.is(ValueKind::kInt) || v.is(ValueKind::kUint) || v.is(ValueKind::kDouble);
}
/// CEL's `<` and its kin: numbers, bool, string, bytes, timestamp, duration. Nothing for kinds that
/// have no order or not with each other.
std::optional<std::partial_ordering> compare(const Value& a, const Value& b);

/// Equality within an evaluation: a bool; or an error when an element that had to be looked at is
/// one, or when the budget does not last. What lies within containers is charged, one unit an
/// element and 0.1 a byte; what the two values are themselves is charged with the call.
Value equal_within(CallFrame& call, const Value& a, const Value& b);

}  // namespace uniselector::expr
