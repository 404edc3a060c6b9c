// A candidate beside the live table: both decide on the same events, what the live one says counts,
// and the differences are counted by the rows that decided. Single-threaded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "rules/table.h"

namespace uniselector::rules {

class Shadow {
 public:
  /// Counts one event: what the live table decided, and what the candidate would have. The live
  /// table is null where no version was in effect.
  void compare(const Table* live, const Decision& decided, const Table& candidate,
               const Decision& would, cel::Arena& arena);

  /// Names of the first rows that decided; empty where none did.
  using Rows = std::pair<std::string, std::string>;
  static constexpr std::size_t kMostRows = 10'000;

  std::uint64_t events() const { return events_; }
  std::uint64_t differences() const { return differences_; }
  std::uint64_t candidate_failures() const { return candidate_failures_; }
  /// Differences by the rows that decided; of the first kMostRows pairs.
  const std::map<Rows, std::uint64_t>& by_rows() const { return by_rows_; }
  /// A line for each pair of rows, the most frequent first.
  std::string to_text() const;

 private:
  std::uint64_t events_ = 0;
  std::uint64_t differences_ = 0;
  std::uint64_t candidate_failures_ = 0;
  std::map<Rows, std::uint64_t> by_rows_;
};

}  // namespace uniselector::rules
