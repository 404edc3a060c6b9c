// Engine, Event and the views for Python. Enumerations appear as their texts ("not_ready"), the
// same words as in files and events; times as datetime in UTC, lengths as timedelta, and beside
// them the exact nanoseconds.
#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include <uniselector/engine.h>

#include "bindings.h"
#include "convert.h"

namespace uniselector::python {
namespace {

/// An event that owns its texts.
struct PyEvent {
  std::uint64_t sequence;
  std::int64_t time_ns;
  std::string kind, interaction, agent, queue, channel, reason, end_reason, presence, note;
  std::uint64_t cause, offer, assignment;
  std::int64_t duration_ns, expires_ns;
  int priority, step;
  std::string line;
};

PyEvent own(const Event& e) {
  PyEvent p;
  p.sequence = e.sequence;
  p.time_ns = to_ns(e.time);
  p.kind = to_string(e.kind);
  p.interaction = e.interaction;
  p.agent = e.agent;
  p.queue = e.queue;
  p.channel = e.channel;
  p.reason = to_string(e.reason);
  p.end_reason = e.kind == EventKind::kEnded ? std::string(to_string(e.end_reason)) : "";
  p.presence = e.kind == EventKind::kPresenceChanged ? std::string(to_string(e.presence)) : "";
  p.note = e.note;
  p.cause = e.cause;
  p.offer = e.offer;
  p.assignment = e.assignment;
  p.duration_ns = to_ns(e.duration);
  p.expires_ns = e.kind == EventKind::kOffered ? to_ns(e.expires) : 0;
  p.priority = e.priority;
  p.step = e.step;
  p.line = to_string(e);
  return p;
}

py::object optional_text(const std::string& text) {
  return text.empty() ? py::object(py::none()) : py::object(py::str(text));
}

template <class T>
py::object optional_time(const std::optional<T>& time) {
  return time ? from_time(*time) : py::object(py::none());
}

py::dict metrics_dict(const QueueMetrics& m) {
  py::dict d;
  d["offered"] = m.offered;
  d["answered"] = m.answered;
  d["answered_in_target"] = m.answered_in_target;
  d["abandoned"] = m.abandoned;
  d["short_abandoned"] = m.short_abandoned;
  d["left"] = m.left;
  d["service_level"] = m.service_level();
  d["asa"] = from_duration(m.asa());
  d["wait_p50"] = from_duration(m.wait_p50);
  d["wait_p90"] = from_duration(m.wait_p90);
  d["wait_p99"] = from_duration(m.wait_p99);
  d["wait_max"] = from_duration(m.wait_max);
  return d;
}

py::dict interaction_dict(const InteractionView& v) {
  py::dict d;
  d["id"] = v.id;
  d["state"] = std::string(to_string(v.state));
  d["end_reason"] = v.end_reason == EndReason::kNone
                        ? py::object(py::none())
                        : py::object(py::str(std::string(to_string(v.end_reason))));
  d["queue"] = v.queue;
  d["channel"] = v.channel;
  d["priority"] = v.priority;
  d["effective_priority"] = v.effective_priority;
  d["wait"] = from_duration(v.wait);
  d["position"] = v.position ? py::object(py::int_(*v.position)) : py::object(py::none());
  d["step"] = v.step;
  d["version"] = v.version;
  d["unassigns"] = v.unassigns;
  d["scheduled_at"] = optional_time(v.scheduled_at);
  d["attributes"] = from_attributes(v.attributes);
  d["customer"] = optional_text(v.customer);
  d["disposition"] = optional_text(v.disposition);
  py::list notes;
  for (const auto& note : v.notes) notes.append(note.text);
  d["notes"] = notes;
  py::list offers;
  for (const auto& offer : v.offers) offers.append(offer.agent);
  d["offers"] = offers;
  py::list assignments;
  for (const auto& a : v.assignments) {
    py::dict one;
    one["agent"] = a.agent;
    one["assigned"] = from_time(a.assigned);
    one["completed"] = optional_time(a.completed);
    one["closed"] = optional_time(a.closed);
    assignments.append(one);
  }
  d["assignments"] = assignments;
  return d;
}

py::dict agent_dict(const AgentView& v) {
  py::dict d;
  d["id"] = v.id;
  d["kind"] = std::string(to_string(v.kind));
  d["presence"] = std::string(to_string(v.presence));
  d["presence_reason"] = optional_text(v.presence_reason);
  d["skills"] = v.skills;
  d["attributes"] = from_attributes(v.attributes);
  d["queues"] = v.queues;
  d["load"] = v.load;
  d["load_ratio"] = v.load_ratio;
  d["interactions"] = v.interactions;
  d["handled"] = v.handled;
  d["occupied"] = from_duration(v.occupied);
  d["logged_in"] = from_duration(v.logged_in);
  d["version"] = v.version;
  return d;
}

py::dict queue_dict(const QueueView& v) {
  py::dict d = metrics_dict(v.metrics);
  d["id"] = v.id;
  d["waiting"] = v.waiting;
  d["active"] = v.active;
  d["longest_wait"] = from_duration(v.longest_wait);
  d["waiting_by_priority"] = v.waiting_by_priority;
  py::dict channels;
  for (const auto& [channel, m] : v.channels) channels[py::str(channel)] = metrics_dict(m);
  d["channels"] = channels;
  return d;
}

/// The engine and the Python clock it may have; the clock lives as long as the engine does.
class PyEngine {
 public:
  PyEngine(const py::object& config, const py::object& start, bool naive_matcher)
      : engine_(value_or_raise(Engine::open({.start = start.is_none() ? Time{} : to_time(start),
                                             .naive_matcher = naive_matcher}))) {
    if (!config.is_none()) configure(config);
  }

  void configure(const py::object& config) {
    if (py::isinstance<py::dict>(config)) {
      raise_if_failed(engine_.configure_text(to_json_text(config), "configuration"));
    } else {
      raise_if_failed(engine_.configure_file(py::str(config).cast<std::string>()));
    }
  }

  void advance(const py::object& by_or_to) {
    const bool point = py::hasattr(by_or_to, "tzinfo");
    const Time target = point ? to_time(by_or_to) : engine_.now() + to_duration(by_or_to);
    py::gil_scoped_release release;
    status_ = engine_.advance(target);
    py::gil_scoped_acquire acquire;
    raise_if_failed(status_);
  }

  void submit(const std::string& id, const std::string& queue, const std::string& channel,
              const py::object& customer, std::optional<int> priority, const py::dict& attributes,
              const py::object& require, const py::object& relax, const py::object& credit,
              const py::object& time_to_live, const py::object& scheduled_at, bool auto_activate) {
    SubmitRequest request{.id = id, .queue = queue, .channel = channel};
    if (!customer.is_none()) request.customer = customer.cast<std::string>();
    request.priority = priority;
    for (const auto& [name, value] : attributes) {
      request.attributes[name.cast<std::string>()] = to_attribute(value);
    }
    request.require = to_requirement(require);
    request.relax = to_relax(relax);
    if (!credit.is_none()) request.credit = to_duration(credit);
    request.time_to_live = to_optional_duration(time_to_live);
    request.scheduled_at = to_optional_time(scheduled_at);
    request.auto_activate = auto_activate;
    raise_if_failed(engine_.submit(request));
  }

  void update(const std::string& id, std::optional<int> priority, const py::dict& attributes,
              const std::string& note, std::optional<std::uint64_t> if_version) {
    InteractionUpdate update;
    update.priority = priority;
    update.note = note;
    update.if_version = if_version;
    for (const auto& [name, value] : attributes) {
      update.attributes[name.cast<std::string>()] =
          value.is_none() ? std::nullopt : std::optional<AttributeValue>(to_attribute(value));
    }
    raise_if_failed(engine_.update(id, update));
  }

  void presence(const std::string& agent, const std::string& state, const std::string& reason) {
    const auto parsed = from_string<Presence>(state);
    if (!parsed) {
      raise_if_failed(invalid_argument("presence: found '" + state +
                                       "', expected ready, not_ready, draining or offline"));
    }
    raise_if_failed(engine_.set_presence(agent, *parsed, reason));
  }

  std::vector<PyEvent> poll() {
    std::vector<PyEvent> events;
    engine_.poll([&](const Event& e) { events.push_back(own(e)); });
    return events;
  }

  Engine& engine() { return engine_; }

 private:
  Engine engine_;
  Status status_;
};

void bind_event(py::module_& module) {
  const auto text = [](std::string PyEvent::*member) {
    return [member](const PyEvent& e) { return optional_text(e.*member); };
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
      .def_property_readonly("reason",
                             [](const PyEvent& e) {
                               return e.reason == "none" ? py::object(py::none())
                                                         : py::object(py::str(e.reason));
                             })
      .def_property_readonly("end_reason", text(&PyEvent::end_reason))
      .def_property_readonly("presence", text(&PyEvent::presence))
      .def_property_readonly("note", text(&PyEvent::note))
      .def("__str__", [](const PyEvent& e) { return e.line; })
      .def("__repr__", [](const PyEvent& e) { return "<Event " + e.line + ">"; });
}

}  // namespace

void bind_engine(py::module_& module) {
  bind_event(module);
  using std::string;
  py::class_<PyEngine>(module, "Engine", py::module_local(),
                       "The routing core with names; one thread at a time.")
      .def(py::init<const py::object&, const py::object&, bool>(), py::arg("config") = py::none(),
           py::kw_only(), py::arg("start") = py::none(), py::arg("naive_matcher") = false)
      .def("configure", &PyEngine::configure, py::arg("config"))
      .def_property_readonly("now", [](PyEngine& e) { return from_time(e.engine().now()); })
      .def_property_readonly("now_ns", [](PyEngine& e) { return to_ns(e.engine().now()); })
      .def_property_readonly("next_due",
                             [](PyEngine& e) { return optional_time(e.engine().next_due()); })
      .def("advance", &PyEngine::advance, py::arg("by_or_to"))
      .def("submit", &PyEngine::submit, py::arg("id"), py::kw_only(), py::arg("queue"),
           py::arg("channel") = "voice", py::arg("customer") = py::none(),
           py::arg("priority") = py::none(), py::arg("attributes") = py::dict(),
           py::arg("require") = py::none(), py::arg("relax") = py::none(),
           py::arg("credit") = py::none(), py::arg("time_to_live") = py::none(),
           py::arg("scheduled_at") = py::none(), py::arg("auto_activate") = false)
      .def(
          "activate", [](PyEngine& e, const string& i) { raise_if_failed(e.engine().activate(i)); },
          py::arg("interaction"))
      .def("update", &PyEngine::update, py::arg("interaction"), py::kw_only(),
           py::arg("priority") = py::none(), py::arg("attributes") = py::dict(),
           py::arg("note") = "", py::arg("if_version") = py::none())
      .def(
          "abandon", [](PyEngine& e, const string& i) { raise_if_failed(e.engine().abandon(i)); },
          py::arg("interaction"))
      .def(
          "cancel",
          [](PyEngine& e, const string& i, const string& disposition, const string& note) {
            raise_if_failed(e.engine().cancel(i, disposition, note));
          },
          py::arg("interaction"), py::arg("disposition") = "", py::arg("note") = "")
      .def(
          "transfer",
          [](PyEngine& e, const string& i, const string& queue, std::optional<int> priority) {
            raise_if_failed(e.engine().transfer(i, queue, priority));
          },
          py::arg("interaction"), py::arg("queue"), py::arg("priority") = py::none())
      .def(
          "accept",
          [](PyEngine& e, const string& i, const string& a) {
            raise_if_failed(e.engine().accept(i, a));
          },
          py::arg("interaction"), py::arg("agent"))
      .def(
          "decline",
          [](PyEngine& e, const string& i, const string& a, const py::object& retry) {
            raise_if_failed(e.engine().decline(i, a, to_optional_duration(retry)));
          },
          py::arg("interaction"), py::arg("agent"), py::arg("retry_after") = py::none())
      .def(
          "fail_connect",
          [](PyEngine& e, const string& i, const string& a) {
            raise_if_failed(e.engine().fail_connect(i, a));
          },
          py::arg("interaction"), py::arg("agent"))
      .def(
          "connected",
          [](PyEngine& e, const string& i, const string& a) {
            raise_if_failed(e.engine().connected(i, a));
          },
          py::arg("interaction"), py::arg("agent"))
      .def(
          "complete",
          [](PyEngine& e, const string& i, const string& note) {
            raise_if_failed(e.engine().complete(i, note));
          },
          py::arg("interaction"), py::arg("note") = "")
      .def(
          "close",
          [](PyEngine& e, const string& i, const string& disposition, const string& note,
             const py::object& at) {
            raise_if_failed(e.engine().close(i, disposition, note, to_optional_time(at)));
          },
          py::arg("interaction"), py::arg("disposition") = "", py::arg("note") = "",
          py::arg("at") = py::none())
      .def(
          "unassign",
          [](PyEngine& e, const string& i, bool hold) {
            raise_if_failed(e.engine().unassign(i, hold));
          },
          py::arg("interaction"), py::arg("hold") = false)
      .def(
          "login", [](PyEngine& e, const string& a) { raise_if_failed(e.engine().agent_login(a)); },
          py::arg("agent"))
      .def(
          "logout",
          [](PyEngine& e, const string& a) { raise_if_failed(e.engine().agent_logout(a)); },
          py::arg("agent"))
      .def("presence", &PyEngine::presence, py::arg("agent"), py::arg("state"),
           py::arg("reason") = "")
      .def(
          "interaction",
          [](PyEngine& e, const string& i) {
            return interaction_dict(value_or_raise(e.engine().interaction(i)));
          },
          py::arg("id"))
      .def(
          "agent",
          [](PyEngine& e, const string& a) {
            return agent_dict(value_or_raise(e.engine().agent(a)));
          },
          py::arg("id"))
      .def(
          "queue",
          [](PyEngine& e, const string& q) {
            return queue_dict(value_or_raise(e.engine().queue(q)));
          },
          py::arg("id"))
      .def(
          "list",
          [](PyEngine& e, const string& queue, std::size_t page_size, const string& after) {
            return e.engine().list({.queue = queue, .page_size = page_size, .after = after});
          },
          py::arg("queue") = "", py::arg("page_size") = 100, py::arg("after") = "")
      .def(
          "explain",
          [](PyEngine& e, const string& i) { return value_or_raise(e.engine().explain(i)); },
          py::arg("interaction"))
      .def("poll", &PyEngine::poll)
      .def("state_hash", [](PyEngine& e) { return e.engine().state_hash(); })
      .def("check_books", [](PyEngine& e) { raise_if_failed(e.engine().check_books()); });
}

}  // namespace uniselector::python
