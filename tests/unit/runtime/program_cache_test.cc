// The books of the program cache: what counts as the same, what is kept and what goes first. That
// threads may share one is for tests/stress.
#include <uniselector/cel_cache.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.h"

using namespace uniselector;
using cel::ProgramCache;
using cel::Type;
using cel::Value;

namespace {

cel::Environment environment(std::vector<cel::Variable> variables, std::string container = {}) {
  cel::EnvironmentOptions options;
  options.variables = std::move(variables);
  options.container = std::move(container);
  return cel::Environment::create(std::move(options)).value();
}

cel::Environment counts() { return environment({{"n", Type::integer()}}); }

/// Two programs are one if they have the same tree.
bool same(const Result<cel::Program>& a, const Result<cel::Program>& b) {
  return a.ok() && b.ok() && &a->ast() == &b->ast();
}

}  // namespace

TEST_CASE("the same text in the same environment is compiled once") {
  ProgramCache cache;
  const cel::Environment env = counts();
  const auto first = cache.compile(env, "n > 1");
  const auto again = cache.compile(cel::Environment(env), std::string("n > 1"));
  CHECK(same(first, again));
  CHECK_FALSE(same(first, cache.compile(env, "n > 1 ")));
  const cel::ProgramCacheStatistics counted = cache.statistics();
  CHECK(counted.hits == 1);
  CHECK(counted.misses == 2);
  CHECK(counted.failures == 0);
  CHECK(counted.evictions == 0);
  CHECK(counted.programs == 2);
  CHECK(counted.source_bytes == 11);
  cel::Arena arena;
  const Value two = Value::integer(2);
  CHECK(again->evaluate({&two, 1}, arena).is_true());
}

TEST_CASE("environments that were created apart share nothing") {
  ProgramCache cache;
  const auto number = cache.compile(counts(), "n");
  const auto text = cache.compile(environment({{"n", Type::string()}}), "n");
  const auto twin = cache.compile(counts(), "n");
  REQUIRE(number.ok());
  REQUIRE(text.ok());
  CHECK(number->result_type() == Type::integer());
  CHECK(text->result_type() == Type::string());
  CHECK_FALSE(same(number, twin));
  CHECK(cache.statistics().hits == 0);
}

TEST_CASE("the address of an environment that ended is never taken for another") {
  ProgramCache cache;
  for (int i = 0; i < 50; ++i) {
    const Type type = i % 2 == 0 ? Type::integer() : Type::string();
    const auto program = cache.compile(environment({{"n", type}}), "n");
    REQUIRE(program.ok());
    CHECK(program->result_type() == type);
  }
  CHECK(cache.statistics().hits == 0);
}

TEST_CASE("options that change the program are part of what is the same") {
  ProgramCache cache;
  const cel::Environment env = counts();
  const auto plain = cache.compile(env, "n + 1");
  CHECK_FALSE(same(plain, cache.compile(env, "n + 1", {.check = false})));
  CHECK_FALSE(same(plain, cache.compile(env, "n + 1", {.macros = false})));
  CHECK_FALSE(same(plain, cache.compile(env, "n + 1", {.optimise = false})));
  const auto whole = cache.compile(env, "n + 1", {.result = Type::integer()});
  CHECK_FALSE(same(plain, whole));
  CHECK(same(whole, cache.compile(env, "n + 1", {.result = Type::integer()})));
  CHECK_FALSE(cache.compile(env, "n + 1", {.result = Type::string()}).ok());
  CHECK(same(plain, cache.compile(env, "n + 1", {.location = "elsewhere"})));
}

TEST_CASE("types with the same text are not taken for each other") {
  ProgramCache cache;
  const cel::Environment env = environment({{"x", Type::dyn()}});
  const cel::CompileOptions object{.result = Type::object("a.B")};
  const cel::CompileOptions opaque{.result = Type::opaque("a.B")};
  REQUIRE(object.result->to_string() == opaque.result->to_string());
  const auto first = cache.compile(env, "x", object);
  CHECK_FALSE(same(first, cache.compile(env, "x", opaque)));
  CHECK(same(first, cache.compile(env, "x", object)));
}

TEST_CASE("failures are told to everybody who asks and are not kept") {
  ProgramCache cache;
  const cel::Environment env = counts();
  std::vector<cel::Issue> issues;
  CHECK_FALSE(cache.compile(env, "n +", {.location = "one"}).ok());
  const auto second = cache.compile(env, "n +", {.location = "two", .issues = &issues});
  REQUIRE_FALSE(second.ok());
  CHECK_THAT(std::string(second.status().message()), Catch::Matchers::StartsWith("two:1:4: "));
  CHECK(issues.size() == 1);
  CHECK(cache.statistics().failures == 2);
  CHECK(cache.statistics().misses == 2);
  CHECK(cache.statistics().programs == 0);
}

TEST_CASE("the program that was not used for longest goes first") {
  ProgramCache cache({.programs = 2});
  const cel::Environment env = counts();
  const auto one = cache.compile(env, "1");
  const auto two = cache.compile(env, "2");
  CHECK(same(one, cache.compile(env, "1")));
  CHECK(cache.compile(env, "3").ok());
  CHECK(cache.statistics().evictions == 1);
  CHECK(same(one, cache.compile(env, "1")));
  CHECK_FALSE(same(two, cache.compile(env, "2")));
  CHECK(cache.statistics().programs == 2);
  cel::Arena arena;
  CHECK(two->evaluate({}, arena).as_int() == 2);  // whoever has it keeps it
}

TEST_CASE("texts are bounded together, and one that is longer than that is not kept") {
  ProgramCache cache({.programs = 100, .source_bytes = 10});
  const cel::Environment env = counts();
  for (const char* const text : {"100", "200", "300"}) CHECK(cache.compile(env, text).ok());
  CHECK(cache.statistics().source_bytes == 9);
  CHECK(cache.compile(env, "n + 40").ok());
  CHECK(cache.statistics().evictions == 2);
  CHECK(cache.statistics().source_bytes == 9);
  CHECK(cache.compile(env, "n + 1234567").ok());
  CHECK(cache.statistics().evictions == 2);
  CHECK(cache.compile(env, "n + 123456").ok());
  CHECK(cache.statistics().programs == 1);
  CHECK(cache.statistics().source_bytes == 10);
}

TEST_CASE("a cache of no programs compiles every time") {
  ProgramCache cache({.programs = 0});
  const cel::Environment env = counts();
  CHECK_FALSE(same(cache.compile(env, "n"), cache.compile(env, "n")));
  CHECK(cache.statistics().misses == 2);
  CHECK(cache.statistics().programs == 0);
}

TEST_CASE("clearing lets programs and environments go") {
  ProgramCache cache;
  auto held = std::make_shared<int>(7);
  const std::weak_ptr<int> watched = held;
  cel::EnvironmentOptions options;
  options.functions = {
      {"seven", "seven", false, {}, Type::integer(), [held](cel::Call&, std::span<const Value>) {
         return Value::integer(*held);
       }}};
  held.reset();
  REQUIRE(cache.compile(cel::Environment::create(std::move(options)).value(), "seven()").ok());
  options = {};
  CHECK_FALSE(watched.expired());
  cache.clear();
  CHECK(watched.expired());
  CHECK(cache.statistics().programs == 0);
  CHECK(cache.statistics().source_bytes == 0);
  CHECK(cache.statistics().misses == 1);
}

TEST_CASE("a function of the host may use the cache while it goes") {
  // What a cache lets go ends outside of its lock, or this would never return.
  struct Asks {
    ProgramCache* cache;
    std::size_t* programs;
    ~Asks() { *programs = cache->statistics().programs; }
  };
  ProgramCache cache({.programs = 1});
  std::size_t programs = 99;
  {
    auto asks = std::make_shared<Asks>(Asks{&cache, &programs});
    programs = 99;
    cel::EnvironmentOptions options;
    options.functions = {
        {"one", "one", false, {}, Type::integer(), [asks](cel::Call&, std::span<const Value>) {
           return Value::integer(1);
         }}};
    REQUIRE(cache.compile(cel::Environment::create(std::move(options)).value(), "one()").ok());
  }
  REQUIRE(programs == 99);
  CHECK(cache.compile(counts(), "n").ok());
  CHECK(programs == 1);
}
