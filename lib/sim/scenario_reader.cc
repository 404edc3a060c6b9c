// The outer form of a scenario and of its steps; commands and expectations have files of their own.
#include "sim/scenario_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario_commands.h"
#include "sim/scenario_expect.h"

namespace uniselector::sim {
namespace {

/// A Monday; where a file names no start.
constexpr std::string_view kDefaultStart = "2026-03-02T09:00:00Z";

constexpr auto kScenarioKeys =
    std::to_array<std::string_view>({"name", "source", "skip", "center", "start", "steps"});
constexpr auto kStepKeys =
    std::to_array<std::string_view>({"at", "repeat", "do", "concurrent", "code", "detail", "expect",
                                     "in_order", "only", "not", "count", "state", "explain"});

template <class Keys>
bool is_one_of(const Keys& keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

void read_repeat(const NodeReader& node, Step* step) {
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    if (key.scalar() == "times") {
      step->times = value.small_integer(1, kMaxRepetitions).value_or(1);
    } else if (key.scalar() == "every") {
      step->every = value.duration().value_or(Duration{});
    } else if (key.scalar() == "seeds") {
      step->seeds = value.boolean().value_or(false);
    } else {
      complain_unknown(key, {"times", "every", "seeds"});
    }
  });
  // Divided, not multiplied: the product may not fit.
  if (step->every > (kLongestScenario - step->at) / step->times) {
    node.complain("the repetitions last too long");
    step->every = {};
  }
}

/// `do`: commands as a list of mappings, where one name is needed again after another.
void read_do(CommandContext& context, const NodeReader& node, Step* step) {
  node.each_item([&](const NodeReader& item) {
    item.each_member([&](const NodeReader& key, const NodeReader& value) {
      if (!is_command(key.scalar())) return complain_unknown(key, command_names());
      read_commands(context, key, value, &step->commands);
    });
  });
}

/// `concurrent`: as `do`, for commands of which a host cannot know the order.
void read_concurrent(CommandContext& context, const NodeReader& node, Step* step) {
  const std::size_t first = step->commands.size();
  read_do(context, node, step);
  for (std::size_t i = first; i < step->commands.size(); ++i) {
    step->commands[i].concurrent = true;
    if (step->commands[i].name == "configure") {
      node.complain(
          "configure is among them, but what follows is read with it in force: write it "
          "in front or behind");
    }
  }
}

void read_expectations(const ReadContext& context, const NodeReader& node, Step* step) {
  if (const auto n = node.member("expect")) step->expect = read_patterns(context, *n);
  if (const auto n = node.member("in_order")) step->in_order = n->boolean().value_or(false);
  if (const auto n = node.member("only")) read_only(*n, step);
  if (const auto n = node.member("not")) step->never = read_patterns(context, *n);
  if (const auto n = node.member("count")) step->counts = read_counts(context, *n);
  if (const auto n = node.member("state")) step->states = read_states(context, *n);
  if (const auto n = node.member("explain")) step->explains = read_explains(*n);
}

/// `code` and `detail` beside a command belong to it; with several they must stand inside.
void read_status(const NodeReader& node, Step* step) {
  const auto code = node.member("code");
  const auto detail = node.member("detail");
  if (!code && !detail) return;
  if (step->commands.size() != 1) {
    (code ? *code : *detail)
        .complain(fmt::format("it stands beside {} commands, expected exactly one; write it into "
                              "the command that it belongs to",
                              step->commands.size()));
    return;
  }
  if (code) step->commands.front().code = read_code(*code);
  if (detail) step->commands.front().detail = detail->text().value_or("");
}

/// A command that is to be refused may have the very fault.
void complain_of_doubts(const NodeReader& node, Step* step) {
  for (Command& command : step->commands) {
    for (config::Complaint& doubt : std::exchange(command.doubts, {})) {
      if (command.code.value_or(StatusCode::kOk) != StatusCode::kOk) break;
      node.complaints().add({doubt.line, doubt.column}, std::move(doubt.path),
                            std::move(doubt.message));
    }
  }
}

void read_step(CommandContext& context, const NodeReader& node, Duration latest, Step* step) {
  if (!node.is_mapping()) return node.expected("a step, a mapping");
  if (const auto at = node.member("at")) {
    step->at = read_time(context.read, *at) - context.read.start;
    if (step->at < latest) at->complain("time only moves forward");
  }
  if (const auto repeat = node.member("repeat")) read_repeat(*repeat, step);
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    if (key.scalar() == "do") {
      read_do(context, value, step);
    } else if (key.scalar() == "concurrent") {
      read_concurrent(context, value, step);
    } else if (is_command(key.scalar())) {
      read_commands(context, key, value, &step->commands);
    } else if (!is_one_of(kStepKeys, key.scalar())) {
      std::vector<std::string_view> known(kStepKeys.begin(), kStepKeys.end());
      for (const std::string_view name : command_names()) known.push_back(name);
      complain_unknown(key, known);
    }
  });
  if (step->seeds && !node.member("concurrent")) {
    node.member("repeat")->complain("seeds draw the order of concurrent commands, found none");
  }
  read_expectations(context.read, node, step);
  read_status(node, step);
  complain_of_doubts(node, step);
}

void read_steps(CommandContext& context, const NodeReader& node, Scenario* scenario) {
  Duration latest{};
  node.each_item([&](const NodeReader& item) {
    if (scenario->steps.size() >= static_cast<std::size_t>(kMaxSteps)) {
      return item.complain(fmt::format("more than {} steps", kMaxSteps));
    }
    Step& step = scenario->steps.emplace_back(Step{.mark = mark_of(item), .at = latest});
    read_step(context, item, latest, &step);
    latest = step.at + step.every * (step.times - 1);
  });
}

/// Agents begin ready unless the file says otherwise; the runner logs them in, so the centre itself
/// names them offline.
void read_center(const NodeReader& node, Scenario* scenario) {
  scenario->center = read_test_center(node.node(), node.complaints());
  const config::Node* agents = config::find(node.node(), "agents");
  for (AgentConfig& agent : scenario->center.agents) {
    const config::Node* written = agents == nullptr ? nullptr : config::find(*agents, agent.id);
    const bool given = written != nullptr && config::find(*written, "state") != nullptr;
    const Presence presence = given ? agent.state : Presence::kReady;
    if (presence != Presence::kOffline) scenario->agents.push_back({agent.id, presence});
    agent.state = Presence::kOffline;
  }
}

void read_start(const NodeReader& node, Scenario* scenario) {
  scenario->start = parse_time(kDefaultStart).value_or(Time{});
  if (const auto start = node.member("start")) {
    scenario->start = start->time().value_or(scenario->start);
  }
}

Scenario read_scenario(const NodeReader& node) {
  Scenario scenario{.mark = mark_of(node)};
  if (!node.is_mapping()) {
    node.expected("a scenario, a mapping with name, center and steps");
    return scenario;
  }
  node.each_member([&](const NodeReader& key, const NodeReader&) {
    if (is_one_of(kScenarioKeys, key.scalar())) return;
    complain_unknown(key, {kScenarioKeys.begin(), kScenarioKeys.end()});
  });
  if (const auto name = node.member("name")) {
    scenario.name = name->text().value_or("");
  } else {
    node.complain("name is missing");
  }
  if (const auto source = node.member("source")) scenario.source = source->text().value_or("");
  if (const auto skip = node.member("skip")) {
    scenario.skip = skip->text().value_or("");
    if (scenario.skip.empty()) skip->expected("the reason");
  }
  // What is skipped may use what does not exist yet.
  if (!scenario.skip.empty()) return scenario;
  read_start(node, &scenario);
  CommandContext context{.read = {.start = scenario.start}};
  if (const auto center = node.member("center")) {
    read_center(*center, &scenario);
    context.center = center->node();
  }
  ExpressionCheck expressions(scenario.center);
  context.read.expressions = &expressions;
  if (const auto steps = node.member("steps")) {
    read_steps(context, *steps, &scenario);
  } else {
    node.complain("steps are missing");
  }
  return scenario;
}

}  // namespace

Result<std::vector<Scenario>> read_scenarios(std::string_view text, std::string_view name) {
  config::Complaints complaints(name);
  if (text.size() > kMaxScenarioBytes) {
    return invalid_argument(fmt::format("{}: longer than {} bytes", name, kMaxScenarioBytes));
  }
  const std::vector<config::Node> documents =
      config::parse_documents(text, kMaxScenarios, complaints);
  std::vector<Scenario> scenarios;
  for (const config::Node& document : documents) {
    scenarios.push_back(read_scenario(NodeReader(document, {}, complaints)));
  }
  if (!complaints.empty()) return config::to_status(complaints.list());
  return scenarios;
}

}  // namespace uniselector::sim
