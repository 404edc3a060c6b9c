// The claims about the expression language: a comparison with a constant in 25 ns without an
// allocation, a rule of a hundred characters compiled in 20 us, and what the usual conditions of
// rules cost. bench/peers/cel runs the same expressions through other runtimes.
#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <uniselector/cel.h>

#include "allocations.h"
#include "program.h"

namespace uniselector::bench {
namespace {

using cel::Type;
using cel::Value;

constexpr const char* kRule =
    "wait > 30 && lang in ['fr', 'de', 'it'] && (tier == 'gold' || value >= 10000) && "
    "topic != 'test'";

cel::Environment environment() {
  cel::EnvironmentOptions options;
  options.variables = {{"wait", Type::integer()},
                       {"lang", Type::string()},
                       {"tier", Type::string()},
                       {"value", Type::integer()},
                       {"topic", Type::string()},
                       {"list", Type::list(Type::integer())},
                       {"map", Type::map(Type::string(), Type::integer())}};
  return cel::Environment::create(std::move(options)).value();
}

struct Inputs {
  cel::Arena arena;
  std::vector<Value> slots;
  Inputs() {
    std::vector<Value> numbers;
    for (int i = 0; i < 100; ++i) numbers.push_back(Value::integer(i));
    const Value keys[] = {Value::string("a"), Value::string("b")};
    slots = {Value::integer(45),
             Value::string("fr"),
             Value::string("silver"),
             Value::integer(12'000),
             Value::string("refund"),
             cel::make_list(arena, numbers),
             cel::make_map(arena, keys, {numbers.data(), 2})};
  }
};

void evaluate(benchmark::State& state, const char* source) {
  const cel::Program program = environment().compile(source).value();
  const Inputs inputs;
  cel::Arena arena;
  (void)program.evaluate(inputs.slots, arena);
  arena.reset();
  (void)program.evaluate(inputs.slots, arena);
  const std::uint64_t before = allocations();
  for (auto _ : state) {
    arena.reset();
    Value value = program.evaluate(inputs.slots, arena);
    benchmark::DoNotOptimize(value);
    if (value.is(cel::ValueKind::kError)) {
      state.SkipWithError("it failed");
      break;
    }
  }
  state.counters["allocations"] = benchmark::Counter(static_cast<double>(allocations() - before) /
                                                     static_cast<double>(state.iterations()));
}

void compile(benchmark::State& state, const char* source) {
  const cel::Environment all = environment();
  for (auto _ : state) {
    auto program = all.compile(source);
    benchmark::DoNotOptimize(program);
    if (!program.ok()) {
      state.SkipWithError("it does not compile");
      break;
    }
  }
  state.counters["characters"] = static_cast<double>(std::string(source).size());
}

void register_all() {
  const auto add = [](const char* name, const char* source) {
    benchmark::RegisterBenchmark((std::string("cel/evaluate/") + name).c_str(), evaluate, source);
  };
  add("int_equal", "wait == 45");
  add("string_equal", "lang == 'fr'");
  add("range", "wait > 30 && wait < 60");
  add("in_list", "lang in ['it', 'de', 'es', 'fr']");
  add("rule_100_characters", kRule);
  add("exists_100", "list.exists(x, x == 99)");
  add("map_select", "map.a + map.b == 1");
  add("matches", "topic.matches('^re.*d$')");
  benchmark::RegisterBenchmark("cel/compile/rule_100_characters", compile, kRule)
      ->Unit(benchmark::kMicrosecond);
  benchmark::RegisterBenchmark("cel/compile/int_equal", compile, "wait == 45")
      ->Unit(benchmark::kMicrosecond);
}

}  // namespace
}  // namespace uniselector::bench

int main(int argc, char** argv) {
  return uniselector::bench::run_program(argc, argv, uniselector::bench::register_all);
}
