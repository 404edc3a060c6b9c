// A decision table as its author wrote it: plain text cells, each with its place, so that whoever
// reads files stands above and every complaint points at a line and a column. docs/rules.md says
// what the cells mean. Plain values.
//
//   rules::TableSource table;
//   table.name = "urgency";
//   table.inputs = {{.name = "wait", .type = cel::Type::duration()}};
//   table.outputs = {{.name = "priority", .type = cel::Type::integer()}};
//   table.rows = {{.inputs = {{"< 30s"}}, .outputs = {{"1"}}},
//                 {.inputs = {{"-"}}, .outputs = {{"5"}}}};
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <uniselector/cel_type.h>

namespace uniselector::rules {

/// A place in a file, counted from 1; 0 is unknown.
struct Place {
  int line = 0;
  int column = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

/// A piece of the file: what stands there, and where. Equal are those that say the same.
struct Text {
  std::string text{};
  Place place{};
  friend bool operator==(const Text& a, const Text& b) { return a.text == b.text; }
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

/// What a missing input does: one that is absent, null, not a number, an empty optional, or whose
/// key is not there.
enum class Missing : std::uint8_t {
  kError,    ///< a cell that asks for it fails
  kNoMatch,  ///< a cell that asks for it does not match
  kDefault,  ///< another value stands for it
};

struct InputColumn {
  std::string name{};
  /// CEL over what there is to ask; empty: the variable of that name or, in a table of a Center,
  /// the interaction's attribute.
  std::string expression{};
  cel::Type type{};
  Missing missing = Missing::kError;
  Text missing_value{};  ///< for kDefault
  /// What values there can be, as a cell: analysis looks nowhere else. Empty: every value.
  Text values{};
  Place place{};
  friend bool operator==(const InputColumn& a, const InputColumn& b) {
    return a.name == b.name && a.expression == b.expression && a.type == b.type &&
           a.missing == b.missing && a.missing_value == b.missing_value && a.values == b.values;
  }
};

struct OutputColumn {
  std::string name{};
  cel::Type type{};
  std::vector<Text> order{};  ///< for priority and output order: the values, most urgent first
  bool optional = false;      ///< an empty cell gives null instead of a complaint
  Place place{};
  friend bool operator==(const OutputColumn& a, const OutputColumn& b) {
    return a.name == b.name && a.type == b.type && a.order == b.order && a.optional == b.optional;
  }
};

struct Row {
  std::vector<Text> inputs{};   ///< one a column
  std::vector<Text> outputs{};  ///< one a column
  Text from{};  ///< in effect from this moment on, local or RFC 3339; empty: since ever
  Text to{};    ///< and until before this one; empty: for ever
  std::string id{};
  std::string annotation{};
  Place place{};
  friend bool operator==(const Row& a, const Row& b) {
    return a.inputs == b.inputs && a.outputs == b.outputs && a.from == b.from && a.to == b.to &&
           a.id == b.id && a.annotation == b.annotation;
  }
};

struct TableSource {
  std::string name{};
  std::string version{};  ///< a word of the author; what identifies a table is its content's hash
  HitPolicy policy = HitPolicy::kUnique;
  std::string time_zone = "UTC";
  Text from{};
  Text to{};
  std::vector<InputColumn> inputs{};
  std::vector<OutputColumn> outputs{};
  std::vector<Row> rows{};
  /// What it answers when no row matches; one an output. Without it, that there is no decision.
  std::optional<std::vector<Text>> defaults{};
  Place place{};
  friend bool operator==(const TableSource& a, const TableSource& b) {
    return a.name == b.name && a.version == b.version && a.policy == b.policy &&
           a.time_zone == b.time_zone && a.from == b.from && a.to == b.to && a.inputs == b.inputs &&
           a.outputs == b.outputs && a.rows == b.rows && a.defaults == b.defaults;
  }
};

}  // namespace uniselector::rules
