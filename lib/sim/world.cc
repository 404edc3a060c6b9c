// The main loop of a replication: calls come, are answered, go. Duty of agents is in world_duty.cc.
#include "sim/world.h"

#include <algorithm>
#include <cmath>

namespace uniselector::sim {

using model::Command;
using model::CommandKind;
using model::CoreEvent;
using model::Ref;

namespace {

/// Generators of one replication are told apart by purpose and stream.
enum Purpose : std::uint64_t { kArrivals = 1, kService, kPatience, kRetrial, kDayFactor, kAgents };

std::uint64_t stream_seed(std::uint64_t seed, std::uint64_t replication, std::uint64_t purpose,
                          std::uint64_t stream) {
  return base::hash_combine(base::hash_combine(base::hash_combine(seed, replication), purpose),
                            stream);
}

const Law& law_at(const std::vector<std::pair<std::int64_t, Law>>& laws, std::int64_t time_of_day) {
  std::size_t i = 0;
  while (i + 1 < laws.size() && laws[i + 1].first <= time_of_day) ++i;
  return laws[i].second;
}

}  // namespace

World::World(const Scene& scene, std::uint64_t seed, std::uint64_t replication, Observer& observer)
    : scene_(scene),
      observer_(observer),
      seed_(seed),
      replication_(replication),
      machine_(scene.start),
      day_random_(stream_seed(seed, replication, kDayFactor, 0)),
      now_(scene.start),
      lines_since_(scene.start) {}

Status World::set_up() {
  Center center = scene_.center;
  for (std::size_t q = 0; q < center.queues.size(); ++q) {
    if (center.queues[q].prefer != Preference::kRandom) continue;
    center.queues[q].random_seed = base::hash_combine(center.queues[q].random_seed,
                                                      stream_seed(seed_, replication_, kAgents, q));
  }
  if (Status status = machine_.configure(center); !status.ok()) return status;
  machine_.clear_events();
  for (std::size_t s = 0; s < scene_.streams.size(); ++s) {
    if (Status status = set_up_stream(s); !status.ok()) return status;
    next_arrival(static_cast<std::uint32_t>(s));
  }
  const std::size_t agents = scene_.center.agents.size();
  duty_.assign(agents, Duty::kOff);
  duty_since_.assign(agents, 0);
  busy_since_.assign(agents, 0);
  load_.assign(agents, 0);
  if (!scene_.calls.empty()) {
    agenda_.push(scene_.start + scene_.calls[0].time, Happening::kGiven, 0);
  }
  agenda_.push(scene_.start, Happening::kDay, 0);
  return ok_status();
}

/// Calls of a stream share a plan unless rules look at each of them.
Status World::set_up_stream(std::size_t stream) {
  const ArrivalStream& config = scene_.streams[stream].config;
  const engine::Catalog& catalog = machine_.catalog();
  const auto generator = [&](Purpose purpose) {
    return base::Prng(stream_seed(seed_, replication_, purpose, stream));
  };
  StreamState state{.arrivals = generator(kArrivals),
                    .service = generator(kService),
                    .patience = generator(kPatience),
                    .retrial = generator(kRetrial)};
  if (!config.queue.empty()) state.queue = *catalog.find_queue(config.queue);
  state.channel = *catalog.find_channel(config.channel);
  const bool classified = state.queue == model::kNoQueue || !catalog.classification().empty();
  state.by_rules = classified || catalog.queue(state.queue).priority_rule != nullptr;
  if (!classified && !catalog.differs(state.queue, config.require, {})) {
    const auto plan = machine_.intern_plan(state.queue, state.channel, config.require, {});
    if (!plan.ok()) return plan.status();
    state.plan = *plan;
  }
  streams_.push_back(state);
  return ok_status();
}

Status World::run() {
  if (Status status = set_up(); !status.ok()) return status;
  const std::int64_t last = scene_.start + scene_.day * scene_.workload.days;
  const std::int64_t latest = last > kNeverNs - 8 * scene_.day ? kNeverNs : last + 7 * scene_.day;
  while (!stopped_ && failure_.ok()) {
    const std::int64_t due = machine_.next_due();
    const std::int64_t next = agenda_.empty() ? kNeverNs : agenda_.top().time;
    const std::int64_t first = std::min(due, next);
    if (first > latest || first == kNeverNs || (agenda_.empty() && in_system() == 0)) break;
    if (due <= next) {
      now_ = std::max(now_, due);
      Command advance;
      advance.time = due;
      failure_ = apply(advance);
      continue;
    }
    const EventHeap::Entry entry = agenda_.pop();
    now_ = entry.time;
    take(entry);
    if (closing_) leave_when_done();
  }
  wind_up();
  return failure_;
}

void World::take(const EventHeap::Entry& entry) {
  switch (entry.kind()) {
    case Happening::kArrival: {
      const auto stream = static_cast<std::uint32_t>(entry.payload);
      const SceneStream& config = scene_.streams[stream];
      StreamState& state = streams_[stream];
      const std::int64_t time_of_day = now_ - scene_.start - state.day * scene_.day;
      Call call;
      call.stream = stream;
      call.service = draw_ns(law_at(config.service, time_of_day), state.service);
      call.patience = draw_ns(law_at(config.patience, time_of_day), state.patience);
      next_arrival(stream);
      arrive(call);
      return;
    }
    case Happening::kGiven: {
      const GivenCall& given = scene_.calls[given_++];
      if (given_ < scene_.calls.size()) {
        agenda_.push(scene_.start + scene_.calls[given_].time, Happening::kGiven, given_);
      }
      Call call;
      call.stream = given.stream;
      call.service = given.service;
      call.patience = given.patience;
      arrive(call);
      return;
    }
    case Happening::kRetry: {
      const auto index = static_cast<std::uint32_t>(entry.payload);
      const Call call = retrying_[index];
      free_retrying_.push_back(index);
      arrive(call);
      return;
    }
    case Happening::kComplete: {
      const Call* call = find(entry.payload);
      if (call == nullptr || call->answered < 0) return;
      Command command;
      command.kind = scene_.streams[call->stream].closes_by_hand ? CommandKind::kClose
                                                                 : CommandKind::kComplete;
      command.time = now_;
      command.interaction = entry.payload;
      failure_ = apply(command);
      return;
    }
    case Happening::kAbandon: {
      const Call* call = find(entry.payload);
      if (call == nullptr || call->answered >= 0) return;
      Command command;
      command.kind = CommandKind::kAbandon;
      command.time = now_;
      command.interaction = entry.payload;
      failure_ = apply(command);
      return;
    }
    case Happening::kDay: begin_day(static_cast<int>(entry.payload)); return;
    case Happening::kDuty: day_event(static_cast<std::uint32_t>(entry.payload)); return;
  }
}

/// The next arrival of a Poisson stream whose rate is constant between steps: one unit exponential
/// is used up along the integral of the rate.
bool World::next_arrival(std::uint32_t stream) {
  const auto& rates = scene_.streams[stream].rates;
  StreamState& state = streams_[stream];
  if (rates.empty()) return false;
  double left = state.arrivals.exponential(1.0);
  while (state.day < scene_.workload.days) {
    const std::int64_t begin = state.day * scene_.day;
    while (state.segment < rates.size()) {
      const bool last = state.segment + 1 == rates.size();
      const std::int64_t end = begin + (last ? scene_.day : rates[state.segment + 1].first);
      const std::int64_t from = std::max(state.at, begin + rates[state.segment].first);
      const double rate = rates[state.segment].second * day_factor(state.day);
      const double need = rate > 0.0 ? left / rate : 1e30;
      if (need < static_cast<double>(end - from)) {
        state.at = from + static_cast<std::int64_t>(need + 0.5);
        agenda_.push(scene_.start + state.at, Happening::kArrival, stream);
        return true;
      }
      left -= static_cast<double>(end - from) * rate;
      left = std::max(left, 0.0);
      state.at = end;
      ++state.segment;
    }
    ++state.day;
    state.segment = 0;
  }
  return false;
}

double World::day_factor(std::int64_t day) {
  const double shape = scene_.workload.day_factor_shape;
  if (shape <= 0.0) return 1.0;
  while (static_cast<std::int64_t>(day_factors_.size()) <= day) {
    day_factors_.push_back(day_random_.gamma(shape, 1.0));
  }
  return day_factors_[static_cast<std::size_t>(day)];
}

void World::arrive(Call call) {
  call.number = 0;
  call.queue = model::kNoQueue;
  call.arrival = now_;
  call.answered = -1;
  ++arrivals_;
  observer_.on_arrival(call, now_);
  const Workload& workload = scene_.workload;
  if (!open_ && workload.turns_away && workload.closing != Closing::kWait) {
    retry_or_forget(call, Exit::kLeft);
  } else if (workload.lines && in_system() >= *workload.lines) {
    retry_or_forget(call, Exit::kBlocked);
  } else {
    submit(&call);
  }
}

void World::submit(Call* call) {
  const SceneStream& config = scene_.streams[call->stream];
  const StreamState& state = streams_[call->stream];
  Command command;
  command.kind = CommandKind::kSubmit;
  command.time = now_;
  command.queue = state.queue;
  command.channel = state.channel;
  command.plan = state.plan;
  command.has_priority = config.config.priority.has_value();
  command.priority = config.priority;
  command.duration = config.credit > 0 ? config.credit : -1;
  if (config.needs_request) command.submit = &config.request;
  std::uint64_t number = 0;
  ++commands_;
  const Status status = machine_.apply(command, &number);
  if (!status.ok()) return refused(*call, status);
  call->number = number;
  if (state.by_rules) see_rules(call);
  const std::uint32_t slot = Ref::from(number).slot;
  if (slot >= calls_.size()) calls_.resize(slot + std::size_t{1});
  count_lines();
  ++waiting_;
  calls_[slot] = *call;
  listen();
  const Call& now = calls_[slot];
  if (now.number == number && now.answered < 0 && call->patience < kNeverNs - now_) {
    agenda_.push(now_ + call->patience, Happening::kAbandon, number);
  }
}

/// Of a call that was checked before: a full core refuses it, and the caller hears a busy tone; or
/// the rules have no place for it, which is the configuration's fault.
void World::refused(const Call& call, const Status& status) {
  if (status.code() == StatusCode::kResourceExhausted) {
    retry_or_forget(call, Exit::kBlocked);
    return;
  }
  failure_ = Status(status.code(),
                    "workload.streams." + scene_.streams[call.stream].config.id + ": a call at " +
                        to_string(time_from_ns(now_)) + ": " + status.message(),
                    status.detail());
}

/// What rules made of a call, from the events of its submit.
void World::see_rules(Call* call) const {
  for (const CoreEvent& event : machine_.events()) {
    if (event.interaction != call->number) continue;
    const bool entered = event.kind == EventKind::kQueued || event.kind == EventKind::kMoved;
    if (event.kind == EventKind::kSubmitted) call->queue = event.queue;
    if (entered || event.kind == EventKind::kSubmitted) {
      call->priority = static_cast<std::int16_t>(event.priority);
    }
    if (entered) return;
  }
}

void World::retry_or_forget(const Call& call, Exit how) {
  observer_.on_exit(call, how, now_);
  const Retrial& retrial = scene_.streams[call.stream].config.retrial;
  if (retrial.probability <= 0.0) return;
  if (how != Exit::kAbandoned && !(how == Exit::kBlocked && retrial.after_blocked)) return;
  StreamState& state = streams_[call.stream];
  if (state.retrial.uniform() >= retrial.probability) return;
  const std::int64_t delay = draw_ns(retrial.delay, state.retrial);
  if (delay >= kNeverNs - now_) return;
  Call again = call;
  again.waited_before += how == Exit::kAbandoned ? now_ - call.arrival : 0;
  ++again.visit;
  std::uint32_t index = static_cast<std::uint32_t>(retrying_.size());
  if (free_retrying_.empty()) {
    retrying_.push_back(again);
  } else {
    index = free_retrying_.back();
    free_retrying_.pop_back();
    retrying_[index] = again;
  }
  agenda_.push(now_ + delay, Happening::kRetry, index);
}

Status World::apply(const Command& command, std::uint64_t* created) {
  ++commands_;
  Status status = machine_.apply(command, created);
  listen();
  return status;
}

/// Reads the events of the last command; answering an offer makes more of them. Bound: each round
/// answers offers, and each answer takes one agent's capacity.
void World::listen() {
  for (;;) {
    const auto events = machine_.events();
    if (events.empty()) return;
    events_ += events.size();
    now_ = std::max(now_, machine_.now());
    for (const CoreEvent& event : events) {
      switch (event.kind) {
        case EventKind::kOffered: offered_.push_back({event.interaction, event.agent}); break;
        case EventKind::kAssigned: answer(event); break;
        case EventKind::kUnassigned: unassign(event); break;
        case EventKind::kEnded: finish(event.interaction, event.end_reason, event.reason); break;
        case EventKind::kPresenceChanged: presence_changed(event); break;
        case EventKind::kRuleFailed:
          observer_.on_rule_failure(event.queue, machine_.text(event));
          break;
        default: break;
      }
    }
    machine_.clear_events();
    if (offered_.empty()) return;
    answering_.swap(offered_);
    for (const Offered& offer : answering_) {
      Command accept;
      accept.kind = CommandKind::kAccept;
      accept.time = now_;
      accept.interaction = offer.number;
      accept.agent = offer.agent;
      ++commands_;
      // With offers to several agents at once the others find the offer gone: no failure.
      const bool taken = machine_.apply(accept).ok();
      const Call* call = taken ? find(offer.number) : nullptr;
      if (call != nullptr && scene_.streams[call->stream].two_phase) {
        accept.kind = CommandKind::kConnected;
        ++commands_;
        failure_ = machine_.apply(accept);
      }
    }
    answering_.clear();
  }
}

Call* World::find(std::uint64_t number) {
  const std::uint32_t slot = Ref::from(number).slot;
  return slot < calls_.size() && calls_[slot].number == number ? &calls_[slot] : nullptr;
}

void World::answer(const CoreEvent& event) {
  Call* call = find(event.interaction);
  if (call == nullptr) return;
  call->answered = event.time;
  call->agent = event.agent;
  --waiting_;
  ++in_service_;
  if (load_[event.agent]++ == 0) busy_since_[event.agent] = event.time;
  mix(static_cast<std::uint64_t>(event.time));
  mix((static_cast<std::uint64_t>(event.agent) << 32) | call->stream);
  observer_.on_answer(*call, event.time);
  const std::uint32_t group = scene_.group_of[event.agent];
  std::int64_t service = call->service;
  if (group != kNoGroup && scene_.groups[group].factors[call->stream] != 1.0) {
    service = static_cast<std::int64_t>(
        static_cast<double>(service) * scene_.groups[group].factors[call->stream] + 0.5);
  }
  agenda_.push(event.time + service, Happening::kComplete, event.interaction);
}

void World::unassign(const CoreEvent& event) {
  Call* call = find(event.interaction);
  if (call == nullptr || call->answered < 0) return;
  if (--load_[event.agent] == 0) {
    observer_.on_busy_span(event.agent, busy_since_[event.agent], event.time);
  }
  call->answered = -1;
  ++waiting_;
  --in_service_;
}

void World::finish(std::uint64_t number, EndReason how, Reason reason) {
  Call* found = find(number);
  if (found == nullptr) return;
  const Call call = *found;
  found->number = 0;
  count_lines();
  mix(static_cast<std::uint64_t>(how) + static_cast<std::uint64_t>(now_) * 16);
  if (call.answered >= 0) {
    --in_service_;
    if (--load_[call.agent] == 0) observer_.on_busy_span(call.agent, busy_since_[call.agent], now_);
    observer_.on_exit(call, Exit::kServed, now_);
    return;
  }
  --waiting_;
  if (how == EndReason::kAbandoned) {
    retry_or_forget(call, Exit::kAbandoned);
  } else {
    retry_or_forget(call, reason == Reason::kLengthLimit ? Exit::kBlocked : Exit::kLeft);
  }
}

void World::count_lines() {
  line_time_ += static_cast<double>(now_ - lines_since_) * in_system();
  lines_since_ = now_;
}

double World::line_time() const {
  return line_time_ + static_cast<double>(now_ - lines_since_) * in_system();
}

void World::wind_up() {
  count_lines();
  for (std::size_t a = 0; a < load_.size(); ++a) {
    const auto agent = static_cast<model::AgentIx>(a);
    if (load_[a] != 0) observer_.on_busy_span(agent, busy_since_[a], now_);
    if (duty_[a] != Duty::kOff) observer_.on_duty_span(agent, duty_since_[a], now_);
  }
  for (const Call& call : calls_) {
    if (call.number == 0) continue;
    observer_.on_exit(call, call.answered >= 0 ? Exit::kServed : Exit::kStillThere, now_);
  }
}

}  // namespace uniselector::sim
