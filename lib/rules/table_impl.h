// What stands behind a table: its columns with their index, its rows as references to cells, its
// outputs, and the programs of what cannot be told beforehand. Immutable after compile().
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <uniselector/cel.h>

#include "base/zone.h"
#include "rules/index.h"
#include "rules/table_source.h"
#include "rules/value_set.h"

namespace uniselector::rules {

inline constexpr std::uint32_t kNoProgram = UINT32_MAX;

/// Cells of one column: each different one once, and which one every row has.
struct CellColumn {
  Cuts cuts;
  RowBits bits;
  std::vector<CellRef> cells;
  std::vector<std::uint32_t> cell_of_row;

  const CellRef& cell(std::uint32_t row) const { return cells[cell_of_row[row]]; }
};

struct Column : CellColumn {
  std::string name;
  std::string expression;
  cel::Type type;
  Domain domain = Domain::kOther;
  Missing missing = Missing::kError;
  cel::Value missing_value;
  std::optional<ValueSet> values;  ///< those that there can be, if declared
  /// Where the value comes from: a slot, or a program if that is -1.
  std::int32_t slot = -1;
  std::optional<cel::Program> program;
  /// Where it goes for conditions and outputs; -1 when a variable has the name.
  std::int32_t extra_slot = -1;
};

struct Output {
  std::string name;
  cel::Type type;
  Domain domain = Domain::kOther;
  bool optional = false;
};

/// The outputs of a row or the defaults: constants, or programs where `program` is not kNoProgram.
struct OutputCell {
  cel::Value value;
  std::uint32_t program = kNoProgram;
};

struct TableImpl {
  TableSource source;
  std::uint64_t version = 0;
  base::Zone zone;
  std::optional<Cut> from;  ///< in effect from here, as a timestamp
  std::optional<Cut> to;

  std::vector<Column> columns;
  CellColumn dates;  ///< when rows are in effect, as a column over the time
  std::vector<Output> outputs;

  /// Rows in the order in which they are evaluated, and back.
  std::vector<std::uint32_t> row_of_position;
  std::vector<std::uint32_t> position_of_row;
  /// By position: a reference for every column, then one for the dates.
  std::vector<CellRef> refs;

  std::vector<cel::Program> conditions;
  std::vector<cel::Program> computed;     ///< outputs
  std::vector<OutputCell> output_cells;   ///< by row, a cell an output
  std::vector<cel::Value> output_values;  ///< the same, values only, to be lent out
  std::vector<bool> row_is_computed;      ///< has an output with a program
  /// Rows with the same number have the same outputs, by value or by text.
  std::vector<std::uint32_t> output_class;
  std::optional<std::vector<OutputCell>> defaults;
  std::vector<bool> row_is_opaque;  ///< has a condition

  std::vector<std::string> variable_names;  ///< of the environment
  std::size_t variables = 0;                ///< how many
  std::uint64_t cost_limit = 0;             ///< of all expressions of one decision together
  std::size_t extra_variables = 0;          ///< behind them: columns by name; then comes `it`
  cel::Arena arena;                         ///< owns constants

  std::size_t row_count() const { return row_of_position.size(); }
  /// Whether an input, condition or output reads a variable of the environment.
  bool uses(std::size_t slot) const {
    const auto reads = [slot](const cel::Program& program) { return program.uses(slot); };
    return std::any_of(columns.begin(), columns.end(),
                       [&](const Column& column) {
                         return column.slot == static_cast<std::int32_t>(slot) ||
                                (column.program && reads(*column.program));
                       }) ||
           std::any_of(conditions.begin(), conditions.end(), reads) ||
           std::any_of(computed.begin(), computed.end(), reads);
  }
  const CellRef* refs_at(std::uint32_t position) const {
    return refs.data() + std::size_t{position} * (columns.size() + 1);
  }
  std::string row_name(std::uint32_t row) const {
    const Row& r = source.rows[row];
    return r.id.empty() ? std::to_string(row + 1) : '\'' + r.id + '\'';
  }
};

/// A time as the key that dates are compared by.
Key key_of_time(Time at);

}  // namespace uniselector::rules
