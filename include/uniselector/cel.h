// The Common Expression Language: compile an expression once, evaluate it many times.
//
//   uniselector::cel::EnvironmentOptions options;
//   options.variables = {{"wait", uniselector::cel::Type::integer()}};
//   auto environment = uniselector::cel::Environment::create(std::move(options)).value();
//   auto program = environment.compile("wait > 30 ? 'hurry' : 'relax'").value();
//
//   uniselector::cel::Arena arena;
//   const uniselector::cel::Value wait = uniselector::cel::Value::integer(45);
//   program.evaluate({&wait, 1}, arena).as_string();  // "hurry"
//
// Environments and programs are immutable and cheap to copy; every thread may use them at once,
// each with an arena of its own. Nothing throws; a failed evaluation is a value of kind kError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/cel_arena.h>
#include <uniselector/cel_ast.h>
#include <uniselector/cel_data.h>
#include <uniselector/cel_type.h>
#include <uniselector/cel_value.h>
#include <uniselector/export.h>
#include <uniselector/status.h>

namespace uniselector::cel {

/// Bounds on text from outside. Each is named in the error that says it was passed.
struct Limits {
  std::size_t source_characters = 100'000;
  std::size_t depth = 250;                    ///< of the tree, macros expanded; 1,000 at most
  std::size_t nodes = 100'000;                ///< of the tree, macros expanded
  std::uint64_t estimated_cost = UINT64_MAX;  ///< most that an evaluation may be able to cost
  std::uint64_t cost = 10'000'000;  ///< of one evaluation; the units are those of docs/cel.md
  std::size_t regex_program_size = 10'000;
};

struct Variable {
  std::string name;  ///< may be qualified: "customer.value"
  Type type;
  /// At most so many bytes of text, and elements or entries on each level: for estimates of cost.
  std::uint64_t most = UINT64_MAX;
};

/// What a function of the host gets besides its arguments.
class UNISELECTOR_API Call {
 public:
  virtual Arena& arena() = 0;
  /// A value that says why there is none.
  virtual Value error(StatusCode code, std::string_view message) = 0;
  /// Counts work against the budget of the evaluation; false when there is none left, and then the
  /// function ends with what budget_error() answers.
  virtual bool charge(std::uint64_t units) = 0;
  virtual Value budget_error() = 0;

 protected:
  Call() = default;
  ~Call() = default;
};

/// A function of the host: one way of calling it.
struct Function {
  std::string name;              ///< "lower"; may be qualified: "net.lookup"
  std::string id;                ///< unique: "lower_string"
  bool receiver = false;         ///< x.lower() instead of lower(x); x is the first parameter
  std::vector<Type> parameters;  ///< may hold Type::parameter
  Type result;
  /// Pure: the same arguments give the same value. Arguments are never errors or unknown.
  std::function<Value(Call&, std::span<const Value>)> body;
  std::uint32_t cost = 1;
};

/// A library by its name and version; version 0 is the newest. Names: strings, math, lists, sets,
/// encoders, bindings, optional, comprehensions (with two variables), regex, network, protos.
struct LibraryUse {
  std::string name;
  std::uint32_t version = 0;
};
/// All libraries, each at its newest version.
UNISELECTOR_API std::vector<LibraryUse> all_libraries();

/// Types of messages and structs, and named constants, which the language itself does not know.
class UNISELECTOR_API TypeProvider {
 public:
  struct Field {
    Type type;
    std::int32_t index = -1;  ///< goes to Object::field
  };
  struct NamedValue {
    std::string_view name;
    Value value;
  };

  virtual ~TypeProvider() = default;
  /// The type with this full name, if there is one.
  virtual std::optional<Type> find_type(std::string_view name) const = 0;
  /// The value of a named constant (an enumerator), absent if there is none.
  virtual Value find_constant(std::string_view name) const = 0;
  virtual std::optional<Field> find_field(std::string_view type, std::string_view field) const = 0;
  /// A new object with these fields set, or an error.
  virtual Value make_object(std::string_view type, std::span<const NamedValue> fields,
                            Arena& arena) const = 0;
  /// The same for an expression, which has paid for the text, lists and maps in `fields`. Override
  /// it to charge for what else a new object copies, such as objects in `fields`; where the budget
  /// does not last it answers call.budget_error().
  virtual Value make_charged_object(std::string_view type, std::span<const NamedValue> fields,
                                    Call& call) const {
    return make_object(type, fields, call.arena());
  }
};

/// An environment keeps `functions` and `types` as long as it, a copy of it or a program of it
/// lives. What they only refer to is the host's to keep as long: what a function's body captured by
/// reference, the pool behind a TypeProvider, what the values of its constants borrow from.
struct EnvironmentOptions {
  /// Names are looked up here first: in "a.b" the name x means a.b.x, else a.x, else x.
  std::string container;
  std::vector<Variable> variables;
  std::vector<Function> functions;
  std::vector<LibraryUse> libraries = all_libraries();
  std::shared_ptr<const TypeProvider> types;
  Limits limits;
};

/// A fault of an expression, with its place. Lines and columns count from 1, columns in characters.
struct Issue {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::string message;
  std::string snippet;  ///< the line of the source and a caret under the place
};

struct CompileOptions {
  std::string location = "<input>";  ///< named in errors
  bool check = true;                 ///< without it types show at run time only
  bool macros = true;
  bool optimise = true;                  ///< fold constants, special code for common shapes
  std::optional<Type> result;            ///< what it must yield, if that matters
  std::vector<Issue>* issues = nullptr;  ///< filled when compiling fails
};

struct CostEstimate {
  std::uint64_t least = 0;
  std::uint64_t most = 0;  ///< UINT64_MAX: no bound is known
};

/// An input that is not known (yet): a variable with a path of fields, keys or indexes below it;
/// "*" stands for every field, key or index.
struct UnknownPattern {
  std::string variable;
  std::vector<std::string> path;
};

struct EvaluateOptions {
  std::uint64_t cost = 0;  ///< budget; 0 takes the environment's limit
  std::span<const UnknownPattern> unknowns;
  std::uint64_t* cost_spent = nullptr;
};

class UNISELECTOR_API Program {
 public:
  /// The type of the value; dyn if it was not checked.
  const Type& result_type() const;
  /// What evaluate() takes: the environment's variables in their order, then names that the
  /// expression uses without a declaration (unchecked only).
  std::span<const std::string> variables() const;
  /// Whether the expression reads variable `slot`.
  bool uses(std::size_t slot) const;
  /// The units are those of docs/cel.md; sizes of inputs are bounded by Variable::most.
  CostEstimate estimated_cost() const;
  const Ast& ast() const;

  /// The value, borrowed from `slots`, this program and `arena`. Slots left out or absent are
  /// errors where they are read. No allocation beyond the arena.
  Value evaluate(std::span<const Value> slots, Arena& arena) const;
  Value evaluate(std::span<const Value> slots, Arena& arena, const EvaluateOptions& options) const;
  /// What is left to evaluate when these inputs are known and `unknowns` are not: an expression, as
  /// text, that yields the same once they are. "true" and the like when nothing is left.
  std::string residual(std::span<const Value> slots, Arena& arena,
                       std::span<const UnknownPattern> unknowns) const;

  struct Impl;
  explicit Program(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  std::shared_ptr<const Impl> impl_;
};

class UNISELECTOR_API Environment {
 public:
  /// InvalidArgument names a variable, function or library that cannot be.
  static Result<Environment> create(EnvironmentOptions options);

  /// Parses, checks and plans. InvalidArgument carries all issues as text, each with place, line
  /// and caret; ResourceExhausted names the limit that was passed.
  Result<Program> compile(std::string_view source, const CompileOptions& options = {}) const;

  // The steps of compile(), for who stores trees.
  Result<Ast> parse(std::string_view source, const CompileOptions& options = {}) const;
  Status check(Ast& ast, const CompileOptions& options = {}) const;
  Result<Program> plan(Ast ast, const CompileOptions& options = {}) const;

  const EnvironmentOptions& options() const;

  struct Impl;
  explicit Environment(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  const Impl& impl() const { return *impl_; }

 private:
  std::shared_ptr<const Impl> impl_;
};

}  // namespace uniselector::cel
