// A part is replaced only if it is known whatever the rest will be, and if its value can be written
// as a literal. Within loops, where a part may have one value a round or may not have been reached,
// only what is read from variables that no loop binds is replaced: in the macro call, which is what
// is printed.
#include "expr/plan/residual.h"

#include <algorithm>
#include <new>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "expr/issues.h"
#include "expr/syntax/macro.h"
#include "expr/syntax/tree.h"

namespace uniselector::expr {
namespace {

constexpr int kMostLiteralDepth = 32;
constexpr std::size_t kMostLiteralSize = 1000;
constexpr int kMostLiteralParts = 20'000;  ///< of all literals together; values may share parts
constexpr int kMostEvaluations = 1000;     ///< of parts; what is left then stays as it is written

class Pruner {
 public:
  Pruner(const Ast& from, std::span<const Value> values,
         const std::function<Value(const Expr&)>& evaluate, bool keep_dyn)
      : from_(from),
        values_(values),
        evaluate_(evaluate),
        keep_dyn_(keep_dyn),
        issues_(from_.source),
        make_(out_, issues_) {
    out_.last_id = from.last_id;
    kept_.resize(from.last_id + 1U);
  }

  std::string run() {
    out_.root = prune(*from_.root);
    for (const auto& [id, call] : from_.macro_calls) {
      if (id >= kept_.size() || !kept_[id]) continue;
      out_.macro_calls.emplace_back(id, substitute(*call));
    }
    return cel::print(out_);
  }

 private:
  Value value_of(const Expr& expr) const {
    return expr.id < values_.size() ? values_[expr.id] : Value();
  }

  /// The value as an expression, or null if it has none.
  const Expr* literal(const Value& value, int depth = 0) {
    if (depth > kMostLiteralDepth || literal_parts_ == 0) return nullptr;
    --literal_parts_;
    switch (value.kind()) {
      case ValueKind::kNull:
      case ValueKind::kBool:
      case ValueKind::kInt:
      case ValueKind::kUint:
      case ValueKind::kDouble:
      case ValueKind::kString:
      case ValueKind::kBytes: return make_.constant(value);
      case ValueKind::kDuration: return converted("duration", value);
      case ValueKind::kTimestamp: return converted("timestamp", value);
      case ValueKind::kList: return literal_list(value.as_list(), depth);
      case ValueKind::kMap: return literal_map(value.as_map(), depth);
      default: return nullptr;
    }
  }
  /// The same where the checker is told, if that is wanted, only what it knew of the expression: an
  /// attribute that may be anything is not held against what is asked of it.
  const Expr* typed_literal(const Expr& expr, const Value& value) {
    const Expr* const known = literal(value);
    const bool open = from_.checked && from_.type_of(expr).is(TypeKind::kDyn);
    if (known == nullptr || !keep_dyn_ || !open) return known;
    return make_.call("dyn", {known});
  }
  /// duration("1s"): the text of such a value is the call that makes it.
  const Expr* converted(std::string_view function, const Value& value) {
    const std::string text = cel::to_text(value);
    const std::size_t open = text.find('"');
    const std::size_t close = text.rfind('"');
    if (open == std::string::npos || close <= open) return nullptr;
    const Expr* const argument =
        make_.constant(Value::string(std::string_view(text).substr(open + 1, close - open - 1)));
    return make_.call(function, {argument});
  }
  const Expr* literal_list(const List& list, int depth) {
    if (list.size() > kMostLiteralSize) return nullptr;
    std::vector<const Expr*> elements;
    for (std::size_t i = 0; i < list.size(); ++i) {
      elements.push_back(literal(list.at(i, out_.arena), depth + 1));
      if (elements.back() == nullptr) return nullptr;
    }
    return make_.list(elements);
  }
  const Expr* literal_map(const Map& map, int depth) {
    if (map.size() > kMostLiteralSize) return nullptr;
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < map.size(); ++i) {
      Entry entry;
      entry.key = literal(map.key_at(i, out_.arena), depth + 1);
      entry.value = literal(map.value_at(i, out_.arena), depth + 1);
      if (entry.key == nullptr || entry.value == nullptr) return nullptr;
      entries.push_back(entry);
    }
    return make_.map(entries);
  }

  /// Evaluates what was not reached, such as the key of a container that is not known, and what is
  /// read below a variable of which only another part is unknown.
  Value value_now(const Expr& expr) {
    const Value value = value_of(expr);
    const bool reads = expr.kind == ExprKind::kIdent || expr.kind == ExprKind::kSelect ||
                       expr.kind == ExprKind::kCall;
    const bool open =
        value.is(ValueKind::kAbsent) || (value.is(ValueKind::kUnknown) && root_of(expr) != nullptr);
    if (!open || !reads || evaluations_ == 0) return value;
    --evaluations_;
    return evaluate_(expr);
  }

  const Expr* prune(const Expr& expr) {
    const Value value = value_now(expr);
    if (!value.is(ValueKind::kAbsent) && !value.is_no_value()) {
      if (const Expr* const known = typed_literal(expr, value)) return known;
    }
    switch (expr.kind) {
      case ExprKind::kCall: return prune_call(expr);
      case ExprKind::kSelect: return prune_select(expr);
      case ExprKind::kList: return prune_list(expr);
      case ExprKind::kMap:
      case ExprKind::kStruct: return prune_entries(expr);
      case ExprKind::kComprehension:
      case ExprKind::kConstant:
      case ExprKind::kIdent: return keep(expr);
    }
    return &expr;
  }
  /// As it stands, with the macros in it.
  const Expr* keep(const Expr& expr) {
    mark(expr);
    return &expr;
  }
  void mark(const Expr& expr) {
    if (expr.id < kept_.size()) kept_[expr.id] = true;
    for_each_child(expr, [this](const Expr& child) { mark(child); });
    if (expr.loop == nullptr) return;
    for (const std::string_view name :
         {expr.loop->variable, expr.loop->variable2, expr.loop->accumulator}) {
      bound_.push_back(name);
    }
  }
  bool is_bound(std::string_view name) const {
    return name.empty() || std::find(bound_.begin(), bound_.end(), name) != bound_.end();
  }
  /// has() asks for a way to a field, not for the value there.
  static bool is_has(const Expr& expr) {
    return expr.kind == ExprKind::kCall && expr.target == nullptr && expr.name == "has";
  }
  /// has(m.k) of a variable that no loop binds is known if m is.
  const Expr* substitute_has(const Expr& expr) {
    const Expr* const field = expr.arguments.size() == 1 ? expr.arguments[0] : nullptr;
    if (field == nullptr || field->kind != ExprKind::kSelect) return &expr;
    const Expr* const root = root_of(*field);
    if (root == nullptr || is_bound(root->name)) return &expr;
    Expr* const test = copy(*field);
    test->test_only = true;
    const Value value = evaluate_(*test);
    return value.is(ValueKind::kBool) ? make_.constant(value) : &expr;
  }
  /// What a macro call says, with what is read from known variables in place of how it is read.
  const Expr* substitute(const Expr& expr) {
    if (is_has(expr)) return substitute_has(expr);
    if (const Expr* const root = root_of(expr)) {
      if (is_bound(root->name)) return &expr;
      const Value value = evaluate_(expr);
      const bool known = !value.is(ValueKind::kAbsent) && !value.is_no_value();
      const Expr* const written = known ? typed_literal(expr, value) : nullptr;
      return written == nullptr ? &expr : written;
    }
    if (expr.kind == ExprKind::kConstant || expr.loop != nullptr) return &expr;
    Expr* const out = copy(expr);
    if (expr.target != nullptr) out->target = substitute(*expr.target);
    auto* const arguments = out_.arena.make_array<const Expr*>(expr.arguments.size());
    for (std::size_t i = 0; i < expr.arguments.size(); ++i) {
      arguments[i] = substitute(*expr.arguments[i]);
    }
    out->arguments = {arguments, expr.arguments.size()};
    auto* const entries = out_.arena.make_array<Entry>(expr.entries.size());
    for (std::size_t i = 0; i < expr.entries.size(); ++i) {
      ::new (&entries[i]) Entry(expr.entries[i]);
      if (entries[i].key != nullptr) entries[i].key = substitute(*entries[i].key);
      entries[i].value = substitute(*entries[i].value);
    }
    out->entries = {entries, expr.entries.size()};
    return out;
  }
  Expr* copy(const Expr& expr) {
    auto* const out = out_.arena.make<Expr>(expr);
    out->id = ++out_.last_id;
    return out;
  }

  const Expr* prune_call(const Expr& expr) {
    const std::string_view f = expr.name;
    const bool operation = expr.target == nullptr;
    if (operation && expr.arguments.size() == 2 && (f == "_&&_" || f == "_||_")) {
      return prune_logic(expr, f == "_||_");
    }
    if (operation && expr.arguments.size() == 3 && f == "_?_:_") {
      const Value condition = value_of(*expr.arguments[0]);
      if (condition.is(ValueKind::kBool)) {
        return prune(*expr.arguments[condition.as_bool() ? 1 : 2]);
      }
    }
    Expr* const out = copy(expr);
    if (expr.target != nullptr) out->target = prune(*expr.target);
    out->arguments = prune_all(expr.arguments);
    return out;
  }
  /// A side that does not decide falls away if the other is a condition by itself.
  const Expr* prune_logic(const Expr& expr, bool decisive) {
    for (std::size_t i = 0; i < 2; ++i) {
      const Value known = value_of(*expr.arguments[i]);
      const Expr& other = *expr.arguments[1 - i];
      if (known.is(ValueKind::kBool) && known.as_bool() != decisive && is_condition(other)) {
        return prune(other);
      }
    }
    Expr* const out = copy(expr);
    out->arguments = prune_all(expr.arguments);
    return out;
  }
  bool is_condition(const Expr& expr) const {
    if (from_.checked) return from_.type_of(expr).is(TypeKind::kBool);
    return false;
  }
  const Expr* prune_select(const Expr& expr) {
    Expr* const out = copy(expr);
    out->target = prune(*expr.target);
    // The checker may have read the whole as one name; a literal in its place would not be one.
    if (out->target->kind != ExprKind::kIdent && expr.target->kind == ExprKind::kIdent) {
      out->target = keep(*expr.target);
    }
    if (expr.test_only) return keep(expr);
    return out;
  }
  const Expr* prune_list(const Expr& expr) {
    Expr* const out = copy(expr);
    out->arguments = prune_all(expr.arguments);
    return out;
  }
  const Expr* prune_entries(const Expr& expr) {
    Expr* const out = copy(expr);
    auto* const entries = out_.arena.make_array<Entry>(expr.entries.size());
    for (std::size_t i = 0; i < expr.entries.size(); ++i) {
      ::new (&entries[i]) Entry(expr.entries[i]);
      entries[i].id = ++out_.last_id;
      if (entries[i].key != nullptr) entries[i].key = prune(*entries[i].key);
      entries[i].value = prune(*entries[i].value);
    }
    out->entries = {entries, expr.entries.size()};
    return out;
  }
  std::span<const Expr* const> prune_all(std::span<const Expr* const> exprs) {
    auto* const out = out_.arena.make_array<const Expr*>(exprs.size());
    for (std::size_t i = 0; i < exprs.size(); ++i) out[i] = prune(*exprs[i]);
    return {out, exprs.size()};
  }

  const Ast& from_;
  std::span<const Value> values_;
  const std::function<Value(const Expr&)>& evaluate_;
  bool keep_dyn_;
  std::vector<std::string_view> bound_;  ///< variables of the loops that are kept
  Ast out_;
  Issues issues_;
  NodeFactory make_;
  std::vector<bool> kept_;
  int evaluations_ = kMostEvaluations;
  int literal_parts_ = kMostLiteralParts;
};

}  // namespace

std::string residual_text(const Ast& ast, std::span<const Value> values,
                          const std::function<Value(const Expr&)>& evaluate, bool keep_dyn) {
  return Pruner(ast, values, evaluate, keep_dyn).run();
}

}  // namespace uniselector::expr
