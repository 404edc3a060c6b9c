// The fast searches. Each is exact: where a packed key or a summary cannot decide, the records do.
#include "match/matcher.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <tuple>

#include "base/hash.h"
#include "base/prefetch.h"

namespace uniselector::match {
namespace {

/// Up to here a signature keeps its eligible classes, and a class its eligible signatures, in a
/// list; past it the order over all agents is walked, and bits are intersected.
constexpr std::size_t kListLimit = 128;

std::optional<Mark> first_mark(const SignatureInfo& info) {
  return info.marks.empty() ? std::nullopt : std::optional(info.marks.front());
}

}  // namespace

Matcher::Matcher(const Rules& rules, base::HugeVector<Item>& items)
    : rules_(rules), items_(items), lanes_(items), rosters_(kMaxChannels) {}

Matcher::~Matcher() = default;

void Matcher::set_naive(bool naive) { naive_ = naive; }

void Matcher::ask(ClassIx klass, SignatureIx signature) {
  const SignatureInfo& info = signatures_[signature];
  const std::uint64_t mask = info.skill_mask;
  if ((class_masks_[klass] & mask) != mask || !rules_.eligible(klass, signature)) return;
  eligibility_.set(klass, signature);
  admit(klass, signature);
}

void Matcher::admit(ClassIx klass, SignatureIx signature) {
  const SignatureInfo& info = signatures_[signature];
  Candidates& candidates = candidates_[signature];
  ++candidates.count;
  if (candidates.count <= kListLimit) {
    candidates.classes.push_back(klass);
  } else {
    if (candidates.count == kListLimit + 1) {
      IdleOrder& order = rosters_[info.channel].keep_order(class_of_, class_marks_);
      candidates.rows = order.rows_for(info.marks);
    }
    candidates.classes.clear();
  }
  if (info.strategy == Strategy::kMostSkilled || info.strategy == Strategy::kLeastSkilled) {
    const std::int64_t score = rules_.score(klass, signature);
    const std::pair entry(info.strategy == Strategy::kMostSkilled ? -score : score, klass);
    auto& list = candidates.by_score;
    list.insert(std::upper_bound(list.begin(), list.end(), entry), entry);
  }
  Wanted& wanted = wanted_[klass];
  const std::int32_t rank = rules_.rank(klass, info.queue);
  if (wanted.count == 0) wanted.rank = rank;
  wanted.ranked = wanted.ranked || rank != wanted.rank;
  ++wanted.count;
  wanted.channels |= 1U << info.channel;
  if (wanted.count <= kListLimit) {
    wanted.signatures.push_back(signature);
  } else {
    wanted.signatures.clear();
    wanted.signatures.shrink_to_fit();
  }
}

ClassIx Matcher::add_class(const ClassInfo& info) {
  const auto klass = static_cast<ClassIx>(class_masks_.size());
  class_masks_.push_back(info.skill_mask);
  class_marks_.add(info.marks);
  wanted_.emplace_back();
  eligibility_.resize(class_masks_.size(), signatures_.size());
  for (const SignatureIx s : without_marks_) ask(klass, s);
  for (const Mark mark : info.marks) {
    if (mark >= by_first_mark_.size()) continue;
    for (const SignatureIx s : by_first_mark_[mark]) ask(klass, s);
  }
  return klass;
}

SignatureIx Matcher::add_signature(const SignatureInfo& info) {
  const auto signature = static_cast<SignatureIx>(signatures_.size());
  signatures_.push_back(info);
  candidates_.emplace_back();
  if (info.ageing_ns_per_point > 0) ++ageing_signatures_;
  if (info.queue >= cursors_.size()) cursors_.resize(info.queue + 1U, kNone);
  eligibility_.resize(class_masks_.size(), signatures_.size());
  lanes_.add_signature();
  signatures_under(info).push_back(signature);
  class_marks_.for_each_candidate(info.marks, [&](ClassIx c) { ask(c, signature); });
  return signature;
}

/// Signatures with the same first mark: only the classes that carry it may take them.
std::vector<SignatureIx>& Matcher::signatures_under(const SignatureInfo& info) {
  const std::optional<Mark> mark = first_mark(info);
  if (!mark) return without_marks_;
  if (*mark >= by_first_mark_.size()) by_first_mark_.resize(*mark + 1U);
  return by_first_mark_[*mark];
}

void Matcher::update_signature(SignatureIx signature, const SignatureInfo& info) {
  ageing_signatures_ += info.ageing_ns_per_point > 0 ? 1U : 0U;
  ageing_signatures_ -= signatures_[signature].ageing_ns_per_point > 0 ? 1U : 0U;
  class_marks_.for_each_candidate(signatures_[signature].marks, [&](ClassIx c) {
    if (eligibility_.test(c, signature)) withdraw(c, signature);
  });
  if (first_mark(signatures_[signature]) != first_mark(info)) {
    std::erase(signatures_under(signatures_[signature]), signature);
    signatures_under(info).push_back(signature);
  }
  signatures_[signature] = info;
  candidates_[signature] = {};
  class_marks_.for_each_candidate(info.marks, [&](ClassIx c) { ask(c, signature); });
}

/// The opposite of admit(), for the class's side; what sums up several signatures stays as wide.
void Matcher::withdraw(ClassIx klass, SignatureIx signature) {
  eligibility_.clear(klass, signature);
  Wanted& wanted = wanted_[klass];
  std::erase(wanted.signatures, signature);
  --wanted.count;
  if (wanted.count > kListLimit || wanted.signatures.size() == wanted.count) return;
  // Few again: the list that was given up comes back.
  wanted.signatures.clear();
  for (SignatureIx s = 0; s < signatures_.size(); ++s) {
    if (eligibility_.test(klass, s)) wanted.signatures.push_back(s);
  }
}

AgentIx Matcher::add_agent(ClassIx klass) {
  class_of_.push_back(klass);
  tried_place_.push_back(0);
  return static_cast<AgentIx>(class_of_.size() - 1);
}

void Matcher::set_agent_class(AgentIx agent, ClassIx klass) {
  for (std::size_t c = 0; c < rosters_.size(); ++c) {
    Roster& roster = rosters_[c];
    if (!roster.available(agent)) continue;
    const Roster::Place place = roster.place(agent);
    roster.remove(agent, class_of_[agent]);
    roster.insert(agent, klass, place.load, place.idle_since);
  }
  class_of_[agent] = klass;
}

void Matcher::set_available(AgentIx agent, ChannelIx channel, std::uint32_t load,
                            std::int64_t idle_since) {
  Roster& roster = rosters_[channel];
  const ClassIx klass = class_of_[agent];
  if (roster.available(agent)) {
    const Roster::Place& place = roster.place(agent);
    if (place.load == load && place.idle_since == idle_since) return;
    roster.remove(agent, klass);
  }
  roster.insert(agent, klass, load, idle_since);
}

void Matcher::set_unavailable(AgentIx agent, ChannelIx channel) {
  if (rosters_[channel].available(agent)) rosters_[channel].remove(agent, class_of_[agent]);
}

void Matcher::expect_agent(AgentIx agent, ChannelIx channel) const {
  base::prefetch(&class_of_[agent]);
  rosters_[channel].expect(agent);
}

void Matcher::expect_class(ClassIx klass, bool soon) const {
  const Wanted& wanted = wanted_[klass];
  class_marks_.expect(klass, soon);
  if (!soon) return base::prefetch(&wanted);
  constexpr std::size_t kPerLine = 64 / sizeof(SignatureIx);
  for (std::size_t i = 0; i < wanted.signatures.size(); i += kPerLine) {
    base::prefetch(&wanted.signatures[i]);
  }
}

void Matcher::expect_item(SignatureIx signature, bool soon) const {
  const Candidates& candidates = candidates_[signature];
  lanes_.expect(signature, soon);
  if (soon) return base::prefetch(candidates.classes.data());
  base::prefetch_record(signatures_[signature]);
  base::prefetch_record(candidates);
}

void Matcher::enter(ItemIx item) { lanes_.enter(item); }
void Matcher::leave(ItemIx item) { lanes_.leave(item); }

void Matcher::offered(AgentIx agent, QueueIx queue) { cursors_[queue] = agent; }

std::int64_t Matcher::effective_priority(const Item& item, std::int64_t now) const {
  const SignatureInfo& info = signatures_[item.signature];
  if (info.ageing_ns_per_point <= 0) return item.priority;
  const std::int64_t points = (now - item.virtual_start) / info.ageing_ns_per_point;
  return item.priority + std::clamp<std::int64_t>(points, 0, info.ageing_max);
}

/// No candidate while a `tried` entry excludes him, or the signature's conditions on his id fail.
/// O(agents tried).
bool Matcher::allowed(AgentIx agent, ItemIx ix, std::int64_t now) const {
  const Item& item = items_[ix];
  if ((item.flags & kTried) != 0) {
    for (const Tried& tried : rules_.tried(ix)) {
      if (tried.agent == agent && (tried.live || tried.excluded_until > now)) return false;
    }
  }
  return !signatures_[item.signature].per_agent || rules_.agent_allowed(agent, item.signature);
}

// ---- Which agent ------------------------------------------------------------------------------

AgentIx Matcher::best_agent(ItemIx ix, std::int64_t now) const {
  const Item& item = items_[ix];
  const SignatureInfo& info = signatures_[item.signature];
  if (rosters_[info.channel].count() == 0) return kNone;
  if (naive_) return naive_best_agent(ix, now);
  if (candidates_[item.signature].count == 0) return kNone;
  if ((item.flags & kTried) != 0 || info.per_agent) return agent_carefully(ix, now);
  switch (info.strategy) {
    case Strategy::kLongestIdle: return longest_idle(ix, info);
    case Strategy::kMostSkilled:
    case Strategy::kLeastSkilled: return by_score(info, item.signature);
    case Strategy::kRoundRobin: return round_robin(info, item.signature);
    case Strategy::kMostIdle:
    case Strategy::kFixedOrder:
    case Strategy::kByValue: break;
  }
  return agent_carefully(ix, now);
}

AgentIx Matcher::in_classes(std::span<const ClassIx> classes, const Roster& roster) const {
  std::uint64_t best_key = kNoKey;
  AgentIx best = kNone;
  for (const ClassIx klass : classes) {
    const std::uint64_t key = roster.head_key(klass);
    if (key > best_key || key == kNoKey) continue;
    const AgentIx head = roster.head(klass);
    if (key < best_key || roster.before(head, best)) best = head;
    best_key = key;
  }
  return best;
}

AgentIx Matcher::longest_idle(ItemIx ix, const SignatureInfo& info) const {
  const SignatureIx signature = items_[ix].signature;
  const Candidates& candidates = candidates_[signature];
  const Roster& roster = rosters_[info.channel];
  if (!candidates.classes.empty()) return in_classes(candidates.classes, roster);
  return roster.order()->first(candidates.rows,
                               [&](ClassIx klass) { return eligibility_.test(klass, signature); });
}

AgentIx Matcher::by_score(const SignatureInfo& info, SignatureIx signature) const {
  const Roster& roster = rosters_[info.channel];
  const auto& list = candidates_[signature].by_score;
  AgentIx best = kNone;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (best != kNone && list[i].first != list[i - 1].first) break;
    if (roster.head_key(list[i].second) == kNoKey) continue;
    const AgentIx head = roster.head(list[i].second);
    if (best == kNone || roster.before(head, best)) best = head;
  }
  return best;
}

AgentIx Matcher::round_robin(const SignatureInfo& info, SignatureIx signature) const {
  const Roster& roster = rosters_[info.channel];
  const AgentIx cursor = cursors_[info.queue];
  const AgentIx from = cursor == kNone ? 0 : cursor + 1;
  for (AgentIx a = roster.next_available(from); a != kNone; a = roster.next_available(a + 1)) {
    if (eligibility_.test(class_of_[a], signature)) return a;
  }
  for (AgentIx a = roster.next_available(0); a < from; a = roster.next_available(a + 1)) {
    if (eligibility_.test(class_of_[a], signature)) return a;
  }
  return kNone;
}

/// The full order of one agent for one item; smaller is better.
struct Matcher::AgentKey {
  bool tried = false;
  std::int64_t ended = 0;
  std::int64_t value = 0;
  std::uint32_t load = 0;
  std::int64_t idle_since = 0;
  AgentIx agent = kNone;

  auto tie() const { return std::tie(tried, ended, value, load, idle_since, agent); }
};

bool Matcher::agent_key(AgentIx agent, ItemIx ix, const Tried* tried, std::int64_t now,
                        AgentKey* key) const {
  const Item& item = items_[ix];
  const SignatureInfo& info = signatures_[item.signature];
  if (info.per_agent && !rules_.agent_allowed(agent, item.signature)) return false;
  const Roster::Place& place = rosters_[info.channel].place(agent);
  *key = {.load = place.load, .idle_since = place.idle_since, .agent = agent};
  if (tried != nullptr) {
    if (tried->live || tried->excluded_until > now) return false;
    key->tried = true;
    key->ended = tried->ended;
  }
  switch (info.strategy) {
    case Strategy::kLongestIdle: break;
    case Strategy::kMostIdle: key->load = 0; break;
    case Strategy::kMostSkilled:
      key->value = -rules_.score(class_of_[agent], item.signature);
      break;
    case Strategy::kLeastSkilled:
      key->value = rules_.score(class_of_[agent], item.signature);
      break;
    case Strategy::kRoundRobin: {
      const AgentIx cursor = cursors_[info.queue];
      const bool after = cursor == kNone || agent > cursor;
      key->value = static_cast<std::int64_t>(agent) + (after ? 0 : std::int64_t{1} << 32);
      break;
    }
    case Strategy::kFixedOrder: key->value = agent; break;
    case Strategy::kByValue: key->value = rules_.agent_value(agent, ix, now); break;
  }
  return true;
}

AgentIx Matcher::agent_carefully(ItemIx ix, std::int64_t now) const {
  const SignatureIx signature = items_[ix].signature;
  const Roster& roster = rosters_[signatures_[signature].channel];
  // Where he stands in the list, for each agent in it, so that it is walked once and not for each.
  const std::span<const Tried> tried =
      (items_[ix].flags & kTried) != 0 ? rules_.tried(ix) : std::span<const Tried>();
  for (std::uint32_t i = 0; i < tried.size(); ++i) tried_place_[tried[i].agent] = i + 1;
  AgentKey best;
  AgentKey key;
  for (AgentIx a = roster.next_available(0); a != kNone; a = roster.next_available(a + 1)) {
    if (!eligibility_.test(class_of_[a], signature)) continue;
    const std::uint32_t place = tried.empty() ? 0 : tried_place_[a];
    if (!agent_key(a, ix, place == 0 ? nullptr : &tried[place - 1], now, &key)) continue;
    if (best.agent == kNone || key.tie() < best.tie()) best = key;
  }
  for (const Tried& t : tried) tried_place_[t.agent] = 0;
  return best.agent;
}

// ---- Which item -------------------------------------------------------------------------------

std::uint32_t Matcher::open_channels(AgentIx agent, std::uint32_t channels) const {
  std::uint32_t open = 0;
  for (std::uint32_t rest = channels; rest != 0; rest &= rest - 1) {
    const auto c = static_cast<std::uint32_t>(std::countr_zero(rest));
    if (rosters_[c].available(agent)) open |= 1U << c;
  }
  return open;
}

/// Visits the signatures the class may take that have items: from the list, or by intersecting
/// bits.
template <class F>
void Matcher::for_each_waiting_signature(ClassIx klass, F&& visit) const {
  const Wanted& wanted = wanted_[klass];
  if (!wanted.signatures.empty() && wanted.count <= lanes_.filled_count()) {
    for (const SignatureIx s : wanted.signatures) {
      if (lanes_.head_key(s) != kNoKey) visit(s);
    }
    return;
  }
  const std::uint64_t* row = eligibility_.row(klass);
  const auto& filled = lanes_.filled();
  for (std::size_t g = 0; g < lanes_.summary().size(); ++g) {
    for (std::uint64_t words = lanes_.summary()[g]; words != 0; words &= words - 1) {
      const std::size_t w = g * 64 + static_cast<std::size_t>(std::countr_zero(words));
      for (std::uint64_t bits = filled[w] & row[w]; bits != 0; bits &= bits - 1) {
        visit(static_cast<SignatureIx>(w * 64 + static_cast<std::size_t>(std::countr_zero(bits))));
      }
    }
  }
}

ItemIx Matcher::best_item(AgentIx agent, std::uint32_t channels, std::int64_t now) const {
  if (lanes_.count() == 0) return kNone;
  const std::uint32_t open = open_channels(agent, channels);
  if (open == 0) return kNone;
  if (naive_) return naive_best_item(agent, open, now);
  const ClassIx klass = class_of_[agent];
  const Wanted& wanted = wanted_[klass];
  if (wanted.count == 0) return kNone;
  if (ageing_signatures_ != 0 || wanted.ranked) return item_carefully(agent, open, now);

  const bool all_open = (wanted.channels & ~open) == 0;
  std::uint64_t best_key = kNoKey;
  ItemIx best = kNone;
  for_each_waiting_signature(klass, [&](SignatureIx s) {
    const std::uint64_t key = lanes_.head_key(s);
    if (key > best_key) return;
    if (!all_open && (open >> signatures_[s].channel & 1U) == 0) return;
    const ItemIx head = lanes_.head(s);
    if (key < best_key || earlier(items_[head], items_[best])) best = head;
    best_key = key;
  });
  if (best == kNone || allowed(agent, best, now)) return best;
  return item_carefully(agent, open, now);
}

/// The full order of one item for agents of a class; smaller is better.
struct Matcher::ItemKey {
  std::int32_t rank = 0;
  std::int32_t not_expedited = 0;
  std::int64_t negative_priority = 0;
  ItemIx item = kNone;
};

Matcher::ItemKey Matcher::key_of(ClassIx klass, ItemIx ix, std::int64_t now) const {
  const Item& item = items_[ix];
  return {.rank = rules_.rank(klass, signatures_[item.signature].queue),
          .not_expedited = (item.flags & kExpedited) != 0 ? 0 : 1,
          .negative_priority = -effective_priority(item, now),
          .item = ix};
}

ItemIx Matcher::item_carefully(AgentIx agent, std::uint32_t open, std::int64_t now) const {
  const ClassIx klass = class_of_[agent];
  ItemKey best;
  const auto better = [&](const ItemKey& key) {
    const auto a = std::tie(key.rank, key.not_expedited, key.negative_priority);
    const auto b = std::tie(best.rank, best.not_expedited, best.negative_priority);
    return best.item == kNone || a < b || (a == b && earlier(items_[key.item], items_[best.item]));
  };
  for_each_waiting_signature(klass, [&](SignatureIx s) {
    if ((open >> signatures_[s].channel & 1U) == 0) return;
    // Within a lane nobody behind is more urgent than the first whom this agent may take.
    for (const Lanes::Lane& lane : lanes_.of(s)) {
      for (ItemIx ix = lane.head; ix != kNone; ix = items_[ix].next) {
        const ItemKey key = key_of(klass, ix, now);
        if (!better(key)) break;
        if (!allowed(agent, ix, now)) continue;
        best = key;
        break;
      }
    }
  });
  return best.item;
}

// ---- Accounts ---------------------------------------------------------------------------------

std::uint64_t Matcher::state_hash() const {
  std::uint64_t hash = 0;
  for (const Roster& roster : rosters_) {
    hash = base::hash_combine(hash, roster.count());
    for (AgentIx a = roster.next_available(0); a != kNone; a = roster.next_available(a + 1)) {
      const Roster::Place& place = roster.place(a);
      hash = base::hash_combine(hash, a);
      hash = base::hash_combine(hash, place.load);
      hash = base::hash_combine(hash, static_cast<std::uint64_t>(place.idle_since));
    }
  }
  for (const AgentIx cursor : cursors_) hash = base::hash_combine(hash, cursor);
  return base::hash_combine(hash, lanes_.count());
}

std::size_t Matcher::memory_bytes() const {
  std::size_t bytes = eligibility_.memory_bytes() + lanes_.memory_bytes() +
                      class_marks_.memory_bytes() + class_masks_.capacity() * sizeof(std::uint64_t);
  for (const Roster& roster : rosters_) bytes += roster.memory_bytes();
  for (const SignatureInfo& s : signatures_) bytes += sizeof(s) + s.marks.capacity() * sizeof(Mark);
  for (const auto& s : by_first_mark_) bytes += sizeof(s) + s.capacity() * sizeof(SignatureIx);
  bytes += without_marks_.capacity() * sizeof(SignatureIx);
  for (const Wanted& w : wanted_)
    bytes += sizeof(w) + w.signatures.capacity() * sizeof(SignatureIx);
  for (const Candidates& c : candidates_) {
    bytes += sizeof(c) + c.classes.capacity() * sizeof(ClassIx) +
             c.by_score.capacity() * sizeof(c.by_score[0]);
  }
  return bytes + class_of_.capacity() * sizeof(ClassIx) +
         tried_place_.capacity() * sizeof(std::uint32_t);
}

bool Matcher::check(std::string* difference) const {
  std::uint64_t waiting = 0;
  for (SignatureIx s = 0; s < signatures_.size(); ++s) {
    const auto& lanes = lanes_.of(s);
    const std::uint64_t key = lanes.empty() ? kNoKey : packed_key(items_[lanes[0].head]);
    if (key != lanes_.head_key(s)) return *difference = "head key of a signature", false;
    for (std::size_t l = 0; l < lanes.size(); ++l) {
      if (l > 0 && lanes[l - 1].urgency >= lanes[l].urgency)
        return *difference = "lane order", false;
      std::uint32_t size = 0;
      ItemIx prev = kNone;
      for (ItemIx ix = lanes[l].head; ix != kNone; prev = ix, ix = items_[ix].next, ++size) {
        const Item& item = items_[ix];
        if (item.prev != prev || item.signature != s || urgency(item) != lanes[l].urgency) {
          return *difference = "links of a lane", false;
        }
        if (prev != kNone && !earlier(items_[prev], item)) {
          return *difference = "order within a lane", false;
        }
      }
      if (size != lanes[l].size || prev != lanes[l].tail)
        return *difference = "size of a lane", false;
      waiting += size;
    }
    std::uint32_t eligible = 0;
    for (ClassIx c = 0; c < class_masks_.size(); ++c) {
      const bool may = rules_.eligible(c, s);
      if (may != eligibility_.test(c, s)) return *difference = "an eligibility bit", false;
      eligible += may;
    }
    if (eligible != candidates_[s].count) return *difference = "eligible classes", false;
  }
  for (ClassIx c = 0; c < class_masks_.size(); ++c) {
    const Wanted& wanted = wanted_[c];
    std::uint32_t eligible = 0;
    for (SignatureIx s = 0; s < signatures_.size(); ++s) eligible += eligibility_.test(c, s);
    const bool listed = wanted.signatures.size() == (eligible <= kListLimit ? eligible : 0);
    if (eligible != wanted.count || !listed) return *difference = "wanted signatures", false;
  }
  if (waiting != lanes_.count()) return *difference = "number waiting", false;
  for (const Roster& roster : rosters_) {
    const IdleOrder* order = roster.order();
    if (order == nullptr) continue;
    std::uint32_t seen = 0;
    AgentIx last = kNone;
    for (std::size_t i = order->begin(); i < order->end(); ++i) {
      const AgentIx agent = order->entry(i).agent;
      if (agent == kNone) continue;
      if (!roster.available(agent)) return *difference = "a gone agent in the order", false;
      if (last != kNone && !roster.before(last, agent))
        return *difference = "order of agents", false;
      last = agent;
      ++seen;
    }
    if (!order->check()) return *difference = "marks in the order", false;
    if (seen != roster.count()) return *difference = "agents in the order", false;
  }
  return true;
}

}  // namespace uniselector::match
