// Bodies of findings.h.
#include "report/findings.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/figures.h"
#include "report/format.h"

namespace uniselector::report {

namespace {

std::string span_of(const IntervalResult& interval, double width_s) {
  return clock(interval.from_s) + " to " + clock(interval.from_s + width_s);
}

/// A share to a tenth of a percent.
double to_tenth(double share) { return std::round(1000 * share) / 1000; }

std::string points(double share_difference) {
  const double value = std::abs(100 * share_difference);
  return value < 1.05 && value > 0.95 ? "1 point" : number(value, value < 9.95 ? 1 : 0) + " points";
}

}  // namespace

std::string within(double wait_s) {
  return wait_s < 0.05 ? "at once" : "within " + seconds(wait_s);
}

std::string lead(const SimulationResult& result, const ReportOptions& options) {
  const TrafficResult& all = result.total;
  if (all.offered.mean <= 0) return "No calls arrived.";
  std::string text =
      fmt::format("Of {} calls {}, {} reached an agent ({}), half of them {}.",
                  count(all.offered.mean), per_what(result), count(all.answered.mean),
                  percent(share(all.answered.mean, all.offered.mean), 0), within(all.wait_p50_s));
  if (all.abandoned.mean > 0) {
    text += fmt::format(" {} gave up waiting ({}).", count(all.abandoned.mean),
                        percent(all.abandoned_share.mean));
  }
  const std::optional<Target> target = overall_target(result, options);
  if (target) {
    // Of the figures as they are shown, so that readers who subtract find the same.
    const double gap = to_tenth(all.service_level.mean) - to_tenth(target->share);
    text += fmt::format(" The service level was {}, ", percent(all.service_level.mean));
    text += std::abs(gap) < 0.0005
                ? "just on the target of "
                : points(gap) + (gap > 0 ? " above" : " below") + " the target of ";
    text += to_string(*target) + ".";
  }
  return text;
}

std::string about_arrivals(const SimulationResult& result) {
  const std::vector<IntervalResult> day = average_day(result);
  if (day.empty()) return "No calls arrived";
  const auto busiest = std::max_element(
      day.begin(), day.end(), [](const auto& a, const auto& b) { return a.offered < b.offered; });
  const auto slowest = std::max_element(day.begin(), day.end(), [](const auto& a, const auto& b) {
    return (a.answered > 0 ? a.mean_wait_s : 0) < (b.answered > 0 ? b.mean_wait_s : 0);
  });
  if (slowest->mean_wait_s < 0.05) {
    return fmt::format("Most calls arrive from {}, and nobody waits",
                       span_of(*busiest, result.interval_s));
  }
  if (busiest == slowest) {
    return fmt::format("Waits are longest when most calls arrive: {} on average from {}",
                       seconds(slowest->mean_wait_s), span_of(*slowest, result.interval_s));
  }
  return fmt::format("Most calls arrive from {}; waits are longest from {}, {} on average",
                     span_of(*busiest, result.interval_s), span_of(*slowest, result.interval_s),
                     seconds(slowest->mean_wait_s));
}

std::string about_service_level(const SimulationResult& result, const ReportOptions& options) {
  std::size_t with_target = 0;
  std::vector<std::string> met;  // names
  const TrafficResult* worst = nullptr;
  double worst_gap = 0;
  for (const TrafficResult& queue : result.queues) {
    const std::optional<Target> target = target_of(options, queue.name);
    if (!target || queue.offered.mean <= 0) continue;
    ++with_target;
    const double gap = queue.service_level.mean - target->share;
    if (gap >= 0) met.push_back(queue.name);
    if (gap < worst_gap) {
      worst_gap = gap;
      worst = &queue;
    }
  }
  if (with_target == 0) return "Service level by queue";
  if (worst == nullptr) {
    return with_target == 1 ? met.front() + " meets its target" : "All queues meet their targets";
  }
  if (with_target == 1) {
    return fmt::format("{} misses its target by {}", worst->name, points(worst_gap));
  }
  const std::string furthest = fmt::format("{} misses it by {}", worst->name, points(worst_gap));
  if (met.empty()) return "No queue meets its target; " + furthest;
  return fmt::format("{} of {} queues {}; {}", met.size(), with_target,
                     met.size() == 1 ? "meets its target" : "meet their targets", furthest);
}

std::string about_occupancy(const SimulationResult& result) {
  const std::optional<double> all = overall_occupancy(result);
  const AgentResult* least = nullptr;
  const AgentResult* most = nullptr;
  for (const AgentResult& agent : result.agents) {
    if (agent.on_duty_s <= 0) continue;
    if (least == nullptr || agent.occupancy.mean < least->occupancy.mean) least = &agent;
    if (most == nullptr || agent.occupancy.mean > most->occupancy.mean) most = &agent;
  }
  if (!all || least == nullptr) return "Occupancy by agent";
  if (least == most) return fmt::format("The agent is busy {} of the time", percent(*all, 0));
  return fmt::format("Agents are busy {} of their time on duty, from {} ({}) to {} ({})",
                     percent(*all, 0), percent(least->occupancy.mean, 0), least->name,
                     percent(most->occupancy.mean, 0), most->name);
}

std::string about_waits(const SimulationResult& result) {
  const TrafficResult& all = result.total;
  if (all.answered.mean <= 0) return "No call was answered";
  if (all.wait_max_s < 0.05) return "Every answered call was answered at once";
  if (all.wait_p90_s < 0.05) return "Nine of ten calls are answered at once";
  return fmt::format("Half are answered {}, one in ten waits longer than {}",
                     within(all.wait_p50_s), seconds(all.wait_p90_s));
}

std::string about_patience(const SimulationResult& result) {
  const std::vector<AbandonBin>& bins = result.total.abandonment;
  const std::optional<double> minute = gave_up_within(bins, 60);
  const std::optional<double> quarter = gave_up_after(bins, 0.25);
  if (minute && *minute >= 0.005 && quarter) {
    return fmt::format("{} give up within a minute of waiting, a quarter within {}",
                       percent(*minute, 0), seconds(*quarter));
  }
  if (minute && *minute >= 0.005) {
    return fmt::format("{} give up within a minute of waiting", percent(*minute, 0));
  }
  return "Abandonment against wait";
}

std::string about_days(const SimulationResult& result, const ReportOptions& options) {
  if (result.runs.empty()) return "One day is not like another";
  const auto [low, high] = std::minmax_element(
      result.runs.begin(), result.runs.end(),
      [](const RunResult& a, const RunResult& b) { return a.service_level < b.service_level; });
  std::string text = fmt::format("From day to day the service level runs from {} to {}",
                                 percent(low->service_level, 0), percent(high->service_level, 0));
  const std::optional<Target> target = overall_target(result, options);
  if (!target) return text;
  const auto met = std::count_if(result.runs.begin(), result.runs.end(), [&](const RunResult& run) {
    return run.service_level >= target->share;
  });
  return text + fmt::format("; {} of {} days reach the target",
                            met == 0 ? "none" : number(static_cast<double>(met)),
                            number(static_cast<double>(result.runs.size())));
}

std::string lead(const ReplayResult& result) {
  if (result.columns.empty()) return "No calls were read.";
  const SimulationResult& real = result.columns.front();
  std::string text = fmt::format(
      "In {} {} calls sought an agent; {} gave up waiting ({}), and those answered had "
      "waited {} on average.",
      days_of(result), count(real.total.offered.mean), count(real.total.abandoned.mean),
      percent(real.total.abandoned_share.mean), seconds(real.total.asa_s.mean));
  if (result.columns.size() < 2) return text;
  text += " Routed again";
  for (std::size_t i = 1; i < result.columns.size(); ++i) {
    const TrafficResult& all = result.columns[i].total;
    const std::string wait =
        all.answered.mean > 0 ? seconds(all.asa_s.mean) + " mean wait" : "nobody is answered";
    text += fmt::format("{} {}: {} give up, {}", i == 1 ? "," : ";", result.columns[i].name,
                        percent(all.abandoned_share.mean), wait);
  }
  return text + ".";
}

}  // namespace uniselector::report
