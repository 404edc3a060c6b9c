// Cases are JSON Lines: {"name": ..., "inputs": {column: value}, "at": time, "expect": ...}, where
// `expect` has some or all outputs, a list of such for policies with several results, or the word
// of another outcome. What the table makes of them is compared, rows and cells that no case needs
// are named, and a candidate is held beside the table.
#include "uniselector/rules_cases.h"

#include <algorithm>
#include <array>
#include <iostream>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <uniselector/time.h>

#include "base/suggest.h"
#include "base/text.h"
#include "cel/json_value.h"
#include "rules/coverage.h"
#include "rules/shadow.h"
#include "uniselector/files.h"
#include "uniselector/rules_table.h"
#include "uniselector/terminal.h"

namespace uniselector::cli {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t kMostCases = 1'000'000;

struct Case {
  std::size_t line = 0;
  std::string name{};
  json inputs = json::object();
  Time at = kMinTime;
  std::optional<json> expect{};
};

std::string shortened(const json& value) { return base::printable(in_one_line(value), 2000); }

// Outputs by name, a list of such, or the word of an outcome.
Status check_expectation(const json& expect) {
  constexpr std::array kOutcomes = {rules::Outcome::kDecided, rules::Outcome::kDefault,
                                    rules::Outcome::kNoDecision, rules::Outcome::kNotInEffect,
                                    rules::Outcome::kFailed};
  const auto is_result = [](const json& one) { return one.is_object(); };
  if (expect.is_object()) return ok_status();
  if (expect.is_array() && !expect.empty() &&
      std::all_of(expect.begin(), expect.end(), is_result)) {
    return ok_status();
  }
  std::vector<std::string_view> words;
  std::string listed;
  for (const rules::Outcome outcome : kOutcomes) {
    words.push_back(rules::to_string(outcome));
    listed += (words.size() == 1 ? "" : words.size() < kOutcomes.size() ? ", " : " or ");
    listed += '"' + std::string(words.back()) + '"';
  }
  std::string advice;
  if (expect.is_string()) {
    const auto& word = expect.get_ref<const std::string&>();
    if (std::find(words.begin(), words.end(), word) != words.end()) return ok_status();
    advice = base::suggestion(word, words);
  }
  return invalid_argument("expect: found " + base::printable(in_one_line(expect), 80) +
                          ", expected an object of outputs, a list of such, or " + listed + advice);
}

Result<Case> read_case(std::string_view text, std::size_t line) {
  const Result<json> value = cel_tool::parse_json(text);
  if (!value.ok()) return value.status();
  if (!value->is_object()) return invalid_argument("expected a JSON object in one line");
  Case one{.line = line};
  for (const auto& [key, part] : value->items()) {
    if (key == "name" && part.is_string()) {
      one.name = part.get<std::string>();
    } else if (key == "inputs" && part.is_object()) {
      one.inputs = part;
    } else if (key == "at" && part.is_string()) {
      const auto time = parse_time(part.get<std::string>());
      if (!time.ok()) return time.status();
      one.at = *time;
    } else if (key == "expect") {
      if (Status status = check_expectation(part); !status.ok()) return status;
      one.expect = part;
    } else {
      return invalid_argument(
          "found '" + base::printable(key, 80) + "': " + base::printable(in_one_line(part), 80) +
          ", expected name (text), inputs (object), at (text) or expect (outputs or an outcome)");
    }
  }
  return one;
}

Result<std::vector<Case>> read_cases(const std::string& path) {
  const Result<std::string> text = read_text(path);
  if (!text.ok()) return text.status();
  std::vector<Case> cases;
  std::size_t line = 0;
  for (std::size_t from = 0; from < text->size(); ++line) {
    const std::size_t end = std::min(text->find('\n', from), text->size());
    const std::string_view one = std::string_view(*text).substr(from, end - from);
    from = end + 1;
    if (one.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    auto read = read_case(one, line + 1);
    const std::string place = path + ":" + std::to_string(line + 1) + ": ";
    if (!read.ok()) return Status(read.status().code(), place + read.status().message());
    if (cases.size() == kMostCases) {
      return resource_exhausted(place + "found more than " + std::to_string(kMostCases) + " cases");
    }
    cases.push_back(*std::move(read));
  }
  return cases;
}

/// The inputs in the order of a table's columns; what it has no column for is left out if it is
/// another version that the cases were written for.
Result<std::vector<cel::Value>> inputs_of(const Case& one, const rules::Table& table, bool strict,
                                          cel::Arena& arena) {
  const auto& columns = table.source().inputs;
  std::vector<cel::Value> values(columns.size());
  for (const auto& [name, value] : one.inputs.items()) {
    std::size_t at = 0;
    while (at < columns.size() && columns[at].name != name) ++at;
    if (at == columns.size()) {
      if (!strict) continue;
      return invalid_argument("found the input '" + name + "', which the table does not have");
    }
    if (value.is_null()) continue;
    auto read = cel_tool::read_json(value, columns[at].type, "input " + name, arena);
    if (!read.ok()) return read.status();
    values[at] = *read;
  }
  return values;
}

/// Expected outputs that the table does not have can never be met.
Status check_outputs(const json& expect, const rules::Table& table) {
  if (expect.is_array()) {
    for (const json& one : expect) {
      if (Status status = check_outputs(one, table); !status.ok()) return status;
    }
  }
  if (!expect.is_object()) return ok_status();
  std::vector<std::string_view> names;
  for (const auto& output : table.source().outputs) names.push_back(output.name);
  for (const auto& [name, value] : expect.items()) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    return invalid_argument("expect: found the output '" + base::printable(name, 80) +
                            "', which the table does not have" + base::suggestion(name, names));
  }
  return ok_status();
}

/// Whether `found` has all that `wanted` names.
bool has_all(const json& found, const json& wanted) {
  if (!wanted.is_object() || !found.is_object()) return found == wanted;
  for (const auto& [name, value] : wanted.items()) {
    const auto at = found.find(name);
    if (at == found.end() || !(*at == value)) return false;
  }
  return true;
}

bool meets(const rules::Decision& decision, const json& results, const json& wanted) {
  if (wanted.is_string()) return wanted.get<std::string>() == rules::to_string(decision.outcome);
  if (!decision.has_outputs()) return false;
  if (wanted.is_object()) return results.size() == 1 && has_all(results[0], wanted);
  if (results.size() != wanted.size()) return false;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!has_all(results[i], wanted[i])) return false;
  }
  return true;
}

std::string shown(const rules::Decision& decision, const json& results, const rules::Table& table) {
  std::string text = decision.has_outputs() ? shortened(results.size() == 1 ? results[0] : results)
                                            : std::string(rules::to_string(decision.outcome));
  for (std::size_t i = 0; i < decision.rows.size() && i < 8; ++i) {
    text += (i == 0 ? ", row " : " and ") + table.row_name(decision.rows[i]);
  }
  if (decision.outcome == rules::Outcome::kFailed) {
    text += ": " + std::string(decision.failure.message);
  }
  return text;
}

class Run {
 public:
  Run(const TestCommand& options, rules::Table table, std::optional<rules::Table> candidate)
      : options_(options), coverage_(std::move(table)), candidate_(std::move(candidate)) {}

  Status add(const Case& one) {
    arena_.reset();
    const rules::Table& table = coverage_.table();
    const auto inputs = inputs_of(one, table, true, arena_);
    if (!inputs.ok()) return inputs.status();
    const rules::Decision decision = coverage_.add_inputs(*inputs, {}, one.at, arena_);
    if (one.expect) {
      if (Status status = check_outputs(*one.expect, table); !status.ok()) return status;
      const auto written = decision_json(decision, table, arena_);
      if (!written.ok()) return written.status();
      judge(one, decision, (*written)["results"]);
    }
    if (!candidate_) return ok_status();
    const auto beside = inputs_of(one, *candidate_, false, arena_);
    if (!beside.ok()) {
      return Status(beside.status().code(), "the candidate: " + beside.status().message());
    }
    shadow_.compare(&table, decision, *candidate_,
                    candidate_->decide_inputs(*beside, {}, one.at, arena_), arena_);
    return ok_status();
  }

  bool failed() const { return failed_ > 0; }

  ordered_json report() const {
    ordered_json never = ordered_json::array();
    for (const std::uint32_t row : coverage_.rows_never_decided()) {
      never.push_back(coverage_.table().row_id(row));
    }
    ordered_json out = {{"cases", coverage_.inputs()},
                        {"passed", passed_},
                        {"failed", failed_},
                        {"row_coverage", coverage_.row_coverage()},
                        {"cell_coverage", coverage_.cell_coverage()},
                        {"rows_never_decided", never},
                        {"failures", failures_}};
    if (!candidate_) return out;
    ordered_json rows = ordered_json::array();
    for (const auto& [pair, count] : shadow_.by_rows()) {
      rows.push_back({{"row", pair.first}, {"candidate", pair.second}, {"count", count}});
    }
    out["candidate"] = {{"version", candidate_->version_text()},
                        {"different", shadow_.differences()},
                        {"failed", shadow_.candidate_failures()},
                        {"differences", rows}};
    return out;
  }

  void print() const {
    for (const auto& failure : failures_) print_lines(failure["text"].get<std::string>());
    const auto never = coverage_.rows_never_decided();
    const std::size_t rows = coverage_.table().rows();
    std::cout << fmt::format("{} passed, {} failed, {} without an expectation\n", passed_, failed_,
                             coverage_.inputs() - passed_ - failed_)
              << fmt::format("rows: {} of {} decided in a case", rows - never.size(), rows);
    for (std::size_t i = 0; i < never.size() && i < 20; ++i) {
      std::cout << (i == 0 ? "; not " : ", ")
                << base::escaped(coverage_.table().row_name(never[i]));
    }
    if (never.size() > 20) std::cout << " and " << never.size() - 20 << " more";
    std::cout << fmt::format("\ncells: {:.0f} % seen to matter\n", coverage_.cell_coverage() * 100);
    if (!candidate_) return;
    std::cout << fmt::format("candidate {}: {} cases, {} different, {} it could not decide\n",
                             candidate_->version_text(), shadow_.events(), shadow_.differences(),
                             shadow_.candidate_failures());
    print_lines(shadow_.to_text());
  }

 private:
  void judge(const Case& one, const rules::Decision& decision, const json& results) {
    if (meets(decision, results, *one.expect)) {
      ++passed_;
      return;
    }
    ++failed_;
    const std::string place = options_.cases + ":" + std::to_string(one.line) + ": " +
                              (one.name.empty() ? "" : one.name + ": ");
    failures_.push_back({{"line", one.line},
                         {"text", place + "expected " + shortened(*one.expect) + ", got " +
                                      shown(decision, results, coverage_.table())}});
  }

  const TestCommand& options_;
  cel::Arena arena_;
  rules::Coverage coverage_;
  std::optional<rules::Table> candidate_;
  rules::Shadow shadow_;
  std::uint64_t passed_ = 0;
  std::uint64_t failed_ = 0;
  ordered_json failures_ = ordered_json::array();
};

}  // namespace

int test_rules(const TestCommand& options, const Common& common) {
  int exit = kOk;
  auto table = load_table(options.file, &exit);
  if (!table) return exit;
  std::optional<rules::Table> candidate;
  if (!options.candidate.empty()) {
    candidate = load_table(options.candidate, &exit);
    if (!candidate) return exit;
  }
  const auto cases = read_cases(options.cases);
  if (!cases.ok()) return fail(cases.status());
  Run run(options, *std::move(table), std::move(candidate));
  for (const Case& one : *cases) {
    if (Status status = run.add(one); !status.ok()) {
      const std::string place = options.cases + ":" + std::to_string(one.line) + ": ";
      return fail(Status(status.code(), place + status.message()));
    }
  }
  if (common.json) {
    print_json(run.report());
  } else {
    run.print();
  }
  return run.failed() ? kFailed : kOk;
}

}  // namespace uniselector::cli
