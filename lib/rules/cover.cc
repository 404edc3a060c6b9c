// Recursive division of a region, with slabs.
#include "rules/cover.h"

#include <algorithm>

namespace uniselector::rules {

bool meet(const Space& space, std::span<const ClassRange> region,
          std::span<const Dimension::SetId> sets, std::span<const ClassRange> hulls,
          Meeting* meeting) {
  meeting->sets = sets;
  meeting->partial = 0;
  meeting->looks = 1;
  for (std::size_t d = 0; d < hulls.size(); ++d) {
    if (hulls[d].high <= region[d].low || region[d].high <= hulls[d].low) return false;
  }
  for (std::size_t d = 0; d < region.size(); ++d) {
    const Relation relation = space[d].relation(sets[d], region[d]);
    ++meeting->looks;
    if (relation == Relation::kDisjoint) return false;
    if (relation == Relation::kPartial) meeting->partial |= std::uint64_t{1} << d;
  }
  return true;
}

namespace {

constexpr std::size_t kMostLookedAt = 64;

/// The boxes that a cut in one dimension would divide: where they begin and end within the region.
struct Ends {
  std::vector<std::uint32_t> begins;
  std::vector<std::uint32_t> ends;
  std::vector<std::uint32_t> cuts;
};

void collect_ends(const Dimension& dimension, Dimension::SetId set, ClassRange span, Ends* ends) {
  std::uint32_t first = span.high;
  std::uint32_t last = span.low;
  for (const ClassRange& range : dimension.set(set)) {
    const std::uint32_t low = std::max(range.low, span.low);
    const std::uint32_t high = std::min(range.high, span.high);
    if (low >= high) continue;
    first = std::min(first, low);
    last = std::max(last, high);
    if (low > span.low) ends->cuts.push_back(low);
    if (high < span.high) ends->cuts.push_back(high);
  }
  ends->begins.push_back(first);
  ends->ends.push_back(last);
}

}  // namespace

Split best_split(const Space& space, std::span<const ClassRange> region,
                 std::span<const Meeting> boxes, Budget& budget) {
  // Of many boxes some tell enough: any cut along a box divides the work.
  const std::size_t stride = boxes.size() / kMostLookedAt + 1;
  const std::size_t looked_at = (boxes.size() + stride - 1) / stride;
  Split best;
  double best_cost = -1;
  Ends ends;
  for (std::size_t d = 0; d < region.size(); ++d) {
    ends.begins.clear();
    ends.ends.clear();
    ends.cuts.clear();
    for (std::size_t i = 0; i < boxes.size(); i += stride) {
      const Meeting& box = boxes[i];
      if ((box.partial >> d & 1) != 0) collect_ends(space[d], box.sets[d], region[d], &ends);
    }
    if (ends.cuts.empty()) continue;
    budget.spend(ends.cuts.size());
    std::sort(ends.begins.begin(), ends.begins.end());
    std::sort(ends.ends.begin(), ends.ends.end());
    std::sort(ends.cuts.begin(), ends.cuts.end());
    ends.cuts.erase(std::unique(ends.cuts.begin(), ends.cuts.end()), ends.cuts.end());
    const auto across = static_cast<double>(looked_at - ends.begins.size());
    std::size_t left = 0;   // boxes that begin in front of the cut
    std::size_t ended = 0;  // boxes that end there or before
    for (const std::uint32_t cut : ends.cuts) {
      while (left < ends.begins.size() && ends.begins[left] < cut) ++left;
      while (ended < ends.ends.size() && ends.ends[ended] <= cut) ++ended;
      const double low = across + static_cast<double>(left);
      const double high = across + static_cast<double>(ends.ends.size() - ended);
      const double cost = low * low + high * high;
      if (best_cost >= 0 && cost >= best_cost) continue;
      best_cost = cost;
      best = {d, cut};
    }
  }
  return best;
}

void CoverSearch::restrict_to(std::span<const Dimension::SetId> sets) {
  for (std::size_t d = 0; d < space_.size(); ++d) {
    Dimension& dimension = space_.dimension(d);
    if (sets[d] == dimension.everything()) continue;
    Sets slab;
    for (std::size_t e = 0; e < space_.size(); ++e) slab.push_back(space_[e].everything());
    slab[d] = dimension.complement(sets[d]);
    if (!dimension.empty(slab[d])) add(std::move(slab));
  }
}

CoverSearch::Region CoverSearch::whole() const {
  Region region;
  for (std::size_t d = 0; d < space_.size(); ++d) region.push_back({0, space_[d].classes()});
  return region;
}

bool CoverSearch::uncovered() {
  visit_ = nullptr;
  first_found_ = extra_.size();
  any_ = false;
  std::vector<std::uint32_t> all;
  for (std::uint32_t i = 0; i < count(); ++i) all.push_back(i);
  node(whole(), all, 0);
  return any_;
}

void CoverSearch::each_region(const std::function<bool(const Sets&)>& visit) {
  visit_ = visit;
  first_found_ = extra_.size();
  std::vector<std::uint32_t> all;
  for (std::uint32_t i = 0; i < count(); ++i) all.push_back(i);
  node(whole(), all, 0);
}

bool CoverSearch::filter(const Region& region, std::span<const std::uint32_t> candidates,
                         std::vector<Active>* active) const {
  const auto look = [&](std::uint32_t index) {
    Meeting meeting;
    const bool meets = meet(space_, region, sets_of(index), hulls_of(index), &meeting);
    budget_.spend(meeting.looks);
    if (!meets) return true;
    if (meeting.partial == 0) return false;
    active->push_back({index, meeting.partial});
    return true;
  };
  for (const std::uint32_t index : candidates) {
    if (!look(index)) return false;
  }
  // Regions found since the candidates were listed.
  for (std::size_t i = boxes_.size() + first_found_; i < count(); ++i) {
    if (!look(static_cast<std::uint32_t>(i))) return false;
  }
  return true;
}

bool CoverSearch::node(const Region& region, std::span<const std::uint32_t> candidates, int depth) {
  if (!budget_.spend(region.size())) return false;
  std::vector<Active> active;
  if (!filter(region, candidates, &active)) return true;
  if (budget_.spent()) return false;
  if (active.empty()) return found(region);
  if (depth > kMostDepth) {
    budget_.spend(UINT64_MAX);
    return false;
  }
  std::vector<std::uint32_t> rest;
  for (const Active& one : active) {
    if (one.index < boxes_.size() + first_found_) rest.push_back(one.index);
  }
  bool handled = false;
  if (!slabs(region, active, rest, depth, &handled)) return false;
  if (handled) return true;
  const Split cut = split(region, active);
  Region half = region;
  half[cut.dimension].high = cut.at;
  if (!node(half, rest, depth + 1)) return false;
  half[cut.dimension] = {cut.at, region[cut.dimension].high};
  return node(half, rest, depth + 1);
}

/// Takes the slabs of the dimension that has most of them out of the region, and goes on with the
/// stretches that they leave.
bool CoverSearch::slabs(const Region& region, const std::vector<Active>& active,
                        std::span<const std::uint32_t> rest, int depth, bool* handled) {
  std::vector<std::size_t> slabs_of(region.size(), 0);
  for (const Active& one : active) {
    if ((one.partial & (one.partial - 1)) == 0) {
      ++slabs_of[static_cast<std::size_t>(__builtin_ctzll(one.partial))];
    }
  }
  const auto most = std::max_element(slabs_of.begin(), slabs_of.end());
  if (*most == 0) return true;
  *handled = true;
  const auto d = static_cast<std::size_t>(most - slabs_of.begin());
  const ClassRange span = region[d];
  std::vector<ClassRange> covered;
  for (const Active& one : active) {
    if (one.partial != std::uint64_t{1} << d) continue;
    for (const ClassRange& range : space_[d].set(sets_of(one.index)[d])) {
      covered.push_back({std::max(range.low, span.low), std::min(range.high, span.high)});
    }
  }
  budget_.spend(active.size() + covered.size());
  covered = Dimension::joined(std::move(covered));
  covered.push_back({span.high, span.high});
  Region stretch = region;
  std::uint32_t low = span.low;
  for (const ClassRange& range : covered) {
    stretch[d] = {low, range.low};
    low = range.high;
    if (stretch[d].low < stretch[d].high && !node(stretch, rest, depth + 1)) return false;
  }
  return true;
}

Split CoverSearch::split(const Region& region, const std::vector<Active>& active) {
  std::vector<Meeting> boxes;
  boxes.reserve(active.size());
  for (const Active& one : active) boxes.push_back({sets_of(one.index), one.partial});
  return best_split(space_, region, boxes, budget_);
}

bool CoverSearch::found(const Region& region) {
  any_ = true;
  if (visit_ == nullptr) return false;
  Sets sets = enlarged(region);
  const bool more = visit_(sets);
  extra_.push_back(std::move(sets));
  return more;
}

/// Grows an uncovered region, dimension by dimension, by all classes in which it still meets no
/// box.
Sets CoverSearch::enlarged(const Region& region) const {
  Sets sets;
  for (std::size_t d = 0; d < region.size(); ++d)
    sets.push_back(space_.dimension(d).add(region[d]));
  // By box, a bit for each dimension in which it does not meet the region as grown so far.
  std::vector<std::uint64_t> apart(boxes_.size() + first_found_, 0);
  for (std::size_t d = 0; d < region.size(); ++d) find_apart(d, sets[d], &apart);
  for (std::size_t d = 0; d < region.size(); ++d) {
    const std::uint64_t bit = std::uint64_t{1} << d;
    std::vector<ClassRange> taken;
    for (std::size_t i = 0; i < apart.size(); ++i) {
      if ((apart[i] & ~bit) != 0) continue;
      const auto ranges = space_[d].set(sets_of(i)[d]);
      taken.insert(taken.end(), ranges.begin(), ranges.end());
    }
    budget_.spend(taken.size());
    sets[d] = space_.dimension(d).complement(space_.dimension(d).add_union(std::move(taken)));
    find_apart(d, sets[d], &apart);
  }
  return sets;
}

/// Says of every box whether it meets a set of one dimension; each set of the boxes is looked at
/// once.
void CoverSearch::find_apart(std::size_t d, Dimension::SetId set,
                             std::vector<std::uint64_t>* apart) const {
  const Dimension& dimension = space_[d];
  const std::uint64_t bit = std::uint64_t{1} << d;
  std::vector<std::uint64_t> answers(dimension.sets(), 0);
  for (Dimension::SetId id = 0; id < answers.size(); ++id) {
    if (!dimension.intersects(id, set)) answers[id] = bit;
  }
  for (std::size_t i = 0; i < apart->size(); ++i) {
    (*apart)[i] = ((*apart)[i] & ~bit) | answers[sets_of(i)[d]];
  }
  budget_.spend(answers.size() + apart->size());
}

}  // namespace uniselector::rules
