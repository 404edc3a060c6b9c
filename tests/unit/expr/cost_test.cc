// Estimates of cost bound what evaluations spend, and refuse at compile time what may cost too
// much.
#include <cstdint>

#include "evaluation.h"

using namespace uniselector;
using cel::Type;
using cel::Value;
using test::Evaluation;

namespace {

cel::Environment bounded(std::uint64_t limit) {
  cel::EnvironmentOptions options;
  options.variables = {{"list", Type::list(Type::integer()), 100},
                       {"text", Type::string(), 50},
                       {"open", Type::list(Type::integer())},
                       {"n", Type::integer()}};
  options.limits.estimated_cost = limit;
  return cel::Environment::create(std::move(options)).value();
}

}  // namespace

TEST_CASE("what an evaluation spends lies within the estimate") {
  const cel::Environment environment = bounded(UINT64_MAX);
  cel::Arena arena;
  std::vector<Value> numbers;
  for (int i = 0; i < 100; ++i) numbers.push_back(Value::integer(i));
  const std::string text(50, 'x');
  const Value inputs[] = {cel::make_list(arena, numbers), Value::string(text), Value(),
                          Value::integer(7)};
  for (const char* source :
       {"n == 7", "n + 1 > 3 && text == 'abc'", "list.all(x, x >= 0)", "list.exists(x, x == n)",
        "list.filter(x, x > n).size() > 3", "list.map(x, x + n).exists(y, y == 12)",
        "text.contains('ab') || text.startsWith('x')", "n > 0 ? list[3] : list[4]",
        "{'a': n, 'b': 2}.a == 7", "list.all(x, list.exists(y, x == y))",
        "[n, n, n].size() == 3"}) {
    const cel::Program program = environment.compile(source).value();
    std::uint64_t spent = 0;
    const Value value = program.evaluate(inputs, arena, {.cost_spent = &spent});
    CAPTURE(source, spent);
    CHECK_FALSE(value.is(cel::ValueKind::kError));
    CHECK(spent >= program.estimated_cost().least);
    CHECK(spent <= program.estimated_cost().most);
    CHECK(program.estimated_cost().most < UINT64_MAX);
  }
}

TEST_CASE("a loop over what has no bound has no bound") {
  const cel::Environment environment = bounded(UINT64_MAX);
  CHECK(environment.compile("open.all(x, x > 0)").value().estimated_cost().most == UINT64_MAX);
  CHECK(environment.compile("n > 0").value().estimated_cost().most < 10);
}

TEST_CASE("an expression that may cost more than the limit does not compile") {
  const cel::Environment environment = bounded(5000);
  CHECK(environment.compile("list.exists(x, x == n)").ok());
  const auto dear = environment.compile("list.all(x, list.all(y, x != y))");
  REQUIRE_FALSE(dear.ok());
  CHECK(dear.status().code() == StatusCode::kResourceExhausted);
  CHECK(dear.status().message().find("at most 5000 units (limit 'estimated_cost')") !=
        std::string::npos);
  const auto open = environment.compile("open.exists(x, x == 1)");
  REQUIRE_FALSE(open.ok());
  CHECK(open.status().message().find("without bound") != std::string::npos);
}

namespace {

/// What an evaluation spends, with x as large as it is.
std::uint64_t spent_with(std::string_view source, const Value& x, const Value& y = Value()) {
  Evaluation facts({{"x", Type::dyn(), x}, {"y", Type::dyn(), y}});
  const cel::Program program = facts.compile(source);
  std::uint64_t spent = 0;
  static_cast<void>(program.evaluate(facts.values(), facts.arena(), {.cost_spent = &spent}));
  return spent;
}

}  // namespace

// Each of these took no more units however large its input was, so that a loop within the default
// budget ran for minutes.

TEST_CASE("a pattern that is refused for its size is paid for") {
  CHECK(spent_with("'a'.matches(x)", Value::string("(\\pL{99}){9}")) > 1'000'000);
  CHECK(spent_with("'a'.matches(x)", Value::string("b")) > 50);
  CHECK(spent_with("'a'.matches('b')", Value()) < 10);
}

TEST_CASE("constants of a list, map or object that is made are paid for by their number") {
  std::string list = "[x";
  std::string map = "{x: 1";
  for (int i = 0; i < 1600; ++i) {
    list += ", 1";
    map += ", " + std::to_string(i) + ": 1";
  }
  CHECK(spent_with("[x, 1, 2]", Value::integer(-1)) == 11);
  CHECK(spent_with(list + "]", Value::integer(-1)) == 11 + 1593);
  CHECK(spent_with("{x: 1, 2: 2}", Value::integer(-1)) == 31);
  CHECK(spent_with(map + "}", Value::integer(-1)) == 31 + 1593);
}

TEST_CASE("a long key is paid for wherever it is looked at") {
  const std::string text(1'280'000, 'k');
  const std::string twin = text;
  const Value key = Value::string(text);
  const Value keys[] = {Value::string(twin)};
  const Value values[] = {Value::integer(1)};
  cel::Arena arena;
  const Value map = cel::make_map(arena, keys, values);
  const Value list = cel::make_list(arena, keys);
  for (const char* const source :
       {"y[x] == 1", "x in y", "y[?x].hasValue()", "{x: 1}.size() == 1", "{x: 1} == {x: 2}",
        "[1].transformMapEntry(i, v, {x: v}).size() == 1"}) {
    INFO(source);
    CHECK(spent_with(source, key, map) >= 10'000);
    CHECK(spent_with(source, Value::string("k"), map) < 100);
  }
  CHECK(spent_with("x in y", key, list) >= 10'000);
  CHECK(spent_with("y[x]", Value::string("k"), map) == 3);
}

TEST_CASE("a value that is no key is not written out to say so") {
  // A list of a million numbers took as long as its text, for the price of a map.
  Evaluation facts({{"x", Type::dyn(), Value()}});
  CHECK(facts.text("{dyn([1, 2, 3]): 1}") ==
        "error: unsupported key type: found list, expected bool, int, uint or string");
  CHECK(facts.text("{dyn('a'): 1, 'a': 2}") == "error: the key \"a\" is repeated");
}
