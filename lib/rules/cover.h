// Finds what boxes leave uncovered within a region: the search behind gaps and masked rows.
//
// A region is split in two, along a boundary of a box, until one box covers it or none meets it.
// Boxes that lack only one dimension to cover the region (slabs) are taken away first, all at once;
// without that step the search would take about n^d for n boxes in d dimensions instead of its
// square root (T. Chan, "Klee's measure problem made easy", 2013). Deterministic; the work is
// bounded by a budget.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "rules/space.h"

namespace uniselector::rules {

/// A meeting keeps a bit for each dimension.
inline constexpr std::size_t kMostDimensions = 64;

/// Steps that are left, shared by all parts of an analysis. A part may be given some of them only,
/// and what it leaves is there for the next one.
class Budget {
 public:
  explicit Budget(std::uint64_t steps) : left_(steps), all_(steps) {}
  /// False when there are none left.
  bool spend(std::uint64_t steps) {
    left_ -= steps < left_ ? steps : left_;
    return left_ > 0;
  }
  bool spent() const { return left_ == 0; }
  std::uint64_t steps() const { return all_ - left_ - kept_; }

  /// Keeps all but one in `parts` of what is left from here to end_part(). Answers how much the
  /// part has.
  std::uint64_t begin_part(std::uint64_t parts) {
    const std::uint64_t part = left_ - left_ / parts * (parts - 1);
    kept_ = left_ - part;
    return left_ = part;
  }
  void end_part() { left_ += std::exchange(kept_, 0); }

 private:
  std::uint64_t left_;
  std::uint64_t all_;
  std::uint64_t kept_ = 0;  ///< for later parts
};

/// Sets of classes, one a dimension.
using Sets = std::vector<Dimension::SetId>;

/// A box as it meets a region.
struct Meeting {
  std::span<const Dimension::SetId> sets;
  std::uint64_t partial = 0;  ///< a bit for each dimension in which it does not cover the region
  std::uint32_t looks = 0;    ///< that it took to tell
};
/// How a box meets a region; false when it does not. `hulls` is those of the sets, or empty.
bool meet(const Space& space, std::span<const ClassRange> region,
          std::span<const Dimension::SetId> sets, std::span<const ClassRange> hulls,
          Meeting* meeting);

/// Where to cut a region in two.
struct Split {
  std::size_t dimension = 0;
  std::uint32_t at = 0;
};
/// The cut, along the end of a box, that leaves the fewest boxes on both sides, counted by squares
/// so that halves are preferred to slices. At least one of `boxes` is partial.
Split best_split(const Space& space, std::span<const ClassRange> region,
                 std::span<const Meeting> boxes, Budget& budget);

class CoverSearch {
 public:
  CoverSearch(Space& space, Budget& budget) : space_(space), budget_(budget) {}

  /// A box that covers, besides those of the space.
  void add(Sets sets) { extra_.push_back(std::move(sets)); }
  /// Takes all that is not in `sets` out of the search.
  void restrict_to(std::span<const Dimension::SetId> sets);
  void add_box(std::size_t box) { boxes_.push_back(box); }

  /// Whether something is left uncovered; stops at the first point. False as well when the budget
  /// ran out.
  bool uncovered();
  /// Calls visit(sets) for uncovered regions, each as large as it can be, until they cover all that
  /// the boxes do not or visit answers false. Regions may overlap.
  void each_region(const std::function<bool(const Sets&)>& visit);

 private:
  using Region = std::vector<ClassRange>;
  /// A box that meets the region: which one, and the dimensions that it does not cover.
  struct Active {
    std::uint32_t index = 0;
    std::uint64_t partial = 0;
  };

  std::size_t count() const { return boxes_.size() + extra_.size(); }
  std::span<const Dimension::SetId> sets_of(std::size_t index) const {
    if (index < boxes_.size()) return space_.sets(boxes_[index]);
    return extra_[index - boxes_.size()];
  }
  std::span<const ClassRange> hulls_of(std::size_t index) const {
    if (index < boxes_.size()) return space_.hulls(boxes_[index]);
    return {};
  }
  Region whole() const;
  /// False when the search is over.
  bool node(const Region& region, std::span<const std::uint32_t> candidates, int depth);
  /// False when one box covers the region.
  bool filter(const Region& region, std::span<const std::uint32_t> candidates,
              std::vector<Active>* active) const;
  bool slabs(const Region& region, const std::vector<Active>& active,
             std::span<const std::uint32_t> rest, int depth, bool* handled);
  Split split(const Region& region, const std::vector<Active>& active);
  bool found(const Region& region);
  Sets enlarged(const Region& region) const;
  void find_apart(std::size_t d, Dimension::SetId set, std::vector<std::uint64_t>* apart) const;

  static constexpr int kMostDepth = 2000;

  Space& space_;
  Budget& budget_;
  std::vector<std::size_t> boxes_;
  std::vector<Sets> extra_;
  std::function<bool(const Sets&)> visit_;
  std::size_t first_found_ = 0;  ///< extra boxes from here on are regions that were found
  bool any_ = false;
};

}  // namespace uniselector::rules
