// See macro.h. Depths are counted as nodes are made, so that a tree that is too deep is refused
// before anything walks it by recursion.
#include <algorithm>
#include <functional>
#include <utility>

#include "expr/syntax/macro.h"

namespace uniselector::expr {

NodeFactory::NodeFactory(Ast& ast, Issues& issues, const Limits& limits)
    : ast_(ast), issues_(issues), most_depth_(limits.depth), most_nodes_(limits.nodes) {}

namespace {

void note(std::vector<std::uint32_t>& of, std::uint32_t id, std::uint32_t offset) {
  if (id < of.size()) {
    of[id] = offset;
  } else {
    of.resize(id);  // already so, but for the first
    of.push_back(offset);
  }
}

}  // namespace

std::uint32_t NodeFactory::new_id() {
  const std::uint32_t id = ++ast_.last_id;
  note(ast_.positions, id, offset_);
  note(ast_.marks, id, mark_);
  return id;
}

void NodeFactory::set_text(std::string_view text) {
  text_ = text;
  const std::size_t nodes = text.size() / 3 + 8;  // more than most texts have
  ast_.positions.reserve(nodes);
  ast_.marks.reserve(nodes);
  depths_.reserve(nodes);
}

Expr* NodeFactory::node(ExprKind kind) {
  Expr* made = ast_.arena.make<Expr>();
  made->id = new_id();
  made->kind = kind;
  if (++nodes_ > most_nodes_ && !exceeded_) {
    exceed("the expression has more than " + std::to_string(most_nodes_) +
           " nodes, macros expanded; that is the limit `nodes`");
  }
  return made;
}

const Expr* NodeFactory::done(const Expr* expr, std::uint32_t deepest) {
  depths_.resize(expr->id);  // the ids between are those of entries
  depths_.push_back(deepest + 1);
  if (deepest >= most_depth_ && !exceeded_) {
    exceed("the expression is nested deeper than " + std::to_string(most_depth_) +
           " levels, macros expanded; that is the limit `depth`");
  }
  return expr;
}

void NodeFactory::exceed(std::string message) {
  exceeded_ = true;
  issues_.add_limit(offset_, std::move(message));
}

std::uint32_t NodeFactory::depth(std::span<const Expr* const> expressions) const {
  std::uint32_t deepest = 0;
  for (const Expr* const one : expressions) deepest = std::max(deepest, depth(one));
  return deepest;
}

std::uint32_t NodeFactory::depth(std::span<const Entry> entries) const {
  std::uint32_t deepest = 0;
  for (const Entry& entry : entries) {
    deepest = std::max({deepest, depth(entry.key), depth(entry.value)});
  }
  return deepest;
}

bool NodeFactory::text_holds(std::string_view part) const {
  const std::less_equal<const char*> before;
  return before(text_.data(), part.data()) &&
         before(part.data() + part.size(), text_.data() + text_.size());
}

std::span<const Expr* const> NodeFactory::copy(std::span<const Expr* const> expressions) {
  if (expressions.empty()) return {};
  const Expr** made = ast_.arena.make_array<const Expr*>(expressions.size());
  std::copy(expressions.begin(), expressions.end(), made);
  return {made, expressions.size()};
}

std::span<const Entry> NodeFactory::copy(std::span<const Entry> entries) {
  if (entries.empty()) return {};
  Entry* made = ast_.arena.make_array<Entry>(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Entry entry = entries[i];
    if (entry.id == 0) entry.id = new_id();
    entry.field = copy(entry.field);
    ::new (static_cast<void*>(made + i)) Entry(entry);
  }
  return {made, entries.size()};
}

const Expr* NodeFactory::constant(const Value& value) {
  Expr* made = node(ExprKind::kConstant);
  made->constant = value;
  if (value.is(ValueKind::kString)) made->constant = Value::string(copy(value.as_string()));
  if (value.is(ValueKind::kBytes)) made->constant = Value::bytes(copy(value.as_bytes()));
  return done(made, 0);
}

const Expr* NodeFactory::ident(std::string_view name) {
  Expr* made = node(ExprKind::kIdent);
  made->name = copy(name);
  return done(made, 0);
}

const Expr* NodeFactory::select(const Expr* target, std::string_view field, bool test_only) {
  Expr* made = node(ExprKind::kSelect);
  made->target = target;
  made->name = copy(field);
  made->test_only = test_only;
  return done(made, depth(target));
}

const Expr* NodeFactory::call(std::string_view function,
                              std::initializer_list<const Expr*> arguments) {
  return member_call(function, nullptr, {arguments.begin(), arguments.size()});
}

const Expr* NodeFactory::call(std::string_view function, std::span<const Expr* const> arguments) {
  return member_call(function, nullptr, arguments);
}

const Expr* NodeFactory::member_call(std::string_view function, const Expr* target,
                                     std::span<const Expr* const> arguments) {
  Expr* made = node(ExprKind::kCall);
  made->name = copy(function);
  made->target = target;
  made->arguments = copy(arguments);
  return done(made, std::max(depth(target), depth(arguments)));
}

const Expr* NodeFactory::list(std::span<const Expr* const> elements,
                              std::span<const std::uint32_t> optional_elements) {
  Expr* made = node(ExprKind::kList);
  made->arguments = copy(elements);
  if (!optional_elements.empty()) {
    std::uint32_t* indexes = ast_.arena.make_array<std::uint32_t>(optional_elements.size());
    std::copy(optional_elements.begin(), optional_elements.end(), indexes);
    made->optional_elements = {indexes, optional_elements.size()};
  }
  return done(made, depth(elements));
}

const Expr* NodeFactory::map(std::span<const Entry> entries) {
  Expr* made = node(ExprKind::kMap);
  made->entries = copy(entries);
  return done(made, depth(entries));
}

const Expr* NodeFactory::message(std::string_view type, std::span<const Entry> fields) {
  Expr* made = node(ExprKind::kStruct);
  made->name = copy(type);
  made->entries = copy(fields);
  return done(made, depth(fields));
}

const Expr* NodeFactory::fold(const Comprehension& loop) {
  Expr* made = node(ExprKind::kComprehension);
  Comprehension kept = loop;
  kept.variable = copy(loop.variable);
  kept.variable2 = copy(loop.variable2);
  kept.accumulator = copy(loop.accumulator);
  made->loop = ast_.arena.make<Comprehension>(kept);
  return done(made, std::max({depth(loop.range), depth(loop.initial), depth(loop.condition),
                              depth(loop.step), depth(loop.result)}));
}

const Expr* NodeFactory::fault(const Expr* where, std::string message) {
  const std::vector<std::uint32_t>& positions = ast_.positions;
  const bool known = where != nullptr && where->id < positions.size();
  issues_.add(known ? positions[where->id] : offset_, std::move(message));
  failed_ = true;
  return nullptr;
}

}  // namespace uniselector::expr
