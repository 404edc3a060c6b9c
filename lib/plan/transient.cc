// Uniformization (Jensen 1953): the chain jumps at the events of a Poisson process that is at least
// as fast as every state; the law at t is the Poisson mixture of the laws after k jumps.
#include "plan/transient.h"

#include <algorithm>
#include <cmath>

#include "plan/log_product.h"

namespace uniselector::plan {

std::vector<double> transient_law(const TransientQueue& queue, double time_s) {
  const auto states = static_cast<std::size_t>(queue.places) + 1;
  std::vector<double> birth(states), death(states);
  double fastest = 0.0;
  for (std::size_t x = 0; x < states; ++x) {
    const int present = static_cast<int>(x);
    const int busy = std::min(present, queue.servers);
    birth[x] = present < queue.places ? queue.arrivals : 0.0;
    death[x] = busy / queue.service_s;
    if (queue.patience_s > 0.0) death[x] += (present - busy) / queue.patience_s;
    fastest = std::max(fastest, birth[x] + death[x]);
  }
  std::vector<double> law(states, 0.0), next(states), out(states, 0.0);
  law[0] = 1.0;
  const double mean = fastest * time_s;
  const int most = static_cast<int>(mean + 40.0 * std::sqrt(mean) + 100.0);
  double left = 1.0;
  for (int k = 0; k <= most && left > 1e-15; ++k) {
    const double weight = std::exp(log_product(mean, 1.0, k) - mean);
    left -= weight;
    for (std::size_t x = 0; x < states; ++x) {
      out[x] += weight * law[x];
      next[x] = law[x] * (1.0 - (birth[x] + death[x]) / fastest);
      if (x > 0) next[x] += law[x - 1] * birth[x - 1] / fastest;
      if (x + 1 < states) next[x] += law[x + 1] * death[x + 1] / fastest;
    }
    law.swap(next);
  }
  return out;
}

}  // namespace uniselector::plan
