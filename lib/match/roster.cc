// Placing available agents. See the header.
#include "match/roster.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "match/lanes.h"

namespace uniselector::match {

bool Roster::key_before(const Key& a, const Key& b) {
  return std::tie(a.load, a.idle_since, a.agent) < std::tie(b.load, b.idle_since, b.agent);
}

bool Roster::before(AgentIx a, AgentIx b) const {
  const Place& x = places_[a];
  const Place& y = places_[b];
  return std::tie(x.load, x.idle_since, a) < std::tie(y.load, y.idle_since, b);
}

void Roster::refresh(ClassIx klass) {
  const AgentIx head = ends_[klass].head;
  if (head == kNone) {
    head_keys_[klass] = kNoKey;
    return;
  }
  const Place& place = places_[head];
  head_keys_[klass] =
      (static_cast<std::uint64_t>(place.load) << 52) | packed_time(place.idle_since);
}

void Roster::link(AgentIx agent, ClassIx klass) {
  Ends& ends = ends_[klass];
  AgentIx behind = ends.tail;  // stand behind this one
  if (behind != kNone && before(agent, behind)) {
    AgentIx front = ends.head;
    for (;;) {
      if (before(agent, front)) {
        behind = places_[front].prev;
        break;
      }
      behind = places_[behind].prev;
      if (behind == kNone || before(behind, agent)) break;
      front = places_[front].next;
    }
  }
  const AgentIx next = behind == kNone ? ends.head : places_[behind].next;
  places_[agent].prev = behind;
  places_[agent].next = next;
  (behind == kNone ? ends.head : places_[behind].next) = agent;
  (next == kNone ? ends.tail : places_[next].prev) = agent;
  if (behind == kNone) refresh(klass);
}

void Roster::insert(AgentIx agent, ClassIx klass, std::uint64_t skill_mask, std::uint32_t load,
                    std::int64_t idle_since) {
  if (agent >= places_.size()) {
    places_.resize(agent + 1U);
    bits_.resize(places_.size() / 64 + 1);
  }
  if (klass >= ends_.size()) {
    ends_.resize(klass + 1U);
    head_keys_.resize(klass + 1U, kNoKey);
  }
  Place& place = places_[agent];
  place.load = load;
  place.idle_since = idle_since;
  place.available = 1;
  link(agent, klass);
  bits_[agent >> 6] |= std::uint64_t{1} << (agent & 63U);
  ++count_;
  if (ordered_) order_insert(agent, klass, skill_mask);
}

void Roster::remove(AgentIx agent, ClassIx klass) {
  Place& place = places_[agent];
  Ends& ends = ends_[klass];
  (place.prev == kNone ? ends.head : places_[place.prev].next) = place.next;
  (place.next == kNone ? ends.tail : places_[place.next].prev) = place.prev;
  if (place.prev == kNone) refresh(klass);
  place.prev = kNone;
  place.next = kNone;
  place.available = 0;
  bits_[agent >> 6] &= ~(std::uint64_t{1} << (agent & 63U));
  --count_;
  if (ordered_) order_remove(agent);
}

AgentIx Roster::next_available(AgentIx from) const {
  std::size_t word = from >> 6;
  if (word >= bits_.size()) return kNone;
  std::uint64_t bits = bits_[word] & (~std::uint64_t{0} << (from & 63U));
  while (bits == 0) {
    if (++word == bits_.size()) return kNone;
    bits = bits_[word];
  }
  return static_cast<AgentIx>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
}

void Roster::keep_order(const std::vector<ClassIx>& class_of,
                        const std::vector<std::uint64_t>& mask_of) {
  if (ordered_) return;
  ordered_ = true;
  std::vector<AgentIx> agents;
  for (AgentIx a = next_available(0); a != kNone; a = next_available(a + 1)) agents.push_back(a);
  std::sort(agents.begin(), agents.end(), [this](AgentIx a, AgentIx b) { return before(a, b); });
  for (const AgentIx agent : agents) {
    order_insert(agent, class_of[agent], mask_of[class_of[agent]]);
  }
}

void Roster::order_insert(AgentIx agent, ClassIx klass, std::uint64_t skill_mask) {
  if (agent >= position_.size()) position_.resize(agent + 1U, kNone);
  const Place& place = places_[agent];
  const Key key{place.idle_since, place.load, agent};
  const Entry entry{skill_mask, klass, agent};
  if (order_.size() == begin_ || !key_before(key, order_keys_.back())) {
    position_[agent] = static_cast<std::uint32_t>(order_.size());
    order_.push_back(entry);
    order_keys_.push_back(key);
    if (order_.size() > 2 * static_cast<std::size_t>(count_) + 1024) compact();
    return;
  }
  // Somewhere inside: shift the entries up to the nearest gap by one.
  const Key* first = order_keys_.begin() + begin_;
  const Key* last = order_keys_.end();
  std::size_t at =
      static_cast<std::size_t>(std::upper_bound(first, last, key, key_before) - order_keys_.data());
  std::size_t left = at;   // a gap before `at`
  std::size_t right = at;  // a gap from `at` on
  for (;;) {
    if (left > 0 && order_[left - 1].agent == kNone) {
      --left;
      for (std::size_t i = left; i + 1 < at; ++i) {
        order_[i] = order_[i + 1];
        order_keys_[i] = order_keys_[i + 1];
        if (order_[i].agent != kNone) position_[order_[i].agent] = static_cast<std::uint32_t>(i);
      }
      --at;
      begin_ = std::min(begin_, left);
      break;
    }
    if (right == order_.size()) {
      order_.push_back({});
      order_keys_.push_back(order_keys_.back());
    }
    if (order_[right].agent == kNone) {
      for (std::size_t i = right; i > at; --i) {
        order_[i] = order_[i - 1];
        order_keys_[i] = order_keys_[i - 1];
        if (order_[i].agent != kNone) position_[order_[i].agent] = static_cast<std::uint32_t>(i);
      }
      break;
    }
    if (left > 0) --left;
    ++right;
  }
  order_[at] = entry;
  order_keys_[at] = key;
  position_[agent] = static_cast<std::uint32_t>(at);
}

void Roster::order_remove(AgentIx agent) {
  order_[position_[agent]].agent = kNone;
  position_[agent] = kNone;
  while (begin_ < order_.size() && order_[begin_].agent == kNone) ++begin_;
}

void Roster::compact() {
  std::size_t to = 0;
  for (std::size_t i = begin_; i < order_.size(); ++i) {
    if (order_[i].agent == kNone) continue;
    order_[to] = order_[i];
    order_keys_[to] = order_keys_[i];
    position_[order_[to].agent] = static_cast<std::uint32_t>(to);
    ++to;
  }
  order_.resize(to);
  order_keys_.resize(to);
  begin_ = 0;
}

std::size_t Roster::memory_bytes() const {
  return places_.memory_bytes() + ends_.capacity() * sizeof(Ends) + head_keys_.memory_bytes() +
         bits_.capacity() * 8 + order_.memory_bytes() + order_keys_.memory_bytes() +
         position_.memory_bytes();
}

}  // namespace uniselector::match
