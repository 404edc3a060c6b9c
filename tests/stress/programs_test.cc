// Environments and programs are immutable: many threads compile in one environment and evaluate one
// program, each with an arena of its own. Catch2 is used by the main thread only.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <uniselector/cel.h>
#include <uniselector/cel_cache.h>

#include "support/catch.h"

using namespace uniselector;
using cel::Type;
using cel::Value;

namespace {

constexpr int kThreads = 4;
constexpr int kRounds = 400;

cel::Environment environment() {
  cel::EnvironmentOptions options;
  options.variables = {{"n", Type::integer()}, {"s", Type::string()}};
  return cel::Environment::create(std::move(options)).value();
}

template <class F>
void in_threads(F&& work) {
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) threads.emplace_back(work, t);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

TEST_CASE("threads share a program, each with an arena of its own") {
  const cel::Program program =
      environment()
          .compile(
              "[n, n + 1, n + 2].map(x, x * 2).exists(y, y == n * 2 + 4) && "
              "s.startsWith('ab') && ('%d-%s'.format([n, s])).size() > 3")
          .value();
  std::atomic<int> wrong{0};
  in_threads([&](int t) {
    cel::Arena arena;
    for (int i = 0; i < kRounds; ++i) {
      const std::string text = i % 3 == 0 ? "xyz" : "abc";
      const Value inputs[] = {Value::integer(t * 1000 + i), Value::string(text)};
      const Value value = program.evaluate(inputs, arena);
      if (!value.is(cel::ValueKind::kBool) || value.as_bool() != (i % 3 != 0)) ++wrong;
      arena.reset();
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("threads compile in one environment, and take residuals of one program") {
  const cel::Environment shared = environment();
  const cel::Program program = shared.compile("n > 3 && s == 'a'").value();
  const std::vector<cel::UnknownPattern> unknown = {{"s", {}}};
  std::atomic<int> wrong{0};
  in_threads([&](int t) {
    cel::Arena arena;
    for (int i = 0; i < kRounds / 4; ++i) {
      const std::string bound = std::to_string(t * 100 + i);
      const auto own = shared.compile("n * 2 == " + bound + " * 2 || s.contains('" + bound + "')");
      const Value inputs[] = {Value::integer(t * 100 + i), Value::string("none")};
      if (!own.ok() || !own->evaluate(inputs, arena).is_true()) ++wrong;
      const Value five[] = {Value::integer(5)};
      if (program.residual(five, arena, unknown) != "s == \"a\"") ++wrong;
      arena.reset();
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("threads share a cache of programs that is too small for what they ask") {
  cel::ProgramCache cache({.programs = 8, .source_bytes = 200});
  const cel::Environment environments[] = {environment(), environment()};
  std::atomic<int> wrong{0};
  in_threads([&](int t) {
    cel::Arena arena;
    for (int i = 0; i < kRounds; ++i) {
      const int which = (i * 7 + t) % 11;
      const std::string text = which == 10 ? "n +" : "n + " + std::to_string(which);
      const auto program = cache.compile(environments[i % 2], text);
      const Value inputs[] = {Value::integer(i)};
      const bool right =
          which == 10 ? !program.ok()
                      : program.ok() && program->evaluate(inputs, arena).as_int() == i + which;
      if (!right) ++wrong;
      if (i % 100 == 99) cache.clear();
      if (cache.statistics().programs > 8) ++wrong;
      arena.reset();
    }
  });
  CHECK(wrong == 0);
  const cel::ProgramCacheStatistics counted = cache.statistics();
  CHECK(counted.hits + counted.misses == kThreads * kRounds);
  CHECK(counted.failures > 0);
  CHECK(counted.source_bytes <= 200);
}
