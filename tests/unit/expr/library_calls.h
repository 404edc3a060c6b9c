// Calls the functions of libraries by name, as an evaluation does: the first overload that takes
// the arguments is charged and called.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "expr/declarations.h"
#include "expr/functions/libraries.h"
#include "support/catch.h"

namespace uniselector::expr {

class LibraryCalls {
 public:
  using Add = void (*)(Declarations&, std::uint32_t);
  explicit LibraryCalls(Add add, std::uint32_t version = 100) { add(declarations_, version); }

  const Declarations& declarations() const { return declarations_; }
  Arena& arena() { return arena_; }
  cel::Limits& limits() { return limits_; }
  /// Of the calls from now on, each by itself.
  void budget(std::uint64_t units) { budget_ = units; }
  /// What the last call charged itself, beside what Overload says.
  std::uint64_t spent() const { return spent_; }

  Value operator()(std::string_view function, std::initializer_list<Value> arguments) {
    return call(function, arguments, nullptr);
  }
  /// The value as text, or "error: " and the message.
  std::string text(std::string_view function, std::initializer_list<Value> arguments) {
    return shown(call(function, arguments, nullptr));
  }
  /// The same with all arguments known at compile time; "problem: ..." if they would not compile.
  std::string prepared(std::string_view function, std::initializer_list<Value> arguments) {
    const Overload& overload = find(function, arguments);
    REQUIRE(overload.prepare != nullptr);
    std::string problem;
    const std::vector<Value> constants(arguments);
    const std::shared_ptr<const void> state = overload.prepare(constants, limits_, &problem);
    if (!problem.empty()) return "problem: " + problem;
    REQUIRE(state != nullptr);
    return shown(call(function, arguments, state.get()));
  }
  bool accepted(std::string_view function, std::initializer_list<Value> arguments) const {
    return lookup(function, arguments) != nullptr;
  }
  bool has(std::string_view function) const {
    return !declarations_.find_function(function).empty();
  }

  Value list(std::initializer_list<Value> elements) {
    return cel::make_list(arena_, {elements.begin(), elements.size()});
  }
  /// Keys and values in turn.
  Value map(std::initializer_list<Value> entries) {
    std::vector<Value> keys;
    std::vector<Value> values;
    for (std::size_t n = 0; n < entries.size(); ++n) {
      (n % 2 == 0 ? keys : values).push_back(entries.begin()[n]);
    }
    return cel::make_map(arena_, keys, values);
  }
  Value optional(const Value& value) { return cel::make_optional(arena_, value); }

  static std::string shown(const Value& value) {
    if (!value.is(ValueKind::kError)) return cel::to_text(value);
    return "error: " + std::string(value.as_error().message);
  }

 private:
  const Overload* lookup(std::string_view function, std::initializer_list<Value> arguments) const {
    for (const Overload* const overload : declarations_.find_function(function)) {
      if (accepts(*overload, arguments.begin(), arguments.size())) return overload;
    }
    return nullptr;
  }
  const Overload& find(std::string_view function, std::initializer_list<Value> arguments) const {
    INFO(function);
    const Overload* const overload = lookup(function, arguments);
    REQUIRE(overload != nullptr);
    return *overload;
  }
  Value call(std::string_view function, std::initializer_list<Value> arguments, const void* state) {
    const Overload& overload = find(function, arguments);
    CallFrame frame(arena_, limits_, budget_);
    frame.set_state(state);
    const Value value = overload.native(frame, arguments.begin(), arguments.size());
    spent_ = frame.spent();
    return value;
  }

  Declarations declarations_;
  cel::Limits limits_;
  Arena arena_;
  std::uint64_t budget_ = 10'000'000;
  std::uint64_t spent_ = 0;
};

/// A list of the host that does not show its elements side by side.
class SpreadList final : public List {
 public:
  explicit SpreadList(std::vector<Value> elements) : elements_(std::move(elements)) {}
  std::size_t size() const override { return elements_.size(); }
  Value at(std::size_t index, Arena&) const override { return elements_[index]; }

 private:
  std::vector<Value> elements_;
};

/// Short forms for the values of tests.
inline Value i(std::int64_t v) { return Value::integer(v); }
inline Value u(std::uint64_t v) { return Value::uint(v); }
inline Value d(double v) { return Value::real(v); }
inline Value s(std::string_view v) { return Value::string(v); }
inline Value b(std::string_view v) { return Value::bytes(v); }
inline Value yes(bool v = true) { return Value::boolean(v); }

}  // namespace uniselector::expr
