// Random tables for property tests: few values, so that rows overlap, with everything that cells,
// dates, missing inputs and outputs can be.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <uniselector/cel.h>

#include "base/prng.h"
#include "kit.h"
#include "rules/table_source.h"

namespace uniselector::rules::kit {

struct RandomOptions {
  std::size_t rows = 20;
  std::size_t columns = 4;
  bool conditions = true;
  bool dates = true;
  bool computed = true;
  double any = 0.3;  ///< share of cells that ask for nothing
};

/// The variables that random tables read: i0.. int, s1.. string, d2.. double, and so on by turns.
inline cel::Type random_type(std::size_t column) {
  switch (column % 5) {
    case 0: return Type::integer();
    case 1: return Type::string();
    case 2: return Type::real();
    case 3: return Type::boolean();
    default: return Type::duration();
  }
}

inline std::string random_name(std::size_t column) { return "v" + std::to_string(column); }

inline std::vector<cel::Variable> random_variables(std::size_t columns) {
  std::vector<cel::Variable> variables;
  for (std::size_t c = 0; c < columns; ++c) variables.push_back({random_name(c), random_type(c)});
  return variables;
}

inline std::string random_value_text(std::size_t column, base::Prng& prng) {
  static const std::vector<std::string> kWords = {"'a'", "'b'", "'c'", "''"};
  switch (column % 5) {
    case 0: return std::to_string(prng.below(6));
    case 1: return kWords[prng.below(kWords.size())];
    case 2: return std::to_string(prng.below(5)) + ".5";
    case 3: return prng.below(2) != 0 ? "true" : "false";
    default: return std::to_string(prng.below(5)) + "s";
  }
}

inline std::string random_condition(std::size_t column, base::Prng& prng) {
  switch (column % 5) {
    case 0: return prng.below(2) != 0 ? "12 / it > 3" : "it % 2 == 0";
    case 1: return prng.below(2) != 0 ? "it.contains('a')" : "int(it) > 3";
    case 2: return "it * 2.0 > 5.0";
    case 3: return "it == (1 / size([]) > 0) || it";
    default:
      return prng.below(2) != 0 ? "it + duration('1s') > duration('3s')"
                                : "v0 > 2 || it > duration('2s')";
  }
}

inline std::string random_cell(std::size_t column, const RandomOptions& options, base::Prng& prng) {
  const auto value = [&] { return random_value_text(column, prng); };
  if (prng.uniform() < options.any) return "-";
  switch (prng.below(options.conditions ? 7 : 6)) {
    case 0:
    case 1: return value();
    case 2: return value() + ", " + value();
    case 3: return "not " + value();
    case 4: {
      if (column % 5 == 3) return value();
      return std::string(prng.below(2) != 0 ? "<= " : "> ") + value() + ", " + value();
    }
    case 5: return (prng.below(2) != 0 ? "[.." : "(..") + value() + "], " + value();
    default: return random_condition(column, prng);
  }
}

inline TableSource random_table(HitPolicy policy, const RandomOptions& options, base::Prng& prng) {
  TableSource source;
  source.name = "random";
  source.policy = policy;
  for (std::size_t c = 0; c < options.columns; ++c) {
    InputColumn column;
    column.name = random_name(c);
    column.type = random_type(c);
    column.missing = static_cast<Missing>(prng.below(3));
    if (column.missing == Missing::kDefault) column.missing_value.text = random_value_text(c, prng);
    source.inputs.push_back(std::move(column));
  }
  const bool ordered = policy == HitPolicy::kPriority || policy == HitPolicy::kOutputOrder;
  source.outputs = {{.name = "out", .type = Type::integer()}};
  if (ordered) source.outputs[0].order = texts({"2", "0", "3", "1"});
  if (prng.below(3) == 0) source.defaults = texts({ordered ? "3" : "77"});
  for (std::size_t r = 0; r < options.rows; ++r) {
    Row made;
    for (std::size_t c = 0; c < options.columns; ++c) {
      made.inputs.push_back({random_cell(c, options, prng), {}});
    }
    const bool computed = options.computed && !ordered && prng.below(8) == 0;
    made.outputs = {{computed ? "6 / v0" : std::to_string(prng.below(4)), {}}};
    if (policy == HitPolicy::kSum && prng.below(10) == 0) {
      made.outputs[0].text = "9223372036854775807";
    }
    if (options.dates && prng.below(4) == 0) {
      made.from.text = "2026-01-0" + std::to_string(1 + prng.below(4));
      if (prng.below(2) != 0) made.to.text = "2026-01-0" + std::to_string(5 + prng.below(4));
    }
    source.rows.push_back(std::move(made));
  }
  return source;
}

inline Value random_input(std::size_t column, base::Prng& prng) {
  static constexpr std::string_view kWords[] = {"a", "b", "c", "", "7", "zz"};
  if (prng.below(12) == 0) return prng.below(2) != 0 ? Value() : Value::null();
  if (prng.below(40) == 0) return Value::type("int");  // of no column's type
  switch (column % 5) {
    case 0: return Value::integer(static_cast<std::int64_t>(prng.below(7)));
    case 1: return Value::string(kWords[prng.below(6)]);
    case 2: return Value::real(static_cast<double>(prng.below(11)) / 2);
    case 3: return Value::boolean(prng.below(2) != 0);
    default: return Value::duration(static_cast<std::int64_t>(prng.below(11)) * 500'000'000);
  }
}

inline Time random_time(base::Prng& prng) {
  const auto hours = std::chrono::hours(12 * static_cast<int>(prng.below(20)));
  return *parse_time("2026-01-01T00:00:00Z") + hours;
}

inline constexpr HitPolicy kAllPolicies[] = {
    HitPolicy::kUnique,    HitPolicy::kAny,         HitPolicy::kPriority, HitPolicy::kFirst,
    HitPolicy::kRuleOrder, HitPolicy::kOutputOrder, HitPolicy::kCollect,  HitPolicy::kSum,
    HitPolicy::kMin,       HitPolicy::kMax,         HitPolicy::kCount};

}  // namespace uniselector::rules::kit
