// Estimates from independent replications or batches. Pure values and functions.
#pragma once

#include <cstdint>
#include <vector>

#include <uniselector/simulation.h>

namespace uniselector::sim {

/// x with P(Z <= x) = p for a standard normal Z, 0 < p < 1; relative error below 1e-9 (Acklam's
/// rational start, one Halley step on erfc).
double normal_quantile(double p);
/// The same for Student's t with whole degrees of freedom, by Newton steps on its distribution
/// (Abramowitz and Stegun 26.7.3-4); the normal quantile above 2,000 degrees.
double student_quantile(double p, double degrees);

/// Mean and variance of single observations (Welford), and of the ratio of two means.
class Moments {
 public:
  void add(double x) { add(x, 1.0); }
  void add(double numerator, double denominator) {
    ++count_;
    const double n = static_cast<double>(count_);
    const double dx = numerator - mean_x_;
    const double dy = denominator - mean_y_;
    mean_x_ += dx / n;
    mean_y_ += dy / n;
    xx_ += dx * (numerator - mean_x_);
    yy_ += dy * (denominator - mean_y_);
    xy_ += dx * (denominator - mean_y_);
  }
  std::uint64_t count() const { return count_; }
  double mean() const { return mean_x_; }
  double mean_denominator() const { return mean_y_; }
  double variance() const { return count_ < 2 ? 0.0 : xx_ / static_cast<double>(count_ - 1); }
  double standard_error() const;
  /// numerator mean / denominator mean; `fallback` when the denominator's is 0.
  double ratio(double fallback) const { return mean_y_ == 0.0 ? fallback : mean_x_ / mean_y_; }
  /// Standard error of the ratio by the delta method.
  double ratio_error() const;
  Estimate estimate() const;
  Estimate ratio_estimate(double fallback) const;

 private:
  std::uint64_t count_ = 0;
  double mean_x_ = 0;
  double mean_y_ = 0;
  double xx_ = 0;
  double yy_ = 0;
  double xy_ = 0;
};

}  // namespace uniselector::sim
