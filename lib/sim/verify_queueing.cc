// queueing/truths.json: every case by closed form, and through the real core where it fits.
//
// A family of comparisons by simulation has the error 0.1 % for the file as a whole: each gets an
// equal share of it (Bonferroni), and each interval is at most 2 % of the value to either side.
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/hash.h"
#include "plan/truths_closed_form.h"
#include "sim/queueing_cases.h"
#include "sim/queueing_limits.h"
#include "sim/queueing_run.h"
#include "sim/verify.h"

namespace uniselector::sim {
namespace {

using config::NodeReader;

constexpr double kFamilyError = 0.001;
constexpr double kClosedForm = 1e-8;
constexpr std::size_t kLeastBatches = 100;
constexpr std::size_t kMostCases = 10'000;
constexpr double kLargestResult = 1e12;

/// The member of this name; a complaint when it is not there.
std::optional<NodeReader> needed(const NodeReader& node, std::string_view name) {
  auto member = node.member(name);
  if (!member) node.complain(fmt::format("'{}' is missing", name));
  return member;
}

void read_parameter(const std::string& name, const NodeReader& value, QueueingCase* out) {
  const auto number = [](const NodeReader& node, std::string_view parameter) {
    const ParameterRange range = range_of(parameter);
    return node.real(range.least, range.most).value_or(range.least);
  };
  if (value.is_null()) return;  // as good as absent
  if (value.is_plain()) {
    out->numbers[name] = number(value, name);
  } else if (value.is_scalar()) {
    out->words[name] = value.text().value_or(std::string());
  } else if (value.is_sequence()) {
    value.each_item([&](const NodeReader& item) {
      if (!item.is_mapping()) return out->lists[name].push_back(number(item, name));
      QueueingCase::Class read;
      for (const auto& [key, target] : {std::pair{"arrivals_per_hour", &read.per_hour},
                                        std::pair{"mean_service_s", &read.mean_service},
                                        std::pair{"second_moment_s2", &read.square_service}}) {
        if (const auto member = needed(item, key)) *target = number(*member, key);
      }
      out->classes.push_back(read);
    });
  } else {
    value.expected("a number, a text or a list");
  }
}

QueueingCase read_case(const NodeReader& value) {
  QueueingCase out;
  if (const auto id = needed(value, "id")) out.id = id->id().value_or(std::string());
  if (const auto model = needed(value, "model")) out.model = model->text().value_or(std::string());
  if (const auto exact = value.member("exact")) out.exact = exact->boolean().value_or(true);
  const std::size_t before = value.complaints().size();
  if (const auto parameters = needed(value, "parameters")) {
    parameters->each_member([&](const NodeReader& key, const NodeReader& parameter) {
      if (const auto name = key.id()) read_parameter(*name, parameter, &out);
    });
    if (value.complaints().size() == before) check_parameters(out, *parameters);
  }
  if (const auto results = needed(value, "results")) {
    results->each_member([&](const NodeReader& key, const NodeReader& result) {
      const auto name = key.id();
      const auto number = result.real(-kLargestResult, kLargestResult);
      if (name && number) out.results.emplace_back(*name, *number);
    });
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

/// Adds the comparisons of a case that a simulation decides, and says in `remark` what it took.
Status simulate_case(const QueueingCase& c, const QueueingPrecision& precision,
                     VerifyReport* report, std::string* remark) {
  const auto experiment = make_experiment(c);
  if (!experiment) return ok_status();
  *remark = too_long(*experiment, precision);
  if (!remark->empty()) return ok_status();
  const auto run = run_experiment(*experiment, precision);
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
  *remark = fmt::format("{:.1f}M calls", static_cast<double>(run.value().calls) / 1e6);
  return ok_status();
}

}  // namespace

Status verify_queueing(const NodeReader& truths, VerifyReport* report) {
  std::vector<QueueingCase> cases;
  const NodeReader list = *truths.member("cases");
  if (list.node().children.size() > kMostCases) {
    list.complain(fmt::format("found {} cases, expected at most {}", list.node().children.size(),
                              kMostCases));
  } else {
    list.each_item([&](const NodeReader& value) { cases.push_back(read_case(value)); });
  }
  if (!truths.complaints().empty()) return config::to_status(truths.complaints().list());

  const VerifyOptions& options = report->options();
  // Experiments are made one at a time, for their agents and controls take memory; the first round
  // only counts comparisons.
  std::size_t simulated = 0;
  for (const QueueingCase& c : cases) {
    if (options.closed_forms_only) break;
    if (const auto experiment = make_experiment(c)) simulated += experiment->figures.size();
  }
  QueueingPrecision precision;
  precision.tail = 0.5 * kFamilyError / static_cast<double>(std::max<std::size_t>(1, simulated));
  precision.least_batches =
      std::max(kLeastBatches, static_cast<std::size_t>(std::max(0, options.replications)));
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const QueueingCase& c = cases[i];
    if (!report->wanted(c.id)) continue;
    closed_form(c, report);
    std::string remark;
    if (!options.closed_forms_only) {
      // Cases draw from generators of their own, so that one unlucky stream does not meet them all.
      precision.seed = base::hash_bytes(c.id, options.seed);
      if (Status status = simulate_case(c, precision, report, &remark); !status.ok()) return status;
    }
    report->close_group(c.id, remark);
    report->progress(static_cast<double>(i + 1) / static_cast<double>(cases.size()));
  }
  return ok_status();
}

}  // namespace uniselector::sim
