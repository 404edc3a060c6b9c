// `uniselector rules`: decision tables and rule lists at the command line. `check` analyses them
// before they go live, alone and together, `decide` answers for given inputs and says why, `diff`
// tells for which inputs two versions differ; `test` has a file of its own.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <uniselector/cel.h>
#include <uniselector/time.h>

#include "base/text.h"
#include "cel/json_value.h"
#include "rules/analysis.h"
#include "rules/diff.h"
#include "rules/rule_set.h"
#include "rules/table.h"
#include "uniselector/command.h"
#include "uniselector/files.h"
#include "uniselector/rules_cases.h"
#include "uniselector/rules_table.h"
#include "uniselector/terminal.h"

namespace uniselector::cli {

namespace {

using nlohmann::ordered_json;

/// The input columns of a table by name.
std::vector<std::string> names_of(const rules::Table& table) {
  std::vector<std::string> names;
  for (const auto& column : table.source().inputs) names.push_back(column.name);
  return names;
}

/// `names` of the inputs, one each.
ordered_json as_json(const rules::Witness& witness, const std::vector<std::string>& names,
                     cel::Arena& arena) {
  ordered_json inputs = ordered_json::object();
  for (std::size_t i = 0; i < witness.inputs.size(); ++i) {
    const std::string name = i < names.size() ? names[i] : "input " + std::to_string(i + 1);
    inputs[name] = cel_tool::to_json(witness.inputs[i], arena);
  }
  return {{"inputs", inputs}, {"at", to_string(witness.at)}, {"confirmed", witness.confirmed}};
}

ordered_json as_json(const rules::Finding& finding, const rules::Table& table, cel::Arena& arena) {
  ordered_json rows = ordered_json::array();
  for (const std::uint32_t row : finding.rows) rows.push_back(table.row_id(row));
  return {{"kind", rules::to_string(finding.kind)},
          {"rows", rows},
          {"region", finding.region},
          {"witness", as_json(finding.witness, names_of(table), arena)},
          {"message", finding.message}};
}

/// How many there are of each kind, those that are not listed too.
ordered_json totals_of(const rules::Analysis& analysis) {
  ordered_json totals = ordered_json::object();
  for (std::size_t k = 0; k < analysis.totals.size(); ++k) {
    if (analysis.totals[k] == 0) continue;
    totals[std::string(rules::to_string(static_cast<rules::FindingKind>(k)))] = analysis.totals[k];
  }
  return totals;
}

/// What is wrong between tables that work on the same event: one line each.
std::vector<std::string> between(const std::vector<rules::Table>& tables, ordered_json* out) {
  std::vector<std::string> lines;
  const rules::SetAnalysis together = rules::analyse_together(tables);
  const auto name = [&](std::uint32_t table) { return "'" + tables[table].source().name + "'"; };
  for (const rules::WriteConflict& conflict : together.conflicts) {
    const rules::Table& first = tables[conflict.first_table];
    const rules::Table& second = tables[conflict.second_table];
    lines.push_back(name(conflict.first_table) + " row " + first.row_name(conflict.first_row) +
                    " and " + name(conflict.second_table) + " row " +
                    second.row_name(conflict.second_row) + " both write '" + conflict.output +
                    "' for the same event" +
                    (conflict.not_analysed ? ", unless a condition keeps them apart" : ""));
    out->push_back({{"kind", "write_conflict"},
                    {"output", conflict.output},
                    {"witness", as_json(conflict.first, names_of(first), *together.arena)},
                    {"message", lines.back()}});
  }
  for (const rules::Cycle& cycle : together.cycles) {
    std::string text = "these tables need each other's outputs:";
    for (const std::uint32_t table : cycle.tables) text += " " + name(table);
    out->push_back({{"kind", "cycle"}, {"message", text}});
    lines.push_back(std::move(text));
  }
  if (!together.complete) lines.push_back(together.stopped);
  return lines;
}

/// Analyses tables one by one and keeps what is to be said about them.
class Check {
 public:
  explicit Check(const Common& common) : common_(common) {}

  /// `file` is where it stands; within a centre also which of its tables.
  void add(const std::string& file, const rules::Table& table) {
    const rules::Analysis analysis = rules::analyse(table);
    if (!analysis.findings.empty() || !analysis.complete) found();
    if (!common_.json) {
      std::uint64_t findings = 0;
      for (const std::uint64_t total : analysis.totals) findings += total;
      std::cout << base::escaped(file) << ": "
                << fmt::format("{} {}, version {}, {} {}\n", table.rows(),
                               table.rows() == 1 ? "row" : "rows", table.version_text(), findings,
                               findings == 1 ? "finding" : "findings");
      if (!common_.quiet) print_lines(rules::to_text(analysis, table));
      return;
    }
    ordered_json findings = ordered_json::array();
    for (const auto& finding : analysis.findings) {
      findings.push_back(as_json(finding, table, *analysis.arena));
    }
    reports_.push_back({{"file", file},
                        {"table", table.source().name},
                        {"version", table.version_text()},
                        {"rows", table.rows()},
                        {"complete", analysis.complete},
                        {"stopped", analysis.stopped},
                        {"not_analysed", analysis.opaque_rows.size()},
                        {"totals", totals_of(analysis)},
                        {"more_gaps", analysis.more_gaps},
                        {"open_regions", analysis.open_regions},
                        {"findings", findings}});
  }

  void add_together(const std::vector<rules::Table>& tables) {
    if (tables.size() < 2) return;
    const auto lines = between(tables, &together_);
    if (!lines.empty()) found();
    for (const std::string& line : lines) {
      if (!common_.json) std::cout << base::escaped(line) << '\n';
    }
  }

  void unreadable() { exit_ = kUsage; }

  int finish() const {
    if (common_.json) print_json({{"files", reports_}, {"together", together_}});
    return exit_;
  }

 private:
  void found() {
    if (exit_ == kOk) exit_ = kFailed;
  }

  const Common& common_;
  ordered_json reports_ = ordered_json::array();
  ordered_json together_ = ordered_json::array();
  int exit_ = kOk;
};

int check(const std::vector<std::string>& files, const Common& common) {
  Check check(common);
  std::vector<rules::Table> tables;
  for (const std::string& path : files) {
    int exit = kOk;
    if (is_center(path)) {
      if (const auto found = load_center_tables(path, &exit)) {
        found->each_table([&](const std::string& place, const rules::Table& table) {
          check.add(path + ", " + place, table);
        });
      }
    } else if (const auto table = load_table(path, &exit)) {
      check.add(path, *table);
      tables.push_back(*table);
    }
    if (exit != kOk) check.unreadable();
  }
  check.add_together(tables);
  return check.finish();
}

struct DecideCommand {
  std::string file{};
  std::vector<std::string> inputs{};  ///< name=json
  std::string at{};
  bool explain = false;
};

/// The inputs in the order of the columns; those that are not named are missing.
Result<std::vector<cel::Value>> read_inputs(const DecideCommand& options, const rules::Table& table,
                                            cel::Arena& arena) {
  const auto& columns = table.source().inputs;
  std::vector<cel::Value> values(columns.size());
  std::vector<bool> given(columns.size());
  for (const std::string& text : options.inputs) {
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    std::size_t at = 0;
    while (at < columns.size() && columns[at].name != name) ++at;
    if (equals == std::string::npos || at == columns.size()) {
      std::string names;
      for (const auto& column : columns) names += (names.empty() ? "" : ", ") + column.name;
      return invalid_argument("found '" + text + "', expected --input name=json with one of " +
                              names);
    }
    if (given[at]) {
      return already_exists("--input " + name + ": found it twice, expected one for each column");
    }
    given[at] = true;
    const auto value = cel_tool::parse_option("--input", name, text.substr(equals + 1));
    if (!value.ok()) return value.status();
    if (value->is_null()) continue;  // missing
    auto read = cel_tool::read_json(*value, columns[at].type, "--input " + name, arena);
    if (!read.ok()) return read.status();
    values[at] = *read;
  }
  return values;
}

int decide(const DecideCommand& options, const Common& common) {
  int exit = kOk;
  const auto table = load_table(options.file, &exit);
  if (!table) return exit;
  Time at = kMinTime;
  if (!options.at.empty()) {
    const auto time = parse_time(options.at);
    if (!time.ok()) return fail(time.status());
    at = *time;
  }
  cel::Arena arena;
  const auto inputs = read_inputs(options, *table, arena);
  if (!inputs.ok()) return fail(inputs.status());
  rules::Trace trace;
  const rules::Decision decision =
      table->decide_inputs(*inputs, {}, at, arena, options.explain ? &trace : nullptr);
  Result<ordered_json> written = decision_json(decision, *table, arena);
  if (!written.ok()) {
    print_error(written.status().message());
    return kFailed;
  }
  ordered_json out = *std::move(written);
  if (common.json) {
    if (options.explain) out["trace"] = table->to_text(trace, 1000, true);
    print_json(out);
  } else {
    std::cout << rules::to_string(decision.outcome);
    for (const std::uint32_t row : decision.rows) std::cout << ", row " << table->row_name(row);
    std::cout << '\n';
    for (const auto& result : out["results"]) std::cout << "  " << in_one_line(result) << '\n';
    if (options.explain) print_lines(table->to_text(trace, 1000, true));
  }
  if (decision.outcome != rules::Outcome::kFailed) return kOk;
  print_error(decision.failure.message);
  return kFailed;
}

ordered_json as_json(const rules::Difference& difference) {
  ordered_json changes = ordered_json::array();
  for (const rules::Change& change : difference.changes) {
    changes.push_back(
        {{"region", change.region},
         {"before", change.before},
         {"after", change.after},
         {"witness", as_json(change.witness, difference.dimensions, *difference.arena)}});
  }
  return {{"same", difference.same()},
          {"complete", difference.complete},
          {"stopped", difference.stopped},
          {"notes", difference.notes},
          {"dimensions", difference.dimensions},
          {"changes", changes},
          {"more", difference.more},
          {"not_compared", difference.open_regions}};
}

int diff(const std::vector<std::string>& files, const Common& common) {
  int exit = kOk;
  const auto before = load_table(files[0], &exit);
  const auto after = load_table(files[1], &exit);
  if (!before || !after) return kUsage;
  const auto difference = rules::diff(*before, *after);
  if (!difference.ok()) return fail(difference.status());
  if (common.json) {
    print_json(as_json(*difference));
  } else if (difference->same()) {
    std::cout << "no input has another outcome\n";
  } else {
    print_lines(rules::to_text(*difference));
  }
  return difference->same() ? kOk : kFailed;
}

CLI::App* add_part(CLI::App& rules, Program& program, const char* name, const char* about,
                   const char* example) {
  CLI::App* command = rules.add_subcommand(name, about);
  command->footer(std::string("Example:\n  ") + example);
  command->add_flag("--json", program.common.json, "Print one JSON object and nothing else");
  return command;
}

void add_check(CLI::App& rules, Program& program) {
  CLI::App* command = add_part(rules, program, "check",
                               "Look for gaps, overlaps, rows never reached and contradictions",
                               "uniselector rules check urgency.yaml");
  auto files = std::make_shared<std::vector<std::string>>();
  command->add_option("FILE", *files, "Tables: YAML, JSON or CSV; or a configuration with tables")
      ->required();
  command->add_flag("-q,--quiet", program.common.quiet, "Print one line a file");
  command->callback([&program, files] {
    program.run = [&program, files] { return check(*files, program.common); };
  });
}

void add_decide(CLI::App& rules, Program& program) {
  CLI::App* command =
      add_part(rules, program, "decide", "Decide for given inputs",
               "uniselector rules decide urgency.yaml --input 'tier=\"gold\"' --explain");
  auto options = std::make_shared<DecideCommand>();
  command->add_option("FILE", options->file, "A table: YAML, JSON or CSV")->required();
  command->add_option("-i,--input", options->inputs, "name=json: the value of an input column")
      ->allow_extra_args(false);
  command->add_option("--at", options->at,
                      "The time, RFC 3339, for tables with dates; without it 1970-01-01T00:00:00Z");
  command->add_flag("--explain", options->explain, "Say of every row why it matches or not");
  command->callback([&program, options] {
    program.run = [&program, options] { return decide(*options, program.common); };
  });
}

void add_test(CLI::App& rules, Program& program) {
  CLI::App* command =
      add_part(rules, program, "test", "Run a table on the cases that are kept with it",
               "uniselector rules test urgency.yaml urgency-cases.jsonl --candidate new.yaml");
  auto options = std::make_shared<TestCommand>();
  command->add_option("FILE", options->file, "A table: YAML, JSON or CSV")->required();
  command
      ->add_option("CASES", options->cases,
                   R"(JSON Lines: {"inputs": {"tier": "gold"}, "expect": {"queue": "care"}})")
      ->required();
  command->add_option("--candidate", options->candidate,
                      "Another version: count where it would decide otherwise");
  command->callback([&program, options] {
    program.run = [&program, options] { return test_rules(*options, program.common); };
  });
}

void add_diff(CLI::App& rules, Program& program) {
  CLI::App* command =
      add_part(rules, program, "diff", "The inputs for which two versions decide differently",
               "uniselector rules diff urgency.yaml urgency-new.yaml");
  auto files = std::make_shared<std::vector<std::string>>();
  command->add_option("FILE", *files, "The version before and the one after")
      ->required()
      ->expected(2);
  command->callback([&program, files] {
    program.run = [&program, files] { return diff(*files, program.common); };
  });
}

}  // namespace

void add_rules(Program& program) {
  CLI::App* command = program.app.add_subcommand("rules", "Check, run and compare decision tables");
  command->require_subcommand(1);
  command->footer("Example:\n  uniselector rules check urgency.yaml");
  add_check(*command, program);
  add_decide(*command, program);
  add_diff(*command, program);
  add_test(*command, program);
}

}  // namespace uniselector::cli
