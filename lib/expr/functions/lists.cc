// The lists library. Every function pays one unit for an element that it makes, and for sorting as
// many times that as elements are compared.
//
// Version 1: slice, flatten.
// Version 2: sort, sortBy (the macro; here @sortByAssociatedKeys), lists.range, reverse, distinct.
// Version 3: the same; other runtimes began to count their cost.
#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "expr/functions/declare.h"
#include "expr/functions/homogeneous.h"
#include "expr/functions/libraries.h"
#include "expr/functions/write_value.h"
#include "expr/value/build.h"
#include "expr/value/compare.h"

namespace uniselector::expr {
namespace {

/// Elements are found by 32 bits when they are sorted; a list beyond that passes no budget in use.
constexpr std::size_t kMostSorted = UINT32_MAX;

Value slice(CallFrame& call, const Value* arguments, std::size_t) {
  const List& list = arguments[0].as_list();
  const std::int64_t start = arguments[1].as_int();
  const std::int64_t end = arguments[2].as_int();
  const auto fault = [&](const std::string& why) {
    return call.out_of_range("cannot slice(" + std::to_string(start) + ", " + std::to_string(end) +
                             "), " + why);
  };
  if (start < 0 || end < 0) return fault("negative indexes not supported");
  if (start > end) return fault("start index must be less than or equal to end index");
  const std::size_t size = list.size();
  if (static_cast<std::uint64_t>(end) > size)
    return fault("list is length " + std::to_string(size));
  const auto first = static_cast<std::size_t>(start);
  const auto count = static_cast<std::size_t>(end - start);
  if (!call.charge(count)) return call.budget_error();
  if (list.data() != nullptr) return adopt_list(call.arena(), {list.data() + first, count});
  Value* const made = room_for_values(call.arena(), count);
  for (std::size_t i = 0; i < count; ++i) {
    std::construct_at(made + i, list.at(first + i, call.arena()));
  }
  return adopt_list(call.arena(), {made, count});
}

/// Absent, or why it ends here.
Value flatten_into(CallFrame& call, const List& list, std::int64_t levels, int depth,
                   ListBuilder* out) {
  if (depth > kMostWriteDepth) return nested_too_deeply(call);
  const std::size_t size = list.size();
  // Lists count too: empty ones would be free otherwise.
  if (!call.charge(size)) return call.budget_error();
  for (std::size_t i = 0; i < size; ++i) {
    const Value element = list.at(i, call.arena());
    if (element.is_no_value()) return element;
    if (levels > 0 && element.is(ValueKind::kList)) {
      const Value fault = flatten_into(call, element.as_list(), levels - 1, depth + 1, out);
      if (!fault.is(ValueKind::kAbsent)) return fault;
    } else if (!out->add(element)) {
      return call.budget_error();
    }
  }
  return {};
}

Value flatten(CallFrame& call, const Value* arguments, std::size_t count) {
  const std::int64_t levels = count < 2 ? 1 : arguments[1].as_int();
  if (levels < 0) {
    return call.error("flatten: found level " + std::to_string(levels) +
                      ", expected a level that is not negative");
  }
  ListBuilder out(call);
  const Value fault = flatten_into(call, arguments[0].as_list(), levels, 0, &out);
  return fault.is(ValueKind::kAbsent) ? out.finish() : fault;
}

/// The whole numbers from 0, computed when they are read.
class Range final : public List {
 public:
  explicit Range(std::size_t size) : size_(size) {}
  std::size_t size() const override { return size_; }
  Value at(std::size_t index, Arena&) const override {
    return Value::integer(static_cast<std::int64_t>(index));
  }

 private:
  std::size_t size_;
};

Value range(CallFrame& call, const Value* arguments, std::size_t) {
  const std::int64_t size = arguments[0].as_int();
  if (size < 0) {
    return call.error("lists.range: found size " + std::to_string(size) +
                      ", expected one that is not negative");
  }
  // Paid for although nothing is stored: the budget is what bounds loops over it.
  if (!call.charge(static_cast<std::uint64_t>(size))) return call.budget_error();
  return Value::list(call.arena().make<Range>(static_cast<std::size_t>(size)));
}

Value reverse(CallFrame& call, const Value* arguments, std::size_t) {
  const List& list = arguments[0].as_list();
  const std::size_t size = list.size();
  if (!call.charge(size)) return call.budget_error();
  Value* const made = room_for_values(call.arena(), size);
  for (std::size_t i = 0; i < size; ++i) {
    std::construct_at(made + i, list.at(size - 1 - i, call.arena()));
  }
  return adopt_list(call.arena(), {made, size});
}

/// What keys must be to be sorted by: absent, or the fault.
Value check_keys(CallFrame& call, std::span<const Value> keys) {
  if (const Value* const fault = find_no_value(keys.data(), keys.size())) return *fault;
  const ValueKind kind = keys.front().kind();
  if (!has_total_order(kind) && kind != ValueKind::kDouble) {
    return call.error("sort: found elements of type " +
                      base::printable(cel::type_name(keys.front()), 64) +
                      ", expected numbers, text, bytes, bools, durations or timestamps");
  }
  for (const Value& key : keys) {
    if (!key.is(kind)) {
      return call.error("sort: found elements of types " +
                        std::string(cel::type_name(keys.front())) + " and " +
                        base::printable(cel::type_name(key), 64) + ", expected one type");
    }
    if (kind == ValueKind::kDouble && key.as_double() != key.as_double()) {
      return call.error("sort: NaN values cannot be ordered");
    }
  }
  return {};
}

/// Equal keys leave their elements in the order in which they were.
Value sort_by(CallFrame& call, const Value* arguments, std::size_t count) {
  const List& list = arguments[0].as_list();
  const List& key_list = arguments[count - 1].as_list();
  const std::size_t size = list.size();
  if (key_list.size() != size) {
    return call.error("@sortByAssociatedKeys: found " + std::to_string(key_list.size()) +
                      " keys, expected " + std::to_string(size));
  }
  if (size == 0) return arguments[0];
  const Value* const keys = elements_of(call, key_list);
  if (keys == nullptr || size > kMostSorted) return call.budget_error();
  const Value fault = check_keys(call, {keys, size});
  if (!fault.is(ValueKind::kAbsent)) return fault;
  if (!charge_sort(call, {keys, size})) return call.budget_error();
  const auto indexes = sorted_indexes(call.arena(), size, [keys](std::uint32_t a, std::uint32_t b) {
    return ordered_before(keys[a], keys[b]);
  });
  Value* const made = room_for_values(call.arena(), size);
  for (std::size_t i = 0; i < size; ++i) {
    std::construct_at(made + i, list.at(indexes[i], call.arena()));
  }
  return adopt_list(call.arena(), {made, size});
}

/// Marks, in order, every element that equals none before it.
void mark_first(Arena& arena, std::span<const Value> elements, bool* first) {
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    return ordered_before(elements[a], elements[b]);
  };
  const auto indexes = sorted_indexes(arena, elements.size(), before);
  for (std::size_t i = 0; i < indexes.size(); ++i) {
    first[indexes[i]] = i == 0 || before(indexes[i - 1], indexes[i]);
  }
}

Value distinct_ordered(CallFrame& call, std::span<const Value> elements) {
  if (!charge_sort(call, elements)) return call.budget_error();
  bool* const first = call.arena().make_array<bool>(elements.size());
  mark_first(call.arena(), elements, first);
  ListBuilder out(call);
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (first[i] && !out.add(elements[i])) break;
  }
  return out.finish();
}

Value distinct(CallFrame& call, const Value* arguments, std::size_t) {
  const std::size_t size = arguments[0].as_list().size();
  if (size < 2) return arguments[0];
  const Value* const elements = elements_of(call, arguments[0].as_list());
  if (elements == nullptr || size > kMostSorted) return call.budget_error();
  if (const Value* const fault = find_no_value(elements, size)) return *fault;
  const ValueKind kind = elements[0].kind();
  if (has_total_order(kind) && all_of_kind({elements, size}, kind)) {
    return distinct_ordered(call, {elements, size});
  }
  Value* const kept = room_for_values(call.arena(), size);
  std::size_t count = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const Value found = contains_value(call, {kept, count}, elements[i]);
    if (found.is_no_value()) return found;
    if (found.is_false()) std::construct_at(kept + count++, elements[i]);
  }
  return adopt_list(call.arena(), {kept, count});
}

struct Comparable {
  std::string_view name;
  Type type;
};
std::array<Comparable, 8> comparable_types() {
  return {{{"int", Type::integer()},
           {"uint", Type::uint()},
           {"double", Type::real()},
           {"bool", Type::boolean()},
           {"google.protobuf.Duration", Type::duration()},
           {"google.protobuf.Timestamp", Type::timestamp()},
           {"string", Type::string()},
           {"bytes", Type::bytes()}}};
}

void member(Declarations& declarations, std::string function, std::string id,
            std::vector<Type> parameters, Type result, Native native) {
  declare(declarations, {.function = std::move(function),
                         .id = std::move(id),
                         .receiver = true,
                         .parameters = std::move(parameters),
                         .result = std::move(result),
                         .native = native});
}

void add_sorts(Declarations& declarations, const Type& list) {
  for (const Comparable& key : comparable_types()) {
    const Type keys = Type::list(key.type);
    const std::string prefix = "list_" + std::string(key.name);
    member(declarations, "sort", prefix + "_sort", {keys}, keys, sort_by);
    member(declarations, "@sortByAssociatedKeys", prefix + "_sortByAssociatedKeys", {list, keys},
           list, sort_by);
  }
}

}  // namespace

void add_lists(Declarations& declarations, std::uint32_t version) {
  const Type number = Type::integer();
  const Type list = Type::list(Type::parameter("T"));
  const Type any = Type::list(Type::dyn());
  member(declarations, "slice", "list_slice", {list, number, number}, list, slice);
  member(declarations, "flatten", "list_flatten", {Type::list(list)}, list, flatten);
  member(declarations, "flatten", "list_flatten_int", {any, number}, any, flatten);
  if (version < 2) return;
  add_sorts(declarations, list);
  declare(declarations, {.function = "lists.range",
                         .id = "lists_range",
                         .parameters = {number},
                         .result = Type::list(number),
                         .native = range});
  member(declarations, "reverse", "list_reverse", {list}, list, reverse);
  member(declarations, "distinct", "list_distinct", {list}, list, distinct);
}

}  // namespace uniselector::expr
