// The index over conditions: for every attribute from a value to the conditions that may hold for
// it, and that others therefore need not be looked at.
//
// A condition stands in it under one of its conjuncts, the one that is expected to let the fewest
// events through, or, where that is a disjunction, under one of each of its parts. Equality goes by
// hash, order and prefixes by trees of intervals. Conditions whose attribute has no value, or one
// that the comparison fails for, are all found, for they may fail; but not those that ask has() of
// the attribute first. Where no conjunct can be used the condition is always found.
//
// Beside the number of a condition stands a check: what is next best of its conjuncts to tell that
// it is false, so that most conditions are left out without a look at their trees.
//
// 1. What is not found is false, whatever its other parts are.
// 2. What is found may be anything.
//
// Immutable once built.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "rules/condition_tree.h"
#include "rules/domain.h"
#include "rules/index.h"

namespace uniselector::rules {

/// Ranges of places, each with a number: which of them hold a place. O(log n + found).
class IntervalIndex {
 public:
  struct Item {
    std::uint32_t low = 0;
    std::uint32_t high = 0;  ///< behind the last
    std::uint32_t number = 0;
  };
  void build(std::vector<Item> items);
  template <class Visit>
  void find(std::uint32_t place, Visit&& visit) const;
  std::size_t bytes() const;

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  struct End {
    std::uint32_t place = 0;
    std::uint32_t number = 0;
  };
  /// The ranges that hold the centre, by their begin ascending and by their end descending; below
  /// lie those that end in front of it and those that begin behind it.
  struct Node {
    std::uint32_t centre = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t left = kNone;
    std::uint32_t right = kNone;
  };
  std::uint32_t add(std::vector<Item> items);

  std::vector<Node> nodes_;
  std::vector<End> lows_;
  std::vector<End> highs_;
};

template <class Visit>
void IntervalIndex::find(std::uint32_t place, Visit&& visit) const {
  std::uint32_t at = nodes_.empty() ? kNone : 0;
  while (at != kNone) {
    const Node& node = nodes_[at];
    if (place < node.centre) {
      for (const End& end : std::span(lows_).subspan(node.first, node.count)) {
        if (end.place > place) break;
        visit(end.number);
      }
      at = node.left;
    } else {
      for (const End& end : std::span(highs_).subspan(node.first, node.count)) {
        if (end.place <= place) break;
        visit(end.number);
      }
      at = node.right;
    }
  }
}

/// A condition in the index, and when it is false all the same.
struct Posting {
  /// What the value of the attribute must be, or else a conjunct is false. A value that the
  /// comparison fails for passes all checks.
  enum class Check : std::uint8_t {
    kNone,
    kPoints,   ///< the point, bit of the operand
    kIs,       ///< the point
    kIsNot,    ///< another point
    kBool,     ///< true if the operand is 1, false if it is 0
    kAtLeast,  ///< a number whose nearest double has this key or more
    kAtMost,
  };
  /// Bits of kPoints: of the last one, all other points, and no value.
  static constexpr std::uint32_t kOthers = 62;
  static constexpr std::uint32_t kOpen = 63;

  std::uint64_t operand = 0;
  std::uint32_t condition = 0;
  std::uint16_t attribute = 0;
  Check check = Check::kNone;
};
static_assert(sizeof(Posting) == 16);

/// The conditions to be found where the attribute gives no answer.
struct OpenConditions {
  std::vector<std::uint32_t> all;
  std::vector<std::uint32_t> guarded;  ///< false where has() of the attribute is
};

class AccessIndex {
 public:
  /// `roots`: of the trees, by number of the condition. `trees` must stay.
  void build(const ConditionTrees& trees, std::span<const std::uint32_t> roots);

  /// Marks in `scratch` what may hold, but for what is always found.
  void find(EventValues& values, ConditionScratch& scratch) const;

  /// Those that are always found, as bits, and a bit for each word that has any.
  std::span<const std::uint64_t> always_words() const { return always_words_; }
  std::span<const std::uint64_t> always_summary() const { return always_summary_; }
  std::size_t always() const { return always_; }
  std::size_t bytes() const;

 private:
  friend class AccessBuilder;

  /// Ranges of few places stand in a list for each of them, the others in a tree.
  struct Ranges {
    Domain domain = Domain::kOther;
    Cuts cuts;
    std::vector<Posting> postings;       ///< by begin of the range, so that neighbours are together
    std::vector<std::uint32_t> offsets;  ///< by place, into `short_ranges`
    std::vector<std::uint32_t> short_ranges;  ///< numbers of postings
    IntervalIndex long_ranges;
    OpenConditions open;
  };
  struct Entry {
    std::uint16_t attribute = 0;
    std::int32_t guard = -1;             ///< the attribute has() of this
    std::vector<std::uint32_t> offsets;  ///< by point, into `postings`
    std::vector<Posting> postings;
    OpenConditions open;
    std::vector<Ranges> ranges;
  };

  void prepare(EventValues& values, ConditionScratch& scratch) const;

  std::vector<Entry> entries_;
  std::size_t ranges_ = 0;  ///< of all entries
  std::vector<std::uint64_t> always_words_;
  std::vector<std::uint64_t> always_summary_;
  std::size_t always_ = 0;
};

}  // namespace uniselector::rules
