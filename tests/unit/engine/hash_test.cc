// The state hash covers what decides: two cores that will act differently have different hashes,
// however alike they look.
#include <string>

#include "engine/state_machine.h"
#include "support/catch.h"

namespace uniselector::engine {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

Center center_of_two(Duration timeout = std::chrono::seconds(20)) {
  Center center;
  center.channels.push_back({.id = "voice", .offer_timeout = timeout});
  center.queues.push_back({.id = "q"});
  for (const char* id : {"a", "b"}) {
    center.agents.push_back({.id = id,
                             .queues = {{"q"}},
                             .capacity = Capacity{.channels = {{"voice", 1, 1}}},
                             .state = Presence::kReady});
  }
  return center;
}

class Core {
 public:
  explicit Core(const Center& center = center_of_two()) {
    REQUIRE(machine_.configure(center).to_string() == "OK");
  }
  StateMachine& operator*() { return machine_; }

  std::uint64_t submit(std::int64_t time, const SubmitRequest* request = nullptr) {
    std::uint64_t handle = 0;
    const Command command{
        .kind = CommandKind::kSubmit, .queue = 0, .time = time, .submit = request};
    REQUIRE(machine_.apply(command, &handle).to_string() == "OK");
    return handle;
  }
  void tell(CommandKind kind, std::uint64_t interaction, model::AgentIx agent,
            std::int64_t duration = -1) {
    Command command{.kind = kind, .agent = agent, .time = machine_.now(), .duration = duration};
    command.interaction = interaction;
    REQUIRE(machine_.apply(command).to_string() == "OK");
  }
  void presence(model::AgentIx agent, Presence presence) {
    REQUIRE(machine_
                .apply({.kind = CommandKind::kPresence,
                        .agent = agent,
                        .time = machine_.now(),
                        .presence = presence})
                .ok());
  }
  std::uint64_t hash() const { return machine_.state_hash(); }

 private:
  StateMachine machine_;
};

TEST_CASE("equal commands, equal hashes", "[hash]") {
  Core x;
  Core y;
  for (Core* core : {&x, &y}) {
    const std::uint64_t i = core->submit(kSecond);
    core->tell(CommandKind::kDecline, i, 0);
    core->tell(CommandKind::kAccept, i, 1);
  }
  CHECK(x.hash() == y.hash());
}

TEST_CASE("when a live offer ends is part of the state", "[hash]") {
  Core x(center_of_two(std::chrono::seconds(20)));
  Core y(center_of_two(std::chrono::seconds(21)));
  x.submit(kSecond);
  y.submit(kSecond);
  CHECK(x.hash() != y.hash());
}

TEST_CASE("when a talk will be closed is part of the state", "[hash]") {
  Core x;
  Core y;
  const std::uint64_t i = x.submit(kSecond);
  REQUIRE(y.submit(kSecond) == i);
  x.tell(CommandKind::kAccept, i, 0);
  y.tell(CommandKind::kAccept, i, 0);
  CHECK(x.hash() == y.hash());
  x.tell(CommandKind::kClose, i, 0, 30 * kSecond);
  y.tell(CommandKind::kClose, i, 0, 40 * kSecond);
  CHECK(x.hash() != y.hash());
}

TEST_CASE("whether an exclusion ends with the next login or with its time is part of the state",
          "[hash]") {
  Core x;
  Core y;
  for (Core* core : {&x, &y}) core->presence(1, Presence::kNotReady);
  const std::uint64_t i = x.submit(kSecond);
  REQUIRE(y.submit(kSecond) == i);
  x.tell(CommandKind::kDecline, i, 0);
  y.tell(CommandKind::kDecline, i, 0, 36'500LL * 86'400 * kSecond);
  CHECK(x.hash() != y.hash());
}

TEST_CASE("what an interaction brought is part of the state before it matters", "[hash]") {
  const SubmitRequest short_life{.id = "i", .time_to_live = std::chrono::seconds(100)};
  const SubmitRequest long_life{.id = "i", .time_to_live = std::chrono::seconds(101)};
  SubmitRequest held{.id = "i", .scheduled_at = time_from_ns(50 * kSecond)};
  SubmitRequest held_more = held;
  held_more.relax = {{.after = std::chrono::seconds(5), .priority = 3}};
  const auto hash_of = [](const SubmitRequest& request) {
    Core core;
    core.submit(kSecond, &request);
    return core.hash();
  };
  CHECK(hash_of(short_life) != hash_of(long_life));
  CHECK(hash_of(held) != hash_of(held_more));
  held_more.relax.clear();
  held_more.auto_activate = true;
  CHECK(hash_of(held) != hash_of(held_more));
}

TEST_CASE("how often an agent has missed is part of the state", "[hash]") {
  const auto hash_of = [](CommandKind kind) {
    Center center = center_of_two();
    for (auto* penalty : {&center.channels[0].declined, &center.channels[0].failed}) {
      *penalty = {.then = OfferPenalty::Then::kLogout, .after = 3};
    }
    center.agents.pop_back();
    Core core(center);
    core.tell(kind, core.submit(kSecond), 0);
    return core.hash();
  };
  CHECK(hash_of(CommandKind::kDecline) != hash_of(CommandKind::kFailConnect));
}

}  // namespace
}  // namespace uniselector::engine
