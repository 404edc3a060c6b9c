// Simulation: a workload or a real log through the routing core in virtual time, with results made
// for reports.
//
//   auto result = uniselector::simulate(center, workload, {.seed = 7, .replications = 100});
//   std::cout << result->total.service_level.mean << " +- " <<
//   result->total.service_level.half_width;
//
// Every decision is made by the same core that routes real traffic. Equal inputs and seed give
// equal results, whatever the compiler and its options, on machines whose C library rounds log, exp
// and pow alike: lengths of calls are drawn with them. Counts are means per replication (usually a
// day), lengths are seconds. Functions are pure but for reading the named files; they may run on
// several threads at once.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/center.h>
#include <uniselector/workload.h>

namespace uniselector {

/// Called now and then with the share of the work done, 0..1.
using Progress = std::function<void(double)>;

struct SimulationOptions {
  std::uint64_t seed = 1;
  int replications = 1;  ///< 1..1'000'000
  Duration warm_up{};    ///< calls that arrive before it in a replication do not count
  Progress progress{};
};

/// A mean over replications with the half-width of its 95 % confidence interval (Student); the
/// half-width is 0 with one replication.
struct Estimate {
  double mean = 0;
  double half_width = 0;
};

/// Calls by the interval of the day in which they arrived.
struct IntervalResult {
  double from_s = 0;  ///< from the start of the day
  double offered = 0;
  double answered = 0;
  double abandoned = 0;
  double blocked = 0;
  double mean_wait_s = 0;  ///< of answered
  double service_level = 1;
  double agents_on_duty = 0;  ///< time average; totals only
  double agents_busy = 0;     ///< time average; totals only
};

struct WaitBin {
  double from_s = 0;
  double to_s = 0;
  double calls = 0;  ///< per replication
};

/// Patience as seen through abandonment: all calls that reached `from_s` of waiting.
struct AbandonBin {
  double from_s = 0;
  double to_s = 0;
  double reached = 0;    ///< calls that were still waiting at from_s, per replication
  double abandoned = 0;  ///< of these, abandoned before to_s
  double survival = 1;   ///< Kaplan-Meier estimate of P(patience > to_s)
};

/// One queue, stream or priority, or all of them.
struct TrafficResult {
  std::string name{};
  Estimate offered{};  ///< arrivals, retrials included
  Estimate answered{};
  Estimate answered_in_target{};
  Estimate abandoned{};
  Estimate short_abandoned{};  ///< within the queue's short-abandon threshold
  Estimate blocked{};          ///< found all lines busy or the queue full
  Estimate left{};             ///< disconnected, turned away when closed, or moved out by a limit
  Estimate retrials{};         ///< arrivals that called again
  /// answered_in_target / (answered + abandoned - short_abandoned), ratio of means.
  Estimate service_level{};
  Estimate asa_s{};             ///< mean wait of answered, ratio of means
  Estimate abandoned_share{};   ///< of offered
  Estimate mean_wait_s{};       ///< of answered and abandoned
  Estimate mean_service_s{};    ///< talk and wrap-up of answered
  double still_there = 0;       ///< neither answered nor gone at the very end
  double answered_at_once = 0;  ///< with no wait at all
  double wait_p50_s = 0, wait_p90_s = 0, wait_p95_s = 0, wait_p99_s = 0, wait_max_s = 0;
  std::vector<IntervalResult> intervals{};
  std::vector<WaitBin> answered_waits{};
  std::vector<WaitBin> abandoned_waits{};
  std::vector<AbandonBin> abandonment{};
};

struct AgentResult {
  std::string name{};    ///< agent, or group
  double on_duty_s = 0;  ///< per replication, finishing the last call included
  double busy_s = 0;
  double answered = 0;
  Estimate occupancy{};  ///< busy / on duty
  double cost = 0;       ///< groups with cost_per_hour: of time on duty
};

/// The totals of one replication.
struct RunResult {
  double offered = 0, answered = 0, abandoned = 0, service_level = 1, asa_s = 0;
};

struct SimulationResult {
  std::string name{};
  std::uint64_t seed = 0;
  int replications = 0;
  int days = 1;  ///< days per replication
  double interval_s = 3600;
  TrafficResult total{};
  std::vector<TrafficResult> queues{};
  std::vector<TrafficResult> streams{};
  std::vector<TrafficResult> priorities{};  ///< named "0", "1", ... ; rising
  std::vector<AgentResult> agents{};
  std::vector<AgentResult> groups{};
  std::vector<RunResult> runs{};  ///< at most the first 1,000
  Estimate busy_lines{};          ///< time average of calls waiting or in service
  std::uint64_t calls = 0;        ///< over all replications
  std::uint64_t commands = 0;
  std::uint64_t events = 0;
  std::uint64_t hash = 0;            ///< over every decision: equal runs, equal hash
  std::vector<std::string> notes{};  ///< what a reader should know
};

/// Runs the workload through the core. InvalidArgument with every complaint about centre, workload
/// or options; then nothing has run.
UNISELECTOR_API Result<SimulationResult> simulate(const Center& center, const Workload& workload,
                                                  const SimulationOptions& options = {});

/// One comparison with a truth from outside.
struct Check {
  std::string group{};  ///< case or table
  std::string name{};   ///< figure
  double expected = 0;
  double found = 0;
  double tolerance = 0;  ///< largest difference allowed; 0: equal
  bool passed = false;
  std::string method{};  ///< "closed form", "simulation", "count"
};

struct ReplayOptions {
  std::uint64_t seed = 1;
  std::optional<Center> center{};  ///< rule (c); queues are the types of calls, or one queue
  std::string center_name{};       ///< for headings
  std::string truths_file{};       ///< compare the log with these figures; empty: do not
  bool loader_only = false;        ///< read and compare, route nothing
  Progress progress{};
};

struct ReplayResult {
  std::string file{};
  std::string first_date{}, last_date{};
  std::uint64_t rows = 0;
  std::uint64_t routed = 0;  ///< calls that sought an agent
  int days = 0;
  std::uint64_t seed = 0;
  /// What really happened, then first come first served, then with the 90 s credit, then the given
  /// configuration if any. Streams are the types of calls; counts are over the whole log.
  std::vector<SimulationResult> columns{};
  std::vector<Check> checks{};  ///< with a truths file
  std::vector<std::string> notes{};
};

/// Reads a month of the Anonymous Bank (CSV, gzip by content) and routes its arrivals again.
UNISELECTOR_API Result<ReplayResult> replay_bank(const std::string& path,
                                                 const ReplayOptions& options = {});

struct VerifyOptions {
  std::uint64_t seed = 1;
  int replications = 0;  ///< 0: as many as the file asks for or the precision needs
  std::string only{};    ///< cases whose name contains this; empty: all
  bool closed_forms_only = false;
  std::function<void(std::string_view line)> report{};  ///< one line per finished group
  Progress progress{};
};

struct VerifyResult {
  std::string file{};
  std::string kind{};  ///< "queueing", "contactcenters", "anonymous-bank"
  std::uint64_t seed = 0;
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  std::vector<std::string> lines{};  ///< what was reported, failures in detail
  std::vector<Check> checks{};
};

/// Runs a file of truths: finds out by its content which kind it is. InvalidArgument for others.
UNISELECTOR_API Result<VerifyResult> verify_file(const std::string& path,
                                                 const VerifyOptions& options = {});
/// "118 passed, 0 failed".
UNISELECTOR_API std::string summary_line(const VerifyResult& result);

/// The results as one JSON object, stable in the order of its keys.
UNISELECTOR_API std::string to_json(const SimulationResult& result);
UNISELECTOR_API std::string to_json(const ReplayResult& result);
UNISELECTOR_API std::string to_json(const VerifyResult& result);

}  // namespace uniselector
