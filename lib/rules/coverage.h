// How much of a table a set of tests exercises: rows that decided, cells that were seen both true
// and false. Single-threaded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <uniselector/cel_value.h>
#include <uniselector/time.h>

#include "rules/table.h"

namespace uniselector::rules {

class Evaluation;

class Coverage {
 public:
  explicit Coverage(Table table);

  /// Runs the table on one test input and counts what it hit. Looks at every cell of every row.
  Decision add(std::span<const cel::Value> slots, Time at, cel::Arena& arena);
  Decision add_inputs(std::span<const cel::Value> inputs, std::span<const cel::Value> slots,
                      Time at, cel::Arena& arena);

  struct Cell {
    std::uint64_t matched = 0;
    std::uint64_t decisive = 0;  ///< false, with all other cells of the row true
    std::uint64_t failed = 0;
  };
  struct RowHits {
    std::uint64_t matched = 0;
    std::uint64_t decided = 0;  ///< among the rows that gave the outputs
  };

  std::uint64_t inputs() const { return inputs_; }
  std::uint64_t defaults() const { return defaults_; }
  std::uint64_t no_decisions() const { return no_decisions_; }
  std::uint64_t failures() const { return failures_; }
  const RowHits& row(std::uint32_t row) const { return rows_[row]; }
  const Cell& cell(std::uint32_t row, std::uint32_t column) const {
    return cells_[row * table_.columns() + column];
  }
  /// Rows that decided at least once, of all.
  double row_coverage() const;
  /// Cells that ask for something and were once true in a row that matched and once the only false
  /// one, of all cells that ask for something: what a change of the cell would show in.
  double cell_coverage() const;
  std::vector<std::uint32_t> rows_never_decided() const;
  const Table& table() const { return table_; }

 private:
  Decision count(Evaluation* evaluation);
  void count_row(Evaluation* evaluation, std::uint32_t position);

  Table table_;
  std::vector<RowHits> rows_;
  std::vector<Cell> cells_;
  std::uint64_t inputs_ = 0;
  std::uint64_t defaults_ = 0;
  std::uint64_t no_decisions_ = 0;
  std::uint64_t failures_ = 0;
};

}  // namespace uniselector::rules
