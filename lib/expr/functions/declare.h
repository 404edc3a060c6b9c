// What the libraries share: writing down an overload, and reading and making lists.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

#include "expr/declarations.h"
#include "expr/value/build.h"

namespace uniselector::expr {

/// Adds an overload of a library. Their ids and signatures are fixed and differ, so that there is
/// no failure to answer; a test adds all of them.
inline void declare(Declarations& declarations, Overload overload) {
  static_cast<void>(declarations.add(std::move(overload)));
}

/// Uninitialised room for values that are then written one by one.
inline Value* room_for_values(Arena& arena, std::size_t count) {
  return arena.make_array<Value>(count);
}

/// The elements of a list side by side: its own if they lie so, else read into the arena, one unit
/// each. Null when there is no budget left for that.
inline const Value* elements_of(CallFrame& call, const List& list) {
  if (const Value* const data = list.data(); data != nullptr) return data;
  const std::size_t size = list.size();
  if (!call.charge(size)) return nullptr;
  Value* const read = room_for_values(call.arena(), size);
  for (std::size_t i = 0; i < size; ++i) std::construct_at(read + i, list.at(i, call.arena()));
  return read;
}

/// A list that grows in the arena and pays one unit an element on the way.
class ListBuilder {
 public:
  explicit ListBuilder(CallFrame& call) : call_(call) {}
  ListBuilder(const ListBuilder&) = delete;
  ListBuilder& operator=(const ListBuilder&) = delete;

  /// False when the budget does not allow it; finish() then answers the error.
  bool add(const Value& element) {
    if (size_ == capacity_ && !grow()) return false;
    std::construct_at(elements_ + size_++, element);
    return true;
  }
  std::size_t size() const { return size_; }
  Value finish() {
    if (failed_ || !call_.charge(size_ - charged_)) return call_.budget_error();
    return adopt_list(call_.arena(), {elements_, size_});
  }

 private:
  bool grow() {
    failed_ = failed_ || !call_.charge(size_ - charged_);
    if (failed_) return false;
    charged_ = size_;
    capacity_ = size_ == 0 ? kFirst : size_ * 2;
    Value* const elements = room_for_values(call_.arena(), capacity_);
    std::uninitialized_copy_n(elements_, size_, elements);
    elements_ = elements;
    return true;
  }

  static constexpr std::size_t kFirst = 8;

  CallFrame& call_;
  Value* elements_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::size_t charged_ = 0;
  bool failed_ = false;
};

/// The first of these that is an error or unknown, or null.
inline const Value* find_no_value(const Value* elements, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    if (elements[i].is_no_value()) return elements + i;
  }
  return nullptr;
}

}  // namespace uniselector::expr
