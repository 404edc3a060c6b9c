// libFuzzer entry: any bytes are either read as a bank log or refused, never a crash; and whatever
// was read can be counted and laid out in time. Bytes that start like gzip go the way of a file.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sim/bank_arrivals.h"
#include "sim/bank_facts.h"
#include "sim/bank_log.h"

namespace {

using uniselector::Result;
using uniselector::sim::BankLog;

constexpr uniselector::sim::BankLimits kLimits{.max_rows = 1'000};

/// As from a file, which exists in memory only.
Result<BankLog> read_as_file(std::string_view bytes) {
  const int file = memfd_create("bank", 0);
  if (file < 0 || write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
    std::abort();
  }
  auto log = uniselector::sim::read_bank_log("/proc/self/fd/" + std::to_string(file), kLimits);
  close(file);
  return log;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto log = text.starts_with("\x1f\x8b")
                       ? read_as_file(text)
                       : uniselector::sim::parse_bank_log(text, "fuzz.csv", kLimits);
  if (!log.ok()) return 0;
  const auto facts = uniselector::sim::bank_facts(*log);
  if (facts.rows != static_cast<std::int64_t>(log->rows.size())) std::abort();
  (void)uniselector::sim::bank_figures(facts);
  (void)uniselector::sim::bank_patience(*log);
  for (const auto& row : log->rows) (void)uniselector::sim::timeline(row);
  return 0;
}
