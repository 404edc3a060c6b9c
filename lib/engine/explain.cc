// In words: why an interaction waits, or who has it. Written for the person who is asked by a
// customer; a few lines, outside the hot path.
#include <algorithm>

#include "engine/state_machine.h"
#include "engine/states.h"
#include "model/requirement.h"

namespace uniselector::engine {
namespace {

std::string seconds(std::int64_t ns) { return to_string(Duration(ns / 1'000'000 * 1'000'000)); }

/// Counts how far agents get on the way to being candidates.
struct Funnel {
  int members = 0, logged_in = 0, ready = 0, meet = 0, meet_and_ready = 0, room = 0, excluded = 0;
};

}  // namespace

std::string StateMachine::explain(std::uint64_t interaction) const {
  const ItemIx ix = find(interaction);
  if (ix == kNone) return "It has ended.\n";
  const Item& item = items_[ix];
  const InteractionState state = state_of(item);
  if (state == InteractionState::kScheduled) {
    const Extra* record = extra_of(item);
    if (record != nullptr && record->schedule_timer != kNone) {
      return "scheduled for " + to_string(time_from_ns(record->scheduled_at)) + "\n";
    }
    return "held until it is activated\n";
  }
  const Stage& stage = catalog_.stage(item.signature);
  const QueueConfig& queue = catalog_.queue(stage.queue).config;
  std::string text = std::string(to_string(state)) + " in queue '" + queue.id + "' on channel '" +
                     catalog_.channel(stage.channel).config.id + "'";
  const model::AgentIx who = holder(interaction);
  if (who != kNone) {
    text += ", with agent '" + catalog_.agent(who).id + "', chosen by " +
            std::string(to_string(queue.prefer)) +
            " among those who meet: " + model::describe(catalog_.requirement(item.signature)) +
            "\n";
    return text;
  }
  text += " for " + seconds(now_ - enqueued(item)) + ", position " + std::to_string(position(ix)) +
          "\n";
  text += "needs: " + model::describe(catalog_.requirement(item.signature)) + "\n";

  Funnel f;
  for (model::AgentIx a = 0; a < agents_.size(); ++a) {
    const Agent& agent = agents_[a];
    if (agent.retired) continue;
    const auto& queues = catalog_.klass(agent.klass).queues;
    const bool member =
        queue.open_pool || std::any_of(queues.begin(), queues.end(),
                                       [&](const auto& m) { return m.first == stage.queue; });
    if (!member) continue;
    ++f.members;
    if (agent.presence != Presence::kOffline) ++f.logged_in;
    const bool ready = agent.presence == Presence::kReady;
    const bool meets =
        matcher_.eligible(agent.klass, item.signature) && catalog_.agent_allowed(a, item.signature);
    f.ready += ready;
    f.meet += meets;
    if (!ready || !meets) continue;
    ++f.meet_and_ready;
    if (!matcher_.available(a, stage.channel)) continue;
    ++f.room;
    for (const match::Tried& t : tried(ix)) {
      if (t.agent == a && (t.live || t.excluded_until > now_)) ++f.excluded;
    }
  }
  text += "agents: " + std::to_string(f.members) + " members, " + std::to_string(f.logged_in) +
          " logged in, " + std::to_string(f.ready) + " ready, " + std::to_string(f.meet) +
          " meet the requirement, " + std::to_string(f.meet_and_ready) + " of them ready, " +
          std::to_string(f.room) + " of those with room";
  if (f.excluded > 0) text += ", " + std::to_string(f.excluded) + " may not be asked again yet";
  text += '\n';
  if (f.meet == 0) {
    text += "nobody in the queue meets the requirement";
  } else if (f.meet_and_ready == 0) {
    text += "one of the " + std::to_string(f.meet) + " becoming ready would free it";
  } else if (f.room == 0) {
    text += "one of the " + std::to_string(f.meet_and_ready) + " finishing work would free it";
  } else {
    text += "those with room have declined or missed it";
  }
  if (stage.next_after >= 0) {
    const Plan& plan = catalog_.plan(stage.plan);
    const std::int64_t left = plan_due(ix) - now_;
    text += plan.entries[stage.index].kind == PlanEntry::Kind::kWaitLimit
                ? "; its maximum wait ends in "
                : "; its requirement changes in ";
    text += seconds(std::max<std::int64_t>(0, left));
    if (plan.entries[stage.index].kind != PlanEntry::Kind::kWaitLimit) {
      text += " to: " + model::describe(plan.requirements[stage.index + 1U]);
    }
  }
  text += '\n';
  return text;
}

}  // namespace uniselector::engine
