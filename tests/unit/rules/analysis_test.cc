// What is found in tables before they go live, held against looking at every input.
#include "rules/analysis.h"

#include <algorithm>
#include <set>
#include <string>

#include "base/prng.h"
#include "random_table.h"
#include "rules/cover.h"
#include "rules/evaluation.h"
#include "rules/space.h"

using namespace uniselector;
using namespace uniselector::rules;
using namespace uniselector::rules::kit;

namespace {

TableSource two_columns(HitPolicy policy) {
  TableSource source;
  source.name = "t";
  source.policy = policy;
  source.inputs = {{.name = "age", .type = Type::integer(), .values = {">= 0", {}}},
                   {.name = "tier", .type = Type::string()}};
  source.outputs = {{.name = "out", .type = Type::string()}};
  return source;
}

cel::Environment two_variables() {
  return environment({{"age", Type::integer()}, {"tier", Type::string()}});
}

/// Every finding in a line, rows from 1.
std::vector<std::string> lines(const Analysis& analysis) {
  std::vector<std::string> all;
  for (const Finding& finding : analysis.findings) {
    std::string line(to_string(finding.kind));
    for (const std::uint32_t row : finding.rows) line += ' ' + std::to_string(row + 1);
    line += ':';
    for (const std::string& cell : finding.region) line += ' ' + cell;
    all.push_back(line + (finding.witness.confirmed ? "" : " unconfirmed"));
  }
  return all;
}

std::vector<std::string> found(TableSource source) {
  return lines(analyse(compiled(std::move(source), two_variables())));
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a complete table without overlaps has no findings", "[rules][analysis]") {
  TableSource source = two_columns(HitPolicy::kUnique);
  source.rows = {row({"< 18", "-"}, {"a"}), row({"[18..65)", "gold"}, {"b"}),
                 row({"[18..65)", "not gold"}, {"c"}), row({">= 65", "-"}, {"d"})};
  CHECK(found(source).empty());
}

TEST_CASE("gaps are given as large as they are, with a witness", "[rules][analysis]") {
  TableSource source = two_columns(HitPolicy::kUnique);
  source.rows = {row({"< 18", "-"}, {"a"}), row({"[18..65)", "gold"}, {"b"}),
                 row({"[18..65)", "silver"}, {"c"}), row({"> 65", "-"}, {"d"})};
  CHECK(found(source) == Lines{"gap: [18..66) not(\"gold\", \"silver\") -", "gap: 65 - -"});
  source.inputs[1].values = {"gold, silver", {}};
  CHECK(found(source) == Lines{"gap: 65 - -"});
  source.rows.clear();
  CHECK(found(source) == Lines{"gap: - - -"});
  const Table table = compiled(source, two_variables());
  const Analysis analysis = analyse(table);
  CHECK(to_text(analysis, table) ==
        "gap: no row matches any input\n"
        "  for example age = 0, tier = \"gold\" at 2026-01-01T00:00:00Z\n");
}

TEST_CASE("overlaps of unique, contradictions of any", "[rules][analysis]") {
  TableSource source = two_columns(HitPolicy::kUnique);
  source.rows = {row({"< 18", "-"}, {"a"}), row({"[10..65)", "gold"}, {"a"}),
                 row({"[18..65)", "not gold"}, {"c"}), row({">= 65", "-"}, {"d"}),
                 row({"12", "gold, silver"}, {"b"})};
  CHECK(found(source) == Lines{"overlap 1 2: [10..18) \"gold\" -",
                               "overlap 1 5: 12 \"gold\", \"silver\" -",
                               "overlap 2 5: 12 \"gold\" -"});
  source.policy = HitPolicy::kAny;
  CHECK(found(source) ==
        Lines{"contradiction 1 5: 12 \"gold\", \"silver\" -", "contradiction 2 5: 12 \"gold\" -"});
  const Analysis analysis = analyse(compiled(source, two_variables()));
  CHECK(analysis.overlaps == 3);
  CHECK(analysis.contradictions == 2);
  CHECK(analysis.total(FindingKind::kContradiction) == 2);
  const Analysis bounded = analyse(compiled(source, two_variables()), {.most_findings = 1});
  CHECK(bounded.count(FindingKind::kContradiction) == 1);
  CHECK(bounded.total(FindingKind::kContradiction) == 2);
  source.policy = HitPolicy::kCollect;
  CHECK(found(source).empty());
}

TEST_CASE("masked rows, by one row or by several together", "[rules][analysis]") {
  TableSource source = two_columns(HitPolicy::kFirst);
  source.rows = {row({"< 18", "-"}, {"a"}),
                 row({">= 15", "gold"}, {"b"}),
                 row({"10", "gold"}, {"c"}),
                 row({"-", "gold"}, {"d"}),
                 row({"[15..20]", "gold, silver"}, {"e"}),
                 row({"-", "-"}, {"f"})};
  CHECK(found(source) == Lines{"masked 3: 10 \"gold\" -", "masked 4: - \"gold\" -"});
  source.outputs[0].order = texts({"f", "e", "d", "c", "b", "a"});
  source.policy = HitPolicy::kPriority;
  CHECK(found(source) == Lines{"masked 5: [15..21) \"gold\", \"silver\" -",
                               "masked 4: - \"gold\" -", "masked 3: 10 \"gold\" -",
                               "masked 2: >= 15 \"gold\" -", "masked 1: [0..18) - -"});
}

TEST_CASE("duplicates, contradictions and rows that could be one", "[rules][analysis]") {
  TableSource source = two_columns(HitPolicy::kFirst);
  source.rows = {row({"< 18", "gold"}, {"a"}), row({"[..17]", "\"gold\""}, {"a"}),
                 row({"< 18", "gold"}, {"b"}), row({">= 18", "gold"}, {"a"}),
                 row({"5", "silver"}, {"x"}),  row({"-", "not gold"}, {"y"})};
  CHECK(found(source) == Lines{"contradiction 1 3: [0..18) \"gold\" -",
                               "duplicate 1 2: [0..18) \"gold\" -", "mergeable 1 4: - \"gold\" -"});
  // A row between them that says something else keeps rows apart.
  source.rows = {row({"< 18", "gold"}, {"a"}), row({"[10..30)", "-"}, {"b"}),
                 row({">= 18", "gold"}, {"a"}), row({"-", "-"}, {"c"})};
  CHECK(found(source).empty());
  source.policy = HitPolicy::kSum;
  source.outputs[0].type = Type::integer();
  source.rows = {row({"< 18", "gold"}, {"1"}), row({">= 10", "gold"}, {"1"}),
                 row({"-", "-"}, {"2"})};
  CHECK(found(source).empty());  // a gold of 12 counts twice
  source.rows[1].inputs[0].text = ">= 18";
  CHECK(found(source) == Lines{"mergeable 1 2: - \"gold\" -"});
}

TEST_CASE("rows that could be one are so all together", "[rules][analysis]") {
  TableSource source = two_columns(HitPolicy::kFirst);
  source.inputs[0].values.text = "[1..3]";
  // 3 may not move in front of the row between, although 2, which may, stands before it.
  source.rows = {row({"1", "-"}, {"a"}), row({"1, 3", "gold"}, {"b"}), row({"2", "-"}, {"a"}),
                 row({"3", "-"}, {"a"})};
  CHECK(found(source) == Lines{"mergeable 1 3: [1..3) - -"});
  source = two_columns(HitPolicy::kSum);
  source.inputs[0].values.text = "[1..4]";
  source.outputs[0].type = Type::integer();
  source.rows = {row({"1, 2", "-"}, {"1"}), row({"3", "-"}, {"1"}), row({"1, 4", "-"}, {"1"})};
  CHECK(found(source) == Lines{"mergeable 1 2: [1..4) - -"});  // 1 counts twice
}

TEST_CASE("defaults leave no gap, and only one row's policies have overlaps", "[rules][analysis]") {
  TableSource source = two_columns(HitPolicy::kFirst);
  source.rows = {row({"< 18", "-"}, {"a"}), row({"[10..30)", "-"}, {"b"})};
  CHECK(found(source).size() == 1);
  source.defaults = std::vector<Text>{{"c"}};
  const Analysis analysis = analyse(compiled(source, two_variables()));
  CHECK(lines(analysis).empty());
  CHECK(analysis.overlaps == 0);
  source.policy = HitPolicy::kUnique;
  CHECK(analyse(compiled(source, two_variables())).overlaps == 1);
}

TEST_CASE("dates: gaps in time, rows that never are in effect", "[rules][analysis]") {
  TableSource source = two_columns(HitPolicy::kUnique);
  source.from.text = "2026-01-01";
  source.to.text = "2027-01-01";
  source.rows = {row({"-", "-"}, {"a"}), row({"-", "gold"}, {"b"}), row({"-", "not gold"}, {"c"}),
                 row({"-", "-"}, {"d"})};
  source.rows[0].to.text = "2026-06-01";
  source.rows[1].from.text = "2026-06-01";
  source.rows[2].from.text = "2026-07-01";
  source.rows[3].from.text = "2027-01-01";
  CHECK(found(source) ==
        Lines{"gap_in_time: - not \"gold\" [2026-06-01T00:00:00Z..2026-07-01T00:00:00Z)",
              "never_in_effect 4: - - nothing unconfirmed"});
}

TEST_CASE("a cell outside the declared values can never match", "[rules][analysis]") {
  TableSource source = two_columns(HitPolicy::kUnique);
  source.rows = {row({"-", "-"}, {"a"}), row({"< 0", "-"}, {"b"})};
  CHECK(found(source) == Lines{"outside_values 2: nothing - - unconfirmed"});
}

TEST_CASE("a missing input that matches nothing is an input too", "[rules][analysis]") {
  TableSource source = two_columns(HitPolicy::kUnique);
  source.inputs[1].missing = Missing::kNoMatch;
  source.rows = {row({"< 18", "gold"}, {"a"}), row({"< 18", "not gold"}, {"b"}),
                 row({">= 18", "-"}, {"c"})};
  CHECK(found(source) == Lines{"gap: [0..18) missing -"});
  const Analysis analysis = analyse(compiled(source, two_variables()));
  REQUIRE(analysis.findings.size() == 1);
  CHECK(analysis.findings[0].witness.inputs[1].is(cel::ValueKind::kAbsent));
}

TEST_CASE("columns over one expression are one dimension", "[rules][analysis]") {
  TableSource source = two_columns(HitPolicy::kUnique);
  source.inputs[1] = {
      .name = "age_to", .expression = "age", .type = Type::integer(), .values = {">= 0", {}}};
  source.rows = {row({">= 0", "< 10"}, {"a"}), row({">= 10", "< 20"}, {"b"}),
                 row({">= 19", "-"}, {"c"})};
  const Analysis analysis = analyse(compiled(source, two_variables()));
  CHECK(lines(analysis) == Lines{"overlap 2 3: 19 -"});
}

TEST_CASE("rows with conditions are not analysed and never said to be fine", "[rules][analysis]") {
  TableSource source = two_columns(HitPolicy::kFirst);
  source.rows = {row({"it % 2 == 0", "gold"}, {"a"}), row({"-", "silver"}, {"b"}),
                 row({"4", "silver"}, {"c"})};
  const Table table = compiled(source, two_variables());
  const Analysis analysis = analyse(table);
  CHECK(analysis.opaque_rows == std::vector<std::uint32_t>{0});
  CHECK(lines(analysis) == Lines{"gap: - not(\"gold\", \"silver\") -", "masked 3: 4 \"silver\" -"});
  REQUIRE(analysis.open_regions.size() == 1);
  CHECK(analysis.open_regions[0] == Lines{"-", "not \"silver\"", "-"});
  CHECK(to_text(analysis, table).find("1 rows have conditions and were not analysed") !=
        std::string::npos);
}

TEST_CASE("an analysis that costs too much says where it stopped", "[rules][analysis]") {
  base::Prng prng(5);
  RandomOptions options;
  options.rows = 300;
  options.conditions = false;
  options.computed = false;
  const Table table = compiled(random_table(HitPolicy::kFirst, options, prng),
                               environment(random_variables(options.columns)));
  const Analysis analysis = analyse(table, {.steps = 5000});
  CHECK_FALSE(analysis.complete);
  // Each part has its share, so that one that is hard leaves something for those behind it.
  INFO(analysis.stopped);
  CHECK(analysis.stopped.find("analysis of masked rows stopped after ") != std::string::npos);
  if (!table.source().defaults) {
    CHECK(analysis.stopped.find("; analysis of gaps stopped after ") != std::string::npos);
  }
  CHECK(analysis.steps <= 5000);
}

namespace {

/// Rows by hundreds in two columns of ranges, one of texts and "not", and one of few values.
TableSource wide_table(HitPolicy policy, std::size_t rows, base::Prng& prng) {
  TableSource source;
  source.name = "wide";
  source.policy = policy;
  source.inputs = {{.name = "v0", .type = Type::integer()},
                   {.name = "v1", .type = Type::string()},
                   {.name = "v2", .type = Type::integer()},
                   {.name = "v3", .type = Type::string(), .missing = Missing::kNoMatch}};
  source.outputs = {{.name = "out", .type = Type::integer()}};
  const auto range = [&](std::uint64_t most, std::uint64_t width) {
    const std::uint64_t low = prng.below(most);
    return "[" + std::to_string(low) + ".." + std::to_string(low + 1 + prng.below(width)) + ")";
  };
  for (std::size_t r = 0; r < rows; ++r) {
    const std::string key = "k" + std::to_string(prng.below(1500));
    const std::string other = "k" + std::to_string(prng.below(1500));
    const std::uint64_t kind = prng.below(8);
    source.rows.push_back(row({range(1000, 400),
                               kind < 2   ? "-"
                               : kind < 5 ? "not " + key
                                          : key + ", " + other,
                               prng.below(3) == 0 ? "-" : range(1000, 600),
                               prng.below(3) == 0 ? "-" : "a" + std::to_string(prng.below(4))},
                              {std::to_string(prng.below(3))}));
  }
  return source;
}

cel::Environment wide_variables() {
  return environment({{"v0", Type::integer()},
                      {"v1", Type::string()},
                      {"v2", Type::integer()},
                      {"v3", Type::string()}});
}

}  // namespace

TEST_CASE("blocks of rows give what pairs of rows give", "[rules][analysis][property]") {
  base::Prng prng(77);
  for (const HitPolicy policy : {HitPolicy::kUnique, HitPolicy::kAny}) {
    const Table table = compiled(wide_table(policy, 1400, prng), wide_variables());
    const Analysis analysis = analyse(table, {.most_findings = 500, .gaps = false, .rows = false});
    REQUIRE(analysis.complete);
    const TableImpl* impl = &table.impl();
    Space space({&impl, 1});
    std::uint64_t meet = 0;
    std::vector<std::vector<std::uint32_t>> wrong;
    for (std::uint32_t a = 0; a < table.rows(); ++a) {
      for (std::uint32_t b = a + 1; b < table.rows(); ++b) {
        if (!space.intersect(space.sets(a), space.sets(b))) continue;
        ++meet;
        const bool same_box = std::ranges::equal(space.sets(a), space.sets(b));
        const bool same_output = impl->output_class[a] == impl->output_class[b];
        if (!same_box && !(policy == HitPolicy::kAny && same_output)) wrong.push_back({a, b});
      }
    }
    CHECK(analysis.overlaps == meet);
    const FindingKind kind =
        policy == HitPolicy::kUnique ? FindingKind::kOverlap : FindingKind::kContradiction;
    CHECK(analysis.total(kind) == wrong.size());
    CHECK(wrong.size() > 1000);
    wrong.resize(500);
    std::vector<std::vector<std::uint32_t>> listed;
    for (const Finding& finding : analysis.findings) {
      CHECK(finding.witness.confirmed);
      listed.push_back(finding.rows);
    }
    CHECK(listed == wrong);
  }
}

TEST_CASE("masked rows of many are those that the rows before cover",
          "[rules][analysis][property]") {
  base::Prng prng(78);
  const Table table = compiled(wide_table(HitPolicy::kFirst, 900, prng), wide_variables());
  const Analysis analysis =
      analyse(table, {.most_findings = 10'000, .gaps = false, .overlaps = false, .rows = false});
  REQUIRE(analysis.complete);
  const TableImpl* impl = &table.impl();
  Space space({&impl, 1});
  std::vector<std::uint32_t> covered;
  for (std::uint32_t r = 0; r < table.rows(); ++r) {
    Budget budget(UINT64_MAX);
    CoverSearch search(space, budget);
    search.restrict_to(space.sets(r));
    for (std::uint32_t before = 0; before < r; ++before) search.add_box(before);
    if (!search.uncovered()) covered.push_back(r);
  }
  std::vector<std::uint32_t> told;
  for (const Finding& finding : analysis.findings) told.push_back(finding.rows[0]);
  CHECK(told == covered);
  CHECK(covered.size() > 100);
  CHECK(covered.size() < 800);
}

TEST_CASE("many rows are analysed whole in a few steps for each", "[rules][analysis]") {
  TableSource source = two_columns(HitPolicy::kFirst);
  constexpr std::size_t kRows = 20'000;
  for (std::size_t r = 0; r < kRows; ++r) {
    source.rows.push_back(
        row({"[" + std::to_string(r * 10) + ".." + std::to_string(r * 10 + 10) + ")", "-"},
            {"queue" + std::to_string(r)}));
  }
  source.rows.push_back(row({"77", "gold"}, {"never"}));
  const Table table = compiled(source, two_variables());
  const Analysis analysis = analyse(table);
  CHECK(analysis.complete);
  CHECK(lines(analysis) == Lines{"gap: >= 200000 - -", "masked 20001: 77 \"gold\" -"});
  CHECK(analysis.steps < 500 * kRows);
}

TEST_CASE("a message names some of many rows only", "[rules][analysis]") {
  TableSource source = two_columns(HitPolicy::kUnique);
  for (std::size_t r = 0; r < 300; ++r) source.rows.push_back(row({std::to_string(r), "-"}, {"a"}));
  const Analysis analysis = analyse(compiled(source, two_variables()), {.gaps = false});
  REQUIRE(analysis.findings.size() == 1);
  CHECK(analysis.findings[0].rows.size() == 300);
  CHECK(analysis.findings[0].message.find("19, 20 and 280 more differ in age only: one row with "
                                          "[0..300) says the same") != std::string::npos);
}

namespace {

/// All points of a table's space, each with the rows that match there.
struct Truth {
  bool gap = false;
  std::set<std::pair<std::uint32_t, std::uint32_t>> overlaps;
  std::set<std::uint32_t> deciding;  ///< rows that are first somewhere
};

Truth truth_of(const Table& table) {
  const TableImpl* impl = &table.impl();
  Space space({&impl, 1});
  Truth truth;
  std::vector<std::uint32_t> at(space.size(), 0);
  cel::Arena arena;
  for (;;) {
    std::vector<Dimension::SetId> sets;
    bool inside = true;
    for (std::size_t d = 0; d < space.size(); ++d) {
      sets.push_back(space.dimension(d).add(ClassRange{at[d], at[d] + 1}));
      inside = inside && space[d].intersects(sets[d], space[d].allowed());
    }
    if (inside) {
      arena.reset();
      Evaluation evaluation(*impl, {}, space.time(sets), arena);
      evaluation.take_inputs(space.point(0, sets, arena));
      std::vector<std::uint32_t> rows;
      for (std::uint32_t p = 0; p < table.rows(); ++p) {
        if (evaluation.check_naive(p).state == RowState::kMatched) {
          rows.push_back(impl->row_of_position[p]);
        }
      }
      truth.gap = truth.gap || rows.empty();
      if (!rows.empty()) truth.deciding.insert(rows[0]);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t j = i + 1; j < rows.size(); ++j) {
          truth.overlaps.insert({std::min(rows[i], rows[j]), std::max(rows[i], rows[j])});
        }
      }
    }
    std::size_t d = 0;
    while (d < space.size() && ++at[d] == space[d].classes()) at[d++] = 0;
    if (d == space.size()) return truth;
  }
}

}  // namespace

TEST_CASE("findings are what looking at every input finds", "[rules][analysis][property]") {
  base::Prng prng(21);
  int with_gap = 0;
  int masked = 0;
  for (int round = 0; round < 150; ++round) {
    RandomOptions options;
    options.rows = 1 + prng.below(12);
    options.columns = 1 + prng.below(3);
    options.conditions = false;
    options.computed = false;
    options.any = prng.uniform(0.2, 0.8);
    const HitPolicy policy = round % 2 == 0 ? HitPolicy::kUnique : HitPolicy::kFirst;
    const Table table = compiled(random_table(policy, options, prng),
                                 environment(random_variables(options.columns)));
    const Analysis analysis = analyse(table, {.most_findings = 100'000});
    const Truth truth = truth_of(table);
    std::string rows;
    for (const Row& r : table.source().rows) {
      for (const Text& cell : r.inputs) rows += cell.text + " | ";
      rows += r.from.text + ".." + r.to.text + '\n';
    }
    INFO(rows << to_text(analysis, table));
    REQUIRE(analysis.complete);
    const bool gap =
        analysis.count(FindingKind::kGap) + analysis.count(FindingKind::kGapInTime) > 0;
    CHECK(gap == (truth.gap && !table.source().defaults));
    with_gap += gap ? 1 : 0;
    CHECK(analysis.overlaps == (policy == HitPolicy::kUnique ? truth.overlaps.size() : 0));
    for (const Finding& finding : analysis.findings) {
      INFO(to_string(finding.kind) << ": " << finding.message);
      const bool timeless = finding.kind == FindingKind::kNeverInEffect;
      CHECK((finding.witness.confirmed || timeless));
      if (finding.kind == FindingKind::kMasked) {
        CHECK_FALSE(truth.deciding.contains(finding.rows[0]));
        ++masked;
      }
    }
    if (policy == HitPolicy::kFirst) {
      // Every row that never decides is named, in one way or another.
      for (std::uint32_t r = 0; r < table.rows(); ++r) {
        if (truth.deciding.contains(r)) continue;
        const bool named =
            std::any_of(analysis.findings.begin(), analysis.findings.end(), [&](const Finding& f) {
              return f.kind >= FindingKind::kContradiction && f.kind != FindingKind::kMergeable &&
                     std::count(f.rows.begin(), f.rows.end(), r) > 0;
            });
        INFO("row " << r + 1);
        CHECK(named);
      }
    } else {
      std::set<std::pair<std::uint32_t, std::uint32_t>> told;
      for (const Finding& finding : analysis.findings) {
        if (finding.kind == FindingKind::kOverlap) {
          told.insert({finding.rows[0], finding.rows[1]});
        }
      }
      for (const auto& pair : told) CHECK(truth.overlaps.contains(pair));
    }
  }
  CHECK(with_gap > 20);
  CHECK(masked > 20);
}
