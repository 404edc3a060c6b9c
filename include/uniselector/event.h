// Event: what the engine tells the host, in causal order, each with its cause.
//
//   engine.poll([](const uniselector::Event& e) {
//     if (e.kind == uniselector::EventKind::kOffered) ring(e.agent, e.interaction);
//   });
//
// The texts are views into the engine and are good until the listener returns, whatever it does
// meanwhile; copy what you keep. They are the names as they were when it happened. `sequence`
// counts from 1 without gaps over the life of an engine.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

#include <uniselector/types.h>

namespace uniselector {

struct Event {
  std::uint64_t sequence = 0;
  Time time{};
  EventKind kind{};
  Reason reason = Reason::kNone;
  EndReason end_reason = EndReason::kNone;  ///< kEnded
  Presence presence = Presence::kOffline;   ///< kPresenceChanged: the new one
  std::uint64_t cause = 0;  ///< number of the command or timer step that caused it, from 1
  std::string_view interaction{};
  std::string_view agent{};
  std::string_view queue{};  ///< kMoved: the new queue
  std::string_view channel{};
  /// Offer id, unique over the life of an engine; 0 none. Answers to the offer may name it.
  std::uint64_t offer = 0;
  std::uint64_t assignment = 0;  ///< assignment id, likewise
  /// kOffered, kAssigned, kEnded (unanswered): time since first waiting, credit apart. kCompleted:
  /// talk time. kClosed: wrap-up time. kOfferAccepted and other ends of an offer: how long it
  /// lived.
  Duration duration{};
  Time expires{};           ///< kOffered: when it times out
  int priority = 0;         ///< kQueued, kMoved, kUpdated, kRelaxed: base priority
  int step = 0;             ///< kRelaxed: which step of the plan, from 1
  std::string_view note{};  ///< disposition of kEnded, or the text of a limit's action
};

/// One line: time, kind, and the fields that are set.
UNISELECTOR_API std::string to_string(const Event& event);
UNISELECTOR_API std::ostream& operator<<(std::ostream& out, const Event& event);

}  // namespace uniselector
