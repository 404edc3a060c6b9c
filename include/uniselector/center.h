// Center: a whole configuration as plain values, the same shape as a configuration file.
//
// Files and dictionaries are read into this (docs/configuration.md lists every key); a host may as
// well fill it in code. Nothing here is checked until `Engine::configure`, which answers with every
// complaint and changes nothing if there is one. Order of definition matters where the contract
// says so (ties between agents). Unless they say otherwise, durations are 0..30 days, timeouts 1 ms
// at least. Values only.
//
//   uniselector::Center center;
//   center.queues.push_back({.id = "care"});
//   center.agents.push_back({.id = "ana", .queues = {{.queue = "care"}}, .capacity = ...});
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <uniselector/table.h>
#include <uniselector/types.h>

namespace uniselector {

/// What missing, declining or failing an offer costs the agent.
struct OfferPenalty {
  enum class Then : std::uint8_t { kNone, kCoolDown, kNotReady, kLogout };
  Then then = Then::kNone;
  int after = 1;         ///< 1..1000 in a row; becoming ready or answering clears the count
  Duration cool_down{};  ///< with kCoolDown: no offers to the agent for 1 ms..30 days

  friend bool operator==(const OfferPenalty&, const OfferPenalty&) = default;
};

struct ChannelConfig {
  std::string id;
  Duration offer_timeout = std::chrono::seconds(20);
  Duration wrap_up{};                    ///< fixed wrap-up after complete; 0 closes at once
  bool wrap_up_until_released = false;   ///< wrap-up lasts until the host closes
  bool two_phase = false;                ///< accept, then connected or fail_connect
  std::optional<OfferPenalty> missed{};  ///< default: `voice` not ready, others nothing
  OfferPenalty declined{};
  OfferPenalty failed{};
  Duration decline_cool_down = std::chrono::seconds(10);
  Duration min_offer_gap = std::chrono::seconds(1);  ///< between offers of one item to one agent
  bool offers_survive_leaving = false;  ///< an agent who leaves may still answer his live offers
  bool requeue_when_offline = false;    ///< running work of an agent gone offline is requeued ...
  Duration agent_grace = std::chrono::seconds(30);  ///< ... after this long

  friend bool operator==(const ChannelConfig&, const ChannelConfig&) = default;
};

struct SkillConfig {
  std::string id;
  int min_level = 1;  ///< 0..1,000,000, not above max_level
  int max_level = 1;
  bool best_low = false;  ///< 1 is the best level: minimums read as maximums

  friend bool operator==(const SkillConfig&, const SkillConfig&) = default;
};

/// Opening hours: weekly intervals in local time, closed days, and days with their own hours.
struct CalendarConfig {
  struct Interval {
    int from_minute = 0;  ///< minutes after local midnight, 0..1440
    int to_minute = 0;    ///< exclusive, above from_minute

    friend bool operator==(const Interval&, const Interval&) = default;
  };
  std::string id;
  std::string time_zone{};                                   ///< empty: the centre's
  std::vector<std::vector<Interval>> open{};                 ///< seven lists, Monday first
  std::vector<std::string> holidays{};                       ///< "YYYY-MM-DD", closed all day
  std::map<std::string, std::vector<Interval>> overrides{};  ///< date -> its hours

  friend bool operator==(const CalendarConfig&, const CalendarConfig&) = default;
};

/// What an agent can work on at once. A channel that is not listed is one he cannot take.
struct Capacity {
  struct Channel {
    std::string channel;
    int max = 1;   ///< items of this channel at once, 0..65,535
    int cost = 1;  ///< units of the pool one item takes, 0..65,535; only with `units`
    /// CEL over the agent that gives `max` or `cost` in its place; where it fails or is out of
    /// range, the number above holds.
    std::string max_rule{};
    std::string cost_rule{};

    friend bool operator==(const Channel&, const Channel&) = default;
  };
  /// 1..1,000,000, a pool shared by all channels; none: only the maxima bind.
  std::optional<int> units{};
  std::vector<Channel> channels{};

  friend bool operator==(const Capacity&, const Capacity&) = default;
};

struct ProfileConfig {
  std::string id;
  Capacity capacity{};
  int max_offers = 1;  ///< 1..1000

  friend bool operator==(const ProfileConfig&, const ProfileConfig&) = default;
};

struct QueueMembership {
  std::string queue;
  int rank = 1;  ///< 1..1000; 1 first, equal ranks compete by the order of the interactions

  friend bool operator==(const QueueMembership&, const QueueMembership&) = default;
};

struct AgentConfig {
  std::string id;
  AgentKind kind = AgentKind::kHuman;
  std::string profile{};                ///< gives capacity and max_offers unless set here
  std::map<std::string, int> skills{};  ///< skill -> level, at most 4096
  Attributes attributes{};              ///< at most Limits::attributes_per_interaction
  std::vector<QueueMembership> queues{};
  std::optional<Capacity> capacity{};
  std::optional<int> max_offers{};      ///< live offers at once, 1..1000, default 1
  Presence state = Presence::kOffline;  ///< presence when the configuration first names him

  friend bool operator==(const AgentConfig&, const AgentConfig&) = default;
};

/// What a limit does to the interaction that meets it.
struct LimitAction {
  enum class Then : std::uint8_t { kCancel, kOverflow, kDeflect, kNotify, kReclassify };
  Then then = Then::kCancel;
  /// CEL over the interaction and the queues: the limit applies only where this holds. Empty:
  /// always. A failure counts as holding.
  std::string when{};
  Attributes set{};               ///< kReclassify: attributes that change before the rules run
  std::string queue{};            ///< kOverflow: where to
  std::optional<int> priority{};  ///< kOverflow: new base priority, -1000..1000
  Requirement add{};              ///< kOverflow: conditions added
  std::string note{};             ///< kept with the interaction; kDeflect: where to (voicemail)

  friend bool operator==(const LimitAction&, const LimitAction&) = default;
};

/// With Preference::kScore.
struct ScoreConfig {
  /// CEL over the agent and the interaction, a number; agents for whom it fails come last.
  std::string expression{};
  bool lowest_first = false;
  /// Conditions on skills, attributes and expressions do not bind; the score alone tells agents
  /// apart.
  bool bypass_requirements = false;

  friend bool operator==(const ScoreConfig&, const ScoreConfig&) = default;
};

struct QueueConfig {
  std::string id;
  Attributes attributes{};  ///< what classification may ask of a queue
  int priority = 0;         ///< of interactions that bring none, -1000..1000
  /// CEL over the interaction that gives the priority in its place; where it fails or is out of
  /// range, the number above holds.
  std::string priority_rule{};
  double ageing_per_minute = 0;  ///< priority gained per minute waited, 0..1000
  int ageing_max = 0;            ///< most that ageing adds, 0..2000
  Requirement require{};
  std::vector<RelaxStep> relax{};  ///< in order of time; at most 64 together with `wait`
  Preference prefer = Preference::kLongestIdle;
  ScoreConfig score{};                      ///< with Preference::kScore
  std::uint64_t random_seed = 1;            ///< with Preference::kRandom
  bool open_pool = false;                   ///< every agent is a member
  std::optional<Duration> offer_timeout{};  ///< else the channel's
  int offers_at_once = 1;                   ///< broadcast to this many agents at once, 1..1000
  std::optional<int> max_unassigns{};       ///< 0..1000, default 3
  std::optional<Duration> time_to_live{};   ///< 1 ms..36,500 days
  std::string calendar{};
  std::optional<LimitAction> closed{};  ///< entry while the calendar says closed
  struct LengthLimit {
    int max = 0;  ///< waiting items that may be ahead, 0..100,000,000
    LimitAction action{};
    friend bool operator==(const LengthLimit&, const LengthLimit&) = default;
  };
  std::optional<LengthLimit> length{};
  struct WaitLimit {
    Duration max{};  ///< 1 ms..36,500 days, more than the limit before it
    LimitAction action{};
    /// kOverflow to the same queue changes priority or requirement in place.
    friend bool operator==(const WaitLimit&, const WaitLimit&) = default;
  };
  std::vector<WaitLimit> wait{};  ///< each fires once per entry, in order of time
  Duration short_abandon = std::chrono::seconds(5);   ///< 0..1 hour
  Duration answer_within = std::chrono::seconds(20);  ///< service-level target
  double answer_share = 0.8;  ///< share to be answered within it, for reports; above 0, to 1

  friend bool operator==(const QueueConfig&, const QueueConfig&) = default;
};

/// What happens to an interaction on its way to a queue, as one of a list: those whose `when` holds
/// apply in order, up to the first that names a queue. What the host gives with `submit` wins over
/// what rules say.
struct ClassificationRule {
  std::string name{};                   ///< for events
  std::vector<std::string> channels{};  ///< only for these; empty: all
  std::string when{};                   ///< CEL over the interaction; empty: always
  /// A table that decides: of its outputs, `queue` and `priority` stand for the fields below, and
  /// `credit`, a duration. Where it has no decision the next rule is tried.
  std::string table{};
  std::string queue{};  ///< where it goes, by id ...
  /// ... or CEL over `queue` and the interaction: the first queue, in order of definition, for
  /// which it holds; if there is none the next rule is tried ...
  std::string queue_where{};
  struct Share {
    std::string queue;
    double weight = 1;  ///< above 0
    friend bool operator==(const Share&, const Share&) = default;
  };
  /// ... or shares by a stable hash of `split_by`: the same key goes the same way.
  std::vector<Share> split{};
  /// CEL over the interaction; empty: the customer, and the number of the submit where there is
  /// none.
  std::string split_by{};
  std::uint64_t split_seed = 1;
  std::string priority{};            ///< CEL over the interaction: an int, -1000..1000
  std::optional<Duration> credit{};  ///< 0..30 days
  Requirement require{};             ///< added
  std::vector<RelaxStep> relax{};    ///< added

  bool names_queue() const { return !queue.empty() || !queue_where.empty() || !split.empty(); }
  friend bool operator==(const ClassificationRule&, const ClassificationRule&) = default;
};

/// Another table that is tried in the place of a centre's table.
struct TableCandidate {
  rules::TableSource table{};
  double share = 0;  ///< 0..1 of the keys, for which it decides; beside all others it runs too,
                     ///< without effect, and where it differs is counted
  std::string by{};  ///< the key: CEL over the interaction; empty: the customer

  friend bool operator==(const TableCandidate&, const TableCandidate&) = default;
};

/// A decision table of the centre. Every expression may ask it by its name, `tables.ID.OUTPUT`; a
/// table may ask those before it. docs/rules.md says what tables are.
struct TableConfig {
  std::string id{};  ///< a word of the language: letters, digits and _
  /// One or more. Of those in effect the one that begins last decides. All have the same outputs.
  std::vector<rules::TableSource> versions{};
  std::optional<TableCandidate> candidate{};

  friend bool operator==(const TableConfig&, const TableConfig&) = default;
};

/// Upper bounds, all checked; each is an answer (ResourceExhausted), never a crash.
struct Limits {
  std::uint32_t agents = 100'000;                 ///< 1..1,000,000
  std::uint32_t interactions = 1'100'000;         ///< live at once, 1..100,000,000
  std::uint32_t attributes_per_interaction = 64;  ///< and of one agent, 0..4096
  std::uint32_t attribute_bytes = 4096;           ///< one text, notes included, 1..65,536
  std::uint32_t notes_per_interaction = 64;       ///< 0..4096
  /// Ended interactions that can still be asked about, 0..10,000,000.
  std::uint32_t ended_kept = 1024;

  friend bool operator==(const Limits&, const Limits&) = default;
};

struct Center {
  int version = 1;
  std::string id{};
  std::string time_zone = "UTC";
  std::vector<ChannelConfig> channels{};  ///< empty: one channel `voice` with the defaults
  std::vector<SkillConfig> skills{};      ///< skills used but not listed have levels 1..100
  std::vector<CalendarConfig> calendars{};
  std::vector<ProfileConfig> profiles{};
  std::vector<AgentConfig> agents{};
  std::vector<QueueConfig> queues{};
  std::vector<TableConfig> tables{};                 ///< at most 1,000
  std::vector<ClassificationRule> classification{};  ///< at most 10,000
  /// Where interactions go that come without a queue and get none by the rules. Empty: refused.
  std::string fallback_queue{};
  /// Agents without work for this long, 1 s..366 days, go offline.
  std::optional<Duration> idle_logout{};
  Limits limits{};

  friend bool operator==(const Center&, const Center&) = default;
};

}  // namespace uniselector
