// Recording: offers are accepted at the instant they are made, talks end when their handling time
// is over, there is no wrap-up.
#include "stream.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <queue>

#include "base/prng.h"

namespace uniselector::bench {

using model::CommandKind;
using model::Ref;

void must(const Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "bench: %s\n", status.to_string().c_str());
  std::exit(1);
}

std::unique_ptr<engine::StateMachine> make_machine(const World& world, bool naive) {
  auto machine = std::make_unique<engine::StateMachine>(0, naive);
  must(machine->configure(world.center));
  std::vector<model::AgentIx> order(world.center.agents.size());
  std::iota(order.begin(), order.end(), 0U);
  base::Prng prng(world.size.seed, 3);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[prng.below(i)]);
  std::int64_t time = 0;
  for (const model::AgentIx agent : order) {
    must(machine->apply({.kind = CommandKind::kPresence,
                         .agent = agent,
                         .time = time++,
                         .presence = Presence::kReady}));
  }
  machine->clear_events();
  return machine;
}

std::vector<model::PlanIx> intern_plans(engine::StateMachine& machine, const World& world) {
  std::vector<model::PlanIx> plans;
  for (const BaseRequirement& base : world.requirements) {
    const auto plan = machine.intern_plan(0, 0, base.require, base.relax);
    must(plan.status());
    plans.push_back(*plan);
  }
  return plans;
}

namespace {

class Recorder {
 public:
  Recorder(const World& world, const Traffic& traffic, bool naive)
      : machine_(make_machine(world, naive)),
        plans_(intern_plans(*machine_, world)),
        traffic_(traffic) {}

  Stream run() {
    for (std::size_t i = 0; i < traffic_.arrivals.size(); ++i) {
      if (i == traffic_.warm_up) {
        out_ = &stream_.measured;
        counting_ = true;
      }
      const Arrival& arrival = traffic_.arrivals[i];
      finish_until(arrival.time);
      pass_until(arrival.time);
      const std::uint64_t handle = apply({.time = arrival.time,
                                          .subject = plans_[arrival.requirement],
                                          .kind = CommandKind::kSubmit,
                                          .value = arrival.priority});
      const std::uint32_t slot = Ref::from(handle).slot;
      if (slot >= handling_.size()) handling_.resize(slot + 1U);
      handling_[slot] = arrival.handling;
      if (counting_) ++stream_.decisions;
      take_events();
    }
    stream_.state_hash = machine_->state_hash();
    stream_.waiting = machine_->waiting(0);
    return std::move(stream_);
  }

 private:
  struct End {
    std::int64_t time;
    std::uint64_t interaction;
    bool operator>(const End& other) const {
      return std::pair(time, interaction) > std::pair(other.time, other.interaction);
    }
  };

  /// Applies and records; the handle when it is a submit.
  std::uint64_t apply(const Step& step) {
    std::uint64_t handle = 0;
    must(machine_->apply(step.command(), &handle));
    out_->push_back(step);
    return handle;
  }

  /// Talks that end up to `time`.
  void finish_until(std::int64_t time) {
    while (!ends_.empty() && ends_.top().time <= time) {
      const End end = ends_.top();
      ends_.pop();
      pass_until(end.time);
      apply({.time = end.time,
             .interaction = end.interaction,
             .subject = model::kNone,
             .kind = CommandKind::kComplete});
      if (counting_) ++stream_.decisions;
      take_events();
    }
  }

  /// Timers up to `time`, each instant by itself, because an offer is accepted when it is made.
  void pass_until(std::int64_t time) {
    for (;;) {
      const std::int64_t due = machine_->next_due();
      if (due > time) return;
      must(machine_->apply({.kind = CommandKind::kAdvance, .time = due}));
      take_events();
    }
  }

  void take_events() {
    // Accepting writes further events; the buffer is read by index until it is used up.
    for (std::size_t i = 0; i < machine_->events().size(); ++i) {
      const model::CoreEvent event = machine_->events()[i];
      if (event.kind == EventKind::kRelaxed && counting_) {
        ++stream_.decisions;
        ++stream_.relaxations;
      }
      if (event.kind != EventKind::kOffered) continue;
      apply({.time = event.time,
             .interaction = event.interaction,
             .subject = event.agent,
             .kind = CommandKind::kAccept});
      if (counting_) ++stream_.pairs;
      stream_.hash =
          base::hash_combine(base::hash_combine(stream_.hash, event.agent), event.interaction);
      const std::int64_t from = std::max(event.time, traffic_.work_starts);
      ends_.push({from + handling_[Ref::from(event.interaction).slot], event.interaction});
    }
    machine_->clear_events();
  }

  std::unique_ptr<engine::StateMachine> machine_;
  std::vector<model::PlanIx> plans_;
  const Traffic& traffic_;
  Stream stream_;
  std::vector<Step>* out_ = &stream_.warm_up;
  bool counting_ = false;
  std::vector<std::int64_t> handling_;  ///< by slot
  std::priority_queue<End, std::vector<End>, std::greater<>> ends_;
};

}  // namespace

Stream record(const World& world, const Traffic& traffic, bool naive) {
  return Recorder(world, traffic, naive).run();
}

}  // namespace uniselector::bench
