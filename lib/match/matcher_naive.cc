// The meaning of matching, as a plain scan over everything: no caches, no packed keys, no lists.
// The fast searches of matcher.cc must agree with these two functions on every decision, which
// random runs of the whole core check; read these to know what is meant.
#include <algorithm>
#include <tuple>

#include "match/matcher.h"

namespace uniselector::match {

AgentIx Matcher::naive_best_agent(ItemIx ix, std::int64_t now) const {
  const Item& item = items_[ix];
  const SignatureInfo& info = signatures_[item.signature];
  const auto tried = rules_.tried(ix);
  // Never offered it before; of those who were, the one whose offer ended first; then what the
  // queue prefers; then lowest load, longest idle, first defined.
  using Order = std::tuple<bool, std::int64_t, std::int64_t, std::uint32_t, std::int64_t, AgentIx>;
  Order best;
  AgentIx answer = kNone;
  for (AgentIx agent = 0; agent < class_of_.size(); ++agent) {
    if (!rosters_[info.channel].available(agent)) continue;
    if (!rules_.eligible(class_of_[agent], item.signature)) continue;
    if (!rules_.agent_allowed(agent, item.signature)) continue;
    const auto last =
        std::find_if(tried.begin(), tried.end(), [&](const Tried& t) { return t.agent == agent; });
    const bool before = last != tried.end();
    if (before && (last->live || last->excluded_until > now)) continue;
    const Roster::Place& place = rosters_[info.channel].place(agent);
    std::uint32_t load = place.load;
    std::int64_t preference = 0;
    switch (info.strategy) {
      case Strategy::kLongestIdle: break;
      case Strategy::kMostIdle: load = 0; break;
      case Strategy::kMostSkilled:
        preference = -rules_.score(class_of_[agent], item.signature);
        break;
      case Strategy::kLeastSkilled:
        preference = rules_.score(class_of_[agent], item.signature);
        break;
      case Strategy::kRoundRobin: {
        const AgentIx cursor = cursors_[info.queue];
        preference = agent;
        if (cursor != kNone && agent <= cursor) preference += std::int64_t{1} << 32;
        break;
      }
      case Strategy::kFixedOrder: preference = agent; break;
      case Strategy::kByValue: preference = rules_.agent_value(agent, ix, now); break;
    }
    const Order order(before, before ? last->ended : 0, preference, load, place.idle_since, agent);
    if (answer == kNone || order < best) {
      answer = agent;
      best = order;
    }
  }
  return answer;
}

ItemIx Matcher::naive_best_item(AgentIx agent, std::uint32_t channels, std::int64_t now) const {
  // The agent's rank of the queue; expedited first; high effective priority; early virtual start;
  // early submission.
  using Order = std::tuple<std::int32_t, bool, std::int64_t>;
  Order best;
  ItemIx answer = kNone;
  for (ItemIx ix = 0; ix < items_.size(); ++ix) {
    const Item& item = items_[ix];
    if ((item.flags & kInLane) == 0) continue;
    const SignatureInfo& info = signatures_[item.signature];
    if ((channels >> info.channel & 1U) == 0) continue;
    if (!rules_.eligible(class_of_[agent], item.signature)) continue;
    if (!rules_.agent_allowed(agent, item.signature)) continue;
    bool excluded = false;
    for (const Tried& t : rules_.tried(ix)) {
      if (t.agent == agent && (t.live || t.excluded_until > now)) excluded = true;
    }
    if (excluded) continue;
    const Order order(rules_.rank(class_of_[agent], info.queue), (item.flags & kExpedited) == 0,
                      -effective_priority(item, now));
    if (answer == kNone || order < best || (order == best && earlier(item, items_[answer]))) {
      answer = ix;
      best = order;
    }
  }
  return answer;
}

}  // namespace uniselector::match
