// A decision table as its author wrote it: plain text cells, each with its place, so that whoever
// reads files stands above and every complaint points at a line and a column. Plain values.
//
//   TableSource source;
//   source.name = "urgency";
//   source.inputs = {{.name = "wait", .type = cel::Type::duration()}};
//   source.outputs = {{.name = "priority", .type = cel::Type::integer()}};
//   source.rows = {{.inputs = {{"< 30s"}}, .outputs = {{"1"}}},
//                  {.inputs = {{"-"}}, .outputs = {{"5"}}}};
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/cel_type.h>

namespace uniselector::rules {

/// Bounds on a table from outside; passing one is a complaint.
inline constexpr std::size_t kMaxRows = 1'000'000;
inline constexpr std::size_t kMaxColumns = 60;
inline constexpr std::size_t kMaxCellBytes = 65'536;
inline constexpr std::size_t kMaxPrograms = 50'000;  ///< different conditions and computed outputs

/// A place in a file, counted from 1; 0 is unknown.
struct Place {
  int line = 0;
  int column = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

/// A piece of the file: what stands there, and where.
struct Text {
  std::string text;
  Place place;
};

/// What becomes of the rows that match.
enum class HitPolicy : std::uint8_t {
  kUnique,       ///< at most one row may match
  kAny,          ///< all that match must agree
  kPriority,     ///< the row whose outputs come first in their declared order
  kFirst,        ///< the first row that matches
  kRuleOrder,    ///< all rows, in their order
  kOutputOrder,  ///< all rows, by the declared order of their outputs
  kCollect,      ///< all rows; given in their order
  kSum,          ///< the rest collect into one value
  kMin,
  kMax,
  kCount,
};
/// "unique", "any", "priority", "first", "rule_order", "output_order", "collect", "sum", ...;
/// "unknown" for what is no policy.
std::string_view to_string(HitPolicy policy);
/// The words above and the letters of DMN: U A P F R O C C+ C< C> C#.
std::optional<HitPolicy> parse_hit_policy(std::string_view text);

/// What a missing input does: one that is absent, null, not a number, an empty optional, or whose
/// key is not there.
enum class Missing : std::uint8_t {
  kError,    ///< a cell that asks for it fails
  kNoMatch,  ///< a cell that asks for it does not match
  kDefault,  ///< another value stands for it
};
std::string_view to_string(Missing missing);

struct InputColumn {
  std::string name;
  std::string expression;  ///< CEL over the environment; empty: the variable of that name
  cel::Type type;
  Missing missing = Missing::kError;
  Text missing_value;  ///< for kDefault
  /// What values there can be, as a cell: analysis looks nowhere else. Empty: every value.
  Text values;
  Place place;
};

struct OutputColumn {
  std::string name;
  cel::Type type;
  std::vector<Text> order;  ///< for priority and output order: the values, most urgent first
  bool optional = false;    ///< an empty cell gives null instead of a complaint
  Place place;
};

struct Row {
  std::vector<Text> inputs;   ///< one a column
  std::vector<Text> outputs;  ///< one a column
  Text from;  ///< in effect from this moment on, local or RFC 3339; empty: since ever
  Text to;    ///< and until before this one; empty: for ever
  std::string id;
  std::string annotation;
  Place place;
};

struct TableSource {
  std::string name;
  std::string version;  ///< a word of the author; what identifies a table is its content's hash
  HitPolicy policy = HitPolicy::kUnique;
  std::string time_zone = "UTC";
  Text from;
  Text to;
  std::vector<InputColumn> inputs;
  std::vector<OutputColumn> outputs;
  std::vector<Row> rows;
  /// What it answers when no row matches; one an output. Without it, that there is no decision.
  std::optional<std::vector<Text>> defaults;
  Place place;
};

/// Of all that can change a decision or its record, not of places: equal content has an equal hash,
/// on every machine.
std::uint64_t content_hash(const TableSource& source);

/// What is wrong with a table, and where.
struct Fault {
  Place place;
  std::string where;    ///< "row 3, wait"; the row's id instead of its number if it has one
  std::string message;  ///< may have further lines: the text and a caret under the place
};
/// "12:7: row 3, wait: found ...", a line or more for each.
std::string to_string(const Fault& fault);

}  // namespace uniselector::rules
