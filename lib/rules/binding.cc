// See the header.
#include "rules/binding.h"

#include <algorithm>
#include <string>

namespace uniselector::rules {
namespace {

const Rule* rule_of(RuleBook& book, Scope scope, const std::string& text) {
  if (text.empty()) return nullptr;
  const auto compiled = book.compile(scope, Yield::kCondition, text);
  return compiled.ok() ? *compiled : nullptr;
}

bool applies(const std::string& when, const InteractionFacts& interaction, std::int64_t now_ns,
             RuleBook& book, Failures* failures) {
  const Rule* const rule = rule_of(book, Scope::kInteraction, when);
  if (rule == nullptr) return true;
  Facts facts(book.fresh_arena(), now_ns);
  facts.set_interaction(interaction);
  return book.holds(*rule, facts, true, "when", failures);
}

Status in_field(const std::string& field, const Status& status) {
  return Status(status.code(), field + ": " + status.message(), status.detail());
}

Status check(RuleBook& book, Scope scope, const std::string& text, const std::string& field) {
  if (text.empty()) return ok_status();
  const auto compiled = book.compile(scope, Yield::kCondition, text);
  return compiled.ok() ? ok_status() : in_field(field, compiled.status());
}

}  // namespace

bool asks_interaction(const Requirement& requirement, RuleBook& book) {
  const auto conditional = [](const auto& condition) { return !condition.when.empty(); };
  if (std::any_of(requirement.skills.begin(), requirement.skills.end(), conditional) ||
      std::any_of(requirement.attributes.begin(), requirement.attributes.end(), conditional)) {
    return true;
  }
  return std::any_of(requirement.expressions.begin(), requirement.expressions.end(),
                     [&](const ExpressionCondition& condition) {
                       const Rule* const rule = rule_of(book, Scope::kAgent, condition.expression);
                       return rule != nullptr && rule->about_interaction;
                     });
}

bool asks_interaction(const RelaxStep& step, RuleBook& book) {
  return (step.set && asks_interaction(*step.set, book)) || asks_interaction(step.add, book);
}

bool asks_tables(const Requirement& requirement, RuleBook& book) {
  const auto asks = [&](Scope scope, const std::string& text) {
    const Rule* const rule = rule_of(book, scope, text);
    return rule != nullptr && rule->asks_tables;
  };
  const auto when = [&](const auto& condition) {
    return asks(Scope::kInteraction, condition.when);
  };
  return std::any_of(requirement.skills.begin(), requirement.skills.end(), when) ||
         std::any_of(requirement.attributes.begin(), requirement.attributes.end(), when) ||
         std::any_of(requirement.expressions.begin(), requirement.expressions.end(),
                     [&](const ExpressionCondition& condition) {
                       return asks(Scope::kAgent, condition.expression);
                     });
}

bool asks_tables(const RelaxStep& step, RuleBook& book) {
  return (step.set && asks_tables(*step.set, book)) || asks_tables(step.add, book);
}

Requirement bind(const Requirement& requirement, const InteractionFacts& interaction,
                 std::int64_t now_ns, RuleBook& book, Failures* failures) {
  Requirement out;
  const auto take = [&](const auto& conditions, auto& into) {
    for (const auto& condition : conditions) {
      if (!applies(condition.when, interaction, now_ns, book, failures)) continue;
      into.push_back(condition);
      into.back().when.clear();
    }
  };
  take(requirement.skills, out.skills);
  take(requirement.attributes, out.attributes);
  for (const ExpressionCondition& condition : requirement.expressions) {
    const Rule* const rule = rule_of(book, Scope::kAgent, condition.expression);
    ExpressionCondition bound = condition;
    if (rule != nullptr && rule->about_interaction) {
      Facts facts(book.fresh_arena(), now_ns);
      facts.set_interaction(interaction);
      bound.expression = book.bound(*rule, facts, "require", failures);
    }
    if (bound.expression != "true" || bound.expedite) out.expressions.push_back(std::move(bound));
  }
  return out;
}

RelaxStep bind(const RelaxStep& step, const InteractionFacts& interaction, std::int64_t now_ns,
               RuleBook& book, Failures* failures) {
  RelaxStep out = step;
  if (step.set) out.set = bind(*step.set, interaction, now_ns, book, failures);
  out.add = bind(step.add, interaction, now_ns, book, failures);
  return out;
}

Status check_expressions(const Requirement& requirement, RuleBook& book) {
  const auto whens = [&](const auto& conditions, const char* field, auto name) {
    for (const auto& condition : conditions) {
      Status status = check(book, Scope::kInteraction, condition.when,
                            std::string(field) + "." + name(condition) + ".when");
      if (!status.ok()) return status;
    }
    return ok_status();
  };
  Status status = whens(requirement.skills, "skills", [](const auto& c) { return c.skill; });
  if (!status.ok()) return status;
  status = whens(requirement.attributes, "attributes", [](const auto& c) { return c.attribute; });
  if (!status.ok()) return status;
  for (std::size_t i = 0; i < requirement.expressions.size(); ++i) {
    status = check(book, Scope::kAgent, requirement.expressions[i].expression,
                   "expressions[" + std::to_string(i) + "]");
    if (!status.ok()) return status;
  }
  return ok_status();
}

Status check_expressions(const std::vector<RelaxStep>& steps, RuleBook& book) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string field = "[" + std::to_string(i) + "]";
    const RelaxStep& step = steps[i];
    Status status = check(book, Scope::kGuard, step.when, field + ".when");
    if (status.ok() && step.set) {
      status = check_expressions(*step.set, book);
      if (!status.ok()) status = in_field(field + ".set", status);
    }
    if (status.ok()) {
      status = check_expressions(step.add, book);
      if (!status.ok()) status = in_field(field + ".add", status);
    }
    if (!status.ok()) return status;
  }
  return ok_status();
}

}  // namespace uniselector::rules
