// Tables of files, and decisions as JSON, for the subcommands of `uniselector rules`.
#include "uniselector/rules_table.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cel/json_value.h"
#include "config/node.h"
#include "config/table_reader.h"
#include "expr/syntax/lexer.h"
#include "rules/facts.h"
#include "uniselector/command.h"
#include "uniselector/files.h"
#include "uniselector/terminal.h"

namespace uniselector::cli {

using nlohmann::ordered_json;

namespace {

bool declares(const cel::EnvironmentOptions& options, std::string_view name) {
  return std::any_of(options.variables.begin(), options.variables.end(),
                     [&](const cel::Variable& variable) { return variable.name == name; });
}

/// Names joined by dots, as variables have them.
bool is_variable_name(std::string_view name) {
  while (true) {
    const std::size_t dot = name.find('.');
    if (!expr::is_name(name.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
  }
}

/// Why an input cannot be a variable of its name; empty if it can.
std::string name_fault(const std::string& name) {
  if (name == "it") {
    return "found the name 'it', which is the input itself in a cell; expected another name, or an "
           "expression";
  }
  if (is_variable_name(name)) return {};
  const std::string shown = base::printable(name, 40);
  return "found the name '" + shown +
         "', expected a variable's name of letters, digits and '_', or an expression such as "
         "attributes[\"" +
         shown + "\"]";
}

/// What a table may ask: its own inputs by name, and what the rules of an engine know of an
/// interaction, agents and queues (docs/rules.md). An input whose name is no variable's goes to the
/// complaints.
Result<cel::Environment> environment_of(const rules::TableSource& table, const std::string& path,
                                        std::vector<config::Complaint>* complaints) {
  cel::EnvironmentOptions options = rules::make_environment(rules::Scope::kTable).options();
  for (const rules::InputColumn& input : table.inputs) {
    if (!input.expression.empty() || declares(options, input.name)) continue;
    if (!base::is_id(input.name)) continue;  // is told when the table is compiled
    if (std::string fault = name_fault(input.name); !fault.empty()) {
      complaints->push_back(
          {path, input.place.line, input.place.column, "input", std::move(fault)});
    } else {
      options.variables.push_back({input.name, input.type});
    }
  }
  return cel::Environment::create(std::move(options));
}

}  // namespace

void print_json(const ordered_json& out) {
  std::cout << out.dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
}

std::string in_one_line(const ordered_json& json) {
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

void print_lines(std::string_view text) {
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    std::cout << base::escaped(text.substr(from, end - from)) << '\n';
    from = end + 1;
  }
}

std::optional<rules::Table> load_table(const std::string& path, int* exit) {
  *exit = kUsage;
  Result<std::string> text = read_text(path);
  if (!text.ok()) return *exit = fail(text.status()), std::nullopt;
  const bool csv = path.ends_with(".csv");
  config::TableFile file =
      csv ? config::read_table_csv(*text, path) : config::read_table(*text, path);
  std::vector<config::Complaint> complaints = file.complaints;
  std::optional<rules::Table> table;
  if (complaints.empty()) {
    const auto environment = environment_of(file.table, path, &complaints);
    if (!environment.ok()) return *exit = fail(environment.status()), std::nullopt;
    if (complaints.empty()) {
      auto compiled = config::compile_table(file, *environment, path, &complaints);
      if (compiled.ok()) table = std::move(compiled).value();
    }
  }
  for (const config::Complaint& complaint : complaints) print_error(config::to_string(complaint));
  if (table) *exit = kOk;
  return table;
}

Result<ordered_json> decision_json(const rules::Decision& decision, const rules::Table& table,
                                   cel::Arena& arena) {
  cel_tool::JsonRoom room;
  ordered_json rows = ordered_json::array();
  for (const std::uint32_t row : decision.rows) rows.push_back(table.row_id(row));
  ordered_json results = ordered_json::array();
  for (std::size_t r = 0; r < decision.results(); ++r) {
    ordered_json result = ordered_json::object();
    for (std::size_t c = 0; c < decision.columns; ++c) {
      const auto& outputs = table.source().outputs;
      const bool own = decision.columns == outputs.size();
      const std::string name = own ? outputs[c].name : "value";
      auto value = cel_tool::to_json(decision.output(c, r), arena, &room);
      if (!value.ok()) {
        return Status(value.status().code(), "output " + name + ": " + value.status().message());
      }
      result[name] = *std::move(value);
    }
    results.push_back(result);
  }
  ordered_json out = {{"outcome", rules::to_string(decision.outcome)},
                      {"version", table.version_text()},
                      {"rows", rows},
                      {"results", results}};
  if (decision.outcome == rules::Outcome::kFailed) {
    out["failure"] = std::string(decision.failure.message);
  }
  return out;
}

bool is_center(const std::string& path) {
  if (path.ends_with(".csv")) return false;
  const Result<std::string> text = read_text(path);
  if (!text.ok()) return false;
  config::Complaints complaints(path);
  const std::vector<config::Node> documents = config::parse_documents(*text, 1, complaints);
  if (documents.empty() || documents[0].kind != config::Node::Kind::kMapping) return false;
  const auto has = [&](std::string_view key) { return config::find(documents[0], key) != nullptr; };
  return (has("queues") || has("tables")) && !has("outputs");
}

std::shared_ptr<const rules::CenterTables> load_center_tables(const std::string& path, int* exit) {
  const Result<Center> center = load_center(path);
  if (!center.ok()) return *exit = fail(center.status()), nullptr;
  std::vector<rules::CenterTableFault> faults;  // none: the configuration was checked with them
  return rules::CenterTables::compile(center->tables, &faults);
}

}  // namespace uniselector::cli
