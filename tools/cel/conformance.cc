// Body of conformance.h: one case at a time.
#include "cel/conformance.h"

#include <optional>
#include <string>
#include <utility>

#include <uniselector/cel.h>

#include "cel/suite_value.h"
#include "expr/environment.h"

namespace uniselector::cel_tool {

namespace {

using cel::Arena;
using cel::Value;
using nlohmann::json;

CaseResult failed(std::string expected, std::string found) {
  return {Verdict::kFailed, std::move(expected), std::move(found), {}};
}

CaseResult skipped(std::string reason) { return {Verdict::kSkipped, {}, {}, std::move(reason)}; }

std::optional<CaseResult> skip(const SuiteCase& one, const TestMessages* messages,
                               const RunOptions& options) {
  if (one.file == "enums" && one.section.starts_with("strong_")) {
    return skipped("strong enums: enumerators are integers here, as in every other runtime");
  }
  if (one.expectation == Expectation::kUnknown) return skipped("expects unknowns");
  if (!options.check && one.check_only) return skipped("is about the checker alone");
  if (one.needs_messages && messages == nullptr) {
    return skipped(knows_messages() ? "needs the messages of test_messages.jsonl"
                                    : "needs messages, and this program has no protobuf");
  }
  return std::nullopt;
}

// The suite declares functions for the checker only.
Result<cel::Function> read_function(const std::string& name, const json& overload,
                                    const cel::TypeProvider* types) {
  cel::Function function;
  function.name = name;
  function.id = overload.value("id", "");
  function.receiver = overload.value("instance", false);
  for (const json& parameter : overload.value("params", json::array())) {
    Result<cel::Type> type = read_suite_type(parameter, types);
    if (!type.ok()) return type.status();
    function.parameters.push_back(*std::move(type));
  }
  Result<cel::Type> result = read_suite_type(overload.at("result"), types);
  if (!result.ok()) return result.status();
  function.result = *std::move(result);
  function.body = [](cel::Call& call, std::span<const Value>) {
    return call.error(StatusCode::kUnimplemented, "the suite gives this function no body");
  };
  return function;
}

Status declare(const SuiteCase& one, cel::EnvironmentOptions& options) {
  for (const json& declaration : one.type_env) {
    const std::string name = declaration.value("name", "");
    if (declaration.contains("ident")) {
      Result<cel::Type> type = read_suite_type(declaration.at("ident"), options.types.get());
      if (!type.ok()) return type.status();
      options.variables.push_back({name, *std::move(type)});
    }
    for (const json& overload : declaration.value("function", json::array())) {
      Result<cel::Function> function = read_function(name, overload, options.types.get());
      if (!function.ok()) return function.status();
      options.functions.push_back(*std::move(function));
    }
  }
  return ok_status();
}

Result<cel::Environment> environment_of(const SuiteCase& one, const TestMessages* messages) {
  cel::EnvironmentOptions options;
  options.container = one.container;
  if (messages != nullptr) options.types = messages->types();
  if (Status status = declare(one, options); !status.ok()) return status;
  // These macros write trees that only optimisers make otherwise.
  const bool blocks = one.file == "block_ext";
  return expr::create_environment(std::move(options),
                                  blocks ? expr::block_macros() : std::span<const expr::Macro>());
}

Result<Value> evaluate(const cel::Program& program, const SuiteCase& one,
                       const TestMessages* messages, Arena& arena) {
  std::vector<Value> slots;
  for (const std::string& name : program.variables()) {
    Value& slot = slots.emplace_back();
    const auto bound = one.bindings.find(name);
    if (bound == one.bindings.end()) continue;
    Result<Value> value = read_suite_value(*bound, messages, arena);
    if (!value.ok()) return value;
    slot = *value;
  }
  return program.evaluate(slots, arena);
}

std::string outcome_text(const Value& value) {
  if (value.is(cel::ValueKind::kError)) {
    return "error: " + std::string(value.as_error().message);
  }
  return std::string(cel::type_name(value)) + ": " + cel::to_text(value);
}

CaseResult compare(const SuiteCase& one, const Value& found, const TestMessages* messages,
                   Arena& arena) {
  if (one.expectation == Expectation::kError) {
    if (found.is(cel::ValueKind::kError)) return {};
    return failed("an error", outcome_text(found));
  }
  Result<Value> expected = read_suite_value(one.value, messages, arena);
  if (!expected.ok()) return failed("a value that can be read", expected.status().to_string());
  if (same_value(found, *expected, messages, arena)) return {};
  return failed(outcome_text(*expected), outcome_text(found));
}

CaseResult run(const SuiteCase& one, const TestMessages* messages, const RunOptions& options) {
  if (std::optional<CaseResult> left_out = skip(one, messages, options)) return *left_out;
  const Result<cel::Environment> environment = environment_of(one, messages);
  if (!environment.ok()) return failed("an environment", environment.status().to_string());
  cel::CompileOptions compile;
  compile.check = options.check && !one.disable_check;
  compile.macros = !one.disable_macros;
  compile.optimise = options.optimise;
  const Result<cel::Program> program = environment->compile(one.expression, compile);
  if (!program.ok()) {
    const std::string& message = program.status().message();
    if (!one.checker_error.empty() && message.find(one.checker_error) != std::string::npos) {
      return {};
    }
    return failed("that it compiles", program.status().to_string());
  }
  if (one.expectation == Expectation::kTypedResult && compile.check) {
    const Result<cel::Type> type =
        read_suite_type(one.deduced_type, messages == nullptr ? nullptr : messages->types().get());
    if (!type.ok()) return failed("a type that can be read", type.status().to_string());
    if (!(*type == program->result_type())) {
      return failed("type " + type->to_string(), "type " + program->result_type().to_string());
    }
  }
  if (one.check_only || (one.expectation == Expectation::kTypedResult && one.value.is_null())) {
    return {};
  }
  Arena arena;
  const Result<Value> found = evaluate(*program, one, messages, arena);
  if (!found.ok()) return failed("bindings that can be read", found.status().to_string());
  return compare(one, *found, messages, arena);
}

}  // namespace

CaseResult run_case(const SuiteCase& one, const TestMessages* messages, const RunOptions& options) {
  try {
    return run(one, messages, options);
  } catch (const json::exception& error) {
    return failed("a case that can be read", error.what());
  }
}

}  // namespace uniselector::cel_tool
