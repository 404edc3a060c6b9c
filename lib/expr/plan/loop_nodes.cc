// Every round of a loop is charged and stops when the budget is spent: loops are what makes the
// cost of an evaluation depend on more than the size of its expression.
#include "expr/plan/loop_nodes.h"

#include <algorithm>
#include <memory>
#include <new>

#include "expr/value/build.h"

namespace uniselector::expr {
namespace {

/// The elements of a list, or the keys (and values) of a map, one after the other.
class Walk {
 public:
  Walk(Frame& frame, const FoldPlan& plan, const Value& range)
      : frame_(frame), plan_(plan), range_(range) {
    if (range.is(ValueKind::kList)) {
      size_ = range.as_list().size();
      data_ = range.as_list().data();
    } else if (range.is(ValueKind::kMap)) {
      size_ = range.as_map().size();
    } else {
      fits_ = false;
    }
  }
  bool fits() const { return fits_; }
  std::size_t size() const { return size_; }
  void enter(std::size_t i) {
    Value* const registers = frame_.registers;
    if (range_.is(ValueKind::kMap)) {
      const Map& map = range_.as_map();
      ::new (&registers[plan_.variable]) Value(map.key_at(i, frame_.arena));
      if (plan_.two) ::new (&registers[plan_.variable2]) Value(map.value_at(i, frame_.arena));
      return;
    }
    const Value element = data_ != nullptr ? data_[i] : range_.as_list().at(i, frame_.arena);
    if (plan_.two) {
      ::new (&registers[plan_.variable]) Value(Value::integer(static_cast<std::int64_t>(i)));
      ::new (&registers[plan_.variable2]) Value(element);
    } else {
      ::new (&registers[plan_.variable]) Value(element);
    }
  }

 private:
  Frame& frame_;
  const FoldPlan& plan_;
  const Value& range_;
  std::size_t size_ = 0;
  const Value* data_ = nullptr;
  bool fits_ = true;
};

Value not_a_range(Frame& frame, std::uint32_t id, const Value& range) {
  return frame.no_such_overload(id, "a macro over a list or map", {range});
}

/// The error of a round that the budget does not pay for, at the loop.
Value out_of_budget(Frame& frame, std::uint32_t id) {
  frame.call.set_expression(id);
  return frame.call.budget_error();
}

/// A list that grows in the arena.
class Builder {
 public:
  Builder(Arena& arena, std::size_t expected) : arena_(arena) { reserve(expected); }
  void add(const Value& value) {
    if (size_ == capacity_) reserve(std::max<std::size_t>(16, capacity_ * 2));
    ::new (&values_[size_++]) Value(value);
  }
  std::span<const Value> values() const { return {values_, size_}; }

 private:
  void reserve(std::size_t capacity) {
    auto* const values = arena_.make_array<Value>(capacity);
    std::uninitialized_copy_n(values_, size_, values);
    values_ = values;
    capacity_ = capacity;
  }
  Arena& arena_;
  Value* values_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace

Value FoldNode::eval(Frame& frame) const {
  frame.spend(1);
  const Value range = plan_.range->eval(frame);
  if (range.is_no_value()) return range;
  Walk walk(frame, plan_, range);
  if (!walk.fits()) return not_a_range(frame, id(), range);
  ::new (&frame.registers[plan_.accumulator]) Value(plan_.initial->eval(frame));
  for (std::size_t i = 0; i < walk.size(); ++i) {
    if (!frame.call.charge(1)) return out_of_budget(frame, id());
    walk.enter(i);
    if (plan_.condition != nullptr) {
      const Value go_on = plan_.condition->eval(frame);
      if (go_on.is_false()) break;
      if (go_on.is_no_value()) return go_on;
    }
    ::new (&frame.registers[plan_.accumulator]) Value(plan_.step->eval(frame));
  }
  return plan_.result->eval(frame);
}

Value CollectNode::eval(Frame& frame) const {
  frame.spend(1);
  const Value range = plan_.fold.range->eval(frame);
  if (range.is_no_value()) return range;
  Walk walk(frame, plan_.fold, range);
  if (!walk.fits()) return not_a_range(frame, id(), range);
  Builder list(frame.arena, plan_.filter == nullptr ? walk.size() : 0);
  Value failed;
  for (std::size_t i = 0; i < walk.size(); ++i) {
    if (!frame.call.charge(2)) return out_of_budget(frame, id());
    walk.enter(i);
    if (plan_.filter != nullptr) {
      Value keep = plan_.filter->eval(frame);
      if (keep.is_false()) continue;
      if (!keep.is_true() && !keep.is_no_value()) {
        keep = frame.no_such_overload(id(), "_?_:_", {keep});
      }
      if (keep.is_no_value()) {
        failed = merge_no_values(frame.arena, failed, keep);
        continue;
      }
    }
    const Value element = plan_.element->eval(frame);
    if (element.is_no_value()) {
      failed = merge_no_values(frame.arena, failed, element);
    } else {
      list.add(element);
    }
  }
  return failed.is(ValueKind::kAbsent) ? adopt_list(frame.arena, list.values()) : failed;
}

Value BlockNode::eval(Frame& frame) const {
  frame.spend(1);
  std::uninitialized_fill_n(frame.registers + first_, count_, Value());
  return result_.eval(frame);
}

Value PartNode::eval(Frame& frame) const {
  frame.spend(1);
  Value& part = frame.registers[index_];
  if (part.is(ValueKind::kAbsent)) part = part_.eval(frame);
  return part;
}

}  // namespace uniselector::expr
