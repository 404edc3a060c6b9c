// The index and the loop over all rows give the same decisions, errors included, with a trace and
// without; and a row means what `&&` of the language makes of its cells.
#include <map>
#include <string>

#include "base/prng.h"
#include "random_table.h"
#include "rules/cell.h"
#include "rules/evaluation.h"

using namespace uniselector;
using namespace uniselector::rules;
using namespace uniselector::rules::kit;

namespace {

/// Counts what happened, so that the tests can tell that they saw everything.
using Seen = std::map<std::string, int>;

void compare(const Table& table, base::Prng& prng, int inputs, Seen* seen) {
  cel::Arena arena;
  Trace trace;
  for (int i = 0; i < inputs; ++i) {
    arena.reset();
    std::vector<Value> slots;
    for (std::size_t c = 0; c < table.columns(); ++c) slots.push_back(random_input(c, prng));
    const Time when = random_time(prng);
    const Decision fast = table.decide(slots, when, arena);
    const Decision slow = table.decide_naive(slots, when, arena);
    const Decision traced = table.decide(slots, when, arena, &trace);
    const Decision direct = table.decide_inputs(slots, slots, when, arena);
    INFO(to_string(table.policy()) << ": " << text_of(fast) << " and " << text_of(slow));
    REQUIRE(same_decision(fast, slow, arena));
    REQUIRE(fast.failure.message == slow.failure.message);
    REQUIRE(same_decision(fast, traced, arena));
    REQUIRE(same_decision(fast, direct, arena));
    ++(*seen)[std::string(to_string(fast.outcome))];
    ++(*seen)[std::string(to_string(fast.failure.kind))];
  }
}

}  // namespace

TEST_CASE("index and loop agree on random tables, with all policies", "[rules][property]") {
  base::Prng prng(11);
  Seen seen;
  for (int round = 0; round < 12; ++round) {
    for (const HitPolicy policy : kAllPolicies) {
      RandomOptions options;
      options.rows = 1 + prng.below(round < 8 ? 30 : 200);
      options.columns = 1 + prng.below(6);
      options.any = prng.uniform(0.1, 0.7);
      options.conditions = round % 3 != 0;
      options.dates = round % 2 != 0;
      const auto environment = kit::environment(random_variables(options.columns));
      compare(compiled(random_table(policy, options, prng), environment), prng, 40, &seen);
    }
  }
  for (const char* what :
       {"decided", "default", "no_decision", "failed", "not_unique", "contradiction",
        "missing_input", "input", "cell", "output", "overflow"}) {
    INFO(what);
    CHECK(seen[what] > 0);
  }
}

TEST_CASE("index and loop agree where one group of bits serves many places", "[rules][property]") {
  base::Prng prng(12);
  TableSource source;
  source.name = "large";
  source.policy = HitPolicy::kCollect;
  source.inputs = {{.name = "v0", .type = Type::integer()},
                   {.name = "v1", .type = Type::string(), .missing = Missing::kNoMatch},
                   {.name = "v2", .type = Type::timestamp()}};
  source.outputs = {{.name = "out", .type = Type::integer()}};
  constexpr std::size_t kRows = 30'000;
  for (std::size_t r = 0; r < kRows; ++r) {
    const std::uint64_t low = prng.below(100'000);
    const std::string day = std::to_string(10 + prng.below(18));
    source.rows.push_back(row(
        {prng.below(50) == 0
             ? "-"
             : "[" + std::to_string(low) + ".." + std::to_string(low + 1 + prng.below(5000)) + ")",
         prng.below(20) == 0 ? "not k" + std::to_string(prng.below(5000))
                             : "k" + std::to_string(prng.below(5000)),
         prng.below(2) == 0 ? "-" : ">= 2026-01-" + day + "T00:00:" + day + "Z"},
        {std::to_string(prng.below(9))}));
  }
  const Table table = compiled(
      source,
      environment({{"v0", Type::integer()}, {"v1", Type::string()}, {"v2", Type::timestamp()}}));
  CHECK(table.index_bytes() < (std::size_t{32} << 20));
  cel::Arena arena;
  std::size_t hits = 0;
  for (int i = 0; i < 200; ++i) {
    arena.reset();
    const std::string key = "k" + std::to_string(prng.below(5100));
    const std::vector<Value> slots = {
        Value::integer(static_cast<std::int64_t>(prng.below(105'000))),
        prng.below(10) == 0 ? Value() : Value::string(key),
        Value::timestamp(1'767'225'600 + static_cast<std::int64_t>(prng.below(40 * 86'400)), 1)};
    const Decision fast = table.decide(slots, {}, arena);
    const Decision slow = table.decide_naive(slots, {}, arena);
    REQUIRE(same_decision(fast, slow, arena));
    hits += fast.rows.size();
  }
  CHECK(hits > 200);
}

TEST_CASE("a row means what && of the language makes of its cells", "[rules][property]") {
  base::Prng prng(13);
  RandomOptions options;
  options.rows = 120;
  options.columns = 5;
  options.dates = false;
  TableSource source = random_table(HitPolicy::kCollect, options, prng);
  for (InputColumn& column : source.inputs) column.missing = Missing::kError;
  const auto environment = kit::environment(random_variables(5));
  const Table table = compiled(source, environment);
  std::vector<cel::Program> rows;
  for (const Row& row : source.rows) {
    std::string text = "true";
    for (std::size_t c = 0; c < 5; ++c) {
      const ShorthandCell cell =
          read_shorthand(row.inputs[c].text, domain_of(source.inputs[c].type), {});
      if (cell.any || (cell.set && cell.set->is_all())) continue;
      const std::string name = random_name(c);
      std::string part = cell.set ? cell.set->to_cel(name) : row.inputs[c].text;
      for (std::size_t at = 0; !cell.set && (at = part.find("it", at)) != std::string::npos;) {
        part.replace(at, 2, name);
      }
      text += " && (" + part + ")";
    }
    INFO(text);
    auto program = environment.compile(text);
    INFO(program.status().to_string());
    REQUIRE(program.ok());
    rows.push_back(*std::move(program));
  }
  cel::Arena arena;
  Seen seen;
  for (int i = 0; i < 200; ++i) {
    arena.reset();
    std::vector<Value> slots;
    for (std::size_t c = 0; c < 5; ++c) {
      Value value = random_input(c, prng);
      if (value.is(cel::ValueKind::kType) || value.is(cel::ValueKind::kNull)) value = Value();
      slots.push_back(value);
    }
    Evaluation evaluation(table.impl(), slots, {}, arena);
    evaluation.read_inputs();
    for (std::uint32_t r = 0; r < rows.size(); ++r) {
      const Value meant = rows[r].evaluate(slots, arena);
      const RowState state = evaluation.check(r).state;
      INFO(table.row_name(r) << " " << to_string(state) << " and " << cel::to_text(meant));
      REQUIRE((state == RowState::kMatched) == meant.is_true());
      REQUIRE((state == RowState::kFalse) == meant.is_false());
      REQUIRE((state == RowState::kFailed) == meant.is(cel::ValueKind::kError));
      REQUIRE(evaluation.check_naive(r).state == state);
      ++seen[std::string(to_string(state))];
    }
  }
  CHECK(seen["matched"] > 10);
  CHECK(seen["false"] > 10);
  CHECK(seen["failed"] > 10);
}

TEST_CASE("a trace tells of every row what became of it", "[rules][trace]") {
  TableSource source;
  source.name = "traced";
  source.policy = HitPolicy::kFirst;
  source.inputs = {{.name = "wait",
                    .type = Type::integer(),
                    .missing = Missing::kDefault,
                    .missing_value = {"7", {}}},
                   {.name = "tier", .type = Type::string()}};
  source.outputs = {{.name = "queue", .type = Type::string()}};
  source.rows = {row({"< 5", "gold"}, {"a"}),
                 row({"it % 2 == 0", "silver"}, {"b"}),
                 row({"it / 0 == 1", "gold"}, {"c"}),
                 row({"-", "-"}, {"d"}),
                 row({"7", "-"}, {"e"}),
                 row({"-", "silver"}, {"f"})};
  source.rows[5].from.text = "2027-01-01";
  const Table table =
      compiled(source, environment({{"wait", Type::integer()}, {"tier", Type::string()}}));
  cel::Arena arena;
  Trace trace;
  std::vector<Value> slots = {Value(), Value::string("silver")};
  const Decision decision = table.decide(slots, *parse_time("2026-05-01T00:00:00Z"), arena, &trace);
  CHECK(text_of(decision) == "decided [4]: \"d\"");
  const auto state = [&](std::uint32_t r) {
    const RowTrace found = table.explain(trace, r);
    std::string text(to_string(found.state));
    if (found.column != kNoColumn) text += " at " + std::to_string(found.column);
    if (found.absorbed != kNoColumn) text += " absorbed " + std::to_string(found.absorbed);
    return text;
  };
  CHECK(state(0) == "skipped at 0");
  CHECK(state(1) == "false at 0");
  CHECK(state(2) == "skipped at 1");
  CHECK(state(3) == "matched");
  CHECK(state(4) == "not reached");
  CHECK(trace.version() == table.version());
  REQUIRE(trace.inputs().size() == 2);
  CHECK(trace.inputs()[0].by_default);
  CHECK(cel::to_text(trace.inputs()[0].value) == "7");
  const std::string text = table.to_text(trace);
  CHECK(text.find("version " + table.version_text()) != std::string::npos);
  CHECK(text.find("input wait = 7 (default)") != std::string::npos);
  CHECK(text.find("row 2: false at wait (it % 2 == 0)") != std::string::npos);

  // A missing tier: the error of the second cell is absorbed where the first is false.
  slots[1] = Value();
  CHECK(text_of(table.decide(slots, {}, arena, &trace)) == "failed cell row 3 column 1");
  CHECK(state(0) == "skipped at 0 absorbed 1");
  CHECK(state(1) == "false at 0 absorbed 1");
  CHECK(state(2) == "failed at 0");
  CHECK(state(3) == "not reached");
}
