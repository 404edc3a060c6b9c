// One small reader for each command; the table at the end of them names them all.
#include "sim/scenario_commands.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "config/center_reader.h"
#include "config/values.h"
#include "sim/command_fields.h"

namespace uniselector::sim {
namespace {

using Action = std::function<Status(Engine&, const Repetition&)>;
using Fields = CommandFields;

Action submit(Fields& f) {
  SubmitRequest request{.id = f.required("id"), .queue = f.text("queue")};
  if (const auto channel = f.get("channel")) request.channel = channel->text().value_or("");
  request.customer = f.text("customer");
  request.priority = f.integer("priority");
  if (const auto n = f.get("attributes")) request.attributes = config::read_attributes(*n);
  if (const auto n = f.get("require")) request.require = config::read_requirement(*n);
  if (const auto n = f.get("relax")) request.relax = config::read_relax(*n);
  request.credit = f.duration("credit").value_or(Duration{});
  request.time_to_live = f.duration("time_to_live");
  request.scheduled_at = f.time("scheduled_at");
  request.auto_activate = f.flag("auto_activate");
  f.check(request.require, request.relax);
  return [request](Engine& engine, const Repetition& n) {
    SubmitRequest r = request;
    r.id = n(r.id);
    r.queue = n(r.queue);
    r.customer = n(r.customer);
    repeat_in(&r.require, n);
    for (RelaxStep& step : r.relax) repeat_in(&step, n);
    for (auto& [key, value] : r.attributes) {
      if (auto* text = std::get_if<std::string>(&value)) *text = n(*text);
    }
    return engine.submit(r);
  };
}

/// A mapping of name to value, where null erases.
std::map<std::string, std::optional<AttributeValue>> read_changes(const NodeReader& node) {
  std::map<std::string, std::optional<AttributeValue>> changes;
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    auto& change = changes[std::string(key.scalar())];
    if (!value.is_null()) change = config::read_attribute(value);
  });
  return changes;
}

std::optional<std::uint64_t> version(Fields& f) {
  const auto given = f.natural("if_version");
  return given ? std::optional(static_cast<std::uint64_t>(*given)) : std::nullopt;
}

Action update(Fields& f) {
  const std::string id = f.required("interaction");
  InteractionUpdate u;
  if (const auto n = f.get("priority"); n && n->is_null()) {
    u.reset_priority = true;
  } else {
    u.priority = f.integer("priority");
  }
  if (const auto n = f.get("attributes")) u.attributes = read_changes(*n);
  if (const auto n = f.get("require")) u.require = config::read_requirement(*n);
  if (const auto n = f.get("disposition")) {
    u.disposition = n->is_null() ? std::string() : n->text().value_or("");
  }
  u.note = f.text("note");
  u.if_version = version(f);
  if (u.require) f.check(*u.require, {});
  return [id, u](Engine& engine, const Repetition& n) {
    InteractionUpdate update = u;
    if (update.require) repeat_in(&*update.require, n);
    return engine.update(n(id), update);
  };
}

/// Commands about an interaction alone.
template <Status (Engine::*Call)(std::string_view)>
Action on_interaction(Fields& f) {
  const std::string id = f.subject("interaction");
  return [id](Engine& engine, const Repetition& n) { return (engine.*Call)(n(id)); };
}

/// The agent of the single live offer, where a file leaves him out.
Result<std::string> agent_of_offer(const Engine& engine, const std::string& interaction,
                                   const std::string& named) {
  if (!named.empty()) return named;
  const Result<InteractionView> view = engine.interaction(interaction);
  if (!view.ok()) return view.status();
  if (view->offers.size() == 1) return view->offers.front().agent;
  return invalid_argument(
      fmt::format("interaction '{}': the agent is left out, and there are {} live offers",
                  interaction, view->offers.size()));
}

template <class F>
Action on_offer(Fields& f, F call) {
  const std::string id = f.subject("interaction");
  const std::string named = f.text("agent");
  const std::uint64_t offer = f.number("offer");
  return [id, named, offer, call](Engine& engine, const Repetition& n) {
    const std::string interaction = n(id);
    const Result<std::string> agent = agent_of_offer(engine, interaction, n(named));
    if (!agent.ok()) return agent.status();
    return call(engine, interaction, agent.value(), offer);
  };
}

template <Status (Engine::*Call)(std::string_view, std::string_view, std::uint64_t)>
Action on_offer_alone(Fields& f) {
  return on_offer(f, [](Engine& engine, const std::string& interaction, const std::string& agent,
                        std::uint64_t offer) { return (engine.*Call)(interaction, agent, offer); });
}

Action decline(Fields& f) {
  const std::optional<Duration> retry = f.duration("retry_after");
  return on_offer(f,
                  [retry](Engine& engine, const std::string& id, const std::string& agent,
                          std::uint64_t offer) { return engine.decline(id, agent, retry, offer); });
}

Action complete(Fields& f) {
  const std::string id = f.subject("interaction");
  const std::string note = f.text("note");
  return [id, note](Engine& engine, const Repetition& n) { return engine.complete(n(id), note); };
}

Action close(Fields& f) {
  const std::string id = f.subject("interaction");
  const std::string disposition = f.text("disposition");
  const std::string note = f.text("note");
  const std::optional<Time> at = f.time("at");
  return [=](Engine& engine, const Repetition& n) {
    return engine.close(n(id), disposition, note, at);
  };
}

Action cancel(Fields& f) {
  const std::string id = f.subject("interaction");
  const std::string disposition = f.text("disposition");
  const std::string note = f.text("note");
  return
      [=](Engine& engine, const Repetition& n) { return engine.cancel(n(id), disposition, note); };
}

Action transfer(Fields& f) {
  const std::string id = f.required("interaction");
  const std::string queue = f.required("queue");
  const std::optional<int> priority = f.integer("priority");
  return [=](Engine& engine, const Repetition& n) {
    return engine.transfer(n(id), n(queue), priority);
  };
}

Action unassign(Fields& f) {
  const std::string id = f.subject("interaction");
  const bool hold = f.flag("hold");
  return [id, hold](Engine& engine, const Repetition& n) { return engine.unassign(n(id), hold); };
}

template <Status (Engine::*Call)(std::string_view)>
Action on_agent(Fields& f) {
  const std::string id = f.subject("agent");
  return [id](Engine& engine, const Repetition& n) { return (engine.*Call)(n(id)); };
}

Action presence(Fields& f) {
  const std::string id = f.required("agent");
  const std::string reason = f.text("reason");
  Presence state = Presence::kReady;
  if (const auto n = f.get("state")) {
    state = n->enumerator<Presence>().value_or(state);
  } else {
    (void)f.required("state");
  }
  return [=](Engine& engine, const Repetition& n) {
    return engine.set_presence(n(id), state, reason);
  };
}

Action update_agent(Fields& f) {
  const std::string id = f.required("agent");
  AgentUpdate u;
  if (const auto skills = f.get("skills")) {
    skills->each_member([&](const NodeReader& key, const NodeReader& value) {
      auto& change = u.skills[std::string(key.scalar())];
      if (!value.is_null()) {
        change = value.small_integer(config::kMinLevel, config::kMaxLevel).value_or(1);
      }
    });
  }
  if (const auto n = f.get("attributes")) u.attributes = read_changes(*n);
  if (const auto n = f.get("queues")) u.queues = config::read_memberships(*n);
  if (const auto n = f.get("capacity")) u.capacity = config::read_capacity(*n);
  if (u.capacity) f.check(*u.capacity);
  u.max_offers = f.integer("max_offers");
  u.if_version = version(f);
  return [id, u](Engine& engine, const Repetition& n) { return engine.update_agent(n(id), u); };
}

Action list(Fields& f) {
  ListRequest request{.queue = f.text("queue")};
  if (const auto n = f.get("state")) request.state = n->enumerator<InteractionState>();
  request.scheduled_after = f.time("scheduled_after");
  request.scheduled_before = f.time("scheduled_before");
  if (const auto size = f.natural("page_size")) request.page_size = static_cast<std::size_t>(*size);
  request.after = f.text("after");
  std::vector<std::string> expected;
  if (const auto ids = f.get("expect")) {
    ids->each_item([&](const NodeReader& id) { expected.push_back(id.text().value_or("")); });
  } else {
    (void)f.required("expect");
  }
  return [request, expected](Engine& engine, const Repetition&) {
    const std::vector<std::string> got = engine.list(request);
    if (got == expected) return ok_status();
    return Status(
        StatusCode::kUnknown,
        fmt::format("expected [{}], got [{}]", fmt::join(expected, ", "), fmt::join(got, ", ")));
  };
}

Action configure_text(Fields& f) {
  const std::string text = f.subject("text");
  return [text](Engine& engine, const Repetition&) { return engine.configure_text(text); };
}

constexpr std::string_view kConfigureText = "configure_text";
struct Entry {
  std::string_view name;
  Action (*read)(Fields&);
};
constexpr auto kCommands = std::to_array<Entry>({
    {"submit", submit},
    {"activate", on_interaction<&Engine::activate>},
    {"update", update},
    {"abandon", on_interaction<&Engine::abandon>},
    {"cancel", cancel},
    {"transfer", transfer},
    {"accept", on_offer_alone<&Engine::accept>},
    {"decline", decline},
    {"fail_connect", on_offer_alone<&Engine::fail_connect>},
    {"connected", on_offer_alone<&Engine::connected>},
    {"complete", complete},
    {"close", close},
    {"unassign", unassign},
    {"login", on_agent<&Engine::agent_login>},
    {"logout", on_agent<&Engine::agent_logout>},
    {"presence", presence},
    {"update_agent", update_agent},
    {"list", list},
    {kConfigureText, configure_text},
});
constexpr std::string_view kConfigure = "configure";
/// Each `configure` keeps a centre of its own, so their sizes are bounded together.
constexpr std::size_t kMaxConfigured = 1'000'000;

std::size_t count_nodes(const config::Node& node) {
  std::size_t count = 1;
  for (const config::Node& child : node.children) count += count_nodes(child);
  return count;
}

/// `configure` takes a centre, complete or partial; `code` and `detail` stand in it as elsewhere. A
/// change that is expected to be refused leaves the centre of the scenario as it was.
void read_configure(CommandContext& context, const NodeReader& value, Command* command) {
  config::Node change{.place = value.node().place, .kind = config::Node::Kind::kMapping};
  value.each_member([&](const NodeReader& key, const NodeReader& entry) {
    if (key.scalar() == "code") {
      command->code = read_code(entry);
    } else if (key.scalar() == "detail") {
      command->detail = entry.text().value_or("");
    } else {
      change.children.push_back(key.node());
      change.children.push_back(entry.node());
    }
  });
  config::Node node = merged(context.center, change);
  context.configured += count_nodes(node);
  if (context.configured > kMaxConfigured) {
    return value.complain(
        fmt::format("more than {} values in the configurations of a scenario", kMaxConfigured));
  }
  config::Complaints complaints(value.complaints().file());
  const Center center = read_test_center(node, complaints);
  const int line = value.node().place.line;
  for (config::Complaint& complaint : complaints.take()) {
    // Right where it stands, and wrong by this change.
    if (complaint.line < line) complaint.message += fmt::format(", by configure in line {}", line);
    value.complaints().add(std::move(complaint));
  }
  if (command->code.value_or(StatusCode::kOk) == StatusCode::kOk) {
    context.center = std::move(node);
    if (context.read.expressions != nullptr) context.read.expressions->use(center);
  }
  command->run = [center](Engine& engine, const Repetition&) { return engine.configure(center); };
}

void read_command(CommandContext& context, const NodeReader& key, const NodeReader& value,
                  Command* command) {
  command->mark = mark_of(key);
  command->name = key.scalar();
  if (key.scalar() == kConfigure) return read_configure(context, value, command);
  const auto entry = std::find_if(kCommands.begin(), kCommands.end(),
                                  [&](const Entry& e) { return e.name == key.scalar(); });
  Fields fields(context.read, value);
  command->run = entry->read(fields);
  if (const auto code = fields.get("code")) command->code = read_code(*code);
  command->detail = fields.text("detail");
  fields.finish();
  command->doubts = fields.take_doubts();
  if (key.scalar() == kConfigureText) context.read.expressions = nullptr;
}

}  // namespace

std::vector<std::string_view> command_names() {
  std::vector<std::string_view> names{kConfigure};
  for (const Entry& e : kCommands) names.push_back(e.name);
  return names;
}

bool is_command(std::string_view name) {
  return name == kConfigure || std::any_of(kCommands.begin(), kCommands.end(),
                                           [&](const Entry& e) { return e.name == name; });
}

void read_commands(CommandContext& context, const NodeReader& key, const NodeReader& value,
                   std::vector<Command>* commands) {
  value.one_or_more([&](const NodeReader& node) {
    if (commands->size() >= static_cast<std::size_t>(kMaxCommandsPerStep)) {
      return node.complain(fmt::format("more than {} commands in a step", kMaxCommandsPerStep));
    }
    read_command(context, key, node, &commands->emplace_back());
  });
}

StatusCode read_code(const NodeReader& node) {
  std::vector<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(StatusCode::kDataLoss); ++i) {
    names.push_back(to_string(static_cast<StatusCode>(i)));
  }
  return static_cast<StatusCode>(node.word(names).value_or(0));
}

config::Node merged(const config::Node& base, const config::Node& change, int depth) {
  using Kind = config::Node::Kind;
  const bool both = base.kind == Kind::kMapping && change.kind == Kind::kMapping;
  if (!both || depth > config::kMaxDepth) return change;
  config::Node result{.place = change.place, .kind = Kind::kMapping};
  const auto add = [&](const config::Node& key, config::Node value) {
    result.children.push_back(key);
    result.children.push_back(std::move(value));
  };
  for (std::size_t i = 0; i + 1 < base.children.size(); i += 2) {
    const config::Node* other = config::find(change, base.children[i].text);
    if (other == nullptr) {
      add(base.children[i], base.children[i + 1]);
    } else if (other->kind != Kind::kNull) {
      add(base.children[i], merged(base.children[i + 1], *other, depth + 1));
    }
  }
  for (std::size_t i = 0; i + 1 < change.children.size(); i += 2) {
    const bool fresh = config::find(base, change.children[i].text) == nullptr;
    if (fresh && change.children[i + 1].kind != Kind::kNull) {
      add(change.children[i], change.children[i + 1]);
    }
  }
  return result;
}

Center read_test_center(const config::Node& node, config::Complaints& complaints) {
  config::ReadResult read = config::read_center_node(node, complaints.file());
  for (const config::Complaint& c : read.complaints) {
    complaints.add({c.line, c.column}, "center." + c.path, c.message);
  }
  Center& center = read.center;
  const bool voice = center.channels.empty() ||
                     std::any_of(center.channels.begin(), center.channels.end(),
                                 [](const ChannelConfig& c) { return c.id == "voice"; });
  for (AgentConfig& agent : center.agents) {
    if (agent.capacity || !agent.profile.empty() || !voice) continue;
    agent.capacity = Capacity{.channels = {{.channel = "voice"}}};
  }
  return std::move(read.center);
}

}  // namespace uniselector::sim
