// The difference of two versions, held against looking at every input.
#include "rules/diff.h"

#include <string>
#include <string_view>

#include "base/prng.h"
#include "random_table.h"
#include "rules/space.h"

using namespace uniselector;
using namespace uniselector::rules;
using namespace uniselector::rules::kit;

namespace {

TableSource base_table() {
  TableSource source;
  source.name = "t";
  source.policy = HitPolicy::kFirst;
  source.inputs = {{.name = "age", .type = Type::integer()},
                   {.name = "tier", .type = Type::string()}};
  source.outputs = {{.name = "out", .type = Type::string()}};
  source.rows = {row({"< 18", "-"}, {"young"}), row({"-", "gold"}, {"rich"}),
                 row({">= 65", "-"}, {"old"}), row({"-", "-"}, {"other"})};
  return source;
}

cel::Environment base_environment() {
  return environment({{"age", Type::integer()}, {"tier", Type::string()}});
}

Difference between(const TableSource& before, const TableSource& after) {
  const auto environment = base_environment();
  auto difference = diff(compiled(before, environment), compiled(after, environment));
  INFO(difference.status().to_string());
  REQUIRE(difference.ok());
  return *std::move(difference);
}

/// The changes as text without their witnesses.
std::string regions(const Difference& difference) {
  const std::string all = to_text(difference);
  std::string text;
  for (std::size_t from = 0; from < all.size();) {
    const std::size_t end = all.find('\n', from) + 1;
    const std::string_view line = std::string_view(all).substr(from, end - from);
    if (!line.starts_with("  for example ")) text += line;
    from = end;
  }
  return text;
}

}  // namespace

TEST_CASE("other words for the same table are no difference", "[rules][diff]") {
  const TableSource before = base_table();
  CHECK(between(before, before).same());
  TableSource after = before;
  after.rows[0].inputs[0].text = "[..17]";
  after.rows[1].inputs[1].text = "\"gold\"";
  after.rows[2].id = "seniors";
  // A row that is never reached, and two rows whose order does not matter.
  after.rows.push_back(row({"5", "-"}, {"unseen"}));
  CHECK(between(before, after).same());
  CHECK(to_text(between(before, after)) == "no difference\n");
  // Two rows in place of one.
  after = before;
  after.rows[0] = row({"< 10", "-"}, {"young"});
  after.rows.insert(after.rows.begin(), row({"[10..18)", "-"}, {"young"}));
  CHECK(between(before, after).same());
}

TEST_CASE("a change is told by region, witness and both outcomes", "[rules][diff]") {
  const TableSource before = base_table();
  TableSource after = before;
  after.rows[0].inputs[0].text = "< 21";
  const Difference difference = between(before, after);
  CHECK(to_text(difference) ==
        "age [18..21), tier not \"gold\": was \"other\", is \"young\"\n"
        "  for example age = 18, tier = \"other\" at 2026-01-01T00:00:00Z\n"
        "age [18..21), tier \"gold\": was \"rich\", is \"young\"\n"
        "  for example age = 18, tier = \"gold\" at 2026-01-01T00:00:00Z\n");
  REQUIRE(difference.changes.size() == 2);
  for (const Change& change : difference.changes) CHECK(change.witness.confirmed);
  CHECK(difference.changes[1].old_rows == std::vector<std::uint32_t>{1});
  CHECK(difference.changes[1].new_rows == std::vector<std::uint32_t>{0});
}

TEST_CASE("an output, a default, an order, a policy that changed", "[rules][diff]") {
  const TableSource before = base_table();
  TableSource after = before;
  after.rows[2].outputs[0].text = "senior";
  CHECK(regions(between(before, after)) ==
        "age >= 65, tier not \"gold\": was \"old\", is \"senior\"\n");
  after = before;
  std::swap(after.rows[0], after.rows[1]);
  CHECK(regions(between(before, after)) == "age < 18, tier \"gold\": was \"young\", is \"rich\"\n");
  after = before;
  after.rows.pop_back();
  after.defaults = texts({"none"});
  CHECK(regions(between(before, after)) ==
        "age [18..65), tier not \"gold\": was \"other\", is \"none\"\n");
  after = before;
  after.policy = HitPolicy::kCollect;
  const Difference policy = between(before, after);
  CHECK(policy.notes == std::vector<std::string>{"policy: was first, is collect"});
  CHECK(policy.changes.size() >= 3);
}

TEST_CASE("dates and missing inputs are compared in words, dates of rows exactly",
          "[rules][diff]") {
  const TableSource before = base_table();
  TableSource after = before;
  after.from.text = "2026-01-01";
  after.inputs[1].missing = Missing::kNoMatch;
  const Difference difference = between(before, after);
  CHECK(difference.notes ==
        std::vector<std::string>{"in effect: was at all times, is from 2026-01-01 UTC",
                                 "missing tier: was error, is no_match"});
  after = before;
  after.rows[1].to.text = "2027-01-01";
  CHECK(regions(between(before, after)) ==
        "age [18..65), tier \"gold\", time [2027-01-01T00:00:00Z..2100-01-01T00:00:00Z): "
        "was \"rich\", is \"other\"\n"
        "age >= 65, tier \"gold\", time [2027-01-01T00:00:00Z..2100-01-01T00:00:00Z): "
        "was \"rich\", is \"old\"\n");
}

TEST_CASE("conditions are compared as text, or not at all", "[rules][diff]") {
  TableSource before = base_table();
  before.rows.insert(before.rows.begin(), row({"it % 2 == 0", "silver"}, {"even"}));
  CHECK(between(before, before).same());
  TableSource after = before;
  after.rows[1].outputs[0].text = "minor";
  const Difference difference = between(before, after);
  CHECK_FALSE(difference.same());
  CHECK(difference.open_regions.size() == 1);  // silver below 18: even comes first, maybe
  CHECK(to_text(difference).find("age < 18, tier not \"silver\": was \"young\", is \"minor\"") !=
        std::string::npos);
}

TEST_CASE("inputs of another type or expression are not compared, and it is said",
          "[rules][diff]") {
  const TableSource before = base_table();
  TableSource after = before;
  after.inputs[0].type = Type::real();
  after.rows[1].outputs[0].text = "wealthy";
  const auto variables = environment(
      {{"age", Type::dyn()}, {"tier", Type::string()}, {"customer_tier", Type::string()}});
  const auto compare = [&](const TableSource& one, const TableSource& other) {
    auto difference = diff(compiled(one, variables), compiled(other, variables));
    INFO(difference.status().to_string());
    REQUIRE(difference.ok());
    return *std::move(difference);
  };
  const Difference typed = compare(before, after);
  CHECK_FALSE(typed.complete);
  CHECK_FALSE(typed.same());
  CHECK(typed.changes.empty());
  CHECK(typed.notes == std::vector<std::string>{"input age: was int, is double: rows that ask for "
                                                "it cannot be compared"});
  CHECK(typed.stopped == "not compared, as its type or expression is another: age");
  CHECK(typed.dimensions == std::vector<std::string>{"tier", "time"});
  CHECK(typed.open_regions.size() == 2);  // gold or not: "< 18" comes first, maybe

  // Rows in front of those that ask for it are compared.
  after = before;
  after.inputs[0].type = Type::real();
  TableSource reordered = before;
  std::swap(reordered.rows[0], reordered.rows[1]);
  std::swap(after.rows[0], after.rows[1]);
  after.rows[0].outputs[0].text = "wealthy";
  const Difference first = compare(reordered, after);
  CHECK_FALSE(first.complete);
  CHECK(regions(first).find("tier \"gold\": was \"rich\", is \"wealthy\"\n") != std::string::npos);

  after = before;
  after.inputs[1].expression = "customer_tier";
  const Difference moved = compare(before, after);
  CHECK_FALSE(moved.complete);
  CHECK(moved.notes == std::vector<std::string>{"input tier: was string, is string of "
                                                "customer_tier: rows that ask for it cannot be "
                                                "compared"});
  CHECK(moved.dimensions == std::vector<std::string>{"age", "time"});

  // An input that is there under another name is the same input.
  after = before;
  after.inputs[1].name = "rank";
  after.inputs[1].expression = "tier";
  const Difference renamed = compare(before, after);
  CHECK(renamed.complete);
  CHECK(renamed.same());
}

TEST_CASE("names that exchange their inputs are another table", "[rules][diff]") {
  TableSource before = base_table();
  before.inputs = {{.name = "x", .expression = "age", .type = Type::integer()},
                   {.name = "y", .expression = "age + 1", .type = Type::integer()}};
  before.outputs = {{.name = "out", .type = Type::integer()}};
  before.rows = {row({"-", "-"}, {"x + 1"})};
  TableSource after = before;
  std::swap(after.inputs[0].expression, after.inputs[1].expression);
  const Difference difference = between(before, after);
  CHECK(difference.notes.size() == 2);
  REQUIRE(difference.changes.size() == 1);
  CHECK(difference.changes[0].before != difference.changes[0].after);
  before.rows = {row({"it > y", "-"}, {"1"}), row({"-", "-"}, {"2"})};
  after.rows = before.rows;
  CHECK_FALSE(between(before, after).open_regions.empty());
}

TEST_CASE("another time zone is told, and what it makes of defaults", "[rules][diff]") {
  TableSource before = base_table();
  before.outputs = {{.name = "out", .type = Type::timestamp()}};
  before.rows = {row({"< 18", "-"}, {"2026-03-02T09:00:00Z"})};
  before.defaults = std::vector<Text>{{"2026-03-02T09:00"}};
  TableSource after = before;
  after.time_zone = "Europe/Paris";
  const Difference difference = between(before, after);
  CHECK(difference.notes == std::vector<std::string>{"time_zone: was UTC, is Europe/Paris"});
  CHECK(difference.changes.size() == 1);
}

TEST_CASE("of two columns over one input each is compared with its like", "[rules][diff]") {
  TableSource before = base_table();
  before.inputs = {
      {.name = "from", .expression = "age", .type = Type::integer()},
      {.name = "to", .expression = "age", .type = Type::integer(), .missing = Missing::kNoMatch}};
  before.rows = {row({">= 5", "< 9"}, {"a"}), row({"-", "-"}, {"b"})};
  TableSource after = before;
  after.rows[0].outputs[0].text = "c";
  const Difference difference = between(before, after);
  CHECK(difference.notes.empty());
  CHECK(difference.changes.size() == 1);
}

TEST_CASE("values that only one version declares are told", "[rules][diff]") {
  TableSource before = base_table();
  before.inputs[1].values.text = "gold, silver";
  TableSource after = before;
  after.inputs[1].values.text = "gold, silver, basic";
  const Difference difference = between(before, after);
  CHECK_FALSE(difference.same());
  CHECK(difference.notes == std::vector<std::string>{"values of tier: was gold, silver, is gold, "
                                                     "silver, basic"});
}

TEST_CASE("equal versions are the same at once", "[rules][diff]") {
  const auto environment = base_environment();
  const Table table = compiled(base_table(), environment);
  const auto difference = diff(table, compiled(base_table(), environment), {.steps = 1});
  REQUIRE(difference.ok());
  CHECK(difference->same());
  CHECK(difference->steps == 0);
  CHECK(difference->dimensions == std::vector<std::string>{"age", "tier", "time"});
}

TEST_CASE("tables with other outputs cannot be compared", "[rules][diff]") {
  const TableSource before = base_table();
  TableSource after = before;
  after.outputs[0].name = "queue";
  const auto environment = base_environment();
  const auto difference = diff(compiled(before, environment), compiled(after, environment));
  REQUIRE_FALSE(difference.ok());
  CHECK(difference.status().code() == StatusCode::kInvalidArgument);
}

TEST_CASE("a comparison that costs too much says so", "[rules][diff]") {
  const TableSource before = base_table();
  TableSource after = before;
  after.rows[0].inputs[0].text = "< 21";
  const auto environment = base_environment();
  const auto difference =
      diff(compiled(before, environment), compiled(after, environment), {.steps = 20});
  REQUIRE(difference.ok());
  CHECK_FALSE(difference->complete);
  CHECK_FALSE(difference->same());
  CHECK(difference->stopped == "comparison stopped after 20 steps");
}

TEST_CASE("changes are where the outcomes differ, and only there", "[rules][diff][property]") {
  base::Prng prng(31);
  int changes = 0;
  for (int round = 0; round < 120; ++round) {
    RandomOptions options;
    options.rows = 1 + prng.below(10);
    options.columns = 1 + prng.below(3);
    options.conditions = false;
    options.computed = false;
    const HitPolicy policy = kAllPolicies[prng.below(std::size(kAllPolicies))];
    const TableSource before = random_table(policy, options, prng);
    TableSource after = before;
    for (std::size_t edits = prng.below(4); edits > 0; --edits) {
      Row& changed = after.rows[prng.below(after.rows.size())];
      const std::size_t c = prng.below(options.columns);
      changed.inputs[c].text = random_cell(c, options, prng);
      if (prng.below(3) == 0) changed.outputs[0].text = std::to_string(prng.below(4));
    }
    const auto environment = kit::environment(random_variables(options.columns));
    const Table first = compiled(before, environment);
    const Table second = compiled(after, environment);
    const auto difference = diff(first, second, {.most_changes = 100'000});
    REQUIRE(difference.ok());
    REQUIRE(difference->complete);
    const TableImpl* const impls[] = {&first.impl(), &second.impl()};
    Space space(impls);
    std::vector<std::uint32_t> at(space.size(), 0);
    std::size_t differing = 0;
    std::string seen;
    const auto outcome = [&](const Table& table, const std::vector<Dimension::SetId>& sets,
                             std::uint32_t index, cel::Arena& arena) {
      const auto inputs = space.point(index, sets, arena);
      const Decision d = table.decide_inputs(inputs, {}, space.time(sets), arena);
      std::string text;
      for (const Value& value : d.outputs) text += cel::to_text(value) + ' ';
      if (!d.has_outputs())
        text = std::string(to_string(d.outcome)) + std::string(to_string(d.failure.kind));
      return text;
    };
    for (bool more = true; more;) {
      std::vector<Dimension::SetId> sets;
      bool inside = true;
      for (std::size_t d = 0; d < space.size(); ++d) {
        sets.push_back(space.dimension(d).add(ClassRange{at[d], at[d] + 1}));
        inside = inside && space[d].intersects(sets[d], space[d].allowed());
      }
      cel::Arena arena;
      if (inside && outcome(first, sets, 0, arena) != outcome(second, sets, 1, arena)) {
        ++differing;
        for (const std::string& cell : space.region(sets)) seen += cell + ' ';
        seen += '\n';
      }
      std::size_t d = 0;
      while (d < space.size() && ++at[d] == space[d].classes()) at[d++] = 0;
      more = d < space.size();
    }
    INFO(to_text(*difference) << "points that differ:\n" << seen);
    CHECK((differing > 0) == !difference->changes.empty());
    for (const Change& change : difference->changes) {
      CHECK(change.before != change.after);
      CHECK(change.witness.confirmed);
      ++changes;
    }
  }
  CHECK(changes > 30);
}
