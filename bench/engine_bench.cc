// The claims W1 to W4 on the real core, with offers, events and metrics on: decisions and commands
// per second from an untimed loop, percentiles from a loop that times each step by itself, bytes,
// allocations and hashes. One benchmark a workload and seed; each iteration replays the recorded
// stream on a fresh core, and only the replay of the measured part is timed.
//
//   engine_bench --benchmark_filter=W1/100k
#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

#include "allocations.h"
#include "command_hash.h"
#include "program.h"
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

/// The commands of a stream, one after the other, as a host has them that drains a ring: the next
/// ones are in hand while one is applied.
class Replay {
 public:
  Replay(StateMachine& machine, const std::vector<Step>& steps)
      : machine_(machine), steps_(steps), look_(look_ahead()) {
    while (read_ < std::min(kAhead, steps_.size())) read();
  }
  bool done() const { return next_ == steps_.size(); }
  const model::Command& command() const { return ring_[next_ % ring_.size()]; }
  void apply() {
    if (read_ < steps_.size()) read();
    for (const std::size_t distance : StateMachine::kLookAhead) {
      if (look_ && next_ + distance < read_) {
        machine_.expect(ring_[(next_ + distance) % ring_.size()], distance);
      }
    }
    (void)machine_.apply(command());
    ++next_;
    benchmark::DoNotOptimize(machine_.events().data());
  }

 private:
  static constexpr std::size_t kAhead = StateMachine::kLookAhead[0];

  void read() {
    steps_[read_].write(&ring_[read_ % ring_.size()]);
    ++read_;
  }

  StateMachine& machine_;
  const std::vector<Step>& steps_;
  std::array<model::Command, 2 * kAhead> ring_;
  std::size_t read_ = 0;
  std::size_t next_ = 0;
  bool look_;
};

void replay(StateMachine& machine, const std::vector<Step>& steps) {
  for (Replay stream(machine, steps); !stream.done();) {
    stream.apply();
    machine.clear_events();
  }
}

/// ns of every step: a command, or an instant of timers before it.
std::vector<std::uint32_t> step_times(StateMachine& machine, const std::vector<Step>& steps) {
  std::vector<std::uint32_t> times;
  times.reserve(steps.size() * 3);
  const auto timed = [&](auto&& step) {
    const auto start = Clock::now();
    step();
    const auto end = Clock::now();
    times.push_back(static_cast<std::uint32_t>((end - start).count()));
    machine.clear_events();
  };
  for (Replay stream(machine, steps); !stream.done();) {
    const std::int64_t time = stream.command().time;
    for (std::int64_t due = machine.next_due(); due < time; due = machine.next_due()) {
      timed([&] { (void)machine.apply({.kind = model::CommandKind::kAdvance, .time = due}); });
    }
    timed([&] { stream.apply(); });
  }
  return times;
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
    state.counters["huge_page_bytes"] = static_cast<double>(huge_page_bytes());
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
  state.SetLabel("commands " +
                 std::to_string(command_hash(p.stream.measured, command_hash(p.stream.warm_up))) +
                 " pairs " + std::to_string(p.stream.hash) + " state " +
                 std::to_string(p.stream.state_hash));
}

void add(const std::string& name, WorldSize size) {
  for (int seed = 1; seed <= seeds(); ++seed) {
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
  return uniselector::bench::run_program(argc, argv, uniselector::bench::register_all);
}
