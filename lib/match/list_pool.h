// Many growing arrays of 4-byte values in one block: the index lists of classes and signatures.
// Capacities are powers of two; what a list leaves behind when it grows is reused by the next list
// of that capacity. Single-threaded; offsets move only inside push, insert and erase.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

#include "base/huge_vector.h"

namespace uniselector::match {

/// A list of the pool: 12 bytes, empty by default.
struct ListRef {
  std::uint32_t offset = 0;
  std::uint32_t count = 0;
  std::uint32_t capacity = 0;
};

template <class T>
class ListPool {
  static_assert(sizeof(T) == 4 && std::is_trivially_copyable_v<T>);

 public:
  const T* data(const ListRef& list) const { return values_.data() + list.offset; }
  T* data(const ListRef& list) { return values_.data() + list.offset; }
  std::span<const T> view(const ListRef& list) const { return {data(list), list.count}; }

  void push(ListRef& list, T value) {
    if (list.count == list.capacity) grow(list);
    data(list)[list.count++] = value;
  }
  void insert(ListRef& list, std::uint32_t at, T value) {
    push(list, value);
    T* values = data(list);
    for (std::uint32_t i = list.count - 1; i > at; --i) values[i] = values[i - 1];
    values[at] = value;
  }
  void erase(ListRef& list, std::uint32_t at) {
    T* values = data(list);
    for (std::uint32_t i = at + 1; i < list.count; ++i) values[i - 1] = values[i];
    --list.count;
  }
  /// Gives the block back; the list is empty afterwards.
  void release(ListRef& list) {
    if (list.capacity != 0) {
      const auto size = std::countr_zero(list.capacity);
      const std::uint32_t next = free_[size];
      std::memcpy(static_cast<void*>(data(list)), &next, sizeof next);
      free_[size] = list.offset + 1;
    }
    list = {};
  }
  std::size_t memory_bytes() const { return values_.memory_bytes(); }

 private:
  void grow(ListRef& list) {
    ListRef wider{0, list.count, list.capacity == 0 ? 4 : list.capacity * 2};
    const auto size = std::countr_zero(wider.capacity);
    if (free_[size] != 0) {
      wider.offset = free_[size] - 1;
      std::memcpy(&free_[size], values_.data() + wider.offset, sizeof free_[size]);
    } else {
      wider.offset = static_cast<std::uint32_t>(values_.size());
      values_.resize(values_.size() + wider.capacity);
    }
    if (list.count != 0) std::memcpy(data(wider), data(list), list.count * sizeof(T));
    release(list);
    list = wider;
  }

  base::HugeVector<T> values_;
  std::uint32_t free_[32] = {};  ///< by log2 of the capacity: offset + 1 of the first, 0 none
};

}  // namespace uniselector::match
