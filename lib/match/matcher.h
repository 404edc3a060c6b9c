// Which agent for this interaction, which interaction for this agent: exact answers in a few cache
// lines. This is the only place that decides *which*; whether a pair is allowed at all arrives here
// as bits, so matching sees no strings, no expressions and no configuration.
//
// The meaning is in matcher_naive.cc, a plain scan over everything; matcher.cc must agree with it
// decision by decision. The design (eligibility classes, packed head keys, a strategy per signature
// and two O(1) exits) is described in docs/decisions/0006-matching-by-classes.md.
//
// Order of interactions for an agent: queue rank of the agent's class, then expedited, then
// effective priority high to low, then virtual start, then sequence. Order of agents for an
// interaction: those never offered it, then by its queue's preference; agents offered it before
// come last, the one whose offer ended earliest first. An agent whose `tried` entry excludes him
// now or holds a live offer of the item is no candidate.
//
// Single-threaded; nothing is allocated by a decision once every lane has been used (vectors keep
// their capacity).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/huge_vector.h"
#include "match/class_marks.h"
#include "match/eligibility.h"
#include "match/item.h"
#include "match/lanes.h"
#include "match/roster.h"

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
  bool per_agent = false;                ///< Rules::agent_allowed must be asked for each agent
  std::int64_t ageing_ns_per_point = 0;  ///< waiting time that adds one point of priority; 0 none
  std::int32_t ageing_max = 0;           ///< most points that ageing adds
  std::uint64_t skill_mask = 0;          ///< summary: class masks must contain it to be eligible
  std::vector<Mark> marks;               ///< every eligible class carries them
};

/// Fixed facts of one class. `rank` of a queue below is asked through Rules.
struct ClassInfo {
  std::uint64_t skill_mask = 0;
  std::vector<Mark> marks;
};

/// One agent an interaction has been offered to.
struct Tried {
  AgentIx agent = kNone;
  bool live = false;                ///< his offer is still open
  std::int64_t excluded_until = 0;  ///< no candidate while now < this
  std::int64_t ended = 0;           ///< when his last offer of the item ended
};

/// What the engine knows and matching only asks. `eligible` is asked when a class or a signature is
/// new, never per decision; the others also by decisions, but only by those that need an exact
/// comparison: ageing, ranks, agents tried before, conditions on an agent's id, rarer preferences.
class Rules {
 public:
  virtual ~Rules() = default;
  /// May agents of the class take items of the signature: queue, channel, requirement.
  virtual bool eligible(ClassIx klass, SignatureIx signature) const = 0;
  /// Sum of the class's levels in the skills the signature asks for, or the value of a rule;
  /// above INT64_MIN.
  virtual std::int64_t score(ClassIx klass, SignatureIx signature) const = 0;
  /// Rank the class gives to the queue; lower is served first.
  virtual std::int32_t rank(ClassIx klass, QueueIx queue) const = 0;
  /// Conditions on the agent himself (his id); asked when SignatureInfo::per_agent.
  virtual bool agent_allowed(AgentIx agent, SignatureIx signature) const = 0;
  /// For Strategy::kByValue; lower is better.
  virtual std::int64_t agent_value(AgentIx agent, ItemIx item, std::int64_t now) const = 0;
  /// For items with kTried.
  virtual std::span<const Tried> tried(ItemIx item) const = 0;
};

class Matcher {
 public:
  /// `rules` and `items` outlive the matcher; `items` may grow (and move) between calls.
  Matcher(const Rules& rules, base::HugeVector<Item>& items);
  ~Matcher();
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;

  /// All decisions by the plain scan from now on (for tests and `naive_matcher`).
  void set_naive(bool naive);

  // Growth; asks each class and signature that share a mark. Indexes count up from 0.
  ClassIx add_class(const ClassInfo& info);
  SignatureIx add_signature(const SignatureInfo& info);
  /// The queue's preference or ageing changed: replaces the info of a signature. Its queue and
  /// channel must stay. Its eligibility and scores are asked again.
  void update_signature(SignatureIx signature, const SignatureInfo& info);
  AgentIx add_agent(ClassIx klass);
  /// Moves an agent to another class; he keeps his availability and place.
  void set_agent_class(AgentIx agent, ClassIx klass);

  /// The agent can take one more item of the channel. `load` 0..4095 (0 idle); a second call moves
  /// him to his new place. Common case (his key is the largest): O(1).
  void set_available(AgentIx agent, ChannelIx channel, std::uint32_t load, std::int64_t idle_since);
  void set_unavailable(AgentIx agent, ChannelIx channel);
  bool available(AgentIx agent, ChannelIx channel) const {
    return rosters_[channel].available(agent);
  }

  /// Links a waiting item into its lane by (priority, virtual_start, sequence) and sets kInLane.
  /// O(1) at either end of the lane; else the distance to the nearer end.
  void enter(ItemIx item);
  /// Unlinks it and clears kInLane. O(1).
  void leave(ItemIx item);
  std::uint64_t waiting_count() const { return lanes_.count(); }

  /// The best available agent for the item at `now`, or kNone. O(1) when nobody is available.
  AgentIx best_agent(ItemIx item, std::int64_t now) const;
  /// The best waiting item among those the agent may take on any channel of `channels` (bit c =
  /// channel c) on which he is available, or kNone. O(1) when nothing waits.
  ItemIx best_item(AgentIx agent, std::uint32_t channels, std::int64_t now) const;
  /// An automatic offer was made: moves round robin cursors.
  void offered(AgentIx agent, QueueIx queue);
  /// The queue is another one now: its round robin starts anew.
  void forget_cursor(QueueIx queue) {
    if (queue < cursors_.size()) cursors_[queue] = kNone;
  }

  /// Hints that the agent, one of the class, or an item of the signature is about to come. `soon`:
  /// the second hint about this class.
  void expect_agent(AgentIx agent, ChannelIx channel) const;
  void expect_class(ClassIx klass, bool soon) const;
  /// So many that what is known of a class is seldom in the cache.
  bool many_classes() const { return wanted_.size() >= 4096; }
  void expect_item(SignatureIx signature, bool soon) const;

  bool eligible(ClassIx klass, SignatureIx signature) const {
    return eligibility_.test(klass, signature);
  }

  /// The item's priority with what ageing has added to it by `now`.
  std::int64_t effective_priority(const Item& item, std::int64_t now) const;

  /// Hash over availability, keys, lanes and cursors; equal for both matchers.
  std::uint64_t state_hash() const;
  /// Bytes held by tables that grow with agents, classes, signatures.
  std::size_t memory_bytes() const;
  /// Checks every structure against a recount; false with a text on the first difference.
  bool check(std::string* difference) const;

 private:
  struct AgentKey;
  struct ItemKey;

  // matcher.cc
  void ask(ClassIx klass, SignatureIx signature);  ///< their bit is 0
  std::vector<SignatureIx>& signatures_under(const SignatureInfo& info);
  void admit(ClassIx klass, SignatureIx signature);
  void withdraw(ClassIx klass, SignatureIx signature);
  AgentIx longest_idle(ItemIx item, const SignatureInfo& info) const;
  AgentIx by_score(const SignatureInfo& info, SignatureIx signature) const;
  AgentIx round_robin(const SignatureInfo& info, SignatureIx signature) const;
  AgentIx agent_carefully(ItemIx item, std::int64_t now) const;
  AgentIx in_classes(std::span<const ClassIx> classes, const Roster& roster) const;
  ItemIx item_carefully(AgentIx agent, std::uint32_t channels, std::int64_t now) const;
  template <class F>
  void for_each_waiting_signature(ClassIx klass, F&& visit) const;
  bool allowed(AgentIx agent, ItemIx item, std::int64_t now) const;
  std::uint32_t open_channels(AgentIx agent, std::uint32_t channels) const;
  ItemKey key_of(ClassIx klass, ItemIx item, std::int64_t now) const;
  bool agent_key(AgentIx agent, ItemIx item, const Tried* tried, std::int64_t now,
                 AgentKey* key) const;

  // matcher_naive.cc
  AgentIx naive_best_agent(ItemIx item, std::int64_t now) const;
  ItemIx naive_best_item(AgentIx agent, std::uint32_t channels, std::int64_t now) const;

  /// What a signature needs beside its info to find an agent.
  struct Candidates {
    std::vector<ClassIx> classes;                            ///< eligible ones, while few
    std::vector<std::pair<std::int64_t, ClassIx>> by_score;  ///< for the skill strategies
    std::uint32_t count = 0;                                 ///< eligible classes
    IdleOrder::Rows rows;                                    ///< of its marks, when not few
  };
  /// What a class needs to find an item.
  struct Wanted {
    std::vector<SignatureIx> signatures;  ///< eligible ones, while few
    std::uint32_t count = 0;
    // Of all that are or were eligible, so that they may say more than need be.
    std::uint32_t channels = 0;
    bool ranked = false;    ///< its queues have different ranks
    std::int32_t rank = 0;  ///< of the first
  };

  const Rules& rules_;
  base::HugeVector<Item>& items_;
  bool naive_ = false;
  std::vector<SignatureInfo> signatures_;
  std::vector<std::vector<SignatureIx>> by_first_mark_;
  std::vector<SignatureIx> without_marks_;
  std::vector<std::uint64_t> class_masks_;
  ClassMarks class_marks_;
  std::vector<ClassIx> class_of_;
  Eligibility eligibility_;
  std::vector<Candidates> candidates_;
  std::vector<Wanted> wanted_;
  Lanes lanes_;
  std::vector<Roster> rosters_;   ///< by channel
  std::vector<AgentIx> cursors_;  ///< by queue: last offered, kNone at first
  std::uint32_t ageing_signatures_ = 0;
  /// By agent: 1 + his place in a list of agents tried; 0 between decisions.
  mutable std::vector<std::uint32_t> tried_place_;
};

}  // namespace uniselector::match
