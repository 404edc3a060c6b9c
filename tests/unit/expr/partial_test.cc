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
