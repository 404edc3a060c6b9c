// Requirements and their relaxation, and the expressions in them: the many ways to write a
// condition end here in one value.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "config/object_reader.h"
#include "config/values.h"

namespace uniselector::config {
namespace {

constexpr auto kComparisons = std::to_array<Operator>(
    {Operator::kEqual, Operator::kNotEqual, Operator::kLess, Operator::kLessOrEqual,
     Operator::kGreater, Operator::kGreaterOrEqual});

/// `present: true` and `absent: false` ask the same.
std::optional<Operator> presence_condition(const ObjectReader& object) {
  std::optional<Operator> answer;
  for (const Operator op : {Operator::kPresent, Operator::kAbsent}) {
    bool wanted = true;
    if (!object.has(to_string(op))) continue;
    object.read(to_string(op), wanted);
    const bool present = (op == Operator::kPresent) == wanted;
    const Operator meant = present ? Operator::kPresent : Operator::kAbsent;
    if (answer && *answer != meant) object.node().complain("it cannot be both present and absent");
    answer = meant;
  }
  return answer;
}

/// Calls `add(op, reader of the value or null)` for every comparison of a condition mapping.
template <class F>
void each_comparison(const ObjectReader& object, F&& add) {
  bool any = false;
  for (const Operator op : kComparisons) {
    if (const auto value = object.get(to_string(op))) {
      any = true;
      add(op, &*value);
    }
  }
  if (const auto op = presence_condition(object)) {
    any = true;
    add(*op, nullptr);
  }
  if (!any) {
    object.node().complain("expected a comparison: eq, ne, lt, le, gt, ge, present or absent");
  }
}

/// What a condition says besides its comparisons.
template <class Condition>
void read_options(const ObjectReader& object, Condition* condition) {
  object.read("expires_after", condition->expires_after);
  object.read("expedite", condition->expedite);
  if (const auto when = object.get("when")) condition->when = read_expression(*when, "true");
}

void read_skill_condition(const NodeReader& key, const NodeReader& value,
                          std::vector<SkillCondition>* conditions) {
  const auto skill = key.id();
  if (!skill) return;
  SkillCondition condition{.skill = *skill};
  if (value.is_mapping()) {
    const ObjectReader object(value, schema::kCondition);
    read_options(object, &condition);
    each_comparison(object, [&](Operator op, const NodeReader* level) {
      condition.op = op;
      condition.level = 1;
      if (level != nullptr) {
        condition.level = level->small_integer(kMinLevel, kMaxLevel).value_or(1);
      }
      conditions->push_back(condition);
    });
    return;
  }
  if (value.scalar() == "present" || value.scalar() == "true") {
    condition.op = Operator::kPresent;
  } else if (value.scalar() == "absent" || value.scalar() == "false") {
    condition.op = Operator::kAbsent;
  } else if (value.is_plain()) {
    const auto level = value.small_integer(kMinLevel, kMaxLevel);
    if (!level) return;
    condition.level = *level;
  } else {
    return value.expected("a level, present, absent or a mapping of comparisons");
  }
  conditions->push_back(std::move(condition));
}

void read_attribute_condition(const NodeReader& key, const NodeReader& value,
                              std::vector<AttributeCondition>* conditions) {
  const auto attribute = key.id();
  if (!attribute) return;
  AttributeCondition condition{.attribute = *attribute};
  if (value.is_mapping()) {
    const ObjectReader object(value, schema::kCondition);
    read_options(object, &condition);
    each_comparison(object, [&](Operator op, const NodeReader* operand) {
      condition.op = op;
      condition.value = operand == nullptr ? AttributeValue(true) : read_attribute(*operand);
      conditions->push_back(condition);
    });
    return;
  }
  if (!value.is_scalar()) return value.expected("a value or a mapping of comparisons");
  condition.value = read_attribute(value);
  conditions->push_back(std::move(condition));
}

void read_skill_conditions(const NodeReader& node, std::vector<SkillCondition>* conditions) {
  if (node.is_sequence()) {
    node.each_item([&](const NodeReader& item) {
      if (const auto skill = item.id()) {
        conditions->push_back({.skill = *skill, .op = Operator::kPresent});
      }
    });
    return;
  }
  if (!node.is_mapping() && !node.is_null()) {
    return node.expected("a mapping of skill to condition, or a list of skills");
  }
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    read_skill_condition(key, value, conditions);
  });
}

ExpressionCondition read_expression_condition(const NodeReader& node, std::string name) {
  ExpressionCondition condition{.expression = "true", .name = std::move(name)};
  if (!node.is_mapping()) {
    condition.expression = read_expression(node, "true");
    return condition;
  }
  const ObjectReader object(node, schema::kExpression);
  object.require("expression");
  if (const auto text = object.get("expression")) {
    condition.expression = read_expression(*text, "true");
  }
  object.read("expires_after", condition.expires_after);
  object.read("expedite", condition.expedite);
  return condition;
}

/// With a name each, or as a list. Their order is that of the file, so that paths can count them.
void read_expressions(const NodeReader& node, std::vector<ExpressionCondition>* conditions) {
  if (node.is_sequence()) {
    return node.each_item([&](const NodeReader& item) {
      conditions->push_back(read_expression_condition(item, {}));
    });
  }
  if (!node.is_mapping() && !node.is_null()) {
    return node.expected("a mapping of name to expression, or a list of expressions");
  }
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    conditions->push_back(read_expression_condition(value, key.id().value_or("")));
  });
}

/// Sets `when` of the conditions that `is_meant`; answers whether there are any.
template <class Condition, class F>
bool set_when(std::vector<Condition>& conditions, const NodeReader& value, const std::string& when,
              F&& is_meant) {
  bool any = false;
  for (Condition& condition : conditions) {
    if (!is_meant(condition)) continue;
    if (!any && !condition.when.empty()) value.complain("the condition has its `when` already");
    condition.when = when;
    any = true;
  }
  return any;
}

/// `when` beside skills and attributes: a condition of that name holds only where the expression
/// does. A name that has none asks for the skill at any level.
void read_whens(const NodeReader& node, Requirement* requirement) {
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    const auto name = key.id();
    if (!name) return;
    const std::string when = read_expression(value, "true");
    const bool skill = set_when(requirement->skills, value, when,
                                [&](const SkillCondition& c) { return c.skill == *name; });
    const bool attribute =
        set_when(requirement->attributes, value, when,
                 [&](const AttributeCondition& c) { return c.attribute == *name; });
    if (skill && attribute) {
      value.complain("a skill and an attribute have this name; write `when` into the condition");
    } else if (!skill && !attribute) {
      requirement->skills.push_back({.skill = *name, .op = Operator::kPresent, .when = when});
    }
  });
}

std::vector<std::string> read_names(const NodeReader& node) {
  std::vector<std::string> names;
  node.one_or_more([&](const NodeReader& item) {
    if (auto name = item.id()) names.push_back(std::move(*name));
  });
  return names;
}

/// `set` takes a requirement. In journeys it will also set attributes of the interaction.
std::optional<Requirement> read_set(const NodeReader& node) {
  bool others = false;
  if (node.is_mapping()) {
    node.each_member([&](const NodeReader& key, const NodeReader&) {
      if (schema::find(schema::kRequirement, key.scalar()) != nullptr) return;
      others = true;
      key.complain(
          "setting an attribute of the interaction is not supported in this version; "
          "`set` takes a requirement");
    });
  }
  if (others) return std::nullopt;
  return read_requirement(node);
}

RelaxStep read_step(const NodeReader& node) {
  RelaxStep step;
  const ObjectReader object(node, schema::kRelaxStep);
  object.require("after");
  object.read("after", step.after);
  if (const auto when = object.get("when")) step.when = read_expression(*when, "true");
  if (const auto set = object.get("set")) step.set = read_set(*set);
  if (const auto drop = object.get("drop")) step.drop = read_names(*drop);
  if (const auto lower = object.get("lower")) {
    lower->each_member([&](const NodeReader& key, const NodeReader& value) {
      const auto skill = key.id();
      const auto level = value.small_integer(kMinLevel, kMaxLevel);
      if (skill && level) step.lower[*skill] = *level;
    });
  }
  object.read("lower_all_by", step.lower_all_by);
  if (const auto add = object.get("add")) step.add = read_requirement(*add);
  object.read("priority", step.priority);
  object.read("overflow", step.overflow);
  return step;
}

}  // namespace

std::string read_expression(const NodeReader& node, std::string_view otherwise) {
  if (!node.is_scalar()) {
    node.expected("an expression, a text");
    return std::string(otherwise);
  }
  if (node.scalar().find_first_not_of(" \t\r\n") == std::string_view::npos) {
    node.expected("an expression");
    return std::string(otherwise);
  }
  return node.text().value_or(std::string(otherwise));
}

Requirement read_requirement(const NodeReader& node) {
  Requirement requirement;
  if (node.is_scalar()) {
    requirement.expressions.push_back({.expression = read_expression(node, "true")});
    return requirement;
  }
  const ObjectReader object(node, schema::kRequirement);
  if (const auto skills = object.get("skills")) {
    read_skill_conditions(*skills, &requirement.skills);
  }
  if (const auto attributes = object.get("attributes")) {
    attributes->each_member([&](const NodeReader& key, const NodeReader& value) {
      read_attribute_condition(key, value, &requirement.attributes);
    });
  }
  if (const auto expressions = object.get("expressions")) {
    read_expressions(*expressions, &requirement.expressions);
  }
  if (const auto when = object.get("when")) read_whens(*when, &requirement);
  return requirement;
}

std::vector<RelaxStep> read_relax(const NodeReader& node) {
  std::vector<RelaxStep> steps;
  if (node.is_null()) return steps;
  node.each_item([&](const NodeReader& item) { steps.push_back(read_step(item)); });
  return steps;
}

}  // namespace uniselector::config
