// What is over is kept up to a limit and found by id, the last episode of an id first.
#include "api/ended.h"

#include <string>

#include "small_center.h"
#include "support/catch.h"

namespace uniselector {
namespace {

using test::Desk;
using test::small_center;

InteractionView view(std::string id, int priority) {
  InteractionView v;
  v.id = std::move(id);
  v.priority = priority;
  return v;
}

TEST_CASE("the oldest are dropped first and the last episode counts", "[api][ended]") {
  api::Ended ended;
  ended.keep(view("a", 1), 3);
  ended.keep(view("b", 2), 3);
  ended.keep(view("a", 3), 3);
  REQUIRE(ended.find("a") != nullptr);
  CHECK(ended.find("a")->priority == 3);
  ended.keep(view("c", 4), 3);  // drops the first episode of a
  CHECK(ended.size() == 3);
  REQUIRE(ended.find("a") != nullptr);
  CHECK(ended.find("a")->priority == 3);
  ended.keep(view("d", 5), 1);  // a smaller limit holds at once
  CHECK(ended.size() == 1);
  CHECK(ended.find("a") == nullptr);
  CHECK(ended.find("b") == nullptr);
  CHECK(ended.find("d") != nullptr);
  ended.clear();
  CHECK(ended.find("d") == nullptr);
}

TEST_CASE("ids that come back many times leave one entry each", "[api][ended]") {
  api::Ended ended;
  for (int i = 0; i < 10'000; ++i) ended.keep(view("id-" + std::to_string(i % 7), i), 5);
  CHECK(ended.size() == 5);
  for (int i = 9995; i < 10'000; ++i) {
    const InteractionView* found = ended.find("id-" + std::to_string(i % 7));
    REQUIRE(found != nullptr);
    CHECK(found->priority == i);
  }
  CHECK(ended.find("id-" + std::to_string(9994 % 7)) == nullptr);
  CHECK(ended.find("id-" + std::to_string(9993 % 7)) == nullptr);
}

TEST_CASE("an ended interaction can be asked about up to ended_kept", "[api][ended]") {
  Center center = small_center();
  center.limits.ended_kept = 2;
  Desk desk(center);
  for (const char* id : {"i1", "i2", "i3"}) {
    REQUIRE(desk->submit({.id = id, .queue = "care"}).ok());
    REQUIRE(desk->abandon(id).ok());
  }
  CHECK(desk->interaction("i1").status().code() == StatusCode::kNotFound);
  CHECK(desk->interaction("i2")->end_reason == EndReason::kAbandoned);
  CHECK(desk->explain("i3").value() == "It has ended: abandoned.\n");
  CHECK(desk->cancel("i3").detail() == "ended");
  CHECK(desk->cancel("i1").code() == StatusCode::kNotFound);
  // The same id may begin a new episode, which is asked about from then on.
  REQUIRE(desk->submit({.id = "i3", .queue = "care"}).ok());
  CHECK(desk->interaction("i3")->state == InteractionState::kOffered);
}

TEST_CASE("with ended_kept 0 nothing is kept", "[api][ended]") {
  Center center = small_center();
  Desk desk(center);
  REQUIRE(desk->submit({.id = "i1", .queue = "care"}).ok());
  REQUIRE(desk->abandon("i1").ok());
  center.limits.ended_kept = 0;
  REQUIRE(desk->configure(center).to_string() == "OK");
  REQUIRE(desk->submit({.id = "i2", .queue = "care"}).ok());
  REQUIRE(desk->abandon("i2").ok());
  CHECK(desk->interaction("i1").status().code() == StatusCode::kNotFound);
  CHECK(desk->interaction("i2").status().code() == StatusCode::kNotFound);
}

}  // namespace
}  // namespace uniselector
