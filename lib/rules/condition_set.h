// Many free-standing conditions and which of them hold for an event: what campaigns, alerts and
// long rule lists are, where every rule asks for something else and there is no table to make.
//
//   auto set = rules::ConditionSet::compile(texts, environment);
//   rules::ConditionScratch scratch;             // one a thread
//   arena.reset();
//   const rules::ConditionMatch match = set->match(slots, arena, scratch);
//   for (std::uint32_t number : match.holding) ...
//
// The meaning is a loop over all conditions, each evaluated by itself. The index leaves out what is
// false for certain: a condition one of whose conjuncts is a comparison of an attribute with
// literals that is false. That is all it may leave out, so every failure is told, in the same words
// as the loop has. The budget counts for what is evaluated: comparisons that the index makes cost
// nothing, and one that decides hides that another part would have passed the budget, as && and ||
// hide failures.
//
// Immutable and cheap to copy; every thread may use one at once, each with an arena and a scratch
// of its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <uniselector/cel.h>
#include <uniselector/status.h>

#include "rules/condition_scratch.h"
#include "rules/condition_tree.h"
#include "rules/table_source.h"

namespace uniselector::rules {

inline constexpr std::size_t kMaxConditions = 1'000'000;

struct ConditionSetImpl;

struct ConditionOptions {
  std::vector<Fault>* faults = nullptr;  ///< filled when compiling fails, at most 100
};

/// Borrowed from the scratch, ascending by number.
struct ConditionMatch {
  std::span<const std::uint32_t> holding;
  std::span<const ConditionFailure> failed;
};

class ConditionSet {
 public:
  /// Conditions of the language, numbered from 0; an empty text always holds. InvalidArgument
  /// carries the faults as text; ResourceExhausted if there are more than kMaxConditions.
  static Result<ConditionSet> compile(std::span<const Text> conditions,
                                      const cel::Environment& environment,
                                      const ConditionOptions& options = {});
  /// The same of programs that `environment` made and that yield bool or dyn; null always holds.
  static Result<ConditionSet> of(std::span<const cel::Program* const> conditions,
                                 const cel::Environment& environment);

  /// All that hold, and all that fail. A condition may cost Limits::cost of the environment.
  /// Attributes are read once. O(attributes + conditions that the index finds); no allocation
  /// beyond the arena once the scratch has grown.
  ConditionMatch match(std::span<const cel::Value> slots, cel::Arena& arena,
                       ConditionScratch& scratch) const;
  /// The first that holds; what comes behind it is not evaluated. Those before it that failed are
  /// in scratch.failed.
  std::optional<std::uint32_t> first(std::span<const cel::Value> slots, cel::Arena& arena,
                                     ConditionScratch& scratch) const;
  /// What match() means: the programs one by one.
  static ConditionMatch match_naive(std::span<const cel::Program* const> conditions,
                                    std::span<const cel::Value> slots, cel::Arena& arena,
                                    ConditionScratch& scratch);

  std::size_t size() const;
  /// Conditions that no index can leave out: they are looked at for every event.
  std::size_t always() const;
  /// Conditions that the index does not wholly know: what is left of them is evaluated where they
  /// are found. Their programs are kept; equal texts share one.
  std::size_t evaluated() const;
  /// Different variables, fields and keys that the index asks for.
  std::size_t attributes() const;
  /// Memory of trees and index; not that of programs.
  std::size_t bytes() const;

  const ConditionSetImpl& impl() const { return *impl_; }
  explicit ConditionSet(std::shared_ptr<const ConditionSetImpl> impl) : impl_(std::move(impl)) {}

 private:
  std::shared_ptr<const ConditionSetImpl> impl_;
};

/// One event in search of conditions, for who needs to stop early or to pass over some. The set,
/// the slots, the arena and the scratch must outlive it; a scratch serves one search at a time.
class ConditionSearch {
 public:
  enum class Result : std::uint8_t { kFalse, kHolds, kFailed };

  ConditionSearch(const ConditionSet& set, std::span<const cel::Value> slots, cel::Arena& arena,
                  ConditionScratch& scratch);
  ConditionSearch(const ConditionSearch&) = delete;
  ConditionSearch& operator=(const ConditionSearch&) = delete;
  ~ConditionSearch();

  /// Goes to the next condition that may hold or fail, ascending; false behind the last.
  bool next() {
    if (at_ == ahead_count_ && !look_ahead()) return false;
    number_ = ahead_[at_++];
    return true;
  }
  std::uint32_t number() const { return number_; }
  /// What the condition is as far as its tree tells: nothing is evaluated.
  Truth known();
  /// What the condition is. Costs nothing for those that are never asked.
  Result test();
  /// After kFailed: an error, or a value that is no bool.
  const cel::Value& problem() const { return problem_; }

 private:
  static constexpr std::size_t kAhead = 16;

  bool look_ahead();
  void look_ahead_at_programs();
  bool next_word();

  const ConditionSetImpl& impl_;
  std::span<const cel::Value> slots_;
  cel::Arena& arena_;
  ConditionScratch& scratch_;
  EventValues values_;
  std::size_t block_ = 0;   ///< of 64 words: the next one
  std::uint64_t live_ = 0;  ///< words of the block before it that are yet to come
  std::size_t word_ = 0;
  std::uint64_t bits_ = 0;  ///< conditions of the word yet to come
  /// The next conditions, whose trees are on their way from memory.
  std::array<std::uint32_t, kAhead> ahead_;
  std::size_t ahead_count_ = 0;
  std::size_t at_ = 0;
  std::uint32_t number_ = 0;
  cel::Value problem_;
};

/// "no such key: tier"; "found int, expected bool".
std::string problem_text(const cel::Value& problem);

}  // namespace uniselector::rules
