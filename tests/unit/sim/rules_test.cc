// Rules in the simulator: what a configuration decides by looking at the interaction has to show in
// simulated results as it does in an engine.
#include <algorithm>
#include <string>

#include "support/catch.h"
#include "world_kit.h"

namespace uniselector::test {
namespace {

using namespace std::chrono_literals;

using sim::Exit;

/// Agents `a1` (French) and `a2`, one queue, streams `fr` (0) and `en` (1) with `lang` set.
Center two_agents() {
  Center center = small_center(2);
  center.agents[0].skills = {{"fr", 3}};
  center.agents[1].skills = {{"en", 3}};
  return center;
}

Workload two_languages() {
  Workload workload = small_workload(0, Law::constant(1));
  workload.streams.push_back(workload.streams[0]);
  for (std::size_t s = 0; s < 2; ++s) {
    workload.streams[s].id = s == 0 ? "fr" : "en";
    workload.streams[s].attributes = {{"lang", workload.streams[s].id}};
  }
  return workload;
}

/// Calls far apart, French and English in turn, so that everybody is free for each of them.
std::vector<sim::GivenCall> in_turn(int pairs) {
  std::vector<sim::GivenCall> calls;
  for (int i = 0; i < 2 * pairs; ++i) {
    calls.push_back(given(100.0 * i, 10, -1, i % 2 == 0 ? 0U : 1U));
  }
  return calls;
}

/// How many of a stream's calls the agent served.
std::size_t served(const Recorder& r, std::uint32_t stream, model::AgentIx agent) {
  return static_cast<std::size_t>(
      std::count_if(r.visits.begin(), r.visits.end(), [&](const Visit& v) {
        return v.how == Exit::kServed && v.call.stream == stream && v.call.agent == agent;
      }));
}

const TrafficResult* row(const std::vector<TrafficResult>& rows, const std::string& name) {
  const auto it =
      std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.name == name; });
  return it == rows.end() ? nullptr : &*it;
}

TEST_CASE("a skill asked for when the caller speaks French is asked of those calls only") {
  Center center = two_agents();
  Workload workload = two_languages();
  const SkillCondition french{
      .skill = "fr", .op = Operator::kPresent, .when = "attributes.lang == 'fr'"};
  SECTION("by the queue") { center.queues[0].require.skills = {french}; }
  SECTION("by both streams") {
    for (ArrivalStream& stream : workload.streams) stream.require.skills = {french};
  }
  SECTION("by a rule of classification, though the streams name the queue") {
    ClassificationRule rule;
    rule.when = "attributes.lang == 'fr'";
    rule.require.skills = {{.skill = "fr", .op = Operator::kPresent}};
    center.classification = {rule};
  }
  sim::Scene scene = scene_of(center, workload);
  scene.calls = in_turn(10);
  const Recorder r = run_world(scene);
  CHECK(served(r, 0, 0) == 10);
  CHECK(served(r, 0, 1) == 0);
  CHECK(served(r, 1, 1) > 0);  // the longest idle of both
  CHECK(served(r, 1, 0) + served(r, 1, 1) == 10);
}

TEST_CASE("an expression over agent and interaction holds for each call by itself") {
  Center center = two_agents();
  center.queues[0].require.expressions = {{.expression = "attributes.lang in agent.skills"}};
  sim::Scene scene = scene_of(center, two_languages());
  scene.calls = in_turn(10);
  const Recorder r = run_world(scene);
  CHECK(served(r, 0, 0) == 10);
  CHECK(served(r, 1, 1) == 10);
}

TEST_CASE("a score over the interaction prefers another agent for each kind of call") {
  Center center = two_agents();
  center.queues[0].prefer = Preference::kScore;
  center.queues[0].score.expression = "attributes.lang in agent.skills ? 1 : 0";
  sim::Scene scene = scene_of(center, two_languages());
  scene.calls = in_turn(10);
  const Recorder r = run_world(scene);
  CHECK(served(r, 0, 0) == 10);
  CHECK(served(r, 1, 1) == 10);
}

/// Queues `care` and `refunds` with an agent each; what is about a refund goes to the latter.
Center refunds_apart() {
  Center center = small_center(1, "care");
  center.queues.push_back({.id = "refunds", .answer_within = 10s});
  center.agents.push_back({.id = "r1", .queues = {{.queue = "refunds"}}});
  center.agents[1].capacity = center.agents[0].capacity;
  ClassificationRule rule;
  rule.when = "has(attributes.topic) && attributes.topic == 'refund'";
  rule.queue = "refunds";
  center.classification = {rule};
  center.fallback_queue = "care";
  return center;
}

/// Streams `plain` (0) and `refund` (1), neither with a queue.
Workload without_queues() {
  Workload workload = small_workload(0, Law::constant(1));
  workload.streams[0].queue.clear();
  workload.streams.push_back(workload.streams[0]);
  workload.streams[0].id = "plain";
  workload.streams[1].id = "refund";
  workload.streams[1].attributes = {{"topic", std::string("refund")}};
  return workload;
}

TEST_CASE("calls of a stream without a queue go where the rules of classification send them") {
  sim::Scene scene = scene_of(refunds_apart(), without_queues());
  scene.calls = {given(0, 100), given(1, 100, -1, 1), given(2, 100), given(3, 5, 20, 1)};
  const Recorder r = run_world(scene);
  CHECK(served(r, 0, 0) == 2);
  CHECK(served(r, 1, 1) == 1);
  CHECK(r.count(Exit::kAbandoned) == 1);
}

TEST_CASE("results list a call under the queue that rules chose, by that queue's target") {
  Workload workload = without_queues();
  workload.streams[0].rates = {{.per_hour = 30}};
  workload.streams[1].rates = {{.per_hour = 15}};
  for (ArrivalStream& stream : workload.streams) {
    stream.service = {{.law = Law::exponential(60)}};
  }
  const auto result = simulate(refunds_apart(), workload, {.seed = 3, .replications = 10});
  REQUIRE(result.ok());
  const TrafficResult* const care = row(result->queues, "care");
  const TrafficResult* const refunds = row(result->queues, "refunds");
  REQUIRE(care != nullptr);
  REQUIRE(refunds != nullptr);
  CHECK(care->offered.mean == row(result->streams, "plain")->offered.mean);
  CHECK(refunds->offered.mean == row(result->streams, "refund")->offered.mean);
  CHECK(refunds->offered.mean == Approx(120).margin(15));
  CHECK(care->offered.mean + refunds->offered.mean == Approx(result->total.offered.mean));
  CHECK(result->notes.empty());
  // Within 10 s instead of 20 s: the same calls, fewer in time.
  Center patient = refunds_apart();
  patient.queues[1].answer_within = 20s;
  const auto other = simulate(patient, workload, {.seed = 3, .replications = 10});
  REQUIRE(other.ok());
  CHECK(refunds->answered_in_target.mean < row(other->queues, "refunds")->answered_in_target.mean);
  CHECK(care->answered_in_target.mean == row(other->queues, "care")->answered_in_target.mean);
}

TEST_CASE("a queue that the stream names wins over rules that name another") {
  Workload workload = without_queues();
  workload.streams[1].queue = "care";
  sim::Scene scene = scene_of(refunds_apart(), workload);
  scene.calls = {given(0, 10, -1, 1)};
  CHECK(served(run_world(scene), 1, 0) == 1);
}

TEST_CASE("results list a call under the priority that rules gave it, in every replication") {
  Center center = small_center(1);
  Workload workload = two_languages();
  SECTION("by classification") {
    ClassificationRule rule;
    rule.when = "attributes.lang == 'fr'";
    rule.priority = "7";
    center.classification = {rule};
  }
  SECTION("by the queue") { center.queues[0].priority_rule = "attributes.lang == 'fr' ? 7 : 0"; }
  // So few that some replications have no French call, the first among them.
  workload.streams[0].rates = {{.per_hour = 0.05}};
  workload.streams[1].rates = {{.per_hour = 10}};
  const auto result = simulate(center, workload, {.seed = 2, .replications = 40});
  REQUIRE(result.ok());
  REQUIRE(result->priorities.size() == 2);
  CHECK(result->priorities[0].name == "0");
  CHECK(result->priorities[1].name == "7");
  CHECK(result->priorities[1].offered.mean == Approx(row(result->streams, "fr")->offered.mean));
  CHECK(result->priorities[1].offered.half_width ==
        Approx(row(result->streams, "fr")->offered.half_width));
  CHECK(result->priorities[0].offered.mean == Approx(row(result->streams, "en")->offered.mean));
}

TEST_CASE("a priority by rules decides who is next") {
  Center center = small_center(1);
  ClassificationRule rule;
  rule.when = "attributes.lang == 'fr'";
  rule.priority = "5";
  center.classification = {rule};
  sim::Scene scene = scene_of(center, two_languages());
  scene.calls = {given(0, 100, -1, 1), given(10, 10, -1, 1), given(20, 10, -1, 0)};
  const Recorder r = run_world(scene);
  REQUIRE(r.visits.size() == 3);
  CHECK(r.visits[1].call.stream == 0);
  CHECK(r.visits[1].wait_s == Approx(80));
}

TEST_CASE("a call for which there is no queue ends the simulation with its stream and the reason") {
  Center center = refunds_apart();
  center.fallback_queue.clear();
  Workload workload = without_queues();
  workload.streams[0].rates = {{.per_hour = 30}};
  const auto result = simulate(center, workload, {});
  REQUIRE_FALSE(result.ok());
  CHECK(result.status().code() == StatusCode::kFailedPrecondition);
  CHECK(result.status().message().starts_with("workload.streams.plain: a call at 2026-03-02T"));
  CHECK(result.status().message().find("no rule of classification names one") != std::string::npos);
}

TEST_CASE("a stream needs a queue where nothing would choose one") {
  const Workload workload = without_queues();
  const auto result = simulate(small_center(1), workload, {});
  REQUIRE_FALSE(result.ok());
  CHECK(result.status().message().starts_with(
      "workload.streams.plain.queue: it is missing, and the configuration has no classification"));
  Center center = small_center(1);
  center.fallback_queue = "q";
  CHECK(simulate(center, workload, {}).ok());
}

TEST_CASE("what is turned away before rules chose a queue counts for none, and the notes say so") {
  Workload workload = without_queues();
  workload.lines = 0;
  workload.streams[1].rates = {{.per_hour = 15}};
  const auto result = simulate(refunds_apart(), workload, {.replications = 2});
  REQUIRE(result.ok());
  CHECK(result->total.blocked.mean > 50);
  CHECK(result->queues.empty());
  REQUIRE(result->notes.size() == 1);
  CHECK(result->notes[0].find("blocked or turned away before rules gave them a queue") !=
        std::string::npos);
}

TEST_CASE("a rule that cannot be evaluated is named once in the notes") {
  Center center = two_agents();
  center.queues[0].require.skills = {
      {.skill = "fr", .op = Operator::kPresent, .when = "attributes.language == 'fr'"}};
  Workload workload = two_languages();
  for (ArrivalStream& stream : workload.streams) stream.rates = {{.per_hour = 30}};
  const auto result = simulate(center, workload, {.replications = 3});
  REQUIRE(result.ok());
  REQUIRE(result->notes.size() == 1);
  CHECK(result->notes[0].starts_with("A rule could not be evaluated: when: "));
  CHECK(result->notes[0].find("language") != std::string::npos);
  CHECK(result->notes[0].ends_with("(queue 'q')."));
}

TEST_CASE("expressions of a stream are checked before anything runs") {
  Workload workload = two_languages();
  workload.streams[1].require.expressions = {{.expression = "agent.skils.fr > 1"}};
  const auto result = simulate(two_agents(), workload, {});
  REQUIRE_FALSE(result.ok());
  CHECK(result.status().code() == StatusCode::kInvalidArgument);
  CHECK(result.status().message().starts_with("workload.streams.en.require.expressions[0]: at "));
  CHECK(result.status().message().find("skils") != std::string::npos);
  CHECK(result.status().message().find('\n') == std::string::npos);
}

}  // namespace
}  // namespace uniselector::test
