// Answers by set, by rank, and box by box where these are not exact.
#include "rules/analysis_blocks.h"

#include <algorithm>
#include <utility>

namespace uniselector::rules {
namespace {

/// Up to so many sets a block has an answer for each: always, and if some are no single ranges.
constexpr std::size_t kFewSets = 64;
constexpr std::size_t kMostSets = 1024;
/// Boxes that are compared to see which dimension says no most often.
constexpr std::size_t kSamples = 64;
constexpr std::uint32_t kMostBuckets = 4096;

void set_bit(BlockBits* bits, std::size_t at) { (*bits)[at / 64] |= std::uint64_t{1} << (at % 64); }

bool any_of(const BlockBits& bits) {
  std::uint64_t any = 0;
  for (const std::uint64_t word : bits) any |= word;
  return any != 0;
}

}  // namespace

BlockBits first_bits(std::size_t count) {
  BlockBits bits{};
  for (std::size_t w = 0; w < bits.size() && count > w * 64; ++w) {
    const std::size_t rest = count - w * 64;
    bits[w] = rest >= 64 ? UINT64_MAX : (std::uint64_t{1} << rest) - 1;
  }
  return bits;
}

std::uint64_t count_bits(const BlockBits& bits) {
  std::uint64_t count = 0;
  for (const std::uint64_t word : bits) {
    count += static_cast<std::uint64_t>(__builtin_popcountll(word));
  }
  return count;
}

BlockTest::BlockTest(const Space& space, Budget& budget, Question question,
                     std::span<const std::uint32_t> boxes)
    : space_(space), budget_(budget), question_(question) {
  choose_sides(boxes);
}

bool BlockTest::by_hull(const Dimension& dimension) {
  return dimension.sets() > kFewSets && dimension.only_ranges();
}

/// Whether what is asked of a box holds in one dimension.
bool BlockTest::answer(const Dimension& dimension, Dimension::SetId box,
                       Dimension::SetId asked) const {
  if (question_ == Question::kMeets) return dimension.intersects(box, asked);
  if (box == dimension.everything() || box == asked) return true;
  return std::ranges::all_of(dimension.set(asked), [&](const ClassRange& range) {
    return dimension.relation(box, range) == Relation::kCovers;
  });
}

void BlockTest::choose_sides(std::span<const std::uint32_t> boxes) {
  const std::size_t stride = boxes.size() / kSamples + 1;
  std::vector<std::pair<std::size_t, std::size_t>> order;  // how often yes, dimension
  for (std::size_t d = 0; d < space_.size(); ++d) {
    const auto has_all = [&](std::uint32_t box) {
      const Dimension::SetId id = space_.sets(box)[d];
      return id == space_[d].allowed() || id == space_[d].everything();
    };
    if (std::ranges::all_of(boxes, has_all)) continue;
    std::size_t yes = 0;
    for (std::size_t i = 0; i < boxes.size(); i += stride) {
      for (std::size_t j = 0; j < boxes.size(); j += stride) {
        yes += answer(space_[d], space_.sets(boxes[i])[d], space_.sets(boxes[j])[d]) ? 1 : 0;
      }
    }
    order.push_back({yes, d});
  }
  std::sort(order.begin(), order.end());
  for (const auto& [yes, d] : order) {
    const Dimension& dimension = space_[d];
    const auto all = static_cast<Dimension::SetId>(dimension.sets());
    const bool ranges = dimension.only_ranges();
    Side side;
    side.dimension = d;
    side.by_set = all <= kFewSets || (!ranges && all <= kMostSets);
    side.exact = ranges || side.by_set;
    exact_ = exact_ && side.exact;
    if (side.by_set) side.related.resize(all);
    budget_.spend(all);
    sides_.push_back(std::move(side));
  }
}

void BlockTest::fill_by_set(Side* side) {
  const Dimension& dimension = space_[side->dimension];
  const std::size_t all = side->related.size();
  std::vector<std::pair<Dimension::SetId, BlockBits>> sets;
  std::vector<std::uint16_t> known(all, UINT16_MAX);
  for (std::size_t i = 0; i < block_.size(); ++i) {
    const Dimension::SetId id = space_.sets(block_[i])[side->dimension];
    if (known[id] == UINT16_MAX) {
      known[id] = static_cast<std::uint16_t>(sets.size());
      sets.push_back({id, {}});
    }
    set_bit(&sets[known[id]].second, i);
  }
  side->answers.assign(all, {});
  for (const auto& [id, bits] : sets) {
    std::vector<bool>& related = side->related[id];
    if (related.empty()) {
      for (Dimension::SetId asked = 0; asked < all; ++asked) {
        related.push_back(answer(dimension, id, asked));
      }
      budget_.spend(all);
    }
    for (std::size_t asked = 0; asked < all; ++asked) {
      if (!related[asked]) continue;
      for (std::size_t w = 0; w < bits.size(); ++w) side->answers[asked][w] |= bits[w];
    }
  }
  budget_.spend(all + sets.size() * all / 2);
}

void BlockTest::Ends::fill(std::uint32_t classes) {
  for (shift = 0; (classes >> shift) >= kMostBuckets;) ++shift;
  count.clear();
  std::uint16_t at = 0;
  for (std::uint32_t c = 0; c >> shift <= classes >> shift; c += std::uint32_t{1} << shift) {
    while (at < sorted.size() && sorted[at] < c) ++at;
    count.push_back(at);
  }
  sorted.push_back(UINT32_MAX);
}

void BlockTest::fill_by_rank(Side* side) {
  const Dimension& dimension = space_[side->dimension];
  using End = std::pair<std::uint32_t, std::uint32_t>;  // class, place in the block
  std::vector<End> lows;
  std::vector<End> highs;
  for (std::uint32_t i = 0; i < block_.size(); ++i) {
    const ClassRange hull = space_.hulls(block_[i])[side->dimension];
    lows.push_back({hull.low, i});
    highs.push_back({hull.high, i});
  }
  std::sort(lows.begin(), lows.end());
  std::sort(highs.begin(), highs.end());
  side->answers.assign(block_.size() + 1, {});
  side->lasting.assign(block_.size() + 1, first_bits(block_.size()));
  side->begins.sorted.clear();
  side->ends.sorted.clear();
  for (std::size_t i = 0; i < block_.size(); ++i) {
    side->answers[i + 1] = side->answers[i];
    set_bit(&side->answers[i + 1], lows[i].second);
    side->lasting[i + 1] = side->lasting[i];
    side->lasting[i + 1][highs[i].second / 64] &= ~(std::uint64_t{1} << (highs[i].second % 64));
    side->begins.sorted.push_back(lows[i].first);
    side->ends.sorted.push_back(highs[i].first);
  }
  side->begins.fill(dimension.classes() + 1);
  side->ends.fill(dimension.classes() + 1);
  budget_.spend(8 * block_.size() + side->begins.count.size());
}

void BlockTest::set_block(std::span<const std::uint32_t> boxes) {
  block_ = boxes;
  for (Side& side : sides_) {
    if (side.by_set) {
      fill_by_set(&side);
    } else {
      fill_by_rank(&side);
    }
  }
}

bool BlockTest::holds(std::uint32_t box, std::span<const Dimension::SetId> sets) const {
  return std::ranges::all_of(sides_, [&](const Side& side) {
    const std::size_t d = side.dimension;
    return side.exact || answer(space_[d], space_.sets(box)[d], sets[d]);
  });
}

bool BlockTest::ask(std::span<const Dimension::SetId> sets, std::span<const ClassRange> hulls,
                    BlockBits* bits) {
  std::uint64_t steps = 0;
  bool any = true;
  for (const Side& side : sides_) {
    ++steps;
    if (side.by_set) {
      const BlockBits& answers = side.answers[sets[side.dimension]];
      for (std::size_t w = 0; w < bits->size(); ++w) (*bits)[w] &= answers[w];
    } else {
      const ClassRange hull = hulls[side.dimension];
      const bool meets = question_ == Question::kMeets;
      // Meets: begins in front of the end, ends behind the begin. Covers: begins in front of what
      // follows the begin, ends behind the last class.
      const BlockBits& first =
          side.answers[side.begins.in_front_of(meets ? hull.high : hull.low + 1)];
      const BlockBits& last = side.lasting[side.ends.in_front_of(meets ? hull.low + 1 : hull.high)];
      for (std::size_t w = 0; w < bits->size(); ++w) (*bits)[w] &= first[w] & last[w];
    }
    any = any_of(*bits);
    if (!any) break;
  }
  if (any && !exact_) {
    const BlockBits maybe = *bits;
    each_bit(maybe, [&](std::size_t bit) {
      steps += 4;
      if (!holds(block_[bit], sets)) (*bits)[bit / 64] &= ~(std::uint64_t{1} << (bit % 64));
    });
    any = any_of(*bits);
  }
  budget_.spend(steps);
  return any;
}

BlockGroups::BlockGroups(std::span<const std::uint32_t> group_of) : group_of_(group_of) {
  std::uint32_t groups = 0;
  for (const std::uint32_t group : group_of) groups = std::max(groups, group + 1);
  index_.assign(groups, 0);
}

void BlockGroups::set_block(std::span<const std::uint32_t> boxes) {
  for (const std::uint32_t group : used_) index_[group] = 0;
  used_.clear();
  bits_.clear();
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const std::uint32_t group = group_of_[boxes[i]];
    if (index_[group] == 0) {
      used_.push_back(group);
      bits_.push_back({});
      index_[group] = static_cast<std::uint16_t>(bits_.size());
    }
    set_bit(&bits_[index_[group] - std::size_t{1}], i);
  }
}

void BlockGroups::remove(std::uint32_t box, BlockBits* bits) const {
  const std::uint16_t index = index_[group_of_[box]];
  if (index == 0) return;
  for (std::size_t w = 0; w < bits->size(); ++w) (*bits)[w] &= ~bits_[index - std::size_t{1}][w];
}

}  // namespace uniselector::rules
