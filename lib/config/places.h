// From the path of a value in a configuration to its place in the text. A path follows the shape of
// <uniselector/center.h>; a file may say the same in shorter ways, and those are looked at as well.
#pragma once

#include <string_view>

#include "config/node.h"

namespace uniselector::config {

/// The place of what `path` names ("queues.care.relax[1].overflow"), or of the last part of it that
/// is there. Ids may contain dots: the longest key that fits is followed. Which forms a path finds:
///
///   path                              as written
///   queues.q.require.expressions[0]   require: "x"; expressions: ["x"]; expressions: {name: "x"}
///   ...require.skills.s.when          skills: {s: {when: "x"}}; when: {s: "x"}; attributes alike
///   ...capacity.channels.c.max        channels: {c: {max: "x"}}; {c: {max: "x"}}; {c: "x"}
///   agents.a.capacity...              capacity: ...; profile: {capacity: ...}
///   ...limits.wait[0].when            wait: [{when: "x"}]; wait: {when: "x"}; and without [0]
///   queues.q.closed.then.add          closed: {then: {add: ...}}; closed: {add: ...}
///   queues.q.prefer.score             score: "x"; score: {expression: "x"}
///   queues.q.priority, ...max, cost   priority: "x"; priority: {rule: "x"}
Place locate(const Node& root, std::string_view path);

}  // namespace uniselector::config
