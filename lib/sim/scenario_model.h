// A scenario file as a value: what the reader makes of the text and the runner carries out.
//
// Expectations are trees: a Check compares one Value, and both have the shape scalar, list or map,
// so that one comparison serves events and views alike. Values only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <uniselector/center.h>
#include <uniselector/engine.h>
#include <uniselector/status.h>

#include "config/complaint.h"

namespace uniselector::sim {

/// Where in the file something was written; 0 is unknown.
struct Mark {
  int line = 0;
  int column = 0;
};

/// One comparable datum. monostate is "not set" (written null).
using Scalar =
    std::variant<std::monostate, bool, std::int64_t, double, Duration, Time, std::string>;

/// What the engine says, as a tree. A list member or map may name the key that stands for the whole
/// of it (`main`), so that a list of records can be compared with a list of names.
struct Value {
  Scalar scalar{};
  std::optional<std::vector<Value>> items{};
  std::optional<std::map<std::string, Value>> fields{};
  std::string main{};
};

/// One comparison with a scalar. A list or map is compared by its size.
struct Bound {
  enum class Op : std::uint8_t { kEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kApprox };
  Op op = Op::kEqual;
  Scalar value{};
  Scalar tolerance{};  ///< kApprox: most difference, inclusive
};

/// What one Value must be: all bounds, all items in order and number, all named fields hold.
struct Check {
  Mark mark{};
  std::vector<Bound> bounds{};
  std::optional<std::vector<Check>> items{};
  std::vector<std::pair<std::string, Check>> fields{};
};

/// An expected event: its kind and the fields that are given.
struct Pattern {
  Mark mark{};
  EventKind kind{};
  std::vector<std::pair<std::string, Check>> fields{};
};

/// How often an event must have occurred.
struct CountCheck {
  Pattern pattern{};
  Check times{};
  bool since_start = false;  ///< else since the step before
};

/// What is asserted about one object, or about its explanation.
struct StateCheck {
  enum class Kind : std::uint8_t { kInteraction, kAgent, kQueue };
  Kind kind = Kind::kInteraction;
  Mark mark{};
  std::string id{};
  Check check{};
  bool absent = false;  ///< written null: the query must answer NotFound
};

struct ExplainCheck {
  Mark mark{};
  std::string interaction{};
  std::vector<std::string> contains{};
};

/// Replaces `{n}` by the number of the repetition in ids and texts.
class Repetition {
 public:
  Repetition() = default;
  explicit Repetition(int n) : n_(std::to_string(n)) {}
  std::string operator()(std::string text) const;

 private:
  std::string n_{};
};

/// A command of the public API, bound to its arguments.
struct Command {
  Mark mark{};
  std::string name{};
  std::function<Status(Engine&, const Repetition&)> run{};
  /// That the status must have. None: OK, but any for a concurrent command, which may come late.
  std::optional<StatusCode> code{};
  std::string detail{};     ///< when not empty: the detail the status must carry
  bool concurrent = false;  ///< its place among the step's other concurrent ones is drawn
  /// Faults of its expressions; no fault of the file when the command is to be refused.
  std::vector<config::Complaint> doubts{};
};

struct Step {
  Mark mark{};
  Duration at{};  ///< from the start of the scenario
  std::vector<Command> commands{};
  int times = 1;
  Duration every{};    ///< between repetitions
  bool seeds = false;  ///< each repetition draws another order of the concurrent commands
  std::vector<Pattern> expect{};
  bool in_order = false;
  bool only = false;                    ///< nothing else may occur ...
  std::vector<EventKind> only_kinds{};  ///< ... of these kinds; empty: of any
  std::vector<Pattern> never{};
  std::vector<CountCheck> counts{};
  std::vector<StateCheck> states{};
  std::vector<ExplainCheck> explains{};
};

/// An agent whom the runner brings to a presence before the start.
struct AgentStart {
  std::string agent{};
  Presence presence = Presence::kReady;
};

struct Scenario {
  Mark mark{};
  std::string name{};
  std::string source{};
  std::string skip{};  ///< a reason; empty: run it
  Time start{};
  Center center{};
  std::vector<AgentStart> agents{};  ///< in order of definition
  std::vector<Step> steps{};
};

/// Bounds on a scenario file; beyond them it is refused.
inline constexpr std::size_t kMaxScenarioBytes = 4U << 20U;
inline constexpr int kMaxScenarios = 1000;        ///< per file
inline constexpr int kMaxSteps = 10'000;          ///< per scenario
inline constexpr int kMaxCommandsPerStep = 1000;  ///< as written
inline constexpr int kMaxRepetitions = 100'000;   ///< `repeat: {times: }`

}  // namespace uniselector::sim
