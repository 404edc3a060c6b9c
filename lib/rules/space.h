// The inputs of one or several tables as a space of finitely many points: for every input the
// values that all cells treat alike become one class, and a row becomes a box of classes.
//
// Inputs with the same expression are one dimension, in whichever table and column they stand; time
// is the last one. Where a column lets a missing input match nothing, "missing" is a class of its
// own, the last of its dimension. Inputs that differ in their expression are taken as independent.
// Immutable once built.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <uniselector/cel_arena.h>
#include <uniselector/cel_value.h>
#include <uniselector/time.h>

#include "rules/index.h"
#include "rules/table_impl.h"

namespace uniselector::rules {

/// Classes [low, high) of a dimension.
struct ClassRange {
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  friend bool operator==(const ClassRange&, const ClassRange&) = default;
};

enum class Relation : std::uint8_t { kDisjoint, kPartial, kCovers };

class Space;

class Dimension {
 public:
  using SetId = std::uint32_t;

  const std::string& label() const { return label_; }
  Domain domain() const { return domain_; }
  bool is_time() const { return is_time_; }
  std::uint32_t classes() const { return classes_; }
  bool has_missing() const { return has_missing_; }
  std::uint32_t missing_class() const { return classes_ - 1; }

  /// Sets of classes: sorted ranges that do not touch. Good until the next set is added.
  std::span<const ClassRange> set(SetId id) const {
    return std::span(ranges_).subspan(slices_[id].first, slices_[id].count);
  }
  std::size_t sets() const { return slices_.size(); }
  /// From the first class of a set to its last one.
  ClassRange hull(SetId id) const { return slices_[id].hull; }
  /// Whether the set of every box is all of its hull.
  bool only_ranges() const { return only_ranges_; }
  SetId add(std::span<const ClassRange> ranges);
  SetId add(ClassRange range) { return add({&range, 1}); }
  /// The set of what is in any of the ranges, which may lie in any order and overlap.
  SetId add_union(std::vector<ClassRange> ranges) { return add(joined(std::move(ranges))); }
  /// Ranges sorted and joined where they touch.
  static std::vector<ClassRange> joined(std::vector<ClassRange> ranges);
  SetId everything() const { return 0; }
  /// Values there can be: those declared, or the times that count.
  SetId allowed() const { return allowed_; }
  SetId complement(SetId id);
  SetId intersection(SetId a, SetId b);
  SetId unite(SetId a, SetId b) { return complement(intersection(complement(a), complement(b))); }
  bool intersects(SetId a, SetId b) const;
  bool empty(SetId id) const { return slices_[id].count == 0; }
  /// How a set lies to a range of classes: whether it has none, some or all of them.
  Relation relation(SetId id, ClassRange range) const;

  /// A set as a cell; "-" for all that is allowed.
  std::string text(SetId id) const;
  /// A value of a set, absent for missing. Text lives in `arena`.
  cel::Value sample(SetId id, cel::Arena& arena) const;

 private:
  friend class Space;
  friend class SpaceBuilder;

  /// A set among all ranges; its first and last class beside, as they answer most questions.
  struct Slice {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    ClassRange hull{};
  };

  ValueSet values(SetId id) const;
  std::uint32_t class_of(std::uint32_t place) const {
    return merged_ ? class_of_place_[place] : place;
  }

  std::string label_;
  Domain domain_ = Domain::kOther;
  bool is_time_ = false;
  bool has_missing_ = false;
  Cuts cuts_;
  std::uint32_t classes_ = 1;
  bool merged_ = false;  ///< else every place is a class of its own
  bool only_ranges_ = true;
  std::vector<std::uint32_t> class_of_place_;
  /// The places of a class are those from its number here to that of the next one.
  std::vector<std::uint32_t> first_of_class_;
  std::vector<std::uint32_t> places_by_class_;
  std::vector<ClassRange> ranges_;
  std::vector<Slice> slices_;
  std::vector<SetId> known_;  ///< sets by hash, a table whose size is a power of two
  SetId allowed_ = 0;
};

/// A row as a box, one set a dimension, within what is allowed.
struct Box {
  std::uint32_t table = 0;
  std::uint32_t row = 0;
  std::uint32_t position = 0;  ///< in the order of evaluation
  bool opaque = false;         ///< it has conditions: the box is what the row matches at most
};

class Space {
 public:
  explicit Space(std::span<const TableImpl* const> tables);

  std::size_t size() const { return dimensions_.size(); }
  const Dimension& operator[](std::size_t d) const { return dimensions_[d]; }
  Dimension& dimension(std::size_t d) { return dimensions_[d]; }

  const std::vector<Box>& boxes() const { return boxes_; }
  std::span<const Dimension::SetId> sets(std::size_t box) const {
    return std::span(sets_).subspan(box * size(), size());
  }
  /// The hulls of the same.
  std::span<const ClassRange> hulls(std::size_t box) const {
    return std::span(hulls_).subspan(box * size(), size());
  }
  /// The box of a row.
  std::size_t box_of(std::uint32_t table, std::uint32_t row) const {
    return first_box_[table] + row;
  }
  /// Which dimension a column of a table is.
  std::uint32_t dimension_of(std::uint32_t table, std::uint32_t column) const {
    return dimension_of_[table][column];
  }

  /// Takes a dimension out: every box has all of it, and those that asked for some of it are as
  /// boxes of rows with conditions.
  void forget(std::size_t dimension);

  bool empty(std::span<const Dimension::SetId> sets) const;
  bool intersect(std::span<const Dimension::SetId> a, std::span<const Dimension::SetId> b) const;
  /// The same of two boxes, at the price of two hulls where they do not meet.
  bool boxes_intersect(std::size_t a, std::size_t b) const;
  /// One cell a dimension.
  std::vector<std::string> region(std::span<const Dimension::SetId> sets) const;
  /// A point of a region: a value for every column of a table, and the time.
  std::vector<cel::Value> point(std::uint32_t table, std::span<const Dimension::SetId> sets,
                                cel::Arena& arena) const;
  Time time(std::span<const Dimension::SetId> sets) const;

 private:
  friend class SpaceBuilder;

  std::vector<Dimension> dimensions_;
  std::vector<Box> boxes_;
  std::vector<Dimension::SetId> sets_;
  std::vector<ClassRange> hulls_;
  std::vector<std::size_t> first_box_;
  std::vector<std::vector<std::uint32_t>> dimension_of_;
};

}  // namespace uniselector::rules
