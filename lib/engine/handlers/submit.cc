// submit: a new interaction, into its queue at once or held until its time.
#include <algorithm>

#include "engine/state_machine.h"
#include "engine/states.h"
#include "model/request_check.h"

namespace uniselector::engine {

Status StateMachine::may_submit(const Command& command) const {
  if (command.queue >= catalog_.queue_count() || catalog_.queue(command.queue).retired) {
    return not_found("queue: it is not known");
  }
  if (command.channel >= catalog_.channel_count() || catalog_.channel(command.channel).retired) {
    return not_found("channel: it is not known");
  }
  if (command.has_priority && !model::bounds::kPriority.holds(command.priority)) {
    return model::wrong_number("priority", command.priority, model::bounds::kPriority);
  }
  if (command.duration != -1 && !model::bounds::kCredit.holds(command.duration)) {
    return model::wrong_length("credit", command.duration, model::bounds::kCredit);
  }
  const std::uint32_t most = catalog_.center().limits.interactions;
  if (items_.live() >= most) {
    return resource_exhausted("interactions: the limit of " + std::to_string(most) +
                              " live at once is reached");
  }
  if (command.submit == nullptr) return ok_status();
  if (Status status = model::check_submit(catalog_, *command.submit); !status.ok()) return status;
  return catalog_.check_expressions(command.submit->require, command.submit->relax);
}

Status StateMachine::submitted_plan(const Command& command, model::PlanIx* plan) {
  static const Requirement kNothing;
  static const std::vector<RelaxStep> kNoSteps;
  *plan = command.plan;
  if (*plan == kNone) {
    const SubmitRequest* request = command.submit;
    const rules::InteractionFacts facts = facts_of(command);
    const auto interned =
        intern_plan(command.queue, command.channel, request ? request->require : kNothing,
                    request ? request->relax : kNoSteps, {&facts, now_});
    if (!interned.ok()) return interned.status();
    *plan = *interned;
    return ok_status();
  }
  if (*plan < catalog_.plan_count()) {
    const Stage& stage = catalog_.stage(catalog_.first_stage(*plan));
    if (stage.queue == command.queue && stage.channel == command.channel) return ok_status();
  }
  return invalid_argument("plan: it does not belong to this queue and channel");
}

Status StateMachine::on_submit(const Command& given, std::uint64_t* created) {
  if (catalog_.classification().empty() && given.queue != kNoQueue) {
    return take_in(given, {}, created);
  }
  Classified classified;
  if (Status status = classify(given, &classified); !status.ok()) return status;
  return take_in(classified.command, classified.by_rules ? classified.rule : std::string(),
                 created);
}

Status StateMachine::take_in(const Command& command, std::string_view rule,
                             std::uint64_t* created) {
  if (Status status = may_submit(command); !status.ok()) return status;
  model::PlanIx plan = kNone;
  if (Status status = submitted_plan(command, &plan); !status.ok()) return status;

  const ItemIx ix = items_.allocate();
  Item& item = items_[ix];
  item.virtual_start = now_;
  item.sequence = ++sequence_;
  const QueueConfig& queue = catalog_.queue(command.queue).config;
  item.priority =
      static_cast<std::int16_t>(command.has_priority ? command.priority : queue.priority);
  if (command.has_priority) item.flags |= match::kGiven;
  set_state(item, InteractionState::kScheduled);
  if (created != nullptr) *created = Ref{ix, item.generation}.number();

  const SubmitRequest* request = command.submit;
  const auto life =
      request != nullptr && request->time_to_live ? request->time_to_live : queue.time_to_live;
  if (request != nullptr || command.keep_record || command.duration > 0 || life) {
    keep_request(ix, command, life);
  }
  CoreEvent& submitted = emit(EventKind::kSubmitted, ix);
  submitted.queue = command.queue;
  submitted.channel = command.channel;
  if (!rule.empty()) {
    CoreEvent& event = emit(EventKind::kClassified, ix);
    event.queue = command.queue;
    event.channel = command.channel;
    attach_text(event, rule);
  }
  if (catalog_.has_failures()) tell_failures(ix);
  if (request != nullptr && request->scheduled_at && to_ns(*request->scheduled_at) > now_) {
    CoreEvent& event = emit(EventKind::kScheduled, ix);
    event.queue = command.queue;
    event.channel = command.channel;
    return ok_status();
  }
  enter_queue(ix, command.queue, command.channel, plan, EventKind::kQueued, Reason::kNone);
  return ok_status();
}

void StateMachine::keep_request(ItemIx ix, const Command& command,
                                std::optional<Duration> time_to_live) {
  const std::uint32_t generation = items_[ix].generation;
  Extra& record = extra(ix);
  record.keep = command.keep_record;
  record.credit = std::max<std::int64_t>(0, command.duration);
  record.held_queue = command.queue;
  record.held_channel = command.channel;
  if (time_to_live) {
    record.expires = later(now_, time_to_live->count());
    record.time_to_live_timer = heap_.push(record.expires, TimerKind::kTimeToLive, ix, generation);
    arm(record.expires);
  }
  const SubmitRequest* request = command.submit;
  if (request == nullptr) return;
  record.require = request->require;
  record.relax = request->relax;
  record.attributes = request->attributes;
  record.customer = request->customer;
  record.auto_activate = request->auto_activate;
  if (!request->scheduled_at) return;
  record.scheduled_at = to_ns(*request->scheduled_at);
  if (record.scheduled_at <= now_) return;
  record.schedule_timer = heap_.push(record.scheduled_at, TimerKind::kSchedule, ix, generation);
  arm(record.scheduled_at);
}

}  // namespace uniselector::engine
