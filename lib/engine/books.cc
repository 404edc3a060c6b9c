// Two accounts of the state: a hash over everything that decides, equal for equal command logs, and
// the books, a recount of every number from the records it sums. Single-threaded, cost O(all).
#include <string>
#include <utility>
#include <vector>

#include "engine/state_machine.h"
#include "engine/states.h"
#include "model/requirement.h"

namespace uniselector::engine {

/// Walks the state and folds it into one number. The configuration is not part of it, nor is what
/// only answers questions (notes, attributes of interactions, dispositions).
class StateMachine::Hasher {
 public:
  explicit Hasher(const StateMachine& machine) : m_(machine) {}

  std::uint64_t run() {
    mix(m_.now_);
    mix(m_.cause_);
    mix(m_.sequence_);
    for (ItemIx ix = 0; ix < m_.items_.size(); ++ix) item(ix);
    for (model::AgentIx ix = 0; ix < m_.agents_.size(); ++ix) agent(ix);
    timers();
    for (const auto& counters : m_.counters_) {
      mix(counters->offered);
      mix(counters->answered);
      mix(counters->abandoned);
      mix(counters->left);
      mix(counters->answer_wait);
      mix(counters->talk);
    }
    mix(m_.matcher_.state_hash());
    return hash_;
  }

 private:
  template <class T>
  void mix(T value) {
    hash_ = base::hash_combine(hash_, static_cast<std::uint64_t>(value));
  }

  void item(ItemIx ix) {
    const Item& item = m_.items_[ix];
    mix(item.generation);
    mix(item.state);
    if (item.state == 0) return;
    mix(item.virtual_start);
    mix(item.signature);
    mix(item.sequence);
    mix(item.priority);
    mix(item.flags);
    mix(item.live_offers);
    m_.for_each_offer(ix, [this](std::uint32_t slot) { mix(slot); });
    if (const Extra* record = m_.extra_of(item)) extra(*record);
  }

  void extra(const Extra& record) {
    for (const std::int64_t time : {record.enqueued, record.queue_entry, record.scheduled_at,
                                    record.expires, record.moved_at, record.waits_since}) {
      mix(time);
    }
    mix(record.held_queue);
    mix(record.held_channel);
    mix(record.auto_activate);
    mix(record.ever_queued);
    mix(record.answered_here);
    mix(record.priority_given);
    mix(record.plan_changed);
    mix(record.given_priority);
    mix(record.moves);
    mix(record.version);
    mix(record.unassigns);
    if (!record.require.empty()) mix(base::hash_bytes(model::canonical(record.require)));
    for (const RelaxStep& step : record.relax) mix(base::hash_bytes(model::canonical(step)));
    for (std::size_t i = 0; i < record.tried.size(); ++i) {
      mix(record.tried[i].agent);
      mix(record.tried[i].live);
      mix(record.tried[i].excluded_until);
      mix(record.tried[i].ended);
      mix(record.past[i].until_ready);
    }
  }

  void agent(model::AgentIx ix) {
    const Agent& agent = m_.agents_[ix];
    const AgentAside& aside = m_.asides_[ix];
    mix(agent.idle_since);
    mix(agent.occupied);
    mix(agent.cool_down_until);
    mix(agent.handled);
    mix(agent.klass);
    mix(agent.capacity);
    mix(agent.used);
    mix(agent.max_offers);
    mix(agent.presence);
    mix(agent.retired);
    mix(aside.login_at);
    mix(aside.offline_since);
    mix(aside.was_ready);
    mix(aside.version);
    mix(aside.missed);
    mix(aside.declined);
    mix(aside.failed);
    for (int c = 0; c < model::kMaxChannels; ++c) {
      mix(m_.open(ix, static_cast<model::ChannelIx>(c)));
    }
    mix(agent.live_offers);
    for (std::uint32_t o = agent.first_offer; o != kNone; o = m_.offers_[o].next) {
      const Offer& offer = m_.offers_[o];
      mix(o);
      mix(offer.item);
      mix(offer.offered);
      mix(offer.expires);
      mix(offer.connecting);
    }
    mix(agent.assigned);
    for (std::uint32_t a = agent.first_assignment; a != kNone; a = m_.assignments_[a].next) {
      const Assignment& assignment = m_.assignments_[a];
      mix(a);
      mix(assignment.item);
      mix(assignment.assigned);
      mix(assignment.completed);
      mix(assignment.due);
    }
  }

  /// Lists in their order; the heap as a sum, since its layout decides nothing.
  void timers() {
    const auto walk = [this](const TimerList& list, const auto& records) {
      mix(list.head_due);
      for (std::uint32_t ix = list.head; ix != kNoTimer; ix = records[ix].timer_next) mix(ix);
    };
    for (const TimerList& list : m_.plan_lists_) walk(list, m_.items_);
    for (const TimerList& list : m_.offer_lists_) walk(list, m_.offers_);
    for (const TimerList& list : m_.wrap_up_lists_) walk(list, m_.assignments_);
    std::uint64_t sum = 0;
    m_.heap_.for_each([&sum](std::uint32_t, const TimerHeap::Entry& entry) {
      std::uint64_t one = base::hash_combine(entry.sequence, static_cast<std::uint64_t>(entry.due));
      one = base::hash_combine(one, static_cast<std::uint64_t>(entry.kind));
      sum += base::hash_combine(one, Ref{entry.subject, entry.generation}.number());
    });
    mix(sum);
  }

  const StateMachine& m_;
  std::uint64_t hash_ = 0;
};

std::uint64_t StateMachine::state_hash() const { return Hasher(*this).run(); }

/// Recounts, and keeps the first difference in words.
class StateMachine::Audit {
 public:
  explicit Audit(const StateMachine& machine)
      : m_(machine),
        waiting_(machine.catalog_.queue_count()),
        working_(machine.catalog_.queue_count()) {}

  Status run() {
    for (ItemIx ix = 0; ix < m_.items_.size(); ++ix) {
      if (m_.items_[ix].state != 0) item(ix);
    }
    totals();
    for (model::AgentIx a = 0; a < m_.agents_.size(); ++a) agent(a);
    timers();
    std::string difference;
    require(m_.matcher_.check(&difference), "matcher: " + difference);
    return problem_.empty() ? ok_status() : internal_error("books: " + problem_);
  }

 private:
  template <class A, class B>
  void equal(std::string what, A found, B expected) {
    const bool same = static_cast<std::int64_t>(found) == static_cast<std::int64_t>(expected);
    if (!problem_.empty() || same) return;
    problem_ = std::move(what) + ": the books say " + std::to_string(found) + ", a recount says " +
               std::to_string(expected);
  }
  void require(bool holds, std::string what) {
    if (problem_.empty() && !holds) problem_ = std::move(what);
  }

  void item(ItemIx ix) {
    const Item& item = m_.items_[ix];
    const std::string name = "interaction slot " + std::to_string(ix);
    ++live_;
    int offers = 0;
    m_.for_each_offer(ix, [&](std::uint32_t o) {
      ++offers;
      require(o < m_.offers_.size() && m_.offers_[o].item == ix,
              name + ": an offer is not its own");
    });
    live_offers_ += static_cast<std::uint32_t>(offers);
    equal(name + ": live offers", static_cast<int>(item.live_offers), offers);
    const bool lane = (item.flags & match::kInLane) != 0;
    in_lane_ += lane;
    require(!lane || in_queue(item), name + ": in a lane but not waiting");
    in_its_state(ix, name);
    const InteractionState state = state_of(item);
    if (item.signature == kNone || state == InteractionState::kScheduled) return;
    const bool with_agent =
        state == InteractionState::kActive || state == InteractionState::kWrapping;
    ++(with_agent ? working_ : waiting_)[m_.catalog_.stage(item.signature).queue];
  }

  /// Its links agree with its state.
  void in_its_state(ItemIx ix, const std::string& name) {
    const Item& item = m_.items_[ix];
    switch (state_of(item)) {
      case InteractionState::kScheduled: return;
      case InteractionState::kWaiting:
        require((item.flags & match::kInLane) != 0 && item.live_offers == 0,
                name + ": waiting but in no lane");
        looks_again(ix, name);
        return;
      case InteractionState::kOffered:
      case InteractionState::kConnecting:
        require(item.live_offers > 0, name + ": offered without an offer");
        looks_again(ix, name);
        return;
      case InteractionState::kActive:
      case InteractionState::kWrapping:
        ++live_assignments_;
        require(item.link != kNone && m_.assignments_[item.link].item == ix,
                name + ": active without its assignment");
        require((item.flags & match::kTimed) == 0, name + ": a plan timer while active");
        return;
      case InteractionState::kEnded: break;
    }
    require(false, name + ": ended but kept");
  }

  /// Who is short of offers and may not ask somebody now has a timer for when he may.
  void looks_again(ItemIx ix, const std::string& name) {
    const Item& item = m_.items_[ix];
    const Extra* record = m_.extra_of(item);
    if ((item.flags & match::kInLane) == 0 || record == nullptr) return;
    if (record->retry_timer != kNone) return;
    for (std::size_t i = 0; i < record->tried.size(); ++i) {
      const bool ends =
          record->tried[i].excluded_until > m_.now_ && record->tried[i].excluded_until != kNever;
      require(!ends && !record->past[i].until_ready,
              name + ": an exclusion ends without a retry timer");
    }
  }

  void totals() {
    equal("live interactions", m_.items_.live(), live_);
    equal("offers", m_.offers_.live(), live_offers_);
    equal("assignments", m_.assignments_.live(), live_assignments_);
    equal("waiting in lanes", m_.matcher_.waiting_count(), in_lane_);
    for (std::size_t q = 0; q < waiting_.size(); ++q) {
      const auto& config = m_.catalog_.queue(static_cast<model::QueueIx>(q)).config;
      equal("queue " + config.id + ": waiting", m_.waiting_[q], waiting_[q]);
      equal("queue " + config.id + ": active", m_.working_[q], working_[q]);
    }
  }

  void agent(model::AgentIx ix) {
    const Agent& agent = m_.agents_[ix];
    const std::string name = "agent " + m_.catalog_.agent(ix).id;
    const CapacityFacts& capacity = m_.catalog_.capacity(agent.capacity);
    std::vector<int> open(model::kMaxChannels);
    int offers = 0;
    int assigned = 0;
    int used = 0;
    for (std::uint32_t o = agent.first_offer; o != kNone; o = m_.offers_[o].next, ++offers) {
      ++open[m_.offers_[o].channel];
      used += capacity.cost[m_.offers_[o].channel];
      require(m_.offers_[o].agent == ix, name + ": holds another's offer");
    }
    for (std::uint32_t a = agent.first_assignment; a != kNone;
         a = m_.assignments_[a].next, ++assigned) {
      ++open[m_.assignments_[a].channel];
      used += capacity.cost[m_.assignments_[a].channel];
      require(m_.assignments_[a].agent == ix, name + ": holds another's assignment");
    }
    equal(name + ": live offers", static_cast<int>(agent.live_offers), offers);
    equal(name + ": assignments", static_cast<int>(agent.assigned), assigned);
    equal(name + ": used units", agent.used, used);
    for (std::size_t c = 0; c < open.size(); ++c) {
      const int found = m_.open(ix, static_cast<model::ChannelIx>(c));
      equal(name + ": open items", found, open[c]);
    }
    require(agent.retired || m_.catalog_.is_current(ix, agent.klass, agent.capacity),
            name + ": class or capacity are not those of his configuration");
  }

  void timers() {
    m_.heap_.for_each([this](std::uint32_t, const TimerHeap::Entry& e) {
      switch (e.kind) {
        case TimerKind::kWaitLimit:
        case TimerKind::kRelax:
        case TimerKind::kRetry:
        case TimerKind::kTimeToLive:
        case TimerKind::kSchedule: {
          const Item& item = m_.items_[e.subject];
          require(item.state != 0 && item.generation == e.generation,
                  "a timer belongs to an interaction that has ended");
          return;
        }
        case TimerKind::kWrapUp:
        case TimerKind::kClose:
          require(m_.assignments_[e.subject].generation == e.generation,
                  "a timer belongs to an assignment that has ended");
          return;
        case TimerKind::kOfferTimeout:
        case TimerKind::kCoolDown:
        case TimerKind::kGrace:
        case TimerKind::kIdleLogout: return;
      }
    });
  }

  const StateMachine& m_;
  std::string problem_;
  std::vector<std::uint32_t> waiting_;
  std::vector<std::uint32_t> working_;
  std::uint32_t live_ = 0;
  std::uint64_t in_lane_ = 0;
  std::uint32_t live_offers_ = 0;
  std::uint32_t live_assignments_ = 0;
};

Status StateMachine::check_books() const { return Audit(*this).run(); }

std::size_t StateMachine::agent_bytes() const {
  std::size_t bytes = agents_.memory_bytes() + asides_.memory_bytes() + open_.memory_bytes() +
                      matcher_.memory_bytes();
  for (const auto& [agent, list] : excluded_by_) bytes += list.capacity() * sizeof(list[0]);
  return bytes;
}

std::size_t StateMachine::interaction_bytes() const { return items_.memory_bytes(); }

}  // namespace uniselector::engine
