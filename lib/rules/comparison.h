// Comparisons of an input with literals, as conditions have them: what cells, rule lists and the
// index over conditions take apart. Pure functions.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include <uniselector/cel_ast.h>
#include <uniselector/cel_value.h>

namespace uniselector::rules {

/// The value of a literal: a constant, -5, duration("5m"), timestamp("2026-03-02T00:00:00Z"). Text
/// is borrowed from the tree. Nothing for all else.
std::optional<cel::Value> literal_value(const cel::Expr& e);

enum class Operation : std::uint8_t {
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kIn,
  kStartsWith,
};
/// The name that the call has, "_<_"; of kStartsWith "startsWith".
std::string_view name_of(Operation operation);
/// 5 < x is x > 5. Of what has no order the same.
Operation mirrored(Operation operation);
/// What holds where a comparison by order does not: < for >=.
Operation opposite(Operation operation);

struct Comparison {
  const cel::Expr* input = nullptr;
  Operation operation = Operation::kEqual;  ///< as if the input stood on the left
  bool literal_first = false;               ///< the literal stands on the left
  std::vector<cel::Value> literals;         ///< one, but for kIn
};
/// A call that compares what `is_input` says is an input with literals.
std::optional<Comparison> read_comparison(const cel::Expr& e,
                                          const std::function<bool(const cel::Expr&)>& is_input);

}  // namespace uniselector::rules
