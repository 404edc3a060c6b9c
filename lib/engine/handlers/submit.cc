// submit: a new interaction, into its queue at once or held until its time.
#include <algorithm>

#include "engine/state_machine.h"
#include "engine/states.h"

namespace uniselector::engine {
namespace {

constexpr std::int64_t kMaxCredit = 30LL * 24 * 3600 * 1'000'000'000;

Status check_attributes(const Attributes& attributes, const Limits& limits) {
  if (attributes.size() > limits.attributes_per_interaction) {
    return resource_exhausted("attributes: " + std::to_string(attributes.size()) +
                              " given, at most " +
                              std::to_string(limits.attributes_per_interaction) + " are allowed");
  }
  for (const auto& [name, value] : attributes) {
    const auto* text = std::get_if<std::string>(&value);
    if (text != nullptr && text->size() > limits.attribute_bytes) {
      return resource_exhausted("attributes." + name + ": " + std::to_string(text->size()) +
                                " bytes, at most " + std::to_string(limits.attribute_bytes) +
                                " are allowed");
    }
  }
  return ok_status();
}

}  // namespace

Status StateMachine::on_submit(const Command& command, std::uint64_t* created) {
  if (command.queue >= catalog_.queue_count() || catalog_.queue(command.queue).retired) {
    return not_found("queue: it is not known");
  }
  if (command.channel >= catalog_.channel_count() || catalog_.channel(command.channel).retired) {
    return not_found("channel: it is not known");
  }
  if (command.has_priority &&
      (command.priority < -model::kPriorityLimit || command.priority > model::kPriorityLimit)) {
    return out_of_range("priority: found " + std::to_string(command.priority) +
                        ", expected -1000..1000");
  }
  if (command.duration > kMaxCredit || command.duration < -1) {
    return out_of_range("credit: expected 0 to 30 days");
  }
  const Limits& limits = catalog_.center().limits;
  if (items_.live() >= limits.interactions) {
    return resource_exhausted("interactions: the limit of " + std::to_string(limits.interactions) +
                              " live at once is reached");
  }
  const SubmitRequest* request = command.submit;
  if (request != nullptr) {
    if (Status status = check_attributes(request->attributes, limits); !status.ok()) return status;
    if (request->time_to_live && request->time_to_live->count() <= 0) {
      return out_of_range("time_to_live: expected a positive duration");
    }
  }
  static const Requirement kNothing;
  static const std::vector<RelaxStep> kNoSteps;
  model::PlanIx plan = command.plan;
  if (plan == kNone) {
    const auto interned =
        intern_plan(command.queue, command.channel, request ? request->require : kNothing,
                    request ? request->relax : kNoSteps);
    if (!interned.ok()) return interned.status();
    plan = *interned;
  } else if (plan >= catalog_.plan_count() || catalog_.plan(plan).queue != command.queue ||
             catalog_.plan(plan).channel != command.channel) {
    return invalid_argument("plan: it does not belong to this queue and channel");
  }

  const ItemIx ix = items_.allocate();
  Item& item = items_[ix];
  item.virtual_start = now_;
  item.sequence = ++sequence_;
  const QueueConfig& queue = catalog_.queue(command.queue).config;
  item.priority =
      static_cast<std::int16_t>(command.has_priority ? command.priority : queue.priority);
  set_state(item, InteractionState::kScheduled);
  if (created != nullptr) *created = Ref{ix, item.generation}.number();

  const auto life =
      request != nullptr && request->time_to_live ? request->time_to_live : queue.time_to_live;
  const bool scheduled =
      request != nullptr && request->scheduled_at && to_ns(*request->scheduled_at) > now_;
  if (request != nullptr || command.keep_record || command.duration > 0 || life) {
    Extra& record = extra(ix);
    record.keep = command.keep_record;
    record.credit = std::max<std::int64_t>(0, command.duration);
    record.priority_given = command.has_priority;
    record.given_priority = command.priority;
    record.held_queue = command.queue;
    record.held_channel = command.channel;
    if (request != nullptr) {
      record.require = request->require;
      record.relax = request->relax;
      record.attributes = request->attributes;
      record.customer = request->customer;
      record.auto_activate = request->auto_activate;
      if (request->scheduled_at) record.scheduled_at = to_ns(*request->scheduled_at);
    }
    if (life) {
      record.expires = now_ + life->count();
      record.time_to_live_timer =
          heap_.push(record.expires, TimerKind::kTimeToLive, ix, item.generation);
      arm(record.expires);
    }
    if (scheduled) {
      record.schedule_timer =
          heap_.push(record.scheduled_at, TimerKind::kSchedule, ix, item.generation);
      arm(record.scheduled_at);
    }
  }
  CoreEvent& submitted = emit(EventKind::kSubmitted, ix);
  submitted.queue = command.queue;
  submitted.channel = command.channel;
  if (scheduled) {
    CoreEvent& event = emit(EventKind::kScheduled, ix);
    event.queue = command.queue;
    event.channel = command.channel;
    return ok_status();
  }
  enter_queue(ix, command.queue, command.channel, plan, EventKind::kQueued, Reason::kNone);
  return ok_status();
}

}  // namespace uniselector::engine
