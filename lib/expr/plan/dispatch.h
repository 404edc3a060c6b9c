// The choice of an overload by the kinds of the arguments, and the call.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "expr/declarations.h"
#include "expr/plan/frame.h"

namespace uniselector::expr {

inline constexpr std::size_t kMaskedParameters = 4;

struct Candidate {
  const Overload* overload = nullptr;
  const void* state = nullptr;  ///< what Overload::prepare made, owned by the program
  std::array<KindMask, kMaskedParameters> masks{};
  bool opaque = false;  ///< has a parameter whose name counts, or more parameters than masks
};

struct Dispatch {
  std::string_view function;
  std::span<const Candidate> candidates;  ///< all of one number of arguments

  /// The value of the first overload that takes these arguments, none of which is an error or
  /// unknown; an error if none does.
  Value call(Frame& frame, std::uint32_t id, const Value* arguments, std::size_t count) const;
};

}  // namespace uniselector::expr
