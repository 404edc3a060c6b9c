// Names come and go for ever, the tables behind them do not: places of gone names are given to new
// ones, and nothing of the old name is left in them. What is in use cannot go.
#include <string>

#include "engine/state_machine.h"
#include "support/catch.h"

namespace uniselector::engine {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

/// One queue `q` on `channels` channels named after the round; one agent `ana` who may take all.
Center center_of_round(int round, int channels) {
  Center center;
  center.queues.push_back({.id = "q"});
  Capacity capacity;
  for (int c = 0; c < channels; ++c) {
    const std::string id = "c" + std::to_string(round) + "_" + std::to_string(c);
    center.channels.push_back({.id = id});
    capacity.channels.push_back({id, 1, 1});
  }
  center.agents.push_back({.id = "ana", .queues = {{"q"}}, .capacity = capacity});
  return center;
}

/// Queue `q` and offline agents who take `voice`.
Center center_with_agents(const std::vector<std::string>& agents) {
  Center center;
  center.queues.push_back({.id = "q"});
  center.limits.agents = 3;
  for (const std::string& id : agents) {
    center.agents.push_back(
        {.id = id, .queues = {{"q"}}, .capacity = Capacity{.channels = {{"voice", 1, 1}}}});
  }
  return center;
}

std::string configured(StateMachine& machine, const Center& center) {
  machine.clear_events();
  const std::uint64_t before = machine.state_hash();
  const Status status = machine.configure(center);
  CHECK((status.ok() || machine.state_hash() == before));
  CHECK(machine.check_books().to_string() == "OK");
  return status.to_string();
}

std::uint64_t submit(StateMachine& machine, std::int64_t time, model::QueueIx queue = 0,
                     model::ChannelIx channel = 0) {
  std::uint64_t handle = 0;
  Command command{.kind = CommandKind::kSubmit, .channel = channel, .queue = queue, .time = time};
  command.keep_record = true;
  REQUIRE(machine.apply(command, &handle).to_string() == "OK");
  return handle;
}

std::string done(StateMachine& machine, CommandKind kind, model::AgentIx agent,
                 std::uint64_t interaction, Presence presence = Presence::kOffline) {
  Command command{.kind = kind, .agent = agent, .time = machine.now(), .presence = presence};
  command.interaction = interaction;
  return machine.apply(command).to_string();
}

TEST_CASE("channels may be renamed for ever", "[places]") {
  StateMachine machine;
  for (int round = 0; round < 40; ++round) {
    CAPTURE(round);
    REQUIRE(configured(machine, center_of_round(round, 10)) == "OK");
    REQUIRE(machine.catalog().channel_count() <= model::kMaxChannels);
    const std::string last = "c" + std::to_string(round) + "_9";
    const auto channel = machine.catalog().find_channel(last);
    REQUIRE(channel);
    CHECK_FALSE(machine.catalog().find_channel("c" + std::to_string(round - 2) + "_9"));
    CHECK(done(machine, CommandKind::kPresence, 0, 0, Presence::kReady) == "OK");
    const std::uint64_t i = submit(machine, machine.now() + kSecond, 0, *channel);
    CHECK(machine.holder(i) == 0);
    CHECK(machine.interaction_view(i).channel == last);
    CHECK(done(machine, CommandKind::kAccept, 0, i) == "OK");
    CHECK(done(machine, CommandKind::kComplete, 0, i) == "OK");
    // The counters are those of this name, not of the one that had the place before.
    CHECK(machine.queue_view(0).channels.at(last).offered == 1);
    CHECK(done(machine, CommandKind::kPresence, 0, 0, Presence::kOffline) == "OK");
  }
}

TEST_CASE("queues may be renamed for ever", "[places]") {
  StateMachine machine;
  const int many = model::kMaxQueues * 3 / 5;
  for (int round = 0; round < 3; ++round) {
    CAPTURE(round);
    Center center = center_of_round(0, 1);
    center.queues.clear();
    for (int q = 0; q < many; ++q) {
      center.queues.push_back({.id = "q" + std::to_string(round) + "_" + std::to_string(q)});
      center.queues.back().prefer = Preference::kRoundRobin;
    }
    const std::string last = center.queues.back().id;
    for (AgentConfig& agent : center.agents) agent.queues = {{last}};
    REQUIRE(configured(machine, center) == "OK");
    REQUIRE(machine.catalog().queue_count() <= std::size_t{model::kMaxQueues});
    const auto queue = machine.catalog().find_queue(last);
    REQUIRE(queue);
    CHECK(done(machine, CommandKind::kPresence, 0, 0, Presence::kReady) == "OK");
    const std::uint64_t i = submit(machine, machine.now() + kSecond, *queue);
    CHECK(machine.interaction_view(i).queue == last);
    CHECK(machine.holder(i) == 0);
    CHECK(machine.queue_view(*queue).metrics.offered == 1);
    CHECK(done(machine, CommandKind::kCancel, 0, i) == "OK");
    CHECK(done(machine, CommandKind::kPresence, 0, 0, Presence::kOffline) == "OK");
  }
}

TEST_CASE("agents may be renamed for ever within limits.agents", "[places]") {
  StateMachine machine;
  REQUIRE(configured(machine, center_with_agents({"a", "b", "c"})) == "OK");
  CHECK(done(machine, CommandKind::kPresence, 1, 0, Presence::kReady) == "OK");
  const std::uint64_t i = submit(machine, kSecond);
  CHECK(done(machine, CommandKind::kAccept, 1, i) == "OK");
  CHECK(done(machine, CommandKind::kComplete, 1, i) == "OK");
  CHECK(machine.agent_view(1).handled == 1);
  CHECK(done(machine, CommandKind::kPresence, 1, 0, Presence::kOffline) == "OK");

  Center next = center_with_agents({"d", "e", "c"});
  next.agents[1].state = Presence::kReady;
  REQUIRE(configured(machine, next) == "OK");
  CHECK(machine.catalog().agent_count() == 3);
  CHECK_FALSE(machine.catalog().find_agent("b"));
  const auto e = machine.catalog().find_agent("e");
  REQUIRE(e);
  CHECK(machine.agent_view(*e).id == "e");
  CHECK(machine.agent_view(*e).handled == 0);
  CHECK(machine.agent_view(*e).version == 2);  // new, then his first presence
  CHECK(machine.holder(submit(machine, 2 * kSecond)) == *e);
  REQUIRE(configured(machine, next) == "OK");
}

TEST_CASE("a gone agent whom something still remembers keeps his place", "[places]") {
  StateMachine machine;
  REQUIRE(configured(machine, center_with_agents({"a", "b", "c"})) == "OK");
  CHECK(done(machine, CommandKind::kPresence, 0, 0, Presence::kReady) == "OK");
  const std::uint64_t i = submit(machine, kSecond);
  CHECK(done(machine, CommandKind::kDecline, 0, i) == "OK");
  CHECK(done(machine, CommandKind::kPresence, 0, 0, Presence::kOffline) == "OK");

  CHECK(configured(machine, center_with_agents({"d", "e", "f"})) ==
        "ResourceExhausted: agents: limits.agents (3) bounds names, gone ones included while live "
        "interactions remember them: 3 places are missing, 2 are free");
  CHECK(machine.catalog().find_agent("a") == 0U);
  REQUIRE(configured(machine, center_with_agents({"d", "e"})) == "OK");
  CHECK(machine.catalog().find_agent("d") == 1U);
  CHECK(done(machine, CommandKind::kAbandon, 0, i) == "OK");
  CHECK(configured(machine, center_with_agents({"d", "e", "f"})) == "OK");
  CHECK(machine.catalog().find_agent("f") == 0U);
}

TEST_CASE("a place is not given away while events may name it", "[places]") {
  StateMachine machine;
  REQUIRE(configured(machine, center_with_agents({"a", "b", "c"})) == "OK");
  CHECK(done(machine, CommandKind::kPresence, 0, 0, Presence::kReady) == "OK");
  CHECK(done(machine, CommandKind::kPresence, 0, 0, Presence::kOffline) == "OK");
  const Status refused = machine.configure(center_with_agents({"d", "e", "f"}));
  CHECK(refused.code() == StatusCode::kResourceExhausted);
  CHECK(refused.detail() == "poll_first");
  machine.clear_events();
  CHECK(machine.configure(center_with_agents({"d", "e", "f"})).to_string() == "OK");
}

TEST_CASE("a queue for which something is held, or an agent with a live offer, cannot go",
          "[places]") {
  StateMachine machine;
  Center center = center_with_agents({"a", "b"});
  center.queues.push_back({.id = "r"});
  center.channels.push_back({.id = "voice", .offers_survive_leaving = true});
  REQUIRE(configured(machine, center) == "OK");
  SubmitRequest request{.id = "i", .scheduled_at = time_from_ns(100 * kSecond)};
  std::uint64_t held = 0;
  REQUIRE(
      machine.apply({.kind = CommandKind::kSubmit, .queue = 1, .submit = &request}, &held).ok());
  Center without_r = center;
  without_r.queues.pop_back();
  CHECK(configured(machine, without_r) ==
        "FailedPrecondition: queues.r: 1 interactions are scheduled or held for it, so it cannot "
        "go");
  CHECK(done(machine, CommandKind::kCancel, 0, held) == "OK");
  CHECK(configured(machine, without_r) == "OK");

  CHECK(done(machine, CommandKind::kPresence, 0, 0, Presence::kReady) == "OK");
  const std::uint64_t i = submit(machine, kSecond);
  CHECK(done(machine, CommandKind::kPresence, 0, 0, Presence::kOffline) == "OK");
  REQUIRE(machine.holder(i) == 0);
  Center without_a = without_r;
  without_a.agents.erase(without_a.agents.begin());
  CHECK(configured(machine, without_a) ==
        "FailedPrecondition: agents.a: it is logged in, has work or a live offer, so it cannot go");
  CHECK(done(machine, CommandKind::kAccept, 0, i) == "OK");
  CHECK(done(machine, CommandKind::kComplete, 0, i) == "OK");
  CHECK(configured(machine, without_a) == "OK");
}

}  // namespace
}  // namespace uniselector::engine
