// What commands bring, checked before anything changes: the same rules as for a configuration
// (value_check.h). Each function answers OK or the first thing that is wrong, by its field: the
// code is OutOfRange for a number, ResourceExhausted for a count or size, NotFound for an id that
// is not known, else InvalidArgument. Linear in what was brought; no allocation when it is right.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <uniselector/requests.h>
#include <uniselector/status.h>

#include "model/bounds.h"
#include "model/known.h"

namespace uniselector::model {

Status wrong_number(std::string_view field, std::int64_t value, Range range);
Status wrong_length(std::string_view field, std::int64_t value, Range range);

inline Status check_number(std::string_view field, std::int64_t value, Range range) {
  return range.holds(value) ? Status() : wrong_number(field, value, range);
}
/// A duration in ns.
inline Status check_length(std::string_view field, std::int64_t value, Range range) {
  return range.holds(value) ? Status() : wrong_length(field, value, range);
}
/// kMinTime to kMaxTime.
Status check_time(std::string_view field, Time time);

/// Everything but what the command carries itself: id, queue, channel, priority and credit.
Status check_submit(const Known& known, const SubmitRequest& request);
/// With what the interaction has already: attributes (null: none) and notes.
Status check_update(const Known& known, const InteractionUpdate& update,
                    const Attributes* attributes, std::size_t notes);
/// An agent as he would be after an update; fields are named as those of AgentUpdate.
Status check_agent(const Known& known, const AgentConfig& agent);

Status check_text(const Known& known, std::string_view field, std::string_view text);
/// A disposition, and a note for which there must be room beside the `notes` there are.
Status check_words(const Known& known, std::string_view disposition, std::string_view note,
                   std::size_t notes);

}  // namespace uniselector::model
