// What matching is told about signatures, classes and pairs, and what it may ask. Plain numbers and
// bits: no strings, no expressions, no configuration.
#pragma once

#include <cstdint>
#include <span>

#include "match/item.h"

namespace uniselector::match {

/// How the agent for an interaction of a signature is chosen.
enum class Strategy : std::uint8_t {
  kLongestIdle,   ///< (load, idle since, agent index)
  kMostIdle,      ///< (idle since, agent index)
  kMostSkilled,   ///< highest class score of the signature, then as kLongestIdle
  kLeastSkilled,  ///< lowest class score of the signature, then as kLongestIdle
  kRoundRobin,    ///< next agent index after the queue's cursor, cyclic
  kFixedOrder,    ///< lowest agent index
  kByValue,       ///< lowest Rules::agent_value, then as kLongestIdle
};

/// Fixed facts of one signature.
struct SignatureInfo {
  QueueIx queue = 0;
  ChannelIx channel = 0;
  Strategy strategy = Strategy::kLongestIdle;
  bool per_agent = false;              ///< Rules::agent_allowed must be asked for each agent
  std::int64_t ageing_ns_per_point = 0;  ///< waiting time that adds one point of priority; 0 none
  std::int32_t ageing_max = 0;         ///< most points that ageing adds
  std::uint64_t skill_mask = 0;        ///< summary: class masks must contain it to be eligible
};

/// Fixed facts of one class. Its rank of a queue and its eligibility are asked through Rules.
struct ClassInfo {
  std::uint64_t skill_mask = 0;
};

/// One agent an interaction has been offered to.
struct Tried {
  AgentIx agent = kNone;
  bool live = false;                   ///< his offer is still open
  std::int64_t excluded_until = 0;     ///< no candidate while now < this
  std::int64_t ended = 0;              ///< when his last offer of the item ended
};

/// What the engine knows and matching only asks. The first three are asked when a class or a
/// signature is new, never per decision; the last three per decision but only where flags say so.
class Rules {
 public:
  virtual ~Rules() = default;
  /// May agents of the class take items of the signature: queue, channel, requirement. Never true
  /// where the class's skill mask does not contain the signature's.
  virtual bool eligible(ClassIx klass, SignatureIx signature) const = 0;
  /// Sum of the class's levels in the skills the signature asks for.
  virtual std::int32_t score(ClassIx klass, SignatureIx signature) const = 0;
  /// Rank the class gives to the queue; lower is served first.
  virtual std::int32_t rank(ClassIx klass, QueueIx queue) const = 0;
  /// Conditions on the agent himself (his id); asked when SignatureInfo::per_agent.
  virtual bool agent_allowed(AgentIx agent, SignatureIx signature) const = 0;
  /// For Strategy::kByValue; lower is better.
  virtual std::int64_t agent_value(AgentIx agent, ItemIx item, std::int64_t now) const = 0;
  /// For items with kTried.
  virtual std::span<const Tried> tried(ItemIx item) const = 0;
};

/// Numbers that decisions leave behind, for benchmarks and the cost bound.
struct MatchStats {
  std::uint64_t agent_searches = 0;
  std::uint64_t item_searches = 0;
  std::uint64_t steps = 0;  ///< classes, agents, lanes and items looked at
};

}  // namespace uniselector::match
