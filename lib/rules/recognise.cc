// Conditions of the language that are sets: what may be indexed and analysed although it was
// written out. Only forms that cannot fail for any value of the column are taken.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "rules/cell.h"
#include "rules/comparison.h"

namespace uniselector::rules {
namespace {

using cel::Expr;
using cel::ExprKind;
using cel::Value;
using cel::ValueKind;

ValueKind kind_of(Domain domain) {
  switch (domain) {
    case Domain::kBool: return ValueKind::kBool;
    case Domain::kInt: return ValueKind::kInt;
    case Domain::kUint: return ValueKind::kUint;
    case Domain::kDouble: return ValueKind::kDouble;
    case Domain::kString: return ValueKind::kString;
    case Domain::kDuration: return ValueKind::kDuration;
    case Domain::kTimestamp: return ValueKind::kTimestamp;
    case Domain::kOther: break;
  }
  return ValueKind::kAbsent;
}

class Recogniser {
 public:
  using IsIt = std::function<bool(const Expr&)>;

  Recogniser(const IsIt& is_it, Domain domain) : is_it_(is_it), domain_(domain) {}

  std::optional<ValueSet> set_of(const Expr& e) const;

 private:
  std::optional<Cut> constant(const Value& literal) const;
  std::optional<ValueSet> call(const Expr& e) const;
  std::optional<ValueSet> comparison(const Expr& e) const;
  std::optional<ValueSet> compared(Operation operation, const Cut& value) const;
  std::optional<ValueSet> one_of(const std::vector<Value>& literals) const;

  const IsIt& is_it_;
  Domain domain_;
};

std::optional<Cut> Recogniser::constant(const Value& literal) const {
  if (!literal.is(kind_of(domain_))) return std::nullopt;
  return cut_of(domain_, literal);
}

std::optional<ValueSet> Recogniser::compared(Operation operation, const Cut& value) const {
  const ValueSet below = ValueSet::before(domain_, value);
  const ValueSet point = ValueSet::point(domain_, value);
  switch (operation) {
    case Operation::kEqual: return point;
    case Operation::kNotEqual: return ~point;
    case Operation::kLess: return below;
    case Operation::kLessOrEqual: return below | point;
    case Operation::kGreater: return ~(below | point);
    case Operation::kGreaterOrEqual: return ~below;
    case Operation::kStartsWith:
      if (!base::is_utf8(value.text)) return std::nullopt;
      return ValueSet::prefix(value.text);
    case Operation::kIn: break;
  }
  return std::nullopt;
}

std::optional<ValueSet> Recogniser::one_of(const std::vector<Value>& literals) const {
  std::vector<Cut> values;
  for (const Value& literal : literals) {
    auto value = constant(literal);
    if (!value) return std::nullopt;
    values.push_back(std::move(*value));
  }
  return ValueSet::points(domain_, std::move(values));
}

std::optional<ValueSet> Recogniser::comparison(const Expr& e) const {
  const auto found = read_comparison(e, is_it_);
  if (!found) return std::nullopt;
  if (found->operation == Operation::kIn) return one_of(found->literals);
  const auto value = constant(found->literals[0]);
  if (!value) return std::nullopt;
  return compared(found->operation, *value);
}

std::optional<ValueSet> Recogniser::call(const Expr& e) const {
  if (e.target == nullptr && e.name == "!_" && e.arguments.size() == 1) {
    const auto set = set_of(*e.arguments[0]);
    if (!set) return std::nullopt;
    return ~*set;
  }
  if (e.target == nullptr && (e.name == "_&&_" || e.name == "_||_") && e.arguments.size() == 2) {
    const auto a = set_of(*e.arguments[0]);
    if (!a) return std::nullopt;
    const auto b = set_of(*e.arguments[1]);
    if (!b) return std::nullopt;
    return e.name == "_&&_" ? *a & *b : *a | *b;
  }
  return comparison(e);
}

std::optional<ValueSet> Recogniser::set_of(const Expr& e) const {
  if (e.kind == ExprKind::kConstant && e.constant.is(ValueKind::kBool)) {
    return e.constant.as_bool() ? ValueSet::all(domain_) : ValueSet(domain_);
  }
  if (domain_ == Domain::kBool && is_it_(e)) {
    return ValueSet::point(domain_, *cut_of(domain_, Value::boolean(true)));
  }
  if (e.kind == ExprKind::kCall) return call(e);
  return std::nullopt;
}

}  // namespace

std::optional<ValueSet> recognise(const Expr& root, const std::function<bool(const Expr&)>& is_it,
                                  Domain domain) {
  if (domain == Domain::kOther) return std::nullopt;
  return Recogniser(is_it, domain).set_of(root);
}

std::optional<ValueSet> recognise(const Expr& root, std::string_view it, Domain domain) {
  return recognise(
      root, [it](const Expr& e) { return e.kind == ExprKind::kIdent && e.name == it; }, domain);
}

}  // namespace uniselector::rules
