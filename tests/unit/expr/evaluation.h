// Short forms for tests of whole expressions: declare variables with their values, evaluate,
// compare the text of the value.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <uniselector/cel.h>

#include "support/catch.h"

namespace uniselector::test {

struct Input {
  std::string name;
  cel::Type type;
  cel::Value value;  ///< absent: no value is given
};

class Evaluation {
 public:
  explicit Evaluation(std::vector<Input> inputs = {}, cel::EnvironmentOptions options = {})
      : environment_(make(std::move(options), inputs)) {
    for (const Input& input : inputs) values_.push_back(input.value);
  }

  cel::Program compile(std::string_view source, cel::CompileOptions options = {}) const {
    auto program = environment_.compile(source, options);
    INFO(source);
    INFO(program.status().to_string());
    REQUIRE(program.ok());
    return std::move(program).value();
  }
  cel::Value value(std::string_view source, cel::CompileOptions options = {}) {
    programs_.push_back(compile(source, std::move(options)));
    return programs_.back().evaluate(values_, arena_);
  }
  /// The value's text, or "error: " and the message.
  std::string text(std::string_view source, const cel::CompileOptions& options = {}) {
    return text_of(value(source, options));
  }
  static std::string text_of(const cel::Value& value) {
    if (!value.is(cel::ValueKind::kError)) return cel::to_text(value);
    return "error: " + std::string(value.as_error().message);
  }
  /// Why it does not compile.
  std::string fault(std::string_view source) const {
    const auto program = environment_.compile(source);
    INFO(source);
    REQUIRE_FALSE(program.ok());
    return program.status().message();
  }

  const cel::Environment& environment() const { return environment_; }
  std::span<const cel::Value> values() const { return values_; }
  cel::Arena& arena() { return arena_; }

 private:
  static cel::Environment make(cel::EnvironmentOptions options, const std::vector<Input>& inputs) {
    for (const Input& input : inputs) options.variables.push_back({input.name, input.type});
    auto environment = cel::Environment::create(std::move(options));
    INFO(environment.status().to_string());
    REQUIRE(environment.ok());
    return std::move(environment).value();
  }

  cel::Environment environment_;
  std::vector<cel::Value> values_;
  std::vector<cel::Program> programs_;
  cel::Arena arena_;
};

inline const cel::CompileOptions kUnchecked{.check = false};
inline const cel::CompileOptions kPlain{.optimise = false};

}  // namespace uniselector::test
