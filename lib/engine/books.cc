// Two accounts of the state: a hash over everything that decides, equal for equal command logs, and
// the books, a recount of every number from the records it sums.
#include <algorithm>
#include <vector>

#include "engine/state_machine.h"
#include "engine/states.h"

namespace uniselector::engine {

std::uint64_t StateMachine::state_hash() const {
  std::uint64_t hash = base::hash_combine(0, static_cast<std::uint64_t>(now_));
  const auto mix = [&hash](auto value) {
    hash = base::hash_combine(hash, static_cast<std::uint64_t>(value));
  };
  mix(cause_);
  mix(sequence_);
  for (ItemIx ix = 0; ix < items_.size(); ++ix) {
    const Item& item = items_[ix];
    mix(item.generation);
    mix(item.state);
    if (item.state == 0) continue;
    mix(item.virtual_start);
    mix(item.signature);
    mix(item.sequence);
    mix(item.priority);
    mix(item.flags);
    mix(item.live_offers);
    const Extra* record = extra_of(item);
    if (record == nullptr) continue;
    mix(record->enqueued);
    mix(record->queue_entry);
    mix(record->version);
    mix(record->unassigns);
    for (const match::Tried& t : record->tried) {
      mix(t.agent);
      mix(t.live);
      mix(t.excluded_until);
      mix(t.ended);
    }
  }
  for (model::AgentIx ix = 0; ix < agents_.size(); ++ix) {
    const Agent& agent = agents_[ix];
    mix(agent.idle_since);
    mix(agent.klass);
    mix(agent.used);
    mix(agent.live_offers);
    mix(agent.assigned);
    mix(agent.presence);
    mix(agent.handled);
    mix(agent.cool_down_until);
    mix(asides_[ix].version);
    for (int c = 0; c < model::kMaxChannels; ++c) mix(open(ix, static_cast<model::ChannelIx>(c)));
  }
  for (const auto& counters : counters_) {
    mix(counters->offered);
    mix(counters->answered);
    mix(counters->abandoned);
    mix(counters->left);
    mix(counters->answer_wait);
    mix(counters->talk);
  }
  mix(matcher_.state_hash());
  return hash;
}

namespace {

/// The first difference, in words.
class Audit {
 public:
  template <class A, class B>
  void equal(std::string what, A found, B expected) {
    if (!problem_.empty() ||
        static_cast<std::int64_t>(found) == static_cast<std::int64_t>(expected)) {
      return;
    }
    problem_ = std::move(what) + ": the books say " + std::to_string(found) + ", a recount says " +
               std::to_string(expected);
  }
  void require(bool holds, std::string what) {
    if (problem_.empty() && !holds) problem_ = std::move(what);
  }
  Status status() const {
    return problem_.empty() ? ok_status() : internal_error("books: " + problem_);
  }

 private:
  std::string problem_;
};

}  // namespace

Status StateMachine::check_books() const {
  Audit audit;
  std::vector<std::uint32_t> waiting(catalog_.queue_count()), working(catalog_.queue_count());
  std::uint32_t live = 0;
  std::uint64_t in_lane = 0;
  std::uint32_t live_offers = 0;
  std::uint32_t live_assignments = 0;
  for (ItemIx ix = 0; ix < items_.size(); ++ix) {
    const Item& item = items_[ix];
    if (item.state == 0) continue;
    ++live;
    const std::string name = "interaction slot " + std::to_string(ix);
    const InteractionState state = state_of(item);
    int offers = 0;
    for_each_offer(ix, [&](std::uint32_t o) {
      ++offers;
      audit.require(o < offers_.size() && offers_[o].item == ix,
                    name + ": an offer is not its own");
    });
    live_offers += static_cast<std::uint32_t>(offers);
    audit.equal(name + ": live offers", static_cast<int>(item.live_offers), offers);
    const bool lane = (item.flags & match::kInLane) != 0;
    in_lane += lane;
    audit.require(lane ? in_queue(item) : true, name + ": in a lane but not waiting");
    switch (state) {
      case InteractionState::kScheduled: break;
      case InteractionState::kWaiting:
        audit.require(lane && offers == 0, name + ": waiting but in no lane");
        break;
      case InteractionState::kOffered:
      case InteractionState::kConnecting:
        audit.require(offers > 0, name + ": offered without an offer");
        break;
      case InteractionState::kActive:
      case InteractionState::kWrapping:
        ++live_assignments;
        audit.require(item.link != kNone && assignments_[item.link].item == ix,
                      name + ": active without its assignment");
        audit.require((item.flags & match::kTimed) == 0, name + ": a plan timer while active");
        break;
      case InteractionState::kEnded: audit.require(false, name + ": ended but kept"); break;
    }
    if (item.signature == kNone || state == InteractionState::kScheduled) continue;
    const model::QueueIx queue = catalog_.stage(item.signature).queue;
    const bool with_agent =
        state == InteractionState::kActive || state == InteractionState::kWrapping;
    ++(with_agent ? working : waiting)[queue];
  }
  audit.equal("live interactions", items_.live(), live);
  audit.equal("offers", offers_.live(), live_offers);
  audit.equal("assignments", assignments_.live(), live_assignments);
  audit.equal("waiting in lanes", matcher_.waiting_count(), in_lane);
  for (std::size_t q = 0; q < waiting.size(); ++q) {
    const std::string name = "queue " + catalog_.queue(static_cast<model::QueueIx>(q)).config.id;
    audit.equal(name + ": waiting", waiting_[q], waiting[q]);
    audit.equal(name + ": active", working_[q], working[q]);
  }
  for (model::AgentIx a = 0; a < agents_.size(); ++a) {
    const Agent& agent = agents_[a];
    const std::string name = "agent " + catalog_.agent(a).id;
    const CapacityFacts& capacity = catalog_.capacity(agent.capacity);
    std::vector<int> open(model::kMaxChannels);
    int offers = 0;
    int assigned = 0;
    int used = 0;
    for (std::uint32_t o = agent.first_offer; o != kNone; o = offers_[o].next, ++offers) {
      ++open[offers_[o].channel];
      used += capacity.cost[offers_[o].channel];
      audit.require(offers_[o].agent == a, name + ": holds another's offer");
    }
    for (std::uint32_t s = agent.first_assignment; s != kNone;
         s = assignments_[s].next, ++assigned) {
      ++open[assignments_[s].channel];
      used += capacity.cost[assignments_[s].channel];
      audit.require(assignments_[s].agent == a, name + ": holds another's assignment");
    }
    audit.equal(name + ": live offers", static_cast<int>(agent.live_offers), offers);
    audit.equal(name + ": assignments", static_cast<int>(agent.assigned), assigned);
    audit.equal(name + ": used units", agent.used, used);
    for (int c = 0; c < model::kMaxChannels; ++c) {
      audit.equal(name + ": open items",
                  static_cast<int>(this->open(a, static_cast<model::ChannelIx>(c))),
                  open[static_cast<std::size_t>(c)]);
    }
  }
  heap_.for_each([&](std::uint32_t, const TimerHeap::Entry& e) {
    const bool of_item = e.kind == TimerKind::kWaitLimit || e.kind == TimerKind::kRelax ||
                         e.kind == TimerKind::kRetry || e.kind == TimerKind::kTimeToLive ||
                         e.kind == TimerKind::kSchedule;
    if (of_item) {
      audit.require(items_[e.subject].state != 0 && items_[e.subject].generation == e.generation,
                    "a timer belongs to an interaction that has ended");
    } else if (e.kind == TimerKind::kClose || e.kind == TimerKind::kWrapUp) {
      audit.require(assignments_[e.subject].generation == e.generation,
                    "a timer belongs to an assignment that has ended");
    }
  });
  std::string difference;
  audit.require(matcher_.check(&difference), "matcher: " + difference);
  return audit.status();
}

std::size_t StateMachine::agent_bytes() const {
  return agents_.memory_bytes() + asides_.memory_bytes() + open_.memory_bytes() +
         matcher_.memory_bytes();
}

std::size_t StateMachine::interaction_bytes() const { return items_.memory_bytes(); }

}  // namespace uniselector::engine
