// Counters of one queue and channel; bounded memory whatever the traffic. Single-threaded.
#pragma once

#include <cstdint>

#include "base/histogram.h"

namespace uniselector::engine {

struct Counters {
  std::uint64_t offered = 0;
  std::uint64_t answered = 0;
  std::uint64_t answered_in_target = 0;
  std::uint64_t abandoned = 0;
  std::uint64_t short_abandoned = 0;
  std::uint64_t left = 0;
  std::uint64_t rule_failures = 0;
  std::int64_t answer_wait = 0;  ///< ns, sum
  std::int64_t talk = 0;         ///< ns, sum over completed
  std::int64_t wrap_up = 0;      ///< ns, sum over closed
  std::uint64_t completed = 0;
  base::Histogram waits;  ///< of answered
};

}  // namespace uniselector::engine
