// Several tables together: the versions of one that follow each other in time, and the tables that
// work on the same event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <uniselector/status.h>
#include <uniselector/time.h>

#include "rules/analysis.h"
#include "rules/table.h"

namespace uniselector::rules {

/// The versions of one rule set. Immutable after create(); every thread may ask.
class Versions {
 public:
  /// The tables have one name; of those in effect at a time the one that begins last counts, of
  /// those that begin together the one given last.
  static Result<Versions> create(std::vector<Table> tables);

  /// The version in effect, or null.
  const Table* at(Time time) const;
  /// All, by when they begin.
  const std::vector<Table>& all() const { return tables_; }

  /// A stretch of time, half-open, in which no version is in effect, between the first and the
  /// last.
  struct Hole {
    Time from;
    Time to;
  };
  std::vector<Hole> holes() const;

 private:
  std::vector<Table> tables_;
};

/// Two tables that write the same output and can both match the same event.
struct WriteConflict {
  std::uint32_t first_table = 0;
  std::uint32_t second_table = 0;
  std::string output;
  std::uint32_t first_row = 0;
  std::uint32_t second_row = 0;
  bool not_analysed = false;  ///< a row has a cell that is not in normal form: it may be none
  /// Inputs of the two tables.
  Witness first;
  Witness second;
};

/// Tables that need each other's outputs, in a circle: each reads what the one behind it writes.
struct Cycle {
  std::vector<std::uint32_t> tables;
};

struct SetAnalysis {
  std::vector<WriteConflict> conflicts;  ///< at most one for two tables and an output
  std::vector<Cycle> cycles;
  /// An order in which every table follows those whose outputs it reads; empty with cycles.
  std::vector<std::uint32_t> order;
  bool complete = true;
  std::string stopped;
  std::uint64_t steps = 0;
  std::shared_ptr<cel::Arena> arena;
};

/// An output `queue` of the table `intake` is read by a table that uses the variable `queue` or
/// `intake.queue`.
SetAnalysis analyse_together(const std::vector<Table>& tables, std::uint64_t steps = 400'000'000);

}  // namespace uniselector::rules
