// simulate: replications of a workload, one world each.
#include <uniselector/simulation.h>

#include "sim/collector.h"
#include "sim/scene.h"
#include "sim/world.h"

namespace uniselector {

namespace {
constexpr int kMaxReplications = 1'000'000;
}  // namespace

Result<SimulationResult> simulate(const Center& center, const Workload& workload,
                                  const SimulationOptions& options) {
  if (options.replications < 1 || options.replications > kMaxReplications) {
    return invalid_argument("replications: found " + std::to_string(options.replications) +
                            ", expected 1 to 1000000");
  }
  if (options.warm_up.count() < 0) return invalid_argument("warm_up: expected at least 0");
  auto scene = sim::Scene::build(center, workload);
  if (!scene.ok()) return scene.status();
  sim::Collector collector(*scene, options.warm_up.count());
  for (int r = 0; r < options.replications; ++r) {
    collector.begin_replication();
    sim::World world(*scene, options.seed, static_cast<std::uint64_t>(r), collector);
    if (Status status = world.run(); !status.ok()) return status;
    collector.end_replication(world);
    if (options.progress) {
      options.progress(static_cast<double>(r + 1) / static_cast<double>(options.replications));
    }
  }
  return collector.result(options.seed);
}

}  // namespace uniselector
