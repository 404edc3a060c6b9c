// The compound values of a configuration that also stand alone: in commands of scenario files and
// in dictionaries of Python. Each function reads what is right and complains about the rest through
// its reader; whether there were complaints is for the caller to ask. Pure otherwise.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/center.h>

#include "config/node_reader.h"
#include "config/object_reader.h"
#include "model/bounds.h"

namespace uniselector::config {

/// Levels may be anything within these; a skill that is listed has its own range.
inline constexpr int kMinLevel = static_cast<int>(model::bounds::kLevel.min);
inline constexpr int kMaxLevel = static_cast<int>(model::bounds::kLevel.max);

/// A mapping of name to bool, number or text.
Attributes read_attributes(const NodeReader& node);
/// A text in CEL; `otherwise` after a complaint. What it means is checked where rules are compiled.
std::string read_expression(const NodeReader& node, std::string_view otherwise);
/// A number, or what gives it: an expression in quotes, or `{rule: ..., otherwise: number}`.
void read_number_or_rule(const NodeReader& node, model::Range range, int* number,
                         std::string* rule);
/// `{skills: ..., attributes: ..., expressions: ..., when: ...}`, or an expression alone.
Requirement read_requirement(const NodeReader& node);
/// A list of steps.
std::vector<RelaxStep> read_relax(const NodeReader& node);
/// The short or the long form.
Capacity read_capacity(const NodeReader& node);
/// A mapping of skill to level, or a list of skills, each at level 1.
std::map<std::string, int> read_skill_levels(const NodeReader& node);
/// A list of queues, or a mapping of queue to `{rank: n}`.
std::vector<QueueMembership> read_memberships(const NodeReader& node);
/// A word or a mapping: what a limit does.
LimitAction read_action(const NodeReader& node);
/// `then`, `when` and `note`, as a limit has them.
LimitAction read_limit_action(const ObjectReader& object);
/// The value of one attribute; a complaint and `true` when it is none.
AttributeValue read_attribute(const NodeReader& node);

}  // namespace uniselector::config
