// Engine: validates what comes from outside, turns names into indexes and handles, forwards to the
// state machine, and gives events back with names. No decision is made here.
#include <uniselector/engine.h>

#include <algorithm>

#include "api/directory.h"
#include "api/ended.h"
#include "api/files_beside.h"
#include "api/outbox.h"
#include "base/text.h"
#include "config/center_reader.h"
#include "engine/state_machine.h"
#include "model/bounds.h"
#include "model/request_check.h"
#include "runtime/file.h"

namespace uniselector {

using engine::StateMachine;
using model::Command;
using model::CommandKind;
using model::kNone;
namespace bounds = model::bounds;

namespace {

Status about(std::string_view kind, std::string_view id, const Status& status) {
  if (status.ok()) return status;
  return {status.code(), std::string(kind) + " '" + std::string(id) + "': " + status.message(),
          status.detail()};
}

Status unknown(std::string_view kind, std::string_view id) {
  return not_found(std::string(kind) + " '" + std::string(id) + "' is not known");
}

/// Most ids that one `list` answers.
constexpr std::size_t kMaxPage = 1000;

}  // namespace

struct Engine::Impl {
  Options options;
  StateMachine core;
  api::Directory directory;
  api::Outbox outbox;
  api::Ended ended;
  std::string submitting;  ///< id whose submit is running

  explicit Impl(Options given)
      : options(std::move(given)), core(to_ns(options.start), options.naive_matcher) {
    core.set_end_listener([this](std::uint64_t handle) {
      const std::size_t most = core.catalog().center().limits.ended_kept;
      if (most == 0) return ended.clear();
      ended.keep(view(handle), most);
    });
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

  /// Moves the core's events out, with the names they have now, and forgets ids that have ended.
  void drain() {
    const engine::Catalog& catalog = core.catalog();
    std::uint64_t sequence = core.first_event();
    for (const model::CoreEvent& e : core.events()) {
      api::Outbox::Names names{.interaction = directory.id_of(e.interaction), .note = core.text(e)};
      if (e.agent != kNone) names.agent = catalog.agent(e.agent).id;
      if (e.queue != model::kNoQueue) names.queue = catalog.queue(e.queue).config.id;
      if (e.channel < catalog.channel_count()) names.channel = catalog.channel(e.channel).config.id;
      outbox.add(e, sequence++, names);
      if (e.kind == EventKind::kEnded) directory.remove(e.interaction);
    }
    core.clear_events();
  }

  Result<TableAnswer> ask_table(std::string_view id, std::string_view interaction,
                                std::string_view agent, std::string* why) const;

  Status room_for_events() const {
    if (!outbox.full()) return ok_status();
    return resource_exhausted(
        "events: " + std::to_string(outbox.size()) + " are waiting, poll them first", "poll_first");
  }

  /// Before every command: room for its events, and the time it happens at.
  Status begin() {
    if (Status status = room_for_events(); !status.ok() || !options.clock) return status;
    return advance("clock", options.clock());
  }

  Status advance(std::string_view source, Time time) {
    if (Status status = model::check_time(source, time); !status.ok()) return status;
    // The core fires a slice of what is due a call; the host hears of it when events pile up.
    std::int64_t to = to_ns(time);
    do {
      (void)core.apply({.kind = CommandKind::kAdvance, .time = to});
      drain();
      to = std::max(to, core.now());
      if (core.next_due() > to) return ok_status();
    } while (!outbox.full());
    return room_for_events();
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
    const InteractionView* view = ended.find(id);
    if (view == nullptr) return unknown("interaction", id);
    return failed_precondition("interaction '" + std::string(id) + "': it has ended (" +
                                   std::string(to_string(view->end_reason)) + ")",
                               "ended");
  }

  /// A command about an offer of an agent; `offer` 0 is the one that lives.
  Status on_offer(std::string_view interaction, std::string_view agent, std::uint64_t offer,
                  Command command) {
    const auto ix = core.catalog().find_agent(agent);
    if (!ix) return unknown("agent", agent);
    command.agent = *ix;
    command.offer = offer;
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
};

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

Result<Engine> Engine::open(Options options) {
  if (options.clock) options.start = options.clock();
  if (Status status = model::check_time(options.clock ? "clock" : "start", options.start);
      !status.ok()) {
    return status;
  }
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
  const auto text = runtime::read_file(path, config::kMaxTextBytes);
  if (!text.ok()) return text.status();
  const config::ReadResult read = config::read_center(*text, path, api::files_beside(path));
  if (!read.complaints.empty()) return config::to_status(read.complaints);
  return configure(read.center);
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
  if (Status status = impl_->room_for_events(); !status.ok()) return status;
  return impl_->advance("now", now);
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
  Status status = model::check_length("credit", to_ns(request.credit), bounds::kCredit);
  if (!status.ok()) return about("interaction", request.id, status);
  if (status = impl.begin(); !status.ok()) return status;
  if (const std::uint64_t live = impl.directory.find(request.id); live != 0) {
    return already_exists("interaction '" + request.id +
                          "' is live: " + std::string(to_string(impl.core.state(live))));
  }
  const engine::Catalog& catalog = impl.core.catalog();
  // Without a queue the rules of classification choose one.
  const auto queue =
      request.queue.empty() ? std::optional(model::kNoQueue) : catalog.find_queue(request.queue);
  if (!queue) return about("interaction", request.id, unknown("queue", request.queue));
  const auto channel = catalog.find_channel(request.channel);
  if (!channel) return about("interaction", request.id, unknown("channel", request.channel));
  Command command{.kind = CommandKind::kSubmit, .channel = *channel, .queue = *queue};
  command.has_priority = request.priority.has_value();
  command.priority = request.priority.value_or(0);
  command.keep_record = true;
  command.duration = to_ns(request.credit);
  command.submit = &request;
  impl.submitting = request.id;
  std::uint64_t handle = 0;
  status = impl.run(command, &handle);
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

Status Engine::accept(std::string_view interaction, std::string_view agent, std::uint64_t offer) {
  return impl_->on_offer(interaction, agent, offer, {.kind = CommandKind::kAccept});
}

Status Engine::decline(std::string_view interaction, std::string_view agent,
                       std::optional<Duration> retry_after, std::uint64_t offer) {
  if (retry_after) {
    Status status = model::check_length("retry_after", to_ns(*retry_after), bounds::kRetryAfter);
    if (!status.ok()) return about("interaction", interaction, status);
  }
  Command command{.kind = CommandKind::kDecline};
  command.duration = retry_after ? retry_after->count() : -1;
  return impl_->on_offer(interaction, agent, offer, command);
}

Status Engine::fail_connect(std::string_view interaction, std::string_view agent,
                            std::uint64_t offer) {
  return impl_->on_offer(interaction, agent, offer, {.kind = CommandKind::kFailConnect});
}

Status Engine::connected(std::string_view interaction, std::string_view agent,
                         std::uint64_t offer) {
  return impl_->on_offer(interaction, agent, offer, {.kind = CommandKind::kConnected});
}

Status Engine::complete(std::string_view interaction, std::string_view note) {
  Command command{.kind = CommandKind::kComplete};
  command.note = note;
  return impl_->on_interaction(interaction, command);
}

Status Engine::close(std::string_view interaction, std::string_view disposition,
                     std::string_view note, std::optional<Time> at) {
  if (at) {
    Status status = model::check_time("at", *at);
    if (!status.ok()) return about("interaction", interaction, status);
  }
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
  if (const InteractionView* view = impl_->ended.find(id)) return *view;
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

Result<TableView> Engine::table(std::string_view id) const {
  const auto& tables = impl_->core.catalog().book().tables();
  auto view = tables == nullptr ? std::nullopt : tables->view(id);
  if (!view) return not_found("table '" + std::string(id) + "' is not known");
  return *std::move(view);
}

Result<TableAnswer> Engine::Impl::ask_table(std::string_view id, std::string_view interaction,
                                            std::string_view agent, std::string* why) const {
  const std::uint64_t handle = interaction.empty() ? 0 : directory.find(interaction);
  if (handle == 0 && !interaction.empty()) return missing(interaction);
  const auto ix = core.catalog().find_agent(agent);
  if (!ix && !agent.empty()) return unknown("agent", agent);
  return core.ask_table(id, handle, ix, why);
}

Result<TableAnswer> Engine::ask_table(std::string_view id, std::string_view interaction,
                                      std::string_view agent) const {
  return impl_->ask_table(id, interaction, agent, nullptr);
}

Result<std::string> Engine::explain_table(std::string_view id, std::string_view interaction,
                                          std::string_view agent) const {
  std::string why;
  auto answer = impl_->ask_table(id, interaction, agent, &why);
  if (!answer.ok()) return answer.status();
  return why;
}

Result<QueueView> Engine::queue(std::string_view id) const {
  const auto ix = impl_->core.catalog().find_queue(id);
  if (!ix) return unknown("queue", id);
  return impl_->core.queue_view(*ix);
}

std::vector<std::string> Engine::list(const ListRequest& request) const {
  const StateMachine& core = impl_->core;
  const auto queue = core.catalog().find_queue(request.queue);
  const Time first = request.scheduled_after.value_or(Time::min());
  const Time last = request.scheduled_before.value_or(Time::max());
  std::vector<std::string_view> ids;
  core.for_each_interaction([&](std::uint64_t handle) {
    const std::string_view id = impl_->directory.id_of(handle);
    if (id <= request.after && !request.after.empty()) return;
    if (request.state && core.state(handle) != *request.state) return;
    if (!request.queue.empty() && core.queue_of(handle) != queue) return;
    if (request.scheduled_after || request.scheduled_before) {
      const auto at = core.scheduled_at(handle);
      if (!at || *at < first || *at > last) return;
    }
    ids.push_back(id);
  });
  const std::size_t most =
      std::min(ids.size(), std::clamp<std::size_t>(request.page_size, 1, kMaxPage));
  std::partial_sort(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(most), ids.end());
  return {ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(most)};
}

Result<std::string> Engine::explain(std::string_view interaction) const {
  const std::uint64_t handle = impl_->directory.find(interaction);
  if (handle != 0) return impl_->core.explain(handle);
  if (const InteractionView* view = impl_->ended.find(interaction)) {
    return "It has ended: " + std::string(to_string(view->end_reason)) + ".\n";
  }
  return unknown("interaction", interaction);
}

std::size_t Engine::poll(const std::function<void(const Event&)>& listener) {
  return impl_->outbox.deliver(listener);
}

std::uint64_t Engine::state_hash() const { return impl_->core.state_hash(); }

Status Engine::check_books() const { return impl_->core.check_books(); }

}  // namespace uniselector
