// YAML text -> scenarios, with file, line and column in every complaint. Fills in the defaults of a
// test (docs/scenarios.md): agents ready since before the start in the order listed, voice
// capacity 1. Pure.
#pragma once

#include <string_view>
#include <vector>

#include <uniselector/status.h>

#include "sim/scenario_model.h"

namespace uniselector::sim {

/// Every document of the text. InvalidArgument with all complaints when one of them is not a
/// scenario; `name` stands for the file.
Result<std::vector<Scenario>> read_scenarios(std::string_view text, std::string_view name);

}  // namespace uniselector::sim
