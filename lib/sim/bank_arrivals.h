// From the log of a bank to what a replay needs: who sought an agent and when, how long each would
// talk and wait, and which agents were there. What the log does not hold is drawn with one stated
// seed: the same log and seed give the same arrivals on every machine. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <uniselector/status.h>
#include <uniselector/time.h>

#include "base/prng.h"
#include "sim/bank_facts.h"
#include "sim/bank_log.h"

namespace uniselector::sim {

/// A call that reached the queue or an agent. Times of the log are local; they are taken as UTC.
struct BankArrival {
  Time at{};              ///< start of the queue, or end of the voice-response unit
  std::uint32_t row = 0;  ///< in BankLog::rows
  BankType type = BankType::kPs;
  std::uint8_t priority = 0;    ///< as recorded; 0 is treated like 1 by the bank
  bool abandoned = false;       ///< recorded outcome: hung up in the queue; else served
  std::int32_t wait_s = 0;      ///< recorded time in the queue
  std::int32_t handling_s = 0;  ///< recorded; of abandoned calls drawn from the served of the type
  /// Of abandoned calls the recorded wait; of served calls drawn from the Kaplan-Meier curve beyond
  /// their wait. None where the curve ends: this caller never gives up.
  std::optional<std::int32_t> patience_s{};
};

/// A server at work: from the start of his first call to the end of his last.
struct BankDuty {
  std::string server;
  Time from{};
  Time to{};
};

struct BankArrivals {
  std::uint64_t seed = 0;
  std::vector<BankArrival> calls;  ///< by time, then row
  std::vector<BankDuty> duties;    ///< by begin, then server; those of one server do not overlap
  std::int64_t vru_hangups = 0;    ///< left out: hung up before they queued
  std::int64_t phantoms = 0;       ///< left out: virtual calls
};

/// InvalidArgument when a handling time is needed and the log has no served call to draw from.
Result<BankArrivals> bank_arrivals(const BankLog& log, std::uint64_t seed);

/// The duties alone. The log has no shifts: a server is on duty from his first to his last call of
/// a working day. The centre works from 07:00 to midnight; services that start before 04:00 are the
/// end of the evening before, or a server who finished at 00:03 would be there all the next day.
std::vector<BankDuty> bank_duties(const BankLog& log);

/// A patience longer than `wait_s` after the curve; none beyond its last step. One draw.
std::optional<std::int32_t> draw_patience(const BankPatience& curve, std::int32_t wait_s,
                                          base::Prng* prng);

}  // namespace uniselector::sim
