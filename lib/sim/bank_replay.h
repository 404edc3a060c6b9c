// The real month of a bank through the core: its arrivals as scenes under several rules, and what
// really happened in the same form. Pure functions; nothing throws.
#pragma once

#include <optional>
#include <string>

#include <uniselector/simulation.h>

#include "sim/bank_arrivals.h"
#include "sim/bank_facts.h"
#include "sim/bank_log.h"
#include "sim/scene.h"

namespace uniselector::sim {

/// The bank's own centre as far as its log tells: one queue a type of call, an agent for each
/// server, a member of the queues of the types he was seen to serve. One capacity, one priority.
Center bank_center(const BankLog& log, const BankArrivals& arrivals);

enum class BankRule : std::uint8_t {
  kFirstCome,  ///< no credit
  kCredit,     ///< priority 2 enters with 90 s of credit
  kGiven,      ///< the centre decides by its queues: no priority or credit is brought along
};

/// The arrivals as a scene of one long day. Streams are named "PS/2": type and recorded priority.
/// Under kGiven the queue of a call is the first that exists of "PS-2", "PS", "priority-2", else
/// the centre's first; agents who share their id with a server are on duty as he was, the others
/// from the first to the last moment of the bank's duty each day.
Result<Scene> bank_scene(const Center& center, const BankLog& log, const BankArrivals& arrivals,
                         BankRule rule);

/// What the log says, as a result of the same shape.
SimulationResult bank_reality(const Scene& scene, const BankLog& log, const BankArrivals& arrivals);

}  // namespace uniselector::sim
