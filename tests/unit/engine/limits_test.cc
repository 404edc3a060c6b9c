// Bounds that are answers: each is reached, and what lies behind it changes nothing.
#include "engine/state_machine.h"
#include "support/catch.h"

namespace uniselector::engine {
namespace {

Center center_of(int agents, int at_once) {
  Center center;
  QueueConfig queue{.id = "q"};
  queue.offers_at_once = at_once;
  center.queues.push_back(queue);
  for (int a = 0; a < agents; ++a) {
    AgentConfig agent{.id = "a" + std::to_string(a), .queues = {{"q", 1}}};
    agent.capacity = Capacity{.channels = {{"voice", 1, 1}}};
    agent.state = Presence::kReady;
    center.agents.push_back(agent);
  }
  return center;
}

TEST_CASE("an interaction can be offered to more than 255 agents at once", "[limits]") {
  StateMachine machine;
  REQUIRE(machine.configure(center_of(300, 300)).to_string() == "OK");
  std::uint64_t handle = 0;
  REQUIRE(machine.apply({.kind = CommandKind::kSubmit, .queue = 0}, &handle).ok());
  CHECK(machine.interaction_view(handle).offers.size() == 300);
  CHECK(machine.check_books().to_string() == "OK");
  Command accept{.kind = CommandKind::kAccept, .agent = 299};
  accept.interaction = handle;
  REQUIRE(machine.apply(accept).to_string() == "OK");
  CHECK(machine.interaction_view(handle).offers.empty());
  CHECK(machine.holder(handle) == 299);
  CHECK(machine.check_books().to_string() == "OK");
}

TEST_CASE("a decline without a cool-down does not arm a timer for every nanosecond", "[limits]") {
  StateMachine machine;
  Center center = center_of(2, 1);
  ChannelConfig voice{.id = "voice"};
  voice.decline_cool_down = voice.min_offer_gap = Duration(0);
  center.channels.push_back(voice);
  center.agents[1].state = Presence::kNotReady;  // might take it one day, so a0 is not asked again
  REQUIRE(machine.configure(center).to_string() == "OK");
  Command decline{.kind = CommandKind::kDecline, .agent = 0};
  REQUIRE(machine.apply({.kind = CommandKind::kSubmit, .queue = 0}, &decline.interaction).ok());
  REQUIRE(machine.apply(decline).to_string() == "OK");
  REQUIRE(machine.state(decline.interaction) == InteractionState::kWaiting);
  CHECK(machine.next_due() == 1'000'000'000);
  REQUIRE(machine.apply({.time = 3'500'000'000}).ok());
  CHECK(machine.next_due() == 4'000'000'000);
}

TEST_CASE("the steps of an interaction bring at most 64 times at which conditions end",
          "[limits]") {
  StateMachine machine;
  REQUIRE(machine.configure(center_of(1, 1)).ok());
  SubmitRequest request{.id = "i"};
  request.relax.resize(2);
  const auto bring = [&request](int count) {
    for (RelaxStep& step : request.relax) step.add = {};
    for (int i = 0; i < count; ++i) {
      SkillCondition condition{.skill = "s" + std::to_string(i)};
      condition.level = 1;
      condition.expires_after = std::chrono::seconds(i + 1);
      request.relax[static_cast<std::size_t>(i % 2)].add.skills.push_back(condition);
    }
  };
  Command submit{.kind = CommandKind::kSubmit, .queue = 0};
  submit.submit = &request;
  bring(65);
  CHECK(machine.apply(submit).to_string() ==
        "ResourceExhausted: relax: found 65 different times of expires_after, expected at most 64");
  bring(64);
  std::uint64_t handle = 0;
  REQUIRE(machine.apply(submit, &handle).to_string() == "OK");
  CHECK(machine.catalog().signature_count() == 1 + 2 + 64);
}

TEST_CASE("an agent holds at most 65,535 items over all channels", "[limits]") {
  constexpr int kEach = 40'000;
  constexpr int kMost = 65'535;
  StateMachine machine;
  Center center = center_of(1, 1);
  center.channels = {{.id = "voice"}, {.id = "chat"}};
  center.agents[0].capacity =
      Capacity{.channels = {{"voice", kEach, 32'767}, {"chat", kEach, 32'767}}};
  REQUIRE(machine.configure(center).to_string() == "OK");
  Command accept{.kind = CommandKind::kAccept, .agent = 0};
  int taken = 0;
  for (int i = 0; i < 2 * kEach; ++i) {
    Command submit{.kind = CommandKind::kSubmit, .queue = 0};
    submit.channel = i < kEach ? 0 : 1;
    REQUIRE(machine.apply(submit, &accept.interaction).ok());
    if (machine.state(accept.interaction) != InteractionState::kOffered) continue;
    REQUIRE(machine.apply(accept).ok());
    ++taken;
    machine.clear_events();
  }
  CHECK(taken == kMost);
  CHECK(machine.agent(0).assigned == kMost);
  CHECK(machine.agent(0).used == kMost * 32'767);
  CHECK(machine.check_books().to_string() == "OK");
  Command drain{.kind = CommandKind::kPresence, .agent = 0};
  drain.presence = Presence::kDraining;
  REQUIRE(machine.apply(drain).ok());
  CHECK(machine.agent(0).presence == Presence::kDraining);
}

TEST_CASE("what an item may cost keeps the sum of units within 32 bits", "[limits]") {
  StateMachine machine;
  Center center = center_of(1, 1);
  center.agents[0].capacity = Capacity{.channels = {{"voice", 1, 32'768}}};
  CHECK(machine.configure(center).to_string().find("32768, expected 0..32767") !=
        std::string::npos);
}

TEST_CASE("everybody is asked once before anybody is asked again", "[limits]") {
  constexpr int kAgents = 300;
  StateMachine machine;
  Center center = center_of(kAgents, 1);
  ChannelConfig voice{.id = "voice"};
  voice.offer_timeout = std::chrono::seconds(1);
  voice.missed = OfferPenalty{.then = OfferPenalty::Then::kNone};
  center.channels.push_back(voice);
  REQUIRE(machine.configure(center).to_string() == "OK");
  std::uint64_t handle = 0;
  REQUIRE(machine.apply({.kind = CommandKind::kSubmit, .queue = 0}, &handle).ok());
  for (int second = 0; second < 2 * kAgents; ++second) {
    const auto expected = static_cast<model::AgentIx>(second % kAgents);
    REQUIRE(machine.holder(handle) == expected);
    REQUIRE(machine.apply({.time = (second + 1) * 1'000'000'000LL}).ok());
  }
  CHECK(machine.check_books().to_string() == "OK");
}

TEST_CASE("an interaction brings at most 64 steps, and a refusal changes nothing", "[limits]") {
  StateMachine machine;
  REQUIRE(machine.configure(center_of(1, 1)).ok());
  SubmitRequest request{.id = "i"};
  request.relax.resize(model::bounds::kMaxSteps + 1);
  const std::uint64_t before = machine.state_hash();
  Command submit{.kind = CommandKind::kSubmit, .queue = 0};
  submit.submit = &request;
  const Status refused = machine.apply(submit);
  CHECK(refused.to_string() == "ResourceExhausted: relax: found 65, expected at most 64");
  CHECK(machine.state_hash() == before);
  request.relax.resize(model::bounds::kMaxSteps);
  CHECK(machine.apply(submit).to_string() == "OK");
}

TEST_CASE("an agent who declines for ever does not fill the memory", "[limits]") {
  StateMachine machine;
  Center center = center_of(2, 1);
  center.agents[1].state = Presence::kNotReady;  // there is someone else, so it is for good
  REQUIRE(machine.configure(center).ok());
  const auto submit_and_decline = [&machine] {
    std::uint64_t handle = 0;
    Command submit{.kind = CommandKind::kSubmit, .queue = 0, .time = machine.now() + 1'000'000'000};
    REQUIRE(machine.apply(submit, &handle).ok());
    Command decline{.kind = CommandKind::kDecline, .agent = 0, .time = submit.time};
    decline.interaction = handle;
    REQUIRE(machine.apply(decline).to_string() == "OK");
    return handle;
  };
  const std::uint64_t kept = submit_and_decline();
  const std::size_t before = machine.agent_bytes();
  for (int i = 0; i < 20'000; ++i) {
    Command abandon{.kind = CommandKind::kAbandon, .time = machine.now()};
    abandon.interaction = submit_and_decline();
    REQUIRE(machine.apply(abandon).ok());
    machine.clear_events();
  }
  CHECK(machine.agent_bytes() < before + 2048);
  // Whom he declined before all of them is offered again when he becomes ready anew.
  for (const Presence presence : {Presence::kNotReady, Presence::kReady}) {
    REQUIRE(machine
                .apply({.kind = CommandKind::kPresence,
                        .agent = 0,
                        .time = machine.now(),
                        .presence = presence})
                .ok());
  }
  CHECK(machine.holder(kept) == 0);
}

}  // namespace
}  // namespace uniselector::engine
