// Rows against rows: the same, overlapping, and such that could be one.
#include <algorithm>
#include <array>
#include <map>

#include "rules/analyser.h"

namespace uniselector::rules {
namespace {

bool keeps_all(HitPolicy policy) {
  return policy != HitPolicy::kUnique && policy != HitPolicy::kAny && policy != HitPolicy::kFirst &&
         policy != HitPolicy::kPriority;
}

}  // namespace

/// Rows with the same box: duplicates, or contradictions if their outputs differ.
void Analyser::same_rows() {
  std::map<std::vector<std::uint32_t>, std::vector<std::uint32_t>> groups;
  for (std::uint32_t row = 0; row < table_.row_count(); ++row) {
    if (!live_[row]) continue;
    budget_.spend(space_.size());
    std::vector<std::uint32_t> key(sets(row).begin(), sets(row).end());
    // Conditions are the same if their text is.
    for (std::size_t c = 0; c < table_.columns.size() && table_.row_is_opaque[row]; ++c) {
      const Column& column = table_.columns[c];
      if (column.cell(row).is_condition()) {
        key.push_back(static_cast<std::uint32_t>(c));
        key.push_back(column.cell_of_row[row]);
      }
    }
    groups[std::move(key)].push_back(row);
  }
  std::map<Pair, FindingKind> found;
  for (const auto& [key, rows] : groups) {
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const bool same = same_outputs(rows[0], rows[i]);
      if (!same && keeps_all(table_.source.policy)) continue;
      found[{rows[0], rows[i]}] = same ? FindingKind::kDuplicate : FindingKind::kContradiction;
      told_[rows[i]] = true;
    }
  }
  for (const auto& [pair, kind] : found) {
    if (kind == FindingKind::kContradiction) ++result_.contradictions;
    if (!listed(kind)) continue;
    Finding finding;
    finding.kind = kind;
    finding.rows = {pair.first, pair.second};
    const Sets both = meeting(pair.first, pair.second);
    finding.region = space_.region(both);
    finding.witness = witness(both);
    finding.witness.confirmed =
        matches(pair.first, finding.witness) && matches(pair.second, finding.witness);
    finding.message = "rows " + names(finding.rows) + " have the same conditions and " +
                      (kind == FindingKind::kDuplicate ? "the same outputs" : "different outputs");
    add(std::move(finding));
  }
}

/// The dimension in which the fewest pairs of rows come near each other.
std::size_t Analyser::sweep_dimension() const {
  std::size_t best = 0;
  std::uint64_t fewest = UINT64_MAX;
  for (std::size_t d = 0; d < space_.size(); ++d) {
    std::vector<std::uint32_t> begins;
    std::vector<std::uint32_t> ends;
    for (std::uint32_t row = 0; row < table_.row_count(); ++row) {
      if (!usable(row)) continue;
      begins.push_back(space_[d].set(sets(row)[d]).front().low);
      ends.push_back(space_[d].set(sets(row)[d]).back().high);
    }
    std::sort(begins.begin(), begins.end());
    std::sort(ends.begin(), ends.end());
    // With every row that begins, those come near that have begun and not ended.
    std::uint64_t pairs = 0;
    std::size_t ended = 0;
    for (std::size_t i = 0; i < begins.size(); ++i) {
      while (ended < ends.size() && ends[ended] <= begins[i]) ++ended;
      pairs += i - std::min(ended, i);
    }
    if (pairs < fewest) {
      fewest = pairs;
      best = d;
    }
  }
  return best;
}

void Analyser::overlaps() {
  const std::size_t d = sweep_dimension();
  std::vector<std::uint32_t> order;
  for (std::uint32_t row = 0; row < table_.row_count(); ++row) {
    if (usable(row)) order.push_back(row);
  }
  const auto low = [&](std::uint32_t row) { return space_[d].set(sets(row)[d]).front().low; };
  const auto high = [&](std::uint32_t row) { return space_[d].set(sets(row)[d]).back().high; };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return low(a) < low(b); });
  const bool unique = table_.source.policy == HitPolicy::kUnique;
  const bool any = table_.source.policy == HitPolicy::kAny;
  std::vector<Pair> pairs;  // the first ones, to be listed
  std::uint64_t wrong = 0;  // all that may not be
  const auto keep = [&](Pair pair) {
    pairs.push_back(pair);
    if (pairs.size() < 4 * options_.most_findings + 64) return;
    std::sort(pairs.begin(), pairs.end());
    pairs.resize(std::min(pairs.size(), options_.most_findings));
  };
  std::vector<std::uint32_t> open;
  for (const std::uint32_t row : order) {
    std::erase_if(open, [&](std::uint32_t other) { return high(other) <= low(row); });
    if (!budget_.spend(open.size() * 2)) break;
    for (const std::uint32_t other : open) {
      if (!space_.intersect(sets(row), sets(other))) continue;
      ++result_.overlaps;
      if (sets_equal(row, other)) continue;  // told already as the same conditions
      const bool differ = !same_outputs(row, other);
      if (any && differ) ++result_.contradictions;
      if (!unique && !(any && differ)) continue;
      ++wrong;
      keep({std::min(row, other), std::max(row, other)});
    }
    open.push_back(row);
  }
  std::sort(pairs.begin(), pairs.end());
  for (const Pair& pair : pairs) overlap(pair);
  const FindingKind kind = unique ? FindingKind::kOverlap : FindingKind::kContradiction;
  result_.totals[static_cast<std::size_t>(kind)] += wrong - pairs.size();
  stop("overlaps");
}

bool Analyser::sets_equal(std::uint32_t a, std::uint32_t b) const {
  return std::equal(sets(a).begin(), sets(a).end(), sets(b).begin());
}

void Analyser::overlap(Pair pair) {
  Finding finding;
  finding.kind =
      table_.source.policy == HitPolicy::kAny ? FindingKind::kContradiction : FindingKind::kOverlap;
  if (!listed(finding.kind)) return;
  const Sets both = meeting(pair.first, pair.second);
  finding.rows = {pair.first, pair.second};
  finding.region = space_.region(both);
  finding.witness = witness(both);
  finding.witness.confirmed =
      matches(pair.first, finding.witness) && matches(pair.second, finding.witness);
  finding.message = "rows " + names(finding.rows) + " match the same input";
  if (finding.kind == FindingKind::kContradiction) {
    const bool computed = table_.row_is_computed[pair.first] || table_.row_is_computed[pair.second];
    finding.message += computed ? " and may give different outputs" : " and give different outputs";
  }
  add(std::move(finding));
}

/// Whether row `b` may be taken into row `a`, which is evaluated before it.
bool Analyser::may_merge(std::size_t dimension, std::uint32_t a, std::uint32_t b) {
  const HitPolicy policy = table_.source.policy;
  if (policy == HitPolicy::kUnique || policy == HitPolicy::kAny) return true;
  if (keeps_all(policy)) {
    // Each matching row counts, so none may be lost, nor change its place.
    if (space_[dimension].intersects(sets(a)[dimension], sets(b)[dimension])) return false;
    const bool order_matters = policy == HitPolicy::kRuleOrder ||
                               policy == HitPolicy::kOutputOrder || policy == HitPolicy::kCollect;
    return !order_matters || table_.position_of_row[a] + 1 == table_.position_of_row[b];
  }
  for (std::uint32_t p = table_.position_of_row[a] + 1; p < table_.position_of_row[b]; ++p) {
    const std::uint32_t between = table_.row_of_position[p];
    if (!live_[between]) continue;
    budget_.spend(space_.size());
    if (same_outputs(between, b) && !table_.row_is_opaque[between]) continue;
    if (space_.intersect(sets(between), sets(b))) return false;
  }
  return true;
}

void Analyser::merge_group(std::size_t dimension, const std::vector<std::uint32_t>& rows) {
  std::vector<std::uint32_t> merged = {rows[0]};
  for (std::size_t i = 1; i < rows.size() && !budget_.spent(); ++i) {
    if (!sets_equal(rows[0], rows[i]) && may_merge(dimension, merged.back(), rows[i])) {
      merged.push_back(rows[i]);
    }
  }
  if (merged.size() < 2 || !listed(FindingKind::kMergeable)) return;
  Dimension& d = space_.dimension(dimension);
  auto together = sets(merged[0])[dimension];
  for (const std::uint32_t row : merged) {
    together = d.unite(together, sets(row)[dimension]);
  }
  Finding finding;
  finding.kind = FindingKind::kMergeable;
  finding.rows = merged;
  std::sort(finding.rows.begin(), finding.rows.end());
  finding.region = space_.region(sets(merged[0]));
  finding.region[dimension] = d.text(together);
  finding.witness = witness(meeting(merged[0], merged[0]));
  finding.witness.confirmed = matches(merged[0], finding.witness);
  finding.message = "rows " + names(finding.rows) + " differ in " + d.label() +
                    " only: one row with " + d.text(together) + " says the same";
  add(std::move(finding));
}

void Analyser::mergeable() {
  for (std::size_t d = 0; d < space_.size() && !stop("rows that could be one"); ++d) {
    std::map<std::vector<std::uint32_t>, std::vector<std::uint32_t>> groups;
    for (std::uint32_t p = 0; p < table_.row_count(); ++p) {
      const std::uint32_t row = table_.row_of_position[p];
      if (!usable(row) || told_[row] || !budget_.spend(space_.size())) continue;
      std::vector<std::uint32_t> key(sets(row).begin(), sets(row).end());
      key[d] = 0;
      key.push_back(table_.output_class[row]);
      groups[std::move(key)].push_back(row);
    }
    std::map<std::uint32_t, const std::vector<std::uint32_t>*> by_row;
    for (const auto& [key, rows] : groups) {
      if (rows.size() > 1) by_row[rows[0]] = &rows;
    }
    for (const auto& [row, rows] : by_row) {
      merge_group(d, *rows);
    }
  }
}

}  // namespace uniselector::rules
