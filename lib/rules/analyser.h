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
#include "rules/analysis_blocks.h"
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
  void add_gap(const Sets& sets);
  void add(Finding finding);
  bool room(FindingKind kind) const;
  /// Whether a finding of the kind is listed; else it is counted by this call.
  bool listed(FindingKind kind);
  /// Does a part with one in `parts` of the steps that are left; says so if they did not do.
  void part(std::string_view what, std::uint64_t parts, void (Analyser::*work)());
  Witness witness(const Sets& sets);
  bool matches(std::uint32_t row, const Witness& witness) const;
  std::string names(const std::vector<std::uint32_t>& rows) const;
  Sets meeting(std::uint32_t a, std::uint32_t b);
  bool usable(std::uint32_t row) const { return !table_.row_is_opaque[row] && live_[row]; }
  bool same_outputs(std::uint32_t a, std::uint32_t b) const {
    return table_.output_class[a] == table_.output_class[b];
  }
  std::span<const Dimension::SetId> sets(std::uint32_t row) const { return space_.sets(row); }

  // analysis_masked.cc
  void masked();
  std::vector<std::uint32_t> find_masked();
  /// A point of each of some rows, a class a dimension.
  struct Points {
    Sets sets;
    std::vector<ClassRange> hulls;
  };
  bool ask_rows_before(BlockTest::Question question, const Points* points,
                       std::vector<std::uint32_t>* rows, std::vector<std::uint32_t>* yes);
  Points points_of(std::span<const std::uint32_t> rows, std::uint32_t number);
  bool is_masked(std::uint32_t row);

  // analysis_rows.cc
  void same_rows();
  void overlaps();
  std::vector<std::uint32_t> box_groups() const;
  std::vector<std::vector<std::uint32_t>> groups_but_for(std::size_t dimension) const;
  bool sets_equal_but_for(std::size_t dimension, std::uint32_t a, std::uint32_t b) const;
  bool sets_equal(std::uint32_t a, std::uint32_t b) const;
  void overlap(Pair pair);
  void mergeable();
  void merge_group(std::size_t dimension, const std::vector<std::uint32_t>& rows);
  bool may_merge(std::size_t dimension, const std::vector<std::uint32_t>& merged, std::uint32_t b);

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
