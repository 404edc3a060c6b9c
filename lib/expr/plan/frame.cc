// Unknowns add up: who asks why there is no value gets every attribute that was missing.
#include "expr/plan/frame.h"

#include <algorithm>
#include <memory>

namespace uniselector::expr {

Value merge_unknowns(Arena& arena, const Value& a, const Value& b) {
  if (!a.is(ValueKind::kUnknown)) return b;
  if (!b.is(ValueKind::kUnknown)) return a;
  const auto left = a.as_unknown().attributes;
  const auto right = b.as_unknown().attributes;
  auto* const merged = arena.make_array<std::string_view>(left.size() + right.size());
  std::uninitialized_fill_n(merged, left.size() + right.size(), std::string_view());
  auto* const end = std::set_union(left.begin(), left.end(), right.begin(), right.end(), merged);
  auto* const unknown = arena.make<cel::Unknown>();
  unknown->attributes = {merged, static_cast<std::size_t>(end - merged)};
  return Value::unknown(unknown);
}

}  // namespace uniselector::expr
