// See the header: one function for each kind of answer.
#include "views.h"

#include <pybind11/stl.h>

#include "convert.h"

namespace uniselector::python {
namespace {

template <class T>
py::str word(T value) {
  return py::str(std::string(to_string(value)));
}

template <class T, class F>
py::list to_list(const std::vector<T>& items, F convert) {
  py::list list;
  for (const T& item : items) list.append(convert(item));
  return list;
}

py::dict note_dict(const Note& note) {
  py::dict d;
  d["time"] = from_time(note.time);
  d["text"] = note.text;
  return d;
}

py::dict offer_dict(const OfferView& v) {
  py::dict d;
  d["id"] = v.id;
  d["interaction"] = v.interaction;
  d["agent"] = v.agent;
  d["cost"] = v.cost;
  d["offered"] = from_time(v.offered);
  d["expires"] = from_time(v.expires);
  return d;
}

py::dict assignment_dict(const AssignmentView& v) {
  py::dict d;
  d["id"] = v.id;
  d["agent"] = v.agent;
  d["assigned"] = from_time(v.assigned);
  d["completed"] = from_optional_time(v.completed);
  d["closed"] = from_optional_time(v.closed);
  return d;
}

template <class C>
void add_ends(py::dict& d, const C& condition) {
  d["expires_after"] =
      condition.expires_after ? from_duration(*condition.expires_after) : py::object(py::none());
  d["expedite"] = condition.expedite;
}

template <class C>
void add_condition(py::dict& d, const C& condition) {
  d["op"] = word(condition.op);
  add_ends(d, condition);
  d["when"] = text_or_none(condition.when);
}

py::dict requirement_dict(const Requirement& requirement) {
  py::dict d;
  d["skills"] = to_list(requirement.skills, [](const SkillCondition& c) {
    py::dict one;
    one["skill"] = c.skill;
    one["level"] = c.level;
    add_condition(one, c);
    return one;
  });
  d["attributes"] = to_list(requirement.attributes, [](const AttributeCondition& c) {
    py::dict one;
    one["attribute"] = c.attribute;
    one["value"] = from_attribute(c.value);
    add_condition(one, c);
    return one;
  });
  d["expressions"] = to_list(requirement.expressions, [](const ExpressionCondition& c) {
    py::dict one;
    one["expression"] = c.expression;
    one["name"] = text_or_none(c.name);
    add_ends(one, c);
    return one;
  });
  return d;
}

py::dict metrics_dict(const QueueMetrics& m) {
  py::dict d;
  d["offered"] = m.offered;
  d["answered"] = m.answered;
  d["answered_in_target"] = m.answered_in_target;
  d["abandoned"] = m.abandoned;
  d["short_abandoned"] = m.short_abandoned;
  d["rule_failures"] = m.rule_failures;
  d["left"] = m.left;
  d["service_level"] = m.service_level();
  d["asa"] = from_duration(m.asa());
  d["answer_wait"] = from_duration(m.answer_wait);
  d["wait_p50"] = from_duration(m.wait_p50);
  d["wait_p90"] = from_duration(m.wait_p90);
  d["wait_p99"] = from_duration(m.wait_p99);
  d["wait_max"] = from_duration(m.wait_max);
  d["talk"] = from_duration(m.talk);
  return d;
}

}  // namespace

py::object text_or_none(const std::string& text) {
  return text.empty() ? py::object(py::none()) : py::object(py::str(text));
}

py::dict to_dict(const InteractionView& v) {
  py::dict d;
  d["id"] = v.id;
  d["state"] = word(v.state);
  d["end_reason"] =
      v.end_reason == EndReason::kNone ? py::object(py::none()) : py::object(word(v.end_reason));
  d["queue"] = v.queue;
  d["channel"] = v.channel;
  d["priority"] = v.priority;
  d["effective_priority"] = v.effective_priority;
  d["expedited"] = v.expedited;
  d["submitted"] = from_time(v.submitted);
  d["enqueued"] = from_time(v.enqueued);
  d["credit"] = from_duration(v.credit);
  d["wait"] = from_duration(v.wait);
  d["scheduled_at"] = from_optional_time(v.scheduled_at);
  d["position"] = v.position ? py::object(py::int_(*v.position)) : py::object(py::none());
  d["step"] = v.step;
  d["requirement"] = requirement_dict(v.requirement);
  d["version"] = v.version;
  d["unassigns"] = v.unassigns;
  d["attributes"] = from_attributes(v.attributes);
  d["customer"] = text_or_none(v.customer);
  d["disposition"] = text_or_none(v.disposition);
  d["notes"] = to_list(v.notes, note_dict);
  d["offers"] = to_list(v.offers, offer_dict);
  d["assignments"] = to_list(v.assignments, assignment_dict);
  return d;
}

py::dict to_dict(const AgentView& v) {
  py::dict d;
  d["id"] = v.id;
  d["kind"] = word(v.kind);
  d["presence"] = word(v.presence);
  d["presence_reason"] = text_or_none(v.presence_reason);
  d["skills"] = v.skills;
  d["attributes"] = from_attributes(v.attributes);
  d["queues"] = v.queues;
  d["load"] = v.load;
  d["used_units"] = v.used_units;
  d["load_ratio"] = v.load_ratio;
  d["idle_since"] = from_time(v.idle_since);
  d["offers"] = to_list(v.offers, offer_dict);
  d["interactions"] = v.interactions;
  d["version"] = v.version;
  d["handled"] = v.handled;
  d["occupied"] = from_duration(v.occupied);
  d["logged_in"] = from_duration(v.logged_in);
  return d;
}

py::dict to_dict(const QueueView& v) {
  py::dict d = metrics_dict(v.metrics);
  d["id"] = v.id;
  d["waiting"] = v.waiting;
  d["active"] = v.active;
  d["longest_wait"] = from_duration(v.longest_wait);
  d["waiting_by_priority"] = v.waiting_by_priority;
  py::dict expected;
  for (const auto& [priority, wait] : v.expected_wait_by_priority) {
    expected[py::int_(priority)] = from_duration(wait);
  }
  d["expected_wait_by_priority"] = expected;
  py::dict channels;
  for (const auto& [channel, m] : v.channels) channels[py::str(channel)] = metrics_dict(m);
  d["channels"] = channels;
  return d;
}

py::dict to_dict(const TableView& v) {
  py::dict d;
  d["id"] = v.id;
  d["versions"] = v.versions;
  d["decided"] = v.decided;
  d["by_default"] = v.by_default;
  d["undecided"] = v.undecided;
  d["failed"] = v.failed;
  d["candidate"] = text_or_none(v.candidate);
  d["tried"] = v.tried;
  d["compared"] = v.compared;
  d["different"] = v.different;
  d["candidate_failed"] = v.candidate_failed;
  d["differences"] = to_list(v.differences, [](const TableView::Difference& difference) {
    py::dict one;
    one["row"] = text_or_none(difference.row);
    one["candidate"] = text_or_none(difference.candidate);
    one["count"] = difference.count;
    return one;
  });
  return d;
}

py::dict to_dict(const TableAnswer& a) {
  py::dict d;
  d["outcome"] = a.outcome;
  d["version"] = text_or_none(a.version);
  d["candidate"] = a.candidate;
  d["rows"] = a.rows;
  d["results"] = to_list(a.results, [](const Attributes& one) { return from_attributes(one); });
  d["failure"] = text_or_none(a.failure);
  return d;
}

}  // namespace uniselector::python
