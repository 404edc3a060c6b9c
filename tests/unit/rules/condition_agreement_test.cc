// The index over conditions and the loop over their programs give the same, failures with their
// words included, on random sets of conditions and events of all kinds of values.
#include <cmath>
#include <string>
#include <vector>

#include "base/prng.h"
#include "kit.h"
#include "rules/condition_set.h"

using namespace uniselector;
using namespace uniselector::rules;
using namespace uniselector::rules::kit;

namespace {

std::string pick(base::Prng& prng, std::initializer_list<std::string_view> texts) {
  return std::string(*(texts.begin() + prng.below(texts.size())));
}

const std::vector<cel::Variable>& variables() {
  static const std::vector<cel::Variable> kVariables = {
      {"i", Type::integer()},
      {"u", Type::uint()},
      {"d", Type::real()},
      {"s", Type::string()},
      {"b", Type::boolean()},
      {"l", Type::duration()},
      {"t", Type::timestamp()},
      {"x", Type::dyn()},
      {"y", Type::dyn()},
      {"m", Type::map(Type::string(), Type::dyn())},
      {"w", Type::wrapper(Type::integer())},
      {"o", Type::optional(Type::integer())}};
  return kVariables;
}

std::string any_literal(base::Prng& prng) {
  return pick(prng, {"0",
                     "1",
                     "2",
                     "-1",
                     "1u",
                     "2u",
                     "1.0",
                     "1.5",
                     "-0.0",
                     "'a'",
                     "'ab'",
                     "''",
                     "b'a'",
                     "true",
                     "false",
                     "null",
                     "duration('1s')",
                     "9223372036854775807",
                     "9223372036854775806",
                     "9223372036854775808.0",
                     "18446744073709551615u",
                     "9007199254740993",
                     "9007199254740992.0",
                     "timestamp('2026-01-01T00:00:00Z')"});
}

std::string dynamic(base::Prng& prng) {
  return pick(prng,
              {"x", "y", "m.k", "m['k']", "m.n.z", "m.n", "m[\"c d\"]", "x.k", "x[0]", "x['k']"});
}

/// A comparison that the index may know.
std::string comparison(base::Prng& prng) {
  const std::string order = pick(prng, {" == ", " != ", " < ", " <= ", " > ", " >= "});
  const auto compared = [&](const std::string& name, const std::string& literal) {
    return prng.below(4) == 0 ? literal + order + name : name + order + literal;
  };
  switch (prng.below(16)) {
    case 0: return compared("i", pick(prng, {"0", "1", "2", "3", "-1", "9223372036854775807"}));
    case 1: return compared("u", pick(prng, {"0u", "1u", "2u", "18446744073709551615u"}));
    case 2: return compared("d", pick(prng, {"0.0", "1.0", "1.5", "-1.0", "9007199254740993.0"}));
    case 3:
      return compared("s", pick(prng, {"'a'", "'ab'", "'b'", "''", "'\\u00e9'", "'\\U0010ffff'"}));
    case 4:
      return pick(prng,
                  {"b", "!b", "b == true", "b != true", "false == b", "m.flag", "!m.flag", "x"});
    case 5:
      return compared("l", pick(prng, {"duration('1s')", "duration('-2s')", "duration('90m')"}));
    case 6:
      return compared("t", pick(prng, {"timestamp('2026-01-01T00:00:00Z')",
                                       "timestamp('2026-01-01T00:00:00.5Z')"}));
    case 7:
      return pick(prng, {"s", "x", "m.k"}) + ".startsWith(" +
             pick(prng, {"'a'", "''", "'ab'", "'\\u00e9'", "'\\U0010ffff'"}) + ")";
    case 8: return pick(prng, {"has(m.k)", "has(m.n)", "has(m.n.z)", "has(x.k)", "has(m.flag)"});
    case 9: return "i in [" + pick(prng, {"1", "1, 2", "0, 3, 5", "-1, 2"}) + "]";
    case 10: return "s in [" + pick(prng, {"'a'", "'a', 'b'", "'', 'ab', 'a'"}) + "]";
    case 11: {
      std::string list;
      for (std::size_t n = prng.below(4); n > 0; --n)
        list += any_literal(prng) + (n > 1 ? ", " : "");
      return dynamic(prng) + " in [" + list + "]";
    }
    case 12: return compared("w", pick(prng, {"0", "1", "null"}));
    default: return compared(dynamic(prng), any_literal(prng));
  }
}

/// What no index knows.
std::string opaque(base::Prng& prng) {
  return pick(prng,
              {"10 / i > 2",
               "size(s) > 1",
               "s.endsWith('b')",
               "m.k == s",
               "x + 1 > 1",
               "x == y",
               "[1, 2].exists(e, e == x)",
               "i < 2 ? b : d > 1.0",
               "o.hasValue()",
               "o.orValue(1) > 0",
               "dyn(s) == x",
               "int(s) > 0",
               "m.exists(k, m[k] == 1)",
               "x.startsWith(s)",
               "timestamp(s) > t",
               "cel.bind(z, x, z == 1)",
               "'k' in m",
               "1 / 0 == 1",
               "duration(s) == l",
               "x.contains('a')",
               "[1, 2, 3, 4, 5, 6, 7, 8].all(e, [1, 2, 3, 4, 5, 6, 7, 8].all(f, e + f > 0))"});
}

std::string condition(base::Prng& prng, int depth) {
  const std::size_t kind = prng.below(depth == 0 ? 6 : 14);
  if (kind < 5) return comparison(prng);
  if (kind == 5) return prng.below(8) == 0 ? pick(prng, {"true", "false"}) : opaque(prng);
  if (kind == 6) return "!(" + condition(prng, depth - 1) + ")";
  if (kind == 7)
    return "has(m.k) && m.k == " + any_literal(prng) + " && " + condition(prng, depth - 1);
  const std::string by = prng.below(3) == 0 ? " || " : " && ";
  std::string text;
  for (std::size_t n = 2 + prng.below(3); n > 0; --n) {
    text += "(" + condition(prng, depth - 1) + ")" + (n > 1 ? by : "");
  }
  return text;
}

Value any_value(base::Prng& prng, cel::Arena& arena) {
  switch (prng.below(24)) {
    case 0: return Value();
    case 1: return Value::null();
    case 2: return Value::boolean(prng.below(2) != 0);
    case 3: return Value::uint(prng.below(3));
    case 4: return Value::uint(UINT64_MAX);
    case 5: return Value::real(static_cast<double>(prng.below(5)) / 2);
    case 6: return Value::real(std::nan(""));
    case 7: return Value::real(9223372036854775808.0);
    case 8: return Value::integer(INT64_MAX - static_cast<std::int64_t>(prng.below(2)));
    case 9: return Value::integer(9007199254740992 + static_cast<std::int64_t>(prng.below(2)));
    case 10: return Value::real(-0.0);
    case 11: return Value::bytes("a");
    case 12: return Value::duration(1'000'000'000);
    case 13: return Value::timestamp(1'767'225'600, 0);
    case 14: return Value::type("int");
    case 15: return cel::make_error(arena, StatusCode::kUnavailable, "the host does not tell");
    case 16: return cel::make_optional(arena, Value::integer(1));
    case 17: {
      const Value one = Value::integer(static_cast<std::int64_t>(prng.below(3)));
      return cel::make_list(arena, {&one, 1});
    }
    case 18: {
      const Value key = Value::string("k");
      const Value one = any_value(prng, arena);
      if (one.is(cel::ValueKind::kAbsent)) return one;
      return cel::make_map(arena, {&key, 1}, {&one, 1});
    }
    case 19:
    case 20: return Value::string(prng.below(2) != 0 ? "a" : "ab");
    case 21: return Value::string(prng.below(2) != 0 ? "\u00e9x" : "");
    default: return Value::integer(static_cast<std::int64_t>(prng.below(4)) - 1);
  }
}

Value random_map(base::Prng& prng, cel::Arena& arena) {
  static constexpr std::string_view kKeys[] = {"k", "flag", "c d", "n"};
  std::vector<Value> keys;
  std::vector<Value> values;
  for (const std::string_view key : kKeys) {
    if (prng.below(4) == 0) continue;
    Value value = key == "flag" ? Value::boolean(prng.below(2) != 0) : any_value(prng, arena);
    if (key == "n" && prng.below(3) != 0) {
      const Value z = Value::string("z");
      const Value in = prng.below(2) != 0 ? Value::integer(1) : Value::string("a");
      value = cel::make_map(arena, {&z, 1}, {&in, 1});
    }
    if (value.is(cel::ValueKind::kAbsent)) continue;
    keys.push_back(Value::string(key));
    values.push_back(value);
  }
  return cel::make_map(arena, keys, values);
}

std::vector<Value> random_event(base::Prng& prng, cel::Arena& arena) {
  static constexpr std::string_view kWords[] = {"a", "ab", "b", "", "1", "\u00e9"};
  std::vector<Value> slots = {
      Value::integer(static_cast<std::int64_t>(prng.below(5)) - 1),
      Value::uint(prng.below(3)),
      Value::real(static_cast<double>(prng.below(5)) / 2),
      Value::string(kWords[prng.below(6)]),
      Value::boolean(prng.below(2) != 0),
      Value::duration(static_cast<std::int64_t>(prng.below(4)) * 1'000'000'000),
      Value::timestamp(1'767'225'600, prng.below(2) != 0 ? 500'000'000 : 0),
      any_value(prng, arena),
      any_value(prng, arena),
      random_map(prng, arena),
      prng.below(3) == 0 ? Value::null() : Value::integer(static_cast<std::int64_t>(prng.below(2))),
      prng.below(2) != 0 ? Value::optional(nullptr) : cel::make_optional(arena, Value::integer(1))};
  // A host may give what the declaration does not say, or nothing.
  for (Value& slot : slots) {
    if (prng.below(12) == 0) slot = any_value(prng, arena);
  }
  if (prng.below(30) == 0) slots.resize(prng.below(slots.size()));
  return slots;
}

std::string text_of(const ConditionMatch& match) {
  std::string text;
  for (const std::uint32_t number : match.holding) text += std::to_string(number) + " ";
  for (const ConditionFailure& failure : match.failed) {
    text += "\n" + std::to_string(failure.condition) + ": ";
    if (failure.problem.is(cel::ValueKind::kError)) {
      text += to_string(failure.problem.as_error().code);
      text += " ";
    }
    text += problem_text(failure.problem);
  }
  return text;
}

struct RandomSet {
  std::vector<Text> texts;
  std::vector<cel::Program> programs;
  std::vector<const cel::Program*> pointers;
};

RandomSet random_set(std::size_t size, int depth, const cel::Environment& environment,
                     base::Prng& prng) {
  RandomSet set;
  while (set.texts.size() < size) {
    std::string text = condition(prng, depth);
    auto program = environment.compile(text);
    if (!program.ok()) continue;
    set.texts.push_back({std::move(text), {}});
    set.programs.push_back(*std::move(program));
  }
  for (const cel::Program& program : set.programs) set.pointers.push_back(&program);
  return set;
}

struct Seen {
  std::size_t holding = 0;
  std::size_t failed = 0;
  std::size_t conditions = 0;
  std::size_t always = 0;
  std::size_t evaluated = 0;
};

/// As match() by stopping at the first one that holds.
std::string first_of(const ConditionMatch& all) {
  const std::uint32_t end = all.holding.empty() ? UINT32_MAX : all.holding.front();
  std::string text = all.holding.empty() ? "none" : std::to_string(end);
  for (const ConditionFailure& failure : all.failed) {
    if (failure.condition < end) text += " " + std::to_string(failure.condition);
  }
  return text;
}

void compare(const ConditionSet& set, const RandomSet& from, int events, base::Prng& prng,
             Seen* seen) {
  cel::Arena arena;
  ConditionScratch scratch;
  ConditionScratch naive_scratch;
  for (int event = 0; event < events; ++event) {
    arena.reset();
    const std::vector<Value> slots = random_event(prng, arena);
    const ConditionMatch naive =
        ConditionSet::match_naive(from.pointers, slots, arena, naive_scratch);
    const std::string expected = text_of(naive);
    const std::string expected_first = first_of(naive);
    seen->holding += naive.holding.size();
    seen->failed += naive.failed.size();
    const std::string found = text_of(set.match(slots, arena, scratch));
    if (found != expected) {
      std::string text;
      for (std::size_t i = 0; i < from.texts.size(); ++i) {
        text += std::to_string(i) + ": " + from.texts[i].text + "\n";
      }
      for (std::size_t i = 0; i < slots.size(); ++i) {
        text += variables()[i].name + " = " + cel::to_text(slots[i]) + "\n";
      }
      INFO(text);
      REQUIRE(found == expected);
    }
    const auto first = set.first(slots, arena, scratch);
    std::string found_first = first ? std::to_string(*first) : "none";
    for (const ConditionFailure& failure : scratch.failed) {
      found_first += " " + std::to_string(failure.condition);
    }
    REQUIRE(found_first == expected_first);
  }
}

void run(std::uint64_t seed, int rounds, std::size_t most, int depth, Seen* seen) {
  base::Prng prng(seed);
  const auto environment = kit::environment(variables());
  for (int round = 0; round < rounds; ++round) {
    const RandomSet from = random_set(1 + prng.below(most), depth, environment, prng);
    const auto set = round % 2 == 0 ? ConditionSet::compile(from.texts, environment)
                                    : ConditionSet::of(from.pointers, environment);
    REQUIRE(set.ok());
    REQUIRE(set->size() == from.texts.size());
    seen->conditions += set->size();
    seen->always += set->always();
    seen->evaluated += set->evaluated();
    compare(*set, from, 12, prng, seen);
  }
}

}  // namespace

TEST_CASE("index and loop agree on random sets of conditions", "[rules][conditions][property]") {
  Seen seen;
  run(31, 1500, 8, 1, &seen);
  run(32, 1500, 6, 3, &seen);
  CHECK(seen.holding > 1000);
  CHECK(seen.failed > 1000);
  CHECK(seen.always < seen.conditions / 2);
  CHECK(seen.evaluated > 1000);
  CHECK(seen.evaluated < seen.conditions / 2);
}

TEST_CASE("all that the index hides by a small budget is that it was passed",
          "[rules][conditions][property]") {
  base::Prng prng(34);
  cel::EnvironmentOptions options;
  options.variables = variables();
  options.limits.cost = 400;
  const auto environment = cel::Environment::create(std::move(options)).value();
  std::size_t over = 0;
  cel::Arena arena;
  ConditionScratch scratch;
  for (int round = 0; round < 300; ++round) {
    const RandomSet from = random_set(4, 3, environment, prng);
    const auto set = ConditionSet::of(from.pointers, environment);
    REQUIRE(set.ok());
    for (int event = 0; event < 10; ++event) {
      arena.reset();
      const std::vector<Value> slots = random_event(prng, arena);
      std::vector<std::string> found(from.texts.size(), "false");
      const ConditionMatch match = set->match(slots, arena, scratch);
      for (const std::uint32_t number : match.holding) found[number] = "holds";
      for (const ConditionFailure& failure : match.failed) {
        found[failure.condition] = problem_text(failure.problem);
      }
      for (std::size_t i = 0; i < from.texts.size(); ++i) {
        std::uint64_t spent = 0;
        const Value value = from.programs[i].evaluate(slots, arena, {.cost_spent = &spent});
        const std::string expected = value.is_true()    ? "holds"
                                     : value.is_false() ? "false"
                                                        : problem_text(value);
        over += spent > 400 ? 1 : 0;
        INFO(from.texts[i].text);
        const bool decided = found[i] == "false" || found[i] == "holds";
        REQUIRE((found[i] == expected || (decided && spent > 400)));
      }
    }
  }
  CHECK(over > 10);
}

TEST_CASE("index and loop agree on larger random sets", "[rules][conditions][property]") {
  Seen seen;
  run(33, 12, 1500, 2, &seen);
  CHECK(seen.holding > 1000);
  CHECK(seen.failed > 1000);
}
