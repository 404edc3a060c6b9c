// uniselector.Engine: the commands and questions of <uniselector/engine.h> under the same names,
// arguments by keyword in place of request structs. All of it runs with the GIL held (bindings.h);
// arguments are converted, which may run Python code, before the engine is touched.
#include <memory>

#include <pybind11/stl.h>

#include <uniselector/engine.h>

#include "bindings.h"
#include "convert.h"
#include "event.h"
#include "views.h"

namespace uniselector::python {
namespace {

using std::string;
using EngineClass = py::class_<Engine>;

void configure(Engine& engine, const py::object& config) {
  if (is_mapping(config)) {
    const string text = to_json_text(config);
    raise_if_failed(engine.configure_text(text));
  } else {
    const string path = to_path(config, "config");
    raise_if_failed(engine.configure_file(path));
  }
}

std::unique_ptr<Engine> make_engine(const py::object& config, const py::object& start,
                                    bool naive_matcher) {
  Options options{.naive_matcher = naive_matcher};
  if (!start.is_none()) options.start = to_time(start, "start");
  auto engine = std::make_unique<Engine>(value_or_raise(Engine::open(std::move(options))));
  if (!config.is_none()) configure(*engine, config);
  return engine;
}

void advance(Engine& engine, const py::object& by_or_to) {
  const py::object datetime = py::module_::import("datetime").attr("datetime");
  if (py::isinstance(by_or_to, datetime)) {
    const Time target = to_time(by_or_to, "by_or_to");
    return raise_if_failed(engine.advance(target));
  }
  const Duration by = to_duration(by_or_to, "by_or_to");
  if (by > Time::max() - engine.now()) {
    throw std::overflow_error("by_or_to: out of range, it leads beyond the last time there is");
  }
  raise_if_failed(engine.advance(engine.now() + by));
}

void submit(Engine& engine, const string& id, const std::optional<string>& queue,
            const string& channel, const std::optional<string>& customer,
            const py::object& priority, const py::object& attributes, const py::object& require,
            const py::object& relax, const py::object& credit, const py::object& time_to_live,
            const py::object& scheduled_at, bool auto_activate) {
  SubmitRequest request{.id = id, .queue = queue.value_or(""), .channel = channel};
  request.customer = customer.value_or("");
  request.priority = to_optional(priority, "priority", to_int);
  request.attributes = to_attributes(attributes);
  request.require = to_requirement(require);
  request.relax = to_relax(relax);
  if (!credit.is_none()) request.credit = to_duration(credit, "credit");
  request.time_to_live = to_optional(time_to_live, "time_to_live", to_duration);
  request.scheduled_at = to_optional(scheduled_at, "scheduled_at", to_time);
  request.auto_activate = auto_activate;
  raise_if_failed(engine.submit(request));
}

void update(Engine& engine, const string& interaction, const py::object& priority,
            bool reset_priority, const py::object& attributes, const py::object& require,
            const std::optional<string>& disposition, const string& note,
            const py::object& if_version) {
  InteractionUpdate update;
  update.priority = to_optional(priority, "priority", to_int);
  update.reset_priority = reset_priority;
  update.attributes = to_attribute_changes(attributes);
  if (!require.is_none()) update.require = to_requirement(require);
  update.disposition = disposition;
  update.note = note;
  update.if_version = to_optional(if_version, "if_version", to_natural);
  raise_if_failed(engine.update(interaction, update));
}

void update_agent(Engine& engine, const string& agent, const py::object& skills,
                  const py::object& attributes, const py::object& queues,
                  const py::object& capacity, const py::object& max_offers,
                  const py::object& if_version) {
  AgentUpdate update;
  each_item(skills, "skills", [&](const string& skill, const py::object& level) {
    update.skills[skill] = to_optional(level, "skills." + skill, to_int);
  });
  update.attributes = to_attribute_changes(attributes);
  if (!queues.is_none()) update.queues = to_memberships(queues);
  if (!capacity.is_none()) update.capacity = to_capacity(capacity);
  update.max_offers = to_optional(max_offers, "max_offers", to_int);
  update.if_version = to_optional(if_version, "if_version", to_natural);
  raise_if_failed(engine.update_agent(agent, update));
}

std::vector<string> list(const Engine& engine, const string& queue,
                         const std::optional<string>& state, const py::object& scheduled_after,
                         const py::object& scheduled_before, const py::object& page_size,
                         const string& after) {
  ListRequest request{.queue = queue, .after = after};
  if (state) {
    request.state = to_word<InteractionState>(
        *state, "state", "scheduled, waiting, offered, connecting, active, wrapping or ended");
  }
  request.scheduled_after = to_optional(scheduled_after, "scheduled_after", to_time);
  request.scheduled_before = to_optional(scheduled_before, "scheduled_before", to_time);
  const std::uint64_t size = to_natural(page_size, "page_size");
  if (size < 1 || size > 1000) {
    throw py::value_error("page_size: found " + std::to_string(size) + ", expected 1 to 1000");
  }
  request.page_size = static_cast<std::size_t>(size);
  return engine.list(request);
}

std::vector<PyEvent> poll(Engine& engine) {
  std::vector<PyEvent> events;
  engine.poll([&](const Event& e) { events.emplace_back(e); });
  return events;
}

/// A command that takes an interaction, an agent and the offer that is meant.
template <Status (Engine::*Call)(std::string_view, std::string_view, std::uint64_t)>
void on_offer(Engine& engine, const string& interaction, const string& agent,
              const py::object& offer) {
  const std::uint64_t id = to_natural(offer, "offer");
  raise_if_failed((engine.*Call)(interaction, agent, id));
}

void bind_time(EngineClass& engine) {
  engine.def("configure", &configure, py::arg("config"))
      .def_property_readonly("now", [](const Engine& e) { return from_time(e.now()); })
      .def_property_readonly("now_ns", [](const Engine& e) { return to_ns(e.now()); })
      .def_property_readonly("next_due",
                             [](const Engine& e) { return from_optional_time(e.next_due()); })
      .def_property_readonly("late_commands", &Engine::late_commands)
      .def("advance", &advance, py::arg("by_or_to"));
}

void bind_interactions(EngineClass& engine) {
  engine
      .def("submit", &submit, py::arg("id"), py::kw_only(), py::arg("queue") = py::none(),
           py::arg("channel") = "voice", py::arg("customer") = py::none(),
           py::arg("priority") = py::none(), py::arg("attributes") = py::none(),
           py::arg("require") = py::none(), py::arg("relax") = py::none(),
           py::arg("credit") = py::none(), py::arg("time_to_live") = py::none(),
           py::arg("scheduled_at") = py::none(), py::arg("auto_activate") = false)
      .def(
          "activate", [](Engine& e, const string& i) { raise_if_failed(e.activate(i)); },
          py::arg("interaction"))
      .def("update", &update, py::arg("interaction"), py::kw_only(),
           py::arg("priority") = py::none(), py::arg("reset_priority") = false,
           py::arg("attributes") = py::none(), py::arg("require") = py::none(),
           py::arg("disposition") = py::none(), py::arg("note") = "",
           py::arg("if_version") = py::none())
      .def(
          "abandon", [](Engine& e, const string& i) { raise_if_failed(e.abandon(i)); },
          py::arg("interaction"))
      .def(
          "cancel",
          [](Engine& e, const string& i, const string& disposition, const string& note) {
            raise_if_failed(e.cancel(i, disposition, note));
          },
          py::arg("interaction"), py::arg("disposition") = "", py::arg("note") = "")
      .def(
          "transfer",
          [](Engine& e, const string& i, const string& queue, const py::object& priority) {
            const std::optional<int> given = to_optional(priority, "priority", to_int);
            raise_if_failed(e.transfer(i, queue, given));
          },
          py::arg("interaction"), py::arg("queue"), py::arg("priority") = py::none());
}

void bind_offers(EngineClass& engine) {
  engine
      .def("accept", &on_offer<&Engine::accept>, py::arg("interaction"), py::arg("agent"),
           py::arg("offer") = 0)
      .def(
          "decline",
          [](Engine& e, const string& i, const string& a, const py::object& retry_after,
             const py::object& offer) {
            const auto retry = to_optional(retry_after, "retry_after", to_duration);
            const std::uint64_t id = to_natural(offer, "offer");
            raise_if_failed(e.decline(i, a, retry, id));
          },
          py::arg("interaction"), py::arg("agent"), py::arg("retry_after") = py::none(),
          py::arg("offer") = 0)
      .def("fail_connect", &on_offer<&Engine::fail_connect>, py::arg("interaction"),
           py::arg("agent"), py::arg("offer") = 0)
      .def("connected", &on_offer<&Engine::connected>, py::arg("interaction"), py::arg("agent"),
           py::arg("offer") = 0)
      .def(
          "complete",
          [](Engine& e, const string& i, const string& note) {
            raise_if_failed(e.complete(i, note));
          },
          py::arg("interaction"), py::arg("note") = "")
      .def(
          "close",
          [](Engine& e, const string& i, const string& disposition, const string& note,
             const py::object& at) {
            const std::optional<Time> when = to_optional(at, "at", to_time);
            raise_if_failed(e.close(i, disposition, note, when));
          },
          py::arg("interaction"), py::arg("disposition") = "", py::arg("note") = "",
          py::arg("at") = py::none())
      .def(
          "unassign",
          [](Engine& e, const string& i, bool hold) { raise_if_failed(e.unassign(i, hold)); },
          py::arg("interaction"), py::arg("hold") = false);
}

void bind_agents(EngineClass& engine) {
  engine
      .def(
          "login", [](Engine& e, const string& a) { raise_if_failed(e.agent_login(a)); },
          py::arg("agent"))
      .def(
          "logout", [](Engine& e, const string& a) { raise_if_failed(e.agent_logout(a)); },
          py::arg("agent"))
      .def(
          "presence",
          [](Engine& e, const string& a, const string& state, const string& reason) {
            const auto presence =
                to_word<Presence>(state, "state", "ready, not_ready, draining or offline");
            raise_if_failed(e.set_presence(a, presence, reason));
          },
          py::arg("agent"), py::arg("state"), py::arg("reason") = "")
      .def("update_agent", &update_agent, py::arg("agent"), py::kw_only(),
           py::arg("skills") = py::none(), py::arg("attributes") = py::none(),
           py::arg("queues") = py::none(), py::arg("capacity") = py::none(),
           py::arg("max_offers") = py::none(), py::arg("if_version") = py::none());
}

void bind_questions(EngineClass& engine) {
  engine
      .def(
          "interaction",
          [](const Engine& e, const string& id) {
            return to_dict(value_or_raise(e.interaction(id)));
          },
          py::arg("id"))
      .def(
          "agent",
          [](const Engine& e, const string& id) { return to_dict(value_or_raise(e.agent(id))); },
          py::arg("id"))
      .def(
          "queue",
          [](const Engine& e, const string& id) { return to_dict(value_or_raise(e.queue(id))); },
          py::arg("id"))
      .def(
          "table",
          [](const Engine& e, const string& id) { return to_dict(value_or_raise(e.table(id))); },
          py::arg("id"))
      .def("list", &list, py::arg("queue") = "", py::kw_only(), py::arg("state") = py::none(),
           py::arg("scheduled_after") = py::none(), py::arg("scheduled_before") = py::none(),
           py::arg("page_size") = 100, py::arg("after") = "")
      .def(
          "explain", [](const Engine& e, const string& i) { return value_or_raise(e.explain(i)); },
          py::arg("interaction"))
      .def(
          "ask_table",
          [](const Engine& e, const string& id, const string& interaction, const string& agent) {
            return to_dict(value_or_raise(e.ask_table(id, interaction, agent)));
          },
          py::arg("id"), py::arg("interaction") = "", py::kw_only(), py::arg("agent") = "")
      .def(
          "explain_table",
          [](const Engine& e, const string& id, const string& interaction, const string& agent) {
            return value_or_raise(e.explain_table(id, interaction, agent));
          },
          py::arg("id"), py::arg("interaction") = "", py::kw_only(), py::arg("agent") = "")
      .def("poll", &poll)
      .def("state_hash", &Engine::state_hash)
      .def("check_books", [](const Engine& e) { raise_if_failed(e.check_books()); });
}

}  // namespace

void bind_engine(py::module_& module) {
  EngineClass engine(module, "Engine", py::module_local(),
                     "The routing core with names. Threads that share one take turns.");
  engine.def(py::init(&make_engine), py::arg("config") = py::none(), py::kw_only(),
             py::arg("start") = py::none(), py::arg("naive_matcher") = false);
  bind_time(engine);
  bind_interactions(engine);
  bind_offers(engine);
  bind_agents(engine);
  bind_questions(engine);
}

}  // namespace uniselector::python
