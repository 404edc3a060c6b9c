// Holds the facts of a bank log against a truths file: every figure that the file gives for the
// month or day of the log, and every figure of ours that has a place there. Pure but for reading
// the named file; never throws.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <uniselector/status.h>

#include "config/node_reader.h"
#include "sim/bank_facts.h"

namespace uniselector::sim {

/// One comparison. Whole numbers and texts are equal or fail; real numbers agree to the decimals
/// that the file stores, at least those to which it rounds (8 for shares, 6 for means).
struct BankCheck {
  std::string path;      ///< "months.1999-02.queue_time_queued.mean"
  std::string expected;  ///< as in the file, or "(absent)"
  std::string got;       ///< or "(absent)"
  bool pass = false;
  double expected_number = 0;  ///< 0 for texts and what is absent
  double got_number = 0;
  double tolerance = 0;
};

/// Compares with sample_days.DATE for a log of one date, else with months.YYYY-MM. NotFound when
/// the file has no figures for the dates of the log; InvalidArgument with file, line and column
/// when it is neither JSON nor YAML, or more than 16 levels deep, or has more than 200,000 values.
Result<std::vector<BankCheck>> compare_bank_truths(const BankFacts& facts,
                                                   const config::NodeReader& truths);

/// The same for a text in memory; `name` stands for the file.
Result<std::vector<BankCheck>> compare_bank_truths(const BankFacts& facts, std::string_view text,
                                                   std::string_view name);

/// The same for a file; also as runtime::read_file.
Result<std::vector<BankCheck>> check_bank_truths(const BankFacts& facts,
                                                 const std::string& truths_file);

}  // namespace uniselector::sim
