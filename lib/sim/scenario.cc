// The public functions of scenario files: read, run one after the other, report.
#include <uniselector/scenario.h>

#include <algorithm>

#include <fmt/format.h>

#include "runtime/file.h"
#include "sim/scenario_reader.h"
#include "sim/scenario_runner.h"

namespace uniselector {
namespace {

using Outcome = ScenarioResult::Outcome;

std::size_t count(const std::vector<ScenarioResult>& results, Outcome outcome) {
  return static_cast<std::size_t>(
      std::count_if(results.begin(), results.end(),
                    [outcome](const ScenarioResult& r) { return r.outcome == outcome; }));
}

/// Text as it may stand in an attribute or element. Control characters, which XML 1.0 cannot carry,
/// become '?'.
std::string xml(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '\n': result += "&#10;"; break;
      default: result += static_cast<unsigned char>(c) < 0x20 && c != '\t' ? '?' : c;
    }
  }
  return result;
}

/// Of a message only the first line, for the attribute that lists show.
std::string_view headline(std::string_view message) {
  return message.substr(0, message.find('\n'));
}

}  // namespace

std::string_view to_string(ScenarioResult::Outcome outcome) {
  switch (outcome) {
    case Outcome::kPassed: return "passed";
    case Outcome::kFailed: return "failed";
    case Outcome::kSkipped: return "skipped";
  }
  return "unknown";
}

Result<std::vector<ScenarioResult>> run_scenario_text(std::string_view text, std::string_view name,
                                                      const ScenarioOptions& options) {
  const Result<std::vector<sim::Scenario>> scenarios = sim::read_scenarios(text, name);
  if (!scenarios.ok()) return scenarios.status();
  std::vector<ScenarioResult> results;
  results.reserve(scenarios.value().size());
  for (const sim::Scenario& scenario : scenarios.value()) {
    results.push_back(sim::run_scenario(scenario, name, options));
  }
  return results;
}

Result<std::vector<ScenarioResult>> run_scenario_file(const std::string& path,
                                                      const ScenarioOptions& options) {
  const Result<std::string> text = runtime::read_file(path, sim::kMaxScenarioBytes);
  if (!text.ok()) return text.status();
  return run_scenario_text(*text, path, options);
}

std::string summary_line(const std::vector<ScenarioResult>& results) {
  return fmt::format("{} passed, {} failed, {} skipped", count(results, Outcome::kPassed),
                     count(results, Outcome::kFailed), count(results, Outcome::kSkipped));
}

std::string junit_xml(const std::vector<ScenarioResult>& results) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format(
      "<testsuite name=\"scenarios\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n",
      results.size(), count(results, Outcome::kFailed), count(results, Outcome::kSkipped));
  for (const ScenarioResult& r : results) {
    out += fmt::format("  <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"",
                       xml(r.file), xml(r.name), xml(r.file), r.line);
    if (r.outcome == Outcome::kPassed) {
      out += "/>\n";
    } else if (r.outcome == Outcome::kSkipped) {
      out += fmt::format("><skipped message=\"{}\"/></testcase>\n", xml(r.message));
    } else {
      out += fmt::format("><failure message=\"{}\">{}</failure></testcase>\n",
                         xml(headline(r.message)), xml(r.message));
    }
  }
  return out + "</testsuite>\n";
}

}  // namespace uniselector
