// Lists and maps that live in an arena, for the evaluator and the functions, beside the public
// make_list and make_map.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "expr/call_frame.h"
#include "expr/names.h"

namespace uniselector::expr {

/// A list over elements that live as long as the arena's content. O(1).
Value adopt_list(Arena& arena, std::span<const Value> elements);

enum class KeyFault : std::uint8_t {
  kNone,
  kKind,      ///< no bool, int, uint or string
  kRepeated,  ///< equal to a key before it
};
struct MapResult {
  Value map;  ///< absent if there is a fault
  KeyFault fault = KeyFault::kNone;
  std::size_t at = 0;  ///< the first key at fault
};
/// A map over keys and values that live as long as the arena's content; as many of each. Few
/// entries are searched one by one, many through a sorted index: O(n log n), with O(log n) to find.
MapResult adopt_map(Arena& arena, std::span<const Value> keys, std::span<const Value> values);

/// The elements of `a` and then those of `b`. A list that this function made is continued where it
/// ends, if there is room and nobody did so before, so that adding to a list again and again takes
/// linear time. Elements of `a` that must be copied are charged; `b` is charged with the call.
Value concatenate(CallFrame& call, const Value& a, const Value& b);

}  // namespace uniselector::expr
