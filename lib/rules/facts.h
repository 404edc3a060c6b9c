// What rules may ask, by name and type: about agents, interactions and queues. The same
// environments serve the check of a configuration and the engine, so what compiles there runs here.
//
// Names in expressions (docs/rules.md lists them):
//   agent        kind, skills (name -> level), queues (list of names), attributes, and site, team,
//                language, location, cost as short forms of attributes; load, 0..1, in scores
//   skills       the same as agent.skills
//   interaction  channel, queue, customer, priority, waited, attributes
//   attributes   the same as interaction.attributes
//   customer     id, and every attribute whose name begins with "customer."
//   queues       name -> waiting, longest_wait, service_level, logged_in, open; in guards
//   queue        id, attributes; in ClassificationRule::queue_where
//   tables       the decisions of the tables of the centre, by table and output
//   now          the time of the command or timer
//
// Environments are immutable and shared; the adapters borrow what they show.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/cel.h>
#include <uniselector/center.h>
#include <uniselector/time.h>

namespace uniselector::rules {

class CenterTables;

/// Which names an expression may use, and in which slots they are.
enum class Scope : std::uint8_t {
  kAgent,        ///< a requirement: agent, skills; interaction, attributes, customer, now
  kScore,        ///< the same with agent.load
  kInteraction,  ///< interaction, attributes, customer, now
  kGuard,        ///< the same and queues
  kQueueWhere,   ///< kInteraction and queue
  kCapacity,     ///< agent and skills only
  kTable,        ///< what the tables of a centre may ask: all but the load and queue
};

/// What facts there are, in the order in which a scope declares those that it has.
enum Slot : std::size_t {
  kAgentSlot,
  kSkillsSlot,
  kInteractionSlot,
  kAttributesSlot,
  kCustomerSlot,
  kNowSlot,
  kQueuesSlot,
  kQueueSlot,
  kTablesSlot,
  kSlots,
};

/// Whether expressions of the scope may use it.
bool has_slot(Scope scope, Slot slot);
/// Makes the environment of a scope; cheap to keep, a millisecond to make. Without tables there is
/// no variable `tables`.
cel::Environment make_environment(Scope scope, const CenterTables* tables = nullptr);

/// Attributes as a map, without copying.
class AttributeMap final : public cel::Map {
 public:
  explicit AttributeMap(const Attributes& attributes, std::string_view prefix = {});
  std::size_t size() const override { return count_; }
  cel::Value find(const cel::Value& key, cel::Arena& arena) const override;
  cel::Value key_at(std::size_t index, cel::Arena& arena) const override;
  cel::Value value_at(std::size_t index, cel::Arena& arena) const override;

 private:
  Attributes::const_iterator at(std::size_t index) const;
  const Attributes& attributes_;
  std::string_view prefix_;  ///< only names with it, shown without it
  Attributes::const_iterator first_;
  std::size_t count_;
};
cel::Value to_value(const AttributeValue& value);

/// What is known of an agent; shared by all of a class but for the load.
struct AgentFacts {
  AgentKind kind = AgentKind::kHuman;
  std::vector<std::pair<std::string_view, std::int32_t>> skills;  ///< by name
  const Attributes* attributes = nullptr;
  std::vector<std::string_view> queues;
  double load = 0;
};

struct InteractionFacts {
  std::string_view channel;
  std::string_view queue;  ///< empty: none yet
  std::string_view customer;
  std::int64_t priority = 0;
  std::int64_t waited_ns = 0;
  const Attributes* attributes = nullptr;
};

/// What a guard may ask about a queue.
struct QueueFacts {
  std::int64_t waiting = 0;
  std::int64_t longest_wait_ns = 0;
  double service_level = 1;
  std::int64_t logged_in = 0;  ///< agents who are members and not offline
  bool open = true;
};
/// Answers about a queue by its id; false when there is none.
using FindQueue = std::function<bool(std::string_view id, QueueFacts* facts)>;

/// The slots of one evaluation, made in `arena`; what they show must live as long as it does.
class Facts {
 public:
  Facts(cel::Arena& arena, std::int64_t now_ns);
  Facts(const Facts&) = delete;  // tables look at it while they decide
  Facts& operator=(const Facts&) = delete;
  void set_agent(const AgentFacts& agent);
  void set_interaction(const InteractionFacts& interaction);
  void set_queues(const FindQueue& find);
  void set_queue(std::string_view id, const Attributes& attributes);
  /// What `tables` stands for from now on; null: nothing. Decisions that were made stay.
  void set_tables(const CenterTables* tables) const;
  /// The variables of the scope's environment. Good until the next call.
  std::span<const cel::Value> slots(Scope scope) const;
  /// The same, in the arena.
  std::span<const cel::Value> kept_slots(Scope scope) const;
  cel::Arena& arena() const { return arena_; }
  /// Tables that are asked about these facts do not count it: somebody only wants to know.
  void count_nothing() { counted_ = false; }
  bool counted() const { return counted_; }
  /// What the tables that are asked about these facts may still cost, all together.
  std::uint64_t* table_cost() const { return &table_cost_; }
  Time now() const { return time_from_ns(now_ns_); }

 private:
  std::size_t fill(Scope scope, cel::Value* into) const;

  cel::Arena& arena_;
  std::int64_t now_ns_;
  bool counted_ = true;
  mutable std::uint64_t table_cost_ = cel::Limits().cost;
  mutable const CenterTables* tables_ = nullptr;
  mutable cel::Value slots_[kSlots];
  mutable cel::Value given_[kSlots];  ///< those of the scope that was asked for last
};

}  // namespace uniselector::rules
