// Whether a Center makes sense as a whole: ids, ranges and everything one part says about another.
// The same check serves files, dictionaries and configurations made in code. Pure; O(size).
#pragma once

#include <cstddef>
#include <vector>

#include <uniselector/center.h>

#include "model/value_check.h"

namespace uniselector::model {

inline constexpr std::size_t kMaxProblems = 100;  ///< further ones are not looked for

/// Empty when the configuration may be used. A requirement may name skills and attributes that
/// nobody has: that is legal and simply not satisfied.
std::vector<Problem> check_center(const Center& center);

}  // namespace uniselector::model
