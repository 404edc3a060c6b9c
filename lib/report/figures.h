// Figures that reports derive from results: targets of queues, sums over agents, an average day,
// and bins of a round width. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <uniselector/report.h>

#include "report/html.h"

namespace uniselector::report {

/// "80 % in 20 s" of one queue.
struct Target {
  double share = 0.8;
  double within_s = 20;
};
std::string to_string(const Target& target);

/// The target of the queue with this name, if the centre is known and has it.
std::optional<Target> target_of(const ReportOptions& options, const std::string& queue);

/// The target of all traffic: the shares of the queues weighted by calls offered. `within_s` is 0
/// when the queues differ in it.
std::optional<Target> overall_target(const SimulationResult& result, const ReportOptions& options);

/// Busy time of all agents over their time on duty; none when nobody was on duty.
std::optional<double> overall_occupancy(const SimulationResult& result);

double share(double part, double whole);  ///< 0 when the whole is not above 0
/// A figure of the answered calls, not a number when there are none: no wait is not a wait of 0.
double of_answered(const TrafficResult& traffic, double figure);

/// The intervals from the first to the last with more than 0.5 % of the arrivals, with counts of an
/// average day.
std::vector<IntervalResult> average_day(const SimulationResult& result);

/// Bins of one round width from 0 to `to_s`; calls of a bin that is cut are split in proportion.
struct Bins {
  double width_s = 1;
  std::vector<double> edges{};
  std::vector<std::vector<double>> counts{};  ///< one list per input
  double beyond = 0;                          ///< calls of all inputs that waited longer
};
Bins rebin(const std::vector<const std::vector<WaitBin>*>& inputs, double to_s, int wanted);

/// Abandonment in intervals of a round width, as far as at least 1 % of the calls got.
struct Patience {
  double width_s = 1;
  std::vector<double> edges{};
  std::vector<double> per_minute{};  ///< share of those still waiting who give up, per minute
  std::vector<double> gave_up{};     ///< 1 - survival at the end of the interval
};
Patience patience(const std::vector<AbandonBin>& bins);

/// The waiting time at which this share would have given up; none when the curve ends before.
std::optional<double> gave_up_after(const std::vector<AbandonBin>& bins, double gave_up);
/// The share that would have given up within this time; none beyond the end of the curve.
std::optional<double> gave_up_within(const std::vector<AbandonBin>& bins, double seconds);

/// What reality measured beside what the simulation found: name, simulated, measured.
std::vector<std::vector<std::string>> beside_measured(const SimulationResult& result,
                                                      const MeasuredFigures& measured);

/// The heading of a result: options first, then its own name.
std::string title_of(const std::string& name, const ReportOptions& options);

/// "one day" or "28 days".
std::string days_of(const ReplayResult& result);

/// "one day", "20 days", "5 replications of 7 days": what the counts are means over.
std::string extent(const SimulationResult& result);

/// "a day" for results of one day per replication, else "a replication" or "in all".
std::string per_what(const SimulationResult& result);

/// The names and detail columns of one table of traffic.
Table traffic_table(const std::vector<TrafficResult>& rows, const TrafficResult* total,
                    const std::string& first_heading, const ReportOptions& options);

}  // namespace uniselector::report
