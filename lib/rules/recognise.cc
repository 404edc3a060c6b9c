// Conditions of the language that are sets: what may be indexed and analysed although it was
// written out. Only forms that cannot fail for any value of the column are taken.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "expr/value/number_text.h"
#include "rules/cell.h"

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
  bool is_it(const Expr& e) const { return is_it_(e); }
  std::optional<Cut> constant(const Expr& e) const;
  std::optional<Cut> negated(const Expr& e) const;
  std::optional<ValueSet> call(const Expr& e) const;
  std::optional<ValueSet> member(const Expr& e) const;
  std::optional<ValueSet> compared(std::string_view op, const Cut& value) const;
  std::optional<ValueSet> one_of(const Expr& list) const;

  const IsIt& is_it_;
  Domain domain_;
};

/// `-5` where it is no literal.
std::optional<Cut> Recogniser::negated(const Expr& e) const {
  if (e.arguments.size() != 1 || e.arguments[0]->kind != ExprKind::kConstant) return std::nullopt;
  const Value& value = e.arguments[0]->constant;
  if (domain_ == Domain::kInt && value.is(ValueKind::kInt) && value.as_int() != INT64_MIN) {
    return cut_of(domain_, Value::integer(-value.as_int()));
  }
  if (domain_ == Domain::kDouble && value.is(ValueKind::kDouble)) {
    return cut_of(domain_, Value::real(-value.as_double()));
  }
  return std::nullopt;
}

std::optional<Cut> Recogniser::constant(const Expr& e) const {
  if (e.kind == ExprKind::kConstant) {
    if (!e.constant.is(kind_of(domain_))) return std::nullopt;
    return cut_of(domain_, e.constant);
  }
  if (e.kind != ExprKind::kCall || e.target != nullptr) return std::nullopt;
  if (e.name == "-_") return negated(e);
  if (e.arguments.size() != 1 || e.arguments[0]->kind != ExprKind::kConstant ||
      !e.arguments[0]->constant.is(ValueKind::kString)) {
    return std::nullopt;
  }
  const std::string_view text = e.arguments[0]->constant.as_string();
  if (e.name == "duration" && domain_ == Domain::kDuration) {
    if (const auto length = expr::read_duration(text)) {
      return cut_of(domain_, Value::duration(*length));
    }
  }
  if (e.name == "timestamp" && domain_ == Domain::kTimestamp) {
    if (const auto instant = expr::read_timestamp(text)) {
      return cut_of(domain_, Value::timestamp(instant->seconds, instant->nanoseconds));
    }
  }
  return std::nullopt;
}

std::optional<ValueSet> Recogniser::compared(std::string_view op, const Cut& value) const {
  const ValueSet below = ValueSet::before(domain_, value);
  const ValueSet point = ValueSet::point(domain_, value);
  if (op == "_==_") return point;
  if (op == "_!=_") return ~point;
  if (op == "_<_") return below;
  if (op == "_<=_") return below | point;
  if (op == "_>_") return ~(below | point);
  if (op == "_>=_") return ~below;
  return std::nullopt;
}

std::string_view mirrored(std::string_view op) {
  if (op == "_<_") return "_>_";
  if (op == "_<=_") return "_>=_";
  if (op == "_>_") return "_<_";
  if (op == "_>=_") return "_<=_";
  return op;
}

std::optional<ValueSet> Recogniser::one_of(const Expr& list) const {
  if (list.kind != ExprKind::kList || !list.optional_elements.empty()) return std::nullopt;
  std::vector<Cut> values;
  for (const Expr* element : list.arguments) {
    auto value = constant(*element);
    if (!value) return std::nullopt;
    values.push_back(std::move(*value));
  }
  return ValueSet::points(domain_, std::move(values));
}

std::optional<ValueSet> Recogniser::member(const Expr& e) const {
  if (e.name != "startsWith" || domain_ != Domain::kString || !is_it(*e.target) ||
      e.arguments.size() != 1) {
    return std::nullopt;
  }
  const auto prefix = constant(*e.arguments[0]);
  if (!prefix || !base::is_utf8(prefix->text)) return std::nullopt;
  return ValueSet::prefix(prefix->text);
}

std::optional<ValueSet> Recogniser::call(const Expr& e) const {
  if (e.target != nullptr) return member(e);
  if (e.name == "!_" && e.arguments.size() == 1) {
    const auto set = set_of(*e.arguments[0]);
    if (!set) return std::nullopt;
    return ~*set;
  }
  if (e.arguments.size() != 2) return std::nullopt;
  const Expr& left = *e.arguments[0];
  const Expr& right = *e.arguments[1];
  if (e.name == "_&&_" || e.name == "_||_") {
    const auto a = set_of(left);
    if (!a) return std::nullopt;
    const auto b = set_of(right);
    if (!b) return std::nullopt;
    return e.name == "_&&_" ? *a & *b : *a | *b;
  }
  if (e.name == "@in" && is_it(left)) return one_of(right);
  if (is_it(left)) {
    const auto value = constant(right);
    if (!value) return std::nullopt;
    return compared(e.name, *value);
  }
  if (is_it(right)) {
    const auto value = constant(left);
    if (!value) return std::nullopt;
    return compared(mirrored(e.name), *value);
  }
  return std::nullopt;
}

std::optional<ValueSet> Recogniser::set_of(const Expr& e) const {
  if (e.kind == ExprKind::kConstant && e.constant.is(ValueKind::kBool)) {
    return e.constant.as_bool() ? ValueSet::all(domain_) : ValueSet(domain_);
  }
  if (domain_ == Domain::kBool && is_it(e)) {
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
