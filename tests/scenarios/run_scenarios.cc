// Runs scenario files with both matchers and prints what differs. `uniselector scenario` is for
// people; this is the same without options, for CTest.
#include <uniselector/scenario.h>

#include <iostream>
#include <string>

namespace {

using uniselector::ScenarioResult;

/// Number of scenarios that failed; a file that cannot be read counts as one.
int run(const std::string& path, bool naive) {
  const auto results = uniselector::run_scenario_file(path, {.naive_matcher = naive});
  if (!results.ok()) {
    std::cout << results.status().to_string() << '\n';
    return 1;
  }
  int failed = 0;
  for (const ScenarioResult& r : results.value()) {
    if (r.outcome == ScenarioResult::Outcome::kPassed) continue;
    std::cout << to_string(r.outcome) << ": " << r.name << (naive ? " (plain matcher)" : "") << '\n'
              << r.message << '\n';
    if (r.outcome == ScenarioResult::Outcome::kFailed) ++failed;
  }
  std::cout << path << (naive ? " (plain matcher): " : ": ")
            << uniselector::summary_line(results.value()) << '\n';
  return failed;
}

}  // namespace

int main(int argc, char** argv) {
  int failed = 0;
  for (int i = 1; i < argc; ++i) failed += run(argv[i], false) + run(argv[i], true);
  return failed == 0 ? 0 : 1;
}
