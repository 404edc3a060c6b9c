// queueing/truths.json: every case by closed form, and through the real core where it fits.
//
// A family of comparisons by simulation has the error 0.1 % for the file as a whole: each gets an
// equal share of it (Bonferroni), and each interval is at most 2 % of the value to either side.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "plan/truths_closed_form.h"
#include "sim/queueing_cases.h"
#include "sim/queueing_run.h"
#include "sim/verify.h"

namespace uniselector::sim {
namespace {

using nlohmann::json;

constexpr double kFamilyError = 0.001;
constexpr double kClosedForm = 1e-8;
constexpr std::size_t kLeastBatches = 100;
constexpr std::size_t kMostCases = 10'000;

double number(const json& object, const char* name) {
  const auto it = object.find(name);
  return it != object.end() && it->is_number() ? it->get<double>() : 0.0;
}

void read_parameter(const std::string& name, const json& value, QueueingCase* out) {
  if (value.is_number()) out->numbers[name] = value.get<double>();
  if (value.is_string()) out->words[name] = value.get<std::string>();
  if (!value.is_array()) return;
  for (const json& item : value) {
    if (item.is_number()) out->lists[name].push_back(item.get<double>());
    if (item.is_object()) {
      out->classes.push_back({number(item, "arrivals_per_hour"), number(item, "mean_service_s"),
                              number(item, "second_moment_s2")});
    }
  }
}

Result<QueueingCase> read_case(const json& value) {
  QueueingCase out;
  if (!value.is_object() || !value.contains("id") || !value["id"].is_string() ||
      !value.contains("model") || !value["model"].is_string() || !value.contains("parameters") ||
      !value["parameters"].is_object() || !value.contains("results") ||
      !value["results"].is_object()) {
    return invalid_argument("cases: expected objects with id, model, parameters and results");
  }
  out.id = value["id"].get<std::string>();
  out.model = value["model"].get<std::string>();
  const auto exact = value.find("exact");
  out.exact = exact == value.end() || !exact->is_boolean() || exact->get<bool>();
  for (const auto& [name, parameter] : value["parameters"].items()) {
    read_parameter(name, parameter, &out);
  }
  for (const auto& [name, result] : value["results"].items()) {
    if (!result.is_number()) {
      return invalid_argument("cases." + out.id + ".results." + name + ": expected a number");
    }
    out.results.emplace_back(name, result.get<double>());
  }
  return out;
}

void closed_form(const QueueingCase& c, VerifyReport* report) {
  const auto ours = plan::closed_form(c);
  for (const auto& [name, expected] : c.results) {
    Check check{.group = c.id, .name = name, .expected = expected};
    check.method = "closed form";
    check.tolerance = kClosedForm * std::abs(expected);
    const auto it = ours.find(name);
    check.found = it == ours.end() ? std::nan("") : it->second;
    check.passed = std::abs(check.found - expected) <= check.tolerance;
    report->check(std::move(check));
  }
}

}  // namespace

Status verify_queueing(const json& truths, VerifyReport* report) {
  std::vector<QueueingCase> cases;
  std::vector<std::optional<QueueingExperiment>> experiments;
  std::size_t simulated = 0;
  if (truths["cases"].size() > kMostCases) return invalid_argument("cases: more than 10,000");
  for (const json& value : truths["cases"]) {
    auto read = read_case(value);
    if (!read.ok()) return read.status();
    cases.push_back(std::move(*read));
    experiments.push_back(make_experiment(cases.back()));
    if (experiments.back()) simulated += experiments.back()->figures.size();
  }
  const VerifyOptions& options = report->options();
  QueueingPrecision precision;
  precision.tail = 0.5 * kFamilyError / static_cast<double>(std::max<std::size_t>(1, simulated));
  precision.least_batches =
      std::max(kLeastBatches, static_cast<std::size_t>(std::max(0, options.replications)));
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const QueueingCase& c = cases[i];
    if (!report->wanted(c.id)) continue;
    closed_form(c, report);
    std::string remark;
    if (experiments[i] && !options.closed_forms_only) {
      // Cases draw from generators of their own, so that one unlucky stream does not meet them all.
      precision.seed = base::hash_bytes(c.id, options.seed);
      const auto run = run_experiment(*experiments[i], precision);
      if (!run.ok()) return run.status();
      for (const QueueingEstimate& e : run.value().figures) {
        report->check({.group = c.id,
                       .name = e.precise ? e.name : e.name + " (not precise enough)",
                       .expected = e.expected,
                       .found = e.value,
                       .tolerance = e.half_width,
                       .passed = e.passed,
                       .method = "simulation"});
      }
      remark = fmt::format("{:.1f}M calls", static_cast<double>(run.value().calls) / 1e6);
    }
    report->close_group(c.id, remark);
    report->progress(static_cast<double>(i + 1) / static_cast<double>(cases.size()));
  }
  return ok_status();
}

}  // namespace uniselector::sim
