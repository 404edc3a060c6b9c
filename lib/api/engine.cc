// Engine: validates what comes from outside, turns names into indexes and handles, forwards to the
// state machine, and gives events back with names. No decision is made here.
#include <uniselector/engine.h>

#include <algorithm>
#include <deque>

#include "api/directory.h"
#include "base/text.h"
#include "config/center_reader.h"
#include "engine/state_machine.h"

namespace uniselector {

using engine::StateMachine;
using model::Command;
using model::CommandKind;
using model::kNone;

namespace {

/// Events the host has not polled; past it commands are refused, so that none is ever lost.
constexpr std::size_t kMaxPendingEvents = std::size_t{1} << 20;

Status about(std::string_view kind, std::string_view id, const Status& status) {
  if (status.ok()) return status;
  return {status.code(), std::string(kind) + " '" + std::string(id) + "': " + status.message(),
          status.detail()};
}

Status unknown(std::string_view kind, std::string_view id) {
  return not_found(std::string(kind) + " '" + std::string(id) + "' is not known");
}

}  // namespace

struct Engine::Impl {
  struct Pending {
    model::CoreEvent event;
    std::uint64_t sequence;
    std::uint32_t id_at, id_size, note_at, note_size;
  };

  Options options;
  StateMachine core;
  api::Directory directory;
  std::vector<Pending> pending;
  std::string texts;       ///< ids and notes of pending events
  std::string submitting;  ///< id whose submit is running
  std::deque<InteractionView> ended;

  explicit Impl(Options given)
      : options(std::move(given)), core(to_ns(options.start), options.naive_matcher) {
    core.set_end_listener([this](std::uint64_t handle) { keep(handle); });
  }

  std::string name(std::uint64_t handle) const {
    const std::string_view id = directory.id_of(handle);
    return std::string(id.empty() ? std::string_view(submitting) : id);
  }

  InteractionView view(std::uint64_t handle) const {
    InteractionView v = core.interaction_view(handle);
    v.id = name(handle);
    for (auto& offer : v.offers) offer.interaction = v.id;
    return v;
  }

  void keep(std::uint64_t handle) {
    const std::size_t most = core.catalog().center().limits.ended_kept;
    if (most == 0) return;
    while (ended.size() >= most) ended.pop_front();
    ended.push_back(view(handle));
  }

  /// Moves the core's events out, with the ids they name, and forgets ids that have ended.
  void drain() {
    std::uint64_t sequence = core.first_event();
    for (const model::CoreEvent& event : core.events()) {
      Pending p{event, sequence++, 0, 0, 0, 0};
      const std::string_view id = directory.id_of(event.interaction);
      const std::string_view note = core.text(event);
      p.id_at = static_cast<std::uint32_t>(texts.size());
      p.id_size = static_cast<std::uint32_t>(id.size());
      texts += id;
      p.note_at = static_cast<std::uint32_t>(texts.size());
      p.note_size = static_cast<std::uint32_t>(note.size());
      texts += note;
      pending.push_back(p);
      if (event.kind == EventKind::kEnded) directory.remove(event.interaction);
    }
    core.clear_events();
  }

  /// Before every command: room for events, and the time it happens at.
  Status begin() {
    if (pending.size() >= kMaxPendingEvents) {
      return resource_exhausted(
          "events: " + std::to_string(pending.size()) + " are waiting, poll them first",
          "poll_first");
    }
    if (!options.clock) return ok_status();
    return advance(options.clock());
  }

  Status advance(Time time) {
    (void)core.apply({.kind = CommandKind::kAdvance, .time = to_ns(time)});
    drain();
    return ok_status();
  }

  Status run(Command& command, std::uint64_t* created = nullptr) {
    command.time = core.now();
    return core.apply(command, created);
  }

  /// A command about an interaction; the handle is looked up after time has passed.
  Status on_interaction(std::string_view id, Command command) {
    if (Status status = begin(); !status.ok()) return status;
    command.interaction = directory.find(id);
    if (command.interaction == 0) return missing(id);
    Status status = run(command);
    drain();
    return about("interaction", id, status);
  }

  Status missing(std::string_view id) const {
    for (auto it = ended.rbegin(); it != ended.rend(); ++it) {
      if (it->id != id) continue;
      return failed_precondition("interaction '" + std::string(id) + "': it has ended (" +
                                     std::string(to_string(it->end_reason)) + ")",
                                 "ended");
    }
    return unknown("interaction", id);
  }

  /// A command about an offer of an agent.
  Status on_offer(std::string_view interaction, std::string_view agent, Command command) {
    const auto ix = core.catalog().find_agent(agent);
    if (!ix) return unknown("agent", agent);
    command.agent = *ix;
    Status status = on_interaction(interaction, command);
    if (status.detail() == "ended") {
      return {status.code(), status.message(), "offer_gone"};
    }
    return status;
  }

  Status on_agent(std::string_view agent, Command command) {
    if (Status status = begin(); !status.ok()) return status;
    const auto ix = core.catalog().find_agent(agent);
    if (!ix) return unknown("agent", agent);
    command.agent = *ix;
    Status status = run(command);
    drain();
    return about("agent", agent, status);
  }

  Status configure(const Center& center) {
    if (Status status = begin(); !status.ok()) return status;
    Status status = core.configure(center);
    drain();
    return status;
  }

  Event translate(const Pending& p) const;
};

Event Engine::Impl::translate(const Pending& p) const {
  const model::CoreEvent& e = p.event;
  const engine::Catalog& catalog = core.catalog();
  Event event;
  event.sequence = p.sequence;
  event.time = time_from_ns(e.time);
  event.kind = e.kind;
  event.reason = e.reason;
  event.end_reason = e.end_reason;
  event.presence = e.presence;
  event.cause = e.cause;
  event.interaction = std::string_view(texts).substr(p.id_at, p.id_size);
  event.note = std::string_view(texts).substr(p.note_at, p.note_size);
  if (e.agent != kNone) event.agent = catalog.agent(e.agent).id;
  if (e.queue != model::kNoQueue) event.queue = catalog.queue(e.queue).config.id;
  if (e.channel < catalog.channel_count()) event.channel = catalog.channel(e.channel).config.id;
  switch (e.kind) {
    case EventKind::kOffered:
    case EventKind::kOfferAccepted:
    case EventKind::kOfferDeclined:
    case EventKind::kOfferMissed:
    case EventKind::kOfferFailed:
    case EventKind::kOfferRevoked: event.offer = e.record; break;
    default: event.assignment = e.record; break;
  }
  if (e.kind == EventKind::kOffered) event.expires = time_from_ns(e.expires);
  event.duration = Duration(e.duration);
  event.priority = e.priority;
  event.step = e.step;
  return event;
}

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

Result<Engine> Engine::open(Options options) {
  if (options.clock) options.start = options.clock();
  Engine engine(std::make_unique<Impl>(std::move(options)));
  const Options& kept = engine.impl_->options;
  Status status = ok_status();
  if (!kept.config_file.empty()) {
    status = engine.configure_file(kept.config_file);
  } else if (kept.center) {
    status = engine.configure(*kept.center);
  }
  if (!status.ok()) return status;
  return engine;
}

Status Engine::configure(const Center& center) { return impl_->configure(center); }

Status Engine::configure_file(const std::string& path) {
  const auto text = config::read_file(path, config::kMaxConfigBytes);
  if (!text.ok()) return text.status();
  return configure_text(*text, path);
}

Status Engine::configure_text(std::string_view text, std::string_view name) {
  const config::ReadResult read = config::read_center(text, name);
  if (!read.complaints.empty()) return config::to_status(read.complaints);
  return configure(read.center);
}

const Center& Engine::center() const { return impl_->core.catalog().center(); }

Time Engine::now() const { return time_from_ns(impl_->core.now()); }

std::uint64_t Engine::late_commands() const { return impl_->core.late_commands(); }

Status Engine::advance(Time now) {
  if (impl_->pending.size() >= kMaxPendingEvents) {
    return resource_exhausted(
        "events: " + std::to_string(impl_->pending.size()) + " are waiting, poll them first",
        "poll_first");
  }
  return impl_->advance(now);
}

std::optional<Time> Engine::next_due() const {
  const std::int64_t due = impl_->core.next_due();
  if (due == engine::kNever) return std::nullopt;
  return time_from_ns(due);
}

Status Engine::submit(const SubmitRequest& request) {
  Impl& impl = *impl_;
  if (!base::is_id(request.id)) {
    return invalid_argument("id: expected 1 to 128 bytes of UTF-8 without control characters");
  }
  if (Status status = impl.begin(); !status.ok()) return status;
  if (const std::uint64_t live = impl.directory.find(request.id); live != 0) {
    return already_exists("interaction '" + request.id +
                          "' is live: " + std::string(to_string(impl.core.state(live))));
  }
  const engine::Catalog& catalog = impl.core.catalog();
  const auto queue = catalog.find_queue(request.queue);
  if (!queue) return about("interaction", request.id, unknown("queue", request.queue));
  const auto channel = catalog.find_channel(request.channel);
  if (!channel) return about("interaction", request.id, unknown("channel", request.channel));
  if (request.credit < Duration{}) {
    return about("interaction", request.id, out_of_range("credit: expected 0 to 30 days"));
  }
  Command command{.kind = CommandKind::kSubmit, .channel = *channel, .queue = *queue};
  command.has_priority = request.priority.has_value();
  command.priority = request.priority.value_or(0);
  command.keep_record = true;
  command.duration = to_ns(request.credit);
  command.submit = &request;
  impl.submitting = request.id;
  std::uint64_t handle = 0;
  Status status = impl.run(command, &handle);
  if (status.ok()) impl.directory.add(request.id, handle);
  impl.drain();
  impl.submitting.clear();
  return about("interaction", request.id, status);
}

Status Engine::activate(std::string_view interaction) {
  return impl_->on_interaction(interaction, {.kind = CommandKind::kActivate});
}

Status Engine::update(std::string_view interaction, const InteractionUpdate& update) {
  Command command{.kind = CommandKind::kUpdate};
  command.update = &update;
  return impl_->on_interaction(interaction, command);
}

Status Engine::abandon(std::string_view interaction) {
  return impl_->on_interaction(interaction, {.kind = CommandKind::kAbandon});
}

Status Engine::cancel(std::string_view interaction, std::string_view disposition,
                      std::string_view note) {
  Command command{.kind = CommandKind::kCancel};
  command.text = disposition;
  command.note = note;
  return impl_->on_interaction(interaction, command);
}

Status Engine::transfer(std::string_view interaction, std::string_view queue,
                        std::optional<int> priority) {
  const auto ix = impl_->core.catalog().find_queue(queue);
  if (!ix) return about("interaction", interaction, unknown("queue", queue));
  Command command{.kind = CommandKind::kTransfer, .queue = *ix};
  command.has_priority = priority.has_value();
  command.priority = priority.value_or(0);
  return impl_->on_interaction(interaction, command);
}

Status Engine::accept(std::string_view interaction, std::string_view agent) {
  return impl_->on_offer(interaction, agent, {.kind = CommandKind::kAccept});
}

Status Engine::decline(std::string_view interaction, std::string_view agent,
                       std::optional<Duration> retry_after) {
  if (retry_after && *retry_after < Duration{}) {
    return about("interaction", interaction, out_of_range("retry_after: expected 0 or more"));
  }
  Command command{.kind = CommandKind::kDecline};
  command.duration = retry_after ? retry_after->count() : -1;
  return impl_->on_offer(interaction, agent, command);
}

Status Engine::fail_connect(std::string_view interaction, std::string_view agent) {
  return impl_->on_offer(interaction, agent, {.kind = CommandKind::kFailConnect});
}

Status Engine::connected(std::string_view interaction, std::string_view agent) {
  return impl_->on_offer(interaction, agent, {.kind = CommandKind::kConnected});
}

Status Engine::complete(std::string_view interaction, std::string_view note) {
  Command command{.kind = CommandKind::kComplete};
  command.note = note;
  return impl_->on_interaction(interaction, command);
}

Status Engine::close(std::string_view interaction, std::string_view disposition,
                     std::string_view note, std::optional<Time> at) {
  Command command{.kind = CommandKind::kClose};
  command.text = disposition;
  command.note = note;
  command.duration = at ? to_ns(*at) : -1;
  return impl_->on_interaction(interaction, command);
}

Status Engine::unassign(std::string_view interaction, bool hold) {
  Command command{.kind = CommandKind::kUnassign};
  command.flag = hold;
  return impl_->on_interaction(interaction, command);
}

Status Engine::agent_login(std::string_view agent) { return set_presence(agent, Presence::kReady); }

Status Engine::agent_logout(std::string_view agent) {
  return set_presence(agent, Presence::kOffline);
}

Status Engine::set_presence(std::string_view agent, Presence presence, std::string_view reason) {
  Command command{.kind = CommandKind::kPresence};
  command.presence = presence;
  command.text = reason;
  return impl_->on_agent(agent, command);
}

Status Engine::update_agent(std::string_view agent, const AgentUpdate& update) {
  Command command{.kind = CommandKind::kUpdateAgent};
  command.update_agent = &update;
  return impl_->on_agent(agent, command);
}

Result<InteractionView> Engine::interaction(std::string_view id) const {
  if (const std::uint64_t handle = impl_->directory.find(id); handle != 0) {
    return impl_->view(handle);
  }
  for (auto it = impl_->ended.rbegin(); it != impl_->ended.rend(); ++it) {
    if (it->id == id) return *it;
  }
  return unknown("interaction", id);
}

Result<AgentView> Engine::agent(std::string_view id) const {
  const auto ix = impl_->core.catalog().find_agent(id);
  if (!ix) return unknown("agent", id);
  AgentView view = impl_->core.agent_view(*ix);
  const engine::AgentWork work = impl_->core.work_of(*ix);
  for (std::size_t i = 0; i < view.offers.size(); ++i) {
    view.offers[i].interaction = impl_->name(work.offered[i]);
  }
  for (const std::uint64_t handle : work.assigned) {
    view.interactions.push_back(impl_->name(handle));
  }
  return view;
}

Result<QueueView> Engine::queue(std::string_view id) const {
  const auto ix = impl_->core.catalog().find_queue(id);
  if (!ix) return unknown("queue", id);
  return impl_->core.queue_view(*ix);
}

std::vector<std::string> Engine::list(const ListRequest& request) const {
  std::vector<std::string> ids;
  impl_->core.for_each_interaction([&](std::uint64_t handle) {
    const std::string_view id = impl_->directory.id_of(handle);
    if (id <= request.after && !request.after.empty()) return;
    if (request.state && impl_->core.state(handle) != *request.state) return;
    const bool by_time = request.scheduled_after || request.scheduled_before;
    if (by_time || !request.queue.empty()) {
      const InteractionView view = impl_->core.interaction_view(handle);
      if (!request.queue.empty() && view.queue != request.queue) return;
      if (by_time && !view.scheduled_at) return;
      if (request.scheduled_after && *view.scheduled_at < *request.scheduled_after) return;
      if (request.scheduled_before && *view.scheduled_at > *request.scheduled_before) return;
    }
    ids.emplace_back(id);
  });
  std::sort(ids.begin(), ids.end());
  const std::size_t most = std::clamp<std::size_t>(request.page_size, 1, 1000);
  if (ids.size() > most) ids.resize(most);
  return ids;
}

Result<std::string> Engine::explain(std::string_view interaction) const {
  const std::uint64_t handle = impl_->directory.find(interaction);
  if (handle != 0) return impl_->core.explain(handle);
  for (auto it = impl_->ended.rbegin(); it != impl_->ended.rend(); ++it) {
    if (it->id == interaction) {
      return "It has ended: " + std::string(to_string(it->end_reason)) + ".\n";
    }
  }
  return unknown("interaction", interaction);
}

std::size_t Engine::poll(const std::function<void(const Event&)>& listener) {
  const std::size_t count = impl_->pending.size();
  for (const Impl::Pending& p : impl_->pending) {
    if (listener) listener(impl_->translate(p));
  }
  impl_->pending.clear();
  impl_->texts.clear();
  return count;
}

std::uint64_t Engine::state_hash() const { return impl_->core.state_hash(); }

Status Engine::check_books() const { return impl_->core.check_books(); }

}  // namespace uniselector
