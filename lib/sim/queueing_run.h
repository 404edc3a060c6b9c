// Runs an experiment of queueing_cases.h through the real core until every figure is as precise as
// asked. Deterministic for a seed. Single-threaded.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <uniselector/status.h>

#include "sim/queueing_cases.h"

namespace uniselector::sim {

struct QueueingPrecision {
  std::uint64_t seed = 1;
  double tail = 0.0005;      ///< probability beyond either end of an interval
  double half_width = 0.02;  ///< of the value, at most
  std::size_t least_batches = 100;
  std::uint64_t most_calls = 200'000'000;
};

struct QueueingEstimate {
  std::string name;
  double expected = 0;
  double value = 0;
  double half_width = 0;
  bool precise = false;  ///< the half-width is small enough
  bool passed = false;   ///< precise, and the expected value lies in the interval
};

struct QueueingRun {
  std::vector<QueueingEstimate> figures;
  std::uint64_t calls = 0;
  std::size_t batches = 0;
};

/// Empty when a first estimate is in reach; else why it is not: "not simulated: ...". An experiment
/// that is nearly saturated, or has hardly any arrivals, remembers its start for very long.
std::string too_long(const QueueingExperiment& experiment, const QueueingPrecision& precision);

/// The experiment must not be too long.
Result<QueueingRun> run_experiment(const QueueingExperiment& experiment,
                                   const QueueingPrecision& precision);

}  // namespace uniselector::sim
