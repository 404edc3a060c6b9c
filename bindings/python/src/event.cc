// uniselector.Event: enumerations appear as their texts ("not_ready"), the same words as in files;
// times as datetime in UTC, lengths as timedelta, and beside them the exact nanoseconds.
#include "event.h"

#include <pybind11/pybind11.h>

#include "bindings.h"
#include "convert.h"
#include "views.h"

namespace uniselector::python {

PyEvent::PyEvent(const Event& e)
    : sequence(e.sequence),
      time_ns(to_ns(e.time)),
      kind(to_string(e.kind)),
      interaction(e.interaction),
      agent(e.agent),
      queue(e.queue),
      channel(e.channel),
      reason(e.reason == Reason::kNone ? std::string_view() : to_string(e.reason)),
      end_reason(e.kind == EventKind::kEnded ? to_string(e.end_reason) : std::string_view()),
      presence(e.kind == EventKind::kPresenceChanged ? to_string(e.presence) : std::string_view()),
      note(e.note),
      cause(e.cause),
      offer(e.offer),
      assignment(e.assignment),
      duration_ns(to_ns(e.duration)),
      expires_ns(e.kind == EventKind::kOffered ? to_ns(e.expires) : 0),
      priority(e.priority),
      step(e.step),
      line(to_string(e)) {}

void bind_event(py::module_& module) {
  const auto text = [](std::string PyEvent::*member) {
    return [member](const PyEvent& e) { return text_or_none(e.*member); };
  };
  py::class_<PyEvent>(module, "Event", py::module_local(),
                      "What the engine tells: one thing that happened, with its cause.")
      .def_readonly("sequence", &PyEvent::sequence)
      .def_readonly("kind", &PyEvent::kind)
      .def_readonly("time_ns", &PyEvent::time_ns)
      .def_readonly("cause", &PyEvent::cause)
      .def_readonly("offer", &PyEvent::offer)
      .def_readonly("assignment", &PyEvent::assignment)
      .def_readonly("duration_ns", &PyEvent::duration_ns)
      .def_readonly("priority", &PyEvent::priority)
      .def_readonly("step", &PyEvent::step)
      .def_property_readonly("time",
                             [](const PyEvent& e) { return from_time(time_from_ns(e.time_ns)); })
      .def_property_readonly(
          "duration", [](const PyEvent& e) { return from_duration(Duration(e.duration_ns)); })
      .def_property_readonly("expires",
                             [](const PyEvent& e) {
                               return e.expires_ns == 0 ? py::object(py::none())
                                                        : from_time(time_from_ns(e.expires_ns));
                             })
      .def_property_readonly("interaction", text(&PyEvent::interaction))
      .def_property_readonly("agent", text(&PyEvent::agent))
      .def_property_readonly("queue", text(&PyEvent::queue))
      .def_property_readonly("channel", text(&PyEvent::channel))
      .def_property_readonly("reason", text(&PyEvent::reason))
      .def_property_readonly("end_reason", text(&PyEvent::end_reason))
      .def_property_readonly("presence", text(&PyEvent::presence))
      .def_property_readonly("note", text(&PyEvent::note))
      .def("__str__", [](const PyEvent& e) { return e.line; })
      .def("__repr__", [](const PyEvent& e) { return "<Event " + e.line + ">"; });
}

}  // namespace uniselector::python
