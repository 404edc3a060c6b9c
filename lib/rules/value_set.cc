// Sets as the cuts at which membership changes: union, intersection and complement are one merge.
#include "rules/value_set.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "expr/value/unicode.h"

namespace uniselector::rules {
namespace {

bool is_infinite(Domain domain, const Cut& cut) {
  return domain == Domain::kDouble &&
         (cut.high == key_of_double(-HUGE_VAL) || cut.high == key_of_double(HUGE_VAL));
}

/// An end of an interval as a text and whether the value itself is meant: the shorter one of the
/// value behind the cut and the value before it; of whole numbers always the one behind.
struct End {
  std::string text;
  bool behind = true;  ///< `text` is the value behind the cut
};
using Write = std::string (*)(Domain, const Cut&);

End end_of(Domain domain, const Cut& cut, Write write) {
  const auto before = previous(domain, cut);
  End behind{write(domain, cut), true};
  const bool whole = domain == Domain::kInt || domain == Domain::kUint;
  if (!before || whole || is_infinite(domain, *before)) return behind;
  End other{write(domain, *before), false};
  if (is_infinite(domain, cut) || other.text.size() < behind.text.size()) return other;
  return behind;
}

/// Whether an interval has but one value, and one that can be written down.
bool is_point(Domain domain, const Interval& interval, const Cut& first) {
  const Cut& begin = interval.begin == nullptr ? first : *interval.begin;
  if (is_infinite(domain, begin)) return false;
  const auto behind = next(domain, begin);
  if (interval.end == nullptr) return !behind.has_value();
  return behind && *behind == *interval.end;
}

std::string cel_interval(Domain domain, const Interval& interval, const std::string& it) {
  std::string text;
  if (interval.begin != nullptr) {
    const End begin = end_of(domain, *interval.begin, literal_of);
    text = it + (begin.behind ? " >= " : " > ") + begin.text;
  }
  if (interval.end != nullptr) {
    const End end = end_of(domain, *interval.end, literal_of);
    if (!text.empty()) text += " && ";
    text += it + (end.behind ? " < " : " <= ") + end.text;
  }
  return text;
}

std::string shorthand_interval(Domain domain, const Interval& interval) {
  if (interval.begin == nullptr) {
    const End end = end_of(domain, *interval.end, shorthand_of);
    return (end.behind ? "< " : "<= ") + end.text;
  }
  const End begin = end_of(domain, *interval.begin, shorthand_of);
  if (interval.end == nullptr) return (begin.behind ? ">= " : "> ") + begin.text;
  const End end = end_of(domain, *interval.end, shorthand_of);
  return (begin.behind ? '[' : '(') + begin.text + ".." + end.text + (end.behind ? ')' : ']');
}

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

/// Points and stretches of a set apart, as texts of their own.
struct Parts {
  std::vector<std::string> points;
  std::vector<std::string> stretches;
};

Parts parts_of(const ValueSet& set, bool cel, const std::string& it) {
  Parts parts;
  const Domain domain = set.domain();
  const Cut first = first_cut(domain);
  for (const Interval& interval : intervals_of(set)) {
    if (is_point(domain, interval, first)) {
      const Cut& value = interval.begin == nullptr ? first : *interval.begin;
      parts.points.push_back(cel ? literal_of(domain, value) : shorthand_of(domain, value));
    } else {
      parts.stretches.push_back(cel ? cel_interval(domain, interval, it)
                                    : shorthand_interval(domain, interval));
    }
  }
  return parts;
}

bool only_points(const ValueSet& set) {
  const Cut first = first_cut(set.domain());
  for (const Interval& interval : intervals_of(set)) {
    if (!is_point(set.domain(), interval, first)) return false;
  }
  return true;
}

/// Whether the complement is written instead: the set is all but a few points.
bool all_but_points(const ValueSet& set) {
  return !set.cuts().empty() && set.domain() != Domain::kBool && only_points(~set);
}

bool inside(const Interval& interval, const Cut& cut) {
  return (interval.begin == nullptr || *interval.begin <= cut) &&
         (interval.end == nullptr || cut < *interval.end);
}

/// Values that people like to see, the best first.
std::vector<Cut> handsome(Domain domain, const Interval& interval) {
  std::vector<Cut> values;
  if (domain == Domain::kString) {
    values.push_back({.text = "other"});
    if (interval.begin != nullptr) {
      std::string text = interval.begin->text;
      if (!text.empty() && text.back() == '\0') text.pop_back();
      values.push_back({.text = text});
      values.push_back({.text = text + '?'});
    }
    values.push_back({.text = {}});
    return values;
  }
  if (domain == Domain::kTimestamp) {
    for (const std::int64_t seconds : {1'767'225'600, 0}) {  // 2026-01-01, 1970-01-01
      values.push_back({.high = key_of_int(seconds), .low = 0, .text = {}});
    }
    return values;
  }
  const std::uint64_t zero = domain == Domain::kDouble ? key_of_double(0)
                             : domain == Domain::kUint ? 0
                                                       : key_of_int(0);
  values.push_back({.high = zero, .low = 0, .text = {}});
  return values;
}

}  // namespace

std::vector<Interval> intervals_of(const ValueSet& set) {
  std::vector<Interval> intervals;
  const std::vector<Cut>& cuts = set.cuts();
  std::size_t i = 0;
  if (set.first_in()) {
    intervals.push_back({nullptr, cuts.empty() ? nullptr : &cuts[0]});
    i = 1;
  }
  for (; i < cuts.size(); i += 2) {
    intervals.push_back({&cuts[i], i + 1 < cuts.size() ? &cuts[i + 1] : nullptr});
  }
  return intervals;
}

void ValueSet::change_at(const Cut& cut) {
  if (cut == first_cut(domain_)) {
    first_in_ = !first_in_;
  } else {
    cuts_.push_back(cut);
  }
}

ValueSet ValueSet::all(Domain domain) {
  ValueSet set(domain);
  set.first_in_ = true;
  return set;
}

ValueSet ValueSet::from(Domain domain, const Cut& cut) {
  ValueSet set(domain);
  set.change_at(cut);
  return set;
}

ValueSet ValueSet::before(Domain domain, const Cut& cut) { return ~from(domain, cut); }

ValueSet ValueSet::point(Domain domain, const Cut& value) {
  ValueSet set = from(domain, value);
  if (const auto behind = next(domain, value)) set.change_at(*behind);
  return set;
}

ValueSet ValueSet::points(Domain domain, std::vector<Cut> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  ValueSet set(domain);
  for (const Cut& value : values) {
    if (!set.cuts_.empty() && set.cuts_.back() == value) {
      set.cuts_.pop_back();  // goes on where the value before it ends
    } else {
      set.change_at(value);
    }
    if (const auto behind = next(domain, value)) set.change_at(*behind);
  }
  return set;
}

ValueSet ValueSet::changing(Domain domain, bool first_in, std::vector<Cut> cuts) {
  ValueSet set(domain);
  set.first_in_ = first_in;
  set.cuts_ = std::move(cuts);
  return set;
}

ValueSet ValueSet::prefix(std::string_view prefix) {
  ValueSet set = from(Domain::kString, Cut{.text = std::string(prefix)});
  // The first text behind all of them: the last character that has a successor is replaced by it.
  std::vector<std::uint32_t> codes;
  for (std::size_t at = 0; at < prefix.size();) codes.push_back(expr::next_code_point(prefix, &at));
  while (!codes.empty() && codes.back() == 0x10ffff) codes.pop_back();
  if (codes.empty()) return set;
  codes.back() = codes.back() == 0xd7ff ? 0xe000 : codes.back() + 1;
  Cut end;
  for (const std::uint32_t code : codes) expr::append_code_point(code, &end.text);
  set.change_at(end);
  return set;
}

bool ValueSet::contains(const Cut& value) const {
  const auto behind = std::upper_bound(cuts_.begin(), cuts_.end(), value);
  return first_in_ != (((behind - cuts_.begin()) & 1) != 0);
}

ValueSet ValueSet::operator~() const {
  ValueSet set = *this;
  set.first_in_ = !first_in_;
  return set;
}

template <class Combine>
ValueSet ValueSet::merge(const ValueSet& a, const ValueSet& b, Combine&& combine) {
  ValueSet set(a.domain_);
  bool in_a = a.first_in_;
  bool in_b = b.first_in_;
  bool in = combine(in_a, in_b);
  set.first_in_ = in;
  for (std::size_t i = 0, j = 0; i < a.cuts_.size() || j < b.cuts_.size();) {
    const bool take_a = j == b.cuts_.size() || (i < a.cuts_.size() && a.cuts_[i] <= b.cuts_[j]);
    const bool take_b = i == a.cuts_.size() || (j < b.cuts_.size() && b.cuts_[j] <= a.cuts_[i]);
    const Cut& cut = take_a ? a.cuts_[i] : b.cuts_[j];
    in_a = in_a != take_a;
    in_b = in_b != take_b;
    if (combine(in_a, in_b) != in) {
      in = !in;
      set.cuts_.push_back(cut);
    }
    i += take_a ? 1 : 0;
    j += take_b ? 1 : 0;
  }
  return set;
}

ValueSet operator|(const ValueSet& a, const ValueSet& b) {
  return ValueSet::merge(a, b, [](bool x, bool y) { return x || y; });
}

ValueSet operator&(const ValueSet& a, const ValueSet& b) {
  return ValueSet::merge(a, b, [](bool x, bool y) { return x && y; });
}

bool ValueSet::is_points() const { return only_points(*this) || only_points(~*this); }

std::optional<Cut> ValueSet::sample() const {
  const std::vector<Interval> intervals = intervals_of(*this);
  for (std::size_t wish = 0; wish < 4; ++wish) {
    for (const Interval& interval : intervals) {
      const std::vector<Cut> values = handsome(domain_, interval);
      if (wish < values.size() && inside(interval, values[wish])) return values[wish];
    }
  }
  for (const Interval& interval : intervals) {
    if (interval.begin != nullptr && !is_infinite(domain_, *interval.begin)) return *interval.begin;
    if (interval.end == nullptr) continue;
    const auto last = previous(domain_, *interval.end);
    if (last && !is_infinite(domain_, *last)) return last;
  }
  if (intervals.empty()) return std::nullopt;
  return intervals.front().begin == nullptr ? first_cut(domain_) : *intervals.front().begin;
}

std::string ValueSet::to_cel(std::string_view name) const {
  const std::string it(name);
  if (is_all()) return "true";
  if (is_empty()) return "false";
  if (domain_ == Domain::kBool) return first_in_ ? '!' + it : it;
  if (all_but_points(*this)) {
    const Parts others = parts_of(~*this, true, it);
    if (others.points.size() == 1) return it + " != " + others.points[0];
    return "!(" + it + " in [" + join(others.points, ", ") + "])";
  }
  Parts parts = parts_of(*this, true, it);
  if (parts.points.size() == 1) {
    parts.stretches.insert(parts.stretches.begin(), it + " == " + parts.points[0]);
  } else if (!parts.points.empty()) {
    parts.stretches.insert(parts.stretches.begin(), it + " in [" + join(parts.points, ", ") + ']');
  }
  return join(parts.stretches, " || ");
}

std::string ValueSet::to_shorthand() const {
  if (is_all()) return "-";
  if (is_empty()) return "nothing";
  if (all_but_points(*this)) {
    const Parts others = parts_of(~*this, false, {});
    if (others.points.size() == 1) return "not " + others.points[0];
    return "not(" + join(others.points, ", ") + ')';
  }
  const Parts parts = parts_of(*this, false, {});
  std::string text = join(parts.points, ", ");
  if (!text.empty() && !parts.stretches.empty()) text += ", ";
  return text + join(parts.stretches, ", ");
}

}  // namespace uniselector::rules
