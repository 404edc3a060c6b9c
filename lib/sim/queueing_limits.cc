// Tables of what is needed and what is allowed. The bounds are far beyond the published cases and
// keep every formula below a second.
#include "sim/queueing_limits.h"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

namespace uniselector::sim {
namespace {

struct Range {
  std::string_view name;
  double least;
  double most;
};
constexpr double kMostLoad = 10'000;
constexpr std::string_view kByClass = "arrivals_per_hour_by_class_best_first";
constexpr std::string_view kClasses = "classes_best_first";
constexpr std::array kRanges = {
    Range{"servers", 1, 5'000},
    Range{"system_places", 1, 10'000},
    Range{"offered_load_erlang", 1e-6, kMostLoad},
    Range{"arrivals_per_hour", 1e-3, 1e6},
    Range{kByClass, 1e-3, 1e6},
    Range{"mean_service_s", 1e-3, 1e6},
    Range{"second_moment_s2", 1e-6, 1e12},
    Range{"aht_s", 1e-3, 1e6},
    Range{"service_s", 1e-3, 1e6},
    Range{"mean_patience_s", 1e-3, 1e6},
    Range{"target_s", 0, 1e6},
    Range{"time_s", 1e-3, 86'400},
    Range{"scv_service", 0, 1e3},
    Range{"service_level_target", 0, 1},
};
constexpr double kAnyNumber = 1e12;
/// States times jumps of a transient chain, which is what its law costs.
constexpr double kMostTransient = 1e8;
/// Nearer to saturation the figures of a patient queue lose their digits.
constexpr double kMostOccupancy = 1 - 1e-6;

struct Needs {
  std::string_view model;  ///< how its name begins
  bool patient;            ///< has a steady state only with less load than servers
  std::array<std::string_view, 5> names;
};
constexpr std::array kNeeds = {
    Needs{"M/G/n/n", false, {"servers", "offered_load_erlang"}},
    Needs{"M/M/n (", true, {"servers", "arrivals_per_hour", "aht_s"}},
    Needs{"M/M/n staffing", false, {"arrivals_per_hour", "aht_s", "service_level_target"}},
    Needs{"M/M/n+M", false, {"servers", "arrivals_per_hour", "aht_s", "mean_patience_s"}},
    Needs{"M/M/n/K", false, {"servers", "arrivals_per_hour", "aht_s", "system_places"}},
    Needs{"M/M/n,", true, {"servers", "aht_s", kByClass}},
    Needs{"M/G/1,", true, {kClasses}},
    Needs{"M/G/1", true, {"arrivals_per_hour", "mean_service_s", "second_moment_s2"}},
    Needs{"M/D/n", true, {"servers", "arrivals_per_hour", "service_s"}},
    Needs{"M/G/n ", true, {"servers", "arrivals_per_hour", "aht_s"}},
    Needs{"M/G/infinity", false, {"arrivals_per_hour", "aht_s"}},
    Needs{"transient", false, {"servers", "arrivals_per_hour", "aht_s", "system_places", "time_s"}},
};

class Checker {
 public:
  Checker(const plan::QueueingCase& c, const config::NodeReader& parameters)
      : c_(c), parameters_(parameters) {}

  void run() {
    const auto needs = std::find_if(kNeeds.begin(), kNeeds.end(), [&](const Needs& n) {
      return std::string_view(c_.model).starts_with(n.model);
    });
    if (needs == kNeeds.end()) return;
    bool complete = true;
    for (const std::string_view name : needs->names) complete = complete && has(name);
    if (complete) together(needs->patient);
  }

 private:
  bool has(std::string_view name) const {
    if (name.empty()) return true;  // fewer names than places in the table
    bool found = c_.numbers.count(std::string(name)) != 0;
    if (name == kClasses) found = !c_.classes.empty();
    if (name == kByClass) {
      const auto list = c_.lists.find(std::string(name));
      found = list != c_.lists.end() && !list->second.empty();
    }
    if (!found) parameters_.complain(fmt::format("'{}' is missing for this model", name));
    return found;
  }

  double load() const {
    double sum = 0;
    for (const auto& k : c_.classes) sum += k.per_hour * k.mean_service;
    const double service =
        std::max({c_.number("aht_s"), c_.number("service_s"), c_.number("mean_service_s")});
    if (const auto list = c_.lists.find(std::string(kByClass)); list != c_.lists.end()) {
      for (const double rate : list->second) sum += rate * service;
    }
    return (sum + c_.number("arrivals_per_hour") * service) / 3600;
  }

  /// Bounds on what several parameters ask for.
  void together(bool patient) {
    const double load = this->load();
    if (load > kMostLoad) {
      return parameters_.complain(
          fmt::format("found a load of {:.6g} erlang, expected at most {}", load, kMostLoad));
    }
    const double servers = c_.number("servers", 1);
    if (patient && load > kMostOccupancy * servers) {
      return parameters_.complain(fmt::format(
          "found a load of {:.6g} erlang, expected less than the {} servers", load, servers));
    }
    if (!std::string_view(c_.model).starts_with("transient")) return;
    const double places = c_.number("system_places");
    const double patience = c_.number("mean_patience_s");
    const double fastest = c_.number("arrivals_per_hour") / 3600 + servers / c_.number("aht_s") +
                           (patience > 0 ? places / patience : 0.0);
    const double cost = fastest * c_.number("time_s") * places;
    if (cost > kMostTransient) {
      parameters_.complain(
          fmt::format("found {:.3g} events until time_s times system_places, expected at most {}",
                      cost, kMostTransient));
    }
  }

  const plan::QueueingCase& c_;
  const config::NodeReader& parameters_;
};

}  // namespace

ParameterRange range_of(std::string_view parameter) {
  for (const Range& range : kRanges) {
    if (range.name == parameter) return {range.least, range.most};
  }
  return {-kAnyNumber, kAnyNumber};
}

void check_parameters(const plan::QueueingCase& c, const config::NodeReader& parameters) {
  Checker(c, parameters).run();
}

}  // namespace uniselector::sim
