// Placing available agents. See the header.
#include "match/roster.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "match/lanes.h"

namespace uniselector::match {

bool Roster::before(AgentIx a, AgentIx b) const {
  const Place& x = places_[a];
  const Place& y = places_[b];
  return std::tie(x.load, x.idle_since, a) < std::tie(y.load, y.idle_since, b);
}

namespace {
std::uint64_t packed_key(const Roster::Place& place) {
  return (static_cast<std::uint64_t>(place.load) << 52) | packed_time(place.idle_since);
}
}  // namespace

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
  Place& place = places_[agent];
  AgentIx& forward = behind == kNone ? ends.head : places_[behind].next;
  std::uint64_t& key = behind == kNone ? head_keys_[klass] : places_[behind].next_key;
  place.prev = behind;
  place.next = forward;
  place.next_key = key;
  (forward == kNone ? ends.tail : places_[forward].prev) = agent;
  forward = agent;
  key = packed_key(place);
}

void Roster::insert(AgentIx agent, ClassIx klass, std::uint32_t load, std::int64_t idle_since) {
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
  if (order_) order_->insert({idle_since, load, agent}, klass);
}

void Roster::remove(AgentIx agent, ClassIx klass) {
  Place& place = places_[agent];
  Ends& ends = ends_[klass];
  (place.prev == kNone ? ends.head : places_[place.prev].next) = place.next;
  (place.prev == kNone ? head_keys_[klass] : places_[place.prev].next_key) = place.next_key;
  (place.next == kNone ? ends.tail : places_[place.next].prev) = place.prev;
  place.prev = kNone;
  place.next = kNone;
  place.available = 0;
  bits_[agent >> 6] &= ~(std::uint64_t{1} << (agent & 63U));
  --count_;
  if (order_) order_->remove(agent);
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

IdleOrder& Roster::keep_order(const std::vector<ClassIx>& class_of, const ClassMarks& marks) {
  if (order_) return *order_;
  order_ = std::make_unique<IdleOrder>(marks);
  std::vector<AgentIx> agents;
  for (AgentIx a = next_available(0); a != kNone; a = next_available(a + 1)) agents.push_back(a);
  std::sort(agents.begin(), agents.end(), [this](AgentIx a, AgentIx b) { return before(a, b); });
  for (const AgentIx agent : agents) {
    const Place& place = places_[agent];
    order_->insert({place.idle_since, place.load, agent}, class_of[agent]);
  }
  return *order_;
}

std::size_t Roster::memory_bytes() const {
  return places_.memory_bytes() + ends_.capacity() * sizeof(Ends) + head_keys_.memory_bytes() +
         bits_.capacity() * 8 + (order_ ? order_->memory_bytes() : 0);
}

}  // namespace uniselector::match
