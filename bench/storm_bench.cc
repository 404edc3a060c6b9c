// The claims W4 (a) to (f), the storms of storm.h: commands per second and the worst step, which is
// one call of the core with everything it caused. A clock is read after each step, and the rate is
// from the same loop.
//
// A shared machine takes the processor away for milliseconds at times, so one maximum says little.
// Each storm is replayed kRounds times on a fresh core; a step does the same work in each round:
// worst_step_ns is the largest step when each counts as its fastest round, worst_round_ns the least
// of the rounds' maxima, worst_raw_ns the maximum of the median round, noise and all. (d)
// passes the time a microsecond a call, and again as far as the core goes in a call; both must end
// in the same state.
//
//   storm_bench --benchmark_filter=W4c
#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "allocations.h"
#include "command_hash.h"
#include "program.h"
#include "storm.h"

namespace uniselector::bench {
namespace {

using engine::StateMachine;
using Clock = std::chrono::steady_clock;

constexpr int kRounds = 3;

/// ns of every step of one replay.
std::vector<std::uint64_t> step_times(StateMachine& machine, const Storm& storm) {
  std::vector<std::uint64_t> times;
  times.reserve(storm.steps.size() + storm.swaps.size() * kSwapRounds);
  auto last = Clock::now();
  const auto stop = [&] {
    const auto now = Clock::now();
    times.push_back(static_cast<std::uint64_t>((now - last).count()));
    last = now;
  };
  for (const Step& step : storm.steps) {
    (void)machine.apply(step.command());
    benchmark::DoNotOptimize(machine.events().data());
    machine.clear_events();
    stop();
  }
  for (int round = 0; round < kSwapRounds; ++round) {
    for (const Center& center : storm.swaps) {
      (void)machine.configure(center);
      machine.clear_events();
      stop();
    }
  }
  return times;
}

std::unique_ptr<StateMachine> core_before(const Storm& storm) {
  auto machine = make_machine(storm.world);
  intern_plans(*machine, storm.world);
  for (const Step& step : storm.before) {
    (void)machine->apply(step.command());
    machine->clear_events();
  }
  return machine;
}

void run_storm(benchmark::State& state, Storm (*make)(std::uint64_t), std::uint64_t seed) {
  const Storm storm = make(seed);
  std::vector<std::uint64_t> fastest;
  std::vector<std::uint64_t> maxima;
  std::uint64_t total = 0;
  std::uint64_t allocated = 0;
  for (auto _ : state) {
    auto machine = core_before(storm);
    const std::uint64_t before = allocations();
    const auto times = step_times(*machine, storm);
    allocated += allocations() - before - 1;  // one for `times`
    if (machine->state_hash() != storm.state_hash) {
      state.SkipWithError("the replay reached another state than the recording");
      return;
    }
    if (fastest.empty()) fastest = times;
    std::uint64_t taken = 0;
    for (std::size_t i = 0; i < times.size(); ++i) {
      fastest[i] = std::min(fastest[i], times[i]);
      taken += times[i];
    }
    maxima.push_back(*std::max_element(times.begin(), times.end()));
    total += taken;
    state.SetIterationTime(static_cast<double>(taken) * 1e-9);
  }
  std::sort(maxima.begin(), maxima.end());
  const double seconds = static_cast<double>(total) * 1e-9 / static_cast<double>(maxima.size());
  const auto steps = static_cast<double>(fastest.size());
  state.counters["steps"] = steps;
  state.counters["commands_per_s"] = steps / seconds;
  state.counters["timers_per_s"] = static_cast<double>(storm.timers) / seconds;
  state.counters["worst_step_ns"] =
      static_cast<double>(*std::max_element(fastest.begin(), fastest.end()));
  state.counters["worst_round_ns"] = static_cast<double>(maxima.front());
  state.counters["worst_raw_ns"] = static_cast<double>(maxima[maxima.size() / 2]);
  state.counters["p50_ns"] = percentile(fastest, 0.5);
  state.counters["p99.9_ns"] = percentile(fastest, 0.999);
  state.counters["allocations_per_step"] =
      static_cast<double>(allocated) / static_cast<double>(maxima.size()) / steps;
  state.SetLabel("commands " +
                 std::to_string(command_hash(storm.steps, command_hash(storm.before))) + " state " +
                 std::to_string(storm.state_hash));
}

void add(const std::string& name, Storm (*make)(std::uint64_t)) {
  for (int seed = 1; seed <= seeds(); ++seed) {
    benchmark::RegisterBenchmark((name + "/seed:" + std::to_string(seed)).c_str(), run_storm, make,
                                 static_cast<std::uint64_t>(seed))
        ->Iterations(kRounds)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
  }
}

void register_all() {
  add("W4a/hot-signature", hot_signature);
  add("W4b/recently-idle", recently_idle);
  add("W4c/flip-storm", flip_storm);
  add("W4c/flip-storm-idle", flip_storm_idle);
  add("W4d/mass-expiry", mass_expiry);
  add("W4d/mass-expiry-at-once", mass_expiry_at_once);
  add("W4e/abandonment", abandonment);
  add("W4f/swap", swap);
}

}  // namespace
}  // namespace uniselector::bench

int main(int argc, char** argv) {
  return uniselector::bench::run_program(argc, argv, uniselector::bench::register_all);
}
