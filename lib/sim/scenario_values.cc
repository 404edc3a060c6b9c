// Times and unknown names; see the header.
#include "sim/scenario_values.h"

#include "base/suggest.h"

namespace uniselector::sim {

Mark mark_of(const NodeReader& node) { return {node.node().place.line, node.node().place.column}; }

Time read_time(const ReadContext& context, const NodeReader& node) {
  // A date has a dash; an offset never does.
  if (!node.is_scalar() || node.scalar().find('-') == std::string_view::npos) {
    return context.start + node.duration().value_or(Duration{});
  }
  const auto time = node.time();
  if (!time) return context.start;
  const Duration offset = *time < context.start ? context.start - *time : *time - context.start;
  if (offset <= kLongestScenario) return *time;
  node.complain("found a time more than 36,500 days from the start");
  return context.start;
}

void complain_unknown(const NodeReader& key, const std::vector<std::string_view>& known) {
  key.complain("unknown, expected " + config::list_of(known) +
               base::suggestion(key.scalar(), known));
}

}  // namespace uniselector::sim
