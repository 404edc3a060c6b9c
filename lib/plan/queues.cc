// Formulas of the header, nothing else.
#include "plan/queues.h"

#include <cmath>
#include <complex>
#include <numbers>

#include "plan/erlang.h"

namespace uniselector::plan {

std::vector<double> priority_waits(const std::vector<double>& arrivals, double service_s,
                                   int servers) {
  double load = 0.0;
  for (const double rate : arrivals) load += rate * service_s;
  const double delay = erlang_c(servers, load) * service_s / servers;
  std::vector<double> out;
  double before = 0.0;
  for (const double rate : arrivals) {
    const double after = before + rate * service_s / servers;
    out.push_back(delay / ((1.0 - before) * (1.0 - after)));
    before = after;
  }
  return out;
}

std::vector<double> one_server_waits(const std::vector<ServiceClass>& classes) {
  double residual = 0.0;
  for (const ServiceClass& k : classes) residual += 0.5 * k.arrivals * k.square_s2;
  std::vector<double> out;
  double before = 0.0;
  for (const ServiceClass& k : classes) {
    const double after = before + k.arrivals * k.mean_s;
    out.push_back(residual / ((1.0 - before) * (1.0 - after)));
    before = after;
  }
  return out;
}

ConstantService constant_service(double arrivals, double service_s, int servers) {
  const double load = arrivals * service_s;
  const double n = servers;
  std::complex<double> product = 1.0;
  std::complex<double> sum = 0.0;
  for (int k = 1; k < servers; ++k) {
    // z = w e^(a/n (z - 1)) with w an n-th root of unity; Newton from the contraction's fourth
    // step.
    const auto root = std::polar(1.0, 2.0 * std::numbers::pi * k / n);
    std::complex<double> z = 0.0;
    for (int i = 0; i < 200; ++i) {
      const auto next = root * std::exp(load / n * (z - 1.0));
      const auto step = i < 4 ? next - z : (next - z) / (1.0 - load / n * next);
      z += step;
      if (std::abs(step) < 1e-16) break;
    }
    product *= 1.0 - z;
    sum += 1.0 / (1.0 - z);
  }
  ConstantService out;
  out.wait_probability = 1.0 - (n - load) / product.real();
  out.mean_wait_s = (sum.real() + (load * load - n * (n - 1.0)) / (2.0 * (n - load))) / arrivals;
  return out;
}

double general_service_wait(double arrivals, double service_s, double scv, int servers) {
  return 0.5 * (1.0 + scv) * erlang_c(arrivals, service_s, servers, 0.0).mean_wait_s;
}

}  // namespace uniselector::plan
