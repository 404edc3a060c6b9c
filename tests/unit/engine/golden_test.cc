// One fixed stream of commands whose events and state are known by their hashes: every compiler,
// build type, machine and matcher must write the same bytes. Nothing of the stream comes from a
// library that may differ: chance is base::Prng, of which only whole numbers are used.
//
// A change of what the core decides changes the numbers below. Then look at why, and put in what
// the failing test prints; a change of speed or structure must leave them alone. What the state
// hash is made of changes the last of them only.
#include <array>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/prng.h"
#include "engine/state_machine.h"
#include "support/catch.h"

namespace uniselector::engine {
namespace {

constexpr std::uint64_t kEvents = 73'990;
constexpr std::uint64_t kEventHash = 0x5b16fc040db7dda7;
constexpr std::uint64_t kStateHash = 0x8dbbeb3ce7fc2027;

constexpr std::size_t kKinds = static_cast<std::size_t>(EventKind::kConfigured) + 1;
constexpr int kAgents = 24;
constexpr int kQueues = 10;
constexpr int kCommands = 30'000;
constexpr Duration kSecond = std::chrono::seconds(1);

/// Ten queues, one for each way of choosing, over two channels, with all that a queue can do.
Center golden_center() {
  Center center;
  center.skills = {{.id = "tax", .min_level = 1, .max_level = 5},
                   {.id = "rank", .min_level = 1, .max_level = 9, .best_low = true}};
  center.channels.push_back(
      {.id = "voice",
       .offer_timeout = 15 * kSecond,
       .wrap_up = 20 * kSecond,
       .missed = OfferPenalty{
           .then = OfferPenalty::Then::kCoolDown, .after = 2, .cool_down = 30 * kSecond}});
  center.channels.push_back({.id = "chat", .offer_timeout = 40 * kSecond, .two_phase = true});
  for (int q = 0; q < kQueues; ++q) {
    QueueConfig queue{.id = "q" + std::to_string(q), .priority = q % 3};
    queue.prefer = static_cast<Preference>(q);
    queue.random_seed = 7;
    if (q % 2 == 0) queue.require.skills = {{.skill = "tax", .level = 1 + q / 3}};
    if (q % 3 == 0) queue.relax.push_back({.after = 30 * kSecond, .lower_all_by = 1});
    if (q % 3 == 1) queue.relax.push_back({.after = 45 * kSecond, .drop = {"tax"}, .priority = 5});
    if (q % 4 == 1) queue.offers_at_once = 3;
    if (q % 5 == 2) queue.ageing_per_minute = 2, queue.ageing_max = 30;
    if (q % 5 == 3) queue.length = QueueConfig::LengthLimit{.max = 20, .action = {}};
    if (q % 5 == 4) {
      queue.wait.push_back(
          {.max = 90 * kSecond, .action = {.then = LimitAction::Then::kOverflow, .queue = "q0"}});
    }
    if (q == 6) queue.open_pool = true;
    center.queues.push_back(queue);
  }
  for (int a = 0; a < kAgents; ++a) {
    AgentConfig agent{.id = "a" + std::to_string(a)};
    agent.skills = {{"tax", 1 + a % 5}, {"rank", 1 + a % 9}};
    agent.attributes["site"] = std::int64_t{a % 3};
    for (int q = a % 2; q < kQueues; q += 1 + a % 3) {
      agent.queues.push_back({.queue = "q" + std::to_string(q), .rank = 1 + q % 2});
    }
    agent.capacity = Capacity{.channels = {{"voice", 1, 1}, {"chat", 1 + a % 3, 1}}};
    if (a % 4 == 0)
      agent.capacity = Capacity{.units = 4, .channels = {{"voice", 1, 3}, {"chat", 4, 1}}};
    agent.max_offers = 1 + a % 2;
    agent.state = a % 5 == 4 ? Presence::kOffline : Presence::kReady;
    center.agents.push_back(agent);
  }
  return center;
}

/// The stream, and what the core made of it.
class Golden {
 public:
  explicit Golden(bool naive) : machine_(1'000'000'000'000, naive) {
    REQUIRE(machine_.configure(golden_center()).to_string() == "OK");
    for (int i = 0; i < kCommands; ++i) {
      step();
      if (i == kCommands / 2) reconfigure();
    }
    REQUIRE(machine_.check_books().to_string() == "OK");
  }

  std::uint64_t events() const { return events_; }
  std::uint64_t of_kind(EventKind kind) const { return of_kind_[static_cast<std::size_t>(kind)]; }
  std::uint64_t event_hash() const { return hash_; }
  std::uint64_t state_hash() const { return machine_.state_hash(); }

 private:
  int below(int n) { return static_cast<int>(prng_.below(static_cast<std::uint64_t>(n))); }

  void reconfigure() {
    Center center = golden_center();
    center.queues[2].relax.push_back(
        {.after = 10 * kSecond, .add = {.skills = {{.skill = "rank", .level = 6}}}});
    center.queues[5].offers_at_once = 1;
    REQUIRE(machine_.configure(center).to_string() == "OK");
    take_events();
  }

  void step() {
    // One call to a statement: the order of operands is the compiler's.
    const std::int64_t seconds = below(3);
    now_ += seconds * below(1'500'000'000);
    Command command{.time = now_};
    SubmitRequest submit;
    InteractionUpdate update;
    AgentUpdate agent_update;
    if (live_.empty() || below(100) < (live_.size() < 60 ? 30 : 5)) {
      random_submit(&command, &submit);
    } else {
      random_command(&command, &update, &agent_update);
    }
    std::uint64_t created = 0;
    const Status status = machine_.apply(command, &created);
    mix(static_cast<std::uint64_t>(status.code()));
    if (created != 0 && machine_.live(created)) live_.push_back(created);
    take_events();
    std::erase_if(live_, [this](std::uint64_t i) { return !machine_.live(i); });
  }

  void random_submit(Command* command, SubmitRequest* submit) {
    command->kind = CommandKind::kSubmit;
    command->queue = static_cast<model::QueueIx>(below(kQueues));
    command->channel = static_cast<model::ChannelIx>(below(2));
    command->keep_record = below(2) == 0;
    command->has_priority = below(4) == 0;
    if (command->has_priority) command->priority = below(9) - 4;
    if (below(5) == 0) command->duration = below(120) * kSecond.count();
    if (below(3) != 0) return;
    command->submit = submit;
    if (below(2) == 0) submit->require.skills = {{.skill = "rank", .level = 2 + below(8)}};
    if (below(4) == 0) {
      submit->require.attributes = {{.attribute = "site", .value = std::int64_t{below(3)}}};
      submit->relax = {{.after = 20 * kSecond, .drop = {"site"}}};
    }
    if (below(8) == 0) submit->time_to_live = (30 + below(200)) * kSecond;
    if (below(10) == 0) {
      submit->scheduled_at = time_from_ns(now_) + below(60) * kSecond;
      submit->auto_activate = below(2) == 0;
    }
  }

  void random_command(Command* command, InteractionUpdate* update, AgentUpdate* agent_update) {
    command->interaction = live_[prng_.below(live_.size())];
    const model::AgentIx holder = machine_.holder(command->interaction);
    const auto somebody = static_cast<model::AgentIx>(below(kAgents));
    command->agent = holder == kNone ? somebody : holder;
    const int roll = below(100);
    if (roll < 10) {
      command->kind = CommandKind::kPresence;
      command->agent = somebody;
      command->presence = below(3) == 0 ? static_cast<Presence>(below(4)) : Presence::kReady;
    } else if (roll < 12) {
      command->kind = CommandKind::kUpdateAgent;
      command->agent = somebody;
      command->update_agent = agent_update;
      agent_update->skills["tax"] = 1 + below(5);
    } else if (roll < 16) {
      command->kind = CommandKind::kUpdate;
      command->update = update;
      update->priority = below(12) - 3;
      if (below(3) == 0) update->require = Requirement{.skills = {{.skill = "tax", .level = 2}}};
    } else if (roll < 18) {
      command->kind = CommandKind::kTransfer;
      command->queue = static_cast<model::QueueIx>(below(kQueues));
    } else if (roll < 48) {
      command->kind = CommandKind::kAccept;
    } else if (roll < 53) {
      command->kind = CommandKind::kDecline;
      if (below(2) == 0) command->duration = below(40) * kSecond.count();
    } else if (roll < 55) {
      command->kind = CommandKind::kFailConnect;
    } else if (roll < 65) {
      command->kind = CommandKind::kConnected;
    } else if (roll < 80) {
      command->kind = CommandKind::kComplete;
      command->note = "done";
    } else if (roll < 88) {
      command->kind = CommandKind::kClose;
      command->text = "sold";
      if (below(3) == 0) command->duration = now_ + below(30) * kSecond.count();
    } else if (roll < 91) {
      command->kind = CommandKind::kAbandon;
    } else if (roll < 93) {
      command->kind = CommandKind::kCancel;
    } else if (roll < 95) {
      command->kind = CommandKind::kUnassign;
      command->flag = below(3) == 0;
    } else if (roll < 97) {
      command->kind = CommandKind::kActivate;
    } else {
      now_ += below(20) * kSecond.count();
      command->time = now_;
    }
  }

  void mix(std::uint64_t word) { hash_ = base::hash_combine(hash_, word); }

  /// Every field of every event, in words that have no byte order.
  void take_events() {
    events_ += machine_.events().size();
    for (const CoreEvent& e : machine_.events()) {
      ++of_kind_[static_cast<std::size_t>(e.kind)];
      mix(static_cast<std::uint64_t>(e.time));
      mix(e.cause);
      mix(e.interaction);
      mix(e.record);
      mix(static_cast<std::uint64_t>(e.duration));
      mix(static_cast<std::uint64_t>(e.kind == EventKind::kOffered ? e.expires : 0));
      mix(base::hash_bytes(machine_.text(e)));
      mix(e.agent);
      mix(e.queue);
      mix(e.channel);
      mix(static_cast<std::uint64_t>(e.kind));
      mix(static_cast<std::uint64_t>(e.reason));
      mix(static_cast<std::uint64_t>(e.end_reason));
      mix(static_cast<std::uint64_t>(e.presence));
      mix(static_cast<std::uint64_t>(e.priority));
      mix(e.step);
    }
    machine_.clear_events();
  }

  base::Prng prng_{2026};
  StateMachine machine_;
  std::vector<std::uint64_t> live_;
  std::int64_t now_ = 1'000'000'000'000;
  std::uint64_t events_ = 0;
  std::array<std::uint64_t, kKinds> of_kind_{};
  std::uint64_t hash_ = 0;
};

TEST_CASE("a fixed stream of commands gives the events and state of every other build",
          "[golden]") {
  for (const bool naive : {false, true}) {
    INFO((naive ? "the plain matcher" : "the fast matcher"));
    const Golden golden(naive);
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      INFO(to_string(static_cast<EventKind>(kind)));
      CHECK(golden.of_kind(static_cast<EventKind>(kind)) > 0);
    }
    CHECK(golden.events() == kEvents);
    CHECK(golden.event_hash() == kEventHash);
    CHECK(golden.state_hash() == kStateHash);
  }
}

}  // namespace
}  // namespace uniselector::engine
