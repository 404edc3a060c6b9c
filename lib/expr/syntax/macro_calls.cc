// See the header. The recursion is as deep as the tree, which the parser keeps within its limit.
#include "expr/syntax/macro_calls.h"

#include <algorithm>
#include <span>
#include <utility>

namespace uniselector::expr {
namespace {

using Calls = std::vector<std::pair<std::uint32_t, const Expr*>>;

const Expr* find(const Calls& calls, std::size_t first, std::uint32_t id) {
  const auto at = std::lower_bound(
      calls.begin() + static_cast<std::ptrdiff_t>(first), calls.end(), id,
      [](const auto& entry, std::uint32_t wanted) { return entry.first < wanted; });
  return at != calls.end() && at->first == id ? at->second : nullptr;
}

class Writer {
 public:
  Writer(Ast& ast, std::size_t first) : ast_(ast), first_(first) {}

  /// The expression with nested macros as nameless identifiers; itself if there are none.
  const Expr* written(const Expr* expr) {
    if (expr == nullptr) return nullptr;
    if (find(ast_.macro_calls, first_, expr->id) != nullptr) {
      Expr* place = ast_.arena.make<Expr>();
      place->id = expr->id;
      place->kind = ExprKind::kIdent;
      return place;
    }
    Expr copy = *expr;
    return write_children(&copy) ? ast_.arena.make<Expr>(copy) : expr;
  }
  /// Replaces the children that differ as written; false when there are none.
  bool write_children(Expr* expr) {
    const Expr* target = written(expr->target);
    bool changed = std::exchange(expr->target, target) != target;
    if (write_arguments(expr)) changed = true;
    if (write_entries(expr)) changed = true;
    return changed;
  }

 private:
  bool write_arguments(Expr* expr) {
    const Expr** made = nullptr;
    for (std::size_t i = 0; i < expr->arguments.size(); ++i) {
      const Expr* one = written(expr->arguments[i]);
      if (one == expr->arguments[i]) continue;
      if (made == nullptr) {
        made = ast_.arena.make_array<const Expr*>(expr->arguments.size());
        std::copy(expr->arguments.begin(), expr->arguments.end(), made);
      }
      made[i] = one;
    }
    if (made != nullptr) expr->arguments = {made, expr->arguments.size()};
    return made != nullptr;
  }

  bool write_entries(Expr* expr) {
    Entry* made = nullptr;
    for (std::size_t i = 0; i < expr->entries.size(); ++i) {
      Entry entry = expr->entries[i];
      entry.key = written(entry.key);
      entry.value = written(entry.value);
      if (entry.key == expr->entries[i].key && entry.value == expr->entries[i].value) continue;
      if (made == nullptr) {
        made = ast_.arena.make_array<Entry>(expr->entries.size());
        std::uninitialized_copy(expr->entries.begin(), expr->entries.end(), made);
      }
      made[i] = entry;
    }
    if (made != nullptr) expr->entries = {made, expr->entries.size()};
    return made != nullptr;
  }

  Ast& ast_;
  std::size_t first_;
};

}  // namespace

const Expr* macro_call_of(const Ast& ast, std::uint32_t id) { return find(ast.macro_calls, 0, id); }

void note_macro_call(Ast& ast, std::uint32_t expanded, const Expr& call, std::size_t first) {
  // A macro that answers a part of its call, not a new node, is printed as what it became.
  if (!ast.macro_calls.empty() && ast.macro_calls.back().first >= expanded) return;
  Expr* kept = ast.arena.make<Expr>(call);
  if (ast.macro_calls.size() > first) Writer(ast, first).write_children(kept);
  ast.macro_calls.emplace_back(expanded, kept);
}

}  // namespace uniselector::expr
