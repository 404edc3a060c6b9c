// A candidate beside the live table: it sees the same events, has no effect, and its differences
// are counted by row. Single-threaded.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <uniselector/cel_value.h>
#include <uniselector/time.h>

#include "rules/table.h"

namespace uniselector::rules {

class Shadow {
 public:
  /// Both compiled for the same slots.
  Shadow(Table live, Table candidate) : live_(std::move(live)), candidate_(std::move(candidate)) {}

  /// What the live table decides; the candidate runs beside it and is compared.
  Decision decide(std::span<const cel::Value> slots, Time at, cel::Arena& arena);

  /// First row of the live decision and of the candidate's; kNoRow where none decided.
  using Rows = std::pair<std::uint32_t, std::uint32_t>;

  std::uint64_t events() const { return events_; }
  std::uint64_t differences() const { return differences_; }
  std::uint64_t candidate_failures() const { return candidate_failures_; }
  /// Differences by the rows that decided.
  const std::map<Rows, std::uint64_t>& by_rows() const { return by_rows_; }
  std::string to_text() const;
  /// Forgets what was counted.
  void reset();

 private:
  bool same(const Decision& live, const Decision& candidate, cel::Arena& arena) const;

  Table live_;
  Table candidate_;
  std::uint64_t events_ = 0;
  std::uint64_t differences_ = 0;
  std::uint64_t candidate_failures_ = 0;
  std::map<Rows, std::uint64_t> by_rows_;
};

}  // namespace uniselector::rules
