// The tables of fields. A field that a view gains is one line here, and the reader knows it.
#include "sim/scenario_fields.h"

#include <array>
#include <utility>
#include <variant>

namespace uniselector::sim {
namespace {

using Shape = Schema::Shape;

Value scalar(Scalar value) { return Value{.scalar = std::move(value)}; }
Value text(std::string_view value) { return scalar(std::string(value)); }
Value text(const std::string& value) { return scalar(value); }
Value text_if_any(const std::string& value) { return value.empty() ? Value{} : text(value); }
Value whole(std::uint64_t value) { return scalar(static_cast<std::int64_t>(value)); }
Value whole(int value) { return scalar(static_cast<std::int64_t>(value)); }

template <class T>
Value optional(const std::optional<T>& value) {
  return value ? scalar(*value) : Value{};
}

template <class Range, class F>
Value list(const Range& range, F&& make) {
  Value result;
  result.items.emplace();
  for (const auto& element : range) result.items->push_back(make(element));
  return result;
}

template <class Map, class F>
Value map(const Map& entries, F&& make) {
  Value result;
  result.fields.emplace();
  for (const auto& [key, value] : entries) result.fields->emplace(key, make(value));
  return result;
}

Value record_of(std::string main, std::map<std::string, Value> fields) {
  return Value{.fields = std::move(fields), .main = std::move(main)};
}

Value attribute(const AttributeValue& value) {
  return std::visit([](const auto& v) { return scalar(v); }, value);
}

template <class Map>
Value by_number(const Map& entries) {
  Value result;
  result.fields.emplace();
  for (const auto& [key, value] : entries) {
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, Duration>) {
      result.fields->emplace(std::to_string(key), scalar(value));
    } else {
      result.fields->emplace(std::to_string(key), whole(value));
    }
  }
  return result;
}

constexpr auto kOfferMembers = std::to_array<Member>({{"agent", Type::kText},
                                                      {"interaction", Type::kText},
                                                      {"id", Type::kInteger},
                                                      {"cost", Type::kInteger},
                                                      {"offered", Type::kTime},
                                                      {"expires", Type::kTime}});
constexpr auto kAssignmentMembers = std::to_array<Member>({{"agent", Type::kText},
                                                           {"id", Type::kInteger},
                                                           {"assigned", Type::kTime},
                                                           {"completed", Type::kTime},
                                                           {"closed", Type::kTime}});
constexpr auto kNoteMembers = std::to_array<Member>({{"text", Type::kText}, {"time", Type::kTime}});
constexpr auto kConditionMembers = std::to_array<Member>({{"name", Type::kText},
                                                          {"expression", Type::kText},
                                                          {"when", Type::kText},
                                                          {"op", Type::kOperator},
                                                          {"level", Type::kInteger},
                                                          {"value", Type::kAttribute},
                                                          {"expires_after", Type::kDuration},
                                                          {"expedite", Type::kBool}});

Value offers(const std::vector<OfferView>& views, const std::string& main) {
  return list(views, [&](const OfferView& v) {
    return record_of(main, {{"agent", text(v.agent)},
                            {"interaction", text(v.interaction)},
                            {"id", whole(v.id)},
                            {"cost", whole(v.cost)},
                            {"offered", scalar(v.offered)},
                            {"expires", scalar(v.expires)}});
  });
}

Value assignments(const std::vector<AssignmentView>& views) {
  return list(views, [](const AssignmentView& v) {
    return record_of("agent", {{"agent", text(v.agent)},
                               {"id", whole(v.id)},
                               {"assigned", scalar(v.assigned)},
                               {"completed", optional(v.completed)},
                               {"closed", optional(v.closed)}});
  });
}

Value conditions(const Requirement& requirement) {
  Value result = list(requirement.skills, [](const SkillCondition& c) {
    return record_of("name", {{"name", text(c.skill)},
                              {"when", text_if_any(c.when)},
                              {"op", text(to_string(c.op))},
                              {"level", whole(c.level)},
                              {"expires_after", optional(c.expires_after)},
                              {"expedite", scalar(c.expedite)}});
  });
  for (const AttributeCondition& c : requirement.attributes) {
    result.items->push_back(record_of("name", {{"name", text(c.attribute)},
                                               {"when", text_if_any(c.when)},
                                               {"op", text(to_string(c.op))},
                                               {"value", attribute(c.value)},
                                               {"expires_after", optional(c.expires_after)},
                                               {"expedite", scalar(c.expedite)}}));
  }
  for (const ExpressionCondition& c : requirement.expressions) {
    result.items->push_back(
        record_of("name", {{"name", text(c.name.empty() ? c.expression : c.name)},
                           {"expression", text(c.expression)},
                           {"expires_after", optional(c.expires_after)},
                           {"expedite", scalar(c.expedite)}}));
  }
  return result;
}

constexpr auto kMetricMembers = std::to_array<Member>({{"offered", Type::kInteger},
                                                       {"answered", Type::kInteger},
                                                       {"answered_in_target", Type::kInteger},
                                                       {"abandoned", Type::kInteger},
                                                       {"short_abandoned", Type::kInteger},
                                                       {"rule_failures", Type::kInteger},
                                                       {"left", Type::kInteger},
                                                       {"answer_wait", Type::kDuration},
                                                       {"wait_p50", Type::kDuration},
                                                       {"wait_p90", Type::kDuration},
                                                       {"wait_p99", Type::kDuration},
                                                       {"wait_max", Type::kDuration},
                                                       {"talk", Type::kDuration},
                                                       {"asa", Type::kDuration},
                                                       {"service_level", Type::kReal}});

std::map<std::string, Value> metrics(const QueueMetrics& m) {
  return {{"offered", whole(m.offered)},
          {"answered", whole(m.answered)},
          {"answered_in_target", whole(m.answered_in_target)},
          {"abandoned", whole(m.abandoned)},
          {"short_abandoned", whole(m.short_abandoned)},
          {"rule_failures", whole(m.rule_failures)},
          {"left", whole(m.left)},
          {"answer_wait", scalar(m.answer_wait)},
          {"wait_p50", scalar(m.wait_p50)},
          {"wait_p90", scalar(m.wait_p90)},
          {"wait_p99", scalar(m.wait_p99)},
          {"wait_max", scalar(m.wait_max)},
          {"talk", scalar(m.talk)},
          {"asa", scalar(m.asa())},
          {"service_level", scalar(m.service_level())}};
}

constexpr Schema of(Type type) { return {.shape = Shape::kScalar, .type = type}; }
constexpr Schema list_of(Type type, std::span<const Member> members = {}) {
  return {.shape = Shape::kList, .type = type, .members = members};
}
constexpr Schema map_of(Type type) { return {.shape = Shape::kMap, .type = type}; }

using Seen = RecordedEvent;
constexpr auto kEventFields = std::to_array<Field<Seen>>({
    {"interaction", of(Type::kText), [](const Seen& e) { return text(e.interaction); }},
    {"agent", of(Type::kText), [](const Seen& e) { return text(e.agent); }},
    {"queue", of(Type::kText), [](const Seen& e) { return text(e.queue); }},
    {"channel", of(Type::kText), [](const Seen& e) { return text(e.channel); }},
    {"note", of(Type::kText), [](const Seen& e) { return text(e.note); }},
    {"reason", of(Type::kReason), [](const Seen& e) { return text(to_string(e.event.reason)); }},
    {"end_reason", of(Type::kEndReason),
     [](const Seen& e) { return text(to_string(e.event.end_reason)); }},
    {"presence", of(Type::kPresence),
     [](const Seen& e) { return text(to_string(e.event.presence)); }},
    {"time", of(Type::kTime), [](const Seen& e) { return scalar(e.event.time); }},
    {"duration", of(Type::kDuration), [](const Seen& e) { return scalar(e.event.duration); }},
    {"expires", of(Type::kTime), [](const Seen& e) { return scalar(e.event.expires); }},
    {"priority", of(Type::kInteger), [](const Seen& e) { return whole(e.event.priority); }},
    {"step", of(Type::kInteger), [](const Seen& e) { return whole(e.event.step); }},
    {"offer", of(Type::kInteger), [](const Seen& e) { return whole(e.event.offer); }},
    {"assignment", of(Type::kInteger), [](const Seen& e) { return whole(e.event.assignment); }},
});

using Item = InteractionView;
constexpr auto kInteractionFields = std::to_array<Field<Item>>({
    {"state", of(Type::kState), [](const Item& v) { return text(to_string(v.state)); }},
    {"end_reason", of(Type::kEndReason),
     [](const Item& v) { return text(to_string(v.end_reason)); }},
    {"queue", of(Type::kText), [](const Item& v) { return text(v.queue); }},
    {"channel", of(Type::kText), [](const Item& v) { return text(v.channel); }},
    {"customer", of(Type::kText), [](const Item& v) { return text(v.customer); }},
    {"priority", of(Type::kInteger), [](const Item& v) { return whole(v.priority); }},
    {"effective_priority", of(Type::kReal),
     [](const Item& v) { return scalar(v.effective_priority); }},
    {"expedited", of(Type::kBool), [](const Item& v) { return scalar(v.expedited); }},
    {"submitted", of(Type::kTime), [](const Item& v) { return scalar(v.submitted); }},
    {"enqueued", of(Type::kTime), [](const Item& v) { return scalar(v.enqueued); }},
    {"credit", of(Type::kDuration), [](const Item& v) { return scalar(v.credit); }},
    {"wait", of(Type::kDuration), [](const Item& v) { return scalar(v.wait); }},
    {"scheduled_at", of(Type::kTime), [](const Item& v) { return optional(v.scheduled_at); }},
    {"position", of(Type::kInteger),
     [](const Item& v) { return v.position ? whole(std::uint64_t{*v.position}) : Value{}; }},
    {"step", of(Type::kInteger), [](const Item& v) { return whole(v.step); }},
    {"requirement", list_of(Type::kText, kConditionMembers),
     [](const Item& v) { return conditions(v.requirement); }},
    {"version", of(Type::kInteger), [](const Item& v) { return whole(v.version); }},
    {"unassigns", of(Type::kInteger), [](const Item& v) { return whole(v.unassigns); }},
    {"attributes", map_of(Type::kAttribute),
     [](const Item& v) { return map(v.attributes, attribute); }},
    {"disposition", of(Type::kText), [](const Item& v) { return text(v.disposition); }},
    {"notes", list_of(Type::kText, kNoteMembers),
     [](const Item& v) {
       return list(v.notes, [](const Note& n) {
         return record_of("text", {{"text", text(n.text)}, {"time", scalar(n.time)}});
       });
     }},
    {"offers", list_of(Type::kText, kOfferMembers),
     [](const Item& v) { return offers(v.offers, "agent"); }},
    {"assignments", list_of(Type::kText, kAssignmentMembers),
     [](const Item& v) { return assignments(v.assignments); }},
});

Value texts(const std::vector<std::string>& values) {
  return list(values, [](const std::string& s) { return text(s); });
}

constexpr auto kAgentFields = std::to_array<Field<AgentView>>({
    {"state", of(Type::kPresence), [](const AgentView& v) { return text(to_string(v.presence)); }},
    {"presence", of(Type::kPresence),
     [](const AgentView& v) { return text(to_string(v.presence)); }},
    {"presence_reason", of(Type::kText),
     [](const AgentView& v) { return text(v.presence_reason); }},
    {"kind", of(Type::kAgentKind), [](const AgentView& v) { return text(to_string(v.kind)); }},
    {"skills", map_of(Type::kInteger),
     [](const AgentView& v) { return map(v.skills, [](int level) { return whole(level); }); }},
    {"attributes", map_of(Type::kAttribute),
     [](const AgentView& v) { return map(v.attributes, attribute); }},
    {"queues", list_of(Type::kText), [](const AgentView& v) { return texts(v.queues); }},
    {"load", map_of(Type::kInteger),
     [](const AgentView& v) { return map(v.load, [](int items) { return whole(items); }); }},
    {"used_units", of(Type::kInteger), [](const AgentView& v) { return whole(v.used_units); }},
    {"load_ratio", of(Type::kReal), [](const AgentView& v) { return scalar(v.load_ratio); }},
    {"idle_since", of(Type::kTime), [](const AgentView& v) { return scalar(v.idle_since); }},
    {"offers", list_of(Type::kText, kOfferMembers),
     [](const AgentView& v) { return offers(v.offers, "interaction"); }},
    {"interactions", list_of(Type::kText),
     [](const AgentView& v) { return texts(v.interactions); }},
    {"version", of(Type::kInteger), [](const AgentView& v) { return whole(v.version); }},
    {"handled", of(Type::kInteger), [](const AgentView& v) { return whole(v.handled); }},
    {"occupied", of(Type::kDuration), [](const AgentView& v) { return scalar(v.occupied); }},
    {"logged_in", of(Type::kDuration), [](const AgentView& v) { return scalar(v.logged_in); }},
});

template <auto Member>
Value metric(const QueueView& v) {
  if constexpr (std::is_same_v<decltype(QueueMetrics{}.*Member), Duration&&>) {
    return scalar(v.metrics.*Member);
  } else {
    return whole(v.metrics.*Member);
  }
}

using M = QueueMetrics;
constexpr auto kQueueFields = std::to_array<Field<QueueView>>({
    {"waiting", of(Type::kInteger),
     [](const QueueView& v) { return whole(std::uint64_t{v.waiting}); }},
    {"active", of(Type::kInteger),
     [](const QueueView& v) { return whole(std::uint64_t{v.active}); }},
    {"longest_wait", of(Type::kDuration),
     [](const QueueView& v) { return scalar(v.longest_wait); }},
    {"waiting_by_priority", map_of(Type::kInteger),
     [](const QueueView& v) { return by_number(v.waiting_by_priority); }},
    {"expected_wait_by_priority", map_of(Type::kDuration),
     [](const QueueView& v) { return by_number(v.expected_wait_by_priority); }},
    {"offered", of(Type::kInteger), metric<&M::offered>},
    {"answered", of(Type::kInteger), metric<&M::answered>},
    {"answered_in_target", of(Type::kInteger), metric<&M::answered_in_target>},
    {"abandoned", of(Type::kInteger), metric<&M::abandoned>},
    {"short_abandoned", of(Type::kInteger), metric<&M::short_abandoned>},
    {"rule_failures", of(Type::kInteger), metric<&M::rule_failures>},
    {"left", of(Type::kInteger), metric<&M::left>},
    {"answer_wait", of(Type::kDuration), metric<&M::answer_wait>},
    {"wait_p50", of(Type::kDuration), metric<&M::wait_p50>},
    {"wait_p90", of(Type::kDuration), metric<&M::wait_p90>},
    {"wait_p99", of(Type::kDuration), metric<&M::wait_p99>},
    {"wait_max", of(Type::kDuration), metric<&M::wait_max>},
    {"talk", of(Type::kDuration), metric<&M::talk>},
    {"asa", of(Type::kDuration), [](const QueueView& v) { return scalar(v.metrics.asa()); }},
    {"service_level", of(Type::kReal),
     [](const QueueView& v) { return scalar(v.metrics.service_level()); }},
    {"channels",
     {.shape = Shape::kMapOfRecords, .members = kMetricMembers},
     [](const QueueView& v) {
       return map(v.channels, [](const QueueMetrics& m) { return record_of("", metrics(m)); });
     }},
});

}  // namespace

RecordedEvent record(const Event& event) {
  RecordedEvent result{.event = event,
                       .interaction = std::string(event.interaction),
                       .agent = std::string(event.agent),
                       .queue = std::string(event.queue),
                       .channel = std::string(event.channel),
                       .note = std::string(event.note),
                       .text = to_string(event)};
  result.event.interaction = result.event.agent = result.event.queue = {};
  result.event.channel = result.event.note = {};
  return result;
}

std::span<const Field<RecordedEvent>> event_fields() { return kEventFields; }
std::span<const Field<InteractionView>> interaction_fields() { return kInteractionFields; }
std::span<const Field<AgentView>> agent_fields() { return kAgentFields; }
std::span<const Field<QueueView>> queue_fields() { return kQueueFields; }

}  // namespace uniselector::sim
