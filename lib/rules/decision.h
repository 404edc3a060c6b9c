// What a table answers. Plain values; the spans live in the arena of the evaluation or in the
// table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <uniselector/cel_value.h>

namespace uniselector::rules {

inline constexpr std::uint32_t kNoRow = UINT32_MAX;
inline constexpr std::uint32_t kNoColumn = UINT32_MAX;

enum class Outcome : std::uint8_t {
  kDecided,
  kDefault,      ///< no row matched, and the table says what then
  kNoDecision,   ///< no row matched
  kNotInEffect,  ///< the table is not in effect at that time
  kFailed,       ///< `failure` says why
};
std::string_view to_string(Outcome outcome);

enum class FailureKind : std::uint8_t {
  kNone,
  kNotUnique,      ///< unique: several rows match
  kContradiction,  ///< any: rows that match give different outputs
  kMissingInput,   ///< a cell needed an input that is missing
  kInput,          ///< an input could not be evaluated or is of another type
  kCell,           ///< a condition of the language failed
  kOutput,         ///< an output could not be evaluated
  kOverflow,       ///< the sum is out of range
  kBudget,         ///< a row failed when the decision had cost what Limits::cost allows
};
std::string_view to_string(FailureKind kind);

struct Failure {
  FailureKind kind = FailureKind::kNone;
  std::uint32_t row = kNoRow;        ///< the first that failed
  std::uint32_t column = kNoColumn;  ///< of the inputs; for kOutput of the outputs
  std::string_view message;          ///< one sentence, names table, row and column
};

struct Decision {
  Outcome outcome = Outcome::kNoDecision;
  Failure failure;
  /// The rows that gave the outputs, or that violate the policy; in the order of the outputs.
  std::span<const std::uint32_t> rows;
  /// One or more results of `columns` values each. A sum, min, max or count is one value.
  std::span<const cel::Value> outputs;
  std::uint32_t columns = 0;

  bool has_outputs() const { return outcome == Outcome::kDecided || outcome == Outcome::kDefault; }
  std::size_t results() const { return columns == 0 ? 0 : outputs.size() / columns; }
  const cel::Value& output(std::size_t column, std::size_t result = 0) const {
    return outputs[result * columns + column];
  }
};

/// Same outcome, failure (kind, row and column), rows and equal outputs. NaN is equal to NaN here.
bool same_decision(const Decision& a, const Decision& b, cel::Arena& arena);
/// What a user of the outputs can tell apart: equal outputs whichever rows gave them, or none for
/// the same kind of reason.
bool same_outcome(const Decision& a, const Decision& b, cel::Arena& arena);

}  // namespace uniselector::rules
