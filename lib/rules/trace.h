// Why a table answered as it did: the version, the inputs it read and, for every row, what became
// of it. Filled by Table::decide when asked for; the answer is the same with and without it.
//
// A trace keeps what the evaluation found out; what the index skipped is told from the inputs when
// somebody asks. So tracing costs little even with many rows. It owns all it needs but the table.
// Single-threaded; reuse one to spare allocations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <uniselector/cel_arena.h>
#include <uniselector/cel_value.h>
#include <uniselector/time.h>

#include "rules/decision.h"

namespace uniselector::rules {

enum class RowState : std::uint8_t {
  kMatched,
  kFalse,        ///< its cells were evaluated and one was false
  kSkipped,      ///< the index left it out: a cell in normal form is false
  kFailed,       ///< no cell is false, and one failed
  kNotInEffect,  ///< at that time
  kNotReached,   ///< the policy needed no more rows
};
std::string_view to_string(RowState state);

struct RowTrace {
  RowState state = RowState::kNotReached;
  std::uint32_t column = kNoColumn;    ///< the first false cell; of kFailed the first that failed
  std::uint32_t absorbed = kNoColumn;  ///< a cell that failed, to no effect as another is false
};

enum class InputState : std::uint8_t { kValue, kMissing, kNoMatch, kFailed };

/// An input as the cells saw it: a default stands for the missing value already.
struct TracedInput {
  InputState state = InputState::kValue;
  bool by_default = false;
  cel::Value value;  ///< owned by the trace; of kFailed the error, if there is one
};

class Trace {
 public:
  std::uint64_t version() const { return version_; }
  Time at() const { return at_; }
  /// One a column.
  const std::vector<TracedInput>& inputs() const { return inputs_; }
  Outcome outcome() const { return outcome_; }

 private:
  friend class Table;
  friend class Evaluation;

  struct Evaluated {
    std::uint32_t position = 0;
    RowTrace found;
  };

  void begin(std::uint64_t version, Time at);

  std::uint64_t version_ = 0;
  Time at_{};
  Outcome outcome_ = Outcome::kNoDecision;
  std::uint32_t last_position_ = 0;  ///< rows behind it, in order of evaluation, were not reached
  std::vector<TracedInput> inputs_;
  std::vector<std::uint32_t> places_;  ///< of the inputs among the column's cuts
  std::vector<Evaluated> evaluated_;   ///< what passed the index, in order of evaluation
  cel::Arena arena_;
};

}  // namespace uniselector::rules
