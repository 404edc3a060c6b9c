// How events reach the host: in order, once, with the names they had, also when the listener calls
// back, throws, or the host is late.
#include <stdexcept>
#include <string>

#include "api/outbox.h"
#include "small_center.h"
#include "support/catch.h"

namespace uniselector {
namespace {

using api::Outbox;
using test::Desk;
using test::small_center;
using Lines = std::vector<std::string>;

TEST_CASE("a listener may give commands, and the same poll tells what came of them",
          "[api][poll]") {
  Desk desk;
  REQUIRE(desk->submit({.id = "i1", .queue = "care"}).ok());
  Lines lines;
  std::uint64_t last = 0;
  const std::size_t polled = desk->poll([&](const Event& event) {
    // The names are looked at after the call as well: it must not move them.
    const std::string before = Desk::line(event);
    if (event.kind == EventKind::kOffered && event.interaction == "i1") {
      CHECK(desk->accept(event.interaction, event.agent, event.offer).to_string() == "OK");
      for (int i = 0; i < 1000; ++i) {
        const std::string id = "behind-" + std::to_string(i);
        REQUIRE(desk->submit({.id = id, .queue = "care"}).ok());
      }
    }
    CHECK(Desk::line(event) == before);
    if (last != 0) CHECK(event.sequence == last + 1);
    last = event.sequence;
    if (lines.size() < 7) lines.push_back(before);
  });
  CHECK(lines == Lines{"submitted i1", "queued i1", "offered i1 ana", "offer_accepted i1 ana",
                       "assigned i1 ana", "submitted behind-0", "queued behind-0"});
  CHECK(polled == 5 + 2000);
  CHECK(desk.events().empty());
}

TEST_CASE("an event keeps its names whatever the listener changes", "[api][poll]") {
  Center center = small_center();
  center.agents[0].id = "an agent whose name is too long to be kept in place";
  Desk desk(center);
  REQUIRE(desk->agent_logout(center.agents[0].id).ok());
  Center other = small_center();
  other.queues[0].id = "another queue with a rather long name of its own";
  other.agents[0].queues[0].queue = other.queues[0].id;
  int seen = 0;
  desk->poll([&](const Event& event) {
    if (++seen != 1) return;
    const std::string before(event.agent);
    CHECK(desk->update_agent(before, {.skills = {{"tax", 3}}}).to_string() == "OK");
    CHECK(desk->configure(other).to_string() == "OK");
    CHECK(event.agent == center.agents[0].id);
  });
  CHECK(seen > 1);
}

TEST_CASE("events not yet polled keep the names they had before a configuration", "[api][poll]") {
  Desk desk;
  REQUIRE(desk->agent_logout("ana").ok());
  Center other = small_center();
  other.agents[0].id = "ben";
  REQUIRE(desk->configure(other).to_string() == "OK");
  const Lines lines = desk.events();
  REQUIRE_FALSE(lines.empty());
  CHECK(lines.front() == "presence_changed ana");
}

TEST_CASE("a poll within a listener answers 0 and loses nothing", "[api][poll]") {
  Desk desk;
  REQUIRE(desk->submit({.id = "i1", .queue = "care"}).ok());
  Lines lines;
  const std::size_t polled = desk->poll([&](const Event& event) {
    lines.push_back(Desk::line(event));
    CHECK(desk->poll([](const Event&) { FAIL("an event came twice or out of order"); }) == 0);
  });
  CHECK(polled == 3);
  CHECK(lines == Lines{"submitted i1", "queued i1", "offered i1 ana"});
}

TEST_CASE("a listener that throws has had its event, and the rest stay", "[api][poll]") {
  Desk desk;
  REQUIRE(desk->submit({.id = "i1", .queue = "care"}).ok());
  REQUIRE(desk->abandon("i1").ok());
  Lines lines;
  const auto failing = [&](const Event& event) {
    lines.push_back(Desk::line(event));
    if (event.kind == EventKind::kQueued) {
      REQUIRE(desk->submit({.id = "i2", .queue = "care"}).ok());
      throw std::runtime_error("the host's own trouble");
    }
  };
  CHECK_THROWS_AS(desk->poll(failing), std::runtime_error);
  CHECK(lines == Lines{"submitted i1", "queued i1"});
  // The next poll goes on behind it, and what the listener caused stays behind what was there.
  CHECK(desk.events() == Lines{"offered i1 ana", "offer_revoked i1 ana", "ended i1", "submitted i2",
                               "queued i2", "offered i2 ana"});
  CHECK(desk.events().empty());
}

TEST_CASE("a listener that always answers with a command does not keep poll for ever",
          "[api][poll]") {
  Desk desk;
  REQUIRE(desk->agent_logout("ana").ok());
  std::size_t seen = 0;
  const auto toggle = [&](const Event& event) {
    ++seen;
    const bool offline = event.presence == Presence::kOffline;
    REQUIRE((offline ? desk->agent_login("ana") : desk->agent_logout("ana")).ok());
  };
  CHECK(desk->poll(toggle) == 1 + Outbox::kMaxEvents);
  CHECK(seen == 1 + Outbox::kMaxEvents);
  CHECK(desk.events() == Lines{"presence_changed ana"});
}

TEST_CASE("a host that does not poll is refused before anything is lost", "[api][poll]") {
  Desk desk;
  std::size_t commands = 0;
  while (
      desk->set_presence("ana", commands % 2 == 0 ? Presence::kOffline : Presence::kReady).ok()) {
    REQUIRE(++commands <= Outbox::kMaxEvents);
  }
  CHECK(commands == Outbox::kMaxEvents);
  const std::uint64_t before = desk->state_hash();
  const Time now = desk->now();
  const auto refused = [&](const Status& status) {
    CHECK(status.code() == StatusCode::kResourceExhausted);
    CHECK(status.detail() == "poll_first");
  };
  refused(desk->submit({.id = "i1", .queue = "care"}));
  refused(desk->advance(now + std::chrono::seconds(1)));
  refused(desk->configure(small_center()));
  CHECK(desk->state_hash() == before);
  CHECK(desk->now() == now);
  CHECK(desk->poll({}) == Outbox::kMaxEvents);
  CHECK(desk->submit({.id = "i1", .queue = "care"}).to_string() == "OK");
}

TEST_CASE("a storm of timers stops for a poll and goes on where it stood", "[api][poll]") {
  constexpr std::size_t kWaiting = 40'000;
  const Duration relaxed_after = std::chrono::seconds(30);
  Center center = small_center();
  center.agents[0].state = Presence::kOffline;
  center.queues[0].require.skills = {{.skill = "tax"}};
  center.queues[0].relax.push_back({.after = relaxed_after, .priority = 5});
  Desk desk(center);
  for (std::size_t i = 0; i < kWaiting; ++i) {
    REQUIRE(desk->submit({.id = "i" + std::to_string(i), .queue = "care"}).ok());
  }
  desk.drop_events();
  for (std::size_t i = 0; i < Outbox::kMaxEvents - 1000; ++i) {
    REQUIRE(desk->set_presence("ana", i % 2 == 0 ? Presence::kNotReady : Presence::kOffline).ok());
  }
  const Time begin = desk->now();
  const Time goal = begin + 2 * relaxed_after;
  CHECK(desk->advance(goal).detail() == "poll_first");
  CHECK(desk->now() == begin + relaxed_after);
  CHECK(desk->next_due() == begin + relaxed_after);
  std::size_t relaxed = 0;
  const auto count = [&](const Event& event) {
    if (event.kind == EventKind::kRelaxed) ++relaxed;
  };
  desk->poll(count);
  CHECK(relaxed > 0);
  CHECK(relaxed < kWaiting);
  // With room again one call goes all the way.
  CHECK(desk->advance(goal).to_string() == "OK");
  CHECK(desk->now() == goal);
  CHECK_FALSE(desk->next_due().has_value());
  desk->poll(count);
  CHECK(relaxed == kWaiting);
  CHECK(desk->late_commands() == 0);
}

TEST_CASE("long texts of events are bounded as well", "[api][poll]") {
  Outbox outbox;
  const std::string text(std::size_t{16} << 20, 'x');
  const Outbox::Names names{.interaction = "i1", .note = text};
  std::size_t added = 0;
  for (; !outbox.full(); ++added) {
    REQUIRE(added < 100);
    outbox.add({.kind = EventKind::kEnded}, added + 1, names);
  }
  CHECK(added * text.size() >= Outbox::kMaxTextBytes);
  std::size_t whole = 0;
  CHECK(outbox.deliver([&](const Event& event) {
    whole += event.note == text && event.interaction == "i1" ? 1U : 0U;
  }) == added);
  CHECK(whole == added);
  CHECK_FALSE(outbox.full());
}

}  // namespace
}  // namespace uniselector
