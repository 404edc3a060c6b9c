// The normal form of a cell: which values of the column's type it matches, as a sorted union of
// disjoint intervals. Equal sets have equal forms, so "any" and "nothing" are seen at once.
//
// Values; immutable but for assignment.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rules/domain.h"

namespace uniselector::rules {

class ValueSet {
 public:
  /// Nothing of `domain`, which is not kOther.
  explicit ValueSet(Domain domain) : domain_(domain) {}

  static ValueSet all(Domain domain);
  static ValueSet point(Domain domain, const Cut& value);
  static ValueSet points(Domain domain, std::vector<Cut> values);
  /// Values at and behind / in front of a cut.
  static ValueSet from(Domain domain, const Cut& cut);
  static ValueSet before(Domain domain, const Cut& cut);
  /// Membership that changes at `cuts`, ascending and behind the smallest value.
  static ValueSet changing(Domain domain, bool first_in, std::vector<Cut> cuts);
  /// Texts that begin with `prefix`.
  static ValueSet prefix(std::string_view prefix);

  Domain domain() const { return domain_; }
  bool is_all() const { return cuts_.empty() && first_in_; }
  bool is_empty() const { return cuts_.empty() && !first_in_; }
  bool contains(const Cut& value) const;
  /// Whether the smallest value is in it; from there membership changes at every cut.
  bool first_in() const { return first_in_; }
  const std::vector<Cut>& cuts() const { return cuts_; }

  ValueSet operator~() const;
  friend ValueSet operator|(const ValueSet& a, const ValueSet& b);
  friend ValueSet operator&(const ValueSet& a, const ValueSet& b);
  friend bool operator==(const ValueSet&, const ValueSet&) = default;

  /// Whether it is some single values, or all but some.
  bool is_points() const;

  /// Some value of it, a handsome one where it can be had (0, "other", a round number). Nothing if
  /// it is empty.
  std::optional<Cut> sample() const;

  /// As a condition of the language over `name`: `it >= 1 && it < 10`, `it in ["a", "b"]`.
  std::string to_cel(std::string_view name = "it") const;
  /// As a cell: `[1..10)`, `"a", "b"`, `not "a"`, `-`. A union has commas between its parts.
  std::string to_shorthand() const;

 private:
  template <class Combine>
  static ValueSet merge(const ValueSet& a, const ValueSet& b, Combine&& combine);
  /// Appends a cut where membership changes; one in front of the first value flips the start.
  void change_at(const Cut& cut);

  Domain domain_;
  bool first_in_ = false;
  std::vector<Cut> cuts_;
};

/// The parts of a set, ascending: from `begin` (nothing: the smallest value) to in front of `end`
/// (nothing: the greatest value is in it).
struct Interval {
  const Cut* begin = nullptr;
  const Cut* end = nullptr;
};
std::vector<Interval> intervals_of(const ValueSet& set);

}  // namespace uniselector::rules
