// Linking and unlinking of waiting items.
#include "match/lanes.h"

namespace uniselector::match {
namespace {
/// Urgencies a signature has room for before its list of lanes must grow.
constexpr std::size_t kUsualLanes = 8;
}  // namespace

void Lanes::add_signature() {
  lanes_.emplace_back().reserve(kUsualLanes);
  head_keys_.push_back(kNoKey);
  if (filled_.size() * 64 < lanes_.size()) filled_.push_back(0);
  if (summary_.size() * 64 < filled_.size()) summary_.push_back(0);
}

void Lanes::refresh(SignatureIx signature) {
  const auto& lanes = lanes_[signature];
  const bool was_filled = head_keys_[signature] != kNoKey;
  head_keys_[signature] = lanes.empty() ? kNoKey : packed_key(items_[lanes[0].head]);
  if (was_filled == !lanes.empty()) return;
  const std::size_t word = signature >> 6;
  filled_[word] ^= std::uint64_t{1} << (signature & 63U);
  const std::uint64_t bit = std::uint64_t{1} << (word & 63U);
  std::uint64_t& summary = summary_[word >> 6];
  summary = filled_[word] != 0 ? summary | bit : summary & ~bit;
  filled_count_ += was_filled ? -1U : 1U;
}

void Lanes::enter(ItemIx ix) {
  Item& item = items_[ix];
  auto& lanes = lanes_[item.signature];
  const std::uint32_t wanted = urgency(item);
  std::size_t at = 0;
  while (at < lanes.size() && lanes[at].urgency < wanted) ++at;
  if (at == lanes.size() || lanes[at].urgency != wanted) {
    lanes.insert(lanes.begin() + static_cast<std::ptrdiff_t>(at), Lane{.urgency = wanted});
  }
  Lane& lane = lanes[at];

  // Where: the tail is the common case; else both ends are walked in turn, so that the cost is the
  // distance to the nearer one.
  ItemIx before = lane.tail;  // the item to stand behind, kNone for the front
  if (before != kNone && earlier(item, items_[before])) {
    ItemIx front = lane.head;
    for (;;) {
      if (earlier(item, items_[front])) {
        before = items_[front].prev;
        break;
      }
      before = items_[before].prev;
      if (before == kNone || !earlier(item, items_[before])) break;
      front = items_[front].next;
    }
  }
  const ItemIx after = before == kNone ? lane.head : items_[before].next;
  item.prev = before;
  item.next = after;
  if (before == kNone) {
    lane.head = ix;
  } else {
    items_[before].next = ix;
  }
  if (after == kNone) {
    lane.tail = ix;
  } else {
    items_[after].prev = ix;
  }
  item.flags |= kInLane;
  ++lane.size;
  ++count_;
  if (at == 0 && lane.head == ix) refresh(item.signature);
}

void Lanes::leave(ItemIx ix) {
  Item& item = items_[ix];
  auto& lanes = lanes_[item.signature];
  const std::uint32_t wanted = urgency(item);
  std::size_t at = 0;
  while (lanes[at].urgency != wanted) ++at;
  Lane& lane = lanes[at];
  const ItemIx prev = item.prev;
  const ItemIx next = item.next;
  if (prev == kNone) {
    lane.head = next;
  } else {
    items_[prev].next = next;
  }
  if (next == kNone) {
    lane.tail = prev;
  } else {
    items_[next].prev = prev;
  }
  item.prev = kNone;
  item.next = kNone;
  item.flags &= static_cast<std::uint8_t>(~kInLane);
  --lane.size;
  --count_;
  const bool first = at == 0 && prev == kNone;
  if (lane.size == 0) lanes.erase(lanes.begin() + static_cast<std::ptrdiff_t>(at));
  if (first) refresh(item.signature);
}

std::size_t Lanes::memory_bytes() const {
  std::size_t bytes = head_keys_.memory_bytes() + (filled_.capacity() + summary_.capacity()) * 8;
  for (const auto& lanes : lanes_) bytes += sizeof(lanes) + lanes.capacity() * sizeof(Lane);
  return bytes;
}

}  // namespace uniselector::match
