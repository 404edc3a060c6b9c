// The hash of a command stream, by which two machines know that they ran the same workload.
#pragma once

#include <cstdint>
#include <vector>

#include "base/hash.h"
#include "stream.h"

namespace uniselector::bench {

/// Over every field of every step, in order, on top of `hash`. Who got what is in it: each pair is
/// an acceptance.
inline std::uint64_t command_hash(const std::vector<Step>& steps, std::uint64_t hash = 0) {
  const auto add = [&hash](auto value) {
    hash = base::hash_combine(hash, static_cast<std::uint64_t>(value));
  };
  for (const Step& step : steps) {
    add(step.time);
    add(step.interaction);
    add(step.subject);
    add(step.kind);
    add(step.value);
  }
  return hash;
}

}  // namespace uniselector::bench
