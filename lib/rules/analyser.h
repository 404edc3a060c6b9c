// The parts of an analysis of one table. One analysis; single-threaded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/analysis.h"
#include "rules/cover.h"
#include "rules/space.h"
#include "rules/table_impl.h"

namespace uniselector::rules {

class Analyser {
 public:
  Analyser(const Table& table, const AnalysisOptions& options);

  Analysis run();

 private:
  using Pair = std::pair<std::uint32_t, std::uint32_t>;

  // analysis.cc
  void find_opaque();
  void dates_and_values();
  void gaps();
  void open_regions();
  void masked();
  bool is_masked(std::uint32_t row);
  void add_gap(const Sets& sets);
  void add(Finding finding);
  bool room(FindingKind kind) const;
  /// Whether a finding of the kind is listed; else it is counted by this call.
  bool listed(FindingKind kind);
  bool stop(std::string_view what);
  Witness witness(const Sets& sets);
  bool matches(std::uint32_t row, const Witness& witness) const;
  std::string names(const std::vector<std::uint32_t>& rows) const;
  Sets meeting(std::uint32_t a, std::uint32_t b);
  bool usable(std::uint32_t row) const { return !table_.row_is_opaque[row] && live_[row]; }
  bool same_outputs(std::uint32_t a, std::uint32_t b) const {
    return table_.output_class[a] == table_.output_class[b];
  }
  std::span<const Dimension::SetId> sets(std::uint32_t row) const { return space_.sets(row); }

  // analysis_rows.cc
  void same_rows();
  void overlaps();
  std::size_t sweep_dimension() const;
  bool sets_equal(std::uint32_t a, std::uint32_t b) const;
  void overlap(Pair pair);
  void mergeable();
  void merge_group(std::size_t dimension, const std::vector<std::uint32_t>& rows);
  bool may_merge(std::size_t dimension, std::uint32_t a, std::uint32_t b);

  const Table& whole_;
  const TableImpl& table_;
  AnalysisOptions options_;
  Analysis result_;
  const TableImpl* const tables_[1];
  Space space_;
  Budget budget_;
  std::vector<bool> live_;           ///< rows that can match something at some time
  std::vector<bool> told_;           ///< rows said to be duplicates or contradictions
  std::vector<std::size_t> listed_;  ///< findings by kind
};

}  // namespace uniselector::rules
