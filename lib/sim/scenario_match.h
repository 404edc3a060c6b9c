// Holds what a scenario expects against what the engine did: scalars, trees, sets and sequences of
// events. Says in one sentence what differs. Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/scenario_fields.h"
#include "sim/scenario_model.h"

namespace uniselector::sim {

/// "20s", "[a, b]", "{voice: 1}".
std::string to_text(const Scalar& scalar);
std::string to_text(const Value& value);
std::string to_text(const Check& check);
std::string to_text(const Pattern& pattern);

/// The first difference, as "wait: expected 20s, got 19s" under `name`; nothing when it holds.
std::optional<std::string> difference(const std::string& name, const Check& check,
                                      const Value& value);

bool matches(const Pattern& pattern, const RecordedEvent& event);

/// Replaces `{n}` in every text of the pattern or check.
Pattern repeated(const Pattern& pattern, const Repetition& repetition);
Check repeated(const Check& check, const Repetition& repetition);
bool mentions_repetition(const Pattern& pattern);

/// The events that stand for the patterns, one each; kNoEvent for a pattern without one.
inline constexpr std::size_t kNoEvent = static_cast<std::size_t>(-1);
/// In any order: as many patterns as possible get an event of their own.
std::vector<std::size_t> assign_events(const std::vector<Pattern>& patterns,
                                       std::span<const RecordedEvent> events);
/// In order: each pattern gets the first fitting event after that of the pattern before.
std::vector<std::size_t> assign_events_in_order(const std::vector<Pattern>& patterns,
                                                std::span<const RecordedEvent> events);

/// The event that comes nearest to the pattern: same kind first, then most fields equal.
std::size_t nearest_event(const Pattern& pattern, std::span<const RecordedEvent> events);

}  // namespace uniselector::sim
