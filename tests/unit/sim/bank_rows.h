// Lines of an Anonymous Bank log for tests: one ordinary call, and ways to change a field of it.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "support/catch.h"

#include "sim/bank_log.h"

namespace uniselector::test {

inline constexpr std::array<std::string_view, 17> kBankColumns = {
    "vru_line",  "call_id",   "customer_id", "priority", "type",   "date",
    "vru_entry", "vru_exit",  "vru_time",    "q_start",  "q_exit", "q_time",
    "outcome",   "ser_start", "ser_exit",    "ser_time", "server"};

inline std::string bank_header() {
  std::string line;
  for (const auto name : kBankColumns) line += (line.empty() ? "" : ",") + std::string(name);
  return line + "\n";
}

using BankChange = std::pair<std::string_view, std::string_view>;

/// A regular customer who waits 30 s from 10:00:10 and talks 60 s with S01, with changed fields.
inline std::string bank_line(std::initializer_list<BankChange> changes = {}) {
  std::array<std::string, 17> fields = {
      "AA0101",   "34536",    "C00001",   "2",        "PS",       "1999-02-01",
      "10:00:00", "10:00:10", "10",       "10:00:10", "10:00:40", "30",
      "AGENT",    "10:00:39", "10:01:39", "60",       "S01"};
  for (const auto& [column, value] : changes) {
    std::size_t i = 0;
    while (i < kBankColumns.size() && kBankColumns[i] != column) ++i;
    REQUIRE(i < kBankColumns.size());
    fields[i] = value;
  }
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) line += (i == 0 ? "" : ",") + fields[i];
  return line + "\n";
}

/// The same without a queue: the agent is free at 10:00:10.
inline std::string bank_line_at_once(std::initializer_list<BankChange> changes = {}) {
  std::string line = bank_line(changes);
  const std::string queue = "10:00:10,10:00:40,30,";
  const std::size_t at = line.find("," + queue);
  REQUIRE(at != std::string::npos);
  return line.replace(at + 1, queue.size(), "0:00:00,0:00:00,0,");
}

/// Rows of a text that must be a log.
inline sim::BankLog bank_log(const std::string& lines) {
  auto log = sim::parse_bank_log(bank_header() + lines, "log.csv");
  INFO(log.status().to_string());
  REQUIRE(log.ok());
  return *std::move(log);
}

}  // namespace uniselector::test
