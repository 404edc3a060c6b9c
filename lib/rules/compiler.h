// Makes a table from its source: reads cells, checks types, compiles what is of the language, and
// collects every fault with its place. One compilation; single-threaded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/cel.h>
#include <uniselector/status.h>

#include "rules/cell.h"
#include "rules/table_impl.h"
#include "rules/table_source.h"

namespace uniselector::rules {

class Compiler {
 public:
  Compiler(TableSource source, const cel::Environment& environment, std::string inputs_from);

  /// The table, or null with faults.
  std::shared_ptr<const TableImpl> compile();
  const std::vector<Fault>& faults() const { return faults_; }
  Status status() const;

 private:
  static constexpr std::size_t kMostFaults = 100;

  // compile_table.cc
  void fault(const Place& place, std::string where, std::string message);
  void fault(const Text& text, std::string where, const CellFault& what);
  std::string row_place(std::uint32_t row, std::string_view column) const;
  bool full() const { return faults_.size() >= kMostFaults; }
  void check_shape();
  void check_names();
  void check_policy();
  void compile_dates();
  std::optional<Cut> moment(const Text& text, const std::string& where);
  void order_rows();
  void build_index();

  // compile_cells.cc
  void compile_columns();
  void compile_column(std::size_t index);
  void compile_expression(const InputColumn& from, const std::string& where, Column* column);
  bool check_type(const cel::Type& found, const Column& column) const;
  void compile_cells(std::size_t index);
  /// A cell as a set, a condition (by its program) or any.
  struct Cell {
    bool any = false;
    std::optional<ValueSet> set;
    std::uint32_t program = kNoProgram;
  };
  std::optional<Cell> cell(const Text& text, const std::string& where, const Column& column);
  std::optional<Cell> condition(const Text& text, const std::string& where, const Column& column);
  bool is_variable(std::string_view word) const;
  std::string quoting_advice(std::string_view word) const;
  /// The first fault of an expression, with advice and the line of source that shows it.
  static std::string issue_text(const std::vector<cel::Issue>& issues, const Status& status,
                                const std::string& advice = {});
  /// What to add to a complaint about words that are no expression; else nothing.
  static std::string words_advice(std::string_view text, Domain domain);
  bool room_for_program(const Text& text, const std::string& where);
  /// The environment with the columns' names and, for conditions, with `it`.
  const cel::Environment* extended(const cel::Type* it, const std::string& where);

  // compile_outputs.cc
  void compile_outputs();
  void read_order(std::size_t index);
  void compile_row_outputs(std::uint32_t row);
  std::optional<OutputCell> output(const Text& text, std::size_t index, const std::string& where);
  std::optional<OutputCell> computed(const Text& text, std::size_t index, const std::string& where);
  void check_order(const OutputCell& cell, std::size_t index, const Text& text,
                   const std::string& where);
  void classify_outputs();

  std::shared_ptr<TableImpl> table_;
  const cel::Environment& environment_;
  std::string inputs_from_;  ///< TableOptions
  std::vector<Fault> faults_;
  std::size_t more_faults_ = 0;
  std::set<std::string, std::less<>> variables_;  ///< what cells and outputs may name
  std::map<std::string, std::optional<cel::Environment>> extended_;  ///< by type of `it`
  std::map<std::string, OutputCell, std::less<>> known_outputs_;     ///< by column and text
  /// By output: the declared values and their ranks, by their text.
  std::vector<std::map<std::string, std::uint32_t, std::less<>>> ranks_;
};

}  // namespace uniselector::rules
