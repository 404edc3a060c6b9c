// Questions about whole trees. No recursion: a tree need not come from our parser and its limits.
#include "expr/syntax/tree.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "expr/syntax/parser.h"

namespace uniselector::expr {
namespace {

/// Equality of constants as they are written: 1 is not 1.0, and 0.0 is not -0.0.
bool same_constant(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case ValueKind::kAbsent:
    case ValueKind::kNull: return true;
    case ValueKind::kBool: return a.as_bool() == b.as_bool();
    case ValueKind::kInt: return a.as_int() == b.as_int();
    case ValueKind::kUint: return a.as_uint() == b.as_uint();
    case ValueKind::kDouble:
      return std::bit_cast<std::uint64_t>(a.as_double()) ==
             std::bit_cast<std::uint64_t>(b.as_double());
    case ValueKind::kString: return a.as_string() == b.as_string();
    case ValueKind::kBytes: return a.as_bytes() == b.as_bytes();
    case ValueKind::kDuration: return a.as_duration() == b.as_duration();
    case ValueKind::kTimestamp:
      return a.timestamp_seconds() == b.timestamp_seconds() &&
             a.timestamp_nanoseconds() == b.timestamp_nanoseconds();
    case ValueKind::kType: return a.as_type() == b.as_type();
    default: break;
  }
  Arena arena;
  return !a.is_no_value() && cel::equal(a, b, arena);
}

bool same_entries(const Expr& a, const Expr& b) {
  return std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(),
                    [](const Entry& x, const Entry& y) {
                      return x.field == y.field && x.optional == y.optional &&
                             (x.key == nullptr) == (y.key == nullptr) &&
                             (x.value == nullptr) == (y.value == nullptr);
                    });
}

bool same_loop(const Comprehension* a, const Comprehension* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return a->variable == b->variable && a->variable2 == b->variable2 &&
         a->accumulator == b->accumulator;
}

/// Equality of two nodes but for their children, of which they have the same number.
bool same_node(const Expr& a, const Expr& b) {
  return a.kind == b.kind && a.test_only == b.test_only && a.name == b.name &&
         same_constant(a.constant, b.constant) && (a.target == nullptr) == (b.target == nullptr) &&
         a.arguments.size() == b.arguments.size() &&
         std::equal(a.optional_elements.begin(), a.optional_elements.end(),
                    b.optional_elements.begin(), b.optional_elements.end()) &&
         same_entries(a, b) && same_loop(a.loop, b.loop);
}

}  // namespace

const Expr* root_of(const Expr& expr) {
  const Expr* at = &expr;
  for (;;) {
    if (at->kind == ExprKind::kIdent) return at;
    if (at->kind == ExprKind::kSelect && !at->test_only) {
      at = at->target;
    } else if (at->kind == ExprKind::kCall && at->name == "_[_]" && at->arguments.size() == 2 &&
               at->arguments[1]->kind == ExprKind::kConstant) {
      at = at->arguments[0];
    } else {
      return nullptr;
    }
  }
}

std::size_t depth_of(const Expr& root, std::size_t most) {
  std::vector<std::pair<const Expr*, std::size_t>> open = {{&root, 1}};
  std::size_t deepest = 0;
  while (!open.empty() && deepest <= most) {
    const auto [expr, depth] = open.back();
    open.pop_back();
    deepest = std::max(deepest, depth);
    for_each_child(
        *expr, [&open, below = depth + 1](const Expr& child) { open.emplace_back(&child, below); });
  }
  return deepest;
}

}  // namespace uniselector::expr

bool uniselector::cel::same_expression(const Expr& a, const Expr& b) {
  std::vector<std::pair<const Expr*, const Expr*>> open = {{&a, &b}};
  std::vector<const Expr*> children;
  while (!open.empty()) {
    const auto [x, y] = open.back();
    open.pop_back();
    if (x == y) continue;
    if (!expr::same_node(*x, *y)) return false;
    children.clear();
    expr::for_each_child(*x, [&children](const Expr& child) { children.push_back(&child); });
    std::size_t next = 0;
    expr::for_each_child(*y, [&children, &open, &next](const Expr& child) {
      if (next < children.size()) open.emplace_back(children[next], &child);
      ++next;
    });
    if (next != children.size()) return false;
  }
  return true;
}
