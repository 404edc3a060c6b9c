// Compiles conditions and runs events through them. The tree of a condition says what it is where
// that is known; where it is open the program is evaluated, or, if the tree is the whole condition,
// what the tree fails with is the failure.
#include "rules/condition_set.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "rules/condition_access.h"
#include "rules/condition_tree.h"

namespace uniselector::rules {

struct ConditionSetImpl {
  ConditionTrees trees;
  AccessIndex access;
  static constexpr std::uint32_t kNoProgram = UINT32_MAX;
  struct Tree {
    std::uint32_t root = 0;
    std::uint32_t program = kNoProgram;  ///< of a condition with an opaque part
  };

  std::vector<Tree> trees_of;          ///< by condition
  std::vector<cel::Program> programs;  ///< different ones
  std::size_t evaluated = 0;
};

namespace {

using cel::Value;
using cel::ValueKind;

constexpr std::size_t kMostFaults = 100;

Status too_many(std::size_t found) {
  return resource_exhausted("found " + std::to_string(found) + " conditions, expected at most " +
                            std::to_string(kMaxConditions));
}

class SetBuilder {
 public:
  explicit SetBuilder(const cel::Environment& environment)
      : impl_(std::make_shared<ConditionSetImpl>()), trees_(environment, &impl_->trees) {}

  void add_true() { take(trees_.add_true(), nullptr); }
  void add(const cel::Program& program) { take(trees_.add(program.ast()), &program); }
  std::shared_ptr<const ConditionSetImpl> finish() {
    trees_.finish();
    std::vector<std::uint32_t> roots;
    for (const auto& tree : impl_->trees_of) roots.push_back(tree.root);
    impl_->access.build(impl_->trees, roots);
    return std::move(impl_);
  }

 private:
  void take(const TreeBuilder::Added& added, const cel::Program* program) {
    std::uint32_t number = ConditionSetImpl::kNoProgram;
    if (added.opaque) {
      const auto next = static_cast<std::uint32_t>(impl_->programs.size());
      const auto [known, is_new] = by_text_.emplace(program->ast().source, next);
      // Trees that do not come from text have none to be known by.
      number = program->ast().source.empty() ? next : known->second;
      if (number == next) impl_->programs.push_back(*program);
      ++impl_->evaluated;
    }
    impl_->trees_of.push_back({added.root, number});
  }

  std::shared_ptr<ConditionSetImpl> impl_;
  TreeBuilder trees_;
  std::map<std::string, std::uint32_t, std::less<>> by_text_;
};

class Faults {
 public:
  void add(std::size_t condition, const Text& text, std::string message) {
    if (all_.size() >= kMostFaults) {
      ++more_;
      return;
    }
    all_.push_back({text.place, "rule " + std::to_string(condition + 1), std::move(message)});
  }
  void add(std::size_t condition, const Text& text, const std::vector<cel::Issue>& issues,
           const Status& status) {
    if (issues.empty()) add(condition, text, status.message());
    for (const cel::Issue& issue : issues) {
      add(condition, text,
          issue.snippet.empty() ? issue.message : issue.message + '\n' + issue.snippet);
    }
  }
  bool empty() const { return all_.empty(); }
  const std::vector<Fault>& all() const { return all_; }
  Status status() const {
    std::string text;
    for (const Fault& fault : all_) text += (text.empty() ? "" : "\n") + to_string(fault);
    if (more_ > 0) text += "\nand " + std::to_string(more_) + " more";
    return invalid_argument(std::move(text));
  }

 private:
  std::vector<Fault> all_;
  std::size_t more_ = 0;
};

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool may_be_bool(const cel::Type& type) {
  return type.is(cel::TypeKind::kBool) || type.is(cel::TypeKind::kDyn);
}

void sort_in(std::uint32_t number, const Value& value, ConditionScratch& scratch) {
  if (value.is(ValueKind::kBool)) {
    if (value.as_bool()) scratch.holding.push_back(number);
  } else {
    scratch.failed.push_back({number, value});
  }
}

}  // namespace

Result<ConditionSet> ConditionSet::compile(std::span<const Text> conditions,
                                           const cel::Environment& environment,
                                           const ConditionOptions& options) {
  if (conditions.size() > kMaxConditions) return too_many(conditions.size());
  SetBuilder builder(environment);
  Faults faults;
  std::vector<cel::Issue> issues;
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    const Text& text = conditions[i];
    if (is_blank(text.text)) {
      builder.add_true();
      continue;
    }
    issues.clear();
    const auto program = environment.compile(text.text, {.issues = &issues});
    if (!program.ok()) {
      faults.add(i, text, issues, program.status());
    } else if (!may_be_bool(program->result_type())) {
      faults.add(i, text,
                 "the condition yields " + program->result_type().to_string() +
                     ", expected bool\n | " + text.text);
    } else {
      builder.add(*program);
    }
  }
  if (faults.empty()) return ConditionSet(builder.finish());
  if (options.faults != nullptr) *options.faults = faults.all();
  return faults.status();
}

Result<ConditionSet> ConditionSet::of(std::span<const cel::Program* const> conditions,
                                      const cel::Environment& environment) {
  if (conditions.size() > kMaxConditions) return too_many(conditions.size());
  SetBuilder builder(environment);
  for (const cel::Program* const program : conditions) {
    if (program == nullptr) {
      builder.add_true();
    } else {
      builder.add(*program);
    }
  }
  return ConditionSet(builder.finish());
}

ConditionMatch ConditionSet::match(std::span<const Value> slots, cel::Arena& arena,
                                   ConditionScratch& scratch) const {
  scratch.holding.clear();
  scratch.failed.clear();
  ConditionSearch search(*this, slots, arena, scratch);
  while (search.next()) {
    switch (search.test()) {
      case ConditionSearch::Result::kFalse: break;
      case ConditionSearch::Result::kHolds: scratch.holding.push_back(search.number()); break;
      case ConditionSearch::Result::kFailed:
        scratch.failed.push_back({search.number(), search.problem()});
        break;
    }
  }
  return {scratch.holding, scratch.failed};
}

std::optional<std::uint32_t> ConditionSet::first(std::span<const Value> slots, cel::Arena& arena,
                                                 ConditionScratch& scratch) const {
  scratch.failed.clear();
  ConditionSearch search(*this, slots, arena, scratch);
  while (search.next()) {
    switch (search.test()) {
      case ConditionSearch::Result::kFalse: break;
      case ConditionSearch::Result::kHolds: return search.number();
      case ConditionSearch::Result::kFailed:
        scratch.failed.push_back({search.number(), search.problem()});
        break;
    }
  }
  return std::nullopt;
}

ConditionMatch ConditionSet::match_naive(std::span<const cel::Program* const> conditions,
                                         std::span<const Value> slots, cel::Arena& arena,
                                         ConditionScratch& scratch) {
  scratch.holding.clear();
  scratch.failed.clear();
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    const cel::Program* const program = conditions[i];
    const Value value = program == nullptr ? Value::boolean(true) : program->evaluate(slots, arena);
    sort_in(static_cast<std::uint32_t>(i), value, scratch);
  }
  return {scratch.holding, scratch.failed};
}

std::size_t ConditionSet::size() const { return impl_->trees_of.size(); }
std::size_t ConditionSet::always() const { return impl_->access.always(); }
std::size_t ConditionSet::evaluated() const { return impl_->evaluated; }
std::size_t ConditionSet::attributes() const { return impl_->trees.attributes.size(); }
std::size_t ConditionSet::bytes() const {
  return impl_->trees.bytes() + impl_->access.bytes() +
         impl_->trees_of.capacity() * sizeof(ConditionSetImpl::Tree);
}

ConditionSearch::ConditionSearch(const ConditionSet& set, std::span<const Value> slots,
                                 cel::Arena& arena, ConditionScratch& scratch)
    : impl_(set.impl()),
      slots_(slots),
      arena_(arena),
      scratch_(scratch),
      values_(impl_.trees, slots, arena, scratch) {
  const std::size_t words = impl_.access.always_words().size();
  const std::size_t blocks = impl_.access.always_summary().size();
  if (scratch_.words.size() < words) scratch_.words.resize(words);
  if (scratch_.summary.size() < blocks) scratch_.summary.resize(blocks);
  impl_.access.find(values_, scratch_);
}

/// Leaves the scratch clear.
ConditionSearch::~ConditionSearch() {
  std::size_t block = block_;
  const std::size_t blocks = impl_.access.always_summary().size();
  for (std::uint64_t live = live_;;) {
    for (; live != 0; live &= live - 1) {
      scratch_.words[(block - 1) * 64 + static_cast<std::size_t>(__builtin_ctzll(live))] = 0;
    }
    if (block == blocks) return;
    live = std::exchange(scratch_.summary[block++], 0);
  }
}

bool ConditionSearch::next_word() {
  const auto always = impl_.access.always_words();
  const auto summary = impl_.access.always_summary();
  while (live_ == 0) {
    if (block_ == summary.size()) return false;
    live_ = std::exchange(scratch_.summary[block_], 0) | summary[block_];
    ++block_;
  }
  word_ = (block_ - 1) * 64 + static_cast<std::size_t>(__builtin_ctzll(live_));
  live_ &= live_ - 1;
  bits_ = std::exchange(scratch_.words[word_], 0) | always[word_];
  return true;
}

bool ConditionSearch::look_ahead() {
  at_ = 0;
  ahead_count_ = 0;
  while (ahead_count_ < kAhead && (bits_ != 0 || next_word())) {
    const auto bit = static_cast<std::size_t>(__builtin_ctzll(bits_));
    bits_ &= bits_ - 1;
    ahead_[ahead_count_++] = static_cast<std::uint32_t>(word_ * 64 + bit);
  }
  for (std::size_t i = 0; i < ahead_count_; ++i) prefetch_to_read(&impl_.trees_of[ahead_[i]]);
  bool any_program = false;
  for (std::size_t i = 0; i < ahead_count_; ++i) {
    const auto [root, program] = impl_.trees_of[ahead_[i]];
    const ConditionNode* const tree = &impl_.trees.nodes[root];
    prefetch_to_read(tree);
    prefetch_to_read(tree, 2 * sizeof(ConditionNode));
    if (program == ConditionSetImpl::kNoProgram) continue;
    any_program = true;
    prefetch_to_read(&impl_.programs[program]);
  }
  if (any_program) look_ahead_at_programs();
  return ahead_count_ > 0;
}

/// What an evaluation begins with lies in front of the tree of the program and behind it.
void ConditionSearch::look_ahead_at_programs() {
  for (std::size_t i = 0; i < ahead_count_; ++i) {
    const std::uint32_t program = impl_.trees_of[ahead_[i]].program;
    if (program == ConditionSetImpl::kNoProgram) continue;
    const cel::Ast* const ast = &impl_.programs[program].ast();
    prefetch_to_read(ast);
    prefetch_to_read(ast, sizeof(cel::Ast));
  }
}

Truth ConditionSearch::known() {
  return values_.truth(impl_.trees.nodes[impl_.trees_of[number_].root]);
}

ConditionSearch::Result ConditionSearch::test() {
  const auto [root, program] = impl_.trees_of[number_];
  const ConditionNode& tree = impl_.trees.nodes[root];
  const Truth known = values_.truth(tree);
  if (known != Truth::kOpen) return known == Truth::kTrue ? Result::kHolds : Result::kFalse;
  const Value value = program == ConditionSetImpl::kNoProgram
                          ? values_.problem(tree)
                          : impl_.programs[program].evaluate(slots_, arena_);
  if (value.is(ValueKind::kBool)) return value.as_bool() ? Result::kHolds : Result::kFalse;
  problem_ = value;
  return Result::kFailed;
}

std::string problem_text(const Value& problem) {
  if (problem.is(ValueKind::kError)) return std::string(problem.as_error().message);
  return "found " + std::string(cel::type_name(problem)) + ", expected bool";
}

}  // namespace uniselector::rules
