// See the header.
#include "sim/expression_check.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "config/complaint.h"
#include "rules/center_rules.h"
#include "rules/center_tables.h"

namespace uniselector::sim {
namespace {

bool has_any(const Requirement& require) {
  const auto conditional = [](const auto& condition) { return !condition.when.empty(); };
  return !require.expressions.empty() ||
         std::any_of(require.skills.begin(), require.skills.end(), conditional) ||
         std::any_of(require.attributes.begin(), require.attributes.end(), conditional);
}

bool has_any(const RelaxStep& step) {
  return !step.when.empty() || has_any(step.add) || (step.set && has_any(*step.set));
}

}  // namespace

void ExpressionCheck::use(const Center& center) { probe_.tables = center.tables; }

std::vector<model::Problem> ExpressionCheck::run(const Requirement& require,
                                                 const std::vector<RelaxStep>& relax) {
  const auto any = [](const RelaxStep& step) { return has_any(step); };
  if (!has_any(require) && std::none_of(relax.begin(), relax.end(), any)) return {};
  // They may say what those of a queue may.
  probe_.queues = {{.id = "q", .require = require, .relax = relax}};
  auto problems = problems_below("queues.q.");
  probe_.queues.clear();
  return problems;
}

std::vector<model::Problem> ExpressionCheck::run(const Capacity& capacity) {
  const auto by_rule = [](const Capacity::Channel& channel) {
    return !channel.max_rule.empty() || !channel.cost_rule.empty();
  };
  if (std::none_of(capacity.channels.begin(), capacity.channels.end(), by_rule)) return {};
  probe_.agents = {{.id = "a", .capacity = capacity}};
  auto problems = problems_below("agents.a.");
  probe_.agents.clear();
  return problems;
}

std::vector<model::Problem> ExpressionCheck::problems_below(std::string_view prefix) {
  auto problems = rules::check_center_rules(probe_, book_);
  std::erase_if(problems, [&](const auto& problem) { return !problem.path.starts_with(prefix); });
  for (model::Problem& problem : problems) {
    problem.path.erase(0, prefix.size());
    problem.message = config::in_one_line(problem.message);
  }
  return problems;
}

Requirement without_tables(Requirement require) {
  const cel::Environment language = cel::Environment::create({}).value();
  const auto asks = [&language](const std::string& text) {
    const auto ast = language.parse(text);
    if (!ast.ok()) return false;  // the check tells why
    const auto tables = rules::tables_asked(*ast);
    return !tables || !tables->empty();
  };
  const auto clear = [&](auto& conditions) {
    for (auto& condition : conditions) {
      if (asks(condition.when)) condition.when.clear();
    }
  };
  clear(require.skills);
  clear(require.attributes);
  for (ExpressionCondition& condition : require.expressions) {
    if (asks(condition.expression)) condition.expression = "true";
  }
  return require;
}

}  // namespace uniselector::sim
