// The state of an item in its hot record: the public enumeration plus one, so that 0 is a free
// slot.
#pragma once

#include <uniselector/types.h>

#include "match/item.h"

namespace uniselector::engine {

inline InteractionState state_of(const match::Item& item) {
  return static_cast<InteractionState>(item.state - 1);
}
inline void set_state(match::Item& item, InteractionState state) {
  item.state = static_cast<std::uint8_t>(static_cast<std::uint8_t>(state) + 1);
}
/// Waiting, or offered while more agents may still be asked: what matching may touch.
inline bool in_queue(const match::Item& item) {
  return item.state != 0 && (state_of(item) == InteractionState::kWaiting ||
                             state_of(item) == InteractionState::kOffered);
}
/// Follows its plan: in its queue, whether or not matching may touch it.
inline bool has_plan(const match::Item& item) {
  return in_queue(item) || (item.state != 0 && state_of(item) == InteractionState::kConnecting);
}

}  // namespace uniselector::engine
