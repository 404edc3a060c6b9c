// Whether a workload makes sense: by itself, and beside the centre that it names queues, channels
// and agents of. The same check serves files, where complaints get their line and column, and
// workloads made in code. Pure; O(size).
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include <uniselector/center.h>
#include <uniselector/workload.h>

#include "model/value_check.h"

namespace uniselector::sim {

inline constexpr std::size_t kMaxWorkloadProblems = 100;  ///< further ones are not looked for
inline constexpr Duration kMaxDay = std::chrono::hours(24 * 400);
inline constexpr double kMaxPerHour = 1e9;  ///< arrivals of a stream

/// Empty when the workload may run. Paths are as a workload file writes them, below `workload`:
/// "streams.english.queue". Without a centre, what it names is not looked up.
std::vector<model::Problem> check_workload(const Workload& workload, const Center* center);

}  // namespace uniselector::sim
