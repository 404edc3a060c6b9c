// The entries lie side by side, and a balanced tree over them finds keys: no order of keys makes it
// slow, as it would a hash table.
#include "expr/functions/growing_map.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <compare>
#include <memory>
#include <string>
#include <typeinfo>

#include "base/text.h"
#include "expr/value/compare.h"

namespace uniselector::expr {
namespace {

constexpr std::uint32_t kNil = 0;

/// An entry and its node in an AA tree (Andersson 1993). Entry 0 stands for no node.
struct MapNode {
  Value key;
  Value value;
  std::uint32_t left = kNil;
  std::uint32_t right = kNil;
  std::uint32_t level = 0;
};

/// Bools, then numbers by value whatever their kind, then text.
std::strong_ordering order_of(const Value& a, const Value& b) {
  const auto group = [](const Value& v) {
    return v.is(ValueKind::kBool) ? 0 : v.is(ValueKind::kString) ? 2 : 1;
  };
  if (group(a) != group(b)) return group(a) <=> group(b);
  const auto order = compare(a, b);
  if (!order || *order == std::partial_ordering::unordered) return std::strong_ordering::less;
  return *order < 0   ? std::strong_ordering::less
         : *order > 0 ? std::strong_ordering::greater
                      : std::strong_ordering::equal;
}

bool can_be_key(const Value& key) {
  return key.is(ValueKind::kBool) || key.is(ValueKind::kInt) || key.is(ValueKind::kUint) ||
         key.is(ValueKind::kString);
}

/// The key as one that maps hold: a whole double is the equal int or uint. Absent for what no key
/// can equal.
Value as_stored_key(const Value& key) {
  if (!key.is(ValueKind::kDouble)) return can_be_key(key) ? key : Value();
  const double real = key.as_double();
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (std::trunc(real) != real) return {};
  if (real >= -kTwoTo63 && real < kTwoTo63) return Value::integer(static_cast<std::int64_t>(real));
  if (real >= kTwoTo63 && real < 2 * kTwoTo63) return Value::uint(static_cast<std::uint64_t>(real));
  return {};
}

/// What all states of one map share. Only the evaluation that owns the arena adds to it.
class Entries {
 public:
  Entries(Arena& owner, std::size_t capacity)
      : owner_(&owner), nodes_(owner.make_array<MapNode>(capacity + 1)), capacity_(capacity + 1) {
    std::construct_at(nodes_);
  }

  const Arena* owner() const { return owner_; }
  std::size_t size() const { return used_ - 1; }
  const MapNode& at(std::size_t index) const { return nodes_[index + 1]; }
  /// The index of the entry, or size().
  std::size_t find(const Value& key) const {
    std::uint32_t at = root_;
    while (at != kNil) {
      const auto order = order_of(key, nodes_[at].key);
      if (order == 0) return at - 1;
      at = order < 0 ? nodes_[at].left : nodes_[at].right;
    }
    return size();
  }
  /// Behind all others; the key is not among them.
  void add(const Value& key, const Value& value) {
    if (used_ == capacity_) grow();
    std::construct_at(nodes_ + used_, MapNode{key, value, kNil, kNil, 1});
    root_ = insert(root_, static_cast<std::uint32_t>(used_));
    ++used_;
  }

 private:
  void grow() {
    MapNode* const nodes = owner_->make_array<MapNode>(capacity_ * 2);
    std::uninitialized_copy_n(nodes_, used_, nodes);
    nodes_ = nodes;
    capacity_ *= 2;
  }
  /// The root of the tree with the node in it. The depth is at most twice the binary logarithm.
  std::uint32_t insert(std::uint32_t root, std::uint32_t node) {
    if (root == kNil) return node;
    const bool left = order_of(nodes_[node].key, nodes_[root].key) < 0;
    std::uint32_t& child = left ? nodes_[root].left : nodes_[root].right;
    child = insert(child, node);
    return split(skew(root));
  }
  std::uint32_t skew(std::uint32_t root) {
    const std::uint32_t left = nodes_[root].left;
    if (left == kNil || nodes_[left].level != nodes_[root].level) return root;
    nodes_[root].left = nodes_[left].right;
    nodes_[left].right = root;
    return left;
  }
  std::uint32_t split(std::uint32_t root) {
    const std::uint32_t right = nodes_[root].right;
    if (right == kNil) return root;
    const std::uint32_t after = nodes_[right].right;
    if (after == kNil || nodes_[after].level != nodes_[root].level) return root;
    nodes_[root].right = nodes_[right].left;
    nodes_[right].left = root;
    ++nodes_[right].level;
    return right;
  }

  Arena* owner_;
  MapNode* nodes_;
  std::size_t capacity_;
  std::size_t used_ = 1;
  std::uint32_t root_ = kNil;
};

/// One state: the first `size` entries.
class GrowingMap final : public Map {
 public:
  GrowingMap(Entries* entries, std::size_t size) : entries_(entries), size_(size) {}
  std::size_t size() const override { return size_; }
  Value find(const Value& key, Arena&) const override {
    const Value stored = as_stored_key(key);
    if (stored.is(ValueKind::kAbsent)) return {};
    const std::size_t at = entries_->find(stored);
    return at < size_ ? entries_->at(at).value : Value();
  }
  Value key_at(std::size_t index, Arena&) const override { return entries_->at(index).key; }
  Value value_at(std::size_t index, Arena&) const override { return entries_->at(index).value; }
  Entries* entries() const { return entries_; }

 private:
  Entries* entries_;
  std::size_t size_;
};

/// Entries that hold what the map holds and may be added to: its own if it is the newest state of
/// them, else a copy, which is charged. Null when there is no budget for that.
Entries* entries_to_add_to(CallFrame& call, const Map& map) {
  if (typeid(map) == typeid(GrowingMap)) {
    Entries* const own = static_cast<const GrowingMap&>(map).entries();
    if (own->owner() == &call.arena() && own->size() == map.size()) return own;
  }
  const std::size_t size = map.size();
  if (!call.charge(size) || size >= UINT32_MAX) return nullptr;
  auto* const entries = call.arena().make<Entries>(call.arena(), size + 4);
  for (std::size_t i = 0; i < size; ++i) {
    entries->add(map.key_at(i, call.arena()), map.value_at(i, call.arena()));
  }
  return entries;
}

}  // namespace

Value insert_entry(CallFrame& call, const Value& map, const Value& key, const Value& value) {
  if (!can_be_key(key)) {
    return call.error("unsupported key type: found " + base::printable(cel::type_name(key), 64) +
                      ", expected bool, int, uint or string");
  }
  // A tree looks at the key on every level, here and when it is added.
  const auto levels = static_cast<std::uint64_t>(std::bit_width(map.as_map().size()));
  const std::uint64_t bytes = key.is(ValueKind::kString) ? key.as_string().size() : 0;
  if (!call.charge(levels / 2 + levels * (bytes / 128))) return call.budget_error();
  if (!map.as_map().find(key, call.arena()).is(ValueKind::kAbsent)) {
    return call.error(StatusCode::kAlreadyExists, "insert failed: key already exists: " +
                                                      base::printable(cel::to_text(key), 64));
  }
  Entries* const entries = entries_to_add_to(call, map.as_map());
  if (entries == nullptr || entries->size() >= UINT32_MAX - 1) return call.budget_error();
  entries->add(key, value);
  return Value::map(call.arena().make<GrowingMap>(entries, entries->size()));
}

}  // namespace uniselector::expr
