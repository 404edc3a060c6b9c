// Regression on controls. See the header.
#include "sim/batch_means.h"

#include <algorithm>
#include <cmath>

namespace uniselector::sim {
namespace {

struct Regression {
  std::vector<double> beta;  ///< 0 for controls that are left out
  std::size_t used = 0;
};

/// Gauss-Jordan elimination with diagonal pivots on k rows of k + 1 columns; a control that the
/// others already explain (below 1e-9 of its variance is left) is left out.
Regression solve(std::vector<double> normal, std::size_t k) {
  const auto at = [&](std::size_t i, std::size_t j) -> double& { return normal[i * (k + 1) + j]; };
  Regression out{.beta = std::vector<double>(k, 0.0)};
  std::vector<bool> used(k, false);
  std::vector<double> scale(k);
  for (std::size_t i = 0; i < k; ++i) scale[i] = at(i, i);
  for (std::size_t round = 0; round < k; ++round) {
    std::size_t pivot = k;
    double best = 1e-9;
    for (std::size_t i = 0; i < k; ++i) {
      if (used[i] || scale[i] <= 0.0 || at(i, i) / scale[i] <= best) continue;
      best = at(i, i) / scale[i];
      pivot = i;
    }
    if (pivot == k) break;
    used[pivot] = true;
    ++out.used;
    for (std::size_t i = 0; i < k; ++i) {
      if (i == pivot) continue;
      const double factor = at(i, pivot) / at(pivot, pivot);
      for (std::size_t j = 0; j <= k; ++j) at(i, j) -= factor * at(pivot, j);
    }
  }
  for (std::size_t i = 0; i < k; ++i) {
    if (used[i]) out.beta[i] = at(i, k) / at(i, i);
  }
  return out;
}

}  // namespace

void BatchMeans::add(const std::vector<double>& measured, const std::vector<double>& controls) {
  rows_.insert(rows_.end(), measured.begin(), measured.end());
  rows_.insert(rows_.end(), controls.begin(), controls.end());
  ++count_;
}

std::vector<double> BatchMeans::means() const {
  const std::size_t width = measures_ + controls_;
  std::vector<double> sums(width, 0.0);
  for (std::size_t b = 0; b < count_; ++b) {
    for (std::size_t i = 0; i < width; ++i) sums[i] += rows_[b * width + i];
  }
  for (double& sum : sums) sum /= static_cast<double>(std::max<std::size_t>(1, count_));
  return sums;
}

/// The gradient of the figure by central differences.
std::vector<double> BatchMeans::linear(const Figure& figure, const std::vector<double>& at) const {
  std::vector<double> gradient(measures_, 0.0);
  std::vector<double> point(at.begin(), at.begin() + static_cast<std::ptrdiff_t>(measures_));
  for (std::size_t i = 0; i < measures_; ++i) {
    const double step = 1e-5 * std::max(std::abs(at[i]), 1e-9);
    point[i] = at[i] + step;
    const double above = figure(point);
    point[i] = at[i] - step;
    const double below = figure(point);
    point[i] = at[i];
    gradient[i] = (above - below) / (2.0 * step);
  }
  return gradient;
}

BatchMeans::Estimated BatchMeans::estimate(const Figure& figure) const {
  return finish(figure, true);
}

BatchMeans::Estimated BatchMeans::plain(const Figure& figure) const {
  return finish(figure, false);
}

std::vector<double> BatchMeans::deviations(const std::vector<double>& mean,
                                           const std::vector<double>& gradient) const {
  const std::size_t width = measures_ + controls_;
  std::vector<double> out(count_, 0.0);
  for (std::size_t b = 0; b < count_; ++b) {
    for (std::size_t i = 0; i < measures_; ++i) {
      out[b] += gradient[i] * (rows_[b * width + i] - mean[i]);
    }
  }
  return out;
}

BatchMeans::Estimated BatchMeans::finish(const Figure& figure, bool with_controls) const {
  const std::size_t width = measures_ + controls_;
  const std::size_t k = with_controls ? controls_ : 0;
  const std::vector<double> mean = means();
  std::vector<double> z = deviations(mean, linear(figure, mean));
  // Normal equations of the centred regression; the last column is the figure's linear part.
  std::vector<double> normal(k * (k + 1), 0.0);
  std::vector<double> c(k);
  for (std::size_t b = 0; b < count_; ++b) {
    for (std::size_t i = 0; i < k; ++i) {
      c[i] = rows_[b * width + measures_ + i] - mean[measures_ + i];
    }
    for (std::size_t i = 0; i < k; ++i) {
      for (std::size_t j = 0; j < k; ++j) normal[i * (k + 1) + j] += c[i] * c[j];
      normal[i * (k + 1) + k] += c[i] * z[b];
    }
  }
  const Regression regression = solve(std::move(normal), k);
  Estimated out;
  out.value = figure(
      std::vector<double>(mean.begin(), mean.begin() + static_cast<std::ptrdiff_t>(measures_)));
  for (std::size_t i = 0; i < k; ++i) out.value -= regression.beta[i] * mean[measures_ + i];
  double residual = 0.0;
  for (std::size_t b = 0; b < count_; ++b) {
    for (std::size_t i = 0; i < k; ++i) {
      z[b] -= regression.beta[i] * (rows_[b * width + measures_ + i] - mean[measures_ + i]);
    }
    residual += z[b] * z[b];
  }
  const double n = static_cast<double>(count_);
  const double p = static_cast<double>(regression.used);
  out.degrees = std::max(1.0, n - 1.0 - p);
  // The factor (n - 2) / (n - p - 2) is the price of estimating the coefficients.
  const double price = n > p + 3.0 ? (n - 2.0) / (n - p - 2.0) : n;
  out.error = std::sqrt(residual / out.degrees / n * price);
  return out;
}

}  // namespace uniselector::sim
