// Conversions between the types of the language. Each answers an error where the value has no equal
// in the other type; what a double has behind the point is cut off.
//
// There is no conversion between int and duration: the language defines none, and where runtimes
// have one they disagree on the unit.
#include <array>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "expr/functions/declare.h"
#include "expr/functions/libraries.h"
#include "expr/value/number_text.h"

namespace uniselector::expr {
namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr std::size_t kShownBytes = 64;

Value same(CallFrame&, const Value* a, std::size_t) { return a[0]; }

/// "range error: int(1e+99)".
Value range_error(CallFrame& call, std::string_view type, const Value& from) {
  return call.out_of_range("range error: " + std::string(type) + "(" + cel::to_text(from) +
                           ") is out of bounds");
}
/// "cannot convert 'x' to int".
Value no_conversion(CallFrame& call, std::string_view type, std::string_view text,
                    std::string_view expected) {
  return call.error("cannot convert '" + base::printable(text, kShownBytes) + "' to " +
                    std::string(type) + ", expected " + std::string(expected));
}

/// A number with nothing before or behind it; nothing if it is none or does not fit.
template <class T>
std::optional<T> read_number(std::string_view text) {
  T value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return value;
}

Value int_of_uint(CallFrame& call, const Value* a, std::size_t) {
  if (a[0].as_uint() > INT64_MAX) return range_error(call, "int", a[0]);
  return Value::integer(static_cast<std::int64_t>(a[0].as_uint()));
}
Value int_of_double(CallFrame& call, const Value* a, std::size_t) {
  // Both bounds are out: a double next to them may stand for an integer beyond.
  const double value = a[0].as_double();
  if (!(value > -kTwoTo63 && value < kTwoTo63)) return range_error(call, "int", a[0]);
  return Value::integer(static_cast<std::int64_t>(value));
}
Value int_of_string(CallFrame& call, const Value* a, std::size_t) {
  std::string_view text = a[0].as_string();
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  if (const auto value = read_number<std::int64_t>(text)) return Value::integer(*value);
  return no_conversion(call, "int", a[0].as_string(), "a whole number of 64 bits");
}
Value int_of_timestamp(CallFrame&, const Value* a, std::size_t) {
  return Value::integer(a[0].timestamp_seconds());
}

Value uint_of_int(CallFrame& call, const Value* a, std::size_t) {
  if (a[0].as_int() < 0) return range_error(call, "uint", a[0]);
  return Value::uint(static_cast<std::uint64_t>(a[0].as_int()));
}
Value uint_of_double(CallFrame& call, const Value* a, std::size_t) {
  const double value = a[0].as_double();
  if (!(value >= 0 && value < 2 * kTwoTo63)) return range_error(call, "uint", a[0]);
  return Value::uint(static_cast<std::uint64_t>(value));
}
Value uint_of_string(CallFrame& call, const Value* a, std::size_t) {
  if (const auto value = read_number<std::uint64_t>(a[0].as_string())) return Value::uint(*value);
  return no_conversion(call, "uint", a[0].as_string(), "a whole number of 64 bits without a sign");
}

Value double_of_int(CallFrame&, const Value* a, std::size_t) {
  return Value::real(static_cast<double>(a[0].as_int()));
}
Value double_of_uint(CallFrame&, const Value* a, std::size_t) {
  return Value::real(static_cast<double>(a[0].as_uint()));
}
Value double_of_string(CallFrame& call, const Value* a, std::size_t) {
  if (const auto value = read_double(a[0].as_string())) return Value::real(*value);
  return no_conversion(call, "double", a[0].as_string(), "a number such as 1.5 or 2e10");
}

Value bool_of_string(CallFrame& call, const Value* a, std::size_t) {
  constexpr std::array<std::string_view, 5> kTrue{"1", "t", "true", "TRUE", "True"};
  constexpr std::array<std::string_view, 5> kFalse{"0", "f", "false", "FALSE", "False"};
  const std::string_view text = a[0].as_string();
  for (const std::string_view word : kTrue) {
    if (text == word) return Value::boolean(true);
  }
  for (const std::string_view word : kFalse) {
    if (text == word) return Value::boolean(false);
  }
  return no_conversion(call, "bool", text, "true or false");
}

Value bytes_of_string(CallFrame&, const Value* a, std::size_t) {
  return Value::bytes(a[0].as_string());
}

Value string_of_bool(CallFrame&, const Value* a, std::size_t) {
  return Value::string(a[0].as_bool() ? "true" : "false");
}
template <class T>
Value digits_of(Arena& arena, T number) {
  std::array<char, 24> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return cel::make_string(arena,
                          {buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data())});
}
Value string_of_int(CallFrame& call, const Value* a, std::size_t) {
  return digits_of(call.arena(), a[0].as_int());
}
Value string_of_uint(CallFrame& call, const Value* a, std::size_t) {
  return digits_of(call.arena(), a[0].as_uint());
}
Value string_of_double(CallFrame& call, const Value* a, std::size_t) {
  return cel::make_string(call.arena(), double_text(a[0].as_double()));
}
Value string_of_bytes(CallFrame& call, const Value* a, std::size_t) {
  if (base::is_utf8(a[0].as_bytes())) return Value::string(a[0].as_bytes());
  return call.error("cannot convert bytes to string: invalid UTF-8");
}
Value string_of_timestamp(CallFrame& call, const Value* a, std::size_t) {
  const Instant instant{a[0].timestamp_seconds(), a[0].timestamp_nanoseconds()};
  return cel::make_string(call.arena(), timestamp_text(instant));
}
Value string_of_duration(CallFrame& call, const Value* a, std::size_t) {
  return cel::make_string(call.arena(), duration_text(a[0].as_duration()));
}

Value timestamp_of_int(CallFrame& call, const Value* a, std::size_t) {
  const std::int64_t seconds = a[0].as_int();
  if (seconds < kMinTimestampSeconds || seconds > kMaxTimestampSeconds) {
    return range_error(call, "timestamp", a[0]);
  }
  return Value::timestamp(seconds, 0);
}
Value timestamp_of_string(CallFrame& call, const Value* a, std::size_t) {
  if (const auto instant = read_timestamp(a[0].as_string())) {
    return Value::timestamp(instant->seconds, instant->nanoseconds);
  }
  return no_conversion(call, "timestamp", a[0].as_string(),
                       "RFC 3339 such as 2026-03-02T09:00:00Z in the years 0001 to 9999");
}
Value duration_of_string(CallFrame& call, const Value* a, std::size_t) {
  if (const auto length = read_duration(a[0].as_string())) return Value::duration(*length);
  return no_conversion(call, "duration", a[0].as_string(),
                       "numbers with units such as 1h30m or -1.5s, within 292 years");
}

Value type_of(CallFrame&, const Value* a, std::size_t) { return Value::type(cel::type_name(a[0])); }

struct Conversion {
  const char* id;
  Type from;
  Native native;
};

void add_conversion(Declarations& to, const char* function, const Type& result,
                    std::initializer_list<Conversion> conversions) {
  for (const Conversion& conversion : conversions) {
    // Reading text looks at all of it; bytes of text are the text itself.
    const bool reads =
        conversion.native != same && conversion.native != bytes_of_string &&
        (conversion.from.is(TypeKind::kString) || conversion.from.is(TypeKind::kBytes));
    declare(to, {.function = function,
                 .id = conversion.id,
                 .parameters = {conversion.from},
                 .result = result,
                 .native = conversion.native,
                 .traverses = reads ? 1U : 0U});
  }
}

}  // namespace

void add_conversions(Declarations& declarations) {
  const Type boolean = Type::boolean();
  const Type integer = Type::integer();
  const Type uint = Type::uint();
  const Type real = Type::real();
  const Type string = Type::string();
  const Type bytes = Type::bytes();
  const Type time = Type::timestamp();
  const Type length = Type::duration();
  const Type any = Type::parameter("A");
  add_conversion(declarations, "bool", boolean,
                 {{"bool_to_bool", boolean, same}, {"string_to_bool", string, bool_of_string}});
  add_conversion(declarations, "int", integer,
                 {{"int64_to_int64", integer, same},
                  {"uint64_to_int64", uint, int_of_uint},
                  {"double_to_int64", real, int_of_double},
                  {"string_to_int64", string, int_of_string},
                  {"timestamp_to_int64", time, int_of_timestamp}});
  add_conversion(declarations, "uint", uint,
                 {{"uint64_to_uint64", uint, same},
                  {"int64_to_uint64", integer, uint_of_int},
                  {"double_to_uint64", real, uint_of_double},
                  {"string_to_uint64", string, uint_of_string}});
  add_conversion(declarations, "double", real,
                 {{"double_to_double", real, same},
                  {"int64_to_double", integer, double_of_int},
                  {"uint64_to_double", uint, double_of_uint},
                  {"string_to_double", string, double_of_string}});
  add_conversion(declarations, "string", string,
                 {{"string_to_string", string, same},
                  {"bool_to_string", boolean, string_of_bool},
                  {"int64_to_string", integer, string_of_int},
                  {"uint64_to_string", uint, string_of_uint},
                  {"double_to_string", real, string_of_double},
                  {"bytes_to_string", bytes, string_of_bytes},
                  {"timestamp_to_string", time, string_of_timestamp},
                  {"duration_to_string", length, string_of_duration}});
  add_conversion(declarations, "bytes", bytes,
                 {{"bytes_to_bytes", bytes, same}, {"string_to_bytes", string, bytes_of_string}});
  add_conversion(declarations, "timestamp", time,
                 {{"timestamp_to_timestamp", time, same},
                  {"int64_to_timestamp", integer, timestamp_of_int},
                  {"string_to_timestamp", string, timestamp_of_string}});
  add_conversion(
      declarations, "duration", length,
      {{"duration_to_duration", length, same}, {"string_to_duration", string, duration_of_string}});
  add_conversion(declarations, "dyn", Type::dyn(), {{"to_dyn", any, same}});
  add_conversion(declarations, "type", Type::type_of(any), {{"type", any, type_of}});
}

}  // namespace uniselector::expr
