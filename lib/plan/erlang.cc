// Birth-death queues in closed form. Sources: Gans, Koole, Mandelbaum, "Telephone call centers"
// (2003), section 4; Mandelbaum and Zeltyn, "The Palm/Erlang-A queue" (2005).
#include "plan/erlang.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "plan/log_product.h"

namespace uniselector::plan {
namespace {

/// States past this share of the most likely one no longer matter to twelve digits.
constexpr double kNegligible = 1e-22;
constexpr int kMostStates = 10'000'000;

/// The integral of e^(-theta t) times the density of the offered wait up to `target`:
/// lambda p(n-1) exp(lambda / theta (1 - e^(-theta t)) - n mu t). Gauss-Legendre, 5 points on each
/// piece; pieces are at most half as long as the mean time between events of the full system, from
/// 400 to 1,000,000 of them. Past the horizon the integrand is below e^-45, far below 1e-12. p(n-1)
/// comes as a logarithm, for it may be tiny where the exponential is huge.
double served_while_waiting(double arrivals, double leave, double mu_all, double log_last_free,
                            double target) {
  static constexpr double kNodes[5] = {-0.906179845938663992797627, -0.538469310105683091036314,
                                       0.0, 0.538469310105683091036314, 0.906179845938663992797627};
  static constexpr double kWeights[5] = {0.236926885056189087514264, 0.478628670499366468041292,
                                         0.568888888888888888888889, 0.478628670499366468041292,
                                         0.236926885056189087514264};
  const double horizon = std::min(target, (45.0 + arrivals / leave) / (mu_all + leave));
  const double rate = mu_all + arrivals + leave;
  const int pieces = static_cast<int>(std::clamp(2.0 * horizon * rate, 400.0, 1e6));
  const double half = 0.5 * horizon / pieces;
  double sum = 0.0;
  for (int i = 0; i < pieces; ++i) {
    for (int k = 0; k < 5; ++k) {
      const double t = half * (2 * i + 1 + kNodes[k]);
      const double exponent = -arrivals / leave * std::expm1(-leave * t) - mu_all * t - leave * t;
      sum += kWeights[k] * std::exp(log_last_free + exponent);
    }
  }
  return arrivals * sum * half;
}

/// Sums over states that lie on one side of "all servers busy", relative to the most likely state
/// there, from which they go up and down: so no term is above 1.
struct Side {
  double log_scale = 0;  ///< of that state, relative to "all servers busy, nobody waits"
  double sum = 1;        ///< of probabilities
  double weighted = 0;   ///< by busy servers, or by waiting calls
  double log_sum() const { return log_scale + std::log(sum); }
};

/// 0 to servers - 1 calls present.
Side free_side(double load, int servers) {
  const int peak = static_cast<int>(std::min(servers - 1.0, load));
  Side out{.log_scale = -log_product(load, peak + 1.0, servers - peak)};
  out.weighted = peak;
  double term = 1.0;
  for (int x = peak; x > 0; --x) {
    term *= x / load;
    out.sum += term;
    out.weighted += term * (x - 1);
  }
  term = 1.0;
  for (int x = peak + 1; x < servers; ++x) {
    term *= load / x;
    out.sum += term;
    out.weighted += term * x;
  }
  return out;
}

/// 0 and more calls wait; births at `arrivals`, deaths at mu_all + q leave.
Side waiting_side(double arrivals, double mu_all, double leave) {
  const double peak = std::floor(std::max(0.0, (arrivals - mu_all) / leave));
  Side out{.log_scale = log_product(arrivals / leave, mu_all / leave + 1.0, peak)};
  out.weighted = peak;
  double term = 1.0;
  int states = 0;
  for (double q = peak; q > 0.0 && term > kNegligible && ++states < kMostStates; q -= 1.0) {
    term *= (mu_all + q * leave) / arrivals;
    out.sum += term;
    out.weighted += term * (q - 1.0);
  }
  term = 1.0;
  for (double q = peak + 1.0; ++states < kMostStates; q += 1.0) {
    term *= arrivals / (mu_all + q * leave);
    out.sum += term;
    out.weighted += term * q;
    if (term * q < kNegligible * std::max(1.0, out.weighted)) break;
  }
  return out;
}

}  // namespace

double erlang_b(int servers, double load) {
  double b = 1.0;
  for (int k = 1; k <= servers; ++k) b = load * b / (k + load * b);
  return b;
}

double erlang_c(int servers, double load) {
  if (load >= servers) return 1.0;
  const double b = erlang_b(servers, load);
  return servers * b / (servers - load * (1.0 - b));
}

ErlangC erlang_c(double arrivals, double service_s, int servers, double target_s) {
  const double load = arrivals * service_s;
  ErlangC out;
  if (load >= servers) return out;
  const double spare = servers / service_s - arrivals;
  out.wait_probability = erlang_c(servers, load);
  out.mean_wait_of_delayed_s = 1.0 / spare;
  out.mean_wait_s = out.wait_probability / spare;
  out.service_level = 1.0 - out.wait_probability * std::exp(-spare * target_s);
  out.mean_queue = arrivals * out.mean_wait_s;
  out.occupancy = load / servers;
  return out;
}

int erlang_c_servers(double arrivals, double service_s, double target_s, double share) {
  const double load = arrivals * service_s;
  const int most = static_cast<int>(load + 10.0 * std::sqrt(load)) + 1000;
  for (int n = static_cast<int>(load) + 1; n <= most; ++n) {
    if (erlang_c(arrivals, service_s, n, target_s).service_level >= share) return n;
  }
  return 0;
}

ErlangA erlang_a(double arrivals, double service_s, double patience_s, int servers,
                 double target_s) {
  const double load = arrivals * service_s;
  const double mu_all = servers / service_s;
  const double leave = 1.0 / patience_s;
  const Side free = free_side(load, servers);
  const Side waiting = waiting_side(arrivals, mu_all, leave);
  // Of the two shares the smaller keeps its digits: neither is computed as 1 minus the other.
  const double odds = waiting.log_sum() - free.log_sum();
  const double free_share = 1.0 / (1.0 + std::exp(odds));
  ErlangA out;
  out.wait_probability = 1.0 / (1.0 + std::exp(-odds));
  const double queue_if_waiting = waiting.weighted / waiting.sum;
  out.abandon_probability_given_wait = leave * queue_if_waiting / arrivals;
  out.mean_queue = out.wait_probability * queue_if_waiting;
  out.mean_wait_s = out.mean_queue / arrivals;
  out.abandon_probability = leave * out.mean_wait_s;
  out.occupancy = free_share * free.weighted / free.sum / servers + out.wait_probability;
  const double log_all =
      std::max(waiting.log_sum(), free.log_sum()) + std::log1p(std::exp(-std::abs(odds)));
  const double log_last_free = std::log(servers / load) - log_all;
  out.served_within_target =
      free_share + served_while_waiting(arrivals, leave, mu_all, log_last_free, target_s);
  return out;
}

FiniteQueue finite_queue(double arrivals, double service_s, int servers, int places) {
  const double load = arrivals * service_s;
  // Logarithms of the stationary law, so that 1000 states of an overloaded queue stay in range.
  std::vector<double> log_p{0.0};
  double highest = 0.0;
  for (int x = 1; x <= places; ++x) {
    log_p.push_back(log_p.back() + std::log(load / std::min(x, servers)));
    highest = std::max(highest, log_p.back());
  }
  double all = 0.0, waiting = 0.0, queue = 0.0, busy = 0.0, full = 0.0;
  for (int x = 0; x <= places; ++x) {
    const double p = std::exp(log_p[static_cast<std::size_t>(x)] - highest);
    all += p;
    busy += p * std::min(x, servers);
    queue += p * std::max(0, x - servers);
    if (x == places) full = p;
    if (x >= servers && x < places) waiting += p;
  }
  FiniteQueue out;
  out.blocking = full / all;
  const double accepted = all - full;
  out.wait_probability = waiting / accepted;
  out.mean_queue = queue / all;
  out.mean_wait_s = queue / accepted / arrivals;
  out.occupancy = busy / all / servers;
  return out;
}

}  // namespace uniselector::plan
