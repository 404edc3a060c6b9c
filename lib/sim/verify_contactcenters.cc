// papers/contactcenters-examples.json: all seven instances through the real core. The difference of
// each stored mean from ours is at most 4 standard errors of both together; theirs come from the
// stored confidence intervals.
#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "sim/instances.h"
#include "sim/statistics.h"
#include "sim/verify.h"

namespace uniselector::sim {
namespace {

using nlohmann::json;

constexpr int kReplications = 1000;
constexpr double kErrors = 4.0;
constexpr double kNormal95 = 1.959963984540054;
constexpr double kNormal90 = 1.6448536269514722;
/// Days of the published week, and its minutes of opening.
constexpr double kWeekDays = 7.0;
constexpr double kOpenMinutes = 2700.0;

/// Numerator and denominator of one replication; a figure is the ratio of their means.
using Pair = std::pair<double, double>;
using Figure = std::function<Pair(const InstanceCounts&, const World&)>;
using Figures = std::map<std::string, Figure>;
using Stream = InstanceCounts::Stream;

void add(Figures* out, const std::string& name, const std::function<Pair(const Stream&)>& of) {
  (*out)[name] = [of](const InstanceCounts& c, const World&) { return of(c.all()); };
}

void add(Figures* out, const std::string& name, std::size_t streams,
         const std::function<Pair(const Stream&)>& of) {
  for (std::size_t s = 0; s < streams; ++s) {
    (*out)[fmt::format("{}[{}]", name, s)] = [of, s](const InstanceCounts& c, const World&) {
      return of(c.stream(s));
    };
  }
}

Figures mmc_figures() {
  Figures out;
  add(&out, "in_target", [](const Stream& s) { return Pair(s.in_target, 1); });
  add(&out, "abandoned", [](const Stream& s) { return Pair(s.abandoned, 1); });
  add(&out, "blocked", [](const Stream& s) { return Pair(s.blocked, 1); });
  add(&out, "service_level", [](const Stream& s) { return Pair(s.in_target, s.served); });
  add(&out, "service_level_with_abandonment",
      [](const Stream& s) { return Pair(s.in_target, s.served + s.abandoned_late); });
  add(&out, "service_level_with_blocked",
      [](const Stream& s) { return Pair(s.in_target, s.served + s.blocked); });
  add(&out, "speed_of_answer", [](const Stream& s) { return Pair(s.wait_served / 60, s.served); });
  out["occupancy"] = [](const InstanceCounts& c, const World&) {
    return Pair(c.group(0).busy_window, 12 * 480 * 60.0);
  };
  return out;
}

Figures multi_skill_figures() {
  Figures out;
  add(&out, "served", [](const Stream& s) { return Pair(s.served, 1); });
  add(&out, "abandoned", [](const Stream& s) { return Pair(s.abandoned, 1); });
  add(&out, "service_level",
      [](const Stream& s) { return Pair(s.in_target, s.served + s.abandoned_late); });
  out["occupancy_group0"] = [](const InstanceCounts& c, const World&) {
    return Pair(c.group(0).busy, c.group(0).duty);
  };
  for (std::size_t type = 0; type < 3; ++type) {
    for (std::size_t period = 0; period < 3; ++period) {
      out[fmt::format("in_target_type_period[{}][{}]", type, period)] = [=](const InstanceCounts& c,
                                                                            const World&) {
        return Pair(c.stream(type).in_target_by_period[period], 1);
      };
    }
  }
  return out;
}

Figures bilingual_figures() {
  Figures out;
  add(&out, "arrived", 2, [](const Stream& s) { return Pair(s.arrived, 1); });
  add(&out, "retrials", 2, [](const Stream& s) { return Pair(s.retrials, 1); });
  add(&out, "served", 2, [](const Stream& s) { return Pair(s.served, 1); });
  add(&out, "abandoned", 2, [](const Stream& s) { return Pair(s.abandoned, 1); });
  add(&out, "disconnected", 2, [](const Stream& s) { return Pair(s.disconnected, 1); });
  add(&out, "in_target", 2, [](const Stream& s) { return Pair(s.in_target, 1); });
  add(&out, "service_level_pct", 2, [](const Stream& s) { return Pair(100 * s.in_target, 2500); });
  static constexpr const char* kGroups[3] = {"English-only", "Spanish-only", "bilingual"};
  static constexpr double kAgents[3] = {7, 7, 4};
  for (std::size_t g = 0; g < 3; ++g) {
    out[std::string("occupancy_pct.") + kGroups[g]] = [g](const InstanceCounts& c, const World&) {
      return Pair(100 * c.group(g).busy / 60, kOpenMinutes * kAgents[g]);
    };
  }
  out["occupancy_pct.all"] = [](const InstanceCounts& c, const World&) {
    return Pair(100 * (c.group(0).busy + c.group(1).busy + c.group(2).busy) / 60,
                kOpenMinutes * 18);
  };
  return out;
}

Figures bank_figures_of_instance(const Instance& instance) {
  Figures out;
  add(&out, "arrived", 3, [](const Stream& s) { return Pair(s.arrived, 1); });
  add(&out, "blocked", 3, [](const Stream& s) { return Pair(s.blocked, 1); });
  add(&out, "abandoned", 3, [](const Stream& s) { return Pair(s.abandoned, 1); });
  add(&out, "service_level_pct", 3,
      [](const Stream& s) { return Pair(100 * s.in_target, s.arrived); });
  add(&out, "service_time", 3, [](const Stream& s) { return Pair(s.service / 60, s.served); });
  add(&out, "average_wait", 3, [](const Stream& s) { return Pair(s.wait_served / 60, s.arrived); });
  for (std::size_t g = 0; g < 2; ++g) {
    const StaffGroup& staff = instance.workload.staff[g];
    const double there = kOpenMinutes * static_cast<double>(staff.agents.size());
    const double cost = staff.cost_per_hour / 60;
    const auto busy = [g](const InstanceCounts& c) { return c.group(g).busy / 60; };
    out[fmt::format("occupancy_pct[{}]", g)] = [=](const InstanceCounts& c, const World&) {
      return Pair(100 * busy(c), there);
    };
    out[fmt::format("busy_cost[{}]", g)] = [=](const InstanceCounts& c, const World&) {
      return Pair(cost * busy(c), 1);
    };
    out[fmt::format("idle_cost[{}]", g)] = [=](const InstanceCounts& c, const World&) {
      return Pair(cost * (c.group(g).duty / 60 - busy(c)), 1);
    };
  }
  out["busy_lines"] = [](const InstanceCounts&, const World& world) {
    return Pair(world.line_time() * 1e-9, kWeekDays * 24 * 3600);
  };
  return out;
}

Figures gamma_figures(double expected_calls) {
  Figures out;
  add(&out, "arrivals", [](const Stream& s) { return Pair(s.arrived, 1); });
  add(&out, "wait_per_call_s", [=](const Stream& s) { return Pair(s.wait_all, expected_calls); });
  add(&out, "good",
      [=](const Stream& s) { return Pair(s.in_target + s.abandoned_early, expected_calls); });
  add(&out, "lost", [=](const Stream& s) { return Pair(s.abandoned, expected_calls); });
  return out;
}

/// Arrivals that the rates of one day promise.
double expected_calls(const Instance& instance) {
  double sum = 0.0;
  for (const ArrivalStream& s : instance.workload.streams) {
    for (std::size_t i = 0; i < s.rates.size(); ++i) {
      const Duration end = i + 1 < s.rates.size() ? s.rates[i + 1].from : instance.workload.day;
      sum += s.rates[i].per_hour *
             std::chrono::duration<double, std::ratio<3600>>(end - s.rates[i].from).count();
    }
  }
  return sum;
}

Figures figures_of(const std::string& id, const Instance& instance) {
  if (id == "simple-multi-skill") return multi_skill_figures();
  if (id == "bilingual") return bilingual_figures();
  if (id == "bank-two-groups") return bank_figures_of_instance(instance);
  if (id == "gamma-busy-day") return gamma_figures(expected_calls(instance));
  return mmc_figures();
}

struct Stored {
  std::string name;
  double mean = 0;
  double error = 0;
};

/// Every object with a mean below `value`; names are paths such as "served[0]".
void collect(const json& value, const std::string& path, std::vector<Stored>* out) {
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      collect(value[i], fmt::format("{}[{}]", path, i), out);
    }
    return;
  }
  if (!value.is_object()) return;
  const bool has_95 = value.contains("ci95");
  const char* interval = has_95 ? "ci95" : "ci90";
  if (value.contains("mean") && value["mean"].is_number() && value.contains(interval) &&
      value[interval].is_array() && value[interval].size() == 2) {
    const double width = value[interval][1].get<double>() - value[interval][0].get<double>();
    out->push_back(
        {path, value["mean"].get<double>(), 0.5 * width / (has_95 ? kNormal95 : kNormal90)});
    return;
  }
  for (const auto& [name, part] : value.items()) {
    collect(part, path.empty() ? name : path + "." + name, out);
  }
}

Status run_instance(const json& value, const std::string& id, VerifyReport* report) {
  const auto instance = make_instance(id);
  if (!instance) return invalid_argument("instances: '" + id + "' is not known");
  auto scene = Scene::build(instance->center, instance->workload);
  if (!scene.ok()) return scene.status();
  const Figures figures = figures_of(id, *instance);
  std::map<std::string, Moments> moments;
  InstanceCounts counts(*instance, *scene);
  const int asked = report->options().replications;
  const int replications = asked > 0 ? asked : kReplications;
  std::uint64_t calls = 0;
  for (int r = 0; r < replications; ++r) {
    counts.begin();
    World world(*scene, report->options().seed, static_cast<std::uint64_t>(r), counts);
    if (Status status = world.run(); !status.ok()) return status;
    calls += world.calls();
    for (const auto& [name, figure] : figures) {
      const auto [numerator, denominator] = figure(counts, world);
      moments[name].add(numerator, denominator);
    }
  }
  std::vector<Stored> stored;
  collect(value["results"], "", &stored);
  for (const Stored& s : stored) {
    Check check{.group = id, .name = s.name, .expected = s.mean};
    check.method = "simulation";
    const auto it = moments.find(s.name);
    if (it == moments.end()) {
      check.found = std::nan("");
    } else {
      check.found = it->second.ratio(0.0);
      check.tolerance = kErrors * std::hypot(s.error, it->second.ratio_error());
    }
    check.passed = std::abs(check.found - check.expected) <= check.tolerance;
    report->check(std::move(check));
  }
  if (value["results"].contains("expected_calls") &&
      value["results"]["expected_calls"].is_number()) {
    Check check{.group = id, .name = "expected_calls", .method = "closed form"};
    check.expected = value["results"]["expected_calls"].get<double>();
    check.found = expected_calls(*instance);
    check.tolerance = 1e-8 * check.expected;
    check.passed = std::abs(check.found - check.expected) <= check.tolerance;
    report->check(std::move(check));
  }
  report->close_group(id, fmt::format("{} replications, {:.1f}M calls", replications,
                                      static_cast<double>(calls) / 1e6));
  return ok_status();
}

}  // namespace

Status verify_contactcenters(const json& truths, VerifyReport* report) {
  const json& instances = truths["instances"];
  for (std::size_t i = 0; i < instances.size(); ++i) {
    const json& value = instances[i];
    if (!value.is_object() || !value.contains("id") || !value["id"].is_string() ||
        !value.contains("results")) {
      return invalid_argument("instances: expected objects with id and results");
    }
    const auto id = value["id"].get<std::string>();
    if (!report->wanted(id)) continue;
    if (Status status = run_instance(value, id, report); !status.ok()) return status;
    report->progress(static_cast<double>(i + 1) / static_cast<double>(instances.size()));
  }
  return ok_status();
}

}  // namespace uniselector::sim
