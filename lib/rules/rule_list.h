// Ordered rules: `when` a condition holds, these outputs, the first that holds counts. What
// classification, requirements, routing targets, overflow and escalation plans and next best
// actions are written as. It becomes a table with the policy first, so every tool for tables works
// on it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <uniselector/cel.h>
#include <uniselector/status.h>

#include "rules/table_source.h"

namespace uniselector::rules {

struct ListRule {
  Text when;  ///< a condition of the language over the environment; empty: always
  std::vector<Text> outputs;
  Text from;
  Text to;
  std::string id;
  std::string annotation;
  Place place;
};

struct RuleListSource {
  std::string name;
  std::string version;
  std::string time_zone = "UTC";
  Text from;
  Text to;
  HitPolicy policy = HitPolicy::kFirst;
  std::vector<OutputColumn> outputs;
  std::vector<ListRule> rules;
  std::optional<std::vector<Text>> defaults;
  Place place;
};

/// The table that means the same. Conditions joined by && at the top are taken apart: what compares
/// a variable or a field of one with literals becomes a cell in normal form of a column of its own;
/// the rest of the condition stays one cell of the language in a column `when`. Errors are absorbed
/// as && does. Faults of conditions show when the table is compiled.
TableSource to_table(const RuleListSource& list, const cel::Environment& environment);

}  // namespace uniselector::rules
