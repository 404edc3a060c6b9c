// Takes conditions apart. Only the functions of the language itself are understood: where a host
// has overloads of its own the call is opaque.
#include "rules/condition_tree.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/hash.h"
#include "expr/syntax/tree.h"
#include "rules/domain.h"

namespace uniselector::rules {
namespace {

using cel::Expr;
using cel::ExprKind;
using cel::Value;
using cel::ValueKind;

bool is_call(const Expr& e, std::string_view name, std::size_t arguments) {
  return e.kind == ExprKind::kCall && e.target == nullptr && e.name == name &&
         e.arguments.size() == arguments;
}

/// A variable, or a way of fields and constant keys from one.
bool is_way(const Expr& e) {
  const Expr* const root = expr::root_of(e);
  return root != nullptr && !root->name.empty();
}

bool is_has(const Expr& e) {
  return e.kind == ExprKind::kSelect && e.test_only && is_way(*e.target);
}

bool is_attribute(const Expr& e) { return is_way(e) || is_has(e); }

std::string text_of(const Expr& e) {
  cel::Ast view;
  view.root = &e;
  return cel::print(view);
}

/// x, of has(x).
std::string about(const Expr& has) {
  Expr way = has;
  way.test_only = false;
  return text_of(way);
}

/// From here on neighbouring whole numbers may have the same nearest double.
bool is_beyond_doubles(const Value& value) {
  const auto key = number_key(value);
  return key && (*key >= key_of_double(0x1p53) || *key <= key_of_double(-0x1p53));
}

std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

}  // namespace

std::optional<std::uint64_t> number_key(const Value& value) {
  double number = 0;
  switch (value.kind()) {
    case ValueKind::kInt: number = static_cast<double>(value.as_int()); break;
    case ValueKind::kUint: number = static_cast<double>(value.as_uint()); break;
    case ValueKind::kDouble: number = value.as_double(); break;
    default: return std::nullopt;
  }
  if (std::isnan(number)) return std::nullopt;
  return key_of_double(number);
}

std::optional<Point> point_of(const Value& value) {
  switch (value.kind()) {
    case ValueKind::kNull: return Point{};
    case ValueKind::kBool:
      return Point{.kind = value.kind(), .high = value.as_bool() ? 1U : 0U, .text = {}};
    case ValueKind::kString:
    case ValueKind::kBytes: return Point{.kind = value.kind(), .text = value.as_string()};
    case ValueKind::kDuration:
      return Point{.kind = value.kind(), .high = key_of_int(value.as_duration()), .text = {}};
    case ValueKind::kTimestamp:
      return Point{.kind = value.kind(),
                   .low = value.timestamp_nanoseconds(),
                   .high = key_of_int(value.timestamp_seconds()),
                   .text = {}};
    default: {
      const auto key = number_key(value);
      if (!key) return std::nullopt;
      return Point{.kind = ValueKind::kDouble, .high = *key, .text = {}};
    }
  }
}

std::uint64_t PointTable::hash_of(const Point& point) {
  const std::uint64_t text = point.text.empty() ? 0 : base::hash_bytes(point.text);
  const std::uint64_t low = static_cast<std::uint64_t>(point.kind) << 32 | point.low;
  return base::hash_combine(point.high ^ text, low);
}

void PointTable::prefetch(std::uint64_t hash) const {
  if (!slots_.empty()) prefetch_to_read(&slots_[hash & (slots_.size() - 1)]);
}

bool PointTable::is_at(const Slot& slot, const Point& point) const {
  if (slot.size == Slot::kLong) return points_[slot.number] == point;
  return slot.kind == point.kind && std::string_view(slot.bytes.data(), slot.size) == point.text;
}

std::uint32_t PointTable::find(const Point& point, std::uint64_t hash) const {
  if (slots_.empty()) return kNoPoint;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask; slots_[at].number != kNoPoint; at = (at + 1) & mask) {
    if (slots_[at].tag == tag_of(hash) && is_at(slots_[at], point)) return slots_[at].number;
  }
  return kNoPoint;
}

std::uint32_t PointTable::add(const Point& point) {
  if (const std::uint32_t known = find(point); known != kNoPoint) return known;
  const auto number = static_cast<std::uint32_t>(points_.size());
  points_.push_back(point);
  if (points_.size() * 3 > slots_.size() * 2) {
    grow();
  } else {
    put(point, number);
  }
  return number;
}

void PointTable::put(const Point& point, std::uint32_t number) {
  const std::uint64_t hash = hash_of(point);
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].number != kNoPoint) at = (at + 1) & mask;
  Slot& slot = slots_[at];
  slot.tag = tag_of(hash);
  slot.number = number;
  slot.kind = point.kind;
  const bool text = point.kind == ValueKind::kString || point.kind == ValueKind::kBytes;
  if (!text || point.text.size() > slot.bytes.size()) return;
  slot.size = static_cast<std::uint8_t>(point.text.size());
  std::copy(point.text.begin(), point.text.end(), slot.bytes.begin());
}

void PointTable::grow() {
  slots_.assign(std::max<std::size_t>(8, slots_.size() * 2), {});
  for (std::size_t i = 0; i < points_.size(); ++i) put(points_[i], static_cast<std::uint32_t>(i));
}

std::size_t PointTable::bytes() const {
  return points_.capacity() * sizeof(Point) + slots_.capacity() * sizeof(Slot);
}

std::size_t ConditionTrees::bytes() const {
  std::size_t sum = attributes.capacity() * sizeof(Attribute) +
                    nodes.capacity() * sizeof(ConditionNode) +
                    points.capacity() * sizeof(std::uint32_t) +
                    literals.capacity() * sizeof(Value) + arena.bytes_used();
  for (const Attribute& attribute : attributes) sum += attribute.points.bytes();
  return sum;
}

ConditionNode& TreeBuilder::push(Kind kind) {
  trees_.nodes.emplace_back().kind = kind;
  return trees_.nodes.back();
}

/// What was built from `start` on is one opaque node.
void TreeBuilder::opaque(std::size_t start) {
  trees_.nodes.resize(start);
  push(Kind::kOpaque);
}

TreeBuilder::Added TreeBuilder::add_true() {
  const auto root = static_cast<std::uint32_t>(trees_.nodes.size());
  push(Kind::kTrue);
  return {root, false};
}

TreeBuilder::Added TreeBuilder::add(const cel::Ast& ast) {
  ast_ = &ast;
  root_ = trees_.nodes.size();
  cost_ = 0;
  build(*ast.root, 0);
  const bool too_many = trees_.nodes.size() - root_ > kMaxTreeNodes;
  // Where not even the comparisons fit into the budget their failures are the program's to tell.
  if (too_many || cost_ > environment_.options().limits.cost) opaque(root_);
  const bool open =
      std::any_of(trees_.nodes.begin() + static_cast<std::ptrdiff_t>(root_), trees_.nodes.end(),
                  [](const ConditionNode& node) { return node.kind == Kind::kOpaque; });
  return {static_cast<std::uint32_t>(root_), open};
}

void TreeBuilder::finish() {
  for (std::size_t i = 0; i < trees_.attributes.size(); ++i) {
    Attribute& has = trees_.attributes[i];
    if (has.about.empty()) continue;
    const auto found = by_text_.find(has.about);
    if (found == by_text_.end() || !found->second) continue;
    has.guarded = *found->second;
    trees_.attributes[*found->second].guarded_by = static_cast<std::int32_t>(i);
  }
  trees_.nodes.shrink_to_fit();
}

void TreeBuilder::build(const Expr& e, std::size_t depth) {
  const std::size_t start = trees_.nodes.size();
  cost_ += 1;
  if (depth > kMaxTreeDepth || start - root_ > kMaxTreeNodes) return opaque(start);
  if (e.kind == ExprKind::kConstant && e.constant.is(ValueKind::kBool)) {
    push(e.constant.as_bool() ? Kind::kTrue : Kind::kFalse);
    return;
  }
  if (is_call(e, "_&&_", 2)) return group(e, Kind::kAnd, depth);
  if (is_call(e, "_||_", 2)) return group(e, Kind::kOr, depth);
  if (is_call(e, "!_", 1)) {
    push(Kind::kNot);
    build(*e.arguments[0], depth + 1);
    if (trees_.nodes.back().kind == Kind::kOpaque && trees_.nodes.size() == start + 2) {
      return opaque(start);
    }
    trees_.nodes[start].count = static_cast<std::uint32_t>(trees_.nodes.size() - start);
    return;
  }
  if (!leaf(e)) opaque(start);
}

void TreeBuilder::group(const Expr& e, Kind kind, std::size_t depth) {
  const std::size_t start = trees_.nodes.size();
  push(kind);
  bool any_opaque = false;
  members(e, kind, depth, &any_opaque);
  const std::size_t size = trees_.nodes.size() - start;
  if (any_opaque && size == 2) return opaque(start);
  trees_.nodes[start].count = static_cast<std::uint32_t>(size);
}

/// The operands of nested groups of a kind are those of one. Opaque ones are one.
void TreeBuilder::members(const Expr& e, Kind kind, std::size_t depth, bool* any_opaque) {
  for (const Expr* const argument : e.arguments) {
    cost_ += 1;
    if (is_call(*argument, e.name, 2)) {
      members(*argument, kind, depth, any_opaque);
      continue;
    }
    const std::size_t start = trees_.nodes.size();
    build(*argument, depth + 1);
    if (trees_.nodes[start].kind != Kind::kOpaque) continue;
    if (*any_opaque) trees_.nodes.resize(start);
    *any_opaque = true;
  }
}

bool TreeBuilder::standard(const Expr& e, std::string_view overload) const {
  if (e.id >= ast_->references.size()) return false;
  const auto& overloads = ast_->references[e.id].overloads;
  return overloads.size() == 1 && overloads[0] == overload;
}

/// Whether what looks like a literal is one.
bool TreeBuilder::standard_literals(const Expr& e) const {
  return std::all_of(e.arguments.begin(), e.arguments.end(), [this](const Expr* argument) {
    if (argument->kind == ExprKind::kList) return standard_literals(*argument);
    if (is_call(*argument, "duration", 1)) return standard(*argument, "string_to_duration");
    if (is_call(*argument, "timestamp", 1)) return standard(*argument, "string_to_timestamp");
    return true;
  });
}

bool TreeBuilder::leaf(const Expr& e) {
  constexpr std::uint64_t kLeafCost = 16;
  if (is_attribute(e)) {
    const auto found = attribute(e);
    if (!found) return false;
    push(Kind::kBool).attribute = *found;
    return true;
  }
  const auto comparison = read_comparison(e, is_attribute);
  if (!comparison || !standard_literals(e)) return false;
  cost_ += kLeafCost;
  for (const Value& literal : comparison->literals) {
    const bool text = literal.is(ValueKind::kString) || literal.is(ValueKind::kBytes);
    cost_ += 4 + (text ? literal.as_string().size() / 8 : 0);
  }
  const Operation operation = comparison->operation;
  if (operation == Operation::kIn && !standard(e, "in_list")) return false;
  if (operation == Operation::kStartsWith && !standard(e, "starts_with_string")) return false;
  const auto found = attribute(*comparison->input);
  if (!found) return false;
  ConditionNode node;
  node.operation = operation;
  node.literal_first = comparison->literal_first;
  node.attribute = *found;
  switch (operation) {
    case Operation::kEqual:
    case Operation::kNotEqual:
    case Operation::kIn:
      node.kind = Kind::kPoints;
      if (!points(*comparison, &node)) return false;
      break;
    case Operation::kStartsWith:
      node.kind = Kind::kPrefix;
      node.literal = kept(comparison->literals[0]);
      break;
    default: node.kind = Kind::kOrder; node.literal = kept(comparison->literals[0]);
  }
  trees_.nodes.push_back(node);
  return true;
}

bool TreeBuilder::points(const Comparison& comparison, ConditionNode* node) {
  const auto& literals = comparison.literals;
  std::vector<Point> found;
  for (const Value& literal : literals) {
    const auto point = point_of(literal);
    if (!point) return false;
    found.push_back(*point);
  }
  PointTable& table = trees_.attributes[node->attribute].points;
  std::vector<std::uint32_t> numbers;
  for (Point& point : found) {
    std::uint32_t number = table.find(point);
    if (number == kNoPoint) {
      point.text = trees_.arena.copy(point.text);
      number = table.add(point);
    }
    numbers.push_back(number);
  }
  node->exact = std::any_of(literals.begin(), literals.end(), is_beyond_doubles);
  if (node->exact) {
    node->first = static_cast<std::uint32_t>(trees_.literals.size());
    for (const Value& literal : literals) trees_.literals.push_back(kept(literal));
    node->count = static_cast<std::uint32_t>(literals.size());
    return true;
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  node->count = static_cast<std::uint32_t>(numbers.size());
  if (numbers.size() == 1) {
    node->first = numbers[0];
  } else {
    node->first = static_cast<std::uint32_t>(trees_.points.size());
    trees_.points.insert(trees_.points.end(), numbers.begin(), numbers.end());
  }
  return true;
}

Value TreeBuilder::kept(const Value& literal) {
  if (literal.is(ValueKind::kString)) return cel::make_string(trees_.arena, literal.as_string());
  if (literal.is(ValueKind::kBytes)) return Value::bytes(trees_.arena.copy(literal.as_bytes()));
  return literal;
}

std::optional<std::uint16_t> TreeBuilder::attribute(const Expr& e) {
  std::string text = text_of(e);
  cost_ += text.size();  // a step costs a unit and takes a character or more
  if (const auto known = by_text_.find(text); known != by_text_.end()) return known->second;
  std::optional<std::uint16_t> number;
  if (trees_.attributes.size() < kMaxAttributes) {
    if (auto program = environment_.compile(text); program.ok()) {
      number = static_cast<std::uint16_t>(trees_.attributes.size());
      Attribute made{.program = *std::move(program), .points = {}};
      if (is_has(e)) made.about = about(e);
      trees_.attributes.push_back(std::move(made));
    }
  }
  by_text_.emplace(std::move(text), number);
  return number;
}

}  // namespace uniselector::rules
