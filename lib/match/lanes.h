// The waiting side: per signature one lane for each urgency in use, each lane in order of virtual
// start. The best item of a signature is the head of its first lane; its key is kept packed in an
// array of eight bytes a signature, which is all that a search reads. Single-threaded.
//
// The packed key is a coarsening of the exact order (expedited, priority, virtual start in 2 us,
// nothing of the sequence): smaller is more urgent, and equal keys must be compared exactly.
#pragma once

#include <cstdint>
#include <vector>

#include "base/huge_vector.h"
#include "base/prefetch.h"
#include "match/item.h"

namespace uniselector::match {

inline constexpr std::uint64_t kNoKey = ~std::uint64_t{0};

/// True when `a` stands in front of `b` among items of equal urgency.
inline bool earlier(const Item& a, const Item& b) {
  if (a.virtual_start != b.virtual_start) return a.virtual_start < b.virtual_start;
  return static_cast<std::int32_t>(a.sequence - b.sequence) < 0;
}

/// Not expedited last, then high priority first: 0 is the most urgent, 12 bits.
inline std::uint32_t urgency(const Item& item) {
  const std::uint32_t expedited = (item.flags & kExpedited) != 0 ? 0 : 1U << 11;
  return expedited | static_cast<std::uint32_t>(kPriorityLimit - item.priority);
}

inline std::uint64_t packed_time(std::int64_t ns) {
  return static_cast<std::uint64_t>((ns >> 11) + (std::int64_t{1} << 51)) &
         ((std::uint64_t{1} << 52) - 1);
}

inline std::uint64_t packed_key(const Item& item) {
  return (static_cast<std::uint64_t>(urgency(item)) << 52) | packed_time(item.virtual_start);
}

class Lanes {
 public:
  struct Lane {
    std::uint32_t urgency = 0;
    std::uint32_t size = 0;
    ItemIx head = kNone;
    ItemIx tail = kNone;
  };

  explicit Lanes(base::HugeVector<Item>& items) : items_(items) {}

  void add_signature();
  void enter(ItemIx item);
  void leave(ItemIx item);
  std::uint64_t count() const { return count_; }

  /// Packed key of the best item of a signature; kNoKey when nothing waits there.
  std::uint64_t head_key(SignatureIx signature) const { return head_keys_[signature]; }
  ItemIx head(SignatureIx signature) const { return lanes_[signature][0].head; }
  /// The lanes with items, most urgent first.
  const std::vector<Lane>& of(SignatureIx signature) const { return lanes_[signature]; }
  bool empty(SignatureIx signature) const { return lanes_[signature].empty(); }

  /// A hint that an item of the signature is about to enter.
  void expect(SignatureIx signature, bool soon) const {
    if (!soon) return base::prefetch(&lanes_[signature]);
    base::prefetch(lanes_[signature].data());
  }

  /// Signatures with items as bits, with one bit of `summary` for each word that is not zero.
  const std::vector<std::uint64_t>& filled() const { return filled_; }
  const std::vector<std::uint64_t>& summary() const { return summary_; }
  std::uint32_t filled_count() const { return filled_count_; }
  std::size_t memory_bytes() const;

 private:
  void refresh(SignatureIx signature);

  base::HugeVector<Item>& items_;
  std::vector<std::vector<Lane>> lanes_;  ///< by signature
  base::HugeVector<std::uint64_t> head_keys_;
  std::vector<std::uint64_t> filled_;
  std::vector<std::uint64_t> summary_;
  std::uint32_t filled_count_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace uniselector::match
