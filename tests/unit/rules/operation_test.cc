// Rules in operation: splits that stick, coverage by tests, candidates in the shadow, versions by
// time.
#include <map>
#include <set>
#include <string>

#include "base/prng.h"
#include "kit.h"
#include "rules/coverage.h"
#include "rules/rule_set.h"
#include "rules/shadow.h"
#include "rules/split.h"

using namespace uniselector;
using namespace uniselector::rules;
using namespace uniselector::rules::kit;

namespace {

TableSource waits(std::string_view queue) {
  TableSource source;
  source.name = "waits";
  source.policy = HitPolicy::kFirst;
  source.inputs = {{.name = "wait", .type = Type::integer()},
                   {.name = "tier", .type = Type::string()}};
  source.outputs = {{.name = "queue", .type = Type::string()}};
  source.rows = {row({"< 10", "gold"}, {"a"}), row({">= 10", "-"}, {queue}),
                 row({"< 5", "not gold"}, {"c"})};
  return source;
}

cel::Environment waits_environment() {
  return environment({{"wait", Type::integer()}, {"tier", Type::string()}});
}

std::vector<Value> event(std::int64_t wait, std::string_view tier) {
  return {Value::integer(wait), Value::string(tier)};
}

}  // namespace

TEST_CASE("a split gives every key its part, the same each time", "[rules][split]") {
  const auto split = Split::create("new-greeting", {{"control", 9}, {"candidate", 1}});
  REQUIRE(split.ok());
  int candidate = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::string key = "customer-" + std::to_string(i);
    const std::size_t part = split->part_of(key);
    CHECK(split->part_of(key) == part);
    CHECK(split->part_of(Value::string(key)) == part);
    candidate += part == 1 ? 1 : 0;
  }
  CHECK(candidate > 900);
  CHECK(candidate < 1100);
  // The values are fixed for ever.
  CHECK(split->part_of("customer-1") == 0);
  std::string first;
  for (int i = 0; i < 40; ++i) first += std::to_string(split->part_of("c" + std::to_string(i)));
  CHECK(first.size() == 40);
}

TEST_CASE("a part that grows takes keys from the one behind it only", "[rules][split]") {
  const auto before = Split::create("s", {{"a", 10}, {"b", 50}, {"c", 40}});
  const auto after = Split::create("s", {{"a", 20}, {"b", 40}, {"c", 40}});
  REQUIRE(before.ok());
  REQUIRE(after.ok());
  int moved = 0;
  for (int i = 0; i < 5000; ++i) {
    const std::string key = std::to_string(i);
    const std::size_t was = before->part_of(key);
    const std::size_t is = after->part_of(key);
    if (was == is) continue;
    ++moved;
    CHECK(was == 1);
    CHECK(is == 0);
  }
  CHECK(moved > 350);
  CHECK(moved < 650);
}

TEST_CASE("two splits are independent, and keys go by their value", "[rules][split]") {
  const auto one = Split::create("one", {{"a", 1}, {"b", 1}});
  const auto two = Split::create("two", {{"a", 1}, {"b", 1}});
  int same = 0;
  for (int i = 0; i < 1000; ++i) {
    same += one->part_of(Value::integer(i)) == two->part_of(Value::integer(i)) ? 1 : 0;
    CHECK(one->part_of(Value::integer(i)) ==
          one->part_of(Value::uint(static_cast<std::uint64_t>(i))));
    CHECK(one->part_of(Value::integer(i)) == one->part_of(Value::real(i)));
  }
  CHECK(same > 400);
  CHECK(same < 600);
  CHECK_FALSE(one->part_of(Value::null()).has_value());
  CHECK_FALSE(one->part_of(Value::real(0.5)).has_value());
  CHECK_FALSE(Split::create("s", {}).ok());
  CHECK_FALSE(Split::create("s", {{"a", 0}}).ok());
  CHECK_FALSE(Split::create("s", {{"a", 1}, {"a", 1}}).ok());
}

TEST_CASE("coverage counts rows that decided and cells that mattered", "[rules][coverage]") {
  Coverage coverage(compiled(waits("b"), waits_environment()));
  cel::Arena arena;
  CHECK(text_of(coverage.add(event(3, "gold"), {}, arena)) == "decided [1]: \"a\"");
  CHECK(coverage.row_coverage() == test::Approx(1.0 / 3));
  CHECK(coverage.row(0).decided == 1);
  CHECK(coverage.cell(0, 0).matched == 1);
  CHECK(coverage.cell(0, 0).decisive == 0);
  coverage.add(event(30, "gold"), {}, arena);  // row 1 lacks its first cell only
  CHECK(coverage.cell(0, 0).decisive == 1);
  CHECK(coverage.cell(0, 1).decisive == 0);
  CHECK(coverage.rows_never_decided() == std::vector<std::uint32_t>{2});
  CHECK(text_of(coverage.add(event(7, "silver"), {}, arena)) == "no_decision");
  CHECK(coverage.no_decisions() == 1);
  CHECK(coverage.cell(0, 1).decisive == 1);
  CHECK(coverage.cell(2, 0).decisive == 1);
  coverage.add(event(1, "silver"), {}, arena);
  CHECK(coverage.row_coverage() == test::Approx(1.0));
  CHECK(coverage.inputs() == 4);
  // Of five cells that ask for something, all but the tier of the last row were seen both ways: it
  // was the only false one for the gold of 3.
  CHECK(coverage.cell_coverage() == test::Approx(1.0));
}

TEST_CASE("a failure is counted, and its cells are no coverage", "[rules][coverage]") {
  Coverage coverage(compiled(waits("b"), waits_environment()));
  cel::Arena arena;
  const std::vector<Value> none(2);
  CHECK(coverage.add(none, {}, arena).outcome == Outcome::kFailed);
  CHECK(coverage.failures() == 1);
  CHECK(coverage.cell(0, 0).failed == 1);
  CHECK(coverage.cell_coverage() == test::Approx(0.0));
}

TEST_CASE("a candidate in the shadow is compared by what follows", "[rules][shadow]") {
  const auto environment = waits_environment();
  TableSource candidate = waits("other");
  std::swap(candidate.rows[0], candidate.rows[2]);
  const Table live = compiled(waits("b"), environment);
  const Table other = compiled(candidate, environment);
  Shadow shadow;
  cel::Arena arena;
  const auto compare = [&](std::int64_t wait, std::string_view tier) {
    const auto slots = event(wait, tier);
    shadow.compare(&live, live.decide(slots, {}, arena), other, other.decide(slots, {}, arena),
                   arena);
  };
  compare(3, "gold");  // by another row, with the same outcome
  CHECK(shadow.differences() == 0);
  compare(30, "gold");
  compare(40, "gold");
  CHECK(shadow.events() == 3);
  CHECK(shadow.differences() == 2);
  REQUIRE(shadow.by_rows().size() == 1);
  CHECK(shadow.by_rows().begin()->first == Shadow::Rows{"2", "2"});
  CHECK(shadow.by_rows().begin()->second == 2);
  CHECK(shadow.to_text() == "2: row 2 decided, row 2 would\n");
}

TEST_CASE("of several versions the one that began last is in effect", "[rules][versions]") {
  const auto environment = waits_environment();
  const auto version = [&](std::string_view from, std::string_view to) {
    TableSource source = waits("b");
    source.from.text = from;
    source.to.text = to;
    return compiled(source, environment);
  };
  const auto versions =
      Versions::create({version("2026-06-01", "2026-07-01"), version("2026-01-01", "2026-05-01"),
                        version("2026-03-01", "2026-04-01")});
  REQUIRE(versions.ok());
  const auto from_at = [&](std::string_view time) {
    const Table* table = versions->at(*parse_time(time));
    return table == nullptr ? std::string("none") : table->source().from.text;
  };
  CHECK(from_at("2025-12-31T00:00:00Z") == "none");
  CHECK(from_at("2026-01-01T00:00:00Z") == "2026-01-01");
  CHECK(from_at("2026-03-15T00:00:00Z") == "2026-03-01");
  CHECK(from_at("2026-04-01T00:00:00Z") == "2026-01-01");
  CHECK(from_at("2026-05-01T00:00:00Z") == "none");
  CHECK(from_at("2026-06-30T23:59:59Z") == "2026-06-01");
  const auto holes = versions->holes();
  REQUIRE(holes.size() == 1);
  CHECK(uniselector::to_string(holes[0].from) == "2026-05-01T00:00:00Z");
  CHECK(uniselector::to_string(holes[0].to) == "2026-06-01T00:00:00Z");
  TableSource other = waits("b");
  other.name = "another";
  CHECK_FALSE(Versions::create({compiled(other, environment), version("", "")}).ok());
  CHECK_FALSE(Versions::create({}).ok());
}
