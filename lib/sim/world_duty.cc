// Who is on duty: the days' openings, shifts, groups that grow and shrink, and going home.
#include <algorithm>

#include "sim/world.h"

namespace uniselector::sim {

using model::Command;
using model::CommandKind;

void World::begin_day(int day) {
  day_ = day;
  observer_.on_day(day, now_);
  const std::int64_t begin = scene_.start + scene_.day * day;
  for (std::size_t i = 0; i < scene_.day_events.size(); ++i) {
    agenda_.push(begin + scene_.day_events[i].at, Happening::kDuty, i);
  }
  if (day + 1 < scene_.workload.days) {
    agenda_.push(begin + scene_.day, Happening::kDay, static_cast<std::uint64_t>(day) + 1);
  } else if (!scene_.workload.closes) {
    agenda_.push(begin + scene_.day, Happening::kDuty, scene_.day_events.size());
  }
}

void World::day_event(std::uint32_t index) {
  if (index >= scene_.day_events.size()) {  // the end of the last day of a centre that never closes
    close();
    return;
  }
  const DayEvent& event = scene_.day_events[index];
  switch (event.kind) {
    case DayEvent::Kind::kOpen:
      open_ = true;
      closing_ = false;
      for (const std::uint32_t agent : scene_.all_day) set_duty(agent, true);
      return;
    case DayEvent::Kind::kClose: close(); return;
    case DayEvent::Kind::kGroup:
      if (!closing_) set_group(event.subject, event.count);
      return;
    case DayEvent::Kind::kOn: set_duty(event.subject, true); return;
    case DayEvent::Kind::kOff:
      if (!closing_) set_duty(event.subject, false);
      return;
  }
}

/// Growing: those who left last time but still talk come back first, then in the order listed.
/// Shrinking: idle agents first, then busy ones, from the end of the list.
void World::set_group(std::uint32_t group, int count) {
  const auto& agents = scene_.groups[group].agents;
  int on = static_cast<int>(std::count_if(
      agents.begin(), agents.end(), [this](auto agent) { return duty_[agent] == Duty::kOn; }));
  for (const Duty from : {Duty::kLeaving, Duty::kOff}) {
    for (std::size_t i = 0; i < agents.size() && on < count; ++i) {
      if (duty_[agents[i]] != from) continue;
      set_duty(agents[i], true);
      ++on;
    }
  }
  for (const bool with_call : {false, true}) {
    for (std::size_t i = agents.size(); i-- > 0 && on > count;) {
      if (duty_[agents[i]] != Duty::kOn || busy(agents[i]) != with_call) continue;
      set_duty(agents[i], false);
      --on;
    }
  }
}

void World::set_duty(model::AgentIx agent, bool on) {
  if ((duty_[agent] == Duty::kOn) == on) return;
  if (!on && duty_[agent] != Duty::kOn) return;
  if (on && duty_[agent] == Duty::kOff) duty_since_[agent] = now_;
  duty_[agent] = on ? Duty::kOn : Duty::kLeaving;
  Command command;
  command.kind = CommandKind::kPresence;
  command.time = now_;
  command.agent = agent;
  command.presence = on ? Presence::kReady : Presence::kDraining;
  Status status = apply(command);
  if (!status.ok()) failure_ = std::move(status);
}

void World::presence_changed(const model::CoreEvent& event) {
  if (event.presence != Presence::kOffline || duty_[event.agent] == Duty::kOff) return;
  duty_[event.agent] = Duty::kOff;
  observer_.on_duty_span(event.agent, duty_since_[event.agent], event.time);
}

void World::close() {
  if (scene_.workload.closing == Closing::kWait) {
    for (const std::uint32_t agent : scene_.all_day) set_duty(agent, false);
    return;
  }
  open_ = false;
  closing_ = true;
  if (scene_.workload.closing == Closing::kDisconnect) cut_off();
  leave_when_done();
}

void World::cut_off() {
  for (std::size_t slot = 0; slot < calls_.size(); ++slot) {
    if (calls_[slot].number == 0 || calls_[slot].answered >= 0) continue;
    Command command;
    command.kind = CommandKind::kCancel;
    command.time = now_;
    command.interaction = calls_[slot].number;
    Status status = apply(command);
    if (!status.ok()) failure_ = std::move(status);
  }
}

void World::leave_when_done() {
  const bool done = scene_.workload.closing == Closing::kStay ? in_system() == 0 : waiting_ == 0;
  if (!done) return;
  closing_ = false;
  for (std::size_t a = 0; a < duty_.size(); ++a) set_duty(static_cast<model::AgentIx>(a), false);
}

}  // namespace uniselector::sim
