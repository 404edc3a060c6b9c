// Engine: the routing core with names. Give it a configuration, commands and the time; it answers
// with events. It spawns no thread, reads no clock and opens no file unless asked.
//
//   auto engine = uniselector::Engine::open({.config_file = "center.yaml"}).value();
//   engine.agent_login("ana");
//   engine.submit({.id = "call-1", .queue = "care", .channel = "voice"});
//   engine.poll([](const uniselector::Event& e) { std::cout << e << '\n'; });
//
// Time: `advance(t)` moves the engine's time and fires what is due on the way, each at its own
// time; commands take effect at `now()`. With a clock in the options every command advances to it
// first. All times lie in kMinTime..kMaxTime, all lengths in 0..36,500 days.
//
// Commands: each either takes effect or answers a status and changes nothing; timers that were due
// before it have fired all the same. Besides what is said at each of them, all answer
//   NotFound            an interaction, agent, queue or channel is not known
//   FailedPrecondition  an interaction has ended ("ended") or is in another state than asked for
//   InvalidArgument     an id or text is malformed or not UTF-8
//   OutOfRange          a number, time or length lies outside its range; also a time of the clock
//   ResourceExhausted   a limit of Center::limits is reached, or 2^20 events or 256 MiB of their
//                       texts wait to be polled ("poll_first")
// Texts (reasons, notes, dispositions) are at most limits.attribute_bytes long, and an interaction
// keeps at most limits.notes_per_interaction notes. Arguments are only read during the call; what
// is kept is copied. Nothing throws but the clock and the listener of the host, after which the
// engine is whole, and std::bad_alloc, after which it may only be destroyed.
//
// Threads: one thread at a time per engine, also for the const functions; different engines are
// independent. Cost: a command costs what it causes, and no more with many waiting or many agents,
// except as docs/decisions/0006 says. "live" below counts interactions that have not ended.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/center.h>
#include <uniselector/clock.h>
#include <uniselector/event.h>
#include <uniselector/requests.h>
#include <uniselector/views.h>

namespace uniselector {

struct Options {
  std::string config_file{};       ///< read by `open` when not empty
  std::optional<Center> center{};  ///< else this configuration, if any
  Clock clock{};                   ///< none: time moves by `advance` only
  Time start{};                    ///< first `now()`; with a clock: its first reading
  bool naive_matcher = false;      ///< decide by the plain scan that defines the meaning: slow
};

class UNISELECTOR_API Engine {
 public:
  /// Makes an engine and configures it if the options say so. Errors are those of `configure` or
  /// `configure_file`, and OutOfRange for a start outside kMinTime..kMaxTime.
  static Result<Engine> open(Options options = {});

  /// What is moved from may only be destroyed or assigned to.
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  ~Engine();

  // Configuration. Atomic: on any complaint nothing changes. Cost: the size of the configuration
  // and all that is live.

  /// InvalidArgument with every complaint, one a line; FailedPrecondition "in_use" when something
  /// that has work is left out; ResourceExhausted when a table is full.
  Status configure(const Center& center);
  /// Reads the file first: NotFound, Unavailable (it cannot be read) or ResourceExhausted (larger
  /// than 64 MiB). Complaints come with file, line and column.
  Status configure_file(const std::string& path);
  /// YAML or JSON text; `name` stands for the file in complaints.
  Status configure_text(std::string_view text, std::string_view name = "configuration");
  /// What is in force, with the channel `voice` filled in where none was named, and without updates
  /// of agents. The reference is good until the next configuration or the end of the engine.
  const Center& center() const;

  // Time. An earlier time is treated as the latest seen and counted.

  /// The latest time seen.
  Time now() const;
  /// Moves time to `now` and fires every timer due up to and including it, in order, each at its
  /// own time. OutOfRange for a time outside kMinTime..kMaxTime; ResourceExhausted "poll_first"
  /// before it does anything, or on the way: then `now()` stands at the last timer that fired, and
  /// the same call after a poll goes on from there. Cost: what fires.
  Status advance(Time now);
  /// How often a time earlier than the latest seen was given.
  std::uint64_t late_commands() const;
  /// When the next timer is due, if any: how long a host may sleep. After `now()`, but for an
  /// advance that stopped on the way.
  std::optional<Time> next_due() const;

  // Interactions.

  /// A new interaction, into its queue at once or held until its time. AlreadyExists while one of
  /// this id is live. What `request` brings and its ranges: requests.h.
  Status submit(const SubmitRequest& request);
  /// A scheduled or held interaction waits from now on.
  Status activate(std::string_view interaction);
  /// Changes what the interaction carries, in any state. Aborted when `if_version` is another. A
  /// new priority sorts anew; a new requirement revokes offers to agents who do not meet it.
  Status update(std::string_view interaction, const InteractionUpdate& update);
  /// The customer has gone while no agent works on it: ends `abandoned`, live offers are revoked.
  Status abandon(std::string_view interaction);
  /// Ends it `cancelled` before an agent works on it. `disposition` default "Cancelled".
  Status cancel(std::string_view interaction, std::string_view disposition = {},
                std::string_view note = {});
  /// To another queue with its original times; taken from its agent first when active. `priority`
  /// (-1000..1000) is its base priority from then on. From waiting, offered or active only.
  Status transfer(std::string_view interaction, std::string_view queue,
                  std::optional<int> priority = {});

  // Offers. Named by interaction and agent. `offer` (Event::offer) says which one is meant, for
  // answers that may come late; 0 means whichever of the two is live. One that has ended answers
  // FailedPrecondition "offer_gone"; the message says how it ended, as far as that is still known.

  /// The agent takes it: assigned, or connecting on a channel with two_phase.
  Status accept(std::string_view interaction, std::string_view agent, std::uint64_t offer = 0);
  /// The agent does not take it. He is asked again after `retry_after` (0..36,500 days); without
  /// it when he becomes ready anew, or after the channel's decline_cool_down if nobody else could.
  Status decline(std::string_view interaction, std::string_view agent,
                 std::optional<Duration> retry_after = {}, std::uint64_t offer = 0);
  /// The agent's device or line failed while ringing or connecting.
  Status fail_connect(std::string_view interaction, std::string_view agent,
                      std::uint64_t offer = 0);
  /// Second phase on channels with two_phase: the media stand.
  Status connected(std::string_view interaction, std::string_view agent, std::uint64_t offer = 0);

  // Assignments.

  /// Ends the talk of an active interaction; wrap-up of the channel starts (0: closes at once).
  Status complete(std::string_view interaction, std::string_view note = {});
  /// Ends the assignment now, or at `at` if that lies ahead (capacity is held until then), and with
  /// it the interaction. From active or wrapping only.
  Status close(std::string_view interaction, std::string_view disposition = {},
               std::string_view note = {}, std::optional<Time> at = {});
  /// Takes an active one back from its agent; it waits again with its original times, or is held.
  /// FailedPrecondition "unassign_limit" after the queue's max_unassigns (3).
  Status unassign(std::string_view interaction, bool hold = false);

  // Agents.

  /// The same as set_presence with kReady and kOffline.
  Status agent_login(std::string_view agent);
  Status agent_logout(std::string_view agent);
  /// `reason` is the host's word for it, kept until the next change. Presence and reason as they
  /// are already are no change. Draining without work is offline at once.
  Status set_presence(std::string_view agent, Presence presence, std::string_view reason = {});
  /// Changes his skills, attributes, queues or capacity until the next configuration. Offers that
  /// he may no longer have are revoked; assignments stay. Aborted when `if_version` is another.
  Status update_agent(std::string_view agent, const AgentUpdate& update);

  // Questions, about the state at `now()`. Answers are copies. NotFound for what is not known.

  /// Live, or one of the last limits.ended_kept that ended. O(live) while it is in a queue, for its
  /// position, else O(1).
  Result<InteractionView> interaction(std::string_view id) const;
  /// O(his work).
  Result<AgentView> agent(std::string_view id) const;
  /// O(live + agents).
  Result<QueueView> queue(std::string_view id) const;
  /// What became of a table's decisions since a configuration changed the tables. O(its
  /// differences).
  Result<TableView> table(std::string_view id) const;
  /// What a table says at `now()` about a live interaction, an agent, or both: for next best
  /// actions and whatever else the host decides by rules. Either may be empty; what asks about it
  /// is missing then. Changes and counts nothing. FailedPrecondition "ended" for an interaction
  /// that has ended. Cost: the table's, not more with many rows; O(live + agents) if it asks for
  /// queues.
  Result<TableAnswer> ask_table(std::string_view id, std::string_view interaction,
                                std::string_view agent = {}) const;
  /// The same with the reasons, as lines for people: the version, the inputs and what became of the
  /// rows, at most 1,000 of them. O(rows).
  Result<std::string> explain_table(std::string_view id, std::string_view interaction,
                                    std::string_view agent = {}) const;
  /// Ids of live interactions that fit the request, ordered by their bytes: one page of them, as
  /// many as page_size, which is taken as 1..1000. The next page: `after` the last id. Unknown
  /// queues have none. O(live).
  std::vector<std::string> list(const ListRequest& request = {}) const;
  /// Why it waits, or who has it and by which rule: a few lines for people, not for programs.
  /// O(live + agents).
  Result<std::string> explain(std::string_view interaction) const;

  // Events.

  /// Calls `listener` for every event not yet polled, in order; answers how many. An empty one
  /// drops them. Events are kept without one being lost until they are polled.
  ///
  /// The listener may call everything but destroy or assign to the engine. Commands take effect at
  /// once, and the same poll hands out their events after those that were there, so that they stay
  /// in order; to end it at all, at most 2^20 more than were there at first, the rest by the next
  /// poll. A poll within a listener answers 0. An exception of the listener passes through: its
  /// event counts as polled, those after it stay for the next poll.
  std::size_t poll(const std::function<void(const Event&)>& listener);

  // Checks.

  /// A hash over everything that decides; equal command logs give equal hashes on every machine.
  /// O(all that was ever live at once).
  std::uint64_t state_hash() const;
  /// Recomputes every count from its items; Internal with the first difference found. Cost O(all).
  Status check_books() const;

 private:
  struct Impl;
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace uniselector
