// See the header.
#include "rules/comparison.h"

#include <array>
#include <utility>

#include "expr/value/number_text.h"

namespace uniselector::rules {
namespace {

using cel::Expr;
using cel::ExprKind;
using cel::Value;
using cel::ValueKind;

constexpr std::array<std::string_view, 8> kNames = {"_==_", "_!=_", "_<_", "_<=_",
                                                    "_>_",  "_>=_", "@in", "startsWith"};

/// Of a call of two arguments without a target.
std::optional<Operation> operation_of(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size() - 1; ++i) {
    if (kNames[i] == name) return static_cast<Operation>(i);
  }
  return std::nullopt;
}

/// `-5` where it is no literal.
std::optional<Value> negated(const Expr& e) {
  if (e.arguments.size() != 1 || e.arguments[0]->kind != ExprKind::kConstant) return std::nullopt;
  const Value& value = e.arguments[0]->constant;
  if (value.is(ValueKind::kInt) && value.as_int() != INT64_MIN) {
    return Value::integer(-value.as_int());
  }
  if (value.is(ValueKind::kDouble)) return Value::real(-value.as_double());
  return std::nullopt;
}

std::optional<std::vector<Value>> literals_of(const Expr& list) {
  if (list.kind != ExprKind::kList || !list.optional_elements.empty()) return std::nullopt;
  std::vector<Value> values;
  for (const Expr* const element : list.arguments) {
    const auto value = literal_value(*element);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

}  // namespace

std::string_view name_of(Operation operation) {
  return kNames[static_cast<std::size_t>(operation)];
}

Operation mirrored(Operation operation) {
  switch (operation) {
    case Operation::kLess: return Operation::kGreater;
    case Operation::kLessOrEqual: return Operation::kGreaterOrEqual;
    case Operation::kGreater: return Operation::kLess;
    case Operation::kGreaterOrEqual: return Operation::kLessOrEqual;
    default: return operation;
  }
}

Operation opposite(Operation operation) {
  switch (operation) {
    case Operation::kEqual: return Operation::kNotEqual;
    case Operation::kNotEqual: return Operation::kEqual;
    case Operation::kLess: return Operation::kGreaterOrEqual;
    case Operation::kLessOrEqual: return Operation::kGreater;
    case Operation::kGreater: return Operation::kLessOrEqual;
    case Operation::kGreaterOrEqual: return Operation::kLess;
    default: return operation;
  }
}

std::optional<Value> literal_value(const Expr& e) {
  if (e.kind == ExprKind::kConstant) return e.constant;
  if (e.kind != ExprKind::kCall || e.target != nullptr) return std::nullopt;
  if (e.name == "-_") return negated(e);
  if (e.arguments.size() != 1 || e.arguments[0]->kind != ExprKind::kConstant ||
      !e.arguments[0]->constant.is(ValueKind::kString)) {
    return std::nullopt;
  }
  const std::string_view text = e.arguments[0]->constant.as_string();
  if (e.name == "duration") {
    if (const auto length = expr::read_duration(text)) return Value::duration(*length);
  }
  if (e.name == "timestamp") {
    if (const auto instant = expr::read_timestamp(text)) {
      return Value::timestamp(instant->seconds, instant->nanoseconds);
    }
  }
  return std::nullopt;
}

std::optional<Comparison> read_comparison(const Expr& e,
                                          const std::function<bool(const Expr&)>& is_input) {
  if (e.kind != ExprKind::kCall) return std::nullopt;
  if (e.target != nullptr) {
    if (e.name != "startsWith" || e.arguments.size() != 1 || !is_input(*e.target)) {
      return std::nullopt;
    }
    const auto prefix = literal_value(*e.arguments[0]);
    if (!prefix || !prefix->is(ValueKind::kString)) return std::nullopt;
    return Comparison{
        .input = e.target, .operation = Operation::kStartsWith, .literals = {*prefix}};
  }
  const auto operation = operation_of(e.name);
  if (!operation || e.arguments.size() != 2) return std::nullopt;
  const Expr& left = *e.arguments[0];
  const Expr& right = *e.arguments[1];
  if (is_input(left)) {
    if (*operation == Operation::kIn) {
      auto values = literals_of(right);
      if (!values) return std::nullopt;
      return Comparison{.input = &left, .operation = *operation, .literals = *std::move(values)};
    }
    const auto value = literal_value(right);
    if (!value) return std::nullopt;
    return Comparison{.input = &left, .operation = *operation, .literals = {*value}};
  }
  if (*operation == Operation::kIn || !is_input(right)) return std::nullopt;
  const auto value = literal_value(left);
  if (!value) return std::nullopt;
  return Comparison{.input = &right,
                    .operation = mirrored(*operation),
                    .literal_first = true,
                    .literals = {*value}};
}

}  // namespace uniselector::rules
