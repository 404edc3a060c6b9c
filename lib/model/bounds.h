// Every range and count that a configuration or a request must keep, once: the schema of files, the
// check of configurations made in code and the check of requests all read this table. Durations are
// in nanoseconds. Constants only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include "model/ids.h"

namespace uniselector::model {

/// Both ends belong to it.
struct Range {
  std::int64_t min = 0;
  std::int64_t max = 0;

  constexpr bool holds(std::int64_t value) const { return value >= min && value <= max; }
};

namespace bounds {

inline constexpr std::int64_t kMillisecond = 1'000'000;
inline constexpr std::int64_t kSecond = 1000 * kMillisecond;
inline constexpr std::int64_t kHour = 3600 * kSecond;
inline constexpr std::int64_t kDay = 24 * kHour;
/// The longest duration there is; a time up to kMaxTime plus one of them fits into 64 bits.
inline constexpr std::int64_t kLongest = 36'500 * kDay;

// The centre and its limits.
inline constexpr Range kVersion{1, 1};
inline constexpr Range kIdleLogout{kSecond, 366 * kDay};
inline constexpr Range kAgents{1, 1'000'000};
inline constexpr Range kInteractions{1, 100'000'000};
inline constexpr Range kWaiting{1, 99'000'000};
inline constexpr Range kAttributes{0, 4096};
inline constexpr Range kAttributeBytes{1, 65'536};
inline constexpr Range kNotes{0, 4096};
inline constexpr Range kEndedKept{0, 10'000'000};

// Channels.
inline constexpr Range kOfferTimeout{kMillisecond, 30 * kDay};
inline constexpr Range kWrapUp{0, 30 * kDay};
inline constexpr Range kDeclineCoolDown{0, 30 * kDay};
inline constexpr Range kMinOfferGap{0, 30 * kDay};
inline constexpr Range kAgentGrace{0, 30 * kDay};
inline constexpr Range kPenaltyAfter{1, 1000};
inline constexpr Range kPenaltyCoolDown{kMillisecond, 30 * kDay};

// Skills, profiles and agents.
inline constexpr Range kLevel{0, 1'000'000};
inline constexpr Range kUnlistedLevel{1, 100};  ///< of skills that are used but not listed
inline constexpr Range kMaxOffers{1, 1000};
inline constexpr Range kUnits{1, 1'000'000};
inline constexpr Range kChannelMax{0, 65'535};
inline constexpr Range kChannelCost{0, 32'767};  ///< times kChannelMax fits into 31 bits
inline constexpr Range kRank{1, 1000};

// Queues.
inline constexpr Range kPriority{-kPriorityLimit, kPriorityLimit};
inline constexpr Range kAgeingPerMinute{0, 1000};  ///< a real number
inline constexpr Range kAgeingMax{0, 2 * kPriorityLimit};
inline constexpr Range kSeed{0,
                             std::numeric_limits<std::int64_t>::max()};  ///< of files; any in C++
inline constexpr Range kOffersAtOnce{1, 1000};
inline constexpr Range kUnassigns{0, 1000};
inline constexpr Range kTimeToLive{kMillisecond, kLongest};
inline constexpr Range kQueueLength{0, 100'000'000};
inline constexpr Range kWaitMax{kMillisecond, kLongest};
inline constexpr Range kShortAbandon{0, kHour};
inline constexpr Range kAnswerWithin{kMillisecond, 30 * kDay};

// Expressions and classification.
inline constexpr Range kExpressionBytes{1, 4096};
inline constexpr Range kShareWeight{0, 1'000'000'000};  ///< a real number, above 0

// Requirements and relaxation.
inline constexpr Range kExpiresAfter{0, kLongest};
inline constexpr Range kRelaxAfter{0, kLongest};
inline constexpr Range kLowerAllBy{1, 1'000'000};

// Requests.
inline constexpr Range kCredit{0, 30 * kDay};
inline constexpr Range kRetryAfter{0, kLongest};

// Counts.
inline constexpr std::size_t kMaxSkills = 4096;    ///< of one agent
inline constexpr std::size_t kMaxConditions = 64;  ///< of one requirement
inline constexpr std::size_t kMaxEnds = 64;        ///< different expires_after in steps, in waits
inline constexpr std::size_t kMaxNames = 64;       ///< of `drop` or `lower` in one step
inline constexpr std::size_t kMaxSteps = 64;  ///< steps of a request; steps and waits of a queue
inline constexpr std::size_t kMaxRules = 10'000;  ///< of classification
inline constexpr std::size_t kMaxTables = 1000;
inline constexpr std::size_t kMaxVersions = 1000;  ///< of one table
inline constexpr std::size_t kMaxShares = 100;     ///< of one split
inline constexpr std::size_t kMaxHolidays = 4096;
inline constexpr std::size_t kMaxIntervals = 1440;  ///< of one day

}  // namespace bounds
}  // namespace uniselector::model
