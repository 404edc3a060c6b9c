// The series of Stirling for log gamma (Abramowitz and Stegun 6.1.41), as a difference of two of
// them so that what is large in both cancels before it is computed.
#include "plan/log_product.h"

#include <cmath>

namespace uniselector::plan {
namespace {

/// From here on the first term that is left out is below 1e-17.
constexpr double kLarge = 20.0;

/// log gamma(z) = (z - 1/2) log z - z + log(2 pi) / 2 + correction(z), z >= kLarge.
double correction(double z) {
  const double s = 1.0 / (z * z);
  return (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s / 1188)))) / z;
}

}  // namespace

double log_product(double r, double z, double count) {
  double sum = 0.0;
  for (; z < kLarge && count > 0.0; z += 1.0, count -= 1.0) sum += std::log(r / z);
  if (!(count > 0.0)) return sum;
  const double end = z + count;
  return sum + count * std::log(r / end) + count - (z - 0.5) * std::log1p(count / z) -
         (correction(end) - correction(z));
}

}  // namespace uniselector::plan
