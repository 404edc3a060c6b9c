// The expectations of a step: event patterns, counts, states and explanations. Names of events and
// fields and the form of their values are checked here, so that a run never meets a misspelt one.
// Pure but for the complaints.
#pragma once

#include <vector>

#include "sim/scenario_model.h"
#include "sim/scenario_values.h"

namespace uniselector::sim {

/// Each reads the value of the key it is named after.
std::vector<Pattern> read_patterns(const ReadContext& context, const NodeReader& node);
std::vector<CountCheck> read_counts(const ReadContext& context, const NodeReader& node);
std::vector<StateCheck> read_states(const ReadContext& context, const NodeReader& node);
std::vector<ExplainCheck> read_explains(const NodeReader& node);
/// `only: true`, or a list of the kinds that are meant.
void read_only(const NodeReader& node, Step* step);

}  // namespace uniselector::sim
