// Commands about agents: presence and updates of their facts.
#include "engine/state_machine.h"

namespace uniselector::engine {

Status StateMachine::on_presence(const Command& command) {
  if (Status status = check_agent(command.agent); !status.ok()) return status;
  set_presence(command.agent, command.presence, Reason::kRequested, command.text);
  return ok_status();
}

Status StateMachine::on_update_agent(const Command& command) {
  if (Status status = check_agent(command.agent); !status.ok()) return status;
  const AgentUpdate& update = *command.update_agent;
  const AgentAside& agent = asides_[command.agent];
  if (update.if_version && *update.if_version != agent.version) {
    return aborted("if_version: found version " + std::to_string(agent.version) + ", expected " +
                   std::to_string(*update.if_version));
  }
  AgentConfig config = catalog_.agent(command.agent);
  for (const auto& [skill, level] : update.skills) {
    if (level) {
      config.skills[skill] = *level;
    } else {
      config.skills.erase(skill);
    }
  }
  for (const auto& [name, value] : update.attributes) {
    if (name == "id") return invalid_argument("attributes.id: it is built in and cannot be set");
    if (value) {
      config.attributes[name] = *value;
    } else {
      config.attributes.erase(name);
    }
  }
  if (update.queues) {
    for (const auto& membership : *update.queues) {
      if (!catalog_.find_queue(membership.queue)) {
        return not_found("queues: queue '" + membership.queue + "' is not known");
      }
    }
    config.queues = *update.queues;
  }
  if (update.capacity) {
    for (const auto& entry : update.capacity->channels) {
      if (!catalog_.find_channel(entry.channel)) {
        return not_found("capacity: channel '" + entry.channel + "' is not known");
      }
      if (entry.max < 0 || entry.max > 0xffff || entry.cost < 0 || entry.cost > 0xffff) {
        return out_of_range("capacity." + entry.channel + ": max and cost lie in 0..65535");
      }
    }
    config.capacity = update.capacity;
  }
  if (update.max_offers) {
    if (*update.max_offers < 1 || *update.max_offers > 1000) {
      return out_of_range("max_offers: found " + std::to_string(*update.max_offers) +
                          ", expected 1..1000");
    }
    config.max_offers = update.max_offers;
  }
  catalog_.replace_agent(command.agent, std::move(config));
  ++asides_[command.agent].version;
  emit_agent(EventKind::kAgentUpdated, command.agent).reason = Reason::kRequested;
  reclass(command.agent);
  return ok_status();
}

}  // namespace uniselector::engine
