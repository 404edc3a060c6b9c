// Formulas of sample.h: waits are exponential with a peak at noon, patience too.
#include "sample.h"

#include <algorithm>
#include <cmath>

namespace uniselector::test {

namespace {

void fill(TrafficResult& traffic, double offered, double mean_wait) {
  const double abandoned = offered * std::min(0.5, mean_wait / 330);
  const double answered = offered - abandoned;
  traffic.offered = {offered, 0.02 * offered};
  traffic.answered = {answered, 0.02 * offered};
  traffic.abandoned = {abandoned, 0.01 * offered};
  traffic.answered_in_target = {answered * (1 - 0.6 * std::exp(-20 / mean_wait)), 0};
  traffic.short_abandoned = {0.02 * abandoned, 0};
  traffic.service_level = {1 - 0.6 * std::exp(-20 / mean_wait), 0.012};
  traffic.asa_s = {mean_wait, 1.5};
  traffic.abandoned_share = {abandoned / offered, 0.01};
  traffic.mean_wait_s = {1.1 * mean_wait, 1.6};
  traffic.mean_service_s = {176.4, 3};
  traffic.answered_at_once = 0.4 * offered;
  traffic.wait_p50_s = 0.2 * mean_wait;
  traffic.wait_p90_s = 2.8 * mean_wait;
  traffic.wait_p95_s = 3.6 * mean_wait;
  traffic.wait_p99_s = 6 * mean_wait;
  traffic.wait_max_s = 12.4 * mean_wait;
  for (int i = 0; i < 120; ++i) {
    const double from = 5 * i;
    const double wait =
        std::exp(-from / (1.8 * mean_wait)) - std::exp(-(from + 5) / (1.8 * mean_wait));
    const double survival = std::exp(-std::pow((from + 5) / 400, 0.9));
    const double before = std::exp(-std::pow(from / 400, 0.9));
    const double reached = 0.6 * offered * std::exp(-from / (1.8 * mean_wait)) * before;
    traffic.answered_waits.push_back({from, from + 5, 0.6 * answered * wait * before});
    traffic.abandoned_waits.push_back({from, from + 5, reached * (1 - survival / before)});
    traffic.abandonment.push_back(
        {from, from + 5, reached, reached * (1 - survival / before), survival});
  }
}

}  // namespace

SimulationResult sample_simulation() {
  SimulationResult result;
  result.name = "North Bank";
  result.seed = 7;
  result.replications = 20;
  result.calls = 28'460;
  result.commands = 112'000;
  result.events = 171'000;
  result.hash = 0x0123456789abcdefULL;
  fill(result.total, 1423, 40.8);
  for (int hour = 0; hour < 24; ++hour) {
    IntervalResult interval;
    interval.from_s = 3600 * hour;
    const double shape = hour < 7 ? 0 : std::exp(-std::pow((hour - 12.5) / 6.5, 2));
    interval.offered = 130 * shape;
    interval.mean_wait_s = 70 * shape * shape * (hour % 2 == 0 ? 1 : 0.7);
    interval.abandoned = interval.offered * interval.mean_wait_s / 330;
    interval.answered = interval.offered - interval.abandoned;
    interval.service_level = std::exp(-interval.mean_wait_s / 60);
    interval.agents_on_duty = hour < 7 ? 0 : std::ceil(2 + 6.4 * shape);
    interval.agents_busy = interval.answered * 176.4 / 3600;
    result.total.intervals.push_back(interval);
  }
  const struct {
    const char* name;
    double offered, wait;
  } queues[] = {{"regular", 930, 32.5},
                {"prospects", 318, 68},
                {"stock", 124, 44},
                {"callback", 38, 18},
                {kHostileName, 13, 120}};
  for (const auto& queue : queues) {
    result.queues.emplace_back().name = queue.name;
    fill(result.queues.back(), queue.offered, queue.wait);
  }
  result.streams = result.queues;
  for (int i = 1; i <= 17; ++i) {
    AgentResult agent;
    agent.name = (i < 10 ? "S0" : "S") + std::to_string(i);
    agent.on_duty_s = 3600 * (4 + i % 4);
    agent.occupancy = {0.9 - 0.012 * i, 0.02};
    agent.busy_s = agent.on_duty_s * agent.occupancy.mean;
    agent.answered = agent.busy_s / 176.4;
    result.agents.push_back(agent);
  }
  for (int i = 0; i < 20; ++i) {
    const double calls = 1423 + 190 * std::sin(2.4 * i);
    result.runs.push_back({calls, 0.87 * calls, 0.13 * calls, 1.35 - calls / 1800, 40.8});
  }
  return result;
}

Center sample_center() {
  Center center;
  for (const char* name : {"regular", "prospects", "stock", "callback", kHostileName}) {
    center.queues.push_back({.id = name});
  }
  center.queues[3].answer_share = 0.6;
  return center;
}

ReplayResult sample_replay() {
  ReplayResult result;
  result.file = "february-1999.csv.gz";
  result.first_date = "1999-02-01";
  result.last_date = "1999-02-28";
  result.rows = 33'344;
  result.routed = 31'094;
  result.days = 28;
  result.seed = 1;
  const char* names[] = {"what really happened", "first come first served", "90 s credit",
                         "center.yaml"};
  double factor = 1;
  for (const char* name : names) {
    SimulationResult column = sample_simulation();
    column.name = name;
    column.days = 28;
    column.replications = 1;
    column.runs.clear();
    for (IntervalResult& interval : column.total.intervals) {
      interval.offered *= 28;
      interval.answered *= 28;
      interval.abandoned *= 28;
      interval.mean_wait_s *= factor;
    }
    column.total.asa_s.mean *= factor;
    for (TrafficResult& stream : column.streams) stream.asa_s.mean *= factor;
    for (const char* priority : {"0", "1", "2"}) {
      column.priorities.push_back(column.queues[0]);
      column.priorities.back().name = priority;
      column.priorities.back().asa_s.mean = 92 - 12 * factor * (priority[0] - '0');
    }
    factor *= 0.9;
    result.columns.push_back(std::move(column));
  }
  result.checks.push_back({"1999-02", "rows", 33'344, 33'344, 0, true, "count"});
  return result;
}

}  // namespace uniselector::test
