// A pool of records addressed by slot, with a generation per slot, so that a handle of a record
// that is gone is recognised. Freed slots are reused last in, first out: deterministic, and warm in
// the cache. T needs `std::uint32_t generation` and `std::uint32_t next` (used as the free link).
// Single-threaded; nothing is allocated once the pool has reached its largest size.
#pragma once

#include <cstdint>

#include "base/huge_vector.h"

namespace uniselector::base {

template <class T>
class Slab {
 public:
  static constexpr std::uint32_t kNone = 0xffffffffU;

  /// A cleared record; its generation is kept.
  std::uint32_t allocate() {
    ++live_;
    if (free_ != kNone) {
      const std::uint32_t slot = free_;
      T& record = records_[slot];
      free_ = record.next;
      const std::uint32_t generation = record.generation;
      record = T{};
      record.generation = generation;
      return slot;
    }
    records_.push_back(T{});
    return static_cast<std::uint32_t>(records_.size() - 1);
  }
  /// Ends the record: stale handles no longer match.
  void release(std::uint32_t slot) {
    const std::uint32_t generation = records_[slot].generation + 1;
    records_[slot] = T{};
    records_[slot].generation = generation;
    records_[slot].next = free_;
    free_ = slot;
    --live_;
  }
  T& operator[](std::uint32_t slot) { return records_[slot]; }
  const T& operator[](std::uint32_t slot) const { return records_[slot]; }
  std::uint32_t live() const { return live_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(records_.size()); }
  HugeVector<T>& records() { return records_; }
  const HugeVector<T>& records() const { return records_; }
  std::size_t memory_bytes() const { return records_.memory_bytes(); }

 private:
  HugeVector<T> records_;
  std::uint32_t free_ = kNone;
  std::uint32_t live_ = 0;
};

}  // namespace uniselector::base
