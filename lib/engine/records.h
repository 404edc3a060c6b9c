// The records of the state machine besides the hot item: agents, offers, assignments, and what an
// interaction keeps when it needs more than its 48 bytes. Plain values, single-threaded.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <uniselector/requests.h>
#include <uniselector/views.h>

#include "match/matcher.h"
#include "model/ids.h"

namespace uniselector::engine {

/// What every decision about an agent reads and writes: one cache line. How many items he has open
/// by channel lies in StateMachine::open_, the rest in AgentAside.
struct Agent {
  std::int64_t idle_since = 0;
  /// ns with at least one assignment since login; less the time of its start while a span is open.
  std::int64_t occupied = 0;
  std::int64_t cool_down_until = 0;
  std::uint64_t handled = 0;
  model::ClassIx klass = model::kNone;
  std::uint32_t capacity = 0;  ///< index of CapacityFacts
  std::int32_t used = 0;       ///< units of the pool, offers included
  std::uint32_t first_offer = model::kNone;
  std::uint32_t first_assignment = model::kNone;
  std::uint32_t last_assignment = model::kNone;
  std::uint16_t live_offers = 0;
  std::uint16_t max_offers = 1;
  std::uint16_t assigned = 0;  ///< assignments not closed
  Presence presence = Presence::kOffline;
  bool retired : 1 = false;
  bool faulted : 1 = false;  ///< one of the counts of AgentAside is not 0
};
static_assert(sizeof(Agent) == 64 && std::is_trivially_copyable_v<Agent>);

/// What an agent needs when he comes, goes, is updated or does not answer.
struct AgentAside {
  std::int64_t login_at = 0;
  std::int64_t offline_since = 0;
  std::uint64_t version = 1;
  std::uint32_t cool_down_timer = model::kNone;
  std::uint32_t grace_timer = model::kNone;
  std::uint32_t idle_timer = model::kNone;
  std::uint16_t missed = 0;  ///< in a row
  std::uint16_t declined = 0;
  std::uint16_t failed = 0;
  bool was_ready = false;  ///< since login
};
static_assert(std::is_trivially_copyable_v<AgentAside>);

struct Offer {
  std::int64_t offered = 0;
  std::int64_t expires = 0;
  model::ItemIx item = model::kNone;
  model::AgentIx agent = model::kNone;
  std::uint32_t prev = model::kNone;  ///< neighbours among the agent's offers
  std::uint32_t next = model::kNone;
  std::uint32_t timer_prev = model::kNone;
  std::uint32_t timer_next = model::kNone;
  std::uint32_t generation = 0;
  std::uint32_t sequence = 0;  ///< order of creation, compared modulo 2^32
  std::uint16_t timer_list = 0;
  model::ChannelIx channel = 0;
  bool timed = false;       ///< in its timer list
  bool connecting = false;  ///< accepted in two phases
};
static_assert(sizeof(Offer) <= 64 && std::is_trivially_copyable_v<Offer>);

struct Assignment {
  std::int64_t assigned = 0;
  std::int64_t completed = -1;  ///< -1 while talking
  std::int64_t due = 0;         ///< end of wrap-up, while timed
  model::ItemIx item = model::kNone;
  model::AgentIx agent = model::kNone;
  std::uint32_t prev = model::kNone;  ///< neighbours among the agent's assignments
  std::uint32_t next = model::kNone;
  std::uint32_t timer_prev = model::kNone;
  std::uint32_t timer_next = model::kNone;
  std::uint32_t generation = 0;
  std::uint32_t close_timer = model::kNone;
  std::uint32_t sequence = 0;  ///< order of creation, compared modulo 2^32
  model::ChannelIx channel = 0;
  bool timed = false;
};
static_assert(sizeof(Assignment) <= 64 && std::is_trivially_copyable_v<Assignment>);

/// How an offer of an item ended, beside match::Tried with the same position.
struct PastOffer {
  OfferOutcome outcome = OfferOutcome::kPending;
  Reason reason = Reason::kNone;
  bool until_ready = false;  ///< excluded until the agent becomes ready anew
  std::uint64_t offer = 0;   ///< its id, for answers to those who come late
};

inline constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

/// What an interaction keeps when its hot record is not enough: times of its own, what the host
/// brought, and its history. Recycled, so that busy engines stop allocating.
struct Extra {
  std::int64_t submitted = 0;
  std::int64_t enqueued = 0;     ///< first became waiting
  std::int64_t queue_entry = 0;  ///< entered its present queue
  std::int64_t credit = 0;
  std::int64_t moved_at = 0;  ///< when its plan last moved it to another queue
  /// When it last came back from an agent or from being held; -1: it waits since `enqueued`.
  std::int64_t waits_since = -1;
  std::int64_t scheduled_at = -1;
  std::int64_t expires = -1;                    ///< end of its time to live
  model::QueueIx held_queue = model::kNoQueue;  ///< where to, while scheduled or held
  model::ChannelIx held_channel = 0;
  bool keep = false;  ///< the host may ask about it after its end
  bool auto_activate = false;
  bool ever_queued = false;
  bool answered_here = false;  ///< since it entered its present queue
  bool priority_given = false;
  bool plan_changed = false;  ///< `require` is newer than its plan, which rests with an agent
  std::uint8_t moves = 0;     ///< by its plan at `moved_at`
  std::int32_t given_priority = 0;
  EndReason end_reason = EndReason::kNone;  ///< set just before the record goes
  std::uint32_t unassigns = 0;
  std::uint64_t version = 1;
  std::uint32_t time_to_live_timer = model::kNone;
  std::uint32_t schedule_timer = model::kNone;
  std::uint32_t retry_timer = model::kNone;
  std::uint32_t plan_timer = model::kNone;
  Requirement require{};
  std::vector<RelaxStep> relax{};
  Attributes attributes{};
  std::string customer{};
  std::string disposition{};
  std::vector<Note> notes{};
  std::vector<match::Tried> tried{};
  std::vector<PastOffer> past{};  ///< same positions as `tried`
  /// Where an agent stands in these two, or kNowhere.
  std::size_t place_of(model::AgentIx agent) const {
    for (std::size_t i = 0; i < tried.size(); ++i) {
      if (tried[i].agent == agent) return i;
    }
    return kNowhere;
  }
  std::vector<std::uint32_t> offers{};  ///< live ones, for queues that offer to several at once
  struct PastAssignment {
    std::uint64_t id = 0;
    model::AgentIx agent = model::kNone;
    std::int64_t assigned = 0;
    std::int64_t completed = -1;
    std::int64_t closed = -1;
    std::uint64_t offer = 0;  ///< that was accepted
  };
  std::vector<PastAssignment> assignments{};
};

}  // namespace uniselector::engine
