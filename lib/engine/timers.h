// What is due when. Delays that are the same for many records (an offer timeout, a relaxation step)
// need no heap: one first-in-first-out list per delay is always in order of time, and arming and
// disarming cost two writes. Everything else goes into one indexed heap. Single-threaded.
//
// Order at one instant: kind, then order of arming (semantics: maximum wait, offer timeout,
// relaxation, others).
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace uniselector::engine {

inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
inline constexpr std::uint32_t kNoTimer = 0xffffffffU;

/// `length` (0 or more) after `time`; kNever, which no timer ever reaches, where 64 bits end.
constexpr std::int64_t later(std::int64_t time, std::int64_t length) {
  return time > 0 && length > kNever - time ? kNever : time + length;
}

/// In the order in which timers of one instant fire.
enum class TimerKind : std::uint8_t {
  kWaitLimit,
  kOfferTimeout,
  kRelax,
  kWrapUp,  ///< end of wrap-up; subject: assignment
  kClose,   ///< close at a given time; subject: assignment
  kRetry,   ///< an exclusion of an agent ends; subject: interaction
  kTimeToLive,
  kSchedule,
  kCoolDown,  ///< an agent may get offers again
  kGrace,     ///< work of an agent who went offline returns
  kIdleLogout,
};

/// A list of records with one common delay, linked through their timer_prev and timer_next.
struct TimerList {
  std::uint32_t head = kNoTimer;
  std::uint32_t tail = kNoTimer;
  std::int64_t head_due = kNever;
  std::int64_t tail_due = 0;
};

/// Appends a record that is due not before the tail.
template <class Records>
void append(TimerList& list, Records& records, std::uint32_t ix, std::int64_t due) {
  records[ix].timer_prev = list.tail;
  records[ix].timer_next = kNoTimer;
  if (list.tail == kNoTimer) {
    list.head = ix;
    list.head_due = due;
  } else {
    records[list.tail].timer_next = ix;
  }
  list.tail = ix;
  list.tail_due = due;
}

/// Unlinks a record; `due_of(ix)` tells when another record is due.
template <class Records, class DueOf>
void unlink(TimerList& list, Records& records, std::uint32_t ix, DueOf&& due_of) {
  const std::uint32_t prev = records[ix].timer_prev;
  const std::uint32_t next = records[ix].timer_next;
  if (prev == kNoTimer) {
    list.head = next;
    list.head_due = next == kNoTimer ? kNever : due_of(next);
  } else {
    records[prev].timer_next = next;
  }
  if (next == kNoTimer) {
    list.tail = prev;
    list.tail_due = prev == kNoTimer ? 0 : due_of(prev);
  } else {
    records[next].timer_prev = prev;
  }
  records[ix].timer_prev = kNoTimer;
  records[ix].timer_next = kNoTimer;
}

/// A binary heap whose entries can be taken back by handle. Push and remove are O(log n).
class TimerHeap {
 public:
  struct Entry {
    std::int64_t due = kNever;
    std::uint64_t sequence = 0;
    TimerKind kind{};
    std::uint32_t subject = 0;
    std::uint32_t generation = 0;  ///< of the subject
  };

  /// The handle stays valid until the entry is removed or popped.
  std::uint32_t push(std::int64_t due, TimerKind kind, std::uint32_t subject,
                     std::uint32_t generation);
  /// Takes an entry back and forgets the handle; kNoTimer is allowed.
  void remove(std::uint32_t& handle);
  bool empty() const { return order_.empty(); }
  std::size_t size() const { return order_.size(); }
  std::int64_t next_due() const { return order_.empty() ? kNever : entries_[order_[0]].due; }
  const Entry& top() const { return entries_[order_[0]]; }
  Entry pop();
  const Entry& entry(std::uint32_t handle) const { return entries_[handle]; }
  template <class F>
  void for_each(F&& visit) const {
    for (const std::uint32_t handle : order_) visit(handle, entries_[handle]);
  }

 private:
  bool before(std::uint32_t a, std::uint32_t b) const;
  void place(std::size_t position, std::uint32_t handle);
  void sift_up(std::size_t position);
  void sift_down(std::size_t position);

  std::vector<Entry> entries_;           // by handle
  std::vector<std::uint32_t> position_;  // by handle: place in order_
  std::vector<std::uint32_t> order_;     // the heap, of handles
  std::vector<std::uint32_t> free_;
  std::uint64_t sequence_ = 0;
};

}  // namespace uniselector::engine
