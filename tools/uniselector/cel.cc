// `uniselector cel`: expressions at the command line. `eval` evaluates one with JSON for its
// variables, `conformance` runs the language's public suite.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <limits>
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

#include "base/text.h"
#include "cel/conformance.h"
#include "cel/json_value.h"
#include "expr/issues.h"
#include "uniselector/command.h"
#include "uniselector/files.h"
#include "uniselector/terminal.h"

namespace uniselector::cli {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

struct EvalCommand {
  std::string expression{};
  std::vector<std::string> bindings{};  ///< name=json
  std::string bindings_file{};
  std::vector<std::string> types{};  ///< name=type
  bool unchecked = false;
  std::string cost{};  ///< empty: the limit of the environment
};

void print_json(const ordered_json& out) {
  std::cout << out.dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
}

// "name=rest", or an error that says what was expected behind the sign.
Result<std::pair<std::string, std::string>> split(const std::string& text, const char* expected) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    return invalid_argument("found '" + text + "', expected " + expected);
  }
  return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

Status twice(const char* option, const std::pair<std::string, std::string>& parts) {
  return already_exists(std::string(option) + " " + parts.first +
                        ": found it twice, expected one for each name");
}

// A number of units that --cost takes; CLI11 alone would take -1 for the greatest number.
Result<std::uint64_t> read_cost(const std::string& text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc{} && stop == end && value > 0) return value;
  return invalid_argument("--cost: found '" + base::printable(text, 40) +
                          "', expected a whole number, 1.." +
                          std::to_string(std::numeric_limits<std::uint64_t>::max()));
}

// All variables with their JSON, the options before the file.
Result<std::map<std::string, json>> read_bindings(const EvalCommand& options) {
  std::map<std::string, json> bindings;
  for (const std::string& text : options.bindings) {
    auto parts = split(text, "--bind name=json");
    if (!parts.ok()) return parts.status();
    Result<json> value = cel_tool::parse_option("--bind", parts->first, parts->second);
    if (!value.ok()) return value.status();
    if (!bindings.emplace(parts->first, *std::move(value)).second) return twice("--bind", *parts);
  }
  if (options.bindings_file.empty()) return bindings;
  Result<std::string> text = read_text(options.bindings_file);
  if (!text.ok()) return text.status();
  const Result<json> file = cel_tool::parse_json(*text);
  if (!file.ok()) {
    return Status(file.status().code(), options.bindings_file + ": " + file.status().message());
  }
  if (!file->is_object()) {
    return invalid_argument(options.bindings_file +
                            ": expected a JSON object from names to values");
  }
  for (const auto& [name, value] : file->items()) bindings.emplace(name, value);
  return bindings;
}

struct Inputs {
  std::vector<cel::Variable> variables{};
  std::vector<cel::Value> slots{};
};

// Variables in the order of their names; without --type they are dyn.
Result<Inputs> read_inputs(const EvalCommand& options, cel::Arena& arena) {
  std::map<std::string, cel::Type> types;
  for (const std::string& text : options.types) {
    auto parts = split(text, "--type name=type");
    if (!parts.ok()) return parts.status();
    Result<cel::Type> type = cel_tool::read_type(parts->second);
    if (!type.ok()) return type.status();
    if (!types.emplace(parts->first, *std::move(type)).second) return twice("--type", *parts);
  }
  auto bindings = read_bindings(options);
  if (!bindings.ok()) return bindings.status();
  for (const auto& [name, value] : *bindings) types.try_emplace(name, cel::Type::dyn());
  Inputs inputs;
  for (const auto& [name, type] : types) {
    inputs.variables.push_back({name, type});
    cel::Value& slot = inputs.slots.emplace_back();
    const auto bound = bindings->find(name);
    if (bound == bindings->end()) continue;
    Result<cel::Value> value = cel_tool::read_json(bound->second, type, name, arena);
    if (!value.ok()) return value.status();
    slot = *value;
  }
  return inputs;
}

ordered_json as_json(const std::vector<cel::Issue>& issues) {
  auto list = ordered_json::array();
  for (const cel::Issue& issue : issues) {
    list.push_back({{"line", issue.line}, {"column", issue.column}, {"message", issue.message}});
  }
  return list;
}

// A fault with lines of the source under it; only what is said stands behind the program's name, so
// that carets stay in place.
void print_fault(std::string_view text) {
  constexpr std::string_view kSourceLine = " | ";
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.starts_with(kSourceLine)) {
      std::fprintf(stderr, "%s\n", base::escaped(line).c_str());
    } else {
      print_error(line);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// What the expression itself has wrong; with --json standard output has it.
int bad_expression(const Status& status, const std::vector<cel::Issue>& issues,
                   const Common& common) {
  if (common.json) print_json({{"valid", false}, {"issues", as_json(issues)}});
  print_fault(status.message());
  return kUsage;
}

// Why there is no value, with the place in the expression if one is known.
int failed_evaluation(const cel::Program& program, const cel::Value& value, std::uint64_t cost,
                      const Common& common) {
  const cel::Ast& ast = program.ast();
  const bool is_error = value.is(cel::ValueKind::kError);
  const std::string message =
      is_error ? std::string(value.as_error().message) : "an input is not known";
  const auto mark = is_error ? ast.mark_of(value.as_error().expression) : std::nullopt;
  const bool placed = mark.has_value();
  const expr::Place place = expr::place_of(ast.source, mark.value_or(0));
  if (common.json) {
    ordered_json error = {{"message", message}};
    if (is_error) error["code"] = to_string(value.as_error().code);
    if (placed) {
      error["line"] = place.line;
      error["column"] = place.column;
    }
    print_json({{"valid", true}, {"error", error}, {"cost", cost}});
    return kFailed;
  }
  if (placed) {
    print_fault(fmt::format("{}:{}:{}: {}\n{}", ast.location, place.line, place.column, message,
                            expr::snippet_of(ast.source, *mark)));
  } else {
    print_error(message);
  }
  return kFailed;
}

// The value has no form that can be printed.
int failed_print(const Status& status, std::uint64_t cost) {
  const ordered_json error = {{"message", status.message()}, {"code", to_string(status.code())}};
  print_json({{"valid", true}, {"error", error}, {"cost", cost}});
  return kFailed;
}

int eval(const EvalCommand& options, const Common& common) {
  const Result<std::uint64_t> most = options.cost.empty() ? 0 : read_cost(options.cost);
  if (!most.ok()) return fail(most.status());
  cel::Arena arena;
  Result<Inputs> inputs = read_inputs(options, arena);
  if (!inputs.ok()) return fail(inputs.status());
  cel::EnvironmentOptions environment_options;
  environment_options.variables = inputs->variables;
  const auto environment = cel::Environment::create(std::move(environment_options));
  if (!environment.ok()) return fail(environment.status());

  std::vector<cel::Issue> issues;
  cel::CompileOptions compile;
  compile.check = !options.unchecked;
  compile.issues = &issues;
  const auto program = environment->compile(options.expression, compile);
  if (!program.ok()) return bad_expression(program.status(), issues, common);

  std::uint64_t cost = 0;
  cel::EvaluateOptions evaluate;
  evaluate.cost = *most;
  evaluate.cost_spent = &cost;
  const cel::Value value = program->evaluate(inputs->slots, arena, evaluate);
  if (value.is_no_value()) return failed_evaluation(*program, value, cost, common);
  if (common.json) {
    cel_tool::JsonRoom room;
    const Result<ordered_json> written = cel_tool::to_json(value, arena, &room);
    if (!written.ok()) return failed_print(written.status(), cost);
    print_json(
        {{"valid", true}, {"value", *written}, {"type", cel::type_name(value)}, {"cost", cost}});
  } else {
    std::cout << cel::to_text(value) << '\n';
  }
  return kOk;
}

struct ConformanceCommand {
  std::vector<std::string> paths{};
  bool unchecked = false;
  bool no_optimise = false;
};

std::string place_of(const cel_tool::SuiteCase& one) {
  return base::escaped(fmt::format("{}/{}:{} {}", one.file, one.section, one.index, one.name));
}

// Further lines of a text stand under the first; control characters do not reach the terminal.
std::string indented(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += base::escaped(text.substr(0, end));
    if (end == text.size()) return out;
    out += "\n                ";
    text.remove_prefix(end + 1);
  }
}

struct FileReport {
  cel_tool::Counts counts{};
  std::string text{};  ///< a line for every skip, some for every failure
  ordered_json failures = ordered_json::array();
  ordered_json skips = ordered_json::array();
};

FileReport run_file(const cel_tool::SuiteFile& file, const cel_tool::TestMessages* messages,
                    const cel_tool::RunOptions& options) {
  FileReport report;
  for (const cel_tool::SuiteCase& one : file.cases) {
    const cel_tool::CaseResult result = cel_tool::run_case(one, messages, options);
    report.counts.add(result.verdict);
    if (one.mended) {
      report.text +=
          fmt::format("  mended {}: the file keeps escapes of the suite's source\n", place_of(one));
    }
    if (result.verdict == cel_tool::Verdict::kSkipped) {
      report.text += fmt::format("  skipped {}: {}\n", place_of(one), result.reason);
      report.skips.push_back({{"case", place_of(one)}, {"reason", result.reason}});
    } else if (result.verdict == cel_tool::Verdict::kFailed) {
      report.text +=
          fmt::format("  FAILED {}\n    expression: {}\n    expected:   {}\n    found:      {}\n",
                      place_of(one), indented(one.expression), indented(result.expected),
                      indented(result.found));
      report.failures.push_back({{"case", place_of(one)},
                                 {"expression", one.expression},
                                 {"expected", result.expected},
                                 {"found", result.found}});
    }
  }
  return report;
}

std::string text_of(const cel_tool::Counts& counts) {
  return fmt::format("{} passed, {} failed, {} skipped", counts.passed, counts.failed,
                     counts.skipped);
}

int conformance(const ConformanceCommand& options, const Common& common) {
  const auto suite = cel_tool::find_suite(options.paths);
  if (!suite.ok()) return fail(suite.status());
  const auto messages = cel_tool::find_messages(options.paths);
  if (!messages.ok()) return fail(messages.status());
  const cel_tool::RunOptions run{.check = !options.unchecked, .optimise = !options.no_optimise};
  cel_tool::Counts total;
  auto files = ordered_json::array();
  for (const cel_tool::SuiteFile& file : *suite) {
    const FileReport report = run_file(file, messages->get(), run);
    total.add(report.counts);
    if (common.json) {
      files.push_back({{"file", file.path},
                       {"passed", report.counts.passed},
                       {"failed", report.counts.failed},
                       {"skipped", report.counts.skipped},
                       {"failures", report.failures},
                       {"skips", report.skips}});
    } else if (!common.quiet) {
      std::cout << file.path << ": " << text_of(report.counts) << '\n' << report.text;
    }
  }
  if (common.json) {
    print_json({{"checked", run.check},
                {"optimised", run.optimise},
                {"passed", total.passed},
                {"failed", total.failed},
                {"skipped", total.skipped},
                {"files", files}});
  } else {
    std::cout << text_of(total) << '\n';
  }
  return total.failed > 0 ? kFailed : kOk;
}

// A command below `cel`, with the options that every command has.
CLI::App* add_part(CLI::App& cel, Program& program, const char* name, const char* about,
                   const char* example) {
  CLI::App* command = cel.add_subcommand(name, about);
  command->footer(std::string("Example:\n  ") + example);
  command->add_flag("--json", program.common.json, "Print one JSON object and nothing else");
  return command;
}

void add_eval(CLI::App& cel, Program& program) {
  CLI::App* command =
      add_part(cel, program, "eval", "Evaluate an expression with JSON for its variables",
               "uniselector cel eval 'wait > 30 ? \"hurry\" : \"relax\"' --bind wait=45");
  auto options = std::make_shared<EvalCommand>();
  command
      ->add_option("EXPR", options->expression,
                   "The expression; one that starts with - stands behind --")
      ->required();
  command
      ->add_option("-b,--bind", options->bindings,
                   "name=json: a variable; whole numbers are int, others double")
      ->allow_extra_args(false);
  command->add_option("--bindings", options->bindings_file,
                      "A JSON file with an object of variables");
  command
      ->add_option("-t,--type", options->types,
                   "name=type: declares a variable, dyn otherwise: int, list(string) ...")
      ->allow_extra_args(false);
  command->add_flag("--unchecked", options->unchecked, "Without the type checker");
  command->add_option("--cost", options->cost, "Most that the evaluation may cost, in units");
  command->callback([&program, options] {
    program.run = [&program, options] { return eval(*options, program.common); };
  });
}

void add_conformance(CLI::App& cel, Program& program) {
  CLI::App* command =
      add_part(cel, program, "conformance", "Run cases of the language's public conformance suite",
               "uniselector cel conformance shared/conformance/cel");
  auto options = std::make_shared<ConformanceCommand>();
  command->add_option("PATH", options->paths, "JSON Lines of the suite, or folders with such files")
      ->required();
  command->add_flag("-q,--quiet", program.common.quiet, "Print only the last line");
  command->add_flag("--unchecked", options->unchecked,
                    "Run every case that can do so without the type checker");
  command->add_flag("--no-optimise", options->no_optimise, "Do not optimise the plan");
  command->callback([&program, options] {
    program.run = [&program, options] { return conformance(*options, program.common); };
  });
}

}  // namespace

void add_cel(Program& program) {
  CLI::App* command = program.app.add_subcommand(
      "cel", "Evaluate expressions and run the language's conformance suite");
  command->require_subcommand(1);
  command->footer("Example:\n  uniselector cel eval '1 + 2'");
  add_eval(*command, program);
  add_conformance(*command, program);
}

}  // namespace uniselector::cli
