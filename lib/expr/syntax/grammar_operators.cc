// The operators of the grammar: conditionals, chains of || and &&, binary and unary operators.
#include <algorithm>

#include "expr/syntax/grammar.h"

namespace uniselector::expr {
namespace {

using K = TokenKind;

Binding stronger(Binding binding) {
  return static_cast<Binding>(static_cast<unsigned>(binding) + 1);
}

Limits bounded(Limits limits) {
  limits.depth = std::min(limits.depth, kDeepestTree);
  return limits;
}

}  // namespace

Grammar::Grammar(std::string_view text, const ParseOptions& options, Ast& ast, Issues& issues)
    : text_(text),
      options_(options),
      limits_(bounded(options.limits)),
      ast_(ast),
      issues_(issues),
      make_(ast, issues, limits_),
      lexer_(text, ast.arena, issues) {
  make_.set_text(text);
  stack_.reserve(32);
}

const Expr* Grammar::parse() {
  advance();
  const Expr* root = expression();
  if (root == nullptr) return nullptr;
  if (at(K::kCloseParen) || at(K::kCloseBracket) || at(K::kCloseBrace)) {
    return unexpected("an operator or the end; nothing is open here");
  }
  if (!at(K::kEnd)) return unexpected("an operator or the end of the expression");
  return root;
}

const Expr* Grammar::expression() {
  if (nesting_ >= limits_.depth) return too_deep();
  ++nesting_;
  const Expr* const made = conditionals();
  --nesting_;
  return made;
}

const Expr* Grammar::conditionals() {
  const std::size_t base = stack_.size();
  const Expr* last = nullptr;
  for (;;) {
    const std::uint32_t begin = token_.begin;
    last = operation(Binding::kOr);
    if (last == nullptr) return nullptr;
    if (!at(K::kQuestion)) break;
    const std::uint32_t mark = token_.begin;
    spots_.push_back({begin, mark});
    advance();
    const bool dot = at(K::kDot) && token_.begin == mark + 1;
    stack_.push_back(last);
    const Expr* then = operation(Binding::kOr);
    if (then == nullptr) return nullptr;
    if (at(K::kQuestion)) {
      return unexpected("':'; a conditional in the middle of another stands in parentheses");
    }
    if (!at(K::kColon)) {
      return unexpected(dot ? "':'; an optional field is written a.?b, not a?.b"
                            : "':' and what holds otherwise, as in a ? b : c");
    }
    advance();
    stack_.push_back(then);
  }
  for (; stack_.size() > base && !make_.exceeded(); stack_.resize(stack_.size() - 2)) {
    make_.at(spots_.back().begin, spots_.back().mark);
    spots_.pop_back();
    last = make_.call(kTernary, {stack_[stack_.size() - 2], stack_.back(), last});
  }
  return make_.exceeded() ? nullptr : last;
}

const Expr* Grammar::operation(Binding least) {
  const std::uint32_t begin = token_.begin;
  const Expr* left = unary();
  while (left != nullptr && !make_.exceeded()) {
    const BinaryOperator* const op = current_operator();
    if (op == nullptr || op->binding < least) return left;
    if (op->binding <= Binding::kAnd) {
      left = chain(begin, left, *op);
      continue;
    }
    const std::uint32_t mark = token_.begin;
    advance();
    const Expr* right = operation(stronger(op->binding));
    if (right == nullptr) return nullptr;
    make_.at(begin, mark);
    left = make_.call(op->function, {left, right});
  }
  return nullptr;
}

/// a || b || c ..., behind its first operand. The tree is balanced: of logarithmic depth.
const Expr* Grammar::chain(std::uint32_t begin, const Expr* first, const BinaryOperator& op) {
  const std::size_t base = stack_.size();
  const std::size_t first_spot = spots_.size();
  stack_.push_back(first);
  spots_.push_back({begin, begin});
  for (const BinaryOperator* next = &op; next == &op; next = current_operator()) {
    const std::uint32_t mark = token_.begin;
    advance();
    spots_.push_back({token_.begin, mark});
    const Expr* operand = operation(stronger(op.binding));
    if (operand == nullptr) return nullptr;
    stack_.push_back(operand);
  }
  const Expr* made = balanced(base, stack_.size() - base, first_spot, op.function);
  stack_.resize(base);
  spots_.resize(first_spot);
  return made;
}

/// `count` operands from `first` on in the stack, each with the operator before it in `spots_`,
/// from `spot` on.
const Expr* Grammar::balanced(std::size_t first, std::size_t count, std::size_t spot,
                              std::string_view function) {
  if (count == 1) return stack_[first];
  const std::size_t half = left_half(count);
  const Expr* left = balanced(first, half, spot, function);
  const Expr* right = balanced(first + half, count - half, spot + half, function);
  make_.at(spots_[spot].begin, spots_[spot + half].mark);
  return make_.call(function, {left, right});
}

/// !x, !!x, -x, --x; a minus before a number is a part of it.
const Expr* Grammar::unary() {
  const K op = token_.kind;
  std::uint32_t begin = token_.begin;
  if (op != K::kNot && op != K::kMinus) return member(begin, false);
  const std::size_t base = spots_.size();
  for (; at(op); advance()) spots_.push_back({token_.begin, token_.begin});
  bool negative = op == K::kMinus && (at(K::kInt) || at(K::kDouble));
  begin = token_.begin;
  if (negative) {
    begin = spots_.back().begin;
    spots_.pop_back();
  } else if (at(K::kMinus)) {
    advance();
    negative = at(K::kInt) || at(K::kDouble);
    if (!negative) {
      fault(begin, "found '-' behind '!', expected a value; write !(-x)");
      return nullptr;
    }
  } else if (at(K::kNot)) {
    fault(begin, "found '!' behind '-', expected a value; write -(!x)");
    return nullptr;
  }
  const Expr* made = member(begin, negative);
  if (made == nullptr) return nullptr;
  for (; spots_.size() > base && !make_.exceeded(); spots_.pop_back()) {
    make_.at(spots_.back().begin);
    made = make_.call(op == K::kNot ? kLogicalNot : kNegate, {made});
  }
  return make_.exceeded() ? nullptr : made;
}

}  // namespace uniselector::expr
