// A command stream: what a host would have told the core, recorded once in an untimed run, since
// who gets what decides when he is free again, and replayed under the clock.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/state_machine.h"
#include "workload.h"

namespace uniselector::bench {

struct Stream {
  std::vector<model::Command> warm_up;
  std::vector<model::Command> measured;
  std::uint64_t decisions = 0;  ///< in the measured part: arrivals, agents freed, relaxations
  std::uint64_t relaxations = 0;
  std::uint64_t pairs = 0;       ///< matched in the measured part
  std::uint64_t hash = 0;        ///< over all (agent, interaction) pairs, in order
  std::uint64_t state_hash = 0;  ///< of the core at the end
  std::uint64_t waiting = 0;     ///< at the end
};

/// A core that knows the world, all agents ready in shuffled order at time 0.
std::unique_ptr<engine::StateMachine> make_machine(const World& world, bool naive = false);
/// Plans of the base requirements in a machine of this world.
std::vector<model::PlanIx> intern_plans(engine::StateMachine& machine, const World& world);
Stream record(const World& world, const Traffic& traffic, bool naive = false);

}  // namespace uniselector::bench
