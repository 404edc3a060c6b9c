// Partial evaluation: what is unknown, what decides without it, and what is left to evaluate. The
// property: the residual with the missing inputs gives what the whole gives with all of them.
#include <string>
#include <vector>

#include "base/prng.h"
#include "evaluation.h"

using namespace uniselector;
using cel::Type;
using cel::UnknownPattern;
using cel::Value;
using test::Evaluation;

namespace {

std::string attributes(const Value& value) {
  if (!value.is(cel::ValueKind::kUnknown)) return "known: " + Evaluation::text_of(value);
  std::string all;
  for (const std::string_view one : value.as_unknown().attributes) {
    all += (all.empty() ? "" : " ") + std::string(one);
  }
  return all;
}

struct Partial {
  Evaluation facts{{{"a", Type::integer(), Value::integer(1)},
                    {"b", Type::integer(), Value::integer(2)},
                    {"m", Type::map(Type::string(), Type::integer()), Value()}}};
  std::vector<UnknownPattern> patterns;

  Value value(const char* source) {
    programs.push_back(facts.compile(source));
    return programs.back().evaluate(facts.values(), facts.arena(), {.unknowns = patterns});
  }
  std::string residual(const char* source) {
    return facts.compile(source).residual(facts.values(), facts.arena(), patterns);
  }
  std::vector<cel::Program> programs;
};

}  // namespace

TEST_CASE("an unknown spreads unless another operand decides") {
  Partial p;
  p.patterns = {{"b", {}}};
  CHECK(attributes(p.value("a == 1")) == "known: true");
  CHECK(attributes(p.value("b == 1")) == "b");
  CHECK(attributes(p.value("b == 1 || a == 1")) == "known: true");
  CHECK(attributes(p.value("b == 1 && a == 2")) == "known: false");
  CHECK(attributes(p.value("b == 1 && 1 / 0 == 1")) == "b");
  CHECK(attributes(p.value("a == 1 ? b : a")) == "b");
  CHECK(attributes(p.value("a == 1 ? a : b")) == "known: 1");
  CHECK(attributes(p.value("[a, b].map(x, x)")) == "b");
}

TEST_CASE("unknown parts of a variable are told apart") {
  Partial p;
  p.patterns = {{"m", {"x"}}};
  CHECK(attributes(p.value("m.x == 1")) == "m.x");
  CHECK(attributes(p.value("m['x'] == 1")) == "m.x");
  CHECK(attributes(p.value("m.size() == 1")) == "m.x");
  CHECK(attributes(p.value("has(m.x)")) == "m.x");
  CHECK(attributes(p.value("m.y == 1")).starts_with("known: error"));
  p.patterns = {{"m", {"*"}}, {"b", {}}};
  CHECK(attributes(p.value("m.z + b")) == "b m.*");
}

TEST_CASE("what is known falls out of a residual") {
  Partial p;
  p.patterns = {{"b", {}}};
  CHECK(p.residual("a == 1 && b > 5") == "b > 5");
  CHECK(p.residual("a == 2 && b > 5") == "false");
  CHECK(p.residual("a + 1 < b * 2") == "2 < b * 2");
  CHECK(p.residual("a == 1 ? b + a : b - a") == "b + 1");
  CHECK(p.residual("[1, 2, 3].exists(x, x == b)") == "[1, 2, 3].exists(x, x == b)");
  CHECK(p.residual("b in [a, a + 1]") == "b in [1, 2]");
  CHECK(p.residual("[1, b].exists(x, x == a)") == "[1, b].exists(x, x == 1)");
  CHECK(p.residual("[b].all(x, [x].exists(a, a == x)) && a == 1") ==
        "[b].all(x, [x].exists(a, a == x))");
}

TEST_CASE("a residual knows what the evaluation did not reach") {
  Evaluation facts{{{"key", Type::string(), Value::string("x")},
                    {"open", Type::map(Type::string(), Type::integer()), Value()}}};
  const std::vector<UnknownPattern> unknown = {{"open", {}}};
  const auto left = [&](const char* source) {
    return facts.compile(source).residual(facts.values(), facts.arena(), unknown);
  };
  CHECK(left("open[key] >= 2") == "open[\"x\"] >= 2");
  CHECK(left("open.size() == 1 ? key : key + 'y'") == "open.size() == 1 ? \"x\" : \"xy\"");
}

TEST_CASE("a residual compiles where an input turns out to be of another type than is asked for") {
  Evaluation facts{{{"any", Type::dyn(), Value::integer(5)},
                    {"open", Type::map(Type::string(), Type::integer()), Value()}}};
  const std::vector<UnknownPattern> unknown = {{"open", {}}};
  const auto left = [&](const char* source) {
    return facts.compile(source).residual(facts.values(), facts.arena(), unknown);
  };
  CHECK(left("any in open") == "dyn(5) in open");
  CHECK(left("open.exists(k, k == any)") == "open.exists(k, k == dyn(5))");
  CHECK(left("open.size() == any") == "open.size() == 5");
}

TEST_CASE("a residual knows what has() asks about known variables, in loops too") {
  Evaluation facts{{{"m", Type::map(Type::string(), Type::integer()), Value()},
                    {"open", Type::map(Type::string(), Type::integer()), Value()}}};
  const Value keys[] = {Value::string("k")};
  const Value values[] = {Value::integer(1)};
  const Value slots[] = {cel::make_map(facts.arena(), keys, values), Value()};
  const std::vector<UnknownPattern> unknown = {{"open", {}}};
  CHECK(facts.compile("open.exists(o, has(m.k) && o == 'x')")
            .residual(slots, facts.arena(), unknown) == "open.exists(o, true && o == \"x\")");
  CHECK(facts.compile("open.exists(o, has(m.n) && o == 'x')")
            .residual(slots, facts.arena(), unknown) == "open.exists(o, false && o == \"x\")");
}

TEST_CASE("a value that shares its parts is not written out") {
  Evaluation facts{
      {{"n", Type::integer(), Value::integer(1)}, {"open", Type::list(Type::dyn()), Value()}}};
  std::string value = "[n]";
  for (int i = 0; i < 40; ++i) {
    const std::string name = "v" + std::to_string(i);
    value = "cel.bind(" + name + ", " + value + ", [" + name + ", " + name + "])";
  }
  const std::vector<UnknownPattern> unknown = {{"open", {}}};
  const std::string left = facts.compile("open.size() == 0 || " + value + " in open")
                               .residual(facts.values(), facts.arena(), unknown);
  CHECK(left.size() < 100'000);
}

TEST_CASE("a residual knows the parts of a variable that are known") {
  Evaluation facts{{{"m", Type::map(Type::string(), Type::integer()), Value()}}};
  const Value keys[] = {Value::string("known"), Value::string("open")};
  const Value values[] = {Value::integer(1), Value::integer(2)};
  const Value map = cel::make_map(facts.arena(), keys, values);
  const std::vector<UnknownPattern> unknown = {{"m", {"open"}}};
  CHECK(facts.compile("m.known + m.open == 3").residual({&map, 1}, facts.arena(), unknown) ==
        "1 + m.open == 3");
}

TEST_CASE("a residual gives what the whole gives") {
  base::Prng random(20'261'128);
  const std::vector<std::string> atoms = {"a", "b", "1", "2", "0", "(a + b)", "(b * 2)"};
  const auto pick = [&](const std::vector<std::string>& from) {
    return from[random.below(from.size())];
  };
  const std::vector<std::string> tests = {" == ", " < ", " >= ", " != "};
  int known = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string source;
    const std::uint64_t terms = 1 + random.below(5);
    for (std::uint64_t i = 0; i < terms; ++i) {
      if (i != 0) source += random.below(2) == 0 ? " && " : " || ";
      const std::string term = pick(atoms) + pick(tests) + pick(atoms);
      switch (random.below(4)) {
        case 0: source += "!(" + term + ")"; break;
        case 1: source += "(a > 0 ? " + term + " : b == " + pick(atoms) + ")"; break;
        case 2: source += "[a, b, 3].exists(x, x == " + pick(atoms) + ")"; break;
        default: source += term;
      }
    }
    CAPTURE(source);
    Evaluation facts(
        {{"a", Type::integer(), Value::integer(static_cast<std::int64_t>(random.below(3)))},
         {"b", Type::integer(), Value::integer(static_cast<std::int64_t>(random.below(3)))}});
    const std::vector<UnknownPattern> unknown = {{random.below(2) == 0 ? "a" : "b", {}}};
    const cel::Program whole = facts.compile(source);
    const std::string rest = whole.residual(facts.values(), facts.arena(), unknown);
    CAPTURE(rest);
    CHECK(facts.text(rest) == facts.text(source));
    const Value partial = whole.evaluate(facts.values(), facts.arena(), {.unknowns = unknown});
    if (!partial.is(cel::ValueKind::kUnknown)) {
      ++known;
      CHECK(Evaluation::text_of(partial) == facts.text(source));
    }
  }
  CHECK(known > 100);
}

namespace {

/// Random expressions over every kind of part that an evaluation with unknowns treats by itself:
/// paths, indexes, optionals, loops of each macro, literals, calls, conditionals, errors.
class Expressions {
 public:
  explicit Expressions(std::uint64_t seed) : random_(seed) {}

  std::string boolean(int depth) {
    if (depth <= 0) return pick({"b", "true", "false", "m.flag == 1", "a == 1", "s == 'x'"});
    const auto sub = [&] { return boolean(depth - 1); };
    switch (random_.below(12)) {
      case 0: return "(" + sub() + " && " + sub() + ")";
      case 1: return "(" + sub() + " || " + sub() + ")";
      case 2: return "!(" + sub() + ")";
      case 3: return "(" + sub() + " ? " + sub() + " : " + sub() + ")";
      case 4: return number(depth - 1) + pick({" == ", " < ", " >= ", " != "}) + number(depth - 1);
      case 5: return list(depth - 1) + ".exists(x, x == " + number(depth - 1) + ")";
      case 6: return list(depth - 1) + ".all(x, x + a > " + number(0) + ")";
      case 7: return number(depth - 1) + " in " + list(depth - 1);
      case 8: return "has(m." + pick({"k", "flag", "none"}) + ")";
      case 9: return list(depth - 1) + ".exists_one(x, x == a)";
      case 10: return text() + ".startsWith(" + text() + ")";
      default: return "m.?" + pick({"k", "none"}) + ".hasValue()";
    }
  }

 private:
  std::string number(int depth) {
    if (depth <= 0) return pick({"a", "0", "1", "2", "m.k", "m['k']", "l[0]", "l[a]", "s.size()"});
    const auto sub = [&] { return number(depth - 1); };
    switch (random_.below(8)) {
      case 0: return "(" + sub() + " + " + sub() + ")";
      case 1: return "(" + sub() + " / " + sub() + ")";
      case 2: return "(" + boolean(depth - 1) + " ? " + sub() + " : " + sub() + ")";
      case 3: return list(depth - 1) + "[" + sub() + "]";
      case 4: return "m[?" + text() + "].orValue(" + sub() + ")";
      case 5: return "cel.bind(y, " + sub() + ", y + y)";
      case 6: return "size(" + list(depth - 1) + ")";
      default: return "{'p': " + sub() + ", 'q': " + sub() + "}." + pick({"p", "q"});
    }
  }
  std::string list(int depth) {
    if (depth <= 0) return pick({"l", "[1, 2]", "[a, 2]", "[]"});
    switch (random_.below(5)) {
      case 0: return "[" + number(depth - 1) + ", " + number(depth - 1) + "]";
      case 1: return list(depth - 1) + ".filter(x, x != " + number(depth - 1) + ")";
      case 2: return list(depth - 1) + ".map(x, x + " + number(depth - 1) + ")";
      case 3: return "(" + list(depth - 1) + " + " + list(depth - 1) + ")";
      default: return list(depth - 1) + ".transformList(i, x, i < a, x)";
    }
  }
  std::string text() { return pick({"s", "'x'", "'k'", "(s + 'k')"}); }
  std::string pick(const std::vector<std::string>& from) {
    return from[random_.below(from.size())];
  }

  base::Prng random_;
};

/// Errors are alike whatever they say: which of two is met first may differ.
std::string outcome(const Value& value) {
  return value.is(cel::ValueKind::kError) ? "error" : Evaluation::text_of(value);
}

}  // namespace

TEST_CASE("a partial evaluation that has a value has that of the whole, whatever was asked") {
  Expressions expressions(7);
  base::Prng random(20'261'129);
  int known = 0;
  int unknown = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::string source = expressions.boolean(3);
    CAPTURE(source);
    cel::Arena arena;
    const auto number = [&] { return Value::integer(static_cast<std::int64_t>(random.below(3))); };
    const Value keys[] = {Value::string("k"), Value::string("flag")};
    const Value values[] = {number(), number()};
    const Value elements[] = {number(), number()};
    Evaluation facts(
        {{"a", Type::integer(), number()},
         {"b", Type::boolean(), Value::boolean(random.below(2) == 0)},
         {"s", Type::string(), Value::string(random.below(2) == 0 ? "x" : "")},
         {"m", Type::map(Type::string(), Type::integer()), cel::make_map(arena, keys, values)},
         {"l", Type::list(Type::integer()), cel::make_list(arena, elements)}});
    const std::vector<std::vector<UnknownPattern>> ways = {{{"a", {}}},
                                                           {{"m", {"k"}}},
                                                           {{"m", {"*"}}, {"b", {}}},
                                                           {{"l", {"0"}}},
                                                           {{"s", {}}, {"l", {}}}};
    const std::vector<UnknownPattern>& missing = ways[random.below(ways.size())];
    const cel::Program whole = facts.compile(source);
    const Value full = whole.evaluate(facts.values(), facts.arena());
    const Value partial = whole.evaluate(facts.values(), facts.arena(), {.unknowns = missing});
    const cel::Program plain = facts.compile(source, test::kPlain);
    const Value other = plain.evaluate(facts.values(), facts.arena(), {.unknowns = missing});
    CHECK(outcome(other) == outcome(partial));
    if (partial.is(cel::ValueKind::kUnknown)) {
      ++unknown;
    } else {
      ++known;
      CHECK(outcome(partial) == outcome(full));
    }
    const std::string rest = whole.residual(facts.values(), facts.arena(), missing);
    CAPTURE(rest);
    const auto again = facts.environment().compile(rest);
    REQUIRE(again.ok());
    CHECK(outcome(again->evaluate(facts.values(), facts.arena())) == outcome(full));
  }
  CHECK(known > 1000);
  CHECK(unknown > 1000);
}
