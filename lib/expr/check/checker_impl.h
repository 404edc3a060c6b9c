// One check of one tree: a walk that gives every node a type, innermost first. The files divide it:
// checker.cc has literals, loops and the frame, checker_names.cc identifiers, selects and structs,
// checker_calls.cc calls.
//
// Invariants: 1. a type node made within an attempt (Unifier::mark to undo) is not kept behind it;
// 2. a fault gives the type `error`, which fits all and is not complained about again.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/check/checker.h"
#include "expr/check/name_resolver.h"
#include "expr/check/type_convert.h"
#include "expr/check/type_node.h"
#include "expr/check/unifier.h"

namespace uniselector::expr {

class Checker {
 public:
  Checker(Ast& ast, const Declarations& declarations, const CheckOptions& options, Issues& issues);
  Checker(const Checker&) = delete;
  Checker& operator=(const Checker&) = delete;

  bool run();

 private:
  using Node = const TypeNode*;
  using Widen = Unifier::Widen;

  struct Visit {
    const Expr* expr = nullptr;
    Node type = nullptr;
  };
  struct Local {
    std::string_view name;
    Node type = nullptr;
  };
  /// What a loop's variables are.
  struct Elements {
    Node first = nullptr;
    Node second = nullptr;
  };

  static Node plain(TypeKind kind) { return TypePool::plain(kind); }
  static Node constant_type(const Value& value);

  // checker.cc
  Node check(const Expr& expr);
  Visit* enter(const Expr& expr);
  Node check_kind(const Expr& expr);
  Node check_list(const Expr& expr);
  Node check_map(const Expr& expr);
  Node check_loop(const Expr& expr);
  Node check_block(const Expr& expr);
  Elements elements_of(const Expr& range, bool two);
  /// The type of elements of which one is `a`, if there was one before, and the next `b`.
  Node merge(Node a, Node b);
  /// What stands behind a `?`: the type within an optional.
  Node unwrap(const Expr& where, Node type);
  void expect(const Expr& where, Node expected, Node found, Widen widen);
  void set_types();

  // checker_names.cc
  Node check_ident(const Expr& expr);
  Node check_select(const Expr& expr);
  Node check_struct(const Expr& expr);
  void check_field(const Entry& entry, std::string_view type_name);
  Node refer(const Expr& expr, const Meaning& meaning);
  Node type_value(const Expr& expr, const Meaning& meaning);
  /// The type of a field of a value of type `target`; an optional's is an optional.
  Node select(const Expr& where, Node target, std::string_view field);
  Node select_plain(const Expr& where, Node target, std::string_view field);
  Node local(std::string_view name) const;
  /// Whether the expression is a chain of selects from a global identifier; then `*name` is it.
  bool qualified_name(const Expr& expr, std::string* name);
  std::vector<std::string_view> known_names() const;

  // checker_calls.cc
  Node check_call(const Expr& expr);
  Node check_optional_select(const Expr& expr);
  Node check_arguments(const Expr& expr, std::string_view function, bool receiver,
                       std::span<const Overload* const> overloads);
  bool gather(const Expr& expr, bool receiver);
  void take_plausible(std::span<const Overload* const> overloads, bool receiver);
  Node resolve_one(const Expr& expr, const Overload& overload);
  Node resolve_many(const Expr& expr);
  bool matches(const Overload& overload);
  Node result_of(const Overload& overload);
  Node no_overload(const Expr& expr, std::string_view function, bool receiver,
                   std::span<const Overload* const> overloads);

  Reference& reference(const Expr& expr) { return references_[expr.id]; }
  /// A fault; `text` makes its message, which may take long, and is not asked once more faults than
  /// are kept were found. Answers the type `error`.
  template <class Text>
  Node complain(std::uint32_t id, Text text) {
    const bool kept = issues_.all().size() < Issues::kMost && !unifier_.exhausted();
    return report(id, kept ? text() : std::string());
  }
  Node report(std::uint32_t id, std::string message);
  Type shown(Node type) { return TypeExporter(pool_, unifier_).type_of(type); }

  Ast& ast_;
  const Declarations& declarations_;
  const CheckOptions& options_;
  Issues& issues_;
  NameResolver names_;
  TypePool pool_;
  Unifier unifier_;
  std::vector<Visit> visits_;  ///< by id
  std::vector<Reference> references_;
  std::vector<Local> locals_;  ///< innermost last
  /// The longest select of which the identifier that is checked may be the beginning of a name.
  const Expr* chain_ = nullptr;
  std::string qualified_;
  std::vector<std::string_view> segments_;
  // Of the call that is being resolved, after its arguments were checked.
  std::vector<Node> arguments_;
  std::vector<const Overload*> candidates_;
  TypeParameters parameters_;
  bool failed_ = false;
  bool limit_reported_ = false;
};

}  // namespace uniselector::expr
