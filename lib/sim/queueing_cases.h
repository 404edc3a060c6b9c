// The cases of queueing/truths.json as experiments: which centre and workload, what to measure, and
// which figures of the case it gives. Pure; nothing throws.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/truths_closed_form.h"
#include "sim/batch_means.h"
#include "sim/queueing_probe.h"
#include "sim/scene.h"

namespace uniselector::sim {

using plan::QueueingCase;

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
  double look_at_s = 0;       ///< transient: time of day
  double mean_unlimited = 0;  ///< transient: mean present if there were servers for all
  int servers = 0;
};

/// None for cases that no simulation of ours decides: approximations, staffing answers (their rows
/// are Erlang C cases), overloaded systems with 1,000 places or more. Results below 1e-6 are left
/// out, exact zeros stay.
std::optional<QueueingExperiment> make_experiment(const QueueingCase& c);

}  // namespace uniselector::sim
