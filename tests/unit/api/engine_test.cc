// The rest of the public interface: configurations one after another, refusals by name, lists.
#include <string>

#include "small_center.h"
#include "support/catch.h"

namespace uniselector {
namespace {

using test::Desk;
using test::small_center;
using Ids = std::vector<std::string>;

TEST_CASE("configurations with ever other channels leave a working engine", "[api][configure]") {
  Desk desk;
  REQUIRE(desk->agent_logout("ana").ok());
  for (int round = 0; round < 6; ++round) {
    Center center = small_center();
    center.agents[0].state = Presence::kOffline;
    center.agents[0].capacity = Capacity{};
    for (int c = 0; c < 10; ++c) {
      const std::string id = "channel-" + std::to_string(round) + "-" + std::to_string(c);
      center.channels.push_back({.id = id});
      center.agents[0].capacity->channels.push_back({.channel = id, .max = 1});
    }
    REQUIRE(desk->configure(center).to_string() == "OK");
    REQUIRE(desk->agent_login("ana").ok());
    const std::string channel = "channel-" + std::to_string(round) + "-9";
    REQUIRE(desk->submit({.id = "i1", .queue = "care", .channel = channel}).to_string() == "OK");
    REQUIRE(desk->accept("i1", "ana").to_string() == "OK");
    REQUIRE(desk->complete("i1").ok());
    CHECK(desk->interaction("i1")->channel == channel);
    REQUIRE(desk->agent_logout("ana").ok());
    REQUIRE(desk->check_books().to_string() == "OK");
  }
}

TEST_CASE("a refused configuration changes nothing", "[api][configure]") {
  Desk desk;
  const std::uint64_t before = desk->state_hash();
  const Center in_force = desk->center();
  Center wrong = small_center();
  wrong.agents[0].queues[0].queue = "nowhere";
  CHECK(desk->configure(wrong).code() == StatusCode::kInvalidArgument);
  CHECK(desk->configure_text("queues: {care: {prefer: nearest}}").code() ==
        StatusCode::kInvalidArgument);
  CHECK(desk->configure_file("there is no such file.yaml").code() == StatusCode::kNotFound);
  CHECK(desk->center() == in_force);
  CHECK(desk->state_hash() == before);
  CHECK(desk.events().empty());
}

TEST_CASE("an update of an agent holds until the next configuration", "[api][configure]") {
  Desk desk;
  const Center in_force = desk->center();
  REQUIRE(desk->update_agent("ana", {.skills = {{"tax", 3}}}).ok());
  CHECK(desk->agent("ana")->skills.at("tax") == 3);
  CHECK(desk->center() == in_force);
  REQUIRE(desk->configure(small_center()).to_string() == "OK");
  CHECK(desk->agent("ana")->skills.empty());
}

TEST_CASE("what is not known is refused by its name", "[api]") {
  Desk desk;
  const auto refused = [](const Status& status, StatusCode code, const std::string& message) {
    CHECK(status.code() == code);
    CHECK(status.message() == message);
  };
  refused(desk->submit({.id = "i1", .queue = "nowhere"}), StatusCode::kNotFound,
          "interaction 'i1': queue 'nowhere' is not known");
  refused(desk->submit({.id = "i1", .queue = "care", .channel = "fax"}), StatusCode::kNotFound,
          "interaction 'i1': channel 'fax' is not known");
  refused(desk->accept("i1", "ana"), StatusCode::kNotFound, "interaction 'i1' is not known");
  refused(desk->accept("i1", "eve"), StatusCode::kNotFound, "agent 'eve' is not known");
  refused(desk->agent_login("eve"), StatusCode::kNotFound, "agent 'eve' is not known");
  refused(desk->queue("nowhere").status(), StatusCode::kNotFound, "queue 'nowhere' is not known");
  refused(desk->submit({.id = std::string(129, 'x'), .queue = "care"}),
          StatusCode::kInvalidArgument,
          "id: expected 1 to 128 bytes of UTF-8 without control characters");
  REQUIRE(desk->submit({.id = "i1", .queue = "care"}).ok());
  refused(desk->submit({.id = "i1", .queue = "care"}), StatusCode::kAlreadyExists,
          "interaction 'i1' is live: offered");
  refused(desk->transfer("i1", "nowhere"), StatusCode::kNotFound,
          "interaction 'i1': queue 'nowhere' is not known");
}

TEST_CASE("lists are pages in order of id", "[api][list]") {
  Center center = small_center();
  center.queues.push_back({.id = "sales"});
  Desk desk(center);
  for (const char* id : {"d", "a", "c", "b"}) {
    REQUIRE(desk->submit({.id = id, .queue = "care"}).ok());
  }
  REQUIRE(desk->submit({.id = "s", .queue = "sales"}).ok());
  const Time later = desk->now() + std::chrono::hours(1);
  REQUIRE(desk->submit({.id = "t", .queue = "sales", .scheduled_at = later}).ok());
  CHECK(desk->list() == Ids{"a", "b", "c", "d", "s", "t"});
  CHECK(desk->list({.page_size = 2}) == Ids{"a", "b"});
  CHECK(desk->list({.page_size = 2, .after = "b"}) == Ids{"c", "d"});
  CHECK(desk->list({.page_size = 0}) == Ids{"a"});
  CHECK(desk->list({.after = "t"}).empty());
  CHECK(desk->list({.queue = "sales"}) == Ids{"s", "t"});
  CHECK(desk->list({.queue = "nowhere"}).empty());
  CHECK(desk->list({.state = InteractionState::kOffered}) == Ids{"d"});
  CHECK(desk->list({.scheduled_after = later}) == Ids{"t"});
  CHECK(desk->list({.scheduled_before = later - Duration(1)}).empty());
}

TEST_CASE("a page has at most a thousand ids", "[api][list]") {
  Desk desk;
  REQUIRE(desk->agent_logout("ana").ok());
  for (int i = 0; i < 1200; ++i) {
    REQUIRE(desk->submit({.id = "i" + std::to_string(10'000 + i), .queue = "care"}).ok());
  }
  const Ids first = desk->list({.page_size = 100'000});
  REQUIRE(first.size() == 1000);
  CHECK(first.back() == "i10999");
  CHECK(desk->list({.page_size = 1000, .after = first.back()}).size() == 200);
}

TEST_CASE("an engine that is moved keeps its state and its clock", "[api]") {
  Time wall = time_from_ns(5);
  Engine first = Engine::open({.center = small_center(), .clock = [&] { return wall; }}).value();
  REQUIRE(first.submit({.id = "i1", .queue = "care"}).ok());
  Engine second = std::move(first);
  wall = time_from_ns(9);
  REQUIRE(second.accept("i1", "ana").ok());
  CHECK(second.now() == time_from_ns(9));
  CHECK(second.check_books().to_string() == "OK");
}

TEST_CASE("a table answers and explains itself about an interaction, an agent or a queue",
          "[api][tables]") {
  auto engine = Engine::open().value();
  const auto table = [](const char* id, const char* expression, const char* type,
                        const char* cell) {
    return std::string("  ") + id + ": {inputs: [{name: key, type: " + type + ", expression: '" +
           expression + "'}], outputs: [{name: out, type: int}], rows: [['" + cell + "', 7]]}\n";
  };
  REQUIRE(engine
              .configure_text("queues: {care: {}}\nagents: {ana: {queues: [care], site: paris}}\n"
                              "tables:\n" +
                              table("by_tier", "attributes.tier", "string", "gold") +
                              table("by_site", "agent.site", "string", "paris") +
                              table("by_load", "queues[\"care\"].waiting", "int", "> 0"))
              .ok());
  REQUIRE(engine.submit({.id = "c1", .queue = "care", .attributes = {{"tier", "gold"}}}).ok());
  const auto has = [](const Result<std::string>& text, const char* part) {
    REQUIRE(text.ok());
    INFO(*text);
    CHECK(text->find(part) != std::string::npos);
  };
  has(engine.explain_table("by_tier", "c1"), "gives out = 7");
  has(engine.explain_table("by_site", {}, "ana"), "gives out = 7");
  has(engine.explain_table("by_load", {}), "gives out = 7");
  has(engine.explain_table("by_tier", {}), "failed");
  const auto answer = engine.ask_table("by_tier", "c1");
  REQUIRE(answer.ok());
  CHECK(answer->outcome == "decided");
  CHECK(answer->version == engine.table("by_tier")->versions[0]);
  CHECK(answer->rows == std::vector<std::string>{"1"});
  CHECK(answer->results == std::vector<Attributes>{{{"out", std::int64_t{7}}}});
  CHECK_FALSE(engine.ask_table("by_tier", {})->failure.empty());
  CHECK(engine.explain_table("nothing", "c1").status().code() == StatusCode::kNotFound);
  CHECK(engine.ask_table("by_tier", "c2").status().code() == StatusCode::kNotFound);
  CHECK(engine.explain_table("by_site", {}, "bob").status().code() == StatusCode::kNotFound);
  CHECK(engine.table("by_tier")->decided == 0);
}

TEST_CASE("what a host asks tables changes nothing that follows", "[api][tables]") {
  const auto hash_after = [](bool ask) {
    auto engine = Engine::open().value();
    REQUIRE(engine
                .configure_text("queues: {spare: {}, care: {relax: [{after: 0s, overflow: spare, "
                                "when: 'queues[\"spare\"].logged_in > 0'}]}}\n"
                                "agents: {ana: {queues: [spare]}}\n"
                                "tables: {load: {inputs: [{name: n, type: int, expression: "
                                "'queues[\"spare\"].logged_in'}], outputs: [{name: out, type: "
                                "int}], rows: [['-', n]]}}\n")
                .ok());
    const auto logged_in = [&] {
      return engine.ask_table("load", {})->results.at(0).at("out") == AttributeValue(1L);
    };
    if (ask) CHECK_FALSE(logged_in());
    REQUIRE(engine.agent_login("ana").ok());
    if (ask) CHECK(logged_in());
    REQUIRE(engine.submit({.id = "i1", .queue = "care"}).ok());
    REQUIRE(engine.advance(engine.now()).ok());
    CHECK(engine.interaction("i1")->queue == "spare");
    return engine.state_hash();
  };
  CHECK(hash_after(true) == hash_after(false));
}

}  // namespace
}  // namespace uniselector
