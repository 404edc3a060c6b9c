// The rules of a configuration file that choose queue, priority and requirement of an interaction.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/center_parts.h"
#include "config/object_reader.h"
#include "config/values.h"

namespace uniselector::config {
namespace {

/// A number, or an expression that gives it.
std::string read_priority(const NodeReader& node) {
  constexpr model::Range kRange = model::bounds::kPriority;
  const std::string_view text = node.scalar();
  if (!node.is_plain() || text.find_first_not_of("+-0123456789") != std::string_view::npos) {
    return read_expression(node, "0");
  }
  return std::to_string(node.integer(kRange.min, kRange.max).value_or(0));
}

std::vector<ClassificationRule::Share> read_split(const NodeReader& node) {
  std::vector<ClassificationRule::Share> shares;
  constexpr model::Range kRange = model::bounds::kShareWeight;
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    auto queue = key.id();
    const auto weight =
        value.real(static_cast<double>(kRange.min), static_cast<double>(kRange.max));
    if (queue && weight) shares.push_back({std::move(*queue), *weight});
  });
  if (node.is_null() || (node.is_mapping() && node.node().children.empty())) {
    node.expected("a mapping of queue to weight");
  }
  return shares;
}

ClassificationRule read_rule(const NodeReader& node) {
  ClassificationRule rule;
  const ObjectReader object(node, schema::kClassificationRule);
  object.read("name", rule.name);
  if (const auto channels = object.get("channels")) {
    channels->one_or_more([&](const NodeReader& item) {
      if (auto id = item.id()) rule.channels.push_back(std::move(*id));
    });
  }
  if (const auto when = object.get("when")) rule.when = read_expression(*when, "true");
  object.read("table", rule.table);
  object.read("queue", rule.queue);
  if (const auto where = object.get("where")) rule.queue_where = read_expression(*where, "true");
  if (const auto split = object.get("split")) rule.split = read_split(*split);
  if (const auto by = object.get("split_by")) rule.split_by = read_expression(*by, "0");
  object.read("split_seed", rule.split_seed);
  if (const auto priority = object.get("priority")) rule.priority = read_priority(*priority);
  object.read("credit", rule.credit);
  if (const auto require = object.get("require")) rule.require = read_requirement(*require);
  if (const auto relax = object.get("relax")) rule.relax = read_relax(*relax);
  static constexpr auto kEffects = std::to_array<std::string_view>(
      {"table", "queue", "where", "split", "priority", "credit", "require", "relax"});
  const std::vector<std::string_view> effects(kEffects.begin(), kEffects.end());
  const bool any = std::any_of(kEffects.begin(), kEffects.end(),
                               [&](std::string_view key) { return object.has(key); });
  if (!any && node.is_mapping()) {
    node.complain("the rule does nothing, expected " + list_of(effects));
  }
  return rule;
}

}  // namespace

std::vector<ClassificationRule> read_classification(const NodeReader& node, TablesReader& tables) {
  std::vector<ClassificationRule> rules;
  if (node.is_mapping()) {
    const ObjectReader object(node, schema::kClassification);
    if (node.node().children.empty()) node.expected("a list of rules, or {table: ...}");
    const auto table = object.get("table");
    if (!table) return rules;
    ClassificationRule rule;
    if (table->is_scalar()) {
      object.read("table", rule.table);
    } else {
      rule.table = "classification";
      tables.read_one(rule.table, *table);
    }
    rules.push_back(std::move(rule));
    return rules;
  }
  if (node.is_null()) return rules;
  node.each_item([&](const NodeReader& item) { rules.push_back(read_rule(item)); });
  return rules;
}

}  // namespace uniselector::config
