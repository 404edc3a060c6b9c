// The ordered types that a cell can be analysed over, and the positions within their values.
//
// Every such type has a first value, and every value but the last has a next one: whole numbers
// and times count up, doubles are finitely many, and the text behind "a" is "a" with a zero byte.
// So the cut in front of a value is all that an interval's end needs: "> 5" begins in front of 6.
// Pure values and functions.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <uniselector/cel_arena.h>
#include <uniselector/cel_type.h>
#include <uniselector/cel_value.h>

namespace uniselector::rules {

enum class Domain : std::uint8_t {
  kBool,
  kInt,
  kUint,
  kDouble,  ///< without NaN, which counts as missing
  kString,
  kDuration,
  kTimestamp,
  kOther,  ///< has no order or none that is used here: lists, maps, dyn, ...
};
Domain domain_of(const cel::Type& type);
/// "int", "timestamp", ...; "value" for kOther.
std::string_view to_string(Domain domain);
/// Reads the text of a type: "int", "list(string)", "map(string, dyn)", "optional_type(int)", an
/// object's name is not read. Nothing when it is no type.
std::optional<cel::Type> parse_type(std::string_view text);

/// A value of a domain as it is ordered, and the cut in front of it.
struct Cut {
  std::uint64_t high = 0;  ///< all but kString; seconds of a timestamp
  std::uint32_t low = 0;   ///< nanoseconds of a timestamp
  std::string text;        ///< kString

  friend bool operator==(const Cut&, const Cut&) = default;
  friend std::strong_ordering operator<=>(const Cut& a, const Cut& b) {
    if (const auto order = a.high <=> b.high; order != 0) return order;
    if (const auto order = a.low <=> b.low; order != 0) return order;
    return a.text.compare(b.text) <=> 0;
  }
};

/// A cut that borrows its text.
struct Key {
  std::uint64_t high = 0;
  std::uint32_t low = 0;
  std::string_view text;
};

/// The value as `domain` orders it; numbers of another kind only if they are exactly one of its
/// values. Nothing for values that are not of the domain, NaN among them.
std::optional<Key> key_of(Domain domain, const cel::Value& value);
std::optional<Cut> cut_of(Domain domain, const cel::Value& value);
/// The value right behind a cut; text is copied into `arena`. Never for kOther.
cel::Value value_of(Domain domain, const Cut& cut, cel::Arena& arena);
/// The smallest value of a domain.
Cut first_cut(Domain domain);
/// The next value; nothing behind the last one.
std::optional<Cut> next(Domain domain, const Cut& cut);
/// The value before; nothing before the first, and for text that is not next() of another.
std::optional<Cut> previous(Domain domain, const Cut& cut);

/// The key of a number, bool, duration: order-preserving in 64 bits.
std::uint64_t key_of_int(std::int64_t value);
std::uint64_t key_of_double(double value);

/// A literal of the language for the value behind a cut: 5, 5u, 1.5, "a", timestamp("...").
std::string literal_of(Domain domain, const Cut& cut);
/// As it is written in a cell: 5, 1.5, "a", 2026-03-02T09:00:00Z, 1h30m.
std::string shorthand_of(Domain domain, const Cut& cut);

}  // namespace uniselector::rules
