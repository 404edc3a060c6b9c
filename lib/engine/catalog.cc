// Interning: from names and requirements to indexes, plans and classes. See the header.
#include "engine/catalog.h"

#include <algorithm>
#include <cmath>

#include "model/center_check.h"
#include "model/requirement.h"
#include "rules/center_rules.h"

namespace uniselector::engine {
namespace {

constexpr std::string_view kIdAttribute = "id";

/// One of 64 bits for a skill: agents' masks contain the mask of every requirement they meet.
std::uint64_t skill_bit(std::uint32_t skill) {
  return std::uint64_t{1} << (base::mix64(skill) & 63U);
}

/// What a requirement may ask of a class, as one number: to have a skill, to be in a queue.
match::Mark skill_mark(std::uint32_t skill) { return 2 * skill; }
match::Mark queue_mark(QueueIx queue) { return 2U * queue + 1; }

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
    case Preference::kScore: return match::Strategy::kMostSkilled;  // see signature_info
  }
  return match::Strategy::kLongestIdle;
}

bool expedites(const Requirement& requirement) {
  const auto asks = [](const auto& condition) { return condition.expedite; };
  return std::any_of(requirement.skills.begin(), requirement.skills.end(), asks) ||
         std::any_of(requirement.attributes.begin(), requirement.attributes.end(), asks) ||
         std::any_of(requirement.expressions.begin(), requirement.expressions.end(), asks);
}

bool bypasses(const QueueConfig& config) {
  return config.prefer == Preference::kScore && config.score.bypass_requirements;
}

/// Same plans for the same interactions: what decides must be equal, names and targets need not.
bool same_plans(const QueueConfig& a, const QueueConfig& b) {
  return a.require == b.require && a.relax == b.relax && a.wait == b.wait && a.score == b.score &&
         (a.prefer == Preference::kScore) == (b.prefer == Preference::kScore);
}

/// 60 s divided by the points a minute; so slow that nobody lives to see a point is never.
std::int64_t ageing_ns_per_point(double per_minute) {
  if (per_minute <= 0) return 0;
  constexpr double kMost = 9e18;
  return static_cast<std::int64_t>(std::llround(std::min(60e9 / per_minute, kMost)));
}

/// The place of a name: its own, a new one while the table has room, else the next spare one, whose
/// old name `name_of(ix)` is forgotten. Also whether the name had it before.
template <class Ix, class NameOf>
std::pair<Ix, bool> place_of(NameMap<Ix>& index, const std::string& id, std::size_t size,
                             std::size_t most, const std::vector<Ix>& spare,
                             std::vector<Ix>* reused, NameOf&& name_of) {
  if (const auto it = index.find(id); it != index.end()) return {it->second, true};
  auto ix = static_cast<Ix>(size);
  if (size >= most) {
    ix = spare[reused->size()];
    reused->push_back(ix);
    index.erase(name_of(ix));
  }
  index.emplace(id, ix);
  return {ix, false};
}

/// Of the names that have no place yet, those for which the table has no room.
template <class Index, class List>
std::size_t without_room(const Index& index, const List& list, std::size_t size, std::size_t most) {
  const auto fresh = static_cast<std::size_t>(std::count_if(
      list.begin(), list.end(), [&](const auto& c) { return index.find(c.id) == index.end(); }));
  const std::size_t room = size < most ? most - size : 0;
  return fresh > room ? fresh - room : 0;
}

/// Equal for equal classes only.
std::string class_key(const ClassFacts& facts) {
  std::string key = std::to_string(facts.channels) + to_string(facts.kind).front();
  for (const auto& [skill, level] : facts.skills) {
    key += 's' + std::to_string(skill) + '=' + std::to_string(level);
  }
  for (const auto& [queue, rank] : facts.queues) {
    key += 'q' + std::to_string(queue) + '=' + std::to_string(rank);
  }
  for (const auto& [name, value] : facts.attributes) {
    key += 'a' + std::to_string(name.size()) + ':' + name + model::canonical(value);
  }
  return key;
}

Status to_status(const std::vector<model::Problem>& problems) {
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

bool Catalog::has(Kind kind, std::string_view id) const {
  switch (kind) {
    case Kind::kChannel: return find_channel(id).has_value();
    case Kind::kQueue: return find_queue(id).has_value();
    case Kind::kProfile: return profiles_.find(id) != profiles_.end();
    case Kind::kAgent: return find_agent(id).has_value();
    case Kind::kCalendar:
      return std::any_of(center_.calendars.begin(), center_.calendars.end(),
                         [&](const CalendarConfig& calendar) { return calendar.id == id; });
  }
  return false;
}

const SkillConfig* Catalog::skill(std::string_view id) const {
  const auto it = skills_.find(id);
  return it == skills_.end() ? nullptr : &it->second;
}

Status Catalog::configure(const Center& given,
                          const std::function<Status(const Center&, Spare*)>& in_use) {
  Center center = given;
  if (center.channels.empty())
    center.channels.push_back({.id = std::string(model::kImpliedChannel)});
  if (const auto problems = model::check_center(center); !problems.empty()) {
    return to_status(problems);
  }
  const auto tables = book_.tables();
  const auto refuse = [&](Status status) {
    book_.use(tables);
    return status;
  };
  if (const auto problems = rules::check_center_rules(center, book_); !problems.empty()) {
    return refuse(to_status(problems));
  }
  std::vector<std::shared_ptr<const calendar::Calendar>> hours;
  for (const auto& queue : center.queues) {
    hours.emplace_back();
    if (queue.calendar.empty()) continue;
    const auto it = std::find_if(center.calendars.begin(), center.calendars.end(),
                                 [&](const auto& c) { return c.id == queue.calendar; });
    auto compiled = calendar::Calendar::compile(*it, center.time_zone);
    if (!compiled.ok()) return refuse(compiled.status());
    hours.back() = std::make_shared<const calendar::Calendar>(std::move(compiled).value());
  }
  Spare spare;
  if (Status status = in_use(center, &spare); !status.ok()) return refuse(std::move(status));
  take_over(std::move(center), std::move(hours), spare);
  return ok_status();
}

Catalog::Needed Catalog::needed(const Center& center) const {
  return {without_room(channel_index_, center.channels, channels_.size(), model::kMaxChannels),
          without_room(queue_index_, center.queues, queues_.size(), model::kMaxQueues),
          without_room(agent_index_, center.agents, agents_.size(), center.limits.agents)};
}

void Catalog::take_over(Center center, std::vector<std::shared_ptr<const calendar::Calendar>> hours,
                        const Spare& spare) {
  // What an agent may take hangs on himself and his profile. The queues and channels that they name
  // keep their places: none may go while it is named.
  const bool tables_changed = center.tables != center_.tables;
  const bool all_changed = center.profiles != center_.profiles || tables_changed;
  reused_ = {};
  take_over_skills(center.skills);
  profiles_.clear();
  for (const auto& profile : center.profiles) profiles_[profile.id] = profile;

  for (auto& channel : channels_) channel.retired = true;
  for (const auto& config : center.channels) {
    const auto [ix, known] =
        place_of(channel_index_, config.id, channels_.size(), model::kMaxChannels, spare.channels,
                 &reused_.channels, [this](ChannelIx at) { return channels_[at].config.id; });
    if (ix == channels_.size()) channels_.emplace_back();
    ChannelFacts& facts = channels_[ix];
    facts.config = config;
    facts.retired = false;
    const auto missed =
        config.id == "voice" ? OfferPenalty::Then::kNotReady : OfferPenalty::Then::kNone;
    facts.missed = config.missed.value_or(OfferPenalty{.then = missed});
  }

  for (auto& queue : queues_) queue.retired = true;
  for (std::size_t i = 0; i < center.queues.size(); ++i) {
    take_over_queue(center.queues[i], spare, std::move(hours[i]), tables_changed);
  }
  default_plans_.assign(queues_.size() * model::kMaxChannels, kNone);

  center_ = std::move(center);
  std::vector<model::Problem> none;  // they were found before
  classification_ = rules::Classification(center_, book_, &none);
  if (!reused_.queues.empty()) {  // classes know queues by index, rules by name
    verdicts_.clear();
    scores_.clear();
  }
  take_over_agents(spare, all_changed);
}

void Catalog::take_over_agents(const Spare& spare, bool all_changed) {
  agent_changed_.assign(agents_.size(), all_changed);
  std::vector<bool> gone(agents_.size(), true);
  for (const auto& config : center_.agents) {
    const auto [ix, known] =
        place_of(agent_index_, config.id, agents_.size(), center_.limits.agents, spare.agents,
                 &reused_.agents, [this](AgentIx at) { return agents_[at].id; });
    if (ix == agents_.size()) {
      agents_.push_back(config);
      agent_changed_.push_back(true);
      gone.push_back(false);
      continue;
    }
    if (agent_retired_[ix] || !(agents_[ix] == config)) {
      agents_[ix] = config;
      agent_changed_[ix] = true;
    }
    gone[ix] = false;
  }
  agent_retired_ = std::move(gone);
}

void Catalog::take_over_queue(const QueueConfig& config, const Spare& spare,
                              std::shared_ptr<const calendar::Calendar> hours,
                              bool tables_changed) {
  const auto [ix, known] =
      place_of(queue_index_, config.id, queues_.size(), model::kMaxQueues, spare.queues,
               &reused_.queues, [this](QueueIx at) { return queues_[at].config.id; });
  const bool fresh = ix == queues_.size();
  if (fresh) queues_.emplace_back();
  QueueFacts& facts = queues_[ix];
  // The plans of another name are none of this one's, even if they look the same.
  const bool by_tables = tables_changed && (requests_ask_tables_ || asks_tables(config));
  if (!fresh && (!known || by_tables || !same_plans(facts.config, config))) ++facts.revision;
  facts.config = config;
  facts.strategy = strategy_of(config.prefer);
  facts.ageing_ns_per_point = ageing_ns_per_point(config.ageing_per_minute);
  facts.asks_interaction = asks_interaction(config);
  facts.priority_rule = nullptr;
  if (!config.priority_rule.empty()) {
    const auto rule =
        book_.compile(rules::Scope::kInteraction, rules::Yield::kInteger, config.priority_rule);
    if (rule.ok()) facts.priority_rule = *rule;
  }
  facts.hours = std::move(hours);
  facts.retired = false;
}

std::uint32_t Catalog::skill_index(const std::string& id) {
  const auto [it, fresh] =
      skill_index_.emplace(id, static_cast<std::uint32_t>(skill_index_.size()));
  if (fresh) skill_names_.push_back(id);
  return it->second;
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

CapacityFacts Catalog::compile_capacity(const AgentConfig& agent, bool tell) const {
  const Capacity& capacity = capacity_config(agent);
  CapacityFacts facts;
  facts.units = capacity.units.value_or(0);
  for (const auto& entry : capacity.channels) {
    int max = entry.max;
    int cost = entry.cost;
    apply_capacity_rules(entry, agent, tell, &max, &cost);
    const auto channel = find_channel(entry.channel);
    if (!channel || max == 0) continue;
    facts.channels |= 1U << *channel;
    facts.max[*channel] = static_cast<std::uint16_t>(max);
    facts.cost[*channel] = static_cast<std::uint16_t>(cost);
  }
  return facts;
}

std::uint32_t Catalog::capacity_for(AgentIx ix) {
  const CapacityFacts facts = compile_capacity(agents_[ix], true);
  // Few distinct ones exist (profiles); the last is the likeliest when many agents follow one
  // another, so the search goes backwards.
  for (std::size_t i = capacities_.size(); i-- > 0;) {
    if (capacities_[i] == facts) return static_cast<std::uint32_t>(i);
  }
  capacities_.push_back(facts);
  return static_cast<std::uint32_t>(capacities_.size() - 1);
}

/// Of the agent as he is now; his skills have their indexes.
ClassFacts Catalog::class_facts(AgentIx ix) const {
  const AgentConfig& agent = agents_[ix];
  ClassFacts facts;
  facts.kind = agent.kind;
  facts.channels = compile_capacity(agent, false).channels;
  for (const auto& [skill, level] : agent.skills) {
    facts.skills.emplace_back(skill_index_.at(skill), level);
  }
  for (const auto& membership : agent.queues) {
    if (const auto queue = find_queue(membership.queue)) {
      facts.queues.emplace_back(*queue, membership.rank);
    }
  }
  std::sort(facts.skills.begin(), facts.skills.end());
  std::sort(facts.queues.begin(), facts.queues.end());
  facts.attributes = agent.attributes;
  return facts;
}

ClassIx Catalog::class_for(AgentIx ix, bool* fresh) {
  for (const auto& [skill, level] : agents_[ix].skills) (void)skill_index(skill);
  ClassFacts facts = class_facts(ix);
  const auto [it, inserted] =
      class_index_.emplace(class_key(facts), static_cast<ClassIx>(classes_.size()));
  if (inserted) classes_.push_back(std::move(facts));
  *fresh = inserted;
  return it->second;
}

bool Catalog::is_current(AgentIx ix, ClassIx klass, std::uint32_t capacity) const {
  for (const auto& [skill, level] : agents_[ix].skills) {
    if (skill_index_.find(skill) == skill_index_.end()) return false;
  }
  const auto it = class_index_.find(class_key(class_facts(ix)));
  return it != class_index_.end() && it->second == klass &&
         capacities_[capacity] == compile_capacity(agents_[ix], false);
}

match::ClassInfo Catalog::class_info(ClassIx ix) const {
  match::ClassInfo info;
  for (const auto& [skill, level] : classes_[ix].skills) {
    info.skill_mask |= skill_bit(skill);
    info.marks.push_back(skill_mark(skill));
  }
  for (const auto& [queue, rank] : classes_[ix].queues) info.marks.push_back(queue_mark(queue));
  return info;
}

/// With `bypass` the requirement asks nothing.
Catalog::Compiled Catalog::compile(const Requirement& requirement, bool bypass) {
  Compiled compiled;
  if (bypass) return compiled;
  for (const auto& c : requirement.skills) {
    const std::uint32_t skill = skill_index(c.skill);
    const SkillConfig* known = this->skill(c.skill);
    compiled.skills.push_back({skill, c.op, c.level, known != nullptr && known->best_low});
    if (needs_skill(c.op)) compiled.mask |= skill_bit(skill);
  }
  for (const auto& c : requirement.attributes) {
    (c.attribute == kIdAttribute ? compiled.on_id : compiled.attributes).push_back(c);
  }
  for (const auto& c : requirement.expressions) {
    const auto rule = book_.compile(rules::Scope::kAgent, rules::Yield::kCondition, c.expression);
    compiled.expressions.push_back(rule.ok() ? *rule : &book_.never());
    // It was right when it came, and asks too much rather than too little now.
    if (rule.ok()) continue;
    rules::Failures failures;
    rules::tell("require", rule.status().message(), &failures);
    add_failures(kNoQueue, failures);
  }
  return compiled;
}

std::vector<PlanEntry> Catalog::plan_entries(const PlanParts& parts) const {
  std::vector<PlanEntry> entries;
  for (const auto& limit : parts.wait) {
    entries.push_back({PlanEntry::Kind::kWaitLimit, limit.max.count(), limit.action, {}});
  }
  for (const auto& step : parts.relax) {
    entries.push_back({PlanEntry::Kind::kRelax, step.after.count(), {}, step});
  }
  // Conditions with a time of their own: one entry per distinct time drops all that end then.
  std::vector<std::int64_t> ends;
  const auto add_ends = [&](const Requirement& requirement, std::int64_t from) {
    const auto add = [&](const auto& c) {
      if (c.expires_after) ends.push_back(std::max(c.expires_after->count(), from));
    };
    std::for_each(requirement.skills.begin(), requirement.skills.end(), add);
    std::for_each(requirement.attributes.begin(), requirement.attributes.end(), add);
    std::for_each(requirement.expressions.begin(), requirement.expressions.end(), add);
  };
  add_ends(parts.require, 0);
  for (const PlanEntry& entry : entries) {
    add_ends(entry.action.add, entry.after);
    if (entry.step.set) add_ends(*entry.step.set, entry.after);
    add_ends(entry.step.add, entry.after);
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

Requirement Catalog::after_entry(const Requirement& before, const PlanEntry& entry) const {
  switch (entry.kind) {
    case PlanEntry::Kind::kRelax: return model::apply_step(before, entry.step, *this);
    case PlanEntry::Kind::kWaitLimit: return model::combine(before, entry.action.add);
    case PlanEntry::Kind::kExpire: break;
  }
  Requirement next = before;
  const auto ends = [&](const auto& c) {
    return c.expires_after && c.expires_after->count() <= entry.after;
  };
  std::erase_if(next.skills, ends);
  std::erase_if(next.attributes, ends);
  std::erase_if(next.expressions, ends);
  return next;
}

/// What a level means and how far it is lowered may change with a skill: all plans follow. O(plans)
/// when a skill has changed.
void Catalog::take_over_skills(const std::vector<SkillConfig>& skills) {
  const auto same = [this](const SkillConfig& skill) {
    const SkillConfig* known = this->skill(skill.id);
    return known != nullptr && *known == skill;
  };
  if (skills.size() == skills_.size() && std::all_of(skills.begin(), skills.end(), same)) return;
  skills_.clear();
  for (const SkillConfig& skill : skills) skills_.emplace(skill.id, skill);
  for (Plan& plan : plans_) {
    for (std::size_t k = 0; k < plan.stages.size(); ++k) {
      if (k > 0) {
        plan.requirements[k] = after_entry(plan.requirements[k - 1], plan.entries[k - 1]);
      }
      compiled_[plan.stages[k]] =
          compile(plan.requirements[k], bypasses(queues_[plan.queue].config));
    }
  }
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

/// Of what was brought where that says it all, of what came out of it where it differs by
/// interaction.
std::string Catalog::plan_key(QueueIx queue, ChannelIx channel, const Requirement& require,
                              const std::vector<RelaxStep>& relax, const PlanParts& parts) const {
  std::string key = std::to_string(queue) + '.' + std::to_string(queues_[queue].revision) + '.' +
                    std::to_string(channel);
  if (!parts.bound) {
    key += model::canonical(require);
    for (const auto& step : relax) key += model::canonical(step);
    return key;
  }
  key += '*' + model::canonical(parts.require);
  for (const auto& step : parts.relax) key += model::canonical(step);
  for (const auto& limit : parts.wait) key += model::canonical(limit.action.add);
  return key + parts.score;
}

Status Catalog::may_intern(QueueIx queue, ChannelIx channel, const Requirement& require,
                           const std::vector<RelaxStep>& relax, const Asking& asking) const {
  const bool plain = require.empty() && relax.empty() && !queues_[queue].asks_interaction;
  if (plain || stages_.size() < kMaxSignatures) return ok_status();
  const PlanParts parts = plan_parts(queue, require, relax, asking);
  if (plan_index_.count(plan_key(queue, channel, require, relax, parts)) != 0) return ok_status();
  return resource_exhausted("require: " + std::to_string(kMaxSignatures) +
                            " distinct requirements and steps are in use, no more are allowed");
}

PlanIx Catalog::intern_plan(QueueIx queue, ChannelIx channel, const Requirement& require,
                            const std::vector<RelaxStep>& relax, const Asking& asking) {
  const bool plain = require.empty() && relax.empty() && !queues_[queue].asks_interaction;
  PlanIx& plain_plan = default_plans_[queue * model::kMaxChannels + channel];
  if (plain && plain_plan != kNone) return plain_plan;

  const PlanParts parts = plan_parts(queue, require, relax, asking);
  std::string key = plan_key(queue, channel, require, relax, parts);
  if (const auto it = plan_index_.find(key); it != plan_index_.end()) {
    if (plain) plain_plan = it->second;
    return it->second;
  }

  Plan plan{.queue = queue, .channel = channel, .revision = queues_[queue].revision};
  Requirement current = parts.require;
  plan.entries = plan_entries(parts);
  if (!parts.score.empty()) {
    const auto score = book_.compile(rules::Scope::kScore, rules::Yield::kNumber, parts.score);
    plan.score = score.ok() ? *score : &book_.level();
    if (!score.ok()) add_failures(queue, {"prefer.score: " + score.status().message()});
  }
  const bool bypass = bypasses(queues_[queue].config);
  const auto ix = static_cast<PlanIx>(plans_.size());
  for (std::size_t k = 0; k <= plan.entries.size(); ++k) {
    if (k > 0) current = after_entry(current, plan.entries[k - 1]);
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
    compiled_.push_back(compile(current, bypass));
  }
  first_stages_.push_back(plan.stages[0]);
  plans_.push_back(std::move(plan));
  plan_index_.emplace(std::move(key), ix);
  if (plain) plain_plan = ix;
  return ix;
}

SignatureInfo Catalog::signature_info(SignatureIx ix) const {
  const Stage& stage = stages_[ix];
  const QueueFacts& queue = queues_[stage.queue];
  const Compiled& compiled = compiled_[ix];
  SignatureInfo info{.queue = stage.queue,
                     .channel = stage.channel,
                     .strategy = queue.strategy,
                     .per_agent = !compiled.on_id.empty(),
                     .ageing_ns_per_point = queue.ageing_ns_per_point,
                     .ageing_max = queue.config.ageing_max,
                     .skill_mask = compiled.mask,
                     .marks = {}};
  if (queue.config.prefer == Preference::kScore) {
    const rules::Rule* const score = plans_[stage.plan].score;
    info.strategy = score != nullptr && score->about_load ? match::Strategy::kByValue
                    : queue.config.score.lowest_first     ? match::Strategy::kLeastSkilled
                                                          : match::Strategy::kMostSkilled;
  }
  for (const CompiledCondition& c : compiled.skills) {
    if (needs_skill(c.op)) info.marks.push_back(skill_mark(c.skill));
  }
  if (!queue.config.open_pool) info.marks.push_back(queue_mark(stage.queue));
  return info;
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
  if (!compiled.expressions.empty() && !expressions_hold(klass, signature)) return false;
  if (plans_[stage.plan].score != nullptr) (void)rule_score(klass, signature, 0);
  return true;
}

std::int64_t Catalog::score(ClassIx klass, SignatureIx signature) const {
  if (plans_[stages_[signature].plan].score != nullptr) return rule_score(klass, signature, 0);
  const ClassFacts& facts = classes_[klass];
  std::int64_t sum = 0;
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
