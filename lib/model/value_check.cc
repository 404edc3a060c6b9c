// See the header. Every loop is over a list whose length is complained about first, and ends when
// there are complaints enough.
#include "model/value_check.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "base/text.h"

namespace uniselector::model {
namespace {

constexpr std::size_t kShownBytes = 64;  ///< of a text in a message

std::string_view name_of(Known::Kind kind) {
  switch (kind) {
    case Known::Kind::kChannel: return "a channel";
    case Known::Kind::kCalendar: return "a calendar";
    case Known::Kind::kProfile: return "a profile";
    case Known::Kind::kQueue: return "a queue";
    case Known::Kind::kAgent: return "an agent";
  }
  return "something known";
}

std::size_t conditions_of(const Requirement& requirement) {
  return requirement.skills.size() + requirement.attributes.size() + requirement.expressions.size();
}

std::string bytes_of_limit(std::size_t found, std::size_t most) {
  return "found " + std::to_string(found) + " bytes, expected at most limits.attribute_bytes (" +
         std::to_string(most) + ")";
}

}  // namespace

std::string Known::suggestion(Kind /*kind*/, std::string_view /*id*/) const { return {}; }

std::string number_not_in(std::int64_t value, Range range) {
  return "found " + std::to_string(value) + ", expected " + std::to_string(range.min) + ".." +
         std::to_string(range.max);
}

std::string length_not_in(std::int64_t value, Range range) {
  return "found " + to_string(Duration(value)) + ", expected " + to_string(Duration(range.min)) +
         ".." + to_string(Duration(range.max));
}

Status ValueCheck::status() const {
  if (problems_.empty()) return ok_status();
  const Problem& first = problems_.front();
  return {first.code, first.path.empty() ? first.message : first.path + ": " + first.message};
}

void ValueCheck::problem(const Place& place, std::string message, StatusCode code) {
  if (!full()) problems_.push_back({place.text(), std::move(message), code});
}

void ValueCheck::wrong_number(const Place& place, std::int64_t value, Range range) {
  problem(place, number_not_in(value, range), StatusCode::kOutOfRange);
}

void ValueCheck::wrong_length(const Place& place, Duration value, Range range) {
  problem(place, length_not_in(value.count(), range), StatusCode::kOutOfRange);
}

void ValueCheck::wrong_count(const Place& place, std::size_t found, std::size_t most) {
  problem(place, "found " + std::to_string(found) + ", expected at most " + std::to_string(most),
          StatusCode::kResourceExhausted);
}

void ValueCheck::id(const Place& place, std::string_view id) {
  if (base::is_id(id)) return;
  problem(place, "found '" + base::printable(id, kShownBytes) +
                     "', expected an id: 1 to 128 bytes of UTF-8 without control characters");
}

void ValueCheck::text(const Place& place, std::string_view text) {
  const std::size_t most = known_.limits().attribute_bytes;
  if (text.size() > most) {
    problem(place, bytes_of_limit(text.size(), most), StatusCode::kResourceExhausted);
  } else if (!base::is_utf8(text)) {
    problem(place, "the text is not UTF-8");
  }
}

void ValueCheck::expression(const Place& place, std::string_view text) {
  constexpr Range kSize = bounds::kExpressionBytes;
  if (text.empty()) {
    problem(place, "found nothing, expected an expression");
  } else if (!kSize.holds(static_cast<std::int64_t>(text.size()))) {
    problem(place,
            "found " + std::to_string(text.size()) + " bytes, expected an expression of at most " +
                std::to_string(kSize.max),
            StatusCode::kResourceExhausted);
  } else if (!base::is_utf8(text)) {
    problem(place, "the text is not UTF-8");
  }
}

void ValueCheck::refers(const Place& place, Known::Kind kind, std::string_view id) {
  if (known_.has(kind, id)) return;
  problem(place,
          "found '" + base::printable(id, base::kMaxIdBytes) + "', expected the id of " +
              std::string(name_of(kind)) + known_.suggestion(kind, id),
          StatusCode::kNotFound);
}

Range ValueCheck::levels(std::string_view skill) const {
  const SkillConfig* known = known_.skill(skill);
  if (known == nullptr) return bounds::kUnlistedLevel;
  return {known->min_level, known->max_level};
}

void ValueCheck::level(const Place& skills, std::string_view skill, int level) {
  id(skills, skill);
  number(Place(skills, skill), level, levels(skill));
}

void ValueCheck::value(const Place& place, const AttributeValue& value) {
  if (const auto* real = std::get_if<double>(&value); real != nullptr && !std::isfinite(*real)) {
    problem(place, "found a number that is not finite");
  } else if (const auto* words = std::get_if<std::string>(&value); words != nullptr) {
    text(place, *words);
  }
}

void ValueCheck::attributes(const Place& place, const Attributes& attributes) {
  for (const auto& [name, what] : attributes) {
    if (full()) return;
    id(place, name);
    value(Place(place, name), what);
  }
}

void ValueCheck::requirement(const Place& place, const Requirement& requirement) {
  count(place, conditions_of(requirement), bounds::kMaxConditions);
  const Place skills(place, "skills");
  for (const auto& condition : requirement.skills) {
    if (full()) return;
    skill_condition(skills, condition);
  }
  const Place attributes(place, "attributes");
  for (const auto& condition : requirement.attributes) {
    if (full()) return;
    attribute_condition(attributes, condition);
  }
  const Place expressions(place, "expressions");
  for (std::size_t i = 0; i < requirement.expressions.size() && !full(); ++i) {
    expression_condition(Place::nth(expressions, i), requirement.expressions[i]);
  }
}

void ValueCheck::attribute_condition(const Place& attributes, const AttributeCondition& condition) {
  id(attributes, condition.attribute);
  const Place here(attributes, condition.attribute);
  if (to_string(condition.op) == "unknown") problem(here, "it is no comparison");
  value(here, condition.value);
  if (condition.expires_after) {
    length(Place(here, "expires_after"), *condition.expires_after, bounds::kExpiresAfter);
  }
  optional_expression(Place(here, "when"), condition.when);
}

void ValueCheck::expression_condition(const Place& here, const ExpressionCondition& condition) {
  expression(here, condition.expression);
  if (!condition.name.empty()) id(Place(here, "name"), condition.name);
  if (condition.expires_after) {
    length(Place(here, "expires_after"), *condition.expires_after, bounds::kExpiresAfter);
  }
}

/// One step beyond the levels that exist is fine where the comparison is strict.
void ValueCheck::skill_condition(const Place& skills, const SkillCondition& condition) {
  id(skills, condition.skill);
  const Place here(skills, condition.skill);
  if (to_string(condition.op) == "unknown") problem(here, "it is no comparison");
  if (condition.op != Operator::kPresent && condition.op != Operator::kAbsent) {
    const Range range = levels(condition.skill);
    const int beyond =
        condition.op == Operator::kLess || condition.op == Operator::kGreater ? 1 : 0;
    number(here, condition.level, {range.min - beyond, range.max + beyond});
  }
  if (condition.expires_after) {
    length(Place(here, "expires_after"), *condition.expires_after, bounds::kExpiresAfter);
  }
  optional_expression(Place(here, "when"), condition.when);
}

void ValueCheck::relax(const Place& place, const std::vector<RelaxStep>& steps) {
  count(place, steps.size(), bounds::kMaxSteps);
  for (std::size_t i = 0; i < steps.size() && !full(); ++i) {
    const Place here = Place::nth(place, i);
    step(here, steps[i]);
    if (i != 0 && steps[i].after < steps[i - 1].after) {
      problem(Place(here, "after"),
              "found " + to_string(steps[i].after) +
                  ", expected no less than the step before it (" + to_string(steps[i - 1].after) +
                  ")",
              StatusCode::kOutOfRange);
    }
  }
  if (full()) return;
  std::size_t conditions = 0;
  for (const RelaxStep& step : steps) {
    if (step.set) conditions += conditions_of(*step.set);
    conditions += conditions_of(step.add);
  }
  if (conditions <= bounds::kMaxEnds) return;  // the usual case costs no allocation
  std::vector<std::int64_t> ends;
  for (const RelaxStep& step : steps) {
    if (step.set) add_ends(*step.set, &ends);
    add_ends(step.add, &ends);
  }
  this->ends(place, std::move(ends));
}

void ValueCheck::add_ends(const Requirement& requirement, std::vector<std::int64_t>* ends) {
  const auto add = [ends](const auto& condition) {
    if (condition.expires_after) ends->push_back(condition.expires_after->count());
  };
  std::for_each(requirement.skills.begin(), requirement.skills.end(), add);
  std::for_each(requirement.attributes.begin(), requirement.attributes.end(), add);
  std::for_each(requirement.expressions.begin(), requirement.expressions.end(), add);
}

/// Each is a stage of its own in every plan.
void ValueCheck::ends(const Place& place, std::vector<std::int64_t> ends) {
  if (ends.size() <= bounds::kMaxEnds) return;
  std::sort(ends.begin(), ends.end());
  const auto different =
      static_cast<std::size_t>(std::unique(ends.begin(), ends.end()) - ends.begin());
  if (different <= bounds::kMaxEnds) return;
  problem(place,
          "found " + std::to_string(different) + " different times of expires_after, expected " +
              "at most " + std::to_string(bounds::kMaxEnds),
          StatusCode::kResourceExhausted);
}

void ValueCheck::step(const Place& place, const RelaxStep& step) {
  length(Place(place, "after"), step.after, bounds::kRelaxAfter);
  optional_expression(Place(place, "when"), step.when);
  if (step.set) requirement(Place(place, "set"), *step.set);
  const Place drop(place, "drop");
  count(drop, step.drop.size(), bounds::kMaxNames);
  for (const auto& name : step.drop) {
    if (full()) return;
    id(drop, name);
  }
  const Place lower(place, "lower");
  count(lower, step.lower.size(), bounds::kMaxNames);
  for (const auto& [skill, least] : step.lower) {
    if (full()) return;
    level(lower, skill, least);
  }
  if (step.lower_all_by) {
    number(Place(place, "lower_all_by"), *step.lower_all_by, bounds::kLowerAllBy);
  }
  requirement(Place(place, "add"), step.add);
  if (step.priority) number(Place(place, "priority"), *step.priority, bounds::kPriority);
  if (!step.overflow.empty()) {
    refers(Place(place, "overflow"), Known::Kind::kQueue, step.overflow);
  }
}

void ValueCheck::capacity(const Place& place, const Capacity& capacity) {
  if (capacity.units) number(Place(place, "units"), *capacity.units, bounds::kUnits);
  count(place, capacity.channels.size(), kMaxChannels);
  const Place channels(place, capacity.units ? "channels" : "");
  for (std::size_t i = 0; i < capacity.channels.size() && !full(); ++i) {
    const Capacity::Channel& entry = capacity.channels[i];
    const Place here(channels, entry.channel);
    refers(here, Known::Kind::kChannel, entry.channel);
    number(Place(here, capacity.units ? "max" : ""), entry.max, bounds::kChannelMax);
    number(Place(here, "cost"), entry.cost, bounds::kChannelCost);
    optional_expression(Place(here, "max"), entry.max_rule);
    optional_expression(Place(here, "cost"), entry.cost_rule);
    if (capacity.units && entry.max > 0 && entry.cost > *capacity.units) {
      problem(Place(here, "cost"),
              "found " + std::to_string(entry.cost) + ", expected at most the units of the pool (" +
                  std::to_string(*capacity.units) + ")",
              StatusCode::kOutOfRange);
    }
    const auto before = capacity.channels.begin() +
                        static_cast<std::ptrdiff_t>(std::min<std::size_t>(i, kMaxChannels));
    if (std::any_of(capacity.channels.begin(), before,
                    [&](const auto& other) { return other.channel == entry.channel; })) {
      problem(here, "the channel is listed twice");
    }
  }
}

void ValueCheck::agent(const Place& place, const AgentConfig& agent) {
  if (to_string(agent.kind) == "unknown") problem(Place(place, "kind"), "it is no kind of agent");
  if (!agent.profile.empty()) {
    refers(Place(place, "profile"), Known::Kind::kProfile, agent.profile);
  }
  const Place skills(place, "skills");
  count(skills, agent.skills.size(), bounds::kMaxSkills);
  for (const auto& [skill, has] : agent.skills) {
    if (full()) return;
    level(skills, skill, has);
  }
  const Place own(place, "attributes");
  count(own, agent.attributes.size(), known_.limits().attributes_per_interaction);
  attributes(own, agent.attributes);
  if (agent.attributes.count("id") != 0) {
    problem(Place(own, "id"), "the name is taken: it is the agent's own id");
  }
  const Place queues(place, "queues");
  std::unordered_set<std::string_view> members;
  for (const auto& member : agent.queues) {
    if (full()) return;
    const Place here(queues, member.queue);
    refers(here, Known::Kind::kQueue, member.queue);
    if (!members.insert(member.queue).second) problem(here, "the queue is listed twice");
    number(Place(here, "rank"), member.rank, bounds::kRank);
  }
  if (agent.capacity) capacity(Place(place, "capacity"), *agent.capacity);
  if (agent.max_offers) number(Place(place, "max_offers"), *agent.max_offers, bounds::kMaxOffers);
  if (to_string(agent.state) == "unknown") problem(Place(place, "state"), "it is no presence");
}

}  // namespace uniselector::model
