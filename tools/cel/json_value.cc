// Bodies of json_value.h.
#include "cel/json_value.h"

#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

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
    return invalid_argument(name + ": found " +
                            from.dump(-1, ' ', false, json::error_handler_t::replace) +
                            ", expected " + type.to_string());
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
        if (fits_int(from)) return Value::integer(from.get<std::int64_t>());
        break;
      case TypeKind::kUint:
        if (from.is_number_unsigned()) return Value::uint(from.get<std::uint64_t>());
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
        if (const auto length = expr::read_duration(from.get_ref<const std::string&>())) {
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

  static bool fits_int(const json& from) {
    return from.is_number_integer() &&
           (!from.is_number_unsigned() ||
            from.get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<std::int64_t>::max()});
  }

  Result<Value> dynamic(const json& from, const std::string& name, int depth) {
    if (from.is_array()) return list(from, Type::dyn(), name, depth);
    if (from.is_object()) return map(from, Type::string(), Type::dyn(), name, depth);
    const TypeKind kind = from.is_null()           ? TypeKind::kNull
                          : from.is_boolean()      ? TypeKind::kBool
                          : from.is_string()       ? TypeKind::kString
                          : from.is_number_float() ? TypeKind::kDouble
                          : fits_int(from)         ? TypeKind::kInt
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

ordered_json json_of(const Value& value, Arena& arena, int depth) {
  if (depth > kMaxDepth) return cel::to_text(value);
  switch (value.kind()) {
    case ValueKind::kNull: return nullptr;
    case ValueKind::kBool: return value.as_bool();
    case ValueKind::kInt: return value.as_int();
    case ValueKind::kUint: return value.as_uint();
    case ValueKind::kDouble: return real_json(value.as_double());
    case ValueKind::kString: return std::string(value.as_string());
    case ValueKind::kBytes: return to_base64(value.as_bytes());
    case ValueKind::kDuration: return expr::duration_text(value.as_duration());
    case ValueKind::kTimestamp:
      return expr::timestamp_text({value.timestamp_seconds(), value.timestamp_nanoseconds()});
    case ValueKind::kType: return std::string(value.as_type());
    case ValueKind::kList: {
      ordered_json list = ordered_json::array();
      for (std::size_t i = 0; i < value.as_list().size(); ++i) {
        list.push_back(json_of(value.as_list().at(i, arena), arena, depth + 1));
      }
      return list;
    }
    case ValueKind::kMap: {
      ordered_json map = ordered_json::object();
      for (std::size_t i = 0; i < value.as_map().size(); ++i) {
        map[key_text(value.as_map().key_at(i, arena))] =
            json_of(value.as_map().value_at(i, arena), arena, depth + 1);
      }
      return map;
    }
    case ValueKind::kOptional:
      return value.as_optional() == nullptr ? ordered_json(nullptr)
                                            : json_of(*value.as_optional(), arena, depth + 1);
    default: return cel::to_text(value);
  }
}

}  // namespace

Result<Type> read_type(std::string_view text) {
  std::optional<Type> type = TypeParser(text).parse();
  if (type) return *std::move(type);
  return invalid_argument(
      "found type '" + std::string(text) +
      "', expected dyn, null, bool, int, uint, double, string, bytes, duration, "
      "timestamp, list(T), map(K, V), wrapper(T) or optional_type(T)");
}

nlohmann::json parse_json(std::string_view text) {
  constexpr int kMostDepth = 64;
  bool deep = false;
  const auto shallow = [&deep](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    deep = deep || depth > kMostDepth;
    return !deep;
  };
  nlohmann::json value = nlohmann::json::parse(text, shallow, false);
  return deep ? nlohmann::json(nlohmann::json::value_t::discarded) : value;
}

Result<Value> read_json(const json& from, const Type& type, const std::string& name, Arena& arena) {
  return JsonReader(arena).read(from, type, name, 0);
}

ordered_json to_json(const Value& value, Arena& arena) { return json_of(value, arena, 0); }

}  // namespace uniselector::cel_tool
