// Small tables for the tests of rules: an environment, cells by text, and decisions as text.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <uniselector/cel.h>
#include <uniselector/cel_data.h>

#include "rules/decision.h"
#include "rules/table.h"
#include "support/catch.h"

namespace uniselector::rules::kit {

using cel::Type;
using cel::Value;

inline cel::Environment environment(std::vector<cel::Variable> variables) {
  cel::EnvironmentOptions options;
  options.variables = std::move(variables);
  auto made = cel::Environment::create(std::move(options));
  INFO(made.status().to_string());
  REQUIRE(made.ok());
  return *std::move(made);
}

inline std::vector<Text> texts(std::initializer_list<std::string_view> cells) {
  std::vector<Text> list;
  for (const std::string_view cell : cells) list.push_back({std::string(cell), {}});
  return list;
}

inline Row row(std::initializer_list<std::string_view> inputs,
               std::initializer_list<std::string_view> outputs) {
  Row made;
  made.inputs = texts(inputs);
  made.outputs = texts(outputs);
  return made;
}

inline Table compiled(TableSource source, const cel::Environment& environment) {
  auto table = Table::compile(std::move(source), environment);
  INFO(table.status().to_string());
  REQUIRE(table.ok());
  return *std::move(table);
}

inline std::vector<Fault> faults_of(TableSource source, const cel::Environment& environment) {
  std::vector<Fault> faults;
  const auto table = Table::compile(std::move(source), environment, {.faults = &faults});
  REQUIRE_FALSE(table.ok());
  REQUIRE_FALSE(faults.empty());
  return faults;
}

/// "decided [2]: 5, \"care\"", "failed not_unique [1, 3]", "no_decision"; rows from 1.
inline std::string text_of(const Decision& decision) {
  std::string text(to_string(decision.outcome));
  if (decision.outcome == Outcome::kFailed) {
    text += ' ' + std::string(to_string(decision.failure.kind));
    if (decision.failure.row != kNoRow) text += " row " + std::to_string(decision.failure.row + 1);
    if (decision.failure.column != kNoColumn) {
      text += " column " + std::to_string(decision.failure.column + 1);
    }
  }
  if (!decision.rows.empty()) {
    text += " [";
    for (std::size_t i = 0; i < decision.rows.size(); ++i) {
      text += (i == 0 ? "" : ", ") + std::to_string(decision.rows[i] + 1);
    }
    text += ']';
  }
  for (std::size_t i = 0; i < decision.outputs.size(); ++i) {
    text += (i == 0 ? ": " : ", ") + cel::to_text(decision.outputs[i]);
  }
  return text;
}

/// Decides by the index and by the loop; both must agree.
inline std::string decided(const Table& table, std::vector<Value> slots, Time at = {}) {
  cel::Arena arena;
  const Decision fast = table.decide(slots, at, arena);
  const Decision slow = table.decide_naive(slots, at, arena);
  CHECK(text_of(fast) == text_of(slow));
  CHECK(fast.failure.message == slow.failure.message);
  return text_of(fast);
}

}  // namespace uniselector::rules::kit
