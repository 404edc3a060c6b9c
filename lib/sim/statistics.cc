// Quantiles and standard errors. See the header for the methods.
#include "sim/statistics.h"

#include <cmath>
#include <numbers>

namespace uniselector::sim {
namespace {

/// P(T <= t) for Student's t by its finite series for whole degrees (Abramowitz and
/// Stegun 26.7.3-4), for t >= 0. Bound: degrees / 2 terms; callers ask for at most some thousands.
double student_probability(double t, int degrees) {
  const double theta = std::atan2(t, std::sqrt(static_cast<double>(degrees)));
  const double c = std::cos(theta);
  const double s = std::sin(theta);
  double sum = 0.0;
  if (degrees % 2 == 1) {
    double term = c;
    for (int k = 1; k <= degrees - 2; k += 2) {
      sum += term;
      term *= c * c * static_cast<double>(k + 1) / static_cast<double>(k + 2);
    }
    return 0.5 + (theta + s * sum) / std::numbers::pi;
  }
  double term = 1.0;
  for (int k = 0; k <= degrees - 2; k += 2) {
    sum += term;
    term *= c * c * static_cast<double>(k + 1) / static_cast<double>(k + 2);
  }
  return 0.5 + 0.5 * s * sum;
}

/// gamma((n + 1) / 2) / (gamma(n / 2) sqrt(n pi)) (1 + t^2 / n)^(-(n + 1) / 2). The quotient r(n)
/// of the gamma functions by r(1) = 1 / sqrt(pi), r(2) = sqrt(pi) / 2, r(n + 2) = r(n) (n + 1) / n:
/// std::lgamma is not for several threads.
double student_density(double t, int degrees) {
  const bool odd = degrees % 2 == 1;
  const double root = std::sqrt(std::numbers::pi);
  double quotient = odd ? 1.0 / root : 0.5 * root;
  for (int k = odd ? 1 : 2; k < degrees; k += 2) quotient *= (k + 1.0) / k;
  const double n = degrees;
  return quotient / (std::sqrt(n) * root) * std::exp(-0.5 * (n + 1.0) * std::log1p(t * t / n));
}

}  // namespace

double normal_quantile(double p) {
  static constexpr double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,
                                 -2.759285104469687e+02, 1.383577518672690e+02,
                                 -3.066479806614716e+01, 2.506628277459239e+00};
  static constexpr double b[] = {-5.447609879822406e+01, 1.615858368580409e+02,
                                 -1.556989798598866e+02, 6.680131188771972e+01,
                                 -1.328068155288572e+01};
  static constexpr double c[] = {-7.784894002430293e-03, -3.223964580411365e-01,
                                 -2.400758277161838e+00, -2.549732539343734e+00,
                                 4.374664141464968e+00,  2.938163982698783e+00};
  static constexpr double d[] = {7.784695709041462e-03, 3.224671290700398e-01,
                                 2.445134137142996e+00, 3.754408661907416e+00};
  const double tail = p < 0.5 ? p : 1.0 - p;
  double x = 0.0;
  if (tail < 0.02425) {
    const double q = std::sqrt(-2.0 * std::log(tail));
    x = (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
        ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1.0);
  } else {
    const double q = tail - 0.5;
    const double r = q * q;
    x = (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
        (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1.0);
  }
  const double error = 0.5 * std::erfc(-x / std::sqrt(2.0)) - tail;
  const double step = error * std::sqrt(2.0 * std::numbers::pi) * std::exp(0.5 * x * x);
  x -= step / (1.0 + 0.5 * x * step);
  return p < 0.5 ? x : -x;
}

double student_quantile(double p, double degrees) {
  if (p < 0.5) return -student_quantile(1.0 - p, degrees);
  const double z = normal_quantile(p);
  if (degrees > 2000.0) return z;
  const int n = degrees < 1.0 ? 1 : static_cast<int>(degrees);
  // Start: the normal quantile and the first terms of its expansion in 1/n; then Newton steps,
  // which from below a convex tail need a bounded number of rounds.
  double t = z * (1.0 + (z * z + 1.0) / (4.0 * n));
  for (int round = 0; round < 60; ++round) {
    const double step = (student_probability(t, n) - p) / student_density(t, n);
    t -= std::abs(step) > 0.5 * t ? std::copysign(0.5 * t, step) : step;
    if (std::abs(step) < 1e-10 * t) break;
  }
  return t;
}

double Moments::standard_error() const {
  return count_ < 2 ? 0.0 : std::sqrt(variance() / static_cast<double>(count_));
}

double Moments::ratio_error() const {
  if (count_ < 2 || mean_y_ == 0.0) return 0.0;
  const double r = mean_x_ / mean_y_;
  const double n = static_cast<double>(count_);
  const double variance = (xx_ - 2.0 * r * xy_ + r * r * yy_) / (n - 1.0);
  return std::sqrt(std::fmax(0.0, variance) / n) / std::abs(mean_y_);
}

Estimate Moments::estimate() const {
  if (count_ < 2) return {mean_x_, 0.0};
  return {mean_x_, student_quantile(0.975, static_cast<double>(count_ - 1)) * standard_error()};
}

Estimate Moments::ratio_estimate(double fallback) const {
  if (count_ < 2) return {ratio(fallback), 0.0};
  return {ratio(fallback),
          student_quantile(0.975, static_cast<double>(count_ - 1)) * ratio_error()};
}

}  // namespace uniselector::sim
