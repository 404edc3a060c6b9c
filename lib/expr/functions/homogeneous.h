// Lists whose elements are all of one kind with a total order can be searched through a sorted copy
// of their indexes: what takes a comparison of every pair otherwise takes n log n.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "expr/functions/declare.h"
#include "expr/value/compare.h"

namespace uniselector::expr {

/// Kinds whose values are equal or ordered, and equal to none of another kind among them. Numbers
/// are left to lists of one kind of whole number: across kinds equality is not transitive.
inline bool has_total_order(ValueKind kind) {
  switch (kind) {
    case ValueKind::kBool:
    case ValueKind::kInt:
    case ValueKind::kUint:
    case ValueKind::kString:
    case ValueKind::kBytes:
    case ValueKind::kDuration:
    case ValueKind::kTimestamp: return true;
    default: return false;
  }
}

/// Whether all elements are of `kind`.
inline bool all_of_kind(std::span<const Value> elements, ValueKind kind) {
  for (const Value& element : elements) {
    if (!element.is(kind)) return false;
  }
  return true;
}

/// Order of two values of one kind for which has_total_order() holds.
inline bool ordered_before(const Value& a, const Value& b) {
  const auto order = compare(a, b);
  return order.has_value() && *order < 0;
}

/// Pays for sorting: every element, and every byte of text, is looked at about log n times.
inline bool charge_sort(CallFrame& call, std::span<const Value> elements) {
  std::uint64_t units = elements.size();
  for (const Value& element : elements) {
    if (element.is(ValueKind::kString) || element.is(ValueKind::kBytes)) {
      units += element.as_bytes().size() / 10;
    }
  }
  return call.charge(units * static_cast<std::uint64_t>(std::bit_width(elements.size())));
}

/// The indexes of the elements, by `before` and then by themselves.
template <class Before>
std::span<std::uint32_t> sorted_indexes(Arena& arena, std::size_t size, Before before) {
  auto* const indexes = arena.make_array<std::uint32_t>(size);
  for (std::size_t i = 0; i < size; ++i) indexes[i] = static_cast<std::uint32_t>(i);
  std::sort(indexes, indexes + size, [&](std::uint32_t a, std::uint32_t b) {
    return before(a, b) || (a < b && !before(b, a));
  });
  return {indexes, size};
}

/// What comparing these two costs beside their parts: as much as the smaller of them is large.
inline std::uint64_t comparison_cost(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return 1;
  switch (a.kind()) {
    case ValueKind::kString:
    case ValueKind::kBytes: {
      const std::size_t size = a.as_bytes().size();
      return 1 + (size == b.as_bytes().size() ? size / 10 : 0);
    }
    case ValueKind::kList: return 1 + std::min(a.as_list().size(), b.as_list().size());
    case ValueKind::kMap: return 1 + std::min(a.as_map().size(), b.as_map().size());
    default: return 1;
  }
}

/// Whether an element equals `wanted`: a bool, or an error. Every comparison is charged.
inline Value contains_value(CallFrame& call, std::span<const Value> elements, const Value& wanted) {
  for (const Value& element : elements) {
    if (!call.charge(comparison_cost(element, wanted))) return call.budget_error();
    const Value same = equal_within(call, element, wanted);
    if (same.is_no_value() || same.is_true()) return same;
  }
  return Value::boolean(false);
}

}  // namespace uniselector::expr
