// The difference of two versions of a table in what they decide: not which words changed, but for
// which inputs the outcome does. Pure functions; deterministic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <uniselector/status.h>

#include "rules/analysis.h"
#include "rules/table.h"

namespace uniselector::rules {

struct Change {
  std::vector<std::string> region;  ///< one cell a dimension, see Difference::dimensions
  Witness witness;                  ///< inputs by dimension but for the time
  std::string before;               ///< outcome of the old version at the witness
  std::string after;
  std::vector<std::uint32_t> old_rows;  ///< that give the outcome
  std::vector<std::uint32_t> new_rows;
};

struct DiffOptions {
  std::uint64_t steps = 120'000'000;
  std::size_t most_changes = 100;
};

struct Difference {
  std::vector<std::string> dimensions;  ///< the inputs of both versions by name, then "time"
  /// What changed around the rows: policy, time zone, dates, missing inputs, declared values. What
  /// an input does that is missing in error or by a default is compared in words only, as are times
  /// at which only one version is in effect, and values that only one version declares.
  ///
  /// An input of the same name with another type or expression is another input: no value of the
  /// one is a value of the other. It is no dimension then, a note tells what it was and is, rows
  /// that ask for it are not compared, and the comparison is not complete.
  std::vector<std::string> notes;
  std::vector<Change> changes;  ///< disjoint regions
  bool more = false;            ///< there are changes beyond those listed
  /// Regions whose outcome hangs on cells that are not in normal form, or on inputs that cannot be
  /// compared: not compared.
  std::vector<std::vector<std::string>> open_regions;
  bool complete = true;
  std::string stopped;  ///< why it is not complete, or empty
  std::uint64_t steps = 0;
  std::shared_ptr<cel::Arena> arena;

  bool same() const { return complete && notes.empty() && changes.empty() && open_regions.empty(); }
};

/// InvalidArgument when their outputs differ in name or type: then no outcome is comparable.
/// Versions with the same hash are the same without a look at a row.
Result<Difference> diff(const Table& before, const Table& after, const DiffOptions& options = {});
/// Lines for people, two for each change: where and what, and an input for which it is so.
std::string to_text(const Difference& difference);

}  // namespace uniselector::rules
