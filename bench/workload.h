// The worlds and traffic of the benchmark claims W1 to W4: for a seed the same wherever the C
// library rounds log alike (base/prng.h). tools/bench prints hashes that tell.
//
// W1 utilisation: N agents of 1,000 profiles, load 0.95. W2 overload: W interactions waiting all
// the time. W3: as W1 and W2 with every agent's skills unique. W4: as W3 with 24 skills in one
// department, so that almost everybody may take almost everything.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <uniselector/center.h>

namespace uniselector::bench {

struct WorldSize {
  int agents = 1000;
  int waiting = 0;  ///< 0: utilisation; else overload with this many waiting
  int skills = 500;
  int departments = 50;
  int profiles = 1000;  ///< 0: one per agent
  std::uint64_t seed = 1;
};

/// A requirement with its two relaxations, as an interaction would bring it.
struct BaseRequirement {
  Requirement require;
  std::vector<RelaxStep> relax;
  double weight = 0;  ///< popularity
};

struct World {
  WorldSize size;
  Center center;  ///< one queue `q`, one channel `c`, the agents offline
  std::vector<BaseRequirement> requirements;
};

/// One arrival: when, what it needs, how urgent, how long it takes.
struct Arrival {
  std::int64_t time = 0;      ///< ns
  std::int64_t handling = 0;  ///< ns
  std::uint32_t requirement = 0;
  std::int16_t priority = 0;
};

struct Traffic {
  std::vector<Arrival> arrivals;
  std::size_t warm_up = 0;       ///< arrivals before the measured ones
  std::int64_t work_starts = 0;  ///< nobody finishes before (overload)
};

World make_world(const WorldSize& size);
Traffic make_traffic(const World& world);

}  // namespace uniselector::bench
