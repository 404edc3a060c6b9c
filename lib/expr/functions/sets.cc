// The sets library: lists taken as sets, by the language's equality. Lists of one kind of text or
// whole number are searched through a sorted index when they are long; others by comparing every
// pair, each of which is charged.
//
// Version 1: sets.contains, sets.equivalent, sets.intersects.
#include <algorithm>
#include <cstdint>
#include <span>

#include "expr/functions/declare.h"
#include "expr/functions/homogeneous.h"
#include "expr/functions/libraries.h"

namespace uniselector::expr {
namespace {

constexpr std::size_t kFewPairs = 64;

/// A list that is searched for many values.
class Haystack {
 public:
  Haystack(CallFrame& call, std::span<const Value> elements) : call_(call), elements_(elements) {}

  /// Sorts it if that pays for this many searches. False when there is no budget left.
  bool prepare(std::span<const Value> needles) {
    if (elements_.size() * std::min<std::size_t>(needles.size(), kFewPairs) <= kFewPairs ||
        elements_.size() > UINT32_MAX || elements_.empty()) {
      return true;
    }
    const ValueKind kind = elements_.front().kind();
    if (!has_total_order(kind) || !all_of_kind(elements_, kind) || !all_of_kind(needles, kind)) {
      return true;
    }
    if (!charge_sort(call_, elements_) || !charge_sort(call_, needles)) return false;
    sorted_ =
        sorted_indexes(call_.arena(), elements_.size(), [this](std::uint32_t a, std::uint32_t b) {
          return ordered_before(elements_[a], elements_[b]);
        });
    return true;
  }
  /// A bool, or the error.
  Value contains(const Value& needle) const {
    if (sorted_.empty()) return contains_value(call_, elements_, needle);
    const auto found = std::lower_bound(sorted_.begin(), sorted_.end(), needle,
                                        [this](std::uint32_t i, const Value& wanted) {
                                          return ordered_before(elements_[i], wanted);
                                        });
    return Value::boolean(found != sorted_.end() && !ordered_before(needle, elements_[*found]));
  }

 private:
  CallFrame& call_;
  std::span<const Value> elements_;
  std::span<const std::uint32_t> sorted_;
};

/// Whether `all` of the needles are in the haystack, or else any of them.
Value search(CallFrame& call, std::span<const Value> haystack, std::span<const Value> needles,
             bool all) {
  Haystack searched(call, haystack);
  if (!searched.prepare(needles)) return call.budget_error();
  for (const Value& needle : needles) {
    const Value found = searched.contains(needle);
    if (found.is_no_value() || found.as_bool() != all) return found;
  }
  return Value::boolean(all);
}

struct Sides {
  std::span<const Value> left;
  std::span<const Value> right;
  Value fault;  ///< absent if there is none
};
Sides read_sides(CallFrame& call, const Value* arguments) {
  Sides sides;
  const List& left = arguments[0].as_list();
  const List& right = arguments[1].as_list();
  const Value* const a = elements_of(call, left);
  const Value* const b = elements_of(call, right);
  if (a == nullptr || b == nullptr) {
    sides.fault = call.budget_error();
    return sides;
  }
  sides.left = {a, left.size()};
  sides.right = {b, right.size()};
  for (const auto side : {sides.left, sides.right}) {
    if (const Value* const fault = find_no_value(side.data(), side.size())) sides.fault = *fault;
  }
  return sides;
}

Value contains(CallFrame& call, const Value* arguments, std::size_t) {
  const Sides sides = read_sides(call, arguments);
  if (!sides.fault.is(ValueKind::kAbsent)) return sides.fault;
  return search(call, sides.left, sides.right, true);
}

Value intersects(CallFrame& call, const Value* arguments, std::size_t) {
  const Sides sides = read_sides(call, arguments);
  if (!sides.fault.is(ValueKind::kAbsent)) return sides.fault;
  return search(call, sides.right, sides.left, false);
}

Value equivalent(CallFrame& call, const Value* arguments, std::size_t) {
  const Sides sides = read_sides(call, arguments);
  if (!sides.fault.is(ValueKind::kAbsent)) return sides.fault;
  const Value there = search(call, sides.left, sides.right, true);
  return there.is_true() ? search(call, sides.right, sides.left, true) : there;
}

}  // namespace

void add_sets(Declarations& declarations, std::uint32_t) {
  const Type list = Type::list(Type::parameter("T"));
  const auto add = [&](std::string function, std::string id, Native native) {
    declare(declarations, {.function = std::move(function),
                           .id = std::move(id),
                           .parameters = {list, list},
                           .result = Type::boolean(),
                           .native = native,
                           .traverses = 3});
  };
  add("sets.contains", "list_sets_contains_list", contains);
  add("sets.equivalent", "list_sets_equivalent_list", equivalent);
  add("sets.intersects", "list_sets_intersects_list", intersects);
}

}  // namespace uniselector::expr
