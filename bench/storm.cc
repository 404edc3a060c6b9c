// See the header; every number here is part of the definition of a claim.
#include "storm.h"

#include <utility>

#include "base/prng.h"

namespace uniselector::bench {
namespace {

using base::Prng;
using model::CommandKind;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr int kAgents = 100'000;
constexpr int kWaiting = 1'000'000;
constexpr int kPart = 10'000;           ///< agents that flip, or learn a skill
constexpr std::int64_t kSlice = 1'000;  ///< ns of the mass expiry a call

World w4_world(std::uint64_t seed, int waiting) {
  return make_world({.agents = kAgents,
                     .waiting = waiting,
                     .skills = 24,
                     .departments = 1,
                     .profiles = 0,
                     .seed = seed});
}

/// A host that accepts at once what is offered, and writes down all it tells the core.
class Host {
 public:
  explicit Host(const World& world, std::uint64_t stream)
      : machine_(make_machine(world)),
        plans_(intern_plans(*machine_, world)),
        prng_(world.size.seed, stream) {}

  /// What another run wrote down: the acceptances are in it.
  void repeat(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      must(machine_->apply(step.command()));
      machine_->clear_events();
    }
    machine_->for_each_interaction([this](std::uint64_t interaction) {
      if (machine_->state(interaction) == InteractionState::kActive) talks_.push_back(interaction);
    });
  }

  void tell(const Step& step) {
    say(step);
    for (std::size_t i = 0; i < machine_->events().size(); ++i) {
      const model::CoreEvent event = machine_->events()[i];
      if (event.kind == EventKind::kRelaxed) ++relaxed_;
      if (event.kind != EventKind::kOffered) continue;
      say({.time = step.time,
           .interaction = event.interaction,
           .subject = event.agent,
           .kind = CommandKind::kAccept});
      talks_.push_back(event.interaction);
    }
    machine_->clear_events();
  }

  void submit(const Arrival& arrival) {
    tell({.time = arrival.time,
          .subject = plans_[arrival.requirement],
          .kind = CommandKind::kSubmit,
          .value = arrival.priority});
  }

  /// Ends a talk chosen at random: handling times are exponential, so any may be the next to end.
  void complete_one(std::int64_t time) {
    std::swap(talks_[prng_.below(talks_.size())], talks_.back());
    const std::uint64_t interaction = talks_.back();
    talks_.pop_back();
    tell({.time = time, .interaction = interaction, .kind = CommandKind::kComplete});
  }

  /// Everything that waits, in random order.
  std::vector<std::uint64_t> shuffled_waiting() {
    std::vector<std::uint64_t> waiting;
    machine_->for_each_interaction([&](std::uint64_t interaction) {
      if (machine_->state(interaction) == InteractionState::kWaiting) {
        waiting.push_back(interaction);
      }
    });
    for (std::size_t i = waiting.size(); i > 1; --i) {
      std::swap(waiting[i - 1], waiting[prng_.below(i)]);
    }
    return waiting;
  }

  void configure(const Center& center) {
    must(machine_->configure(center));
    machine_->clear_events();
  }

  std::uint64_t relaxed() const { return relaxed_; }
  std::int64_t now() const { return machine_->now(); }
  std::uint64_t state_hash() const { return machine_->state_hash(); }
  std::vector<Step> take_said() { return std::exchange(said_, {}); }

 private:
  void say(const Step& step) {
    must(machine_->apply(step.command()));
    said_.push_back(step);
  }

  std::unique_ptr<engine::StateMachine> machine_;
  std::vector<model::PlanIx> plans_;
  Prng prng_;
  std::vector<Step> said_;
  std::vector<std::uint64_t> talks_;
  std::uint64_t relaxed_ = 0;
};

/// From here on `share` of the traffic has the last requirement of the world.
void favour_last(const World& world, Traffic& traffic, double share) {
  Prng prng(world.size.seed, 4);
  const auto last = static_cast<std::uint32_t>(world.requirements.size() - 1);
  for (Arrival& arrival : traffic.arrivals) {
    if (prng.uniform() < share) arrival.requirement = last;
  }
}

Storm recorded(World world, double share) {
  Traffic traffic = make_traffic(world);
  favour_last(world, traffic, share);
  Stream stream = record(world, traffic);
  return {.world = std::move(world),
          .before = std::move(stream.warm_up),
          .steps = std::move(stream.measured),
          .state_hash = stream.state_hash};
}

/// The fill of the overload workloads: 1M wait, nobody finishes.
void fill(Host& host, const World& world) {
  const Traffic traffic = make_traffic(world);
  for (std::size_t i = 0; i < static_cast<std::size_t>(kAgents + kWaiting); ++i) {
    host.submit(traffic.arrivals[i]);
  }
}

void flip(Host& host, Presence presence, std::int64_t time) {
  for (model::AgentIx agent = 0; agent < kPart; ++agent) {
    host.tell({.time = time,
               .subject = agent,
               .kind = CommandKind::kPresence,
               .value = static_cast<std::int16_t>(presence)});
  }
}

Storm flips(std::uint64_t seed, bool settled) {
  Storm storm{.world = w4_world(seed, 0)};
  for (std::size_t a = 1; a < kPart; ++a) {
    storm.world.center.agents[a].skills = storm.world.center.agents[0].skills;
  }
  Traffic traffic = make_traffic(storm.world);
  const std::size_t first = settled ? traffic.warm_up : 0;
  Host host(storm.world, 5);
  if (settled) {
    Traffic warm_up = traffic;
    warm_up.arrivals.resize(first);
    storm.before = record(storm.world, warm_up).warm_up;
    host.repeat(storm.before);
  }
  const std::int64_t start = host.now();
  std::size_t next = first;
  for (int half = 0; half < 40; ++half) {
    const std::int64_t time = start + half * kSecond / 2;
    flip(host, half % 2 == 0 ? Presence::kOffline : Presence::kReady, time);
    for (; traffic.arrivals[next].time < time + kSecond / 2; ++next) {
      host.submit(traffic.arrivals[next]);
      if (settled) host.complete_one(traffic.arrivals[next].time);
    }
  }
  storm.steps = host.take_said();
  storm.state_hash = host.state_hash();
  return storm;
}

}  // namespace

Storm hot_signature(std::uint64_t seed) {
  World world = w4_world(seed, kWaiting);
  world.requirements.emplace_back();
  return recorded(std::move(world), 0.5);
}

Storm recently_idle(std::uint64_t seed) {
  World world = w4_world(seed, 0);
  // A third of the agents have the skill, three tenths of those at level 8 or above.
  BaseRequirement rare;
  rare.require.skills.push_back({.skill = "s0", .level = 8});
  world.requirements.push_back(std::move(rare));
  return recorded(std::move(world), 0.1);
}

Storm flip_storm(std::uint64_t seed) { return flips(seed, true); }
Storm flip_storm_idle(std::uint64_t seed) { return flips(seed, false); }

Storm mass_expiry(std::uint64_t seed) {
  Storm storm{.world = w4_world(seed, kWaiting)};
  Traffic traffic = make_traffic(storm.world);
  Host host(storm.world, 5);
  for (int i = 0; i < kAgents + kWaiting; ++i) {
    Arrival& arrival = traffic.arrivals[static_cast<std::size_t>(i)];
    arrival.time = kSecond + i;
    host.submit(arrival);
  }
  storm.before = host.take_said();
  // First relaxation 20 s after entry; those that found an agent at once have none due.
  const std::int64_t first = 21 * kSecond + kAgents;
  host.tell({.time = first - 1, .kind = CommandKind::kAdvance});
  const std::vector<Step> rest = host.take_said();
  storm.before.insert(storm.before.end(), rest.begin(), rest.end());
  const std::uint64_t before = host.relaxed();
  for (std::int64_t passed = kSlice; passed <= kWaiting; passed += kSlice) {
    host.tell({.time = first + passed - 1, .kind = CommandKind::kAdvance});
  }
  storm.steps = host.take_said();
  storm.timers = host.relaxed() - before;
  storm.state_hash = host.state_hash();
  return storm;
}

Storm mass_expiry_at_once(std::uint64_t seed) {
  Storm storm = mass_expiry(seed);
  // As often as the core needs: it fires a slice a call. The last call finds nothing left.
  storm.steps.assign(kWaiting / engine::kMaxFirings + 2, Step(storm.steps.back()));
  return storm;
}

Storm abandonment(std::uint64_t seed) {
  Storm storm{.world = w4_world(seed, kWaiting)};
  Host host(storm.world, 5);
  fill(host, storm.world);
  storm.before = host.take_said();
  std::vector<std::uint64_t> leaving = host.shuffled_waiting();
  leaving.resize(kWaiting / 2);
  for (const std::uint64_t interaction : leaving) {
    host.tell({.time = host.now(), .interaction = interaction, .kind = CommandKind::kAbandon});
  }
  storm.steps = host.take_said();
  storm.state_hash = host.state_hash();
  return storm;
}

Storm swap(std::uint64_t seed) {
  Storm storm{.world = w4_world(seed, kWaiting)};
  Host host(storm.world, 5);
  fill(host, storm.world);
  storm.before = host.take_said();
  Center more = storm.world.center;
  for (std::size_t a = 0; a < more.agents.size(); a += kAgents / kPart) {
    auto& skills = more.agents[a].skills;
    for (int s = 0; s < 24; ++s) {
      if (skills.emplace("s" + std::to_string(s), 10).second) break;
    }
  }
  storm.swaps = {std::move(more), storm.world.center};
  for (int round = 0; round < kSwapRounds; ++round) {
    for (const Center& center : storm.swaps) host.configure(center);
  }
  storm.state_hash = host.state_hash();
  return storm;
}

}  // namespace uniselector::bench
