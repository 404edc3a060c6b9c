// What type variables stand for, and which types fit each other under that. Attempts can be taken
// back, so that one overload after the other is tried.
//
// The relation is that of gradual typing: dyn fits everything both ways, a wrapper and its
// primitive fit each other, null fits wrappers, messages, opaque types, durations and timestamps.
// All else fits only itself, part by part.
//
// Invariants: 1. no variable is bound to a type that holds it; 2. work is bounded by a budget of
// steps and a depth: behind it nothing fits, and exhausted() tells why.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "expr/check/type_node.h"

namespace uniselector::expr {

class Unifier {
 public:
  enum class Widen : bool { kNo, kYes };

  Unifier(TypePool& pool, std::uint64_t steps) : pool_(pool), steps_(steps) {}
  Unifier(const Unifier&) = delete;
  Unifier& operator=(const Unifier&) = delete;

  /// What a node stands for: itself, or what its variable is bound to in the end.
  const TypeNode* resolve(const TypeNode* node) const {
    while (node->kind == TypeKind::kParameter && node->number < bindings_.size() &&
           bindings_[node->number] != nullptr) {
      node = bindings_[node->number];
    }
    return node;
  }
  /// The same with every part, so that what is bound need not be gone through again.
  const TypeNode* settle(const TypeNode* node) { return node->open ? settle_open(node) : node; }
  /// Whether a value of type `from` may stand where `to` is expected; binds free variables to make
  /// it so. With kYes a bound variable in `to` takes the more general of its type and the other:
  /// T, being int, becomes dyn when dyn comes. Bindings made before a failure stay until undone.
  bool assign(const TypeNode* to, const TypeNode* from, Widen widen);
  /// The more general of two types that fit each other.
  const TypeNode* join(const TypeNode* a, const TypeNode* b);

  struct Mark {
    TypePool::Mark pool;
    std::size_t trail = 0;
  };
  Mark mark() const { return {pool_.mark(), trail_.size()}; }
  /// Takes back all bindings and nodes made since.
  void undo(const Mark& mark);
  /// Whether variables were bound since.
  bool bound_since(const Mark& mark) const { return trail_.size() > mark.trail; }

  bool exhausted() const { return exhausted_; }
  static constexpr std::uint32_t kMostDepth = 500;

 private:
  struct Change {
    std::uint32_t variable;
    const TypeNode* before;
  };

  const TypeNode* settle_open(const TypeNode* node);
  bool step();
  bool fit(const TypeNode& to, const TypeNode& from, Widen widen);
  bool fit_parts(const TypeNode& to, const TypeNode& from, Widen widen);
  bool bind(const TypeNode& variable, const TypeNode* to);
  void set(const TypeNode& variable, const TypeNode* to);
  bool occurs(const TypeNode& variable, const TypeNode* in);
  const TypeNode* join_parts(const TypeNode& a, const TypeNode& b);

  TypePool& pool_;
  std::vector<const TypeNode*> bindings_;  ///< by number of the variable; null while free
  std::vector<Change> trail_;
  std::uint64_t steps_;
  std::uint32_t depth_ = 0;
  bool exhausted_ = false;
};

/// What decides at a glance that two types cannot fit: their kinds and names.
struct TypeHead {
  TypeKind kind = TypeKind::kDyn;
  TypeKind primitive = TypeKind::kDyn;  ///< of a wrapper
  std::string_view name;
};
TypeHead head_of(const TypeNode& node);
TypeHead head_of(const Type& type);
bool heads_fit(const TypeHead& a, const TypeHead& b);
/// Whether a kind fits itself and, of the kinds of which this is true too, no other.
inline bool is_strict(TypeKind kind) {
  switch (kind) {
    case TypeKind::kBool:
    case TypeKind::kInt:
    case TypeKind::kUint:
    case TypeKind::kDouble:
    case TypeKind::kString:
    case TypeKind::kBytes:
    case TypeKind::kList:
    case TypeKind::kMap:
    case TypeKind::kType: return true;
    default: return false;
  }
}
/// heads_fit() without making heads where the kinds are enough, as they nearly always are.
inline bool may_fit(const TypeNode& a, const Type& b) {
  if (is_strict(a.kind) && is_strict(b.kind())) return a.kind == b.kind();
  return heads_fit(head_of(a), head_of(b));
}

}  // namespace uniselector::expr
