// The dense indexes behind the names: what the core calculates with instead of text.
#pragma once

#include <cstdint>

namespace uniselector::model {

using AgentIx = std::uint32_t;
using ItemIx = std::uint32_t;       ///< slot of a live interaction
using ClassIx = std::uint32_t;      ///< agents that are alike in everything that is fixed
using SignatureIx = std::uint32_t;  ///< queue, channel and stage of a plan
using PlanIx = std::uint32_t;       ///< a requirement with its relaxation, for a queue and channel
using ChannelIx = std::uint8_t;
using QueueIx = std::uint16_t;

inline constexpr std::uint32_t kNone = 0xffffffffU;
inline constexpr QueueIx kNoQueue = 0xffffU;
inline constexpr int kMaxChannels = 16;
inline constexpr int kMaxQueues = 20'000;
inline constexpr int kPriorityLimit = 1000;  ///< priorities lie in -1000..1000

/// A slot and the generation it had: the handle of a record that may be gone by now. As a number it
/// is never 0 for a record that exists or existed.
struct Ref {
  std::uint32_t slot = kNone;
  std::uint32_t generation = 0;

  static constexpr Ref from(std::uint64_t number) {
    if (number == 0) return {};
    return {static_cast<std::uint32_t>(number) - 1, static_cast<std::uint32_t>(number >> 32)};
  }
  constexpr std::uint64_t number() const {
    return slot == kNone ? 0 : (static_cast<std::uint64_t>(generation) << 32) | (slot + 1U);
  }
  friend constexpr bool operator==(Ref, Ref) = default;
};

}  // namespace uniselector::model
