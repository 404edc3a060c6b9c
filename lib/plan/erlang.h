// The classical staffing formulas: Erlang B (loss), C (patient callers) and A (impatient callers).
//
// Loads are in erlang (arrival rate x mean service), times in seconds, rates a second. Stable for
// thousands of servers, however light or heavy their load: recursions and logarithms, no
// factorials. What is smaller than numbers can be (1e-308) is 0. Pure functions; arguments are
// checked by the caller: servers >= 1, rates and times > 0.
#pragma once

namespace uniselector::plan {

/// Probability that all servers are busy when callers do not wait (M/G/n/n). Recursion
/// B(0) = 1, B(k) = a B(k-1) / (k + a B(k-1)). O(servers).
double erlang_b(int servers, double load);

/// Probability of waiting in M/M/n: n B / (n - a (1 - B)); 1 when load >= servers.
double erlang_c(int servers, double load);

/// M/M/n with patient callers; figures of the steady state, load < servers.
struct ErlangC {
  double wait_probability = 1;
  double mean_wait_s = 0;  ///< over all calls (ASA)
  double mean_wait_of_delayed_s = 0;
  double service_level = 0;  ///< P(wait <= target)
  double mean_queue = 0;
  double occupancy = 1;
};
ErlangC erlang_c(double arrivals, double service_s, int servers, double target_s);

/// The smallest number of servers that answers the share of calls within the target; the answer is
/// above the load. Bound: load + 10 sqrt(load) + 1000 servers, else 0.
int erlang_c_servers(double arrivals, double service_s, double target_s, double share);

/// M/M/n+M (Palm 1946): callers give up after an exponential patience. Exists for every load.
struct ErlangA {
  double wait_probability = 0;
  double abandon_probability = 0;
  double abandon_probability_given_wait = 0;
  double mean_wait_s = 0;  ///< until service or abandonment, over all calls
  double mean_queue = 0;
  double served_within_target = 0;  ///< P(served and wait <= target), of all calls
  double occupancy = 0;
};
ErlangA erlang_a(double arrivals, double service_s, double patience_s, int servers,
                 double target_s);

/// M/M/n/K: at most `places` calls in service and waiting; others are blocked.
struct FiniteQueue {
  double blocking = 0;
  double wait_probability = 0;  ///< of accepted calls
  double mean_wait_s = 0;       ///< of accepted calls
  double mean_queue = 0;
  double occupancy = 0;
};
FiniteQueue finite_queue(double arrivals, double service_s, int servers, int places);

}  // namespace uniselector::plan
