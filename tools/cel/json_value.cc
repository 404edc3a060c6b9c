// Bodies of json_value.h.
#include "cel/json_value.h"

#include <cmath>
#include <optional>
#include <set>
#include <type_traits>
#include <utility>
#include <vector>

#include <uniselector/time.h>

#include "base/text.h"
#include "cel/base64.h"
#include "expr/value/number_text.h"

namespace uniselector::cel_tool {

namespace {

using cel::Arena;
using cel::Type;
using cel::TypeKind;
using cel::Value;
using cel::ValueKind;
using nlohmann::json;
using nlohmann::ordered_json;

constexpr int kMaxDepth = 200;

// Recursive descent over "name" and "name(type, ...)".
class TypeParser {
 public:
  explicit TypeParser(std::string_view text) : text_(text) {}

  std::optional<Type> parse() {
    std::optional<Type> type = one(0);
    skip_blanks();
    return rest_at_end() ? type : std::nullopt;
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool rest_at_end() const { return at_ == text_.size(); }
  bool take(char c) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::optional<Type> one(int depth) {
    if (depth > kMaxDepth) return std::nullopt;
    skip_blanks();
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != '(' && text_[at_] != ')' && text_[at_] != ',' &&
           text_[at_] != ' ') {
      ++at_;
    }
    const std::string_view name = text_.substr(start, at_ - start);
    std::vector<Type> parameters;
    if (take('(')) {
      do {
        std::optional<Type> parameter = one(depth + 1);
        if (!parameter) return std::nullopt;
        parameters.push_back(*std::move(parameter));
      } while (take(','));
      if (!take(')')) return std::nullopt;
    }
    return named(name, parameters);
  }

  static std::optional<Type> named(std::string_view name, const std::vector<Type>& parameters) {
    if (parameters.empty()) return simple(name);
    if (parameters.size() == 2) {
      if (name == "map") return Type::map(parameters[0], parameters[1]);
      return std::nullopt;
    }
    if (parameters.size() != 1) return std::nullopt;
    if (name == "list") return Type::list(parameters[0]);
    if (name == "optional_type") return Type::optional(parameters[0]);
    if (name == "type") return Type::type_of(parameters[0]);
    const TypeKind kind = parameters[0].kind();
    if (name == "wrapper" && kind >= TypeKind::kBool && kind <= TypeKind::kBytes) {
      return Type::wrapper(parameters[0]);
    }
    return std::nullopt;
  }

  static std::optional<Type> simple(std::string_view name) {
    if (name == "dyn") return Type::dyn();
    if (name == "null" || name == "null_type") return Type::null();
    if (name == "bool") return Type::boolean();
    if (name == "int") return Type::integer();
    if (name == "uint") return Type::uint();
    if (name == "double") return Type::real();
    if (name == "string") return Type::string();
    if (name == "bytes") return Type::bytes();
    if (name == "duration" || name == "google.protobuf.Duration") return Type::duration();
    if (name == "timestamp" || name == "google.protobuf.Timestamp") return Type::timestamp();
    if (name == "list") return Type::list(Type::dyn());
    if (name == "map") return Type::map(Type::dyn(), Type::dyn());
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// The number if it is exactly a whole one of this type: 5, and 5.0 too.
template <class Whole>
std::optional<Whole> whole_number(const json& from) {
  if (from.is_number_unsigned()) {
    const auto value = from.get<std::uint64_t>();
    if (std::in_range<Whole>(value)) return static_cast<Whole>(value);
  } else if (from.is_number_integer()) {
    const auto value = from.get<std::int64_t>();
    if (std::in_range<Whole>(value)) return static_cast<Whole>(value);
  } else if (from.is_number_float()) {
    const double value = from.get<double>();
    constexpr double kBeyond = std::is_signed_v<Whole> ? 0x1p63 : 0x1p64;
    constexpr double kLeast = std::is_signed_v<Whole> ? -0x1p63 : 0;
    if (value >= kLeast && value < kBeyond && std::trunc(value) == value) {
      return static_cast<Whole>(value);
    }
  }
  return std::nullopt;
}

// As the language reads durations, or as configurations have them, with days.
std::optional<std::int64_t> read_length(std::string_view text) {
  if (const auto length = expr::read_duration(text)) return length;
  const auto with_days = parse_duration(text);
  return with_days.ok() ? std::optional(to_ns(*with_days)) : std::nullopt;
}

std::string shown(const json& from) {
  return base::printable(from.dump(-1, ' ', false, json::error_handler_t::replace), 80);
}

// A type with the form of its JSON where that is not plain.
std::string expected(const Type& type) {
  switch (type.kind()) {
    case TypeKind::kBytes: return "bytes (base64)";
    case TypeKind::kDuration: return "duration (text such as \"30s\", \"1h30m\" or \"2d\")";
    case TypeKind::kTimestamp: return "timestamp (RFC 3339, as in \"2026-03-02T09:00:00Z\")";
    case TypeKind::kList: return type.to_string() + " (a JSON array)";
    case TypeKind::kMap: return type.to_string() + " (a JSON object)";
    default: return type.to_string();
  }
}

class JsonReader {
 public:
  explicit JsonReader(Arena& arena) : arena_(arena) {}

  Result<Value> read(const json& from, const Type& type, const std::string& name, int depth) {
    if (depth > kMaxDepth) {
      return invalid_argument(name + ": nested deeper than " + std::to_string(kMaxDepth) +
                              " levels");
    }
    switch (type.kind()) {
      case TypeKind::kDyn:
      case TypeKind::kAny: return dynamic(from, name, depth);
      case TypeKind::kWrapper:
        if (from.is_null()) return Value::null();
        return read(from, type.parameters()[0], name, depth + 1);
      case TypeKind::kList:
        if (from.is_array()) return list(from, type.parameters()[0], name, depth);
        break;
      case TypeKind::kMap:
        if (from.is_object())
          return map(from, type.parameters()[0], type.parameters()[1], name, depth);
        break;
      case TypeKind::kOpaque:
        if (type.is_optional()) return optional(from, type, name, depth);
        break;
      default:
        if (const std::optional<Value> value = scalar(from, type.kind())) return *value;
        break;
    }
    return invalid_argument(name + ": found " + shown(from) + ", expected " + expected(type));
  }

 private:
  std::optional<Value> scalar(const json& from, TypeKind kind) {
    const bool text = from.is_string();
    switch (kind) {
      case TypeKind::kNull:
        if (from.is_null()) return Value::null();
        break;
      case TypeKind::kBool:
        if (from.is_boolean()) return Value::boolean(from.get<bool>());
        break;
      case TypeKind::kInt:
        if (const auto whole = whole_number<std::int64_t>(from)) return Value::integer(*whole);
        break;
      case TypeKind::kUint:
        if (const auto whole = whole_number<std::uint64_t>(from)) return Value::uint(*whole);
        break;
      case TypeKind::kDouble:
        if (from.is_number()) return Value::real(from.get<double>());
        break;
      case TypeKind::kString:
        if (text) return Value::string(arena_.copy(from.get_ref<const std::string&>()));
        break;
      case TypeKind::kBytes:
        if (!text) break;
        if (const auto bytes = from_base64(from.get_ref<const std::string&>())) {
          return Value::bytes(arena_.copy(*bytes));
        }
        break;
      case TypeKind::kDuration:
        if (!text) break;
        if (const auto length = read_length(from.get_ref<const std::string&>())) {
          return Value::duration(*length);
        }
        break;
      case TypeKind::kTimestamp:
        if (!text) break;
        if (const auto instant = expr::read_timestamp(from.get_ref<const std::string&>())) {
          return Value::timestamp(instant->seconds, instant->nanoseconds);
        }
        break;
      default: break;
    }
    return std::nullopt;
  }

  Result<Value> dynamic(const json& from, const std::string& name, int depth) {
    if (from.is_array()) return list(from, Type::dyn(), name, depth);
    if (from.is_object()) return map(from, Type::string(), Type::dyn(), name, depth);
    const TypeKind kind = from.is_null()                     ? TypeKind::kNull
                          : from.is_boolean()                ? TypeKind::kBool
                          : from.is_string()                 ? TypeKind::kString
                          : from.is_number_float()           ? TypeKind::kDouble
                          : whole_number<std::int64_t>(from) ? TypeKind::kInt
                                                             : TypeKind::kUint;
    const std::optional<Value> value = scalar(from, kind);
    return value ? Result<Value>(*value) : invalid_argument(name + ": found no JSON value");
  }

  Result<Value> list(const json& from, const Type& element, const std::string& name, int depth) {
    std::vector<Value> elements;
    for (std::size_t i = 0; i < from.size(); ++i) {
      Result<Value> one = read(from[i], element, name + "[" + std::to_string(i) + "]", depth + 1);
      if (!one.ok()) return one;
      elements.push_back(*one);
    }
    return cel::make_list(arena_, elements);
  }

  Result<Value> map(const json& from, const Type& key, const Type& value, const std::string& name,
                    int depth) {
    std::vector<Value> keys;
    std::vector<Value> values;
    std::set<std::string> known;
    for (const auto& [text, content] : from.items()) {
      const std::string place = name + "['" + text + "']";
      // Keys are text in JSON, whatever they stand for.
      json as_key = text;
      if (!key.is(TypeKind::kString) && !key.is(TypeKind::kDyn)) {
        as_key = json::parse(text, nullptr, false);
        if (as_key.is_discarded()) as_key = text;
      }
      Result<Value> one_key = read(as_key, key, place, depth + 1);
      if (!one_key.ok()) return one_key;
      if (!known.insert(cel::to_text(*one_key)).second) {
        return invalid_argument(place + ": the key " + cel::to_text(*one_key) + " stands twice");
      }
      Result<Value> one_value = read(content, value, place, depth + 1);
      if (!one_value.ok()) return one_value;
      keys.push_back(*one_key);
      values.push_back(*one_value);
    }
    return cel::make_map(arena_, keys, values);
  }

  Result<Value> optional(const json& from, const Type& type, const std::string& name, int depth) {
    if (from.is_null()) return Value::optional(nullptr);
    Result<Value> held = read(from, type.parameters()[0], name, depth + 1);
    return held.ok() ? Result<Value>(cel::make_optional(arena_, *held)) : held;
  }

  Arena& arena_;
};

ordered_json real_json(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

std::string key_text(const Value& key) {
  return key.is(ValueKind::kString) ? std::string(key.as_string()) : cel::to_text(key);
}

// Writes a value out until there is no more room; from then on it answers null.
class JsonWriter {
 public:
  JsonWriter(Arena& arena, JsonRoom& room) : arena_(arena), room_(room) {}

  const Status& status() const { return status_; }

  ordered_json write(const Value& value, int depth) {
    // A line of its own with its indentation and comma, as the text for people has it.
    if (!take_part() || !take_bytes(indented(depth))) return nullptr;
    if (depth > kMaxDepth) return text(cel::to_text(value));
    switch (value.kind()) {
      case ValueKind::kNull: return plain(nullptr);
      case ValueKind::kBool: return plain(value.as_bool());
      case ValueKind::kInt: return plain(value.as_int());
      case ValueKind::kUint: return plain(value.as_uint());
      case ValueKind::kDouble: return plain(real_json(value.as_double()));
      case ValueKind::kString: return text(value.as_string());
      case ValueKind::kBytes:
        if (!take_bytes(value.as_bytes().size() / 3 * 4 + 6)) return nullptr;
        return to_base64(value.as_bytes());
      case ValueKind::kDuration: return text(expr::duration_text(value.as_duration()));
      case ValueKind::kTimestamp:
        return text(
            expr::timestamp_text({value.timestamp_seconds(), value.timestamp_nanoseconds()}));
      case ValueKind::kType: return text(value.as_type());
      case ValueKind::kList: return list(value.as_list(), depth);
      case ValueKind::kMap: return map(value.as_map(), depth);
      case ValueKind::kOptional:
        if (value.as_optional() == nullptr) return plain(nullptr);
        return write(*value.as_optional(), depth + 1);
      default: return text(cel::to_text(value));
    }
  }

 private:
  bool take_part() {
    if (!status_.ok()) return false;
    if (room_.parts == 0) {
      return refuse("more than " + std::to_string(kMostJsonParts) +
                    " parts, expected at most that many");
    }
    --room_.parts;
    return true;
  }
  bool take_bytes(std::size_t bytes) {
    if (!status_.ok()) return false;
    if (bytes > room_.bytes) {
      return refuse("more than " + std::to_string(kMostJsonBytes) +
                    " bytes of text, expected at most that many");
    }
    room_.bytes -= bytes;
    return true;
  }
  bool refuse(const std::string& found) {
    room_ = {0, 0};
    status_ = resource_exhausted("the value is too large to be written: found " + found);
    return false;
  }

  // A number, a word or null: short enough to be made before it is paid for.
  ordered_json plain(ordered_json written) {
    return take_bytes(written.dump().size()) ? std::move(written) : ordered_json();
  }
  ordered_json text(std::string_view content) {
    return take_text(content) ? ordered_json(std::string(content)) : ordered_json();
  }
  // With its quotes, and escapes where JSON needs them.
  bool take_text(std::string_view content) {
    if (content.size() > room_.bytes) return take_bytes(content.size());
    std::size_t bytes = content.size() + 2;
    for (const char c : content) {
      bytes += static_cast<unsigned char>(c) < 0x20 ? 5 : c == '"' || c == '\\' ? 1 : 0;
    }
    return take_bytes(bytes);
  }

  static std::size_t indented(int depth) { return 2 * static_cast<std::size_t>(depth) + 2; }
  // The brackets around parts, of which the second has a line of its own.
  static std::size_t closing(int depth) { return indented(depth) + 1; }

  ordered_json list(const cel::List& from, int depth) {
    auto list = ordered_json::array();
    if (!take_bytes(closing(depth))) return list;
    for (std::size_t i = 0; i < from.size() && status_.ok(); ++i) {
      list.push_back(write(from.at(i, arena_), depth + 1));
    }
    return list;
  }

  ordered_json map(const cel::Map& from, int depth) {
    auto map = ordered_json::object();
    if (!take_bytes(closing(depth))) return map;
    // Looking for each key among those before would take the square of their number.
    auto& entries = map.get_ref<ordered_json::object_t&>();
    std::set<std::string> known;
    for (std::size_t i = 0; i < from.size() && status_.ok(); ++i) {
      std::string key = key_text(from.key_at(i, arena_));
      if (!take_text(key)) break;
      if (!known.insert(key).second) {
        status_ = invalid_argument("the map has two keys that are \"" + base::printable(key, 80) +
                                   "\" in JSON, expected different ones");
        break;
      }
      entries.emplace_back(std::move(key), write(from.value_at(i, arena_), depth + 1));
    }
    return map;
  }

  Arena& arena_;
  JsonRoom& room_;
  Status status_;
};

// What is wrong with a text that JSON's grammar may allow.
class JsonCheck {
 public:
  // What nlohmann's parser asks at each step; false leaves a part out.
  bool operator()(int depth, json::parse_event_t event, const json& part) {
    if (depth > kMostDepth) deep_ = true;
    if (deep_ || twice_) return false;
    if (event == json::parse_event_t::object_start) keys_.emplace_back();
    if (event == json::parse_event_t::object_end) keys_.pop_back();
    if (event == json::parse_event_t::key) {
      const auto& key = part.get_ref<const std::string&>();
      if (!keys_.back().insert(key).second) twice_ = key;
    }
    return true;
  }
  Status status() const {
    const std::string most = std::to_string(kMostDepth);
    if (deep_) {
      return resource_exhausted("found JSON of more than " + most + " levels, expected at most " +
                                most);
    }
    if (!twice_) return ok_status();
    return already_exists("the key '" + base::printable(*twice_, 80) +
                          "' stands twice in one object");
  }

 private:
  static constexpr int kMostDepth = 64;
  std::vector<std::set<std::string>> keys_;  ///< of the objects that are open
  std::optional<std::string> twice_;
  bool deep_ = false;
};

}  // namespace

Result<Type> read_type(std::string_view text) {
  std::optional<Type> type = TypeParser(text).parse();
  if (type) return *std::move(type);
  return invalid_argument(
      "found type '" + std::string(text) +
      "', expected dyn, null, bool, int, uint, double, string, bytes, duration, "
      "timestamp, list(T), map(K, V), wrapper(T) or optional_type(T)");
}

Result<json> parse_json(std::string_view text) {
  JsonCheck check;
  json value = json::parse(
      text,
      [&check](int depth, json::parse_event_t event, json& part) {
        return check(depth, event, part);
      },
      false);
  if (Status status = check.status(); !status.ok()) return status;
  if (!value.is_discarded()) return value;
  return invalid_argument("found '" + base::printable(text, 80) + "', expected JSON");
}

Result<json> parse_option(std::string_view option, const std::string& name, std::string_view text) {
  Result<json> value = parse_json(text);
  if (value.ok()) return value;
  std::string message = std::string(option) + ' ' + name + ": " + value.status().message();
  // Most often a text whose quotes the shell has taken off.
  if (value.status().code() == StatusCode::kInvalidArgument) {
    message += " (text needs quotes: '" + name + "=\"text\"')";
  }
  return Status(value.status().code(), std::move(message));
}

Result<Value> read_json(const json& from, const Type& type, const std::string& name, Arena& arena) {
  return JsonReader(arena).read(from, type, name, 0);
}

Result<ordered_json> to_json(const Value& value, Arena& arena, JsonRoom* room) {
  JsonWriter writer(arena, *room);
  ordered_json written = writer.write(value, 0);
  if (!writer.status().ok()) return writer.status();
  return written;
}

ordered_json to_json(const Value& value, Arena& arena) {
  JsonRoom room;
  const Result<ordered_json> written = to_json(value, arena, &room);
  return written.ok() ? *written : ordered_json(cel::to_text(value));
}

}  // namespace uniselector::cel_tool
