// The recursion goes down both types at once; every call is a step of the budget, since types that
// share parts may have more ways through them than parts.
#include "expr/check/unifier.h"

#include <algorithm>
#include <array>

namespace uniselector::expr {
namespace {

constexpr std::size_t kFewParts = 4;

bool takes_null(TypeKind kind) {
  switch (kind) {
    case TypeKind::kNull:
    case TypeKind::kWrapper:
    case TypeKind::kObject:
    case TypeKind::kOpaque:
    case TypeKind::kDuration:
    case TypeKind::kTimestamp: return true;
    default: return false;
  }
}

bool is_open_kind(TypeKind kind) {
  return kind == TypeKind::kDyn || kind == TypeKind::kAny || kind == TypeKind::kError ||
         kind == TypeKind::kParameter;
}

/// Counts the depth of the recursion it stands in.
class Deeper {
 public:
  explicit Deeper(std::uint32_t& depth) : depth_(depth) { ++depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;
  ~Deeper() { --depth_; }

 private:
  std::uint32_t& depth_;
};

}  // namespace

TypeHead head_of(const TypeNode& node) {
  return {node.kind, node.kind == TypeKind::kWrapper ? node.parts.front()->kind : TypeKind::kDyn,
          node.name};
}

TypeHead head_of(const Type& type) {
  return {type.kind(),
          type.is(TypeKind::kWrapper) ? type.parameters().front().kind() : TypeKind::kDyn,
          type.name()};
}

bool heads_fit(const TypeHead& a, const TypeHead& b) {
  if (is_open_kind(a.kind) || is_open_kind(b.kind)) return true;
  if (a.kind == TypeKind::kNull) return takes_null(b.kind);
  if (b.kind == TypeKind::kNull) return takes_null(a.kind);
  if (a.kind == TypeKind::kWrapper) {
    return a.primitive == (b.kind == TypeKind::kWrapper ? b.primitive : b.kind);
  }
  if (b.kind == TypeKind::kWrapper) return b.primitive == a.kind;
  return a.kind == b.kind && a.name == b.name;
}

bool Unifier::step() {
  if (steps_ == 0 || depth_ > kMostDepth) {
    exhausted_ = true;
    return false;
  }
  --steps_;
  return true;
}

const TypeNode* Unifier::settle_open(const TypeNode* node) {
  node = resolve(node);
  const Deeper deeper(depth_);
  if (!node->open || node->kind == TypeKind::kParameter || !step()) return node;
  std::array<const TypeNode*, kFewParts> few{};
  std::vector<const TypeNode*> many(node->parts.size() > kFewParts ? node->parts.size() : 0);
  const TypeNode** const parts = many.empty() ? few.data() : many.data();
  bool changed = false;
  for (std::size_t i = 0; i < node->parts.size(); ++i) {
    parts[i] = settle(node->parts[i]);
    changed |= parts[i] != node->parts[i];
  }
  return changed ? pool_.composite(node->kind, node->name, {parts, node->parts.size()}) : node;
}

bool Unifier::assign(const TypeNode* to, const TypeNode* from, Widen widen) {
  const Deeper deeper(depth_);
  if (!step()) return false;
  from = resolve(from);
  const TypeNode* holder = nullptr;  // the variable that is bound to what `to` is in the end
  while (to->kind == TypeKind::kParameter && to->number < bindings_.size() &&
         bindings_[to->number] != nullptr) {
    holder = to;
    to = bindings_[to->number];
  }
  if (to == from) return true;
  if (to->kind == TypeKind::kParameter) {
    // Of two free variables the younger stands for the elder: chains stay short, since it is the
    // younger ones of which there are many.
    const bool swap = from->kind == TypeKind::kParameter && to->number < from->number;
    return swap ? bind(*from, to) : bind(*to, from);
  }
  if (from->kind == TypeKind::kParameter) return fits_all(*to) || bind(*from, to);
  if (!fit(*to, *from, widen)) return false;
  if (holder == nullptr || widen == Widen::kNo) return true;
  const TypeNode* const joined = join(to, from);
  if (joined != to && !occurs(*holder, joined)) set(*holder, joined);
  return !exhausted_;
}

bool Unifier::fit(const TypeNode& to, const TypeNode& from, Widen widen) {
  if (fits_all(to) || fits_all(from)) return true;
  if (!heads_fit(head_of(to), head_of(from))) return false;
  if (to.kind != from.kind || to.kind == TypeKind::kWrapper) return true;
  if (to.kind == TypeKind::kType) {
    // Types of types all fit each other; still the one may tell what the other is.
    if (to.parts.empty() || from.parts.empty()) return true;
    const TypeNode* const left = resolve(to.parts.front());
    if (left->kind == TypeKind::kParameter) assign(left, from.parts.front(), widen);
    return !exhausted_;
  }
  return fit_parts(to, from, widen);
}

bool Unifier::fit_parts(const TypeNode& to, const TypeNode& from, Widen widen) {
  if (to.parts.size() != from.parts.size()) return false;
  for (std::size_t i = 0; i < to.parts.size(); ++i) {
    if (!assign(to.parts[i], from.parts[i], widen)) return false;
  }
  return true;
}

bool Unifier::bind(const TypeNode& variable, const TypeNode* to) {
  if (occurs(variable, to)) return false;
  set(variable, to);
  return true;
}

void Unifier::set(const TypeNode& variable, const TypeNode* to) {
  if (variable.number >= bindings_.size()) bindings_.resize(pool_.variables());
  trail_.push_back({variable.number, bindings_[variable.number]});
  bindings_[variable.number] = to;
}

bool Unifier::occurs(const TypeNode& variable, const TypeNode* in) {
  in = resolve(in);
  if (in == &variable) return true;
  if (!in->open || in->kind == TypeKind::kParameter) return false;
  const Deeper deeper(depth_);
  if (!step()) return true;
  return std::any_of(in->parts.begin(), in->parts.end(),
                     [&](const TypeNode* part) { return occurs(variable, part); });
}

const TypeNode* Unifier::join(const TypeNode* a, const TypeNode* b) {
  const Deeper deeper(depth_);
  a = resolve(a);
  b = resolve(b);
  if (a == b || !step()) return a;
  if (a->kind == TypeKind::kError) return b;
  if (b->kind == TypeKind::kError || fits_all(*a)) return a;
  if (fits_all(*b)) return b;
  if (a->kind == TypeKind::kParameter || b->kind == TypeKind::kParameter) return a;
  if (a->kind == TypeKind::kNull) return b;
  if (b->kind == TypeKind::kWrapper && a->kind != TypeKind::kNull) return b;
  if (a->kind != b->kind || a->parts.empty()) return a;
  return join_parts(*a, *b);
}

const TypeNode* Unifier::join_parts(const TypeNode& a, const TypeNode& b) {
  if (a.kind == TypeKind::kType) {
    const bool same = !b.parts.empty() && resolve(a.parts.front()) == resolve(b.parts.front());
    return same ? &a : TypePool::plain(TypeKind::kType);
  }
  std::vector<const TypeNode*> parts;
  bool changed_a = false;
  bool changed_b = false;
  for (std::size_t i = 0; i < std::min(a.parts.size(), b.parts.size()); ++i) {
    const TypeNode* const joined = join(a.parts[i], b.parts[i]);
    changed_a |= joined != resolve(a.parts[i]);
    changed_b |= joined != resolve(b.parts[i]);
    parts.push_back(joined);
  }
  if (!changed_a) return &a;
  if (!changed_b) return &b;
  return pool_.composite(a.kind, a.name, parts);
}

void Unifier::undo(const Mark& mark) {
  while (trail_.size() > mark.trail) {
    bindings_[trail_.back().variable] = trail_.back().before;
    trail_.pop_back();
  }
  pool_.rollback(mark.pool);
  if (bindings_.size() > pool_.variables()) bindings_.resize(pool_.variables());
}

}  // namespace uniselector::expr
