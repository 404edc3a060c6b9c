// libFuzzer entry: any bytes are either refused as a table, with a complaint, or become a table
// whose index and loop agree, whose cells agree with their text, and whose analysis ends within its
// budget.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/cel.h>

#include "config/table_reader.h"
#include "rules/analysis.h"
#include "rules/cell.h"
#include "rules/table.h"

namespace {

using namespace uniselector;
using cel::Type;
using cel::Value;

void check(bool fact) {
  if (!fact) std::abort();
}

const cel::Environment& environment() {
  static const cel::Environment made = [] {
    cel::EnvironmentOptions options;
    options.variables = {{"i", Type::integer()},  {"u", Type::uint()},    {"d", Type::real()},
                         {"s", Type::string()},   {"b", Type::boolean()}, {"t", Type::timestamp()},
                         {"l", Type::duration()}, {"x", Type::dyn()}};
    options.limits.cost = 10'000;
    options.limits.source_characters = 2000;
    options.limits.nodes = 2000;
    return cel::Environment::create(std::move(options)).value();
  }();
  return made;
}

/// Values that meet the table's literals now and then, chosen by the bytes.
std::vector<Value> slots_of(std::string_view bytes, std::size_t at) {
  const auto byte = [&] {
    return bytes.empty() ? 0U : static_cast<unsigned char>(bytes[at++ % bytes.size()]);
  };
  const std::size_t begin = bytes.empty() ? 0 : byte() % bytes.size();
  return {Value::integer(static_cast<std::int64_t>(byte()) - 48),
          Value::uint(byte()),
          byte() % 7 == 0 ? Value::null() : Value::real(static_cast<double>(byte()) / 4),
          Value::string(bytes.substr(begin, byte() % 4)),
          Value::boolean(byte() % 2 != 0),
          Value::timestamp(1'767'225'600 + std::int64_t{byte()} * 3600, 0),
          Value::duration(std::int64_t{byte()} * 1'000'000'000),
          byte() % 3 == 0 ? Value() : Value::integer(byte())};
}

void one_cell(std::string_view text) {
  for (const auto domain :
       {rules::Domain::kBool, rules::Domain::kInt, rules::Domain::kUint, rules::Domain::kDouble,
        rules::Domain::kString, rules::Domain::kDuration, rules::Domain::kTimestamp}) {
    const rules::ShorthandCell cell = rules::read_shorthand(text, domain, {});
    if (cell.fault) check(!with_caret(*cell.fault, text).empty());
    if (!cell.set) continue;
    const auto sample = cell.set->sample();
    check(sample.has_value() && cell.set->contains(*sample));
    check((~*cell.set | *cell.set).is_all());
    const rules::ShorthandCell back = rules::read_shorthand(cell.set->to_shorthand(), domain, {});
    check(back.any ? cell.set->is_all() : back.set && *back.set == *cell.set);
  }
}

void one_table(const config::TableFile& file, std::string_view bytes) {
  std::vector<config::Complaint> complaints;
  const auto table = config::compile_table(file, environment(), "fuzz", &complaints);
  if (!table.ok()) {
    check(!complaints.empty());
    return;
  }
  cel::Arena arena;
  for (std::size_t i = 0; i < 4; ++i) {
    arena.reset();
    const auto slots = slots_of(bytes, i * 16);
    const Time at = kMinTime + std::chrono::hours(400'000 + static_cast<int>(i) * 100);
    rules::Trace trace;
    const auto fast = table->decide(slots, at, arena, &trace);
    const auto slow = table->decide_naive(slots, at, arena);
    // The loop evaluates more conditions, so it may pass the limit on cost alone.
    const auto spent = [](const rules::Decision& d) {
      return d.failure.kind == rules::FailureKind::kBudget ||
             d.failure.kind == rules::FailureKind::kOutput;
    };
    check(spent(fast) || spent(slow) || same_decision(fast, slow, arena));
    check(!table->to_text(trace, 10).empty());
  }
  const rules::Analysis analysis = analyse(*table, {.steps = 200'000, .most_findings = 20});
  check(analysis.steps <= 200'000);
  check(to_text(analysis, *table).size() < (std::size_t{1} << 22));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  one_cell(text);
  one_table(config::read_table(text, "fuzz.yaml"), text);
  one_table(config::read_table_csv(text, "fuzz.csv"), text);
  // The text as one cell of every column of a small table.
  config::TableFile file;
  file.table.name = "fuzz";
  file.table.policy = rules::HitPolicy::kCollect;
  rules::Row row;
  for (const cel::Variable& variable : environment().options().variables) {
    file.table.inputs.push_back({.name = variable.name, .type = variable.type});
    row.inputs.push_back({});
  }
  const std::size_t column = size == 0 ? 0 : data[0] % row.inputs.size();
  row.inputs[column].text = text.substr(size == 0 ? 0 : 1);
  row.outputs = {{"1", {}}};
  file.table.outputs = {{.name = "out", .type = Type::integer()}};
  file.table.rows = {row};
  one_table(file, text);
  return 0;
}
