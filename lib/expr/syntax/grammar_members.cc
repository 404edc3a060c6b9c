// What stands between the operators of the grammar: names, calls, selections and indexes.
#include "expr/syntax/grammar.h"

namespace uniselector::expr {
namespace {

using K = TokenKind;

}  // namespace

/// A value with all the selections, indexes and calls behind it.
const Expr* Grammar::member(std::uint32_t begin, bool negative) {
  const std::size_t macros = ast_.macro_calls.size();
  Name name;
  const Expr* made = primary(begin, negative, &name);
  while (made != nullptr && !make_.exceeded()) {
    if (at(K::kDot)) {
      made = selection(begin, made, macros, &name);
    } else if (at(K::kOpenBracket)) {
      settle_reserved(&name);
      made = index(begin, made);
    } else if (at(K::kOpenBrace) && name.plain) {
      name = Name();
      made = message(begin, made);
    } else {
      settle_reserved(&name);
      return made;
    }
  }
  return nullptr;
}

const Expr* Grammar::selection(std::uint32_t begin, const Expr* target, std::size_t macros,
                               Name* name) {
  advance();
  const bool optional = at(K::kQuestion);
  if (optional && !optional_mark()) return nullptr;
  Field field;
  if (!field_name(&field, "the name of a field or a method")) return nullptr;
  if (at(K::kOpenParen) && !field.quoted && !optional) {
    settle_reserved(name);
    return call({begin, field.begin}, field.name, target, macros);
  }
  if (field.quoted || optional) settle_reserved(name);
  if (!optional) {
    make_.at(begin, field.begin);
    return make_.select(target, field.name);
  }
  make_.at(field.begin);
  const Expr* const key = make_.constant(Value::string(field.name));
  make_.at(begin, field.begin);
  return make_.call(kOptionalSelect, {target, key});
}

const Expr* Grammar::index(std::uint32_t begin, const Expr* target) {
  const std::uint32_t open = token_.begin;
  advance();
  const bool optional = at(K::kQuestion);
  if (optional && !optional_mark()) return nullptr;
  const Expr* const key = expression();
  if (key == nullptr) return nullptr;
  if (!at(K::kCloseBracket)) return unclosed("", K::kCloseBracket, open);
  advance();
  make_.at(begin, open);
  return make_.call(optional ? kOptionalIndex : kIndex, {target, key});
}

/// A call from its '(' on; its arguments wait on the stack.
const Expr* Grammar::call(const Spot& spot, std::string_view function, const Expr* target,
                          std::size_t macros) {
  const std::size_t base = stack_.size();
  const std::uint32_t open = token_.begin;
  advance();
  bool ended = at(K::kCloseParen);
  if (ended) advance();
  while (!ended) {
    const Expr* const argument = expression();
    if (argument == nullptr) return nullptr;
    stack_.push_back(argument);
    ended = at(K::kCloseParen);
    if (!ended && !at(K::kComma)) return unclosed("',' or ", K::kCloseParen, open);
    advance();
  }
  make_.at(spot.begin, spot.mark);
  const Expr* const made = call_or_macro(function, target, base, macros);
  stack_.resize(base);
  return made;
}

const Expr* Grammar::primary(std::uint32_t begin, bool negative, Name* name) {
  switch (token_.kind) {
    case K::kIdent:
    case K::kReserved: return name_or_call(begin, false, name);
    case K::kDot:
      advance();
      if (!at(K::kIdent) && !at(K::kReserved)) return unexpected("a name behind the '.'");
      return name_or_call(begin, true, name);
    case K::kInt:
    case K::kUint:
    case K::kDouble: return number(begin, negative);
    case K::kString: return literal(Value::string(token_.text));
    case K::kBytes: return literal(Value::bytes(token_.text));
    case K::kTrue: return literal(Value::boolean(true));
    case K::kFalse: return literal(Value::boolean(false));
    case K::kNull: return literal(Value::null());
    case K::kOpenParen: return parenthesised();
    case K::kOpenBracket: return list();
    case K::kOpenBrace: return map();
    case K::kQuotedName: return unexpected_quoted_name();
    default: return unexpected("an expression");
  }
}

/// x, .x, f(...) or .f(...), from the name on.
const Expr* Grammar::name_or_call(std::uint32_t begin, bool rooted, Name* name) {
  if (!rooted && at_word("not")) return negated_by_word(name);
  std::string_view text = token_.text;
  name->plain = true;
  name->reserved = at(K::kReserved);
  name->begin = token_.begin;
  name->front = text;
  if (rooted) text = rooted_name(begin);
  advance();
  if (at(K::kOpenParen)) {
    settle_reserved(name);
    return call({begin, begin}, text, nullptr, ast_.macro_calls.size());
  }
  make_.at(begin);
  return make_.ident(text);
}

/// The name at the token with the dot at `begin` before it, between which space may stand.
std::string_view Grammar::rooted_name(std::uint32_t begin) {
  const std::size_t length = token_.text.size() + 1;
  if (token_.begin == begin + 1) return text_.substr(begin, length);
  char* const name = ast_.arena.make_array<char>(length);
  name[0] = '.';
  token_.text.copy(name + 1, length - 1);
  return {name, length};
}

/// The word `not`: a name like any other, unless a value follows it without an operator.
const Expr* Grammar::negated_by_word(Name* name) {
  const std::uint32_t begin = token_.begin;
  const std::string_view text = token_.text;
  advance();
  if (at(K::kOpenParen)) return call({begin, begin}, text, nullptr, ast_.macro_calls.size());
  if (at(K::kIdent) || at(K::kTrue) || at(K::kFalse) || at(K::kNull)) {
    fault(begin, "found 'not', expected '!'");
    while (at_word("not")) advance();
    return member(token_.begin, false);
  }
  name->plain = true;
  make_.at(begin);
  return make_.ident(text);
}

const Expr* Grammar::parenthesised() {
  const std::uint32_t open = token_.begin;
  advance();
  const Expr* const made = expression();
  if (made == nullptr) return nullptr;
  if (!at(K::kCloseParen)) return unclosed("an operator or ", K::kCloseParen, open);
  advance();
  return made;
}

}  // namespace uniselector::expr
