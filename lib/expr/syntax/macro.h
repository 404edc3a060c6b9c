// Macros: calls that the parser replaces by a tree, such as list.all(x, x > 0).
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/issues.h"
#include "expr/names.h"

namespace uniselector::expr {

/// Makes the nodes of a tree, each with a new id and the place of the macro call. Watches the
/// limits on depth and nodes: past one of them it still makes nodes, and exceeded() tells.
class NodeFactory {
 public:
  NodeFactory(Ast& ast, Issues& issues, const Limits& limits = {});

  /// Where the nodes made from now on begin in the source, in bytes.
  void at(std::uint32_t offset) { at(offset, offset); }
  /// The same for nodes whose faults are shown at `mark`.
  void at(std::uint32_t offset, std::uint32_t mark) {
    offset_ = offset;
    mark_ = mark;
  }
  /// Faults of what is made from now on are shown where those of `part` are.
  void mark_as(const Expr* part) { mark_ = ast_.mark_of(part->id).value_or(mark_); }

  const Expr* constant(const Value& value);  ///< text is copied
  const Expr* ident(std::string_view name);
  const Expr* select(const Expr* target, std::string_view field, bool test_only = false);
  const Expr* call(std::string_view function, std::initializer_list<const Expr*> arguments);
  const Expr* call(std::string_view function, std::span<const Expr* const> arguments);
  const Expr* member_call(std::string_view function, const Expr* target,
                          std::span<const Expr* const> arguments);
  const Expr* list(std::span<const Expr* const> elements,
                   std::span<const std::uint32_t> optional_elements = {});
  const Expr* map(std::span<const Entry> entries);  ///< ids of entries are given here
  const Expr* message(std::string_view type, std::span<const Entry> fields);  ///< likewise
  const Expr* fold(const Comprehension& loop);
  /// A fault in how the macro is used; the expander then answers null.
  const Expr* fault(const Expr* where, std::string message);
  bool failed() const { return failed_; }
  void clear_failed() { failed_ = false; }
  bool exceeded() const { return exceeded_; }

  /// An id for an entry whose place is its own; entries without one get that of their map.
  std::uint32_t new_id();
  std::string_view copy(std::string_view text) {
    return text_holds(text) ? text : ast_.arena.copy(text);
  }
  /// Text that lives as long as the tree: names within it are not copied.
  void set_text(std::string_view text);
  Ast& ast() { return ast_; }

 private:
  Expr* node(ExprKind kind);
  std::span<const Entry> copy(std::span<const Entry> entries);
  std::span<const Expr* const> copy(std::span<const Expr* const> expressions);
  /// The node with its depth noted, which is one more than that of its deepest child.
  const Expr* done(const Expr* expr, std::uint32_t deepest);
  std::uint32_t depth(const Expr* expr) const {
    return expr != nullptr && expr->id < depths_.size() ? depths_[expr->id] : 0;
  }
  std::uint32_t depth(std::span<const Expr* const> expressions) const;
  std::uint32_t depth(std::span<const Entry> entries) const;
  bool text_holds(std::string_view part) const;
  void exceed(std::string message);

  Ast& ast_;
  Issues& issues_;
  std::size_t most_depth_;
  std::size_t most_nodes_;
  std::size_t nodes_ = 0;
  std::vector<std::uint32_t> depths_;  ///< by id
  std::string_view text_;
  std::uint32_t offset_ = 0;
  std::uint32_t mark_ = 0;
  bool failed_ = false;
  bool exceeded_ = false;
};

/// Answers the tree that stands for the call, or null: either it was used wrongly (make.failed()),
/// or this call is no use of the macro and stays a call.
using Expand = const Expr* (*)(NodeFactory& make, const Expr& call);

struct Macro {
  std::string_view name;       ///< "all", or with its target "cel.bind" -> name "bind"
  bool receiver = false;       ///< x.all(...), and the target is call.target
  std::int32_t arguments = 0;  ///< -1: any number
  Expand expand = nullptr;
};

/// The macros of the language: has, all, exists, exists_one (also spelt existsOne), map (with and
/// without filter), filter.
std::span<const Macro> standard_macros();
/// cel.bind(x, value, result).
std::span<const Macro> bindings_macros();
/// optMap, optFlatMap.
std::span<const Macro> optional_macros();
/// all, exists, existsOne (also spelt exists_one), transformList, transformMap, transformMapEntry
/// with two variables.
std::span<const Macro> comprehension_macros();
/// math.greatest, math.least.
std::span<const Macro> math_macros();
/// lists: sortBy.
std::span<const Macro> lists_macros();
/// proto.getExt, proto.hasExt.
std::span<const Macro> proto_macros();
/// cel.block, cel.index, cel.iterVar, cel.accuVar: trees with shared parts, as optimisers write
/// them. For the conformance suite; no library has them.
std::span<const Macro> block_macros();

}  // namespace uniselector::expr
