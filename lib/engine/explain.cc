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

std::string in_words(const Funnel& f) {
  std::string text = "agents: " + std::to_string(f.members) + " members, " +
                     std::to_string(f.logged_in) + " logged in, " + std::to_string(f.ready) +
                     " ready, " + std::to_string(f.meet) + " meet the requirement, " +
                     std::to_string(f.meet_and_ready) + " of them ready, " +
                     std::to_string(f.room) + " of those with room";
  if (f.excluded > 0) text += ", " + std::to_string(f.excluded) + " may not be asked again yet";
  return text + '\n';
}

/// What would have to happen.
std::string way_out(const Funnel& f) {
  if (f.meet == 0) return "nobody in the queue meets the requirement";
  if (f.meet_and_ready == 0) {
    return "one of the " + std::to_string(f.meet) + " becoming ready would free it";
  }
  if (f.room == 0) {
    return "one of the " + std::to_string(f.meet_and_ready) + " finishing work would free it";
  }
  return "those with room have declined or missed it";
}

/// Walks the agents of one queue for one item that waits.
template <class MayJoin, class Meets, class HasRoom, class Excluded>
Funnel count_agents(const base::HugeVector<Agent>& agents, MayJoin&& member, Meets&& meets,
                    HasRoom&& room, Excluded&& excluded) {
  Funnel f;
  for (model::AgentIx a = 0; a < agents.size(); ++a) {
    if (agents[a].retired || !member(a)) continue;
    const bool ready = agents[a].presence == Presence::kReady;
    const bool able = meets(a);
    ++f.members;
    f.logged_in += agents[a].presence != Presence::kOffline;
    f.ready += ready;
    f.meet += able;
    if (!ready || !able) continue;
    ++f.meet_and_ready;
    if (!room(a)) continue;
    ++f.room;
    f.excluded += excluded(a);
  }
  return f;
}

}  // namespace

std::string StateMachine::explain(std::uint64_t interaction) const {
  const ItemIx ix = find(interaction);
  if (ix == kNone) return "It has ended.\n";
  const Item& item = items_[ix];
  const InteractionState state = state_of(item);
  if (state == InteractionState::kScheduled) {
    const Extra* record = extra_of(item);
    if (record == nullptr || record->schedule_timer == kNone) {
      return "held until it is activated\n";
    }
    return "scheduled for " + to_string(time_from_ns(record->scheduled_at)) + "\n";
  }
  const Stage& stage = catalog_.stage(item.signature);
  const QueueConfig& queue = catalog_.queue(stage.queue).config;
  const std::string needs = model::describe(catalog_.requirement(item.signature));
  std::string text = std::string(to_string(state)) + " in queue '" + queue.id + "' on channel '" +
                     catalog_.channel(stage.channel).config.id + "'";
  const model::AgentIx who = holder(interaction);
  if (who != kNone) {
    return text + ", with agent '" + catalog_.agent(who).id + "', chosen by " +
           std::string(to_string(queue.prefer)) + " among those who meet: " + needs + "\n";
  }
  text += " for " + seconds(now_ - enqueued(item)) + ", position " + std::to_string(position(ix)) +
          "\nneeds: " + needs + "\n";
  const auto member = [&](model::AgentIx a) {
    const auto& queues = catalog_.klass(agents_[a].klass).queues;
    return queue.open_pool ||
           std::any_of(queues.begin(), queues.end(),
                       [&](const auto& membership) { return membership.first == stage.queue; });
  };
  const auto meets = [&](model::AgentIx a) {
    return matcher_.eligible(agents_[a].klass, item.signature) &&
           catalog_.agent_allowed(a, item.signature);
  };
  const auto room = [&](model::AgentIx a) { return matcher_.available(a, stage.channel); };
  const auto excluded = [&](model::AgentIx a) {
    const auto all = tried(ix);
    return std::any_of(all.begin(), all.end(), [&](const match::Tried& t) {
      return t.agent == a && (t.live || t.excluded_until > now_);
    });
  };
  const Funnel funnel = count_agents(agents_, member, meets, room, excluded);
  return text + in_words(funnel) + way_out(funnel) + explain_next(ix) + '\n';
}

/// What its plan does next, and when; nothing at the last stage.
std::string StateMachine::explain_next(ItemIx ix) const {
  const Stage& stage = catalog_.stage(items_[ix].signature);
  if (stage.next_after < 0) return {};
  const Plan& plan = catalog_.plan(stage.plan);
  const std::string left = seconds(std::max<std::int64_t>(0, plan_due(ix) - now_));
  if (plan.entries[stage.index].kind == PlanEntry::Kind::kWaitLimit) {
    return "; its maximum wait ends in " + left;
  }
  return "; its requirement changes in " + left +
         " to: " + model::describe(plan.requirements[stage.index + 1U]);
}

}  // namespace uniselector::engine
