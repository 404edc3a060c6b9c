// What relaxation does to a requirement, and how a requirement is compared with what an agent has.
// Pure functions over values.
#pragma once

#include <string>

#include <uniselector/types.h>

#include "model/known.h"

namespace uniselector::model {

/// Both must hold. Equal conditions are kept once.
Requirement combine(const Requirement& a, const Requirement& b);
/// The requirement after the step: set, then drop, then lower, then add. Of a skill whose best
/// level is the lowest, "lower" moves the other way: the highest level that may serve goes up.
/// Expressions go and are replaced by their names. When the step takes effect is for the caller.
Requirement apply_step(const Requirement& requirement, const RelaxStep& step, const Known& known);
/// A text that is equal exactly when the requirements are; order matters.
std::string canonical(const Requirement& requirement);
std::string canonical(const RelaxStep& step);
std::string canonical(const AttributeValue& value);
/// For people: "refunds >= 3 and lang = fr", "anything" when empty. Expressions as they are
/// written.
std::string describe(const Requirement& requirement);

/// `has` (null: missing) against a condition. Integers and reals compare as numbers, texts by
/// bytes, bools only for equality; values of different kinds are not equal and not ordered.
bool holds(const AttributeValue* has, Operator op, const AttributeValue& value);
/// A level (none when `has` is false) against a condition; `best_low` turns >= into <= and so on.
bool holds(bool has, int level, Operator op, int value, bool best_low);

}  // namespace uniselector::model
