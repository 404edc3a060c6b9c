// Draws from the laws of a workload. Pure functions over a generator; the same generator state
// gives the same number on every machine whose libm rounds log, exp and pow alike.
#pragma once

#include <cstdint>
#include <string>

#include <uniselector/workload.h>

#include "base/prng.h"

namespace uniselector::sim {

/// Larger than every time of a simulation: an event that never comes.
inline constexpr std::int64_t kNeverNs = INT64_MAX;

/// One value in seconds, at least 0; infinity for "never". O(log) of the size of the law.
double draw(const Law& law, base::Prng& random);
/// The same in nanoseconds, rounded; kNeverNs for anything above 290 years.
std::int64_t draw_ns(const Law& law, base::Prng& random);
/// The mean in seconds; infinity when the law may never end.
double mean_of(const Law& law);
/// Empty when the law can be drawn from, else what was found and what was expected.
std::string problem_of(const Law& law);

}  // namespace uniselector::sim
