// `uniselector scenario`: routing policies tested as files.
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <uniselector/scenario.h>

#include "base/text.h"
#include "uniselector/command.h"
#include "uniselector/files.h"
#include "uniselector/terminal.h"

namespace uniselector::cli {

namespace {

struct ScenarioCommand {
  std::vector<std::string> files{};
  std::string junit{};
  bool trace = false;
  bool naive = false;
};

using Outcome = ScenarioResult::Outcome;

nlohmann::ordered_json as_json(const ScenarioResult& result) {
  nlohmann::ordered_json out = {{"file", result.file},
                                {"line", result.line},
                                {"name", result.name},
                                {"source", result.source},
                                {"outcome", to_string(result.outcome)},
                                {"message", result.message}};
  if (!result.trace.empty()) out["trace"] = result.trace;
  return out;
}

// The message of a failure may have several lines; they belong under the scenario's own.
std::string indented(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    out += "    " + base::escaped(text.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return out;
}

void print(const ScenarioResult& result, const Common& common) {
  const std::string name = base::escaped(result.name);
  if (result.outcome == Outcome::kPassed) {
    if (!common.quiet) std::cout << "pass  " << name << '\n';
  } else if (result.outcome == Outcome::kSkipped) {
    std::cout << "skip  " << name << " (" << base::escaped(result.message) << ")\n";
  } else {
    std::cout << fmt::format("FAIL  {} ({}:{})\n", name, base::escaped(result.file), result.line)
              << indented(result.message);
  }
  for (const std::string& line : result.trace) {
    std::cout << "    " << base::escaped(line) << '\n';
  }
}

int print_json(const std::vector<ScenarioResult>& results,
               const std::vector<std::string>& unreadable, std::size_t passed, std::size_t failed) {
  nlohmann::ordered_json out = {{"unreadable", unreadable},
                                {"passed", passed},
                                {"failed", failed},
                                {"skipped", results.size() - passed - failed},
                                {"scenarios", nlohmann::ordered_json::array()}};
  for (const ScenarioResult& result : results) out["scenarios"].push_back(as_json(result));
  std::cout << out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
  return failed > 0 ? kFailed : kOk;
}

int scenario(const ScenarioCommand& options, const Common& common) {
  std::vector<ScenarioResult> results;
  std::vector<std::string> unreadable;
  for (const std::string& file : options.files) {
    Result<std::vector<ScenarioResult>> run =
        run_scenario_file(file, {.trace = options.trace, .naive_matcher = options.naive});
    if (!run.ok()) {
      print_error(run.status().message());
      unreadable.push_back(file);
      continue;
    }
    for (ScenarioResult& result : *run) {
      if (!common.json) print(result, common);
      results.push_back(std::move(result));
    }
  }
  if (!options.junit.empty()) {
    if (Status status = write_text(options.junit, junit_xml(results)); !status.ok()) {
      return fail(status);
    }
  }
  std::size_t passed = 0;
  std::size_t failed = 0;
  for (const ScenarioResult& result : results) {
    passed += result.outcome == Outcome::kPassed ? 1 : 0;
    failed += result.outcome == Outcome::kFailed ? 1 : 0;
  }
  if (common.json) {
    const int code = print_json(results, unreadable, passed, failed);
    return unreadable.empty() ? code : kUsage;
  }
  std::cout << summary_line(results) << '\n';
  if (!unreadable.empty()) return kUsage;
  return failed > 0 ? kFailed : kOk;
}

}  // namespace

void add_scenario(Program& program) {
  CLI::App* command =
      add_command(program, "scenario", "Run scenario files: routing policies tested like code",
                  "uniselector scenario tests/scenarios/*.yaml");
  auto options = std::make_shared<ScenarioCommand>();
  command->add_option("FILE", options->files, "Scenario files, docs/scenarios.md")->required();
  command->add_flag("--trace", options->trace, "Print every command and event");
  command->add_option("--junit", options->junit, "Write a JUnit report to this file");
  command->add_flag("--naive", options->naive,
                    "Decide by the plain scan that defines the meaning: slow");
  command->callback([&program, options] {
    program.run = [&program, options] { return scenario(*options, program.common); };
  });
}

}  // namespace uniselector::cli
