// Calls the functions of the language by overload id, as an evaluation does: the kinds of arguments
// are checked first, and what the call costs is counted.
#pragma once

#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/declarations.h"
#include "expr/functions/libraries.h"
#include "support/catch.h"

namespace uniselector::expr {

class FunctionCalls {
 public:
  FunctionCalls() {
    add_operators(declarations_);
    add_conversions(declarations_);
    add_text(declarations_);
    add_time(declarations_);
  }

  const Declarations& declarations() const { return declarations_; }
  Arena& arena() { return arena_; }
  cel::Limits& limits() { return limits_; }
  /// Of the calls from now on, each by itself.
  void budget(std::uint64_t units) { budget_ = units; }
  /// What the last call charged on its own, beside Overload::cost.
  std::uint64_t spent() const { return spent_; }

  Value operator()(std::string_view id, std::initializer_list<Value> arguments) {
    return run(id, arguments, nullptr);
  }
  /// With what prepare() makes of the arguments that are not absent in `constants`.
  Value prepared(std::string_view id, std::initializer_list<Value> constants,
                 std::initializer_list<Value> arguments) {
    const Overload& overload = find(id);
    REQUIRE(overload.prepare != nullptr);
    std::string problem;
    const std::vector<Value> known(constants);
    const std::shared_ptr<const void> state = overload.prepare(known, limits_, &problem);
    INFO(problem);
    REQUIRE(state != nullptr);
    return run(id, arguments, state.get());
  }
  /// What prepare() complains about.
  std::string problem(std::string_view id, std::initializer_list<Value> constants) {
    std::string problem;
    const std::vector<Value> known(constants);
    CHECK(find(id).prepare(known, limits_, &problem) == nullptr);
    return problem;
  }

 private:
  const Overload& find(std::string_view id) {
    INFO(id);
    const Overload* const overload = declarations_.find_overload(id);
    REQUIRE(overload != nullptr);
    return *overload;
  }
  Value run(std::string_view id, std::initializer_list<Value> arguments, const void* state) {
    const Overload& overload = find(id);
    INFO(id);
    REQUIRE(accepts(overload, arguments.begin(), arguments.size()));
    CallFrame call(arena_, limits_, budget_);
    call.set_state(state);
    const Value value = overload.native(call, arguments.begin(), arguments.size());
    spent_ = call.spent();
    return value;
  }

  Declarations declarations_;
  cel::Limits limits_;
  Arena arena_;
  std::uint64_t budget_ = 10'000'000;
  std::uint64_t spent_ = 0;
};

/// Short forms for the values of tests.
inline Value i(std::int64_t v) { return Value::integer(v); }
inline Value u(std::uint64_t v) { return Value::uint(v); }
inline Value d(double v) { return Value::real(v); }
inline Value s(std::string_view v) { return Value::string(v); }
inline Value list_of(Arena& arena, std::initializer_list<Value> elements) {
  return cel::make_list(arena, {elements.begin(), elements.size()});
}
/// Keys and values in turn.
inline Value map_of(Arena& arena, std::initializer_list<Value> entries) {
  std::vector<Value> keys;
  std::vector<Value> values;
  for (std::size_t n = 0; n < entries.size(); ++n) {
    (n % 2 == 0 ? keys : values).push_back(entries.begin()[n]);
  }
  return cel::make_map(arena, keys, values);
}

/// The message of an error; what is none answers its text.
inline std::string message_of(const Value& value) {
  return value.is(ValueKind::kError) ? std::string(value.as_error().message) : cel::to_text(value);
}

}  // namespace uniselector::expr
