// libFuzzer entry: whatever text compiles evaluates within its budget, and with the same outcome
// whether it was optimised, checked or printed and parsed again. Where it is partly unknown, a
// value that comes out all the same is the value of the whole.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/cel.h>

namespace {

using uniselector::cel::Arena;
using uniselector::cel::CompileOptions;
using uniselector::cel::Environment;
using uniselector::cel::EnvironmentOptions;
using uniselector::cel::Program;
using uniselector::cel::Type;
using uniselector::cel::UnknownPattern;
using uniselector::cel::Value;
using uniselector::cel::ValueKind;

constexpr std::uint64_t kBudget = 20'000;

Environment make() {
  EnvironmentOptions options;
  options.variables = {{"i", Type::integer()},
                       {"u", Type::uint()},
                       {"d", Type::real()},
                       {"s", Type::string()},
                       {"l", Type::list(Type::integer())},
                       {"m", Type::map(Type::string(), Type::integer())},
                       {"x", Type::dyn()}};
  options.limits.source_characters = 2000;
  options.limits.depth = 60;
  options.limits.nodes = 4000;
  options.limits.cost = kBudget;
  return Environment::create(std::move(options)).value();
}

/// Errors are alike whatever they say: which of two faults is met first may differ.
std::string outcome(const Value& value) {
  if (value.is(ValueKind::kError)) return "error";
  if (value.is(ValueKind::kUnknown)) return "unknown";
  return std::string(uniselector::cel::type_name(value)) + " " + uniselector::cel::to_text(value);
}

bool spent_out(const Value& value) {
  return value.is(ValueKind::kError) &&
         value.as_error().code == uniselector::StatusCode::kResourceExhausted;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Environment kEnvironment = make();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto whole = kEnvironment.compile(text);
  if (!whole.ok()) return 0;

  Arena arena;
  const Value numbers[] = {Value::integer(3), Value::integer(-1), Value::integer(0)};
  const Value keys[] = {Value::string("a"), Value::string("b")};
  const std::vector<Value> slots = {Value::integer(7),
                                    Value::uint(2),
                                    Value::real(0.5),
                                    Value::string("caf\xc3\xa9 42"),
                                    uniselector::cel::make_list(arena, numbers),
                                    uniselector::cel::make_map(arena, keys, {numbers, 2}),
                                    Value::integer(1)};
  std::uint64_t spent = 0;
  const Value value = whole->evaluate(slots, arena, {.cost_spent = &spent});
  if (value.is(ValueKind::kAbsent)) std::abort();
  // One function may pass the budget before it notices, by no more than its own work.
  if (spent > kBudget * 64) std::abort();
  if (spent_out(value)) return 0;

  for (const CompileOptions& how :
       {CompileOptions{.optimise = false}, CompileOptions{.check = false}}) {
    const auto other = kEnvironment.compile(text, how);
    if (!other.ok()) std::abort();
    const Value again = other->evaluate(slots, arena);
    if (!spent_out(again) && outcome(again) != outcome(value)) std::abort();
  }

  const std::vector<UnknownPattern> unknown = {{"i", {}}, {"m", {"a"}}};
  const Value partial = whole->evaluate(slots, arena, {.unknowns = unknown});
  if (partial.is(ValueKind::kUnknown) || partial.is(ValueKind::kError)) return 0;
  if (outcome(partial) != outcome(value)) std::abort();
  return 0;
}
