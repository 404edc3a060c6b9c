// Configurations made in code: what is wrong comes out by path, whatever a reader would have
// caught.
#include "model/center_check.h"

#include <limits>

#include "support/catch.h"

using namespace uniselector;
using namespace std::chrono_literals;

namespace {

std::string problems(const Center& center) {
  std::string all;
  for (const auto& problem : model::check_center(center)) {
    all += (all.empty() ? "" : "\n") + problem.path + ": " + problem.message;
  }
  return all;
}

Center small() {
  return {.agents = {{.id = "ana", .queues = {{"care"}}}}, .queues = {{.id = "care"}}};
}

}  // namespace

TEST_CASE("a small centre and an empty one are right", "[model][check]") {
  CHECK(problems({}).empty());
  CHECK(problems(small()).empty());
}

TEST_CASE("ids are checked and stand once", "[model][check]") {
  Center c = small();
  c.queues.push_back({.id = "care"});
  c.queues.push_back({.id = ""});
  c.skills.push_back({.id = std::string(129, 'x')});
  c.agents.push_back({.id = "b\n"});
  CHECK(problems(c) ==
        "skills." + std::string(128, 'x') + ": found '" + std::string(64, 'x') +
            "', expected an id: 1 to 128 bytes of UTF-8 without control characters\n"
            "queues.care: the id is used twice\n"
            "queues: found '', expected an id: 1 to 128 bytes of UTF-8 without control characters\n"
            "agents.b?: found 'b?', expected an id: 1 to 128 bytes of UTF-8 without control "
            "characters");
}

TEST_CASE("durations and numbers out of range are named", "[model][check]") {
  Center c = small();
  c.version = 3;
  c.idle_logout = Duration(-1s);
  c.channels = {{.id = "voice", .offer_timeout = 0s, .missed = OfferPenalty{.after = 0}}};
  c.channels[0].declined = {OfferPenalty::Then::kCoolDown};
  c.queues[0].priority = 1001;
  c.queues[0].ageing_per_minute = std::numeric_limits<double>::quiet_NaN();
  c.queues[0].answer_share = 0;
  c.queues[0].offers_at_once = 0;
  c.agents[0].queues[0].rank = 0;
  c.agents[0].max_offers = 0;
  c.agents[0].attributes["x"] = std::numeric_limits<double>::infinity();
  CHECK(
      problems(c) ==
      "version: found 3, expected 1..1\n"
      "idle_logout: found -1s, expected 1s..366d\n"
      "channels.voice.offer_timeout: found 0s, expected 1ms..30d\n"
      "channels.voice.missed.after: found 0, expected 1..1000\n"
      "channels.voice.declined.cool_down: found 0s, expected 1ms..30d\n"
      "queues.care.priority: found 1001, expected -1000..1000\n"
      "queues.care.ageing.per_minute: found nan, expected 0..1000\n"
      "queues.care.offers_at_once: found 0, expected 1..1000\n"
      "queues.care.promise.answer: found a share of 0.000000, expected above 0% and at most 100%\n"
      "agents.ana.attributes.x: found a number that is not finite\n"
      "agents.ana.queues.care.rank: found 0, expected 1..1000\n"
      "agents.ana.max_offers: found 0, expected 1..1000");
}

TEST_CASE("references lead somewhere", "[model][check]") {
  Center c = small();
  c.agents[0].profile = "front";
  c.agents[0].queues.push_back({"acre"});
  c.queues[0].calendar = "branch";
  c.queues[0].relax = {{.after = 5s, .overflow = "nowhere"}};
  c.queues[0].length =
      QueueConfig::LengthLimit{1, {.then = LimitAction::Then::kOverflow, .queue = "care"}};
  c.profiles = {{.id = "x", .capacity = {.channels = {{"fax"}, {"voice"}, {"voice"}}}}};
  CHECK(problems(c) ==
        "profiles.x.capacity.fax: found 'fax', expected the id of a channel\n"
        "profiles.x.capacity.voice: the channel is listed twice\n"
        "queues.care.relax[0].overflow: found 'nowhere', expected the id of a queue\n"
        "queues.care.calendar: found 'branch', expected the id of a calendar\n"
        "queues.care.limits.length.then.overflow: found the queue itself, expected another\n"
        "agents.ana.profile: found 'front', expected the id of a profile\n"
        "agents.ana.queues.acre: found 'acre', expected the id of a queue; did you mean 'care'?");
}

TEST_CASE("levels lie within those of the skill", "[model][check]") {
  Center c = small();
  c.skills = {{"s", 2, 5}};
  c.agents[0].skills = {{"s", 6}, {"t", 100}, {"u", 101}};
  c.queues[0].require.skills = {{"s", Operator::kGreater, 5},
                                {"s", Operator::kGreaterOrEqual, 6},
                                {"s", Operator::kPresent, 99}};
  CHECK(problems(c) ==
        "queues.care.require.skills.s: found 6, expected 2..5\n"
        "agents.ana.skills.s: found 6, expected 2..5\n"
        "agents.ana.skills.u: found 101, expected 1..100");
}

TEST_CASE("a queue may overflow to itself only while waiting", "[model][check]") {
  Center c = small();
  c.queues[0].wait = {
      {10s, {.then = LimitAction::Then::kOverflow, .queue = "care", .priority = 5}}};
  CHECK(problems(c).empty());
}

TEST_CASE("queues may not hand an interaction on at once in a circle", "[model][check]") {
  Center c = small();
  c.queues = {
      {.id = "care", .relax = {{.after = 0s, .priority = 3}, {.after = 0s, .overflow = "b"}}},
      {.id = "b", .relax = {{.after = 0s, .overflow = "d"}}},
      {.id = "d", .relax = {{.after = 0s, .overflow = "d"}, {.after = 0s, .overflow = "b"}}},
      {.id = "e", .relax = {{.after = 0s, .overflow = "care"}}}};
  CHECK(problems(c) ==
        "queues.b.relax[0].overflow: found 'd', from where it is handed on at once in a circle; "
        "expected an `after` above 0s somewhere in it");
  c.queues[2].relax[1].after = 1ms;
  CHECK(problems(c).empty());
}

TEST_CASE("calendars have seven days of hours in order", "[model][check]") {
  Center c = small();
  c.calendars = {{.id = "a", .open = {{{0, 60}}}},
                 {.id = "b", .open = std::vector<std::vector<CalendarConfig::Interval>>(7)}};
  c.calendars[1].open[2] = {{60, 50}, {540, 720}, {700, 800}, {0, 1441}};
  c.calendars[1].holidays = {"2026-1-1"};
  c.calendars[1].overrides["x"] = {};
  CHECK(problems(c) ==
        "calendars.a.open: found 1 days, expected seven, Monday first\n"
        "calendars.b.open.wed: found minutes 60..50, expected a beginning before an end within "
        "0..1440\n"
        "calendars.b.open.wed: the hours from 11:40 begin before those before them end (12:00)\n"
        "calendars.b.open.wed: found minutes 0..1441, expected a beginning before an end within "
        "0..1440\n"
        "calendars.b.holidays[0]: found '2026-1-1', expected a date YYYY-MM-DD, years 1970..2099\n"
        "calendars.b.overrides.x: found 'x', expected a date YYYY-MM-DD, years 1970..2099");
}

TEST_CASE("no more than a hundred problems are looked for", "[model][check]") {
  Center c = small();
  for (int i = 0; i < 5000; ++i) {
    c.agents.push_back({.id = "a" + std::to_string(i), .profile = "none"});
  }
  CHECK(model::check_center(c).size() == model::kMaxProblems);
}
