// What the library adds to a table's source (uniselector/table.h): bounds, the words of its
// policies, its identity, and how what is wrong with it is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <uniselector/table.h>

namespace uniselector::rules {

/// Bounds on a table from outside; passing one is a complaint.
inline constexpr std::size_t kMaxRows = 1'000'000;
inline constexpr std::size_t kMaxColumns = 60;
inline constexpr std::size_t kMaxCellBytes = 65'536;
inline constexpr std::size_t kMaxPrograms = 50'000;  ///< different conditions and computed outputs

/// "unique", "any", "priority", "first", "rule_order", "output_order", "collect", "sum", ...;
/// "unknown" for what is no policy.
std::string_view to_string(HitPolicy policy);
/// The words above and the letters of DMN: U A P F R O C C+ C< C> C#.
std::optional<HitPolicy> parse_hit_policy(std::string_view text);
std::string_view to_string(Missing missing);

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
