// What the parser says when it meets something else than the grammar has: what was found, what was
// expected, and, where it is known, what was meant.
#include <algorithm>
#include <string>

#include "expr/syntax/grammar.h"

namespace uniselector::expr {
namespace {

using K = TokenKind;

}  // namespace

bool Grammar::at_word(std::string_view lower) const {
  if (!at(K::kIdent) || token_.text.size() != lower.size()) return false;
  return std::equal(lower.begin(), lower.end(), token_.text.begin(),
                    [](char a, char b) { return a == (b | 0x20); });
}

void Grammar::fault(std::uint32_t offset, std::string_view message) {
  issues_.add(offset, "syntax error: " + std::string(message));
}

const Expr* Grammar::unexpected(std::string_view expected) {
  if (at(K::kBroken)) return nullptr;  // The lexer has said why.
  fault(token_.begin,
        "found " + lexer_.describe(token_) + ", expected " + std::string(expected) + hint());
  return nullptr;
}

std::string Grammar::hint() const {
  if (at(K::kNot) || at_word("not")) return "; to negate, write !(a in b)";
  if (at(K::kReserved)) return "; the word is reserved and may only be a field or a method";
  return {};
}

const Expr* Grammar::unclosed(std::string_view expected, TokenKind close, std::uint32_t open) {
  const char sign = close == K::kCloseParen ? ')' : close == K::kCloseBracket ? ']' : '}';
  const Place where = place_of(text_, open);
  return unexpected(std::string(expected) + "'" + sign + "' to close the '" + text_[open] +
                    "' at " + std::to_string(where.line) + ":" + std::to_string(where.column));
}

const Expr* Grammar::too_deep() {
  issues_.add_limit(token_.begin, "the expression is nested deeper than " +
                                      std::to_string(limits_.depth) +
                                      " levels; that is the limit `depth`");
  return nullptr;
}

void Grammar::read_foreign_operator() {
  const auto read = [this](K kind, const char* found, const char* expected) {
    fault(token_.begin, std::string("found '") + found + "', expected '" + expected + "'");
    token_.kind = kind;
  };
  if (at(K::kAssign)) {
    read(K::kEqual, "=", "==");
  } else if (at(K::kAmp)) {
    read(K::kAnd, "&", "&&");
  } else if (at(K::kPipe)) {
    read(K::kOr, "|", "||");
  } else if (at_word("and")) {
    read(K::kAnd, "and", "&&");
  } else if (at_word("or")) {
    read(K::kOr, "or", "||");
  }
}

void Grammar::fault_reserved(const Name& name) {
  fault(name.begin, "found the reserved word '" + std::string(name.front) +
                        "', expected a variable or a function; reserved words may only be fields "
                        "and methods");
}

void Grammar::fault_number(std::uint32_t begin, std::uint64_t number, bool negative) {
  fault(begin, "found " + std::string(negative ? "-" : "") + std::to_string(number) +
                   ", expected an int from -9223372036854775808 to 9223372036854775807; a uint "
                   "ends with u");
}

void Grammar::unexpected_field(std::string_view expected) {
  std::string wanted(expected);
  if (!token_.text.empty() && is_keyword(token_.text)) {
    wanted += "; a keyword as a name stands between backquotes: `" + std::string(token_.text) + "`";
  }
  unexpected(wanted);
}

const Expr* Grammar::unexpected_quoted_name() {
  return unexpected("an expression; names between backquotes are for fields, as in a.`" +
                    std::string(token_.text) + "`");
}

}  // namespace uniselector::expr
