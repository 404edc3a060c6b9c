// What cells mean: their normal form, its text in the language, and which texts are refused.
#include "rules/cell.h"

#include <string>
#include <vector>

#include <uniselector/cel.h>

#include "base/prng.h"
#include "rules/value_set.h"
#include "support/catch.h"

using namespace uniselector;
using namespace uniselector::rules;
using cel::Type;
using cel::Value;

namespace {

std::string form(std::string_view text, Domain domain, const base::Zone& zone = {}) {
  const ShorthandCell cell = read_shorthand(text, domain, zone);
  if (cell.fault)
    return "fault at " + std::to_string(cell.fault->offset) + ": " + cell.fault->message;
  if (cell.any) return "any";
  if (!cell.set) return "condition";
  return cell.set->to_cel();
}

std::string again(std::string_view text, Domain domain) {
  const ShorthandCell cell = read_shorthand(text, domain, {});
  INFO(text);
  REQUIRE((cell.any || cell.set));
  return cell.any ? "-" : cell.set->to_shorthand();
}

}  // namespace

TEST_CASE("cells over whole numbers", "[rules][cell]") {
  CHECK(form("-", Domain::kInt) == "any");
  CHECK(form("", Domain::kInt) == "any");
  CHECK(form("  ", Domain::kInt) == "any");
  CHECK(form("5", Domain::kInt) == "it == 5");
  CHECK(form("-5", Domain::kInt) == "it == -5");
  CHECK(form("< 5", Domain::kInt) == "it < 5");
  CHECK(form("<=5", Domain::kInt) == "it < 6");
  CHECK(form("> 5", Domain::kInt) == "it >= 6");
  CHECK(form(">= 5", Domain::kInt) == "it >= 5");
  CHECK(form("= 5", Domain::kInt) == "it == 5");
  CHECK(form("== 5", Domain::kInt) == "it == 5");
  CHECK(form("!= 5", Domain::kInt) == "it != 5");
  CHECK(form("[1..10)", Domain::kInt) == "it >= 1 && it < 10");
  CHECK(form("[1..9]", Domain::kInt) == "it >= 1 && it < 10");
  CHECK(form("(0..9]", Domain::kInt) == "it >= 1 && it < 10");
  CHECK(form("(..9]", Domain::kInt) == "it < 10");
  CHECK(form("[10..)", Domain::kInt) == "it >= 10");
  CHECK(form("1, 2, 3", Domain::kInt) == "it >= 1 && it < 4");
  CHECK(form("[1, 5, 9]", Domain::kInt) == "it in [1, 5, 9]");
  CHECK(form("< 0, 5, [10..20)", Domain::kInt) == "it == 5 || it < 0 || it >= 10 && it < 20");
  CHECK(form("not 5", Domain::kInt) == "it != 5");
  CHECK(form("not(5, 7)", Domain::kInt) == "!(it in [5, 7])");
  CHECK(form("not [1..10)", Domain::kInt) == "it < 1 || it >= 10");
  CHECK(form("not not 5", Domain::kInt) == "it == 5");
  CHECK(form("in [1, 3]", Domain::kInt) == "it in [1, 3]");
  CHECK(form("it > 5 && it < 9", Domain::kInt) == "condition");
  CHECK(form("(it > 5)", Domain::kInt) == "condition");
  CHECK(form("abc", Domain::kInt) == "condition");
  CHECK(form("[1, 2].exists(x, x == it)", Domain::kInt) == "condition");
}

TEST_CASE("the ends of whole numbers", "[rules][cell]") {
  CHECK(form("<= 9223372036854775807", Domain::kInt) == "true");
  CHECK(form(">= 9223372036854775807", Domain::kInt) == "it == 9223372036854775807");
  CHECK(form("-9223372036854775808", Domain::kInt) == "it == -9223372036854775808");
  CHECK(form("> 9223372036854775807", Domain::kInt) == "fault at 0: no value matches this cell");
  CHECK(form("< 0", Domain::kUint) == "fault at 0: no value matches this cell");
  CHECK(form("18446744073709551615u", Domain::kUint) == "it == 18446744073709551615u");
}

TEST_CASE("cells over doubles", "[rules][cell]") {
  CHECK(form("0.5", Domain::kDouble) == "it == 0.5");
  CHECK(form("5", Domain::kDouble) == "it == 5.0");
  CHECK(form("< 0.1", Domain::kDouble) == "it < 0.1");
  CHECK(form("<= 0.1", Domain::kDouble) == "it <= 0.1");
  CHECK(form("> 0.1", Domain::kDouble) == "it > 0.1");
  CHECK(form("[-0.0..1e3)", Domain::kDouble) == "it >= 0.0 && it < 1000.0");
  CHECK(form("not 0", Domain::kDouble) == "it != 0.0");
  CHECK(again("(0.1..0.2]", Domain::kDouble) == "(0.1..0.2]");
  CHECK(form("inf", Domain::kDouble) == "condition");
}

TEST_CASE("cells over text", "[rules][cell]") {
  CHECK(form("\"gold\"", Domain::kString) == "it == \"gold\"");
  CHECK(form("'it''s'", Domain::kString) == "condition");
  CHECK(form("gold", Domain::kString) == "it == \"gold\"");
  CHECK(form("gold, silver", Domain::kString) == "it in [\"gold\", \"silver\"]");
  CHECK(form("[gold, 'no frills']", Domain::kString) == "it in [\"gold\", \"no frills\"]");
  CHECK(form("not gold", Domain::kString) == "it != \"gold\"");
  CHECK(form("not(gold, silver)", Domain::kString) == "!(it in [\"gold\", \"silver\"])");
  CHECK(form("< \"m\"", Domain::kString) == "it < \"m\"");
  CHECK(form("> \"m\"", Domain::kString) == "it > \"m\"");
  CHECK(form("[\"a\"..\"c\")", Domain::kString) == "it >= \"a\" && it < \"c\"");
  CHECK(form("en-GB, +33", Domain::kString) == "it in [\"+33\", \"en-GB\"]");
  CHECK(form("\"a\\n\\\"b\"", Domain::kString) == "it == \"a\\u000a\\\"b\"");
  CHECK(form("\"\"", Domain::kString) == "it == \"\"");
  CHECK(form("not \"\"", Domain::kString) == "it != \"\"");
  CHECK(form("\"a, b\"", Domain::kString) == "it == \"a, b\"");
  CHECK(form("it.startsWith(\"a\")", Domain::kString) == "condition");
  CHECK(form("gold card", Domain::kString) == "condition");
  CHECK(form("en, it", Domain::kString) == "it in [\"en\", \"it\"]");  // Italian is no input
  CHECK(read_shorthand("gold, 'x', silver", Domain::kString, {}).words.size() == 2);
}

TEST_CASE("cells over times, durations and bools", "[rules][cell]") {
  CHECK(form("< 30s", Domain::kDuration) == "it < duration(\"30s\")");
  CHECK(form("[1m..1h30m)", Domain::kDuration) ==
        "it >= duration(\"60s\") && it < duration(\"5400s\")");
  CHECK(form(">= 2d", Domain::kDuration) == "it >= duration(\"172800s\")");
  CHECK(form("duration(\"90s\")", Domain::kDuration) == "it == duration(\"90s\")");
  CHECK(again("[1m..90m)", Domain::kDuration) == "[1m..1h30m)");
  CHECK(form("true", Domain::kBool) == "it");
  CHECK(form("not true", Domain::kBool) == "!it");
  CHECK(form("true, false", Domain::kBool) == "true");
  CHECK(form("!it", Domain::kBool) == "condition");
  CHECK(form(">= 2026-03-02T09:00:00Z", Domain::kTimestamp) ==
        "it >= timestamp(\"2026-03-02T09:00:00Z\")");
  const auto paris = base::Zone::load("Europe/Paris");
  REQUIRE(paris.ok());
  CHECK(form("[2026-03-02..2026-07-01T08:30)", Domain::kTimestamp, *paris) ==
        "it >= timestamp(\"2026-03-01T23:00:00Z\") && it < timestamp(\"2026-07-01T06:30:00Z\")");
  CHECK(form("< 2026-02-30", Domain::kTimestamp).starts_with("fault at 2: found '2026-02-30'"));
  CHECK(form("-", Domain::kOther) == "any");
  CHECK(form("5", Domain::kOther) == "condition");
}

TEST_CASE("what is wrong with a cell is said at its place", "[rules][cell]") {
  CHECK(form("< abc", Domain::kInt) == "fault at 2: found 'abc', expected a whole number");
  CHECK(form("1, 2, x", Domain::kInt) == "fault at 6: found 'x', expected a whole number");
  CHECK(form("not ", Domain::kInt) == "condition");
  CHECK(form("not -", Domain::kInt) == "fault at 4: found '-', expected a whole number");
  CHECK(form("[10..1)", Domain::kInt) == "fault at 0: no value lies in this interval");
  CHECK(form("5, [3..3)", Domain::kInt) == "fault at 3: no value lies in this interval");
  CHECK(form("[1..x)", Domain::kInt) == "fault at 4: found 'x', expected a whole number");
  CHECK(form("> 1.5", Domain::kInt) == "fault at 2: found '1.5', expected a whole number");
  CHECK(form("5,", Domain::kInt) == "fault at 2: found nothing, expected a whole number");
  CHECK(form("not(< 5, >= 5)", Domain::kInt) == "fault at 0: no value matches this cell");
  CHECK(form("in gold", Domain::kString) == "fault at 3: expected a list in [ ] behind 'in'");
  const std::string deep = std::string(40, '[') + "5" + std::string(40, ']');
  CHECK(form(deep, Domain::kInt).find("more than 16 brackets") != std::string::npos);
  CHECK(with_caret({2, "found 'abc'"}, "< abc") == "found 'abc'\n | < abc\n |   ^");
}

TEST_CASE("sets are normal: what is equal looks equal", "[rules][cell]") {
  const auto set = [](std::string_view text, Domain domain) {
    return *read_shorthand(text, domain, {}).set;
  };
  CHECK(set("< 5, >= 7, 5, 6", Domain::kInt).is_all());
  CHECK(set("[1..5], [6..9]", Domain::kInt) == set("[1..9]", Domain::kInt));
  CHECK(set("not(not 3)", Domain::kInt) == set("3", Domain::kInt));
  CHECK(set("a, b", Domain::kString) == set("b, a, a", Domain::kString));
  CHECK((set("< 5", Domain::kInt) & set(">= 5", Domain::kInt)).is_empty());
  CHECK(ValueSet::points(Domain::kString, {{.text = "b"}, {.text = "a"}, {.text = "a"}}) ==
        set("a, b", Domain::kString));
  CHECK(ValueSet::points(Domain::kInt, {*cut_of(Domain::kInt, Value::integer(1)),
                                        *cut_of(Domain::kInt, Value::integer(2))}) ==
        set("1, 2", Domain::kInt));
}

namespace {

std::string random_literal(Domain domain, base::Prng& prng) {
  static const std::vector<std::string> kWords = {"\"\"",  "\"a\"",      "\"ab\"",
                                                  "\"b\"", "\"Zürich\"", "\"a\\u0000\""};
  switch (domain) {
    case Domain::kInt: return std::to_string(static_cast<int>(prng.below(9)) - 4);
    case Domain::kUint: return std::to_string(prng.below(7)) + "u";
    case Domain::kDouble:
      return std::to_string(static_cast<int>(prng.below(7)) - 3) +
             (prng.below(2) != 0 ? ".5" : ".0");
    case Domain::kString: return kWords[prng.below(kWords.size())];
    case Domain::kBool: return prng.below(2) != 0 ? "true" : "false";
    case Domain::kDuration: return std::to_string(prng.below(5)) + "s";
    case Domain::kTimestamp: return "2026-01-0" + std::to_string(1 + prng.below(5));
    case Domain::kOther: break;
  }
  return {};
}

std::string random_part(Domain domain, base::Prng& prng, int depth) {
  static constexpr std::string_view kOperators[] = {"< ", "<=", "> ", ">= ", "!= ", "= "};
  switch (prng.below(depth > 1 ? 4 : 6)) {
    case 0: return random_literal(domain, prng);
    case 1: return std::string(kOperators[prng.below(6)]) + random_literal(domain, prng);
    case 2:
    case 3:
      return (prng.below(2) != 0 ? "[" : "(") +
             (prng.below(4) == 0 ? "" : random_literal(domain, prng)) + ".." +
             (prng.below(4) == 0 ? "" : random_literal(domain, prng)) +
             (prng.below(2) != 0 ? "]" : ")");
    case 4: return "not(" + random_part(domain, prng, depth + 1) + ")";
    default:
      return random_part(domain, prng, depth + 1) + ", " + random_part(domain, prng, depth + 1);
  }
}

Type type_of(Domain domain) {
  switch (domain) {
    case Domain::kInt: return Type::integer();
    case Domain::kUint: return Type::uint();
    case Domain::kDouble: return Type::real();
    case Domain::kString: return Type::string();
    case Domain::kBool: return Type::boolean();
    case Domain::kDuration: return Type::duration();
    default: return Type::timestamp();
  }
}

std::vector<Value> values_of(Domain domain) {
  std::vector<Value> values;
  static constexpr std::string_view kTexts[] = {
      "", std::string_view("\0", 1), "a", std::string_view("a\0", 2), "ab", "b", "Zürich", "z"};
  for (int i = -5; i <= 5; ++i) {
    switch (domain) {
      case Domain::kInt: values.push_back(Value::integer(i)); break;
      case Domain::kUint: values.push_back(Value::uint(static_cast<std::uint64_t>(i + 5))); break;
      case Domain::kDouble:
        values.push_back(Value::real(i));
        values.push_back(Value::real(i + 0.5));
        values.push_back(Value::real(i + 1e-9));
        break;
      case Domain::kDuration:
        values.push_back(Value::duration(i * std::int64_t{500'000'000}));
        break;
      case Domain::kTimestamp:
        values.push_back(Value::timestamp(1'767'225'600 + i * 43'200, 0));
        values.push_back(Value::timestamp(1'767'225'600 + i * 43'200, 999'999'999));
        break;
      default: break;
    }
  }
  if (domain == Domain::kInt) {
    values.push_back(Value::integer(INT64_MIN));
    values.push_back(Value::integer(INT64_MAX));
  }
  if (domain == Domain::kUint) values.push_back(Value::uint(UINT64_MAX));
  if (domain == Domain::kDouble) {
    values.push_back(Value::real(-HUGE_VAL));
    values.push_back(Value::real(HUGE_VAL));
    values.push_back(Value::real(-0.0));
  }
  if (domain == Domain::kString) {
    for (const std::string_view text : kTexts) values.push_back(Value::string(text));
  }
  if (domain == Domain::kBool) values = {Value::boolean(false), Value::boolean(true)};
  return values;
}

}  // namespace

TEST_CASE("the normal form and its text in the language agree", "[rules][cell][property]") {
  base::Prng prng(7);
  for (const Domain domain : {Domain::kBool, Domain::kInt, Domain::kUint, Domain::kDouble,
                              Domain::kString, Domain::kDuration, Domain::kTimestamp}) {
    cel::EnvironmentOptions options;
    options.variables = {{"it", type_of(domain)}};
    const auto environment = cel::Environment::create(std::move(options));
    REQUIRE(environment.ok());
    const std::vector<Value> values = values_of(domain);
    int sets = 0;
    for (int round = 0; round < 300; ++round) {
      const std::string text = random_part(domain, prng, 0);
      const ShorthandCell cell = read_shorthand(text, domain, {});
      if (!cell.set) continue;
      ++sets;
      const std::string condition = cell.set->to_cel();
      INFO(to_string(domain) << " cell " << text << " as " << condition);
      const auto program = environment->compile(condition);
      INFO(program.status().to_string());
      REQUIRE(program.ok());
      cel::Arena arena;
      for (const Value& value : values) {
        INFO(cel::to_text(value));
        const bool in = cell.set->contains(*cut_of(domain, value));
        const Value found = program->evaluate({&value, 1}, arena);
        REQUIRE(found.is(cel::ValueKind::kBool));
        CHECK(found.as_bool() == in);
      }
      // The language's form is read back as the same set, and so is the shorthand.
      const auto read = recognise(*program->ast().root, "it", domain);
      REQUIRE(read);
      CHECK(*read == *cell.set);
      if (domain != Domain::kDouble || cell.set->to_shorthand() != "-") {
        const ShorthandCell back = read_shorthand(cell.set->to_shorthand(), domain, {});
        INFO(cell.set->to_shorthand());
        CHECK((back.any ? cell.set->is_all() : back.set && *back.set == *cell.set));
      }
      const auto sample = cell.set->sample();
      REQUIRE(sample);
      CHECK(cell.set->contains(*sample));
    }
    CHECK(sets > 100);
  }
}

TEST_CASE("conditions that are sets", "[rules][cell]") {
  const auto recognised = [](std::string_view text, Domain domain) -> std::string {
    cel::EnvironmentOptions options;
    options.variables = {{"it", type_of(domain)}, {"other", type_of(domain)}};
    const auto environment = cel::Environment::create(std::move(options));
    REQUIRE(environment.ok());
    const auto program = environment->compile(text);
    INFO(program.status().to_string());
    REQUIRE(program.ok());
    const auto set = recognise(*program->ast().root, "it", domain);
    return set ? set->to_shorthand() : "opaque";
  };
  CHECK(recognised("it > 5 && it <= 9", Domain::kInt) == "[6..10)");
  CHECK(recognised("5 < it || it == 1", Domain::kInt) == "1, >= 6");
  CHECK(recognised("!(it in [1, 3])", Domain::kInt) == "not(1, 3)");
  CHECK(recognised("it.startsWith(\"ab\")", Domain::kString) == "[\"ab\"..\"ac\")");
  CHECK(recognised("!it", Domain::kBool) == "false");
  CHECK(recognised("it < timestamp(\"2026-01-01T00:00:00Z\")", Domain::kTimestamp) ==
        "< 2026-01-01T00:00:00Z");
  CHECK(recognised("it > -5", Domain::kInt) == ">= -4");
  CHECK(recognised("it > other", Domain::kInt) == "opaque");
  CHECK(recognised("it % 2 == 0", Domain::kInt) == "opaque");
  CHECK(recognised("it.endsWith(\"ab\")", Domain::kString) == "opaque");
  CHECK(recognised("[1].exists(x, x == it)", Domain::kInt) == "opaque");
}
