// What the catalogue asks of rules: conditions and scores over the agents of a class, capacity over
// an agent, and requirements with an interaction put into them. Each is evaluated when a class, a
// plan or the configuration is new, never by a decision; a score that asks for the load once per
// load.
#include <algorithm>
#include <bit>
#include <utility>

#include "engine/catalog.h"
#include "model/requirement.h"
#include "rules/binding.h"

namespace uniselector::engine {
namespace {

constexpr std::size_t kMostAnswers = 1U << 22;  ///< kept; further ones are looked for each time
constexpr std::int64_t kNoScore = INT64_MIN;
constexpr std::size_t kMostTold = 1024;
constexpr double kFullLoad = 4095;

/// A number that orders as the double does.
std::int64_t ordered(double value) {
  const auto bits = std::bit_cast<std::int64_t>(value + 0.0);  // -0 is 0
  return bits >= 0 ? bits : std::int64_t{INT64_MIN} - bits;
}

}  // namespace

rules::AgentFacts Catalog::agent_facts(ClassIx klass) const {
  const ClassFacts& known = classes_[klass];
  rules::AgentFacts facts;
  facts.kind = known.kind;
  for (const auto& [skill, level] : known.skills) {
    facts.skills.emplace_back(skill_names_[skill], level);
  }
  facts.attributes = &known.attributes;
  for (const auto& [queue, rank] : known.queues) facts.queues.push_back(queues_[queue].config.id);
  return facts;
}

rules::AgentFacts Catalog::agent_facts(const AgentConfig& agent) const {
  rules::AgentFacts facts;
  facts.kind = agent.kind;
  for (const auto& [skill, level] : agent.skills) facts.skills.emplace_back(skill, level);
  facts.attributes = &agent.attributes;
  for (const auto& membership : agent.queues) facts.queues.push_back(membership.queue);
  return facts;
}

bool Catalog::expressions_hold(ClassIx klass, SignatureIx signature) const {
  for (const rules::Rule* const rule : compiled_[signature].expressions) {
    const std::uint64_t key = std::uint64_t{klass} << 32 | rule->number;
    if (const auto it = verdicts_.find(key); it != verdicts_.end()) {
      if (!it->second) return false;
      continue;
    }
    const rules::AgentFacts agent = agent_facts(klass);
    rules::Facts facts(book_.fresh_arena(), 0);
    facts.set_agent(agent);
    const bool room = verdicts_.size() < kMostAnswers;
    rules::Failures failures;
    const bool holds = book_.holds(*rule, facts, false, "require", room ? &failures : nullptr);
    if (room) verdicts_.emplace(key, holds);
    add_failures(stages_[signature].queue, failures);
    if (!holds) return false;
  }
  return true;
}

std::int64_t Catalog::evaluate_score(ClassIx klass, SignatureIx signature, std::uint32_t load,
                                     rules::Failures* failures) const {
  const Stage& stage = stages_[signature];
  rules::AgentFacts agent = agent_facts(klass);
  agent.load = load / kFullLoad;
  rules::Facts facts(book_.fresh_arena(), 0);
  facts.set_agent(agent);
  const auto score = book_.number(*plans_[stage.plan].score, facts, "prefer.score", failures);
  return score ? ordered(*score) : kNoScore;
}

std::int64_t Catalog::rule_score(ClassIx klass, SignatureIx signature, std::uint32_t load) const {
  // Classes, signatures and loads fit into one number: 2^34, 2^18 and 2^12 of each.
  const std::uint64_t key = (std::uint64_t{klass} << 18 | signature) << 12 | load;
  const auto it = scores_.find(key);
  std::int64_t score = kNoScore;
  if (it != scores_.end()) {
    score = it->second;
  } else {
    const bool room = scores_.size() < kMostAnswers;
    rules::Failures failures;
    // Decisions look scores up in an order of their own: told is what fails without any load.
    score = evaluate_score(klass, signature, load, room && load == 0 ? &failures : nullptr);
    if (room) scores_.emplace(key, score);
    add_failures(stages_[signature].queue, failures);
  }
  if (score != kNoScore) return score;
  // Behind everybody, whichever end is best; negating either must not overflow.
  const bool lowest_first = queues_[stages_[signature].queue].config.score.lowest_first;
  return lowest_first ? INT64_MAX : -INT64_MAX;
}

std::int64_t Catalog::loaded_score(ClassIx klass, SignatureIx signature, std::uint32_t load) const {
  const std::int64_t score = rule_score(klass, signature, load);
  return queues_[stages_[signature].queue].config.score.lowest_first ? score : -score;
}

void Catalog::apply_capacity_rules(const Capacity::Channel& channel, const AgentConfig& agent,
                                   bool tell, int* max, int* cost) const {
  const auto apply = [&](const std::string& text, const char* what, int* number) {
    if (text.empty()) return;
    const auto rule = book_.compile(rules::Scope::kCapacity, rules::Yield::kInteger, text);
    if (!rule.ok()) return;
    const rules::AgentFacts known = agent_facts(agent);
    rules::Facts facts(book_.fresh_arena(), 0);
    facts.set_agent(known);
    if (!tell) facts.count_nothing();
    rules::Failures failures;
    const auto value = book_.integer(**rule, facts, what, &failures);
    if (value && !model::bounds::kChannelMax.holds(*value)) {
      rules::tell(what, "found " + std::to_string(*value) + ", expected 0..65535", &failures);
    } else if (value) {
      *number = static_cast<int>(*value);
    }
    if (tell) add_failures(kNoQueue, failures);
  };
  apply(channel.max_rule, "capacity, max", max);
  apply(channel.cost_rule, "capacity, cost", cost);
}

bool Catalog::asks_interaction(const QueueConfig& config) const {
  if (rules::asks_interaction(config.require, book_)) return true;
  const auto step = [this](const RelaxStep& s) { return rules::asks_interaction(s, book_); };
  const auto limit = [this](const QueueConfig::WaitLimit& l) {
    return rules::asks_interaction(l.action.add, book_);
  };
  if (std::any_of(config.relax.begin(), config.relax.end(), step) ||
      std::any_of(config.wait.begin(), config.wait.end(), limit)) {
    return true;
  }
  if (config.prefer != Preference::kScore) return false;
  const auto score =
      book_.compile(rules::Scope::kScore, rules::Yield::kNumber, config.score.expression);
  return score.ok() && (*score)->about_interaction;
}

bool Catalog::asks_tables(const QueueConfig& config) const {
  const auto asks = [this](const auto& what) { return rules::asks_tables(what, book_); };
  const auto limit = [&](const QueueConfig::WaitLimit& l) { return asks(l.action.add); };
  if (asks(config.require) || std::any_of(config.relax.begin(), config.relax.end(), asks) ||
      std::any_of(config.wait.begin(), config.wait.end(), limit)) {
    return true;
  }
  if (config.prefer != Preference::kScore) return false;
  const auto score =
      book_.compile(rules::Scope::kScore, rules::Yield::kNumber, config.score.expression);
  return score.ok() && (*score)->asks_tables;
}

bool Catalog::differs(QueueIx queue, const Requirement& require,
                      const std::vector<RelaxStep>& relax) const {
  const auto asks = [this](const auto& what) { return rules::asks_interaction(what, book_); };
  return queues_[queue].asks_interaction || asks(require) ||
         std::any_of(relax.begin(), relax.end(), asks);
}

Catalog::PlanParts Catalog::plan_parts(QueueIx queue, const Requirement& require,
                                       const std::vector<RelaxStep>& relax,
                                       const Asking& asking) const {
  const QueueConfig& config = queues_[queue].config;
  PlanParts parts;
  parts.require = model::combine(config.require, require);
  parts.wait = config.wait;
  parts.relax = config.relax;
  parts.relax.insert(parts.relax.end(), relax.begin(), relax.end());
  if (config.prefer == Preference::kScore) parts.score = config.score.expression;
  parts.bound = differs(queue, require, relax);
  if (!parts.bound) return parts;

  static const rules::InteractionFacts kUnknown;
  const rules::InteractionFacts& about =
      asking.interaction == nullptr ? kUnknown : *asking.interaction;
  rules::Failures failures;
  parts.require = rules::bind(parts.require, about, asking.now, book_, &failures);
  for (RelaxStep& step : parts.relax) {
    step = rules::bind(step, about, asking.now, book_, &failures);
  }
  for (auto& limit : parts.wait) {
    limit.action.add = rules::bind(limit.action.add, about, asking.now, book_, &failures);
  }
  if (!parts.score.empty()) {
    const auto score = book_.compile(rules::Scope::kScore, rules::Yield::kNumber, parts.score);
    if (score.ok() && (*score)->about_interaction) {
      rules::Facts known(book_.fresh_arena(), asking.now);
      known.set_interaction(about);
      parts.score = book_.bound(**score, known, "prefer.score", &failures);
      // What fails for every agent tells none of them apart.
      if (parts.score == "false") parts.score = "0";
    }
  }
  add_failures(queue, failures);
  return parts;
}

Result<const rules::Rule*> Catalog::guard(const std::string& text) const {
  return book_.compile(rules::Scope::kGuard, rules::Yield::kCondition, text);
}

Status Catalog::check_expressions(const Requirement& require,
                                  const std::vector<RelaxStep>& relax) const {
  const auto in = [](const char* field, const Status& status) {
    const bool item = status.message().starts_with('[');
    return Status(status.code(), field + std::string(item ? "" : ".") + status.message());
  };
  Status status = rules::check_expressions(require, book_);
  if (!status.ok()) return in("require", status);
  status = rules::check_expressions(relax, book_);
  if (!status.ok()) return in("relax", status);
  const auto asks = [this](const auto& what) { return rules::asks_tables(what, book_); };
  requests_ask_tables_ =
      requests_ask_tables_ || asks(require) || std::any_of(relax.begin(), relax.end(), asks);
  return status;
}

Status Catalog::check_expressions(const Capacity& capacity) const {
  for (const Capacity::Channel& channel : capacity.channels) {
    const auto check = [&](const char* what, const std::string& text) {
      if (text.empty()) return ok_status();
      const auto rule = book_.compile(rules::Scope::kCapacity, rules::Yield::kInteger, text);
      if (rule.ok()) return ok_status();
      return Status(rule.status().code(), "capacity.channels." + channel.channel + "." + what +
                                              ": " + rule.status().message());
    };
    if (Status status = check("max", channel.max_rule); !status.ok()) return status;
    if (Status status = check("cost", channel.cost_rule); !status.ok()) return status;
  }
  return ok_status();
}

void Catalog::add_failures(QueueIx queue, const rules::Failures& failures) const {
  for (const std::string& text : failures) {
    const auto at = std::lower_bound(told_.begin(), told_.end(), text);
    const bool told = at != told_.end() && *at == text;
    if (!told && told_.size() < kMostTold) told_.insert(at, text);
    if (told && !failures_.empty() && failures_.back().queue == queue) {
      ++failures_.back().count;
    } else {
      failures_.push_back({queue, 1, told ? std::string() : text});
    }
  }
}

std::vector<RuleFailure> Catalog::take_failures() const { return std::exchange(failures_, {}); }

}  // namespace uniselector::engine
