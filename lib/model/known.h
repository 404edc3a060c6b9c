// What a configuration knows, as checks and relaxation ask for it: the one that is being checked
// and the one in force answer through the same few questions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <uniselector/center.h>

namespace uniselector::model {

/// What a configuration that lists no channels has.
inline constexpr std::string_view kImpliedChannel = "voice";

class Known {
 public:
  enum class Kind : std::uint8_t { kChannel, kCalendar, kProfile, kQueue, kAgent };
  static constexpr std::size_t kKinds = static_cast<std::size_t>(Kind::kAgent) + 1;

  Known() = default;
  Known(const Known&) = default;
  Known& operator=(const Known&) = default;
  virtual ~Known() = default;

  virtual bool has(Kind kind, std::string_view id) const = 0;
  /// Null when it is not listed: its levels are then 1..100 and high is best.
  virtual const SkillConfig* skill(std::string_view id) const = 0;
  virtual const Limits& limits() const = 0;
  /// "; did you mean 'care'?" for an id that is not known, or nothing.
  virtual std::string suggestion(Kind kind, std::string_view id) const;
};

}  // namespace uniselector::model
