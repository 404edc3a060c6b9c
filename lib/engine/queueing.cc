// Into a queue, along its plan, and out again: everything an interaction does while no agent works
// on it.
#include <algorithm>
#include <array>

#include "engine/state_machine.h"
#include "engine/states.h"
#include "model/requirement.h"

namespace uniselector::engine {
namespace {
/// Queues that overflow into one another stop an interaction here: at one instant it moves no more
/// often than this, at its entrance or by its plan, and stays in the last one.
constexpr int kMaxHops = 8;
}  // namespace

void StateMachine::enter_queue(ItemIx ix, model::QueueIx queue, model::ChannelIx channel,
                               model::PlanIx plan, EventKind how, Reason reason) {
  std::array<model::QueueIx, kMaxHops> seen{};
  for (auto last = seen.begin(); last != seen.end();) {
    *last++ = queue;
    const Entrance what = entrance(ix, &queue, &reason);
    if (what == Entrance::kEnded) return;
    if (what == Entrance::kEnter) break;
    how = EventKind::kMoved;
    plan = kNone;
    if (std::find(seen.begin(), last, queue) != last) break;  // it has come round
  }
  Item& item = items_[ix];
  if (plan == kNone) plan = plan_of(ix, queue, channel);
  Extra* record = extra_of(item);
  if (record != nullptr) {
    record->queue_entry = now_;
    record->answered_here = false;
    record->plan_changed = false;
    if (!record->ever_queued) {
      record->ever_queued = true;
      record->enqueued = now_;
      item.virtual_start = now_ - record->credit;
    }
  }
  const bool given = record != nullptr ? record->priority_given : (item.flags & match::kGiven) != 0;
  if (!given) item.priority = static_cast<std::int16_t>(queue_priority(ix, queue));
  item.signature = catalog_.first_stage(plan);
  if (catalog_.stage(item.signature).expedited) {
    item.flags |= match::kExpedited;
  } else {
    item.flags &= static_cast<std::uint8_t>(~match::kExpedited);
  }
  set_state(item, InteractionState::kWaiting);
  ++waiting_[queue];
  ++count(item).offered;
  CoreEvent& event = emit(how, ix);
  event.reason = reason;
  if (catalog_.has_failures()) tell_failures(ix);
  arm_plan(ix);
  match_item(ix);
}

StateMachine::Entrance StateMachine::entrance(ItemIx ix, model::QueueIx* queue, Reason* reason) {
  const QueueFacts& facts = catalog_.queue(*queue);
  if (facts.hours && facts.config.closed && !facts.hours->is_open(time_from_ns(now_)) &&
      guard_holds(ix, *queue, facts.config.closed->when)) {
    const Entrance what = act(ix, *facts.config.closed, Reason::kClosed, queue);
    if (what != Entrance::kEnter) return *reason = Reason::kClosed, what;
  }
  if (facts.config.length &&
      waiting_[*queue] >= static_cast<std::uint32_t>(facts.config.length->max) &&
      guard_holds(ix, *queue, facts.config.length->action.when)) {
    *reason = Reason::kLengthLimit;
    return act(ix, facts.config.length->action, Reason::kLengthLimit, queue);
  }
  return Entrance::kEnter;
}

StateMachine::Entrance StateMachine::act(ItemIx ix, const LimitAction& action, Reason reason,
                                         model::QueueIx* queue) {
  CoreEvent& event = emit(EventKind::kLimitReached, ix);
  event.reason = reason;
  event.queue = *queue;
  attach_text(event, action.note);
  if (action.then == LimitAction::Then::kNotify) return Entrance::kEnter;
  add_note(ix, action.note);
  if (action.then == LimitAction::Then::kCancel) {
    extra(ix).disposition = "Cancelled";
    end(ix, EndReason::kCancelled, reason);
    return Entrance::kEnded;
  }
  if (action.then == LimitAction::Then::kDeflect) {
    extra(ix).disposition = action.note;
    end(ix, EndReason::kDeflected, reason);
    return Entrance::kEnded;
  }
  if (action.then == LimitAction::Then::kReclassify) {
    reclassify(ix, action, queue);
    return Entrance::kElsewhere;
  }
  if (action.priority) {
    Extra& record = extra(ix);
    record.priority_given = true;
    record.given_priority = *action.priority;
    const bool in_lane = (items_[ix].flags & match::kInLane) != 0;
    if (in_lane) matcher_.leave(ix);
    items_[ix].priority = static_cast<std::int16_t>(*action.priority);
    if (in_lane) matcher_.enter(ix);
  }
  if (!action.add.empty()) {
    Extra& record = extra(ix);
    record.require = model::combine(record.require, action.add);
  }
  // check_center has made sure that the target exists.
  *queue = catalog_.find_queue(action.queue).value_or(*queue);
  return Entrance::kElsewhere;
}

/// Counts a move by the plan: without a bound, queues that overflow into each other after 0 s would
/// hand an interaction to and fro for ever.
bool StateMachine::may_move(ItemIx ix) {
  Extra& record = extra(ix);
  if (record.moved_at != now_) record.moves = 0;
  record.moved_at = now_;
  return ++record.moves <= kMaxHops;
}

void StateMachine::move_to(ItemIx ix, model::QueueIx queue, Reason reason) {
  leave_waiting(ix);
  if (!extra(ix).answered_here) ++count(items_[ix]).left;
  const model::ChannelIx channel = catalog_.stage(items_[ix].signature).channel;
  set_state(items_[ix], InteractionState::kScheduled);  // in no queue until the next has taken it
  enter_queue(ix, queue, channel, kNone, EventKind::kMoved, reason);
}

void StateMachine::leave_waiting(ItemIx ix) {
  Item& item = items_[ix];
  disarm_plan(ix);
  if (item.flags & match::kInLane) matcher_.leave(ix);
  --waiting_[catalog_.stage(item.signature).queue];
  if (Extra* record = extra_of(item)) heap_.remove(record->retry_timer);
}

std::int64_t StateMachine::plan_due(ItemIx ix) const {
  const Item& item = items_[ix];
  return later(queue_entry(item), catalog_.stage(item.signature).next_after);
}

void StateMachine::arm_plan(ItemIx ix) {
  Item& item = items_[ix];
  const Stage& stage = catalog_.stage(item.signature);
  if (stage.next_after < 0) return;
  const std::int64_t due = plan_due(ix);
  const std::uint8_t list = stage.timer_list;
  if (list != 0 && (plan_lists_[list].head == kNoTimer || due >= plan_lists_[list].tail_due)) {
    append(plan_lists_[list], items_, ix, due);
    item.timer_list = list;
    item.flags |= match::kTimed;
  } else {
    const TimerKind kind = stage.wait_limit_next ? TimerKind::kWaitLimit : TimerKind::kRelax;
    Extra& record = extra(ix);
    record.plan_timer = heap_.push(due, kind, ix, item.generation);
  }
  arm(due);
}

void StateMachine::disarm_plan(ItemIx ix) {
  Item& item = items_[ix];
  if (item.flags & match::kTimed) {
    unlink(plan_lists_[item.timer_list], items_, ix,
           [this](std::uint32_t other) { return plan_due(other); });
    item.flags &= static_cast<std::uint8_t>(~match::kTimed);
  } else if (Extra* record = extra_of(item)) {
    heap_.remove(record->plan_timer);
  }
}

void StateMachine::set_stage(ItemIx ix, model::SignatureIx signature, std::int32_t priority) {
  Item& item = items_[ix];
  const bool in_lane = (item.flags & match::kInLane) != 0;
  if (in_lane) matcher_.leave(ix);
  item.signature = signature;
  item.priority = static_cast<std::int16_t>(priority);
  if (catalog_.stage(signature).expedited) {
    item.flags |= match::kExpedited;
  } else {
    item.flags &= static_cast<std::uint8_t>(~match::kExpedited);
  }
  if (in_lane) matcher_.enter(ix);
}

void StateMachine::replan(ItemIx ix, model::PlanIx plan_ix) {
  const Plan& plan = catalog_.plan(plan_ix);
  const std::int64_t elapsed = now_ - queue_entry(items_[ix]);
  std::size_t stage = 0;
  while (stage < plan.entries.size() && plan.entries[stage].after <= elapsed &&
         guard_holds(ix, plan.queue, plan.entries[stage].step.when)) {
    ++stage;
  }
  // The steps that the new plan has behind it set the priority; those of the old one no longer do.
  const Extra* record = extra_of(items_[ix]);
  std::int32_t priority = queue_priority(ix, plan.queue);
  if ((items_[ix].flags & match::kGiven) != 0) priority = items_[ix].priority;
  if (record != nullptr && record->priority_given) priority = record->given_priority;
  for (std::size_t k = 0; k < stage; ++k) {
    priority = plan.entries[k].step.priority.value_or(priority);
  }
  disarm_plan(ix);
  set_stage(ix, plan.stages[stage], priority);
  arm_plan(ix);
  if (record != nullptr) extra(ix).plan_changed = false;
  std::vector<std::uint32_t> lost;
  for_each_offer(ix, [&](std::uint32_t offer) {
    const model::AgentIx agent = offers_[offer].agent;
    if (offers_[offer].connecting) return;  // he met what was asked when he accepted
    if (!matcher_.eligible(agents_[agent].klass, items_[ix].signature) ||
        !agent_allowed(agent, items_[ix].signature)) {
      lost.push_back(offer);
    }
  });
  for (const std::uint32_t offer : lost) {
    end_offer(offer, OfferOutcome::kRevoked, Reason::kMoved);
  }
  if (!lost.empty()) {
    after_lost_offer(ix, Reason::kMoved);
  } else {
    freed_.push_back({false, ix, items_[ix].generation});
  }
}

void StateMachine::requeue(ItemIx ix, Reason reason) {
  Item& item = items_[ix];
  set_state(item, InteractionState::kWaiting);
  emit(EventKind::kRequeued, ix).reason = reason;
  if (expire(ix)) return;
  match_item(ix);
}

/// Ends an interaction that an agent has given back after its time to live: only his work kept it.
bool StateMachine::expire(ItemIx ix) {
  const Extra* record = extra_of(items_[ix]);
  if (record == nullptr || record->expires < 0 || record->expires > now_) return false;
  end(ix, EndReason::kExpired, Reason::kExpired);
  return true;
}

void StateMachine::wait_again(ItemIx ix, Reason reason) {
  Extra& record = extra(ix);
  if (record.ever_queued) record.waits_since = now_;
  heap_.remove(record.schedule_timer);
  const EventKind how = record.ever_queued ? EventKind::kRequeued : EventKind::kQueued;
  enter_queue(ix, record.held_queue, record.held_channel, kNone, how, reason);
}

void StateMachine::end(ItemIx ix, EndReason how, Reason reason) {
  Item& item = items_[ix];
  const InteractionState before = state_of(item);
  const bool waiting = in_queue(item) || before == InteractionState::kConnecting;
  const std::int64_t waited = now_ - enqueued(item);
  if (waiting && item.signature != kNone) {
    revoke_all(ix, how == EndReason::kAbandoned   ? Reason::kAbandoned
                   : how == EndReason::kExpired   ? Reason::kExpired
                   : reason == Reason::kWaitLimit ? Reason::kMoved
                                                  : Reason::kCancelled);
    leave_waiting(ix);
    Counters& counters = count(item);
    const Extra* known = extra_of(item);
    if (known != nullptr && known->answered_here) {
      // This entry has its outcome.
    } else if (how == EndReason::kAbandoned) {
      const auto& queue = catalog_.queue(catalog_.stage(item.signature).queue).config;
      ++counters.abandoned;
      if (waited < queue.short_abandon.count()) ++counters.short_abandoned;
    } else {
      ++counters.left;
    }
  }
  CoreEvent& event = emit(EventKind::kEnded, ix);
  event.end_reason = how;
  event.reason = reason;
  event.duration = waiting && item.signature != kNone ? waited : 0;
  const Extra* record = extra_of(item);
  if (record != nullptr) {
    attach_text(event, record->disposition);
    if (record->keep && end_listener_) {
      extra(ix).end_reason = how;
      set_state(item, InteractionState::kEnded);
      end_listener_(Ref{ix, item.generation}.number());
    }
  }
  drop_extra(ix);
  items_.release(ix);
}

}  // namespace uniselector::engine
