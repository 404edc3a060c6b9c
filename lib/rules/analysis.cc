// Gaps, masked rows, and how findings are put into words.
#include "rules/analysis.h"

#include <algorithm>
#include <array>

#include <uniselector/cel_data.h>

#include "base/text.h"
#include "rules/analyser.h"
#include "rules/evaluation.h"

namespace uniselector::rules {
namespace {

static_assert(static_cast<std::size_t>(FindingKind::kOutsideValues) + 1 == kFindingKinds);

bool stops_at_first(HitPolicy policy) {
  return policy == HitPolicy::kFirst || policy == HitPolicy::kPriority;
}

}  // namespace

std::string_view to_string(FindingKind kind) {
  static constexpr std::array<std::string_view, kFindingKinds> kNames = {
      "gap",    "gap_in_time", "overlap",         "contradiction", "duplicate",
      "masked", "mergeable",   "never_in_effect", "outside_values"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::size_t Analysis::count(FindingKind kind) const {
  return static_cast<std::size_t>(std::count_if(
      findings.begin(), findings.end(), [kind](const Finding& f) { return f.kind == kind; }));
}

Analyser::Analyser(const Table& table, const AnalysisOptions& options)
    : whole_(table),
      table_(table.impl()),
      options_(options),
      tables_{&table.impl()},
      space_(tables_),
      budget_(options.steps),
      live_(table_.row_count(), true),
      told_(table_.row_count(), false),
      listed_(kFindingKinds, 0) {
  result_.arena = std::make_shared<cel::Arena>();
}

bool Analyser::room(FindingKind kind) const {
  return listed_[static_cast<std::size_t>(kind)] < options_.most_findings;
}

bool Analyser::listed(FindingKind kind) {
  if (room(kind)) return true;
  ++result_.totals[static_cast<std::size_t>(kind)];
  return false;
}

void Analyser::add(Finding finding) {
  ++result_.totals[static_cast<std::size_t>(finding.kind)];
  if (!room(finding.kind)) return;
  ++listed_[static_cast<std::size_t>(finding.kind)];
  result_.findings.push_back(std::move(finding));
}

/// Whether the budget is spent; says so once, with the part that it ended.
bool Analyser::stop(std::string_view what) {
  if (!budget_.spent()) return false;
  if (result_.complete) {
    result_.complete = false;
    result_.stopped = "analysis of " + std::string(what) + " stopped after " +
                      std::to_string(options_.steps) + " steps";
  }
  return true;
}

std::string Analyser::names(const std::vector<std::uint32_t>& rows) const {
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i != 0) text += i + 1 == rows.size() ? " and " : ", ";
    text += table_.row_name(rows[i]);
  }
  return text;
}

Witness Analyser::witness(const Sets& sets) {
  Witness w;
  w.inputs = space_.point(0, sets, *result_.arena);
  w.at = space_.time(sets);
  return w;
}

bool Analyser::matches(std::uint32_t row, const Witness& w) const {
  cel::Arena arena;
  Evaluation evaluation(table_, {}, w.at, arena);
  evaluation.take_inputs(w.inputs);
  return evaluation.in_effect() &&
         evaluation.check_naive(table_.position_of_row[row]).state == RowState::kMatched;
}

/// Where two rows meet.
Sets Analyser::meeting(std::uint32_t a, std::uint32_t b) {
  Sets both;
  for (std::size_t d = 0; d < space_.size(); ++d) {
    both.push_back(space_.dimension(d).intersection(sets(a)[d], sets(b)[d]));
  }
  return both;
}

void Analyser::find_opaque() {
  for (std::uint32_t row = 0; row < table_.row_count(); ++row) {
    if (table_.row_is_opaque[row]) result_.opaque_rows.push_back(row);
  }
}

/// Rows that can never match: their dates leave nothing, or a cell has none of the declared values.
void Analyser::dates_and_values() {
  const std::size_t time = space_.size() - 1;
  for (std::uint32_t row = 0; row < table_.row_count(); ++row) {
    for (std::size_t d = 0; d < space_.size(); ++d) {
      const Dimension& dimension = space_[d];
      if (!dimension.empty(sets(row)[d])) continue;
      live_[row] = false;
      if (!options_.rows) continue;
      Finding finding;
      finding.rows = {row};
      finding.region = space_.region(sets(row));
      if (d == time) {
        finding.kind = FindingKind::kNeverInEffect;
        finding.message = "row " + table_.row_name(row) +
                          " is never in effect while the table is: its dates lie outside";
      } else {
        finding.kind = FindingKind::kOutsideValues;
        finding.message = "row " + table_.row_name(row) + " can never match: " + dimension.label() +
                          " has none of the values of its cell";
      }
      add(std::move(finding));
      break;
    }
  }
}

void Analyser::add_gap(const Sets& region) {
  const std::size_t time = space_.size() - 1;
  Finding finding;
  const bool always = region[time] == space_[time].allowed();
  finding.kind = always ? FindingKind::kGap : FindingKind::kGapInTime;
  finding.region = space_.region(region);
  finding.witness = witness(region);
  cel::Arena arena;
  const Decision decision =
      whole_.decide_inputs(finding.witness.inputs, {}, finding.witness.at, arena);
  finding.witness.confirmed = decision.rows.empty() && (decision.outcome == Outcome::kNoDecision ||
                                                        decision.outcome == Outcome::kDefault ||
                                                        decision.outcome == Outcome::kDecided);
  std::string where;
  for (std::size_t d = 0; d < space_.size(); ++d) {
    if (finding.region[d] == "-") continue;
    where += (where.empty() ? "" : ", ") + space_[d].label() + ' ' + finding.region[d];
  }
  finding.message = "no row matches " + (where.empty() ? "any input" : where);
  add(std::move(finding));
}

void Analyser::gaps() {
  CoverSearch search(space_, budget_);
  Sets allowed;
  for (std::size_t d = 0; d < space_.size(); ++d) allowed.push_back(space_[d].allowed());
  search.restrict_to(allowed);
  for (std::uint32_t row = 0; row < table_.row_count(); ++row) {
    if (live_[row]) search.add_box(row);
  }
  std::size_t found = 0;
  search.each_region([&](const Sets& region) {
    if (++found > options_.most_findings) {
      result_.more_gaps = true;
      return false;
    }
    add_gap(region);
    return true;
  });
  stop("gaps");
}

/// What only rows with conditions may match. Known gaps are no part of it.
void Analyser::open_regions() {
  if (result_.opaque_rows.empty() || result_.more_gaps) return;
  CoverSearch search(space_, budget_);
  Sets allowed;
  for (std::size_t d = 0; d < space_.size(); ++d) allowed.push_back(space_[d].allowed());
  search.restrict_to(allowed);
  for (std::uint32_t row = 0; row < table_.row_count(); ++row) {
    if (usable(row)) search.add_box(row);
  }
  search.each_region([&](const Sets& region) {
    bool meets = false;
    for (const std::uint32_t row : result_.opaque_rows) {
      meets = meets || (live_[row] && space_.intersect(region, sets(row)));
    }
    if (meets) result_.open_regions.push_back(space_.region(region));
    return result_.open_regions.size() < options_.most_findings;
  });
  stop("regions that only conditions answer");
}

/// Whether the rows evaluated before it cover all that a row matches.
bool Analyser::is_masked(std::uint32_t row) {
  CoverSearch search(space_, budget_);
  search.restrict_to(sets(row));
  for (std::uint32_t p = 0; p < table_.position_of_row[row]; ++p) {
    const std::uint32_t before = table_.row_of_position[p];
    if (!usable(before)) continue;
    budget_.spend(space_.size());
    if (space_.intersect(sets(before), sets(row))) search.add_box(before);
  }
  return !search.uncovered() && !budget_.spent();
}

void Analyser::masked() {
  if (!stops_at_first(table_.source.policy)) return;
  for (std::uint32_t p = 0; p < table_.row_count() && !stop("masked rows"); ++p) {
    const std::uint32_t row = table_.row_of_position[p];
    if (!live_[row] || told_[row] || !is_masked(row) || !listed(FindingKind::kMasked)) continue;
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

Analysis Analyser::run() {
  find_opaque();
  dates_and_values();
  if (options_.gaps) {
    gaps();
    if (!stop("gaps")) open_regions();
  }
  if (options_.rows && !stop("rows")) same_rows();
  if (options_.overlaps && !stop("overlaps")) overlaps();
  if (options_.masked && !stop("masked rows")) masked();
  if (options_.rows && !stop("rows that could be one")) mergeable();
  std::stable_sort(result_.findings.begin(), result_.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.kind < b.kind; });
  result_.steps = budget_.steps();
  return std::move(result_);
}

Analysis analyse(const Table& table, const AnalysisOptions& options) {
  return Analyser(table, options).run();
}

namespace {

std::string witness_text(const Witness& witness, const Table& table) {
  std::string text;
  for (std::size_t c = 0; c < witness.inputs.size(); ++c) {
    const cel::Value& value = witness.inputs[c];
    text += (text.empty() ? "" : ", ") + base::escaped(table.source().inputs[c].name) + " = ";
    text += value.is(cel::ValueKind::kAbsent) ? "missing" : base::escaped(cel::to_text(value));
  }
  return text + (text.empty() ? "at " : " at ") + uniselector::to_string(witness.at);
}

}  // namespace

std::string to_text(const Analysis& analysis, const Table& table) {
  std::string text;
  for (const Finding& finding : analysis.findings) {
    text += std::string(to_string(finding.kind)) + ": " + base::escaped(finding.message) + '\n';
    if (finding.kind == FindingKind::kNeverInEffect ||
        finding.kind == FindingKind::kOutsideValues) {
      continue;
    }
    text += "  for example " + witness_text(finding.witness, table);
    text += finding.witness.confirmed ? "\n" : " (not confirmed by a run)\n";
  }
  for (std::size_t kind = 0; kind < kFindingKinds; ++kind) {
    const std::uint64_t listed = analysis.count(static_cast<FindingKind>(kind));
    if (analysis.totals[kind] > listed) {
      text += std::to_string(analysis.totals[kind] - listed) +
              " more: " + std::string(to_string(static_cast<FindingKind>(kind))) + '\n';
    }
  }
  if (analysis.more_gaps) text += "there may be more gaps\n";
  if (!analysis.opaque_rows.empty()) {
    text += std::to_string(analysis.opaque_rows.size()) +
            " rows have conditions and were not analysed\n";
  }
  if (!analysis.open_regions.empty()) {
    text += std::to_string(analysis.open_regions.size()) +
            " regions are answered by rows with conditions only, if at all\n";
  }
  if (!analysis.complete) text += analysis.stopped + '\n';
  return text;
}

}  // namespace uniselector::rules
