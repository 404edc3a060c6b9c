// Working on an interaction: complete ends the talk, close ends the assignment.
#include "engine/state_machine.h"
#include "engine/states.h"
#include "model/request_check.h"

namespace uniselector::engine {

Status StateMachine::on_complete(const Command& command) {
  const ItemIx ix = find(command.interaction);
  if (ix == kNone) return interaction_gone();
  if (state_of(items_[ix]) != InteractionState::kActive) {
    return failed_precondition("state: found " + std::string(to_string(state_of(items_[ix]))) +
                               ", expected active");
  }
  if (Status status = check_words(ix, command); !status.ok()) return status;
  const std::uint32_t slot = items_[ix].link;
  const ChannelConfig& channel = catalog_.channel(assignments_[slot].channel).config;
  add_note(ix, command.note);
  start_wrap_up(slot);
  // A close at an agreed time stands, whatever the channel's wrap-up is.
  if (channel.wrap_up_until_released || assignments_[slot].close_timer != kNone) {
    return ok_status();
  }
  if (channel.wrap_up.count() > 0) {
    Assignment& assignment = assignments_[slot];
    TimerList& list = wrap_up_lists_[assignment.channel];
    assignment.due = later(now_, channel.wrap_up.count());
    if (list.head == kNoTimer || assignment.due >= list.tail_due) {
      append(list, assignments_, slot, assignment.due);
      assignment.timed = true;
    } else {
      assignment.close_timer =
          heap_.push(assignment.due, TimerKind::kClose, slot, assignment.generation);
    }
    arm(assignment.due);
    return ok_status();
  }
  close_assignment(slot, EventKind::kClosed, Reason::kCompleted);
  end(ix, EndReason::kCompleted, Reason::kCompleted);
  return ok_status();
}

Status StateMachine::on_close(const Command& command) {
  const ItemIx ix = find(command.interaction);
  if (ix == kNone) return interaction_gone();
  const InteractionState state = state_of(items_[ix]);
  if (state != InteractionState::kActive && state != InteractionState::kWrapping) {
    return failed_precondition("state: found " + std::string(to_string(state)) +
                               ", expected active or wrapping");
  }
  if (Status status = check_words(ix, command); !status.ok()) return status;
  if (command.duration > to_ns(kMaxTime)) {
    return model::check_time("at", time_from_ns(command.duration));
  }
  const std::uint32_t slot = items_[ix].link;
  if (!command.text.empty()) extra(ix).disposition = std::string(command.text);
  add_note(ix, command.note);
  if (command.duration > now_) {
    Assignment& assignment = assignments_[slot];
    if (assignment.timed) {
      unlink(wrap_up_lists_[assignment.channel], assignments_, slot,
             [this](std::uint32_t other) { return assignments_[other].due; });
      assignment.timed = false;
    }
    heap_.remove(assignment.close_timer);
    assignment.close_timer =
        heap_.push(command.duration, TimerKind::kClose, slot, assignment.generation);
    arm(command.duration);
    return ok_status();
  }
  if (state == InteractionState::kActive) start_wrap_up(slot);
  close_assignment(slot, EventKind::kClosed, Reason::kRequested);
  end(ix, EndReason::kCompleted, Reason::kRequested);
  return ok_status();
}

}  // namespace uniselector::engine
