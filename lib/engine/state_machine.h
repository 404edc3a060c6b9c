// The heart: commands and time in, events out. It knows no thread, clock, disk, name or wire
// format; the same commands give the same events and the same state hash on every machine.
//
// The way of one command: apply() -> fire what is due before it -> one handler (handlers/, a file
// per subject) changes state and notes what it freed -> settle() matches until no pair is left ->
// events lie in the buffer in causal order. A timer takes the same way from fire().
//
// Slices: one call fires at most kMaxFirings timers, so that a storm of them (a million relaxations
// due at once, an engine that slept for a day) is bounded work and bounded memory. now() then stays
// at the time of the last one fired, next_due() is not after the time that was given, and the next
// call goes on with the same order at the same due times: calls of kAdvance until next_due() is
// after the time end in the very state that one unbounded call would. Any other command fires a
// slice as well and then takes effect at now(), which is earlier than its stamp while timers are
// left; those due at that very instant follow it. All of this depends on the commands alone, so a
// log of them replays the same.
//
// Single-threaded. Invariants (check_books() recounts them): 1. every live item is in exactly one
// state, and its links agree with it; 2. an agent's used units and open items equal the sum over
// his offers and assignments; 3. after settle() no eligible pair of a waiting item and an available
// agent is left; 4. no timer belongs to a finished record.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <uniselector/status.h>
#include <uniselector/views.h>

#include "base/slab.h"
#include "engine/catalog.h"
#include "engine/metrics.h"
#include "engine/records.h"
#include "engine/timers.h"
#include "match/matcher.h"
#include "model/command.h"
#include "model/event.h"
#include "model/ids.h"

namespace uniselector::engine {

using model::Command;
using model::CommandKind;
using model::CoreEvent;
using model::ItemIx;
using model::Ref;

/// Most timers that one call fires: a few milliseconds of work and about 1 MiB of events; few hosts
/// have as many due between two calls.
inline constexpr std::uint32_t kMaxFirings = 16'384;

/// Handles of the interactions an agent has been offered and assigned, oldest first.
struct AgentWork {
  std::vector<std::uint64_t> offered;
  std::vector<std::uint64_t> assigned;
};

class StateMachine final : private match::Rules {
 public:
  explicit StateMachine(std::int64_t start = 0, bool naive_matcher = false);

  /// Takes a configuration over; refused whole or applied whole, see Catalog::configure. Agents
  /// named for the first time get their initial presence. ResourceExhausted when a table has no
  /// place for a new name; with "poll_first" when it needs the place of a gone one and events that
  /// may name it have not been taken.
  Status configure(const Center& center);

  /// One command. `created` (may be null) receives the handle of a submitted interaction.
  Status apply(const Command& command, std::uint64_t* created = nullptr);
  /// Commands that the caller already has in hand, told ahead so that their records are in the
  /// cache when they are applied: call it for the command that comes `distance` commands later, for
  /// each of kLookAhead. Only a hint: what is told need not come. For who drains a ring of
  /// commands; Engine, which gets them one at a time, has nothing to tell.
  static constexpr std::size_t kLookAhead[] = {8, 6, 4, 2, 1};
  void expect(const Command& command, std::size_t distance) const {
    // What few classes need stays in the cache anyway.
    if (distance >= 4 || matcher_.many_classes()) read_ahead(command, distance);
  }
  /// Other slices than kMaxFirings; at least 1. Part of what decides: set it before the first
  /// command.
  void set_firings_a_call(std::uint32_t most) { firings_a_call_ = most; }

  std::int64_t now() const { return now_; }
  /// When the next timer is due; kNever when none is. Exact, O(timer lists).
  std::int64_t next_due() const;
  /// Commands stamped earlier than the latest time seen.
  std::uint64_t late_commands() const { return late_; }

  /// Events not yet taken, oldest first; the first has number `first_event()`.
  std::span<const CoreEvent> events() const { return events_; }
  std::uint64_t first_event() const { return first_event_; }
  /// The text an event refers to (CoreEvent::expires of kinds other than kOffered).
  std::string_view text(const CoreEvent& event) const;
  void clear_events();

  /// Called with an interaction that is about to end while its record can still be read, for those
  /// submitted with keep_record.
  void set_end_listener(std::function<void(std::uint64_t)> listener) {
    end_listener_ = std::move(listener);
  }

  /// A plan for Command::plan, so that many submits share the work of finding it. Refuses what
  /// Catalog::may_intern refuses.
  Result<model::PlanIx> intern_plan(model::QueueIx queue, model::ChannelIx channel,
                                    const Requirement& require,
                                    const std::vector<RelaxStep>& relax);

  const Catalog& catalog() const { return catalog_; }
  const match::Matcher& matcher() const { return matcher_; }

  // Questions, for views and tests.
  bool live(std::uint64_t interaction) const;
  InteractionState state(std::uint64_t interaction) const;
  InteractionView interaction_view(std::uint64_t interaction) const;
  /// Of a live interaction: the queue it is in or held for, and what it was scheduled for, O(1).
  model::QueueIx queue_of(std::uint64_t interaction) const;
  std::optional<Time> scheduled_at(std::uint64_t interaction) const;
  /// Without the ids of interactions, which the core does not know: see work_of.
  AgentView agent_view(model::AgentIx agent) const;
  AgentWork work_of(model::AgentIx agent) const;
  QueueView queue_view(model::QueueIx queue) const;
  QueueMetrics total_metrics(model::QueueIx queue) const;
  std::string explain(std::uint64_t interaction) const;
  /// What a table says now; 0 and nothing: about no interaction, about no agent. `why` may be null.
  Result<TableAnswer> ask_table(std::string_view table, std::uint64_t interaction,
                                std::optional<model::AgentIx> agent, std::string* why) const;
  const Counters& counters(model::QueueIx queue, model::ChannelIx channel) const;
  const Agent& agent(model::AgentIx ix) const { return agents_[ix]; }
  /// ns with at least one assignment since login, up to now.
  std::int64_t occupied(model::AgentIx ix) const;
  std::uint32_t live_interactions() const { return items_.live(); }
  std::uint32_t waiting(model::QueueIx queue) const { return waiting_[queue]; }
  /// The agent who holds the interaction's live offer (the first) or assignment, else kNone.
  model::AgentIx holder(std::uint64_t interaction) const;
  template <class F>
  void for_each_interaction(F&& visit) const {
    for (ItemIx ix = 0; ix < items_.size(); ++ix) {
      if (items_[ix].state != 0) visit(Ref{ix, items_[ix].generation}.number());
    }
  }

  std::uint64_t state_hash() const;
  Status check_books() const;
  /// Bytes of tables that grow with agents, and with live interactions (texts apart).
  std::size_t agent_bytes() const;
  std::size_t interaction_bytes() const;

 private:
  using Item = match::Item;
  class Hasher;  // books.cc
  class Audit;
  struct Freed {
    bool is_agent;
    std::uint32_t ix;
    std::uint32_t generation;
  };

  // match::Rules
  bool eligible(model::ClassIx klass, model::SignatureIx signature) const override;
  std::int64_t score(model::ClassIx klass, model::SignatureIx signature) const override;
  std::int32_t rank(model::ClassIx klass, model::QueueIx queue) const override;
  bool agent_allowed(model::AgentIx agent, model::SignatureIx signature) const override;
  std::int64_t agent_value(model::AgentIx agent, ItemIx item, std::int64_t now) const override;
  std::span<const match::Tried> tried(ItemIx item) const override;

  // Handlers (handlers/).
  Status on_submit(const Command& command, std::uint64_t* created);
  Status take_in(const Command& command, std::string_view rule, std::uint64_t* created);
  Status may_submit(const Command& command) const;
  Status submitted_plan(const Command& command, model::PlanIx* plan);
  void keep_request(ItemIx ix, const Command& command, std::optional<Duration> time_to_live);
  Status on_activate(const Command& command);
  Status on_update(const Command& command);
  Status updated_plan(ItemIx ix, const InteractionUpdate& update, model::PlanIx* plan);
  model::PlanIx stage_plan(ItemIx ix) const { return catalog_.stage(items_[ix].signature).plan; }
  Status may_update(ItemIx ix, const InteractionUpdate& update) const;
  void give_priority(ItemIx ix, std::optional<int> given);  ///< none: the queue's
  /// The command's disposition and note.
  Status check_words(ItemIx ix, const Command& command) const;
  Status on_abandon(const Command& command);
  Status on_cancel(const Command& command);
  Status on_transfer(const Command& command);
  Status on_accept(const Command& command);
  Status on_decline(const Command& command);
  Status on_fail_connect(const Command& command);
  Status on_connected(const Command& command);
  Status on_complete(const Command& command);
  Status on_close(const Command& command);
  Status on_unassign(const Command& command);
  Status on_presence(const Command& command);
  Status on_update_agent(const Command& command);

  // Time (state_machine.cc, firing.cc).
  void advance_to(std::int64_t time);
  void fire_next(std::int64_t limit);
  void fire_plan(ItemIx item);
  void wait_for_guard(ItemIx item);
  void look_again(ItemIx item);
  void fire_offer(std::uint32_t offer);
  void fire_heap(const TimerHeap::Entry& entry);
  void begin_step(std::int64_t time);
  void settle();
  void read_ahead(const Command& command, std::size_t distance) const;
  void expect_agent(model::AgentIx agent, model::ChannelIx channel) const;

  // Queueing (queueing.cc).
  enum class Entrance { kEnter, kElsewhere, kEnded };
  void enter_queue(ItemIx item, model::QueueIx queue, model::ChannelIx channel, model::PlanIx plan,
                   EventKind how, Reason reason);
  Entrance entrance(ItemIx item, model::QueueIx* queue, Reason* reason);
  Entrance act(ItemIx item, const LimitAction& action, Reason reason, model::QueueIx* queue);
  bool may_move(ItemIx item);
  void move_to(ItemIx item, model::QueueIx queue, Reason reason);
  void requeue(ItemIx item, Reason reason);
  bool expire(ItemIx item);
  void set_stage(ItemIx item, model::SignatureIx signature, std::int32_t priority);
  void replan(ItemIx item, model::PlanIx plan);
  void arm_plan(ItemIx item);
  void disarm_plan(ItemIx item);
  void leave_waiting(ItemIx item);
  void end(ItemIx item, EndReason how, Reason reason);
  void wait_again(ItemIx item, Reason reason);
  std::int64_t plan_due(ItemIx item) const;
  std::int64_t enqueued(const Item& item) const;
  std::int64_t queue_entry(const Item& item) const;

  // Rules (rules.cc).
  rules::InteractionFacts facts_of(ItemIx item, model::QueueIx queue,
                                   model::ChannelIx channel) const;
  rules::InteractionFacts facts_of(const Command& command) const;
  bool find_queue_facts(std::string_view id, rules::QueueFacts* facts) const;
  struct QueueGlance {
    std::int64_t at = -1;
    std::int64_t longest_wait = 0;
    std::int64_t logged_in = 0;
  };
  const QueueGlance& glance_at(model::QueueIx queue) const;
  model::ChannelIx channel_of(ItemIx item) const;
  /// Whether a guard lets a step or a limit take effect now; one that fails does.
  bool guard_holds(ItemIx item, model::QueueIx queue, const std::string& when);
  /// The priority of interactions that bring none.
  std::int32_t queue_priority(ItemIx item, model::QueueIx queue);
  /// Puts what the rules of classification say into a submit that is about to be checked.
  struct Classified {
    Command command;
    SubmitRequest request;
    std::string rule;       ///< the last that applied
    bool by_rules = false;  ///< there is something to tell
  };
  Status classify(const Command& command, Classified* out);
  /// Runs the rules again for one that is in a queue already; `queue` is where it goes.
  void reclassify(ItemIx item, const LimitAction& action, model::QueueIx* queue);
  void tell_failures(ItemIx item);

  // Offers and assignments (offers.cc).
  void match_item(ItemIx item);
  void match_agent(model::AgentIx agent);
  void make_offer(ItemIx item, model::AgentIx agent);
  void end_offer(std::uint32_t offer, OfferOutcome outcome, Reason reason);
  void revoke_all(ItemIx item, Reason reason, std::uint32_t except = model::kNone);
  void fail_connect(std::uint32_t offer);
  void after_lost_offer(ItemIx item, Reason reason);
  void arm_offer(std::uint32_t offer, std::int64_t timeout);
  std::uint32_t offer_of(ItemIx item, model::AgentIx agent) const;
  /// The live offer that a command is about; kNone also when it means another than that.
  std::uint32_t offer_meant(ItemIx item, const Command& command) const;
  template <class F>
  void for_each_offer(ItemIx item, F&& visit) const;
  void remember(ItemIx item, model::AgentIx agent, const PastOffer& past, std::int64_t ended);
  void remember_live(ItemIx item, model::AgentIx agent);
  void exclude_until_ready(ItemIx item, model::AgentIx agent);
  bool excluded_until_ready(std::uint64_t interaction, model::AgentIx agent) const;
  void forget_exclusions(model::AgentIx agent);
  void arm_retry(ItemIx item);
  bool could_take(model::AgentIx agent, model::SignatureIx signature) const;
  bool someone_else(ItemIx item, model::AgentIx agent) const;
  void assign(std::uint32_t offer);
  void start_wrap_up(std::uint32_t assignment);
  void close_assignment(std::uint32_t assignment, EventKind how, Reason reason);
  void give_back(std::uint32_t assignment, Reason reason);
  void penalise(model::AgentIx agent, const OfferPenalty& penalty, std::uint16_t AgentAside::*count,
                Reason reason);
  void forgive(model::AgentIx agent);  ///< his missed, declined and failed offers count from 0

  // Agents (agents.cc).
  void add_agent(model::AgentIx ix);
  void reclass(model::AgentIx ix);
  void revoke_lost(model::AgentIx ix);
  void refresh(model::AgentIx ix);
  void take_capacity(model::AgentIx ix, model::ChannelIx channel);
  void free_capacity(model::AgentIx ix, model::ChannelIx channel);
  void set_presence(model::AgentIx ix, Presence presence, Reason reason, std::string_view text);
  void after_work(model::AgentIx ix);
  void arm_grace(std::uint32_t assignment);
  void rearm_grace(model::AgentIx ix);
  std::int64_t grace_end(const Assignment& assignment) const;
  void requeue_work(model::AgentIx ix);
  void widen_open(std::size_t channels);
  std::uint16_t& open(model::AgentIx ix, model::ChannelIx channel) {
    return open_[ix * channel_stride_ + channel];
  }
  std::uint16_t open(model::AgentIx ix, model::ChannelIx channel) const {
    return channel < channel_stride_ ? open_[ix * channel_stride_ + channel] : std::uint16_t{0};
  }
  std::uint32_t load_of(model::AgentIx ix, const CapacityFacts& capacity,
                        model::ChannelIx channel) const;

  // Records.
  std::size_t position(ItemIx item) const;  ///< 1 = next; counts all waiting and offered, O(all)
  OfferView offer_view(std::uint32_t offer) const;
  struct Funnel;  // explain.cc
  Funnel count_agents(ItemIx item) const;
  std::string explain_next(ItemIx item) const;
  /// The live item of a handle, or kNone.
  ItemIx find(std::uint64_t interaction) const {
    const Ref ref = Ref::from(interaction);
    const bool live = ref.slot < items_.size() && items_[ref.slot].generation == ref.generation &&
                      items_[ref.slot].state != 0;
    return live ? ref.slot : kNone;
  }
  static Status interaction_gone();
  Status check_agent(model::AgentIx agent) const;
  Extra& extra(ItemIx item);
  Extra* extra_of(const Item& item) const;
  void drop_extra(ItemIx item);
  CoreEvent& emit(EventKind kind, ItemIx item);
  CoreEvent& emit_agent(EventKind kind, model::AgentIx agent);
  void attach_text(CoreEvent& event, std::string_view text);
  void add_note(ItemIx item, std::string_view text);
  Counters& count(const Item& item);
  Result<model::PlanIx> intern_plan(model::QueueIx queue, model::ChannelIx channel,
                                    const Requirement& require, const std::vector<RelaxStep>& relax,
                                    const Catalog::Asking& asking);
  model::PlanIx plan_for(model::QueueIx queue, model::ChannelIx channel, const Requirement& require,
                         const std::vector<RelaxStep>& relax, const Catalog::Asking& asking);
  /// The plan of an accepted interaction in a queue: with what it brought, if anything.
  model::PlanIx plan_of(ItemIx item, model::QueueIx queue, model::ChannelIx channel);
  Status in_use(const Center& center) const;
  std::vector<std::uint32_t> held() const;
  Status find_places(const Center& center, Spare* spare) const;
  Spare spare_places(const Center& center) const;
  void clear_reused();
  struct Before;  // configure.cc
  void apply_configuration(const Before& before);
  std::vector<bool> ask_again(const Before& before);
  void take_agents(const Before& before, bool queues_changed);
  void arm(std::int64_t due) { next_due_ = due < next_due_ ? due : next_due_; }

  std::int64_t now_ = 0;
  std::int64_t next_due_ = kNever;  ///< no later than the earliest timer
  std::uint32_t firings_a_call_ = kMaxFirings;
  std::uint64_t cause_ = 0;  ///< number of the running step
  std::uint64_t late_ = 0;
  mutable std::vector<QueueGlance> glances_;  ///< by queue; answers of one instant, not state
  Catalog catalog_;
  base::Slab<Item> items_;
  match::Matcher matcher_;
  base::HugeVector<Agent> agents_;
  base::HugeVector<AgentAside> asides_;  ///< by agent
  /// Items an agent has open by channel, offers included: `channel_stride_` counts an agent.
  base::HugeVector<std::uint16_t> open_;
  std::size_t channel_stride_ = 1;
  base::Slab<Offer> offers_;
  base::Slab<Assignment> assignments_;
  std::vector<std::unique_ptr<Extra>> extras_;
  std::vector<std::uint32_t> free_extras_;
  /// Items that await an agent's becoming ready anew (handles; looked up only, never walked); with
  /// at most as many that no longer do.
  std::unordered_map<model::AgentIx, std::vector<std::uint64_t>> excluded_by_;
  std::unordered_map<model::AgentIx, std::string> presence_reason_;
  std::vector<TimerList> plan_lists_;   ///< by Stage::timer_list
  std::vector<TimerList> offer_lists_;  ///< by distinct timeout
  std::vector<std::int64_t> offer_timeouts_;
  std::vector<TimerList> wrap_up_lists_;  ///< by channel
  TimerHeap heap_;
  std::vector<Freed> freed_;
  std::size_t freed_head_ = 0;
  std::vector<std::uint32_t> waiting_;               ///< by queue: waiting, offered or connecting
  std::vector<std::uint32_t> working_;               ///< by queue: active or wrapping
  std::vector<std::unique_ptr<Counters>> counters_;  ///< by queue x kMaxChannels
  std::uint32_t sequence_ = 0;
  std::uint32_t offer_sequence_ = 0;
  std::uint32_t assignment_sequence_ = 0;
  std::vector<CoreEvent> events_;
  std::vector<std::string> texts_;
  std::uint64_t first_event_ = 1;
  std::function<void(std::uint64_t)> end_listener_;
};

// Small and hot: inlined into every handler.

inline Extra* StateMachine::extra_of(const Item& item) const {
  return item.extra == kNone ? nullptr : extras_[item.extra].get();
}

inline std::int64_t StateMachine::enqueued(const Item& item) const {
  const Extra* extra = extra_of(item);
  return extra == nullptr ? item.virtual_start : extra->enqueued;
}

inline std::int64_t StateMachine::queue_entry(const Item& item) const {
  const Extra* extra = extra_of(item);
  return extra == nullptr ? item.virtual_start : extra->queue_entry;
}

inline CoreEvent& StateMachine::emit(EventKind kind, ItemIx ix) {
  CoreEvent& event = events_.emplace_back();
  event.time = now_;
  event.cause = cause_;
  event.kind = kind;
  const Item& item = items_[ix];
  event.interaction = Ref{ix, item.generation}.number();
  if (item.signature != kNone) {
    const Stage& stage = catalog_.stage(item.signature);
    event.queue = stage.queue;
    event.channel = stage.channel;
  }
  event.priority = item.priority;
  return event;
}

inline CoreEvent& StateMachine::emit_agent(EventKind kind, model::AgentIx agent) {
  CoreEvent& event = events_.emplace_back();
  event.time = now_;
  event.cause = cause_;
  event.kind = kind;
  event.agent = agent;
  return event;
}

inline Counters& StateMachine::count(const Item& item) {
  const Stage& stage = catalog_.stage(item.signature);
  return *counters_[stage.queue * model::kMaxChannels + stage.channel];
}

/// Visits the live offers of an item; the visitor may end them.
template <class F>
void StateMachine::for_each_offer(ItemIx ix, F&& visit) const {
  const Item& item = items_[ix];
  if (item.live_offers == 0) return;
  const Extra* record = extra_of(item);
  if (record != nullptr && !record->offers.empty()) {
    for (const std::uint32_t offer : std::vector<std::uint32_t>(record->offers)) visit(offer);
  } else {
    visit(item.link);
  }
}

}  // namespace uniselector::engine
