// What a host does with an interaction besides working on it: activate, update, abandon, cancel,
// transfer, unassign.
#include "engine/state_machine.h"
#include "engine/states.h"
#include "model/changes.h"
#include "model/request_check.h"

namespace uniselector::engine {
namespace {

Status wrong_state(const match::Item& item, std::string_view expected) {
  return failed_precondition("state: found " + std::string(to_string(state_of(item))) +
                             ", expected " + std::string(expected));
}

}  // namespace

Status StateMachine::check_words(ItemIx ix, const Command& command) const {
  const Extra* known = extra_of(items_[ix]);
  return model::check_words(catalog_, command.text, command.note,
                            known == nullptr ? 0 : known->notes.size());
}

Status StateMachine::on_activate(const Command& command) {
  const ItemIx ix = find(command.interaction);
  if (ix == kNone) return interaction_gone();
  if (state_of(items_[ix]) != InteractionState::kScheduled) {
    return wrong_state(items_[ix], "scheduled");
  }
  wait_again(ix, Reason::kRequested);
  return ok_status();
}

Status StateMachine::may_update(ItemIx ix, const InteractionUpdate& update) const {
  const Extra* known = extra_of(items_[ix]);
  const std::uint64_t version = known == nullptr ? 1 : known->version;
  if (update.if_version && *update.if_version != version) {
    return aborted("if_version: found version " + std::to_string(version) + ", expected " +
                   std::to_string(*update.if_version));
  }
  return model::check_update(catalog_, update, known == nullptr ? nullptr : &known->attributes,
                             known == nullptr ? 0 : known->notes.size());
}

/// The plan that an update leads to; kNone if it stays. Attributes change it where the rules of the
/// queue, or what the interaction brought, look at them.
Status StateMachine::updated_plan(ItemIx ix, const InteractionUpdate& update, model::PlanIx* plan) {
  if (items_[ix].signature == kNone) return ok_status();
  static const Requirement kNothing;
  static const std::vector<RelaxStep> kNoSteps;
  const Stage& stage = catalog_.stage(items_[ix].signature);
  const Extra* known = extra_of(items_[ix]);
  const Requirement& require = update.require     ? *update.require
                               : known != nullptr ? known->require
                                                  : kNothing;
  const std::vector<RelaxStep>& relax = known != nullptr ? known->relax : kNoSteps;
  if (update.require) {
    if (Status status = catalog_.check_expressions(require, {}); !status.ok()) return status;
  } else if (update.attributes.empty() || !catalog_.differs(stage.queue, require, relax)) {
    return ok_status();
  }
  Attributes attributes = known == nullptr ? Attributes{} : known->attributes;
  model::apply_changes(&attributes, update.attributes);
  rules::InteractionFacts facts = facts_of(ix, stage.queue, stage.channel);
  facts.attributes = &attributes;
  const auto interned = intern_plan(stage.queue, stage.channel, require, relax, {&facts, now_});
  if (!interned.ok()) return interned.status();
  if (*interned != stage_plan(ix) || update.require) *plan = *interned;
  return ok_status();
}

Status StateMachine::on_update(const Command& command) {
  const ItemIx ix = find(command.interaction);
  if (ix == kNone) return interaction_gone();
  const InteractionUpdate& update = *command.update;
  if (Status status = may_update(ix, update); !status.ok()) return status;
  model::PlanIx plan = kNone;
  if (Status status = updated_plan(ix, update, &plan); !status.ok()) return status;

  Extra& record = extra(ix);
  ++record.version;
  model::apply_changes(&record.attributes, update.attributes);
  if (update.disposition) record.disposition = *update.disposition;
  add_note(ix, update.note);
  if (update.require) record.require = *update.require;
  if (update.priority || update.reset_priority) give_priority(ix, update.priority);
  emit(EventKind::kUpdated, ix).reason = Reason::kRequested;
  if (plan == kNone) return ok_status();
  if (has_plan(items_[ix])) {
    replan(ix, plan);
  } else {
    record.plan_changed = true;  // when it comes back
  }
  return ok_status();
}

void StateMachine::give_priority(ItemIx ix, std::optional<int> given) {
  Extra& record = extra(ix);
  record.priority_given = given.has_value();
  record.given_priority = given.value_or(0);
  const bool placed = items_[ix].signature != kNone;
  const model::QueueIx queue =
      placed ? catalog_.stage(items_[ix].signature).queue : record.held_queue;
  const int priority = given ? *given : queue_priority(ix, queue);
  if (placed) {
    set_stage(ix, items_[ix].signature, priority);
  } else {
    items_[ix].priority = static_cast<std::int16_t>(priority);
  }
}

Status StateMachine::on_abandon(const Command& command) {
  const ItemIx ix = find(command.interaction);
  if (ix == kNone) return interaction_gone();
  const InteractionState state = state_of(items_[ix]);
  if (state == InteractionState::kActive || state == InteractionState::kWrapping) {
    return wrong_state(items_[ix], "scheduled, waiting, offered or connecting");
  }
  end(ix, EndReason::kAbandoned, Reason::kAbandoned);
  return ok_status();
}

Status StateMachine::on_cancel(const Command& command) {
  const ItemIx ix = find(command.interaction);
  if (ix == kNone) return interaction_gone();
  const InteractionState state = state_of(items_[ix]);
  if (state == InteractionState::kActive || state == InteractionState::kWrapping) {
    return wrong_state(items_[ix], "scheduled, waiting, offered or connecting");
  }
  if (Status status = check_words(ix, command); !status.ok()) return status;
  extra(ix).disposition =
      command.text.empty() ? std::string("Cancelled") : std::string(command.text);
  add_note(ix, command.note);
  end(ix, EndReason::kCancelled, Reason::kCancelled);
  return ok_status();
}

Status StateMachine::on_transfer(const Command& command) {
  const ItemIx ix = find(command.interaction);
  if (ix == kNone) return interaction_gone();
  if (command.queue >= catalog_.queue_count() || catalog_.queue(command.queue).retired) {
    return not_found("queue: it is not known");
  }
  if (command.has_priority && !model::bounds::kPriority.holds(command.priority)) {
    return model::wrong_number("priority", command.priority, model::bounds::kPriority);
  }
  const InteractionState state = state_of(items_[ix]);
  if (state != InteractionState::kActive && !in_queue(items_[ix])) {
    return wrong_state(items_[ix], "waiting, offered or active");
  }
  Extra& record = extra(ix);
  if (command.has_priority) {
    record.priority_given = true;
    record.given_priority = command.priority;
  }
  if (state == InteractionState::kActive) {
    give_back(items_[ix].link, Reason::kTransfer);
    if (expire(ix)) return ok_status();
  } else {
    revoke_all(ix, Reason::kMoved);
  }
  if (command.has_priority) set_stage(ix, items_[ix].signature, command.priority);
  move_to(ix, command.queue, Reason::kTransfer);
  return ok_status();
}

Status StateMachine::on_unassign(const Command& command) {
  const ItemIx ix = find(command.interaction);
  if (ix == kNone) return interaction_gone();
  if (state_of(items_[ix]) != InteractionState::kActive) return wrong_state(items_[ix], "active");
  const Stage stage = catalog_.stage(items_[ix].signature);  // new plans may move the table
  const int most = catalog_.queue(stage.queue).config.max_unassigns.value_or(3);
  const Extra* known = extra_of(items_[ix]);
  const std::uint32_t before = known == nullptr ? 0 : known->unassigns;
  if (before >= static_cast<std::uint32_t>(most)) {
    return failed_precondition("unassigns: it was taken back " + std::to_string(before) +
                                   " times, at most " + std::to_string(most) + " are allowed",
                               "unassign_limit");
  }
  Extra& record = extra(ix);
  ++record.unassigns;
  const std::uint32_t assignment = items_[ix].link;
  const model::AgentIx agent = assignments_[assignment].agent;
  const std::int64_t assigned = assignments_[assignment].assigned;
  give_back(assignment, Reason::kUnassigned);
  // The gap is one between offers, and his ended when he was assigned.
  remember(ix, agent, {.outcome = OfferOutcome::kAccepted, .reason = Reason::kUnassigned},
           assigned);
  if (command.flag) {
    if (expire(ix)) return ok_status();
    record.held_queue = stage.queue;
    record.held_channel = stage.channel;
    leave_waiting(ix);
    set_state(items_[ix], InteractionState::kScheduled);
    emit(EventKind::kScheduled, ix).reason = Reason::kUnassigned;
    return ok_status();
  }
  requeue(ix, Reason::kUnassigned);
  return ok_status();
}

}  // namespace uniselector::engine
