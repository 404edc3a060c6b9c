// See the header.
#include "model/request_check.h"

#include "model/value_check.h"

namespace uniselector::model {
namespace {

/// A request is answered with the first thing that is wrong.
ValueCheck first_of(const Known& known) { return ValueCheck(known, 1); }

void check_words(ValueCheck& check, const Limits& limits, std::string_view disposition,
                 std::string_view note, std::size_t notes) {
  check.text(Place("disposition"), disposition);
  if (note.empty()) return;
  check.text(Place("note"), note);
  if (notes < limits.notes_per_interaction) return;
  check.problem(Place("note"),
                "the interaction has " + std::to_string(notes) +
                    " notes, as many as limits.notes_per_interaction allows",
                StatusCode::kResourceExhausted);
}

}  // namespace

Status wrong_number(std::string_view field, std::int64_t value, Range range) {
  return out_of_range(std::string(field) + ": " + number_not_in(value, range));
}

Status wrong_length(std::string_view field, std::int64_t value, Range range) {
  return out_of_range(std::string(field) + ": " + length_not_in(value, range));
}

Status check_time(std::string_view field, Time time) {
  if (time >= kMinTime && time <= kMaxTime) return {};
  return out_of_range(std::string(field) + ": found " + to_string(time) + ", expected " +
                      to_string(kMinTime) + " to " + to_string(kMaxTime));
}

Status check_submit(const Known& known, const SubmitRequest& request) {
  ValueCheck check = first_of(known);
  if (!request.customer.empty()) check.id(Place("customer"), request.customer);
  const Place attributes("attributes");
  check.count(attributes, request.attributes.size(), known.limits().attributes_per_interaction);
  check.attributes(attributes, request.attributes);
  check.requirement(Place("require"), request.require);
  check.relax(Place("relax"), request.relax);
  if (request.time_to_live) {
    check.length(Place("time_to_live"), *request.time_to_live, bounds::kTimeToLive);
  }
  if (Status status = check.status(); !status.ok()) return status;
  return request.scheduled_at ? check_time("scheduled_at", *request.scheduled_at) : Status();
}

Status check_update(const Known& known, const InteractionUpdate& update,
                    const Attributes* attributes, std::size_t notes) {
  ValueCheck check = first_of(known);
  if (update.priority) check.number(Place("priority"), *update.priority, bounds::kPriority);
  const Place place("attributes");
  std::size_t count = attributes == nullptr ? 0 : attributes->size();
  for (const auto& [name, value] : update.attributes) {
    if (check.full()) break;
    const bool there = attributes != nullptr && attributes->count(name) != 0;
    if (value) {
      check.id(place, name);
      check.value(Place(place, name), *value);
      count += there ? 0U : 1U;
    } else {
      count -= there ? 1U : 0U;
    }
  }
  if (!update.attributes.empty()) {
    check.count(place, count, known.limits().attributes_per_interaction);
  }
  if (update.require) check.requirement(Place("require"), *update.require);
  check_words(check, known.limits(), update.disposition ? *update.disposition : std::string_view(),
              update.note, notes);
  return check.status();
}

Status check_agent(const Known& known, const AgentConfig& agent) {
  ValueCheck check = first_of(known);
  check.agent(Place(), agent);
  return check.status();
}

Status check_text(const Known& known, std::string_view field, std::string_view text) {
  ValueCheck check = first_of(known);
  check.text(Place(field), text);
  return check.status();
}

Status check_words(const Known& known, std::string_view disposition, std::string_view note,
                   std::size_t notes) {
  if (disposition.empty() && note.empty()) return {};
  ValueCheck check = first_of(known);
  check_words(check, known.limits(), disposition, note, notes);
  return check.status();
}

}  // namespace uniselector::model
