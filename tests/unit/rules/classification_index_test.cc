// Many rules of classification give what few give one after the other, failures included.
#include <string>
#include <vector>

#include "base/prng.h"
#include "rules/classification.h"
#include "support/catch.h"

using namespace uniselector;

namespace {

std::string random_when(base::Prng& prng) {
  static constexpr std::string_view kParts[] = {
      "attributes.lang == 'fr'",  "attributes.lang in ['de', 'es']",
      "interaction.priority > 3", "has(attributes.topic) && attributes.topic.startsWith('re')",
      "customer.id == 'c-1'",     "attributes.age / attributes.divisor > 2",
      "attributes.age >= 18",     "size(attributes.lang) == 2 && attributes.age == 7",
      "customer.value > 100"};
  if (prng.below(12) == 0) return "";
  std::string text(kParts[prng.below(9)]);
  if (prng.below(2) != 0) text += " && " + std::string(kParts[prng.below(9)]);
  return text;
}

std::vector<ClassificationRule> random_rules(std::size_t count, base::Prng& prng) {
  std::vector<ClassificationRule> rules;
  for (std::size_t i = 0; i < count; ++i) {
    ClassificationRule rule;
    rule.name = "r" + std::to_string(i);
    rule.when = random_when(prng);
    if (prng.below(3) == 0) rule.channels = {prng.below(2) != 0 ? "voice" : "chat"};
    if (prng.below(6) == 0) rule.queue = "care";
    if (prng.below(3) == 0) rule.priority = "interaction.priority + " + std::to_string(i % 5);
    rules.push_back(std::move(rule));
  }
  return rules;
}

Attributes random_attributes(base::Prng& prng) {
  static constexpr std::string_view kLanguages[] = {"fr", "de", "pl"};
  Attributes attributes;
  if (prng.below(6) != 0) attributes["lang"] = std::string(kLanguages[prng.below(3)]);
  if (prng.below(4) != 0) attributes["age"] = static_cast<std::int64_t>(prng.below(30));
  if (prng.below(3) == 0) attributes["topic"] = std::string("refund");
  if (prng.below(3) == 0) attributes["divisor"] = static_cast<std::int64_t>(prng.below(2));
  if (prng.below(3) == 0) attributes["customer.value"] = static_cast<std::int64_t>(prng.below(200));
  if (prng.below(20) == 0) attributes["age"] = std::string("old");
  return attributes;
}

struct Found {
  std::string queue;
  std::string rule;
  std::optional<int> priority;
  rules::Failures failures;
  friend bool operator==(const Found&, const Found&) = default;
};

void add(const rules::Classification& rules, const rules::InteractionFacts& facts,
         rules::RuleBook& book, Found* found) {
  if (!found->queue.empty()) return;
  const rules::Classified one = rules.classify(facts, 0, 1, book, &found->failures);
  found->queue = one.queue;
  if (!one.rule.empty()) found->rule = one.rule;
  if (one.priority) found->priority = one.priority;
}

}  // namespace

TEST_CASE("many rules of classification mean what few mean one after the other",
          "[rules][property]") {
  base::Prng prng(51);
  std::size_t failed = 0;
  std::size_t named = 0;
  for (int round = 0; round < 40; ++round) {
    rules::RuleBook book;
    std::vector<model::Problem> problems;
    Center center;
    center.queues = {{.id = "care"}};
    center.classification = random_rules(20 + prng.below(60), prng);
    const rules::Classification all(center, book, &problems);
    std::vector<rules::Classification> parts;
    const std::vector<ClassificationRule> rules = center.classification;
    for (std::size_t i = 0; i < rules.size(); i += 10) {
      const auto begin = rules.begin() + static_cast<std::ptrdiff_t>(i);
      const std::size_t count = std::min<std::size_t>(10, rules.size() - i);
      center.classification.assign(begin, begin + static_cast<std::ptrdiff_t>(count));
      parts.emplace_back(center, book, &problems);
    }
    REQUIRE(problems.empty());
    for (int event = 0; event < 30; ++event) {
      const Attributes attributes = random_attributes(prng);
      rules::InteractionFacts facts;
      facts.channel = prng.below(2) != 0 ? "voice" : "chat";
      facts.customer = prng.below(2) != 0 ? "c-1" : "c-2";
      facts.priority = static_cast<std::int64_t>(prng.below(6));
      facts.attributes = &attributes;
      Found found;
      add(all, facts, book, &found);
      Found expected;
      for (const rules::Classification& part : parts) add(part, facts, book, &expected);
      failed += expected.failures.size();
      named += expected.queue.empty() ? 0 : 1;
      REQUIRE(found == expected);
    }
  }
  CHECK(failed > 100);
  CHECK(named > 100);
}
