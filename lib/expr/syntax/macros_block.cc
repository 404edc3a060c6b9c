// Macros by which the conformance suite writes down what an optimiser makes: a list of shared parts
// (cel.block), the place of one in it (cel.index), and variables of loops that are numbered by
// depth (cel.iterVar, cel.accuVar). The names that they expand to cannot be written otherwise.
#include <array>
#include <string>

#include "expr/syntax/macro.h"
#include "expr/syntax/macro_parts.h"

namespace uniselector::expr {
namespace {

const Expr* expand_block(NodeFactory& make, const Expr& call) {
  if (!is_in_namespace(call, "cel")) return nullptr;
  if (call.arguments[0]->kind != ExprKind::kList) {
    return make.fault(call.arguments[0], "cel.block() takes a list of parts, then an expression");
  }
  return make.call("cel.@block", call.arguments);
}

/// An identifier of `prefix` and the numbers in the arguments, with ':' between them.
const Expr* numbered(NodeFactory& make, const Expr& call, std::string_view prefix) {
  if (!is_in_namespace(call, "cel")) return nullptr;
  std::string name;
  for (const Expr* const argument : call.arguments) {
    const bool is_number = argument->kind == ExprKind::kConstant &&
                           argument->constant.is(ValueKind::kInt) &&
                           argument->constant.as_int() >= 0;
    if (!is_number) {
      return make.fault(argument, "cel." + std::string(call.name) +
                                      "() takes whole numbers from 0, written as literals");
    }
    name += name.empty() ? std::string(prefix) : ":";
    name += std::to_string(argument->constant.as_int());
  }
  return make.ident(name);
}

const Expr* expand_index(NodeFactory& make, const Expr& call) {
  return numbered(make, call, "@index");
}

const Expr* expand_iter_var(NodeFactory& make, const Expr& call) {
  return numbered(make, call, "@it:");
}

const Expr* expand_accu_var(NodeFactory& make, const Expr& call) {
  return numbered(make, call, "@ac:");
}

constexpr std::array<Macro, 4> kBlock = {{
    {"block", true, 2, expand_block},
    {"index", true, 1, expand_index},
    {"iterVar", true, 2, expand_iter_var},
    {"accuVar", true, 2, expand_accu_var},
}};

}  // namespace

std::span<const Macro> block_macros() { return kBlock; }

}  // namespace uniselector::expr
