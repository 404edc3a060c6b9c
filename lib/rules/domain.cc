// Keys in order: a value of any domain as numbers or text that compare as the language compares it.
#include "rules/domain.h"

#include <array>
#include <bit>
#include <cmath>
#include <utility>
#include <vector>

#include <uniselector/time.h>

#include "expr/value/number_text.h"

namespace uniselector::rules {
namespace {

using cel::Type;
using cel::TypeKind;
using cel::Value;
using cel::ValueKind;

constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
constexpr std::uint64_t kMinusZero = kSign - 1;  ///< where -0.0 would be; nothing is
constexpr std::uint32_t kLastNanosecond = 999'999'999;

std::int64_t int_of_key(std::uint64_t key) { return std::bit_cast<std::int64_t>(key ^ kSign); }

double double_of_key(std::uint64_t key) {
  return std::bit_cast<double>((key & kSign) != 0 ? key ^ kSign : ~key);
}

std::uint64_t first_key(Domain domain) {
  if (domain == Domain::kDouble) return key_of_double(-HUGE_VAL);
  if (domain == Domain::kTimestamp) return key_of_int(expr::kMinTimestampSeconds);
  return 0;
}

std::uint64_t last_key(Domain domain) {
  if (domain == Domain::kBool) return 1;
  if (domain == Domain::kDouble) return key_of_double(HUGE_VAL);
  if (domain == Domain::kTimestamp) return key_of_int(expr::kMaxTimestampSeconds);
  return UINT64_MAX;
}

std::optional<Key> numeric(std::uint64_t high, std::uint32_t low = 0) {
  return Key{.high = high, .low = low, .text = {}};
}

Cut number_cut(std::uint64_t high, std::uint32_t low = 0) {
  return {.high = high, .low = low, .text = {}};
}

/// A double that is exactly a whole number below 2^63 in size, as one.
std::optional<std::int64_t> whole(double value) {
  if (!(value >= -0x1p63 && value < 0x1p63) || std::trunc(value) != value) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::optional<Key> int_key(const Value& value) {
  switch (value.kind()) {
    case ValueKind::kInt: return numeric(key_of_int(value.as_int()));
    case ValueKind::kUint:
      if (value.as_uint() >= kSign) return std::nullopt;
      return numeric(value.as_uint() ^ kSign);
    case ValueKind::kDouble:
      if (const auto exact = whole(value.as_double())) return numeric(key_of_int(*exact));
      return std::nullopt;
    default: return std::nullopt;
  }
}

std::optional<Key> uint_key(const Value& value) {
  switch (value.kind()) {
    case ValueKind::kInt:
      if (value.as_int() < 0) return std::nullopt;
      return numeric(static_cast<std::uint64_t>(value.as_int()));
    case ValueKind::kUint: return numeric(value.as_uint());
    case ValueKind::kDouble: {
      const double number = value.as_double();
      if (!(number >= 0 && number < 0x1p64) || std::trunc(number) != number) return std::nullopt;
      return numeric(static_cast<std::uint64_t>(number));
    }
    default: return std::nullopt;
  }
}

std::optional<Key> double_key(const Value& value) {
  switch (value.kind()) {
    case ValueKind::kInt: {
      const double number = static_cast<double>(value.as_int());
      const auto back = whole(number);
      if (!back || *back != value.as_int()) return std::nullopt;
      return numeric(key_of_double(number));
    }
    case ValueKind::kUint: {
      const double number = static_cast<double>(value.as_uint());
      if (number >= 0x1p64 || static_cast<std::uint64_t>(number) != value.as_uint()) {
        return std::nullopt;
      }
      return numeric(key_of_double(number));
    }
    case ValueKind::kDouble:
      if (std::isnan(value.as_double())) return std::nullopt;
      return numeric(key_of_double(value.as_double()));
    default: return std::nullopt;
  }
}

std::optional<Key> timestamp_key(const Value& value) {
  if (!value.is(ValueKind::kTimestamp)) return std::nullopt;
  const std::int64_t seconds = value.timestamp_seconds();
  if (seconds < expr::kMinTimestampSeconds || seconds > expr::kMaxTimestampSeconds ||
      value.timestamp_nanoseconds() > kLastNanosecond) {
    return std::nullopt;
  }
  return numeric(key_of_int(seconds), value.timestamp_nanoseconds());
}

/// A literal of text: quotes, with escapes for what would end it or cannot be seen.
std::string quoted(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  return out + '"';
}

/// Reads the text of types by recursive descent.
class TypeReader {
 public:
  explicit TypeReader(std::string_view text) : text_(text) {}

  std::optional<Type> read() {
    auto type = one(0);
    skip_blanks();
    if (at_ != text_.size()) return std::nullopt;
    return type;
  }

 private:
  static constexpr int kMostDepth = 8;

  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char c) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string_view word() {
    skip_blanks();
    const std::size_t begin = at_;
    while (at_ < text_.size() && std::string_view("(), ").find(text_[at_]) == std::string::npos) {
      ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }
  std::optional<std::vector<Type>> parameters(std::size_t count, int depth) {
    if (!take('(')) return std::nullopt;
    std::vector<Type> types;
    for (std::size_t i = 0; i < count; ++i) {
      if (i != 0 && !take(',')) return std::nullopt;
      auto type = one(depth + 1);
      if (!type) return std::nullopt;
      types.push_back(std::move(*type));
    }
    if (!take(')')) return std::nullopt;
    return types;
  }
  std::optional<Type> one(int depth);

  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<Type> simple_type(std::string_view name) {
  if (name == "bool") return Type::boolean();
  if (name == "int") return Type::integer();
  if (name == "uint") return Type::uint();
  if (name == "double") return Type::real();
  if (name == "string") return Type::string();
  if (name == "bytes") return Type::bytes();
  if (name == "duration") return Type::duration();
  if (name == "timestamp") return Type::timestamp();
  if (name == "dyn") return Type::dyn();
  return std::nullopt;
}

std::optional<Type> TypeReader::one(int depth) {
  if (depth > kMostDepth) return std::nullopt;
  const std::string_view name = word();
  if (const auto simple = simple_type(name)) return simple;
  if (name == "map") {
    const auto types = parameters(2, depth);
    if (!types) return std::nullopt;
    const TypeKind key = (*types)[0].kind();
    if (key != TypeKind::kString && key != TypeKind::kInt && key != TypeKind::kUint &&
        key != TypeKind::kBool && key != TypeKind::kDyn) {
      return std::nullopt;
    }
    return Type::map((*types)[0], (*types)[1]);
  }
  if (name != "list" && name != "optional_type" && name != "wrapper") return std::nullopt;
  const auto types = parameters(1, depth);
  if (!types) return std::nullopt;
  const Type& inner = types->front();
  if (name == "list") return Type::list(inner);
  if (name == "optional_type") return Type::optional(inner);
  const TypeKind kind = inner.kind();
  if (kind < TypeKind::kBool || kind > TypeKind::kBytes) return std::nullopt;
  return Type::wrapper(inner);
}

}  // namespace

Domain domain_of(const Type& type) {
  switch (type.kind()) {
    case TypeKind::kBool: return Domain::kBool;
    case TypeKind::kInt: return Domain::kInt;
    case TypeKind::kUint: return Domain::kUint;
    case TypeKind::kDouble: return Domain::kDouble;
    case TypeKind::kString: return Domain::kString;
    case TypeKind::kDuration: return Domain::kDuration;
    case TypeKind::kTimestamp: return Domain::kTimestamp;
    default: return Domain::kOther;
  }
}

std::string_view to_string(Domain domain) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "bool", "int", "uint", "double", "string", "duration", "timestamp", "value"};
  return kNames[static_cast<std::size_t>(domain)];
}

std::optional<Type> parse_type(std::string_view text) { return TypeReader(text).read(); }

std::uint64_t key_of_int(std::int64_t value) { return std::bit_cast<std::uint64_t>(value) ^ kSign; }

std::uint64_t key_of_double(double value) {
  if (value == 0) return kSign;
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

std::optional<Key> key_of(Domain domain, const Value& value) {
  switch (domain) {
    case Domain::kBool:
      if (!value.is(ValueKind::kBool)) return std::nullopt;
      return numeric(value.as_bool() ? 1 : 0);
    case Domain::kInt: return int_key(value);
    case Domain::kUint: return uint_key(value);
    case Domain::kDouble: return double_key(value);
    case Domain::kString:
      if (!value.is(ValueKind::kString)) return std::nullopt;
      return Key{.text = value.as_string()};
    case Domain::kDuration:
      if (!value.is(ValueKind::kDuration)) return std::nullopt;
      return numeric(key_of_int(value.as_duration()));
    case Domain::kTimestamp: return timestamp_key(value);
    case Domain::kOther: break;
  }
  return std::nullopt;
}

std::optional<Cut> cut_of(Domain domain, const Value& value) {
  const auto key = key_of(domain, value);
  if (!key) return std::nullopt;
  return Cut{.high = key->high, .low = key->low, .text = std::string(key->text)};
}

Value value_of(Domain domain, const Cut& cut, cel::Arena& arena) {
  switch (domain) {
    case Domain::kBool: return Value::boolean(cut.high != 0);
    case Domain::kInt: return Value::integer(int_of_key(cut.high));
    case Domain::kUint: return Value::uint(cut.high);
    case Domain::kDouble: return Value::real(double_of_key(cut.high));
    case Domain::kString: return Value::string(arena.copy(cut.text));
    case Domain::kDuration: return Value::duration(int_of_key(cut.high));
    case Domain::kTimestamp: return Value::timestamp(int_of_key(cut.high), cut.low);
    case Domain::kOther: break;
  }
  return {};
}

Cut first_cut(Domain domain) { return {.high = first_key(domain), .low = 0, .text = {}}; }

std::optional<Cut> next(Domain domain, const Cut& cut) {
  if (domain == Domain::kString) return Cut{.text = cut.text + '\0'};
  if (domain == Domain::kTimestamp && cut.low < kLastNanosecond) {
    return number_cut(cut.high, cut.low + 1);
  }
  if (cut.high == last_key(domain)) return std::nullopt;
  if (domain == Domain::kDouble && cut.high + 1 == kMinusZero) return number_cut(kSign);
  return number_cut(cut.high + 1);
}

std::optional<Cut> previous(Domain domain, const Cut& cut) {
  if (domain == Domain::kString) {
    if (cut.text.empty() || cut.text.back() != '\0') return std::nullopt;
    return Cut{.text = cut.text.substr(0, cut.text.size() - 1)};
  }
  if (domain == Domain::kTimestamp && cut.low > 0) return number_cut(cut.high, cut.low - 1);
  if (cut.high == first_key(domain)) return std::nullopt;
  if (domain == Domain::kTimestamp) return number_cut(cut.high - 1, kLastNanosecond);
  if (domain == Domain::kDouble && cut.high == kSign) return number_cut(kMinusZero - 1);
  return number_cut(cut.high - 1);
}

std::string literal_of(Domain domain, const Cut& cut) {
  switch (domain) {
    case Domain::kBool: return cut.high != 0 ? "true" : "false";
    case Domain::kInt: return std::to_string(int_of_key(cut.high));
    case Domain::kUint: return std::to_string(cut.high) + 'u';
    case Domain::kDouble: return expr::double_literal(double_of_key(cut.high));
    case Domain::kString: return quoted(cut.text);
    case Domain::kDuration:
      return "duration(\"" + expr::duration_text(int_of_key(cut.high)) + "\")";
    case Domain::kTimestamp:
      return "timestamp(\"" + expr::timestamp_text({int_of_key(cut.high), cut.low}) + "\")";
    case Domain::kOther: break;
  }
  return {};
}

std::string shorthand_of(Domain domain, const Cut& cut) {
  switch (domain) {
    case Domain::kUint: return std::to_string(cut.high);
    case Domain::kDouble: return expr::double_text(double_of_key(cut.high));
    case Domain::kDuration: {
      // Days are read up to 36,500 of them.
      const Duration length(int_of_key(cut.high));
      const bool handsome = length >= Duration() && length <= std::chrono::hours(24 * 36'500);
      return handsome ? uniselector::to_string(length) : expr::duration_text(length.count());
    }
    case Domain::kTimestamp: return expr::timestamp_text({int_of_key(cut.high), cut.low});
    default: return literal_of(domain, cut);
  }
}

}  // namespace uniselector::rules
