// The call log of the Anonymous Bank (Israel, 1999) as values: a reader for its CSV files, plain or
// gzip, that survives every quirk of the log and complains about everything else.
//
// Recorded at the telephone centre of an Israeli bank by I. Guedj and A. Mandelbaum (Technion);
// Brown et al. (2005), "Statistical analysis of a telephone call center", JASA 100(469):36-50.
// Quirks: virtual calls (PHANTOM), two clocks a second or two apart, a unit clock set back
// (negative lengths), stamps that wrap at midnight, queues of no length, services without server or
// time, a call id that is no number. They are kept as they stand and counted (bank_facts.h).
// Reading is a stream: only the rows are kept. Pure but for reading the named file; never throws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/status.h>

namespace uniselector::sim {

/// In the order of their codes: internet help, stock exchange, prospect, regular in English,
/// regular, call-back that the bank placed and that had to queue.
enum class BankType : std::uint8_t { kIn, kNe, kNw, kPe, kPs, kTt };
inline constexpr std::size_t kBankTypes = 6;
/// AGENT: served; HANG: hung up in the voice-response unit or the queue; PHANTOM: a virtual call.
enum class BankOutcome : std::uint8_t { kAgent, kHang, kPhantom };
inline constexpr std::size_t kBankOutcomes = 3;

/// The code in the file: "PS", "HANG".
std::string_view to_string(BankType type);
std::string_view to_string(BankOutcome outcome);

inline constexpr std::string_view kNoServer = "NO_SERVER";
inline constexpr std::string_view kNoCustomer = "0";
inline constexpr std::int64_t kDaySeconds = 86'400;

/// One line of the file as it stands. Stamps are seconds of the day, 0 for "did not happen" (and
/// for midnight); lengths are seconds, as the file gives them.
struct BankRow {
  std::string vru_line;
  std::string call_id;  ///< text: one of 75,422 is no number
  std::string customer_id;
  std::string server;
  std::int32_t day = 0;  ///< days since 1970-01-01
  std::int32_t vru_entry = 0, vru_exit = 0, vru_time = 0;
  std::int32_t q_start = 0, q_exit = 0, q_time = 0;
  std::int32_t ser_start = 0, ser_exit = 0, ser_time = 0;
  std::uint8_t priority = 0;
  BankType type = BankType::kPs;
  BankOutcome outcome = BankOutcome::kAgent;

  bool has_server() const { return server != kNoServer; }
  bool phantom() const { return outcome == BankOutcome::kPhantom; }
  /// Sought an agent and waited for him. A call that met a free agent has q_time 0.
  bool queued() const { return !phantom() && q_time > 0; }
  bool served() const { return outcome == BankOutcome::kAgent; }
  bool abandoned_in_queue() const { return outcome == BankOutcome::kHang && q_time > 0; }
  /// The queue or service stamps are set; 0:00:00 twice means that it did not happen.
  bool has_queue_stamps() const { return q_start != 0 || q_exit != 0; }
  bool has_service_stamps() const { return ser_start != 0 || ser_exit != 0; }
};

/// The stamps of a row in seconds since 1970, local time taken as UTC. A stamp more than 12 h
/// before the one that precedes it is of the next day (a shorter step back is one of two clocks); a
/// service that ends before it starts ends on the next day. Stamps that did not happen repeat the
/// one before.
struct BankTimeline {
  std::int64_t vru_entry = 0, vru_exit = 0;
  std::int64_t q_start = 0, q_exit = 0;
  std::int64_t ser_start = 0, ser_exit = 0;
};
BankTimeline timeline(const BankRow& row);

/// "1999-02-01".
std::string bank_date(std::int32_t day);

struct BankLog {
  std::string name;           ///< the file
  std::vector<BankRow> rows;  ///< in the order of the file; at least one
  std::int32_t first_day = 0;
  std::int32_t last_day = 0;
};

/// Bounds on untrusted input: a row is some 400 bytes in memory.
struct BankLimits {
  std::size_t max_line_bytes = 1'024;
  std::size_t max_rows = 5'000'000;
  std::size_t max_complaints = 20;
};

/// Reads a file; gzip is recognised by content. NotFound when it cannot be opened; InvalidArgument
/// with up to `max_complaints` lines "FILE:LINE: column 'NAME': found ..., expected ...";
/// ResourceExhausted beyond a limit.
Result<BankLog> read_bank_log(const std::string& path, const BankLimits& limits = {});

/// The same for a text in memory, not gzip; `name` stands for the file.
Result<BankLog> parse_bank_log(std::string_view text, std::string_view name,
                               const BankLimits& limits = {});

}  // namespace uniselector::sim
