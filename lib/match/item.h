// The hot record of one live interaction and the slab that holds them. Matching reads and links it,
// the engine owns the rest of its fields; 48 bytes, so that a million waiting fit in 46 MiB and a
// decision touches one or two cache lines per item. Single-threaded.
//
// Invariants: 1. `prev`/`next` link a waiting lane exactly while kInLane is set, else `link` names
// the live offer or assignment. 2. `timer_prev`/`timer_next` belong to the engine's timer lists.
// 3. A slot's `generation` grows each time it is freed, so a stale handle never matches.
#pragma once

#include <cstdint>
#include <type_traits>

#include "model/ids.h"

namespace uniselector::match {

using model::AgentIx;
using model::ChannelIx;
using model::ClassIx;
using model::ItemIx;
using model::kMaxChannels;
using model::kNone;
using model::kPriorityLimit;
using model::QueueIx;
using model::SignatureIx;

/// Bits of Item::flags.
enum ItemFlag : std::uint8_t {
  kInLane = 1,     ///< linked in a waiting lane
  kExpedited = 2,  ///< stands before all that are not
  kTried = 4,      ///< offered before: the engine's `tried` list must be asked
  kTimed = 8,      ///< linked in a timer list
  kGiven = 16,     ///< the engine's: its priority came with it, and it has no side record yet
};

struct Item {
  std::int64_t virtual_start = 0;  ///< ns; enqueue time minus credit
  union {
    std::uint32_t prev = kNone;  ///< lane neighbours while kInLane
    std::uint32_t link;          ///< else first live offer or the assignment
  };
  std::uint32_t next = kNone;
  std::uint32_t timer_prev = kNone;
  std::uint32_t timer_next = kNone;
  SignatureIx signature = kNone;
  std::uint32_t sequence = 0;  ///< order of submission; compared modulo 2^32
  std::uint32_t generation = 0;
  std::uint32_t extra = kNone;  ///< the engine's side record
  std::int16_t priority = 0;
  std::uint8_t state = 0;  ///< the engine's; 0 = free slot
  std::uint8_t flags = 0;
  std::uint8_t timer_list = 0;  ///< which timer list, while kTimed
  std::uint8_t reserved = 0;
  std::uint16_t live_offers = 0;
};
static_assert(sizeof(Item) == 48 && std::is_trivially_copyable_v<Item>);

}  // namespace uniselector::match
