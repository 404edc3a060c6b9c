// Time at the public interface: given or from a clock, never backward, never outside its range.
#include <stdexcept>

#include "small_center.h"
#include "support/catch.h"

namespace uniselector {
namespace {

using namespace std::chrono_literals;
using test::Desk;
using test::small_center;

Time at(std::int64_t seconds) { return time_from_ns(seconds * 1'000'000'000); }

TEST_CASE("a time before the latest seen is treated as that and counted", "[api][time]") {
  Desk desk;
  REQUIRE(desk->advance(at(10)).ok());
  CHECK(desk->late_commands() == 0);
  CHECK(desk->advance(at(7)).to_string() == "OK");
  CHECK(desk->now() == at(10));
  CHECK(desk->late_commands() == 1);
  CHECK(desk->advance(at(10)).ok());
  CHECK(desk->late_commands() == 1);
}

TEST_CASE("with a clock every command happens when the clock says", "[api][time]") {
  Time wall = at(100);
  Desk desk({.center = small_center(), .clock = [&] { return wall; }, .start = at(1)});
  CHECK(desk->now() == at(100));
  wall = at(105);
  REQUIRE(desk->submit({.id = "i1", .queue = "care"}).ok());
  CHECK(desk->interaction("i1")->submitted == at(105));
  CHECK(desk->next_due() == at(125));
  wall = at(126);  // the offer has timed out when the agent answers
  CHECK(desk->accept("i1", "ana").detail() == "offer_gone");
  wall = at(120);  // a clock that is set back
  CHECK(desk->agent_login("ana").ok());
  CHECK(desk->now() == at(126));
  CHECK(desk->late_commands() == 1);
}

TEST_CASE("times outside the range are refused and change nothing", "[api][time]") {
  Desk desk({.center = small_center(), .start = at(1)});
  REQUIRE(desk->submit({.id = "i1", .queue = "care"}).ok());
  REQUIRE(desk->accept("i1", "ana").ok());
  desk.drop_events();
  const std::uint64_t before = desk->state_hash();
  const auto refused = [](const Status& status) {
    CHECK(status.code() == StatusCode::kOutOfRange);
  };
  for (const Time time : {Time::min(), kMinTime - 1ns, kMaxTime + 1ns, Time::max()}) {
    refused(desk->advance(time));
    refused(desk->submit({.id = "i2", .queue = "care", .scheduled_at = time}));
    refused(desk->close("i1", {}, {}, time));
    refused(Engine::open({.start = time}).status());
    refused(Engine::open({.clock = [time] { return time; }}).status());
  }
  refused(desk->submit({.id = "i2", .queue = "care", .credit = 721h}));
  refused(desk->submit({.id = "i2", .queue = "care", .credit = -1ns}));
  refused(desk->decline("i1", "ana", Duration(-1)));
  refused(desk->decline("i1", "ana", Duration::max()));
  CHECK(desk->advance(Time::max()).message() ==
        "now: found 2262-04-11T23:47:16.854775807Z, expected 1970-01-01T00:00:00Z to "
        "2100-01-01T00:00:00Z");
  CHECK(desk->state_hash() == before);
  CHECK(desk.events().empty());
  CHECK(desk->now() == at(1));
  CHECK(desk->late_commands() == 0);
}

TEST_CASE("a clock that goes wild is refused by every command", "[api][time]") {
  Time wall = at(100);
  Desk desk({.center = small_center(), .clock = [&] { return wall; }});
  const std::uint64_t before = desk->state_hash();
  wall = Time::max();
  CHECK(desk->submit({.id = "i1", .queue = "care"}).code() == StatusCode::kOutOfRange);
  CHECK(desk->agent_logout("ana").code() == StatusCode::kOutOfRange);
  CHECK(desk->configure(small_center()).code() == StatusCode::kOutOfRange);
  CHECK(desk->state_hash() == before);
  wall = at(101);
  CHECK(desk->submit({.id = "i1", .queue = "care"}).to_string() == "OK");
}

TEST_CASE("an exception of the clock passes through and changes nothing", "[api][time]") {
  bool broken = false;
  Desk desk({.center = small_center(), .clock = [&] {
               if (broken) throw std::runtime_error("no clock");
               return at(100);
             }});
  const std::uint64_t before = desk->state_hash();
  broken = true;
  CHECK_THROWS_AS(desk->submit({.id = "i1", .queue = "care"}), std::runtime_error);
  broken = false;
  CHECK(desk->state_hash() == before);
  CHECK(desk->submit({.id = "i1", .queue = "care"}).ok());
}

TEST_CASE("the engine works up to the last time there is", "[api][time]") {
  Desk desk;
  REQUIRE(desk->advance(kMaxTime).to_string() == "OK");
  REQUIRE(desk->submit({.id = "i1", .queue = "care"}).ok());
  CHECK(desk->next_due() == kMaxTime + 20s);
  CHECK(desk->advance(kMaxTime).ok());
  CHECK(desk->interaction("i1")->state == InteractionState::kOffered);
  CHECK(desk->accept("i1", "ana").to_string() == "OK");
}

TEST_CASE("an advance over more than anybody can take in stops, and goes on after a poll",
          "[api][time]") {
  Center center = small_center();
  center.agents.clear();
  center.queues.push_back({.id = "sales"});
  for (QueueConfig& queue : center.queues) {
    const std::string other = queue.id == "care" ? "sales" : "care";
    queue.wait = {{1ms, {.then = LimitAction::Then::kOverflow, .queue = other}}};
  }
  Desk desk(center);
  REQUIRE(desk->submit({.id = "i1", .queue = "care"}).ok());
  const Time end = at(1200);
  int calls = 1;
  std::size_t moves = 0;
  const auto take = [&](const Event& event) { moves += event.kind == EventKind::kMoved; };
  for (;; ++calls) {
    const Status status = desk->advance(end);
    if (status.ok()) break;
    REQUIRE(status.detail() == "poll_first");
    REQUIRE(desk->now() < end);
    REQUIRE(desk->next_due() <= end);
    desk->poll(take);
  }
  desk->poll(take);
  CHECK(calls > 2);
  CHECK(moves == 1'200'000);
  CHECK(desk->now() == end);
}

TEST_CASE("order stays exact to the last year", "[api][time]") {
  // Keys that pack a time must not wrap: the earlier of two waits in front.
  Desk desk;
  REQUIRE(desk->agent_logout("ana").ok());
  REQUIRE(desk->advance(kMaxTime - 24h * 30).ok());
  REQUIRE(desk->submit({.id = "first", .queue = "care"}).ok());
  REQUIRE(desk->advance(kMaxTime).ok());
  REQUIRE(desk->submit({.id = "second", .queue = "care"}).ok());
  REQUIRE(desk->agent_login("ana").ok());
  CHECK(desk->interaction("first")->state == InteractionState::kOffered);
  CHECK(desk->interaction("second")->state == InteractionState::kWaiting);
}

}  // namespace
}  // namespace uniselector
