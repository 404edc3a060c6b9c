// Boxes compared with a block of 512 of them at once, a bit each: what stands behind the questions
// which rows overlap, and whether a row before matches all of a row or one point of it. All pairs
// of 100,000 rows are ten million looks at a block.
//
// In a dimension with few sets a block has the answer for each of them. In one with many it has its
// boxes by where they begin and where they end, and an answer is the boxes that begin early enough
// and end late enough. That is exact for sets that are one range each. Where some are not, what is
// no is sure, and what is yes is looked at again, box by box. Single-threaded; deterministic.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rules/cover.h"
#include "rules/space.h"

namespace uniselector::rules {

inline constexpr std::size_t kBlock = 512;
using BlockBits = std::array<std::uint64_t, kBlock / 64>;

/// The lowest `count` bits.
BlockBits first_bits(std::size_t count);
std::uint64_t count_bits(const BlockBits& bits);
template <class Visit>
void each_bit(const BlockBits& bits, Visit&& visit) {
  for (std::size_t w = 0; w < bits.size(); ++w) {
    for (std::uint64_t left = bits[w]; left != 0; left &= left - 1) {
      visit(w * 64 + static_cast<std::size_t>(__builtin_ctzll(left)));
    }
  }
}

class BlockTest {
 public:
  enum class Question : std::uint8_t {
    kMeets,   ///< which boxes of the block have a point of the sets that are asked about
    kCovers,  ///< which have all of them
  };

  /// `boxes` is what blocks are made of. Sets that are asked about are in the space already.
  BlockTest(const Space& space, Budget& budget, Question question,
            std::span<const std::uint32_t> boxes);

  /// Whether the hull of what is asked about is all that is looked at in a dimension.
  static bool by_hull(const Dimension& dimension);

  /// At most kBlock boxes; borrowed.
  void set_block(std::span<const std::uint32_t> boxes);
  /// `hulls` is those of the sets. Leaves of `bits` those of boxes for which the answer is yes;
  /// whether there is any.
  bool ask(std::span<const Dimension::SetId> sets, std::span<const ClassRange> hulls,
           BlockBits* bits);

 private:
  /// Where the boxes of a block begin or end, and how many do so in front of a class. The table is
  /// small enough to stay in the nearest memory; what is left to find is a step or none.
  struct Ends {
    std::uint32_t shift = 0;
    std::vector<std::uint16_t> count;   ///< by class without its lowest bits: ends in front of it
    std::vector<std::uint32_t> sorted;  ///< and one behind all classes
    void fill(std::uint32_t classes);
    std::size_t in_front_of(std::uint32_t c) const {
      std::size_t at = count[c >> shift];
      while (sorted[at] < c) ++at;
      return at;
    }
  };

  /// How the block lies in one dimension.
  struct Side {
    std::size_t dimension = 0;
    bool by_set = false;
    bool exact = true;               ///< all sets are known one by one, or are one range each
    std::vector<BlockBits> answers;  ///< by set, or the boxes that begin first, by how many
    std::vector<BlockBits> lasting;  ///< the boxes that end last, by how many do not
    Ends begins;
    Ends ends;
    std::vector<std::vector<bool>> related;  ///< by set of a box, by set that is asked about
  };

  void choose_sides(std::span<const std::uint32_t> boxes);
  bool answer(const Dimension& dimension, Dimension::SetId box, Dimension::SetId asked) const;
  void fill_by_set(Side* side);
  void fill_by_rank(Side* side);
  bool holds(std::uint32_t box, std::span<const Dimension::SetId> sets) const;

  const Space& space_;
  Budget& budget_;
  Question question_;
  bool exact_ = true;
  std::vector<Side> sides_;  ///< those that say no most often first
  std::span<const std::uint32_t> block_;
};

/// Which boxes of a block are in the same group as one that is asked about.
class BlockGroups {
 public:
  /// `group_of` has a number for every box; borrowed.
  explicit BlockGroups(std::span<const std::uint32_t> group_of);
  void set_block(std::span<const std::uint32_t> boxes);
  /// Takes the boxes of the group out of `bits`.
  void remove(std::uint32_t box, BlockBits* bits) const;

 private:
  std::span<const std::uint32_t> group_of_;
  std::vector<std::uint16_t> index_;  ///< by group: its bits, from 1
  std::vector<std::uint32_t> used_;
  std::vector<BlockBits> bits_;
};

}  // namespace uniselector::rules
