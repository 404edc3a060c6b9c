// The planner trusts a checked tree for what names mean, and finds out by itself where there are no
// references. What it cannot resolve becomes a node that fails when it is reached: another operand
// may decide.
#include "expr/plan/planner.h"

#include <algorithm>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "expr/check/checker.h"
#include "expr/plan/build_nodes.h"
#include "expr/plan/call_nodes.h"
#include "expr/plan/logic_nodes.h"
#include "expr/plan/loop_nodes.h"
#include "expr/plan/names_nodes.h"
#include "expr/plan/resolver.h"
#include "expr/plan/scope.h"
#include "expr/plan/track_node.h"

namespace uniselector::expr {
namespace {

class Planner {
 public:
  explicit Planner(cel::Program::Impl& program)
      : program_(program), arena_(program.arena), resolver_(program) {}

  Status run() {
    program_.root = plan(*program_.ast.root);
    program_.registers = scope_.registers();
    return status_;
  }

 private:
  template <class T, class... Args>
  const T* make(Args&&... args) {
    return arena_.make<T>(std::forward<Args>(args)...);
  }
  template <class T>
  std::span<const T> keep(const std::vector<T>& items) {
    T* const copy = arena_.make_array<T>(items.size());
    std::uninitialized_copy(items.begin(), items.end(), copy);
    return {copy, items.size()};
  }
  const Node* constant(const Expr& expr, const Value& value) {
    return make<ConstantNode>(expr.id, value);
  }
  const Node* error(const Expr& expr, StatusCode code, std::string_view message) {
    return make<ErrorNode>(expr.id, code, arena_.copy(message));
  }
  bool is_constant(const Node& node) const { return !node.constant().is(ValueKind::kAbsent); }

  const Node* plan(const Expr& expr) {
    const Node* node = plan_kind(expr);
    return program_.tracked ? make<TrackNode>(expr.id, *node) : node;
  }
  const Node* plan_kind(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::kConstant: return constant(expr, expr.constant);
      case ExprKind::kIdent: return name(expr);
      case ExprKind::kSelect: return select(expr);
      case ExprKind::kCall: return call(expr);
      case ExprKind::kList: return list(expr);
      case ExprKind::kMap: return map(expr);
      case ExprKind::kStruct: return object(expr);
      case ExprKind::kComprehension: return loop(expr);
    }
    return error(expr, StatusCode::kInternal, "an expression of no known kind");
  }

  // Names.

  const Node* local(const Expr& expr) {
    if (expr.kind != ExprKind::kIdent) return nullptr;
    if (const auto index = part_index(expr.name)) {
      if (*index < parts_.size() && parts_[*index] != nullptr) {
        return make<PartNode>(expr.id, first_part_ + *index, *parts_[*index]);
      }
      return error(expr, StatusCode::kInvalidArgument, "a shared part is used before it is made");
    }
    const auto found = scope_.find(expr.name);
    return found ? make<RegisterNode>(expr.id, *found) : nullptr;
  }
  /// "@index3" of cel.@block.
  std::optional<std::size_t> part_index(std::string_view text) const {
    constexpr std::string_view kPrefix = "@index";
    if (parts_.empty() || !text.starts_with(kPrefix) || text.size() == kPrefix.size() ||
        text.size() > kPrefix.size() + 6) {
      return std::nullopt;
    }
    std::size_t index = 0;
    for (const char c : text.substr(kPrefix.size())) {
      if (c < '0' || c > '9') return std::nullopt;
      index = index * 10 + static_cast<std::size_t>(c - '0');
    }
    return index;
  }

  const Node* name(const Expr& expr) {
    if (const Node* const node = local(expr)) return node;
    return resolved(expr, resolver_.resolve(expr, {}), {});
  }

  /// A select chain that may be one qualified name, or a name and the way from it.
  const Node* select(const Expr& expr) {
    std::vector<const Expr*> chain;  // outermost first
    const Expr* base = &expr;
    for (; base->kind == ExprKind::kSelect; base = base->target) chain.push_back(base);
    std::reverse(chain.begin(), chain.end());
    if (base->kind == ExprKind::kIdent && local(*base) == nullptr && !program_.tracked) {
      return resolved(expr, resolver_.resolve(*base, chain), chain);
    }
    if (base->kind == ExprKind::kIdent && program_.tracked && local(*base) == nullptr) {
      // Tracked trees want the value of every part, but a qualified name has no parts.
      const Resolution names = resolver_.resolve(*base, chain);
      if (names.qualified) return resolved(expr, names, chain);
    }
    const Node* const from = plan(*expr.target);
    return make<StepNode>(*from, field_step(expr), expr.test_only);
  }
  Step field_step(const Expr& expr) {
    Step step;
    step.field = {expr.name, resolver_.field_index(expr)};
    step.id = expr.id;
    return step;
  }

  /// The node of a resolved name: a constant, a variable with the steps that are no part of the
  /// name, or a choice of several that the evaluation makes.
  const Node* resolved(const Expr& expr, const Resolution& names,
                       const std::vector<const Expr*>& chain) {
    const Expr& front = chain.empty() ? expr : *chain.front()->target;
    std::vector<const Node*> nodes;
    for (const NameCandidate& candidate : names.candidates) {
      const Node* const node = of_candidate(expr, candidate, chain);
      if (node == nullptr) continue;
      nodes.push_back(node);
      if (candidate.certain) break;
    }
    if (nodes.size() == 1 && names.candidates.front().certain) return nodes.front();
    if (nodes.empty()) {
      return error(front, StatusCode::kNotFound, "undeclared reference to '" + names.text + "'");
    }
    return make<CandidatesNode>(front.id, arena_.copy(names.text), keep(nodes));
  }
  const Node* of_candidate(const Expr& expr, const NameCandidate& candidate,
                           const std::vector<const Expr*>& chain) {
    std::vector<Step> steps;
    for (std::size_t i = candidate.selects; i < chain.size(); ++i) {
      steps.push_back(field_step(*chain[i]));
    }
    const bool has = expr.kind == ExprKind::kSelect && expr.test_only;
    if (has && steps.empty()) return nullptr;  // has() asks for a field, not for a name
    if (candidate.slot >= 0) {
      const auto slot = static_cast<std::size_t>(candidate.slot);
      program_.used[slot] = true;
      const Expr& variable = chain.empty()            ? expr
                             : candidate.selects == 0 ? *chain.front()->target
                                                      : *chain[candidate.selects - 1];
      return make<PathNode>(variable.id, slot, arena_.copy(program_.slots[slot]), keep(steps), has);
    }
    const Node* node = make<ConstantNode>(expr.id, candidate.constant);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      node = make<StepNode>(*node, steps[i], has && i + 1 == steps.size());
    }
    return node;
  }

  // Calls.

  const Node* call(const Expr& expr) {
    const std::string_view f = expr.name;
    const std::size_t count = expr.arguments.size();
    if (expr.target == nullptr) {
      if (count == 2 && (f == "_&&_" || f == "_||_")) return logic(expr, f == "_||_");
      if (count == 3 && f == "_?_:_") return conditional(expr);
      if (count == 1 && f == "!_") return make<NotNode>(expr.id, *plan(*expr.arguments[0]));
      if (count == 1 && f == "@not_strictly_false") {
        return make<NotFalseNode>(expr.id, *plan(*expr.arguments[0]));
      }
      if (count == 2 && f == "cel.@block" && expr.arguments[0]->kind == ExprKind::kList) {
        return block(expr);
      }
    } else if (count == 1 && (f == "or" || f == "orValue") && resolver_.is_optional_member(expr)) {
      return make<OrElseNode>(expr.id, *plan(*expr.target), *plan(*expr.arguments[0]),
                              f == "orValue");
    }
    return function(expr);
  }

  const Node* logic(const Expr& expr, bool decisive) {
    std::vector<const Node*> operands;
    flatten(expr, expr.name, operands);
    std::vector<const Node*> open;
    for (const Node* const operand : operands) {
      const Value value = operand->constant();
      if (program_.optimise && value.is(ValueKind::kBool)) {
        if (value.as_bool() == decisive) return constant(expr, value);
        continue;
      }
      open.push_back(operand);
    }
    if (open.empty()) return constant(expr, Value::boolean(!decisive));
    return make<LogicNode>(expr.id, decisive, keep(open));
  }
  /// a && (b && c) and (a && b) && c are one conjunction.
  void flatten(const Expr& expr, std::string_view f, std::vector<const Node*>& operands) {
    for (const Expr* const argument : expr.arguments) {
      const bool same = argument->kind == ExprKind::kCall && argument->name == f &&
                        argument->target == nullptr && argument->arguments.size() == 2;
      if (same && !program_.tracked) {
        flatten(*argument, f, operands);
      } else {
        operands.push_back(plan(*argument));
      }
    }
  }

  const Node* conditional(const Expr& expr) {
    const Node* const condition = plan(*expr.arguments[0]);
    const Value known = condition->constant();
    if (program_.optimise && known.is(ValueKind::kBool)) {
      return plan(*expr.arguments[known.as_bool() ? 1 : 2]);
    }
    return make<ConditionalNode>(expr.id, *condition, *plan(*expr.arguments[1]),
                                 *plan(*expr.arguments[2]));
  }

  const Node* block(const Expr& expr) {
    const auto elements = expr.arguments[0]->arguments;
    auto outer = std::move(parts_);
    const std::size_t outer_first = first_part_;
    parts_.assign(elements.size(), nullptr);
    first_part_ = scope_.take(elements.size());
    const std::size_t first = first_part_;
    for (std::size_t i = 0; i < elements.size(); ++i) parts_[i] = plan(*elements[i]);
    const Node* const result = plan(*expr.arguments[1]);
    parts_ = std::move(outer);
    first_part_ = outer_first;
    return make<BlockNode>(expr.id, first, elements.size(), *result);
  }

  const Node* function(const Expr& expr) {
    const Called called = resolver_.resolve_call(expr);
    std::vector<const Node*> arguments;
    if (called.receiver) arguments.push_back(plan(*expr.target));
    for (const Expr* const argument : expr.arguments) arguments.push_back(plan(*argument));
    const Dispatch* const dispatch = make_dispatch(expr, called, arguments);
    const Node* const node = special(expr, *dispatch, arguments);
    const bool foldable = program_.optimise && !program_.tracked && !arguments.empty() &&
                          std::all_of(arguments.begin(), arguments.end(),
                                      [this](const Node* n) { return is_constant(*n); });
    return foldable ? folded(expr, node) : node;
  }

  const Dispatch* make_dispatch(const Expr& expr, const Called& called,
                                const std::vector<const Node*>& arguments) {
    std::vector<Candidate> candidates;
    std::vector<Value> constants;
    for (const Node* const argument : arguments) constants.push_back(argument->constant());
    for (const Overload* const overload : called.overloads) {
      Candidate candidate;
      candidate.overload = overload;
      candidate.opaque = overload->parameters.size() > kMaskedParameters;
      for (std::size_t i = 0; i < overload->parameters.size(); ++i) {
        if (i < kMaskedParameters) candidate.masks[i] = kinds_of(*overload, i);
        const TypeKind kind = overload->parameters[i].kind();
        candidate.opaque |= kind == TypeKind::kOpaque || kind == TypeKind::kObject;
      }
      candidate.state = prepare(expr, *overload, constants);
      candidates.push_back(candidate);
    }
    return make<Dispatch>(Dispatch{arena_.copy(called.name), keep(candidates)});
  }
  const void* prepare(const Expr& expr, const Overload& overload,
                      const std::vector<Value>& constants) {
    const bool any = std::any_of(constants.begin(), constants.end(),
                                 [](const Value& value) { return !value.is(ValueKind::kAbsent); });
    if (overload.prepare == nullptr || !any) return nullptr;
    for (std::size_t i = 0; i < constants.size(); ++i) {
      if (!constants[i].is(ValueKind::kAbsent) &&
          !holds(kinds_of(overload, i), constants[i].kind())) {
        return nullptr;
      }
    }
    std::string problem;
    auto state = overload.prepare(constants, program_.environment->options.limits, &problem);
    if (!problem.empty()) fault(expr, problem);
    if (state == nullptr) return nullptr;
    program_.states.push_back(std::move(state));
    return program_.states.back().get();
  }
  /// Only a checked expression may be refused for what its evaluation would find.
  void fault(const Expr& expr, const std::string& problem) {
    if (!status_.ok() || !program_.ast.checked) return;
    Issues issues(program_.ast.source);
    issues.add(program_.ast.mark_of(expr.id).value_or(0), problem);
    status_ = issues.status(program_.ast.location);
  }

  /// A call of constants is evaluated once, now; if it fails it fails when it is reached.
  const Node* folded(const Expr& expr, const Node* node) {
    Frame frame({}, arena_, program_.environment->options.limits, kFoldBudget);
    const Value value = node->eval(frame);
    return value.is_no_value() ? node : constant(expr, value);
  }

  const Node* special(const Expr& expr, const Dispatch& dispatch,
                      const std::vector<const Node*>& arguments) {
    if (arguments.size() == 2 && expr.target == nullptr) {
      const std::string_view f = expr.name;
      const Node& a = *arguments[0];
      const Node& b = *arguments[1];
      if (f == "_[_]") return index(expr, dispatch, a, b);
      if (f == "_==_" || f == "_!=_") return equality(expr, a, b, f == "_!=_");
      if (f == "_<_") return order(expr, Order::kLess, a, b);
      if (f == "_<=_") return order(expr, Order::kLessOrEqual, a, b);
      if (f == "_>_") return order(expr, Order::kGreater, a, b);
      if (f == "_>=_") return order(expr, Order::kGreaterOrEqual, a, b);
      if (f == "@in" && program_.optimise && b.constant().is(ValueKind::kList) &&
          ConstantInNode::fits(b.constant().as_list())) {
        return membership(expr, *make<CallNode>(expr.id, dispatch, keep(arguments)), a,
                          b.constant().as_list());
      }
      if (program_.optimise) {
        if (f == "_+_") return arithmetic(expr, Arithmetic::kAdd, dispatch, a, b);
        if (f == "_-_") return arithmetic(expr, Arithmetic::kSubtract, dispatch, a, b);
        if (f == "_*_") return arithmetic(expr, Arithmetic::kMultiply, dispatch, a, b);
      }
    }
    return make<CallNode>(expr.id, dispatch, keep(arguments));
  }
  const Node* membership(const Expr& expr, const Node& general, const Node& needle,
                         const List& list) {
    std::vector<Value> values(list.data(), list.data() + list.size());
    std::sort(values.begin(), values.end(), ConstantInNode::less);
    return make<ConstantInNode>(expr.id, needle, keep(values), general);
  }
  const Node* arithmetic(const Expr& expr, Arithmetic operation, const Dispatch& dispatch,
                         const Node& a, const Node& b) {
    return make<ArithmeticNode>(expr.id, operation, dispatch, a, b);
  }
  const Node* index(const Expr& expr, const Dispatch& dispatch, const Node& from, const Node& key) {
    Step step;
    step.id = expr.id;
    step.key = key.constant();
    step.index = is_constant(key) ? nullptr : &key;
    step.overloads = &dispatch;
    const auto* const path = from.as_path();
    if (path == nullptr || program_.tracked) return make<StepNode>(from, step, false);
    std::vector<Step> steps(path->steps().begin(), path->steps().end());
    steps.push_back(step);
    return make<PathNode>(path->id(), path->slot(), path->name(), keep(steps), false);
  }
  const Node* equality(const Expr& expr, const Node& a, const Node& b, bool negated) {
    const Node* const general = make<EqualNode>(expr.id, a, b, negated);
    if (!program_.optimise) return general;
    const bool swapped = a.plain_slot() < 0;
    const std::int32_t slot = swapped ? b.plain_slot() : a.plain_slot();
    const Value value = swapped ? a.constant() : b.constant();
    if (slot < 0) return general;
    const auto at = static_cast<std::size_t>(slot);
    if (value.is(ValueKind::kInt)) {
      using Test = SlotIntNode::Test;
      return make<SlotIntNode>(expr.id, negated ? Test::kNotEqual : Test::kEqual, at,
                               value.as_int(), *general);
    }
    if (value.is(ValueKind::kString)) {
      return make<SlotTextNode>(expr.id, negated, at, value.as_string(), *general);
    }
    return general;
  }
  const Node* order(const Expr& expr, Order order, const Node& a, const Node& b) {
    const Node* const general = make<OrderNode>(expr.id, order, a, b);
    const bool fits = program_.optimise && a.plain_slot() >= 0 && b.constant().is(ValueKind::kInt);
    if (!fits) return general;
    using Test = SlotIntNode::Test;
    constexpr Test kTests[] = {Test::kLess, Test::kLessOrEqual, Test::kGreater,
                               Test::kGreaterOrEqual};
    return make<SlotIntNode>(expr.id, kTests[static_cast<std::size_t>(order)],
                             static_cast<std::size_t>(a.plain_slot()), b.constant().as_int(),
                             *general);
  }

  // Lists, maps, objects.

  const Node* list(const Expr& expr) {
    std::vector<const Node*> elements;
    for (const Expr* const element : expr.arguments) elements.push_back(plan(*element));
    std::span<const bool> optional;
    if (!expr.optional_elements.empty()) {
      bool* const marks = arena_.make_array<bool>(elements.size());
      std::uninitialized_fill_n(marks, elements.size(), false);
      for (const std::uint32_t i : expr.optional_elements) marks[i] = true;
      optional = {marks, elements.size()};
    }
    const bool constants =
        optional.empty() && std::all_of(elements.begin(), elements.end(),
                                        [this](const Node* n) { return is_constant(*n); });
    const Node* const node = make<ListNode>(expr.id, keep(elements), optional);
    return constants && program_.optimise ? folded(expr, node) : node;
  }
  const Node* map(const Expr& expr) {
    std::vector<EntryNodes> entries;
    bool constants = true;
    for (const Entry& entry : expr.entries) {
      EntryNodes nodes;
      nodes.key = plan(*entry.key);
      nodes.value = plan(*entry.value);
      nodes.id = entry.id;
      nodes.optional = entry.optional;
      constants &= is_constant(*nodes.key) && is_constant(*nodes.value) && !nodes.optional;
      entries.push_back(nodes);
    }
    const Node* const node = make<MapNode>(expr.id, keep(entries));
    return constants && program_.optimise ? folded(expr, node) : node;
  }
  const Node* object(const Expr& expr) {
    const std::optional<std::string> type = resolver_.resolve_type(expr);
    if (!type) {
      return error(expr, StatusCode::kNotFound,
                   "undeclared type '" + base::printable(expr.name, 128) + "'");
    }
    std::vector<EntryNodes> entries;
    for (const Entry& entry : expr.entries) {
      EntryNodes nodes;
      nodes.field = entry.field;
      nodes.value = plan(*entry.value);
      nodes.id = entry.id;
      nodes.optional = entry.optional;
      entries.push_back(nodes);
    }
    return make<ObjectNode>(expr.id, *program_.environment->options.types, arena_.copy(*type),
                            keep(entries));
  }

  // Loops.

  const Node* loop(const Expr& expr) {
    const Comprehension& loop = *expr.loop;
    FoldPlan fold;
    fold.range = plan(*loop.range);
    fold.initial = plan(*loop.initial);
    fold.two = !loop.variable2.empty();
    fold.accumulator = scope_.enter(loop.accumulator);
    fold.variable = scope_.enter(loop.variable);
    if (fold.two) fold.variable2 = scope_.enter(loop.variable2);
    const Node* node = program_.optimise && !program_.tracked ? collect(expr, fold) : nullptr;
    if (node == nullptr) {
      const Node* const condition = plan(*loop.condition);
      fold.condition = condition->constant().is_true() ? nullptr : condition;
      fold.step = plan(*loop.step);
    }
    scope_.leave(fold.two ? 2 : 1);
    if (node == nullptr) {
      fold.result = plan(*loop.result);
      node = make<FoldNode>(expr.id, fold);
    }
    scope_.leave(1);
    return node;
  }

  static bool is_ident(const Expr& expr, std::string_view name) {
    return expr.kind == ExprKind::kIdent && expr.name == name;
  }
  /// accumulator + [element] -> element, else null.
  static const Expr* appended(const Expr& expr, std::string_view accumulator) {
    const bool sum = expr.kind == ExprKind::kCall && expr.name == "_+_" && expr.target == nullptr &&
                     expr.arguments.size() == 2 && is_ident(*expr.arguments[0], accumulator);
    if (!sum) return nullptr;
    const Expr& list = *expr.arguments[1];
    const bool one = list.kind == ExprKind::kList && list.arguments.size() == 1 &&
                     list.optional_elements.empty();
    return one ? list.arguments[0] : nullptr;
  }
  /// The loops of map() and filter(). Their accumulator has a name that no text can have, so
  /// nothing within sees the list while it grows.
  const Node* collect(const Expr& expr, const FoldPlan& fold) {
    const Comprehension& loop = *expr.loop;
    const bool shape =
        loop.accumulator.starts_with('@') && is_ident(*loop.result, loop.accumulator) &&
        loop.initial->kind == ExprKind::kList && loop.initial->arguments.empty() &&
        loop.condition->kind == ExprKind::kConstant && loop.condition->constant.is_true();
    if (!shape) return nullptr;
    CollectPlan plan_of;
    plan_of.fold = fold;
    const Expr* step = loop.step;
    if (step->kind == ExprKind::kCall && step->name == "_?_:_" && step->target == nullptr &&
        step->arguments.size() == 3 && is_ident(*step->arguments[2], loop.accumulator)) {
      if (appended(*step->arguments[1], loop.accumulator) == nullptr) return nullptr;
      plan_of.filter = plan(*step->arguments[0]);
      step = step->arguments[1];
    }
    const Expr* const element = appended(*step, loop.accumulator);
    if (element == nullptr) return nullptr;
    plan_of.element = plan(*element);
    return make<CollectNode>(expr.id, plan_of);
  }

  static constexpr std::uint64_t kFoldBudget = 10'000;

  cel::Program::Impl& program_;
  Arena& arena_;
  Resolver resolver_;
  Scope scope_;
  std::vector<const Node*> parts_;  ///< of the innermost cel.@block
  std::size_t first_part_ = 0;
  Status status_;
};

}  // namespace

Status make_plan(cel::Program::Impl& program) {
  for (const cel::Variable& variable : program.environment->declarations.variables()) {
    program.slots.push_back(variable.name);
  }
  program.used.assign(program.slots.size(), false);
  return Planner(program).run();
}

}  // namespace uniselector::expr
