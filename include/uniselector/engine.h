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
// first. Every command either takes effect or answers a status and changes nothing. Threads: one
// thread at a time per engine; different engines are independent.
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
  Time start{};                    ///< first `now()`
  bool naive_matcher = false;      ///< decide by the plain scan that defines the meaning: slow
};

class UNISELECTOR_API Engine {
 public:
  /// Makes an engine and configures it if the options say so. NotFound or InvalidArgument with
  /// every complaint (file, line, column) when the configuration is refused.
  static Result<Engine> open(Options options = {});

  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  ~Engine();

  // Configuration. Atomic: on any complaint nothing changes.
  Status configure(const Center& center);
  Status configure_file(const std::string& path);
  /// YAML or JSON text; `name` stands for the file in complaints.
  Status configure_text(std::string_view text, std::string_view name = "configuration");
  const Center& center() const;

  // Time. An earlier time is treated as the latest seen and counted.
  Time now() const;
  Status advance(Time now);
  /// How often a time earlier than the latest seen was given.
  std::uint64_t late_commands() const;
  /// When the next timer is due, if any: how long a host may sleep.
  std::optional<Time> next_due() const;

  // Interactions.
  Status submit(const SubmitRequest& request);
  /// A scheduled interaction waits from now on.
  Status activate(std::string_view interaction);
  Status update(std::string_view interaction, const InteractionUpdate& update);
  Status abandon(std::string_view interaction);
  /// Ends it wherever it is before an agent works on it. `disposition` default "Cancelled".
  Status cancel(std::string_view interaction, std::string_view disposition = {},
                std::string_view note = {});
  /// To another queue with its original times; taken from its agent first when active.
  Status transfer(std::string_view interaction, std::string_view queue,
                  std::optional<int> priority = {});

  // Offers. The agent names the offer; an ended one answers FailedPrecondition "offer_gone".
  Status accept(std::string_view interaction, std::string_view agent);
  Status decline(std::string_view interaction, std::string_view agent,
                 std::optional<Duration> retry_after = {});
  /// The agent's device or line failed while ringing or connecting.
  Status fail_connect(std::string_view interaction, std::string_view agent);
  /// Second phase on channels with two_phase: the media stand.
  Status connected(std::string_view interaction, std::string_view agent);

  // Assignments.
  /// Ends the talk; wrap-up of the channel starts (0: closes at once).
  Status complete(std::string_view interaction, std::string_view note = {});
  /// Ends the assignment now, or at `at` if given (capacity is held until then).
  Status close(std::string_view interaction, std::string_view disposition = {},
               std::string_view note = {}, std::optional<Time> at = {});
  /// Takes it back from its agent; it waits again with its original times, or is held.
  Status unassign(std::string_view interaction, bool hold = false);

  // Agents.
  Status agent_login(std::string_view agent);
  Status agent_logout(std::string_view agent);
  Status set_presence(std::string_view agent, Presence presence, std::string_view reason = {});
  Status update_agent(std::string_view agent, const AgentUpdate& update);

  // Questions. NotFound for what is unknown (ended interactions are kept up to a limit).
  Result<InteractionView> interaction(std::string_view id) const;
  Result<AgentView> agent(std::string_view id) const;
  Result<QueueView> queue(std::string_view id) const;
  std::vector<std::string> list(const ListRequest& request = {}) const;
  /// Why it waits, or who has it and by which rule: a few lines for people.
  Result<std::string> explain(std::string_view interaction) const;

  /// Calls `listener` for every event not yet polled, in order; answers how many. The listener may
  /// not call back into the engine.
  std::size_t poll(const std::function<void(const Event&)>& listener);

  /// A hash over everything that decides; equal command logs give equal hashes on every machine.
  std::uint64_t state_hash() const;
  /// Recomputes every count from its items; Internal with the first difference found. Cost O(all).
  Status check_books() const;

 private:
  struct Impl;
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace uniselector
