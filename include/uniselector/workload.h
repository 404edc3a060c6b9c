// Workload: what arrives at a contact centre and who is there to take it, as plain values.
//
//   uniselector::Workload workload;
//   workload.streams.push_back({.id = "calls", .queue = "care",
//                               .rates = {{.from = 8h, .per_hour = 120}, {.from = 17h}},
//                               .service = {{.law = uniselector::Law::exponential(180)}},
//                               .patience = {{.law = uniselector::Law::exponential(120)}}});
//   auto result = uniselector::simulate(center, workload, {.seed = 7, .replications = 100});
//
// Queues, channels and agents are named as in the Center. Lengths given as real numbers are
// seconds. Times of day count from the start of each day. Nothing is checked before `simulate`.
// Values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/center.h>
#include <uniselector/export.h>
#include <uniselector/status.h>
#include <uniselector/types.h>

namespace uniselector {

/// A probability law of a length of time in seconds.
struct UNISELECTOR_API Law {
  enum class Kind : std::uint8_t {
    kNever,        ///< infinite: nobody abandons
    kConstant,     ///< mean
    kExponential,  ///< mean
    kUniform,      ///< low..high
    kLognormal,    ///< mean, cv
    kGamma,        ///< mean, shape
    kEmpirical,    ///< one of `values`, each equally likely
    kSurvival,     ///< P(X > values[i]) = weights[i], linear between
    kMixture,      ///< one of `parts`, with probabilities proportional to `weights`
  };
  Kind kind = Kind::kNever;
  double mean = 0;
  double cv = 0;
  double shape = 1;
  double low = 0;
  double high = 0;
  std::vector<double> values{};
  std::vector<double> weights{};
  std::vector<Law> parts{};

  static Law never();
  static Law constant(double seconds);
  static Law exponential(double mean);
  static Law uniform(double low, double high);
  static Law lognormal(double mean, double cv);
  static Law gamma(double shape, double mean);
  static Law erlang(int phases, double mean);
  /// Exponential with means[i] with a probability proportional to weights[i].
  static Law hyperexponential(std::vector<double> weights, std::vector<double> means);
  static Law empirical(std::vector<double> values);
  /// `times` rise, `survival` falls from at most 1; what is left after the last time never ends.
  static Law survival(std::vector<double> times, std::vector<double> survival);
  static Law mixture(std::vector<double> weights, std::vector<Law> parts);

  friend bool operator==(const Law&, const Law&) = default;
};

/// In force from this time of day until the next step; before the first step its first holds for
/// laws, and nothing arrives for rates.
struct LawStep {
  Duration from{};
  Law law{};
  friend bool operator==(const LawStep&, const LawStep&) = default;
};
struct RateStep {
  Duration from{};
  double per_hour = 0;
  friend bool operator==(const RateStep&, const RateStep&) = default;
};

/// Whoever abandons may call again: with the patience and the service time he had.
struct Retrial {
  double probability = 0;
  Law delay{};
  bool after_blocked = false;  ///< those who found all lines busy try again too
  friend bool operator==(const Retrial&, const Retrial&) = default;
};

/// One kind of arrivals: a Poisson stream with piecewise constant rates.
struct ArrivalStream {
  std::string id;
  std::string queue{};
  std::string channel = "voice";
  std::optional<int> priority{};
  Attributes attributes{};
  Requirement require{};  ///< added to the queue's
  Duration credit{};
  std::vector<RateStep> rates{};
  std::vector<LawStep> service{};   ///< by time of ARRIVAL; empty: 180 s exponential
  std::vector<LawStep> patience{};  ///< by time of ARRIVAL; empty: never abandons
  Retrial retrial{};
  std::optional<Duration> target{};  ///< answered within; none: the queue's `answer_within`

  friend bool operator==(const ArrivalStream&, const ArrivalStream&) = default;
};

/// Agents that are planned together. When a group grows, agents come on duty in the order listed;
/// when it shrinks, idle agents leave first, the last listed first, and busy ones finish their
/// call.
struct StaffGroup {
  struct Step {
    Duration from{};
    int count = 0;
    friend bool operator==(const Step&, const Step&) = default;
  };
  /// Service times of calls of `stream` are multiplied by this when an agent of the group serves.
  struct Multiplier {
    std::string stream;
    double factor = 1;
    friend bool operator==(const Multiplier&, const Multiplier&) = default;
  };
  std::string id;
  std::vector<std::string> agents{};
  std::vector<Step> on_duty{};  ///< empty: by shifts, else while the day is open
  std::vector<Multiplier> service{};
  double cost_per_hour = 0;  ///< for the costs in the results

  friend bool operator==(const StaffGroup&, const StaffGroup&) = default;
};

/// An agent is on duty from..to (half open); several shifts a day leave breaks between them.
struct Shift {
  std::string agent;
  Duration from{};
  Duration to{};
  friend bool operator==(const Shift&, const Shift&) = default;
};

/// What happens at the end of a day's opening.
enum class Closing : std::uint8_t {
  kDrain,       ///< agents stay until nothing waits and finish their calls
  kStay,        ///< agents stay until the last call has ended
  kDisconnect,  ///< what waits is cut off, busy agents finish their calls
  kWait,        ///< agents leave, what waits stays for the next day
};

struct Workload {
  std::string id{};
  Time start = time_from_ns(1'772'409'600'000'000'000);  ///< a Monday, 2026-03-02T00:00:00Z
  Duration day = std::chrono::hours(24);
  int days = 1;                      ///< consecutive days in one replication, state carried over
  Duration opens{};                  ///< time of day
  std::optional<Duration> closes{};  ///< none: never, but for the end of the last day
  Closing closing = Closing::kDrain;
  bool turns_away = true;       ///< what comes while it is closed; else it waits (as in kWait)
  std::optional<int> lines{};   ///< calls waiting or in service at once; more are blocked
  double day_factor_shape = 0;  ///< gamma with mean 1, one draw a day for all rates; 0: none
  Duration interval = std::chrono::hours(1);  ///< width of the intervals in the results
  std::vector<ArrivalStream> streams{};
  std::vector<StaffGroup> staff{};
  std::vector<Shift> shifts{};

  friend bool operator==(const Workload&, const Workload&) = default;
};

/// Reads the `workload:` document of a YAML or JSON text (docs/workloads.md). InvalidArgument with
/// every complaint, one a line: file, line, column, what was found and what was expected; unknown
/// keys are errors.
UNISELECTOR_API Result<Workload> read_workload(std::string_view text, std::string_view name);
/// The same, and what it names must be in the centre.
UNISELECTOR_API Result<Workload> read_workload(std::string_view text, std::string_view name,
                                               const Center& center);

}  // namespace uniselector
