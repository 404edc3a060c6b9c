// Commands about agents: presence and updates of their facts.
#include "engine/state_machine.h"
#include "model/changes.h"
#include "model/request_check.h"

namespace uniselector::engine {

Status StateMachine::on_presence(const Command& command) {
  if (Status status = check_agent(command.agent); !status.ok()) return status;
  if (to_string(command.presence) == "unknown") {
    return invalid_argument("presence: it is none of those there are");
  }
  Status status = model::check_text(catalog_, "reason", command.text);
  if (!status.ok()) return status;
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
  model::apply_changes(&config.skills, update.skills);
  model::apply_changes(&config.attributes, update.attributes);
  if (update.queues) config.queues = *update.queues;
  if (update.capacity) config.capacity = update.capacity;
  if (update.max_offers) config.max_offers = update.max_offers;
  if (Status status = model::check_agent(catalog_, config); !status.ok()) return status;
  if (update.capacity) {
    if (Status status = catalog_.check_expressions(*update.capacity); !status.ok()) return status;
  }
  catalog_.replace_agent(command.agent, std::move(config));
  ++asides_[command.agent].version;
  emit_agent(EventKind::kAgentUpdated, command.agent).reason = Reason::kRequested;
  reclass(command.agent);
  return ok_status();
}

}  // namespace uniselector::engine
