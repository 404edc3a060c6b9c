// Collector: what happened in the replications of a scene, in bounded memory, and the results made
// of it. Counts are kept in cells: the calls of a stream, and where rules choose, those of them in
// one queue with one priority. Queues, streams, priorities and totals are sums of cells.
// Single-threaded.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <uniselector/simulation.h>

#include "base/histogram.h"
#include "sim/scene.h"
#include "sim/statistics.h"
#include "sim/world.h"

namespace uniselector::sim {

/// Counts of one cell, in one replication or one interval. Times in ns.
struct Tally {
  std::uint64_t offered = 0;
  std::uint64_t answered = 0;
  std::uint64_t in_target = 0;
  std::uint64_t at_once = 0;
  std::uint64_t abandoned = 0;
  std::uint64_t short_abandoned = 0;
  std::uint64_t blocked = 0;
  std::uint64_t left = 0;
  std::uint64_t retrials = 0;
  std::uint64_t still_there = 0;
  double answered_wait = 0;
  double abandoned_wait = 0;
  double service = 0;

  Tally& operator+=(const Tally& other);
};

class Collector final : public Observer {
 public:
  /// Calls that arrive within `warm_up` from the start of a replication do not count.
  explicit Collector(const Scene& scene, std::int64_t warm_up = 0);

  void on_exit(const Call& call, Exit how, std::int64_t now) override;
  void on_duty_span(model::AgentIx agent, std::int64_t from, std::int64_t to) override;
  void on_busy_span(model::AgentIx agent, std::int64_t from, std::int64_t to) override;
  void on_rule_failure(model::QueueIx queue, std::string_view text) override;

  /// Ends a replication: its counts become one observation.
  void end_replication(const World& world);
  struct RunNumbers {
    double line_time = 0;  ///< ns x calls in the system
    std::uint64_t calls = 0, commands = 0, events = 0, hash = 0;
  };
  void end_replication(const RunNumbers& run);
  SimulationResult result(std::uint64_t seed) const;

  /// Counts of the replication that runs, or that `end_replication` closed last.
  Tally tally(std::uint32_t stream) const;
  void begin_replication();

 private:
  struct Cell {
    std::uint32_t stream = 0;
    int queue = -1;  ///< position in Center::queues; -1: gone before they had one
    std::int64_t target = 0;
    std::int64_t short_abandon = 0;
  };
  struct Series {  ///< one row of the results: all, a queue, a stream or a priority
    std::string name;
    std::vector<std::uint32_t> cells;
    std::array<Moments, 9> counts{};
    Moments service_level, asa, abandoned_share, mean_wait, mean_service;
  };
  struct Waits {
    base::Histogram answered;
    base::Histogram abandoned;
  };
  std::uint32_t add_cell(std::uint32_t stream, int queue, int priority);
  std::uint32_t cell_of(const Call& call);
  static void add_observation(Series* series, const Tally& tally = {});
  void add_notes(SimulationResult* out) const;
  void add_span(std::vector<double>* intervals, std::int64_t from, std::int64_t to) const;
  TrafficResult traffic(const Series& series, bool total) const;
  void intervals_of(const Series& series, bool total, TrafficResult* out) const;
  void bins_of(const Waits& waits, std::uint64_t at_once, TrafficResult* out) const;
  Tally sum_now(const Series& series) const;
  std::vector<AgentResult> agents() const;
  std::vector<AgentResult> groups() const;

  const Scene& scene_;
  std::int64_t warm_up_;
  std::vector<Cell> cells_;  ///< first one for each stream, in order
  std::map<std::tuple<std::uint32_t, int, int>, std::uint32_t> found_;  ///< the further ones
  std::vector<Tally> now_;                       ///< by cell, this replication
  std::vector<Tally> all_;                       ///< by cell, closed replications
  std::vector<std::vector<Tally>> by_interval_;  ///< cell, interval; all replications
  std::vector<Waits> waits_;                     ///< by cell, all replications
  Series total_{.name = "all"};
  std::vector<Series> queues_;       ///< all of the centre, in order
  std::vector<Series> streams_;      ///< by the part of their ids before '/'
  std::vector<std::size_t> row_of_;  ///< by stream, in streams_
  std::map<int, Series> priorities_;
  std::vector<double> busy_now_, duty_now_;  ///< by agent
  std::vector<Moments> occupancy_;           ///< by agent: busy over duty
  std::vector<Moments> group_occupancy_;
  std::vector<double> answered_by_;  ///< by agent, all replications
  std::vector<double> busy_intervals_, duty_intervals_;
  std::set<std::pair<model::QueueIx, std::string>> rule_failures_;  ///< the first of them
  Moments busy_lines_;
  std::vector<RunResult> runs_;
  std::uint64_t calls_ = 0, commands_ = 0, events_ = 0, hash_ = 0;
  int replications_ = 0;
};

}  // namespace uniselector::sim
