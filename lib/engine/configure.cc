// Taking a configuration over: first time and while everything runs. Refused whole or applied
// whole.
#include <algorithm>
#include <set>

#include "engine/state_machine.h"
#include "engine/states.h"

namespace uniselector::engine {

Result<model::PlanIx> StateMachine::intern_plan(model::QueueIx queue, model::ChannelIx channel,
                                                const Requirement& require,
                                                const std::vector<RelaxStep>& relax) {
  if (Status status = catalog_.may_intern(queue, channel, require, relax); !status.ok()) {
    return status;
  }
  return plan_for(queue, channel, require, relax);
}

model::PlanIx StateMachine::plan_for(model::QueueIx queue, model::ChannelIx channel,
                                     const Requirement& require,
                                     const std::vector<RelaxStep>& relax) {
  const std::size_t before = catalog_.signature_count();
  const model::PlanIx plan = catalog_.intern_plan(queue, channel, require, relax);
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
  if (record == nullptr) return plan_for(queue, channel, kNothing, kNoSteps);
  return plan_for(queue, channel, record->require, record->relax);
}

Status StateMachine::in_use(const Center& center) const {
  const auto missing = [](const auto& list, const std::string& id) {
    return std::none_of(list.begin(), list.end(), [&](const auto& c) { return c.id == id; });
  };
  std::set<std::string> agents;
  for (const auto& agent : center.agents) agents.insert(agent.id);
  for (std::size_t a = 0; a < agents_.size(); ++a) {
    const std::string& id = catalog_.agent(static_cast<model::AgentIx>(a)).id;
    if (agents_[a].retired || agents.count(id) != 0) continue;
    if (agents_[a].presence != Presence::kOffline || agents_[a].assigned != 0) {
      return failed_precondition("agents." + id + ": it is logged in or has work, so it cannot go",
                                 "in_use");
    }
  }
  for (std::size_t q = 0; q < catalog_.queue_count(); ++q) {
    const QueueFacts& queue = catalog_.queue(static_cast<model::QueueIx>(q));
    if (queue.retired || !missing(center.queues, queue.config.id)) continue;
    if (waiting_[q] + working_[q] != 0) {
      return failed_precondition("queues." + queue.config.id + ": " +
                                     std::to_string(waiting_[q] + working_[q]) +
                                     " interactions are in it, so it cannot go",
                                 "in_use");
    }
  }
  for (std::size_t c = 0; c < catalog_.channel_count(); ++c) {
    const ChannelFacts& channel = catalog_.channel(static_cast<model::ChannelIx>(c));
    if (channel.retired || !missing(center.channels, channel.config.id)) continue;
    if (items_.live() != 0) {
      return failed_precondition(
          "channels." + channel.config.id + ": interactions are live, so it cannot go", "in_use");
    }
  }
  return ok_status();
}

Status StateMachine::configure(const Center& center) {
  const Center before = catalog_.center();
  std::vector<std::uint32_t> revisions;
  for (std::size_t q = 0; q < catalog_.queue_count(); ++q) {
    revisions.push_back(catalog_.queue(static_cast<model::QueueIx>(q)).revision);
  }
  Status status = catalog_.configure(
      center, [this](const Center& next, const Catalog&) { return in_use(next); });
  if (!status.ok()) return status;
  ++cause_;
  apply_configuration(before, revisions);
  settle();
  return ok_status();
}

void StateMachine::apply_configuration(const Center& before,
                                       const std::vector<std::uint32_t>& revisions) {
  waiting_.resize(catalog_.queue_count());
  working_.resize(catalog_.queue_count());
  while (counters_.size() < catalog_.queue_count() * model::kMaxChannels) {
    counters_.push_back(std::make_unique<Counters>());
  }
  widen_open(catalog_.channel_count());
  wrap_up_lists_.resize(std::max(wrap_up_lists_.size(), catalog_.channel_count()));
  events_.reserve(1024);
  emit_agent(EventKind::kConfigured, kNone);

  // Signatures whose queue changed ask again for strategy, ageing and eligibility.
  const Center& now = catalog_.center();
  std::vector<bool> changed(catalog_.queue_count(), false);
  for (std::size_t q = 0; q < revisions.size(); ++q) {
    const QueueConfig& config = catalog_.queue(static_cast<model::QueueIx>(q)).config;
    const auto old = std::find_if(before.queues.begin(), before.queues.end(),
                                  [&](const QueueConfig& c) { return c.id == config.id; });
    changed[q] = old == before.queues.end() || !(*old == config) || before.skills != now.skills;
  }
  for (std::size_t s = 0; s < catalog_.signature_count(); ++s) {
    const auto signature = static_cast<model::SignatureIx>(s);
    if (changed[catalog_.stage(signature).queue]) {
      matcher_.update_signature(signature, catalog_.signature_info(signature));
    }
  }

  for (std::size_t a = 0; a < catalog_.agent_count(); ++a) {
    const auto agent = static_cast<model::AgentIx>(a);
    const bool fresh = a >= agents_.size();
    if (fresh) add_agent(agent);
    const bool was_retired = agents_[a].retired;
    agents_[a].retired = catalog_.agent_retired(agent);
    if (fresh || (was_retired && !agents_[a].retired)) {
      const Presence state = catalog_.agent(agent).state;
      if (state != Presence::kOffline) set_presence(agent, state, Reason::kRequested, {});
    }
    if (!fresh && !agents_[a].retired) reclass(agent);
  }

  // Interactions of queues with other requirements or steps follow the new plan from here on.
  for (ItemIx ix = 0; ix < items_.size(); ++ix) {
    const Item& item = items_[ix];
    if (item.state == 0 || item.signature == kNone || !in_queue(item)) continue;
    const Stage stage = catalog_.stage(item.signature);
    // A queue that now offers to fewer at once: who has enough offers asks no further agent.
    const bool enough = item.live_offers >= catalog_.queue(stage.queue).config.offers_at_once;
    if (enough && (item.flags & match::kInLane) != 0) matcher_.leave(ix);
    if (stage.queue < revisions.size() &&
        catalog_.queue(stage.queue).revision != revisions[stage.queue]) {
      replan(ix, plan_of(ix, stage.queue, stage.channel));
    } else if (changed[stage.queue]) {
      freed_.push_back({false, ix, item.generation});
    }
  }
}

}  // namespace uniselector::engine
