// What is wrong with a table before it goes live: inputs that no row answers, rows that overlap,
// rows that never decide, rows that say the same or the contrary.
//
// Rows are boxes over the columns' values and over time, so all of this is exact for cells in
// normal form. Rows with other cells are named as not analysed. Every finding has a witness, an
// input that a run of the table has confirmed. Pure functions; deterministic.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/cel_arena.h>
#include <uniselector/cel_value.h>
#include <uniselector/time.h>

#include "rules/table.h"

namespace uniselector::rules {

enum class FindingKind : std::uint8_t {
  kGap,            ///< inputs that no row matches
  kGapInTime,      ///< the same, but at some times only
  kOverlap,        ///< two rows match the same input
  kContradiction,  ///< two rows match the same input and give different outputs
  kDuplicate,      ///< rows with the same conditions and outputs
  kMasked,         ///< rows before it match all that this one matches
  kMergeable,      ///< rows that differ in one column only and give the same
  kNeverInEffect,  ///< its dates leave it no time within those of the table
  kOutsideValues,  ///< a cell has none of the column's declared values
};
inline constexpr std::size_t kFindingKinds = 9;
std::string_view to_string(FindingKind kind);

/// An input: a value for each column (absent: missing) and a time.
struct Witness {
  std::vector<cel::Value> inputs;
  Time at{};
  bool confirmed = false;  ///< a run of the table shows what the finding says
};

/// `age = 5, tier = missing at 2026-01-01T00:00:00Z`; `names` of the inputs, one each.
std::string to_text(const Witness& witness, const std::vector<std::string>& names);

struct Finding {
  FindingKind kind = FindingKind::kGap;
  std::vector<std::uint32_t> rows;  ///< those concerned, ascending
  std::vector<std::string> region;  ///< where, one cell a column, with the times at the end
  Witness witness;                  ///< none for kNeverInEffect and kOutsideValues
  std::string message;              ///< one sentence
};

struct AnalysisOptions {
  std::uint64_t steps = 200'000'000;  ///< most work; a step is a look at one cell
  std::size_t most_findings = 100;    ///< of each kind that are listed; all are counted
  bool gaps = true;
  bool overlaps = true;
  bool masked = true;
  bool rows = true;  ///< duplicates, mergeable, dates
};

struct Analysis {
  std::vector<Finding> findings;           ///< by kind, then by row
  std::uint64_t overlaps = 0;              ///< pairs of rows of unique and any, listed or not
  std::uint64_t contradictions = 0;        ///< pairs of rows, listed or not
  bool more_gaps = false;                  ///< gaps beyond those listed may exist
  std::vector<std::uint32_t> opaque_rows;  ///< not analysed: cells that are not in normal form
  /// Inputs that only rows of opaque_rows may match, as regions.
  std::vector<std::vector<std::string>> open_regions;
  bool complete = true;  ///< all was looked at
  std::string stopped;   ///< "analysis of gaps stopped after N steps", or empty
  std::uint64_t steps = 0;
  std::shared_ptr<cel::Arena> arena;  ///< owns the text of witnesses

  /// Findings of a kind, listed or not; of gaps only those that are listed.
  std::array<std::uint64_t, kFindingKinds> totals{};

  std::uint64_t total(FindingKind kind) const { return totals[static_cast<std::size_t>(kind)]; }
  /// Those listed.
  std::size_t count(FindingKind kind) const;
};

Analysis analyse(const Table& table, const AnalysisOptions& options = {});
/// Lines for people, bounded.
std::string to_text(const Analysis& analysis, const Table& table);

}  // namespace uniselector::rules
