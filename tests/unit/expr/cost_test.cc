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
