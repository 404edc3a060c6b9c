// Trees to text that parses to the same trees: macros as they were written, parentheses only where
// the grammar needs them.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "expr/syntax/folds.h"
#include "expr/syntax/lexer.h"
#include "expr/syntax/literals.h"
#include "expr/syntax/macro_calls.h"
#include "expr/syntax/operator_names.h"
#include "expr/syntax/parser.h"

namespace uniselector::expr {
namespace {

/// Chains of || and && beyond this length are looked at as a whole only, not for a part that could
/// stand without parentheses.
constexpr std::size_t kLongestPartialChain = 64;

bool is_operator(const Expr& expr, std::string_view function, std::size_t count) {
  return expr.kind == ExprKind::kCall && expr.target == nullptr && expr.name == function &&
         expr.arguments.size() == count;
}

/// The operator between two operands that the expression is, or null.
const BinaryOperator* binary_of(const Expr& expr) {
  if (expr.kind != ExprKind::kCall || expr.target != nullptr || expr.arguments.size() != 2) {
    return nullptr;
  }
  return binary_operator(expr.name);
}

bool is_optional_select(const Expr& expr) {
  return is_operator(expr, kOptionalSelect, 2) && expr.arguments[1]->kind == ExprKind::kConstant &&
         expr.arguments[1]->constant.is(ValueKind::kString) &&
         (is_name(expr.arguments[1]->constant.as_string()) ||
          is_quotable(expr.arguments[1]->constant.as_string()));
}

/// Whether the literal begins with a '-'.
bool is_negative(const Value& constant) {
  if (constant.is(ValueKind::kInt)) return constant.as_int() < 0;
  return constant.is(ValueKind::kDouble) && constant.as_double() <= 0 &&
         std::signbit(constant.as_double()) && !std::isinf(constant.as_double());
}

class Printer {
 public:
  Printer(const Ast& ast, std::string* out) : ast_(ast), out_(*out) {}

  /// The expression, in parentheses if it binds less than `least`.
  void print(const Expr& expr, Binding least);

 private:
  /// What is written for a node: the macro call behind it, else itself.
  const Expr& written(const Expr& expr) const {
    const Expr* call = macro_call_of(ast_, expr.id);
    return call != nullptr ? *call : expr;
  }
  Binding binding_of(const Expr& expr) const;
  bool begins_with_number(const Expr& expr) const;

  void print_bare(const Expr& expr);
  void print_call(const Expr& call);
  void print_unary(const Expr& call, char sign);
  void print_binary(const Expr& call, const BinaryOperator& op);
  void print_fold(const Expr& fold);
  void print_list(const Expr& list);
  void print_entries(const Expr& expr);
  void print_arguments(std::span<const Expr* const> arguments);
  void append_field(std::string_view name);

  void flatten(const Expr& expr, std::string_view function, std::size_t most,
               std::vector<const Expr*>* operands) const;
  bool split(const Expr& expr, std::string_view function, std::size_t count,
             std::vector<const Expr*>* operands) const;
  std::vector<const Expr*> operands_of(const Expr& chain, std::string_view function) const;
  bool is_part(const Expr& expr, std::string_view function) const {
    return is_operator(expr, function, 2) && macro_call_of(ast_, expr.id) == nullptr;
  }

  const Ast& ast_;
  std::string& out_;
  std::size_t depth_ = 0;
};

Binding Printer::binding_of(const Expr& expr) const {
  const Expr& shown = written(expr);
  if (shown.kind == ExprKind::kConstant && is_negative(shown.constant)) return Binding::kUnary;
  if (shown.kind != ExprKind::kCall) return Binding::kMember;
  if (const BinaryOperator* op = binary_of(shown)) return op->binding;
  if (is_operator(shown, kTernary, 3)) return Binding::kConditional;
  if (is_operator(shown, kLogicalNot, 1) || is_operator(shown, kNegate, 1)) return Binding::kUnary;
  return Binding::kMember;
}

/// Whether the text of an expression that binds as a member begins with a number, which a minus
/// before it would make its own.
bool Printer::begins_with_number(const Expr& expr) const {
  const Expr* at = &expr;
  for (std::size_t steps = 0; steps < kDeepestTree; ++steps) {
    if (binding_of(*at) != Binding::kMember) return false;
    at = &written(*at);
    if (at->kind == ExprKind::kConstant) {
      return at->constant.is(ValueKind::kInt) || at->constant.is(ValueKind::kDouble);
    }
    if (at->kind == ExprKind::kSelect && at->test_only) return false;
    FoldCall fold;
    if (at->kind == ExprKind::kComprehension) {
      if (!fold_call_of(*at, &fold) || fold.target == nullptr) return false;
      at = fold.target;
    } else if (at->target != nullptr) {
      at = at->target;
    } else if (is_optional_select(*at) || is_operator(*at, kIndex, 2) ||
               is_operator(*at, kOptionalIndex, 2)) {
      at = at->arguments[0];
    } else {
      return false;
    }
  }
  return true;
}

void Printer::print(const Expr& expr, Binding least) {
  // Trees of the parser end long before; others are cut rather than trusted.
  if (depth_ >= kDeepestTree) {
    out_ += "...";
    return;
  }
  ++depth_;
  const bool enclosed = binding_of(expr) < least;
  if (enclosed) out_ += '(';
  print_bare(written(expr));
  if (enclosed) out_ += ')';
  --depth_;
}

void Printer::print_bare(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kConstant: append_literal(expr.constant, &out_); break;
    case ExprKind::kIdent: out_ += expr.name; break;
    case ExprKind::kSelect:
      if (expr.test_only) out_ += "has(";
      print(*expr.target, Binding::kMember);
      out_ += '.';
      append_field(expr.name);
      if (expr.test_only) out_ += ')';
      break;
    case ExprKind::kCall: print_call(expr); break;
    case ExprKind::kList: print_list(expr); break;
    case ExprKind::kStruct: out_ += expr.name; [[fallthrough]];
    case ExprKind::kMap: print_entries(expr); break;
    case ExprKind::kComprehension: print_fold(expr); break;
  }
}

void Printer::append_field(std::string_view name) {
  if (is_name(name) && !is_keyword(name)) {
    out_ += name;
  } else {
    out_ += '`';
    out_ += name;
    out_ += '`';
  }
}

void Printer::print_arguments(std::span<const Expr* const> arguments) {
  out_ += '(';
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0) out_ += ", ";
    print(*arguments[i], Binding::kNone);
  }
  out_ += ')';
}

void Printer::print_call(const Expr& call) {
  if (call.target != nullptr) {
    print(*call.target, Binding::kMember);
    out_ += '.';
    out_ += call.name;
    print_arguments(call.arguments);
  } else if (const BinaryOperator* op = binary_of(call)) {
    print_binary(call, *op);
  } else if (is_operator(call, kTernary, 3)) {
    print(*call.arguments[0], Binding::kOr);
    out_ += " ? ";
    print(*call.arguments[1], Binding::kOr);
    out_ += " : ";
    print(*call.arguments[2], Binding::kConditional);
  } else if (is_operator(call, kLogicalNot, 1)) {
    print_unary(call, '!');
  } else if (is_operator(call, kNegate, 1)) {
    print_unary(call, '-');
  } else if (is_operator(call, kIndex, 2) || is_operator(call, kOptionalIndex, 2)) {
    print(*call.arguments[0], Binding::kMember);
    out_ += call.name == kIndex ? "[" : "[?";
    print(*call.arguments[1], Binding::kNone);
    out_ += ']';
  } else if (is_optional_select(call)) {
    print(*call.arguments[0], Binding::kMember);
    out_ += ".?";
    append_field(call.arguments[1]->constant.as_string());
  } else {
    // Functions that only a macro can call, where the call of the macro is not known.
    const bool extreme = call.name == "math.@max" || call.name == "math.@min";
    out_ += !extreme ? call.name : call.name == "math.@max" ? "math.greatest" : "math.least";
    print_arguments(call.arguments);
  }
}

void Printer::print_unary(const Expr& call, char sign) {
  out_ += sign;
  const Expr& operand = *call.arguments[0];
  const bool run = is_operator(operand, call.name, 1) && &written(operand) == &operand;
  const bool taken = sign == '-' && begins_with_number(operand);
  if (taken) out_ += '(';
  print(operand, run ? Binding::kUnary : Binding::kMember);
  if (taken) out_ += ')';
}

// --- Chains --------------------------------------------------------------------------------------

/// The operands of a chain in their order, nested ones taken apart; stops beyond `most`.
void Printer::flatten(const Expr& expr, std::string_view function, std::size_t most,
                      std::vector<const Expr*>* operands) const {
  std::vector<const Expr*> open = {&expr};
  while (!open.empty() && operands->size() <= most) {
    const Expr* one = open.back();
    open.pop_back();
    if (is_part(*one, function)) {
      open.push_back(one->arguments[1]);
      open.push_back(one->arguments[0]);
    } else {
      operands->push_back(one);
    }
  }
}

/// Whether the tree has the shape that the parser gives to a chain of `count` operands, and which
/// they are then.
bool Printer::split(const Expr& expr, std::string_view function, std::size_t count,
                    std::vector<const Expr*>* operands) const {
  if (count == 1) {
    operands->push_back(&expr);
    return true;
  }
  if (!is_part(expr, function)) return false;
  const std::size_t half = left_half(count);
  return split(*expr.arguments[0], function, half, operands) &&
         split(*expr.arguments[1], function, count - half, operands);
}

/// The operands of a chain of || or && such that it parses to this tree and the fewest of them
/// stand in parentheses.
std::vector<const Expr*> Printer::operands_of(const Expr& chain, std::string_view function) const {
  std::vector<const Expr*> flat;
  flatten(chain, function, ast_.last_id, &flat);
  std::vector<const Expr*> tried;
  const bool whole = flat.size() <= ast_.last_id;  // else nodes stand in the tree more than once
  if (whole && split(chain, function, flat.size(), &tried)) return flat;
  std::vector<const Expr*> best;
  std::size_t fewest = flat.size();
  for (std::size_t count = std::min(flat.size() - 1, kLongestPartialChain); count >= 2; --count) {
    tried.clear();
    if (!split(chain, function, count, &tried)) continue;
    const auto enclosed = static_cast<std::size_t>(
        std::count_if(tried.begin(), tried.end(),
                      [this, function](const Expr* one) { return is_part(*one, function); }));
    if (enclosed < fewest) {
      fewest = enclosed;
      best = tried;
    }
  }
  return best;
}

void Printer::print_binary(const Expr& call, const BinaryOperator& op) {
  const auto stronger = static_cast<Binding>(static_cast<unsigned>(op.binding) + 1);
  const auto print_sign = [this, &op] {
    out_ += ' ';
    out_ += op.symbol;
    out_ += ' ';
  };
  if (op.binding > Binding::kAnd) {
    print(*call.arguments[0], op.binding);
    print_sign();
    print(*call.arguments[1], stronger);
    return;
  }
  bool first = true;
  for (const Expr* const operand : operands_of(call, op.function)) {
    if (!first) print_sign();
    first = false;
    print(*operand, stronger);
  }
}

// --- Lists, maps, messages, folds ----------------------------------------------------------------

void Printer::print_list(const Expr& list) {
  out_ += '[';
  std::size_t optional = 0;
  for (std::size_t i = 0; i < list.arguments.size(); ++i) {
    if (i > 0) out_ += ", ";
    if (optional < list.optional_elements.size() && list.optional_elements[optional] == i) {
      out_ += '?';
      ++optional;
    }
    print(*list.arguments[i], Binding::kNone);
  }
  out_ += ']';
}

void Printer::print_entries(const Expr& expr) {
  out_ += '{';
  bool first = true;
  for (const Entry& entry : expr.entries) {
    if (!first) out_ += ", ";
    first = false;
    if (entry.optional) out_ += '?';
    if (entry.key != nullptr) {
      print(*entry.key, Binding::kNone);
    } else {
      append_field(entry.field);
    }
    out_ += ": ";
    print(*entry.value, Binding::kNone);
  }
  out_ += '}';
}

void Printer::print_fold(const Expr& fold) {
  FoldCall call;
  if (!fold_call_of(fold, &call)) {
    // No macro makes such a fold; this is for the eye only.
    out_ += "@fold(";
    out_ += fold.loop == nullptr ? std::string_view() : fold.loop->accumulator;
    out_ += ')';
    return;
  }
  if (call.target != nullptr) {
    print(*call.target, Binding::kMember);
  } else {
    out_ += call.space;
  }
  out_ += '.';
  out_ += call.name;
  std::string_view separator = "(";
  for (const std::string_view variable : call.variables) {
    if (variable.empty()) continue;
    out_ += separator;
    out_ += variable;
    separator = ", ";
  }
  for (const Expr* const argument : call.arguments) {
    if (argument == nullptr) continue;
    out_ += separator;
    print(*argument, Binding::kNone);
    separator = ", ";
  }
  out_ += ')';
}

}  // namespace
}  // namespace uniselector::expr

std::string uniselector::cel::print(const Ast& ast) {
  std::string text;
  if (ast.root == nullptr) return text;
  expr::Printer(ast, &text).print(*ast.root, expr::Binding::kNone);
  return text;
}
