// The macros of the extension libraries: variables, optional values, loops with two variables, the
// greatest and least of some numbers, sorting by a key, extensions of protobuf messages.
#include <array>
#include <string>

#include "expr/syntax/macro.h"
#include "expr/syntax/macro_parts.h"
#include "expr/syntax/operator_names.h"

namespace uniselector::expr {
namespace {

const Expr* expand_bind(NodeFactory& make, const Expr& call) {
  if (!is_in_namespace(call, "cel")) return nullptr;
  const std::string_view name = variable_of(make, call.arguments[0]);
  if (name.empty()) return nullptr;
  return bind(make, name, call.arguments[1], call.arguments[2]);
}

// --- Optional values -----------------------------------------------------------------------------

/// x.hasValue() ? wrap(bind(variable, x.value(), body)) : optional.none(), where a target that is
/// more than a name is bound first, so that it is evaluated once.
const Expr* optional_map(NodeFactory& make, const Expr& call, bool flat) {
  const std::string_view name = variable_of(make, call.arguments[0]);
  if (name.empty()) return nullptr;
  const bool simple = call.target->kind == ExprKind::kIdent;
  const std::string_view held = simple ? call.target->name : "@target";
  const Expr* present = make.member_call("hasValue", make.ident(held), {});
  const Expr* value = make.member_call("value", make.ident(held), {});
  const Expr* mapped = bind(make, name, value, call.arguments[1]);
  if (!flat) mapped = make.call("optional.of", {mapped});
  const Expr* none = make.call("optional.none", {});
  const Expr* result = make.call(kTernary, {present, mapped, none});
  return simple ? result : bind(make, held, call.target, result);
}

const Expr* expand_opt_map(NodeFactory& make, const Expr& call) {
  return optional_map(make, call, false);
}

const Expr* expand_opt_flat_map(NodeFactory& make, const Expr& call) {
  return optional_map(make, call, true);
}

// --- Loops with two variables --------------------------------------------------------------------

const Expr* expand_all(NodeFactory& make, const Expr& call) {
  LoopVariables names;
  if (!variables_of(make, call, 2, &names)) return nullptr;
  return all_fold(make, call.target, names, call.arguments[2]);
}

const Expr* expand_exists(NodeFactory& make, const Expr& call) {
  LoopVariables names;
  if (!variables_of(make, call, 2, &names)) return nullptr;
  return exists_fold(make, call.target, names, call.arguments[2]);
}

const Expr* expand_exists_one(NodeFactory& make, const Expr& call) {
  LoopVariables names;
  if (!variables_of(make, call, 2, &names)) return nullptr;
  return exists_one_fold(make, call.target, names, call.arguments[2]);
}

const Expr* filter_of(const Expr& call) {
  return call.arguments.size() == 4 ? call.arguments[2] : nullptr;
}

const Expr* expand_transform_list(NodeFactory& make, const Expr& call) {
  LoopVariables names;
  if (!variables_of(make, call, 2, &names)) return nullptr;
  return list_fold(make, call.target, names, filter_of(call), call.arguments.back());
}

const Expr* expand_transform_map(NodeFactory& make, const Expr& call) {
  LoopVariables names;
  if (!variables_of(make, call, 2, &names)) return nullptr;
  const Expr* step = make.call(
      "cel.@mapInsert", {make.ident(kAccumulator), make.ident(names.first), call.arguments.back()});
  return filtered_fold(make, call.target, names, make.map({}), filter_of(call), step);
}

const Expr* expand_transform_entry(NodeFactory& make, const Expr& call) {
  LoopVariables names;
  if (!variables_of(make, call, 2, &names)) return nullptr;
  const Expr* step = make.call("cel.@mapInsert", {make.ident(kAccumulator), call.arguments.back()});
  return filtered_fold(make, call.target, names, make.map({}), filter_of(call), step);
}

// --- Numbers and lists ---------------------------------------------------------------------------

/// Whether the expression may yield a number, as far as its shape tells.
bool may_be_number(const Expr* expr) {
  switch (expr->kind) {
    case ExprKind::kConstant: {
      const ValueKind kind = expr->constant.kind();
      return kind == ValueKind::kInt || kind == ValueKind::kUint || kind == ValueKind::kDouble;
    }
    case ExprKind::kList:
    case ExprKind::kMap:
    case ExprKind::kStruct: return false;
    default: return true;
  }
}

const Expr* extreme(NodeFactory& make, const Expr& call, std::string_view function) {
  if (!is_in_namespace(call, "math")) return nullptr;
  const std::string written = "math." + std::string(call.name) + "()";
  std::span<const Expr* const> numbers = call.arguments;
  if (numbers.empty()) {
    return make.fault(call.target, written + " takes numbers or a list of numbers, found nothing");
  }
  const bool one_list = numbers.size() == 1 && numbers[0]->kind == ExprKind::kList;
  if (one_list) {
    if (numbers[0]->arguments.empty()) {
      return make.fault(numbers[0], written + " takes at least one number, found an empty list");
    }
    numbers = numbers[0]->arguments;
  }
  for (const Expr* const number : numbers) {
    if (!may_be_number(number)) {
      return make.fault(number, written + " takes numbers, found something else");
    }
  }
  if (call.arguments.size() <= 2) return make.call(function, call.arguments);
  return make.call(function, {make.list(call.arguments)});
}

const Expr* expand_greatest(NodeFactory& make, const Expr& call) {
  return extreme(make, call, "math.@max");
}

const Expr* expand_least(NodeFactory& make, const Expr& call) {
  return extreme(make, call, "math.@min");
}

const Expr* expand_sort_by(NodeFactory& make, const Expr& call) {
  static constexpr std::string_view kInput = "@__sortBy_input__";
  LoopVariables names;
  if (!variables_of(make, call, 1, &names)) return nullptr;
  const Expr* keys = list_fold(make, make.ident(kInput), names, nullptr, call.arguments[1]);
  const Expr* sorted = make.member_call("@sortByAssociatedKeys", make.ident(kInput), {&keys, 1});
  return bind(make, kInput, call.target, sorted);
}

// --- Extensions of messages ----------------------------------------------------------------------

/// The name that a chain of selections spells, "a.b.c"; empty if the expression is none.
std::string qualified_name(const Expr* expr) {
  std::vector<std::string_view> parts;
  std::size_t length = 0;
  for (; expr->kind == ExprKind::kSelect && !expr->test_only; expr = expr->target) {
    parts.push_back(expr->name);
    length += expr->name.size() + 1;
  }
  if (expr->kind != ExprKind::kIdent || parts.empty()) return {};
  std::string name(expr->name.substr(expr->name.starts_with('.') ? 1 : 0));
  name.reserve(name.size() + length);
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    name += '.';
    name += *part;
  }
  return name;
}

const Expr* extension(NodeFactory& make, const Expr& call, bool test_only) {
  if (!is_in_namespace(call, "proto")) return nullptr;
  const std::string field = qualified_name(call.arguments[1]);
  if (field.empty()) {
    return make.fault(call.arguments[1],
                      "proto." + std::string(call.name) +
                          "() takes the full name of an extension, as package.extension");
  }
  return make.select(call.arguments[0], field, test_only);
}

const Expr* expand_get_ext(NodeFactory& make, const Expr& call) {
  return extension(make, call, false);
}

const Expr* expand_has_ext(NodeFactory& make, const Expr& call) {
  return extension(make, call, true);
}

constexpr std::array<Macro, 1> kBindings = {{{"bind", true, 3, expand_bind}}};

constexpr std::array<Macro, 2> kOptional = {{
    {"optMap", true, 2, expand_opt_map},
    {"optFlatMap", true, 2, expand_opt_flat_map},
}};

constexpr std::array<Macro, 10> kComprehensions = {{
    {"all", true, 3, expand_all},
    {"exists", true, 3, expand_exists},
    {"existsOne", true, 3, expand_exists_one},
    {"exists_one", true, 3, expand_exists_one},
    {"transformList", true, 3, expand_transform_list},
    {"transformList", true, 4, expand_transform_list},
    {"transformMap", true, 3, expand_transform_map},
    {"transformMap", true, 4, expand_transform_map},
    {"transformMapEntry", true, 3, expand_transform_entry},
    {"transformMapEntry", true, 4, expand_transform_entry},
}};

constexpr std::array<Macro, 2> kMath = {{
    {"greatest", true, -1, expand_greatest},
    {"least", true, -1, expand_least},
}};

constexpr std::array<Macro, 1> kLists = {{{"sortBy", true, 2, expand_sort_by}}};

constexpr std::array<Macro, 2> kProto = {{
    {"getExt", true, 2, expand_get_ext},
    {"hasExt", true, 2, expand_has_ext},
}};

}  // namespace

std::span<const Macro> bindings_macros() { return kBindings; }
std::span<const Macro> optional_macros() { return kOptional; }
std::span<const Macro> comprehension_macros() { return kComprehensions; }
std::span<const Macro> math_macros() { return kMath; }
std::span<const Macro> lists_macros() { return kLists; }
std::span<const Macro> proto_macros() { return kProto; }

}  // namespace uniselector::expr
