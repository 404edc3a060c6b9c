// The frame of the walk, with literals and loops.
#include "expr/check/checker.h"

#include <utility>

#include "expr/check/checker_impl.h"
#include "expr/check/complaints.h"

namespace uniselector::expr {
namespace {

constexpr std::uint64_t kSteps = 100'000;  ///< for types, whatever the size of the tree
constexpr std::uint64_t kStepsForANode = 200;

std::uint64_t steps_for(const Ast& ast) {
  return kSteps + kStepsForANode * std::uint64_t{ast.last_id};
}

}  // namespace

Checker::Checker(Ast& ast, const Declarations& declarations, const CheckOptions& options,
                 Issues& issues)
    : ast_(ast),
      declarations_(declarations),
      options_(options),
      issues_(issues),
      names_(declarations, options),
      unifier_(pool_, steps_for(ast)),
      visits_(std::size_t{ast.last_id} + 1),
      references_(std::size_t{ast.last_id} + 1) {}

bool Checker::run() {
  if (ast_.root == nullptr) {
    complain(0, [] { return std::string("the tree is empty, expected an expression"); });
    return false;
  }
  const Node root = check(*ast_.root);
  if (options_.result) {
    expect(*ast_.root, import_type(pool_, *options_.result, nullptr), root, Widen::kNo);
  }
  // Without steps left, types are not as general as they should be.
  if (unifier_.exhausted()) complain(ast_.root->id, [] { return std::string(); });
  if (failed_) return false;
  set_types();
  ast_.references = std::move(references_);
  ast_.checked = true;
  return true;
}

void Checker::set_types() {
  std::vector<Type> types(visits_.size());
  TypeExporter exporter(pool_, unifier_);
  for (std::size_t id = 0; id < visits_.size(); ++id) {
    if (visits_[id].type != nullptr) types[id] = exporter.type_of(visits_[id].type);
  }
  ast_.types = std::move(types);
}

Checker::Node Checker::report(std::uint32_t id, std::string message) {
  failed_ = true;
  const std::size_t offset = ast_.mark_of(id).value_or(0);
  if (!unifier_.exhausted()) {
    issues_.add(offset, std::move(message));
  } else if (!limit_reported_) {
    // From here on nothing fits, which would be complained about at every node.
    limit_reported_ = true;
    issues_.add_limit(
        offset, "the types of this expression take more than " + std::to_string(steps_for(ast_)) +
                    " steps to check, or nest deeper than " + std::to_string(Unifier::kMostDepth));
  }
  return plain(TypeKind::kError);
}

/// What is kept of a node that was not seen before; null if ids are not what they should be, which
/// is a fault, since what is known of a node goes by its id.
Checker::Visit* Checker::enter(const Expr& expr) {
  if (expr.id == 0 || expr.id >= visits_.size()) {
    complain(0, [&] {
      return "found a node with id " + std::to_string(expr.id) + ", expected 1 to " +
             std::to_string(ast_.last_id);
    });
    return nullptr;
  }
  Visit& visit = visits_[expr.id];
  if (visit.expr != nullptr) {
    complain(expr.id, [&] {
      return "found two nodes with id " + std::to_string(expr.id) + ", expected an id for each";
    });
    return nullptr;
  }
  visit.expr = &expr;
  return &visit;
}

/// Macros may use a part of what they got in several places; it is checked in the first.
Checker::Node Checker::check(const Expr& expr) {
  if (expr.id < visits_.size()) {
    const Visit& before = visits_[expr.id];
    if (before.expr == &expr && before.type != nullptr) return before.type;
  }
  Visit* const visit = enter(expr);
  if (visit == nullptr) return plain(TypeKind::kError);
  visit->type = unifier_.settle(check_kind(expr));
  return visit->type;
}

Checker::Node Checker::check_kind(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kConstant: return constant_type(expr.constant);
    case ExprKind::kIdent: return check_ident(expr);
    case ExprKind::kSelect: return check_select(expr);
    case ExprKind::kCall: return check_call(expr);
    case ExprKind::kList: return check_list(expr);
    case ExprKind::kMap: return check_map(expr);
    case ExprKind::kStruct: return check_struct(expr);
    case ExprKind::kComprehension: return check_loop(expr);
  }
  return plain(TypeKind::kDyn);
}

Checker::Node Checker::constant_type(const Value& value) {
  switch (value.kind()) {
    case ValueKind::kNull: return plain(TypeKind::kNull);
    case ValueKind::kBool: return plain(TypeKind::kBool);
    case ValueKind::kInt: return plain(TypeKind::kInt);
    case ValueKind::kUint: return plain(TypeKind::kUint);
    case ValueKind::kDouble: return plain(TypeKind::kDouble);
    case ValueKind::kString: return plain(TypeKind::kString);
    case ValueKind::kBytes: return plain(TypeKind::kBytes);
    case ValueKind::kDuration: return plain(TypeKind::kDuration);
    case ValueKind::kTimestamp: return plain(TypeKind::kTimestamp);
    case ValueKind::kType: return plain(TypeKind::kType);
    default: return plain(TypeKind::kDyn);
  }
}

Checker::Node Checker::merge(Node a, Node b) {
  if (a == nullptr || a == b) return b;
  if (a->kind == TypeKind::kError || b->kind == TypeKind::kError) return plain(TypeKind::kError);
  const Unifier::Mark mark = unifier_.mark();
  if (unifier_.assign(a, b, Widen::kNo)) return unifier_.join(a, b);
  unifier_.undo(mark);
  return plain(TypeKind::kDyn);
}

Checker::Node Checker::unwrap(const Expr& where, Node type) {
  type = unifier_.resolve(type);
  if (fits_all(*type)) return type;
  const Node optional = pool_.optional(pool_.variable());
  if (!unifier_.assign(optional, type, Widen::kYes)) {
    return complain(where.id, [&] {
      return "expected type optional_type, found " + shown_type(shown(type)) +
             ": what stands behind '?' is an optional";
    });
  }
  return unifier_.resolve(optional->parts.front());
}

Checker::Node Checker::check_list(const Expr& expr) {
  Node element = nullptr;
  std::size_t next_optional = 0;
  for (std::size_t i = 0; i < expr.arguments.size(); ++i) {
    const Expr& argument = *expr.arguments[i];
    Node type = check(argument);
    if (next_optional < expr.optional_elements.size() &&
        expr.optional_elements[next_optional] == i) {
      ++next_optional;
      type = unwrap(argument, type);
    }
    element = merge(element, type);
  }
  return pool_.list(element != nullptr ? element : pool_.variable());
}

Checker::Node Checker::check_map(const Expr& expr) {
  Node key = nullptr;
  Node value = nullptr;
  for (const Entry& entry : expr.entries) {
    key = merge(key, check(*entry.key));
    Node type = check(*entry.value);
    if (entry.optional) type = unwrap(*entry.value, type);
    value = merge(value, type);
  }
  if (key == nullptr) return pool_.map(pool_.variable(), pool_.variable());
  return pool_.map(key, value);
}

void Checker::expect(const Expr& where, Node expected, Node found, Widen widen) {
  if (unifier_.assign(expected, found, widen)) return;
  complain(where.id, [&] {
    return "expected type " + shown_type(shown(expected)) + ", found " + shown_type(shown(found));
  });
}

Checker::Elements Checker::elements_of(const Expr& range, bool two) {
  const Node type = unifier_.resolve(check(range));
  const Node dyn = plain(TypeKind::kDyn);
  switch (type->kind) {
    case TypeKind::kError: return {type, type};
    case TypeKind::kParameter: unifier_.assign(type, dyn, Widen::kNo); return {dyn, dyn};
    case TypeKind::kDyn:
    case TypeKind::kAny: return {dyn, dyn};
    case TypeKind::kList:
      return two ? Elements{plain(TypeKind::kInt), type->parts[0]} : Elements{type->parts[0], dyn};
    case TypeKind::kMap: return {type->parts[0], type->parts[1]};
    default: break;
  }
  const Node error = complain(range.id, [&] {
    return "found a loop over " + shown_type(shown(type)) + ", expected a list or a map";
  });
  return {error, error};
}

Checker::Node Checker::check_loop(const Expr& expr) {
  const Comprehension& loop = *expr.loop;
  const Elements elements = elements_of(*loop.range, !loop.variable2.empty());
  const Node accumulator = check(*loop.initial);
  const std::size_t outside = locals_.size();
  locals_.push_back({loop.accumulator, accumulator});
  locals_.push_back({loop.variable, elements.first});
  if (!loop.variable2.empty()) locals_.push_back({loop.variable2, elements.second});
  expect(*loop.condition, plain(TypeKind::kBool), check(*loop.condition), Widen::kNo);
  expect(*loop.step, accumulator, check(*loop.step), Widen::kYes);
  locals_.resize(outside + 1);
  const Node result = check(*loop.result);
  locals_.resize(outside);
  return result;
}

/// cel.@block([a, b], e): e, in which "@index0" stands for a, and "@index1" for b, which may use
/// "@index0" itself.
Checker::Node Checker::check_block(const Expr& expr) {
  const Expr& list = *expr.arguments[0];
  const std::size_t outside = locals_.size();
  for (const Expr* const argument : list.arguments) {
    const std::string name = "@index" + std::to_string(locals_.size() - outside);
    const Node type = check(*argument);
    locals_.push_back({pool_.copy(name), type});
  }
  if (Visit* const visit = enter(list)) visit->type = pool_.list(plain(TypeKind::kDyn));
  const Node result = check(*expr.arguments[1]);
  locals_.resize(outside);
  reference(expr).overloads = {"cel_block_list"};
  return result;
}

bool check(Ast& ast, const Declarations& declarations, const CheckOptions& options,
           Issues* issues) {
  Checker checker(ast, declarations, options, *issues);
  return checker.run();
}

}  // namespace uniselector::expr
