// Carries out one scenario on an engine of its own: brings the agents to their presence, walks the
// steps in virtual time, compares, and at every step asks the engine whether its books balance.
// Stateless; several scenarios may run on several threads.
#pragma once

#include <string_view>

#include <uniselector/scenario.h>

#include "sim/scenario_model.h"

namespace uniselector::sim {

/// `file` is used in messages only. Stops at the first step that differs.
ScenarioResult run_scenario(const Scenario& scenario, std::string_view file,
                            const ScenarioOptions& options);

}  // namespace uniselector::sim
