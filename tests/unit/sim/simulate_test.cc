// simulate as hosts see it: results against theory, half-widths, complaints, JSON.
#include <cmath>

#include "plan/erlang.h"
#include "support/catch.h"
#include "world_kit.h"

namespace uniselector::test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("an M/M/n+M day over 200 replications agrees with Erlang A") {
  Workload workload = small_workload(100, Law::exponential(180), Law::exponential(180));
  workload.day = 24h;
  workload.streams[0].target = 30s;
  const auto r =
      simulate(small_center(6), workload, {.seed = 11, .replications = 200, .warm_up = 2h});
  REQUIRE(r.ok());
  const plan::ErlangA theory = plan::erlang_a(100 / 3600.0, 180, 180, 6, 30);
  const TrafficResult& t = r.value().total;
  CHECK(t.abandoned_share.mean == Approx(theory.abandon_probability).epsilon(0.02));
  CHECK(t.mean_wait_s.mean == Approx(theory.mean_wait_s).epsilon(0.02));
  CHECK(t.answered_in_target.mean / t.offered.mean ==
        Approx(theory.served_within_target).epsilon(0.01));
  CHECK(std::abs(t.abandoned_share.mean - theory.abandon_probability) <
        2 * t.abandoned_share.half_width);
  CHECK(t.abandoned_share.half_width > 0);
  CHECK(t.abandoned_share.half_width < 0.03 * theory.abandon_probability);
  CHECK(r.value().runs.size() == 200);
  CHECK(r.value().replications == 200);
}

TEST_CASE("the parts of a result add up to its total") {
  Workload w = small_workload(200, Law::exponential(100), Law::exponential(90));
  w.streams.push_back(w.streams[0]);
  w.streams[1].id = "vip";
  w.streams[1].priority = 5;
  const auto r = simulate(small_center(8), w, {.replications = 5});
  REQUIRE(r.ok());
  const SimulationResult& s = r.value();
  REQUIRE(s.streams.size() == 2);
  REQUIRE(s.priorities.size() == 2);
  CHECK(s.priorities[0].name == "0");
  CHECK(s.priorities[1].name == "5");
  REQUIRE(s.queues.size() == 1);
  CHECK(s.queues[0].offered.mean == s.total.offered.mean);
  CHECK(s.streams[0].offered.mean + s.streams[1].offered.mean == Approx(s.total.offered.mean));
  CHECK(s.streams[1].asa_s.mean < s.streams[0].asa_s.mean);
  double offered = 0, waits = 0, agents = 0, busy = 0;
  for (const auto& i : s.total.intervals) offered += i.offered, busy += i.agents_busy * 3600;
  for (const auto& b : s.total.answered_waits) waits += b.calls;
  double agent_busy = 0;
  for (const auto& a : s.agents) agents += a.answered, agent_busy += a.busy_s;
  CHECK(offered == Approx(s.total.offered.mean));
  CHECK(waits + s.total.answered_at_once == Approx(s.total.answered.mean));
  CHECK(agents == Approx(s.total.answered.mean));
  CHECK(busy == Approx(agent_busy));
  double survival = 1;
  for (const auto& b : s.total.abandonment) {
    CHECK(b.survival <= survival);
    survival = b.survival;
  }
  // Exponential patience of mean 90 s: half have left by 62 s.
  for (const auto& b : s.total.abandonment) {
    if (std::abs(b.to_s - 62) < 1.01) CHECK(b.survival == Approx(0.5).margin(0.05));
  }
}

TEST_CASE("costs, groups and occupancy follow the time on duty") {
  Workload w = small_workload(30, Law::constant(120));
  w.staff = {{.id = "g", .agents = {"a1", "a2"}, .cost_per_hour = 10}};
  const auto r = simulate(small_center(2), w, {});
  REQUIRE(r.ok());
  REQUIRE(r.value().groups.size() == 1);
  const AgentResult& g = r.value().groups[0];
  CHECK(g.on_duty_s == Approx(16 * 3600).epsilon(0.02));
  CHECK(g.cost == Approx(g.on_duty_s / 360));
  CHECK(g.occupancy.mean == Approx(g.busy_s / g.on_duty_s));
  CHECK(g.busy_s == Approx(r.value().total.answered.mean * 120));
}

TEST_CASE("progress ends at 1 and results repeat") {
  double last = 0;
  const SimulationOptions options{
      .seed = 4, .replications = 3, .progress = [&last](double share) { last = share; }};
  const Workload w = small_workload(60, Law::exponential(60));
  const auto a = simulate(small_center(2), w, options);
  const auto b = simulate(small_center(2), w, options);
  REQUIRE(a.ok());
  REQUIRE(b.ok());
  CHECK(last == 1);
  CHECK(a.value().hash == b.value().hash);
  CHECK(to_json(a.value()) == to_json(b.value()));
  CHECK(to_json(a.value()).find("\"service_level\"") != std::string::npos);
}

TEST_CASE("simulate answers every complaint at once and names the field") {
  Workload w = small_workload(60, Law::exponential(-1));
  w.streams[0].queue = "nowhere";
  w.shifts = {{"nobody", 1h, 2h}};
  w.days = 0;
  const auto r = simulate(small_center(2), w, {});
  REQUIRE_FALSE(r.ok());
  CHECK(r.status().code() == StatusCode::kInvalidArgument);
  const std::string& m = r.status().message();
  CHECK(m.find("workload.streams.calls.queue: found 'nowhere', expected the id of a queue") !=
        std::string::npos);
  CHECK(m.find("workload.shifts.nobody: found 'nobody', expected the id of an agent") !=
        std::string::npos);
  CHECK(m.find("workload.days") != std::string::npos);
  w = small_workload(60, Law::exponential(-1));
  CHECK(simulate(small_center(2), w, {}).status().message().find("mean above 0") !=
        std::string::npos);
  w = small_workload(60, Law::never());
  CHECK_FALSE(simulate(small_center(2), w, {}).ok());
  CHECK_FALSE(
      simulate(small_center(2), small_workload(1, Law::constant(1)), {.replications = 0}).ok());
}

}  // namespace
}  // namespace uniselector::test
