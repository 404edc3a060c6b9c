// An environment is made once: the libraries add what they declare, then the host's functions and
// variables; after that nothing changes.
#include "expr/environment.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "base/suggest.h"
#include "base/text.h"
#include "expr/check/checker.h"
#include "expr/functions/libraries.h"
#include "expr/plan/planner.h"
#include "expr/syntax/parser.h"

namespace uniselector::expr {
namespace {

struct Library {
  std::string_view name;
  std::uint32_t oldest;
  std::uint32_t newest;
  void (*add)(Declarations&, std::uint32_t);  ///< or null: macros only
  std::span<const Macro> (*macros)();         ///< or null
};

// Versions count as in the runtimes that had them first.
constexpr Library kLibraries[] = {
    {"bindings", 1, 1, nullptr, bindings_macros},
    {"comprehensions", 1, 1, add_comprehensions, comprehension_macros},
    {"encoders", 1, 1, add_encoders, nullptr},
    {"lists", 1, 3, add_lists, lists_macros},
    {"math", 1, 2, add_math, math_macros},
    {"network", 1, 1, add_network, nullptr},
    {"optional", 1, 2, add_optional, optional_macros},
    {"protos", 1, 1, nullptr, proto_macros},
    {"regex", 1, 1, add_regex, nullptr},
    {"sets", 1, 1, add_sets, nullptr},
    {"strings", 1, 4, add_strings, nullptr},
};

Status add_library(const cel::LibraryUse& use, cel::Environment::Impl& impl) {
  const auto* const found =
      std::find_if(std::begin(kLibraries), std::end(kLibraries),
                   [&](const Library& library) { return library.name == use.name; });
  if (found == std::end(kLibraries)) {
    std::string names;
    for (const Library& library : kLibraries) {
      names += (names.empty() ? "" : ", ") + std::string(library.name);
    }
    return invalid_argument("found library '" + base::printable(use.name, 64) +
                            "', expected one of " + names);
  }
  if (use.version != 0 && (use.version < found->oldest || use.version > found->newest)) {
    return invalid_argument("library '" + use.name + "' has versions " +
                            std::to_string(found->oldest) + " to " + std::to_string(found->newest) +
                            ", found " + std::to_string(use.version));
  }
  const std::uint32_t version = use.version == 0 ? found->newest : use.version;
  if (found->add != nullptr) found->add(impl.declarations, version);
  if (found->macros != nullptr) {
    for (const Macro& macro : found->macros()) impl.macros.push_back(&macro);
  }
  if (use.name == "optional") impl.optional_syntax = true;
  return ok_status();
}

Status add_function(const cel::Function& function, Declarations& declarations) {
  if (function.name.empty() || function.id.empty()) {
    return invalid_argument("a function of the host needs a name and an id");
  }
  if (function.receiver && function.parameters.empty()) {
    return invalid_argument("function '" + base::printable(function.name, 64) +
                            "' with a receiver needs at least one parameter");
  }
  Overload overload;
  overload.function = function.name;
  overload.id = function.id;
  overload.receiver = function.receiver;
  overload.parameters = function.parameters;
  overload.result = function.result;
  overload.host = function.body;
  overload.cost = function.cost;
  return declarations.add(std::move(overload));
}

}  // namespace

Result<cel::Environment> create_environment(cel::EnvironmentOptions options,
                                            std::span<const Macro> more_macros) {
  auto impl = std::make_shared<cel::Environment::Impl>();
  add_operators(impl->declarations);
  add_conversions(impl->declarations);
  add_text(impl->declarations);
  add_time(impl->declarations);
  for (const Macro& macro : standard_macros()) impl->macros.push_back(&macro);
  for (const cel::LibraryUse& use : options.libraries) {
    if (Status status = add_library(use, *impl); !status.ok()) return status;
  }
  for (const Macro& macro : more_macros) impl->macros.push_back(&macro);
  for (const cel::Function& function : options.functions) {
    if (Status status = add_function(function, impl->declarations); !status.ok()) return status;
  }
  for (const cel::Variable& variable : options.variables) {
    Status status = impl->declarations.add_variable(variable.name, variable.type);
    if (!status.ok()) return status;
  }
  impl->options = std::move(options);
  return cel::Environment(std::move(impl));
}

}  // namespace uniselector::expr

namespace uniselector::cel {

std::vector<LibraryUse> all_libraries() {
  std::vector<LibraryUse> all;
  for (const auto& library : expr::kLibraries) all.push_back({std::string(library.name), 0});
  return all;
}

Result<Environment> Environment::create(EnvironmentOptions options) {
  return expr::create_environment(std::move(options), {});
}

const EnvironmentOptions& Environment::options() const { return impl_->options; }

namespace {

Status faults(const expr::Issues& issues, const CompileOptions& options) {
  if (options.issues != nullptr) *options.issues = issues.all();
  return issues.status(options.location);
}

}  // namespace

Result<Ast> Environment::parse(std::string_view source, const CompileOptions& options) const {
  expr::Issues issues(source);
  expr::ParseOptions parse;
  if (options.macros) parse.macros = impl_->macros;
  parse.optional_syntax = impl_->optional_syntax;
  parse.limits = impl_->options.limits;
  Ast ast;
  ast.location = options.location;
  if (!expr::parse(source, parse, &ast, &issues)) return faults(issues, options);
  return ast;
}

Status Environment::check(Ast& ast, const CompileOptions& options) const {
  expr::Issues issues(ast.source);
  expr::CheckOptions check;
  check.container = impl_->options.container;
  check.types = impl_->options.types.get();
  check.result = options.result;
  if (expr::check(ast, impl_->declarations, check, &issues)) return ok_status();
  return faults(issues, options);
}

Result<Program> Environment::compile(std::string_view source, const CompileOptions& options) const {
  Result<Ast> ast = parse(source, options);
  if (!ast.ok()) return ast.status();
  if (options.check) {
    if (Status status = check(*ast, options); !status.ok()) return status;
  }
  return plan(std::move(*ast), options);
}

}  // namespace uniselector::cel
