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
  enum class Then : std::uint8_t { kCancel, kOverflow, kDeflect, kNotify };
  Then then = Then::kCancel;
  std::string queue{};            ///< kOverflow: where to
  std::optional<int> priority{};  ///< kOverflow: new base priority, -1000..1000
  Requirement add{};              ///< kOverflow: conditions added
  std::string note{};             ///< kept with the interaction; kDeflect: where to (voicemail)

  friend bool operator==(const LimitAction&, const LimitAction&) = default;
};

struct QueueConfig {
  std::string id;
  int priority = 0;              ///< of interactions that bring none, -1000..1000
  double ageing_per_minute = 0;  ///< priority gained per minute waited, 0..1000
  int ageing_max = 0;            ///< most that ageing adds, 0..2000
  Requirement require{};
  std::vector<RelaxStep> relax{};  ///< in order of time; at most 64 together with `wait`
  Preference prefer = Preference::kLongestIdle;
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
  /// Agents without work for this long, 1 s..366 days, go offline.
  std::optional<Duration> idle_logout{};
  Limits limits{};

  friend bool operator==(const Center&, const Center&) = default;
};

}  // namespace uniselector
