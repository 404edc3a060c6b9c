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

TEST_CASE("expressions have a size and are UTF-8, what they say is not looked at",
          "[model][check][rules]") {
  Center c = small();
  QueueConfig& q = c.queues[0];
  const std::string longest(4096, '(');
  q.require = {.skills = {{.skill = "s", .when = longest}},
               .attributes = {{.attribute = "a", .when = "\xff"}},
               .expressions = {{"x", "a name"}, {""}, {longest + "("}, {"x", "b\n"}}};
  q.require.expressions[0].expires_after = Duration(-1s);
  q.relax = {{.after = 1s, .set = q.require, .when = "\xff"}};
  q.relax[0].set->attributes.clear();
  q.relax[0].set->expressions = {{""}};
  q.priority_rule = "\xff";
  q.wait = {{1s, {.when = longest + " "}}};
  c.profiles = {{.id = "p", .capacity = {.channels = {{"voice", 1, 1, "\xff", "\xff"}}}}};
  CHECK(problems(c) ==
        "profiles.p.capacity.voice.max: the text is not UTF-8\n"
        "profiles.p.capacity.voice.cost: the text is not UTF-8\n"
        "queues.care.priority: the text is not UTF-8\n"
        "queues.care.require.attributes.a.when: the text is not UTF-8\n"
        "queues.care.require.expressions[0].expires_after: found -1s, expected 0s..36500d\n"
        "queues.care.require.expressions[1]: found nothing, expected an expression\n"
        "queues.care.require.expressions[2]: found 4097 bytes, expected an expression of at most "
        "4096\n"
        "queues.care.require.expressions[3].name: found 'b?', expected an id: 1 to 128 bytes of "
        "UTF-8 without control characters\n"
        "queues.care.relax[0].when: the text is not UTF-8\n"
        "queues.care.relax[0].set.expressions[0]: found nothing, expected an expression\n"
        "queues.care.limits.wait.when: found 4097 bytes, expected an expression of at most 4096");
}

TEST_CASE("expressions count as conditions", "[model][check][rules]") {
  Center c = small();
  c.queues[0].require.skills.resize(30, {.skill = "s"});
  c.queues[0].require.expressions.resize(34, {.expression = "true"});
  CHECK(problems(c).empty());
  c.queues[0].require.expressions.push_back({.expression = "true"});
  CHECK(problems(c) == "queues.care.require: found 65, expected at most 64");
}

TEST_CASE("ends of expressions are stages, too", "[model][check][rules]") {
  Center c = small();
  for (int i = 0; i < 65; ++i) {
    c.queues[0].relax.push_back({.after = Duration(i)});
    c.queues[0].relax.back().add.expressions = {{"x", "", Duration(i)}};
  }
  c.queues[0].relax[64].after = Duration(63);
  c.queues[0].relax.erase(c.queues[0].relax.begin());
  c.queues[0].relax[0].add.expressions.push_back({"x", "", Duration(100)});
  CHECK(problems(c) ==
        "queues.care.relax: found 65 different times of expires_after, expected at most 64");
}

TEST_CASE("a score stands with its preference and with no other", "[model][check][rules]") {
  Center c = small();
  c.queues[0].prefer = Preference::kScore;
  CHECK(problems(c) == "queues.care.prefer.score: found nothing, expected an expression");
  c.queues[0].score.expression = "1";
  CHECK(problems(c).empty());
  c.queues[0].prefer = Preference::kMostIdle;
  CHECK(problems(c) ==
        "queues.care.prefer.score: found a score beside the preference 'most_idle', expected one "
        "of them");
}

TEST_CASE("reclassify leads somewhere and alone sets attributes", "[model][check][rules]") {
  using Then = LimitAction::Then;
  Center c = small();
  c.queues[0].length = QueueConfig::LengthLimit{1, {.then = Then::kReclassify}};
  const std::string nowhere =
      "queues.care.limits.length.then.reclassify: it leads nowhere: there is neither "
      "classification nor fallback_queue";
  CHECK(problems(c) == nowhere);
  c.fallback_queue = "care";
  CHECK(problems(c).empty());
  c.fallback_queue.clear();
  c.classification = {{.queue = "care"}};
  CHECK(problems(c).empty());
  c.queues[0].length->action.set = {{"", true}};
  CHECK(problems(c) ==
        "queues.care.limits.length.then.reclassify: found '', expected an id: 1 to 128 bytes of "
        "UTF-8 without control characters");
  c.queues[0].length->action = {.then = Then::kCancel, .set = {{"a", true}}};
  CHECK(problems(c) ==
        "queues.care.limits.length.then.reclassify: found attributes to set, expected them with "
        "reclassify only");
}

TEST_CASE("rules of classification name what there is and one target", "[model][check][rules]") {
  Center c = small();
  c.fallback_queue = "acre";
  c.classification = {
      {.name = "a\n", .channels = {"fax"}, .queue = "carr", .queue_where = "true"},
      {.split = {{"care", 0.3}, {"care", 0}, {"b", std::numeric_limits<double>::infinity()}}},
      {.queue = "care", .split_by = "1", .priority = "", .credit = Duration(-1s)},
      {.priority = "\xff", .require = {.expressions = {{""}}}, .relax = {{.after = -1s}}}};
  CHECK(problems(c) ==
        "fallback_queue: found 'acre', expected the id of a queue; did you mean 'care'?\n"
        "classification[0].name: found 'a?', expected an id: 1 to 128 bytes of UTF-8 without "
        "control characters\n"
        "classification[0].channels.fax: found 'fax', expected the id of a channel\n"
        "classification[0].queue: found 'carr', expected the id of a queue; did you mean 'care'?\n"
        "classification[0]: found 2 of table, queue, where and split, expected at most one\n"
        "classification[1].split.care: found a weight of 0, expected above 0 and at most "
        "1000000000\n"
        "classification[1].split.care: the queue is listed twice\n"
        "classification[1].split.b: found 'b', expected the id of a queue\n"
        "classification[1].split.b: found a weight of inf, expected above 0 and at most "
        "1000000000\n"
        "classification[2].split_by: expected only beside split\n"
        "classification[2].credit: found -1s, expected 0s..30d\n"
        "classification[3].priority: the text is not UTF-8\n"
        "classification[3].require.expressions[0]: found nothing, expected an expression\n"
        "classification[3].relax[0].after: found -1s, expected 0s..36500d");
}

TEST_CASE("there are at most 10,000 rules and 100 shares", "[model][check][rules]") {
  Center c = small();
  c.classification.resize(10'001, {.queue = "care"});
  CHECK(problems(c) == "classification: found 10001, expected at most 10000");
  c.classification.resize(1);
  c.classification[0].queue.clear();
  c.queues.clear();
  c.agents.clear();
  for (int i = 0; i <= 100; ++i) {
    c.queues.push_back({.id = "q" + std::to_string(i)});
    c.classification[0].split.push_back({c.queues.back().id});
  }
  CHECK(problems(c) == "classification[0].split: found 101, expected at most 100");
}

TEST_CASE("attributes of a queue are attributes", "[model][check][rules]") {
  Center c = small();
  c.limits.attributes_per_interaction = 1;
  c.queues[0].attributes = {{"a", true}, {"b\n", std::string("\xff")}};
  CHECK(problems(c) ==
        "queues.care.attributes: found 2, expected at most 1\n"
        "queues.care.attributes: found 'b?', expected an id: 1 to 128 bytes of UTF-8 without "
        "control characters\n"
        "queues.care.attributes.b?: the text is not UTF-8");
}

TEST_CASE("no more than a hundred problems are looked for", "[model][check]") {
  Center c = small();
  for (int i = 0; i < 5000; ++i) {
    c.agents.push_back({.id = "a" + std::to_string(i), .profile = "none"});
  }
  CHECK(model::check_center(c).size() == model::kMaxProblems);
}
