// Typed reading of single values, as scenario files and dictionaries use it.
#include "config/values.h"

#include "support/catch.h"

using namespace uniselector;
using namespace uniselector::config;
using namespace std::chrono_literals;

namespace {

/// A text, its tree and the complaints about it, kept together.
class Read {
 public:
  explicit Read(std::string_view text) {
    auto documents = parse_documents(text, 1, complaints_);
    if (!documents.empty()) node_ = std::move(documents.front());
  }
  NodeReader reader() { return {node_, "x", complaints_}; }
  std::string problem() const {
    return complaints_.empty() ? "" : complaints_.list().front().message;
  }
  std::size_t problems() const { return complaints_.size(); }

 private:
  Complaints complaints_{"f"};
  Node node_{};
};

std::string attribute_text(std::string_view text) {
  Read read(text);
  const auto value = read.reader().attribute();
  if (!value) return read.problem();
  constexpr const char* kKinds[] = {"bool ", "int ", "real ", "text "};
  return kKinds[value->index()] + to_string(*value);
}

std::string count_text(std::string_view text, int thousand = 1000) {
  Read read(text);
  const auto value = read.reader().count(0, 2'000'000, thousand);
  return value ? std::to_string(*value) : read.problem();
}

}  // namespace

TEST_CASE("attributes have the type they look like", "[config][values]") {
  CHECK(attribute_text("true") == "bool true");
  CHECK(attribute_text("42") == "int 42");
  CHECK(attribute_text("-7") == "int -7");
  CHECK(attribute_text("2.5") == "real 2.5");
  CHECK(attribute_text("1e3") == "real 1000");
  CHECK(attribute_text("0.5") == "real 0.5");
  CHECK(attribute_text("'42'") == "text 42");
  CHECK(attribute_text("\"true\"") == "text true");
  CHECK(attribute_text("0042") == "text 0042");
  CHECK(attribute_text("0") == "int 0");
  CHECK(attribute_text("yes") == "text yes");
  CHECK(attribute_text("1.2.3") == "text 1.2.3");
  CHECK(attribute_text(".5") == "text .5");
  CHECK(attribute_text("0x1F") == "text 0x1F");
  CHECK(attribute_text(".inf") == "text .inf");
  CHECK(attribute_text("99999999999999999999") == "text 99999999999999999999");
  CHECK(attribute_text("[1]") == "found a list, expected a bool, a number or a text");
  CHECK(attribute_text("") == "found nothing, expected a bool, a number or a text");
}

TEST_CASE("counts may end in k or M", "[config][values]") {
  CHECK(count_text("100k") == "100000");
  CHECK(count_text("2M") == "2000000");
  CHECK(count_text("17") == "17");
  CHECK(count_text("4k", 1024) == "4096");
  for (const char* bad : {"3M", "k", "1.5k", "-1", "1kk", "'5'", "99999999999999999999M"}) {
    INFO(bad);
    CHECK(count_text(bad).find("expected an integer, 0..2000000") != std::string::npos);
  }
}

TEST_CASE("scalars are refused with what was found and what was expected", "[config][values]") {
  const auto problem = [](std::string_view text, auto&& use) {
    Read read(text);
    use(read.reader());
    REQUIRE(read.problems() == 1);
    return read.problem();
  };
  CHECK(problem("yes", [](auto r) { CHECK_FALSE(r.boolean()); }) ==
        "found 'yes', expected true or false");
  CHECK(problem("'true'", [](auto r) { CHECK_FALSE(r.boolean()); }) ==
        "found the text 'true', expected true or false");
  CHECK(problem("7", [](auto r) { CHECK_FALSE(r.integer(1, 5)); }) ==
        "found '7', expected an integer, 1..5");
  CHECK(problem("[1]", [](auto r) { CHECK_FALSE(r.integer(1, 5)); }) ==
        "found a list, expected an integer, 1..5");
  CHECK(problem("x", [](auto r) { CHECK_FALSE(r.real(0, 1)); }) ==
        "found 'x', expected a number, 0..1");
  CHECK(problem("{}", [](auto r) { CHECK_FALSE(r.duration()); }) ==
        "found a mapping, expected a duration such as 20s or 1h30m");
  CHECK(problem("5", [](auto r) { CHECK_FALSE(r.duration()); }) ==
        "duration '5': at character 2 found the end, expected a unit: d, h, m, s, ms, us or ns");
  CHECK(problem("2h", [](auto r) { CHECK_FALSE(r.duration(1s, 1h)); }) ==
        "found '2h', expected a duration, 1s..1h");
  CHECK(problem("2026-03-02", [](auto r) { CHECK_FALSE(r.time()); }).find("time '2026-03-02'") ==
        0);
  CHECK(problem("\"a\\tb\"", [](auto r) {
          CHECK_FALSE(r.id());
        }).find("expected an id: 1 to 128 bytes") != std::string::npos);
  CHECK(problem("reddy", [](auto r) { CHECK_FALSE(r.template enumerator<Presence>()); }) ==
        "found 'reddy', expected one of offline, ready, not_ready or draining; did you mean "
        "'ready'?");
  CHECK(problem("3", [](auto r) { r.each_member([](auto&&, auto&&) {}); }) ==
        "found '3', expected a mapping");
  CHECK(problem("3", [](auto r) { r.each_item([](auto&&) {}); }) == "found '3', expected a list");
}

TEST_CASE("scalars are read", "[config][values]") {
  CHECK(Read("true").reader().boolean() == true);
  CHECK(Read("+7").reader().integer(0, 9) == 7);
  CHECK(Read("2.5").reader().real(0, 9) == 2.5);
  CHECK(Read("1h30m").reader().duration() == Duration(90min));
  CHECK(Read("1970-01-01T00:00:01Z").reader().time() == time_from_ns(1'000'000'000));
  CHECK(Read("not_ready").reader().enumerator<Presence>() == Presence::kNotReady);
  CHECK(Read("a b").reader().text() == "a b");
}

TEST_CASE("requirements in every form", "[config][values]") {
  Read list("{skills: [french, vip]}");
  CHECK(read_requirement(list.reader()) ==
        Requirement{.skills = {{"french", Operator::kPresent}, {"vip", Operator::kPresent}}});
  Read forms(
      "skills: {a: 3, b: {gt: 10, expires_after: 60s, expedite: true}, c: absent, d: true,\n"
      "  e: {present: false}, f: {ge: 2, le: 4}}\n"
      "attributes: {lang: fr, n: {ge: 2.5}, v: {absent: true}, t: present}\n");
  CHECK(read_requirement(forms.reader()) ==
        Requirement{.skills = {{"a", Operator::kGreaterOrEqual, 3},
                               {"b", Operator::kGreater, 10, Duration(60s), true},
                               {"c", Operator::kAbsent},
                               {"d", Operator::kPresent},
                               {"e", Operator::kAbsent},
                               {"f", Operator::kLessOrEqual, 4},
                               {"f", Operator::kGreaterOrEqual, 2}},
                    .attributes = {{"lang", Operator::kEqual, std::string("fr")},
                                   {"n", Operator::kGreaterOrEqual, 2.5},
                                   {"v", Operator::kAbsent},
                                   {"t", Operator::kEqual, std::string("present")}}});
  CHECK(forms.problem().empty());
  Read nothing("");
  CHECK(read_requirement(nothing.reader()).empty());
  CHECK(nothing.problem().empty());
}

TEST_CASE("requirements that say nothing or two things are refused", "[config][values]") {
  const auto problem = [](std::string_view text) {
    Read read(text);
    (void)read_requirement(read.reader());
    return read.problem();
  };
  CHECK(problem("{skills: {a: {}}}") ==
        "expected a comparison: eq, ne, lt, le, gt, ge, present or absent");
  CHECK(problem("{skills: {a: {present: true, absent: true}}}") ==
        "it cannot be both present and absent");
  CHECK(problem("{skills: {a: {above: 3}}}").find("unknown key, expected eq, ne, lt") == 0);
  CHECK(problem("{skills: {a: much}}") == "found 'much', expected an integer, 0..1000000");
  CHECK(problem("{skills: 3}") ==
        "found '3', expected a mapping of skill to condition, or a list of skills");
  CHECK(problem("[french]") == "found a list, expected a mapping");
  CHECK(problem("{attributes: {a: [1, 2]}}") ==
        "found a list, expected a value or a mapping of comparisons");
}

TEST_CASE("requirements with expressions, alone, named and in lists", "[config][values][rules]") {
  const auto read = [](std::string_view text) {
    Read values(text);
    const Requirement requirement = read_requirement(values.reader());
    INFO(text << ": " << values.problem());
    CHECK(values.problems() == 0);
    return requirement;
  };
  CHECK(read("agent.site == attributes.site") ==
        Requirement{.expressions = {{"agent.site == attributes.site"}}});
  CHECK(read("{expressions: [a, {expression: b, expires_after: 5s, expedite: true}]}") ==
        Requirement{.expressions = {{"a"}, {"b", "", Duration(5s), true}}});
  CHECK(read("{expressions: {here: a, near: {expression: b, expires_after: 5s}}}") ==
        Requirement{.expressions = {{"a", "here"}, {"b", "near", Duration(5s)}}});
  // JSON and Python write a text in quotes.
  CHECK(read("\"true\"") == Requirement{.expressions = {{"true"}}});
}

TEST_CASE("`when` says for whom a condition is", "[config][values][rules]") {
  const auto read = [](std::string_view text) {
    Read values(text);
    const Requirement requirement = read_requirement(values.reader());
    INFO(text << ": " << values.problem());
    CHECK(values.problems() == 0);
    return requirement;
  };
  const SkillCondition present{.skill = "fr", .op = Operator::kPresent, .when = "x"};
  CHECK(read("{when: {fr: x}}") == Requirement{.skills = {present}});
  CHECK(read("{skills: [fr], when: {fr: x}}") == Requirement{.skills = {present}});
  CHECK(read("{skills: {fr: {present: true, when: x}}}") == Requirement{.skills = {present}});
  // Of several comparisons of one skill each has it.
  CHECK(
      read("{skills: {fr: {ge: 2, le: 4}, en: 1}, when: {fr: x}}") ==
      Requirement{.skills = {{.skill = "fr", .op = Operator::kLessOrEqual, .level = 4, .when = "x"},
                             {.skill = "fr", .level = 2, .when = "x"},
                             {.skill = "en"}}});
  CHECK(read("{attributes: {site: paris}, when: {site: x}}") ==
        Requirement{
            .attributes = {{.attribute = "site", .value = std::string("paris"), .when = "x"}}});
}

TEST_CASE("capacity in the short and the long form", "[config][values]") {
  Read brief("{voice: 1, chat: {max: 3}}");
  CHECK(read_capacity(brief.reader()) == Capacity{.channels = {{"voice", 1}, {"chat", 3}}});
  Read pool(
      "{units: 100, channels: {voice: {cost: 100}, chat: {cost: 30}, mail: {cost: 0}, sms: }}");
  CHECK(
      read_capacity(pool.reader()) ==
      Capacity{.units = 100,
               .channels = {{"voice", 1, 100}, {"chat", 3, 30}, {"mail", 1, 0}, {"sms", 100, 1}}});
  Read plain("{channels: {voice: 2}}");
  CHECK(read_capacity(plain.reader()) == Capacity{.channels = {{"voice", 2}}});
  Read wrong("{voice: many}");
  CHECK(read_capacity(wrong.reader()).channels.empty());
  CHECK(wrong.problem() == "found 'many', expected an integer, 0..65535");
}

TEST_CASE("capacity by rules", "[config][values][rules]") {
  const auto read = [](std::string_view text) {
    Read values(text);
    const Capacity capacity = read_capacity(values.reader());
    INFO(text << ": " << values.problem());
    CHECK(values.problems() == 0);
    return capacity;
  };
  CHECK(read("{chat: \"agent.skills.chat >= 3 ? 4 : 2\"}") ==
        Capacity{.channels = {{"chat", 1, 1, "agent.skills.chat >= 3 ? 4 : 2"}}});
  CHECK(read("{chat: {max: \"a + 1\"}}") == Capacity{.channels = {{"chat", 1, 1, "a + 1"}}});
  CHECK(read("{chat: {max: {rule: a + 1, otherwise: 2}}}") ==
        Capacity{.channels = {{"chat", 2, 1, "a + 1"}}});
  CHECK(read("{units: 9, channels: {chat: {cost: {rule: a, otherwise: 3}, max: \"b\"}}}") ==
        Capacity{.units = 9, .channels = {{"chat", 1, 3, "b", "a"}}});
  // Without a maximum as many as the pool has room for at the cost that is sure.
  CHECK(read("{units: 9, channels: {chat: {cost: {rule: a, otherwise: 3}}}}") ==
        Capacity{.units = 9, .channels = {{"chat", 3, 3, "", "a"}}});
}

TEST_CASE("actions have one meaning", "[config][values]") {
  const auto problem = [](std::string_view text) {
    Read read(text);
    (void)read_action(read.reader());
    return read.problem();
  };
  using Then = LimitAction::Then;
  CHECK(read_action(Read("cancel").reader()) == LimitAction{});
  CHECK(read_action(Read("notify").reader()) == LimitAction{.then = Then::kNotify});
  CHECK(read_action(Read("voicemail").reader()) ==
        LimitAction{.then = Then::kDeflect, .note = "voicemail"});
  CHECK(read_action(Read("{then: {overflow: b}, note: n}").reader()) ==
        LimitAction{.then = Then::kOverflow, .queue = "b", .note = "n"});
  CHECK(read_action(Read("reclassify").reader()) == LimitAction{.then = Then::kReclassify});
  CHECK(read_action(Read("{reclassify: {vip: true}, when: x, note: n}").reader()) ==
        LimitAction{.then = Then::kReclassify, .when = "x", .set = {{"vip", true}}, .note = "n"});
  CHECK(read_action(Read("{then: voicemail, when: x}").reader()) ==
        LimitAction{.then = Then::kDeflect, .when = "x", .note = "voicemail"});
  CHECK(problem("{then: {cancel: a, when: x}, when: y}") == "expected beside `then`, not in it");
  CHECK(problem("{reclassify: vip}") == "found 'vip', expected a mapping");
  CHECK(problem("{overflow: a, cancel: b}") ==
        "found overflow or cancel, expected exactly one of overflow, deflect, offer, cancel, "
        "notify and reclassify");
  CHECK(problem("{note: x}") ==
        "found none, expected exactly one of overflow, deflect, offer, cancel, notify and "
        "reclassify");
  CHECK(problem("{deflect: a, priority: 3}") == "expected only beside overflow");
  CHECK(problem("{deflect: a, note: b}") == "the action has its text already");
  CHECK(problem("{then: {then: cancel}}") == "'then' stands in itself");
  CHECK(problem("{then: cancel, overflow: x}") == "'then' and 'overflow' exclude each other");
  CHECK(problem("[cancel]").find("found a list, expected") == 0);
  CHECK(problem("cancle").find("did you mean 'cancel'?") != std::string::npos);
}
