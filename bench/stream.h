// A command stream: what a host would have told the core, recorded once in an untimed run, since
// who gets what decides when he is free again, and replayed under the clock.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <uniselector/status.h>

#include "engine/state_machine.h"
#include "workload.h"

namespace uniselector::bench {

/// A command of a stream in 32 bytes, so that reading the recording costs little beside the core.
struct Step {
  std::int64_t time = 0;
  std::uint64_t interaction = 0;
  std::uint32_t subject = 0;  ///< submit: plan; else agent
  model::CommandKind kind{};
  std::int16_t value = 0;  ///< submit: priority; presence: which

  model::Command command() const {
    model::Command command;
    write(&command);
    return command;
  }
  /// Into a place that other steps have been written to, as into a ring.
  void write(model::Command* command) const;
};

inline void Step::write(model::Command* command) const {
  const bool submit = kind == model::CommandKind::kSubmit;
  command->kind = kind;
  command->time = time;
  command->interaction = interaction;
  command->queue = submit ? model::QueueIx{0} : model::kNoQueue;
  command->plan = submit ? subject : model::kNone;
  command->priority = submit ? value : 0;
  command->has_priority = submit;
  command->agent = submit ? model::kNone : subject;
  command->presence = submit ? Presence::kOffline : static_cast<Presence>(value);
}

struct Stream {
  std::vector<Step> warm_up;
  std::vector<Step> measured;
  std::uint64_t decisions = 0;  ///< in the measured part: arrivals, agents freed, relaxations
  std::uint64_t relaxations = 0;
  std::uint64_t pairs = 0;       ///< matched in the measured part
  std::uint64_t hash = 0;        ///< over all (agent, interaction) pairs, in order
  std::uint64_t state_hash = 0;  ///< of the core at the end
  std::uint64_t waiting = 0;     ///< at the end
};

/// Ends the program with a message when something that cannot fail has failed.
void must(const Status& status);
/// A core that knows the world, all agents ready in shuffled order at time 0.
std::unique_ptr<engine::StateMachine> make_machine(const World& world, bool naive = false);
/// Plans of the base requirements in a machine of this world.
std::vector<model::PlanIx> intern_plans(engine::StateMachine& machine, const World& world);
Stream record(const World& world, const Traffic& traffic, bool naive = false);

}  // namespace uniselector::bench
