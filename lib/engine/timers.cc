// The indexed heap of timers.h.
#include "engine/timers.h"

#include <tuple>

namespace uniselector::engine {

bool TimerHeap::before(std::uint32_t a, std::uint32_t b) const {
  const Entry& x = entries_[a];
  const Entry& y = entries_[b];
  return std::tie(x.due, x.kind, x.sequence) < std::tie(y.due, y.kind, y.sequence);
}

void TimerHeap::place(std::size_t position, std::uint32_t handle) {
  order_[position] = handle;
  position_[handle] = static_cast<std::uint32_t>(position);
}

void TimerHeap::sift_up(std::size_t position) {
  const std::uint32_t handle = order_[position];
  while (position > 0) {
    const std::size_t parent = (position - 1) / 2;
    if (!before(handle, order_[parent])) break;
    place(position, order_[parent]);
    position = parent;
  }
  place(position, handle);
}

void TimerHeap::sift_down(std::size_t position) {
  const std::uint32_t handle = order_[position];
  for (;;) {
    std::size_t child = 2 * position + 1;
    if (child >= order_.size()) break;
    if (child + 1 < order_.size() && before(order_[child + 1], order_[child])) ++child;
    if (!before(order_[child], handle)) break;
    place(position, order_[child]);
    position = child;
  }
  place(position, handle);
}

std::uint32_t TimerHeap::push(std::int64_t due, TimerKind kind, std::uint32_t subject,
                              std::uint32_t generation) {
  std::uint32_t handle = 0;
  if (free_.empty()) {
    handle = static_cast<std::uint32_t>(entries_.size());
    entries_.emplace_back();
    position_.push_back(0);
  } else {
    handle = free_.back();
    free_.pop_back();
  }
  entries_[handle] = {due, sequence_++, kind, subject, generation};
  order_.push_back(handle);
  sift_up(order_.size() - 1);
  return handle;
}

void TimerHeap::remove(std::uint32_t& handle) {
  if (handle == kNoTimer) return;
  const std::size_t position = position_[handle];
  const std::uint32_t last = order_.back();
  order_.pop_back();
  if (last != handle) {
    place(position, last);
    sift_up(position);
    sift_down(position_[last]);
  }
  free_.push_back(handle);
  handle = kNoTimer;
}

TimerHeap::Entry TimerHeap::pop() {
  std::uint32_t handle = order_[0];
  const Entry entry = entries_[handle];
  remove(handle);
  return entry;
}

}  // namespace uniselector::engine
