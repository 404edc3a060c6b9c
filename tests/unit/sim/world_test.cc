// The virtual world on cases small enough to follow by hand, and the laws of conservation and
// repetition on larger ones. Every decision is the core's.
#include <cmath>

#include "support/catch.h"
#include "world_kit.h"

namespace uniselector::test {
namespace {

using namespace std::chrono_literals;

using sim::Exit;

TEST_CASE("with one agent calls are served in order, each after the one before") {
  sim::Scene scene = scene_of(small_center(1), small_workload(0, Law::constant(1)));
  scene.calls = {given(10, 100), given(20, 50), given(30, 5), given(500, 1)};
  const Recorder r = run_world(scene);
  REQUIRE(r.visits.size() == 4);
  const double waits[] = {0, 90, 130, 0};
  for (int i = 0; i < 4; ++i) {
    CHECK(r.visits[static_cast<std::size_t>(i)].how == Exit::kServed);
    CHECK(r.visits[static_cast<std::size_t>(i)].wait_s == Approx(waits[i]));
  }
}

TEST_CASE("who gives up leaves the line at that moment") {
  sim::Scene scene = scene_of(small_center(1), small_workload(0, Law::constant(1)));
  scene.calls = {given(0, 100), given(10, 50, 20), given(20, 7)};
  const Recorder r = run_world(scene);
  REQUIRE(r.visits.size() == 3);
  CHECK(r.visits[0].how == Exit::kAbandoned);
  CHECK(r.visits[0].end_s == Approx(30));
  CHECK(r.visits[2].wait_s == Approx(80));
}

TEST_CASE("patience of 0 leaves at once when nobody is free, and is served otherwise") {
  sim::Scene scene = scene_of(small_center(1), small_workload(0, Law::constant(1)));
  scene.calls = {given(0, 100, 0), given(10, 50, 0)};
  const Recorder r = run_world(scene);
  CHECK(r.count(Exit::kServed) == 1);
  CHECK(r.count(Exit::kAbandoned) == 1);
  CHECK(r.visits[0].wait_s == 0);
}

TEST_CASE("a patience that ends as an agent becomes free is served") {
  sim::Scene scene = scene_of(small_center(1), small_workload(0, Law::constant(1)));
  scene.calls = {given(0, 100), given(10, 50, 90)};
  CHECK(run_world(scene).count(Exit::kServed) == 2);
}

TEST_CASE("all lines busy turns callers away before the centre sees them") {
  Workload workload = small_workload(0, Law::constant(1));
  workload.lines = 2;
  sim::Scene scene = scene_of(small_center(1), workload);
  scene.calls = {given(0, 100), given(1, 100), given(2, 100), given(150, 10)};
  const Recorder r = run_world(scene);
  CHECK(r.count(Exit::kBlocked) == 1);
  CHECK(r.count(Exit::kServed) == 3);
}

TEST_CASE("a queue's own length limit blocks as well") {
  Center center = small_center(1);
  center.queues[0].length = QueueConfig::LengthLimit{.max = 1};
  sim::Scene scene = scene_of(center, small_workload(0, Law::constant(1)));
  scene.calls = {given(0, 100), given(1, 100), given(2, 100)};
  const Recorder r = run_world(scene);
  CHECK(r.count(Exit::kBlocked) == 1);
  CHECK(r.count(Exit::kServed) == 2);
}

TEST_CASE("credit moves the place in line and not the wait") {
  Workload workload = small_workload(0, Law::constant(1));
  workload.streams.push_back(workload.streams[0]);
  workload.streams[1].id = "vip";
  workload.streams[1].credit = 90s;
  sim::Scene scene = scene_of(small_center(1), workload);
  scene.calls = {given(0, 200), given(10, 10), given(50, 10, -1, 1), given(120, 10, -1, 1)};
  const Recorder r = run_world(scene);
  REQUIRE(r.visits.size() == 4);
  CHECK(r.visits[1].at_s == Approx(50));  // virtual start -40
  CHECK(r.visits[1].wait_s == Approx(150));
  CHECK(r.visits[2].at_s == Approx(10));
  CHECK(r.visits[3].at_s == Approx(120));  // virtual start 30
}

TEST_CASE("who calls again keeps the patience and service he had, and his waits add up") {
  Workload workload = small_workload(60, Law::exponential(40), Law::exponential(25));
  workload.day = 1h;
  workload.streams[0].retrial = {.probability = 1, .delay = Law::constant(30)};
  workload.streams[0].target = 60s;
  const sim::Scene scene = scene_of(small_center(0), workload);
  const Recorder r = run_world(scene);
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<Visit>> callers;
  for (const Visit& v : r.visits) callers[{v.call.patience, v.call.service}].push_back(v);
  CHECK(callers.size() > 30);
  CHECK(callers.size() < 100);  // about 60 callers, however often each comes
  for (const auto& [draws, visits] : callers) {
    double waited = 0;
    double last_end = -1;
    for (std::size_t i = 0; i < visits.size(); ++i) {
      CHECK(visits[i].call.visit == i);
      CHECK(static_cast<double>(visits[i].call.waited_before) * 1e-9 == Approx(waited));
      if (last_end >= 0) CHECK(visits[i].at_s == Approx(last_end + 30));
      waited += visits[i].wait_s;
      last_end = visits[i].end_s;
    }
    CHECK(visits.back().how == Exit::kLeft);  // turned away after closing
  }
}

TEST_CASE("retrials of half of those who gave up are about half") {
  Workload workload = small_workload(3600, Law::constant(10), Law::constant(5));
  workload.streams[0].retrial = {.probability = 0.5, .delay = Law::constant(60)};
  const Recorder r = run_world(scene_of(small_center(0), workload));
  double abandoned = 0, again = 0;
  for (const Visit& v : r.visits) {
    abandoned += v.how == Exit::kAbandoned;
    again += v.call.visit > 0;
  }
  CHECK(again / abandoned == Approx(0.5).margin(0.01));
}

TEST_CASE("laws and rates are those of the time of arrival") {
  Workload workload = small_workload(0, Law::constant(1));
  workload.streams[0].rates = {{1h, 100}, {2h, 0}, {3h, 50}};
  workload.streams[0].service = {{0h, Law::constant(600)}, {3h, Law::constant(7)}};
  const Recorder r = run_world(scene_of(small_center(60), workload));
  CHECK(r.visits.size() > 200);
  for (const Visit& v : r.visits) {
    CHECK(v.at_s >= 3600);
    const bool quiet = v.at_s >= 7200 && v.at_s < 3 * 3600;
    CHECK_FALSE(quiet);
    CHECK(v.end_s - v.at_s - v.wait_s == Approx(v.at_s < 3 * 3600 ? 600 : 7));
  }
}

TEST_CASE("the group of the agent who answers changes the service time") {
  Workload workload = small_workload(0, Law::constant(1));
  workload.staff = {{.id = "fast", .agents = {"a2"}, .service = {{"calls", 0.5}}}};
  sim::Scene scene = scene_of(small_center(2), workload);
  scene.calls = {given(0, 100), given(1, 100)};
  const Recorder r = run_world(scene);
  REQUIRE(r.visits.size() == 2);
  CHECK(r.visits[0].call.agent == 1);
  CHECK(r.visits[0].end_s == Approx(51));
  CHECK(r.visits[1].end_s == Approx(100));
}

TEST_CASE("shifts are half open, gaps are breaks, and a call is finished first") {
  Workload workload = small_workload(0, Law::constant(1));
  workload.shifts = {{"a1", 100s, 200s}, {"a1", 300s, 400s}};
  workload.closing = Closing::kWait;
  sim::Scene scene = scene_of(small_center(1), workload);
  scene.calls = {given(50, 10), given(195, 60), given(200, 5)};
  const Recorder r = run_world(scene);
  REQUIRE(r.visits.size() == 3);
  CHECK(r.visits[0].wait_s == Approx(50));
  CHECK(r.visits[1].end_s == Approx(255));
  CHECK(r.visits[2].wait_s == Approx(100));
  REQUIRE(r.duty.size() == 2);
  CHECK(r.duty[0] == std::vector<double>{0, 100, 255});
  CHECK(r.duty[1] == std::vector<double>{0, 300, 400});
}

TEST_CASE("shifts that meet are one") {
  Workload workload = small_workload(0, Law::constant(1));
  workload.shifts = {{"a1", 100s, 200s}, {"a1", 200s, 400s}};
  const Recorder r = run_world(scene_of(small_center(1), workload));
  REQUIRE(r.duty.size() == 1);
  CHECK(r.duty[0] == std::vector<double>{0, 100, 400});
}

TEST_CASE("a shrinking group lets idle agents go first and busy ones finish") {
  Workload workload = small_workload(0, Law::constant(1));
  workload.staff = {
      {.id = "g", .agents = {"a1", "a2", "a3"}, .on_duty = {{0s, 3}, {100s, 1}, {1000s, 2}}}};
  sim::Scene scene = scene_of(small_center(3), workload);
  scene.calls = {given(10, 500), given(20, 200), given(50, 30), given(300, 10)};
  const Recorder r = run_world(scene);
  REQUIRE(r.visits.size() == 4);
  // a3 has finished at 80 and is idle at 100: he goes; of the two busy ones a2 leaves at 220.
  CHECK(r.duty[0] == std::vector<double>{2, 0, 100});
  CHECK(r.duty[1] == std::vector<double>{1, 0, 220});
  CHECK(r.visits[3].wait_s == Approx(210));  // until a1 is free at 510
}

TEST_CASE("the end of a day: agents stay until nothing waits, or cut off what waits, or leave it") {
  Workload workload = small_workload(0, Law::constant(1));
  workload.closes = 100s;
  const std::vector<sim::GivenCall> calls = {given(0, 300), given(50, 30), given(150, 30)};
  SECTION("drain") {
    workload.closing = Closing::kDrain;
    sim::Scene scene = scene_of(small_center(1), workload);
    scene.calls = calls;
    const Recorder r = run_world(scene);
    CHECK(r.count(Exit::kServed) == 2);
    CHECK(r.count(Exit::kLeft) == 1);
    CHECK(r.duty[0][2] == Approx(330));
  }
  SECTION("disconnect") {
    workload.closing = Closing::kDisconnect;
    sim::Scene scene = scene_of(small_center(1), workload);
    scene.calls = calls;
    const Recorder r = run_world(scene);
    CHECK(r.count(Exit::kServed) == 1);
    CHECK(r.count(Exit::kLeft) == 2);
    CHECK(r.duty[0][2] == Approx(300));
  }
  SECTION("wait") {
    workload.closing = Closing::kWait;
    workload.days = 2;
    sim::Scene scene = scene_of(small_center(1), workload);
    scene.calls = calls;
    const Recorder r = run_world(scene);
    CHECK(r.count(Exit::kServed) == 3);
    CHECK(r.visits[1].wait_s == Approx(8 * 3600 - 50));
  }
  SECTION("stay: the second agent stays although nothing waits") {
    workload.closing = Closing::kStay;
    sim::Scene scene = scene_of(small_center(2), workload);
    scene.calls = calls;
    const Recorder r = run_world(scene);
    CHECK(r.duty[0][2] == Approx(300));
    CHECK(r.duty[1][2] == Approx(300));
  }
}

TEST_CASE("what is left when nobody comes any more is still there") {
  Workload workload = small_workload(0, Law::constant(1));
  workload.closing = Closing::kWait;
  workload.shifts = {{"a1", 0s, 50s}};
  sim::Scene scene = scene_of(small_center(1), workload);
  scene.calls = {given(60, 10)};
  const Recorder r = run_world(scene);
  REQUIRE(r.visits.size() == 1);
  CHECK(r.visits[0].how == Exit::kStillThere);
}

TEST_CASE("wrap-up of the channel comes on top of the talk") {
  Center center = small_center(1);
  center.channels = {{.id = "voice", .wrap_up = 15s}};
  sim::Scene scene = scene_of(center, small_workload(0, Law::constant(1)));
  scene.calls = {given(0, 100), given(1, 10)};
  const Recorder r = run_world(scene);
  REQUIRE(r.visits.size() == 2);
  CHECK(r.visits[1].wait_s == Approx(114));
  CHECK(r.visits[1].end_s == Approx(140));
}

TEST_CASE("two-phase channels and several offers at once end in one answer each") {
  Center center = small_center(3);
  center.channels = {{.id = "voice", .two_phase = true}};
  center.queues[0].offers_at_once = 2;
  const Recorder r = run_world(scene_of(center, small_workload(200, Law::exponential(30))));
  CHECK(r.visits.size() > 1000);
  CHECK(r.count(Exit::kServed) == r.visits.size());
}

TEST_CASE("relaxation of the core happens on time in the virtual world") {
  Center center = small_center(1);
  center.queues[0].require.skills.push_back({.skill = "rare", .level = 1});
  center.queues[0].relax.push_back({.after = 40s, .drop = {"rare"}});
  sim::Scene scene = scene_of(center, small_workload(0, Law::constant(1)));
  scene.calls = {given(5, 10)};
  const Recorder r = run_world(scene);
  REQUIRE(r.visits.size() == 1);
  CHECK(r.visits[0].wait_s == Approx(40));
}

/// A busy mixture of everything: two queues, retrials, lines, shrinking staff, five days.
Workload busy_workload() {
  Workload w = small_workload(120, Law::lognormal(100, 1.3), Law::exponential(60));
  w.streams[0].retrial = {
      .probability = 0.6, .delay = Law::exponential(600), .after_blocked = true};
  w.streams.push_back(w.streams[0]);
  w.streams[1].id = "more";
  w.streams[1].queue = "r";
  w.streams[1].priority = 3;
  w.streams[1].attributes = {{"lang", std::string("fr")}};
  w.days = 5;
  w.opens = 1h;
  w.closes = 6h;
  w.lines = 12;
  w.day_factor_shape = 10;
  w.closing = Closing::kDisconnect;
  w.staff = {
      {.id = "g", .agents = {"a1", "a2", "a3", "a4"}, .on_duty = {{1h, 4}, {3h, 2}, {4h, 3}}}};
  return w;
}

Center busy_center() {
  Center center = small_center(6);
  center.queues.push_back({.id = "r", .prefer = Preference::kRandom});
  for (auto& agent : center.agents) agent.queues.push_back({.queue = "r", .rank = 2});
  return center;
}

TEST_CASE("every visit ends in exactly one way, in the world and in the core's own counts") {
  const sim::Scene scene = scene_of(busy_center(), busy_workload());
  sim::Collector collector(scene);
  collector.begin_replication();
  sim::World world(scene, 3, 0, collector);
  REQUIRE(world.run().ok());
  std::uint64_t visits = 0, submitted = 0, answered = 0, abandoned = 0;
  for (std::size_t s = 0; s < 2; ++s) {
    const sim::Tally& t = collector.tally(s);
    CHECK(t.offered == t.answered + t.abandoned + t.blocked + t.left + t.still_there);
    CHECK(t.offered > 1000);
    CHECK(t.blocked > 0);
    CHECK(t.retrials > 0);
    visits += t.offered;
    answered += t.answered;
    abandoned += t.abandoned;
  }
  CHECK(visits == world.calls());
  std::uint64_t core_answered = 0, core_abandoned = 0;
  for (model::QueueIx q = 0; q < 2; ++q) {
    const QueueMetrics m = world.machine().total_metrics(q);
    submitted += m.offered;
    core_answered += m.answered;
    core_abandoned += m.abandoned;
    CHECK(m.offered == m.answered + m.abandoned + m.left);
  }
  CHECK(core_answered == answered);
  CHECK(core_abandoned == abandoned);
  CHECK(submitted < visits);
  CHECK(world.machine().live_interactions() == 0);
  CHECK(world.machine().check_books().ok());
}

TEST_CASE("equal seeds give equal runs to the bit, other seeds and replications do not") {
  const auto run = [](std::uint64_t seed, std::uint64_t replication) {
    const sim::Scene scene = scene_of(busy_center(), busy_workload());
    sim::Observer nobody;
    sim::World world(scene, seed, replication, nobody);
    REQUIRE(world.run().ok());
    return std::pair(world.hash(), world.machine().state_hash());
  };
  CHECK(run(5, 0) == run(5, 0));
  CHECK(run(5, 0) != run(6, 0));
  CHECK(run(5, 0) != run(5, 1));
}

TEST_CASE("the same seed brings the same calls whatever the routing does") {
  const auto draws = [](int agents, Preference prefer) {
    Center center = small_center(agents);
    center.queues[0].prefer = prefer;
    const Recorder r = run_world(
        scene_of(center, small_workload(300, Law::exponential(60), Law::exponential(30))));
    std::map<double, std::pair<std::int64_t, std::int64_t>> out;
    for (const Visit& v : r.visits) out[v.at_s] = {v.call.patience, v.call.service};
    return out;
  };
  CHECK(draws(3, Preference::kLongestIdle) == draws(9, Preference::kRandom));
}

TEST_CASE("with one agent and one caller at a time no preference can matter") {
  const auto result = [](Preference prefer) {
    Center center = small_center(1);
    center.queues[0].prefer = prefer;
    const Recorder r = run_world(scene_of(center, small_workload(50, Law::exponential(60))));
    double sum = 0;
    for (const Visit& v : r.visits) sum += v.wait_s;
    return sum;
  };
  const double first = result(Preference::kLongestIdle);
  for (const Preference p : {Preference::kRandom, Preference::kMostSkilled, Preference::kRoundRobin,
                             Preference::kFewestHandled, Preference::kLeastOccupied}) {
    CHECK(result(p) == first);
  }
}

TEST_CASE("a day factor varies days and keeps their mean") {
  Workload workload = small_workload(100, Law::constant(1));
  workload.days = 400;
  workload.day = 1h;
  workload.day_factor_shape = 10;
  const Recorder r = run_world(scene_of(small_center(5), workload));
  std::vector<double> days(400);
  for (const Visit& v : r.visits) days[static_cast<std::size_t>(v.at_s / 3600)] += 1;
  double mean = 0, square = 0;
  for (const double n : days) mean += n / 400, square += n * n / 400;
  CHECK(mean == Approx(100).margin(6));
  // Poisson 100 plus gamma (100 / sqrt(10))^2 = 1000: standard deviation 33.
  CHECK(std::sqrt(square - mean * mean) == Approx(33).margin(5));
}

}  // namespace
}  // namespace uniselector::test
