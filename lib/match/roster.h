// The agent side of one channel: who is available, in order, per class and, where some requirement
// is met by many classes, over all. Single-threaded.
//
// Per class a doubly linked list in order of (load, idle since, agent), its head's key packed into
// eight bytes. Over all a packed array in the same order with a summary of skills beside each
// agent, so that walking it from the longest idle on is a sequential read with one mask test an
// entry; entries of agents who left stay as gaps until enough have gathered.
#pragma once

#include <cstdint>
#include <vector>

#include "base/huge_vector.h"
#include "match/item.h"

namespace uniselector::match {

class Roster {
 public:
  struct Place {
    std::int64_t idle_since = 0;
    std::uint32_t prev = kNone;
    std::uint32_t next = kNone;
    std::uint32_t load = 0;
    std::uint32_t available = 0;
  };
  /// One agent in the order over all; `agent` is kNone for a gap.
  struct Entry {
    std::uint64_t skill_mask = 0;
    ClassIx klass = 0;
    AgentIx agent = kNone;
  };

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

  void insert(AgentIx agent, ClassIx klass, std::uint64_t skill_mask, std::uint32_t load,
              std::int64_t idle_since);
  void remove(AgentIx agent, ClassIx klass);

  /// Builds and keeps the order over all from now on. `class_of` and `mask_of` answer for agents
  /// and classes.
  void keep_order(const std::vector<ClassIx>& class_of, const std::vector<std::uint64_t>& mask_of);
  bool keeps_order() const { return ordered_; }
  std::size_t order_begin() const { return begin_; }
  std::size_t order_end() const { return order_.size(); }
  const Entry& entry(std::size_t i) const { return order_[i]; }

  /// The first available agent with index >= `from`, or kNone.
  AgentIx next_available(AgentIx from) const;
  std::size_t memory_bytes() const;

 private:
  struct Ends {
    AgentIx head = kNone;
    AgentIx tail = kNone;
  };
  struct Key {
    std::int64_t idle_since = 0;
    std::uint32_t load = 0;
    AgentIx agent = 0;
  };

  void link(AgentIx agent, ClassIx klass);
  void refresh(ClassIx klass);
  void order_insert(AgentIx agent, ClassIx klass, std::uint64_t skill_mask);
  void order_remove(AgentIx agent);
  void compact();
  static bool key_before(const Key& a, const Key& b);

  base::HugeVector<Place> places_;             ///< by agent
  std::vector<Ends> ends_;                     ///< by class
  base::HugeVector<std::uint64_t> head_keys_;  ///< by class
  std::vector<std::uint64_t> bits_;            ///< available agents
  std::uint32_t count_ = 0;
  bool ordered_ = false;
  base::HugeVector<Entry> order_;
  base::HugeVector<Key> order_keys_;          ///< same positions; gaps keep their key
  base::HugeVector<std::uint32_t> position_;  ///< by agent, in order_
  std::size_t begin_ = 0;                     ///< everything before is a gap
};

}  // namespace uniselector::match
