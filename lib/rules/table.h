// A decision table, compiled: which rows match these inputs at this time, and what follows by the
// table's hit policy.
//
//   auto table = rules::Table::compile(source, environment);
//   cel::Arena arena;
//   const rules::Decision d = table->decide(slots, now, arena);
//   if (d.has_outputs()) use(d.output(0));
//
// The meaning of a row is the conjunction of its cells as `&&` of the language has it: a false cell
// makes the row false, whatever other cells do; without one, a cell that fails makes the row fail.
// A row that fails makes the decision fail unless the policy needs no more rows by then.
//
// Immutable and cheap to copy; every thread may use one at once, each with an arena of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/cel.h>
#include <uniselector/status.h>
#include <uniselector/time.h>

#include "rules/decision.h"
#include "rules/table_source.h"
#include "rules/trace.h"

namespace uniselector::rules {

struct TableImpl;

struct TableOptions {
  /// A variable that is a map with text for keys: an input without an expression that is named like
  /// no variable is its entry of that name. Empty: there is none.
  std::string inputs_from;
  std::vector<Fault>* faults = nullptr;  ///< filled when compiling fails
};

class Table {
 public:
  /// InvalidArgument carries every fault as text, at most 100 of them. The environment's variables
  /// are the slots of decide(); cells and outputs may use them, and the names of input columns.
  static Result<Table> compile(TableSource source, const cel::Environment& environment,
                               const TableOptions& options = {});

  /// Decides for an event at time `at`. All its expressions together may cost Limits::cost of the
  /// environment. What it allocates it takes from `arena`; outputs may be
  /// borrowed from `slots`, the table and `arena`.
  Decision decide(std::span<const cel::Value> slots, Time at, cel::Arena& arena,
                  Trace* trace = nullptr) const;
  /// The same for one of several tables that share a budget: `cost` is what may be spent, of which
  /// this one takes at most half, and then what is left of it.
  Decision decide_within(std::uint64_t* cost, std::span<const cel::Value> slots, Time at,
                         cel::Arena& arena, Trace* trace = nullptr) const;
  /// The same with the values of the input columns given instead of being evaluated; `slots` are
  /// for cells and outputs that use other variables.
  Decision decide_inputs(std::span<const cel::Value> inputs, std::span<const cel::Value> slots,
                         Time at, cel::Arena& arena, Trace* trace = nullptr) const;
  /// What decide() means, as a loop over all rows. For tests and doubters.
  Decision decide_naive(std::span<const cel::Value> slots, Time at, cel::Arena& arena) const;
  Decision decide_inputs_naive(std::span<const cel::Value> inputs,
                               std::span<const cel::Value> slots, Time at, cel::Arena& arena) const;

  /// What became of a row in the decision that filled `trace`. O(columns).
  RowTrace explain(const Trace& trace, std::uint32_t row) const;
  /// The whole trace as lines for people, with at most `most_rows` rows. Those that the index left
  /// out are counted, or told one by one as well.
  std::string to_text(const Trace& trace, std::size_t most_rows = 100,
                      bool skipped_too = false) const;

  const TableSource& source() const;
  /// Hash of the content; equal sources have equal versions.
  std::uint64_t version() const;
  /// The version as 16 digits.
  std::string version_text() const;
  std::size_t rows() const;
  std::size_t columns() const;
  std::size_t outputs() const;
  HitPolicy policy() const;
  /// Rows that have a cell that can be evaluated only: analysis and index know nothing of it.
  std::size_t opaque_rows() const;
  /// Memory of the index in bytes.
  std::size_t index_bytes() const;
  /// The row's id, or its number from 1 if it has none.
  std::string row_id(std::uint32_t row) const;
  /// The same in a sentence: an id stands in quotes.
  std::string row_name(std::uint32_t row) const;

  const TableImpl& impl() const { return *impl_; }
  explicit Table(std::shared_ptr<const TableImpl> impl) : impl_(std::move(impl)) {}

 private:
  std::shared_ptr<const TableImpl> impl_;
};

}  // namespace uniselector::rules
