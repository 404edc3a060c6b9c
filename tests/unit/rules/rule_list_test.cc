// Ordered rules as tables: conditions become cells where they can, and mean the same.
#include "rules/rule_list.h"

#include <string>

#include "base/prng.h"
#include "kit.h"
#include "rules/analysis.h"

using namespace uniselector;
using namespace uniselector::rules;
using namespace uniselector::rules::kit;

namespace {

cel::Environment call_environment() {
  return environment({{"wait", Type::integer()},
                      {"tier", Type::string()},
                      {"vip", Type::boolean()},
                      {"data", Type::map(Type::string(), Type::dyn())}});
}

RuleListSource list_of(std::initializer_list<std::pair<std::string_view, std::string_view>> rules) {
  RuleListSource list;
  list.name = "list";
  list.outputs = {{.name = "queue", .type = Type::string()}};
  for (const auto& [when, then] : rules) {
    ListRule rule;
    rule.when.text = when;
    rule.outputs = texts({then});
    list.rules.push_back(std::move(rule));
  }
  return list;
}

std::string cells(const TableSource& table, std::size_t row) {
  std::string text;
  for (std::size_t c = 0; c < table.inputs.size(); ++c) {
    text += (c == 0 ? "" : "; ") + table.inputs[c].name + ": " + table.rows[row].inputs[c].text;
  }
  return text;
}

}  // namespace

TEST_CASE("comparisons with literals become cells", "[rules][list]") {
  const auto environment = call_environment();
  const TableSource table = to_table(list_of({{"wait > 30 && tier == 'gold'", "a"},
                                              {"vip && wait >= 10 && wait < 20", "b"},
                                              {"tier in ['gold', 'silver'] && !vip", "c"},
                                              {"data.country == 'FR' && wait > 5", "d"},
                                              {"wait > 5 || vip", "e"},
                                              {"", "f"}}),
                                     environment);
  CHECK(cells(table, 0) == "wait: it >= 31; tier: it == \"gold\"; vip: -; when: -");
  CHECK(cells(table, 1) == "wait: it >= 10 && it < 20; tier: -; vip: it; when: -");
  CHECK(cells(table, 2) == "wait: -; tier: it in [\"gold\", \"silver\"]; vip: !it; when: -");
  CHECK(cells(table, 3) ==
        "wait: it >= 6; tier: -; vip: -; when: data.country == 'FR' && wait > 5");
  CHECK(cells(table, 4) == "wait: -; tier: -; vip: -; when: wait > 5 || vip");
  CHECK(cells(table, 5) == "wait: -; tier: -; vip: -; when: -");
  CHECK(compiled(table, environment).opaque_rows() == 2);
}

TEST_CASE("a list decides by its first rule, and tools see its rows", "[rules][list]") {
  const auto environment = call_environment();
  const Table table = compiled(
      to_table(list_of({{"wait > 30", "a"}, {"wait > 50 && vip", "b"}, {"tier == 'gold'", "c"}}),
               environment),
      environment);
  CHECK(decided(table, {Value::integer(40), Value::string("x"), Value::boolean(false), Value()}) ==
        "decided [1]: \"a\"");
  CHECK(decided(table, {Value::integer(4), Value::string("gold"), Value::boolean(false),
                        Value()}) == "decided [3]: \"c\"");
  const Analysis analysis = analyse(table);
  CHECK(analysis.count(FindingKind::kMasked) == 1);
  CHECK(analysis.count(FindingKind::kGap) == 1);
}

TEST_CASE("a condition that is wrong is told at its place", "[rules][list]") {
  const auto environment = call_environment();
  RuleListSource list = list_of({{"wait > ", "a"}});
  list.rules[0].when.place = {7, 9};
  const auto faults = faults_of(to_table(list, environment), environment);
  CHECK(faults[0].place == Place{7, 9});
  CHECK(faults[0].where == "row 1, when");
  list.rules[0].when.text = "wait > 5 && wait < 3";
  CHECK(to_string(faults_of(to_table(list, environment), environment)[0])
            .find("no value matches this cell") != std::string::npos);
  list.rules[0].when.text = "waiting > 5";
  CHECK(to_string(faults_of(to_table(list, environment), environment)[0]).find("waiting") !=
        std::string::npos);
}

TEST_CASE("a list means what its conditions mean one by one", "[rules][list][property]") {
  static constexpr std::string_view kParts[] = {"wait > 3",
                                                "wait == 2",
                                                "!(wait in [1, 5])",
                                                "tier == 'a'",
                                                "tier.startsWith('a')",
                                                "vip",
                                                "!vip",
                                                "10 / wait > 2",
                                                "data.x == 1",
                                                "data['y'] > 1 || vip",
                                                "wait < 2 || wait > 4"};
  base::Prng prng(41);
  const auto environment = call_environment();
  for (int round = 0; round < 60; ++round) {
    RuleListSource list = list_of({});
    std::vector<cel::Program> programs;
    for (std::size_t r = 1 + prng.below(6); r > 0; --r) {
      std::string when;
      for (std::size_t p = 1 + prng.below(3); p > 0; --p) {
        when += (when.empty() ? "" : " && ") + ('(' + std::string(kParts[prng.below(11)]) + ')');
      }
      auto program = environment.compile(when);
      REQUIRE(program.ok());
      // A condition that can never hold is refused as a table, so it is left out here.
      RuleListSource alone = list_of({{when, "q"}});
      if (!Table::compile(to_table(alone, environment), environment).ok()) continue;
      programs.push_back(*std::move(program));
      list.rules.push_back(alone.rules[0]);
    }
    if (list.rules.empty()) continue;
    const Table table = compiled(to_table(list, environment), environment);
    for (int i = 0; i < 40; ++i) {
      cel::Arena arena;
      static constexpr std::string_view kTiers[] = {"a", "ab", "b"};
      const Value keys[] = {Value::string("x"), Value::string("y")};
      const Value values[] = {Value::integer(static_cast<std::int64_t>(prng.below(3))),
                              Value::integer(static_cast<std::int64_t>(prng.below(3)))};
      const std::size_t count = prng.below(3);
      std::vector<Value> slots = {
          prng.below(8) == 0 ? Value() : Value::integer(static_cast<std::int64_t>(prng.below(7))),
          prng.below(8) == 0 ? Value() : Value::string(kTiers[prng.below(3)]),
          prng.below(8) == 0 ? Value() : Value::boolean(prng.below(2) != 0),
          cel::make_map(arena, {keys, count}, {values, count})};
      std::string expected = "no_decision";
      for (std::size_t r = 0; r < programs.size() && expected == "no_decision"; ++r) {
        const Value value = programs[r].evaluate(slots, arena);
        if (value.is(cel::ValueKind::kError)) expected = "failed " + std::to_string(r);
        if (value.is_true()) expected = "decided " + std::to_string(r);
      }
      const Decision decision = table.decide(slots, {}, arena);
      std::string found(to_string(decision.outcome));
      if (decision.outcome == Outcome::kFailed) found += ' ' + std::to_string(decision.failure.row);
      if (decision.outcome == Outcome::kDecided) found += ' ' + std::to_string(decision.rows[0]);
      std::string text;
      for (const ListRule& rule : list.rules) text += rule.when.text + "\n";
      for (const Value& slot : slots) text += cel::to_text(slot) + "; ";
      INFO(text);
      REQUIRE(found == expected);
    }
  }
}
