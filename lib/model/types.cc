// The texts of the public enumerations: one table each, used in both directions.
#include <uniselector/types.h>

#include <array>
#include <charconv>
#include <cmath>

namespace uniselector {
namespace {

template <class T>
struct Names;

#define UNISELECTOR_NAMES(T, ...)                                                \
  template <>                                                                    \
  struct Names<T> {                                                              \
    static constexpr auto kAll = std::to_array<std::string_view>({__VA_ARGS__}); \
  };                                                                             \
  std::string_view name_of(T value) {                                            \
    const auto i = static_cast<std::size_t>(value);                              \
    return i < Names<T>::kAll.size() ? Names<T>::kAll[i] : "unknown";            \
  }                                                                              \
  std::optional<T> find_##T(std::string_view text) {                             \
    for (std::size_t i = 0; i < Names<T>::kAll.size(); ++i) {                    \
      if (Names<T>::kAll[i] == text) return static_cast<T>(i);                   \
    }                                                                            \
    return std::nullopt;                                                         \
  }

UNISELECTOR_NAMES(Operator, "eq", "ne", "lt", "le", "gt", "ge", "present", "absent")
UNISELECTOR_NAMES(InteractionState, "scheduled", "waiting", "offered", "connecting", "active",
                  "wrapping", "ended")
UNISELECTOR_NAMES(EndReason, "none", "completed", "abandoned", "cancelled", "expired", "overflowed",
                  "deflected")
UNISELECTOR_NAMES(Presence, "offline", "ready", "not_ready", "draining")
UNISELECTOR_NAMES(AgentKind, "human", "bot")
UNISELECTOR_NAMES(OfferOutcome, "pending", "accepted", "declined", "missed", "device_failed",
                  "revoked")
UNISELECTOR_NAMES(Reason, "none", "other_accepted", "abandoned", "cancelled", "moved", "agent_left",
                  "capacity_lost", "missed", "declined", "device_failed", "unassigned", "expired",
                  "idle", "requested", "length_limit", "wait_limit", "closed", "relaxation",
                  "schedule", "transfer", "completed")
UNISELECTOR_NAMES(Preference, "longest_idle", "most_idle", "most_skilled", "least_skilled",
                  "round_robin", "least_occupied", "fewest_open", "fewest_handled", "fixed_order",
                  "random", "score")
UNISELECTOR_NAMES(EventKind, "submitted", "scheduled", "activation_due", "queued", "requeued",
                  "relaxed", "moved", "limit_reached", "updated", "offered", "offer_accepted",
                  "offer_declined", "offer_missed", "offer_failed", "offer_revoked", "assigned",
                  "completed", "closed", "unassigned", "ended", "presence_changed", "agent_updated",
                  "configured", "classified", "rule_failed")
#undef UNISELECTOR_NAMES

}  // namespace

#define UNISELECTOR_TEXT(T)                                      \
  std::string_view to_string(T value) { return name_of(value); } \
  template <>                                                    \
  std::optional<T> from_string<T>(std::string_view text) {       \
    return find_##T(text);                                       \
  }
UNISELECTOR_TEXT(Operator)
UNISELECTOR_TEXT(InteractionState)
UNISELECTOR_TEXT(EndReason)
UNISELECTOR_TEXT(Presence)
UNISELECTOR_TEXT(AgentKind)
UNISELECTOR_TEXT(OfferOutcome)
UNISELECTOR_TEXT(Reason)
UNISELECTOR_TEXT(Preference)
UNISELECTOR_TEXT(EventKind)
#undef UNISELECTOR_TEXT

std::string to_string(const AttributeValue& value) {
  if (const auto* b = std::get_if<bool>(&value)) return *b ? "true" : "false";
  if (const auto* s = std::get_if<std::string>(&value)) return *s;
  std::array<char, 40> buffer{};
  std::to_chars_result end{};
  if (const auto* i = std::get_if<std::int64_t>(&value)) {
    end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), *i);
  } else {
    end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::get<double>(value));
  }
  return {buffer.data(), end.ptr};
}

}  // namespace uniselector
