// The layout of doubles, and maps in the order of their keys: the same text on every machine.
#include "expr/functions/write_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <memory>
#include <string>

#include "base/text.h"
#include "expr/value/number_text.h"
#include "expr/value/unicode.h"

namespace uniselector::expr {
namespace {

constexpr std::string_view kZeros = "00000000000000000000000000000000";

void write_zeros(std::size_t count, TextBuilder* out) {
  for (; count > kZeros.size(); count -= kZeros.size()) out->add(kZeros);
  out->add(kZeros.substr(0, count));
}

template <class Number>
void write_number(Number number, TextBuilder* out) {
  std::array<char, 24> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number);
  out->add({text.data(), static_cast<std::size_t>(end.ptr - text.data())});
}

struct MapEntry {
  std::string_view key;
  std::size_t index = 0;
};

/// The entries in the order of their keys' text, or the error in `fault`.
bool sort_entries(CallFrame& call, const Map& map, MapEntry* entries, int depth, Value* fault) {
  for (std::size_t i = 0; i < map.size(); ++i) {
    TextBuilder key(call);
    *fault = write_value(call, map.key_at(i, call.arena()), &key, depth + 1);
    if (!fault->is(ValueKind::kAbsent)) return false;
    if (key.failed()) return *fault = key.finish(), false;
    entries[i] = {key.text(), i};
  }
  std::sort(entries, entries + map.size(), [](const MapEntry& a, const MapEntry& b) {
    return a.key != b.key ? a.key < b.key : a.index < b.index;
  });
  return true;
}

Value write_map(CallFrame& call, const Map& map, TextBuilder* out, int depth) {
  const std::size_t size = map.size();
  // Room for the entries is paid for before it is taken.
  if (!call.charge(size)) return call.budget_error();
  auto* const entries = call.arena().make_array<MapEntry>(size);
  std::uninitialized_fill_n(entries, size, MapEntry());
  Value fault;
  if (!sort_entries(call, map, entries, depth, &fault)) return fault;
  out->add('{');
  for (std::size_t i = 0; i < size && !out->failed(); ++i) {
    if (i != 0) out->add(", ");
    out->add(entries[i].key);
    out->add(": ");
    fault = write_value(call, map.value_at(entries[i].index, call.arena()), out, depth + 1);
    if (!fault.is(ValueKind::kAbsent)) return fault;
  }
  out->add('}');
  return {};
}

Value write_list(CallFrame& call, const List& list, TextBuilder* out, int depth) {
  const std::size_t size = list.size();
  // Lists may share their parts, so that even a short text takes many steps.
  if (!call.charge(size)) return call.budget_error();
  out->add('[');
  for (std::size_t i = 0; i < size && !out->failed(); ++i) {
    if (i != 0) out->add(", ");
    const Value fault = write_value(call, list.at(i, call.arena()), out, depth + 1);
    if (!fault.is(ValueKind::kAbsent)) return fault;
  }
  out->add(']');
  return {};
}

void write_bytes(std::string_view bytes, TextBuilder* out) {
  if (base::is_utf8(bytes)) return out->add(bytes);
  for (std::size_t at = 0; at < bytes.size() && !out->failed();) {
    const std::size_t start = at;
    static_cast<void>(next_code_point(bytes, &at));
    const std::string_view piece = bytes.substr(start, at - start);
    out->add(base::is_utf8(piece) ? piece : std::string_view("\xef\xbf\xbd"));
  }
}

Value no_text(CallFrame& call, const Value& value) {
  if (value.is_no_value()) return value;
  return call.error(
      "error during formatting: string clause can only be used on strings, bools, bytes, ints, "
      "doubles, maps, lists, types, durations, and timestamps, was given " +
      std::string(cel::type_name(value)));
}

}  // namespace

void write_plain(double value, TextBuilder* out) {
  if (std::isnan(value)) return out->add("NaN");
  if (std::signbit(value)) out->add('-');
  if (std::isinf(value)) return out->add("Infinity");
  // Shortest digits as d.ddde+xx, then the point is moved.
  std::array<char, 40> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), std::fabs(value),
                                 std::chars_format::scientific);
  const std::string_view all(text.data(), static_cast<std::size_t>(end.ptr - text.data()));
  const std::size_t mark = all.find('e');
  int exponent = 0;
  const std::size_t sign = all[mark + 1] == '+' ? 2 : 1;
  std::from_chars(all.data() + mark + sign, all.data() + all.size(), exponent);
  std::array<char, 24> digits;
  std::size_t count = 0;
  for (const char c : all.substr(0, mark)) {
    if (c != '.') digits[count++] = c;
  }
  const std::string_view shown(digits.data(), count);
  if (exponent < 0) {
    out->add("0.");
    write_zeros(static_cast<std::size_t>(-exponent - 1), out);
    return out->add(shown);
  }
  const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
  out->add(shown.substr(0, whole));
  if (whole > count) return write_zeros(whole - count, out);
  if (whole < count) {
    out->add('.');
    out->add(shown.substr(whole));
  }
}

Value write_value(CallFrame& call, const Value& value, TextBuilder* out, int depth) {
  if (depth > kMostWriteDepth) return nested_too_deeply(call);
  switch (value.kind()) {
    case ValueKind::kNull: out->add("null"); break;
    case ValueKind::kBool: out->add(value.as_bool() ? "true" : "false"); break;
    case ValueKind::kInt: write_number(value.as_int(), out); break;
    case ValueKind::kUint: write_number(value.as_uint(), out); break;
    case ValueKind::kDouble: write_plain(value.as_double(), out); break;
    case ValueKind::kString: out->add(value.as_string()); break;
    case ValueKind::kBytes: write_bytes(value.as_bytes(), out); break;
    case ValueKind::kType: out->add(value.as_type()); break;
    case ValueKind::kDuration: out->add(duration_text(value.as_duration())); break;
    case ValueKind::kTimestamp:
      out->add(timestamp_text({value.timestamp_seconds(), value.timestamp_nanoseconds()}));
      break;
    case ValueKind::kList: return write_list(call, value.as_list(), out, depth);
    case ValueKind::kMap: return write_map(call, value.as_map(), out, depth);
    default: return no_text(call, value);
  }
  return {};
}

}  // namespace uniselector::expr
