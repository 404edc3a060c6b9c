// See the header; the shapes are those that macros_standard.cc and macros_libraries.cc make.
#include "expr/syntax/folds.h"

#include "expr/syntax/lexer.h"
#include "expr/syntax/operator_names.h"

namespace uniselector::expr {
namespace {

bool is_bool(const Expr* expr, bool value) {
  return expr->kind == ExprKind::kConstant && expr->constant.is(ValueKind::kBool) &&
         expr->constant.as_bool() == value;
}

bool is_int(const Expr* expr, std::int64_t value) {
  return expr->kind == ExprKind::kConstant && expr->constant.is(ValueKind::kInt) &&
         expr->constant.as_int() == value;
}

bool is_ident(const Expr* expr, std::string_view name) {
  return expr->kind == ExprKind::kIdent && expr->name == name;
}

bool is_empty(const Expr* expr, ExprKind kind) {
  return expr->kind == kind && expr->arguments.empty() && expr->entries.empty();
}

bool is_call(const Expr* expr, std::string_view function, std::size_t count) {
  return expr->kind == ExprKind::kCall && expr->target == nullptr && expr->name == function &&
         expr->arguments.size() == count;
}

bool is_method(const Expr* expr, std::string_view function, std::size_t count) {
  return expr->kind == ExprKind::kCall && expr->target != nullptr && expr->name == function &&
         expr->arguments.size() == count;
}

bool is_quantifier(const Comprehension& loop, FoldCall* call) {
  if (!is_call(loop.condition, kNotStrictlyFalse, 1) || !is_ident(loop.result, loop.accumulator)) {
    return false;
  }
  const Expr* going_on = loop.condition->arguments[0];
  const bool all = is_bool(loop.initial, true) && is_ident(going_on, loop.accumulator) &&
                   is_call(loop.step, kLogicalAnd, 2);
  const bool exists = is_bool(loop.initial, false) && is_call(going_on, kLogicalNot, 1) &&
                      is_ident(going_on->arguments[0], loop.accumulator) &&
                      is_call(loop.step, kLogicalOr, 2);
  if ((!all && !exists) || !is_ident(loop.step->arguments[0], loop.accumulator)) return false;
  call->name = all ? "all" : "exists";
  call->arguments[0] = loop.step->arguments[1];
  return true;
}

bool is_one_more(const Expr* expr, std::string_view accumulator) {
  return is_call(expr, kAdd, 2) && is_ident(expr->arguments[0], accumulator) &&
         is_int(expr->arguments[1], 1);
}

bool is_exists_one(const Comprehension& loop, FoldCall* call) {
  const std::string_view counted = loop.accumulator;
  if (!is_int(loop.initial, 0) || !is_bool(loop.condition, true) ||
      !is_call(loop.step, kTernary, 3) || !is_one_more(loop.step->arguments[1], counted) ||
      !is_ident(loop.step->arguments[2], counted) || !is_call(loop.result, kEquals, 2) ||
      !is_ident(loop.result->arguments[0], counted) || !is_int(loop.result->arguments[1], 1)) {
    return false;
  }
  call->name = loop.variable2.empty() ? "exists_one" : "existsOne";
  call->arguments[0] = loop.step->arguments[0];
  return true;
}

void name_list(const Comprehension& loop, const Expr* filter, const Expr* element, FoldCall* call) {
  call->arguments = {filter != nullptr ? filter : element, filter != nullptr ? element : nullptr};
  if (!loop.variable2.empty()) {
    call->name = "transformList";
  } else if (filter != nullptr && is_ident(element, loop.variable)) {
    call->name = "filter";
    call->arguments[1] = nullptr;
  } else {
    call->name = "map";
  }
}

/// map, filter and the transformations: a list or a map that grows.
bool is_transformation(const Comprehension& loop, FoldCall* call) {
  if (!is_bool(loop.condition, true) || !is_ident(loop.result, loop.accumulator)) return false;
  const Expr* step = loop.step;
  const Expr* filter = nullptr;
  if (is_call(step, kTernary, 3) && is_ident(step->arguments[2], loop.accumulator)) {
    filter = step->arguments[0];
    step = step->arguments[1];
  }
  if (step->kind != ExprKind::kCall || step->arguments.empty() ||
      !is_ident(step->arguments[0], loop.accumulator)) {
    return false;
  }
  if (is_empty(loop.initial, ExprKind::kList) && is_call(step, kAdd, 2)) {
    const Expr* grown = step->arguments[1];
    if (grown->kind != ExprKind::kList || grown->arguments.size() != 1) return false;
    if (!grown->optional_elements.empty()) return false;
    name_list(loop, filter, grown->arguments[0], call);
    return true;
  }
  if (!is_empty(loop.initial, ExprKind::kMap) || loop.variable2.empty()) return false;
  const bool value =
      is_call(step, "cel.@mapInsert", 3) && is_ident(step->arguments[1], loop.variable);
  if (!value && !is_call(step, "cel.@mapInsert", 2)) return false;
  call->name = value ? "transformMap" : "transformMapEntry";
  const Expr* made = step->arguments.back();
  call->arguments = {filter != nullptr ? filter : made, filter != nullptr ? made : nullptr};
  return true;
}

/// The fold behind an expression if it has all of its parts, else null.
const Comprehension* fold_of(const Expr* expr) {
  const Comprehension* loop = expr->loop;
  if (expr->kind != ExprKind::kComprehension || loop == nullptr || loop->range == nullptr ||
      loop->initial == nullptr || loop->condition == nullptr || loop->step == nullptr ||
      loop->result == nullptr) {
    return nullptr;
  }
  return loop;
}

bool is_bind(const Comprehension& loop) {
  return is_empty(loop.range, ExprKind::kList) && loop.variable2.empty() &&
         is_bool(loop.condition, false) && is_ident(loop.step, loop.accumulator);
}

/// What optMap and optFlatMap make of a target that is a name or, bound first, "@target".
bool is_optional_map(const Expr* body, std::string_view held, FoldCall* call) {
  if (!is_call(body, kTernary, 3) || !is_method(body->arguments[0], "hasValue", 0) ||
      !is_ident(body->arguments[0]->target, held) ||
      !is_call(body->arguments[2], "optional.none", 0)) {
    return false;
  }
  const Expr* mapped = body->arguments[1];
  const bool flat = !is_call(mapped, "optional.of", 1);
  if (!flat) mapped = mapped->arguments[0];
  const Comprehension* bound = fold_of(mapped);
  if (bound == nullptr || !is_bind(*bound) || !is_method(bound->initial, "value", 0) ||
      !is_ident(bound->initial->target, held)) {
    return false;
  }
  call->name = flat ? "optFlatMap" : "optMap";
  call->variables[0] = bound->accumulator;
  call->arguments[0] = bound->result;
  return true;
}

bool is_sort_by(const Comprehension& loop, FoldCall* call) {
  const Expr* sorted = loop.result;
  if (!is_method(sorted, "@sortByAssociatedKeys", 1) ||
      !is_ident(sorted->target, loop.accumulator)) {
    return false;
  }
  const Comprehension* keys = fold_of(sorted->arguments[0]);
  FoldCall mapped;
  if (keys == nullptr || !is_ident(keys->range, loop.accumulator) ||
      !is_transformation(*keys, &mapped) || mapped.name != "map" ||
      mapped.arguments[1] != nullptr) {
    return false;
  }
  call->name = "sortBy";
  call->variables[0] = keys->variable;
  call->arguments[0] = mapped.arguments[0];
  return true;
}

bool is_bind_of(const Comprehension& loop, FoldCall* call) {
  if (is_name(loop.accumulator)) {
    call->space = "cel";
    call->name = "bind";
    call->variables[0] = loop.accumulator;
    call->arguments = {loop.initial, loop.result};
    return true;
  }
  call->target = loop.initial;
  return is_optional_map(loop.result, loop.accumulator, call) || is_sort_by(loop, call);
}

}  // namespace

bool fold_call_of(const Expr& fold, FoldCall* call) {
  const Comprehension* loop = fold_of(&fold);
  if (loop == nullptr) return false;
  if (is_bind(*loop)) return is_bind_of(*loop, call);
  call->target = loop->range;
  call->variables = {loop->variable, loop->variable2};
  return is_quantifier(*loop, call) || is_exists_one(*loop, call) || is_transformation(*loop, call);
}

}  // namespace uniselector::expr
