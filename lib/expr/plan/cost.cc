// The estimate walks the tree once and carries for every expression what it costs and how large its
// value can be. Sums and products stop at UINT64_MAX, which means: no bound is known.
#include "expr/plan/cost.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "expr/plan/resolver.h"

namespace uniselector::expr {
namespace {

constexpr std::uint64_t kNoBound = UINT64_MAX;

std::uint64_t plus(std::uint64_t a, std::uint64_t b) { return a > kNoBound - b ? kNoBound : a + b; }
std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  std::uint64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? kNoBound : product;
}

struct Estimate {
  std::uint64_t least = 0;
  std::uint64_t most = 0;
  std::uint64_t size = 1;  ///< of the value, in bytes or elements, at most
};

class Estimator {
 public:
  explicit Estimator(const cel::Program::Impl& program)
      : program_(program), declarations_(program.environment->declarations) {}

  Estimate of(const Expr& expr) {
    Estimate estimate = of_kind(expr);
    if (program_.ast.checked && is_scalar(program_.ast.type_of(expr))) estimate.size = 1;
    return estimate;
  }

 private:
  Estimate of_kind(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::kConstant: return {0, 0, size_of(expr.constant)};
      case ExprKind::kIdent: return {1, 1, size_of_name(expr.name)};
      case ExprKind::kSelect: return select(expr);
      case ExprKind::kCall: return call(expr);
      case ExprKind::kList: return list(expr);
      case ExprKind::kMap:
      case ExprKind::kStruct: return entries(expr);
      case ExprKind::kComprehension: return loop(expr);
    }
    return {};
  }

  static std::uint64_t size_of(const Value& value) {
    const bool text = value.is(ValueKind::kString) || value.is(ValueKind::kBytes);
    return text ? value.as_bytes().size() : 1;
  }
  std::uint64_t size_of_name(std::string_view name) const {
    for (auto it = locals_.rbegin(); it != locals_.rend(); ++it) {
      if (it->first == name) return it->second;
    }
    if (name.starts_with('.')) name.remove_prefix(1);
    const std::int32_t slot = declarations_.find_variable(name);
    // Slots count the variables of the options.
    const auto& variables = program_.environment->options.variables;
    return slot < 0 ? kNoBound : variables[static_cast<std::size_t>(slot)].most;
  }
  static void add(Estimate& sum, const Estimate& part) {
    sum.least = plus(sum.least, part.least);
    sum.most = plus(sum.most, part.most);
  }

  Estimate select(const Expr& expr) {
    Estimate out = of(*expr.target);
    add(out, {1, 1, 0});
    if (expr.test_only) out.size = 1;
    return out;  // a part is bounded as the whole is: Variable::most holds on each level
  }
  Estimate list(const Expr& expr) {
    const std::uint64_t base = kListCost + more_than_few(expr.arguments.size());
    Estimate out{base, base, expr.arguments.size()};
    for (const Expr* const element : expr.arguments) {
      const Estimate part = of(*element);
      add(out, part);
      out.size = std::max(out.size, part.size);
    }
    return out;
  }
  Estimate entries(const Expr& expr) {
    const std::uint64_t base =
        (expr.kind == ExprKind::kMap ? kMapCost : kObjectCost) + more_than_few(expr.entries.size());
    Estimate out{base, base, expr.entries.size()};
    for (const Entry& entry : expr.entries) {
      if (entry.key != nullptr) add(out, of(*entry.key));
      const Estimate part = of(*entry.value);
      add(out, part);
      if (expr.kind == ExprKind::kStruct)
        out.most = plus(out.most, copied(*entry.value, part.size));
      out.size = std::max(out.size, part.size);
    }
    return out;
  }
  /// What an object pays at most for a field; objects within are charged by who makes them.
  std::uint64_t copied(const Expr& value, std::uint64_t size) const {
    if (value.kind == ExprKind::kStruct) return 0;
    if (value.kind == ExprKind::kConstant) return (size_of(value.constant) + 9) / 10;
    return copied(program_.ast.checked ? program_.ast.type_of(value) : Type::dyn(), size);
  }
  static std::uint64_t copied(const Type& type, std::uint64_t size) {
    if (is_scalar(type)) return 0;
    const auto parts = type.parameters();
    switch (type.kind()) {
      case TypeKind::kString:
      case TypeKind::kBytes: return size == kNoBound ? kNoBound : size / 10 + 1;
      case TypeKind::kWrapper: return copied(parts[0], size);
      case TypeKind::kObject: return 0;
      case TypeKind::kList: return plus(size, times(size, copied(parts[0], size)));
      case TypeKind::kMap:
        return plus(size, times(size, plus(copied(parts[0], size), copied(parts[1], size))));
      default: return kNoBound;
    }
  }

  Estimate call(const Expr& expr) {
    const std::string_view f = expr.name;
    if (expr.target == nullptr && expr.arguments.size() == 2 && (f == "_&&_" || f == "_||_")) {
      const Estimate a = of(*expr.arguments[0]);
      const Estimate b = of(*expr.arguments[1]);
      return {plus(a.least, 1), plus(plus(a.most, b.most), 2), 1};
    }
    if (expr.target == nullptr && expr.arguments.size() == 3 && f == "_?_:_") {
      const Estimate condition = of(*expr.arguments[0]);
      const Estimate yes = of(*expr.arguments[1]);
      const Estimate no = of(*expr.arguments[2]);
      return {plus(plus(condition.least, 1), std::min(yes.least, no.least)),
              plus(plus(condition.most, 1), std::max(yes.most, no.most)),
              std::max(yes.size, no.size)};
    }
    return function(expr);
  }
  /// The dearest of the overloads that may be meant, each by the sizes that it looks at.
  Estimate function(const Expr& expr) {
    std::vector<Estimate> arguments;
    if (expr.target != nullptr) arguments.push_back(of(*expr.target));
    for (const Expr* const argument : expr.arguments) arguments.push_back(of(*argument));
    Estimate out{0, 0, 0};
    std::uint64_t largest = 1;
    std::uint64_t together = 0;
    for (const Estimate& argument : arguments) {
      add(out, argument);
      largest = std::max(largest, argument.size);
      together = plus(together, argument.size);
    }
    std::uint64_t least = kNoBound;
    std::uint64_t most = 0;
    bool scalar = true;
    for (const Overload* const overload : overloads_of(expr)) {
      std::uint64_t cost = overload->cost;
      for (std::size_t i = 0; i < arguments.size() && i < 32; ++i) {
        if ((overload->traverses >> i & 1U) != 0) cost = plus(cost, arguments[i].size);
      }
      least = std::min<std::uint64_t>(least, overload->cost);
      most = std::max(most, cost);
      scalar &= is_scalar(overload->result);
    }
    if (least == kNoBound) least = 1;
    out.least = plus(out.least, std::min<std::uint64_t>(least, 1));
    out.most = plus(out.most, std::max<std::uint64_t>(most, 1));
    const bool adds = expr.name == "_+_";
    out.size = scalar ? 1 : adds ? together : expr.name == "_[_]" ? largest : kNoBound;
    return out;
  }
  static bool is_scalar(const Type& type) {
    switch (type.kind()) {
      case TypeKind::kNull:
      case TypeKind::kBool:
      case TypeKind::kInt:
      case TypeKind::kUint:
      case TypeKind::kDouble:
      case TypeKind::kDuration:
      case TypeKind::kTimestamp: return true;
      default: return false;
    }
  }
  std::vector<const Overload*> overloads_of(const Expr& expr) const {
    std::vector<const Overload*> out;
    if (program_.ast.checked && expr.id < program_.ast.references.size()) {
      for (const std::string& id : program_.ast.references[expr.id].overloads) {
        if (const Overload* const found = declarations_.find_overload(id)) out.push_back(found);
      }
    }
    if (!out.empty()) return out;
    const auto all = declarations_.find_function(expr.name);
    return {all.begin(), all.end()};
  }

  /// A loop runs once for every element; what grows in it is as large as its rounds make it.
  Estimate loop(const Expr& expr) {
    const Comprehension& loop = *expr.loop;
    const Estimate range = of(*loop.range);
    const Estimate initial = of(*loop.initial);
    locals_.emplace_back(loop.accumulator, range.size);
    locals_.emplace_back(loop.variable, range.size);
    if (!loop.variable2.empty()) locals_.emplace_back(loop.variable2, range.size);
    const Estimate condition = of(*loop.condition);
    const Estimate step = of(*loop.step);
    locals_.resize(locals_.size() - (loop.variable2.empty() ? 1 : 2));
    const Estimate result = of(*loop.result);
    locals_.pop_back();
    Estimate out{1, 1, std::max(result.size, step.size == kNoBound ? kNoBound : range.size)};
    add(out, range);
    add(out, initial);
    add(out, result);
    const std::uint64_t round = plus(plus(condition.most, step.most), 2);
    out.most = plus(out.most, times(range.size, round));
    return out;
  }

  const cel::Program::Impl& program_;
  const Declarations& declarations_;
  std::vector<std::pair<std::string_view, std::uint64_t>> locals_;
};

}  // namespace

cel::CostEstimate estimate_cost(const cel::Program::Impl& program) {
  const Estimate estimate = Estimator(program).of(*program.ast.root);
  return {estimate.least, estimate.most};
}

}  // namespace uniselector::expr
