// The macros of the language and the folds that other macros share. Trees are those of the public
// runtimes, so that a checked expression means the same to all of them.
#include <array>
#include <string>

#include "expr/syntax/macro.h"
#include "expr/syntax/macro_parts.h"
#include "expr/syntax/operator_names.h"

namespace uniselector::expr {
namespace {

const Expr* accumulator(NodeFactory& make) { return make.ident(kAccumulator); }

const Expr* expand_has(NodeFactory& make, const Expr& call) {
  const Expr* argument = call.arguments[0];
  if (argument->kind != ExprKind::kSelect || argument->test_only) {
    return make.fault(argument, "has() takes the selection of a field, as has(order.total)");
  }
  make.mark_as(argument);
  return make.select(argument->target, argument->name, true);
}

const Expr* expand_all(NodeFactory& make, const Expr& call) {
  LoopVariables names;
  if (!variables_of(make, call, 1, &names)) return nullptr;
  return all_fold(make, call.target, names, call.arguments[1]);
}

const Expr* expand_exists(NodeFactory& make, const Expr& call) {
  LoopVariables names;
  if (!variables_of(make, call, 1, &names)) return nullptr;
  return exists_fold(make, call.target, names, call.arguments[1]);
}

const Expr* expand_exists_one(NodeFactory& make, const Expr& call) {
  LoopVariables names;
  if (!variables_of(make, call, 1, &names)) return nullptr;
  return exists_one_fold(make, call.target, names, call.arguments[1]);
}

const Expr* expand_map(NodeFactory& make, const Expr& call) {
  LoopVariables names;
  if (!variables_of(make, call, 1, &names)) return nullptr;
  const Expr* filter = call.arguments.size() == 3 ? call.arguments[1] : nullptr;
  return list_fold(make, call.target, names, filter, call.arguments.back());
}

const Expr* expand_filter(NodeFactory& make, const Expr& call) {
  LoopVariables names;
  if (!variables_of(make, call, 1, &names)) return nullptr;
  return list_fold(make, call.target, names, call.arguments[1], make.ident(names.first));
}

constexpr std::array<Macro, 8> kStandard = {{
    {"has", false, 1, expand_has},
    {"all", true, 2, expand_all},
    {"exists", true, 2, expand_exists},
    {"exists_one", true, 2, expand_exists_one},
    {"existsOne", true, 2, expand_exists_one},
    {"map", true, 2, expand_map},
    {"map", true, 3, expand_map},
    {"filter", true, 2, expand_filter},
}};

}  // namespace

std::span<const Macro> standard_macros() { return kStandard; }

std::string_view variable_of(NodeFactory& make, const Expr* argument) {
  if (argument->kind == ExprKind::kIdent && !argument->name.empty() &&
      argument->name.front() != '.') {
    return argument->name;
  }
  make.fault(argument, "a macro declares its variable here; expected a simple name, such as x");
  return {};
}

bool variables_of(NodeFactory& make, const Expr& call, std::size_t count, LoopVariables* names) {
  names->first = variable_of(make, call.arguments[0]);
  if (names->first.empty() || count == 1) return !names->first.empty();
  names->second = variable_of(make, call.arguments[1]);
  if (names->second.empty()) return false;
  if (names->first != names->second) return true;
  make.fault(call.arguments[1], "both variables of the macro are called '" +
                                    std::string(names->second) + "'; expected two names");
  return false;
}

bool is_in_namespace(const Expr& call, std::string_view space) {
  return call.target != nullptr && call.target->kind == ExprKind::kIdent &&
         call.target->name == space;
}

const Expr* bind(NodeFactory& make, std::string_view name, const Expr* value, const Expr* result) {
  Comprehension loop;
  loop.variable = "#unused";
  loop.accumulator = name;
  loop.range = make.list({});
  loop.initial = value;
  loop.condition = make.constant(Value::boolean(false));
  loop.step = make.ident(name);
  loop.result = result;
  return make.fold(loop);
}

const Expr* all_fold(NodeFactory& make, const Expr* range, const LoopVariables& names,
                     const Expr* predicate) {
  Comprehension loop;
  loop.variable = names.first;
  loop.variable2 = names.second;
  loop.accumulator = kAccumulator;
  loop.range = range;
  loop.initial = make.constant(Value::boolean(true));
  loop.condition = make.call(kNotStrictlyFalse, {accumulator(make)});
  loop.step = make.call(kLogicalAnd, {accumulator(make), predicate});
  loop.result = accumulator(make);
  return make.fold(loop);
}

const Expr* exists_fold(NodeFactory& make, const Expr* range, const LoopVariables& names,
                        const Expr* predicate) {
  Comprehension loop;
  loop.variable = names.first;
  loop.variable2 = names.second;
  loop.accumulator = kAccumulator;
  loop.range = range;
  loop.initial = make.constant(Value::boolean(false));
  const Expr* none_yet = make.call(kLogicalNot, {accumulator(make)});
  loop.condition = make.call(kNotStrictlyFalse, {none_yet});
  loop.step = make.call(kLogicalOr, {accumulator(make), predicate});
  loop.result = accumulator(make);
  return make.fold(loop);
}

const Expr* exists_one_fold(NodeFactory& make, const Expr* range, const LoopVariables& names,
                            const Expr* predicate) {
  Comprehension loop;
  loop.variable = names.first;
  loop.variable2 = names.second;
  loop.accumulator = kAccumulator;
  loop.range = range;
  loop.initial = make.constant(Value::integer(0));
  loop.condition = make.constant(Value::boolean(true));
  const Expr* one_more = make.call(kAdd, {accumulator(make), make.constant(Value::integer(1))});
  loop.step = make.call(kTernary, {predicate, one_more, accumulator(make)});
  loop.result = make.call(kEquals, {accumulator(make), make.constant(Value::integer(1))});
  return make.fold(loop);
}

const Expr* filtered_fold(NodeFactory& make, const Expr* range, const LoopVariables& names,
                          const Expr* initial, const Expr* filter, const Expr* step) {
  Comprehension loop;
  loop.variable = names.first;
  loop.variable2 = names.second;
  loop.accumulator = kAccumulator;
  loop.range = range;
  loop.initial = initial;
  loop.condition = make.constant(Value::boolean(true));
  loop.step = step;
  if (filter != nullptr) loop.step = make.call(kTernary, {filter, step, accumulator(make)});
  loop.result = accumulator(make);
  return make.fold(loop);
}

const Expr* list_fold(NodeFactory& make, const Expr* range, const LoopVariables& names,
                      const Expr* filter, const Expr* element) {
  const Expr* one = make.list({&element, 1});
  const Expr* step = make.call(kAdd, {accumulator(make), one});
  return filtered_fold(make, range, names, make.list({}), filter, step);
}

}  // namespace uniselector::expr
