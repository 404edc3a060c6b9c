// Views: what the engine answers when asked about an interaction, an agent, a queue or a
// table.
//
// Copies taken between commands; they do not change afterwards. Waits and durations are measured to
// the engine's `now()`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <uniselector/types.h>

namespace uniselector {

struct Note {
  Time time{};
  std::string text;
};

struct AssignmentView {
  std::uint64_t id = 0;
  std::string agent;
  Time assigned{};
  std::optional<Time> completed{};
  std::optional<Time> closed{};
};

struct OfferView {
  std::uint64_t id = 0;
  std::string interaction;
  std::string agent;
  int cost = 1;
  Time offered{};
  Time expires{};
};

struct InteractionView {
  std::string id;
  InteractionState state = InteractionState::kWaiting;
  EndReason end_reason = EndReason::kNone;
  std::string queue;
  std::string channel;
  int priority = 0;               ///< base priority
  double effective_priority = 0;  ///< with ageing
  bool expedited = false;
  Time submitted{};
  Time enqueued{};  ///< first became waiting in this episode
  Duration credit{};
  Duration wait{};  ///< now (or the end of waiting) minus enqueued; 0 while scheduled
  std::optional<Time> scheduled_at{};
  std::optional<std::size_t> position{};  ///< 1 = next in its queue; none unless waiting or offered
  int step = 0;                           ///< relaxation steps taken in this queue
  Requirement requirement{};              ///< in force now
  std::uint64_t version = 1;              ///< grows with every update
  int unassigns = 0;
  Attributes attributes{};
  std::string customer{};
  std::string disposition{};
  std::vector<Note> notes{};
  std::vector<OfferView> offers{};  ///< live ones
  std::vector<AssignmentView> assignments{};
};

struct AgentView {
  std::string id;
  AgentKind kind = AgentKind::kHuman;
  Presence presence = Presence::kOffline;
  std::string presence_reason{};
  std::map<std::string, int> skills{};
  Attributes attributes{};  ///< with the built-in `id`
  std::vector<std::string> queues{};
  std::map<std::string, int> load{};  ///< items per channel: offered, active or wrapping
  int used_units = 0;
  double load_ratio = 0;
  Time idle_since{};
  std::vector<OfferView> offers{};
  std::vector<std::string> interactions{};  ///< assigned, in order of assignment
  std::uint64_t version = 1;
  std::uint64_t handled = 0;  ///< assignments closed since login
  Duration occupied{};        ///< time with at least one item since login
  Duration logged_in{};
};

/// Counters of one queue, or of one channel within it.
///
/// An entry is a submit, a move or transfer to the queue, or an activation; going back in line
/// after an offer or an assignment is none. Each entry ends in one of answered, abandoned or left,
/// the first that happens: offered = answered + abandoned + left + those that wait unanswered. So
/// an interaction that an agent gives back is not answered twice, and a transfer by the agent who
/// answered it is no `left`. The wait of an answer lasts from the enqueue time (over several queues
/// if it moved) to the assignment; after a talk or a hold it begins with the end of that.
struct QueueMetrics {
  std::uint64_t offered = 0;  ///< entries
  std::uint64_t answered = 0;
  std::uint64_t answered_in_target = 0;
  std::uint64_t abandoned = 0;        ///< all abandons from the queue
  std::uint64_t short_abandoned = 0;  ///< of these, within the short-abandon threshold
  /// Rules that could not be evaluated for the queue or an interaction in it.
  std::uint64_t rule_failures = 0;
  std::uint64_t left = 0;  ///< moved, transferred, cancelled, expired or deflected unanswered
  Duration answer_wait{};  ///< sum over answered
  Duration wait_p50{}, wait_p90{}, wait_p99{}, wait_max{};  ///< of answered, within 1.6 %
  Duration talk{};  ///< sum of talk time of completed assignments
  /// answered_in_target / (answered + abandoned - short_abandoned); 1 when nothing counts.
  double service_level() const {
    const std::uint64_t base = answered + abandoned - short_abandoned;
    return base == 0 ? 1.0 : static_cast<double>(answered_in_target) / static_cast<double>(base);
  }
  /// Average speed of answer: mean wait of answered.
  Duration asa() const {
    return answered == 0 ? Duration{} : answer_wait / static_cast<std::int64_t>(answered);
  }
};

/// What became of the decisions of a table since the configuration brought it, see TableConfig.
/// Expressions about agents are evaluated once for all agents that are alike, not for each offer.
struct TableView {
  std::string id;
  std::vector<std::string>
      versions{};  ///< hashes of their contents and the id: another content, another hash
  std::uint64_t decided = 0;  ///< by rows
  std::uint64_t by_default = 0;
  std::uint64_t undecided = 0;  ///< no row matched or no version was in effect
  std::uint64_t failed = 0;
  std::string candidate{};             ///< its version; empty: there is none
  std::uint64_t tried = 0;             ///< decisions left to the candidate
  std::uint64_t compared = 0;          ///< where it ran beside the version in effect
  std::uint64_t different = 0;         ///< of these, with another outcome
  std::uint64_t candidate_failed = 0;  ///< of these, that it could not decide
  struct Difference {
    std::string row{};        ///< that decided, by its id or number; empty: none
    std::string candidate{};  ///< that would have
    std::uint64_t count = 0;
  };
  std::vector<Difference> differences{};  ///< at most 10,000; further ones are in `different`
};

/// What a table says, for a host that asks it.
struct TableAnswer {
  std::string outcome{};            ///< decided, default, no_decision, not_in_effect or failed
  std::string version{};            ///< as in TableView; empty: none is in effect
  bool candidate = false;           ///< the candidate decided
  std::vector<std::string> rows{};  ///< that decided, by id or number
  /// Outputs by name: one result, with a list policy one a row. A null is left out; a value that no
  /// attribute can be (a duration, a list) is its text as the language writes it.
  std::vector<Attributes> results{};
  std::string failure{};  ///< of failed: why
};

struct QueueView {
  std::string id;
  std::size_t waiting = 0;  ///< waiting, offered or connecting
  std::size_t active = 0;   ///< active or wrapping
  Duration longest_wait{};
  std::map<int, std::size_t> waiting_by_priority{};
  /// Expected wait of an arrival of this priority now: (items in front + 1) x mean talk and wrap-up
  /// so far / agents logged in who are members; none before the first completed assignment or
  /// with nobody logged in.
  std::map<int, Duration> expected_wait_by_priority{};
  QueueMetrics metrics{};
  std::map<std::string, QueueMetrics> channels{};
};

}  // namespace uniselector
