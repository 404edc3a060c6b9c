// The claim about free-standing conditions: 100,000 of them over 20 attributes, of which ten hold
// for an event, take 100,000 events a second or more on one core, and time stays within twice that
// of 1,000 conditions. The loop over all programs beside it.
#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <uniselector/cel.h>

#include "allocations.h"
#include "base/prng.h"
#include "program.h"
#include "rules/condition_set.h"
#include "rules/facts.h"

namespace uniselector::bench {
namespace {

using cel::Type;
using cel::Value;
using rules::ConditionSet;

cel::Environment environment() {
  cel::EnvironmentOptions options;
  options.variables = {
      {"wait", Type::integer()},      {"queue_length", Type::integer()},
      {"hour", Type::integer()},      {"vip", Type::boolean()},
      {"returning", Type::boolean()}, {"attributes", Type::map(Type::string(), Type::dyn())}};
  return cel::Environment::create(std::move(options)).value();
}

/// What grows with the number of rules so that as many hold for an event: a campaign, account,
/// product, ... has its rules, about 24 each.
struct Sizes {
  explicit Sizes(std::size_t rules) : names(std::max<std::size_t>(8, rules / 24)) {}
  std::size_t names;
};

std::string name(const char* kind, std::size_t number) { return kind + std::to_string(number); }
std::string quoted(const std::string& text) { return "'" + text + "'"; }

constexpr const char* kLanguages[] = {"en", "fr", "de", "es", "it", "pl", "nl", "pt", "da", "sv"};
constexpr const char* kTiers[] = {"gold", "silver", "basic"};
constexpr const char* kRegions[] = {"north", "south", "east", "west", "centre"};
constexpr const char* kSegments[] = {"retail", "business", "public", "partner"};

std::string condition(const Sizes& sizes, base::Prng& prng) {
  const auto one = [&](const char* kind) { return quoted(name(kind, prng.below(sizes.names))); };
  const std::string language = quoted(kLanguages[prng.below(10)]);
  const std::string other = quoted(kLanguages[prng.below(10)]);
  const std::string tier = quoted(kTiers[prng.below(3)]);
  const std::string wait = std::to_string(prng.below(600));
  switch (prng.below(20)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return "attributes.campaign == " + one("campaign-") + " && attributes.language in [" +
             language + ", " + other + ", 'en'] && wait > " + wait;
    case 4:
    case 5:
    case 6:
      return "attributes.account in [" + one("account-") + ", " + one("account-") + ", " +
             one("account-") + "] && attributes.region == " + quoted(kRegions[prng.below(5)]);
    case 7:
    case 8:
    case 9: {
      const double width = 1e6 / static_cast<double>(sizes.names);
      const double low = prng.uniform(0, 1e6);
      return "attributes.value >= " + std::to_string(low) + " && attributes.value < " +
             std::to_string(low + width) + " && attributes.tier == " + tier;
    }
    case 10:
    case 11:
      return "attributes.caller.startsWith('+" + std::to_string(10'000 + prng.below(sizes.names)) +
             "') && vip && attributes.age >= " + std::to_string(prng.below(60));
    case 12:
    case 13:
      return "has(attributes.order) && attributes.order == " + one("order-") +
             " && attributes.segment != " + quoted(kSegments[prng.below(4)]);
    case 14:
      return "(attributes.intent == " + one("intent-") + " || attributes.page == " + one("page-") +
             ") && !returning";
    case 15:
      return "hour >= 8 && hour < 20 && attributes.product == " + one("product-") +
             " && queue_length < 40";
    case 16:
      return "attributes.product == " + one("product-") +
             " && attributes.subject.contains('refund')";
    case 17:
      return "size(attributes.subject) > 5 && attributes.campaign == " + one("campaign-") +
             " && attributes.score * 2.0 > 0.5";
    default:
      return "attributes.intent == " + one("intent-") +
             " && attributes.channel in ['chat', 'web'] && "
             "attributes.score >= 0." +
             std::to_string(prng.below(10));
  }
}

std::vector<rules::Text> conditions(std::size_t rules) {
  base::Prng prng(7);
  const Sizes sizes(rules);
  std::vector<rules::Text> texts;
  for (std::size_t r = 0; r < rules; ++r) texts.push_back({condition(sizes, prng), {}});
  return texts;
}

/// Events; what the slots borrow is here.
struct Events {
  std::vector<Attributes> attributes;
  std::vector<rules::AttributeMap> maps;
  std::vector<std::vector<Value>> slots;
};

constexpr std::size_t kEvents = 1024;

Events events(std::size_t rules) {
  base::Prng prng(9);
  const Sizes sizes(rules);
  Events all;
  all.attributes.resize(kEvents);
  for (Attributes& a : all.attributes) {
    for (const char* kind : {"campaign", "account", "intent", "page", "product", "order"}) {
      a[kind] = name((std::string(kind) + "-").c_str(), prng.below(sizes.names));
    }
    a["language"] = std::string(kLanguages[prng.below(10)]);
    a["region"] = std::string(kRegions[prng.below(5)]);
    a["tier"] = std::string(kTiers[prng.below(3)]);
    a["segment"] = std::string(kSegments[prng.below(4)]);
    a["value"] = prng.uniform(0, 1e6);
    a["caller"] = "+" + std::to_string(10'000 + prng.below(sizes.names)) + "5550123";
    a["age"] = static_cast<std::int64_t>(prng.below(90));
    a["score"] = prng.uniform();
    a["subject"] = std::string(prng.below(2) != 0 ? "about my refund" : "where is my order");
    a["channel"] = std::string(prng.below(2) != 0 ? "chat" : "voice");
  }
  for (const Attributes& a : all.attributes) all.maps.emplace_back(a);
  for (const rules::AttributeMap& map : all.maps) {
    all.slots.push_back({Value::integer(static_cast<std::int64_t>(prng.below(600))),
                         Value::integer(static_cast<std::int64_t>(prng.below(50))),
                         Value::integer(static_cast<std::int64_t>(prng.below(24))),
                         Value::boolean(prng.below(2) != 0), Value::boolean(prng.below(2) != 0),
                         Value::map(&map)});
  }
  return all;
}

std::uint64_t heap_bytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

void report(benchmark::State& state, std::uint64_t holding, std::uint64_t failed,
            std::uint64_t allocated) {
  const auto runs = static_cast<double>(state.iterations());
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
  state.counters["holding"] = static_cast<double>(holding) / runs;
  state.counters["failed"] = static_cast<double>(failed) / runs;
  state.counters["allocations"] = static_cast<double>(allocated) / runs;
}

void indexed(benchmark::State& state) {
  const auto rules = static_cast<std::size_t>(state.range(0));
  // In front of the set, so that its memory does not scatter theirs: events come from elsewhere.
  const Events of = events(rules);
  const std::vector<rules::Text> texts = conditions(rules);
  const cel::Environment all = environment();
  const std::uint64_t bytes = heap_bytes();
  const ConditionSet set = ConditionSet::compile(texts, all).value();
  state.counters["heap_MB"] = static_cast<double>(heap_bytes() - bytes) / 1e6;
  state.counters["index_MB"] = static_cast<double>(set.bytes()) / 1e6;
  state.counters["evaluated"] = static_cast<double>(set.evaluated());
  state.counters["always"] = static_cast<double>(set.always());
  cel::Arena arena;
  rules::ConditionScratch scratch;
  for (int round = 0; round < 2; ++round) {
    for (const auto& slots : of.slots) {
      arena.reset();
      (void)set.match(slots, arena, scratch);
    }
  }
  std::size_t i = 0;
  std::uint64_t holding = 0;
  std::uint64_t failed = 0;
  const std::uint64_t before = allocations();
  for (auto _ : state) {
    arena.reset();
    const rules::ConditionMatch match = set.match(of.slots[i++ % kEvents], arena, scratch);
    holding += match.holding.size();
    failed += match.failed.size();
    benchmark::DoNotOptimize(match.holding.data());
  }
  report(state, holding, failed, allocations() - before);
}
BENCHMARK(indexed)->Name("conditions/free")->Arg(1000)->Arg(10'000)->Arg(100'000);

void naive(benchmark::State& state) {
  const auto rules = static_cast<std::size_t>(state.range(0));
  const cel::Environment all = environment();
  std::vector<cel::Program> programs;
  std::vector<const cel::Program*> pointers;
  const std::uint64_t bytes = heap_bytes();
  for (const rules::Text& text : conditions(rules)) {
    programs.push_back(all.compile(text.text).value());
  }
  state.counters["heap_MB"] = static_cast<double>(heap_bytes() - bytes) / 1e6;
  for (const cel::Program& program : programs) pointers.push_back(&program);
  const Events of = events(rules);
  cel::Arena arena;
  rules::ConditionScratch scratch;
  (void)ConditionSet::match_naive(pointers, of.slots[0], arena, scratch);
  std::size_t i = 0;
  std::uint64_t holding = 0;
  std::uint64_t failed = 0;
  const std::uint64_t before = allocations();
  for (auto _ : state) {
    arena.reset();
    const rules::ConditionMatch match =
        ConditionSet::match_naive(pointers, of.slots[i++ % kEvents], arena, scratch);
    holding += match.holding.size();
    failed += match.failed.size();
  }
  report(state, holding, failed, allocations() - before);
}
BENCHMARK(naive)->Name("conditions/free/naive")->Arg(1000)->Arg(100'000);

/// From texts to a set that matches.
void build(benchmark::State& state) {
  const std::vector<rules::Text> texts = conditions(static_cast<std::size_t>(state.range(0)));
  const cel::Environment all = environment();
  for (auto _ : state) {
    const auto set = ConditionSet::compile(texts, all);
    if (!set.ok()) std::abort();
    benchmark::DoNotOptimize(set->size());
  }
}
BENCHMARK(build)->Name("conditions/build")->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace uniselector::bench

int main(int argc, char** argv) {
  return uniselector::bench::run_program(argc, argv, [] {});
}
