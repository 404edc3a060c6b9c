// Requests: what a host hands to the commands of Engine that need more than ids.
//
//   engine.submit({.id = "call-1", .queue = "care", .attributes = {{"lang", "fr"}}});
//
// Plain values, copied by the call. A member left alone means "the queue's" or "unchanged". A
// request is checked whole, by the rules of a configuration, before anything changes: OutOfRange
// for a number, ResourceExhausted for a count or a size, NotFound for an id that is not known,
// InvalidArgument for a text that is not UTF-8, a name that is no id (1..128 bytes of UTF-8 without
// control characters) or a number that is not finite. The message names the field. Texts have at
// most Limits::attribute_bytes bytes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <uniselector/center.h>

namespace uniselector {

struct SubmitRequest {
  std::string id;       ///< an id
  std::string queue{};  ///< empty: the rules of classification choose one
  std::string channel = "voice";
  std::string customer{};          ///< an id, or empty
  std::optional<int> priority{};   ///< -1000..1000, higher is more urgent; none: the queue's
  Attributes attributes{};         ///< names are ids; at most Limits::attributes_per_interaction
  Requirement require{};           ///< added to the queue's; at most 64 conditions
  std::vector<RelaxStep> relax{};  ///< added to the queue's plan; at most 64, in order
  Duration credit{};               ///< 0..30 days: virtual start = enqueue time - credit
  std::optional<Duration> time_to_live{};  ///< 1 ms..36,500 days from submit; else the queue's
  std::optional<Time> scheduled_at{};      ///< held until then (kMaxTime), then kActivationDue
  bool auto_activate = false;              ///< with scheduled_at: waits at once when its time comes
};

struct InteractionUpdate {
  std::optional<int> priority{};  ///< new base priority, -1000..1000
  bool reset_priority = false;    ///< back to the queue's
  std::map<std::string, std::optional<AttributeValue>> attributes{};  ///< none erases
  std::optional<Requirement> require{};      ///< replaces what submit brought; 64 conditions
  std::optional<std::string> disposition{};  ///< "" erases
  std::string note{};  ///< added when not empty; at most Limits::notes_per_interaction in all
  std::optional<std::uint64_t> if_version{};  ///< Aborted when the version is another
};

/// The agent as he would be after it must be one that a configuration may have.
struct AgentUpdate {
  std::map<std::string, std::optional<int>> skills{};  ///< none erases
  std::map<std::string, std::optional<AttributeValue>> attributes{};
  std::optional<std::vector<QueueMembership>> queues{};  ///< replaces
  std::optional<Capacity> capacity{};
  std::optional<int> max_offers{};
  std::optional<std::uint64_t> if_version{};
};

struct ListRequest {
  std::string queue{};  ///< empty: all
  std::optional<InteractionState> state{};
  std::optional<Time> scheduled_after{};   ///< inclusive
  std::optional<Time> scheduled_before{};  ///< inclusive
  std::size_t page_size = 100;             ///< 1..1000
  std::string after{};                     ///< id of the last interaction of the page before
};

}  // namespace uniselector
