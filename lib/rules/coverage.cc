// Counts what tests hit, cell by cell.
#include "rules/coverage.h"

#include <utility>

#include "rules/evaluation.h"

namespace uniselector::rules {

Coverage::Coverage(Table table)
    : table_(std::move(table)), rows_(table_.rows()), cells_(table_.rows() * table_.columns()) {}

Decision Coverage::add(std::span<const cel::Value> slots, Time at, cel::Arena& arena) {
  Evaluation evaluation(table_.impl(), slots, at, arena);
  evaluation.read_inputs();
  return count(&evaluation);
}

Decision Coverage::add_inputs(std::span<const cel::Value> inputs, std::span<const cel::Value> slots,
                              Time at, cel::Arena& arena) {
  Evaluation evaluation(table_.impl(), slots, at, arena);
  evaluation.take_inputs(inputs);
  return count(&evaluation);
}

void Coverage::count_row(Evaluation* evaluation, std::uint32_t position) {
  using CellResult = Evaluation::CellResult;
  const std::uint32_t row = table_.impl().row_of_position[position];
  const std::size_t columns = table_.columns();
  std::vector<CellResult> results(columns);
  std::size_t false_cells = 0;
  std::size_t failed_cells = 0;
  std::size_t last_false = 0;
  for (std::size_t c = 0; c < columns; ++c) {
    results[c] = evaluation->cell(position, c);
    if (results[c] == CellResult::kFalse) {
      ++false_cells;
      last_false = c;
    }
    if (results[c] == CellResult::kFailed) {
      ++failed_cells;
      ++cells_[row * columns + c].failed;
    }
  }
  if (failed_cells > 0) return;
  if (false_cells == 1) ++cells_[row * columns + last_false].decisive;
  if (false_cells > 0) return;
  ++rows_[row].matched;
  for (std::size_t c = 0; c < columns; ++c) ++cells_[row * columns + c].matched;
}

Decision Coverage::count(Evaluation* evaluation) {
  ++inputs_;
  const Decision decision = evaluation->run(nullptr);
  if (decision.outcome == Outcome::kDefault) ++defaults_;
  if (decision.outcome == Outcome::kNoDecision) ++no_decisions_;
  if (decision.outcome == Outcome::kFailed) ++failures_;
  if (decision.outcome == Outcome::kNotInEffect) return decision;
  if (decision.outcome == Outcome::kDecided) {
    for (const std::uint32_t row : decision.rows) ++rows_[row].decided;
  }
  for (std::uint32_t position = 0; position < table_.rows(); ++position) {
    if (evaluation->row_in_effect(position)) count_row(evaluation, position);
  }
  return decision;
}

double Coverage::row_coverage() const {
  if (rows_.empty()) return 1;
  return 1 - static_cast<double>(rows_never_decided().size()) / static_cast<double>(rows_.size());
}

double Coverage::cell_coverage() const {
  const TableImpl& t = table_.impl();
  std::uint64_t asking = 0;
  std::uint64_t seen = 0;
  for (std::uint32_t row = 0; row < table_.rows(); ++row) {
    for (std::uint32_t c = 0; c < table_.columns(); ++c) {
      if (t.columns[c].cell(row).is_any()) continue;
      ++asking;
      if (cell(row, c).matched > 0 && cell(row, c).decisive > 0) ++seen;
    }
  }
  return asking == 0 ? 1 : static_cast<double>(seen) / static_cast<double>(asking);
}

std::vector<std::uint32_t> Coverage::rows_never_decided() const {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < rows_.size(); ++row) {
    if (rows_[row].decided == 0) rows.push_back(row);
  }
  return rows;
}

}  // namespace uniselector::rules
