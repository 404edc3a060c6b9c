// libFuzzer entry: any text is either read as scenarios or refused with a status, never a crash;
// and small ones end alike with both matchers and with books that balance.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sim/scenario_reader.h"
#include "sim/scenario_runner.h"

namespace {

/// More than any file of tests/scenarios takes; keeps one input well below a second.
constexpr std::size_t kMaxCommands = 500;

bool is_small(const uniselector::sim::Scenario& scenario) {
  std::size_t commands = 0;
  for (const auto& step : scenario.steps) {
    commands += static_cast<std::size_t>(step.times) * (step.commands.size() + 1);
  }
  return commands <= kMaxCommands;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto scenarios = uniselector::sim::read_scenarios(text, "fuzz.yaml");
  if (!scenarios.ok()) return 0;
  for (const auto& scenario : *scenarios) {
    if (!is_small(scenario)) continue;
    const auto fast = uniselector::sim::run_scenario(scenario, "fuzz.yaml", {.trace = true});
    const auto naive = uniselector::sim::run_scenario(scenario, "fuzz.yaml",
                                                      {.trace = true, .naive_matcher = true});
    if (!(fast == naive)) std::abort();
    if (fast.message.find("the books do not balance") != std::string::npos) std::abort();
  }
  return 0;
}
