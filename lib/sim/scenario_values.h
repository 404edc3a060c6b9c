// Values in a scenario file beyond those of a configuration: times as offsets from the start, words
// of enumerations, names of unknown keys. Pure but for the complaints.
#pragma once

#include <string>
#include <string_view>

#include "config/node_reader.h"
#include "sim/expression_check.h"
#include "sim/scenario_model.h"

namespace uniselector::sim {

using config::NodeReader;

/// What the readers of one scenario share.
struct ReadContext {
  Time start{};
  /// By the configuration in force; null: that is not known, as a text brings it.
  ExpressionCheck* expressions = nullptr;
};

/// No time of a scenario lies further from its start than a duration may be long.
inline constexpr Duration kLongestScenario = config::kLongestDuration;

Mark mark_of(const NodeReader& node);
/// An offset from the start, or RFC 3339; the start itself after a complaint.
Time read_time(const ReadContext& context, const NodeReader& node);

/// Replaces `{n}` in names, values and expressions.
void repeat_in(Requirement* requirement, const Repetition& n);
void repeat_in(RelaxStep* step, const Repetition& n);

/// "unknown, expected a, b or c", with the nearest of them if one is near.
void complain_unknown(const NodeReader& key, const std::vector<std::string_view>& known);

/// The names of a table, for complaints.
template <class Table>
std::vector<std::string_view> names_of(const Table& table) {
  std::vector<std::string_view> names;
  for (const auto& entry : table) names.push_back(entry.name);
  return names;
}

}  // namespace uniselector::sim
