// The seven published instances of papers/contactcenters-examples.json as centres and workloads,
// and the observer that counts what their authors counted. Sources and traps are in the truths
// file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/center.h>
#include <uniselector/workload.h>

#include "sim/scene.h"
#include "sim/world.h"

namespace uniselector::sim {

struct Instance {
  Center center;
  Workload workload;
  std::vector<double> target_s;  ///< by stream: in target is strictly below
  double window_s = 0;           ///< busy time is counted up to here
  double minute = 60;            ///< the instance's unit of time in seconds
};

/// None for an id that is not known.
std::optional<Instance> make_instance(std::string_view id);

/// One replication's counts by the authors' definitions. Times in seconds.
class InstanceCounts final : public Observer {
 public:
  InstanceCounts(const Instance& instance, const Scene& scene);
  void begin();

  void on_exit(const Call& call, Exit how, std::int64_t now) override;
  void on_duty_span(model::AgentIx agent, std::int64_t from, std::int64_t to) override;
  void on_busy_span(model::AgentIx agent, std::int64_t from, std::int64_t to) override;

  struct Stream {
    double arrived = 0, retrials = 0, served = 0, abandoned = 0, abandoned_late = 0, blocked = 0,
           disconnected = 0, in_target = 0, wait_served = 0, wait_all = 0, service = 0,
           abandoned_early = 0;
    std::vector<double> in_target_by_period;
  };
  struct Group {
    double busy = 0;  ///< until the end
    double busy_window = 0;
    double duty = 0;
  };
  const Stream& stream(std::size_t s) const { return streams_[s]; }
  const Group& group(std::size_t g) const { return groups_[g]; }
  Stream all() const;

 private:
  const Instance& instance_;
  const Scene& scene_;
  std::vector<Stream> streams_;
  std::vector<Group> groups_;
};

}  // namespace uniselector::sim
