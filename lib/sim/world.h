// World: one replication of a scene. It plays callers and agents in virtual time and leaves every
// decision to the core, which it drives with commands and indexes alone (no text on the way of a
// call). What happens is told to an observer; the world itself keeps only what it needs to go on.
//
// Agents answer an offer at once. A call draws its service and patience when it first arrives, from
// generators of its stream, so that the same seed gives the same calls whatever the routing does.
// Single-threaded; a world runs once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/prng.h"
#include "engine/state_machine.h"
#include "sim/event_heap.h"
#include "sim/law.h"
#include "sim/scene.h"

namespace uniselector::sim {

struct Call {
  std::uint64_t number = 0;        ///< handle in the core; 0: not in the centre
  std::int64_t arrival = 0;        ///< of this visit
  std::int64_t patience = 0;       ///< from arrival; kNeverNs: for ever
  std::int64_t service = 0;        ///< before the agent's multiplier
  std::int64_t waited_before = 0;  ///< sum of the waits of earlier visits
  std::int64_t answered = -1;      ///< -1 while it waits
  std::uint32_t stream = 0;
  model::AgentIx agent = model::kNone;
  std::uint32_t visit = 0;  ///< 0 at the first arrival
  /// Where rules decide: the queue it came to and its priority. Else kNoQueue: the stream's.
  model::QueueIx queue = model::kNoQueue;
  std::int16_t priority = 0;
};

/// How a visit of a call to the centre ended.
enum class Exit : std::uint8_t { kServed, kAbandoned, kBlocked, kLeft, kStillThere };

class Observer {
 public:
  virtual ~Observer() = default;
  /// A call comes, before the centre sees it.
  virtual void on_arrival(const Call&, std::int64_t /*now*/) {}
  virtual void on_answer(const Call&, std::int64_t /*now*/) {}
  virtual void on_exit(const Call&, Exit, std::int64_t /*now*/) {}
  /// The agent was on duty, or had at least one call, from..to.
  virtual void on_duty_span(model::AgentIx, std::int64_t /*from*/, std::int64_t /*to*/) {}
  virtual void on_busy_span(model::AgentIx, std::int64_t /*from*/, std::int64_t /*to*/) {}
  /// A rule could not be evaluated; told once a world for each text.
  virtual void on_rule_failure(model::QueueIx, std::string_view /*text*/) {}
  /// A new day begins; everything before `now` has been told.
  virtual void on_day(int /*day*/, std::int64_t /*now*/) {}
};

class World {
 public:
  /// `scene` and `observer` outlive the world.
  World(const Scene& scene, std::uint64_t seed, std::uint64_t replication, Observer& observer);

  /// Runs to the end of the last day and until nothing moves any more. Internal when the core
  /// refuses what it must take.
  Status run();

  std::int64_t now() const { return now_; }
  int waiting() const { return waiting_; }
  int in_service() const { return in_service_; }
  int in_system() const { return waiting_ + in_service_; }
  /// Sum of ns x calls in the system, up to now.
  double line_time() const;
  std::uint64_t calls() const { return arrivals_; }
  std::uint64_t commands() const { return commands_; }
  std::uint64_t events() const { return events_; }
  std::uint64_t hash() const { return hash_; }
  const engine::StateMachine& machine() const { return machine_; }
  /// Asks a running world to end after the present event; for runs until a precision is reached.
  void stop() { stopped_ = true; }

 private:
  struct StreamState {
    base::Prng arrivals;
    base::Prng service;
    base::Prng patience;
    base::Prng retrial;
    std::int64_t at = 0;  ///< up to where arrivals are drawn, from the start
    std::int64_t day = 0;
    std::size_t segment = 0;
    model::QueueIx queue = model::kNoQueue;  ///< none: rules of classification choose
    model::ChannelIx channel = 0;
    model::PlanIx plan = model::kNone;  ///< none: calls differ in what they ask for
    bool by_rules = false;              ///< rules may choose queue or priority
  };
  enum class Duty : std::uint8_t { kOff, kOn, kLeaving };

  Status set_up();
  Status set_up_stream(std::size_t stream);
  void take(const EventHeap::Entry& entry);
  bool next_arrival(std::uint32_t stream);
  double day_factor(std::int64_t day);
  void arrive(Call call);
  void submit(Call* call);
  void see_rules(Call* call) const;
  void retry_or_forget(const Call& call, Exit how);
  void refused(const Call& call, const Status& status);
  void finish(std::uint64_t number, EndReason how, Reason reason);
  void answer(const model::CoreEvent& event);
  void unassign(const model::CoreEvent& event);
  Status apply(const model::Command& command, std::uint64_t* created = nullptr);
  void listen();

  void begin_day(int day);
  void day_event(std::uint32_t index);
  void set_group(std::uint32_t group, int count);
  void set_duty(model::AgentIx agent, bool on);
  void close();
  void cut_off();
  void leave_when_done();
  void presence_changed(const model::CoreEvent& event);
  void wind_up();
  Call* find(std::uint64_t number);
  void count_lines();
  void mix(std::uint64_t word) { hash_ = base::hash_combine(hash_, word); }
  bool busy(model::AgentIx agent) const { return load_[agent] != 0; }

  const Scene& scene_;
  Observer& observer_;
  std::uint64_t seed_;
  std::uint64_t replication_;
  engine::StateMachine machine_;
  EventHeap agenda_;
  std::vector<StreamState> streams_;
  std::vector<Call> calls_;  ///< by slot of the core's handle
  std::vector<Call> retrying_;
  std::vector<std::uint32_t> free_retrying_;
  std::vector<double> day_factors_;
  base::Prng day_random_;
  std::size_t given_ = 0;
  struct Offered {
    std::uint64_t number;
    model::AgentIx agent;
  };
  std::vector<Offered> offered_;
  std::vector<Offered> answering_;
  std::vector<Duty> duty_;  ///< by agent
  std::vector<std::int64_t> duty_since_;
  std::vector<std::int64_t> busy_since_;
  std::vector<std::uint32_t> load_;  ///< calls he has now
  std::int64_t now_ = 0;
  std::int64_t lines_since_ = 0;
  double line_time_ = 0;
  int day_ = 0;
  int waiting_ = 0;
  int in_service_ = 0;
  bool open_ = false;
  bool closing_ = false;  ///< closed, agents stay until what is left is done
  bool stopped_ = false;
  std::uint64_t arrivals_ = 0;
  std::uint64_t commands_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t hash_ = 0;
  Status failure_;
};

}  // namespace uniselector::sim
