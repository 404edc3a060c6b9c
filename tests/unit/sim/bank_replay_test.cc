// The real log through the core: the same calls under every rule, and what happened as the log
// says.
#include "sim/bank_replay.h"

#include "bank_rows.h"
#include "support/catch.h"
#include "support/shared.h"

namespace uniselector::test {
namespace {

double sum_of(const std::vector<TrafficResult>& list) {
  double sum = 0;
  for (const TrafficResult& t : list) sum += t.offered.mean;
  return sum;
}

TEST_CASE("a replay gives what happened and two rules, call for call") {
  const std::string path = shared_file("data/anonymous-bank/sample-1999-02-10.csv.gz");
  if (path.empty()) UNISELECTOR_SKIP("the shared log is not there");
  const std::string truths = shared_file("data/anonymous-bank/truths.json");
  const auto r = replay_bank(path, {.seed = 9, .truths_file = truths});
  INFO(r.status().to_string());
  REQUIRE(r.ok());
  const ReplayResult& result = r.value();
  REQUIRE(result.columns.size() == 3);
  CHECK(result.rows == 1697);
  CHECK(result.first_date == "1999-02-10");
  CHECK(result.columns[0].name == "what happened");
  for (const Check& check : result.checks) CHECK(check.passed);
  for (const SimulationResult& column : result.columns) {
    INFO(column.name);
    CHECK(column.total.offered.mean == static_cast<double>(result.routed));
    CHECK(sum_of(column.priorities) == column.total.offered.mean);
    CHECK(sum_of(column.streams) == column.total.offered.mean);
    CHECK(column.total.answered.mean + column.total.abandoned.mean + column.total.left.mean +
              column.total.still_there ==
          column.total.offered.mean);
    CHECK(column.priorities.size() == 3);
  }
  // The credit helps those who have it.
  CHECK(result.columns[2].priorities[2].mean_wait_s.mean <
        result.columns[1].priorities[2].mean_wait_s.mean);
  const auto again = replay_bank(path, {.seed = 9});
  REQUIRE(again.ok());
  CHECK(again.value().columns[1].hash == result.columns[1].hash);
  CHECK(again.value().checks.empty());
  CHECK(to_json(again.value()).find("first come, first served") != std::string::npos);
}

TEST_CASE("what happened is what the published figures say") {
  const std::string path = shared_file("data/anonymous-bank/february-1999.csv.gz");
  if (path.empty()) UNISELECTOR_SKIP("the shared log is not there");
  const auto r = replay_bank(path, {});
  REQUIRE(r.ok());
  const TrafficResult& real = r.value().columns[0].total;
  CHECK(real.answered.mean == 27162);
  CHECK(real.abandoned.mean == 3932);
  CHECK(real.asa_s.mean == Approx(40.77).margin(0.005));
  CHECK(real.answered_in_target.mean == 16209);
}

TEST_CASE("a configuration of one's own decides by its queues") {
  const std::string path = shared_file("data/anonymous-bank/sample-1999-02-05.csv");
  if (path.empty()) UNISELECTOR_SKIP("the shared log is not there");
  Center center;
  center.queues = {{.id = "everybody"}, {.id = "priority-2", .priority = 10}};
  for (int i = 0; i < 4; ++i) {
    AgentConfig agent{.id = "own " + std::to_string(i)};
    agent.queues = {{.queue = "everybody"}, {.queue = "priority-2"}};
    agent.capacity = Capacity{.channels = {{.channel = "voice"}}};
    center.agents.push_back(agent);
  }
  const auto r = replay_bank(path, {.center = center, .center_name = "mine"});
  INFO(r.status().to_string());
  REQUIRE(r.ok());
  REQUIRE(r.value().columns.size() == 4);
  const SimulationResult& own = r.value().columns[3];
  CHECK(own.name == "mine");
  REQUIRE(own.queues.size() == 2);
  CHECK(own.queues[1].offered.mean == own.priorities.back().offered.mean);
  CHECK(own.agents.size() == 4);
  center.queues.clear();
  CHECK_FALSE(replay_bank(path, {.center = center}).ok());
}

TEST_CASE("a replay of a file that is not there says so") {
  CHECK(replay_bank("/nowhere/log.csv", {}).status().code() == StatusCode::kNotFound);
}

TEST_CASE("agents take the types they were seen to serve, on their own days") {
  const auto log = bank_log(bank_line() + bank_line({{"call_id", "2"}, {"type", "NE"}}) +
                            bank_line({{"call_id", "3"}, {"server", "S02"}}));
  const auto arrivals = sim::bank_arrivals(log, 1);
  REQUIRE(arrivals.ok());
  const Center center = sim::bank_center(log, arrivals.value());
  REQUIRE(center.agents.size() == 2);
  CHECK(center.agents[0].id == "S01");
  CHECK(center.agents[0].queues.size() == 2);
  CHECK(center.agents[1].queues.size() == 1);
  const auto scene = sim::bank_scene(center, log, arrivals.value(), sim::BankRule::kCredit);
  REQUIRE(scene.ok());
  CHECK(scene.value().calls.size() == 3);
  CHECK(scene.value().workload.shifts.size() == 2);
}

}  // namespace
}  // namespace uniselector::test
