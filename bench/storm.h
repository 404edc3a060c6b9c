// The storms of claim W4, (a) to (f): what a contact centre has on its worst day, in the world of
// W4: 100,000 agents, no two alike, 24 skills, so that almost everybody may take almost everything.
// Each is recorded once as a command stream.
#pragma once

#include <cstdint>
#include <vector>

#include "stream.h"

namespace uniselector::bench {

inline constexpr int kSwapRounds = 3;

struct Storm {
  World world;
  std::vector<Step> before;  ///< the way to the state in which the storm breaks
  std::vector<Step> steps;   ///< the storm: each is one call of the core
  /// Configurations taken over in turn after the steps, all of them kSwapRounds times; one call
  /// each.
  std::vector<Center> swaps;
  std::uint64_t timers = 0;      ///< fired by the steps, where that is what the storm is about
  std::uint64_t state_hash = 0;  ///< of the core at the end
};

/// (a) Overload, 1M waiting; half of all traffic needs nothing, so that every agent satisfies it.
Storm hot_signature(std::uint64_t seed);
/// (b) Load 0.95; a tenth of all traffic needs what a tenth of the agents have. Those are taken as
/// soon as they are free, so whoever of them is idle became so last: a walk from the longest idle
/// agent on meets all others first.
Storm recently_idle(std::uint64_t seed);
/// (c) 10,000 agents alike log out and half a second later in, each second for 20 s, beside the
/// traffic of load 0.95: in the settled state, where most of them talk.
Storm flip_storm(std::uint64_t seed);
/// (c) again while all agents are idle: every flip takes a place in the order of idle agents.
Storm flip_storm_idle(std::uint64_t seed);
/// (d) 1M relaxations due within one millisecond, one a nanosecond; time passes in slices of a
/// microsecond, so a call does at most 1,000.
Storm mass_expiry(std::uint64_t seed);
/// (d) again by a host that does not slice: it advances over all of it at once, and again until the
/// core, which fires a bounded number of timers a call, has done it all. It must reach the same
/// state.
Storm mass_expiry_at_once(std::uint64_t seed);
/// (e) Of 1M waiting, 500,000 chosen at random abandon in random order.
Storm abandonment(std::uint64_t seed);
/// (f) 1M waiting; a configuration gives one more skill to 10,000 agents, the next takes it away,
/// three times.
Storm swap(std::uint64_t seed);

}  // namespace uniselector::bench
