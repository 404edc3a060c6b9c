// What a command brings is held to the rules of a configuration, and a refusal changes nothing:
// each case here was once taken as it came.
#include <functional>
#include <limits>

#include "engine/state_machine.h"
#include "support/catch.h"

namespace uniselector::engine {
namespace {

using namespace std::chrono_literals;

const std::string kNoUtf8 = "caf\xe9";
const std::string kIdRule = "expected an id: 1 to 128 bytes of UTF-8 without control characters";

/// Queues q and r with the agents ana (ready, on voice) and bob (offline).
Center center_of_two() {
  Center center;
  center.skills = {{"fr", 1, 5}};
  center.profiles = {{.id = "desk", .capacity = {.channels = {{"voice", 1, 1}}}}};
  center.queues = {{.id = "q"}, {.id = "r"}};
  center.agents = {{.id = "ana", .profile = "desk", .queues = {{"q"}}, .state = Presence::kReady},
                   {.id = "bob", .profile = "desk", .queues = {{"q"}}}};
  center.limits.attributes_per_interaction = 4;
  center.limits.attribute_bytes = 100;
  center.limits.notes_per_interaction = 2;
  return center;
}

class Desk {
 public:
  Desk() { REQUIRE(machine_.configure(center_of_two()).to_string() == "OK"); }

  std::uint64_t submit() {
    std::uint64_t handle = 0;
    const SubmitRequest request{.id = "i"};
    REQUIRE(machine_.apply({.kind = CommandKind::kSubmit, .queue = 0, .submit = &request}, &handle)
                .to_string() == "OK");
    return handle;
  }
  /// The answer to a command that must change nothing when it is refused.
  std::string answer(const Command& command) {
    const std::uint64_t hash = machine_.state_hash();
    const std::size_t events = machine_.events().size();
    const Status status = machine_.apply(command);
    CHECK((status.ok() || machine_.state_hash() == hash));
    CHECK((status.ok() || machine_.events().size() == events));
    CHECK(machine_.check_books().to_string() == "OK");
    return status.to_string();
  }
  std::string submit(const std::function<void(SubmitRequest&)>& spoil) {
    SubmitRequest request{.id = "i"};
    spoil(request);
    return answer({.kind = CommandKind::kSubmit, .queue = 0, .submit = &request});
  }
  std::string update(std::uint64_t handle, const InteractionUpdate& update) {
    return answer({.kind = CommandKind::kUpdate, .interaction = handle, .update = &update});
  }
  std::string update_agent(const AgentUpdate& update) {
    return answer({.kind = CommandKind::kUpdateAgent, .agent = 1, .update_agent = &update});
  }
  StateMachine& machine() { return machine_; }

 private:
  StateMachine machine_;
};

RelaxStep step_of(Duration after) { return {.after = after}; }

TEST_CASE("submit: texts, names and values of a request are checked", "[requests]") {
  Desk desk;
  const auto submit = [&](const std::function<void(SubmitRequest&)>& f) { return desk.submit(f); };
  CHECK(submit([](auto& r) { r.customer = std::string(1 << 20, 'x'); }) ==
        "InvalidArgument: customer: found '" + std::string(64, 'x') + "', " + kIdRule);
  CHECK(submit([](auto& r) { r.customer = kNoUtf8; }) ==
        "InvalidArgument: customer: found 'caf?', " + kIdRule);
  CHECK(submit([](auto& r) { r.attributes[""] = true; }) ==
        "InvalidArgument: attributes: found '', " + kIdRule);
  CHECK(submit([](auto& r) { r.attributes["a\n"] = true; }) ==
        "InvalidArgument: attributes: found 'a?', " + kIdRule);
  CHECK(submit([](auto& r) { r.attributes["lang"] = std::string(101, 'x'); }) ==
        "ResourceExhausted: attributes.lang: found 101 bytes, expected at most "
        "limits.attribute_bytes (100)");
  CHECK(submit([](auto& r) { r.attributes["lang"] = kNoUtf8; }) ==
        "InvalidArgument: attributes.lang: the text is not UTF-8");
  CHECK(submit([](auto& r) { r.attributes["x"] = std::numeric_limits<double>::infinity(); }) ==
        "InvalidArgument: attributes.x: found a number that is not finite");
  CHECK(submit([](auto& r) {
          for (int i = 0; i < 5; ++i) r.attributes[std::to_string(i)] = true;
        }) == "ResourceExhausted: attributes: found 5, expected at most 4");
  CHECK(submit([](auto& r) { r.customer = "c"; }) == "OK");
}

TEST_CASE("submit: times of a request are checked", "[requests]") {
  Desk desk;
  const auto submit = [&](const std::function<void(SubmitRequest&)>& f) { return desk.submit(f); };
  CHECK(submit([](auto& r) { r.time_to_live = Duration(0); }) ==
        "OutOfRange: time_to_live: found 0s, expected 1ms..36500d");
  CHECK(submit([](auto& r) {
          r.time_to_live = Duration::max();
        }).ends_with(", expected 1ms..36500d"));
  CHECK(submit([](auto& r) {
          r.scheduled_at = Time(Duration::max());
        }).ends_with(", expected 1970-01-01T00:00:00Z to 2100-01-01T00:00:00Z"));
  Command command{.kind = CommandKind::kSubmit, .queue = 0};
  command.duration = Duration(720h + 1ns).count();
  CHECK(desk.answer(command).starts_with("OutOfRange: credit: found 30d"));
  command.duration = -2;
  CHECK(desk.answer(command) == "OutOfRange: credit: found -2ns, expected 0s..30d");
  command = {.kind = CommandKind::kSubmit, .queue = 0, .has_priority = true};
  for (const int wrong : {-1001, 1001, INT32_MIN, INT32_MAX}) {
    command.priority = wrong;
    CHECK(desk.answer(command) ==
          "OutOfRange: priority: found " + std::to_string(wrong) + ", expected -1000..1000");
  }
}

TEST_CASE("submit: a requirement of a request is checked", "[requests]") {
  Desk desk;
  const auto with = [&](const Requirement& require) {
    return desk.submit([&](SubmitRequest& request) { request.require = require; });
  };
  Requirement many;
  for (int i = 0; i < 65; ++i) many.skills.push_back({"s" + std::to_string(i)});
  CHECK(with(many) == "ResourceExhausted: require: found 65, expected at most 64");
  many.skills.pop_back();
  CHECK(with(many) == "OK");
  CHECK(with({.skills = {{"a\x01"}}}) == "InvalidArgument: require.skills: found 'a?', " + kIdRule);
  CHECK(with({.skills = {{"fr", Operator::kGreaterOrEqual, 6}}}) ==
        "OutOfRange: require.skills.fr: found 6, expected 1..5");
  CHECK(with({.skills = {{"fr", Operator::kGreater, 5}}}) == "OK");
  CHECK(with({.skills = {{"other", Operator::kEqual, INT32_MAX}}}) ==
        "OutOfRange: require.skills.other: found 2147483647, expected 1..100");
  CHECK(with({.skills = {{"fr", static_cast<Operator>(99)}}}) ==
        "InvalidArgument: require.skills.fr: it is no comparison");
  CHECK(with({.skills = {{.skill = "fr", .expires_after = Duration(-1)}}}) ==
        "OutOfRange: require.skills.fr.expires_after: found -1ns, expected 0s..36500d");
  CHECK(with({.attributes = {{"a", Operator::kEqual, kNoUtf8}}}) ==
        "InvalidArgument: require.attributes.a: the text is not UTF-8");
  CHECK(with({.attributes = {{"a", Operator::kLess, std::numeric_limits<double>::quiet_NaN()}}}) ==
        "InvalidArgument: require.attributes.a: found a number that is not finite");
}

TEST_CASE("submit: relaxation steps of a request are checked", "[requests]") {
  Desk desk;
  const auto with = [&](const std::vector<RelaxStep>& relax) {
    return desk.submit([&](SubmitRequest& request) { request.relax = relax; });
  };
  CHECK(with({step_of(-5s)}) == "OutOfRange: relax[0].after: found -5s, expected 0s..36500d");
  CHECK(with({step_of(Duration::max())}).ends_with(", expected 0s..36500d"));
  CHECK(with({step_of(5s), step_of(4s)}) ==
        "OutOfRange: relax[1].after: found 4s, expected no less than the step before it (5s)");
  CHECK(with({{.priority = 1'000'000}}) ==
        "OutOfRange: relax[0].priority: found 1000000, expected -1000..1000");
  CHECK(with({{.lower_all_by = INT32_MIN}}) ==
        "OutOfRange: relax[0].lower_all_by: found -2147483648, expected 1..1000000");
  CHECK(with({{.lower = {{"fr", 0}}}}) == "OutOfRange: relax[0].lower.fr: found 0, expected 1..5");
  CHECK(with({{.drop = {"fr", ""}}}) == "InvalidArgument: relax[0].drop: found '', " + kIdRule);
  CHECK(with({{.drop = std::vector<std::string>(65, "fr")}}) ==
        "ResourceExhausted: relax[0].drop: found 65, expected at most 64");
  CHECK(with({{.overflow = "nowhere"}}) ==
        "NotFound: relax[0].overflow: found 'nowhere', expected the id of a queue");
  CHECK(with({{.set = Requirement{.skills = {{"fr", Operator::kEqual, 9}}}}}) ==
        "OutOfRange: relax[0].set.skills.fr: found 9, expected 1..5");
  CHECK(with({{.after = 5s, .lower_all_by = 1, .priority = 1000, .overflow = "r"}}) == "OK");
}

TEST_CASE("update: what it brings is checked with what is there already", "[requests]") {
  Desk desk;
  const std::uint64_t i = desk.submit();
  CHECK(desk.update(i, {.priority = INT32_MIN}) ==
        "OutOfRange: priority: found -2147483648, expected -1000..1000");
  CHECK(desk.update(i, {.require = Requirement{.skills = {{"fr", Operator::kEqual, 6}}}}) ==
        "OutOfRange: require.skills.fr: found 6, expected 1..5");
  CHECK(desk.update(i, {.disposition = kNoUtf8}) ==
        "InvalidArgument: disposition: the text is not UTF-8");
  CHECK(desk.update(i, {.attributes = {{"\x7f", true}}}) ==
        "InvalidArgument: attributes: found '?', " + kIdRule);
  CHECK(desk.update(i, {.attributes = {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}}}) == "OK");
  CHECK(desk.update(i, {.attributes = {{"e", 1}}}) ==
        "ResourceExhausted: attributes: found 5, expected at most 4");
  CHECK(desk.update(i, {.attributes = {{"a", std::nullopt}, {"e", 1}}}) == "OK");
  CHECK(desk.update(i, {.note = std::string(1 << 20, 'n')}) ==
        "ResourceExhausted: note: found 1048576 bytes, expected at most limits.attribute_bytes "
        "(100)");
  CHECK(desk.update(i, {.note = "one"}) == "OK");
  CHECK(desk.update(i, {.note = "two"}) == "OK");
  CHECK(desk.update(i, {.note = "three"}) ==
        "ResourceExhausted: note: the interaction has 2 notes, as many as "
        "limits.notes_per_interaction allows");
}

TEST_CASE("transfer, decline, close, cancel and presence check what they bring", "[requests]") {
  Desk desk;
  const std::uint64_t i = desk.submit();
  Command command{.kind = CommandKind::kTransfer, .queue = 1, .interaction = i};
  command.has_priority = true;
  command.priority = INT32_MIN;
  CHECK(desk.answer(command) == "OutOfRange: priority: found -2147483648, expected -1000..1000");
  command = {.kind = CommandKind::kDecline, .agent = 0, .interaction = i};
  command.duration = INT64_MAX;
  CHECK(desk.answer(command).starts_with("OutOfRange: retry_after: found "));
  command = {.kind = CommandKind::kCancel, .interaction = i};
  command.text = kNoUtf8;
  CHECK(desk.answer(command) == "InvalidArgument: disposition: the text is not UTF-8");
  const std::string tall(101, 'x');
  command.text = {};
  command.note = tall;
  CHECK(desk.answer(command) ==
        "ResourceExhausted: note: found 101 bytes, expected at most limits.attribute_bytes (100)");
  command = {.kind = CommandKind::kPresence, .agent = 0, .presence = Presence::kNotReady};
  command.text = tall;
  CHECK(desk.answer(command) ==
        "ResourceExhausted: reason: found 101 bytes, expected at most limits.attribute_bytes "
        "(100)");
  command = {.kind = CommandKind::kPresence, .agent = 0, .presence = static_cast<Presence>(77)};
  CHECK(desk.answer(command).starts_with("InvalidArgument: presence: "));

  REQUIRE(desk.answer({.kind = CommandKind::kAccept, .agent = 0, .interaction = i}) == "OK");
  for (const auto kind : {CommandKind::kComplete, CommandKind::kClose}) {
    command = {.kind = kind, .interaction = i};
    command.note = tall;
    CHECK(desk.answer(command).starts_with("ResourceExhausted: note: "));
  }
  command = {.kind = CommandKind::kClose, .interaction = i};
  command.duration = INT64_MAX;
  CHECK(desk.answer(command).starts_with("OutOfRange: at: "));
}

TEST_CASE("update_agent: an agent is held to the rules of his configuration", "[requests]") {
  Desk desk;
  const auto update = [&](const AgentUpdate& change) { return desk.update_agent(change); };
  CHECK(update({.skills = {{"fr", INT32_MAX}}}) ==
        "OutOfRange: skills.fr: found 2147483647, expected 1..5");
  CHECK(update({.skills = {{"", 1}}}) == "InvalidArgument: skills: found '', " + kIdRule);
  CHECK(update({.attributes = {{"", true}}}) ==
        "InvalidArgument: attributes: found '', " + kIdRule);
  CHECK(update({.attributes = {{"id", "eva"}}}) ==
        "InvalidArgument: attributes.id: the name is taken: it is the agent's own id");
  CHECK(update({.attributes = {{"a", std::string(4 << 20, 'x')}}}) ==
        "ResourceExhausted: attributes.a: found 4194304 bytes, expected at most "
        "limits.attribute_bytes (100)");
  CHECK(update({.attributes = {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}}}) ==
        "ResourceExhausted: attributes: found 5, expected at most 4");
  CHECK(update({.queues = {{{"q", -7}}}}) ==
        "OutOfRange: queues.q.rank: found -7, expected 1..1000");
  CHECK(update({.queues = {{{"q", 1}, {"q", 2}}}}) ==
        "InvalidArgument: queues.q: the queue is listed twice");
  CHECK(update({.queues = {{{"nowhere", 1}}}}) ==
        "NotFound: queues.nowhere: found 'nowhere', expected the id of a queue");
  CHECK(update({.capacity = Capacity{.units = -5}}) ==
        "OutOfRange: capacity.units: found -5, expected 1..1000000");
  CHECK(update({.capacity = Capacity{.channels = {{"fax", 1, 1}}}}) ==
        "NotFound: capacity.fax: found 'fax', expected the id of a channel");
  CHECK(update({.capacity = Capacity{.channels = {{"voice", 65'536, 1}}}}) ==
        "OutOfRange: capacity.voice: found 65536, expected 0..65535");
  CHECK(update({.capacity = Capacity{.units = 2, .channels = {{"voice", 1, 3}}}}) ==
        "OutOfRange: capacity.channels.voice.cost: found 3, expected at most the units of the pool "
        "(2)");
  CHECK(update({.max_offers = 1001}) == "OutOfRange: max_offers: found 1001, expected 1..1000");
  CHECK(update({.skills = {{"fr", 5}}, .attributes = {{"site", "A"}}, .queues = {{{"r", 2}}}}) ==
        "OK");
}

/// One queue that needs `sen` of at most 2 where the lowest level is best; ana has 3.
Center best_low_center(bool best_low) {
  Center center;
  center.skills = {{"sen", 1, 9, best_low}};
  QueueConfig queue{.id = "q"};
  queue.require.skills = {{"sen", Operator::kGreaterOrEqual, 2}};
  center.queues = {queue};
  center.agents = {{.id = "ana",
                    .skills = {{"sen", 3}},
                    .queues = {{"q"}},
                    .capacity = Capacity{.channels = {{"voice", 1, 1}}},
                    .state = Presence::kReady}};
  return center;
}

TEST_CASE("best low: lowering a requirement lets in those with higher levels", "[requests]") {
  for (const RelaxStep& step :
       {RelaxStep{.after = 5s, .lower = {{"sen", 3}}}, RelaxStep{.after = 5s, .lower_all_by = 1}}) {
    Center center = best_low_center(true);
    center.queues[0].relax = {step};
    StateMachine machine;
    REQUIRE(machine.configure(center).to_string() == "OK");
    std::uint64_t i = 0;
    REQUIRE(machine.apply({.kind = CommandKind::kSubmit, .queue = 0}, &i).ok());
    CHECK(machine.state(i) == InteractionState::kWaiting);
    REQUIRE(machine.apply({.time = 5'000'000'000}).ok());
    CHECK(machine.state(i) == InteractionState::kOffered);
  }
}

TEST_CASE("configure: the direction of a skill holds from then on", "[requests]") {
  for (const bool naive : {false, true}) {
    StateMachine machine(0, naive);
    REQUIRE(machine.configure(best_low_center(true)).to_string() == "OK");
    std::uint64_t i = 0;
    REQUIRE(machine.apply({.kind = CommandKind::kSubmit, .queue = 0}, &i).ok());
    CHECK(machine.state(i) == InteractionState::kWaiting);
    REQUIRE(machine.configure(best_low_center(false)).to_string() == "OK");
    CHECK(machine.state(i) == InteractionState::kOffered);
    REQUIRE(machine.apply({.kind = CommandKind::kAbandon, .interaction = i}).ok());
    REQUIRE(machine.configure(best_low_center(true)).to_string() == "OK");
    REQUIRE(machine.apply({.kind = CommandKind::kSubmit, .queue = 0}, &i).ok());
    CHECK(machine.state(i) == InteractionState::kWaiting);
    CHECK(machine.check_books().to_string() == "OK");
  }
}

TEST_CASE("configure: steps to come are lowered in the new direction", "[requests]") {
  Center center = best_low_center(false);
  center.agents[0].skills = {{"sen", 4}};
  center.queues[0].require.skills[0].level = 5;
  center.queues[0].relax = {{.after = 5s, .lower_all_by = 2}};
  StateMachine machine;
  REQUIRE(machine.configure(center).to_string() == "OK");
  center.agents[0].skills = {{"sen", 7}};
  center.skills[0].best_low = true;
  std::uint64_t i = 0;
  REQUIRE(machine.apply({.kind = CommandKind::kSubmit, .queue = 0}, &i).ok());
  REQUIRE(machine.configure(center).to_string() == "OK");
  CHECK(machine.state(i) == InteractionState::kWaiting);
  REQUIRE(machine.apply({.time = 5'000'000'000}).ok());
  CHECK(machine.state(i) == InteractionState::kOffered);
}

}  // namespace
}  // namespace uniselector::engine
