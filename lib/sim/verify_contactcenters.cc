// papers/contactcenters-examples.json: all seven instances through the real core. The difference of
// each stored mean from ours is at most 4 standard errors of both together; theirs come from the
// stored confidence intervals.
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/instances.h"
#include "sim/statistics.h"
#include "sim/verify.h"

namespace uniselector::sim {
namespace {

using config::NodeReader;

constexpr int kReplications = 1000;
constexpr double kErrors = 4.0;
constexpr double kNormal95 = 1.959963984540054;
constexpr double kNormal90 = 1.6448536269514722;
/// Days of the published week, and its minutes of opening.
constexpr double kWeekDays = 7.0;
constexpr double kOpenMinutes = 2700.0;
/// Of any published number.
constexpr double kLargest = 1e12;

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

/// Both ends of an interval, or nothing after a complaint.
std::optional<std::pair<double, double>> read_interval(const NodeReader& node) {
  const std::size_t before = node.complaints().size();
  std::vector<double> ends;
  node.each_item([&](const NodeReader& item) {
    if (const auto end = item.real(-kLargest, kLargest)) ends.push_back(*end);
  });
  if (ends.size() == 2 && ends[0] <= ends[1]) return std::pair(ends[0], ends[1]);
  if (node.complaints().size() == before) {
    node.complain("expected two numbers that do not fall: the ends of an interval");
  }
  return std::nullopt;
}

/// Every mapping with a mean and an interval below `value`; names are paths such as "served[0]".
/// The depth is that of the text, at most config::kMaxDepth.
void collect(const NodeReader& value, const std::string& path, std::vector<Stored>* out) {
  if (value.is_sequence()) {
    std::size_t i = 0;
    value.each_item(
        [&](const NodeReader& item) { collect(item, fmt::format("{}[{}]", path, i++), out); });
    return;
  }
  if (!value.is_mapping()) return;
  const auto mean = value.member("mean");
  const auto ci95 = value.member("ci95");
  const auto ci90 = value.member("ci90");
  if (mean && (ci95 || ci90)) {
    const auto number = mean->real(-kLargest, kLargest);
    const auto ends = read_interval(ci95 ? *ci95 : *ci90);
    if (!number || !ends) return;
    const double width = ends->second - ends->first;
    out->push_back({path, *number, 0.5 * width / (ci95 ? kNormal95 : kNormal90)});
    return;
  }
  value.each_member([&](const NodeReader& key, const NodeReader& part) {
    if (const auto name = key.id()) collect(part, path.empty() ? *name : path + "." + *name, out);
  });
}

/// What the file says about one instance.
struct Published {
  std::string id;
  Instance instance;
  std::vector<Stored> figures;
  std::optional<double> expected_calls;
};

std::optional<Published> read_published(const NodeReader& value, std::set<std::string>* ids) {
  const auto id = value.member("id");
  const auto results = value.member("results");
  if (!id || !results) return value.complain("'id' or 'results' is missing"), std::nullopt;
  Published out;
  out.id = id->id().value_or(std::string());
  auto instance = make_instance(out.id);
  if (!instance) return id->expected("one of the seven instances"), std::nullopt;
  if (!ids->insert(out.id).second) return id->complain("it stands twice"), std::nullopt;
  out.instance = *std::move(instance);
  collect(*results, "", &out.figures);
  const auto calls = results->member("expected_calls");
  if (calls && calls->is_plain()) out.expected_calls = calls->real(0, kLargest);
  return out;
}

Check compare(const Published& published, const Stored& stored,
              const std::map<std::string, Moments>& moments) {
  Check check{.group = published.id, .name = stored.name, .expected = stored.mean};
  check.method = "simulation";
  const auto it = moments.find(stored.name);
  if (it == moments.end()) {
    check.found = std::nan("");
  } else {
    check.found = it->second.ratio(0.0);
    check.tolerance = kErrors * std::hypot(stored.error, it->second.ratio_error());
  }
  check.passed = std::abs(check.found - check.expected) <= check.tolerance;
  return check;
}

Check compare_expected_calls(const Published& published) {
  Check check{.group = published.id, .name = "expected_calls", .method = "closed form"};
  check.expected = *published.expected_calls;
  check.found = expected_calls(published.instance);
  check.tolerance = 1e-8 * check.expected;
  check.passed = std::abs(check.found - check.expected) <= check.tolerance;
  return check;
}

Status run_instance(const Published& published, VerifyReport* report) {
  const Instance& instance = published.instance;
  auto scene = Scene::build(instance.center, instance.workload);
  if (!scene.ok()) return scene.status();
  const Figures figures = figures_of(published.id, instance);
  std::map<std::string, Moments> moments;
  InstanceCounts counts(instance, *scene);
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
  for (const Stored& stored : published.figures) {
    report->check(compare(published, stored, moments));
  }
  if (published.expected_calls) report->check(compare_expected_calls(published));
  report->close_group(published.id, fmt::format("{} replications, {:.1f}M calls", replications,
                                                static_cast<double>(calls) / 1e6));
  return ok_status();
}

}  // namespace

Status verify_contactcenters(const NodeReader& truths, VerifyReport* report) {
  std::vector<Published> instances;
  std::set<std::string> ids;
  truths.member("instances")->each_item([&](const NodeReader& value) {
    if (auto read = read_published(value, &ids)) instances.push_back(*std::move(read));
  });
  if (!truths.complaints().empty()) return config::to_status(truths.complaints().list());
  for (std::size_t i = 0; i < instances.size(); ++i) {
    if (!report->wanted(instances[i].id)) continue;
    if (Status status = run_instance(instances[i], report); !status.ok()) return status;
    report->progress(static_cast<double>(i + 1) / static_cast<double>(instances.size()));
  }
  return ok_status();
}

}  // namespace uniselector::sim
