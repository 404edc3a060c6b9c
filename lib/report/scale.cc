// Bodies of scale.h.
#include "report/scale.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace uniselector::report {

namespace {

// Multiples of `step` from 0 until `top` is reached.
std::vector<double> upward(double top, double step) {
  std::vector<double> ticks{0};
  // A hair of tolerance, so that 0.3 with a step of 0.1 does not end at 0.4.
  while (ticks.back() < top - 1e-9 * step && ticks.size() < kMaxTicks) {
    ticks.push_back(static_cast<double>(ticks.size()) * step);
  }
  return ticks;
}

constexpr double kTimeSteps[] = {1,   2,   5,    10,   15,   30,    60,    120,   300,
                                 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400};

double time_step(double span, int wanted) {
  const double least = span / std::max(wanted, 1);
  for (const double step : kTimeSteps) {
    if (step >= least - 1e-9) return step;
  }
  return 86400 * std::ceil(least / 86400);
}

}  // namespace

std::vector<double> axis_ticks(double top, int wanted) {
  if (!(top > 0) || !std::isfinite(top)) return {0, 1};
  const double least = top / std::clamp(wanted, 1, kMaxTicks - 1);
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    if (factor * power >= least * (1 - 1e-9)) return upward(top, factor * power);
  }
  return upward(top, 10 * power);
}

std::vector<double> time_axis_ticks(double top_s, int wanted) {
  if (!(top_s > 0) || !std::isfinite(top_s)) return {0, 1};
  if (top_s < 2) return axis_ticks(top_s, wanted);
  return upward(top_s, time_step(top_s, std::clamp(wanted, 1, kMaxTicks - 1)));
}

std::vector<double> clock_ticks(double from_s, double to_s, int wanted) {
  std::vector<double> ticks;
  if (!(to_s > from_s) || !std::isfinite(to_s - from_s)) return ticks;
  const double step =
      std::max(60.0, time_step(to_s - from_s, std::clamp(wanted, 1, kMaxTicks - 1)));
  for (double at = std::ceil(from_s / step - 1e-9) * step;
       at <= to_s + 1e-6 && ticks.size() < kMaxTicks; at += step) {
    ticks.push_back(at);
  }
  return ticks;
}

int tick_decimals(const std::vector<double>& ticks) {
  if (ticks.size() < 2) return 0;
  const double step = ticks[1] - ticks[0];
  int decimals = 0;
  double scaled = step;
  while (decimals < 6 && std::abs(scaled - std::round(scaled)) > 1e-6 * std::abs(scaled)) {
    scaled *= 10;
    ++decimals;
  }
  return decimals;
}

std::vector<double> spread_labels(const std::vector<double>& wanted, double gap, double lo,
                                  double hi) {
  std::vector<std::size_t> order(wanted.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return wanted[a] < wanted[b]; });
  std::vector<double> placed(wanted.size());
  double floor = lo;
  for (const std::size_t i : order) {
    placed[i] = std::max(wanted[i], floor);
    floor = placed[i] + gap;
  }
  // Back from the far end: what was pushed out is pulled in, and pushes its neighbours.
  double ceiling = hi;
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    placed[*it] = std::min(placed[*it], ceiling);
    ceiling = placed[*it] - gap;
  }
  return placed;
}

}  // namespace uniselector::report
