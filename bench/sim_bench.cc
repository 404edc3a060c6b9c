// The simulator's claim: M/M/12 through the full core, offers, events and metrics on, in calls a
// second on one core; and the same with impatience and with four groups of skills.
#include <benchmark/benchmark.h>

#include <uniselector/simulation.h>

namespace uniselector {
namespace {

using std::chrono::hours;

Center twelve_agents() {
  Center center;
  center.queues.push_back({.id = "calls"});
  for (int i = 0; i < 12; ++i) {
    AgentConfig agent{.id = "agent " + std::to_string(i), .queues = {{.queue = "calls"}}};
    agent.capacity = Capacity{.channels = {{.channel = "voice"}}};
    center.agents.push_back(std::move(agent));
  }
  return center;
}

/// 4.2 calls a minute, 2 minutes each: the 8-hour day of the ContactCenters example.
Workload eight_hours(Law patience) {
  Workload workload;
  workload.day = hours(8);
  ArrivalStream calls{.id = "calls", .queue = "calls", .rates = {{.per_hour = 252}}};
  calls.service = {{.law = Law::exponential(120)}};
  calls.patience = {{.law = std::move(patience)}};
  workload.streams.push_back(std::move(calls));
  return workload;
}

void run(benchmark::State& state, const Center& center, const Workload& workload) {
  std::uint64_t calls = 0, events = 0, commands = 0, hash = 0;
  std::uint64_t seed = 1;
  for (auto _ : state) {
    const auto result = simulate(center, workload, {.seed = seed++, .replications = 100});
    if (!result.ok()) {
      state.SkipWithError(result.status().message().c_str());
      return;
    }
    calls += result.value().calls;
    events += result.value().events;
    commands += result.value().commands;
    hash ^= result.value().hash;
  }
  benchmark::DoNotOptimize(hash);
  state.SetItemsProcessed(static_cast<std::int64_t>(calls));
  state.counters["calls/s"] =
      benchmark::Counter(static_cast<double>(calls), benchmark::Counter::kIsRate);
  state.counters["events/s"] =
      benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
  state.counters["commands/s"] =
      benchmark::Counter(static_cast<double>(commands), benchmark::Counter::kIsRate);
}

void simulator_mm12(benchmark::State& state) {
  run(state, twelve_agents(), eight_hours(Law::never()));
}
BENCHMARK(simulator_mm12)->Unit(benchmark::kMillisecond);

void simulator_mm12_impatient(benchmark::State& state) {
  run(state, twelve_agents(), eight_hours(Law::exponential(60)));
}
BENCHMARK(simulator_mm12_impatient)->Unit(benchmark::kMillisecond);

/// Four types and four groups of ten, each group with its own type and the next.
void simulator_multi_skill(benchmark::State& state) {
  Center center;
  Workload workload;
  workload.day = hours(8);
  for (int k = 0; k < 4; ++k) {
    const std::string type = "type " + std::to_string(k);
    center.queues.push_back({.id = type});
    ArrivalStream calls{.id = type, .queue = type, .rates = {{.per_hour = 250}}};
    calls.service = {{.law = Law::lognormal(120, 1.2)}};
    calls.patience = {{.law = Law::exponential(180)}};
    workload.streams.push_back(std::move(calls));
  }
  for (int i = 0; i < 40; ++i) {
    AgentConfig agent{.id = "agent " + std::to_string(i)};
    agent.queues = {{.queue = "type " + std::to_string(i / 10)},
                    {.queue = "type " + std::to_string((i / 10 + 1) % 4), .rank = 2}};
    agent.capacity = Capacity{.channels = {{.channel = "voice"}}};
    center.agents.push_back(std::move(agent));
  }
  run(state, center, workload);
}
BENCHMARK(simulator_multi_skill)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace uniselector

BENCHMARK_MAIN();
