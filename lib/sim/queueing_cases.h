// The cases of queueing/truths.json as experiments: which centre and workload, what to measure, and
// which figures of the case it gives. Pure; nothing throws.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/batch_means.h"
#include "sim/queueing_probe.h"
#include "sim/scene.h"

namespace uniselector::sim {

/// One case of the file, in the file's own words.
struct QueueingCase {
  std::string id;
  std::string model;
  bool exact = true;
  std::map<std::string, double> numbers;              ///< parameters that are numbers
  std::map<std::string, std::string> words;           ///< parameters that are texts
  std::map<std::string, std::vector<double>> lists;   ///< parameters that are lists of numbers
  struct Class {
    double per_hour = 0;
    double mean_service = 0;
    double square_service = 0;
  };
  std::vector<Class> classes;                         ///< classes_best_first
  std::vector<std::pair<std::string, double>> results;  ///< in the order of the file

  double number(const std::string& name, double fallback = 0) const {
    const auto it = numbers.find(name);
    return it == numbers.end() ? fallback : it->second;
  }
};

struct QueueingFigure {
  std::string name;
  double expected = 0;
  BatchMeans::Figure value;
  bool plain = false;  ///< without controls: what the controls themselves rest on
};

/// A run in batches of simulated time, or of days that each start empty and are looked at once.
struct QueueingExperiment {
  Center center;
  Workload workload;
  ProbeSettings settings;
  std::vector<QueueingFigure> figures;
  bool transient = false;
  double look_at_s = 0;        ///< transient: time of day
  double mean_unlimited = 0;   ///< transient: mean present if there were servers for all
  int servers = 0;
};

/// None for cases that no simulation of ours decides: approximations, staffing answers (their rows
/// are Erlang C cases), overloaded systems with 1,000 places or more. Results below 1e-6 are left
/// out, exact zeros stay.
std::optional<QueueingExperiment> make_experiment(const QueueingCase& c);

}  // namespace uniselector::sim
