// In words: why an interaction waits, or who has it. Written for the person who is asked by a
// customer; a few lines, outside the hot path.
#include <algorithm>
#include <utility>

#include "engine/state_machine.h"
#include "engine/states.h"
#include "model/requirement.h"

namespace uniselector::engine {
namespace {

std::string seconds(std::int64_t ns) { return to_string(Duration(ns / 1'000'000 * 1'000'000)); }

}  // namespace

/// How far the agents of a queue get on the way to being candidates for one item that waits.
struct StateMachine::Funnel {
  int members = 0, logged_in = 0, ready = 0, meet = 0, meet_and_ready = 0, room = 0, excluded = 0;

  std::string in_words() const {
    std::string text = "agents: " + std::to_string(members) + " members, " +
                       std::to_string(logged_in) + " logged in, " + std::to_string(ready) +
                       " ready, " + std::to_string(meet) + " meet the requirement, " +
                       std::to_string(meet_and_ready) + " of them ready, " + std::to_string(room) +
                       " of those with room";
    if (excluded > 0) text += ", " + std::to_string(excluded) + " may not be asked again yet";
    return text + '\n';
  }
  /// What would have to happen.
  std::string way_out() const {
    if (meet == 0) return "nobody in the queue meets the requirement";
    if (meet_and_ready == 0) {
      return "one of the " + std::to_string(meet) + " becoming ready would free it";
    }
    if (room == 0) {
      return "one of the " + std::to_string(meet_and_ready) + " finishing work would free it";
    }
    return "those with room have declined or missed it";
  }
};

StateMachine::Funnel StateMachine::count_agents(ItemIx ix) const {
  const model::SignatureIx signature = items_[ix].signature;
  const Stage& stage = catalog_.stage(signature);
  const bool open_pool = catalog_.queue(stage.queue).config.open_pool;
  const std::span<const match::Tried> asked = tried(ix);
  Funnel f;
  for (model::AgentIx a = 0; a < agents_.size(); ++a) {
    const auto& queues = catalog_.klass(agents_[a].klass).queues;
    const bool member = open_pool || std::any_of(queues.begin(), queues.end(), [&](const auto& m) {
                          return m.first == stage.queue;
                        });
    if (agents_[a].retired || !member) continue;
    const bool ready = agents_[a].presence == Presence::kReady;
    const bool able =
        matcher_.eligible(agents_[a].klass, signature) && catalog_.agent_allowed(a, signature);
    ++f.members;
    f.logged_in += agents_[a].presence != Presence::kOffline;
    f.ready += ready;
    f.meet += able;
    f.meet_and_ready += ready && able;
    if (!ready || !able || !matcher_.available(a, stage.channel)) continue;
    ++f.room;
    f.excluded += std::any_of(asked.begin(), asked.end(), [&](const match::Tried& t) {
      return t.agent == a && (t.live || t.excluded_until > now_);
    });
  }
  return f;
}

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
  const Funnel funnel = count_agents(ix);
  return text + funnel.in_words() + funnel.way_out() + explain_next(ix) + '\n';
}

Result<TableAnswer> StateMachine::ask_table(std::string_view table, std::uint64_t interaction,
                                            std::optional<model::AgentIx> agent,
                                            std::string* why) const {
  const auto& tables = catalog_.book().tables();
  if (tables == nullptr) return not_found("table '" + std::string(table) + "' is not known");
  rules::Facts facts(catalog_.book().fresh_arena(), now_);
  rules::InteractionFacts about;
  if (const ItemIx ix = find(interaction); ix != kNone) {
    about = facts_of(ix, queue_of(interaction), channel_of(ix));
    facts.set_interaction(about);
  }
  rules::AgentFacts who;
  if (agent) {
    who = catalog_.agent_facts(agents_[*agent].klass);
    facts.set_agent(who);
  }
  facts.set_queues([this](std::string_view id, rules::QueueFacts* found) {
    return find_queue_facts(id, found);
  });
  // What guards found out at this instant is neither seen nor changed by a question.
  auto kept = std::exchange(glances_, {});
  auto answer = tables->ask(table, facts, why);
  glances_ = std::move(kept);
  return answer;
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
