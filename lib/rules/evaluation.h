// One decision while it is made: the inputs as the cells see them, the state of a row, and what
// follows by the hit policy. On the stack of the thread that decides; memory from its arena.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include <uniselector/cel.h>

#include "rules/decision.h"
#include "rules/table_impl.h"
#include "rules/trace.h"

namespace uniselector::rules {

/// Row positions in an arena.
class PositionList {
 public:
  explicit PositionList(cel::Arena& arena) : arena_(arena) {}
  void push_back(std::uint32_t position) {
    if (size_ == capacity_) grow();
    data_[size_++] = position;
  }
  std::size_t size() const { return size_; }
  std::uint32_t operator[](std::size_t i) const { return data_[i]; }

 private:
  void grow();

  cel::Arena& arena_;
  std::uint32_t* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// Texts one behind the other, in the arena.
std::string_view join(cel::Arena& arena, std::initializer_list<std::string_view> parts);

class Evaluation {
 public:
  Evaluation(const TableImpl& table, std::span<const cel::Value> slots, Time at, cel::Arena& arena);

  /// What its expressions may cost, at most as much as the table's limit.
  void limit_cost(std::uint64_t most) { budget_ = std::min(budget_, most); }
  std::uint64_t cost_left() const { return budget_; }

  struct Input {
    cel::Value value;
    Key key;
    std::uint32_t place = 0;
    InputState state = InputState::kValue;
    bool by_default = false;
  };

  bool in_effect() const;
  void read_inputs();
  void take_inputs(std::span<const cel::Value> values);
  const Input& input(std::size_t column) const { return inputs_[column]; }

  enum class CellResult : std::uint8_t { kTrue, kFalse, kFailed };
  /// One cell by itself, by comparing values. Conditions are evaluated.
  CellResult cell(std::uint32_t position, std::size_t column);
  bool row_in_effect(std::uint32_t position) const;
  /// A row by its places: quick, and exact for what passed the index.
  RowTrace check(std::uint32_t position);
  /// A row cell by cell: what check() means.
  RowTrace check_naive(std::uint32_t position);

  Decision run(Trace* trace);
  Decision run_naive();

 private:
  /// Runs a program on what is left of the budget.
  cel::Value evaluate(const cel::Program& program, std::span<const cel::Value> slots);
  void accept(std::size_t column, cel::Value value);
  void missing(std::size_t column, Input* input);
  CellResult condition(std::uint32_t program, std::size_t column);
  std::span<const cel::Value> cell_slots();

  Decision not_in_effect() const;
  Decision finish(const PositionList& matched);
  Decision no_match();
  Decision one_row(std::uint32_t position);
  Decision agreeing(const PositionList& matched);
  Decision all_rows(const PositionList& matched);
  Decision aggregate(const PositionList& matched);
  Decision sum(std::span<const cel::Value> values);
  Decision extreme(std::span<const cel::Value> values, bool greatest);
  std::span<const std::uint32_t> rows_of(const PositionList& matched);

  /// The outputs of a row into `values`; false after a failure.
  bool outputs_of(std::span<const OutputCell> cells, std::uint32_t row, cel::Value* values,
                  Failure* failure);
  cel::Value compute(std::uint32_t program, const Output& output);
  Decision failed_row(std::uint32_t position, std::uint32_t column);
  Decision failed(Failure failure) const;
  std::string_view place_text(std::uint32_t row, std::string_view column);
  std::string_view problem_of(std::size_t column);

  void fill(Trace* trace, const Decision& decision, std::uint32_t last_position) const;

  const TableImpl& table_;
  std::span<const cel::Value> slots_;
  cel::Arena& arena_;
  Time at_;
  std::uint64_t budget_;  ///< units of cost that the decision may still take
  Key now_;
  std::uint32_t now_place_ = 0;
  Input* inputs_ = nullptr;
  cel::Value* cell_slots_ = nullptr;
  cel::Value cell_problem_;  ///< why the condition that failed first in the row did
};

}  // namespace uniselector::rules
