// What compiling a regular expression during an evaluation costs, for both libraries that have such
// functions: a short pattern may mean much, as (a{99}){99}, and take long to be refused.
#pragma once

#include <cstdint>
#include <string_view>

#include <re2/re2.h>

namespace uniselector::expr {

/// Known before it is compiled: the least that any takes, and the reading.
inline std::uint64_t cost_before_compiling(std::string_view pattern) {
  constexpr std::uint64_t kLeast = 50;
  return kLeast + pattern.size();
}

/// Known when it was: the instructions, or that RE2 gave up for their number; both measured against
/// 100 ns for a unit.
inline std::uint64_t cost_of_compiling(const RE2& regex) {
  constexpr std::uint64_t kForAnInstruction = 8;
  constexpr std::uint64_t kTooLarge = 1'000'000;
  if (regex.ok()) return static_cast<std::uint64_t>(regex.ProgramSize()) * kForAnInstruction;
  return regex.error_code() == RE2::ErrorPatternTooLarge ? kTooLarge : 0;
}

}  // namespace uniselector::expr
