// Placing agents in the order over all, and the rows of bits beside it. See the header.
#include "match/idle_order.h"

#include <algorithm>
#include <tuple>

namespace uniselector::match {
namespace {
/// Gaps that may gather, beyond as many as there are agents, before the array is packed anew.
constexpr std::size_t kGaps = 1024;
constexpr std::size_t kWordsPerLine = 8;
}  // namespace

bool IdleOrder::before(const Key& a, const Key& b) {
  return std::tie(a.load, a.idle_since, a.agent) < std::tie(b.load, b.idle_since, b.agent);
}

/// Sets the bits of an entry that comes to `at`, or clears those of one that goes.
void IdleOrder::flip_bits(std::size_t at, ClassIx klass) {
  if (rows_ == 0) return;
  const std::uint64_t bit = std::uint64_t{1} << (at & 63U);
  std::uint64_t* column = bits_.data() + at / 64;
  for (const Mark mark : marks_.of(klass)) {
    const std::uint16_t row = mark < row_of_.size() ? row_of_[mark] : kNoRow;
    if (row != kNoRow) column[row * stride_] ^= bit;
  }
}

void IdleOrder::put(std::size_t at, const Entry& entry, const Key& key) {
  order_[at] = entry;
  keys_[at] = key;
  if (entry.agent == kNone) return;
  position_[entry.agent] = static_cast<std::uint32_t>(at);
  flip_bits(at, entry.klass);
}

/// Moves an entry to the place beside it, which is a gap.
void IdleOrder::shift(std::size_t from, std::size_t to) {
  const Entry entry = order_[from];
  if (entry.agent != kNone) flip_bits(from, entry.klass);
  put(to, entry, keys_[from]);
  order_[from].agent = kNone;
}

void IdleOrder::insert(const Key& key, ClassIx klass) {
  if (key.agent >= position_.size()) position_.resize(key.agent + 1U, kNone);
  ++count_;
  const Entry entry{klass, key.agent};
  if (order_.size() >= 2 * static_cast<std::size_t>(count_) + kGaps) compact();
  make_room(order_.size() + 1, rows_);
  if (order_.size() == begin_ || !before(key, keys_.back())) {
    order_.push_back({});
    keys_.push_back(key);
    put(order_.size() - 1, entry, key);
    return;
  }
  // Somewhere inside: shift the entries up to the nearest gap by one.
  std::size_t at = static_cast<std::size_t>(
      std::upper_bound(keys_.begin() + begin_, keys_.end(), key, before) - keys_.begin());
  std::size_t left = at;   // a gap before `at`
  std::size_t right = at;  // a gap from `at` on
  for (;;) {
    if (left > 0 && order_[left - 1].agent == kNone) {
      --left;
      for (std::size_t i = left; i + 1 < at; ++i) shift(i + 1, i);
      --at;
      begin_ = std::min(begin_, left);
      break;
    }
    if (right == order_.size()) {
      order_.push_back({});
      keys_.push_back(keys_.back());
    }
    if (order_[right].agent == kNone) {
      for (std::size_t i = right; i > at; --i) shift(i - 1, i);
      break;
    }
    if (left > 0) --left;
    ++right;
  }
  put(at, entry, key);
}

void IdleOrder::remove(AgentIx agent) {
  const std::size_t at = position_[agent];
  flip_bits(at, order_[at].klass);
  order_[at].agent = kNone;
  position_[agent] = kNone;
  --count_;
  while (begin_ < order_.size() && order_[begin_].agent == kNone) ++begin_;
}

void IdleOrder::compact() {
  const std::size_t words = (order_.size() + 63) / 64;
  for (std::size_t r = 0; r < rows_; ++r) std::fill_n(bits_.data() + r * stride_, words, 0);
  std::size_t to = 0;
  for (std::size_t i = begin_; i < order_.size(); ++i) {
    if (order_[i].agent != kNone) put(to++, order_[i], keys_[i]);
  }
  order_.resize(to);
  keys_.resize(to);
  begin_ = 0;
}

/// Lays the rows out anew when they are too short or too few. An odd number of cache lines a row,
/// so that the same place of many rows does not fall into one set of the cache.
void IdleOrder::make_room(std::size_t positions, std::size_t rows) {
  if (rows == 0 || (positions <= stride_ * 64 && rows * stride_ <= bits_.size())) return;
  std::size_t stride = stride_;
  if (positions > stride * 64) {
    const std::size_t lines = 2 * positions / 64 / kWordsPerLine + 1;
    stride = (lines | 1U) * kWordsPerLine;
  }
  base::HugeVector<std::uint64_t> wider;
  wider.resize(std::max(rows, 2 * rows_) * stride, 0);
  for (std::size_t r = 0; r < rows_; ++r) {
    std::copy_n(bits_.data() + r * stride_, stride_, wider.data() + r * stride);
  }
  bits_.swap(wider);
  stride_ = stride;
}

IdleOrder::Rows IdleOrder::rows_for(std::span<const Mark> marks) {
  Rows rows;
  for (const Mark mark : marks) {
    if (rows.count == kMaxRows) break;
    if (mark >= row_of_.size()) row_of_.resize(mark + 1U, kNoRow);
    if (row_of_[mark] == kNoRow) {
      if (rows_ == kMaxMarks) continue;
      make_room(std::max<std::size_t>(order_.size(), 1), rows_ + 1);
      row_of_[mark] = static_cast<std::uint16_t>(rows_++);
      std::uint64_t* row = bits_.data() + row_of_[mark] * stride_;
      for (std::size_t i = begin_; i < order_.size(); ++i) {
        if (order_[i].agent == kNone) continue;
        const auto known = marks_.of(order_[i].klass);
        const bool has = std::find(known.begin(), known.end(), mark) != known.end();
        if (has) row[i / 64] |= std::uint64_t{1} << (i & 63U);
      }
    }
    rows.row[rows.count++] = row_of_[mark];
  }
  return rows;
}

bool IdleOrder::check() const {
  std::vector<std::uint64_t> expected(rows_ * stride_, 0);
  for (std::size_t i = 0; i < order_.size(); ++i) {
    if (order_[i].agent == kNone) continue;
    if (i < begin_ || position_[order_[i].agent] != i) return false;
    for (const Mark mark : marks_.of(order_[i].klass)) {
      const std::uint16_t row = mark < row_of_.size() ? row_of_[mark] : kNoRow;
      if (row != kNoRow) expected[row * stride_ + i / 64] |= std::uint64_t{1} << (i & 63U);
    }
  }
  return std::equal(expected.begin(), expected.end(), bits_.begin());
}

std::size_t IdleOrder::memory_bytes() const {
  return order_.memory_bytes() + keys_.memory_bytes() + position_.memory_bytes() +
         bits_.memory_bytes() + row_of_.capacity() * sizeof(std::uint16_t);
}

}  // namespace uniselector::match
