// The compound values of a configuration that also stand alone: in commands of scenario files and
// in dictionaries of Python. Each function reads what is right and complains about the rest through
// its reader; whether there were complaints is for the caller to ask. Pure otherwise.
#pragma once

#include <map>
#include <string>
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
/// `{skills: ..., attributes: ...}`.
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
/// The `note` beside an action, which has room for one text.
void read_note(const ObjectReader& object, LimitAction* action);
/// The value of one attribute; a complaint and `true` when it is none.
AttributeValue read_attribute(const NodeReader& node);

}  // namespace uniselector::config
