// The agent side of one channel: who is available, in order, per class and, where some requirement
// is met by many classes, over all. Single-threaded.
//
// Per class a doubly linked list in order of (load, idle since, agent), its head's key packed into
// eight bytes; over all an IdleOrder, from the first requirement on that many classes meet.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/huge_vector.h"
#include "base/prefetch.h"
#include "match/idle_order.h"
#include "match/item.h"

namespace uniselector::match {

class Roster {
 public:
  struct Place {
    std::int64_t idle_since = 0;
    std::uint64_t next_key = 0;  ///< packed key of `next`, so that he need not be read
    std::uint32_t prev = kNone;
    std::uint32_t next = kNone;
    std::uint32_t load = 0;
    std::uint32_t available = 0;
  };
  static_assert(sizeof(Place) == 32);
  bool available(AgentIx agent) const {
    return agent < places_.size() && places_[agent].available != 0;
  }
  std::uint32_t count() const { return count_; }
  const Place& place(AgentIx agent) const { return places_[agent]; }
  /// Packed key of the class's first available agent, kNoKey when there is none.
  std::uint64_t head_key(ClassIx klass) const {
    return klass < head_keys_.size() ? head_keys_[klass] : ~std::uint64_t{0};
  }
  AgentIx head(ClassIx klass) const { return ends_[klass].head; }
  /// True when agent `a` comes before agent `b`.
  bool before(AgentIx a, AgentIx b) const;

  void insert(AgentIx agent, ClassIx klass, std::uint32_t load, std::int64_t idle_since);
  void remove(AgentIx agent, ClassIx klass);

  /// The order over all, kept from the first call on. `class_of` tells the class of each agent,
  /// `marks` outlives the roster.
  IdleOrder& keep_order(const std::vector<ClassIx>& class_of, const ClassMarks& marks);
  /// Null while none is kept.
  const IdleOrder* order() const { return order_.get(); }

  /// A hint that the agent is about to come or go.
  void expect(AgentIx agent) const {
    if (agent < places_.size()) base::prefetch(&places_[agent]);
    if (order_) order_->expect(agent);
  }

  /// The first available agent with index >= `from`, or kNone.
  AgentIx next_available(AgentIx from) const;
  std::size_t memory_bytes() const;

 private:
  struct Ends {
    AgentIx head = kNone;
    AgentIx tail = kNone;
  };
  void link(AgentIx agent, ClassIx klass);

  base::HugeVector<Place> places_;             ///< by agent
  std::vector<Ends> ends_;                     ///< by class
  base::HugeVector<std::uint64_t> head_keys_;  ///< by class
  std::vector<std::uint64_t> bits_;            ///< available agents
  std::uint32_t count_ = 0;
  std::unique_ptr<IdleOrder> order_;
};

}  // namespace uniselector::match
