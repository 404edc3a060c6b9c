// The nouns of the field as plain values: attributes, requirements, states and reasons.
//
// One name for one thing: the words here are the words in YAML, events, C and Python (an enumerator
// kNotReady reads "not_ready" in text). Values only; no threads, no ownership.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <uniselector/export.h>
#include <uniselector/time.h>

namespace uniselector {

/// A typed value of an attribute: bool, integer, real number or text (at most 4 KiB).
using AttributeValue = std::variant<bool, std::int64_t, double, std::string>;
/// Attributes by name, ordered by name so that every walk over them is deterministic.
using Attributes = std::map<std::string, AttributeValue, std::less<>>;

/// "true", "42", "2.5" or the text itself.
UNISELECTOR_API std::string to_string(const AttributeValue& value);

/// How a condition compares. A missing skill or attribute fails every one but kNotEqual and
/// kAbsent.
enum class Operator : std::uint8_t {
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kPresent,
  kAbsent,
};

/// "the agent's level of `skill` is at least 3", optionally for a limited time only.
struct SkillCondition {
  std::string skill;
  Operator op = Operator::kGreaterOrEqual;
  int level = 1;
  /// The condition is dropped this long after entry into the queue; none keeps it for ever.
  std::optional<Duration> expires_after{};
  /// While the condition is in force the interaction stands in front of all that are not expedited.
  bool expedite = false;
  /// CEL over the interaction (docs/cel.md): it is asked for only where this holds; empty: always.
  std::string when{};

  friend bool operator==(const SkillCondition&, const SkillCondition&) = default;
};

/// "the agent's attribute `attribute` equals this value". The built-in attribute `id` is the
/// agent's own id.
struct AttributeCondition {
  std::string attribute;
  Operator op = Operator::kEqual;
  AttributeValue value{true};
  std::optional<Duration> expires_after{};
  bool expedite = false;
  std::string when{};  ///< as of SkillCondition

  friend bool operator==(const AttributeCondition&, const AttributeCondition&) = default;
};

/// A condition in CEL over the agent and the interaction: "agent.skills.refunds >= 3 ||
/// agent.site == attributes.site". Where it fails to evaluate, it does not hold.
struct ExpressionCondition {
  std::string expression;
  std::string name{};  ///< for RelaxStep::drop; may be empty
  std::optional<Duration> expires_after{};
  bool expedite = false;

  friend bool operator==(const ExpressionCondition&, const ExpressionCondition&) = default;
};

/// What an agent must have to get an interaction: all conditions hold. At most 64. Levels are those
/// of the skill: 1..100 unless it is configured.
struct Requirement {
  std::vector<SkillCondition> skills{};
  std::vector<AttributeCondition> attributes{};
  std::vector<ExpressionCondition> expressions{};

  bool empty() const { return skills.empty() && attributes.empty() && expressions.empty(); }
  friend bool operator==(const Requirement&, const Requirement&) = default;
};

/// One step of a relaxation plan: what changes once an interaction has been `after` in its queue.
/// Within a step the order is: set (replace all), drop, lower, add, then move.
/// Of a skill with SkillConfig::best_low a "minimum" is the highest level that may serve, and to
/// lower it means to let higher ones in, up to the highest of the skill.
struct RelaxStep {
  Duration after{};                  ///< 0..36,500 days, no less than the step before it
  std::optional<Requirement> set{};  ///< replaces the whole requirement
  std::vector<std::string> drop{};   ///< names whose conditions go away, at most 64
  /// CEL over the interaction and the queues: the step waits until this holds, and with it those
  /// behind it; asked again every second. Empty: always holds.
  std::string when{};
  std::map<std::string, int> lower{};  ///< skill -> new minimum level (never raises it), at most 64
  std::optional<int> lower_all_by{};   ///< every minimum lowered by this, not below 1
  Requirement add{};                   ///< conditions added or, for a named skill, replaced
  std::optional<int> priority{};       ///< new base priority, -1000..1000
  std::string overflow{};              ///< queue to move to; empty stays

  friend bool operator==(const RelaxStep&, const RelaxStep&) = default;
};

enum class InteractionState : std::uint8_t {
  kScheduled,  ///< until its time, or held until activated
  kWaiting,
  kOffered,
  kConnecting,  ///< accepted in two phases, media joining
  kActive,
  kWrapping,
  kEnded,
};

enum class EndReason : std::uint8_t {
  kNone,
  kCompleted,
  kAbandoned,
  kCancelled,
  kExpired,
  kOverflowed,
  kDeflected,
};

enum class Presence : std::uint8_t { kOffline, kReady, kNotReady, kDraining };

enum class AgentKind : std::uint8_t { kHuman, kBot };

/// How an offer ended; kPending while it lives.
enum class OfferOutcome : std::uint8_t {
  kPending,
  kAccepted,
  kDeclined,
  kMissed,
  kDeviceFailed,
  kRevoked,
};

/// Why something happened, where more than one cause is possible.
enum class Reason : std::uint8_t {
  kNone,
  kOtherAccepted,
  kAbandoned,
  kCancelled,
  kMoved,      ///< the interaction was moved or its requirement changed
  kAgentLeft,  ///< not ready, draining, offline, or out of the queue
  kCapacityLost,
  kMissed,
  kDeclined,
  kDeviceFailed,
  kUnassigned,
  kExpired,    ///< time to live, or a requirement's own time
  kIdle,       ///< logged out after too long without work
  kRequested,  ///< by command of the host
  kLengthLimit,
  kWaitLimit,
  kClosed,
  kRelaxation,
  kSchedule,
  kTransfer,
  kCompleted,
};

/// How the agent for an interaction is chosen among those who may take it.
enum class Preference : std::uint8_t {
  kLongestIdle,    ///< lowest load ratio, then earliest idle-since, then order of definition
  kMostIdle,       ///< as longest idle, ignoring load
  kMostSkilled,    ///< highest sum of levels of the required skills, then longest idle
  kLeastSkilled,   ///< lowest such sum that suffices, then longest idle
  kRoundRobin,     ///< next in order of definition after the one last offered by this queue
  kLeastOccupied,  ///< lowest busy share of logged-in time, then longest idle
  kFewestOpen,     ///< fewest open interactions, then longest idle
  kFewestHandled,  ///< fewest assignments since login, then longest idle
  kFixedOrder,     ///< order of definition
  kRandom,         ///< stable hash of (seed, interaction, agent): uniform and replayable
  kScore,          ///< highest value of an expression over the agent, then longest idle
};

enum class EventKind : std::uint8_t {
  kSubmitted,
  kScheduled,
  kActivationDue,  ///< its time came; the host decides with `activate`
  kQueued,         ///< entered a queue and waits or is matched in the same step
  kRequeued,       ///< back in line after an offer or assignment, original times kept
  kRelaxed,        ///< a relaxation step or the end of a timed condition took effect
  kMoved,          ///< to another queue
  kLimitReached,   ///< a limit of the queue fired; `reason` names it
  kUpdated,
  kOffered,
  kOfferAccepted,
  kOfferDeclined,
  kOfferMissed,
  kOfferFailed,
  kOfferRevoked,
  kAssigned,
  kCompleted,  ///< the talk is over, wrap-up runs
  kClosed,     ///< the assignment is over and its capacity free
  kUnassigned,
  kEnded,  ///< the interaction is over; `end_reason` says how
  kPresenceChanged,
  kAgentUpdated,
  kConfigured,
  kClassified,  ///< rules chose the queue or added to what the host gave; `note`: the last that
                ///< applied
  kRuleFailed,  ///< a rule could not be evaluated; `note` says which and why
};

UNISELECTOR_API std::string_view to_string(Operator value);
UNISELECTOR_API std::string_view to_string(InteractionState value);
UNISELECTOR_API std::string_view to_string(EndReason value);
UNISELECTOR_API std::string_view to_string(Presence value);
UNISELECTOR_API std::string_view to_string(AgentKind value);
UNISELECTOR_API std::string_view to_string(OfferOutcome value);
UNISELECTOR_API std::string_view to_string(Reason value);
UNISELECTOR_API std::string_view to_string(Preference value);
UNISELECTOR_API std::string_view to_string(EventKind value);

/// The enumerator with this text, if any. T is one of the enumerations above.
template <class T>
std::optional<T> from_string(std::string_view text);

#define UNISELECTOR_FROM_STRING(T) \
  template <>                      \
  UNISELECTOR_API std::optional<T> from_string<T>(std::string_view text)
UNISELECTOR_FROM_STRING(Operator);
UNISELECTOR_FROM_STRING(InteractionState);
UNISELECTOR_FROM_STRING(EndReason);
UNISELECTOR_FROM_STRING(Presence);
UNISELECTOR_FROM_STRING(AgentKind);
UNISELECTOR_FROM_STRING(OfferOutcome);
UNISELECTOR_FROM_STRING(Reason);
UNISELECTOR_FROM_STRING(Preference);
UNISELECTOR_FROM_STRING(EventKind);
#undef UNISELECTOR_FROM_STRING

}  // namespace uniselector
