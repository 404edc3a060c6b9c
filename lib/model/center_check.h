// Whether a Center makes sense as a whole: ids, ranges and everything one part says about another.
// The same check serves files, dictionaries and configurations made in code. Pure; O(size).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <uniselector/center.h>

namespace uniselector::model {

/// What is wrong where; `path` names the field as a configuration file would write it.
struct CenterProblem {
  std::string path;
  std::string message;
};

inline constexpr std::size_t kMaxProblems = 100;  ///< further ones are not looked for

/// Empty when the configuration may be used. A requirement may name skills and attributes that
/// nobody has: that is legal and simply not satisfied.
std::vector<CenterProblem> check_center(const Center& center);

}  // namespace uniselector::model
