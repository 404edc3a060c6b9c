// anonymous-bank/truths.json: the logs beside it are read and every figure compared.
#include <filesystem>

#include "sim/bank_facts.h"
#include "sim/bank_log.h"
#include "sim/bank_truths.h"
#include "sim/verify.h"

namespace uniselector::sim {

Status verify_bank(const config::NodeReader& truths, VerifyReport* report) {
  const auto folder = std::filesystem::path(truths.complaints().file()).parent_path();
  for (const char* name : {"february-1999.csv.gz", "august-1999.csv.gz", "sample-1999-02-05.csv",
                           "sample-1999-02-10.csv.gz"}) {
    if (!report->wanted(name)) continue;
    const auto log = read_bank_log((folder / name).string());
    if (!log.ok()) return log.status();
    const auto checks = compare_bank_truths(bank_facts(log.value()), truths);
    if (!checks.ok()) return checks.status();
    for (const BankCheck& c : checks.value()) {
      report->check({.group = name,
                     .name = c.pass ? c.path : c.path + " (" + c.expected + ", " + c.got + ")",
                     .expected = c.expected_number,
                     .found = c.got_number,
                     .tolerance = c.tolerance,
                     .passed = c.pass,
                     .method = "count"});
    }
    report->close_group(name, std::to_string(log.value().rows.size()) + " rows");
  }
  return ok_status();
}

}  // namespace uniselector::sim
