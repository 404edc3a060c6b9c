// Where rules meet the state: classification of what comes, guards of steps and limits, priorities,
// and what is told when a rule fails. Rules decide whether, how urgently and where to; who gets an
// interaction is decided by match, from the bits that rules left.
#include <algorithm>
#include <utility>

#include "engine/state_machine.h"
#include "engine/states.h"
#include "model/bounds.h"
#include "model/requirement.h"

namespace uniselector::engine {
namespace {

/// How often a guard that does not hold is asked again.
constexpr std::int64_t kGuardRetry = 1'000'000'000;
constexpr std::string_view kFallback = "fallback_queue";

double service_level(const Counters& counters) {
  QueueMetrics metrics;
  metrics.answered = counters.answered;
  metrics.answered_in_target = counters.answered_in_target;
  metrics.abandoned = counters.abandoned;
  metrics.short_abandoned = counters.short_abandoned;
  return metrics.service_level();
}

}  // namespace

rules::InteractionFacts StateMachine::facts_of(ItemIx ix, model::QueueIx queue,
                                               model::ChannelIx channel) const {
  const Item& item = items_[ix];
  rules::InteractionFacts facts;
  facts.channel = catalog_.channel(channel).config.id;
  if (queue != model::kNoQueue) facts.queue = catalog_.queue(queue).config.id;
  facts.priority = item.priority;
  facts.waited_ns = std::max<std::int64_t>(0, now_ - enqueued(item));
  if (const Extra* record = extra_of(item)) {
    facts.customer = record->customer;
    facts.attributes = &record->attributes;
  }
  return facts;
}

rules::InteractionFacts StateMachine::facts_of(const Command& command) const {
  rules::InteractionFacts facts;
  facts.channel = catalog_.channel(command.channel).config.id;
  if (command.queue != model::kNoQueue) facts.queue = catalog_.queue(command.queue).config.id;
  facts.priority = command.has_priority ? command.priority : 0;
  if (command.submit != nullptr) {
    facts.customer = command.submit->customer;
    facts.attributes = &command.submit->attributes;
  }
  return facts;
}

/// What takes a walk over all interactions or classes is looked up once an instant: a storm of
/// guards that are asked at one time gets one answer.
const StateMachine::QueueGlance& StateMachine::glance_at(model::QueueIx queue) const {
  if (glances_.size() < catalog_.queue_count()) glances_.resize(catalog_.queue_count());
  QueueGlance& glance = glances_[queue];
  if (glance.at == now_) return glance;
  glance = {.at = now_};
  for (ItemIx ix = 0; ix < items_.size(); ++ix) {
    const Item& item = items_[ix];
    if (item.state == 0 || item.signature == kNone || !in_queue(item)) continue;
    if (catalog_.stage(item.signature).queue != queue) continue;
    glance.longest_wait = std::max(glance.longest_wait, now_ - enqueued(item));
  }
  const bool open_pool = catalog_.queue(queue).config.open_pool;
  for (std::size_t c = 0; c < catalog_.class_count(); ++c) {
    const ClassFacts& known = catalog_.klass(static_cast<model::ClassIx>(c));
    const bool member =
        open_pool || std::any_of(known.queues.begin(), known.queues.end(),
                                 [&](const auto& one) { return one.first == queue; });
    if (member) glance.logged_in += known.logged_in;
  }
  return glance;
}

model::ChannelIx StateMachine::channel_of(ItemIx ix) const {
  const Item& item = items_[ix];
  if (item.signature != kNone) return catalog_.stage(item.signature).channel;
  const Extra* record = extra_of(item);
  return record == nullptr ? model::ChannelIx{0} : record->held_channel;
}

bool StateMachine::find_queue_facts(std::string_view id, rules::QueueFacts* facts) const {
  const auto queue = catalog_.find_queue(id);
  if (!queue) return false;
  facts->waiting = waiting_[*queue];
  Counters sum;
  for (std::size_t c = 0; c < catalog_.channel_count(); ++c) {
    const Counters& part = counters(*queue, static_cast<model::ChannelIx>(c));
    sum.answered += part.answered;
    sum.answered_in_target += part.answered_in_target;
    sum.abandoned += part.abandoned;
    sum.short_abandoned += part.short_abandoned;
  }
  facts->service_level = service_level(sum);
  const QueueGlance& glance = glance_at(*queue);
  facts->longest_wait_ns = glance.longest_wait;
  facts->logged_in = glance.logged_in;
  const QueueFacts& known = catalog_.queue(*queue);
  facts->open = !known.hours || known.hours->is_open(time_from_ns(now_));
  return true;
}

bool StateMachine::guard_holds(ItemIx ix, model::QueueIx queue, const std::string& when) {
  if (when.empty()) return true;
  const auto rule = catalog_.guard(when);
  rules::Failures failures;
  if (!rule.ok()) {
    rules::tell("when", rule.status().message(), &failures);
    catalog_.add_failures(queue, failures);
    return true;
  }
  const rules::InteractionFacts about = facts_of(ix, queue, channel_of(ix));
  rules::Facts facts(catalog_.book().fresh_arena(), now_);
  facts.set_interaction(about);
  facts.set_queues([this](std::string_view id, rules::QueueFacts* found) {
    return find_queue_facts(id, found);
  });
  const bool holds = catalog_.book().holds(**rule, facts, true, "when", &failures);
  catalog_.add_failures(queue, failures);
  return holds;
}

void StateMachine::wait_for_guard(ItemIx ix) {
  Extra& record = extra(ix);
  const std::int64_t due = later(now_, kGuardRetry);
  record.plan_timer = heap_.push(due, TimerKind::kRelax, ix, items_[ix].generation);
  arm(due);
}

std::int32_t StateMachine::queue_priority(ItemIx ix, model::QueueIx queue) {
  const QueueFacts& known = catalog_.queue(queue);
  if (known.priority_rule == nullptr) return known.config.priority;
  const rules::InteractionFacts about = facts_of(ix, queue, channel_of(ix));
  rules::Facts facts(catalog_.book().fresh_arena(), now_);
  facts.set_interaction(about);
  rules::Failures failures;
  const auto value = catalog_.book().integer(*known.priority_rule, facts, "priority", &failures);
  if (value && !model::bounds::kPriority.holds(*value)) {
    rules::tell("priority", "found " + std::to_string(*value) + ", expected -1000..1000",
                &failures);
  }
  catalog_.add_failures(queue, failures);
  const bool usable = value && model::bounds::kPriority.holds(*value);
  return usable ? static_cast<std::int32_t>(*value) : known.config.priority;
}

Status StateMachine::classify(const Command& command, Classified* out) {
  out->command = command;
  if (command.channel >= catalog_.channel_count()) return not_found("channel: it is not known");
  const bool chosen = command.queue != model::kNoQueue;
  if (chosen && command.queue >= catalog_.queue_count()) return not_found("queue: it is not known");
  rules::Failures failures;
  const rules::InteractionFacts facts = facts_of(command);
  rules::Classified found =
      catalog_.classification().classify(facts, now_, sequence_ + 1, catalog_.book(), &failures);
  if (!chosen) {
    const std::string& fallback = catalog_.center().fallback_queue;
    if (found.queue.empty()) found.rule = std::string(kFallback);
    const auto queue = catalog_.find_queue(found.queue.empty() ? fallback : found.queue);
    if (!queue) {
      catalog_.add_failures(model::kNoQueue, failures);
      return failed_precondition(
          "queue: none is given, no rule of classification names one, and there is no "
          "fallback_queue",
          "no_queue");
    }
    out->command.queue = *queue;
  }
  catalog_.add_failures(out->command.queue, failures);
  out->rule = found.rule;
  const bool asks = !found.require.empty() || !found.relax.empty();
  const bool priority = !command.has_priority && found.priority;
  const bool credit = command.duration <= 0 && found.credit;  // a host that gives none says 0
  // What the host gave wins: a rule that only said otherwise has changed nothing.
  out->by_rules = !chosen || asks || priority || credit;
  if (asks) {
    if (command.submit != nullptr) out->request = *command.submit;
    out->request.require = model::combine(found.require, out->request.require);
    out->request.relax.insert(out->request.relax.begin(), found.relax.begin(), found.relax.end());
    out->command.submit = &out->request;
    out->command.plan = model::kNone;  // one that was found for the request alone
  }
  if (priority) {
    out->command.has_priority = true;
    out->command.priority = *found.priority;
  }
  if (credit) out->command.duration = found.credit->count();
  return ok_status();
}

void StateMachine::reclassify(ItemIx ix, const LimitAction& action, model::QueueIx* queue) {
  Extra& record = extra(ix);
  for (const auto& [name, value] : action.set) record.attributes[name] = value;
  const model::ChannelIx channel = channel_of(ix);
  const rules::InteractionFacts facts = facts_of(ix, *queue, channel);
  rules::Failures failures;
  rules::Classified found = catalog_.classification().classify(facts, now_, items_[ix].sequence,
                                                               catalog_.book(), &failures);
  catalog_.add_failures(*queue, failures);
  if (found.queue.empty() && found.rule.empty()) {
    found.rule = std::string(kFallback);
    found.queue = catalog_.center().fallback_queue;
  }
  if (found.priority) {
    record.priority_given = true;
    record.given_priority = *found.priority;
    const bool in_lane = (items_[ix].flags & match::kInLane) != 0;
    if (in_lane) matcher_.leave(ix);
    items_[ix].priority = static_cast<std::int16_t>(*found.priority);
    if (in_lane) matcher_.enter(ix);
  }
  record.require = model::combine(record.require, found.require);
  for (const RelaxStep& step : found.relax) {
    const bool known =
        std::find(record.relax.begin(), record.relax.end(), step) != record.relax.end();
    if (!known) record.relax.push_back(step);
  }
  *queue = catalog_.find_queue(found.queue).value_or(*queue);
  CoreEvent& event = emit(EventKind::kClassified, ix);
  event.queue = *queue;
  event.channel = channel;
  attach_text(event, found.rule);
}

void StateMachine::tell_failures(ItemIx ix) {
  for (const RuleFailure& failure : catalog_.take_failures()) {
    if (failure.queue != model::kNoQueue) {
      counters_[failure.queue * model::kMaxChannels]->rule_failures += failure.count;
    }
    if (failure.text.empty()) continue;
    CoreEvent& event =
        ix == kNone ? emit_agent(EventKind::kRuleFailed, kNone) : emit(EventKind::kRuleFailed, ix);
    event.queue = failure.queue;
    attach_text(event, failure.text);
  }
}

}  // namespace uniselector::engine
