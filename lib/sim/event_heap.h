// The simulator's own agenda: what the outside world does next. A 4-ary heap of 24-byte entries, so
// that a handful of agents stay in two cache lines. An entry is never removed before its time: it
// names a call by its handle, and a handle whose call has gone or moved on is skipped when it comes
// up. Ties are ordered by kind, then by order of planning, so that runs repeat exactly.
// Single-threaded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace uniselector::sim {

/// What happens; at one instant the earlier kinds come first.
enum class Happening : std::uint8_t { kComplete, kDay, kDuty, kAbandon, kRetry, kGiven, kArrival };

class EventHeap {
 public:
  struct Entry {
    std::int64_t time = 0;
    std::uint64_t order = 0;  ///< kind in the top 8 bits, then the order of planning
    std::uint64_t payload = 0;

    Happening kind() const { return static_cast<Happening>(order >> 56); }
    bool before(const Entry& other) const {
      return time != other.time ? time < other.time : order < other.order;
    }
  };

  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  const Entry& top() const { return entries_.front(); }
  void clear() { entries_.clear(); }

  void push(std::int64_t time, Happening kind, std::uint64_t payload) {
    const Entry entry{time, (static_cast<std::uint64_t>(kind) << 56) | ++planned_, payload};
    std::size_t hole = entries_.size();
    entries_.push_back(entry);
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / 4;
      if (!entry.before(entries_[parent])) break;
      entries_[hole] = entries_[parent];
      hole = parent;
    }
    entries_[hole] = entry;
  }

  Entry pop() {
    const Entry first = entries_.front();
    const Entry last = entries_.back();
    entries_.pop_back();
    if (entries_.empty()) return first;
    std::size_t hole = 0;
    for (;;) {
      const std::size_t child = 4 * hole + 1;
      if (child >= entries_.size()) break;
      std::size_t best = child;
      const std::size_t end = child + 4 < entries_.size() ? child + 4 : entries_.size();
      for (std::size_t c = child + 1; c < end; ++c) {
        if (entries_[c].before(entries_[best])) best = c;
      }
      if (!entries_[best].before(last)) break;
      entries_[hole] = entries_[best];
      hole = best;
    }
    entries_[hole] = last;
    return first;
  }

 private:
  std::vector<Entry> entries_;
  std::uint64_t planned_ = 0;
};

}  // namespace uniselector::sim
