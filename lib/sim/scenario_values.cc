// Times and unknown names; see the header.
#include "sim/scenario_values.h"

#include <utility>
#include <variant>

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

void repeat_in(Requirement* requirement, const Repetition& n) {
  for (SkillCondition& c : requirement->skills) {
    c.skill = n(std::move(c.skill));
    c.when = n(std::move(c.when));
  }
  for (ExpressionCondition& c : requirement->expressions) c.expression = n(std::move(c.expression));
  for (AttributeCondition& c : requirement->attributes) {
    c.attribute = n(std::move(c.attribute));
    c.when = n(std::move(c.when));
    if (auto* text = std::get_if<std::string>(&c.value)) *text = n(std::move(*text));
  }
}

void repeat_in(RelaxStep* step, const Repetition& n) {
  step->when = n(std::move(step->when));
  if (step->set) repeat_in(&*step->set, n);
  repeat_in(&step->add, n);
  for (std::string& name : step->drop) name = n(std::move(name));
  step->overflow = n(std::move(step->overflow));
}

void complain_unknown(const NodeReader& key, const std::vector<std::string_view>& known) {
  key.complain("unknown, expected " + config::list_of(known) +
               base::suggestion(key.scalar(), known));
}

}  // namespace uniselector::sim
