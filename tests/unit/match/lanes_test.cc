// Lanes against a sorted list: whatever enters and leaves in whatever order, the head of a
// signature is its most urgent, earliest item, and its packed key says so.
#include "match/lanes.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "base/prng.h"
#include "support/catch.h"

namespace uniselector::match {
namespace {

auto exact_key(const Item& item) {
  return std::tuple((item.flags & kExpedited) == 0, -item.priority, item.virtual_start,
                    item.sequence);
}

TEST_CASE("the head is the most urgent item, in any order of coming and going", "[lanes]") {
  base::Prng prng(11);
  base::HugeVector<Item> items;
  Lanes lanes(items);
  constexpr SignatureIx kSignatures = 70;  // more than one word of filled bits
  for (SignatureIx s = 0; s < kSignatures; ++s) lanes.add_signature();
  for (std::uint32_t i = 0; i < 400; ++i) {
    Item item;
    item.sequence = i;
    items.push_back(item);
  }
  std::vector<ItemIx> inside;
  std::vector<ItemIx> outside(items.size());
  for (ItemIx i = 0; i < items.size(); ++i) outside[i] = i;

  for (int step = 0; step < 20'000; ++step) {
    const bool enter = !outside.empty() && (inside.empty() || prng.below(2) == 0);
    auto& from = enter ? outside : inside;
    const auto at = static_cast<std::ptrdiff_t>(prng.below(from.size()));
    const ItemIx ix = from[static_cast<std::size_t>(at)];
    from.erase(from.begin() + at);
    Item& item = items[ix];
    if (enter) {
      // Few distinct values, so that ties in time and urgency are common; some differ by less than
      // a packed key can tell.
      item.signature = static_cast<SignatureIx>(prng.below(kSignatures));
      item.priority = static_cast<std::int16_t>(static_cast<int>(prng.below(12)) - 6);
      item.virtual_start = static_cast<std::int64_t>(prng.below(6000)) - 3000;
      item.flags = prng.below(8) == 0 ? kExpedited : 0;
      lanes.enter(ix);
      inside.push_back(ix);
    } else {
      lanes.leave(ix);
      outside.push_back(ix);
    }
    REQUIRE(lanes.count() == inside.size());
    const SignatureIx s = item.signature;
    ItemIx best = kNone;
    for (const ItemIx other : inside) {
      if (items[other].signature != s) continue;
      if (best == kNone || exact_key(items[other]) < exact_key(items[best])) best = other;
    }
    const bool filled = (lanes.filled()[s / 64] >> (s % 64) & 1U) != 0;
    REQUIRE(filled == (best != kNone));
    REQUIRE(lanes.empty(s) == (best == kNone));
    REQUIRE(lanes.head_key(s) == (best == kNone ? kNoKey : packed_key(items[best])));
    if (best != kNone) REQUIRE(lanes.head(s) == best);
  }
}

TEST_CASE("a packed key never contradicts the exact order", "[lanes]") {
  base::Prng prng(12);
  for (int i = 0; i < 20'000; ++i) {
    Item a;
    Item b;
    for (Item* item : {&a, &b}) {
      item->priority = static_cast<std::int16_t>(static_cast<int>(prng.below(2001)) - 1000);
      item->virtual_start = static_cast<std::int64_t>(prng.next_u64() >> 2) - (1LL << 60);
      item->flags = prng.below(2) == 0 ? kExpedited : 0;
    }
    if (packed_key(a) < packed_key(b)) REQUIRE(exact_key(a) < exact_key(b));
  }
}

TEST_CASE("submission order holds when its number wraps around", "[lanes]") {
  Item first;
  Item second;
  first.sequence = 0xffffffffU;
  second.sequence = 0;
  CHECK(earlier(first, second));
  CHECK_FALSE(earlier(second, first));
}

}  // namespace
}  // namespace uniselector::match
