// Time in slices: a call fires a bounded number of timers, and however a storm of them is cut, the
// end is the same. Queues that hand an interaction to and fro stop. Nothing is ever due at the end
// of time.
#include <limits>
#include <string>
#include <vector>

#include "base/hash.h"
#include "engine/state_machine.h"
#include "support/catch.h"

namespace uniselector::engine {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr int kItems = 500;

/// Three queues whose plans move, relax and end interactions, and agents who let offers time out.
Center storm_center() {
  Center center;
  center.channels.push_back({.id = "voice",
                             .offer_timeout = std::chrono::seconds(7),
                             .missed = OfferPenalty{.then = OfferPenalty::Then::kCoolDown,
                                                    .after = 2,
                                                    .cool_down = std::chrono::seconds(3)}});
  for (int q = 0; q < 3; ++q) {
    QueueConfig queue{.id = "q" + std::to_string(q)};
    queue.require.skills = {{.skill = "s", .level = 4}};
    queue.relax = {
        {.after = std::chrono::seconds(5), .lower_all_by = 1},
        {.after = std::chrono::seconds(9), .lower_all_by = 1, .priority = 5 + q},
        {.after = std::chrono::seconds(20), .overflow = "q" + std::to_string((q + 1) % 3)}};
    if (q == 2) queue.time_to_live = std::chrono::seconds(50);
    center.queues.push_back(queue);
  }
  for (int a = 0; a < 20; ++a) {
    AgentConfig agent{.id = "a" + std::to_string(a), .skills = {{"s", 1 + a % 5}}};
    agent.queues = {{"q0"}, {"q1"}, {"q2"}};
    agent.capacity = Capacity{.channels = {{"voice", 1 + a % 2, 1}}};
    agent.state = Presence::kReady;
    center.agents.push_back(agent);
  }
  return center;
}

/// The number of calls it takes to bring the machine to `time`.
int advance(StateMachine& machine, std::int64_t time, std::uint64_t* events) {
  int calls = 0;
  do {
    REQUIRE(machine.apply({.kind = CommandKind::kAdvance, .time = time}).ok());
    ++calls;
    for (const CoreEvent& event : machine.events()) {
      *events = base::hash_combine(*events, static_cast<std::uint64_t>(event.time));
      *events = base::hash_combine(*events, static_cast<std::uint64_t>(event.kind));
      *events = base::hash_combine(*events, event.interaction);
    }
    machine.clear_events();
  } while (machine.next_due() <= time);
  return calls;
}

TEST_CASE("however a storm of timers is cut into calls, it ends in the same state", "[slices]") {
  std::vector<std::uint64_t> hashes;
  std::vector<std::uint64_t> events;
  std::vector<int> calls;
  for (const std::uint32_t slice : {1'000'000U, 100U, 7U, 1U}) {
    StateMachine machine;
    machine.set_firings_a_call(slice);
    REQUIRE(machine.configure(storm_center()).to_string() == "OK");
    machine.clear_events();
    for (int i = 0; i < kItems; ++i) {  // all at one instant
      Command submit{.kind = CommandKind::kSubmit, .queue = static_cast<model::QueueIx>(i % 3)};
      REQUIRE(machine.apply(submit).ok());
    }
    machine.clear_events();
    events.push_back(0);
    calls.push_back(advance(machine, 30 * kSecond, &events.back()) +
                    advance(machine, 120 * kSecond, &events.back()));
    CHECK(machine.now() == 120 * kSecond);
    CHECK(machine.check_books().to_string() == "OK");
    hashes.push_back(machine.state_hash());
  }
  CHECK(calls[0] == 2);
  CHECK(calls[1] > 10);
  for (std::size_t i = 1; i < hashes.size(); ++i) {
    CHECK(hashes[i] == hashes[0]);
    CHECK(events[i] == events[0]);
    CHECK(calls[i] > calls[i - 1]);
  }
}

TEST_CASE("a call fires no more timers than its slice, and a command meanwhile is not held up",
          "[slices]") {
  StateMachine machine;
  Center center;
  center.queues.push_back({.id = "q", .relax = {{.after = std::chrono::seconds(10)}}});
  REQUIRE(machine.configure(center).ok());
  const int many = 3 * static_cast<int>(kMaxFirings);
  for (int i = 0; i < many; ++i) {
    REQUIRE(machine.apply({.kind = CommandKind::kSubmit, .queue = 0, .time = i}).ok());
  }
  const auto relaxed = [&machine] {
    std::size_t count = 0;
    for (const CoreEvent& event : machine.events()) count += event.kind == EventKind::kRelaxed;
    machine.clear_events();
    return count;
  };
  CHECK(relaxed() == 0);
  REQUIRE(machine.apply({.kind = CommandKind::kAdvance, .time = 60 * kSecond}).ok());
  CHECK(relaxed() == kMaxFirings);
  CHECK(machine.now() == 10 * kSecond + kMaxFirings - 1);
  CHECK(machine.next_due() == machine.now() + 1);

  // A command goes on with the storm for one slice and takes effect at the time that has come.
  std::uint64_t handle = 0;
  REQUIRE(machine.apply({.kind = CommandKind::kSubmit, .queue = 0, .time = 60 * kSecond}, &handle)
              .ok());
  CHECK(machine.now() == 10 * kSecond + 2 * kMaxFirings - 1);
  CHECK(to_ns(machine.interaction_view(handle).enqueued) == machine.now());
  CHECK(relaxed() == kMaxFirings);
  REQUIRE(machine.apply({.kind = CommandKind::kAdvance, .time = 15 * kSecond}).ok());
  CHECK(relaxed() == kMaxFirings);
  CHECK(machine.now() == 15 * kSecond);
  CHECK(machine.late_commands() == 0);
  CHECK(machine.check_books().to_string() == "OK");
}

TEST_CASE("an interaction that is handed on at once in a circle stops", "[slices]") {
  Center center;
  for (const char* id : {"a", "b", "c"}) center.queues.push_back({.id = id});
  StateMachine machine;
  REQUIRE(machine.configure(center).ok());
  // It brings the circle itself: what queue a would hand on, b hands back.
  SubmitRequest request{.id = "i"};
  request.relax = {{.after = {}, .overflow = "b"},
                   {.after = {}, .overflow = "a"},
                   {.after = std::chrono::seconds(10), .overflow = "c"}};
  std::uint64_t handle = 0;
  REQUIRE(
      machine.apply({.kind = CommandKind::kSubmit, .queue = 0, .submit = &request}, &handle).ok());
  REQUIRE(machine.apply({.kind = CommandKind::kAdvance, .time = 5 * kSecond}).ok());
  std::size_t moves = 0;
  for (const CoreEvent& event : machine.events()) moves += event.kind == EventKind::kMoved;
  CHECK(moves == 8);
  CHECK(machine.now() == 5 * kSecond);
  CHECK(machine.state(handle) == InteractionState::kWaiting);
  CHECK(machine.waiting(0) == 1);
  CHECK(machine.check_books().to_string() == "OK");
  // Later steps take effect at their own time; in c the circle begins anew and stops anew.
  REQUIRE(machine.apply({.kind = CommandKind::kAdvance, .time = 11 * kSecond}).ok());
  CHECK(machine.now() == 11 * kSecond);
  CHECK(machine.check_books().to_string() == "OK");
}

TEST_CASE("queues that hand on each millisecond take their time, call by call", "[slices]") {
  Center center;
  for (const char* id : {"a", "b"}) {
    QueueConfig queue{.id = id};
    queue.wait.push_back({std::chrono::milliseconds(1),
                          {.then = LimitAction::Then::kOverflow, .queue = *id == 'a' ? "b" : "a"}});
    center.queues.push_back(queue);
  }
  StateMachine machine;
  REQUIRE(machine.configure(center).ok());
  REQUIRE(machine.apply({.kind = CommandKind::kSubmit, .queue = 0}).ok());
  machine.clear_events();
  REQUIRE(machine.apply({.kind = CommandKind::kAdvance, .time = 86'400 * kSecond}).ok());
  CHECK(machine.events().size() == 2 * kMaxFirings);
  CHECK(machine.now() == kMaxFirings * 1'000'000LL);
}

TEST_CASE("nothing is due at the end of time, and nothing wraps on the way there", "[slices]") {
  constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();
  StateMachine machine;
  REQUIRE(machine.configure(storm_center()).ok());
  REQUIRE(machine.apply({.kind = CommandKind::kAdvance, .time = kEnd}).ok());
  CHECK(machine.now() == kEnd - 1);
  CHECK(machine.next_due() == kNever);
  machine.clear_events();
  std::uint64_t handle = 0;
  REQUIRE(machine.apply({.kind = CommandKind::kSubmit, .queue = 2, .time = kEnd}, &handle).ok());
  CHECK(machine.state(handle) == InteractionState::kOffered);
  CHECK(machine.interaction_view(handle).offers[0].expires == Time::max());
  REQUIRE(machine.apply({.kind = CommandKind::kAdvance, .time = kEnd}).ok());
  CHECK(machine.state(handle) == InteractionState::kOffered);
  CHECK(machine.check_books().to_string() == "OK");
  Command accept{.kind = CommandKind::kAccept, .agent = machine.holder(handle), .time = kEnd};
  accept.interaction = handle;
  CHECK(machine.apply(accept).to_string() == "OK");
}

}  // namespace
}  // namespace uniselector::engine
