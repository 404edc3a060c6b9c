// The claims about decision tables: a decision in a table of 1,000 rows and six columns in a
// microsecond, in one of 100,000 rows in 20, a trace at no more than four times that, and the
// analysis of 1,000 rows in a second; the loop over all rows beside them.
#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <uniselector/cel.h>

#include "allocations.h"
#include "base/prng.h"
#include "rules/analysis.h"
#include "rules/diff.h"
#include "rules/table.h"

namespace uniselector::bench {
namespace {

using cel::Type;
using cel::Value;
using rules::HitPolicy;
using rules::Row;
using rules::Table;
using rules::TableSource;

enum class Shape {
  kProduct,  ///< every combination of three columns once; the three others ask loosely
  kWide,     ///< six intervals of a third of the range each: no column is selective
  kPoints,   ///< six values of a thousand each
};

std::string interval(std::int64_t low, std::int64_t high) {
  return "[" + std::to_string(low) + ".." + std::to_string(high) + ")";
}

TableSource frame(HitPolicy policy) {
  TableSource source;
  source.name = "bench";
  source.policy = policy;
  source.inputs = {
      {.name = "tier", .type = Type::string()},     {.name = "topic", .type = Type::string()},
      {.name = "wait", .type = Type::integer()},    {.name = "value", .type = Type::real()},
      {.name = "language", .type = Type::string()}, {.name = "age", .type = Type::duration()}};
  source.outputs = {{.name = "queue", .type = Type::string()},
                    {.name = "priority", .type = Type::integer()}};
  return source;
}

cel::Environment environment() {
  cel::EnvironmentOptions options;
  for (const auto& column : frame(HitPolicy::kUnique).inputs) {
    options.variables.push_back({column.name, column.type});
  }
  return cel::Environment::create(std::move(options)).value();
}

std::vector<rules::Text> texts(std::vector<std::string> cells) {
  std::vector<rules::Text> list;
  for (std::string& cell : cells) list.push_back({std::move(cell), {}});
  return list;
}

/// Rows for `side` x `side` x (rows / side^2) combinations.
TableSource product(std::size_t rows, HitPolicy policy) {
  TableSource source = frame(policy);
  const std::size_t side = rows <= 1000 ? 10 : 40;
  for (std::size_t r = 0; r < rows; ++r) {
    const std::size_t tier = r % side;
    const std::size_t topic = r / side % side;
    const auto wait = static_cast<std::int64_t>(r / (side * side));
    Row row;
    row.inputs = texts({"tier" + std::to_string(tier), "topic" + std::to_string(topic),
                        interval(wait * 10, wait * 10 + 10), r % 3 == 0 ? "< 1e6" : ">= 0",
                        r % 2 == 0 ? "not klingon" : "en, fr, de, es, it, pl", "< 10h"});
    row.outputs = texts({"queue" + std::to_string(r % 97), std::to_string(r % 10)});
    source.rows.push_back(std::move(row));
  }
  return source;
}

TableSource wide(std::size_t rows, HitPolicy policy) {
  TableSource source = frame(policy);
  for (rules::InputColumn& column : source.inputs) column.type = Type::integer();
  base::Prng prng(3);
  for (std::size_t r = 0; r < rows; ++r) {
    std::vector<std::string> cells;
    for (int c = 0; c < 6; ++c) {
      const auto low = static_cast<std::int64_t>(prng.below(660'000));
      cells.push_back(interval(low, low + 330'000 + static_cast<std::int64_t>(prng.below(10'000))));
    }
    Row row;
    row.inputs = texts(std::move(cells));
    row.outputs = texts({"queue" + std::to_string(r % 97), std::to_string(r % 10)});
    source.rows.push_back(std::move(row));
  }
  return source;
}

TableSource points(std::size_t rows, HitPolicy policy) {
  TableSource source = frame(policy);
  for (rules::InputColumn& column : source.inputs) column.type = Type::integer();
  base::Prng prng(4);
  for (std::size_t r = 0; r < rows; ++r) {
    std::vector<std::string> cells;
    for (int c = 0; c < 6; ++c) {
      cells.push_back(prng.below(5) == 0 ? "-" : std::to_string(prng.below(1000)));
    }
    Row row;
    row.inputs = texts(std::move(cells));
    row.outputs = texts({"queue" + std::to_string(r % 97), std::to_string(r % 10)});
    source.rows.push_back(std::move(row));
  }
  return source;
}

TableSource source_of(Shape shape, std::size_t rows) {
  if (shape == Shape::kProduct) return product(rows, HitPolicy::kUnique);
  if (shape == Shape::kWide) return wide(rows, HitPolicy::kCollect);
  return points(rows, HitPolicy::kFirst);
}

cel::Environment environment_of(Shape shape) {
  if (shape == Shape::kProduct) return environment();
  cel::EnvironmentOptions options;
  for (const auto& column : frame(HitPolicy::kUnique).inputs) {
    options.variables.push_back({column.name, Type::integer()});
  }
  return cel::Environment::create(std::move(options)).value();
}

Table table_of(Shape shape, std::size_t rows) {
  return Table::compile(source_of(shape, rows), environment_of(shape)).value();
}

/// Events; the text lives in `texts`.
struct Events {
  std::vector<std::string> texts;
  std::vector<std::vector<Value>> slots;
};

Events events_of(Shape shape, std::size_t rows) {
  base::Prng prng(5);
  Events events;
  const std::size_t side = rows <= 1000 ? 10 : 40;
  for (std::size_t i = 0; i < side; ++i) {
    events.texts.push_back("tier" + std::to_string(i));
    events.texts.push_back("topic" + std::to_string(i));
  }
  for (int i = 0; i < 1024; ++i) {
    std::vector<Value> slots;
    if (shape == Shape::kProduct) {
      const std::size_t waits = rows / (side * side) * 10;
      slots = {Value::string(events.texts[prng.below(side) * 2]),
               Value::string(events.texts[prng.below(side) * 2 + 1]),
               Value::integer(static_cast<std::int64_t>(prng.below(waits))),
               Value::real(prng.uniform(0, 1000)),
               Value::string("en"),
               Value::duration(static_cast<std::int64_t>(prng.below(1'000'000'000'000)))};
    } else {
      const std::uint64_t range = shape == Shape::kWide ? 1'000'000 : 1000;
      for (int c = 0; c < 6; ++c) {
        slots.push_back(Value::integer(static_cast<std::int64_t>(prng.below(range))));
      }
    }
    events.slots.push_back(std::move(slots));
  }
  return events;
}

void decide(benchmark::State& state, Shape shape, bool traced) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const Table table = table_of(shape, rows);
  const Events events = events_of(shape, rows);
  cel::Arena arena;
  rules::Trace trace;
  std::size_t i = 0;
  std::uint64_t matched = 0;
  for (const auto& slots : events.slots) {
    arena.reset();
    (void)table.decide(slots, {}, arena, traced ? &trace : nullptr);
  }
  const std::uint64_t before = allocations();
  for (auto _ : state) {
    arena.reset();
    const rules::Decision decision =
        table.decide(events.slots[i++ & 1023], {}, arena, traced ? &trace : nullptr);
    matched += decision.rows.size();
    benchmark::DoNotOptimize(decision.outputs.data());
  }
  const auto runs = static_cast<double>(state.iterations());
  state.counters["allocations"] = static_cast<double>(allocations() - before) / runs;
  state.counters["matched"] = static_cast<double>(matched) / runs;
  state.counters["index_MB"] = static_cast<double>(table.index_bytes()) / 1e6;
}

void product_unique(benchmark::State& state) { decide(state, Shape::kProduct, false); }
void product_unique_traced(benchmark::State& state) { decide(state, Shape::kProduct, true); }
void points_first(benchmark::State& state) { decide(state, Shape::kPoints, false); }
void points_first_traced(benchmark::State& state) { decide(state, Shape::kPoints, true); }
void wide_collect(benchmark::State& state) { decide(state, Shape::kWide, false); }
void wide_collect_traced(benchmark::State& state) { decide(state, Shape::kWide, true); }
BENCHMARK(product_unique)->Name("table/unique")->Arg(1000)->Arg(100'000);
BENCHMARK(product_unique_traced)->Name("table/unique/traced")->Arg(1000)->Arg(100'000);
BENCHMARK(points_first)->Name("table/points")->Arg(1000)->Arg(100'000);
BENCHMARK(points_first_traced)->Name("table/points/traced")->Arg(1000)->Arg(100'000);
BENCHMARK(wide_collect)->Name("table/wide")->Arg(1000)->Arg(100'000);
BENCHMARK(wide_collect_traced)->Name("table/wide/traced")->Arg(1000)->Arg(100'000);

void naive(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const Table table = table_of(Shape::kProduct, rows);
  const Events events = events_of(Shape::kProduct, rows);
  cel::Arena arena;
  std::size_t i = 0;
  for (auto _ : state) {
    arena.reset();
    const rules::Decision decision = table.decide_naive(events.slots[i++ & 1023], {}, arena);
    benchmark::DoNotOptimize(decision.outputs.data());
  }
}
BENCHMARK(naive)->Name("table/unique/naive")->Arg(1000)->Arg(100'000);

/// From text to a table that decides.
void compile(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const TableSource source = product(rows, HitPolicy::kUnique);
  const cel::Environment e = environment();
  for (auto _ : state) {
    const auto table = Table::compile(source, e);
    if (!table.ok()) std::abort();
    benchmark::DoNotOptimize(table->version());
  }
}
BENCHMARK(compile)->Name("table/compile")->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond);

void analysis(benchmark::State& state, Shape shape, HitPolicy policy) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  TableSource source = source_of(shape, rows);
  source.policy = policy;
  const Table table = Table::compile(std::move(source), environment_of(shape)).value();
  rules::Analysis found;
  for (auto _ : state) {
    found = rules::analyse(table);
    benchmark::DoNotOptimize(found.findings.data());
  }
  state.counters["steps"] = static_cast<double>(found.steps);
  state.counters["findings"] = static_cast<double>(found.findings.size());
  state.counters["complete"] = found.complete ? 1 : 0;
}
void analysis_product(benchmark::State& s) { analysis(s, Shape::kProduct, HitPolicy::kUnique); }
void analysis_points(benchmark::State& s) { analysis(s, Shape::kPoints, HitPolicy::kFirst); }
void analysis_wide(benchmark::State& s) { analysis(s, Shape::kWide, HitPolicy::kFirst); }
BENCHMARK(analysis_product)
    ->Name("analysis/unique")
    ->Arg(1000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(analysis_points)->Name("analysis/points")->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK(analysis_wide)->Name("analysis/wide")->Arg(1000)->Unit(benchmark::kMillisecond);

/// Two versions of 1,000 rows that differ in three cells.
void difference(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  TableSource source = product(rows, HitPolicy::kUnique);
  const cel::Environment e = environment();
  const Table before = Table::compile(source, e).value();
  source.rows[17].outputs[0].text = "another";
  source.rows[500].inputs[0].text = "tier99";
  source.rows[900].outputs[1].text = "11";
  const Table after = Table::compile(std::move(source), e).value();
  std::size_t changes = 0;
  for (auto _ : state) {
    const auto found = rules::diff(before, after);
    if (!found.ok() || !found->complete) std::abort();
    changes = found->changes.size();
  }
  state.counters["changes"] = static_cast<double>(changes);
}
BENCHMARK(difference)->Name("diff/unique")->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace uniselector::bench

BENCHMARK_MAIN();
