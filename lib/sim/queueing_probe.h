// Measures of a queueing experiment in batches of equal simulated time, with its control variates.
//
// Controls (each has expectation 0 whatever the routing does; see batch_means.h):
// - Birth-death: for a function g of the number in system x, arrivals in x weigh g(x) minus
//   lambda x time in x; departures from x weigh -g(x-1) plus (mu x busy agents + theta x waiting)
//   x time. For Poisson arrivals and exponential service and patience. The g of `poisson_solution`
//   make them explain nearly all of a figure's noise.
// - Workload of one server: v at arrivals minus lambda x its time integral, and service times minus
//   their means, plain and weighted by v. For Poisson arrivals and any service law.
// Single-threaded.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sim/batch_means.h"
#include "sim/world.h"

namespace uniselector::sim {

inline constexpr std::size_t kMaxClasses = 4;

/// Positions of the measured sums of a batch. Times in seconds.
enum Measure : std::size_t {
  kTime,
  kArrivals,
  kBlocked,
  kAnswered,
  kAbandoned,
  kWaited,  ///< answered after a wait, or abandoned
  kInTarget,
  kWaitAnswered,  ///< sum of waits
  kWaitAbandoned,
  kBusyTime,
  kQueueTime,
  kPresentTime,    ///< integral of the number in system
  kPresentSquare,  ///< integral of its square
  kEmptyTime,
  kServiceDrawn,   ///< sum over arrivals
  kPatienceDrawn,  ///< sum over arrivals, of those who may give up
  kClassAnswered,  ///< kMaxClasses of them
  kClassWait = kClassAnswered + kMaxClasses,
  kMeasures = kClassWait + kMaxClasses,
};

struct ProbeSettings {
  double warm_up_s = 0;
  double batch_s = 0;
  double target_s = 0;                       ///< answered within, counted as kInTarget
  double rate = 0;                           ///< arrivals a second, all classes
  double service_rate = 0;                   ///< mu, with birth-death controls
  double abandon_rate = 0;                   ///< theta
  std::vector<std::vector<double>> weights;  ///< g_j(x); the last value holds beyond the end
  bool departures = false;  ///< birth-death controls count departures too (exponential laws)
  bool workload = false;    ///< workload controls
  struct Class {
    double rate = 0;
    double mean_service = 0;
    double square_service = 0;
  };
  std::vector<Class> classes;  ///< by stream, for the workload controls
};

class QueueingProbe : public Observer {
 public:
  /// `enough` is asked after every batch; true ends the run.
  QueueingProbe(const ProbeSettings& settings, std::int64_t start,
                std::function<bool(const BatchMeans&)> enough);

  /// The worlds of a run, one after the other; each starts empty, and so warms up.
  void watch(World* world);
  const BatchMeans& batches() const { return batches_; }

  void on_arrival(const Call& call, std::int64_t now) override;
  void on_answer(const Call& call, std::int64_t now) override;
  void on_exit(const Call& call, Exit how, std::int64_t now) override;

 private:
  void pass(std::int64_t now);
  void integrate(double seconds);
  void close_batch();
  double weight(std::size_t j, int x) const {
    const auto& g = settings_.weights[j];
    return g[std::min(static_cast<std::size_t>(x), g.size() - 1)];
  }

  ProbeSettings settings_;
  std::function<bool(const BatchMeans&)> enough_;
  World* world_ = nullptr;
  BatchMeans batches_;
  std::vector<double> measured_;
  std::vector<double> controls_;
  std::size_t workload_at_ = 0;  ///< first workload control
  std::int64_t start_ = 0;       ///< of every world
  std::int64_t before_ = 0;      ///< time that earlier worlds took
  std::int64_t last_ = 0;        ///< here time goes on from world to world
  std::int64_t batch_end_ = 0;
  bool warm_ = false;
  int present_ = 0, busy_ = 0, waiting_ = 0;
  double work_ = 0;  ///< of one server, s
};

/// Rates of a birth-death chain: births at `birth`, deaths from x at mu min(x, n) + theta (x - n)+,
/// no births at `places` (negative: unlimited).
struct BirthDeath {
  double birth = 0;
  double mu = 0;
  double theta = 0;
  int servers = 1;
  int places = -1;
  double death(int x) const {
    const int busy = x < servers ? x : servers;
    return mu * busy + theta * (x - busy);
  }
};

/// g(x) = u(x+1) - u(x), where u solves the chain's Poisson equation for f: the best weights for a
/// control of the long-run mean of f. Computed to where the stationary law is below 1e-18.
std::vector<double> poisson_solution(const BirthDeath& chain, const std::function<double(int)>& f);

}  // namespace uniselector::sim
