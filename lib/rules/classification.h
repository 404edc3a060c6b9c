// From what is known of an interaction to its queue, priority and further requirements: the rules
// of the configuration in order, those whose condition holds, up to the first that names a queue.
//
// Deterministic: shares go by a stable hash, time is an argument. Compiled with a configuration and
// immutable afterwards; the book evaluates.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <uniselector/center.h>

#include "model/value_check.h"
#include "rules/condition_set.h"
#include "rules/facts.h"
#include "rules/rule_book.h"

namespace uniselector::rules {

struct Classified {
  std::string queue;  ///< empty: no rule named one
  std::optional<int> priority;
  std::optional<Duration> credit;
  Requirement require{};
  std::vector<RelaxStep> relax{};
  std::string rule;  ///< the last that applied, by name or number; empty: none
};

class Classification {
 public:
  Classification() = default;
  /// Compiles the rules of `center` with `book`, which must outlive it. What is wrong with an
  /// expression is added to `problems` by its path.
  Classification(const Center& center, RuleBook& book, std::vector<model::Problem>* problems);

  bool empty() const { return rules_.empty(); }
  /// `number` tells apart interactions without a customer, for shares.
  Classified classify(const InteractionFacts& interaction, std::int64_t now_ns,
                      std::uint64_t number, RuleBook& book, Failures* failures) const;

 private:
  struct Compiled {
    ClassificationRule config;
    std::string name;
    const Rule* when = nullptr;
    const Rule* where = nullptr;
    const Rule* split_by = nullptr;
    const Rule* priority = nullptr;
    /// Outputs of a table: whether it has them, and what they are; null where it has no such
    /// column.
    struct Output {
      const Rule* given = nullptr;
      const Rule* value = nullptr;
    };
    Output table_queue{};
    Output table_priority{};
    Output table_credit{};
  };
  struct Place {
    std::string id;
    Attributes attributes;
  };

  void build_index();
  /// What follows from a rule that applies; true if it names a queue.
  bool take(const Compiled& rule, Facts& facts, const InteractionFacts& interaction,
            std::uint64_t number, RuleBook& book, Failures* failures, Classified* out) const;
  bool applies(const Compiled& rule, const Facts& facts, std::string_view channel, RuleBook& book,
               Failures* failures) const;
  void compile_table(const std::string& path, RuleBook& book, std::vector<model::Problem>* problems,
                     Compiled* rule) const;
  static std::optional<int> priority_of(const Rule& rule, const Facts& facts, std::string_view what,
                                        RuleBook& book, Failures* failures);
  void take_table(const Compiled& rule, const Facts& facts, RuleBook& book, Failures* failures,
                  Classified* out) const;
  bool is_queue(std::string_view id) const;
  std::string queue_of(const Compiled& rule, Facts& facts, std::string_view customer,
                       std::uint64_t number, RuleBook& book, Failures* failures) const;

  std::vector<Compiled> rules_;
  /// Of many rules: by number those that may apply, as far as that can be told without evaluating.
  std::optional<ConditionSet> index_;
  std::vector<Place> queues_;
  std::set<std::string, std::less<>> queue_ids_;
};

}  // namespace uniselector::rules
