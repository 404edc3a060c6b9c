// Taking a configuration over: first time and while everything runs. Refused whole or applied
// whole.
#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "engine/state_machine.h"
#include "engine/states.h"

namespace uniselector::engine {
namespace {

template <class List>
std::set<std::string_view> ids_of(const List& list) {
  std::set<std::string_view> ids;
  for (const auto& config : list) ids.insert(config.id);
  return ids;
}

Status in_use_error(std::string what) { return failed_precondition(std::move(what), "in_use"); }

}  // namespace

Result<model::PlanIx> StateMachine::intern_plan(model::QueueIx queue, model::ChannelIx channel,
                                                const Requirement& require,
                                                const std::vector<RelaxStep>& relax) {
  return intern_plan(queue, channel, require, relax, Catalog::Asking{});
}

Result<model::PlanIx> StateMachine::intern_plan(model::QueueIx queue, model::ChannelIx channel,
                                                const Requirement& require,
                                                const std::vector<RelaxStep>& relax,
                                                const Catalog::Asking& asking) {
  Status status = catalog_.may_intern(queue, channel, require, relax, asking);
  if (!status.ok()) return status;
  return plan_for(queue, channel, require, relax, asking);
}

model::PlanIx StateMachine::plan_for(model::QueueIx queue, model::ChannelIx channel,
                                     const Requirement& require,
                                     const std::vector<RelaxStep>& relax,
                                     const Catalog::Asking& asking) {
  const std::size_t before = catalog_.signature_count();
  const model::PlanIx plan = catalog_.intern_plan(queue, channel, require, relax, asking);
  for (std::size_t s = before; s < catalog_.signature_count(); ++s) {
    matcher_.add_signature(catalog_.signature_info(static_cast<model::SignatureIx>(s)));
  }
  if (plan_lists_.size() < catalog_.timer_kinds().size()) {
    plan_lists_.resize(catalog_.timer_kinds().size());
  }
  return plan;
}

model::PlanIx StateMachine::plan_of(ItemIx ix, model::QueueIx queue, model::ChannelIx channel) {
  static const Requirement kNothing;
  static const std::vector<RelaxStep> kNoSteps;
  const Extra* record = extra_of(items_[ix]);
  const rules::InteractionFacts facts = facts_of(ix, queue, channel);
  const Catalog::Asking asking{&facts, now_};
  if (record == nullptr) return plan_for(queue, channel, kNothing, kNoSteps, asking);
  return plan_for(queue, channel, record->require, record->relax, asking);
}

/// Interactions that are scheduled or held for each queue; O(all), for rare questions.
std::vector<std::uint32_t> StateMachine::held() const {
  std::vector<std::uint32_t> held(catalog_.queue_count());
  for (ItemIx ix = 0; ix < items_.size(); ++ix) {
    const Item& item = items_[ix];
    if (item.state == 0 || state_of(item) != InteractionState::kScheduled) continue;
    const Extra* record = extra_of(item);
    if (record != nullptr && record->held_queue < held.size()) ++held[record->held_queue];
  }
  return held;
}

Status StateMachine::in_use(const Center& center) const {
  const auto agents = ids_of(center.agents);
  for (std::size_t a = 0; a < agents_.size(); ++a) {
    const Agent& agent = agents_[a];
    const std::string& id = catalog_.agent(static_cast<model::AgentIx>(a)).id;
    if (agent.retired || agents.count(id) != 0) continue;
    if (agent.presence != Presence::kOffline || agent.assigned != 0 || agent.live_offers != 0) {
      return in_use_error("agents." + id +
                          ": it is logged in, has work or a live offer, so it cannot go");
    }
  }
  const auto queues = ids_of(center.queues);
  std::vector<std::uint32_t> held;
  for (std::size_t q = 0; q < catalog_.queue_count(); ++q) {
    const QueueFacts& queue = catalog_.queue(static_cast<model::QueueIx>(q));
    if (queue.retired || queues.count(queue.config.id) != 0) continue;
    if (held.empty()) held = this->held();
    const std::string here = "queues." + queue.config.id + ": ";
    if (waiting_[q] + working_[q] != 0) {
      return in_use_error(here + std::to_string(waiting_[q] + working_[q]) +
                          " interactions are in it, so it cannot go");
    }
    if (held[q] != 0) {
      return in_use_error(here + std::to_string(held[q]) +
                          " interactions are scheduled or held for it, so it cannot go");
    }
  }
  const auto channels = ids_of(center.channels);
  for (std::size_t c = 0; c < catalog_.channel_count(); ++c) {
    const ChannelFacts& channel = catalog_.channel(static_cast<model::ChannelIx>(c));
    if (channel.retired || channels.count(channel.config.id) != 0 || items_.live() == 0) continue;
    return in_use_error("channels." + channel.config.id +
                        ": interactions are live, so it cannot go");
  }
  return ok_status();
}

/// What is gone after this configuration and named by nothing that lives. in_use() has answered OK,
/// so no interaction is in a queue or on a channel that goes; agents who go have no work, but live
/// interactions may still remember them. O(all).
Spare StateMachine::spare_places(const Center& center) const {
  Spare spare;
  const auto channels = ids_of(center.channels);
  for (std::size_t c = 0; c < catalog_.channel_count(); ++c) {
    const auto ix = static_cast<model::ChannelIx>(c);
    if (channels.count(catalog_.channel(ix).config.id) == 0) spare.channels.push_back(ix);
  }
  const auto queues = ids_of(center.queues);
  for (std::size_t q = 0; q < catalog_.queue_count(); ++q) {
    const auto ix = static_cast<model::QueueIx>(q);
    if (queues.count(catalog_.queue(ix).config.id) == 0) spare.queues.push_back(ix);
  }
  std::vector<bool> remembered(agents_.size(), false);
  for (ItemIx ix = 0; ix < items_.size(); ++ix) {
    const Extra* record = items_[ix].state == 0 ? nullptr : extra_of(items_[ix]);
    if (record == nullptr) continue;
    for (const match::Tried& tried : record->tried) remembered[tried.agent] = true;
    for (const auto& past : record->assignments) remembered[past.agent] = true;
  }
  const auto agents = ids_of(center.agents);
  for (std::size_t a = 0; a < agents_.size(); ++a) {
    const auto ix = static_cast<model::AgentIx>(a);
    if (!remembered[a] && agents.count(catalog_.agent(ix).id) == 0) spare.agents.push_back(ix);
  }
  return spare;
}

Status StateMachine::find_places(const Center& center, Spare* spare) const {
  const Catalog::Needed needed = catalog_.needed(center);
  if (!needed.any()) return ok_status();
  if (!events_.empty()) {
    return resource_exhausted(
        "events: they may name what is gone and whose place is needed for a new name, poll them "
        "first",
        "poll_first");
  }
  *spare = spare_places(center);
  // Channels and queues that are gone are always free, so these two never lack a place.
  if (spare->channels.size() < needed.channels) {
    return resource_exhausted("channels: the table of " + std::to_string(model::kMaxChannels) +
                              " names, gone ones included, is full");
  }
  if (spare->queues.size() < needed.queues) {
    return resource_exhausted("queues: the table of " + std::to_string(model::kMaxQueues) +
                              " names, gone ones included, is full");
  }
  if (spare->agents.size() < needed.agents) {
    return resource_exhausted(
        "agents: limits.agents (" + std::to_string(center.limits.agents) +
        ") bounds names, gone ones included while live interactions remember them: " +
        std::to_string(needed.agents) + " places are missing, " +
        std::to_string(spare->agents.size()) + " are free");
  }
  return ok_status();
}

/// Places that have another name now start afresh.
void StateMachine::clear_reused() {
  const Spare& reused = catalog_.reused();
  const auto clear = [this](std::size_t queue, std::size_t channel) {
    *counters_[queue * model::kMaxChannels + channel] = {};
  };
  for (const model::ChannelIx channel : reused.channels) {
    for (std::size_t q = 0; q < catalog_.queue_count(); ++q) clear(q, channel);
  }
  for (const model::QueueIx queue : reused.queues) {
    for (std::size_t c = 0; c < model::kMaxChannels; ++c) clear(queue, c);
    matcher_.forget_cursor(queue);
  }
  for (const model::AgentIx ix : reused.agents) {
    heap_.remove(asides_[ix].cool_down_timer);
    heap_.remove(asides_[ix].grace_timer);
    heap_.remove(asides_[ix].idle_timer);
    asides_[ix] = {};
    presence_reason_.erase(ix);
    excluded_by_.erase(ix);
    Agent fresh;
    fresh.klass = agents_[ix].klass;
    fresh.capacity = agents_[ix].capacity;
    fresh.idle_since = now_;
    fresh.retired = true;  // until apply_configuration() takes him in
    agents_[ix] = fresh;
  }
}

/// What a new configuration is held against.
struct StateMachine::Before {
  std::vector<QueueConfig> queues;
  std::vector<SkillConfig> skills;
  std::optional<Duration> idle_logout;
  std::vector<std::uint32_t> revisions{};  ///< by queue
};

Status StateMachine::configure(const Center& center) {
  const Center& old = catalog_.center();
  Before before{old.queues, old.skills, old.idle_logout, {}};
  for (std::size_t q = 0; q < catalog_.queue_count(); ++q) {
    before.revisions.push_back(catalog_.queue(static_cast<model::QueueIx>(q)).revision);
  }
  Status status = catalog_.configure(center, [this](const Center& next, Spare* spare) {
    if (Status used = in_use(next); !used.ok()) return used;
    return find_places(next, spare);
  });
  if (!status.ok()) return status;
  ++cause_;
  apply_configuration(before);
  settle();
  catalog_.book().forget_other_tables();
  return ok_status();
}

void StateMachine::apply_configuration(const Before& before) {
  waiting_.resize(catalog_.queue_count());
  working_.resize(catalog_.queue_count());
  while (counters_.size() < catalog_.queue_count() * model::kMaxChannels) {
    counters_.push_back(std::make_unique<Counters>());
  }
  clear_reused();
  widen_open(catalog_.channel_count());
  wrap_up_lists_.resize(std::max(wrap_up_lists_.size(), catalog_.channel_count()));
  events_.reserve(1024);
  emit_agent(EventKind::kConfigured, kNone);

  const std::vector<bool> changed = ask_again(before);
  const bool queues_changed = std::find(changed.begin(), changed.end(), true) != changed.end();
  take_agents(before, queues_changed);

  // Interactions of queues with other requirements or steps follow the new plan from here on.
  for (ItemIx ix = 0; ix < items_.size(); ++ix) {
    const Item& item = items_[ix];
    if (item.state == 0 || item.signature == kNone || !has_plan(item)) continue;
    const Stage stage = catalog_.stage(item.signature);
    // A queue that now offers to fewer at once: who has enough offers asks no further agent.
    const bool enough = item.live_offers >= catalog_.queue(stage.queue).config.offers_at_once;
    if (enough && (item.flags & match::kInLane) != 0) matcher_.leave(ix);
    if (stage.queue < before.revisions.size() &&
        catalog_.queue(stage.queue).revision != before.revisions[stage.queue]) {
      replan(ix, plan_of(ix, stage.queue, stage.channel));
    } else if (changed[stage.queue]) {
      freed_.push_back({false, ix, item.generation});
    }
  }
}

/// Signatures of queues that changed ask again for strategy, ageing and eligibility. Answers which
/// of those that were there before changed.
std::vector<bool> StateMachine::ask_again(const Before& before) {
  const Center& now = catalog_.center();
  std::vector<bool> changed(catalog_.queue_count(), false);
  std::map<std::string_view, const QueueConfig*> old;
  for (const QueueConfig& config : before.queues) old.emplace(config.id, &config);
  for (std::size_t q = 0; q < before.revisions.size(); ++q) {
    const QueueConfig& config = catalog_.queue(static_cast<model::QueueIx>(q)).config;
    const auto it = old.find(config.id);
    changed[q] = it == old.end() || !(*it->second == config) || before.skills != now.skills;
  }
  for (std::size_t s = 0; s < catalog_.signature_count(); ++s) {
    const auto signature = static_cast<model::SignatureIx>(s);
    if (changed[catalog_.stage(signature).queue]) {
      matcher_.update_signature(signature, catalog_.signature_info(signature));
    }
  }
  return changed;
}

/// Agents come, go and change; rules about their absence and idleness hold at once.
void StateMachine::take_agents(const Before& before, bool queues_changed) {
  const Center& now = catalog_.center();
  for (std::size_t a = 0; a < catalog_.agent_count(); ++a) {
    const auto agent = static_cast<model::AgentIx>(a);
    const bool fresh = a >= agents_.size();
    if (fresh) add_agent(agent);
    const bool was_retired = agents_[a].retired;
    agents_[a].retired = catalog_.agent_retired(agent);
    if (!fresh && !agents_[a].retired) {
      // Who holds offers may lose one because a queue has changed, though he has not.
      const bool may_lose = queues_changed && agents_[a].live_offers > 0;
      if (catalog_.agent_changed(agent) || may_lose) {
        reclass(agent);
      } else {
        freed_.push_back({true, agent, 0});  // a queue may have changed, and wait for him
      }
    }
    if (fresh || (was_retired && !agents_[a].retired)) {
      const Presence state = catalog_.agent(agent).state;
      if (state != Presence::kOffline) set_presence(agent, state, Reason::kRequested, {});
    }
  }

  for (std::size_t a = 0; a < agents_.size(); ++a) {
    const auto agent = static_cast<model::AgentIx>(a);
    if (agents_[a].retired) continue;
    if (agents_[a].presence == Presence::kOffline) {
      rearm_grace(agent);
    } else if (!now.idle_logout) {
      heap_.remove(asides_[a].idle_timer);
    } else if (before.idle_logout != now.idle_logout) {
      after_work(agent);
    }
  }
}

}  // namespace uniselector::engine
