// Every expression of a configuration, compiled: what a reader of files checks before it answers
// and what an engine keeps. The same function for both, so that what is accepted also runs.
#pragma once

#include <memory>
#include <vector>

#include <uniselector/center.h>

#include "model/value_check.h"
#include "rules/classification.h"
#include "rules/rule_book.h"

namespace uniselector::rules {

/// What is wrong with the tables and expressions of a configuration, by path, the first first; at
/// most `most`. Compiles all of them into `book`, which has the tables of the configuration then,
/// unless something is wrong with one.
std::vector<model::Problem> check_center_rules(const Center& center, RuleBook& book,
                                               std::size_t most = 100);

}  // namespace uniselector::rules
