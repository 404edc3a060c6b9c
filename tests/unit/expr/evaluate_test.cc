// Whole expressions: what operands decide, what errors do, how names are found, and that special
// nodes answer as the general ones do.
#include <string>

#include "evaluation.h"

using namespace uniselector;
using cel::Type;
using cel::Value;
using test::Evaluation;
using test::Input;

namespace {

Evaluation call_facts() {
  return Evaluation({{"wait", Type::integer(), Value::integer(45)},
                     {"lang", Type::string(), Value::string("fr")},
                     {"missing", Type::integer(), Value()},
                     {"any", Type::dyn(), Value::uint(7)}});
}

}  // namespace

TEST_CASE("a comparison with a constant answers alike with and without optimisation") {
  Evaluation facts = call_facts();
  for (const char* source : {"wait == 45",
                             "wait == 46",
                             "45 == wait",
                             "wait != 45",
                             "wait < 45",
                             "wait <= 45",
                             "wait > 44",
                             "wait >= 46",
                             "lang == 'fr'",
                             "'fr' != lang",
                             "lang == 'de'",
                             "any == 7",
                             "any == 8",
                             "any < 8",
                             "any >= 7.5",
                             "wait + 1 > 45",
                             "wait * 2 - 90 == 0",
                             "wait in [1, 45]",
                             "any in [1, 7]",
                             "lang in ['de', 'fr']",
                             "lang in ['de']",
                             "wait in [9, 8, 7, 6, 5, 4, 3, 2, 45]",
                             "lang in ['1', '2', '3', '4', '5', '6', '7', '8', 'fr']"}) {
    CAPTURE(source);
    CHECK(facts.text(source) == facts.text(source, test::kPlain));
    CHECK(facts.text(source) == facts.text(source, test::kUnchecked));
  }
  CHECK(facts.text("wait == 45 && lang == 'fr'") == "true");
  CHECK(facts.text("wait < 45 || lang != 'fr'") == "false");
}

TEST_CASE("the operand that decides absorbs errors, whatever the order") {
  Evaluation facts = call_facts();
  CHECK(facts.text("missing > 0 || wait == 45") == "true");
  CHECK(facts.text("wait == 45 || missing > 0") == "true");
  CHECK(facts.text("missing > 0 && wait == 1") == "false");
  CHECK(facts.text("1 / 0 > 0 && missing > 0 && false") == "false");
  CHECK(facts.text("missing > 0 && wait == 45") == "error: no value is given for 'missing'");
  CHECK(facts.text("wait == 45 ? wait : missing") == "45");
  CHECK(facts.text("[1, 2, 3].exists(x, 1 / (x - 2) > 0)") == "true");
  CHECK(facts.text("[1, 2].exists(x, 1 / (x - 2) > 0)").starts_with("error: "));
  CHECK(facts.text("[2, 1].all(x, 1 / (x - 2) > 0)") == "false");
}

TEST_CASE("a slot that is left out is an error only where it is read") {
  Evaluation facts({{"a", Type::integer(), Value::integer(1)}, {"b", Type::integer(), Value()}});
  const cel::Program program = facts.compile("a == 1 || b == 1");
  const Value one = Value::integer(1);
  CHECK(program.evaluate({&one, 1}, facts.arena()).is_true());
  const Value two = Value::integer(2);
  CHECK(program.evaluate({&two, 1}, facts.arena()).is(cel::ValueKind::kError));
}

TEST_CASE("names resolve from the container outwards, loop variables before all") {
  cel::EnvironmentOptions options;
  options.container = "site.floor";
  Evaluation facts({{"site.floor.x", Type::integer(), Value::integer(1)},
                    {"site.x", Type::integer(), Value::integer(2)},
                    {"x", Type::integer(), Value::integer(3)},
                    {"site.y", Type::integer(), Value::integer(4)},
                    {"z.q", Type::integer(), Value::integer(5)}},
                   options);
  for (const bool check : {true, false}) {
    const cel::CompileOptions how{.check = check};
    CAPTURE(check);
    CHECK(facts.text("x", how) == "1");
    CHECK(facts.text("site.x", how) == "2");
    CHECK(facts.text(".x", how) == "3");
    CHECK(facts.text("y", how) == "4");
    CHECK(facts.text("z.q", how) == "5");
    CHECK(facts.text("[10].map(x, x)", how) == "[10]");
    CHECK(facts.text("[10].map(x, .x)", how) == "[3]");
    CHECK(facts.text("[{'q': 6}].map(z, z.q)", how) == "[6]");
  }
}

TEST_CASE("loops build lists and maps, over keys and values too") {
  Evaluation facts;
  CHECK(facts.text("[1, 2, 3].map(x, x * 2)") == "[2, 4, 6]");
  CHECK(facts.text("[1, 2, 3].map(x, x > 1, x * 2)") == "[4, 6]");
  CHECK(facts.text("[1, 2, 3].filter(x, x != 2)") == "[1, 3]");
  CHECK(facts.text("[1, 2, 3].filter(x, x != 2)", test::kPlain) == "[1, 3]");
  CHECK(facts.text("[[1, 2], [3]].map(x, x.map(y, y + x[0]))") == "[[2, 3], [6]]");
  CHECK(facts.text("{'a': 1, 'b': 2}.map(k, k)") == "[\"a\", \"b\"]");
  CHECK(facts.text("{'a': 1, 'b': 2}.exists(k, v, k == 'b' && v == 2)") == "true");
  CHECK(facts.text("[5, 6].transformList(i, v, i * 10 + v)") == "[5, 16]");
  CHECK(facts.text("[5, 6].transformMap(i, v, v * 2)") == "{0: 10, 1: 12}");
  CHECK(facts.text("[1, 0].map(x, 1 / x)").starts_with("error: "));
  CHECK(facts.text("[1, 2, 2].exists_one(x, x == 2)") == "false");
  CHECK(facts.text("cel.bind(x, 5, x * x)") == "25");
}

TEST_CASE("a map literal takes each key once, and only kinds that are keys") {
  Evaluation facts;
  CHECK(facts.text("{1: 'a', 2u: 'b', true: 'c', 'd': 'e'}.size()") == "4");
  CHECK(facts.text("{1: 'a', 1u: 'b'}", test::kUnchecked).starts_with("error: "));
  CHECK(facts.text("{1.5: 'a'}", test::kUnchecked).starts_with("error: unsupported key type"));
  std::string many = "{";
  for (int i = 0; i < 40; ++i) many += std::to_string(i) + ": " + std::to_string(i) + ", ";
  CHECK(facts.text(many + "40: 40}[17]") == "17");
  CHECK(facts.text(many + "17: 0}").find("17 is repeated") != std::string::npos);
}

TEST_CASE("optionals pass on what is there") {
  Evaluation facts;
  CHECK(facts.text("{'a': {'b': 1}}.?a.?b.orValue(0)") == "1");
  CHECK(facts.text("{'a': {'b': 1}}.?a.?c.orValue(0)") == "0");
  CHECK(facts.text("{'a': 1}[?'x'].or(optional.of(3)).value()") == "3");
  CHECK(facts.text("[?optional.none(), ?optional.of(2), 3]") == "[2, 3]");
  CHECK(facts.text("{?'a': optional.none(), 'b': 2}") == "{\"b\": 2}");
  CHECK(facts.text("optional.of(1).orValue(1 / 0)") == "1");
  CHECK(facts.text("has({'a': 1}.a) && !has({'a': 1}.b)") == "true");
}

TEST_CASE("a function of the host is called like any other") {
  cel::EnvironmentOptions options;
  options.functions.push_back({.name = "twice",
                               .id = "twice_int",
                               .parameters = {Type::integer()},
                               .result = Type::integer(),
                               .body = [](cel::Call&, std::span<const Value> arguments) {
                                 return Value::integer(arguments[0].as_int() * 2);
                               }});
  options.functions.push_back({.name = "fail",
                               .id = "fail_string",
                               .receiver = true,
                               .parameters = {Type::string()},
                               .result = Type::boolean(),
                               .body = [](cel::Call& call, std::span<const Value>) {
                                 return call.error(StatusCode::kUnavailable, "no line");
                               }});
  Evaluation facts({{"n", Type::integer(), Value::integer(4)}}, options);
  CHECK(facts.text("twice(n) + twice(1)") == "10");
  CHECK(facts.text("'x'.fail()") == "error: no line");
  CHECK(facts.text("'x'.fail() || n == 4") == "true");
  CHECK(facts.fault("twice('a')").find("twice") != std::string::npos);
}

TEST_CASE("an evaluation stops when its budget is spent and says so") {
  cel::EnvironmentOptions options;
  options.limits.cost = 1000;
  Evaluation facts({{"n", Type::list(Type::integer()), Value()}}, options);
  std::vector<Value> many(5000, Value::integer(1));
  const Value list = cel::make_list(facts.arena(), many);
  const cel::Program program = facts.compile("n.all(x, x > 0)");
  const Value stopped = program.evaluate({&list, 1}, facts.arena());
  REQUIRE(stopped.is(cel::ValueKind::kError));
  CHECK(stopped.as_error().code == StatusCode::kResourceExhausted);
  CHECK(stopped.as_error().message.find("1000") != std::string_view::npos);
  std::uint64_t spent = 0;
  CHECK(program.evaluate({&list, 1}, facts.arena(), {.cost = 1'000'000, .cost_spent = &spent})
            .is_true());
  CHECK(spent > 5000);
}

TEST_CASE("a loop that the budget stops is named by its place") {
  Evaluation facts({{"n", Type::list(Type::integer()), Value()}});
  const Value list = cel::make_list(facts.arena(), std::vector<Value>(50, Value::integer(1)));
  for (const char* source : {"n.all(x, x > 0)", "n.exists(x, x < 0)", "size(n.map(x, x + 1))",
                             "size(n.filter(x, x > 0))"}) {
    CAPTURE(source);
    const cel::Program program = facts.compile(source, test::kPlain);
    const Value stopped = program.evaluate({&list, 1}, facts.arena(), {.cost = 20});
    REQUIRE(stopped.is(cel::ValueKind::kError));
    CHECK(stopped.as_error().code == StatusCode::kResourceExhausted);
    CHECK(program.ast().mark_of(stopped.as_error().expression) ==
          std::string_view(source).find("n.") + 2);
  }
}

TEST_CASE("constants are folded, and a faulty constant fails only when it is reached") {
  Evaluation facts({{"a", Type::boolean(), Value::boolean(false)}});
  CHECK(facts.text("a && 1 / 0 == 1") == "false");
  CHECK(facts.text("!a || [1, 2][5] == 1") == "true");
  const cel::Program program = facts.compile("duration('1h') > duration('30m') && 2 * 3 == 6");
  std::uint64_t spent = 99;
  CHECK(program.evaluate({}, facts.arena(), {.cost_spent = &spent}).is_true());
  CHECK(spent == 0);
}

TEST_CASE("an arena is reset without giving back what the next evaluation needs") {
  Evaluation facts({{"n", Type::integer(), Value::integer(3)}});
  const cel::Program program = facts.compile("[n, n, n].map(x, string(x) + 'abc').join(',')");
  cel::Arena arena;
  for (int i = 0; i < 3; ++i) {
    CHECK(program.evaluate(facts.values(), arena).as_string() == "3abc,3abc,3abc");
    CHECK(arena.bytes_used() > 0);
    arena.reset();
    CHECK(arena.bytes_used() == 0);
  }
}

namespace {

/// What stands where the error of an evaluation is shown.
std::string blamed(Evaluation& facts, const std::string& source,
                   const cel::CompileOptions& options = {}) {
  const cel::Program program = facts.compile(source, options);
  const Value value = program.evaluate(facts.values(), facts.arena());
  INFO(source);
  REQUIRE(value.is(cel::ValueKind::kError));
  const auto mark = program.ast().mark_of(value.as_error().expression);
  REQUIRE(mark.has_value());
  return source.substr(*mark);
}

}  // namespace

TEST_CASE("an error of the evaluation points at what failed") {
  Evaluation facts({{"n", Type::integer(), Value::integer(0)},
                    {"d", Type::dyn(), Value::integer(0)},
                    {"gone", Type::dyn(), Value()},
                    {"m", Type::map(Type::string(), Type::dyn()), Value()},
                    {"l", Type::list(Type::integer()), Value()}});
  Evaluation full({{"m", Type::map(Type::string(), Type::dyn()),
                    cel::make_map(facts.arena(), std::vector<Value>{Value::string("a")},
                                  std::vector<Value>{cel::make_map(facts.arena(), {}, {})})},
                   {"l", Type::list(Type::integer()), cel::make_list(facts.arena(), {})}});
  CHECK(blamed(facts, "1 + 2 / n") == "/ n");
  CHECK(blamed(facts, "'x' + d") == "+ d");
  CHECK(blamed(facts, "d.size() == 1") == "size() == 1");
  CHECK(blamed(facts, "n == 1 || (n < 2 && d)") == "&& d)");
  CHECK(blamed(facts, "d ? 1 : 2") == "? 1 : 2");
  CHECK(blamed(facts, "1 + gone") == "gone");
  CHECK(blamed(facts, "1 + gone.b.c") == "gone.b.c");
  CHECK(blamed(facts, "1 + gone.b[1].c") == "gone.b[1].c");
  CHECK(blamed(facts, "1 == nobody.b.c", test::kUnchecked) == "nobody.b.c");
  CHECK(blamed(full, "m.a.b == 1") == "b == 1");
  CHECK(blamed(full, "m.a['b'].c == 1") == "['b'].c == 1");
  CHECK(blamed(full, "m['b'] == 1") == "['b'] == 1");
  CHECK(blamed(full, "1 == l[3]") == "[3]");
  CHECK(blamed(facts, "1 == 1 && d.all(x, x)") == "all(x, x)");
  CHECK(blamed(facts, "has(d.b)") == "b)");
}

TEST_CASE("a fault of the checker points at what does not fit") {
  Evaluation facts({{"n", Type::integer(), Value()}, {"s", Type::string(), Value()}});
  const auto line = [&](std::string_view source) {
    const std::string fault = facts.fault(source);
    const std::string caret = fault.substr(fault.rfind('\n') + 1);
    return std::string(source.substr(caret.size() - 4));
  };
  CHECK(line("1 == 1 && n + s > 2") == "+ s > 2");
  CHECK(line("n == 1 && s.size") == "size");
  CHECK(line("n == 1 && s.frobnicate(1)") == "frobnicate(1)");
  CHECK(line("[1].all(x, nobody == x)") == "nobody == x)");
  CHECK(line("n[0] == 1") == "[0] == 1");
  CHECK(line("n == 2 || n.exists(x, x)") == "n.exists(x, x)");
  CHECK(line("n == 2 || s + 'a'") == "|| s + 'a'");
}
