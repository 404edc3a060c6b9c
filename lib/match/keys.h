// The orders of matching, exact and packed. A packed key is a monotone coarsening of the exact order
// in one word: of two different keys the smaller stands in front, equal keys are resolved by the
// exact comparison. Pure functions.
#pragma once

#include <algorithm>
#include <cstdint>

#include "match/facts.h"

namespace uniselector::match {

/// Key of an empty lane or class; larger than any other key.
inline constexpr std::uint64_t kEmptyKey = ~std::uint64_t{0};
inline constexpr int kKeyTimeBits = 52;
inline constexpr std::uint32_t kMaxLoad = 4095;

/// Time in units of 1,024 ns in 52 bits. The offset lets times before 1970 sort (a wait credit at a
/// clock near zero); times outside 1952..2096 are clamped, which only costs exact comparisons.
constexpr std::uint64_t key_time(std::int64_t ns) {
  constexpr std::int64_t kOffset = std::int64_t{1} << 49;
  constexpr std::int64_t kLast = (std::int64_t{1} << kKeyTimeBits) - 2;
  return static_cast<std::uint64_t>(
      std::clamp<std::int64_t>((ns >> 10) + kOffset, 0, kLast));
}

/// Lanes of a signature sort by this number: expedited first, then priority high to low.
constexpr std::uint16_t urgency(bool expedited, int priority) {
  return static_cast<std::uint16_t>((expedited ? 0 : 2048) + (kPriorityLimit - priority));
}
inline std::uint16_t urgency(const Item& item) {
  return urgency((item.flags & kExpedited) != 0, item.priority);
}
constexpr bool is_expedited(std::uint16_t urgency) { return urgency < 2048; }
constexpr int priority_of(std::uint16_t urgency) { return kPriorityLimit - (urgency & 2047); }

constexpr std::uint64_t lane_key(std::uint16_t urgency, std::int64_t virtual_start) {
  return (std::uint64_t{urgency} << kKeyTimeBits) | key_time(virtual_start);
}
constexpr std::uint64_t idle_key(std::uint32_t load, std::int64_t idle_since) {
  return (std::uint64_t{load} << kKeyTimeBits) | key_time(idle_since);
}

/// Order of submission, modulo 2^32.
constexpr bool earlier_sequence(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b) < 0;
}
/// Order within one lane.
inline bool older(const Item& a, const Item& b) {
  if (a.virtual_start != b.virtual_start) return a.virtual_start < b.virtual_start;
  return earlier_sequence(a.sequence, b.sequence);
}

/// Points that ageing has added by `now`: whole points only, at most ageing_max.
constexpr std::int64_t ageing_points(const SignatureInfo& info, std::int64_t virtual_start,
                                     std::int64_t now) {
  if (info.ageing_ns_per_point <= 0 || now <= virtual_start) return 0;
  return std::min<std::int64_t>((now - virtual_start) / info.ageing_ns_per_point,
                                info.ageing_max);
}

/// The exact place of an item among all that wait, for one agent.
struct ItemPlace {
  std::int32_t rank = 0;
  bool expedited = false;
  std::int64_t priority = 0;  ///< effective
  std::int64_t virtual_start = 0;
  std::uint32_t sequence = 0;

  friend constexpr bool operator<(const ItemPlace& a, const ItemPlace& b) {
    if (a.rank != b.rank) return a.rank < b.rank;
    if (a.expedited != b.expedited) return a.expedited;
    if (a.priority != b.priority) return a.priority > b.priority;
    if (a.virtual_start != b.virtual_start) return a.virtual_start < b.virtual_start;
    return earlier_sequence(a.sequence, b.sequence);
  }
};
inline ItemPlace place_of(const Item& item, const SignatureInfo& info, std::int32_t rank,
                          std::int64_t now) {
  return {rank, (item.flags & kExpedited) != 0,
          item.priority + ageing_points(info, item.virtual_start, now), item.virtual_start,
          item.sequence};
}

/// The exact place of an agent in the longest-idle order.
struct IdlePlace {
  std::uint32_t load = 0;
  std::int64_t idle_since = 0;
  AgentIx agent = kNone;
  friend constexpr auto operator<=>(const IdlePlace&, const IdlePlace&) = default;
};

}  // namespace uniselector::match
