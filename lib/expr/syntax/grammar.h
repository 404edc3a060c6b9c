// The parser proper: the grammar of the Common Expression Language by recursive descent. What
// repeats is parsed by loops; what nests recurses, and only expression() does, so the stack is
// bounded by the limit on depth. After a mistake whose meaning is plain (a single '=', an unknown
// escape, a reserved word) the parser goes on to find more; a null pointer means that it cannot,
// with the issue reported. Messages are made apart, in mistakes.cc, which keeps the frames of the
// recursion small.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "expr/syntax/lexer.h"
#include "expr/syntax/operator_names.h"
#include "expr/syntax/parser.h"

namespace uniselector::expr {

class Grammar {
 public:
  /// `text` lives in the arena of `ast`, with a NUL behind it.
  Grammar(std::string_view text, const ParseOptions& options, Ast& ast, Issues& issues);

  /// The whole text as one expression.
  const Expr* parse();

 private:
  /// What the current chain of names and selections may still become.
  struct Name {
    bool plain = false;     ///< names and dots only: a '{' makes it the type of a message
    bool reserved = false;  ///< a reserved word is its front, which only the type may have
    std::uint32_t begin = 0;
    std::string_view front;
  };
  /// The name of a field or method as it was written.
  struct Field {
    std::string_view name;
    std::uint32_t begin = 0;
    bool quoted = false;  ///< between backquotes
  };

  /// Where an operand begins, and the operator that goes with it.
  struct Spot {
    std::uint32_t begin = 0;
    std::uint32_t mark = 0;
  };

  // Operators: grammar_operators.cc.
  const Expr* expression();
  const Expr* conditionals();
  const Expr* operation(Binding least);
  const Expr* chain(std::uint32_t begin, const Expr* first, const BinaryOperator& op);
  const Expr* balanced(std::size_t first, std::size_t count, std::size_t spot,
                       std::string_view function);
  const Expr* unary();

  // What operators stand between: grammar_members.cc.
  const Expr* member(std::uint32_t begin, bool negative);
  const Expr* selection(std::uint32_t begin, const Expr* target, std::size_t macros, Name* name);
  const Expr* index(std::uint32_t begin, const Expr* target);
  const Expr* call(const Spot& spot, std::string_view function, const Expr* target,
                   std::size_t macros);
  const Expr* primary(std::uint32_t begin, bool negative, Name* name);
  const Expr* name_or_call(std::uint32_t begin, bool rooted, Name* name);
  std::string_view rooted_name(std::uint32_t begin);
  const Expr* negated_by_word(Name* name);
  const Expr* parenthesised();

  // Macros: grammar_macros.cc.
  const Expr* call_or_macro(std::string_view function, const Expr* target, std::size_t base,
                            std::size_t macros);
  const Expr* expand(const Expr& written, std::size_t macros);
  const Macro* find_macro(const Expr& written) const;

  // Literals, simple and composed: grammar_literals.cc.
  const Expr* literal(const Value& value);
  const Expr* number(std::uint32_t begin, bool negative);
  const Expr* list();
  const Expr* map();
  const Expr* message(std::uint32_t begin, const Expr* type);
  bool begin_entry();
  bool opens_and_closes(TokenKind close);
  bool more(TokenKind close, std::uint32_t open, bool* ended);
  bool optional_mark();
  bool field_name(Field* field, std::string_view expected);
  bool colon(std::string_view expected);
  std::string_view type_name(const Expr* type);

  // Mistakes: mistakes.cc.
  void fault(std::uint32_t offset, std::string_view message);
  const Expr* unexpected(std::string_view expected);
  /// A bracket at `open` that is not closed where it could be; `expected` is what else could stand
  /// here, as "',' or ".
  const Expr* unclosed(std::string_view expected, TokenKind close, std::uint32_t open);
  const Expr* too_deep();
  /// The token that stands for an operator of another language, read as ours.
  void read_foreign_operator();
  void fault_reserved(const Name& name);
  void fault_number(std::uint32_t begin, std::uint64_t number, bool negative);
  void unexpected_field(std::string_view expected);
  const Expr* unexpected_quoted_name();
  std::string hint() const;

  void settle_reserved(Name* name) {
    name->plain = false;
    if (!name->reserved) return;
    name->reserved = false;
    fault_reserved(*name);
  }
  const BinaryOperator* current_operator() {
    const TokenKind kind = token_.kind;
    if (kind == TokenKind::kIdent || kind >= TokenKind::kAssign) read_foreign_operator();
    return binary_operator(token_.kind);
  }

  void advance() { token_ = lexer_.next(); }
  bool at(TokenKind kind) const { return token_.kind == kind; }
  bool at_word(std::string_view lower) const;

  std::string_view text_;
  const ParseOptions& options_;
  const Limits limits_;
  Ast& ast_;
  Issues& issues_;
  NodeFactory make_;
  Lexer lexer_;
  Token token_;
  std::size_t nesting_ = 0;

  // What is being gathered: each list, chain and call has the end of one of these for itself.
  std::vector<const Expr*> stack_;
  std::vector<Spot> spots_;
  std::vector<std::uint32_t> optional_;
  std::vector<Entry> entries_;
};

}  // namespace uniselector::expr
