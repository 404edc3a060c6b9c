// Rows that never decide. Most rows are soon told: one row before matches all of them, or none
// matches some point of them. What is left is searched for a point that the rows before leave open.
#include <algorithm>

#include "base/hash.h"
#include "rules/analyser.h"

namespace uniselector::rules {
namespace {

constexpr std::uint32_t kPoints = 6;  ///< of each row that are looked at

}  // namespace

/// A point of each row: the first one, the last one, then any. Where a point's hull is all that is
/// asked for, it is not made a set.
Analyser::Points Analyser::points_of(std::span<const std::uint32_t> rows, std::uint32_t number) {
  Points points;
  points.sets.resize(rows.size() * space_.size());
  points.hulls.resize(rows.size() * space_.size());
  for (std::size_t d = 0; d < space_.size(); ++d) {
    Dimension& dimension = space_.dimension(d);
    const bool as_set = !BlockTest::by_hull(dimension);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto ranges = dimension.set(sets(rows[i])[d]);
      std::uint32_t at = number == 0 ? ranges.front().low : ranges.back().high - 1;
      if (number > 1) {
        const std::uint64_t any = base::mix64((std::uint64_t{rows[i]} * kPoints + number) * 64 + d);
        const ClassRange& range = ranges[any % ranges.size()];
        at = range.low + static_cast<std::uint32_t>((any >> 32) % (range.high - range.low));
      }
      const ClassRange point{at, at + 1};
      points.hulls[i * space_.size() + d] = point;
      if (as_set) points.sets[i * space_.size() + d] = dimension.add(point);
    }
  }
  budget_.spend(points.sets.size());
  return points;
}

/// Moves those of `rows`, which are in the order of evaluation, for which a row before has all of
/// them, or a point of them, to `yes`. False when the steps did not do; then nothing is moved.
bool Analyser::ask_rows_before(BlockTest::Question question, const Points* points,
                               std::vector<std::uint32_t>* rows, std::vector<std::uint32_t>* yes) {
  std::vector<std::uint32_t> before;
  for (const std::uint32_t row : table_.row_of_position) {
    if (usable(row)) before.push_back(row);
  }
  BlockTest test(space_, budget_, question, before);
  std::vector<bool> found(rows->size(), false);
  const auto position = [&](std::uint32_t row) { return table_.position_of_row[row]; };
  for (std::size_t first = 0; first < before.size() && !budget_.spent(); first += kBlock) {
    const auto block = std::span(before).subspan(first, std::min(kBlock, before.size() - first));
    test.set_block(block);
    std::size_t count = 0;  // rows of the block that are evaluated before the one that is asked for
    for (std::size_t i = 0; i < rows->size() && !budget_.spent(); ++i) {
      const std::uint32_t row = (*rows)[i];
      while (count < block.size() && position(block[count]) < position(row)) ++count;
      if (count == 0 || found[i]) continue;
      BlockBits bits = first_bits(count);
      const std::size_t size = space_.size();
      found[i] = points == nullptr
                     ? test.ask(sets(row), space_.hulls(row), &bits)
                     : test.ask(std::span(points->sets).subspan(i * size, size),
                                std::span(points->hulls).subspan(i * size, size), &bits);
    }
  }
  if (budget_.spent()) return false;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    if (found[i]) {
      yes->push_back((*rows)[i]);
    } else {
      (*rows)[kept++] = (*rows)[i];
    }
  }
  rows->resize(kept);
  return true;
}

/// Whether the rows evaluated before it cover all that a row matches.
bool Analyser::is_masked(std::uint32_t row) {
  CoverSearch search(space_, budget_);
  search.restrict_to(sets(row));
  const std::uint32_t position = table_.position_of_row[row];
  if (!budget_.spend(std::uint64_t{position} * 2)) return false;
  for (std::uint32_t p = 0; p < position; ++p) {
    const std::uint32_t before = table_.row_of_position[p];
    if (usable(before) && space_.boxes_intersect(before, row)) search.add_box(before);
  }
  return !search.uncovered() && !budget_.spent();
}

/// Those that are sure, in the order of evaluation.
std::vector<std::uint32_t> Analyser::find_masked() {
  std::vector<std::uint32_t> open;
  for (const std::uint32_t row : table_.row_of_position) {
    if (live_[row] && !told_[row]) open.push_back(row);
  }
  std::vector<std::uint32_t> masked;
  if (!ask_rows_before(BlockTest::Question::kCovers, nullptr, &open, &masked)) return masked;
  for (std::uint32_t number = 0; number < kPoints && !open.empty(); ++number) {
    const Points points = points_of(open, number);
    std::vector<std::uint32_t> left;
    if (!ask_rows_before(BlockTest::Question::kMeets, &points, &open, &left)) break;
    open = std::move(left);
  }
  for (const std::uint32_t row : open) {
    if (budget_.spent()) break;
    if (is_masked(row)) masked.push_back(row);
  }
  std::sort(masked.begin(), masked.end(), [&](std::uint32_t a, std::uint32_t b) {
    return table_.position_of_row[a] < table_.position_of_row[b];
  });
  return masked;
}

void Analyser::masked() {
  const HitPolicy policy = table_.source.policy;
  if (policy != HitPolicy::kFirst && policy != HitPolicy::kPriority) return;
  for (const std::uint32_t row : find_masked()) {
    if (!listed(FindingKind::kMasked)) continue;
    Finding finding;
    finding.kind = FindingKind::kMasked;
    finding.rows = {row};
    finding.region = space_.region(sets(row));
    finding.witness = witness(meeting(row, row));
    cel::Arena arena;
    const Decision decision =
        whole_.decide_inputs(finding.witness.inputs, {}, finding.witness.at, arena);
    const bool other = !decision.rows.empty() && decision.rows[0] != row;
    const bool own = table_.row_is_opaque[row] || matches(row, finding.witness);
    finding.witness.confirmed = other && own;
    finding.message =
        "row " + table_.row_name(row) + " never decides: rows before it match all that it matches";
    if (other) finding.message += ", such as row " + table_.row_name(decision.rows[0]);
    add(std::move(finding));
  }
}

}  // namespace uniselector::rules
