// Queues beyond Erlang's: priorities, general and constant service, servers without limit. Times in
// seconds, rates a second; steady state. Pure functions; loads below the servers.
#pragma once

#include <vector>

namespace uniselector::plan {

/// Mean waits by class, best first, in M/M/n with non-preemptive priorities and one service law:
/// W(k) = C / (n mu) / ((1 - s(k-1)) (1 - s(k))), s(k) = load of the first k classes / n (Cobham
/// 1954).
std::vector<double> priority_waits(const std::vector<double>& arrivals, double service_s,
                                   int servers);

/// A class of an M/G/1 queue.
struct ServiceClass {
  double arrivals = 0;
  double mean_s = 0;
  double square_s2 = 0;  ///< second moment
};
/// Mean waits by class, best first, in M/G/1 with non-preemptive priorities (Cobham 1954). With one
/// class the formula of Pollaczek and Khinchine.
std::vector<double> one_server_waits(const std::vector<ServiceClass>& classes);

/// M/D/n by the roots of z^n = e^(a (z - 1)) within the unit circle (Crommelin 1932):
/// P(wait) = 1 - (n - a) / prod (1 - z(k)),
/// lambda W = sum 1 / (1 - z(k)) + (a^2 - n (n - 1)) / (2 (n - a)), k = 1..n-1.
struct ConstantService {
  double wait_probability = 0;
  double mean_wait_s = 0;
};
ConstantService constant_service(double arrivals, double service_s, int servers);

/// M/G/n, an approximation (Lee and Longton 1957): (1 + c^2) / 2 x the wait of M/M/n, c^2 the
/// squared coefficient of variation of the service time.
double general_service_wait(double arrivals, double service_s, double scv, int servers);

}  // namespace uniselector::plan
