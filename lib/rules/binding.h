// Requirements between the configuration and matching: conditions that apply only to some
// interactions are decided, and expressions keep only what they ask about the agent. What is left
// is the same for every interaction that is alike in what the rules look at, so few distinct
// requirements reach the matcher, each evaluated once per class of agents.
#pragma once

#include <cstdint>
#include <vector>

#include <uniselector/types.h>

#include "rules/facts.h"
#include "rules/rule_book.h"

namespace uniselector::rules {

/// Whether the interaction changes what is asked. Texts that do not compile do not count.
bool asks_interaction(const Requirement& requirement, RuleBook& book);
bool asks_interaction(const RelaxStep& step, RuleBook& book);

/// Whether tables are asked by what is required of agents.
bool asks_tables(const Requirement& requirement, RuleBook& book);
bool asks_tables(const RelaxStep& step, RuleBook& book);

/// The requirement for one interaction. A `when` that fails holds: it asks too much rather than too
/// little.
Requirement bind(const Requirement& requirement, const InteractionFacts& interaction,
                 std::int64_t now_ns, RuleBook& book, Failures* failures);
/// The same of what a step sets and adds; its guard stays.
RelaxStep bind(const RelaxStep& step, const InteractionFacts& interaction, std::int64_t now_ns,
               RuleBook& book, Failures* failures);

/// OK, or why an expression of a requirement or step, a request's for example, does not compile;
/// the message begins with the field.
Status check_expressions(const Requirement& requirement, RuleBook& book);
Status check_expressions(const std::vector<RelaxStep>& steps, RuleBook& book);

}  // namespace uniselector::rules
