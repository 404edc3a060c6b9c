// All available agents of a channel in the order in which they are asked, for requirements that
// many classes meet: a packed array by (load, idle since, agent) with gaps where agents have left,
// and for each mark in use one bit a position. The first agent who carries every mark of a
// requirement is found by intersecting a few short rows of bits from the front, so the cost follows
// the number available, not the number of agents or classes. Single-threaded.
// Carrying the marks is necessary, not sufficient: the caller's test decides.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "base/huge_vector.h"
#include "base/prefetch.h"
#include "match/class_marks.h"
#include "match/item.h"

namespace uniselector::match {

class IdleOrder {
 public:
  struct Key {
    std::int64_t idle_since = 0;
    std::uint32_t load = 0;
    AgentIx agent = 0;
  };
  /// `agent` is kNone for a gap.
  struct Entry {
    ClassIx klass = 0;
    AgentIx agent = kNone;
  };
  /// At most so many marks of a requirement are intersected, and so many are kept in all; the
  /// caller's test does without the others.
  static constexpr std::size_t kMaxRows = 4;
  static constexpr std::size_t kMaxMarks = 1024;
  /// Rows of a requirement's marks, for first().
  struct Rows {
    std::uint16_t row[kMaxRows] = {};
    std::uint16_t count = 0;
  };

  /// `marks` outlives the order.
  explicit IdleOrder(const ClassMarks& marks) : marks_(marks) {}

  /// At the end of the array: O(marks of the class), amortised. Elsewhere the entries up to the
  /// nearest gap move by one.
  void insert(const Key& key, ClassIx klass);
  void remove(AgentIx agent);
  /// Keeps a row of bits for each mark from now on; the first time O(available agents).
  Rows rows_for(std::span<const Mark> marks);

  /// The first agent in order who carries all marks of `rows` and whom `takes(klass)` accepts.
  template <class F>
  AgentIx first(const Rows& rows, F&& takes) const;

  /// A hint that the agent is about to come or go.
  void expect(AgentIx agent) const {
    if (agent < position_.size()) base::prefetch(&position_[agent]);
  }

  std::size_t begin() const { return begin_; }
  std::size_t end() const { return order_.size(); }
  const Entry& entry(std::size_t i) const { return order_[i]; }
  /// Whether the bits agree with the entries.
  bool check() const;
  std::size_t memory_bytes() const;

 private:
  static bool before(const Key& a, const Key& b);
  static constexpr std::uint16_t kNoRow = 0xffff;

  void put(std::size_t at, const Entry& entry, const Key& key);
  void shift(std::size_t from, std::size_t to);
  void flip_bits(std::size_t at, ClassIx klass);
  void make_room(std::size_t positions, std::size_t rows);
  void compact();

  const ClassMarks& marks_;
  base::HugeVector<Entry> order_;
  base::HugeVector<Key> keys_;                ///< same positions; gaps keep their key
  base::HugeVector<std::uint32_t> position_;  ///< by agent, in order_
  std::size_t begin_ = 0;                     ///< everything before is a gap
  std::uint32_t count_ = 0;
  std::vector<std::uint16_t> row_of_;     ///< by mark; kNoRow: none is kept
  base::HugeVector<std::uint64_t> bits_;  ///< row x stride_ words
  std::size_t rows_ = 0;
  std::size_t stride_ = 0;
};

template <class F>
AgentIx IdleOrder::first(const Rows& rows, F&& takes) const {
  if (rows.count == 0) {
    for (std::size_t i = begin_; i < order_.size(); ++i) {
      if (order_[i].agent != kNone && takes(order_[i].klass)) return order_[i].agent;
    }
    return kNone;
  }
  const std::uint64_t* row[kMaxRows];
  for (std::size_t r = 0; r < kMaxRows; ++r) {
    row[r] = bits_.data() + rows.row[r < rows.count ? r : 0] * stride_;
  }
  const std::size_t words = (order_.size() + 63) / 64;
  for (std::size_t w = begin_ / 64; w < words; ++w) {
    std::uint64_t bits = row[0][w] & row[1][w] & row[2][w] & row[3][w];
    for (; bits != 0; bits &= bits - 1) {
      const Entry& entry = order_[w * 64 + static_cast<std::size_t>(std::countr_zero(bits))];
      if (takes(entry.klass)) return entry.agent;
    }
  }
  return kNone;
}

}  // namespace uniselector::match
