// What one thread needs while it matches conditions: kept between events, so that nothing is
// allocated once it has grown to what a set needs. May be used with one set after another.
//
// Single-threaded.
#pragma once

#include <cstdint>
#include <vector>

#include <uniselector/cel_value.h>

namespace uniselector::rules {

/// The literal of an attribute that a value equals, by number; this is none of them.
inline constexpr std::uint32_t kNoPoint = UINT32_MAX;

/// An attribute as it is in the event at hand.
struct AttributeRead {
  cel::Value value;
  std::uint64_t event = 0;  ///< for which it was read
  std::uint32_t point = kNoPoint;
  bool none = false;     ///< there is no value: `value` is the error
  bool pending = false;  ///< `point` has yet to be looked up, by `hash`
  std::uint64_t hash = 0;
};

/// Why a condition neither holds nor not: `problem` is an error, or a value that is no bool.
struct ConditionFailure {
  std::uint32_t condition = 0;
  cel::Value problem;
};

struct ConditionScratch {
  std::vector<AttributeRead> reads;
  std::uint64_t event = 0;
  /// The conditions that may hold, as bits, and a bit for each word that has any. All clear between
  /// events.
  std::vector<std::uint64_t> words;
  std::vector<std::uint64_t> summary;
  std::vector<std::uint32_t> places;  ///< of values among ranges
  std::vector<std::uint32_t> holding;
  std::vector<ConditionFailure> failed;
};

}  // namespace uniselector::rules
