// Agents: what they can take now, their presence, and what follows when they come and go.
#include <algorithm>
#include <array>
#include <bit>
#include <utility>
#include <vector>

#include "engine/state_machine.h"
#include "engine/states.h"
#include "model/bounds.h"

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
  if (agent.live_offers > 0) revoke_lost(ix);
  refresh(ix);
  freed_.push_back({true, ix, 0});  // new skills may fit what waits although he was available
}

/// Offers that he may no longer have, and of the rest the youngest that no longer fit. One that he
/// has accepted and that is connecting stays, as work does.
void StateMachine::revoke_lost(model::AgentIx ix) {
  const Agent& agent = agents_[ix];
  const CapacityFacts& capacity = catalog_.capacity(agent.capacity);
  std::int32_t used = agent.used;
  std::array<int, model::kMaxChannels> held{};
  for (std::size_t c = 0; c < held.size(); ++c) {
    held[c] = std::as_const(*this).open(ix, static_cast<model::ChannelIx>(c));
  }
  std::vector<std::pair<std::uint32_t, Reason>> lost;
  const auto lose = [&](std::uint32_t offer, Reason reason) {
    const model::ChannelIx channel = offers_[offer].channel;
    --held[channel];
    used -= capacity.cost[channel];
    lost.emplace_back(offer, reason);
  };
  const auto may_have = [&](std::uint32_t offer) {
    return matcher_.eligible(agent.klass, items_[offers_[offer].item].signature);
  };
  for (std::uint32_t o = agent.first_offer; o != kNone; o = offers_[o].next) {
    if (offers_[o].connecting || may_have(o)) continue;
    const bool listed = (capacity.channels >> offers_[o].channel & 1U) != 0;
    lose(o, listed ? Reason::kAgentLeft : Reason::kCapacityLost);
  }
  for (std::uint32_t o = agent.first_offer; o != kNone; o = offers_[o].next) {
    if (offers_[o].connecting || !may_have(o)) continue;
    const model::ChannelIx channel = offers_[o].channel;
    const bool pool = capacity.units > 0 && used > capacity.units && capacity.cost[channel] > 0;
    if (pool || held[channel] > capacity.max[channel]) lose(o, Reason::kCapacityLost);
  }
  for (const auto& [offer, reason] : lost) {
    const ItemIx item = offers_[offer].item;
    end_offer(offer, OfferOutcome::kRevoked, reason);
    after_lost_offer(item, reason);
  }
}

/// In 4095ths, rounded down, but whoever has something open is behind those who have nothing.
std::uint32_t StateMachine::load_of(model::AgentIx ix, const CapacityFacts& capacity,
                                    model::ChannelIx channel) const {
  const std::int64_t used = capacity.units > 0 ? agents_[ix].used : open(ix, channel);
  const std::int64_t all = capacity.units > 0 ? capacity.units : capacity.max[channel];
  if (used == 0) return 0;
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(used * 4095 / std::max<std::int64_t>(1, all), 1, 4095));
}

void StateMachine::refresh(model::AgentIx ix) {
  const Agent& agent = agents_[ix];
  const CapacityFacts& capacity = catalog_.capacity(agent.capacity);
  // Over all channels he holds what 16 bits count, so units do not overflow either (kChannelCost).
  const bool willing = agent.presence == Presence::kReady && !agent.retired &&
                       agent.live_offers < agent.max_offers && agent.cool_down_until <= now_ &&
                       agent.live_offers + agent.assigned < model::bounds::kChannelMax.max;
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
  if (presence == Presence::kDraining && idle) {
    if (before == Presence::kOffline) return;
    presence = Presence::kOffline;
  }
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
    asides_[ix].was_ready = false;
    ++catalog_.klass(agent.klass).logged_in;
  }
  if (presence == Presence::kReady && !asides_[ix].was_ready) {
    asides_[ix].was_ready = true;
    agent.idle_since = now_;
  }
  if (presence == Presence::kOffline) {
    asides_[ix].offline_since = now_;
    --catalog_.klass(agent.klass).logged_in;
  }
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
  if (presence == Presence::kOffline) {
    rearm_grace(ix);
  } else if (before == Presence::kOffline) {
    after_work(ix);  // idle from the login on
  }
}

/// When work returns to its queue: the grace of its channel after its agent went offline, or after
/// it was accepted if that was later. kNever: it stays.
std::int64_t StateMachine::grace_end(const Assignment& work) const {
  const ChannelConfig& channel = catalog_.channel(work.channel).config;
  if (work.completed >= 0 || !channel.requeue_when_offline) return kNever;
  return later(std::max(asides_[work.agent].offline_since, work.assigned),
               channel.agent_grace.count());
}

/// For work of an agent who is offline: his timer is for what returns first.
void StateMachine::arm_grace(std::uint32_t slot) {
  const Assignment& work = assignments_[slot];
  const std::int64_t due = grace_end(work);
  std::uint32_t& timer = asides_[work.agent].grace_timer;
  if (due == kNever || (timer != kNone && heap_.entry(timer).due <= due)) return;
  heap_.remove(timer);
  timer = heap_.push(due, TimerKind::kGrace, work.agent, 0);
  arm(due);
}

void StateMachine::rearm_grace(model::AgentIx ix) {
  heap_.remove(asides_[ix].grace_timer);
  for (std::uint32_t a = agents_[ix].first_assignment; a != kNone; a = assignments_[a].next) {
    arm_grace(a);
  }
}

void StateMachine::requeue_work(model::AgentIx ix) {
  std::vector<std::uint32_t> work;
  for (std::uint32_t a = agents_[ix].first_assignment; a != kNone; a = assignments_[a].next) {
    if (grace_end(assignments_[a]) <= now_) work.push_back(a);
  }
  for (const std::uint32_t a : work) {
    const ItemIx item = assignments_[a].item;
    give_back(a, Reason::kAgentLeft);
    requeue(item, Reason::kAgentLeft);
  }
  rearm_grace(ix);
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
