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

TEST_CASE("an interaction brings at most 64 steps, and a refusal changes nothing", "[limits]") {
  StateMachine machine;
  REQUIRE(machine.configure(center_of(1, 1)).ok());
  SubmitRequest request{.id = "i"};
  request.relax.resize(kMaxOwnSteps + 1);
  const std::uint64_t before = machine.state_hash();
  Command submit{.kind = CommandKind::kSubmit, .queue = 0};
  submit.submit = &request;
  const Status refused = machine.apply(submit);
  CHECK(refused.to_string() == "InvalidArgument: relax: found 65 steps, at most 64 are allowed");
  CHECK(machine.state_hash() == before);
  request.relax.resize(kMaxOwnSteps);
  CHECK(machine.apply(submit).to_string() == "OK");
}

}  // namespace
}  // namespace uniselector::engine
