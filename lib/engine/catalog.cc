// Interning: from names and requirements to indexes, plans and classes. See the header.
#include "engine/catalog.h"

#include <algorithm>
#include <cmath>

#include "model/center_check.h"
#include "model/requirement.h"

namespace uniselector::engine {
namespace {

constexpr std::string_view kIdAttribute = "id";

/// One of 64 bits for a skill: agents' masks contain the mask of every requirement they meet.
std::uint64_t skill_bit(std::uint32_t skill) {
  return std::uint64_t{1} << (base::mix64(skill) & 63U);
}

bool needs_skill(Operator op) { return op != Operator::kNotEqual && op != Operator::kAbsent; }

match::Strategy strategy_of(Preference prefer) {
  switch (prefer) {
    case Preference::kLongestIdle: return match::Strategy::kLongestIdle;
    case Preference::kMostIdle: return match::Strategy::kMostIdle;
    case Preference::kMostSkilled: return match::Strategy::kMostSkilled;
    case Preference::kLeastSkilled: return match::Strategy::kLeastSkilled;
    case Preference::kRoundRobin: return match::Strategy::kRoundRobin;
    case Preference::kFixedOrder: return match::Strategy::kFixedOrder;
    case Preference::kLeastOccupied:
    case Preference::kFewestOpen:
    case Preference::kFewestHandled:
    case Preference::kRandom: return match::Strategy::kByValue;
  }
  return match::Strategy::kLongestIdle;
}

bool expedites(const Requirement& requirement) {
  const auto asks = [](const auto& condition) { return condition.expedite; };
  return std::any_of(requirement.skills.begin(), requirement.skills.end(), asks) ||
         std::any_of(requirement.attributes.begin(), requirement.attributes.end(), asks);
}

/// Same plans for the same interactions: what decides must be equal, names and targets need not.
bool same_plans(const QueueConfig& a, const QueueConfig& b) {
  return a.require == b.require && a.relax == b.relax && a.wait == b.wait;
}

Status to_status(const std::vector<model::CenterProblem>& problems) {
  std::string text;
  for (const auto& problem : problems) {
    if (!text.empty()) text += '\n';
    text += problem.path.empty() ? problem.message : problem.path + ": " + problem.message;
  }
  return invalid_argument(std::move(text));
}

}  // namespace

Catalog::Catalog() : timer_kinds_(1) {}

std::optional<QueueIx> Catalog::find_queue(std::string_view id) const {
  const auto it = queue_index_.find(id);
  if (it == queue_index_.end() || queues_[it->second].retired) return std::nullopt;
  return it->second;
}

std::optional<ChannelIx> Catalog::find_channel(std::string_view id) const {
  const auto it = channel_index_.find(id);
  if (it == channel_index_.end() || channels_[it->second].retired) return std::nullopt;
  return it->second;
}

std::optional<AgentIx> Catalog::find_agent(std::string_view id) const {
  const auto it = agent_index_.find(id);
  if (it == agent_index_.end() || agent_retired_[it->second]) return std::nullopt;
  return it->second;
}

Status Catalog::configure(const Center& given,
                          const std::function<Status(const Center&, const Catalog&)>& in_use) {
  Center center = given;
  if (center.channels.empty()) center.channels.push_back({.id = "voice"});
  if (const auto problems = model::check_center(center); !problems.empty()) {
    return to_status(problems);
  }
  std::vector<std::shared_ptr<const calendar::Calendar>> hours;
  for (const auto& queue : center.queues) {
    hours.emplace_back();
    if (queue.calendar.empty()) continue;
    const auto it = std::find_if(center.calendars.begin(), center.calendars.end(),
                                 [&](const auto& c) { return c.id == queue.calendar; });
    auto compiled = calendar::Calendar::compile(*it, center.time_zone);
    if (!compiled.ok()) return compiled.status();
    hours.back() = std::make_shared<const calendar::Calendar>(std::move(compiled).value());
  }
  if (Status status = in_use(center, *this); !status.ok()) return status;
  take_over(center, std::move(hours));
  return ok_status();
}

void Catalog::take_over(const Center& center,
                        std::vector<std::shared_ptr<const calendar::Calendar>> hours) {
  center_ = center;
  skills_ = center.skills;
  profiles_.clear();
  for (const auto& profile : center.profiles) profiles_[profile.id] = profile;

  for (auto& channel : channels_) channel.retired = true;
  for (const auto& config : center.channels) {
    const auto [it, fresh] =
        channel_index_.emplace(config.id, static_cast<ChannelIx>(channels_.size()));
    if (fresh) channels_.emplace_back();
    ChannelFacts& facts = channels_[it->second];
    facts.config = config;
    facts.retired = false;
    const auto missed =
        config.id == "voice" ? OfferPenalty::Then::kNotReady : OfferPenalty::Then::kNone;
    facts.missed = config.missed.value_or(OfferPenalty{.then = missed});
  }

  for (auto& queue : queues_) queue.retired = true;
  for (std::size_t i = 0; i < center.queues.size(); ++i) {
    const QueueConfig& config = center.queues[i];
    const auto [it, fresh] = queue_index_.emplace(config.id, static_cast<QueueIx>(queues_.size()));
    if (fresh) queues_.emplace_back();
    QueueFacts& facts = queues_[it->second];
    if (!fresh && !same_plans(facts.config, config)) ++facts.revision;
    facts.config = config;
    facts.strategy = strategy_of(config.prefer);
    facts.ageing_ns_per_point =
        config.ageing_per_minute > 0 ? std::llround(60e9 / config.ageing_per_minute) : 0;
    facts.hours = hours[i];
    facts.retired = false;
  }
  default_plans_.assign(queues_.size() * model::kMaxChannels, kNone);

  agent_retired_.assign(agents_.size(), true);
  for (const auto& config : center.agents) {
    const auto [it, fresh] = agent_index_.emplace(config.id, static_cast<AgentIx>(agents_.size()));
    if (fresh) {
      agents_.emplace_back();
      agent_retired_.push_back(false);
    }
    agents_[it->second] = config;
    agent_retired_[it->second] = false;
  }
}

std::uint32_t Catalog::skill_index(const std::string& id) {
  return skill_index_.emplace(id, static_cast<std::uint32_t>(skill_index_.size())).first->second;
}

const Capacity& Catalog::capacity_config(const AgentConfig& agent) const {
  static const Capacity kNothing;
  if (agent.capacity) return *agent.capacity;
  const auto it = profiles_.find(agent.profile);
  return it == profiles_.end() ? kNothing : it->second.capacity;
}

int Catalog::max_offers_for(AgentIx ix) const {
  const AgentConfig& agent = agents_[ix];
  if (agent.max_offers) return *agent.max_offers;
  const auto it = profiles_.find(agent.profile);
  return it == profiles_.end() ? 1 : it->second.max_offers;
}

CapacityFacts Catalog::compile_capacity(const Capacity& capacity) const {
  CapacityFacts facts;
  facts.units = capacity.units.value_or(0);
  for (const auto& entry : capacity.channels) {
    const auto channel = find_channel(entry.channel);
    if (!channel || entry.max == 0) continue;
    facts.channels |= 1U << *channel;
    facts.max[*channel] = static_cast<std::uint16_t>(entry.max);
    facts.cost[*channel] = static_cast<std::uint16_t>(entry.cost);
  }
  return facts;
}

std::uint32_t Catalog::capacity_for(AgentIx ix) {
  const CapacityFacts facts = compile_capacity(capacity_config(agents_[ix]));
  // Few distinct ones exist (profiles); the last is the likeliest when many agents follow one
  // another, so the search goes backwards.
  for (std::size_t i = capacities_.size(); i-- > 0;) {
    if (capacities_[i] == facts) return static_cast<std::uint32_t>(i);
  }
  capacities_.push_back(facts);
  return static_cast<std::uint32_t>(capacities_.size() - 1);
}

ClassIx Catalog::class_for(AgentIx ix, bool* fresh) {
  const AgentConfig& agent = agents_[ix];
  ClassFacts facts;
  facts.channels = compile_capacity(capacity_config(agent)).channels;
  for (const auto& [skill, level] : agent.skills)
    facts.skills.emplace_back(skill_index(skill), level);
  for (const auto& membership : agent.queues) {
    if (const auto queue = find_queue(membership.queue)) {
      facts.queues.emplace_back(*queue, membership.rank);
    }
  }
  std::sort(facts.skills.begin(), facts.skills.end());
  std::sort(facts.queues.begin(), facts.queues.end());
  facts.attributes = agent.attributes;

  std::string key = std::to_string(facts.channels);
  for (const auto& [skill, level] : facts.skills) {
    key += 's' + std::to_string(skill) + '=' + std::to_string(level);
  }
  for (const auto& [queue, rank] : facts.queues) {
    key += 'q' + std::to_string(queue) + '=' + std::to_string(rank);
  }
  for (const auto& [name, value] : facts.attributes) {
    key += 'a' + std::to_string(name.size()) + ':' + name + model::canonical(value);
  }
  const auto [it, inserted] =
      class_index_.emplace(std::move(key), static_cast<ClassIx>(classes_.size()));
  if (inserted) classes_.push_back(std::move(facts));
  *fresh = inserted;
  return it->second;
}

std::uint64_t Catalog::class_mask(ClassIx ix) const {
  std::uint64_t mask = 0;
  for (const auto& [skill, level] : classes_[ix].skills) mask |= skill_bit(skill);
  return mask;
}

Catalog::Compiled Catalog::compile(const Requirement& requirement) {
  Compiled compiled;
  for (const auto& c : requirement.skills) {
    const std::uint32_t skill = skill_index(c.skill);
    const auto known = std::find_if(skills_.begin(), skills_.end(),
                                    [&](const SkillConfig& s) { return s.id == c.skill; });
    const bool best_low = known != skills_.end() && known->best_low;
    compiled.skills.push_back({skill, c.op, c.level, best_low});
    if (needs_skill(c.op)) compiled.mask |= skill_bit(skill);
  }
  for (const auto& c : requirement.attributes) {
    (c.attribute == kIdAttribute ? compiled.on_id : compiled.attributes).push_back(c);
  }
  return compiled;
}

std::vector<PlanEntry> Catalog::plan_entries(QueueIx queue, const Requirement& first,
                                             const std::vector<RelaxStep>& relax) const {
  const QueueConfig& config = queues_[queue].config;
  std::vector<PlanEntry> entries;
  for (const auto& limit : config.wait) {
    entries.push_back({PlanEntry::Kind::kWaitLimit, limit.max.count(), limit.action, {}});
  }
  const auto add_step = [&](const RelaxStep& step) {
    entries.push_back({PlanEntry::Kind::kRelax, step.after.count(), {}, step});
  };
  for (const auto& step : config.relax) add_step(step);
  for (const auto& step : relax) add_step(step);
  // Conditions with a time of their own: one entry per distinct time drops all that end then.
  std::vector<std::int64_t> ends;
  for (const auto& c : first.skills) {
    if (c.expires_after) ends.push_back(c.expires_after->count());
  }
  for (const auto& c : first.attributes) {
    if (c.expires_after) ends.push_back(c.expires_after->count());
  }
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  for (const std::int64_t end : ends) {
    entries.push_back({PlanEntry::Kind::kExpire, end, {}, {.after = Duration(end)}});
  }
  std::stable_sort(entries.begin(), entries.end(), [](const PlanEntry& a, const PlanEntry& b) {
    return std::pair(a.after, a.kind) < std::pair(b.after, b.kind);
  });
  return entries;
}

std::uint8_t Catalog::timer_list_for(std::int64_t after, bool wait_limit) {
  for (std::size_t i = 1; i < timer_kinds_.size(); ++i) {
    if (timer_kinds_[i].after == after && timer_kinds_[i].wait_limit == wait_limit) {
      return static_cast<std::uint8_t>(i);
    }
  }
  constexpr std::size_t kMaxLists = 32;  // every advance looks at each head
  if (timer_kinds_.size() > kMaxLists) return 0;
  timer_kinds_.push_back({after, wait_limit});
  return static_cast<std::uint8_t>(timer_kinds_.size() - 1);
}

std::string Catalog::plan_key(QueueIx queue, ChannelIx channel, const Requirement& require,
                              const std::vector<RelaxStep>& relax) const {
  std::string key = std::to_string(queue) + '.' + std::to_string(queues_[queue].revision) + '.' +
                    std::to_string(channel) + model::canonical(require);
  for (const auto& step : relax) key += model::canonical(step);
  return key;
}

Status Catalog::may_intern(QueueIx queue, ChannelIx channel, const Requirement& require,
                           const std::vector<RelaxStep>& relax) const {
  if (relax.size() > kMaxOwnSteps) {
    return invalid_argument("relax: found " + std::to_string(relax.size()) + " steps, at most " +
                            std::to_string(kMaxOwnSteps) + " are allowed");
  }
  const bool plain = require.empty() && relax.empty();
  if (plain || stages_.size() < kMaxSignatures) return ok_status();
  if (plan_index_.count(plan_key(queue, channel, require, relax)) != 0) return ok_status();
  return resource_exhausted("require: " + std::to_string(kMaxSignatures) +
                            " distinct requirements and steps are in use, no more are allowed");
}

PlanIx Catalog::intern_plan(QueueIx queue, ChannelIx channel, const Requirement& require,
                            const std::vector<RelaxStep>& relax) {
  const bool plain = require.empty() && relax.empty();
  PlanIx& plain_plan = default_plans_[queue * model::kMaxChannels + channel];
  if (plain && plain_plan != kNone) return plain_plan;

  std::string key = plan_key(queue, channel, require, relax);
  if (const auto it = plan_index_.find(key); it != plan_index_.end()) {
    if (plain) plain_plan = it->second;
    return it->second;
  }

  Plan plan{.queue = queue, .channel = channel};
  Requirement current = model::combine(queues_[queue].config.require, require);
  plan.entries = plan_entries(queue, current, relax);
  const auto ix = static_cast<PlanIx>(plans_.size());
  for (std::size_t k = 0; k <= plan.entries.size(); ++k) {
    if (k > 0) {
      const PlanEntry& entry = plan.entries[k - 1];
      if (entry.kind == PlanEntry::Kind::kRelax) {
        current = model::apply_step(current, entry.step);
      } else if (entry.kind == PlanEntry::Kind::kExpire) {
        const auto ends = [&](const auto& c) {
          return c.expires_after && c.expires_after->count() <= entry.after;
        };
        std::erase_if(current.skills, ends);
        std::erase_if(current.attributes, ends);
      } else {
        current = model::combine(current, entry.action.add);
      }
    }
    Stage stage{.plan = ix, .index = static_cast<std::uint16_t>(k), .queue = queue};
    stage.channel = channel;
    stage.expedited = expedites(current);
    if (k < plan.entries.size()) {
      stage.next_after = plan.entries[k].after;
      stage.wait_limit_next = plan.entries[k].kind == PlanEntry::Kind::kWaitLimit;
      stage.timer_list = timer_list_for(stage.next_after, stage.wait_limit_next);
    }
    plan.stages.push_back(static_cast<SignatureIx>(stages_.size()));
    plan.requirements.push_back(current);
    stages_.push_back(stage);
    compiled_.push_back(compile(current));
  }
  plans_.push_back(std::move(plan));
  plan_index_.emplace(std::move(key), ix);
  if (plain) plain_plan = ix;
  return ix;
}

SignatureInfo Catalog::signature_info(SignatureIx ix) const {
  const Stage& stage = stages_[ix];
  const QueueFacts& queue = queues_[stage.queue];
  return {.queue = stage.queue,
          .channel = stage.channel,
          .strategy = queue.strategy,
          .per_agent = !compiled_[ix].on_id.empty(),
          .ageing_ns_per_point = queue.ageing_ns_per_point,
          .ageing_max = queue.config.ageing_max,
          .skill_mask = compiled_[ix].mask};
}

bool Catalog::eligible(ClassIx klass, SignatureIx signature) const {
  const ClassFacts& facts = classes_[klass];
  const Stage& stage = stages_[signature];
  if ((facts.channels >> stage.channel & 1U) == 0) return false;
  if (!queues_[stage.queue].config.open_pool) {
    const auto it = std::lower_bound(facts.queues.begin(), facts.queues.end(),
                                     std::pair(stage.queue, std::int32_t{-1'000'000'000}));
    if (it == facts.queues.end() || it->first != stage.queue) return false;
  }
  const Compiled& compiled = compiled_[signature];
  for (const auto& c : compiled.skills) {
    const auto it = std::lower_bound(facts.skills.begin(), facts.skills.end(),
                                     std::pair(c.skill, std::int32_t{-1'000'000'000}));
    const bool has = it != facts.skills.end() && it->first == c.skill;
    if (!model::holds(has, has ? it->second : 0, c.op, c.level, c.best_low)) return false;
  }
  for (const auto& c : compiled.attributes) {
    const auto it = facts.attributes.find(c.attribute);
    const AttributeValue* has = it == facts.attributes.end() ? nullptr : &it->second;
    if (!model::holds(has, c.op, c.value)) return false;
  }
  return true;
}

std::int32_t Catalog::score(ClassIx klass, SignatureIx signature) const {
  const ClassFacts& facts = classes_[klass];
  std::int32_t sum = 0;
  for (const auto& c : compiled_[signature].skills) {
    for (const auto& [skill, level] : facts.skills) {
      if (skill == c.skill) sum += c.best_low ? -level : level;
    }
  }
  return sum;
}

std::int32_t Catalog::rank(ClassIx klass, QueueIx queue) const {
  for (const auto& [member, rank] : classes_[klass].queues) {
    if (member == queue) return rank;
  }
  return 1;
}

bool Catalog::agent_allowed(AgentIx agent, SignatureIx signature) const {
  for (const auto& c : compiled_[signature].on_id) {
    const AttributeValue id = agents_[agent].id;
    if (!model::holds(&id, c.op, c.value)) return false;
  }
  return true;
}

}  // namespace uniselector::engine
