// Calls. Overloads that cannot be meant are put aside at a glance, by kinds and names. If one is
// left it must match, and binds what its types tell about the arguments. If several match, for
// example because an argument is dyn, only the evaluation can tell which it is: then all are noted,
// nothing is bound, and the type is theirs if they agree, else dyn.
#include <algorithm>
#include <utility>

#include "expr/check/checker_impl.h"
#include "expr/check/complaints.h"

namespace uniselector::expr {
namespace {

bool has_parameter(const Type& type) {
  if (type.is(TypeKind::kParameter)) return true;
  const auto parts = type.parameters();
  return std::any_of(parts.begin(), parts.end(), has_parameter);
}

}  // namespace

Checker::Node Checker::check_call(const Expr& expr) {
  if (expr.target == nullptr) {
    if (expr.arguments.size() == 2) {
      if (expr.name == "_?._") return check_optional_select(expr);
      if (expr.name == "cel.@block" && expr.arguments[0]->kind == ExprKind::kList) {
        return check_block(expr);
      }
    }
    std::string_view full;
    const auto overloads = names_.find_function(expr.name, &full);
    if (!overloads.empty() && full != expr.name) reference(expr).name = full;
    return check_arguments(expr, expr.name, false, overloads);
  }
  if (qualified_name(*expr.target, &qualified_)) {
    qualified_ += '.';
    qualified_ += expr.name;
    std::string_view full;
    const auto overloads = names_.find_function(qualified_, &full);
    if (!overloads.empty()) {
      reference(expr).name = full;
      return check_arguments(expr, reference(expr).name, false, overloads);
    }
  }
  check(*expr.target);
  return check_arguments(expr, expr.name, true, declarations_.find_function(expr.name));
}

/// target.?field, which the parser writes as a call with the field as text.
Checker::Node Checker::check_optional_select(const Expr& expr) {
  const Node target = check(*expr.arguments[0]);
  const Expr& field = *expr.arguments[1];
  check(field);
  if (field.kind != ExprKind::kConstant || !field.constant.is(ValueKind::kString)) {
    return complain(field.id, [] {
      return std::string("found an expression, expected the name of a field behind '.?'");
    });
  }
  const Node type = unifier_.resolve(select(expr, target, field.constant.as_string()));
  if (type->kind == TypeKind::kError) return type;
  reference(expr).overloads = {"select_optional_field"};
  const Node within = unifier_.resolve(target);
  const bool wrapped = within->kind == TypeKind::kOpaque && within->name == "optional_type";
  return wrapped ? type : pool_.optional(type);
}

Checker::Node Checker::check_arguments(const Expr& expr, std::string_view function, bool receiver,
                                       std::span<const Overload* const> overloads) {
  for (const Expr* const argument : expr.arguments) check(*argument);
  if (overloads.empty()) {
    return complain(
        expr.id, [&] { return undeclared_function(function, options_.container, declarations_); });
  }
  if (!gather(expr, receiver)) return plain(TypeKind::kError);
  take_plausible(overloads, receiver);
  Node result = nullptr;
  if (candidates_.size() == 1) {
    result = resolve_one(expr, *candidates_.front());
  } else if (!candidates_.empty()) {
    result = resolve_many(expr);
  }
  return result != nullptr ? result : no_overload(expr, function, receiver, overloads);
}

/// The arguments' types, the receiver first; false if one of them is an error.
bool Checker::gather(const Expr& expr, bool receiver) {
  arguments_.clear();
  const auto add = [this](const Expr& argument) {
    const bool known = argument.id < visits_.size() && visits_[argument.id].expr == &argument;
    const Node type = known ? unifier_.resolve(visits_[argument.id].type) : nullptr;
    arguments_.push_back(type);
    return type != nullptr && type->kind != TypeKind::kError;
  };
  bool good = !receiver || add(*expr.target);
  for (const Expr* const argument : expr.arguments) good &= add(*argument);
  return good;
}

void Checker::take_plausible(std::span<const Overload* const> overloads, bool receiver) {
  candidates_.clear();
  for (const Overload* const overload : overloads) {
    if (overload->receiver != receiver || overload->parameters.size() != arguments_.size()) {
      continue;
    }
    const bool fits =
        std::equal(arguments_.begin(), arguments_.end(), overload->parameters.begin(),
                   [](Node found, const Type& type) { return may_fit(*found, type); });
    if (fits) candidates_.push_back(overload);
  }
}

bool Checker::matches(const Overload& overload) {
  parameters_.clear();
  for (std::size_t i = 0; i < arguments_.size(); ++i) {
    const Node expected = import_type(pool_, overload.parameters[i], &parameters_);
    if (!unifier_.assign(expected, arguments_[i], Widen::kYes)) return false;
  }
  return true;
}

/// Of the overload that was matched last.
Checker::Node Checker::result_of(const Overload& overload) {
  for (auto& [name, variable] : parameters_) variable = unifier_.resolve(variable);
  return unifier_.resolve(import_type(pool_, overload.result, &parameters_));
}

Checker::Node Checker::resolve_one(const Expr& expr, const Overload& overload) {
  if (!matches(overload)) return nullptr;
  reference(expr).overloads.push_back(overload.id);
  return result_of(overload);
}

Checker::Node Checker::resolve_many(const Expr& expr) {
  const auto no_match = [this](const Overload* overload) {
    const Unifier::Mark mark = unifier_.mark();
    const bool matched = matches(*overload);
    unifier_.undo(mark);
    return !matched;
  };
  candidates_.erase(std::remove_if(candidates_.begin(), candidates_.end(), no_match),
                    candidates_.end());
  if (candidates_.empty() || unifier_.exhausted()) return nullptr;
  if (candidates_.size() == 1) return resolve_one(expr, *candidates_.front());
  std::vector<std::string>& ids = reference(expr).overloads;
  ids.reserve(candidates_.size());
  for (const Overload* const overload : candidates_) ids.push_back(overload->id);
  const Type& result = candidates_.front()->result;
  const bool agreed = !has_parameter(result) &&
                      std::all_of(candidates_.begin(), candidates_.end(),
                                  [&](const Overload* other) { return other->result == result; });
  return agreed ? import_type(pool_, result, nullptr) : plain(TypeKind::kDyn);
}

Checker::Node Checker::no_overload(const Expr& expr, std::string_view function, bool receiver,
                                   std::span<const Overload* const> overloads) {
  return complain(expr.id, [&] {
    std::vector<Type> types;
    for (const Node argument : arguments_) types.push_back(shown(argument));
    return no_matching_overload(function, receiver, types, overloads);
  });
}

}  // namespace uniselector::expr
