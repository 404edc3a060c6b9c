// Words of outcomes, and when two decisions are the same.
#include "rules/decision.h"

#include <algorithm>
#include <cmath>

namespace uniselector::rules {

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::kDecided: return "decided";
    case Outcome::kDefault: return "default";
    case Outcome::kNoDecision: return "no_decision";
    case Outcome::kNotInEffect: return "not_in_effect";
    case Outcome::kFailed: return "failed";
  }
  return "unknown";
}

std::string_view to_string(FailureKind kind) {
  switch (kind) {
    case FailureKind::kNone: return "none";
    case FailureKind::kNotUnique: return "not_unique";
    case FailureKind::kContradiction: return "contradiction";
    case FailureKind::kMissingInput: return "missing_input";
    case FailureKind::kInput: return "input";
    case FailureKind::kCell: return "cell";
    case FailureKind::kOutput: return "output";
    case FailureKind::kOverflow: return "overflow";
    case FailureKind::kBudget: return "budget";
  }
  return "unknown";
}

bool same_decision(const Decision& a, const Decision& b, cel::Arena& arena) {
  const auto is_nan = [](const cel::Value& v) {
    return v.is(cel::ValueKind::kDouble) && std::isnan(v.as_double());
  };
  if (a.outcome != b.outcome || a.failure.kind != b.failure.kind ||
      a.failure.row != b.failure.row || a.failure.column != b.failure.column ||
      a.outputs.size() != b.outputs.size() ||
      !std::equal(a.rows.begin(), a.rows.end(), b.rows.begin(), b.rows.end())) {
    return false;
  }
  for (std::size_t i = 0; i < a.outputs.size(); ++i) {
    const bool same = a.outputs[i].kind() == b.outputs[i].kind() &&
                      ((is_nan(a.outputs[i]) && is_nan(b.outputs[i])) ||
                       cel::equal(a.outputs[i], b.outputs[i], arena));
    if (!same) return false;
  }
  return true;
}

bool same_outcome(const Decision& a, const Decision& b, cel::Arena& arena) {
  if (a.has_outputs() != b.has_outputs()) return false;
  if (!a.has_outputs()) return a.outcome == b.outcome && a.failure.kind == b.failure.kind;
  if (a.outputs.size() != b.outputs.size()) return false;
  for (std::size_t i = 0; i < a.outputs.size(); ++i) {
    if (!cel::equal(a.outputs[i], b.outputs[i], arena)) return false;
  }
  return true;
}

}  // namespace uniselector::rules
