// See the header.
#include "expr/functions/json_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <memory>
#include <string>

#include "base/text.h"
#include "expr/functions/base64.h"
#include "expr/functions/write_value.h"
#include "expr/value/number_text.h"
#include "expr/value/unicode.h"

namespace uniselector::expr {
namespace {

/// Whole numbers up to this are doubles without loss.
constexpr std::int64_t kMostExact = (std::int64_t{1} << 53) - 1;

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

/// What stands for a character in text, made in `room`; empty if it stands for itself. U+FFFD
/// stands for bytes that are no UTF-8.
std::string_view escape_of(std::uint32_t code, std::array<char, 6>* room) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (code) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    case kReplacement: return "\xef\xbf\xbd";
    default: break;
  }
  if (code >= 0x20) return {};
  *room = {'\\', 'u', '0', '0', kHex[code >> 4U], kHex[code & 15U]};
  return {room->data(), room->size()};
}

void write_text(std::string_view text, TextBuilder* out) {
  out->add('"');
  std::size_t unwritten = 0;
  for (std::size_t at = 0; at < text.size() && !out->failed();) {
    if (is_plain(text[at])) {
      ++at;
      continue;
    }
    const std::size_t start = at;
    std::array<char, 6> room;
    const std::string_view escape = escape_of(next_code_point(text, &at), &room);
    if (escape.empty()) continue;
    out->add(text.substr(unwritten, start - unwritten));
    out->add(escape);
    unwritten = at;
  }
  out->add(text.substr(unwritten));
  out->add('"');
}

template <class Number>
void write_number(Number number, bool quoted, TextBuilder* out) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number);
  if (quoted) out->add('"');
  out->add({text.data(), static_cast<std::size_t>(end.ptr - text.data())});
  if (quoted) out->add('"');
}

Value no_form(CallFrame& call, const Value& value) {
  if (value.is_no_value()) return value;
  return call.error("json.encode: found a value of type " +
                    base::printable(cel::type_name(value), 64) + ", which has no form in JSON");
}

Value write_real(CallFrame& call, double value, TextBuilder* out) {
  if (!std::isfinite(value)) {
    return call.error("json.encode: found " + double_text(value) + ", expected a finite number");
  }
  // As ECMAScript and with it canonical JSON (RFC 8785) write numbers.
  const double size = std::fabs(value);
  if (size == 0 || (size >= 1e-6 && size < 1e21)) return write_plain(value, out), Value();
  const std::string text = double_text(value);
  const std::size_t exponent = text.find('e') + 2;
  out->add(std::string_view(text).substr(0, exponent));
  out->add(std::string_view(text).substr(text[exponent] == '0' ? exponent + 1 : exponent));
  return {};
}

Value write_list(CallFrame& call, const List& list, TextBuilder* out, int depth) {
  const std::size_t size = list.size();
  // Lists may share their parts, so that even a short text takes many steps.
  if (!call.charge(size)) return call.budget_error();
  out->add('[');
  for (std::size_t i = 0; i < size && !out->failed(); ++i) {
    if (i != 0) out->add(',');
    const Value fault = write_json(call, list.at(i, call.arena()), out, depth + 1);
    if (!fault.is(ValueKind::kAbsent)) return fault;
  }
  out->add(']');
  return {};
}

struct JsonEntry {
  std::string_view key;
  std::size_t index = 0;
};

Value write_map(CallFrame& call, const Map& map, TextBuilder* out, int depth) {
  const std::size_t size = map.size();
  // Room for the entries is paid for before it is taken.
  if (!call.charge(size)) return call.budget_error();
  auto* const entries = call.arena().make_array<JsonEntry>(size);
  for (std::size_t i = 0; i < size; ++i) {
    const Value key = map.key_at(i, call.arena());
    if (!key.is(ValueKind::kString)) {
      return call.error("json.encode: found a key of type " +
                        base::printable(cel::type_name(key), 64) + ", expected string");
    }
    std::construct_at(entries + i, JsonEntry{key.as_string(), i});
  }
  std::sort(entries, entries + size,
            [](const JsonEntry& a, const JsonEntry& b) { return a.key < b.key; });
  out->add('{');
  for (std::size_t i = 0; i < size && !out->failed(); ++i) {
    if (i != 0) out->add(',');
    write_text(entries[i].key, out);
    out->add(':');
    const Value value = map.value_at(entries[i].index, call.arena());
    const Value fault = write_json(call, value, out, depth + 1);
    if (!fault.is(ValueKind::kAbsent)) return fault;
  }
  out->add('}');
  return {};
}

}  // namespace

Value write_json(CallFrame& call, const Value& value, TextBuilder* out, int depth) {
  if (depth > kMostWriteDepth) return nested_too_deeply(call);
  switch (value.kind()) {
    case ValueKind::kNull: out->add("null"); break;
    case ValueKind::kBool: out->add(value.as_bool() ? "true" : "false"); break;
    case ValueKind::kInt:
      write_number(value.as_int(), value.as_int() > kMostExact || value.as_int() < -kMostExact,
                   out);
      break;
    case ValueKind::kUint:
      write_number(value.as_uint(), value.as_uint() > static_cast<std::uint64_t>(kMostExact), out);
      break;
    case ValueKind::kDouble: return write_real(call, value.as_double(), out);
    case ValueKind::kString: write_text(value.as_string(), out); break;
    case ValueKind::kBytes:
      out->add('"');
      write_base64(value.as_bytes(), out);
      out->add('"');
      break;
    case ValueKind::kDuration: write_text(duration_text(value.as_duration()), out); break;
    case ValueKind::kTimestamp:
      write_text(timestamp_text({value.timestamp_seconds(), value.timestamp_nanoseconds()}), out);
      break;
    case ValueKind::kList: return write_list(call, value.as_list(), out, depth);
    case ValueKind::kMap: return write_map(call, value.as_map(), out, depth);
    case ValueKind::kOptional:
      if (value.as_optional() == nullptr) return no_form(call, value);
      return write_json(call, *value.as_optional(), out, depth + 1);
    default: return no_form(call, value);
  }
  return {};
}

}  // namespace uniselector::expr
