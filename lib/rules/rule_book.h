// The expressions of a configuration and of requests, compiled once per distinct text, and their
// evaluation over facts. What fails to evaluate never stops routing: every question has an answer
// for that case, and the failure is told to whoever asked.
//
// Single-threaded; belongs to one engine.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <uniselector/cel.h>
#include <uniselector/center.h>
#include <uniselector/status.h>

#include "rules/center_tables.h"
#include "rules/condition_scratch.h"
#include "rules/facts.h"

namespace uniselector::rules {

/// What an expression has to yield.
enum class Yield : std::uint8_t { kCondition, kNumber, kInteger, kKey };

struct Rule {
  std::uint32_t number = 0;  ///< of the book, from 0
  std::string text;
  Scope scope;
  cel::Program program;
  bool about_agent = false;
  bool about_load = false;         ///< agent.load: changes with every offer
  bool about_interaction = false;  ///< or the time
  bool asks_tables = false;
  std::shared_ptr<const CenterTables> tables{};  ///< those that it asks; null: none, or forgotten
};

/// What could not be evaluated, for events: "prefer.score: no such key: refunds".
using Failures = std::vector<std::string>;
/// Adds "what: message", cut to a length that people read, unless `failures` is null or has enough.
void tell(std::string_view what, std::string_view message, Failures* failures);

class RuleBook {
 public:
  /// Rules stay as long as the book, so that there are at most so many; requests bring new ones.
  static constexpr std::size_t kMostRules = 400'000;
  explicit RuleBook(std::size_t most_rules = kMostRules) : most_rules_(most_rules) {}

  /// From now on expressions may ask these tables; null: none. Rules that were compiled before keep
  /// those that they ask.
  void use(std::shared_ptr<const CenterTables> tables);
  const std::shared_ptr<const CenterTables>& tables() const { return tables_; }
  /// Lets go of tables that are no longer in use, when nobody evaluates the rules that ask them any
  /// more; where somebody does after all, they fail.
  void forget_other_tables();

  /// InvalidArgument with place and caret when the text is no expression of the scope or does not
  /// yield that; ResourceExhausted names a limit. The rule lives as long as the book.
  Result<const Rule*> compile(Scope scope, Yield yield, std::string_view text);
  /// What stands for a requirement and a score that do not compile any more: "false" and "0". There
  /// is always room for them.
  const Rule& never() { return *add(Scope::kAgent, Yield::kCondition, "false").value(); }
  const Rule& level() { return *add(Scope::kScore, Yield::kNumber, "0").value(); }

  /// Whether a condition holds; `failed` is the answer when it fails to evaluate, and then a line
  /// that begins with `what` is added to `failures`.
  bool holds(const Rule& rule, const Facts& facts, bool failed, std::string_view what,
             Failures* failures);
  std::optional<double> number(const Rule& rule, const Facts& facts, std::string_view what,
                               Failures* failures);
  std::optional<std::int64_t> integer(const Rule& rule, const Facts& facts, std::string_view what,
                                      Failures* failures);
  std::optional<Duration> duration(const Rule& rule, const Facts& facts, std::string_view what,
                                   Failures* failures);
  std::optional<std::string> text(const Rule& rule, const Facts& facts, std::string_view what,
                                  Failures* failures);
  /// A text that tells values apart, for shares.
  std::optional<std::string> key(const Rule& rule, const Facts& facts, std::string_view what,
                                 Failures* failures);

  /// The rule with all about the interaction put in: a text that asks about the agent only. "true"
  /// or "false" where the agent does not matter. A failure that no agent can absorb is "false".
  std::string bound(const Rule& rule, const Facts& facts, std::string_view what,
                    Failures* failures);

  /// For the facts of one evaluation: forgets those of the last.
  cel::Arena& fresh_arena() {
    arena_.reset();
    return arena_;
  }
  /// For a search among conditions; serves one at a time.
  ConditionScratch& scratch() { return scratch_; }

 private:
  const cel::Environment& environment(Scope scope);
  const Rule* find(Scope scope, Yield yield, std::string_view text) const;
  Result<const Rule*> add(Scope scope, Yield yield, std::string_view text);
  Status add_tables(Rule* rule) const;
  /// The value, if it is of the kind; else that is told.
  std::optional<cel::Value> value_of(const Rule& rule, const Facts& facts, cel::ValueKind kind,
                                     std::string_view expected, std::string_view what,
                                     Failures* failures) const;
  cel::Value evaluate(const Rule& rule, const Facts& facts) const;

  std::size_t most_rules_;
  cel::Arena arena_;
  ConditionScratch scratch_;
  std::shared_ptr<const CenterTables> tables_;
  std::map<Scope, cel::Environment> environments_;
  std::deque<Rule> rules_;  ///< addresses stay
  std::map<std::pair<std::pair<Scope, Yield>, std::string>, const Rule*, std::less<>> by_text_;
};

}  // namespace uniselector::rules
