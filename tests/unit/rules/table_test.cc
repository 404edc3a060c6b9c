// What tables decide: policies, missing inputs, errors, dates, outputs; and what is said of tables
// that are wrong.
#include "rules/table.h"

#include <string>
#include <vector>

#include "kit.h"

using namespace uniselector;
using namespace uniselector::rules;
using namespace uniselector::rules::kit;

namespace {

Value text(std::string_view value) { return Value::string(value); }
Value number(std::int64_t value) { return Value::integer(value); }

/// wait: int, tier: string -> queue: string.
TableSource small(HitPolicy policy) {
  TableSource source;
  source.name = "intake";
  source.policy = policy;
  source.inputs = {{.name = "wait", .type = Type::integer()},
                   {.name = "tier", .type = Type::string()}};
  source.outputs = {{.name = "queue", .type = Type::string()}};
  return source;
}

cel::Environment small_environment() {
  return environment({{"wait", Type::integer()}, {"tier", Type::string()}});
}

Time at(std::string_view text) { return *parse_time(text); }

}  // namespace

TEST_CASE("unique: one row, none, several", "[rules][table]") {
  TableSource source = small(HitPolicy::kUnique);
  source.rows = {row({"< 10", "gold"}, {"vip"}), row({"[5..20)", "-"}, {"care"}),
                 row({">= 20", "not gold"}, {"late"})};
  const auto environment = small_environment();
  const Table table = compiled(source, environment);
  CHECK(decided(table, {number(1), text("gold")}) == "decided [1]: \"vip\"");
  CHECK(decided(table, {number(15), text("gold")}) == "decided [2]: \"care\"");
  CHECK(decided(table, {number(25), text("silver")}) == "decided [3]: \"late\"");
  CHECK(decided(table, {number(25), text("gold")}) == "no_decision");
  CHECK(decided(table, {number(7), text("gold")}) == "failed not_unique row 1 [1, 2]");
  source.defaults = texts({"any_queue"});
  CHECK(decided(compiled(source, environment), {number(25), text("gold")}) ==
        "default: \"any_queue\"");
}

TEST_CASE("any: rows that agree, rows that do not", "[rules][table]") {
  TableSource source = small(HitPolicy::kAny);
  source.rows = {row({"< 10", "-"}, {"a"}), row({"< 20", "gold"}, {"a"}),
                 row({"5", "-"}, {"b"}),    row({"6", "-"}, {"\"\" + \"a\""}),
                 row({"7", "-"}, {"tier"}), row({"8", "-"}, {"a"})};
  source.rows[4].outputs[0].text = "(tier)";
  const Table table = compiled(source, small_environment());
  CHECK(decided(table, {number(1), text("gold")}) == "decided [1, 2]: \"a\"");
  CHECK(decided(table, {number(15), text("gold")}) == "decided [2]: \"a\"");
  CHECK(decided(table, {number(5), text("x")}) == "failed contradiction row 1 [1, 3]");
  CHECK(decided(table, {number(6), text("x")}) == "decided [1, 4]: \"a\"");
  CHECK(decided(table, {number(7), text("a")}) == "decided [1, 5]: \"a\"");
  CHECK(decided(table, {number(7), text("b")}) == "failed contradiction row 1 [1, 5]");
}

TEST_CASE("first and rule order go by the rows, priority and output order by the outputs",
          "[rules][table]") {
  TableSource source = small(HitPolicy::kFirst);
  source.rows = {row({"< 10", "-"}, {"low"}), row({"< 20", "-"}, {"high"}),
                 row({"-", "-"}, {"low"})};
  const auto environment = small_environment();
  CHECK(decided(compiled(source, environment), {number(5), text("x")}) == "decided [1]: \"low\"");
  source.policy = HitPolicy::kRuleOrder;
  CHECK(decided(compiled(source, environment), {number(5), text("x")}) ==
        "decided [1, 2, 3]: \"low\", \"high\", \"low\"");
  source.policy = HitPolicy::kCollect;
  CHECK(decided(compiled(source, environment), {number(15), text("x")}) ==
        "decided [2, 3]: \"high\", \"low\"");
  source.outputs[0].order = texts({"high", "low"});
  source.policy = HitPolicy::kPriority;
  CHECK(decided(compiled(source, environment), {number(5), text("x")}) == "decided [2]: \"high\"");
  CHECK(decided(compiled(source, environment), {number(50), text("x")}) == "decided [3]: \"low\"");
  source.policy = HitPolicy::kOutputOrder;
  CHECK(decided(compiled(source, environment), {number(5), text("x")}) ==
        "decided [2, 1, 3]: \"high\", \"low\", \"low\"");
}

TEST_CASE("collect into one value", "[rules][table]") {
  TableSource source = small(HitPolicy::kSum);
  source.outputs = {{.name = "points", .type = Type::integer()}};
  source.rows = {row({"< 10", "-"}, {"5"}), row({"< 20", "-"}, {"7"}), row({"-", "gold"}, {"-2"})};
  const auto environment = small_environment();
  CHECK(decided(compiled(source, environment), {number(1), text("gold")}) ==
        "decided [1, 2, 3]: 10");
  CHECK(decided(compiled(source, environment), {number(30), text("x")}) == "decided: 0");
  source.policy = HitPolicy::kMin;
  CHECK(decided(compiled(source, environment), {number(1), text("gold")}) ==
        "decided [1, 2, 3]: -2");
  CHECK(decided(compiled(source, environment), {number(30), text("x")}) == "no_decision");
  source.policy = HitPolicy::kMax;
  CHECK(decided(compiled(source, environment), {number(1), text("gold")}) ==
        "decided [1, 2, 3]: 7");
  source.policy = HitPolicy::kCount;
  CHECK(decided(compiled(source, environment), {number(1), text("x")}) == "decided [1, 2]: 2");
  CHECK(decided(compiled(source, environment), {number(30), text("x")}) == "decided: 0");
  source.defaults = texts({"99"});
  CHECK(decided(compiled(source, environment), {number(30), text("x")}) == "default: 99");
}

TEST_CASE("a sum out of range is an error, whatever the order of the rows", "[rules][table]") {
  TableSource source = small(HitPolicy::kSum);
  source.outputs = {{.name = "points", .type = Type::integer()}};
  source.rows = {row({"-", "-"}, {"9223372036854775807"}), row({"-", "a"}, {"1"}),
                 row({"-", "a"}, {"-1"}), row({"-", "b"}, {"1"})};
  const Table table = compiled(source, small_environment());
  CHECK(decided(table, {number(1), text("a")}) == "decided [1, 2, 3]: 9223372036854775807");
  CHECK(decided(table, {number(1), text("b")}) == "failed overflow");
  source.outputs[0].type = Type::uint();
  source.rows = {row({"-", "-"}, {"18446744073709551615"}), row({"1", "-"}, {"1"})};
  const Table natural = compiled(source, small_environment());
  CHECK(decided(natural, {number(2), text("b")}) == "decided [1]: 18446744073709551615u");
  CHECK(decided(natural, {number(1), text("b")}) == "failed overflow");
}

TEST_CASE("a missing input is an error, no match or a default", "[rules][table]") {
  TableSource source = small(HitPolicy::kFirst);
  source.rows = {row({"> 5", "-"}, {"a"}), row({"-", "gold"}, {"b"}), row({"-", "-"}, {"c"})};
  const auto environment = small_environment();
  const Table strict = compiled(source, environment);
  CHECK(decided(strict, {Value(), text("gold")}) == "failed missing_input row 1 column 1");
  CHECK(decided(strict, {number(6), Value()}) == "decided [1]: \"a\"");
  CHECK(decided(strict, {number(1), Value::null()}) == "failed missing_input row 2 column 2");
  CHECK(decided(strict, {number(1)}) == "failed missing_input row 2 column 2");
  source.inputs[0].missing = Missing::kNoMatch;
  source.inputs[1].missing = Missing::kNoMatch;
  const Table lenient = compiled(source, environment);
  CHECK(decided(lenient, {Value(), text("gold")}) == "decided [2]: \"b\"");
  CHECK(decided(lenient, {Value(), Value()}) == "decided [3]: \"c\"");
  source.inputs[0].missing = Missing::kDefault;
  source.inputs[0].missing_value = {"9", {}};
  CHECK(decided(compiled(source, environment), {Value(), text("gold")}) == "decided [1]: \"a\"");
}

TEST_CASE("errors are absorbed by a false cell and by nothing else", "[rules][table]") {
  TableSource source = small(HitPolicy::kUnique);
  source.rows = {row({"10 / it > 3", "gold"}, {"a"}), row({"-", "silver"}, {"b"})};
  const Table table = compiled(source, small_environment());
  CHECK(decided(table, {number(2), text("gold")}) == "decided [1]: \"a\"");
  CHECK(decided(table, {number(5), text("gold")}) == "no_decision");
  CHECK(decided(table, {number(0), text("gold")}) == "failed cell row 1 column 1");
  CHECK(decided(table, {number(0), text("silver")}) == "decided [2]: \"b\"");
  CHECK(decided(table, {text("x"), text("silver")}) == "decided [2]: \"b\"");
  CHECK(decided(table, {text("x"), text("gold")}) == "failed input row 1 column 1");
  cel::Arena arena;
  const std::vector<Value> slots = {number(0), text("gold")};
  CHECK(table.decide(slots, {}, arena).failure.message.find("table 'intake', row 1, wait: ") == 0);
}

TEST_CASE("a row that fails does not matter where the policy is done before it", "[rules][table]") {
  TableSource source = small(HitPolicy::kFirst);
  source.rows = {row({"1", "-"}, {"a"}), row({"1 / (it - 1) == 0", "-"}, {"b"}),
                 row({"-", "-"}, {"c"})};
  const auto environment = small_environment();
  CHECK(decided(compiled(source, environment), {number(1), text("x")}) == "decided [1]: \"a\"");
  CHECK(decided(compiled(source, environment), {number(5), text("x")}) == "decided [2]: \"b\"");
  source.policy = HitPolicy::kCollect;
  CHECK(decided(compiled(source, environment), {number(1), text("x")}) ==
        "failed cell row 2 column 1");
}

TEST_CASE("inputs are expressions, numbers convert if they are exactly of the type",
          "[rules][table]") {
  TableSource source;
  source.name = "t";
  source.policy = HitPolicy::kFirst;
  source.inputs = {{.name = "minutes", .expression = "wait / 60", .type = Type::integer()},
                   {.name = "share",
                    .expression = "data.share",
                    .type = Type::real(),
                    .missing = Missing::kNoMatch}};
  source.outputs = {{.name = "sum", .type = Type::real()}};
  source.rows = {row({"[1..2)", "0.5"}, {"share * 2.0"}), row({"[1..2)", "5"}, {"5"}),
                 row({"2", "-"}, {"double(minutes)"}), row({"-", "-"}, {"0"})};
  const Table table = compiled(
      source,
      environment({{"wait", Type::integer()}, {"data", Type::map(Type::string(), Type::dyn())}}));
  cel::Arena arena;
  const auto map = [&](Value share) {
    const Value key = text("share");
    return cel::make_map(arena, {&key, 1}, {&share, 1});
  };
  CHECK(decided(table, {number(90), map(Value::real(0.5))}) == "decided [1]: 1.0");
  CHECK(decided(table, {number(90), map(number(5))}) == "decided [2]: 5.0");
  CHECK(decided(table, {number(90), map(Value::null())}) == "decided [4]: 0.0");
  CHECK(decided(table, {number(90), cel::make_map(arena, {}, {})}) == "decided [4]: 0.0");
  CHECK(decided(table, {number(90), map(Value::real(NAN))}) == "decided [4]: 0.0");
  CHECK(decided(table, {number(125), map(number(1))}) == "decided [3]: 2.0");
  CHECK(decided(table, {number(90), map(text("x"))}) == "failed input row 1 column 2");
  CHECK(decided(table, {number(90), map(number((std::int64_t{1} << 53) + 1))}) ==
        "failed input row 1 column 2");
}

TEST_CASE("rows and tables are in effect from a moment until before another", "[rules][table]") {
  TableSource source = small(HitPolicy::kUnique);
  source.time_zone = "Europe/Paris";
  source.from = {"2026-01-01", {}};
  source.to = {"2027-01-01", {}};
  source.rows = {row({"-", "-"}, {"winter"}), row({"-", "-"}, {"summer"})};
  source.rows[0].to = {"2026-06-01", {}};
  source.rows[1].from = {"2026-06-01T00:00", {}};
  source.rows[1].to = {"2026-09-01T00:00:00Z", {}};
  const Table table = compiled(source, small_environment());
  const std::vector<Value> slots = {number(1), text("x")};
  CHECK(decided(table, slots, at("2025-12-31T22:59:59Z")) == "not_in_effect");
  CHECK(decided(table, slots, at("2025-12-31T23:00:00Z")) == "decided [1]: \"winter\"");
  CHECK(decided(table, slots, at("2026-05-31T21:59:59.999999999Z")) == "decided [1]: \"winter\"");
  CHECK(decided(table, slots, at("2026-05-31T22:00:00Z")) == "decided [2]: \"summer\"");
  CHECK(decided(table, slots, at("2026-09-01T00:00:00Z")) == "no_decision");
  CHECK(decided(table, slots, at("2026-12-31T23:00:00Z")) == "not_in_effect");
}

TEST_CASE("conditions may use variables and other columns, and full cells over lists",
          "[rules][table]") {
  TableSource source;
  source.name = "skills";
  source.policy = HitPolicy::kCollect;
  source.inputs = {{.name = "skills", .type = Type::list(Type::string())},
                   {.name = "level", .expression = "grade + 1", .type = Type::integer()}};
  source.outputs = {{.name = "needs", .type = Type::list(Type::string())},
                    {.name = "note", .type = Type::string(), .optional = true}};
  source.rows = {row({"'french' in it", "-"}, {"['fr']", ""}),
                 row({"size(it) > 1", "it > size(skills)"}, {"skills + ['x']", "'many'"}),
                 row({"-", "it == grade + 1 && level > 3"}, {"[]", "-"})};
  const Table table = compiled(
      source, environment({{"skills", Type::list(Type::string())}, {"grade", Type::integer()}}));
  cel::Arena arena;
  const std::vector<Value> two = {text("french"), text("loans")};
  const Value list = cel::make_list(arena, two);
  CHECK(table.opaque_rows() == 3);
  CHECK(decided(table, {list, number(1)}) == "decided [1]: [\"fr\"], null");
  CHECK(decided(table, {list, number(5)}) ==
        "decided [1, 2, 3]: [\"fr\"], null, [\"french\", \"loans\", \"x\"], \"many\", [], null");
}

TEST_CASE("what is wrong with a table is said at its place", "[rules][table]") {
  const auto environment = small_environment();
  const auto first = [&](TableSource source) {
    return to_string(faults_of(source, environment)[0]);
  };
  TableSource source = small(HitPolicy::kUnique);
  source.rows = {row({"< abc", "-"}, {"a"})};
  source.rows[0].inputs[0].place = {12, 7};
  CHECK(first(source) ==
        "12:7: row 1, wait: found 'abc', expected a whole number\n | < abc\n |   ^");
  source.rows[0].id = "early";
  source.rows[0].inputs[0].text = "golden";
  CHECK(
      first(source).starts_with("12:7: row 'early', wait: expected 5, < 5, [1..10), not 5, a list, "
                                "-, or a condition over `it`; as a condition: undeclared"));
  source.rows[0].inputs[0].text = "it + 1";
  CHECK(first(source).find("bool") != std::string::npos);
  source.rows[0] = row({"-", "tier"}, {"a"});
  CHECK(first(source).find("'tier' is also a variable") != std::string::npos);
  source.rows[0] = row({"-", "-"}, {"wait"});
  CHECK(first(source).find("'wait' is also a variable") != std::string::npos);
  source.rows[0] = row({"-", "-"}, {"1 + 2"});
  CHECK(first(source).find("row 1, queue: expected a value of type string") == 0);
  source.rows[0] = row({"-", "-"}, {"please hold"});
  CHECK(first(source).find("; text of several words has quotes of its own: \"please hold\"\n") !=
        std::string::npos);
  source.rows[0] = row({"-", "no frills"}, {"a"});
  CHECK(first(source).find("; text of several words has quotes of its own: \"no frills\"\n") !=
        std::string::npos);
  source.rows[0] = row({"-", "-"}, {""});
  CHECK(first(source) == "row 1, queue: expected a value of type string");
  source.rows[0] = row({"-"}, {"a"});
  CHECK(first(source) == "row 1: found 1 input cell, expected 2");
  source.rows[0] = row({"-", "-"}, {"a"});
  source.rows[0].from = {"2026-02-30", {3, 4}};
  CHECK(first(source).starts_with("3:4: row 1, from: found '2026-02-30', expected a time"));
  source.rows[0].from = {"2026-03-01", {}};
  source.rows[0].to = {"2026-03-01", {}};
  CHECK(first(source) == "row 1, to: the end is not later than the beginning");
  source.rows[0] = row({"it > 5 && it < 3", "-"}, {"a"});
  CHECK(first(source).find("no value matches this cell") != std::string::npos);
}

TEST_CASE("columns and policies that cannot be", "[rules][table]") {
  const auto environment = small_environment();
  const auto first = [&](TableSource source) {
    return to_string(faults_of(source, environment)[0]);
  };
  TableSource source = small(HitPolicy::kPriority);
  CHECK(first(source) ==
        "outputs: the policy priority needs the order of at least one output's "
        "values");
  source.outputs[0].order = texts({"a", "b"});
  source.rows = {row({"-", "-"}, {"c"})};
  CHECK(first(source) ==
        "row 1, queue: found \"c\", which is not among the values whose order is declared");
  source = small(HitPolicy::kSum);
  CHECK(first(source).starts_with("output queue: found the type string, expected a number"));
  source = small(HitPolicy::kUnique);
  source.inputs[1].name = "wait";
  CHECK(first(source) == "input: the name 'wait' stands twice");
  source = small(HitPolicy::kUnique);
  source.inputs[0].type = Type::string();
  CHECK(first(source) == "input wait: the expression wait is of type int, expected string");
  source.inputs[0].expression = "wait +";
  CHECK(first(source).starts_with("input wait: the expression is wrong: "));
  source = small(HitPolicy::kUnique);
  source.time_zone = "Europe/Nowhere";
  CHECK(first(source).starts_with("time zone: "));
  source = small(HitPolicy::kUnique);
  source.outputs.clear();
  CHECK(first(source) == "expected at least one output");
}

TEST_CASE("the version is the hash of the content", "[rules][table]") {
  TableSource source = small(HitPolicy::kUnique);
  source.rows = {row({"1", "-"}, {"a"})};
  const auto environment = small_environment();
  const Table table = compiled(source, environment);
  CHECK(table.version_text().size() == 16);
  source.rows[0].place = {5, 5};
  CHECK(compiled(source, environment).version() == table.version());
  source.rows[0].inputs[0].text = "2";
  CHECK(compiled(source, environment).version() != table.version());
}
