// Scenario files: routing policies written down as tests and run in virtual time on the real
// engine.
//
//   auto results = uniselector::run_scenario_file("night-shift.yaml");
//   if (results.ok()) std::cout << uniselector::summary_line(results.value()) << '\n';
//
// The form of a file is described in docs/scenarios.md. Every scenario gets an engine of its own,
// so scenarios do not depend on their order. Functions are pure but for reading the named file;
// they may run on several threads at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/export.h>
#include <uniselector/status.h>

namespace uniselector {

struct ScenarioOptions {
  bool trace = false;          ///< fill ScenarioResult::trace
  bool naive_matcher = false;  ///< decide by the plain scan that defines the meaning: slow
};

/// How one scenario ended.
struct ScenarioResult {
  enum class Outcome : std::uint8_t { kPassed, kFailed, kSkipped };
  std::string file{};  ///< as given by the caller
  std::string name{};
  std::string source{};  ///< what the scenario was derived from; may be empty
  int line = 0;          ///< where the scenario starts in the file
  Outcome outcome = Outcome::kPassed;
  /// kFailed: the first step that differs, what was expected, what came, and the engine's own
  /// explanation. kSkipped: the reason.
  std::string message{};
  std::vector<std::string> trace{};  ///< every command and event, one a line

  friend bool operator==(const ScenarioResult&, const ScenarioResult&) = default;
};

/// Runs every scenario of the file. NotFound when it cannot be read; InvalidArgument with file,
/// line and column when it is not a scenario file: then nothing of it has run.
UNISELECTOR_API Result<std::vector<ScenarioResult>> run_scenario_file(
    const std::string& path, const ScenarioOptions& options = {});

/// As above for a text; `name` stands for the file in messages.
UNISELECTOR_API Result<std::vector<ScenarioResult>> run_scenario_text(
    std::string_view text, std::string_view name, const ScenarioOptions& options = {});

/// "12 passed, 0 failed, 1 skipped".
UNISELECTOR_API std::string summary_line(const std::vector<ScenarioResult>& results);

/// The results as a JUnit report, one test case a scenario.
UNISELECTOR_API std::string junit_xml(const std::vector<ScenarioResult>& results);

UNISELECTOR_API std::string_view to_string(ScenarioResult::Outcome outcome);

}  // namespace uniselector
