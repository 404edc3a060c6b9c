// Time passing: which timer is next, and what each kind does when it fires. Each timer is one step
// of its own, at its own time; a call fires a bounded number of them (state_machine.h, "slices").
#include <algorithm>

#include "engine/state_machine.h"
#include "engine/states.h"

namespace uniselector::engine {

std::int64_t StateMachine::next_due() const {
  std::int64_t due = heap_.next_due();
  for (const TimerList& list : plan_lists_) due = std::min(due, list.head_due);
  for (const TimerList& list : offer_lists_) due = std::min(due, list.head_due);
  for (const TimerList& list : wrap_up_lists_) due = std::min(due, list.head_due);
  return due;
}

void StateMachine::advance_to(std::int64_t given) {
  const std::int64_t time = std::min(given, kNever - 1);  // what is never due does not fire
  for (std::uint32_t fired = 0; next_due_ <= time; ++fired) {
    if (fired == firings_a_call_) return;  // now_ stays where the last one fired
    fire_next(time);
    next_due_ = next_due();
  }
  now_ = std::max(now_, time);
}

void StateMachine::begin_step(std::int64_t time) {
  now_ = std::max(now_, time);  // a timer armed for the past fires now
  ++cause_;
}

namespace {

/// The best timer so far while heads are compared.
struct Candidate {
  std::int64_t due = kNever;
  TimerKind kind = TimerKind::kIdleLogout;
  std::uint32_t sequence = 0;
  TimerList* list = nullptr;

  bool beaten_by(std::int64_t other, TimerKind other_kind, std::uint32_t other_sequence) const {
    if (other != due) return other < due;
    if (other_kind != kind) return other_kind < kind;
    return list == nullptr || static_cast<std::int32_t>(other_sequence - sequence) < 0;
  }
};

}  // namespace

void StateMachine::fire_next(std::int64_t limit) {
  Candidate best;
  const auto consider = [&](TimerList& list, TimerKind kind, auto sequence_of) {
    if (list.head_due > limit || list.head_due > best.due) return;
    const std::uint32_t sequence = sequence_of(list.head);
    if (best.beaten_by(list.head_due, kind, sequence)) {
      best = {list.head_due, kind, sequence, &list};
    }
  };
  for (std::size_t i = 1; i < plan_lists_.size(); ++i) {
    const bool limit_list = catalog_.timer_kinds()[i].wait_limit;
    consider(plan_lists_[i], limit_list ? TimerKind::kWaitLimit : TimerKind::kRelax,
             [&](std::uint32_t ix) { return items_[ix].sequence; });
  }
  for (TimerList& list : offer_lists_) {
    consider(list, TimerKind::kOfferTimeout,
             [&](std::uint32_t ix) { return offers_[ix].sequence; });
  }
  for (TimerList& list : wrap_up_lists_) {
    consider(list, TimerKind::kWrapUp, [&](std::uint32_t ix) { return assignments_[ix].sequence; });
  }
  if (!heap_.empty() && heap_.next_due() <= limit &&
      best.beaten_by(heap_.next_due(), heap_.top().kind,
                     static_cast<std::uint32_t>(heap_.top().sequence))) {
    begin_step(heap_.next_due());
    fire_heap(heap_.top());
  } else if (best.list != nullptr) {
    begin_step(best.due);
    const std::uint32_t head = best.list->head;
    if (best.kind == TimerKind::kOfferTimeout) {
      fire_offer(head);
    } else if (best.kind == TimerKind::kWrapUp) {
      const ItemIx item = assignments_[head].item;
      close_assignment(head, EventKind::kClosed, Reason::kCompleted);
      end(item, EndReason::kCompleted, Reason::kCompleted);
    } else {
      fire_plan(head);
    }
  }
  settle();
}

void StateMachine::fire_offer(std::uint32_t offer) {
  if (offers_[offer].connecting) return fail_connect(offer);
  const ItemIx item = offers_[offer].item;
  const model::AgentIx agent = offers_[offer].agent;
  const ChannelFacts& channel = catalog_.channel(offers_[offer].channel);
  end_offer(offer, OfferOutcome::kMissed, Reason::kMissed);
  penalise(agent, channel.missed, &AgentAside::missed, Reason::kMissed);
  after_lost_offer(item, Reason::kMissed);
}

void StateMachine::fire_plan(ItemIx ix) {
  disarm_plan(ix);
  const Stage& stage = catalog_.stage(items_[ix].signature);
  const Plan& plan = catalog_.plan(stage.plan);
  const PlanEntry& entry = plan.entries[stage.index];
  const model::SignatureIx next = plan.stages[stage.index + 1U];
  const auto step = static_cast<std::uint16_t>(stage.index + 1);
  const model::QueueIx here = stage.queue;

  if (!guard_holds(ix, here, entry.step.when)) return wait_for_guard(ix);
  if (entry.kind == PlanEntry::Kind::kWaitLimit && !guard_holds(ix, here, entry.action.when)) {
    set_stage(ix, next, items_[ix].priority);
  } else if (entry.kind == PlanEntry::Kind::kWaitLimit) {
    model::QueueIx target = here;
    const Entrance what = act(ix, entry.action, Reason::kWaitLimit, &target);
    if (what == Entrance::kEnded) return;
    if (what == Entrance::kElsewhere && target != here && may_move(ix)) {
      revoke_all(ix, Reason::kMoved);
      move_to(ix, target, Reason::kWaitLimit);
      return;
    }
    if (what == Entrance::kElsewhere) revoke_all(ix, Reason::kMoved);
    set_stage(ix, next, items_[ix].priority);
    if (entry.action.then == LimitAction::Then::kReclassify) {
      return replan(ix, plan_of(ix, here, channel_of(ix)));  // it may ask for something else now
    }
  } else {
    const model::QueueIx target = entry.step.overflow.empty()
                                      ? here
                                      : catalog_.find_queue(entry.step.overflow).value_or(here);
    const std::int32_t priority = entry.step.priority.value_or(items_[ix].priority);
    // A step may change a given priority: from now on the record keeps the given one.
    if (entry.step.priority && (items_[ix].flags & match::kGiven) != 0) extra(ix);
    set_stage(ix, next, priority);
    CoreEvent& event = emit(EventKind::kRelaxed, ix);
    event.step = step;
    event.reason = entry.kind == PlanEntry::Kind::kExpire ? Reason::kExpired : Reason::kRelaxation;
    if (target != here && may_move(ix)) {
      if (entry.step.priority) {  // it goes with the interaction
        Extra& record = extra(ix);
        record.priority_given = true;
        record.given_priority = priority;
      }
      revoke_all(ix, Reason::kMoved);
      move_to(ix, target, Reason::kRelaxation);
      return;
    }
  }
  arm_plan(ix);
  if (items_[ix].live_offers == 0) set_state(items_[ix], InteractionState::kWaiting);
  match_item(ix);
}

/// Of those who declined until they are ready anew, the first is asked again when nobody else is
/// left.
void StateMachine::look_again(ItemIx ix) {
  Extra& record = extra(ix);
  std::optional<bool> someone;
  for (std::size_t i = 0; i < record.tried.size(); ++i) {
    if (!record.past[i].until_ready) continue;
    if (!someone) someone = someone_else(ix, kNone);
    if (*someone) return;
    record.past[i].until_ready = false;
    record.tried[i].excluded_until = now_;
    someone = could_take(record.tried[i].agent, items_[ix].signature);
  }
}

void StateMachine::fire_heap(const TimerHeap::Entry& top) {
  const TimerHeap::Entry entry = top;
  const std::uint32_t subject = entry.subject;
  switch (entry.kind) {
    case TimerKind::kWaitLimit:
    case TimerKind::kRelax: fire_plan(subject); return;
    case TimerKind::kWrapUp:
    case TimerKind::kClose: {
      const ItemIx item = assignments_[subject].item;
      if (assignments_[subject].completed < 0) start_wrap_up(subject);
      close_assignment(subject, EventKind::kClosed, Reason::kCompleted);
      end(item, EndReason::kCompleted, Reason::kCompleted);
      return;
    }
    case TimerKind::kRetry: {
      Extra& record = extra(subject);
      heap_.remove(record.retry_timer);
      look_again(subject);
      match_item(subject);
      return;
    }
    case TimerKind::kTimeToLive: {
      heap_.remove(extra(subject).time_to_live_timer);
      const InteractionState state = state_of(items_[subject]);
      if (state != InteractionState::kActive && state != InteractionState::kWrapping) {
        end(subject, EndReason::kExpired, Reason::kExpired);
      }
      return;
    }
    case TimerKind::kSchedule: {
      Extra& record = extra(subject);
      heap_.remove(record.schedule_timer);
      emit(EventKind::kActivationDue, subject).reason = Reason::kSchedule;
      if (record.auto_activate) wait_again(subject, Reason::kSchedule);
      return;
    }
    case TimerKind::kCoolDown: {
      heap_.remove(asides_[subject].cool_down_timer);
      refresh(subject);
      return;
    }
    case TimerKind::kGrace: {
      heap_.remove(asides_[subject].grace_timer);
      requeue_work(subject);
      return;
    }
    case TimerKind::kIdleLogout: {
      heap_.remove(asides_[subject].idle_timer);
      after_work(subject);
      return;
    }
    case TimerKind::kOfferTimeout: return;
  }
}

}  // namespace uniselector::engine
