// The values of the Common Expression Language, and how a host lends its own data to an expression
// without copying it.
//
// A Value is 16 bytes and owns nothing: text, lists, maps and objects are borrowed from the host,
// from the program (constants) or from the arena of the evaluation. It is valid as long as those
// are. A host implements List, Map or Object over its own data; all are read-only, and their
// methods may be called from every thread that evaluates.
//
//   cel::Value name = cel::Value::string("ana");
//   name.kind();       // cel::ValueKind::kString
//   name.as_string();  // "ana"
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <uniselector/cel_arena.h>
#include <uniselector/export.h>

namespace uniselector::cel {

enum class ValueKind : std::uint8_t {
  kAbsent,  ///< no value: an unset variable, a key that a map does not have
  kNull,
  kBool,
  kInt,
  kUint,
  kDouble,
  kString,
  kBytes,
  kDuration,
  kTimestamp,
  kType,
  kList,
  kMap,
  kObject,
  kOptional,
  kOpaque,
  kError,    ///< why there is no value
  kUnknown,  ///< what is missing to tell the value (partial evaluation)
};

class List;
class Map;
class Object;
class Opaque;
struct Error;
struct Unknown;

class [[nodiscard]] Value {
 public:
  /// Absent.
  constexpr Value() noexcept = default;

  static constexpr Value null() noexcept { return Value(ValueKind::kNull, 0, Payload{}); }
  static constexpr Value boolean(bool v) noexcept { return {ValueKind::kBool, 0, {.boolean = v}}; }
  static constexpr Value integer(std::int64_t v) noexcept {
    return {ValueKind::kInt, 0, {.integer = v}};
  }
  static constexpr Value uint(std::uint64_t v) noexcept {
    return {ValueKind::kUint, 0, {.uint = v}};
  }
  static constexpr Value real(double v) noexcept { return {ValueKind::kDouble, 0, {.real = v}}; }
  /// UTF-8, below 4 GiB; borrowed.
  static constexpr Value string(std::string_view v) noexcept {
    return {ValueKind::kString, static_cast<std::uint32_t>(v.size()), {.text = v.data()}};
  }
  static constexpr Value bytes(std::string_view v) noexcept {
    return {ValueKind::kBytes, static_cast<std::uint32_t>(v.size()), {.text = v.data()}};
  }
  static constexpr Value duration(std::int64_t nanoseconds) noexcept {
    return {ValueKind::kDuration, 0, {.integer = nanoseconds}};
  }
  /// Seconds since 1970 UTC and nanoseconds in 0..999,999,999; the years 0001 to 9999.
  static constexpr Value timestamp(std::int64_t seconds, std::uint32_t nanoseconds) noexcept {
    return {ValueKind::kTimestamp, nanoseconds, {.integer = seconds}};
  }
  /// A type by its runtime name (Type::runtime_name); borrowed.
  static constexpr Value type(std::string_view name) noexcept {
    return {ValueKind::kType, static_cast<std::uint32_t>(name.size()), {.text = name.data()}};
  }
  static constexpr Value list(const List* v) noexcept { return {ValueKind::kList, 0, {.list = v}}; }
  static constexpr Value map(const Map* v) noexcept { return {ValueKind::kMap, 0, {.map = v}}; }
  static constexpr Value object(const Object* v) noexcept {
    return {ValueKind::kObject, 0, {.object = v}};
  }
  /// An optional: `held` null is optional.none().
  static constexpr Value optional(const Value* held) noexcept {
    return {ValueKind::kOptional, 0, {.held = held}};
  }
  static constexpr Value opaque(const Opaque* v) noexcept {
    return {ValueKind::kOpaque, 0, {.opaque = v}};
  }
  static constexpr Value error(const Error* v) noexcept {
    return {ValueKind::kError, 0, {.error = v}};
  }
  static constexpr Value unknown(const Unknown* v) noexcept {
    return {ValueKind::kUnknown, 0, {.unknown = v}};
  }

  constexpr ValueKind kind() const noexcept { return kind_; }
  constexpr bool is(ValueKind kind) const noexcept { return kind_ == kind; }
  constexpr bool is_true() const noexcept { return is(ValueKind::kBool) && payload_.boolean; }
  constexpr bool is_false() const noexcept { return is(ValueKind::kBool) && !payload_.boolean; }
  /// An error or an unknown: what functions pass on instead of computing with it.
  constexpr bool is_no_value() const noexcept { return kind_ >= ValueKind::kError; }

  // Each is for its kind only; for another kind the answer has no meaning.
  constexpr bool as_bool() const noexcept { return payload_.boolean; }
  constexpr std::int64_t as_int() const noexcept { return payload_.integer; }
  constexpr std::uint64_t as_uint() const noexcept { return payload_.uint; }
  constexpr double as_double() const noexcept { return payload_.real; }
  constexpr std::string_view as_string() const noexcept { return {payload_.text, extra_}; }
  constexpr std::string_view as_bytes() const noexcept { return {payload_.text, extra_}; }
  constexpr std::int64_t as_duration() const noexcept { return payload_.integer; }
  constexpr std::int64_t timestamp_seconds() const noexcept { return payload_.integer; }
  constexpr std::uint32_t timestamp_nanoseconds() const noexcept { return extra_; }
  constexpr std::string_view as_type() const noexcept { return {payload_.text, extra_}; }
  constexpr const List& as_list() const noexcept { return *payload_.list; }
  constexpr const Map& as_map() const noexcept { return *payload_.map; }
  constexpr const Object& as_object() const noexcept { return *payload_.object; }
  /// What the optional holds, or null.
  constexpr const Value* as_optional() const noexcept { return payload_.held; }
  constexpr const Opaque& as_opaque() const noexcept { return *payload_.opaque; }
  constexpr const Error& as_error() const noexcept { return *payload_.error; }
  constexpr const Unknown& as_unknown() const noexcept { return *payload_.unknown; }

 private:
  union Payload {
    std::uint64_t uint = 0;
    bool boolean;
    std::int64_t integer;
    double real;
    const char* text;
    const List* list;
    const Map* map;
    const Object* object;
    const Value* held;
    const Opaque* opaque;
    const Error* error;
    const Unknown* unknown;
  };
  constexpr Value(ValueKind kind, std::uint32_t extra, Payload payload) noexcept
      : payload_(payload), extra_(extra), kind_(kind) {}

  Payload payload_{};
  std::uint32_t extra_ = 0;
  ValueKind kind_ = ValueKind::kAbsent;
};
static_assert(sizeof(Value) == 16);

/// CEL's `==`: numbers compare across kinds by value, NaN equals nothing, values of different kinds
/// are unequal, containers compare by content. Neither side may be an error or unknown. O(size).
UNISELECTOR_API bool equal(const Value& a, const Value& b, Arena& arena);
/// Readable CEL-like text for messages and tools: 1, 1u, 1.0, "a", b"..", [1, 2], {"k": 1},
/// duration("1s"). Objects as Type{...}.
UNISELECTOR_API std::string to_text(const Value& value);
/// The name of the value's type as `type(x)` has it; borrowed from the value.
UNISELECTOR_API std::string_view type_name(const Value& value);

}  // namespace uniselector::cel
