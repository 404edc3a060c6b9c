// Agents: what they can take now, their presence, and what follows when they come and go.
#include <algorithm>
#include <bit>

#include "engine/state_machine.h"
#include "engine/states.h"

namespace uniselector::engine {

void StateMachine::add_agent(model::AgentIx ix) {
  bool fresh = false;
  const model::ClassIx klass = catalog_.class_for(ix, &fresh);
  if (fresh) matcher_.add_class(catalog_.class_info(klass));
  matcher_.add_agent(klass);
  Agent agent;
  agent.klass = klass;
  agent.capacity = catalog_.capacity_for(ix);
  agent.max_offers = static_cast<std::uint16_t>(catalog_.max_offers_for(ix));
  agent.idle_since = now_;
  agents_.push_back(agent);
  asides_.push_back({});
  open_.resize(agents_.size() * channel_stride_, 0);
}

/// Lays the counts of open items out anew for more channels.
void StateMachine::widen_open(std::size_t channels) {
  const std::size_t stride = std::bit_ceil(std::max<std::size_t>(channels, 1));
  if (stride <= channel_stride_) return;
  base::HugeVector<std::uint16_t> wider;
  wider.resize(agents_.size() * stride, 0);
  for (std::size_t a = 0; a < agents_.size(); ++a) {
    std::copy_n(open_.data() + a * channel_stride_, channel_stride_, wider.data() + a * stride);
  }
  open_.swap(wider);
  channel_stride_ = stride;
}

void StateMachine::reclass(model::AgentIx ix) {
  Agent& agent = agents_[ix];
  bool fresh = false;
  const model::ClassIx klass = catalog_.class_for(ix, &fresh);
  if (fresh) matcher_.add_class(catalog_.class_info(klass));
  if (klass != agent.klass) {
    if (agent.presence != Presence::kOffline) {
      --catalog_.klass(agent.klass).logged_in;
      ++catalog_.klass(klass).logged_in;
    }
    agent.klass = klass;
    matcher_.set_agent_class(ix, klass);
  }
  const std::uint32_t before = catalog_.capacity(agent.capacity).channels;
  agent.capacity = catalog_.capacity_for(ix);
  agent.max_offers = static_cast<std::uint16_t>(catalog_.max_offers_for(ix));
  // Costs may have changed: what he holds counts at the new ones.
  const CapacityFacts& capacity = catalog_.capacity(agent.capacity);
  agent.used = 0;
  for (int c = 0; c < model::kMaxChannels; ++c) {
    agent.used +=
        std::as_const(*this).open(ix, static_cast<model::ChannelIx>(c)) * capacity.cost[c];
    const bool gone = (before >> c & 1U) != 0 && (capacity.channels >> c & 1U) == 0;
    if (gone) matcher_.set_unavailable(ix, static_cast<model::ChannelIx>(c));
  }
  std::vector<std::uint32_t> lost;
  for (std::uint32_t o = agent.first_offer; o != kNone; o = offers_[o].next) {
    if (!matcher_.eligible(klass, items_[offers_[o].item].signature)) lost.push_back(o);
  }
  for (const std::uint32_t offer : lost) {
    const ItemIx item = offers_[offer].item;
    const bool can = (capacity.channels >> offers_[offer].channel & 1U) != 0;
    const Reason reason = can ? Reason::kAgentLeft : Reason::kCapacityLost;
    end_offer(offer, OfferOutcome::kRevoked, reason);
    after_lost_offer(item, reason);
  }
  refresh(ix);
  freed_.push_back({true, ix, 0});  // new skills may fit what waits although he was available
}

std::uint32_t StateMachine::load_of(model::AgentIx ix, const CapacityFacts& capacity,
                                    model::ChannelIx channel) const {
  const std::int64_t used = capacity.units > 0 ? agents_[ix].used : open(ix, channel);
  const std::int64_t all = capacity.units > 0 ? capacity.units : capacity.max[channel];
  if (used == 0) return 0;
  return static_cast<std::uint32_t>(
      std::min<std::int64_t>(4095, used * 4095 / std::max<std::int64_t>(1, all)));
}

void StateMachine::refresh(model::AgentIx ix) {
  const Agent& agent = agents_[ix];
  const CapacityFacts& capacity = catalog_.capacity(agent.capacity);
  const bool willing = agent.presence == Presence::kReady && !agent.retired &&
                       agent.live_offers < agent.max_offers && agent.cool_down_until <= now_;
  bool more = false;
  for (std::uint32_t rest = capacity.channels; rest != 0; rest &= rest - 1) {
    const auto c = static_cast<model::ChannelIx>(__builtin_ctz(rest));
    const bool can = willing && open(ix, c) < capacity.max[c] &&
                     (capacity.units == 0 || agent.used + capacity.cost[c] <= capacity.units);
    const bool could = matcher_.available(ix, c);
    if (can) {
      matcher_.set_available(ix, c, load_of(ix, capacity, c), agent.idle_since);
      more = more || !could;
    } else if (could) {
      matcher_.set_unavailable(ix, c);
    }
  }
  if (more) freed_.push_back({true, ix, 0});
}

void StateMachine::take_capacity(model::AgentIx ix, model::ChannelIx channel) {
  Agent& agent = agents_[ix];
  ++open(ix, channel);
  agent.used += catalog_.capacity(agent.capacity).cost[channel];
}

void StateMachine::free_capacity(model::AgentIx ix, model::ChannelIx channel) {
  Agent& agent = agents_[ix];
  --open(ix, channel);
  agent.used -= catalog_.capacity(agent.capacity).cost[channel];
}

void StateMachine::set_presence(model::AgentIx ix, Presence presence, Reason reason,
                                std::string_view text) {
  Agent& agent = agents_[ix];
  const Presence before = agent.presence;
  const bool idle = agent.assigned == 0 && agent.live_offers == 0;
  if (presence == Presence::kDraining && idle) presence = Presence::kOffline;
  if (presence == before) {
    // Another reason for the same presence is news; the same is none.
    const auto known = presence_reason_.find(ix);
    if ((known == presence_reason_.end() ? std::string_view() : known->second) == text) return;
    presence_reason_[ix] = std::string(text);
    ++asides_[ix].version;
    CoreEvent& event = emit_agent(EventKind::kPresenceChanged, ix);
    event.presence = presence;
    event.reason = reason;
    attach_text(event, text);
    return;
  }
  agent.presence = presence;
  ++asides_[ix].version;
  if (text.empty()) {
    presence_reason_.erase(ix);
  } else {
    presence_reason_[ix] = std::string(text);
  }
  if (before == Presence::kOffline) {
    asides_[ix].login_at = agent.idle_since = now_;
    agent.occupied = agent.assigned > 0 ? -now_ : 0;
    agent.handled = 0;
    ++catalog_.klass(agent.klass).logged_in;
  }
  if (presence == Presence::kOffline) --catalog_.klass(agent.klass).logged_in;
  heap_.remove(asides_[ix].grace_timer);
  CoreEvent& event = emit_agent(EventKind::kPresenceChanged, ix);
  event.presence = presence;
  event.reason = reason;
  attach_text(event, text);

  if (presence == Presence::kReady) {
    forgive(ix);
    forget_exclusions(ix);
    freed_.push_back({true, ix, 0});
    refresh(ix);
    after_work(ix);
    return;
  }
  refresh(ix);
  std::vector<std::uint32_t> live;
  for (std::uint32_t o = agent.first_offer; o != kNone; o = offers_[o].next) live.push_back(o);
  for (const std::uint32_t offer : live) {
    if (catalog_.channel(offers_[offer].channel).config.offers_survive_leaving) continue;
    if (offers_[offer].connecting && presence != Presence::kOffline) continue;
    const ItemIx item = offers_[offer].item;
    end_offer(offer, OfferOutcome::kRevoked, Reason::kAgentLeft);
    after_lost_offer(item, Reason::kAgentLeft);
  }
  if (presence != Presence::kOffline || agent.assigned == 0) return;
  // Running work of an agent gone offline: by channel, after the shortest grace that applies.
  for (std::uint32_t a = agent.first_assignment; a != kNone; a = assignments_[a].next) {
    const ChannelConfig& channel = catalog_.channel(assignments_[a].channel).config;
    if (!channel.requeue_when_offline || asides_[ix].grace_timer != kNone) continue;
    const std::int64_t due = later(now_, channel.agent_grace.count());
    asides_[ix].grace_timer = heap_.push(due, TimerKind::kGrace, ix, 0, assignments_[a].channel);
    arm(due);
  }
}

void StateMachine::requeue_work(model::AgentIx ix, model::ChannelIx channel) {
  std::vector<std::uint32_t> work;
  std::uint32_t other = kNone;
  for (std::uint32_t a = agents_[ix].first_assignment; a != kNone; a = assignments_[a].next) {
    if (assignments_[a].channel == channel) {
      if (assignments_[a].completed < 0) work.push_back(a);
    } else if (catalog_.channel(assignments_[a].channel).config.requeue_when_offline &&
               assignments_[a].completed < 0) {
      other = a;
    }
  }
  for (const std::uint32_t a : work) {
    const ItemIx item = assignments_[a].item;
    give_back(a, Reason::kAgentLeft);
    requeue(item, Reason::kAgentLeft);
  }
  if (other == kNone) return;
  const model::ChannelIx next = assignments_[other].channel;
  const std::int64_t due = later(now_, catalog_.channel(next).config.agent_grace.count());
  asides_[ix].grace_timer = heap_.push(due, TimerKind::kGrace, ix, 0, next);
  arm(due);
}

void StateMachine::after_work(model::AgentIx ix) {
  Agent& agent = agents_[ix];
  const bool idle = agent.assigned == 0 && agent.live_offers == 0;
  if (agent.presence == Presence::kDraining && idle) {
    set_presence(ix, Presence::kOffline, Reason::kRequested, {});
    return;
  }
  const auto& limit = catalog_.center().idle_logout;
  if (!limit || agent.presence == Presence::kOffline || !idle) return;
  const std::int64_t due = later(std::max(agent.idle_since, asides_[ix].login_at), limit->count());
  if (due <= now_) {
    heap_.remove(asides_[ix].idle_timer);
    set_presence(ix, Presence::kOffline, Reason::kIdle, to_string(Reason::kIdle));
    return;
  }
  heap_.remove(asides_[ix].idle_timer);
  asides_[ix].idle_timer = heap_.push(due, TimerKind::kIdleLogout, ix, 0);
  arm(due);
}

}  // namespace uniselector::engine
