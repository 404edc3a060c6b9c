// Catalog: the configuration as the core uses it. Names become indexes once, here; requirements
// with their relaxation become plans (a chain of stages, each a signature of the matcher), agents
// that are alike become classes. Read-only during decisions, except that new plans and classes are
// interned when an interaction or an agent first needs them. Single-threaded.
//
// Invariants: 1. An index keeps its meaning: what a new configuration leaves out is retired, and
// its place goes to another name only when the table is full and nothing names it any more (Spare).
// So tables and indexes are bounded: kMaxChannels, kMaxQueues, Limits::agents, gone names included.
// 2. Equal plans have one index; so have equal classes; both depend on indexes, not on names.
// 3. Stage k of a plan is in force from the k-th entry's time on.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <uniselector/center.h>
#include <uniselector/status.h>

#include "base/hash.h"
#include "calendar/calendar.h"
#include "match/matcher.h"
#include "model/bounds.h"
#include "model/ids.h"
#include "model/known.h"
#include "rules/classification.h"
#include "rules/rule_book.h"

namespace uniselector::engine {

using match::SignatureInfo;
using model::AgentIx;
using model::ChannelIx;
using model::ClassIx;
using model::kNone;
using model::kNoQueue;
using model::PlanIx;
using model::QueueIx;
using model::SignatureIx;

/// Most signatures (stages of plans) an engine keeps; a submit that would need more is refused.
inline constexpr std::uint32_t kMaxSignatures = 1U << 18;

/// Lookup of names by any string view, without allocation.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return static_cast<std::size_t>(base::hash_bytes(text));
  }
};
template <class V>
using NameMap = std::unordered_map<std::string, V, TextHash, std::equal_to<>>;

struct ChannelFacts {
  ChannelConfig config;
  OfferPenalty missed;
  bool retired = false;
};

struct QueueFacts {
  QueueConfig config;
  match::Strategy strategy = match::Strategy::kLongestIdle;
  std::int64_t ageing_ns_per_point = 0;
  std::shared_ptr<const calendar::Calendar> hours;  ///< none: always open
  std::uint32_t revision = 0;     ///< grows when its requirement, steps, limits or score change
  bool asks_interaction = false;  ///< what it requires depends on the interaction
  const rules::Rule* priority_rule = nullptr;
  bool retired = false;
};

/// Capacity in dense form; interned, since agents share profiles.
struct CapacityFacts {
  std::int32_t units = 0;  ///< 0: no pool
  std::uint16_t max[model::kMaxChannels] = {};
  std::uint16_t cost[model::kMaxChannels] = {};
  std::uint32_t channels = 0;  ///< bit c: may take channel c
  friend bool operator==(const CapacityFacts&, const CapacityFacts&) = default;
};

/// What all agents of a class share.
struct ClassFacts {
  AgentKind kind = AgentKind::kHuman;
  std::vector<std::pair<std::uint32_t, std::int32_t>> skills;  ///< sorted by skill index
  Attributes attributes;
  std::vector<std::pair<QueueIx, std::int32_t>> queues;  ///< sorted, with rank
  std::uint32_t channels = 0;
  std::uint32_t logged_in = 0;  ///< agents of the class that are not offline
};

/// What happens at a point of a plan, on the way from stage k to stage k + 1.
struct PlanEntry {
  enum class Kind : std::uint8_t { kWaitLimit, kRelax, kExpire };
  Kind kind = Kind::kRelax;
  std::int64_t after = 0;  ///< ns from entry into the queue
  LimitAction action{};    ///< kWaitLimit
  RelaxStep step{};        ///< kRelax: what changes
};

struct Plan {
  QueueIx queue = kNoQueue;
  ChannelIx channel = 0;
  std::uint32_t revision = 0;  ///< of the queue when the plan was made
  std::vector<PlanEntry> entries;
  const rules::Rule* score = nullptr;     ///< of the queue, for the interactions of this plan
  std::vector<SignatureIx> stages;        ///< entries.size() + 1
  std::vector<Requirement> requirements;  ///< in force in each stage
};

/// The hot part of a stage, by signature.
struct Stage {
  std::int64_t next_after = -1;  ///< ns from queue entry to the next stage; -1 last
  PlanIx plan = kNone;
  std::uint16_t index = 0;  ///< stage within the plan
  QueueIx queue = kNoQueue;
  ChannelIx channel = 0;
  std::uint8_t timer_list = 0;  ///< 0: not a list of its own
  bool expedited = false;
  bool wait_limit_next = false;  ///< the next entry is a wait limit
};

/// A rule that could not be evaluated.
struct RuleFailure {
  QueueIx queue = kNoQueue;  ///< whose rule it is; kNoQueue: no queue's
  std::uint64_t count = 1;
  std::string text;  ///< empty: it was told before
};

/// Places of gone names, in the order in which new names get them.
struct Spare {
  std::vector<ChannelIx> channels;
  std::vector<QueueIx> queues;
  std::vector<AgentIx> agents;
};

class Catalog final : public model::Known {
 public:
  Catalog();

  /// Checks `center` whole and takes it over; on any complaint nothing changes. `in_use` answers
  /// whether something that the new configuration leaves out may not go ("agent 'ana' has work"),
  /// and fills in at least as many spare places as the configuration needs.
  Status configure(const Center& center,
                   const std::function<Status(const Center&, Spare*)>& in_use);

  /// How many places of gone names a configuration needs, since its new names no longer fit.
  struct Needed {
    std::size_t channels = 0;
    std::size_t queues = 0;
    std::size_t agents = 0;
    bool any() const { return channels + queues + agents != 0; }
  };
  Needed needed(const Center& center) const;
  /// The places to which the last configuration gave another name.
  const Spare& reused() const { return reused_; }
  /// Whether the last configuration may have given the agent another class or capacity.
  bool agent_changed(AgentIx ix) const { return agent_changed_[ix]; }

  const Center& center() const { return center_; }

  // model::Known: what requests may name.
  bool has(Kind kind, std::string_view id) const override;
  const SkillConfig* skill(std::string_view id) const override;
  const Limits& limits() const override { return center_.limits; }

  std::optional<QueueIx> find_queue(std::string_view id) const;
  std::optional<ChannelIx> find_channel(std::string_view id) const;
  std::optional<AgentIx> find_agent(std::string_view id) const;
  const QueueFacts& queue(QueueIx ix) const { return queues_[ix]; }
  const ChannelFacts& channel(ChannelIx ix) const { return channels_[ix]; }
  const AgentConfig& agent(AgentIx ix) const { return agents_[ix]; }
  bool agent_retired(AgentIx ix) const { return agent_retired_[ix]; }
  std::size_t queue_count() const { return queues_.size(); }
  std::size_t channel_count() const { return channels_.size(); }
  std::size_t agent_count() const { return agents_.size(); }

  /// The agent's facts change: returns nothing, afterwards class_for and capacity_for are new.
  void replace_agent(AgentIx ix, AgentConfig config) { agents_[ix] = std::move(config); }
  /// Class and capacity of an agent as he is now; new ones are interned. `fresh` says whether the
  /// class was unknown, so that the caller adds it to the matcher.
  ClassIx class_for(AgentIx ix, bool* fresh);
  std::uint32_t capacity_for(AgentIx ix);
  /// Whether these are what class_for() and capacity_for() would answer; for the books.
  bool is_current(AgentIx ix, ClassIx klass, std::uint32_t capacity) const;
  int max_offers_for(AgentIx ix) const;
  const CapacityFacts& capacity(std::uint32_t ix) const { return capacities_[ix]; }
  const ClassFacts& klass(ClassIx ix) const { return classes_[ix]; }
  ClassFacts& klass(ClassIx ix) { return classes_[ix]; }
  std::size_t class_count() const { return classes_.size(); }
  match::ClassInfo class_info(ClassIx ix) const;

  /// The interaction for which a plan is looked for, as far as rules ask.
  struct Asking {
    const rules::InteractionFacts* interaction = nullptr;  ///< none: nothing is known of it
    std::int64_t now = 0;
  };
  /// Whether an interaction may bring this: ResourceExhausted when kMaxSignatures are in use and it
  /// is not known yet. What it brings has been checked (model/request_check.h).
  Status may_intern(QueueIx queue, ChannelIx channel, const Requirement& require,
                    const std::vector<RelaxStep>& relax, const Asking& asking) const;
  /// The plan of an interaction in this queue and channel that brings `require` and `relax`. Never
  /// refuses, so that an accepted interaction always has a place to move to; ask may_intern before
  /// accepting one. New signatures are appended; the caller adds those from `signature_count()`
  /// before on to the matcher.
  PlanIx intern_plan(QueueIx queue, ChannelIx channel, const Requirement& require,
                     const std::vector<RelaxStep>& relax, const Asking& asking);
  const Plan& plan(PlanIx ix) const { return plans_[ix]; }
  const Stage& stage(SignatureIx ix) const { return stages_[ix]; }
  /// Stage 0 of a plan, from a table so small that it stays in the cache.
  SignatureIx first_stage(PlanIx ix) const { return first_stages_[ix]; }
  std::size_t signature_count() const { return stages_.size(); }
  std::size_t plan_count() const { return plans_.size(); }
  SignatureInfo signature_info(SignatureIx ix) const;
  const Requirement& requirement(SignatureIx ix) const {
    const Stage& s = stages_[ix];
    return plans_[s.plan].requirements[s.index];
  }
  /// Distinct (delay, is wait limit) pairs that have a timer list of their own, from 1.
  struct TimerKind {
    std::int64_t after = 0;
    bool wait_limit = false;
  };
  const std::vector<TimerKind>& timer_kinds() const { return timer_kinds_; }

  // What the matcher asks when a class or signature is new.
  bool eligible(ClassIx klass, SignatureIx signature) const;
  std::int64_t score(ClassIx klass, SignatureIx signature) const;
  std::int32_t rank(ClassIx klass, QueueIx queue) const;
  /// Conditions on the agent's own id, and whether there are any.
  bool asks_for_ids(SignatureIx signature) const { return !compiled_[signature].on_id.empty(); }
  bool agent_allowed(AgentIx agent, SignatureIx signature) const;
  /// For a score that asks for the load, 0..4095: lower is better. Each (class, signature, load) is
  /// evaluated once.
  std::int64_t loaded_score(ClassIx klass, SignatureIx signature, std::uint32_t load) const;

  // Rules.
  const rules::Classification& classification() const { return classification_; }
  rules::RuleBook& book() const { return book_; }
  /// A condition over the interaction and the queues; it was compiled with the configuration or
  /// when the interaction brought it. An error when it asks tables that are there no more.
  Result<const rules::Rule*> guard(const std::string& text) const;
  /// Whether plans with this requirement and steps differ by interaction.
  bool differs(QueueIx queue, const Requirement& require,
               const std::vector<RelaxStep>& relax) const;
  /// OK, or why an expression of a request does not compile, by its field.
  Status check_expressions(const Requirement& require, const std::vector<RelaxStep>& relax) const;
  Status check_expressions(const Capacity& capacity) const;
  /// What rules may ask about the agents of a class; borrows from the catalogue.
  rules::AgentFacts agent_facts(ClassIx klass) const;
  /// Whether plans hang on tables.
  bool asks_tables(const QueueConfig& config) const;
  /// Failures since the last call; of those that repeat themselves the text is told once.
  std::vector<RuleFailure> take_failures() const;
  bool has_failures() const { return !failures_.empty(); }
  void add_failures(QueueIx queue, const rules::Failures& failures) const;

 private:
  struct CompiledCondition {
    std::uint32_t skill;
    Operator op;
    std::int32_t level;
    bool best_low;
  };
  struct Compiled {  ///< requirement of one stage, by signature
    std::vector<CompiledCondition> skills;
    std::vector<AttributeCondition> attributes;  ///< without those on `id`
    std::vector<AttributeCondition> on_id;
    std::vector<const rules::Rule*> expressions;
    std::uint64_t mask = 0;
  };

  std::uint32_t skill_index(const std::string& id);
  ClassFacts class_facts(AgentIx ix) const;
  /// What a plan is made of, with the interaction put into it.
  struct PlanParts {
    Requirement require;
    std::vector<QueueConfig::WaitLimit> wait;
    std::vector<RelaxStep> relax;
    std::string score;
    bool bound = false;  ///< differs by interaction
  };
  PlanParts plan_parts(QueueIx queue, const Requirement& require,
                       const std::vector<RelaxStep>& relax, const Asking& asking) const;
  std::string plan_key(QueueIx queue, ChannelIx channel, const Requirement& require,
                       const std::vector<RelaxStep>& relax, const PlanParts& parts) const;
  Compiled compile(const Requirement& requirement, bool bypass);
  bool asks_interaction(const QueueConfig& config) const;
  bool expressions_hold(ClassIx klass, SignatureIx signature) const;
  std::int64_t evaluate_score(ClassIx klass, SignatureIx signature, std::uint32_t load,
                              rules::Failures* failures) const;
  std::int64_t rule_score(ClassIx klass, SignatureIx signature, std::uint32_t load) const;
  rules::AgentFacts agent_facts(const AgentConfig& agent) const;
  void apply_capacity_rules(const Capacity::Channel& channel, const AgentConfig& agent, bool tell,
                            int* max, int* cost) const;
  Requirement after_entry(const Requirement& before, const PlanEntry& entry) const;
  void take_over_skills(const std::vector<SkillConfig>& skills);
  const Capacity& capacity_config(const AgentConfig& agent) const;
  CapacityFacts compile_capacity(const AgentConfig& agent, bool tell) const;
  std::vector<PlanEntry> plan_entries(const PlanParts& parts) const;
  std::uint8_t timer_list_for(std::int64_t after, bool wait_limit);
  void take_over(Center center, std::vector<std::shared_ptr<const calendar::Calendar>> hours,
                 const Spare& spare);
  void take_over_agents(const Spare& spare, bool all_changed);
  void take_over_queue(const QueueConfig& config, const Spare& spare,
                       std::shared_ptr<const calendar::Calendar> hours, bool tables_changed);

  Center center_;
  Spare reused_;
  std::vector<ChannelFacts> channels_;
  std::vector<QueueFacts> queues_;
  std::vector<AgentConfig> agents_;
  std::vector<bool> agent_retired_;
  std::vector<bool> agent_changed_;  ///< by the last configuration
  std::map<std::string, ProfileConfig, std::less<>> profiles_;
  NameMap<QueueIx> queue_index_;
  NameMap<ChannelIx> channel_index_;
  NameMap<AgentIx> agent_index_;
  NameMap<std::uint32_t> skill_index_;
  std::vector<std::string> skill_names_;  ///< by index
  NameMap<SkillConfig> skills_;
  std::vector<ClassFacts> classes_;
  NameMap<ClassIx> class_index_;
  std::vector<CapacityFacts> capacities_;
  std::deque<Plan> plans_;                 ///< references stay valid while plans are added
  std::vector<SignatureIx> first_stages_;  ///< by plan
  NameMap<PlanIx> plan_index_;
  std::vector<PlanIx> default_plans_;
  std::vector<Stage> stages_;
  std::vector<Compiled> compiled_;
  std::vector<TimerKind> timer_kinds_;  ///< [0] unused
  // Evaluation needs memory of its own, and answers questions that change nothing.
  mutable rules::RuleBook book_;
  mutable bool requests_ask_tables_ = false;  ///< one of those so far
  rules::Classification classification_;
  // What is true of a class once is true for ever: facts and rules do not change under an index.
  // A failure is told when the answer is first looked for, which is when either is new.
  mutable std::unordered_map<std::uint64_t, bool> verdicts_;        ///< by class and rule
  mutable std::unordered_map<std::uint64_t, std::int64_t> scores_;  ///< by class, signature, load
  mutable std::vector<RuleFailure> failures_;
  mutable std::vector<std::string> told_;  ///< sorted; texts of failures told already
};

}  // namespace uniselector::engine
