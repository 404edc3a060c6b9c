// Scales and ticks of the axes: where a value lies on paper, and which round values are marked.
// Pure functions; nothing here loops more than kMaxTicks times.
#pragma once

#include <vector>

namespace uniselector::report {

inline constexpr int kMaxTicks = 64;

/// Maps lo..hi to from..to in a straight line; a range of no width maps to `from`.
struct Scale {
  double lo = 0;
  double hi = 1;
  double from = 0;
  double to = 1;

  double operator()(double value) const {
    return hi > lo ? from + (value - lo) / (hi - lo) * (to - from) : from;
  }
};

/// Round values from 0 to at least `top`, `wanted` steps or fewer, each step 1, 2 or 5 times a
/// power of ten. The last one is the end of the axis. A top that is not above 0 gives {0, 1}.
std::vector<double> axis_ticks(double top, int wanted);

/// As axis_ticks for lengths of time in seconds: steps people count in (1, 2, 5, 10, 15, 30 s, 1,
/// 2, 5, 10, 15, 30 min, 1, 2, 3, 6, 12 h, whole days).
std::vector<double> time_axis_ticks(double top_s, int wanted);

/// Times of day within from..to (seconds), on whole multiples of a round number of minutes or
/// hours, at most `wanted` of them where the steps allow.
std::vector<double> clock_ticks(double from_s, double to_s, int wanted);

/// Decimals that tell the ticks apart: 0 for 0, 5, 10; 1 for 0, 0.5, 1.
int tick_decimals(const std::vector<double>& ticks);

/// Moves labels that would overlap apart: answers positions at least `gap` apart, in the order of
/// the wanted ones, within lo..hi as long as there is room.
std::vector<double> spread_labels(const std::vector<double>& wanted, double gap, double lo,
                                  double hi);

}  // namespace uniselector::report
