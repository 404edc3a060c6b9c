// Answers to questions: copies of what is, with names, made outside the hot path.
#include <algorithm>

#include "engine/state_machine.h"
#include "engine/states.h"

namespace uniselector::engine {
namespace {

QueueMetrics metrics_of(const Counters& c) {
  QueueMetrics m;
  m.offered = c.offered;
  m.answered = c.answered;
  m.answered_in_target = c.answered_in_target;
  m.abandoned = c.abandoned;
  m.short_abandoned = c.short_abandoned;
  m.left = c.left;
  m.rule_failures = c.rule_failures;
  m.answer_wait = Duration(c.answer_wait);
  m.talk = Duration(c.talk);
  m.wait_p50 = Duration(c.waits.quantile_ns(0.5));
  m.wait_p90 = Duration(c.waits.quantile_ns(0.9));
  m.wait_p99 = Duration(c.waits.quantile_ns(0.99));
  m.wait_max = Duration(c.waits.max_ns());
  return m;
}

}  // namespace

model::AgentIx StateMachine::holder(std::uint64_t interaction) const {
  const ItemIx ix = find(interaction);
  if (ix == kNone) return kNone;
  const InteractionState state = state_of(items_[ix]);
  if (state == InteractionState::kActive || state == InteractionState::kWrapping) {
    return assignments_[items_[ix].link].agent;
  }
  model::AgentIx agent = kNone;
  for_each_offer(ix, [&](std::uint32_t offer) {
    if (agent == kNone) agent = offers_[offer].agent;
  });
  return agent;
}

OfferView StateMachine::offer_view(std::uint32_t slot) const {
  const Offer& offer = offers_[slot];
  const CapacityFacts& capacity = catalog_.capacity(agents_[offer.agent].capacity);
  return {.id = Ref{slot, offer.generation}.number(),
          .interaction = {},
          .agent = catalog_.agent(offer.agent).id,
          .cost = capacity.cost[offer.channel],
          .offered = time_from_ns(offer.offered),
          .expires = time_from_ns(offer.expires)};
}

model::QueueIx StateMachine::queue_of(std::uint64_t interaction) const {
  const ItemIx ix = find(interaction);
  if (ix == kNone) return model::kNoQueue;
  const Item& item = items_[ix];
  return item.signature != kNone ? catalog_.stage(item.signature).queue
                                 : extra_of(item)->held_queue;
}

std::optional<Time> StateMachine::scheduled_at(std::uint64_t interaction) const {
  const ItemIx ix = find(interaction);
  const Extra* record = ix == kNone ? nullptr : extra_of(items_[ix]);
  if (record == nullptr || record->scheduled_at < 0) return std::nullopt;
  return time_from_ns(record->scheduled_at);
}

InteractionView StateMachine::interaction_view(std::uint64_t interaction) const {
  InteractionView view;
  const Ref ref = Ref::from(interaction);
  if (ref.slot >= items_.size() || items_[ref.slot].generation != ref.generation ||
      items_[ref.slot].state == 0) {
    view.state = InteractionState::kEnded;
    return view;
  }
  const ItemIx ix = ref.slot;
  const Item& item = items_[ix];
  const Extra* record = extra_of(item);
  view.state = state_of(item);
  view.priority = item.priority;
  view.effective_priority = item.priority;
  view.expedited = (item.flags & match::kExpedited) != 0;
  view.submitted = time_from_ns(record ? record->submitted : item.virtual_start);
  const bool placed = item.signature != kNone;
  model::QueueIx queue = placed ? catalog_.stage(item.signature).queue : record->held_queue;
  model::ChannelIx channel = placed ? catalog_.stage(item.signature).channel : record->held_channel;
  view.queue = catalog_.queue(queue).config.id;
  view.channel = catalog_.channel(channel).config.id;
  const bool waiting = in_queue(item) || view.state == InteractionState::kConnecting;
  if (placed) {
    view.enqueued = time_from_ns(enqueued(item));
    view.credit = Duration(enqueued(item) - item.virtual_start);
    view.step = catalog_.stage(item.signature).index;
    view.requirement = catalog_.requirement(item.signature);
    std::int64_t waited_until = now_;
    if (!waiting && item.link != kNone && view.state != InteractionState::kEnded &&
        view.state != InteractionState::kScheduled) {
      waited_until = assignments_[item.link].assigned;
    }
    if (record != nullptr && !record->assignments.empty() && !waiting) {
      waited_until = record->assignments.back().assigned;
    }
    view.wait = Duration(waited_until - enqueued(item));
    if (waiting) {
      view.effective_priority = static_cast<double>(matcher_.effective_priority(item, now_));
    }
    if (in_queue(item)) view.position = position(ix);
  }
  for_each_offer(ix, [&](std::uint32_t offer) { view.offers.push_back(offer_view(offer)); });
  if (record == nullptr) return view;
  if (record->scheduled_at >= 0) view.scheduled_at = time_from_ns(record->scheduled_at);
  view.version = record->version;
  view.end_reason = record->end_reason;
  view.unassigns = static_cast<int>(record->unassigns);
  view.attributes = record->attributes;
  view.customer = record->customer;
  view.disposition = record->disposition;
  view.notes = record->notes;
  for (const auto& past : record->assignments) {
    AssignmentView assignment{.id = past.id,
                              .agent = catalog_.agent(past.agent).id,
                              .assigned = time_from_ns(past.assigned)};
    if (past.completed >= 0) assignment.completed = time_from_ns(past.completed);
    if (past.closed >= 0) assignment.closed = time_from_ns(past.closed);
    view.assignments.push_back(std::move(assignment));
  }
  return view;
}

std::size_t StateMachine::position(ItemIx ix) const {
  const auto urgency = [this](const Item& item) {
    return std::pair((item.flags & match::kExpedited) != 0 ? 0 : 1,
                     -matcher_.effective_priority(item, now_));
  };
  const Item& item = items_[ix];
  const model::QueueIx queue = catalog_.stage(item.signature).queue;
  const auto mine = urgency(item);
  std::size_t ahead = 0;
  for (ItemIx other = 0; other < items_.size(); ++other) {
    const Item& rival = items_[other];
    if (other == ix || rival.state == 0 || rival.signature == kNone || !in_queue(rival)) continue;
    if (catalog_.stage(rival.signature).queue != queue) continue;
    const auto theirs = urgency(rival);
    if (theirs < mine || (theirs == mine && match::earlier(rival, item))) ++ahead;
  }
  return ahead + 1;
}

AgentView StateMachine::agent_view(model::AgentIx ix) const {
  const Agent& agent = agents_[ix];
  const AgentConfig& config = catalog_.agent(ix);
  const CapacityFacts& capacity = catalog_.capacity(agent.capacity);
  AgentView view;
  view.id = config.id;
  view.kind = config.kind;
  view.presence = agent.presence;
  if (const auto it = presence_reason_.find(ix); it != presence_reason_.end()) {
    view.presence_reason = it->second;
  }
  view.skills = config.skills;
  view.attributes = config.attributes;
  view.attributes["id"] = config.id;
  for (const auto& membership : config.queues) view.queues.push_back(membership.queue);
  for (std::size_t c = 0; c < catalog_.channel_count(); ++c) {
    if ((capacity.channels >> c & 1U) == 0 && open(ix, static_cast<model::ChannelIx>(c)) == 0)
      continue;
    const auto channel = static_cast<model::ChannelIx>(c);
    view.load[catalog_.channel(channel).config.id] = open(ix, channel);
    if (capacity.max[c] > 0) {
      view.load_ratio =
          std::max(view.load_ratio, static_cast<double>(open(ix, channel)) / capacity.max[c]);
    }
  }
  view.used_units = agent.used;
  if (capacity.units > 0) view.load_ratio = static_cast<double>(agent.used) / capacity.units;
  view.idle_since = time_from_ns(agent.idle_since);
  for (std::uint32_t o = agent.first_offer; o != kNone; o = offers_[o].next) {
    view.offers.push_back(offer_view(o));
  }
  std::reverse(view.offers.begin(), view.offers.end());
  view.version = asides_[ix].version;
  view.handled = agent.handled;
  view.occupied = Duration(occupied(ix));
  view.logged_in = Duration(agent.presence == Presence::kOffline ? 0 : now_ - asides_[ix].login_at);
  return view;
}

AgentWork StateMachine::work_of(model::AgentIx ix) const {
  AgentWork work;
  const auto handle = [this](ItemIx item) { return Ref{item, items_[item].generation}.number(); };
  for (std::uint32_t o = agents_[ix].first_offer; o != kNone; o = offers_[o].next) {
    work.offered.push_back(handle(offers_[o].item));
  }
  std::reverse(work.offered.begin(), work.offered.end());
  for (std::uint32_t a = agents_[ix].first_assignment; a != kNone; a = assignments_[a].next) {
    work.assigned.push_back(handle(assignments_[a].item));
  }
  return work;
}

QueueView StateMachine::queue_view(model::QueueIx queue) const {
  QueueView view;
  view.id = catalog_.queue(queue).config.id;
  view.waiting = waiting_[queue];
  view.active = working_[queue];
  Counters sum;
  for (std::size_t c = 0; c < catalog_.channel_count(); ++c) {
    const Counters& part = counters(queue, static_cast<model::ChannelIx>(c));
    sum.talk += part.talk + part.wrap_up;
    sum.completed += part.completed;
    if (part.offered == 0) continue;
    view.channels[catalog_.channel(static_cast<model::ChannelIx>(c)).config.id] = metrics_of(part);
  }
  view.metrics = total_metrics(queue);
  for (ItemIx ix = 0; ix < items_.size(); ++ix) {
    const Item& item = items_[ix];
    if (item.state == 0 || item.signature == kNone || !in_queue(item)) continue;
    if (catalog_.stage(item.signature).queue != queue) continue;
    view.longest_wait = std::max(view.longest_wait, Duration(now_ - enqueued(item)));
    ++view.waiting_by_priority[item.priority];
  }
  std::int64_t members = 0;
  for (std::size_t a = 0; a < agents_.size(); ++a) {
    if (agents_[a].presence == Presence::kOffline) continue;
    const auto& queues = catalog_.klass(agents_[a].klass).queues;
    const bool member =
        std::any_of(queues.begin(), queues.end(), [&](const auto& m) { return m.first == queue; });
    if (member || catalog_.queue(queue).config.open_pool) ++members;
  }
  if (members == 0 || sum.completed == 0) return view;
  const double mean = static_cast<double>(sum.talk) / static_cast<double>(sum.completed);
  std::size_t in_front = 0;
  for (auto it = view.waiting_by_priority.rbegin(); it != view.waiting_by_priority.rend(); ++it) {
    in_front += it->second;
    view.expected_wait_by_priority[it->first] = Duration(static_cast<std::int64_t>(
        static_cast<double>(in_front + 1) * mean / static_cast<double>(members)));
  }
  return view;
}

QueueMetrics StateMachine::total_metrics(model::QueueIx queue) const {
  QueueMetrics total;
  base::Histogram waits;
  std::int64_t longest = 0;
  for (std::size_t c = 0; c < catalog_.channel_count(); ++c) {
    const Counters& part = counters(queue, static_cast<model::ChannelIx>(c));
    const QueueMetrics m = metrics_of(part);
    total.offered += m.offered;
    total.answered += m.answered;
    total.answered_in_target += m.answered_in_target;
    total.abandoned += m.abandoned;
    total.short_abandoned += m.short_abandoned;
    total.left += m.left;
    total.rule_failures += m.rule_failures;
    total.answer_wait += m.answer_wait;
    total.talk += m.talk;
    waits.merge(part.waits);
    longest = std::max(longest, part.waits.max_ns());
  }
  total.wait_p50 = Duration(waits.quantile_ns(0.5));
  total.wait_p90 = Duration(waits.quantile_ns(0.9));
  total.wait_p99 = Duration(waits.quantile_ns(0.99));
  total.wait_max = Duration(longest);
  return total;
}

}  // namespace uniselector::engine
