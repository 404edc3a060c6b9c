// The words a scenario may use about events, interactions, agents and queues: one table for each,
// with the type that the reader expects in the file and the function that takes the value from the
// engine's answer. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <uniselector/event.h>
#include <uniselector/views.h>

#include "sim/scenario_model.h"

namespace uniselector::sim {

/// How a datum is written in a file.
enum class Type : std::uint8_t {
  kText,
  kInteger,
  kReal,
  kBool,
  kDuration,
  kTime,       ///< RFC 3339, or an offset from the start of the scenario
  kAttribute,  ///< bool, integer, real or text, as YAML reads it
  kState,
  kEndReason,
  kReason,  ///< a Reason or an EndReason
  kPresence,
  kAgentKind,
  kOperator,
};

/// A member of a record in a list, or of a fixed map.
struct Member {
  std::string_view name;
  Type type;
};

/// What may be expected of a field. A list may be given by its size or its items, an item by its
/// main member or by several; a map by its size or by keys.
struct Schema {
  enum class Shape : std::uint8_t { kScalar, kList, kMap, kMapOfRecords };
  Shape shape = Shape::kScalar;
  Type type = Type::kText;               ///< of the scalar, the main member or the map's values
  std::span<const Member> members = {};  ///< of the records
};

template <class T>
struct Field {
  std::string_view name;
  Schema schema;
  Value (*get)(const T&);
};

/// An event that outlives the poll that brought it.
struct RecordedEvent {
  Event event{};  ///< its texts are not valid: use those below
  std::string interaction{};
  std::string agent{};
  std::string queue{};
  std::string channel{};
  std::string note{};
  std::string text{};  ///< as printed
};
RecordedEvent record(const Event& event);

std::span<const Field<RecordedEvent>> event_fields();
std::span<const Field<InteractionView>> interaction_fields();
std::span<const Field<AgentView>> agent_fields();
std::span<const Field<QueueView>> queue_fields();

/// The field with this name, or null.
template <class T>
const Field<T>* find_field(std::span<const Field<T>> fields, std::string_view name) {
  for (const Field<T>& field : fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

}  // namespace uniselector::sim
