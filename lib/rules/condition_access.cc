// Looking up what may hold, and the trees of intervals. How the index is chosen is in
// condition_choice.cc.
#include "rules/condition_access.h"

#include <algorithm>
#include <utility>

namespace uniselector::rules {
namespace {

using cel::Value;
using cel::ValueKind;

/// A value as the ranges of a domain see it. Nothing for what they have no place for; numbers of
/// all kinds are the nearest double.
std::optional<Key> key_in(Domain domain, const Value& value) {
  if (domain != Domain::kDouble) return key_of(domain, value);
  const auto number = number_key(value);
  if (!number) return std::nullopt;
  return Key{.high = *number, .low = 0, .text = {}};
}

std::size_t bytes_of(const OpenConditions& open) {
  return (open.all.capacity() + open.guarded.capacity()) * sizeof(std::uint32_t);
}

/// Of a range whose value has no place.
constexpr std::uint32_t kNoPlace = UINT32_MAX;

bool passes(const Posting& posting, EventValues& values) {
  using Check = Posting::Check;
  if (posting.check == Check::kNone) return true;
  const AttributeRead& read = values.at(posting.attribute);
  switch (posting.check) {
    case Check::kNone: return true;
    case Check::kPoints: {
      const auto bit = read.none ? Posting::kOpen : std::min(read.point, Posting::kOthers);
      return (posting.operand >> bit & 1) != 0;
    }
    case Check::kIs: return read.none || read.point == posting.operand;
    case Check::kIsNot: return read.none || read.point != posting.operand;
    case Check::kBool:
      return !read.value.is(ValueKind::kBool) || read.value.as_bool() == (posting.operand != 0);
    case Check::kAtLeast: {
      const auto key = number_key(read.value);
      return !key || *key >= posting.operand;
    }
    case Check::kAtMost: {
      const auto key = number_key(read.value);
      return !key || *key <= posting.operand;
    }
  }
  return true;
}

}  // namespace

void IntervalIndex::build(std::vector<Item> items) {
  nodes_.clear();
  if (!items.empty()) (void)add(std::move(items));
  nodes_.shrink_to_fit();
}

/// Half of the ends lie on either side of the centre, so the tree is as deep as the logarithm.
std::uint32_t IntervalIndex::add(std::vector<Item> items) {
  std::vector<std::uint32_t> ends;
  for (const Item& item : items) {
    ends.push_back(item.low);
    ends.push_back(item.high - 1);
  }
  const auto middle = ends.begin() + static_cast<std::ptrdiff_t>(ends.size() / 2);
  std::nth_element(ends.begin(), middle, ends.end());
  const std::uint32_t centre = *middle;
  std::vector<Item> left;
  std::vector<Item> right;
  std::vector<Item> here;
  for (const Item& item : items) {
    (item.high <= centre ? left : item.low > centre ? right : here).push_back(item);
  }
  items = {};
  ends = {};
  const auto number = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({.centre = centre,
                    .first = static_cast<std::uint32_t>(lows_.size()),
                    .count = static_cast<std::uint32_t>(here.size())});
  std::sort(here.begin(), here.end(), [](const Item& a, const Item& b) { return a.low < b.low; });
  for (const Item& item : here) lows_.push_back({item.low, item.number});
  std::sort(here.begin(), here.end(), [](const Item& a, const Item& b) { return a.high > b.high; });
  for (const Item& item : here) highs_.push_back({item.high, item.number});
  here = {};
  if (!left.empty()) {
    const std::uint32_t below = add(std::move(left));
    nodes_[number].left = below;
  }
  if (!right.empty()) {
    const std::uint32_t below = add(std::move(right));
    nodes_[number].right = below;
  }
  return number;
}

std::size_t IntervalIndex::bytes() const {
  return nodes_.capacity() * sizeof(Node) + (lows_.capacity() + highs_.capacity()) * sizeof(End);
}

/// Reads the attributes and finds the places of their values. Goes over all of them step by step,
/// so that each waits for memory while the others do.
void AccessIndex::prepare(EventValues& values, ConditionScratch& scratch) const {
  for (const Entry& entry : entries_) values.expect(entry.attribute);
  if (scratch.places.size() < ranges_) scratch.places.resize(ranges_);
  std::uint32_t* place = scratch.places.data();
  for (const Entry& entry : entries_) {
    const AttributeRead& read = values.at(entry.attribute);
    if (read.point != kNoPoint && !entry.offsets.empty()) {
      prefetch_to_read(&entry.offsets[read.point]);
    }
    for (const Ranges& ranges : entry.ranges) {
      const auto key = read.none ? std::nullopt : key_in(ranges.domain, read.value);
      *place = key ? ranges.cuts.place_of(*key) : kNoPlace;
      if (key) prefetch_to_read(&ranges.offsets[*place]);
      ++place;
    }
  }
  place = scratch.places.data();
  for (const Entry& entry : entries_) {
    const std::uint32_t point = values.at(entry.attribute).point;
    if (point != kNoPoint && !entry.offsets.empty()) {
      const Posting* const first = entry.postings.data() + entry.offsets[point];
      prefetch_to_read(first);
      prefetch_to_read(first, 4 * sizeof(Posting));
    }
    for (const Ranges& ranges : entry.ranges) {
      if (*place != kNoPlace) {
        prefetch_to_read(ranges.short_ranges.data() + ranges.offsets[*place]);
      }
      ++place;
    }
  }
}

void AccessIndex::find(EventValues& values, ConditionScratch& scratch) const {
  prepare(values, scratch);
  std::uint64_t* const words = scratch.words.data();
  std::uint64_t* const summary = scratch.summary.data();
  const auto mark = [words, summary](std::uint32_t condition) {
    words[condition >> 6] |= std::uint64_t{1} << (condition & 63);
    summary[condition >> 12] |= std::uint64_t{1} << (condition >> 6 & 63);
  };
  const auto mark_checked = [&values, &mark](const Posting& posting) {
    if (passes(posting, values)) mark(posting.condition);
  };
  const std::uint32_t* next_place = scratch.places.data();
  for (const Entry& entry : entries_) {
    const AttributeRead& read = values.at(entry.attribute);
    const auto mark_open = [&](const OpenConditions& open) {
      for (const std::uint32_t condition : open.all) mark(condition);
      if (open.guarded.empty()) return;
      const auto guard = static_cast<std::uint16_t>(entry.guard);
      if (values.at(guard).value.is_false()) return;
      for (const std::uint32_t condition : open.guarded) mark(condition);
    };
    if (read.none) mark_open(entry.open);
    if (read.point != kNoPoint && !entry.offsets.empty()) {
      const std::uint32_t end = entry.offsets[read.point + 1];
      for (std::uint32_t i = entry.offsets[read.point]; i < end; ++i) {
        mark_checked(entry.postings[i]);
      }
    }
    for (const Ranges& ranges : entry.ranges) {
      const std::uint32_t place = *next_place++;
      if (place == kNoPlace) {
        mark_open(ranges.open);
        continue;
      }
      const std::uint32_t end = ranges.offsets[place + 1];
      for (std::uint32_t i = ranges.offsets[place]; i < end; ++i) {
        mark_checked(ranges.postings[ranges.short_ranges[i]]);
      }
      ranges.long_ranges.find(place,
                              [&](std::uint32_t number) { mark_checked(ranges.postings[number]); });
    }
  }
}

std::size_t AccessIndex::bytes() const {
  std::size_t sum = entries_.capacity() * sizeof(Entry) +
                    (always_words_.capacity() + always_summary_.capacity()) * 8;
  for (const Entry& entry : entries_) {
    sum += entry.offsets.capacity() * sizeof(std::uint32_t) +
           entry.postings.capacity() * sizeof(Posting) + bytes_of(entry.open);
    for (const Ranges& ranges : entry.ranges) {
      sum += ranges.cuts.bytes() + ranges.postings.capacity() * sizeof(Posting) +
             (ranges.offsets.capacity() + ranges.short_ranges.capacity()) * sizeof(std::uint32_t) +
             ranges.long_ranges.bytes() + bytes_of(ranges.open);
    }
  }
  return sum;
}

}  // namespace uniselector::rules
