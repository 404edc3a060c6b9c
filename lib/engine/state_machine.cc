// Commands, time and the small things every handler uses. See the header for the way of one
// command.
#include "engine/state_machine.h"

#include <algorithm>
#include <tuple>

#include "base/prefetch.h"
#include "engine/states.h"

namespace uniselector::engine {
namespace {

/// The share `part` / `whole` in millionths, rounded down, in whole numbers: two steps of three
/// digits, so that nothing overflows as long as both are times in microseconds.
std::int64_t millionths(std::int64_t part, std::int64_t whole) {
  const std::int64_t divisor = std::max<std::int64_t>(1, whole);
  const std::int64_t ones = part / divisor;
  const std::int64_t thousandths = part % divisor * 1000;
  const std::int64_t rest = thousandths % divisor * 1000;
  return ones * 1'000'000 + thousandths / divisor * 1000 + rest / divisor;
}

}  // namespace

StateMachine::StateMachine(std::int64_t start, bool naive_matcher)
    : now_(start), matcher_(*this, items_.records()), plan_lists_(1) {
  matcher_.set_naive(naive_matcher);
}

Status StateMachine::apply(const Command& command, std::uint64_t* created) {
  if (command.time < now_) ++late_;
  advance_to(std::max(command.time, now_));
  if (command.kind == CommandKind::kAdvance) return ok_status();
  ++cause_;
  Status status = ok_status();
  switch (command.kind) {
    case CommandKind::kAdvance: break;
    case CommandKind::kSubmit: status = on_submit(command, created); break;
    case CommandKind::kActivate: status = on_activate(command); break;
    case CommandKind::kUpdate: status = on_update(command); break;
    case CommandKind::kAbandon: status = on_abandon(command); break;
    case CommandKind::kCancel: status = on_cancel(command); break;
    case CommandKind::kTransfer: status = on_transfer(command); break;
    case CommandKind::kAccept: status = on_accept(command); break;
    case CommandKind::kDecline: status = on_decline(command); break;
    case CommandKind::kFailConnect: status = on_fail_connect(command); break;
    case CommandKind::kConnected: status = on_connected(command); break;
    case CommandKind::kComplete: status = on_complete(command); break;
    case CommandKind::kClose: status = on_close(command); break;
    case CommandKind::kUnassign: status = on_unassign(command); break;
    case CommandKind::kPresence: status = on_presence(command); break;
    case CommandKind::kUpdateAgent: status = on_update_agent(command); break;
  }
  if (!status.ok()) --cause_;
  settle();
  return status;
}

void StateMachine::read_ahead(const Command& command, std::size_t distance) const {
  if (command.kind == CommandKind::kSubmit) {
    if (distance == 6 || distance < 4 || command.plan >= catalog_.plan_count()) return;
    const model::SignatureIx signature = catalog_.first_stage(command.plan);
    if (distance == 8) base::prefetch(&catalog_.stage(signature));
    matcher_.expect_item(signature, distance == 4);
    return;
  }
  const ItemIx ix = Ref::from(command.interaction).slot;
  if (ix >= items_.size()) return;
  // Each distance reads what the one before has asked for.
  const Item& item = items_[ix];
  if (distance == 8) return base::prefetch_record(item);
  if (item.state == 0) return;
  const bool working =
      state_of(item) == InteractionState::kActive || state_of(item) == InteractionState::kWrapping;
  if (!working || item.link >= assignments_.size()) return;
  const Assignment& assignment = assignments_[item.link];
  if (distance == 6) return base::prefetch_record(assignment);
  if (assignment.agent >= agents_.size()) return;
  if (distance == 4) return expect_agent(assignment.agent, assignment.channel);
  const Agent& agent = agents_[assignment.agent];
  if (agent.klass != kNone) matcher_.expect_class(agent.klass, distance == 1);
}

void StateMachine::expect_agent(model::AgentIx agent, model::ChannelIx channel) const {
  base::prefetch(&agents_[agent]);
  base::prefetch(&open_[agent * channel_stride_]);
  matcher_.expect_agent(agent, channel);
}

void StateMachine::settle() {
  // Bound: each round ends an offerable pair or an entry; offers are limited by capacity.
  while (freed_head_ < freed_.size()) {
    const Freed freed = freed_[freed_head_++];
    if (freed.is_agent) {
      match_agent(freed.ix);
    } else if (items_[freed.ix].generation == freed.generation) {
      match_item(freed.ix);
    }
  }
  freed_.clear();
  freed_head_ = 0;
  if (catalog_.has_failures()) tell_failures(kNone);
}

Status StateMachine::interaction_gone() {
  return not_found("interaction: it has ended or never existed");
}

bool StateMachine::live(std::uint64_t interaction) const { return find(interaction) != kNone; }

InteractionState StateMachine::state(std::uint64_t interaction) const {
  const ItemIx ix = find(interaction);
  return ix == kNone ? InteractionState::kEnded : state_of(items_[ix]);
}

Status StateMachine::check_agent(model::AgentIx agent) const {
  if (agent >= agents_.size() || agents_[agent].retired) return not_found("agent: it is not known");
  return ok_status();
}

Extra& StateMachine::extra(ItemIx ix) {
  Item& item = items_[ix];
  if (item.extra == kNone) {
    if (free_extras_.empty()) {
      item.extra = static_cast<std::uint32_t>(extras_.size());
      extras_.push_back(std::make_unique<Extra>());
    } else {
      item.extra = free_extras_.back();
      free_extras_.pop_back();
    }
    Extra& fresh = *extras_[item.extra];
    fresh.submitted = fresh.enqueued = fresh.queue_entry = item.virtual_start;
    fresh.ever_queued = item.signature != kNone;
    fresh.priority_given = (item.flags & match::kGiven) != 0;
    if (fresh.priority_given) fresh.given_priority = item.priority;
    item.flags &= static_cast<std::uint8_t>(~match::kGiven);
  }
  return *extras_[item.extra];
}

void StateMachine::drop_extra(ItemIx ix) {
  Item& item = items_[ix];
  if (item.extra == kNone) return;
  Extra& old = *extras_[item.extra];
  heap_.remove(old.time_to_live_timer);
  heap_.remove(old.schedule_timer);
  heap_.remove(old.retry_timer);
  heap_.remove(old.plan_timer);
  old = Extra{};
  free_extras_.push_back(item.extra);
  item.extra = kNone;
}

void StateMachine::attach_text(CoreEvent& event, std::string_view text) {
  if (text.empty()) return;
  texts_.emplace_back(text);
  event.expires = static_cast<std::int64_t>(texts_.size());
}

std::string_view StateMachine::text(const CoreEvent& event) const {
  const auto index = static_cast<std::uint64_t>(event.expires);
  if (event.kind == EventKind::kOffered || index == 0 || index > texts_.size()) return {};
  return texts_[index - 1];
}

void StateMachine::clear_events() {
  first_event_ += events_.size();
  events_.clear();
  texts_.clear();
}

void StateMachine::add_note(ItemIx item, std::string_view text) {
  if (text.empty()) return;
  auto& notes = extra(item).notes;
  if (notes.size() >= catalog_.center().limits.notes_per_interaction) return;
  notes.push_back({time_from_ns(now_), std::string(text)});
}

const Counters& StateMachine::counters(model::QueueIx queue, model::ChannelIx channel) const {
  return *counters_[queue * model::kMaxChannels + channel];
}

// What the matcher asks.
bool StateMachine::eligible(model::ClassIx klass, model::SignatureIx signature) const {
  return catalog_.eligible(klass, signature);
}
std::int64_t StateMachine::score(model::ClassIx klass, model::SignatureIx signature) const {
  return catalog_.score(klass, signature);
}
std::int32_t StateMachine::rank(model::ClassIx klass, model::QueueIx queue) const {
  return catalog_.rank(klass, queue);
}
bool StateMachine::agent_allowed(model::AgentIx agent, model::SignatureIx signature) const {
  return catalog_.agent_allowed(agent, signature);
}
std::span<const match::Tried> StateMachine::tried(ItemIx item) const {
  const Extra* extra = extra_of(items_[item]);
  if (extra == nullptr) return {};
  return extra->tried;
}

std::int64_t StateMachine::agent_value(model::AgentIx ix, ItemIx item_ix, std::int64_t now) const {
  const Item& item = items_[item_ix];
  const QueueConfig& queue = catalog_.queue(catalog_.stage(item.signature).queue).config;
  const Agent& agent = agents_[ix];
  switch (queue.prefer) {
    case Preference::kLeastOccupied: {
      return millionths(occupied(ix) / 1000, (now - asides_[ix].login_at) / 1000);
    }
    case Preference::kFewestOpen: {
      std::int64_t open = 0;
      for (std::size_t c = 0; c < channel_stride_; ++c) open += open_[ix * channel_stride_ + c];
      return open;
    }
    case Preference::kFewestHandled: return static_cast<std::int64_t>(agent.handled);
    case Preference::kRandom:
      return static_cast<std::int64_t>(
          base::hash_combine(base::hash_combine(queue.random_seed, item.sequence), ix) >> 1);
    case Preference::kScore: {
      const model::ChannelIx channel = catalog_.stage(item.signature).channel;
      const std::uint32_t load = load_of(ix, catalog_.capacity(agent.capacity), channel);
      return catalog_.loaded_score(agent.klass, item.signature, load);
    }
    default: return 0;
  }
}

std::int64_t StateMachine::occupied(model::AgentIx ix) const {
  const Agent& agent = agents_[ix];
  return agent.occupied + (agent.assigned > 0 ? now_ : 0);
}

}  // namespace uniselector::engine
