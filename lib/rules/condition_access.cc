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

void AccessIndex::find(EventValues& values, ConditionScratch& scratch) const {
  std::uint64_t* const words = scratch.words.data();
  std::uint64_t* const summary = scratch.summary.data();
  const auto mark = [words, summary](std::uint32_t condition) {
    words[condition >> 6] |= std::uint64_t{1} << (condition & 63);
    summary[condition >> 12] |= std::uint64_t{1} << (condition >> 6 & 63);
  };
  for (const Entry& entry : entries_) values.expect(entry.attribute);
  for (const Entry& entry : entries_) {
    const std::uint32_t point = values.at(entry.attribute).point;
    if (point != kNoPoint && !entry.offsets.empty()) prefetch_to_read(&entry.offsets[point]);
  }
  for (const Entry& entry : entries_) {
    const AttributeRead& read = values.at(entry.attribute);
    const auto mark_open = [&](const OpenConditions& open) {
      for (const std::uint32_t condition : open.all) mark(condition);
      if (open.guarded.empty()) return;
      const auto guard = static_cast<std::uint16_t>(entry.guard);
      if (values.at(guard).value.is_false()) return;
      for (const std::uint32_t condition : open.guarded) mark(condition);
    };
    if (read.none) {
      mark_open(entry.open);
      for (const Ranges& ranges : entry.ranges) mark_open(ranges.open);
      continue;
    }
    if (read.point != kNoPoint && !entry.offsets.empty()) {
      const std::uint32_t end = entry.offsets[read.point + 1];
      for (std::uint32_t i = entry.offsets[read.point]; i < end; ++i) mark(entry.conditions[i]);
    }
    for (const Ranges& ranges : entry.ranges) {
      if (const auto key = key_in(ranges.domain, read.value)) {
        ranges.index.find(ranges.cuts.place_of(*key), mark);
      } else {
        mark_open(ranges.open);
      }
    }
  }
}

std::size_t AccessIndex::bytes() const {
  std::size_t sum = entries_.capacity() * sizeof(Entry) +
                    (always_words_.capacity() + always_summary_.capacity()) * 8;
  for (const Entry& entry : entries_) {
    sum += (entry.offsets.capacity() + entry.conditions.capacity()) * sizeof(std::uint32_t) +
           bytes_of(entry.open);
    for (const Ranges& ranges : entry.ranges) {
      sum += ranges.cuts.bytes() + ranges.index.bytes() + bytes_of(ranges.open);
    }
  }
  return sum;
}

}  // namespace uniselector::rules
