// One run: the steps in virtual time, the comparison after each, and the text of a failure.
#include "sim/scenario_runner.h"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/prng.h"
#include "sim/scenario_match.h"

namespace uniselector::sim {
namespace {

/// Agents who are ready before the start became so this long before it, a nanosecond apart, so that
/// the first in order of definition is idle longest.
constexpr Duration kReadyBefore = std::chrono::hours(1);
/// Events shown with a failure.
constexpr std::size_t kShownEvents = 20;

/// What differs in a step: one text, and the interaction whose explanation belongs to it.
struct Failure {
  std::string text{};
  std::string interaction{};
};
using Outcome = std::optional<Failure>;

std::string named_interaction(const Pattern& pattern) {
  for (const auto& [name, check] : pattern.fields) {
    if (name != "interaction" || check.bounds.empty()) continue;
    if (const auto* text = std::get_if<std::string>(&check.bounds.front().value)) return *text;
  }
  return {};
}

template <class View>
std::optional<std::string> view_difference(const std::string& name, const Check& check,
                                           std::span<const Field<View>> fields, const View& view) {
  for (const auto& [key, field_check] : check.fields) {
    const Field<View>* field = find_field(fields, key);
    if (field == nullptr) return name + ": there is no field " + key;
    if (auto d = difference(name + " " + key, field_check, field->get(view))) return d;
  }
  return std::nullopt;
}

class Run {
 public:
  Run(const Scenario& scenario, const ScenarioOptions& options, Engine engine)
      : scenario_(scenario), options_(options), engine_(std::move(engine)) {}

  /// Logs the agents in before the start. Events of that time are not the scenario's.
  Status prepare() {
    Time at = scenario_.start - kReadyBefore;
    for (const AgentStart& agent : scenario_.agents) {
      if (Status s = engine_.advance(at); !s.ok()) return s;
      if (Status s = engine_.agent_login(agent.agent); !s.ok()) return s;
      if (agent.presence != Presence::kReady) {
        if (Status s = engine_.set_presence(agent.agent, agent.presence); !s.ok()) return s;
      }
      at += Duration(1);
    }
    Status status = engine_.advance(scenario_.start);
    collect();
    events_.clear();
    trace_.clear();
    return status;
  }

  Outcome step(const Step& step) {
    window_ = events_.size();
    if (options_.trace) trace_.push_back(fmt::format("at {}", to_string(step.at)));
    for (int n = 1; n <= step.times; ++n) {
      if (Outcome failure = commands(step, n)) return failure;
    }
    if (Outcome failure = expected_events(step)) return failure;
    if (Outcome failure = forbidden_events(step)) return failure;
    if (Outcome failure = counts(step)) return failure;
    if (Outcome failure = states(step)) return failure;
    if (Outcome failure = explanations(step)) return failure;
    if (Status books = engine_.check_books(); !books.ok()) {
      return Failure{"the books do not balance: " + books.to_string()};
    }
    return std::nullopt;
  }

  /// The events of the last step and why its interaction stands where it does.
  std::string surroundings(const Failure& failure) const {
    const auto events = window();
    std::string text;
    if (events.empty()) text = "\n  no event since the step before";
    const std::size_t shown = std::min(events.size(), kShownEvents);
    for (std::size_t i = 0; i < shown; ++i) text += "\n  | " + events[i].text;
    if (shown < events.size()) text += fmt::format("\n  | ... {} more", events.size() - shown);
    if (failure.interaction.empty()) return text;
    const Result<std::string> why = engine_.explain(failure.interaction);
    text += fmt::format("\n  {}: ", failure.interaction);
    for (const char c : why.ok() ? why.value() : why.status().to_string()) {
      text += c;
      if (c == '\n') text += "    ";
    }
    return text;
  }

  std::vector<std::string> take_trace() { return std::move(trace_); }

 private:
  std::span<const RecordedEvent> window() const { return std::span(events_).subspan(window_); }

  void collect() {
    engine_.poll([this](const Event& event) {
      events_.push_back(record(event));
      if (options_.trace) trace_.push_back("  " + events_.back().text);
    });
  }

  /// The commands as written, the concurrent ones among each other in an order of the
  /// repetition's.
  static std::vector<const Command*> order_of(const Step& step, int n) {
    std::vector<const Command*> order;
    for (const Command& command : step.commands) order.push_back(&command);
    const auto concurrent = [](const Command* command) { return command->concurrent; };
    const auto first = std::find_if(order.begin(), order.end(), concurrent);
    const auto last = std::find_if_not(first, order.end(), concurrent);
    base::Prng prng(step.seeds ? static_cast<std::uint64_t>(n) : 1);
    for (auto left = last - first; left > 1; --left) {
      const auto drawn = static_cast<std::ptrdiff_t>(prng.below(static_cast<std::uint64_t>(left)));
      std::swap(first[left - 1], first[drawn]);
    }
    return order;
  }

  Outcome commands(const Step& step, int n) {
    const Time at = scenario_.start + step.at + step.every * (n - 1);
    if (Status s = engine_.advance(at); !s.ok()) return Failure{"advance: " + s.to_string()};
    collect();
    const Repetition repetition = step.times > 1 ? Repetition(n) : Repetition();
    for (const Command* next : order_of(step, n)) {
      const Command& command = *next;
      const Status status = command.run(engine_, repetition);
      if (options_.trace) {
        trace_.push_back(fmt::format("  {} -> {}", command.name, status.to_string()));
      }
      collect();
      const StatusCode code =
          command.code.value_or(command.concurrent ? status.code() : StatusCode::kOk);
      if (status.code() == code && (command.detail.empty() || command.detail == status.detail())) {
        continue;
      }
      const std::string detail = command.detail.empty() ? "" : " \"" + command.detail + "\"";
      const std::string got_detail =
          status.detail().empty() ? "" : " (detail \"" + status.detail() + "\")";
      return Failure{fmt::format("{} on line {}{}: expected {}{}, got {}{}", command.name,
                                 command.mark.line,
                                 step.times > 1 ? fmt::format(" (repetition {})", n) : "",
                                 to_string(code), detail, status.to_string(), got_detail)};
    }
    return std::nullopt;
  }

  /// The patterns of a step, those that mention `{n}` once for every repetition.
  std::vector<Pattern> expanded(const std::vector<Pattern>& patterns, int times) const {
    std::vector<Pattern> result;
    for (const Pattern& pattern : patterns) {
      if (times == 1 || !mentions_repetition(pattern)) {
        result.push_back(pattern);
        continue;
      }
      for (int n = 1; n <= times; ++n) result.push_back(repeated(pattern, Repetition(n)));
    }
    return result;
  }

  Outcome expected_events(const Step& step) const {
    const std::vector<Pattern> patterns = expanded(step.expect, step.times);
    const auto events = window();
    const std::vector<std::size_t> chosen =
        step.in_order ? assign_events_in_order(patterns, events) : assign_events(patterns, events);
    std::vector<bool> used(events.size(), false);
    for (std::size_t p = 0; p < patterns.size(); ++p) {
      if (chosen[p] == kNoEvent) return missing(patterns[p], step.in_order);
      used[chosen[p]] = true;
    }
    if (!step.only) return std::nullopt;
    for (std::size_t e = 0; e < events.size(); ++e) {
      const auto& kinds = step.only_kinds;
      const bool counts = kinds.empty() || std::find(kinds.begin(), kinds.end(),
                                                     events[e].event.kind) != kinds.end();
      if (counts && !used[e]) {
        return Failure{"expected nothing else, got " + events[e].text, events[e].interaction};
      }
    }
    return std::nullopt;
  }

  Failure missing(const Pattern& pattern, bool in_order) const {
    const auto events = window();
    const std::size_t nearest = nearest_event(pattern, events);
    std::string got = "got none of this kind";
    if (nearest != kNoEvent && matches(pattern, events[nearest])) {
      got = in_order ? "which came, but not in this order" : "which came less often than expected";
    } else if (nearest != kNoEvent) {
      got = "got " + events[nearest].text;
    }
    return Failure{
        fmt::format("expected {} (line {}), {}", to_text(pattern), pattern.mark.line, got),
        named_interaction(pattern)};
  }

  Outcome forbidden_events(const Step& step) const {
    for (const Pattern& pattern : expanded(step.never, step.times)) {
      for (const RecordedEvent& event : window()) {
        if (!matches(pattern, event)) continue;
        return Failure{fmt::format("expected no {} (line {}), got {}", to_text(pattern),
                                   pattern.mark.line, event.text),
                       event.interaction};
      }
    }
    return std::nullopt;
  }

  Outcome counts(const Step& step) const {
    for (const CountCheck& count : step.counts) {
      const auto events = count.since_start ? std::span<const RecordedEvent>(events_) : window();
      const auto times =
          std::count_if(events.begin(), events.end(),
                        [&](const RecordedEvent& event) { return matches(count.pattern, event); });
      const Value got{.scalar = static_cast<std::int64_t>(times)};
      if (auto d = difference("times of " + to_text(count.pattern), count.times, got)) {
        return Failure{fmt::format("{} (line {})", *d, count.pattern.mark.line),
                       named_interaction(count.pattern)};
      }
    }
    return std::nullopt;
  }

  Outcome states(const Step& step) const {
    for (const StateCheck& state : step.states) {
      const bool each = step.times > 1 && state.id.find("{n}") != std::string::npos;
      for (int n = 1; n <= (each ? step.times : 1); ++n) {
        const Repetition repetition = each ? Repetition(n) : Repetition();
        const std::string id = repetition(state.id);
        if (auto d = state_difference(state, id, repeated(state.check, repetition))) {
          return Failure{fmt::format("{} (line {})", *d, state.mark.line),
                         state.kind == StateCheck::Kind::kInteraction ? id : ""};
        }
      }
    }
    return std::nullopt;
  }

  std::optional<std::string> state_difference(const StateCheck& state, const std::string& id,
                                              const Check& check) const {
    switch (state.kind) {
      case StateCheck::Kind::kInteraction:
        return compare("interaction " + id, state, check, interaction_fields(),
                       engine_.interaction(id));
      case StateCheck::Kind::kAgent:
        return compare("agent " + id, state, check, agent_fields(), engine_.agent(id));
      case StateCheck::Kind::kQueue:
        return compare("queue " + id, state, check, queue_fields(), engine_.queue(id));
    }
    return std::nullopt;
  }

  template <class View>
  static std::optional<std::string> compare(const std::string& name, const StateCheck& state,
                                            const Check& check, std::span<const Field<View>> fields,
                                            const Result<View>& view) {
    if (state.absent) {
      if (view.status().code() == StatusCode::kNotFound) return std::nullopt;
      return fmt::format("{}: expected not to be found, got {}", name, view.status().to_string());
    }
    if (!view.ok()) return fmt::format("{}: {}", name, view.status().to_string());
    return view_difference(name, check, fields, view.value());
  }

  Outcome explanations(const Step& step) const {
    for (const ExplainCheck& explain : step.explains) {
      const Result<std::string> text = engine_.explain(explain.interaction);
      if (!text.ok()) {
        return Failure{
            fmt::format("explain {}: {}", explain.interaction, text.status().to_string())};
      }
      for (const std::string& part : explain.contains) {
        if (text.value().find(part) != std::string::npos) continue;
        return Failure{fmt::format("explain {} (line {}): expected it to contain \"{}\"",
                                   explain.interaction, explain.mark.line, part),
                       explain.interaction};
      }
    }
    return std::nullopt;
  }

  const Scenario& scenario_;
  const ScenarioOptions& options_;
  Engine engine_;
  std::vector<RecordedEvent> events_{};  ///< since the start of the scenario
  std::size_t window_ = 0;               ///< index of the first event since the step before
  std::vector<std::string> trace_{};
};

}  // namespace

ScenarioResult run_scenario(const Scenario& scenario, std::string_view file,
                            const ScenarioOptions& options) {
  ScenarioResult result{.file = std::string(file),
                        .name = scenario.name,
                        .source = scenario.source,
                        .line = scenario.mark.line};
  const auto fail = [&](std::string message) {
    result.outcome = ScenarioResult::Outcome::kFailed;
    result.message = std::move(message);
  };
  if (!scenario.skip.empty()) {
    result.outcome = ScenarioResult::Outcome::kSkipped;
    result.message = scenario.skip;
    return result;
  }
  Result<Engine> engine = Engine::open({.center = scenario.center,
                                        .start = scenario.start - kReadyBefore,
                                        .naive_matcher = options.naive_matcher});
  if (!engine.ok()) {
    fail(fmt::format("{}:{}: center: {}", file, scenario.mark.line, engine.status().to_string()));
    return result;
  }
  Run run(scenario, options, std::move(engine).value());
  if (Status status = run.prepare(); !status.ok()) {
    fail(fmt::format("{}:{}: before the start: {}", file, scenario.mark.line, status.to_string()));
    return result;
  }
  for (std::size_t i = 0; i < scenario.steps.size(); ++i) {
    const Step& step = scenario.steps[i];
    const auto failure = run.step(step);
    if (!failure) continue;
    fail(fmt::format("{}:{}: step {} at {}: {}{}", file, step.mark.line, i + 1, to_string(step.at),
                     failure->text, run.surroundings(*failure)));
    break;
  }
  result.trace = run.take_trace();
  return result;
}

}  // namespace uniselector::sim
