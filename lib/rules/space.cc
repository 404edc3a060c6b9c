// Classes of values, and rows as boxes of them.
#include "rules/space.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/hash.h"
#include "expr/value/number_text.h"
#include "rules/evaluation.h"

namespace uniselector::rules {

using cel::Value;

namespace {

/// Most places that all cells of a dimension may cover together for alike ones to be merged.
constexpr std::uint64_t kMostMergedPlaces = 10'000'000;

std::uint64_t hash_of(std::span<const ClassRange> ranges) {
  std::uint64_t hash = ranges.size();
  for (const ClassRange& range : ranges) {
    hash = base::mix64(hash ^ (std::uint64_t{range.low} << 32 | range.high));
  }
  return hash;
}

}  // namespace

std::vector<ClassRange> Dimension::joined(std::vector<ClassRange> ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const ClassRange& a, const ClassRange& b) { return a.low < b.low; });
  std::size_t kept = 0;
  for (const ClassRange& range : ranges) {
    if (range.low >= range.high) continue;
    if (kept > 0 && range.low <= ranges[kept - 1].high) {
      ranges[kept - 1].high = std::max(ranges[kept - 1].high, range.high);
    } else {
      ranges[kept++] = range;
    }
  }
  ranges.resize(kept);
  return ranges;
}

Dimension::SetId Dimension::add(std::span<const ClassRange> ranges) {
  const auto place = [this](std::uint64_t hash, std::span<const ClassRange> wanted) {
    std::size_t at = hash & (known_.size() - 1);
    while (known_[at] != UINT32_MAX && !std::ranges::equal(set(known_[at]), wanted)) {
      at = (at + 1) & (known_.size() - 1);
    }
    return at;
  };
  if (slices_.size() * 2 >= known_.size()) {
    known_.assign(std::max<std::size_t>(16, known_.size() * 2), UINT32_MAX);
    for (SetId id = 0; id < slices_.size(); ++id) known_[place(hash_of(set(id)), set(id))] = id;
  }
  const std::size_t at = place(hash_of(ranges), ranges);
  if (known_[at] != UINT32_MAX) return known_[at];
  known_[at] = static_cast<SetId>(slices_.size());
  Slice slice;
  slice.first = static_cast<std::uint32_t>(ranges_.size());
  slice.count = static_cast<std::uint32_t>(ranges.size());
  if (!ranges.empty()) slice.hull = {ranges.front().low, ranges.back().high};
  ranges_.insert(ranges_.end(), ranges.begin(), ranges.end());
  slices_.push_back(slice);
  return known_[at];
}

Dimension::SetId Dimension::complement(SetId id) {
  std::vector<ClassRange> ranges;
  std::uint32_t low = 0;
  for (const ClassRange& range : set(id)) {
    if (range.low > low) ranges.push_back({low, range.low});
    low = range.high;
  }
  if (low < classes_) ranges.push_back({low, classes_});
  return add(ranges);
}

Dimension::SetId Dimension::intersection(SetId a, SetId b) {
  if (a == b || b == everything()) return a;
  if (a == everything()) return b;
  std::vector<ClassRange> ranges;
  const auto x = set(a);
  const auto y = set(b);
  for (std::size_t i = 0, j = 0; i < x.size() && j < y.size();) {
    const std::uint32_t low = std::max(x[i].low, y[j].low);
    const std::uint32_t high = std::min(x[i].high, y[j].high);
    if (low < high) ranges.push_back({low, high});
    ++(x[i].high < y[j].high ? i : j);
  }
  return add(ranges);
}

bool Dimension::intersects(SetId a, SetId b) const {
  const Slice& one = slices_[a];
  const Slice& other = slices_[b];
  if (std::max(one.hull.low, other.hull.low) >= std::min(one.hull.high, other.hull.high)) {
    return false;
  }
  if (one.count == 1 && other.count == 1) return true;
  const auto x = set(a);
  const auto y = set(b);
  for (std::size_t i = 0, j = 0; i < x.size() && j < y.size();) {
    if (std::max(x[i].low, y[j].low) < std::min(x[i].high, y[j].high)) return true;
    ++(x[i].high < y[j].high ? i : j);
  }
  return false;
}

Relation Dimension::relation(SetId id, ClassRange range) const {
  const Slice& slice = slices_[id];
  if (slice.hull.high <= range.low || range.high <= slice.hull.low) return Relation::kDisjoint;
  if (slice.count == 1) {
    return slice.hull.low <= range.low && range.high <= slice.hull.high ? Relation::kCovers
                                                                        : Relation::kPartial;
  }
  const auto ranges = set(id);
  const auto at =
      std::upper_bound(ranges.begin(), ranges.end(), range.low,
                       [](std::uint32_t low, const ClassRange& r) { return low < r.high; });
  if (at == ranges.end() || at->low >= range.high) return Relation::kDisjoint;
  return at->low <= range.low && range.high <= at->high ? Relation::kCovers : Relation::kPartial;
}

ValueSet Dimension::values(SetId id) const {
  const std::uint32_t values = classes_ - (has_missing_ ? 1 : 0);
  std::vector<ClassRange> places;
  for (const ClassRange& range : set(id)) {
    const std::uint32_t high = std::min(range.high, values);
    if (!merged_ || (range.low == 0 && high == values)) {
      places.push_back({range.low, merged_ ? cuts_.places() : high});
      continue;
    }
    for (std::uint32_t i = first_of_class_[range.low]; i < first_of_class_[high]; ++i) {
      places.push_back({places_by_class_[i], places_by_class_[i] + 1});
    }
  }
  std::vector<PlaceRange> sorted;
  for (const ClassRange& range : joined(std::move(places)))
    sorted.push_back({range.low, range.high});
  return cuts_.set_of(sorted);
}

std::string Dimension::text(SetId id) const {
  if (id == allowed_) return "-";
  const bool missing = has_missing_ && !empty(id) && hull(id).high == classes_;
  if (domain_ == Domain::kOther) return missing && classes_ > 1 ? "missing" : "-";
  const ValueSet set = values(id);
  if (set.is_empty()) return missing ? "missing" : "nothing";
  const std::string text = set.is_all() ? "any value" : set.to_shorthand();
  return missing ? text + " or missing" : text;
}

Value Dimension::sample(SetId id, cel::Arena& arena) const {
  if (domain_ == Domain::kOther) return {};
  const auto cut = values(id).sample();
  return cut ? value_of(domain_, *cut, arena) : Value();
}

/// Collects the columns of all tables by their expression.
class SpaceBuilder {
 public:
  SpaceBuilder(std::span<const TableImpl* const> tables, Space* space)
      : tables_(tables), space_(space) {}

  void build();

 private:
  /// A column's cells, on their way into a dimension.
  struct Source {
    std::uint32_t table = 0;
    std::uint32_t dimension = 0;
    const CellColumn* cells = nullptr;
    const Column* column = nullptr;  ///< null for dates
    /// The places of the column as places of the dimension.
    std::vector<std::uint32_t> places;
    std::vector<Dimension::SetId> sets;  ///< by cell
  };

  void find_dimensions();
  void merge_cuts(std::uint32_t d);
  void make_classes(std::uint32_t d);
  void list_places(std::uint32_t classes, Dimension* dimension) const;
  void make_sets(Source* source);
  void set_allowed(std::uint32_t d);
  void make_boxes();
  std::vector<PlaceRange> places_of(const Source& source, const CellRef& cell) const;
  std::vector<PlaceRange> places_of(const Dimension& dimension, const ValueSet& set) const;
  Dimension::SetId add_places(Dimension* dimension, std::span<const PlaceRange> places,
                              bool missing) const;
  ValueSet window(const TableImpl& table) const;

  std::span<const TableImpl* const> tables_;
  Space* space_;
  std::vector<Source> sources_;
  std::vector<std::vector<ValueSet>> declared_;  ///< by dimension: declared values, windows
};

void SpaceBuilder::find_dimensions() {
  std::map<std::string, std::uint32_t> known;
  for (std::uint32_t t = 0; t < tables_.size(); ++t) {
    space_->dimension_of_.emplace_back();
    for (const Column& column : tables_[t]->columns) {
      const std::string key = column.expression + '\n' + column.type.to_string();
      const auto [at, is_new] =
          known.insert({key, static_cast<std::uint32_t>(space_->dimensions_.size())});
      if (is_new) {
        Dimension& dimension = space_->dimensions_.emplace_back();
        dimension.label_ = column.name;
        dimension.domain_ = column.domain;
      }
      Dimension& dimension = space_->dimensions_[at->second];
      dimension.has_missing_ = dimension.has_missing_ || column.missing == Missing::kNoMatch;
      space_->dimension_of_.back().push_back(at->second);
      sources_.push_back({t, at->second, &column, &column, {}, {}});
    }
  }
  Dimension& time = space_->dimensions_.emplace_back();
  time.label_ = "time";
  time.domain_ = Domain::kTimestamp;
  time.is_time_ = true;
  const auto last = static_cast<std::uint32_t>(space_->dimensions_.size()) - 1;
  for (std::uint32_t t = 0; t < tables_.size(); ++t) {
    sources_.push_back({t, last, &tables_[t]->dates, nullptr, {}, {}});
  }
  declared_.resize(space_->dimensions_.size());
}

ValueSet SpaceBuilder::window(const TableImpl& table) const {
  const auto cut = [](Time t) {
    const Key key = key_of_time(t);
    return Cut{.high = key.high, .low = key.low, .text = {}};
  };
  ValueSet set = ValueSet::from(Domain::kTimestamp, cut(kMinTime)) &
                 ValueSet::before(Domain::kTimestamp, cut(kMaxTime));
  if (table.from) set = set & ValueSet::from(Domain::kTimestamp, *table.from);
  if (table.to) set = set & ValueSet::before(Domain::kTimestamp, *table.to);
  return set;
}

void SpaceBuilder::merge_cuts(std::uint32_t d) {
  Dimension& dimension = space_->dimensions_[d];
  if (dimension.domain_ == Domain::kOther) return;
  std::vector<Cut> cuts;
  for (const Source& source : sources_) {
    if (source.dimension != d) continue;
    for (std::size_t i = 0; i < source.cells->cuts.size(); ++i) {
      cuts.push_back(source.cells->cuts.cut(i));
    }
    if (source.column != nullptr && source.column->values) {
      declared_[d].push_back(*source.column->values);
    }
    if (source.column == nullptr) declared_[d].push_back(window(*tables_[source.table]));
  }
  for (const ValueSet& set : declared_[d]) {
    cuts.insert(cuts.end(), set.cuts().begin(), set.cuts().end());
  }
  dimension.cuts_ = Cuts(dimension.domain_, std::move(cuts));
  for (Source& source : sources_) {
    if (source.dimension != d) continue;
    const Cuts& own = source.cells->cuts;
    for (std::size_t i = 0; i < own.size(); ++i) {
      const Cut cut = own.cut(i);
      source.places.push_back(dimension.cuts_.place_of({cut.high, cut.low, cut.text}));
    }
  }
}

std::vector<PlaceRange> SpaceBuilder::places_of(const Source& source, const CellRef& cell) const {
  const std::uint32_t all = space_->dimensions_[source.dimension].cuts_.places();
  if (cell.is_any() || cell.is_condition()) return {{0, all}};
  std::vector<PlaceRange> places;
  PlaceRange one;
  for (const PlaceRange& range : source.cells->cuts.ranges(cell, &one)) {
    const std::uint32_t low = range.low == 0 ? 0 : source.places[range.low - 1];
    const bool to_end = range.high >= source.cells->cuts.places();
    places.push_back({low, to_end ? all : source.places[range.high - 1]});
  }
  return places;
}

std::vector<PlaceRange> SpaceBuilder::places_of(const Dimension& dimension,
                                                const ValueSet& set) const {
  std::vector<PlaceRange> places;
  const auto place = [&](const Cut* cut, std::uint32_t none) {
    return cut == nullptr ? none : dimension.cuts_.place_of({cut->high, cut->low, cut->text});
  };
  for (const Interval& interval : intervals_of(set)) {
    places.push_back({place(interval.begin, 0), place(interval.end, dimension.cuts_.places())});
  }
  return places;
}

/// Places that are in the same sets are one class. A place's sets are known by the sum of two
/// hashes of each, 128 bits together: that two places seem alike and are not has no chance to
/// happen.
void SpaceBuilder::make_classes(std::uint32_t d) {
  Dimension& dimension = space_->dimensions_[d];
  const std::uint32_t places = dimension.cuts_.places();
  using Signature = std::pair<std::uint64_t, std::uint64_t>;
  std::vector<Signature> change(places + std::size_t{1});
  std::uint64_t number = 0;
  std::uint64_t covered = 0;
  const auto toggle = [&](const std::vector<PlaceRange>& ranges) {
    ++number;
    for (const PlaceRange& range : ranges) covered += range.high - range.low;
    const std::uint64_t a = base::mix64(number * 0x9e3779b97f4a7c15ULL);
    const std::uint64_t b = base::mix64(number * 0xd1b54a32d192ed03ULL + 1);
    for (const PlaceRange& range : ranges) {
      for (const std::uint32_t at : {range.low, range.high}) {
        change[at].first ^= a;
        change[at].second ^= b;
      }
    }
  };
  for (const Source& source : sources_) {
    if (source.dimension != d) continue;
    for (const CellRef& cell : source.cells->cells) {
      if (!cell.is_any() && !cell.is_condition()) toggle(places_of(source, cell));
    }
  }
  for (const ValueSet& set : declared_[d]) toggle(places_of(dimension, set));
  std::uint32_t classes = places;
  if (covered <= kMostMergedPlaces) {
    std::map<Signature, std::uint32_t> known;
    Signature now{0, 0};
    for (std::uint32_t place = 0; place < places; ++place) {
      now.first ^= change[place].first;
      now.second ^= change[place].second;
      const auto at = known.insert({now, static_cast<std::uint32_t>(known.size())}).first;
      dimension.class_of_place_.push_back(at->second);
    }
    classes = static_cast<std::uint32_t>(known.size());
  }
  dimension.merged_ = classes < places;
  if (dimension.merged_) list_places(classes, &dimension);
  dimension.classes_ = classes + (dimension.has_missing_ ? 1 : 0);
  dimension.add(ClassRange{0, dimension.classes_});  // everything()
}

/// The places of every class, ascending.
void SpaceBuilder::list_places(std::uint32_t classes, Dimension* dimension) const {
  const auto& class_of = dimension->class_of_place_;
  std::vector<std::uint32_t>& first = dimension->first_of_class_;
  first.assign(classes + std::size_t{1}, 0);
  for (const std::uint32_t c : class_of) ++first[c + std::size_t{1}];
  for (std::uint32_t c = 0; c < classes; ++c) first[c + std::size_t{1}] += first[c];
  std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
  dimension->places_by_class_.resize(class_of.size());
  for (std::uint32_t place = 0; place < class_of.size(); ++place) {
    dimension->places_by_class_[next[class_of[place]]++] = place;
  }
}

Dimension::SetId SpaceBuilder::add_places(Dimension* dimension, std::span<const PlaceRange> places,
                                          bool missing) const {
  const std::uint32_t all = dimension->cuts_.places();
  const std::uint32_t last = dimension->classes_ - 1;
  std::vector<ClassRange> ranges;
  for (const PlaceRange& range : places) {
    if (!dimension->merged_) {
      ranges.push_back({range.low, range.high});
    } else if (range.low == 0 && range.high == all) {
      ranges.push_back({0, last + (dimension->has_missing_ ? 0 : 1)});
    } else {
      for (std::uint32_t place = range.low; place < range.high; ++place) {
        const std::uint32_t c = dimension->class_of_place_[place];
        if (!ranges.empty() && ranges.back().low <= c && c <= ranges.back().high) {
          ranges.back().high = std::max(ranges.back().high, c + 1);
        } else {
          ranges.push_back({c, c + 1});
        }
      }
    }
  }
  if (dimension->has_missing_ && missing) ranges.push_back({last, last + 1});
  return dimension->add_union(std::move(ranges));
}

void SpaceBuilder::make_sets(Source* source) {
  Dimension& dimension = space_->dimensions_[source->dimension];
  bool default_matches = false;
  for (const CellRef& cell : source->cells->cells) {
    if (cell.is_any()) {
      source->sets.push_back(dimension.everything());
      continue;
    }
    if (source->column != nullptr && source->column->missing == Missing::kDefault) {
      const auto key = key_of(dimension.domain_, source->column->missing_value);
      default_matches =
          cell.is_condition() || (key && source->column->cuts.contains_key(cell, *key));
    }
    source->sets.push_back(add_places(&dimension, places_of(*source, cell), default_matches));
  }
}

void SpaceBuilder::set_allowed(std::uint32_t d) {
  Dimension& dimension = space_->dimensions_[d];
  dimension.allowed_ = dimension.everything();
  for (const ValueSet& set : declared_[d]) {
    const auto id = add_places(&dimension, places_of(dimension, set), true);
    dimension.allowed_ = dimension.intersection(dimension.allowed_, id);
  }
}

void SpaceBuilder::make_boxes() {
  const std::size_t count = space_->size();
  for (std::uint32_t t = 0; t < tables_.size(); ++t) {
    const TableImpl& table = *tables_[t];
    space_->first_box_.push_back(space_->boxes_.size());
    Dimension& time = space_->dimensions_.back();
    const auto in_window = add_places(&time, places_of(time, window(table)), false);
    for (std::uint32_t row = 0; row < table.row_count(); ++row) {
      space_->boxes_.push_back({t, row, table.position_of_row[row], table.row_is_opaque[row]});
      const std::size_t first = space_->sets_.size();
      for (std::size_t d = 0; d < count; ++d) {
        space_->sets_.push_back(space_->dimensions_[d].everything());
      }
      space_->sets_[first + count - 1] = in_window;
      for (const Source& source : sources_) {
        if (source.table != t) continue;
        Dimension::SetId& set = space_->sets_[first + source.dimension];
        const auto other = source.sets[source.cells->cell_of_row[row]];
        const auto all = space_->dimensions_[source.dimension].everything();
        if (set == all) {
          set = other;
        } else if (other != all && other != set) {
          set = space_->dimensions_[source.dimension].intersection(set, other);
        }
      }
      for (std::size_t d = 0; d < count; ++d) {
        Dimension& dimension = space_->dimensions_[d];
        if (dimension.allowed_ == dimension.everything()) continue;
        space_->sets_[first + d] =
            dimension.intersection(space_->sets_[first + d], dimension.allowed_);
      }
      for (std::size_t d = 0; d < count; ++d) {
        Dimension& dimension = space_->dimensions_[d];
        const Dimension::SetId id = space_->sets_[first + d];
        space_->hulls_.push_back(dimension.hull(id));
        dimension.only_ranges_ = dimension.only_ranges_ && dimension.set(id).size() <= 1;
      }
    }
  }
}

void SpaceBuilder::build() {
  find_dimensions();
  for (std::uint32_t d = 0; d < space_->size(); ++d) {
    merge_cuts(d);
    make_classes(d);
  }
  for (Source& source : sources_) make_sets(&source);
  for (std::uint32_t d = 0; d < space_->size(); ++d) set_allowed(d);
  make_boxes();
}

Space::Space(std::span<const TableImpl* const> tables) { SpaceBuilder(tables, this).build(); }

void Space::forget(std::size_t dimension) {
  for (std::size_t i = 0; i < boxes_.size(); ++i) {
    Dimension::SetId& set = sets_[i * size() + dimension];
    boxes_[i].opaque = boxes_[i].opaque || set != dimensions_[dimension].allowed();
    set = dimensions_[dimension].everything();
    hulls_[i * size() + dimension] = dimensions_[dimension].hull(set);
  }
  dimensions_[dimension].allowed_ = dimensions_[dimension].everything();
}

bool Space::empty(std::span<const Dimension::SetId> sets) const {
  for (std::size_t d = 0; d < size(); ++d) {
    if (dimensions_[d].empty(sets[d])) return true;
  }
  return false;
}

bool Space::intersect(std::span<const Dimension::SetId> a,
                      std::span<const Dimension::SetId> b) const {
  for (std::size_t d = 0; d < size(); ++d) {
    if (!dimensions_[d].intersects(a[d], b[d])) return false;
  }
  return true;
}

bool Space::boxes_intersect(std::size_t a, std::size_t b) const {
  const auto x = hulls(a);
  const auto y = hulls(b);
  for (std::size_t d = 0; d < size(); ++d) {
    if (std::max(x[d].low, y[d].low) >= std::min(x[d].high, y[d].high)) return false;
  }
  return intersect(sets(a), sets(b));
}

std::vector<std::string> Space::region(std::span<const Dimension::SetId> sets) const {
  std::vector<std::string> cells;
  for (std::size_t d = 0; d < size(); ++d) {
    cells.push_back(dimensions_[d].text(sets[d]));
  }
  return cells;
}

std::vector<Value> Space::point(std::uint32_t table, std::span<const Dimension::SetId> sets,
                                cel::Arena& arena) const {
  std::vector<Value> values;
  for (const std::uint32_t d : dimension_of_[table]) {
    values.push_back(dimensions_[d].sample(sets[d], arena));
  }
  return values;
}

Time Space::time(std::span<const Dimension::SetId> sets) const {
  cel::Arena arena;
  const Value value = dimensions_.back().sample(sets[size() - 1], arena);
  if (!value.is(cel::ValueKind::kTimestamp)) return kMinTime;
  const std::int64_t low = to_ns(kMinTime) / 1'000'000'000;
  const std::int64_t high = to_ns(kMaxTime) / 1'000'000'000;
  const std::int64_t seconds = std::clamp(value.timestamp_seconds(), low, high);
  return time_from_ns(seconds * 1'000'000'000 +
                      (seconds == high ? 0 : value.timestamp_nanoseconds()));
}

}  // namespace uniselector::rules
