// Requests: what a host hands to the commands of Engine that need more than ids.
//
//   engine.submit({.id = "call-1", .queue = "care", .attributes = {{"lang", "fr"}}});
//
// Plain values, copied by the call. A member left alone means "the queue's" or "unchanged".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <uniselector/center.h>

namespace uniselector {

struct SubmitRequest {
  std::string id;  ///< 1..128 bytes of UTF-8 without control characters
  std::string queue{};
  std::string channel = "voice";
  std::string customer{};
  std::optional<int> priority{};  ///< -1000..1000, higher is more urgent; none: the queue's
  Attributes attributes{};
  Requirement require{};                   ///< added to the queue's
  std::vector<RelaxStep> relax{};          ///< added to the queue's plan
  Duration credit{};                       ///< 0..30 days: virtual start = enqueue time - credit
  std::optional<Duration> time_to_live{};  ///< from submit; else the queue's
  std::optional<Time> scheduled_at{};      ///< held until then, then kActivationDue
  bool auto_activate = false;              ///< with scheduled_at: waits at once when its time comes
};

struct InteractionUpdate {
  std::optional<int> priority{};                                      ///< new base priority
  bool reset_priority = false;                                        ///< back to the queue's
  std::map<std::string, std::optional<AttributeValue>> attributes{};  ///< none erases
  std::optional<Requirement> require{};       ///< replaces what submit brought
  std::optional<std::string> disposition{};   ///< "" erases
  std::string note{};                         ///< added when not empty
  std::optional<std::uint64_t> if_version{};  ///< Aborted when the version is another
};

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
