// Evaluation of a plan, and what else a program tells of itself.
#include <memory>
#include <string>
#include <utility>

#include <uniselector/cel.h>

#include "expr/issues.h"
#include "expr/plan/cost.h"
#include "expr/plan/planner.h"
#include "expr/plan/program_impl.h"
#include "expr/plan/residual.h"

namespace uniselector::cel {
namespace {

constexpr std::size_t kRegistersOnStack = 16;

Value run(const Program::Impl& impl, expr::Frame& frame) {
  frame.names = impl.slots;
  if (impl.registers > kRegistersOnStack) {
    frame.registers = frame.arena.make_array<Value>(impl.registers);
    return impl.root->eval(frame);
  }
  // Registers are written before they are read, so they need no first value.
  alignas(Value) unsigned char registers[kRegistersOnStack * sizeof(Value)];
  frame.registers = reinterpret_cast<Value*>(registers);
  return impl.root->eval(frame);
}

/// A parsed or checked tree on its way to a program.
Result<std::shared_ptr<Program::Impl>> planned(std::shared_ptr<const Environment::Impl> environment,
                                               Ast ast, bool optimise, bool tracked) {
  auto impl = std::make_shared<Program::Impl>();
  impl->environment = std::move(environment);
  impl->ast = std::move(ast);
  impl->optimise = optimise;
  impl->tracked = tracked;
  impl->result = impl->ast.checked ? impl->ast.type_of(*impl->ast.root) : Type::dyn();
  if (Status status = expr::make_plan(*impl); !status.ok()) return status;
  return impl;
}

}  // namespace

Result<Program> Environment::plan(Ast ast, const CompileOptions& options) const {
  auto impl = planned(impl_, std::move(ast), options.optimise, false);
  if (!impl.ok()) return impl.status();
  (*impl)->cost = expr::estimate_cost(**impl);
  const std::uint64_t limit = impl_->options.limits.estimated_cost;
  if ((*impl)->cost.most > limit) {
    const std::uint64_t most = (*impl)->cost.most;
    const std::string found = most == UINT64_MAX ? "without bound" : std::to_string(most);
    expr::Issues issues((*impl)->ast.source);
    issues.add_limit(0, "the expression may cost " + found + ", expected at most " +
                            std::to_string(limit) + " units (limit 'estimated_cost')");
    if (options.issues != nullptr) *options.issues = issues.all();
    return issues.status(options.location);
  }
  return Program(std::move(*impl));
}

const Type& Program::result_type() const { return impl_->result; }
std::span<const std::string> Program::variables() const { return impl_->slots; }
bool Program::uses(std::size_t slot) const {
  return slot < impl_->used.size() && impl_->used[slot];
}
CostEstimate Program::estimated_cost() const { return impl_->cost; }
const Ast& Program::ast() const { return impl_->ast; }

Value Program::evaluate(std::span<const Value> slots, Arena& arena) const {
  const Limits& limits = impl_->environment->options.limits;
  expr::Frame frame(slots, arena, limits, limits.cost);
  return run(*impl_, frame);
}

Value Program::evaluate(std::span<const Value> slots, Arena& arena,
                        const EvaluateOptions& options) const {
  const Limits& limits = impl_->environment->options.limits;
  expr::Frame frame(slots, arena, limits, options.cost == 0 ? limits.cost : options.cost);
  frame.unknowns = options.unknowns;
  const Value value = run(*impl_, frame);
  if (options.cost_spent != nullptr) *options.cost_spent = frame.call.spent();
  return value;
}

std::string Program::residual(std::span<const Value> slots, Arena& arena,
                              std::span<const UnknownPattern> unknowns) const {
  // The tree is planned once more, so that every part leaves its value; it borrows this one's
  // nodes.
  const auto view_of = [this](const Expr* root) {
    Ast view;
    view.root = root;
    view.checked = impl_->ast.checked;
    view.types = impl_->ast.types;
    view.references = impl_->ast.references;
    view.last_id = impl_->ast.last_id;
    return view;
  };
  const auto tracked = planned(impl_->environment, view_of(impl_->ast.root), false, true);
  if (!tracked.ok()) return print(impl_->ast);
  const std::size_t ids = impl_->ast.last_id + 1U;
  Value* const values = arena.make_array<Value>(ids);
  std::uninitialized_fill_n(values, ids, Value());
  const Limits& limits = impl_->environment->options.limits;
  expr::Frame frame(slots, arena, limits, limits.cost);
  frame.unknowns = unknowns;
  frame.tracked = values;
  (void)run(**tracked, frame);
  const auto part = [&](const Expr& expr) {
    const auto program = planned(impl_->environment, view_of(&expr), false, false);
    if (!program.ok()) return Value();
    expr::Frame own(slots, arena, limits, limits.cost);
    own.unknowns = unknowns;
    return run(**program, own);
  };
  std::string text = expr::residual_text(impl_->ast, {values, ids}, part, false);
  if (!impl_->ast.checked) return text;
  const Environment environment(impl_->environment);
  auto tree = environment.parse(text);
  if (tree.ok() && environment.check(*tree).ok()) return text;
  return expr::residual_text(impl_->ast, {values, ids}, part, true);
}

}  // namespace uniselector::cel
