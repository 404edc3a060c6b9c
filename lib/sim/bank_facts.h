// What a log of the Anonymous Bank says, counted: how many called, waited, gave up, by type,
// priority, hour and server, how long it took, and how often each quirk of the log occurs.
//
// These are the figures of the published truths file, by its definitions; bank_truths.h compares.
// Exact: whole numbers throughout, one division at the end. Pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/bank_log.h"

namespace uniselector::sim {

/// Lengths in seconds. Percentiles by nearest rank: the value at index ceil(p n), from 1; the
/// median is the mean of the middle two.
struct BankSample {
  std::int64_t n = 0;
  std::int64_t sum = 0;
  double mean = 0;
  double median = 0;
  std::int64_t p90 = 0;
  std::int64_t p99 = 0;
  std::int64_t max = 0;
  std::int64_t min = 0;
};

using BankTable = std::map<std::string, std::int64_t>;
using BankSamples = std::map<std::string, BankSample>;

struct BankFacts {
  std::int64_t rows = 0;
  std::int32_t first_day = 0;
  std::int32_t last_day = 0;
  std::int64_t days = 0;  ///< with at least one row
  std::int64_t identified_customers = 0;
  std::int64_t rows_with_customer_0 = 0;

  // All rows, PHANTOM included. Tables hold the keys that occur.
  BankTable by_outcome, by_type, by_priority, by_date;
  std::map<std::string, BankTable> by_type_and_outcome, by_priority_and_outcome;
  std::array<std::int64_t, 24> arrivals_by_hour_all{};  ///< of vru_entry
  std::array<std::int64_t, 24> arrivals_by_hour_not_phantom{};
  BankSample vru_time_all;
  std::int64_t vru_time_negative = 0;

  std::int64_t queued = 0;
  std::int64_t queued_then_served = 0;
  std::int64_t abandoned_in_queue = 0;
  std::int64_t abandoned_in_vru = 0;
  std::int64_t served_without_queue = 0;
  double abandonment_share_of_queued = 0;
  double abandonment_share_of_agent_seeking = 0;  ///< of served and abandoned in queue
  BankTable abandoned_in_queue_by_type, abandoned_in_queue_by_priority;
  std::array<std::int64_t, 24> queued_by_hour_of_q_start{};

  BankSample queue_time_queued, queue_time_queued_then_served, queue_time_abandoned;
  BankSamples queue_time_by_priority, queue_time_by_type;
  double asa_all_agent_calls = 0;         ///< mean q_time of all served calls
  BankTable agent_calls_answered_within;  ///< seconds -> served calls with q_time up to it

  BankSample service_time_all_agent;
  BankSamples service_time_by_type;
  std::int64_t servers = 0;   ///< seen with a served call, NO_SERVER apart
  BankSamples calls_handled;  ///< service time of served calls by server
  std::map<std::string, BankTable> calls_handled_by_server_and_type;  ///< without NO_SERVER
  BankTable peak_concurrent_service_by_date;
  std::int64_t peak_concurrent_service = 0;

  BankTable quirk_counts;

  /// Kaplan-Meier estimate of P(patience > t) at the times of the truths file: events are those who
  /// abandoned in the queue, the served are censored.
  std::map<std::string, double> patience_survival;
  double mean_patience_exponential_mle = 0;  ///< total wait of the queued / abandoned
};

BankFacts bank_facts(const BankLog& log);

/// The quirks of the log, each counted (bank_quirks.cc).
BankTable bank_quirks(const BankLog& log);

/// One figure, with the path that the truths file gives it below the month or day.
struct BankFigure {
  std::string path;  ///< "queue_time_by_type.PS.mean"
  std::variant<std::int64_t, double, std::string> value;
  int decimals = 0;  ///< of a double: to how many the truths file rounds it
};
std::vector<BankFigure> bank_figures(const BankFacts& facts);

/// The patience of the queued callers as a Kaplan-Meier curve, from all rows.
struct BankPatience {
  std::vector<std::int64_t> times;  ///< seconds, rising: where somebody abandoned
  std::vector<double> survival;     ///< P(patience > times[i])

  /// P(patience > t).
  double beyond(std::int64_t t) const;
};
BankPatience bank_patience(const BankLog& log);

}  // namespace uniselector::sim
