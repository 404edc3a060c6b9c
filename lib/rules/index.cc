// Places by search or hash, and the bits of rows for groups of places.
#include "rules/index.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/hash.h"

namespace uniselector::rules {
namespace {

/// Most memory for the bits of one column.
constexpr std::size_t kBitBytes = std::size_t{4} << 20;
constexpr std::size_t kFewestGroups = 16;

std::uint64_t hash_of(std::string_view text) { return base::hash_bytes(text) | 1; }

}  // namespace

Cuts::Cuts(Domain domain, std::vector<Cut> cuts) : domain_(domain) {
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  for (Cut& cut : cuts) {
    if (domain == Domain::kString) {
      texts_.push_back(std::move(cut.text));
      continue;
    }
    highs_.push_back(cut.high);
    if (domain == Domain::kTimestamp) lows_.push_back(cut.low);
  }
}

void Cuts::finish() {
  if (domain_ != Domain::kString || !only_points_) return;
  std::vector<std::pair<std::size_t, std::uint32_t>> points;  // cut (npos: the empty text), place
  std::size_t i = 0;
  if (!texts_.empty() && texts_[0].size() == 1 && texts_[0][0] == '\0') {
    points.push_back({std::string::npos, 0});
    i = 1;
  }
  for (; i + 1 < texts_.size(); i += 2) {
    const std::string& end = texts_[i + 1];
    const bool single = end.size() == texts_[i].size() + 1 && end.back() == '\0' &&
                        std::string_view(end).starts_with(texts_[i]);
    if (!single) return;
    points.push_back({i, static_cast<std::uint32_t>(i) + 1});
  }
  if (i != texts_.size()) return;
  std::size_t size = 4;
  while (size < points.size() * 2) size *= 2;
  slots_.resize(size);
  for (const auto& [cut, place] : points) {
    add_point(cut == std::string::npos ? std::string_view() : std::string_view(texts_[cut]), place);
  }
}

void Cuts::add_point(std::string_view text, std::uint32_t place) {
  const std::uint64_t hash = hash_of(text);
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash >> 7 & mask;
  while (slots_[at].hash != 0) at = (at + 1) & mask;
  slots_[at] = {hash, place};
}

std::uint32_t Cuts::place_of_text(std::string_view text) const {
  if (!slots_.empty()) {
    const std::uint64_t hash = hash_of(text);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash >> 7 & mask; slots_[at].hash != 0; at = (at + 1) & mask) {
      if (slots_[at].hash != hash) continue;
      const std::uint32_t place = slots_[at].place;
      if (place == 0 ? text.empty() : texts_[place - 1] == text) return place;
    }
    // All other texts are alike; those behind the last cut stand for them.
    return static_cast<std::uint32_t>(texts_.size());
  }
  const auto behind =
      std::upper_bound(texts_.begin(), texts_.end(), text,
                       [](std::string_view a, const std::string& b) { return a < b; });
  return static_cast<std::uint32_t>(behind - texts_.begin());
}

std::uint32_t Cuts::place_of(const Key& key) const {
  if (domain_ == Domain::kString) return place_of_text(key.text);
  const std::uint64_t* base = highs_.data();
  std::size_t count = highs_.size();
  if (count == 0) return 0;
  while (count > 1) {
    const std::size_t half = count / 2;
    base += base[half - 1] <= key.high ? half : 0;
    count -= half;
  }
  auto place = static_cast<std::size_t>(base - highs_.data()) + (*base <= key.high ? 1 : 0);
  if (domain_ == Domain::kTimestamp) {
    // Of the cuts in the same second those behind the value do not count.
    while (place > 0 && highs_[place - 1] == key.high && lows_[place - 1] > key.low) --place;
  }
  return static_cast<std::uint32_t>(place);
}

Cut Cuts::cut(std::size_t index) const {
  if (domain_ == Domain::kString) return {.text = texts_[index]};
  return {.high = highs_[index], .low = lows_.empty() ? 0 : lows_[index], .text = {}};
}

bool Cuts::in_front(const Key& key, std::size_t index) const {
  if (domain_ == Domain::kString) return key.text < texts_[index];
  if (key.high != highs_[index] || lows_.empty()) return key.high < highs_[index];
  return key.low < lows_[index];
}

CellRef Cuts::add(const ValueSet& set) {
  if (set.is_all()) return CellRef::any();
  only_points_ = only_points_ && (domain_ != Domain::kString || set.is_points());
  const auto place_behind = [&](const Cut* cut, std::uint32_t none) {
    return cut == nullptr ? none : place_of({cut->high, cut->low, cut->text});
  };
  const std::vector<Interval> intervals = intervals_of(set);
  std::vector<PlaceRange> ranges;
  for (const Interval& interval : intervals) {
    ranges.push_back({place_behind(interval.begin, 0), place_behind(interval.end, places())});
  }
  if (ranges.size() == 1) return CellRef::range(ranges[0].low, ranges[0].high);
  const auto first = static_cast<std::uint32_t>(several_.size());
  several_.insert(several_.end(), ranges.begin(), ranges.end());
  return CellRef::several(first, static_cast<std::uint32_t>(ranges.size()));
}

std::span<const PlaceRange> Cuts::ranges(const CellRef& cell, PlaceRange* one) const {
  if (cell.is_several()) {
    return std::span(several_).subspan(cell.low & ~CellRef::kSeveral, cell.high);
  }
  *one = {cell.low, std::min(cell.high, places())};
  return {one, 1};
}

bool Cuts::contains(const CellRef& cell, std::uint32_t place) const {
  if (!cell.is_several()) return cell.low <= place && place < cell.high;
  const auto ranges = std::span(several_).subspan(cell.low & ~CellRef::kSeveral, cell.high);
  const auto behind =
      std::upper_bound(ranges.begin(), ranges.end(), place,
                       [](std::uint32_t p, const PlaceRange& range) { return p < range.low; });
  return behind != ranges.begin() && place < (behind - 1)->high;
}

bool Cuts::contains_key(const CellRef& cell, const Key& key) const {
  PlaceRange one;
  for (const PlaceRange& range : ranges(cell, &one)) {
    if (range.low > 0 && in_front(key, range.low - 1)) continue;
    if (range.high >= places() || in_front(key, range.high - 1)) return true;
  }
  return false;
}

ValueSet Cuts::set_of(std::span<const PlaceRange> ranges) const {
  std::vector<Cut> changes;
  bool first_in = false;
  std::uint32_t end = 0;  // of the range before
  for (const PlaceRange& range : ranges) {
    if (range.low == 0) {
      first_in = true;
    } else if (range.low == end) {
      changes.pop_back();  // goes on where the one before ends
    } else {
      changes.push_back(cut(range.low - 1));
    }
    end = range.high;
    if (end < places()) changes.push_back(cut(end - 1));
  }
  return ValueSet::changing(domain_, first_in, std::move(changes));
}

std::size_t Cuts::bytes() const {
  std::size_t bytes =
      highs_.size() * 8 + lows_.size() * 4 + several_.size() * 8 + slots_.size() * sizeof(Slot);
  for (const std::string& text : texts_) bytes += sizeof(text) + text.capacity();
  return bytes;
}

/// Sweeps over the places of a column and keeps the rows that are in at the moment.
class GroupBuilder {
 public:
  GroupBuilder(RowBits* bits, const Cuts& cuts, std::span<const CellRef> cells)
      : bits_(bits), cuts_(cuts), cells_(cells) {}

  void build();

 private:
  struct Change {
    std::uint32_t place = 0;
    std::uint32_t row = 0;
    bool enters = false;
  };

  void collect();
  void set(std::vector<std::uint64_t>* words, std::uint32_t row, bool value) const {
    const std::uint64_t bit = std::uint64_t{1} << (row % 64);
    std::uint64_t& word = (*words)[row / 64];
    word = value ? word | bit : word & ~bit;
  }
  std::uint32_t group_for(const std::vector<std::uint64_t>& words);

  RowBits* bits_;
  const Cuts& cuts_;
  std::span<const CellRef> cells_;
  std::vector<Change> changes_;
  std::vector<std::uint64_t> now_;
  std::vector<std::uint64_t> always_;  ///< rows that do not ask for the column
  std::map<std::uint64_t, std::vector<std::uint32_t>> known_;  ///< groups by hash
};

void GroupBuilder::collect() {
  now_.assign(bits_->words_, 0);
  always_ = now_;
  for (std::uint32_t row = 0; row < cells_.size(); ++row) {
    const CellRef& cell = cells_[row];
    if (cell.is_any()) set(&always_, row, true);
    if (cell.is_any() || cell.is_condition()) {
      set(&now_, row, true);
      continue;
    }
    PlaceRange one;
    for (const PlaceRange& range : cuts_.ranges(cell, &one)) {
      changes_.push_back({range.low, row, true});
      if (range.high < cuts_.places()) changes_.push_back({range.high, row, false});
    }
  }
  std::stable_sort(changes_.begin(), changes_.end(),
                   [](const Change& a, const Change& b) { return a.place < b.place; });
}

std::uint32_t GroupBuilder::group_for(const std::vector<std::uint64_t>& words) {
  std::uint64_t hash = 0;
  for (const std::uint64_t word : words) hash = base::hash_combine(hash, word);
  std::vector<std::uint32_t>& same = known_[hash];
  for (const std::uint32_t group : same) {
    if (std::equal(words.begin(), words.end(), bits_->group(group).words)) return group;
  }
  same.push_back(bits_->add_group(words));
  return same.back();
}

void GroupBuilder::build() {
  collect();
  bits_->any_group_ = group_for(always_);
  const std::size_t group_bytes = (bits_->words_ + bits_->summary_words_) * 8;
  const std::size_t most_groups = std::max(kFewestGroups, kBitBytes / group_bytes);
  const std::size_t allowed = cuts_.places() <= most_groups ? 0 : changes_.size() / most_groups + 1;
  std::vector<std::uint64_t> group = now_;
  std::size_t in_group = 0;
  std::uint32_t first = 0;  // place of the group
  std::size_t at = 0;
  for (std::uint32_t place = 0; place < cuts_.places(); ++place) {
    const std::size_t begin = at;
    while (at < changes_.size() && changes_[at].place == place) ++at;
    if (in_group + (at - begin) > allowed && place > first) {
      bits_->group_of_.resize(place, group_for(group));
      for (std::size_t i = begin; i < at; ++i) set(&now_, changes_[i].row, changes_[i].enters);
      group = now_;
      in_group = 0;
      first = place;
      continue;
    }
    in_group += place > first ? at - begin : 0;
    for (std::size_t i = begin; i < at; ++i) {
      set(&now_, changes_[i].row, changes_[i].enters);
      if (changes_[i].enters || place == first) {
        set(&group, changes_[i].row, changes_[i].enters);
      }
    }
  }
  bits_->group_of_.resize(cuts_.places(), group_for(group));
}

void RowBits::build(const Cuts& cuts, std::span<const CellRef> cells) {
  const bool asks =
      std::any_of(cells.begin(), cells.end(), [](const CellRef& cell) { return !cell.is_any(); });
  words_ = (cells.size() + 63) / 64;
  summary_words_ = (words_ + 63) / 64;
  if (asks) GroupBuilder(this, cuts, cells).build();
}

std::uint32_t RowBits::add_group(const std::vector<std::uint64_t>& words) {
  const std::size_t index = words_ == 0 ? 0 : bits_.size() / words_;
  bits_.insert(bits_.end(), words.begin(), words.end());
  summaries_.resize(summaries_.size() + summary_words_, 0);
  std::uint64_t* summary = summaries_.data() + summaries_.size() - summary_words_;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] != 0) summary[i / 64] |= std::uint64_t{1} << (i % 64);
  }
  return static_cast<std::uint32_t>(index);
}

std::size_t RowBits::bytes() const {
  return group_of_.size() * 4 + (bits_.size() + summaries_.size()) * 8;
}

}  // namespace uniselector::rules
