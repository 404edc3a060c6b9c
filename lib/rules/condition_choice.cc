// Chooses under which of its parts a condition stands in the index. What share of events a part
// lets through is not known; that literals are asked for about as often as they occur is the best
// guess there is, so a value that many conditions name counts as frequent.
#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"
#include "rules/condition_access.h"
#include "rules/value_set.h"

namespace uniselector::rules {

/// Of a condition; one that needs more stands nowhere and is always found.
constexpr std::size_t kMostEntries = 256;
/// Conditions that a share of few is not taken for more than it is.
constexpr double kPrior = 16;
/// The least that an interval without an end is thought to let through: nothing is known of how far
/// the values reach.
constexpr double kOpenEnded = 0.25;
/// A range of so many places stands in the list of each of them.
constexpr std::uint32_t kMostPlaces = 16;

class AccessBuilder {
 public:
  AccessBuilder(const ConditionTrees& trees, AccessIndex* index) : trees_(trees), index_(*index) {}

  void run(std::span<const std::uint32_t> roots);

 private:
  using Kind = ConditionNode::Kind;
  using Place = std::pair<std::uint16_t, Domain>;  ///< kOther: points

  /// The values of an attribute for which a part is not false; for those that it fails for it is
  /// open too.
  struct Term {
    std::uint16_t attribute = 0;
    bool guarded = false;
    std::vector<std::uint32_t> points;
    std::optional<ValueSet> set{};  ///< instead of points
  };
  struct Choice {
    double share = 1;
    std::size_t entries = 0;
    std::vector<Term> terms;  ///< none: it is never true
  };
  /// Attributes that has() is asked of beside the part.
  using Guarded = std::vector<std::uint16_t>;

  struct Counts {
    std::vector<std::uint32_t> of_point;
    double all = 0;
  };
  struct PointEntry {
    std::uint32_t point;
    Posting posting;
  };
  struct RangeEntry {
    ValueSet set;
    Posting posting;
  };
  struct PlacedRange {
    std::uint32_t low;
    std::uint32_t high;
    Posting posting;
  };
  struct Check {
    double share = 1;
    Posting posting;
  };

  void count(std::span<const std::uint32_t> roots);
  std::optional<Choice> choose(const ConditionNode& node, bool negated, const Guarded& guarded);
  std::optional<Choice> conjunction(const ConditionNode& node, bool negated,
                                    const Guarded& guarded);
  std::optional<Choice> disjunction(const ConditionNode& node, bool negated,
                                    const Guarded& guarded);
  std::optional<Choice> points(const ConditionNode& node, bool negated, const Guarded& guarded);
  std::optional<ValueSet> set_of(const ConditionNode& node, bool negated) const;
  Choice ranges(std::uint16_t attribute, const ValueSet& set, const Guarded& guarded);
  std::vector<std::uint32_t> points_of(const ConditionNode& node) const;
  void check(const ConditionNode& node, bool negated, const Choice& beside, Check* best);
  std::optional<Check> check_of(const ConditionNode& node, bool negated);
  std::optional<Check> check_of_points(const ConditionNode& node, bool negated) const;
  void take(const Posting& posting, const Choice& choice);
  void always(std::uint32_t condition);
  void write();
  void write_points(AccessIndex::Entry* entry);
  void write_ranges(Domain domain, OpenConditions open, AccessIndex::Entry* entry);
  void write_places(std::span<const PlacedRange> placed, AccessIndex::Ranges* ranges);

  const ConditionTrees& trees_;
  AccessIndex& index_;
  std::vector<Counts> counts_;              ///< by attribute
  std::map<Place, std::vector<Cut>> cuts_;  ///< that comparisons by order name
  std::map<std::uint16_t, std::vector<PointEntry>> all_points_;
  std::map<Place, std::vector<RangeEntry>> all_ranges_;
  std::map<Place, OpenConditions> open_;
};

void AccessBuilder::run(std::span<const std::uint32_t> roots) {
  count(roots);
  index_.always_words_.assign((roots.size() + 63) / 64, 0);
  index_.always_summary_.assign((roots.size() + 4095) / 4096, 0);
  for (std::uint32_t condition = 0; condition < roots.size(); ++condition) {
    const auto choice = choose(trees_.nodes[roots[condition]], false, {});
    if (choice) {
      Check best;
      check(trees_.nodes[roots[condition]], false, *choice, &best);
      best.posting.condition = condition;
      take(best.posting, *choice);
    } else {
      always(condition);
    }
  }
  write();
}

void AccessBuilder::always(std::uint32_t condition) {
  index_.always_words_[condition / 64] |= std::uint64_t{1} << (condition % 64);
  index_.always_summary_[condition / 4096] |= std::uint64_t{1} << (condition / 64 % 64);
  ++index_.always_;
}

std::vector<std::uint32_t> AccessBuilder::points_of(const ConditionNode& node) const {
  if (!node.exact && node.count == 1) return {node.first};
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = node.first; i < node.first + node.count; ++i) {
    if (node.exact) {
      const auto point = point_of(trees_.literals[i]);
      found.push_back(trees_.attributes[node.attribute].points.find(*point));
    } else {
      found.push_back(trees_.points[i]);
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

void AccessBuilder::count(std::span<const std::uint32_t> roots) {
  counts_.resize(trees_.attributes.size());
  for (std::size_t a = 0; a < counts_.size(); ++a) {
    counts_[a].of_point.resize(trees_.attributes[a].points.size());
  }
  for (const std::uint32_t root : roots) {
    const ConditionNode* const first = &trees_.nodes[root];
    for (const ConditionNode* node = first; node != first->end(); ++node) {
      if (node->kind == Kind::kPoints) {
        Counts& counts = counts_[node->attribute];
        for (const std::uint32_t point : points_of(*node)) ++counts.of_point[point];
        counts.all += 1;
        continue;
      }
      const auto set = set_of(*node, false);
      if (!set || set->cuts().empty()) continue;
      cuts_[{node->attribute, set->domain()}].push_back(set->cuts().front());
    }
  }
  for (auto& [place, cuts] : cuts_) std::sort(cuts.begin(), cuts.end());
}

std::optional<AccessBuilder::Choice> AccessBuilder::choose(const ConditionNode& node, bool negated,
                                                           const Guarded& guarded) {
  switch (node.kind) {
    case Kind::kOpaque: return std::nullopt;
    case Kind::kTrue:
    case Kind::kFalse:
      if ((node.kind == Kind::kTrue) != negated) return std::nullopt;
      return Choice{.share = 0, .terms = {}};
    case Kind::kNot: return choose(*(&node + 1), !negated, guarded);
    case Kind::kAnd:
      return negated ? disjunction(node, negated, guarded) : conjunction(node, negated, guarded);
    case Kind::kOr:
      return negated ? conjunction(node, negated, guarded) : disjunction(node, negated, guarded);
    case Kind::kPoints: return points(node, negated, guarded);
    case Kind::kBool:
    case Kind::kOrder:
    case Kind::kPrefix: break;
  }
  const auto set = set_of(node, negated);
  if (!set) return std::nullopt;
  return ranges(node.attribute, *set, guarded);
}

std::optional<AccessBuilder::Choice> AccessBuilder::points(const ConditionNode& node, bool negated,
                                                           const Guarded& guarded) {
  if ((node.operation == Operation::kNotEqual) != negated) return std::nullopt;
  Term term;
  term.attribute = node.attribute;
  term.guarded = std::find(guarded.begin(), guarded.end(), node.attribute) != guarded.end();
  term.points = points_of(node);
  if (term.points.size() > kMostEntries) return std::nullopt;
  const Counts& counts = counts_[node.attribute];
  Choice choice;
  choice.share = 0;
  for (const std::uint32_t point : term.points) {
    choice.share += counts.of_point[point] / (counts.all + kPrior);
  }
  choice.entries = std::max<std::size_t>(1, term.points.size());
  choice.terms.push_back(std::move(term));
  return choice;
}

/// The values for which a comparison by order, a prefix or a truth is not false. Numbers count as
/// their nearest doubles, so the ends are in it.
std::optional<ValueSet> AccessBuilder::set_of(const ConditionNode& node, bool negated) const {
  if (node.kind == Kind::kBool) {
    return ValueSet::point(Domain::kBool, Cut{.high = negated ? 0U : 1U, .text = {}});
  }
  if (node.kind == Kind::kPrefix && !negated && base::is_utf8(node.literal.as_string())) {
    return ValueSet::prefix(node.literal.as_string());
  }
  if (node.kind != Kind::kOrder) return std::nullopt;
  Domain domain = Domain::kOther;
  Cut cut;
  if (const auto number = number_key(node.literal)) {
    domain = Domain::kDouble;
    cut.high = *number;
  } else {
    for (const Domain one : {Domain::kString, Domain::kDuration, Domain::kTimestamp}) {
      const auto found = cut_of(one, node.literal);
      if (!found) continue;
      domain = one;
      cut = *found;
    }
  }
  if (domain == Domain::kOther) return std::nullopt;
  const Operation operation = negated ? opposite(node.operation) : node.operation;
  const bool below = operation == Operation::kLess || operation == Operation::kLessOrEqual;
  if (!below) return ValueSet::from(domain, cut);
  return ValueSet::before(domain, cut) | ValueSet::point(domain, cut);
}

AccessBuilder::Choice AccessBuilder::ranges(std::uint16_t attribute, const ValueSet& set,
                                            const Guarded& guarded) {
  Term term;
  term.attribute = attribute;
  term.guarded = std::find(guarded.begin(), guarded.end(), attribute) != guarded.end();
  Choice choice;
  if (set.domain() == Domain::kBool) {
    choice.share = set.is_empty() ? 0 : set.is_all() ? 1 : 0.5;
  } else {
    const std::vector<Cut>& cuts = cuts_[{attribute, set.domain()}];
    const auto rank = [&cuts](const Cut* cut, std::size_t none) {
      if (cut == nullptr) return none;
      return static_cast<std::size_t>(std::lower_bound(cuts.begin(), cuts.end(), *cut) -
                                      cuts.begin());
    };
    double within = 0;
    bool open_end = false;
    for (const Interval& part : intervals_of(set)) {
      open_end = open_end || part.begin == nullptr || part.end == nullptr;
      within += static_cast<double>(rank(part.end, cuts.size()) - rank(part.begin, 0)) + 1;
    }
    choice.share = within / (static_cast<double>(cuts.size()) + kPrior);
    if (open_end) choice.share = std::max(choice.share, kOpenEnded);
  }
  choice.entries = std::max<std::size_t>(1, intervals_of(set).size());
  term.set = set;
  choice.terms.push_back(std::move(term));
  return choice;
}

/// The best of the operands; comparisons of one attribute by order are one interval.
std::optional<AccessBuilder::Choice> AccessBuilder::conjunction(const ConditionNode& node,
                                                                bool negated,
                                                                const Guarded& guarded) {
  Guarded more = guarded;
  std::map<Place, ValueSet> sets;
  for (const ConditionNode* child = &node + 1; child != node.end(); child = child->end()) {
    if (const auto set = set_of(*child, negated)) {
      const auto [at, is_new] = sets.insert({{child->attribute, set->domain()}, *set});
      if (!is_new) at->second = at->second & *set;
    }
    if (child->kind != Kind::kBool || negated) continue;
    const std::int32_t about = trees_.attributes[child->attribute].guarded;
    if (about >= 0) more.push_back(static_cast<std::uint16_t>(about));
  }
  std::optional<Choice> best;
  const auto consider = [&best](std::optional<Choice> choice) {
    if (choice && (!best || choice->share < best->share)) best = std::move(choice);
  };
  for (const auto& [place, set] : sets) consider(ranges(place.first, set, more));
  for (const ConditionNode* child = &node + 1; child != node.end(); child = child->end()) {
    if (!set_of(*child, negated)) consider(choose(*child, negated, more));
  }
  return best;
}

/// One of every operand.
std::optional<AccessBuilder::Choice> AccessBuilder::disjunction(const ConditionNode& node,
                                                                bool negated,
                                                                const Guarded& guarded) {
  Choice sum{.share = 0, .terms = {}};
  for (const ConditionNode* child = &node + 1; child != node.end(); child = child->end()) {
    auto choice = choose(*child, negated, guarded);
    if (!choice) return std::nullopt;
    sum.share += choice->share;
    sum.entries += choice->entries;
    if (sum.entries > kMostEntries) return std::nullopt;
    for (Term& term : choice->terms) sum.terms.push_back(std::move(term));
  }
  return sum;
}

/// The best check among the conjuncts, but for those that say again what is found by.
void AccessBuilder::check(const ConditionNode& node, bool negated, const Choice& beside,
                          Check* best) {
  if (node.kind == Kind::kNot) return check(*(&node + 1), !negated, beside, best);
  if (node.kind == (negated ? Kind::kOr : Kind::kAnd)) {
    for (const ConditionNode* child = &node + 1; child != node.end(); child = child->end()) {
      check(*child, negated, beside, best);
    }
    return;
  }
  if (node.is_group()) return;
  const bool again = std::any_of(beside.terms.begin(), beside.terms.end(), [&](const Term& term) {
    return term.attribute == node.attribute;
  });
  if (again) return;
  const auto found = check_of(node, negated);
  if (found && found->share < best->share) *best = *found;
}

std::optional<AccessBuilder::Check> AccessBuilder::check_of(const ConditionNode& node,
                                                            bool negated) {
  if (node.kind == Kind::kPoints) return check_of_points(node, negated);
  Check check;
  check.posting.attribute = node.attribute;
  if (node.kind == Kind::kBool) {
    check.share = 0.5;
    check.posting.check = Posting::Check::kBool;
    check.posting.operand = negated ? 0 : 1;
    return check;
  }
  if (node.kind != Kind::kOrder) return std::nullopt;
  const auto number = number_key(node.literal);
  if (!number) return std::nullopt;
  const Operation operation = negated ? opposite(node.operation) : node.operation;
  const bool below = operation == Operation::kLess || operation == Operation::kLessOrEqual;
  check.share = ranges(node.attribute, *set_of(node, negated), {}).share;
  check.posting.check = below ? Posting::Check::kAtMost : Posting::Check::kAtLeast;
  check.posting.operand = *number;
  return check;
}

std::optional<AccessBuilder::Check> AccessBuilder::check_of_points(const ConditionNode& node,
                                                                   bool negated) const {
  const bool positive = (node.operation == Operation::kNotEqual) == negated;
  // Of numbers that share a point none is known to be equal.
  if (!positive && node.exact) return std::nullopt;
  const std::vector<std::uint32_t> points = points_of(node);
  const Counts& counts = counts_[node.attribute];
  Check check;
  check.share = 0;
  std::uint64_t bits = 0;
  for (const std::uint32_t point : points) {
    check.share += counts.of_point[point] / (counts.all + kPrior);
    bits |= std::uint64_t{1} << std::min(point, Posting::kOthers);
  }
  if (!positive) check.share = 1 - check.share;
  check.posting.attribute = node.attribute;
  if (counts.of_point.size() <= Posting::kOthers) {
    check.posting.check = Posting::Check::kPoints;
    check.posting.operand = (positive ? bits : ~bits) | std::uint64_t{1} << Posting::kOpen;
    return check;
  }
  if (points.size() != 1) return std::nullopt;
  check.posting.check = positive ? Posting::Check::kIs : Posting::Check::kIsNot;
  check.posting.operand = points[0];
  return check;
}

void AccessBuilder::take(const Posting& posting, const Choice& choice) {
  for (const Term& term : choice.terms) {
    const Domain domain = term.set ? term.set->domain() : Domain::kOther;
    OpenConditions& open = open_[{term.attribute, domain}];
    (term.guarded ? open.guarded : open.all).push_back(posting.condition);
    if (term.set) {
      all_ranges_[{term.attribute, domain}].push_back({*term.set, posting});
      continue;
    }
    for (const std::uint32_t point : term.points) {
      all_points_[term.attribute].push_back({point, posting});
    }
  }
}

void AccessBuilder::write() {
  for (auto& [place, open] : open_) {
    const auto [attribute, domain] = place;
    if (index_.entries_.empty() || index_.entries_.back().attribute != attribute) {
      AccessIndex::Entry entry;
      entry.attribute = attribute;
      entry.guard = trees_.attributes[attribute].guarded_by;
      index_.entries_.push_back(std::move(entry));
    }
    AccessIndex::Entry& entry = index_.entries_.back();
    if (domain == Domain::kOther) {
      entry.open = std::move(open);
      write_points(&entry);
    } else {
      write_ranges(domain, std::move(open), &entry);
    }
  }
}

void AccessBuilder::write_points(AccessIndex::Entry* entry) {
  const std::vector<PointEntry> points = std::move(all_points_[entry->attribute]);
  auto& offsets = entry->offsets;
  offsets.assign(trees_.attributes[entry->attribute].points.size() + 1, 0);
  for (const PointEntry& one : points) ++offsets[one.point + 1];
  for (std::size_t i = 1; i < offsets.size(); ++i) offsets[i] += offsets[i - 1];
  entry->postings.resize(points.size());
  std::vector<std::uint32_t> next(offsets.begin(), offsets.end() - 1);
  for (const PointEntry& one : points) entry->postings[next[one.point]++] = one.posting;
}

void AccessBuilder::write_ranges(Domain domain, OpenConditions open, AccessIndex::Entry* entry) {
  const std::vector<RangeEntry> all = std::move(all_ranges_[{entry->attribute, domain}]);
  AccessIndex::Ranges& ranges = entry->ranges.emplace_back();
  ranges.domain = domain;
  ranges.open = std::move(open);
  std::vector<Cut> cuts;
  for (const RangeEntry& one : all) {
    cuts.insert(cuts.end(), one.set.cuts().begin(), one.set.cuts().end());
  }
  ranges.cuts = Cuts(domain, std::move(cuts));
  std::vector<PlacedRange> placed;
  for (const RangeEntry& one : all) {
    PlaceRange whole;
    const CellRef cell = ranges.cuts.add(one.set);
    for (const PlaceRange& range : ranges.cuts.ranges(cell, &whole)) {
      placed.push_back({range.low, range.high, one.posting});
    }
  }
  std::stable_sort(placed.begin(), placed.end(),
                   [](const PlacedRange& a, const PlacedRange& b) { return a.low < b.low; });
  write_places(placed, &ranges);
  ++index_.ranges_;
}

void AccessBuilder::write_places(std::span<const PlacedRange> placed, AccessIndex::Ranges* ranges) {
  std::vector<IntervalIndex::Item> far;
  auto& offsets = ranges->offsets;
  offsets.assign(ranges->cuts.places() + 1, 0);
  for (const PlacedRange& range : placed) {
    const auto number = static_cast<std::uint32_t>(ranges->postings.size());
    ranges->postings.push_back(range.posting);
    if (range.high - range.low > kMostPlaces) {
      far.push_back({range.low, range.high, number});
      continue;
    }
    for (std::uint32_t place = range.low; place < range.high; ++place) ++offsets[place + 1];
  }
  for (std::size_t i = 1; i < offsets.size(); ++i) offsets[i] += offsets[i - 1];
  ranges->short_ranges.resize(offsets.back());
  std::vector<std::uint32_t> next(offsets.begin(), offsets.end() - 1);
  for (std::uint32_t number = 0; number < placed.size(); ++number) {
    const PlacedRange& range = placed[number];
    if (range.high - range.low > kMostPlaces) continue;
    for (std::uint32_t place = range.low; place < range.high; ++place) {
      ranges->short_ranges[next[place]++] = number;
    }
  }
  ranges->long_ranges.build(std::move(far));
}

void AccessIndex::build(const ConditionTrees& trees, std::span<const std::uint32_t> roots) {
  AccessBuilder(trees, this).run(roots);
}

}  // namespace uniselector::rules
