// Small centres and workloads for the tests of the simulator, and an observer that keeps
// everything.
#pragma once

#include <string>
#include <vector>

#include <uniselector/simulation.h>

#include "sim/collector.h"
#include "sim/scene.h"
#include "sim/world.h"

namespace uniselector::test {

inline Center small_center(int agents, const std::string& queue = "q") {
  Center out;
  out.queues.push_back({.id = queue});
  for (int i = 1; i <= agents; ++i) {
    AgentConfig agent{.id = "a" + std::to_string(i), .queues = {{.queue = queue}}};
    agent.capacity = Capacity{.channels = {{.channel = "voice"}}};
    out.agents.push_back(agent);
  }
  return out;
}

inline Workload small_workload(double per_hour, Law service, Law patience = Law::never()) {
  Workload out;
  ArrivalStream stream{.id = "calls", .queue = "q"};
  if (per_hour > 0) stream.rates = {{.per_hour = per_hour}};
  stream.service = {{.law = std::move(service)}};
  stream.patience = {{.law = std::move(patience)}};
  out.streams.push_back(std::move(stream));
  out.day = std::chrono::hours(8);
  return out;
}

struct Visit {
  sim::Call call;
  sim::Exit how = sim::Exit::kServed;
  double at_s = 0;    ///< arrival
  double wait_s = 0;  ///< to the answer, or to the end
  double end_s = 0;
};

class Recorder final : public sim::Observer {
 public:
  explicit Recorder(const sim::Scene& scene) : start_(scene.start) {}
  void on_exit(const sim::Call& call, sim::Exit how, std::int64_t now) override {
    const std::int64_t until = call.answered >= 0 ? call.answered : now;
    visits.push_back({call, how, seconds(call.arrival - start_), seconds(until - call.arrival),
                      seconds(now - start_)});
  }
  void on_duty_span(model::AgentIx agent, std::int64_t from, std::int64_t to) override {
    duty.push_back({static_cast<double>(agent), seconds(from - start_), seconds(to - start_)});
  }
  std::size_t count(sim::Exit how) const {
    std::size_t n = 0;
    for (const Visit& v : visits) n += v.how == how ? 1 : 0;
    return n;
  }
  std::vector<Visit> visits;
  std::vector<std::vector<double>> duty;

 private:
  static double seconds(std::int64_t ns) { return static_cast<double>(ns) / 1e9; }
  std::int64_t start_;
};

inline sim::Scene scene_of(const Center& center, const Workload& workload) {
  auto scene = sim::Scene::build(center, workload);
  if (!scene.ok()) throw std::runtime_error(scene.status().message());
  return std::move(scene).value();
}

/// A call at `at_s` that talks `service_s` and waits at most `patience_s` (negative: for ever).
inline sim::GivenCall given(double at_s, double service_s, double patience_s = -1,
                            std::uint32_t stream = 0) {
  const auto ns = [](double s) { return static_cast<std::int64_t>(s * 1e9); };
  return {ns(at_s), stream, ns(service_s), patience_s < 0 ? sim::kNeverNs : ns(patience_s)};
}

inline Recorder run_world(const sim::Scene& scene, std::uint64_t seed = 1) {
  Recorder recorder(scene);
  sim::World world(scene, seed, 0, recorder);
  const Status status = world.run();
  if (!status.ok()) throw std::runtime_error(status.message());
  return recorder;
}

}  // namespace uniselector::test
