// The claims W1 to W4 on the real core, with offers, events and metrics on: decisions and commands
// per second from an untimed loop, percentiles from a loop that times each step by itself, bytes,
// allocations and hashes. One benchmark a workload and seed; each iteration replays the recorded
// stream on a fresh core, and only the replay of the measured part is timed.
//
//   engine_bench --benchmark_filter=W1/100k
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>

#include "allocations.h"
#include "stream.h"

namespace uniselector::bench {
namespace {

using engine::StateMachine;
using Clock = std::chrono::steady_clock;

struct Prepared {
  World world;
  Stream stream;
};

/// Recorded once and kept while the next iterations of the same benchmark replay it.
const Prepared& prepared(const WorldSize& size) {
  static std::unique_ptr<Prepared> last;
  static WorldSize known{.agents = 0};
  const bool same = last && known.agents == size.agents && known.waiting == size.waiting &&
                    known.skills == size.skills && known.profiles == size.profiles &&
                    known.seed == size.seed;
  if (!same) {
    last = std::make_unique<Prepared>();
    last->world = make_world(size);
    const Traffic traffic = make_traffic(last->world);
    last->stream = record(last->world, traffic);
    known = size;
  }
  return *last;
}

void replay(StateMachine& machine, const std::vector<model::Command>& commands) {
  for (const model::Command& command : commands) {
    (void)machine.apply(command);
    benchmark::DoNotOptimize(machine.events().data());
    machine.clear_events();
  }
}

/// ns of every step: a command, or an instant of timers before it.
std::vector<std::uint32_t> step_times(StateMachine& machine,
                                      const std::vector<model::Command>& commands) {
  std::vector<std::uint32_t> times;
  times.reserve(commands.size() * 3);
  const auto timed = [&](const model::Command& command) {
    const auto start = Clock::now();
    (void)machine.apply(command);
    const auto end = Clock::now();
    times.push_back(static_cast<std::uint32_t>((end - start).count()));
    machine.clear_events();
  };
  for (const model::Command& command : commands) {
    for (std::int64_t due = machine.next_due(); due < command.time; due = machine.next_due()) {
      timed({.kind = model::CommandKind::kAdvance, .time = due});
    }
    timed(command);
  }
  return times;
}

double percentile(std::vector<std::uint32_t>& times, double share) {
  if (times.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(times.size() - 1));
  std::nth_element(times.begin(), times.begin() + at, times.end());
  return times[static_cast<std::size_t>(at)];
}

void run_workload(benchmark::State& state, WorldSize size) {
  const Prepared& p = prepared(size);
  double seconds = 0;
  std::uint64_t allocated = 0;
  std::uint64_t rounds = 0;
  for (auto _ : state) {
    auto machine = make_machine(p.world);
    intern_plans(*machine, p.world);
    replay(*machine, p.stream.warm_up);
    const std::uint64_t before = allocations();
    const auto start = Clock::now();
    replay(*machine, p.stream.measured);
    const double taken = std::chrono::duration<double>(Clock::now() - start).count();
    allocated += allocations() - before;
    state.SetIterationTime(taken);
    seconds += taken;
    ++rounds;
    if (machine->state_hash() != p.stream.state_hash) {
      state.SkipWithError("the replay reached another state than the recording");
      return;
    }
    const auto live = static_cast<double>(machine->live_interactions());
    state.counters["bytes_per_interaction"] =
        static_cast<double>(machine->interaction_bytes()) / std::max(1.0, live);
    state.counters["bytes_per_agent"] =
        static_cast<double>(machine->agent_bytes()) / static_cast<double>(size.agents);
  }
  if (state.range(0) != 0) {
    auto machine = make_machine(p.world);
    intern_plans(*machine, p.world);
    replay(*machine, p.stream.warm_up);
    auto times = step_times(*machine, p.stream.measured);
    state.counters["p50_ns"] = percentile(times, 0.5);
    state.counters["p99_ns"] = percentile(times, 0.99);
    state.counters["p99.9_ns"] = percentile(times, 0.999);
  }
  const auto decisions = static_cast<double>(p.stream.decisions) * static_cast<double>(rounds);
  const auto commands = static_cast<double>(p.stream.measured.size()) * static_cast<double>(rounds);
  state.counters["decisions_per_s"] = decisions / seconds;
  state.counters["commands_per_s"] = commands / seconds;
  state.counters["allocations_per_decision"] = static_cast<double>(allocated) / decisions;
  state.counters["waiting"] = static_cast<double>(p.stream.waiting);
  state.SetLabel("pairs " + std::to_string(p.stream.hash) + " state " +
                 std::to_string(p.stream.state_hash));
}

void add(const std::string& name, WorldSize size) {
  const char* seeds = std::getenv("UNISELECTOR_BENCH_SEEDS");
  const int count = seeds == nullptr ? 1 : std::max(1, std::atoi(seeds));
  for (int seed = 1; seed <= count; ++seed) {
    size.seed = static_cast<std::uint64_t>(seed);
    benchmark::RegisterBenchmark((name + "/seed:" + std::to_string(seed)).c_str(), run_workload,
                                 size)
        ->Arg(1)
        ->Iterations(1)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
  }
}

void register_all() {
  add("W1/1k", {.agents = 1'000});
  add("W1/10k", {.agents = 10'000});
  add("W1/100k", {.agents = 100'000});
  for (const int waiting : {1'000, 10'000, 100'000, 1'000'000}) {
    add("W2/" + std::to_string(waiting / 1000) + "k", {.agents = 100'000, .waiting = waiting});
  }
  add("W3/utilisation", {.agents = 100'000, .profiles = 0});
  add("W3/overload", {.agents = 100'000, .waiting = 1'000'000, .profiles = 0});
  add("W4/utilisation", {.agents = 100'000, .skills = 24, .departments = 1, .profiles = 0});
  add("W4/overload",
      {.agents = 100'000, .waiting = 1'000'000, .skills = 24, .departments = 1, .profiles = 0});
}

}  // namespace
}  // namespace uniselector::bench

int main(int argc, char** argv) {
  uniselector::bench::register_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
