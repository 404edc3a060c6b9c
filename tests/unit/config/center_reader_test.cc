// What becomes of every key: the golden file with all of them, JSON, and the examples of the
// design.
#include "config/center_reader.h"

#include "base/prng.h"
#include "runtime/file.h"
#include "support/catch.h"
#include "support/shared.h"

using namespace uniselector;
using namespace std::chrono_literals;
using config::read_center;

namespace {

std::string golden() {
  auto text = runtime::read_file(UNISELECTOR_SOURCE_DIR "/tests/golden/center-full.yaml",
                                 config::kMaxTextBytes);
  INFO(text.status().to_string());
  REQUIRE(text.ok());
  return *text;
}

Center good(std::string_view text) {
  auto result = read_center(text, "center.yaml");
  INFO(config::to_status(result.complaints).to_string());
  REQUIRE(result.complaints.empty());
  return result.center;
}

template <class T>
const T& by_id(const std::vector<T>& list, std::string_view id) {
  for (const T& entry : list) {
    if (entry.id == id) return entry;
  }
  FAIL("there is no " << id);
  return list.front();
}

}  // namespace

TEST_CASE("the top of the golden file", "[config][golden]") {
  const Center c = good(golden());
  CHECK(c.version == 1);
  CHECK(c.id == "northbank");
  CHECK(c.time_zone == "Europe/Paris");
  CHECK(c.idle_logout == Duration(8h));
  CHECK(c.limits == Limits{.agents = 2000,
                           .interactions = 12'000,
                           .attributes_per_interaction = 32,
                           .attribute_bytes = 2048,
                           .notes_per_interaction = 16,
                           .ended_kept = 500});
  CHECK(c.profiles.size() == 3);
  CHECK(c.fallback_queue == "care");
  CHECK(by_id(c.profiles, "front") ==
        ProfileConfig{.id = "front",
                      .capacity = {.channels = {{"voice", 1}, {"chat", 3}, {"email", 5}}},
                      .max_offers = 2});
  // Without max, as many as the pool has room for.
  CHECK(by_id(c.profiles, "back").capacity ==
        Capacity{.units = 100, .channels = {{"voice", 1, 100}, {"chat", 3, 25}, {"email", 4, 1}}});
}

TEST_CASE("rules of the golden file", "[config][golden][rules]") {
  const Center c = good(golden());
  CHECK(by_id(c.profiles, "ruled").capacity ==
        Capacity{.units = 60,
                 .channels = {{"voice", 1, 60, "", "agent.kind == 'bot' ? 5 : 60"},
                              {"chat", 2, 20, "'chat' in agent.skills ? agent.skills.chat : 2"},
                              {"email", 1, 1, "size(agent.queues) * 2"}}});
  const QueueConfig& backup = by_id(c.queues, "backup");
  CHECK(backup.require == Requirement{.expressions = {{"agent.site == attributes.site"}}});
  CHECK(backup.prefer == Preference::kScore);
  CHECK(backup.score ==
        ScoreConfig{.expression = "agent.load", .lowest_first = true, .bypass_requirements = true});
  REQUIRE(backup.wait.size() == 1);
  CHECK(backup.wait[0].action == LimitAction{.then = LimitAction::Then::kReclassify});
  REQUIRE(c.classification.size() == 5);
  CHECK(c.classification[0] ==
        ClassificationRule{.name = "gold",
                           .channels = {"voice", "callback"},
                           .when = "attributes.tier == 'gold'",
                           .priority = "customer.value > 10000 ? 50 : 20",
                           .credit = Duration(60s),
                           .require = {.skills = {{"vip", Operator::kPresent}}},
                           .relax = {{.after = 30s, .drop = {"vip"}}}});
  CHECK(c.classification[1] == ClassificationRule{.channels = {"chat"}, .table = "urgency"});
  CHECK(c.classification[2] == ClassificationRule{.channels = {"email"},
                                                  .split = {{"care", 0.3}, {"lending", 0.7}},
                                                  .split_by = "customer.id",
                                                  .split_seed = 11});
  CHECK(c.classification[3] ==
        ClassificationRule{.queue_where = "queue.attributes.region == attributes.region",
                           .priority = "3"});
  CHECK(
      c.classification[4] ==
      ClassificationRule{.when = "attributes.intent in ['loan', 'mortgage']", .queue = "lending"});
}

TEST_CASE("tables of the golden file", "[config][golden]") {
  const Center c = good(golden());
  REQUIRE(c.tables.size() == 2);
  CHECK(c.tables[0].id == "urgency");
  CHECK(c.tables[0].versions[0].policy == rules::HitPolicy::kFirst);
  CHECK(c.tables[0].versions[0].inputs[0].missing == rules::Missing::kNoMatch);
  CHECK(c.tables[0].versions[0].defaults == std::vector<rules::Text>{{"care"}, {"1"}});
  CHECK(c.tables[1].versions[1].from.text == "2027-01-01");
  REQUIRE(c.tables[1].candidate);
  CHECK(c.tables[1].candidate->share == 0.1);
  CHECK(c.tables[1].candidate->by == "customer.id");
}

TEST_CASE("channels of the golden file", "[config][golden]") {
  using Then = OfferPenalty::Then;
  const Center c = good(golden());
  REQUIRE(c.channels.size() == 4);
  const ChannelConfig voice{.id = "voice",
                            .offer_timeout = 25s,
                            .wrap_up = 30s,
                            .two_phase = true,
                            .missed = OfferPenalty{Then::kNotReady, 3},
                            .declined = {Then::kCoolDown, 1, 20s},
                            .failed = {Then::kCoolDown, 1, 15s},
                            .decline_cool_down = 12s,
                            .min_offer_gap = 2s,
                            .offers_survive_leaving = true};
  CHECK(c.channels[1] == voice);
  ChannelConfig callback = voice;  // like a channel that stands later
  callback.id = "callback";
  callback.offer_timeout = 45s;
  CHECK(c.channels[0] == callback);
  const ChannelConfig chat{.id = "chat",
                           .wrap_up_until_released = true,
                           .missed = OfferPenalty{},
                           .requeue_when_offline = true,
                           .agent_grace = 1min};
  CHECK(c.channels[2] == chat);
  ChannelConfig email = chat;
  email.id = "email";
  email.wrap_up = 10s;
  email.wrap_up_until_released = false;
  email.missed = OfferPenalty{Then::kLogout};
  CHECK(c.channels[3] == email);
}

TEST_CASE("a channel like the default voice misses like it", "[config]") {
  const Center c = good("channels: {callback: {like: voice}, chat: {}}\n");
  REQUIRE(c.channels.size() == 2);
  REQUIRE(c.channels[0].missed);
  CHECK(c.channels[0].missed->then == OfferPenalty::Then::kNotReady);
  CHECK_FALSE(c.channels[1].missed);
}

TEST_CASE("skills and calendars of the golden file", "[config][golden]") {
  const Center c = good(golden());
  CHECK(c.skills == std::vector<SkillConfig>{{"refunds", 1, 5},
                                             {"grade", 1, 9, true},
                                             {"lending", 1, 5},
                                             {"french", 1, 1},
                                             {"vip", 1, 1}});
  const CalendarConfig& branch = by_id(c.calendars, "branch");
  REQUIRE(branch.open.size() == 7);
  CHECK(branch.open[0] == std::vector<CalendarConfig::Interval>{{540, 1080}});
  CHECK(branch.open[4] == branch.open[0]);
  CHECK(branch.open[5] == std::vector<CalendarConfig::Interval>{{540, 720}, {750, 780}});
  CHECK(branch.open[6].empty());
  CHECK(branch.holidays == std::vector<std::string>{"2026-12-25", "2027-01-01"});
  CHECK(branch.overrides.at("2026-12-24") == std::vector<CalendarConfig::Interval>{{540, 840}});
  CHECK(branch.overrides.at("2026-12-31").empty());
  const CalendarConfig& night = by_id(c.calendars, "night");
  CHECK(night.time_zone == "America/New_York");
  CHECK(night.open[0] == std::vector<CalendarConfig::Interval>{{1320, 1440}});
  CHECK(night.open[1] == std::vector<CalendarConfig::Interval>{{0, 360}});
  CHECK(night.open[5] == std::vector<CalendarConfig::Interval>{{0, 360}, {1320, 1440}});
  CHECK(night.open[6] == std::vector<CalendarConfig::Interval>{{0, 360}, {480, 540}, {600, 1440}});
  CHECK(by_id(c.calendars, "never").open.empty());
}

TEST_CASE("agents of the golden file", "[config][golden]") {
  const Center c = good(golden());
  REQUIRE(c.agents.size() == 3);
  CHECK(c.agents[0] == AgentConfig{.id = "ana",
                                   .profile = "front",
                                   .skills = {{"refunds", 4}, {"french", 1}},
                                   .attributes = {{"site", std::string("paris")}},
                                   .queues = {{"care"}, {"vip_care"}},
                                   .state = Presence::kReady});
  CHECK(c.agents[1] == AgentConfig{.id = "ben",
                                   .profile = "back",
                                   .skills = {{"french", 1}, {"vip", 1}},
                                   .attributes = {{"age", std::int64_t{42}},
                                                  {"rate", 2.5},
                                                  {"night", true},
                                                  {"badge", std::string("7")},
                                                  {"code", std::string("007")},
                                                  {"team", std::string("blue")},
                                                  {"language", std::string("fr")},
                                                  {"location", std::string("Lyon")},
                                                  {"cost", std::int64_t{3}}},
                                   .queues = {{"care", 2}, {"lending", 1}, {"backup", 1}},
                                   .capacity = Capacity{.channels = {{"voice", 2}}},
                                   .max_offers = 4});
  CHECK(c.agents[2] == AgentConfig{.id = "helper",
                                   .kind = AgentKind::kBot,
                                   .queues = {{"care"}},
                                   .capacity = Capacity{.channels = {{"chat", 500}}},
                                   .max_offers = 9,
                                   .state = Presence::kNotReady});
}

TEST_CASE("the largest queue of the golden file", "[config][golden]") {
  using Then = LimitAction::Then;
  const Center c = good(golden());
  const QueueConfig& q = by_id(c.queues, "care");
  CHECK(q.calendar == "branch");
  CHECK(q.closed == LimitAction{.then = Then::kDeflect, .note = "callback"});
  CHECK(q.answer_share == 0.7);
  CHECK(q.answer_within == Duration(60s));
  CHECK(q.short_abandon == Duration(3s));
  CHECK(q.prefer == Preference::kMostSkilled);
  CHECK(q.require ==
        Requirement{
            .skills =
                {{"refunds", Operator::kGreaterOrEqual, 3},
                 {"grade", Operator::kLessOrEqual, 4},
                 {"grade", Operator::kGreaterOrEqual, 2},
                 {"vip", Operator::kAbsent},
                 {.skill = "french", .op = Operator::kPresent, .when = "attributes.lang == 'fr'"},
                 {.skill = "spanish", .op = Operator::kPresent, .when = "attributes.lang == 'es'"}},
            .attributes = {{"region", Operator::kNotEqual, std::string("eu")},
                           {"age", Operator::kGreater, std::int64_t{17}, Duration(60s), true},
                           {"site", Operator::kEqual, std::string("paris")},
                           {"insured", Operator::kPresent},
                           {.attribute = "branch",
                            .value = std::int64_t{7},
                            .when = "has(attributes.branch)"}},
            .expressions = {{"agent.location == attributes.city", "near"},
                            {"customer.id != ''", "known", Duration(30s), true}}});
  REQUIRE(q.relax.size() == 3);
  CHECK(q.relax[0] == RelaxStep{.after = 20s, .lower = {{"refunds", 2}}, .lower_all_by = 1});
  CHECK(q.relax[1] == RelaxStep{.after = 40s,
                                .drop = {"french", "region"},
                                .add = {.skills = {{"vip", Operator::kPresent}}},
                                .priority = 5});
  CHECK(q.relax[2] ==
        RelaxStep{.after = 1min,
                  .set = Requirement{.skills = {{"refunds", Operator::kGreaterOrEqual, 1}}},
                  .drop = {"site", "near"},
                  .when = "queues['backup'].service_level > 0.9",
                  .overflow = "backup"});
  REQUIRE(q.length);
  CHECK(q.length->max == 200);
  CHECK(q.length->action == LimitAction{.then = Then::kDeflect,
                                        .when = "attributes.tier != 'gold'",
                                        .note = "callback"});
  REQUIRE(q.wait.size() == 4);
  CHECK(q.wait[0].max == Duration(5min));
  CHECK(q.wait[0].action ==
        LimitAction{.then = Then::kOverflow,
                    .queue = "care",
                    .priority = 10,
                    .add = {.attributes = {{"handle_escalation", Operator::kEqual, true}}}});
  CHECK(q.wait[1].action == LimitAction{.then = Then::kCancel, .note = "nobody was free"});
  CHECK(q.wait[2].action == LimitAction{.then = Then::kNotify, .note = "still waiting"});
  CHECK(q.wait[3].action == LimitAction{.then = Then::kReclassify,
                                        .when = "queues['care'].waiting > 5",
                                        .set = {{"escalated", true}},
                                        .note = "too long"});
}

TEST_CASE("the other queues of the golden file", "[config][golden]") {
  using Then = LimitAction::Then;
  const Center c = good(golden());
  const QueueConfig& vip = by_id(c.queues, "vip_care");
  CHECK(vip.require == Requirement{.skills = {{"vip", Operator::kPresent}}});
  CHECK(vip.attributes ==
        Attributes{{"region", std::string("eu")}, {"product", std::string("loans")}});
  CHECK(vip.priority == 10);
  CHECK(vip.priority_rule == "attributes.tier == 'gold' ? 20 : 10");
  CHECK(vip.ageing_per_minute == 0.5);
  CHECK(vip.ageing_max == 20);
  CHECK(vip.offers_at_once == 3);
  CHECK(vip.max_unassigns == 0);
  CHECK(vip.time_to_live == Duration(48h));
  CHECK(vip.offer_timeout == Duration(15s));
  REQUIRE(vip.wait.size() == 1);
  CHECK(vip.wait[0].action == LimitAction{.then = Then::kDeflect, .note = "voicemail"});
  const QueueConfig& lending = by_id(c.queues, "lending");
  CHECK(lending.prefer == Preference::kRandom);
  CHECK(lending.random_seed == 7);
  REQUIRE(lending.length);
  CHECK(lending.length->max == 1000);
  CHECK(lending.length->action == LimitAction{.then = Then::kCancel, .note = "too many"});
  const QueueConfig& backup = by_id(c.queues, "backup");
  CHECK(backup.open_pool);
  CHECK(backup.offers_at_once == 2);
  REQUIRE(backup.length);
  CHECK(backup.length->action == LimitAction{.then = Then::kDeflect, .note = "message"});
}

TEST_CASE("an empty text is a centre with the defaults", "[config]") {
  for (const char* text : {"", "{}", "# nothing\n", "---\n", "queues:\n"}) {
    INFO(text);
    CHECK(good(text) == Center{});
  }
}

TEST_CASE("JSON of the same shape says the same", "[config][json]") {
  const Center yaml = good(
      "center: caf\xc3\xa9\nqueues: {care: {priority: 3, prefer: {random: {seed: 9}}}}\n"
      "agents: {\"ana \xf0\x9f\x98\x80\": {queues: [care], capacity: {voice: 1}, attributes: {x: "
      "\"3\", y: 3}}}\n");
  const Center json = good(R"({"center": "caf\u00e9",
  "queues": {"care": {"priority": 3, "prefer": {"random": {"seed": 9}}}},
  "agents": {"ana \ud83d\ude00": {"queues": ["care"], "capacity": {"voice": 1},
    "attributes": {"x": "3", "y": 3}}}})");
  CHECK(json == yaml);
}

TEST_CASE("a file with a byte order mark and Windows line ends is read", "[config]") {
  const Center c = good("\xef\xbb\xbfqueues:\r\n  care: {priority: 3}\r\n");
  REQUIRE(c.queues.size() == 1);
  CHECK(c.queues[0].priority == 3);
}

TEST_CASE("the design's example is refused only for what is not built yet", "[config][shared]") {
  const std::string path = test::shared_file("design/center-example.yaml");
  if (path.empty()) UNISELECTOR_SKIP("shared/design/center-example.yaml is not there");
  const auto text = runtime::read_file(path, config::kMaxTextBytes);
  REQUIRE(text.ok());
  const auto result = read_center(*text, "example");
  CHECK(result.complaints.size() > 10);
  int sums = 0;
  for (const auto& complaint : result.complaints) {
    INFO(config::to_string(complaint));
    CHECK(complaint.line > 0);
    // It multiplies a double by an int, for which CEL has no operator.
    if (complaint.path == "queues.backup.prefer.score") {
      CHECK(complaint.message.find("'_*_' applied to '(double, int)'") != std::string::npos);
      ++sums;
      continue;
    }
    CHECK(complaint.message.find("not supported in this version") != std::string::npos);
  }
  CHECK(sums == 1);
  CHECK(result.center.classification.size() == 3);
  CHECK(result.center.fallback_queue == "care");
  CHECK(result.center.agents.size() == 3);
  CHECK(result.center.queues.size() == 4);
}

TEST_CASE("no text makes the reader crash or hang", "[config][fuzz]") {
  const std::string text = golden();
  const std::string_view noise("{}[]:,-#&*!|>'\"%@`\n\t 0\xff\xc3", 23);
  base::Prng prng(99);
  std::size_t refused = 0;
  for (int round = 0; round < 1500; ++round) {
    std::string mutated = text.substr(0, prng.below(text.size() + 1));
    const auto edits = mutated.empty() ? 0 : prng.below(4);
    for (std::uint64_t i = 0; i < edits; ++i) {
      mutated[prng.below(mutated.size())] = noise[prng.below(noise.size())];
    }
    const auto result = read_center(mutated, "mutated");
    REQUIRE(result.complaints.size() <= config::Complaints::kMost);
    refused += result.complaints.empty() ? 0 : 1;
  }
  CHECK(refused > 500);
}
