// The objects that expressions see are structs of the host (uniselector/cel_struct.h), so their
// fields are typed at compile time and read in place.
#include "rules/facts.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>
#include <utility>

#include <uniselector/cel_struct.h>

#include "rules/center_tables.h"

namespace uniselector::rules {
namespace {

using cel::Arena;
using cel::Type;
using cel::Value;

constexpr std::string_view kCustomerPrefix = "customer.";

Type attributes_type() { return Type::map(Type::string(), Type::dyn()); }
Type skills_type() { return Type::map(Type::string(), Type::integer()); }

/// Skills by name; a map of a few entries, sorted by nothing.
class SkillMap final : public cel::Map {
 public:
  explicit SkillMap(std::span<const std::pair<std::string_view, std::int32_t>> skills)
      : skills_(skills) {}
  std::size_t size() const override { return skills_.size(); }
  Value find(const Value& key, Arena&) const override {
    if (!key.is(cel::ValueKind::kString)) return {};
    for (const auto& [name, level] : skills_) {
      if (name == key.as_string()) return Value::integer(level);
    }
    return {};
  }
  Value key_at(std::size_t index, Arena&) const override {
    return Value::string(skills_[index].first);
  }
  Value value_at(std::size_t index, Arena&) const override {
    return Value::integer(skills_[index].second);
  }

 private:
  std::span<const std::pair<std::string_view, std::int32_t>> skills_;
};

/// A customer: his id, and the attributes about him.
class CustomerMap final : public cel::Map {
 public:
  CustomerMap(std::string_view id, const Attributes& attributes)
      : id_(id), attributes_(attributes, kCustomerPrefix) {}
  std::size_t size() const override { return attributes_.size() + 1; }
  Value find(const Value& key, Arena& arena) const override {
    const bool id = key.is(cel::ValueKind::kString) && key.as_string() == "id";
    return id ? Value::string(id_) : attributes_.find(key, arena);
  }
  Value key_at(std::size_t index, Arena& arena) const override {
    return index == 0 ? Value::string("id") : attributes_.key_at(index - 1, arena);
  }
  Value value_at(std::size_t index, Arena& arena) const override {
    return index == 0 ? Value::string(id_) : attributes_.value_at(index - 1, arena);
  }

 private:
  std::string_view id_;
  AttributeMap attributes_;
};

const Attributes& none() {
  static const Attributes kNone;
  return kNone;
}

struct AgentView {
  const AgentFacts* facts = nullptr;
  const SkillMap* skills = nullptr;
  const AttributeMap* attributes = nullptr;
};

struct InteractionView {
  const InteractionFacts* facts = nullptr;
  const AttributeMap* attributes = nullptr;
};

struct QueueView {
  std::string_view id;
  const AttributeMap* attributes = nullptr;
};

Value attribute_of(const AgentView& agent, std::string_view name, Arena& arena) {
  return agent.attributes->find(Value::string(name), arena);
}

using AgentType = cel::StructType<AgentView>;
using InteractionType = cel::StructType<InteractionView>;
using QueueType = cel::StructType<QueueView>;
using QueueStateType = cel::StructType<QueueFacts>;

/// All types, made once an environment; the objects of evaluations need them as well.
struct Types {
  std::shared_ptr<AgentType> agent = std::make_shared<AgentType>("Agent");
  std::shared_ptr<AgentType> loaded_agent = std::make_shared<AgentType>("Agent");
  std::shared_ptr<InteractionType> interaction = std::make_shared<InteractionType>("Interaction");
  std::shared_ptr<QueueType> queue = std::make_shared<QueueType>("Queue");
  std::shared_ptr<QueueStateType> queue_state = std::make_shared<QueueStateType>("QueueState");

  Types() {
    declare_agent(*agent);
    declare_agent(*loaded_agent);
    loaded_agent->field("load", Type::real(),
                        [](const AgentView& a, Arena&) { return Value::real(a.facts->load); });
    declare_interaction();
    queue
        ->field("id", Type::string(),
                [](const QueueView& q, Arena&) { return Value::string(q.id); })
        .field("attributes", attributes_type(),
               [](const QueueView& q, Arena&) { return Value::map(q.attributes); });
    declare_queue_state();
  }

 private:
  static void declare_agent(AgentType& type) {
    type.field("kind", Type::string(),
               [](const AgentView& a, Arena&) { return Value::string(to_string(a.facts->kind)); })
        .field("skills", skills_type(),
               [](const AgentView& a, Arena&) { return Value::map(a.skills); })
        .field("queues", Type::list(Type::string()),
               [](const AgentView& a, Arena& arena) {
                 const auto& names = a.facts->queues;
                 auto* const values = arena.make_array<Value>(names.size());
                 for (std::size_t i = 0; i < names.size(); ++i) {
                   ::new (&values[i]) Value(Value::string(names[i]));
                 }
                 return cel::make_list(arena, {values, names.size()});
               })
        .field("attributes", attributes_type(),
               [](const AgentView& a, Arena&) { return Value::map(a.attributes); })
        .field("site", Type::dyn(),
               [](const AgentView& a, Arena& m) { return attribute_of(a, "site", m); })
        .field("team", Type::dyn(),
               [](const AgentView& a, Arena& m) { return attribute_of(a, "team", m); })
        .field("language", Type::dyn(),
               [](const AgentView& a, Arena& m) { return attribute_of(a, "language", m); })
        .field("location", Type::dyn(),
               [](const AgentView& a, Arena& m) { return attribute_of(a, "location", m); })
        .field("cost", Type::dyn(),
               [](const AgentView& a, Arena& m) { return attribute_of(a, "cost", m); });
  }
  void declare_interaction() {
    interaction
        ->field("channel", Type::string(),
                [](const InteractionView& i, Arena&) { return Value::string(i.facts->channel); })
        .field("queue", Type::string(),
               [](const InteractionView& i, Arena&) { return Value::string(i.facts->queue); })
        .field("customer", Type::string(),
               [](const InteractionView& i, Arena&) { return Value::string(i.facts->customer); })
        .field("priority", Type::integer(),
               [](const InteractionView& i, Arena&) { return Value::integer(i.facts->priority); })
        .field("waited", Type::duration(),
               [](const InteractionView& i, Arena&) { return Value::duration(i.facts->waited_ns); })
        .field("attributes", attributes_type(),
               [](const InteractionView& i, Arena&) { return Value::map(i.attributes); });
  }
  void declare_queue_state() {
    queue_state
        ->field("waiting", Type::integer(),
                [](const QueueFacts& q, Arena&) { return Value::integer(q.waiting); })
        .field("longest_wait", Type::duration(),
               [](const QueueFacts& q, Arena&) { return Value::duration(q.longest_wait_ns); })
        .field("service_level", Type::real(),
               [](const QueueFacts& q, Arena&) { return Value::real(q.service_level); })
        .field("logged_in", Type::integer(),
               [](const QueueFacts& q, Arena&) { return Value::integer(q.logged_in); })
        .field("open", Type::boolean(),
               [](const QueueFacts& q, Arena&) { return Value::boolean(q.open); });
  }
};

const Types& types() {
  static const Types kTypes;
  return kTypes;
}

/// Queues by id, asked of the engine when they are named.
class QueueStates final : public cel::Map {
 public:
  explicit QueueStates(FindQueue find) : find_(std::move(find)) {}
  std::size_t size() const override { return 0; }
  Value find(const Value& key, Arena& arena) const override {
    if (!key.is(cel::ValueKind::kString)) return {};
    auto* const facts = arena.make<QueueFacts>();
    if (!find_(key.as_string(), facts)) return {};
    return Value::object(arena.make<cel::StructObject<QueueFacts>>(*types().queue_state, *facts));
  }
  // Loops over all queues are not offered: what a guard costs must not grow with the centre.
  Value key_at(std::size_t, Arena&) const override { return {}; }
  Value value_at(std::size_t, Arena&) const override { return {}; }

 private:
  FindQueue find_;
};

}  // namespace

bool has_slot(Scope scope, Slot slot) {
  switch (slot) {
    case kAgentSlot:
    case kSkillsSlot:
      return scope == Scope::kAgent || scope == Scope::kScore || scope == Scope::kCapacity ||
             scope == Scope::kTable;
    case kInteractionSlot:
    case kAttributesSlot:
    case kCustomerSlot:
    case kNowSlot: return scope != Scope::kCapacity;
    case kQueuesSlot: return scope == Scope::kGuard || scope == Scope::kTable;
    case kQueueSlot: return scope == Scope::kQueueWhere;
    case kTablesSlot: return true;
    case kSlots: break;
  }
  return false;
}

cel::Environment make_environment(Scope scope, const CenterTables* tables) {
  cel::EnvironmentOptions options;
  auto provider = std::make_shared<cel::StructTypes>();
  provider->add(scope == Scope::kScore ? types().loaded_agent : types().agent);
  provider->add(types().interaction);
  provider->add(types().queue);
  provider->add(types().queue_state);
  options.types = provider;
  const auto declare = [&](Slot slot, const char* name, const Type& type) {
    if (has_slot(scope, slot)) options.variables.push_back({name, type});
  };
  declare(kAgentSlot, "agent", types().agent->type());
  declare(kSkillsSlot, "skills", skills_type());
  declare(kInteractionSlot, "interaction", types().interaction->type());
  declare(kAttributesSlot, "attributes", attributes_type());
  declare(kCustomerSlot, "customer", attributes_type());
  declare(kNowSlot, "now", Type::timestamp());
  declare(kQueuesSlot, "queues", Type::map(Type::string(), types().queue_state->type()));
  declare(kQueueSlot, "queue", types().queue->type());
  if (tables != nullptr) {
    tables->declare(provider.get());
    options.variables.push_back({"tables", tables->type()});
  }
  return cel::Environment::create(std::move(options)).value();
}

std::size_t Facts::fill(Scope scope, Value* into) const {
  std::size_t count = 0;
  for (std::size_t slot = 0; slot < kSlots; ++slot) {
    if (has_slot(scope, static_cast<Slot>(slot))) into[count++] = slots_[slot];
  }
  return count;
}

std::span<const Value> Facts::slots(Scope scope) const { return {given_, fill(scope, given_)}; }

std::span<const Value> Facts::kept_slots(Scope scope) const {
  constexpr std::size_t kMost = kSlots;
  auto* const values = arena_.make_array<Value>(kMost);
  std::uninitialized_default_construct_n(values, kMost);
  return {values, fill(scope, values)};
}

void Facts::set_tables(const CenterTables* tables) const {
  if (tables == tables_) return;
  tables_ = tables;
  slots_[kTablesSlot] = tables == nullptr ? Value() : tables->value(*this);
}

AttributeMap::AttributeMap(const Attributes& attributes, std::string_view prefix)
    : attributes_(attributes), prefix_(prefix), first_(attributes.begin()) {
  count_ = attributes.size();
  if (prefix.empty()) return;
  first_ = attributes.lower_bound(prefix);
  auto last = first_;
  while (last != attributes.end() && std::string_view(last->first).starts_with(prefix)) ++last;
  count_ = static_cast<std::size_t>(std::distance(first_, last));
}

Value AttributeMap::find(const Value& key, Arena& arena) const {
  if (!key.is(cel::ValueKind::kString)) return {};
  if (prefix_.empty()) {
    const auto it = attributes_.find(key.as_string());
    return it == attributes_.end() ? Value() : to_value(it->second);
  }
  char* const name = arena.make_array<char>(prefix_.size() + key.as_string().size());
  char* const end = std::copy(prefix_.begin(), prefix_.end(), name);
  std::copy(key.as_string().begin(), key.as_string().end(), end);
  const auto it = attributes_.find(std::string_view(name, prefix_.size() + key.as_string().size()));
  return it == attributes_.end() ? Value() : to_value(it->second);
}

Attributes::const_iterator AttributeMap::at(std::size_t index) const {
  return std::next(first_, static_cast<std::ptrdiff_t>(index));
}
Value AttributeMap::key_at(std::size_t index, Arena&) const {
  return Value::string(std::string_view(at(index)->first).substr(prefix_.size()));
}
Value AttributeMap::value_at(std::size_t index, Arena&) const {
  return to_value(at(index)->second);
}

Value to_value(const AttributeValue& value) {
  if (const auto* boolean = std::get_if<bool>(&value)) return Value::boolean(*boolean);
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return Value::integer(*integer);
  if (const auto* real = std::get_if<double>(&value)) return Value::real(*real);
  return Value::string(std::get<std::string>(value));
}

Facts::Facts(Arena& arena, std::int64_t now_ns) : arena_(arena), now_ns_(now_ns) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  slots_[kNowSlot] =
      Value::timestamp(now_ns / kSecond, static_cast<std::uint32_t>(now_ns % kSecond));
}

void Facts::set_agent(const AgentFacts& agent) {
  auto* const view = arena_.make<AgentView>();
  view->facts = &agent;
  view->skills = arena_.make<SkillMap>(agent.skills);
  view->attributes =
      arena_.make<AttributeMap>(agent.attributes == nullptr ? none() : *agent.attributes);
  slots_[kAgentSlot] =
      Value::object(arena_.make<cel::StructObject<AgentView>>(*types().loaded_agent, *view));
  slots_[kSkillsSlot] = Value::map(view->skills);
}

void Facts::set_interaction(const InteractionFacts& interaction) {
  const Attributes& attributes =
      interaction.attributes == nullptr ? none() : *interaction.attributes;
  auto* const view = arena_.make<InteractionView>();
  view->facts = &interaction;
  view->attributes = arena_.make<AttributeMap>(attributes);
  slots_[kInteractionSlot] =
      Value::object(arena_.make<cel::StructObject<InteractionView>>(*types().interaction, *view));
  slots_[kAttributesSlot] = Value::map(view->attributes);
  slots_[kCustomerSlot] = Value::map(arena_.make<CustomerMap>(interaction.customer, attributes));
}

void Facts::set_queues(const FindQueue& find) {
  slots_[kQueuesSlot] = Value::map(arena_.make<QueueStates>(find));
}

void Facts::set_queue(std::string_view id, const Attributes& attributes) {
  auto* const view = arena_.make<QueueView>();
  view->id = id;
  view->attributes = arena_.make<AttributeMap>(attributes);
  slots_[kQueueSlot] =
      Value::object(arena_.make<cel::StructObject<QueueView>>(*types().queue, *view));
}

}  // namespace uniselector::rules
