// Answers that name the offer they mean: a late one never touches the next offer of the same pair.
#include "small_center.h"
#include "support/catch.h"

namespace uniselector {
namespace {

using namespace std::chrono_literals;
using test::Desk;
using test::small_center;

/// i1 was offered to ana, missed, and is offered to her again; the ids of both offers.
std::pair<std::uint64_t, std::uint64_t> offer_twice(Desk& desk) {
  std::pair<std::uint64_t, std::uint64_t> ids;
  const auto note = [&](const Event& event) {
    if (event.kind == EventKind::kOffered) ids = {ids.second, event.offer};
  };
  REQUIRE(desk->submit({.id = "i1", .queue = "care"}).ok());
  desk->poll(note);
  REQUIRE(desk->advance(desk->now() + 20s).ok());
  REQUIRE(desk->advance(desk->now() + 2s).ok());
  desk->poll(note);
  REQUIRE(ids.first != 0);
  REQUIRE(ids.second != ids.first);
  return ids;
}

Center forgiving_center() {
  Center center = small_center();
  center.channels.push_back({.id = "voice", .missed = OfferPenalty{}});
  return center;
}

TEST_CASE("late accept takes no newer offer of the same pair", "[api][offer]") {
  Desk desk(forgiving_center());
  const auto [stale, live] = offer_twice(desk);
  const std::uint64_t before = desk->state_hash();
  const Status late = desk->accept("i1", "ana", stale);
  CHECK(late.code() == StatusCode::kFailedPrecondition);
  CHECK(late.detail() == "offer_gone");
  CHECK(late.message() ==
        "interaction 'i1': offer: no longer valid, the interaction is offered, the offer was "
        "missed (missed)");
  CHECK(desk->decline("i1", "ana", {}, stale).detail() == "offer_gone");
  CHECK(desk->fail_connect("i1", "ana", stale).detail() == "offer_gone");
  CHECK(desk->connected("i1", "ana", stale).detail() == "offer_gone");
  CHECK(desk->state_hash() == before);
  CHECK(desk.events().empty());
  CHECK(desk->accept("i1", "ana", live).to_string() == "OK");
  CHECK(desk->interaction("i1")->state == InteractionState::kActive);
}

TEST_CASE("without an offer id whichever lives is meant", "[api][offer]") {
  Desk desk(forgiving_center());
  offer_twice(desk);
  CHECK(desk->accept("i1", "ana").to_string() == "OK");
}

TEST_CASE("an answer after the accept says that the offer was accepted", "[api][offer]") {
  Desk desk;
  REQUIRE(desk->submit({.id = "i1", .queue = "care"}).ok());
  const std::uint64_t offer = desk->interaction("i1")->offers.at(0).id;
  REQUIRE(desk->accept("i1", "ana", offer).ok());
  const Status again = desk->accept("i1", "ana", offer);
  CHECK(again.detail() == "offer_gone");
  CHECK(again.message() ==
        "interaction 'i1': offer: no longer valid, the interaction is active, the offer was "
        "accepted");
  REQUIRE(desk->complete("i1").ok());
  const Status after = desk->accept("i1", "ana", offer);
  CHECK(after.detail() == "offer_gone");
  CHECK(after.message() == "interaction 'i1': it has ended (completed)");
}

TEST_CASE("an id that was never given to the pair is gone as well", "[api][offer]") {
  Desk desk;
  REQUIRE(desk->submit({.id = "i1", .queue = "care"}).ok());
  CHECK(desk->accept("i1", "ana", 12'345).detail() == "offer_gone");
  CHECK(desk->interaction("i1")->state == InteractionState::kOffered);
}

}  // namespace
}  // namespace uniselector
