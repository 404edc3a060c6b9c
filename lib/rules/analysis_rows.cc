// Rows against rows: the same, overlapping, and such that could be one.
#include <algorithm>
#include <map>

#include "base/hash.h"
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

/// By row: rows with the same box have the same number.
std::vector<std::uint32_t> Analyser::box_groups() const {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < table_.row_count(); ++row) rows.push_back(row);
  std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::ranges::lexicographical_compare(sets(a), sets(b));
  });
  std::vector<std::uint32_t> group_of(rows.size(), 0);
  std::uint32_t group = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && !sets_equal(rows[i - 1], rows[i])) ++group;
    group_of[rows[i]] = group;
  }
  return group_of;
}

/// Pairs of rows that meet, a block of rows with all behind, of a unique table or one in which any
/// row may answer. Told are those that may not be, but for rows with the same conditions, of which
/// same_rows() tells.
void Analyser::overlaps() {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < table_.row_count(); ++row) {
    if (usable(row)) rows.push_back(row);
  }
  const bool unique = table_.source.policy == HitPolicy::kUnique;
  std::vector<Pair> pairs;  // the first ones, to be listed
  std::uint64_t wrong = 0;  // all that may not be
  const auto keep = [&](Pair pair) {
    pairs.push_back(pair);
    if (pairs.size() < 4 * options_.most_findings + 64) return;
    std::sort(pairs.begin(), pairs.end());
    pairs.resize(std::min(pairs.size(), options_.most_findings));
  };
  const std::vector<std::uint32_t> group_of = box_groups();
  budget_.spend(rows.size() * space_.size());
  BlockTest test(space_, budget_, BlockTest::Question::kMeets, rows);
  BlockGroups same_box(group_of);
  BlockGroups same_output(table_.output_class);
  for (std::size_t first = 0; first < rows.size() && !budget_.spent(); first += kBlock) {
    const auto block = std::span(rows).subspan(first, std::min(kBlock, rows.size() - first));
    const bool list = pairs.size() < options_.most_findings;
    test.set_block(block);
    same_box.set_block(block);
    same_output.set_block(block);
    for (std::size_t i = first + 1; i < rows.size() && !budget_.spent(); ++i) {
      const std::uint32_t row = rows[i];
      BlockBits bits = first_bits(std::min(i - first, block.size()));
      if (!test.ask(sets(row), space_.hulls(row), &bits)) continue;
      result_.overlaps += count_bits(bits);
      same_box.remove(row, &bits);
      if (!unique) same_output.remove(row, &bits);
      wrong += count_bits(bits);
      if (!list) continue;
      each_bit(bits, [&](std::size_t bit) { keep({block[bit], row}); });
    }
  }
  if (!unique) result_.contradictions += wrong;
  std::sort(pairs.begin(), pairs.end());
  for (const Pair& pair : pairs) overlap(pair);
  const FindingKind kind = unique ? FindingKind::kOverlap : FindingKind::kContradiction;
  result_.totals[static_cast<std::size_t>(kind)] += wrong - pairs.size();
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

/// Whether row `b` may be taken into `merged`, rows that are evaluated before it, in the place of
/// the first of them.
bool Analyser::may_merge(std::size_t dimension, const std::vector<std::uint32_t>& merged,
                         std::uint32_t b) {
  const HitPolicy policy = table_.source.policy;
  if (policy == HitPolicy::kUnique || policy == HitPolicy::kAny) return true;
  if (keeps_all(policy)) {
    // Each matching row counts, so none may be lost, nor change its place.
    const bool order_matters = policy == HitPolicy::kRuleOrder ||
                               policy == HitPolicy::kOutputOrder || policy == HitPolicy::kCollect;
    const std::uint32_t last = table_.position_of_row[merged.back()];
    if (order_matters && last + 1 != table_.position_of_row[b]) return false;
    budget_.spend(2 * merged.size());
    return std::none_of(merged.begin(), merged.end(), [&](std::uint32_t a) {
      return space_[dimension].intersects(sets(a)[dimension], sets(b)[dimension]);
    });
  }
  for (std::uint32_t p = table_.position_of_row[merged[0]] + 1; p < table_.position_of_row[b];
       ++p) {
    if (budget_.spent()) return false;
    const std::uint32_t between = table_.row_of_position[p];
    if (!live_[between]) continue;
    budget_.spend(2);
    if (same_outputs(between, b) && !table_.row_is_opaque[between]) continue;
    if (space_.boxes_intersect(between, b)) return false;
  }
  return true;
}

void Analyser::merge_group(std::size_t dimension, const std::vector<std::uint32_t>& rows) {
  std::vector<std::uint32_t> merged = {rows[0]};
  for (std::size_t i = 1; i < rows.size() && !budget_.spent(); ++i) {
    if (!sets_equal(rows[0], rows[i]) && may_merge(dimension, merged, rows[i])) {
      merged.push_back(rows[i]);
    }
  }
  if (merged.size() < 2 || !listed(FindingKind::kMergeable)) return;
  Dimension& d = space_.dimension(dimension);
  std::vector<ClassRange> ranges;
  for (const std::uint32_t row : merged) {
    const auto own = d.set(sets(row)[dimension]);
    ranges.insert(ranges.end(), own.begin(), own.end());
  }
  const auto together = d.add_union(std::move(ranges));
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

bool Analyser::sets_equal_but_for(std::size_t dimension, std::uint32_t a, std::uint32_t b) const {
  for (std::size_t d = 0; d < space_.size(); ++d) {
    if (d != dimension && sets(a)[d] != sets(b)[d]) return false;
  }
  return true;
}

/// Rows with the same outputs that differ in one dimension at most, two or more together, each
/// group in the order of evaluation and groups by their first row.
std::vector<std::vector<std::uint32_t>> Analyser::groups_but_for(std::size_t dimension) const {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keys;  // hash, position
  for (std::uint32_t p = 0; p < table_.row_count(); ++p) {
    const std::uint32_t row = table_.row_of_position[p];
    if (!usable(row) || told_[row]) continue;
    std::uint64_t hash = table_.output_class[row];
    for (std::size_t d = 0; d < space_.size(); ++d) {
      if (d != dimension) hash = base::mix64(hash * 0x9e3779b97f4a7c15ULL + sets(row)[d]);
    }
    keys.push_back({hash, p});
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::vector<std::uint32_t>> groups;
  bool open = false;
  for (std::size_t i = 1; i < keys.size(); ++i) {
    open = open && keys[i].first == keys[i - 1].first;
    if (keys[i].first != keys[i - 1].first) continue;
    const std::uint32_t first =
        open ? groups.back()[0] : table_.row_of_position[keys[i - 1].second];
    const std::uint32_t row = table_.row_of_position[keys[i].second];
    if (!same_outputs(first, row) || !sets_equal_but_for(dimension, first, row)) continue;
    if (!open) groups.push_back({first});
    groups.back().push_back(row);
    open = true;
  }
  std::sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a[0] < b[0]; });
  return groups;
}

void Analyser::mergeable() {
  for (std::size_t d = 0; d < space_.size(); ++d) {
    if (!budget_.spend(table_.row_count() * 4)) return;
    for (const auto& rows : groups_but_for(d)) merge_group(d, rows);
  }
}

}  // namespace uniselector::rules
