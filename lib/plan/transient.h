// A birth-death queue at one instant after an empty start, by uniformization. Pure functions.
#pragma once

#include <vector>

namespace uniselector::plan {

/// M/M/n/K, with exponential patience if `patience_s` > 0.
struct TransientQueue {
  double arrivals = 0;  ///< a second
  double service_s = 1;
  double patience_s = 0;  ///< 0: patient
  int servers = 1;
  int places = 1;  ///< waiting and in service
};

/// P(x calls in the system at `time_s`), x = 0..places. Terms of the Poisson series until what is
/// left is below 1e-15; O((rate x time + 40 sqrt) x places).
std::vector<double> transient_law(const TransientQueue& queue, double time_s);

}  // namespace uniselector::plan
