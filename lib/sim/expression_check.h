// Expressions that stand outside a configuration, in what a call of a workload or a command of a
// scenario brings. They are compiled when the file is read, as those of a configuration are, and by
// the same walk: a fault has its place at once instead of an odd result, or a refusal, later.
// Single-threaded.
#pragma once

#include <string_view>
#include <vector>

#include <uniselector/center.h>
#include <uniselector/types.h>

#include "model/value_check.h"
#include "rules/rule_book.h"

namespace uniselector::sim {

class ExpressionCheck {
 public:
  /// Expressions may ask what those of `center` may, which need not outlive the check.
  explicit ExpressionCheck(const Center& center) { use(center); }
  void use(const Center& center);

  /// What is wrong, each in one line, by paths such as "require.skills.french.when",
  /// "require.expressions[0]" and "relax[1].when".
  std::vector<model::Problem> run(const Requirement& require, const std::vector<RelaxStep>& relax);
  /// The same by paths such as "capacity.channels.voice.max".
  std::vector<model::Problem> run(const Capacity& capacity);

 private:
  std::vector<model::Problem> problems_below(std::string_view prefix);

  Center probe_;
  rules::RuleBook book_;
};

/// Without what asks for tables: for who does not know the centre.
Requirement without_tables(Requirement require);

}  // namespace uniselector::sim
