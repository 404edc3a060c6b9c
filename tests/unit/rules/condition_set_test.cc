// Many conditions over one environment: what holds, what fails and in which words, what the index
// knows of each form, and what it does not leave out.
#include "rules/condition_set.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "kit.h"

using namespace uniselector;
using namespace uniselector::rules;
using namespace uniselector::rules::kit;

namespace {

cel::Environment call_environment(std::uint64_t cost = cel::Limits().cost) {
  cel::EnvironmentOptions options;
  options.variables = {{"wait", Type::integer()},
                       {"tier", Type::string()},
                       {"vip", Type::boolean()},
                       {"attributes", Type::map(Type::string(), Type::dyn())},
                       {"any", Type::dyn()}};
  options.limits.cost = cost;
  return cel::Environment::create(std::move(options)).value();
}

ConditionSet compiled(std::initializer_list<std::string_view> conditions,
                      const cel::Environment& environment = call_environment()) {
  auto set = ConditionSet::compile(texts(conditions), environment);
  INFO(set.status().to_string());
  REQUIRE(set.ok());
  return *std::move(set);
}

/// "0 2; 1: no such key: x": the same twice, since the scratch must be left clear.
std::string matched(const ConditionSet& set, const std::vector<Value>& slots) {
  cel::Arena arena;
  ConditionScratch scratch;
  std::string twice[2];
  for (std::string& text : twice) {
    const ConditionMatch match = set.match(slots, arena, scratch);
    for (const std::uint32_t number : match.holding) {
      text += (text.empty() ? "" : " ") + std::to_string(number);
    }
    for (const ConditionFailure& failure : match.failed) {
      text += "; " + std::to_string(failure.condition) + ": " + problem_text(failure.problem);
    }
  }
  CHECK(twice[0] == twice[1]);
  return twice[0];
}

/// An event: attributes by name, the rest as it comes.
struct Call {
  cel::Arena arena;
  std::vector<Value> slots{Value::integer(10), Value::string("gold"), Value::boolean(true), Value(),
                           Value::null()};
  explicit Call(std::vector<std::pair<std::string_view, Value>> attributes = {}) {
    std::vector<Value> keys;
    std::vector<Value> values;
    for (const auto& [key, value] : attributes) {
      keys.push_back(Value::string(key));
      values.push_back(value);
    }
    slots[3] = cel::make_map(arena, keys, values);
  }
};

/// What one condition over `any` is for a value: "holds", "false" or why it fails.
std::string of_any(std::string_view condition, const Value& any) {
  const ConditionSet set = compiled({condition});
  CHECK(set.evaluated() == 0);
  Call call;
  call.slots[4] = any;
  const std::string text = matched(set, call.slots);
  if (text.empty()) return "false";
  return text == "0" ? "holds" : text.substr(5);
}

}  // namespace

TEST_CASE("conditions that hold are told by number", "[rules][conditions]") {
  const ConditionSet set =
      compiled({"wait > 5", "wait > 10", "tier == 'gold' && wait >= 10", "",
                "tier in ['silver', 'basic'] || vip", "!vip", "attributes.lang == 'fr'"});
  CHECK(set.size() == 7);
  CHECK(matched(set, Call({{"lang", Value::string("fr")}}).slots) == "0 2 3 4 6");
  CHECK(matched(set, Call({{"lang", Value::string("de")}}).slots) == "0 2 3 4");
}

TEST_CASE("a set without conditions matches nothing", "[rules][conditions]") {
  CHECK(matched(compiled({}), Call().slots).empty());
}

TEST_CASE("what the index knows is evaluated by no program", "[rules][conditions]") {
  for (const char* condition :
       {"wait == 5", "5 < wait", "wait in [1, 2]", "tier.startsWith('go')", "tier != 'a'", "vip",
        "!(wait < 5 || vip)", "has(attributes.x)", "attributes['x y'] == 1 && attributes.z.q > 1.5",
        "any == null || any == -5", "any > duration('5s')",
        "any < timestamp('2026-01-01T00:00:00Z')", "true", "vip && true"}) {
    INFO(condition);
    CHECK(compiled({condition}).evaluated() == 0);
  }
  for (const char* condition :
       {"wait + 1 > 5", "tier.endsWith('x')", "wait > size(tier)", "vip ? wait > 1 : wait > 2",
        "any.exists(x, x == 1)", "any in ['a', tier]", "any == double('NaN')"}) {
    INFO(condition);
    CHECK(compiled({condition}).evaluated() == 1);
    CHECK(compiled({condition}).always() == 1);
  }
}

TEST_CASE("one conjunct or every part of a disjunction lets the index leave a condition out",
          "[rules][conditions]") {
  for (const char* condition :
       {"tier == 'gold' && tier.contains('x')", "(tier == 'a' || wait in [1, 2]) && size(tier) > 1",
        "!(tier != 'a' || size(tier) > 1)", "wait > 5 && (size(tier) > 1 || vip)",
        "tier == 'a' && wait > 1 || wait < 0 && size(tier) > 1", "false"}) {
    INFO(condition);
    CHECK(compiled({condition}).always() == 0);
  }
  for (const char* condition : {"tier != 'a'", "!tier.startsWith('a')", "true",
                                "tier == 'gold' || size(tier) > 1", "!(tier == 'a' && vip)"}) {
    INFO(condition);
    CHECK(compiled({condition}).always() == 1);
  }
}

TEST_CASE("a disjunction of very many parts is always looked at", "[rules][conditions]") {
  std::string text = "tier in ['x0'";
  for (int i = 1; i < 300; ++i) text += ", 'x" + std::to_string(i) + "'";
  text += "]";
  const ConditionSet set = compiled({text});
  CHECK(set.always() == 1);
  CHECK(set.evaluated() == 0);
  Call call;
  CHECK(matched(set, call.slots).empty());
  call.slots[1] = Value::string("x299");
  CHECK(matched(set, call.slots) == "0");
}

TEST_CASE("numbers compare across kinds by value", "[rules][conditions]") {
  for (const Value& one : {Value::integer(1), Value::uint(1), Value::real(1.0)}) {
    for (const char* condition : {"any == 1", "any == 1u", "any == 1.0", "any in [7, 1.0]",
                                  "any < 2", "any <= 1u", "any > 0.5", "1 <= any", "any != 2"}) {
      INFO(condition);
      CHECK(of_any(condition, one) == "holds");
    }
    for (const char* condition : {"any == 2", "any != 1.0", "any < 1", "any > 1u", "1 != any"}) {
      INFO(condition);
      CHECK(of_any(condition, one) == "false");
    }
  }
  CHECK(of_any("any == 0.0", Value::real(-0.0)) == "holds");
  CHECK(of_any("any == -0.0", Value::integer(0)) == "holds");
}

TEST_CASE("whole numbers beyond the doubles stay apart", "[rules][conditions]") {
  const Value greatest = Value::integer(INT64_MAX);
  CHECK(of_any("any == 9223372036854775807", greatest) == "holds");
  CHECK(of_any("any == 9223372036854775806", greatest) == "false");
  CHECK(of_any("any in [1, 9223372036854775806]", greatest) == "false");
  CHECK(of_any("any != 9223372036854775806", greatest) == "holds");
  CHECK(of_any("any > 9223372036854775806", greatest) == "holds");
  CHECK(of_any("any < 9223372036854775807", Value::integer(INT64_MAX - 1)) == "holds");
  CHECK(of_any("any == 9223372036854775808.0", greatest) == "holds");
  CHECK(of_any("any == 9223372036854775808u", greatest) == "false");
}

TEST_CASE("NaN is equal to nothing and in no order", "[rules][conditions]") {
  const Value nan = Value::real(std::nan(""));
  CHECK(of_any("any == 1.0", nan) == "false");
  CHECK(of_any("any != 1.0", nan) == "holds");
  CHECK(of_any("any < 1.0", nan) == "false");
  CHECK(of_any("any >= 1.0", nan) == "false");
  CHECK(of_any("!(any < 1.0)", nan) == "holds");
  CHECK(of_any("!(any >= 1) && !(any == 1)", nan) == "holds");
}

TEST_CASE("equality of other kinds is false, order of them fails", "[rules][conditions]") {
  const Value text = Value::string("5");
  CHECK(of_any("any == 5", text) == "false");
  CHECK(of_any("any != 5", text) == "holds");
  CHECK(of_any("any in [5, true]", text) == "false");
  CHECK(of_any("any > 5", text) == "no such overload: _>_(string, int)");
  CHECK(of_any("5 < any", text) == "no such overload: _<_(int, string)");
  CHECK(of_any("any.startsWith('a')", Value::integer(5)) ==
        "no such overload: startsWith(int, string)");
  CHECK(of_any("any", Value::integer(5)) == "found int, expected bool");
  CHECK(of_any("any && true", Value::integer(5)) == "no such overload: _&&_(int)");
  CHECK(of_any("any || false", Value::integer(5)) == "no such overload: _||_(int)");
  CHECK(of_any("!any", Value::integer(5)) == "no such overload: !_(int)");
  CHECK(of_any("any == null", Value::null()) == "holds");
  CHECK(of_any("any > 5", Value::null()) == "no such overload: _>_(null_type, int)");
}

TEST_CASE("text goes by code points, prefixes too", "[rules][conditions]") {
  CHECK(of_any("any.startsWith('')", Value::string("")) == "holds");
  CHECK(of_any("any.startsWith('\\u00e9')", Value::string("\u00e9t\u00e9")) == "holds");
  CHECK(of_any("any.startsWith('\\u00e9')", Value::string("\u00eat")) == "false");
  CHECK(of_any("any.startsWith('\\U0010ffff')", Value::string("\U0010ffffx")) == "holds");
  CHECK(of_any("any.startsWith('\\U0010ffff')", Value::string("\uffff")) == "false");
  CHECK(of_any("any > '\\uffff'", Value::string("\U0001f600")) == "holds");
  CHECK(of_any("any == b'a'", Value::string("a")) == "false");
}

TEST_CASE("a missing key fails unless another conjunct is false", "[rules][conditions]") {
  const ConditionSet set = compiled(
      {"attributes.lang == 'fr'", "attributes.lang == 'fr' && wait > 5",
       "attributes.lang == 'fr' && wait > 50", "wait > 50 && attributes.lang.size() > 1",
       "has(attributes.lang) && attributes.lang == 'fr'", "attributes.lang == 'fr' || wait > 5",
       "attributes.value > 5 && attributes.lang == 'fr'", "!(attributes.lang == 'fr')"});
  CHECK(matched(set, Call().slots) ==
        "5; 0: no such key: lang; 1: no such key: lang; 6: no such key: value; "
        "7: no such key: lang");
  CHECK(matched(set, Call({{"lang", Value::string("fr")}}).slots) ==
        "0 1 4 5; 6: no such key: value");
  CHECK(matched(set, Call({{"lang", Value::string("fr")}, {"value", Value::string("x")}}).slots) ==
        "0 1 4 5; 6: no such overload: _>_(string, int)");
}

TEST_CASE("has() guards however deep the comparison stands", "[rules][conditions]") {
  const ConditionSet set =
      compiled({"has(attributes.a) && (attributes.a == 1 || attributes.a > 7)",
                "attributes.a == 1 && has(attributes.a)", "has(attributes.a) || attributes.a == 1",
                "has(any.a) && any.a == 1"});
  Call call;
  CHECK(matched(set, call.slots) == "; 2: no such key: a; 3: no such field 'a' of null_type");
  CHECK(matched(set, Call({{"a", Value::integer(8)}}).slots) ==
        "0 2; 3: no such field 'a' of null_type");
}

TEST_CASE("a variable that is not given fails by its name", "[rules][conditions]") {
  const ConditionSet set = compiled({"wait > 5 && vip", "tier == 'gold'", "vip"});
  CHECK(matched(set, {Value(), Value(), Value::boolean(true)}) ==
        "2; 0: no value is given for 'wait'; 1: no value is given for 'tier'");
  CHECK(matched(set, {Value(), Value::string("a"), Value::boolean(false)}).empty());
}

TEST_CASE("what is left of a condition is evaluated, and its failure is told",
          "[rules][conditions]") {
  const ConditionSet set =
      compiled({"tier == 'gold' && 10 / wait > 3", "10 / wait > 3 && tier == 'x'",
                "10 / wait > 3 && tier == 'gold'"});
  CHECK(set.always() == 0);
  Call call;
  CHECK(matched(set, call.slots).empty());
  call.slots[0] = Value::integer(2);
  CHECK(matched(set, call.slots) == "0 2");
  call.slots[0] = Value::integer(0);
  CHECK(matched(set, call.slots) ==
        "; 0: division by zero: the dividend is 10; 2: division by zero: the dividend is 10");
}

TEST_CASE("a condition may cost what an evaluation may", "[rules][conditions]") {
  const std::string loop = "[1, 2, 3, 4, 5, 6, 7, 8, 9].all(x, [1, 2, 3].all(y, x + y > 0))";
  const auto environment = call_environment(200);
  const ConditionSet set = compiled(
      {loop, "wait > 5", loop + " && tier == 'gold'", "tier == 'x' && " + loop}, environment);
  const std::string text = matched(set, Call().slots);
  CHECK(text.starts_with("1; 0: the evaluation costs more than its budget of 200 units"));
  CHECK(text.find("; 2: the evaluation costs more") != std::string::npos);
  CHECK(text.find("; 3:") == std::string::npos);
}

TEST_CASE("where not even comparisons fit into the budget the program tells",
          "[rules][conditions]") {
  const auto environment = call_environment(1);
  const ConditionSet set = compiled({"attributes.lang == 'fr'"}, environment);
  CHECK(set.evaluated() == 1);
  CHECK(matched(set, Call({{"lang", Value::string("fr")}}).slots)
            .starts_with("; 0: the evaluation costs more than its budget"));
}

TEST_CASE("the first that holds ends the search", "[rules][conditions]") {
  const ConditionSet set = compiled(
      {"attributes.x == 1 && vip", "wait > 50", "tier == 'gold'", "attributes.y == 1", "vip"});
  Call call;
  cel::Arena arena;
  ConditionScratch scratch;
  CHECK(set.first(call.slots, arena, scratch) == 2);
  REQUIRE(scratch.failed.size() == 1);
  CHECK(scratch.failed[0].condition == 0);
  call.slots[1] = Value::string("basic");
  call.slots[2] = Value::boolean(false);
  CHECK(set.first(call.slots, arena, scratch) == std::nullopt);
  REQUIRE(scratch.failed.size() == 1);
  CHECK(scratch.failed[0].condition == 3);
}

TEST_CASE("a search passes over what its caller does not want", "[rules][conditions]") {
  const ConditionSet set = compiled({"wait > 5", "attributes.x == 1", "vip"});
  const Call call;
  cel::Arena arena;
  ConditionScratch scratch;
  std::vector<std::uint32_t> found;
  {
    ConditionSearch search(set, call.slots, arena, scratch);
    while (search.next()) {
      if (search.number() == 1) continue;
      if (search.test() == ConditionSearch::Result::kHolds) found.push_back(search.number());
    }
  }
  CHECK(found == std::vector<std::uint32_t>{0, 2});
}

TEST_CASE("the most selective conjunct is the one that conditions stand under",
          "[rules][conditions]") {
  std::vector<Text> many;
  for (int i = 0; i < 1000; ++i) {
    const std::string n = std::to_string(i);
    many.push_back({"wait >= 8 && wait < 20 && vip && tier == 't" + n + "'", {}});
    many.push_back({"wait > 5 && attributes.x >= " + n + ".5 && attributes.x < " +
                        std::to_string(i + 2) + ".0",
                    {}});
    many.push_back({"vip && tier.startsWith('z" + n + "-') && attributes.x > 1", {}});
    many.push_back(
        {"vip && (tier == 'a" + n + "' || attributes.y in ['b" + n + "', 'c" + n + "'])", {}});
  }
  const auto set = ConditionSet::compile(many, call_environment());
  REQUIRE(set.ok());
  Call call({{"x", Value::real(700.7)}, {"y", Value::string("b7")}});
  cel::Arena arena;
  ConditionScratch scratch;
  for (const char* tier : {"t7", "z12-a", "a5"}) {
    call.slots[1] = Value::string(tier);
    std::size_t looked_at = 0;
    ConditionSearch search(*set, call.slots, arena, scratch);
    while (search.next()) ++looked_at;
    CHECK(looked_at <= 4);
  }
}

TEST_CASE("the next best conjunct leaves conditions out before their trees are looked at",
          "[rules][conditions]") {
  const char* const others[] = {
      "wait == 11", "wait != 10",   "wait in [1, 2]",   "!vip",       "wait > 11",
      "wait < 9",   "!(wait < 11)", "!(wait != 11)",    "wait == 10", "vip",
      "wait >= 10", "10 <= wait",   "any > 5",          "any == 5",   "any",
      "any != 5",   "vip == false", "attributes.no < 1"};
  std::vector<Text> many;
  for (const char* other : others) many.push_back({std::string("tier == 'gold' && ") + other, {}});
  for (int i = 0; i < 2000; ++i) {
    const std::string n = std::to_string(i);
    many.push_back(
        {"tier == 't" + n + "' && attributes.x == 'x" + std::to_string(i % 200) + "'", {}});
  }
  many.push_back({"tier == 'gold' && attributes.x != 'x7'", {}});
  many.push_back({"tier == 'gold' && attributes.x != 'x8'", {}});
  const auto set = ConditionSet::compile(many, call_environment());
  REQUIRE(set.ok());
  const auto looked_at = [&set](const std::vector<Value>& slots) {
    cel::Arena arena;
    ConditionScratch scratch;
    std::size_t count = 0;
    ConditionSearch search(*set, slots, arena, scratch);
    while (search.next()) ++count;
    return count;
  };

  Call call({{"x", Value::string("x7")}});
  call.slots[4] = Value::string("text");  // in no order with 5, not equal to it, and no bool
  CHECK(matched(*set, call.slots) ==
        "8 9 10 11 15 2019; 12: no such overload: _>_(string, int); 14: no such overload: "
        "_&&_(string); 17: no such key: no");
  CHECK(looked_at(call.slots) == 9);
  call.slots[1] = Value::string("t207");
  CHECK(matched(*set, call.slots) == "225");
  call.slots[1] = Value::string("t208");
  CHECK(matched(*set, call.slots).empty());
  CHECK(looked_at(call.slots) == 0);
}

TEST_CASE("texts of any length and ranges of any width are found", "[rules][conditions]") {
  std::vector<Text> many;
  for (int i = 0; i < 40; ++i) {
    many.push_back({"tier == '" + std::string(static_cast<std::size_t>(i), 'a') + "'", {}});
  }
  for (int i = 0; i < 40; ++i) {
    many.push_back(
        {"wait >= " + std::to_string(100 - i) + " && wait < " + std::to_string(101 + i), {}});
  }
  const auto set = ConditionSet::compile(many, call_environment());
  REQUIRE(set.ok());
  Call call;
  for (std::size_t size = 0; size < 42; ++size) {
    for (const std::int64_t wait :
         {60, 61, 62, 92, 93, 99, 100, 101, 102, 107, 108, 139, 140, 141}) {
      call.slots[0] = Value::integer(wait);
      const std::string tier(size, 'a');
      call.slots[1] = Value::string(tier);
      std::vector<std::uint32_t> expected;
      if (size < 40) expected.push_back(static_cast<std::uint32_t>(size));
      for (std::int64_t i = 0; i < 40; ++i) {
        if (wait >= 100 - i && wait < 101 + i)
          expected.push_back(static_cast<std::uint32_t>(40 + i));
      }
      cel::Arena arena;
      ConditionScratch scratch;
      const ConditionMatch match = set->match(call.slots, arena, scratch);
      CHECK(std::vector<std::uint32_t>(match.holding.begin(), match.holding.end()) == expected);
    }
  }
}

TEST_CASE("sets over several words of bits leave the scratch clear for each other",
          "[rules][conditions]") {
  std::vector<Text> many;
  for (int i = 0; i < 20'000; ++i) {
    many.push_back({"wait == " + std::to_string(i % 5000) + (i % 2 == 0 ? "" : " && vip"), {}});
  }
  const auto environment = call_environment();
  const auto large = ConditionSet::compile(many, environment);
  REQUIRE(large.ok());
  CHECK(large->always() == 0);
  const ConditionSet small = compiled({"wait == 10", "wait == 11"});
  cel::Arena arena;
  ConditionScratch scratch;
  const Call call;
  for (int round = 0; round < 2; ++round) {
    CHECK(large->first(call.slots, arena, scratch) == 10);
    CHECK(small.first(call.slots, arena, scratch) == 0);
    const ConditionMatch match = large->match(call.slots, arena, scratch);
    CHECK(std::vector<std::uint32_t>(match.holding.begin(), match.holding.end()) ==
          std::vector<std::uint32_t>{10, 5010, 10'010, 15'010});
  }
}

TEST_CASE("faults carry rule, place and caret, at most a hundred", "[rules][conditions]") {
  std::vector<Text> conditions = {{"wait > 5", {1, 1}},
                                  {"wait >", {2, 7}},
                                  {"waiting > 5", {3, 7}},
                                  {"wait + 1", {4, 7}},
                                  {"tier == 5", {5, 7}}};
  std::vector<Fault> faults;
  const auto environment = call_environment();
  const auto set = ConditionSet::compile(conditions, environment, {.faults = &faults});
  CHECK(set.status().code() == StatusCode::kInvalidArgument);
  REQUIRE(faults.size() == 4);
  CHECK(faults[0].place == Place{2, 7});
  CHECK(faults[0].where == "rule 2");
  CHECK(faults[1].message.find("waiting") != std::string::npos);
  CHECK(faults[1].message.find('^') != std::string::npos);
  CHECK(to_string(faults[2]).starts_with("4:7: rule 4: the condition yields int, expected bool"));
  CHECK(set.status().message().find("5:7: rule 5: ") != std::string::npos);
  const std::vector<Text> bad(150, {"wait >", {}});
  const auto many = ConditionSet::compile(bad, environment, {.faults = &faults});
  CHECK(faults.size() == 100);
  CHECK(many.status().message().ends_with("and 50 more"));
}

TEST_CASE("more conditions than the limit are refused", "[rules][conditions]") {
  const std::vector<const cel::Program*> many(kMaxConditions + 1, nullptr);
  const auto set = ConditionSet::of(many, call_environment());
  CHECK(set.status().code() == StatusCode::kResourceExhausted);
}

TEST_CASE("functions of the host with a name of the language are not taken for it",
          "[rules][conditions]") {
  cel::EnvironmentOptions options;
  options.variables = {{"any", Type::dyn()}};
  cel::Function function;
  function.name = "startsWith";
  function.id = "starts_with_int";
  function.receiver = true;
  function.parameters = {Type::integer(), Type::string()};
  function.result = Type::boolean();
  function.body = [](cel::Call&, std::span<const Value>) { return Value::boolean(true); };
  options.functions = {function};
  const auto environment = cel::Environment::create(std::move(options));
  REQUIRE(environment.ok());
  const ConditionSet set = compiled({"any.startsWith('a')"}, *environment);
  CHECK(set.evaluated() == 1);
  CHECK(matched(set, {Value::integer(5)}) == "0");
}

TEST_CASE("a distinct attribute counts once, however many ask for it", "[rules][conditions]") {
  const ConditionSet set = compiled({"attributes.a == 1", "attributes.a > 5 && attributes.b == 2",
                                     "attributes.a in [3] || has(attributes.b)"});
  CHECK(set.attributes() == 3);
  CHECK(set.bytes() > 0);
}
