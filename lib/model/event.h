// CoreEvent: an event as the core writes it, one cache line, with indexes for names.
#pragma once

#include <cstdint>
#include <type_traits>

#include <uniselector/types.h>

#include "model/ids.h"

namespace uniselector::model {

struct CoreEvent {
  std::int64_t time = 0;
  std::uint64_t cause = 0;        ///< number of the command or timer step
  std::uint64_t interaction = 0;  ///< Ref::number, 0 none
  std::uint64_t record = 0;       ///< offer or assignment, Ref::number, 0 none
  std::int64_t duration = 0;
  std::int64_t expires = 0;  ///< kOffered: ns; other kinds: index of a text + 1, 0 none
  AgentIx agent = kNone;
  QueueIx queue = kNoQueue;
  ChannelIx channel = 0xff;
  EventKind kind{};
  Reason reason = Reason::kNone;
  EndReason end_reason = EndReason::kNone;
  Presence presence = Presence::kOffline;
  std::uint8_t reserved = 0;
  std::int16_t priority = 0;
  std::uint16_t step = 0;
};
static_assert(sizeof(CoreEvent) == 64 && std::is_trivially_copyable_v<CoreEvent>);

}  // namespace uniselector::model
