// Results as JSON for machines: the names of the public structures, keys in their order.
#include <uniselector/simulation.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace uniselector {
namespace {

using Json = nlohmann::ordered_json;

/// JSON has no infinities and no "not a number": those become null.
Json number(double x) { return std::isfinite(x) ? Json(x) : Json(nullptr); }

Json estimate(const Estimate& e) {
  return {{"mean", number(e.mean)}, {"half_width", number(e.half_width)}};
}

Json interval(const IntervalResult& i) {
  return {{"from_s", i.from_s},
          {"offered", i.offered},
          {"answered", i.answered},
          {"abandoned", i.abandoned},
          {"blocked", i.blocked},
          {"mean_wait_s", number(i.mean_wait_s)},
          {"service_level", number(i.service_level)},
          {"agents_on_duty", number(i.agents_on_duty)},
          {"agents_busy", number(i.agents_busy)}};
}

Json bins(const std::vector<WaitBin>& list) {
  Json out = Json::array();
  for (const WaitBin& b : list) {
    out.push_back({{"from_s", b.from_s}, {"to_s", b.to_s}, {"calls", b.calls}});
  }
  return out;
}

Json abandonment(const std::vector<AbandonBin>& list) {
  Json out = Json::array();
  for (const AbandonBin& b : list) {
    out.push_back({{"from_s", b.from_s},
                   {"to_s", b.to_s},
                   {"reached", b.reached},
                   {"abandoned", b.abandoned},
                   {"survival", number(b.survival)}});
  }
  return out;
}

Json traffic(const TrafficResult& t) {
  Json out = {{"name", t.name},
              {"offered", estimate(t.offered)},
              {"answered", estimate(t.answered)},
              {"answered_in_target", estimate(t.answered_in_target)},
              {"abandoned", estimate(t.abandoned)},
              {"short_abandoned", estimate(t.short_abandoned)},
              {"blocked", estimate(t.blocked)},
              {"left", estimate(t.left)},
              {"retrials", estimate(t.retrials)},
              {"service_level", estimate(t.service_level)},
              {"asa_s", estimate(t.asa_s)},
              {"abandoned_share", estimate(t.abandoned_share)},
              {"mean_wait_s", estimate(t.mean_wait_s)},
              {"mean_service_s", estimate(t.mean_service_s)},
              {"still_there", t.still_there},
              {"answered_at_once", t.answered_at_once},
              {"wait_p50_s", t.wait_p50_s},
              {"wait_p90_s", t.wait_p90_s},
              {"wait_p95_s", t.wait_p95_s},
              {"wait_p99_s", t.wait_p99_s},
              {"wait_max_s", t.wait_max_s}};
  Json intervals = Json::array();
  for (const IntervalResult& i : t.intervals) intervals.push_back(interval(i));
  out["intervals"] = std::move(intervals);
  out["answered_waits"] = bins(t.answered_waits);
  out["abandoned_waits"] = bins(t.abandoned_waits);
  out["abandonment"] = abandonment(t.abandonment);
  return out;
}

Json agent(const AgentResult& a) {
  return {{"name", a.name},         {"on_duty_s", a.on_duty_s},           {"busy_s", a.busy_s},
          {"answered", a.answered}, {"occupancy", estimate(a.occupancy)}, {"cost", a.cost}};
}

template <class T, class F>
Json list(const std::vector<T>& items, F&& of) {
  Json out = Json::array();
  for (const T& item : items) out.push_back(of(item));
  return out;
}

Json simulation(const SimulationResult& r) {
  return {{"name", r.name},
          {"seed", r.seed},
          {"replications", r.replications},
          {"days", r.days},
          {"interval_s", r.interval_s},
          {"total", traffic(r.total)},
          {"queues", list(r.queues, traffic)},
          {"streams", list(r.streams, traffic)},
          {"priorities", list(r.priorities, traffic)},
          {"agents", list(r.agents, agent)},
          {"groups", list(r.groups, agent)},
          {"runs", list(r.runs,
                        [](const RunResult& run) -> Json {
                          return {{"offered", run.offered},
                                  {"answered", run.answered},
                                  {"abandoned", run.abandoned},
                                  {"service_level", number(run.service_level)},
                                  {"asa_s", number(run.asa_s)}};
                        })},
          {"busy_lines", estimate(r.busy_lines)},
          {"calls", r.calls},
          {"commands", r.commands},
          {"events", r.events},
          {"hash", r.hash},
          {"notes", r.notes}};
}

Json check(const Check& c) {
  return {{"group", c.group},         {"name", c.name},
          {"method", c.method},       {"expected", number(c.expected)},
          {"found", number(c.found)}, {"tolerance", number(c.tolerance)},
          {"passed", c.passed}};
}

/// Text that is not UTF-8 (a file's name) is shown with replacement characters.
std::string dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string to_json(const SimulationResult& result) { return dump(simulation(result)); }

std::string to_json(const ReplayResult& result) {
  return dump({{"file", result.file},
               {"first_date", result.first_date},
               {"last_date", result.last_date},
               {"rows", result.rows},
               {"routed", result.routed},
               {"days", result.days},
               {"seed", result.seed},
               {"columns", list(result.columns, simulation)},
               {"checks", list(result.checks, check)},
               {"notes", result.notes}});
}

std::string to_json(const VerifyResult& result) {
  return dump({{"file", result.file},
               {"kind", result.kind},
               {"seed", result.seed},
               {"passed", result.passed},
               {"failed", result.failed},
               {"lines", result.lines},
               {"checks", list(result.checks, check)}});
}

}  // namespace uniselector
