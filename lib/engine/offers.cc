// Pairs: from the matcher's answer to an offer, from an offer to its one outcome, from acceptance
// to an assignment and its end.
#include <algorithm>

#include "engine/state_machine.h"
#include "engine/states.h"

namespace uniselector::engine {
namespace {

/// Agents an item remembers having been offered to; past it the oldest that is free again goes.
constexpr std::size_t kMaxTried = 32;
/// Whether a decliner is the only one left is looked at no more often than this, in ns.
constexpr std::int64_t kShortestLook = 1'000'000'000;

EventKind event_of(OfferOutcome outcome) {
  switch (outcome) {
    case OfferOutcome::kAccepted: return EventKind::kOfferAccepted;
    case OfferOutcome::kDeclined: return EventKind::kOfferDeclined;
    case OfferOutcome::kMissed: return EventKind::kOfferMissed;
    case OfferOutcome::kDeviceFailed: return EventKind::kOfferFailed;
    case OfferOutcome::kPending:
    case OfferOutcome::kRevoked: break;
  }
  return EventKind::kOfferRevoked;
}

}  // namespace

void StateMachine::match_item(ItemIx ix) {
  if (!in_queue(items_[ix])) return;
  const int wanted =
      catalog_.queue(catalog_.stage(items_[ix].signature).queue).config.offers_at_once;
  if (wanted > 1 && items_[ix].live_offers == 1 && extra(ix).offers.empty()) {
    // The queue now offers to several: the one live offer joins the list of them.
    const std::uint32_t offer = items_[ix].link;
    extra(ix).offers.push_back(offer);
    remember_live(ix, offers_[offer].agent);
  }
  while (items_[ix].live_offers < wanted) {
    const model::AgentIx agent = matcher_.best_agent(ix, now_);
    if (agent == kNone) break;
    make_offer(ix, agent);
  }
  Item& item = items_[ix];
  const bool in_lane = (item.flags & match::kInLane) != 0;
  if (item.live_offers >= wanted) {
    if (in_lane) matcher_.leave(ix);
    return;
  }
  if (!in_lane) matcher_.enter(ix);
  // Agents may be kept from it for a time: it looks again when the first of these times is over.
  if ((item.flags & match::kTried) != 0) arm_retry(ix);
}

void StateMachine::match_agent(model::AgentIx agent) {
  const std::uint32_t channels = catalog_.capacity(agents_[agent].capacity).channels;
  for (;;) {
    const ItemIx item = matcher_.best_item(agent, channels, now_);
    if (item == kNone) return;
    make_offer(item, agent);
  }
}

void StateMachine::make_offer(ItemIx ix, model::AgentIx agent_ix) {
  // An agent who has been idle for long is in no cache: his lines come together, not in turn.
  expect_agent(agent_ix, catalog_.stage(items_[ix].signature).channel);
  const Stage& stage = catalog_.stage(items_[ix].signature);
  const QueueConfig& queue = catalog_.queue(stage.queue).config;
  const ChannelConfig& channel = catalog_.channel(stage.channel).config;
  Item& item = items_[ix];

  const std::uint32_t slot = offers_.allocate();
  Offer& offer = offers_[slot];
  offer.sequence = ++offer_sequence_;
  offer.offered = now_;
  offer.item = ix;
  offer.agent = agent_ix;
  offer.channel = stage.channel;

  const bool several = queue.offers_at_once > 1;
  const bool last = item.live_offers + 1 >= queue.offers_at_once;
  if (last && (item.flags & match::kInLane)) matcher_.leave(ix);
  if (several) {
    Extra& record = extra(ix);
    record.offers.push_back(slot);
  } else {
    item.link = slot;
  }
  if (several || (item.flags & match::kTried)) remember_live(ix, agent_ix);
  ++item.live_offers;
  set_state(item, InteractionState::kOffered);

  const std::int64_t timeout =
      (queue.offer_timeout ? *queue.offer_timeout : channel.offer_timeout).count();
  arm_offer(slot, timeout);

  CoreEvent& event = emit(EventKind::kOffered, ix);
  event.agent = agent_ix;
  event.record = Ref{slot, offer.generation}.number();
  event.duration = now_ - enqueued(item);
  event.expires = offer.expires;

  // Last what needs his record, which may still be on its way.
  Agent& agent = agents_[agent_ix];
  offer.next = agent.first_offer;
  if (agent.first_offer != kNone) offers_[agent.first_offer].prev = slot;
  agent.first_offer = slot;
  ++agent.live_offers;
  take_capacity(agent_ix, stage.channel);
  refresh(agent_ix);
  matcher_.offered(agent_ix, stage.queue);
}

/// The offer ends `timeout` from now.
void StateMachine::arm_offer(std::uint32_t slot, std::int64_t timeout) {
  Offer& offer = offers_[slot];
  std::size_t list = 0;
  while (list < offer_timeouts_.size() && offer_timeouts_[list] != timeout) ++list;
  if (list == offer_timeouts_.size()) {
    offer_timeouts_.push_back(timeout);
    offer_lists_.emplace_back();
  }
  offer.expires = later(now_, timeout);
  offer.timer_list = static_cast<std::uint16_t>(list);
  offer.timed = true;
  append(offer_lists_[list], offers_, slot, offer.expires);
  arm(offer.expires);
}

std::uint32_t StateMachine::offer_of(ItemIx ix, model::AgentIx agent) const {
  std::uint32_t found = kNone;
  for_each_offer(ix, [&](std::uint32_t offer) {
    if (offers_[offer].agent == agent) found = offer;
  });
  return found;
}

std::uint32_t StateMachine::offer_meant(ItemIx ix, const Command& command) const {
  const std::uint32_t offer = offer_of(ix, command.agent);
  if (offer == kNone || command.offer == 0) return offer;
  return Ref{offer, offers_[offer].generation}.number() == command.offer ? offer : kNone;
}

void StateMachine::end_offer(std::uint32_t slot, OfferOutcome outcome, Reason reason) {
  const Offer offer = offers_[slot];
  Agent& agent = agents_[offer.agent];
  if (offer.timed) {
    unlink(offer_lists_[offer.timer_list], offers_, slot,
           [this](std::uint32_t other) { return offers_[other].expires; });
  }
  if (offer.prev == kNone) {
    agent.first_offer = offer.next;
  } else {
    offers_[offer.prev].next = offer.next;
  }
  if (offer.next != kNone) offers_[offer.next].prev = offer.prev;
  --agent.live_offers;

  Item& item = items_[offer.item];
  --item.live_offers;
  Extra* record = extra_of(item);
  if (record != nullptr && !record->offers.empty()) {
    std::erase(record->offers, slot);
  } else {
    item.link = kNone;
  }
  CoreEvent& event = emit(event_of(outcome), offer.item);
  event.agent = offer.agent;
  event.record = Ref{slot, offer.generation}.number();
  event.reason = reason;
  event.duration = now_ - offer.offered;
  offers_.release(slot);
  if (outcome == OfferOutcome::kAccepted) return;  // the assignment takes the capacity over
  const std::uint64_t number = Ref{slot, offer.generation}.number();
  remember(offer.item, offer.agent, {.outcome = outcome, .reason = reason, .offer = number}, now_);
  free_capacity(offer.agent, offer.channel);
  refresh(offer.agent);
  after_work(offer.agent);
}

void StateMachine::revoke_all(ItemIx ix, Reason reason, std::uint32_t except) {
  for_each_offer(ix, [&](std::uint32_t offer) {
    if (offer != except) end_offer(offer, OfferOutcome::kRevoked, reason);
  });
}

/// Answered or ringing, but the device failed or the media never stood.
void StateMachine::fail_connect(std::uint32_t slot) {
  const ItemIx item = offers_[slot].item;
  const model::AgentIx agent = offers_[slot].agent;
  const ChannelConfig& channel = catalog_.channel(offers_[slot].channel).config;
  end_offer(slot, OfferOutcome::kDeviceFailed, Reason::kDeviceFailed);
  penalise(agent, channel.failed, &AgentAside::failed, Reason::kDeviceFailed);
  after_lost_offer(item, Reason::kDeviceFailed);
}

void StateMachine::after_lost_offer(ItemIx ix, Reason reason) {
  if (items_[ix].live_offers == 0) {
    requeue(ix, reason);
  } else {
    match_item(ix);
  }
}

void StateMachine::remember(ItemIx ix, model::AgentIx agent, const PastOffer& past,
                            std::int64_t ended) {
  const ChannelIx channel = catalog_.stage(items_[ix].signature).channel;
  Extra& record = extra(ix);
  items_[ix].flags |= match::kTried;
  std::size_t i = record.place_of(agent);
  if (i == kNowhere) {
    if (record.tried.size() >= kMaxTried) {
      std::size_t oldest = kMaxTried;
      for (std::size_t k = 0; k < record.tried.size(); ++k) {
        const bool free = !record.tried[k].live && record.tried[k].excluded_until <= now_;
        if (free && (oldest == kMaxTried || record.tried[k].ended < record.tried[oldest].ended)) {
          oldest = k;
        }
      }
      if (oldest != kMaxTried) {
        record.tried.erase(record.tried.begin() + static_cast<std::ptrdiff_t>(oldest));
        record.past.erase(record.past.begin() + static_cast<std::ptrdiff_t>(oldest));
      }
    }
    i = record.tried.size();
    record.tried.push_back({.agent = agent});
    record.past.emplace_back();
  }
  record.tried[i].live = false;
  record.tried[i].ended = ended;
  record.tried[i].excluded_until =
      later(ended, catalog_.channel(channel).config.min_offer_gap.count());
  record.past[i] = past;
}

void StateMachine::remember_live(ItemIx ix, model::AgentIx agent) {
  Extra& record = extra(ix);
  if (const std::size_t at = record.place_of(agent); at != kNowhere) {
    record.tried[at].live = true;
  } else {
    record.tried.push_back({.agent = agent, .live = true});
    record.past.emplace_back();
  }
  items_[ix].flags |= match::kTried;
}

void StateMachine::arm_retry(ItemIx ix) {
  Extra* record = items_[ix].state == 0 ? nullptr : extra_of(items_[ix]);
  if (record == nullptr || record->tried.empty() || !in_queue(items_[ix])) return;
  heap_.remove(record->retry_timer);
  const ChannelIx channel = catalog_.stage(items_[ix].signature).channel;
  const std::int64_t look_again = later(
      now_, std::max(kShortestLook, catalog_.channel(channel).config.decline_cool_down.count()));
  std::int64_t due = kNever;
  for (std::size_t i = 0; i < record->tried.size(); ++i) {
    if (record->past[i].until_ready) {
      due = std::min(due, look_again);
    } else if (record->tried[i].excluded_until > now_) {
      due = std::min(due, record->tried[i].excluded_until);
    }
  }
  if (due == kNever) return;
  record->retry_timer = heap_.push(due, TimerKind::kRetry, ix, items_[ix].generation);
  arm(due);
}

/// Logged in and meets what the signature asks for, room and willingness apart.
bool StateMachine::could_take(model::AgentIx agent, model::SignatureIx signature) const {
  return agents_[agent].presence != Presence::kOffline &&
         matcher_.eligible(agents_[agent].klass, signature) &&
         (!catalog_.asks_for_ids(signature) || agent_allowed(agent, signature));
}

/// Whether somebody but `agent` (kNone: anybody) could take the item and may be asked again.
/// O(classes + tried), and O(agents) where their ids decide.
bool StateMachine::someone_else(ItemIx ix, model::AgentIx agent) const {
  const model::SignatureIx signature = items_[ix].signature;
  std::int64_t others = 0;
  if (catalog_.asks_for_ids(signature)) {
    for (model::AgentIx a = 0; a < agents_.size(); ++a) others += could_take(a, signature) ? 1 : 0;
  } else {
    for (model::ClassIx klass = 0; klass < catalog_.class_count(); ++klass) {
      const std::uint32_t here = catalog_.klass(klass).logged_in;
      if (here != 0 && matcher_.eligible(klass, signature)) others += here;
    }
  }
  bool counted = agent == kNone;
  for (const match::Tried& t : tried(ix)) {
    const bool self = t.agent == agent;
    counted = counted || self;
    if ((self || t.excluded_until == kNever) && could_take(t.agent, signature)) --others;
  }
  if (!counted && could_take(agent, signature)) --others;
  return others > 0;
}

/// Writes down which item to look for when the agent becomes ready anew. An agent who never does (a
/// bot that declines) does not gather them for ever: each time the list is full, those that ended
/// or are asked about again go.
void StateMachine::exclude_until_ready(ItemIx ix, model::AgentIx agent) {
  auto& list = excluded_by_[agent];
  if (list.size() == list.capacity() && list.size() >= 32) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    std::erase_if(list, [&](std::uint64_t number) { return !excluded_until_ready(number, agent); });
    list.reserve(std::max<std::size_t>(2 * list.size(), 32));
  }
  list.push_back(Ref{ix, items_[ix].generation}.number());
}

bool StateMachine::excluded_until_ready(std::uint64_t interaction, model::AgentIx agent) const {
  const ItemIx ix = find(interaction);
  const Extra* record = ix == kNone ? nullptr : extra_of(items_[ix]);
  const std::size_t at = record == nullptr ? kNowhere : record->place_of(agent);
  return at != kNowhere && record->past[at].until_ready;
}

void StateMachine::forget_exclusions(model::AgentIx agent) {
  const auto it = excluded_by_.find(agent);
  if (it == excluded_by_.end()) return;
  for (const std::uint64_t number : it->second) {
    if (!excluded_until_ready(number, agent)) continue;
    Extra& record = extra(find(number));
    const std::size_t at = record.place_of(agent);
    record.past[at].until_ready = false;
    record.tried[at].excluded_until = now_;
  }
  excluded_by_.erase(it);
}

void StateMachine::assign(std::uint32_t slot) {
  const Offer offer = offers_[slot];
  const ItemIx ix = offer.item;
  end_offer(slot, OfferOutcome::kAccepted, Reason::kNone);
  revoke_all(ix, Reason::kOtherAccepted);
  leave_waiting(ix);

  Item& item = items_[ix];
  Agent& agent = agents_[offer.agent];
  const Stage& stage = catalog_.stage(item.signature);
  const std::uint32_t fresh = assignments_.allocate();
  Assignment& assignment = assignments_[fresh];
  assignment.sequence = ++assignment_sequence_;
  assignment.assigned = now_;
  assignment.item = ix;
  assignment.agent = offer.agent;
  assignment.channel = offer.channel;
  assignment.prev = agent.last_assignment;
  if (agent.last_assignment == kNone) {
    agent.first_assignment = fresh;
  } else {
    assignments_[agent.last_assignment].next = fresh;
  }
  agent.last_assignment = fresh;
  if (agent.assigned++ == 0) agent.occupied -= now_;
  if (agent.faulted) forgive(offer.agent);
  set_state(item, InteractionState::kActive);
  item.link = fresh;
  ++working_[stage.queue];

  const std::int64_t waited = now_ - enqueued(item);
  const Extra* waiter = extra_of(item);
  if (waiter == nullptr || !waiter->answered_here) {
    const bool came_back = waiter != nullptr && waiter->waits_since >= 0;
    const std::int64_t wait = came_back ? now_ - waiter->waits_since : waited;
    Counters& counters = count(item);
    ++counters.answered;
    counters.answer_wait += wait;
    if (wait <= catalog_.queue(stage.queue).config.answer_within.count()) {
      ++counters.answered_in_target;
    }
    counters.waits.record(wait);
  }
  CoreEvent& event = emit(EventKind::kAssigned, ix);
  event.agent = offer.agent;
  event.record = Ref{fresh, assignment.generation}.number();
  event.duration = waited;
  if (Extra* record = extra_of(item); record != nullptr && record->keep) {
    record->assignments.push_back({.id = event.record,
                                   .agent = offer.agent,
                                   .assigned = now_,
                                   .offer = Ref{slot, offer.generation}.number()});
  }
  if (agent.presence == Presence::kOffline) arm_grace(fresh);
  refresh(offer.agent);
}

void StateMachine::start_wrap_up(std::uint32_t slot) {
  Assignment& assignment = assignments_[slot];
  const ItemIx ix = assignment.item;
  Item& item = items_[ix];
  assignment.completed = now_;
  Counters& counters = count(item);
  ++counters.completed;
  counters.talk += now_ - assignment.assigned;
  set_state(item, InteractionState::kWrapping);
  CoreEvent& event = emit(EventKind::kCompleted, ix);
  event.agent = assignment.agent;
  event.record = Ref{slot, assignment.generation}.number();
  event.duration = now_ - assignment.assigned;
  if (Extra* record = extra_of(item); record != nullptr && !record->assignments.empty()) {
    record->assignments.back().completed = now_;
  }
}

void StateMachine::close_assignment(std::uint32_t slot, EventKind how, Reason reason) {
  const Assignment assignment = assignments_[slot];
  const ItemIx ix = assignment.item;
  Agent& agent = agents_[assignment.agent];
  if (assignment.timed) {
    unlink(wrap_up_lists_[assignment.channel], assignments_, slot,
           [this](std::uint32_t other) { return assignments_[other].due; });
  }
  std::uint32_t close_timer = assignment.close_timer;
  heap_.remove(close_timer);
  if (assignment.prev == kNone) {
    agent.first_assignment = assignment.next;
  } else {
    assignments_[assignment.prev].next = assignment.next;
  }
  if (assignment.next == kNone) {
    agent.last_assignment = assignment.prev;
  } else {
    assignments_[assignment.next].prev = assignment.prev;
  }
  if (--agent.assigned == 0) agent.occupied += now_;
  agent.idle_since = now_;
  Item& item = items_[ix];
  item.link = kNone;
  --working_[catalog_.stage(item.signature).queue];
  const std::int64_t wrap_up = assignment.completed < 0 ? 0 : now_ - assignment.completed;
  if (how == EventKind::kClosed) {
    ++agent.handled;
    count(item).wrap_up += wrap_up;
  }
  CoreEvent& event = emit(how, ix);
  event.agent = assignment.agent;
  event.record = Ref{slot, assignment.generation}.number();
  event.reason = reason;
  event.duration = how == EventKind::kClosed ? wrap_up : now_ - assignment.assigned;
  if (Extra* record = extra_of(item); record != nullptr && !record->assignments.empty()) {
    record->assignments.back().closed = now_;
  }
  assignments_.release(slot);
  free_capacity(assignment.agent, assignment.channel);
  refresh(assignment.agent);
  after_work(assignment.agent);
}

void StateMachine::give_back(std::uint32_t slot, Reason reason) {
  const ItemIx ix = assignments_[slot].item;
  // Time with the agent is no waiting: what is left of the plan goes on from where it stood.
  Extra& record = extra(ix);
  record.queue_entry += now_ - assignments_[slot].assigned;
  record.waits_since = now_;
  record.answered_here = true;
  close_assignment(slot, EventKind::kUnassigned, reason);
  const Stage& stage = catalog_.stage(items_[ix].signature);
  ++waiting_[stage.queue];
  set_state(items_[ix], InteractionState::kWaiting);
  // What it asks for, or what the queue does, may have changed meanwhile.
  const bool current = catalog_.plan(stage.plan).revision == catalog_.queue(stage.queue).revision;
  if (current && !record.plan_changed) {
    arm_plan(ix);
  } else {
    replan(ix, plan_of(ix, stage.queue, stage.channel));
  }
}

void StateMachine::forgive(model::AgentIx agent) {
  AgentAside& aside = asides_[agent];
  aside.missed = aside.declined = aside.failed = 0;
  agents_[agent].faulted = false;
}

void StateMachine::penalise(model::AgentIx agent, const OfferPenalty& penalty,
                            std::uint16_t AgentAside::*count, Reason reason) {
  std::uint16_t& faults = asides_[agent].*count;
  faults = static_cast<std::uint16_t>(std::min<int>(faults + 1, 0xffff));
  agents_[agent].faulted = true;
  if (penalty.then == OfferPenalty::Then::kNone || faults < penalty.after) return;
  faults = 0;
  switch (penalty.then) {
    case OfferPenalty::Then::kNone: return;
    case OfferPenalty::Then::kCoolDown: {
      Agent& record = agents_[agent];
      record.cool_down_until = later(now_, penalty.cool_down.count());
      std::uint32_t& timer = asides_[agent].cool_down_timer;
      heap_.remove(timer);
      timer = heap_.push(record.cool_down_until, TimerKind::kCoolDown, agent, 0);
      arm(record.cool_down_until);
      refresh(agent);
      return;
    }
    case OfferPenalty::Then::kNotReady:
      if (agents_[agent].presence == Presence::kReady) {
        set_presence(agent, Presence::kNotReady, reason, to_string(reason));
      }
      return;
    case OfferPenalty::Then::kLogout:
      set_presence(agent, Presence::kOffline, reason, to_string(reason));
      return;
  }
}

}  // namespace uniselector::engine
