// Scene: a workload checked against its centre and made ready to run, so that many replications
// share the work. Times are nanoseconds; "day" times count from the start of a day. Immutable after
// `build`; may be read by several worlds at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <uniselector/center.h>
#include <uniselector/requests.h>
#include <uniselector/status.h>
#include <uniselector/workload.h>

namespace uniselector::sim {

inline constexpr std::uint32_t kNoGroup = 0xffffffffU;

/// A call whose every draw is given: of a recorded log.
struct GivenCall {
  std::int64_t time = 0;  ///< from the start of the first day
  std::uint32_t stream = 0;
  std::int64_t service = 0;
  std::int64_t patience = 0;  ///< kNeverNs: does not abandon
};

struct SceneStream {
  ArrivalStream config;
  int queue = 0;    ///< position in Center::queues; -1: rules choose
  int channel = 0;  ///< position among the channels in effect
  int priority = 0;
  /// Under which the results list its calls; none: the one they have when they come.
  std::optional<int> listed_priority{};
  bool needs_request = false;  ///< brings attributes or requirements the core must keep
  SubmitRequest request;
  std::int64_t credit = 0;
  bool closes_by_hand = false;  ///< the channel's wrap-up lasts until released
  bool two_phase = false;
  /// From each time of day on: events per ns.
  std::vector<std::pair<std::int64_t, double>> rates;
  std::vector<std::pair<std::int64_t, Law>> service;
  std::vector<std::pair<std::int64_t, Law>> patience;
};

struct SceneGroup {
  std::string id;
  std::vector<std::uint32_t> agents;  ///< positions in Center::agents
  std::vector<double> factors;        ///< by stream
  double cost_per_hour = 0;
};

struct DayEvent {
  enum class Kind : std::uint8_t { kOpen, kGroup, kOn, kOff, kClose };
  std::int64_t at = 0;
  Kind kind = Kind::kOpen;
  std::uint32_t subject = 0;  ///< group or agent
  int count = 0;              ///< kGroup
};

struct Scene {
  Center center;  ///< all agents offline; agents' order kept
  Workload workload;
  std::int64_t start = 0;
  std::int64_t day = 0;
  std::int64_t fold = 0;  ///< intervals of the results repeat after this
  std::int64_t interval = 0;
  std::vector<SceneStream> streams;
  std::vector<SceneGroup> groups;
  std::vector<std::uint32_t> group_of;  ///< by agent, or kNoGroup
  std::vector<std::uint32_t> all_day;   ///< agents on duty whenever the centre is open
  std::vector<DayEvent> day_events;     ///< by time; one copy a day
  std::vector<GivenCall> calls;         ///< in order of time; beside the streams' own arrivals

  /// InvalidArgument with every complaint, one a line.
  static Result<Scene> build(const Center& center, const Workload& workload);
  /// Of a stream's calls in a queue: answered in time up to, and no abandonment before. `queue` is
  /// a position in Center::queues or -1, which has the defaults of a queue.
  std::int64_t target(std::uint32_t stream, int queue) const;
  std::int64_t short_abandon(int queue) const;
  std::size_t intervals() const {
    return static_cast<std::size_t>((fold + interval - 1) / interval);
  }
};

}  // namespace uniselector::sim
