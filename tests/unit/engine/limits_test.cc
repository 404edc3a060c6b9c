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

TEST_CASE("an interaction brings at most 64 steps, and a refusal changes nothing", "[limits]") {
  StateMachine machine;
  REQUIRE(machine.configure(center_of(1, 1)).ok());
  SubmitRequest request{.id = "i"};
  request.relax.resize(kMaxOwnSteps + 1);
  const std::uint64_t before = machine.state_hash();
  Command submit{.kind = CommandKind::kSubmit, .queue = 0};
  submit.submit = &request;
  const Status refused = machine.apply(submit);
  CHECK(refused.to_string() == "ResourceExhausted: relax: found 65, expected at most 64");
  CHECK(machine.state_hash() == before);
  request.relax.resize(kMaxOwnSteps);
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
