// The index of a table: for every column a map from a value to the set of rows that its cells
// allow, as bits in the order in which rows are evaluated.
//
// The cuts of all cells of a column divide its values into places, numbered from 0; a cell is a
// union of ranges of places. Rows are kept as bits for groups of neighbouring places, since bits
// for every place of a large table would not fit into memory: a group holds the rows of any of its
// places. What passes is compared with the row's own ranges, so answers are exact. Over the words
// of bits lies a summary of one bit a word, so that words that cannot matter are never read.
//
// Immutable once built.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/domain.h"
#include "rules/value_set.h"

namespace uniselector::rules {

/// A cell of a row: a range of places, several of them, every place, or a condition.
struct CellRef {
  std::uint32_t low = 0;
  std::uint32_t high = UINT32_MAX;

  static constexpr std::uint32_t kSeveral = 0x8000'0000;

  static CellRef any() { return {}; }
  static CellRef range(std::uint32_t low, std::uint32_t high) { return {low, high}; }
  /// `count` ranges that begin at `first` of Cuts::ranges.
  static CellRef several(std::uint32_t first, std::uint32_t count) {
    return {first | kSeveral, count};
  }
  static CellRef condition(std::uint32_t program) { return {UINT32_MAX, program}; }

  bool is_any() const { return low == 0 && high == UINT32_MAX; }
  bool is_condition() const { return low == UINT32_MAX; }
  bool is_several() const { return low >= kSeveral && low != UINT32_MAX; }

  friend bool operator==(const CellRef&, const CellRef&) = default;
};

struct PlaceRange {
  std::uint32_t low = 0;
  std::uint32_t high = 0;  ///< behind the last
};

/// The cuts of a column, sorted; a value's place is the number of cuts at or below it.
class Cuts {
 public:
  Cuts() = default;
  Cuts(Domain domain, std::vector<Cut> cuts);

  Domain domain() const { return domain_; }
  std::uint32_t places() const { return static_cast<std::uint32_t>(size()) + 1; }
  std::size_t size() const { return domain_ == Domain::kString ? texts_.size() : highs_.size(); }
  std::uint32_t place_of(const Key& key) const;
  Cut cut(std::size_t index) const;
  /// Whether the value lies in front of cut `index`.
  bool in_front(const Key& key, std::size_t index) const;

  /// A set as ranges of places; its cuts are among these.
  CellRef add(const ValueSet& set);
  /// To be called behind the last add(): makes a table of texts where only single ones are asked
  /// for.
  void finish();
  /// The ranges of a cell that is no condition.
  std::span<const PlaceRange> ranges(const CellRef& cell, PlaceRange* one) const;
  bool contains(const CellRef& cell, std::uint32_t place) const;
  /// The same by comparing the value with the cuts around the ranges.
  bool contains_key(const CellRef& cell, const Key& key) const;
  /// Ranges of places, ascending, as values.
  ValueSet set_of(std::span<const PlaceRange> ranges) const;

  std::size_t bytes() const;

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t place = UINT32_MAX;
  };

  void add_point(std::string_view text, std::uint32_t place);
  std::uint32_t place_of_text(std::string_view text) const;

  Domain domain_ = Domain::kOther;
  std::vector<std::uint64_t> highs_;
  std::vector<std::uint32_t> lows_;  ///< of timestamps
  std::vector<std::string> texts_;
  std::vector<PlaceRange> several_;
  bool only_points_ = true;  ///< all sets are single values or all but single values
  /// When all cells are single texts: where they are, by hash. Size a power of two.
  std::vector<Slot> slots_;
};

/// Sets of rows as bits with summaries.
class RowBits {
 public:
  struct Rows {
    const std::uint64_t* words;
    const std::uint64_t* summary;
  };

  /// Rows by place for a column whose cells, in order of evaluation, `cells` are.
  void build(const Cuts& cuts, std::span<const CellRef> cells);

  /// Whether any cell asks for something.
  bool filters() const { return !group_of_.empty(); }
  Rows at(std::uint32_t place) const { return group(group_of_[place]); }
  /// Rows that do not ask for the column.
  Rows any() const { return group(any_group_); }
  std::size_t bytes() const;

 private:
  Rows group(std::uint32_t index) const {
    return {bits_.data() + index * words_, summaries_.data() + index * summary_words_};
  }
  std::uint32_t add_group(const std::vector<std::uint64_t>& words);

  std::size_t words_ = 0;
  std::size_t summary_words_ = 0;
  std::vector<std::uint32_t> group_of_;
  std::vector<std::uint64_t> bits_;
  std::vector<std::uint64_t> summaries_;
  std::uint32_t any_group_ = 0;

  friend class GroupBuilder;
};

/// From so many words of 64 on all of them are joined.
inline constexpr int kDense = 16;

/// Calls visit(position) for every row that is in all of `sets`, ascending, until it answers false.
/// Without sets, for all `rows`.
template <class Visit>
void each_row(std::span<const RowBits::Rows> sets, std::size_t rows, Visit&& visit) {
  const std::size_t words = (rows + 63) / 64;
  if (sets.empty()) {
    for (std::uint32_t position = 0; position < rows; ++position) {
      if (!visit(position)) return;
    }
    return;
  }
  const auto each_bit = [&visit](std::size_t word, std::uint64_t bits) {
    while (bits != 0) {
      const auto bit = static_cast<std::size_t>(__builtin_ctzll(bits));
      bits &= bits - 1;
      if (!visit(static_cast<std::uint32_t>(word * 64 + bit))) return false;
    }
    return true;
  };
  for (std::size_t s = 0; s * 64 < words; ++s) {
    std::uint64_t live = UINT64_MAX;
    for (const RowBits::Rows& set : sets) live &= set.summary[s];
    if (__builtin_popcountll(live) > kDense) {
      // Most words matter: joining all of them is quicker than asking at each.
      const std::size_t count = std::min<std::size_t>(64, words - s * 64);
      std::array<std::uint64_t, 64> bits;
      std::copy_n(sets[0].words + s * 64, count, bits.begin());
      for (const RowBits::Rows& set : sets.subspan(1)) {
        for (std::size_t i = 0; i < count; ++i) bits[i] &= set.words[s * 64 + i];
      }
      for (std::size_t i = 0; i < count; ++i) {
        if (bits[i] != 0 && !each_bit(s * 64 + i, bits[i])) return;
      }
      continue;
    }
    while (live != 0) {
      const std::size_t word = s * 64 + static_cast<std::size_t>(__builtin_ctzll(live));
      live &= live - 1;
      std::uint64_t bits = UINT64_MAX;
      for (const RowBits::Rows& set : sets) bits &= set.words[word];
      if (!each_bit(word, bits)) return;
    }
  }
}

}  // namespace uniselector::rules
