// Tables that work on the same event: who writes the same, and who needs whom.
#include "rules/rule_set.h"

#include <string>
#include <vector>

#include "kit.h"

using namespace uniselector;
using namespace uniselector::rules;
using namespace uniselector::rules::kit;

namespace {

cel::Environment shared() {
  return environment({{"wait", Type::integer()},
                      {"tier", Type::string()},
                      {"queue", Type::string()},
                      {"intake.priority", Type::integer()},
                      {"score", Type::integer()}});
}

/// A table over one variable with one output.
Table one(std::string_view name, std::string_view variable, cel::Type type, std::string_view output,
          std::vector<std::string> cells, const cel::Environment& environment) {
  TableSource source;
  source.name = name;
  source.policy = HitPolicy::kFirst;
  source.inputs = {{.name = std::string(variable), .type = type}};
  source.outputs = {{.name = std::string(output), .type = Type::integer()}};
  for (const std::string& cell : cells) source.rows.push_back(row({cell}, {"1"}));
  return compiled(source, environment);
}

}  // namespace

TEST_CASE("two tables that write the same for one event are in conflict", "[rules][set]") {
  const auto environment = shared();
  const std::vector<Table> tables = {
      one("a", "wait", Type::integer(), "score", {"< 10", "> 50"}, environment),
      one("b", "wait", Type::integer(), "score", {"[20..30]", "[25..60)"}, environment),
      one("c", "wait", Type::integer(), "score", {"[10..15]"}, environment),
      one("d", "wait", Type::integer(), "other", {"-"}, environment)};
  const SetAnalysis analysis = analyse_together(tables);
  REQUIRE(analysis.conflicts.size() == 1);
  const WriteConflict& conflict = analysis.conflicts[0];
  CHECK(conflict.first_table == 0);
  CHECK(conflict.second_table == 1);
  CHECK(conflict.output == "score");
  CHECK(conflict.first_row == 1);
  CHECK(conflict.second_row == 1);
  CHECK_FALSE(conflict.not_analysed);
  CHECK(conflict.first.confirmed);
  CHECK(conflict.second.confirmed);
  CHECK(conflict.first.inputs[0].as_int() > 50);
  CHECK(conflict.first.inputs[0].as_int() < 60);
  CHECK(analysis.complete);
  CHECK(analysis.cycles.empty());
}

TEST_CASE("tables over different inputs conflict, tables at different times do not",
          "[rules][set]") {
  const auto environment = shared();
  CHECK(analyse_together({one("a", "wait", Type::integer(), "score", {"5"}, environment),
                          one("b", "tier", Type::string(), "score", {"gold"}, environment)})
            .conflicts.size() == 1);
  TableSource early;
  early.name = "early";
  early.outputs = {{.name = "score", .type = Type::integer()}};
  early.rows = {row({}, {"1"})};
  early.to.text = "2026-01-01";
  TableSource late = early;
  late.name = "late";
  late.from.text = "2026-01-01";
  late.to.text = "";
  CHECK(analyse_together({compiled(early, environment), compiled(late, environment)})
            .conflicts.empty());
  late.from.text = "2025-12-31";
  CHECK(analyse_together({compiled(early, environment), compiled(late, environment)})
            .conflicts.size() == 1);
}

TEST_CASE("a conflict that hangs on a condition is not analysed", "[rules][set]") {
  const auto environment = shared();
  const SetAnalysis analysis =
      analyse_together({one("a", "wait", Type::integer(), "score", {"it % 2 == 0"}, environment),
                        one("b", "wait", Type::integer(), "score", {"5"}, environment)});
  REQUIRE(analysis.conflicts.size() == 1);
  CHECK(analysis.conflicts[0].not_analysed);
  CHECK_FALSE(analysis.conflicts[0].first.confirmed);
}

TEST_CASE("tables are put in the order in which they need each other", "[rules][set]") {
  const auto environment = shared();
  const std::vector<Table> tables = {
      one("last", "score", Type::integer(), "out", {"-"}, environment),
      one("middle", "intake.priority", Type::integer(), "score", {"-"}, environment),
      one("intake", "wait", Type::integer(), "priority", {"-"}, environment)};
  const SetAnalysis analysis = analyse_together(tables);
  CHECK(analysis.cycles.empty());
  CHECK(analysis.order == std::vector<std::uint32_t>{2, 1, 0});
}

TEST_CASE("tables that need each other in a circle are named", "[rules][set]") {
  const auto environment = shared();
  const std::vector<Table> tables = {
      one("free", "wait", Type::integer(), "nothing", {"-"}, environment),
      one("a", "score", Type::integer(), "wait", {"-"}, environment),
      one("b", "wait", Type::integer(), "score", {"it > 5 || tier == 'x'"}, environment),
      one("self", "queue", Type::string(), "queue", {"-"}, environment)};
  const SetAnalysis analysis = analyse_together(tables);
  REQUIRE(analysis.cycles.size() == 2);
  CHECK(analysis.cycles[0].tables == std::vector<std::uint32_t>{1, 2});
  CHECK(analysis.cycles[1].tables == std::vector<std::uint32_t>{3});
  CHECK(analysis.order.empty());
}
