// Expressions of a configuration: what they may ask, what happens when they fail, and what is left
// of them once an interaction is known.
#include "rules/rule_book.h"

#include <string>

#include "rules/binding.h"
#include "rules/center_rules.h"
#include "rules/classification.h"
#include "support/catch.h"

using namespace uniselector;
using rules::Facts;
using rules::Failures;
using rules::RuleBook;
using rules::Scope;
using rules::Yield;

namespace {

const rules::Rule& rule(RuleBook& book, Scope scope, Yield yield, const char* text) {
  const auto compiled = book.compile(scope, yield, text);
  INFO(text);
  INFO(compiled.status().to_string());
  REQUIRE(compiled.ok());
  return **compiled;
}

struct Ana {
  Attributes attributes{{"site", std::string("paris")}, {"cost", std::int64_t{3}}};
  rules::AgentFacts facts;
  Ana() {
    facts.skills = {{"french", 2}, {"refunds", 4}};
    facts.attributes = &attributes;
    facts.queues = {"care", "vip"};
    facts.load = 0.5;
  }
};

struct Call {
  Attributes attributes{{"lang", std::string("fr")}, {"customer.value", std::int64_t{12'000}}};
  rules::InteractionFacts facts;
  Call() {
    facts.channel = "voice";
    facts.customer = "c-42";
    facts.priority = 2;
    facts.attributes = &attributes;
  }
};

}  // namespace

TEST_CASE("an expression sees agent and interaction under the documented names") {
  RuleBook book;
  const Ana ana;
  const Call call;
  Facts facts(book.fresh_arena(), 1'000'000'000);
  facts.set_agent(ana.facts);
  facts.set_interaction(call.facts);
  for (const char* text :
       {"agent.skills.refunds >= 3", "'refunds' in skills && skills.refunds >= 3",
        "agent.site == 'paris'", "agent.attributes.cost == 3", "agent.cost < 4",
        "'vip' in agent.queues", "agent.kind == 'human'", "attributes.lang == 'fr'",
        "interaction.attributes.lang == 'fr'", "interaction.channel == 'voice'",
        "customer.id == 'c-42' && customer.value > 10000", "interaction.priority == 2",
        "now == timestamp('1970-01-01T00:00:01Z')", "!('german' in skills)",
        "interaction.customer == 'c-42'"}) {
    Failures failures;
    CAPTURE(text);
    CHECK(book.holds(rule(book, Scope::kAgent, Yield::kCondition, text), facts, false, "x",
                     &failures));
    CHECK(failures.empty());
  }
  const auto& score = rule(book, Scope::kScore, Yield::kNumber,
                           "agent.skills.refunds * 10 - int(agent.load * 4.0)");
  CHECK(book.number(score, facts, "x", nullptr) == 38.0);
  CHECK(score.about_load);
}

TEST_CASE("a scope has only its own names, and a rule must yield what its place needs") {
  RuleBook book;
  CHECK_FALSE(book.compile(Scope::kInteraction, Yield::kCondition, "agent.kind == 'bot'").ok());
  CHECK_FALSE(book.compile(Scope::kCapacity, Yield::kInteger, "interaction.priority").ok());
  CHECK_FALSE(book.compile(Scope::kAgent, Yield::kCondition, "agent.load > 0.5").ok());
  CHECK_FALSE(book.compile(Scope::kAgent, Yield::kCondition, "agent.id == 'ana'").ok());
  const auto number = book.compile(Scope::kAgent, Yield::kCondition, "1 + 1");
  REQUIRE_FALSE(number.ok());
  CHECK(number.status().message() == "the expression yields int, expected bool");
  const auto typo = book.compile(Scope::kAgent, Yield::kCondition, "agent.kinds == 'bot'");
  REQUIRE_FALSE(typo.ok());
  CHECK(typo.status().message().starts_with("expression:1:7: "));
}

TEST_CASE("there are at most so many rules, and those that are known stay") {
  RuleBook book(2);
  CHECK(book.compile(Scope::kInteraction, Yield::kCondition, "true").ok());
  CHECK(book.compile(Scope::kInteraction, Yield::kCondition, "false").ok());
  const auto third = book.compile(Scope::kInteraction, Yield::kCondition, "1 == 1");
  REQUIRE_FALSE(third.ok());
  CHECK(third.status().code() == StatusCode::kResourceExhausted);
  CHECK(book.compile(Scope::kInteraction, Yield::kCondition, "false").ok());
  CHECK(book.never().text == "false");
  CHECK(book.level().text == "0");
}

TEST_CASE("a failure has the declared answer and is told in one line") {
  RuleBook book;
  const Ana ana;
  Facts facts(book.fresh_arena(), 0);
  facts.set_agent(ana.facts);
  Failures failures;
  const auto& german = rule(book, Scope::kAgent, Yield::kCondition, "agent.skills.german > 1");
  CHECK_FALSE(book.holds(german, facts, false, "require", &failures));
  CHECK(book.holds(german, facts, true, "require", &failures));
  REQUIRE(failures.size() == 2);
  CHECK(failures[0] == "require: no such key: german");
  const auto& score = rule(book, Scope::kScore, Yield::kNumber, "agent.skills.german");
  CHECK_FALSE(book.number(score, facts, "score", &failures).has_value());
}

TEST_CASE("with the interaction put in, a rule asks about the agent only") {
  RuleBook book;
  const Call call;
  const auto bound = [&](const char* text) {
    const auto& it = rule(book, Scope::kAgent, Yield::kCondition, text);
    Facts facts(book.fresh_arena(), 0);
    facts.set_interaction(call.facts);
    return book.bound(it, facts, "require", nullptr);
  };
  CHECK(bound("agent.site == attributes.lang") == "agent.site == \"fr\"");
  CHECK(bound("attributes.lang == 'fr' && agent.kind == 'human'") == "agent.kind == \"human\"");
  CHECK(bound("attributes.lang == 'de' && agent.kind == 'human'") == "false");
  CHECK(bound("attributes.lang == 'fr' || agent.kind == 'human'") == "true");
  CHECK(bound("agent.skills.exists(s, s == attributes.lang)") ==
        "agent.skills.exists(s, s == \"fr\")");
  CHECK(bound("attributes.nothing == 'fr' && agent.kind == 'human'").find("nothing") !=
        std::string::npos);
}

TEST_CASE("conditions apply where their `when` holds, and one that fails holds") {
  RuleBook book;
  const Call call;
  Requirement require;
  require.skills = {{.skill = "french", .when = "attributes.lang == 'fr'"},
                    {.skill = "german", .when = "attributes.lang == 'de'"},
                    {.skill = "vip", .when = "attributes.tier == 'gold'"}};
  require.expressions = {{.expression = "agent.site == attributes.lang"},
                         {.expression = "attributes.lang == 'fr'"}};
  Failures failures;
  CHECK(rules::asks_interaction(require, book));
  const Requirement bound = rules::bind(require, call.facts, 0, book, &failures);
  REQUIRE(bound.skills.size() == 2);
  CHECK(bound.skills[0].skill == "french");
  CHECK(bound.skills[1].skill == "vip");
  CHECK(bound.skills[0].when.empty());
  REQUIRE(bound.expressions.size() == 1);
  CHECK(bound.expressions[0].expression == "agent.site == \"fr\"");
  CHECK(failures.size() == 1);
  CHECK_FALSE(rules::asks_interaction(bound, book));
}

TEST_CASE("rules of classification apply in order up to the first that names a queue") {
  Center center;
  center.queues = {{.id = "care", .attributes = {{"lang", std::string("fr")}}},
                   {.id = "other"},
                   {.id = "german", .attributes = {{"lang", std::string("de")}}}};
  center.classification = {
      {.name = "gold", .when = "customer.value > 10000", .priority = "interaction.priority + 5"},
      {.channels = {"chat"}, .queue = "other"},
      {.queue_where = "queue.attributes.lang == attributes.lang",
       .credit = Duration(60'000'000'000)},
      {.queue = "other"}};
  RuleBook book;
  std::vector<model::Problem> problems;
  const rules::Classification classification(center, book, &problems);
  REQUIRE(problems.empty());
  Call call;
  Failures failures;
  const rules::Classified french = classification.classify(call.facts, 0, 1, book, &failures);
  CHECK(french.queue == "care");
  CHECK(french.priority == 7);
  CHECK(french.credit == Duration(60'000'000'000));
  CHECK(french.rule == "rule 3");
  call.attributes["lang"] = std::string("pl");
  CHECK(classification.classify(call.facts, 0, 1, book, &failures).queue == "other");
  CHECK(failures.empty());
}

TEST_CASE("shares follow their weights and stick to the customer") {
  Center center;
  center.queues = {{.id = "a"}, {.id = "b"}};
  center.classification = {{.split = {{"a", 0.3}, {"b", 0.7}}, .split_seed = 7}};
  RuleBook book;
  std::vector<model::Problem> problems;
  const rules::Classification classification(center, book, &problems);
  rules::InteractionFacts facts;
  facts.channel = "voice";
  int first = 0;
  for (std::uint64_t i = 1; i <= 1000; ++i) {
    first += classification.classify(facts, 0, i, book, nullptr).queue == "a" ? 1 : 0;
  }
  CHECK(first > 300 - 44);  // three standard deviations
  CHECK(first < 300 + 44);
  facts.customer = "c-1";
  const std::string queue = classification.classify(facts, 0, 1, book, nullptr).queue;
  for (std::uint64_t i = 2; i < 50; ++i) {
    CHECK(classification.classify(facts, 0, i, book, nullptr).queue == queue);
  }
}

TEST_CASE("what is wrong with the expressions of a configuration is found by its path") {
  Center center;
  center.queues = {{.id = "care"}};
  center.queues[0].require.expressions = {{.expression = "agent.kind == 'bot'"},
                                          {.expression = "agent.kind =="}};
  center.queues[0].relax = {{.when = "queues.care.waiting"}};
  center.queues[0].score.expression = "agent.kind";
  center.classification = {{.when = "attributes.x &&", .queue = "care"}};
  center.profiles = {
      {.id = "p", .capacity = {.channels = {{.channel = "voice", .max_rule = "1.5"}}}}};
  RuleBook book;
  std::vector<std::string> paths;
  for (const auto& problem : rules::check_center_rules(center, book)) paths.push_back(problem.path);
  CHECK(paths == std::vector<std::string>{"profiles.p.capacity.channels.voice.max",
                                          "queues.care.require.expressions[1]",
                                          "queues.care.relax[0].when", "queues.care.prefer.score",
                                          "classification[0].when"});
}
