// Command: everything that can happen to the core, as one value in a fixed shape. Names are already
// indexes and handles here; texts and lists stay with the caller and are only read during the call.
#pragma once

#include <cstdint>
#include <string_view>

#include <uniselector/requests.h>

#include "model/ids.h"

namespace uniselector::model {

enum class CommandKind : std::uint8_t {
  kAdvance,  ///< time passes
  kSubmit,
  kActivate,
  kUpdate,  ///< interaction
  kAbandon,
  kCancel,
  kTransfer,
  kAccept,
  kDecline,
  kFailConnect,
  kConnected,
  kComplete,
  kClose,
  kUnassign,
  kPresence,
  kUpdateAgent,
};

struct Command {
  CommandKind kind = CommandKind::kAdvance;
  ChannelIx channel = 0;          ///< submit
  QueueIx queue = kNoQueue;       ///< submit, transfer
  AgentIx agent = kNone;          ///< offers, presence, update agent
  std::int64_t time = 0;          ///< ns; earlier than the latest seen counts as that
  std::uint64_t interaction = 0;  ///< Ref::number of the interaction
  PlanIx plan = kNone;            ///< submit: an interned plan; kNone: the request's or queue's
  std::int32_t priority = 0;
  bool has_priority = false;  ///< else the queue's
  bool keep_record = false;   ///< submit: keep notes, assignments and times for questions
  bool flag = false;          ///< unassign: hold
  Presence presence = Presence::kOffline;
  std::uint64_t offer = 0;     ///< offers: Ref::number of the one that is meant; 0 the live one
  std::int64_t duration = -1;  ///< submit: credit; decline: retry after; close: at; -1 none
  const SubmitRequest* submit = nullptr;
  const InteractionUpdate* update = nullptr;
  const AgentUpdate* update_agent = nullptr;
  std::string_view text{};  ///< disposition; presence reason
  std::string_view note{};
};

}  // namespace uniselector::model
