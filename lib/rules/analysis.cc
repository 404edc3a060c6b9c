// Gaps, dates, declared values, and how findings are put into words.
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

constexpr std::size_t kMostNames = 20;  ///< of rows in one message

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

void Analyser::part(std::string_view what, std::uint64_t parts, void (Analyser::*work)()) {
  const std::uint64_t steps = budget_.begin_part(parts);
  if (!budget_.spent()) (this->*work)();
  if (budget_.spent()) {
    result_.complete = false;
    result_.stopped += (result_.stopped.empty() ? "analysis of " : "; analysis of ") +
                       std::string(what) + " stopped after " + std::to_string(steps) + " steps";
  }
  budget_.end_part();
}

std::string Analyser::names(const std::vector<std::uint32_t>& rows) const {
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == kMostNames && rows.size() > i + 1) {
      return text + " and " + std::to_string(rows.size() - i) + " more";
    }
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
      const auto kind = d == time ? FindingKind::kNeverInEffect : FindingKind::kOutsideValues;
      if (!options_.rows || !listed(kind)) break;
      Finding finding;
      finding.kind = kind;
      finding.rows = {row};
      finding.region = space_.region(sets(row));
      if (d == time) {
        finding.message = "row " + table_.row_name(row) +
                          " is never in effect while the table is: its dates lie outside";
      } else {
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
}

Analysis Analyser::run() {
  find_opaque();
  dates_and_values();
  // What tells most for its steps comes first.
  if (options_.rows) part("rows", 2, &Analyser::same_rows);
  // Under the other policies several rows may match.
  const HitPolicy policy = table_.source.policy;
  const bool one = policy == HitPolicy::kUnique || policy == HitPolicy::kAny;
  if (options_.overlaps && one) part("overlaps", 2, &Analyser::overlaps);
  if (options_.rows) part("rows that could be one", 2, &Analyser::mergeable);
  if (options_.masked) part("masked rows", 2, &Analyser::masked);
  const bool open = !result_.opaque_rows.empty();
  // Declared defaults answer where no row does.
  const bool gaps = options_.gaps && !table_.source.defaults;
  if (gaps) part("gaps", open ? 2 : 1, &Analyser::gaps);
  if (gaps && open) part("regions that only conditions answer", 1, &Analyser::open_regions);
  std::stable_sort(result_.findings.begin(), result_.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.kind < b.kind; });
  result_.steps = budget_.steps();
  return std::move(result_);
}

Analysis analyse(const Table& table, const AnalysisOptions& options) {
  return Analyser(table, options).run();
}

std::string to_text(const Witness& witness, const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t c = 0; c < witness.inputs.size(); ++c) {
    const cel::Value& value = witness.inputs[c];
    text += (text.empty() ? "" : ", ") + base::escaped(names[c]) + " = ";
    text += value.is(cel::ValueKind::kAbsent) ? "missing" : base::escaped(cel::to_text(value));
  }
  return text + (text.empty() ? "at " : " at ") + uniselector::to_string(witness.at);
}

std::string to_text(const Analysis& analysis, const Table& table) {
  std::vector<std::string> names;
  for (const InputColumn& input : table.source().inputs) names.push_back(input.name);
  std::string text;
  for (const Finding& finding : analysis.findings) {
    text += std::string(to_string(finding.kind)) + ": " + base::escaped(finding.message) + '\n';
    if (finding.kind == FindingKind::kNeverInEffect ||
        finding.kind == FindingKind::kOutsideValues) {
      continue;
    }
    text += "  for example " + to_text(finding.witness, names);
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
