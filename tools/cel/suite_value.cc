// Bodies of suite_value.h.
#include "cel/suite_value.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cel/base64.h"

namespace uniselector::cel_tool {

namespace {

using cel::Arena;
using cel::Type;
using cel::Value;
using cel::ValueKind;
using nlohmann::json;

constexpr int kMaxDepth = 200;

Status bad_value(const json& value) {
  return invalid_argument("found " + value.dump() + ", expected a value of the suite");
}

template <class Number>
std::optional<Number> whole(const json& text) {
  if (!text.is_string()) return std::nullopt;
  const auto& digits = text.get_ref<const std::string&>();
  Number number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

std::optional<double> real(const json& value) {
  if (value.is_number()) return value.get<double>();
  if (value == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (value == "Infinity") return std::numeric_limits<double>::infinity();
  if (value == "-Infinity") return -std::numeric_limits<double>::infinity();
  return std::nullopt;
}

class ValueReader {
 public:
  ValueReader(const TestMessages* messages, Arena& arena) : messages_(messages), arena_(arena) {}

  Result<Value> read(const json& value, int depth) const {
    if (!value.is_object() || !value.contains("kind") || depth > kMaxDepth) return bad_value(value);
    const std::string kind =
        value.at("kind").is_string() ? value.at("kind").get<std::string>() : "";
    if (kind == "null") return Value::null();
    if (kind == "object") return message(value);
    if (!value.contains("value")) return bad_value(value);
    const json& content = value.at("value");
    if (kind == "list") return list(content, depth);
    if (kind == "map") return map(content, depth);
    return scalar(kind, content, value);
  }

 private:
  Result<Value> scalar(const std::string& kind, const json& content, const json& value) const {
    if (kind == "bool" && content.is_boolean()) return Value::boolean(content.get<bool>());
    if (kind == "int64" || kind == "enum") {
      const auto number =
          content.is_number_integer() ? content.get<std::int64_t>() : whole<std::int64_t>(content);
      if (number) return Value::integer(*number);
    }
    if (kind == "uint64") {
      if (const auto number = whole<std::uint64_t>(content)) return Value::uint(*number);
    }
    if (kind == "double") {
      if (const auto number = real(content)) return Value::real(*number);
    }
    if (!content.is_string()) return bad_value(value);
    const auto& text = content.get_ref<const std::string&>();
    if (kind == "string") return Value::string(arena_.copy(text));
    if (kind == "type") return Value::type(arena_.copy(text));
    if (kind == "bytes") {
      if (const auto bytes = from_base64(text)) return Value::bytes(arena_.copy(*bytes));
    }
    return bad_value(value);
  }

  Result<Value> message(const json& value) const {
    if (messages_ == nullptr) return failed_precondition("messages are not known");
    const std::string url = value.value("type_url", "");
    const auto bytes = from_base64(value.value("wire", ""));
    if (!bytes) return bad_value(value);
    return messages_->read(std::string_view(url).substr(url.rfind('/') + 1), *bytes, arena_);
  }

  Result<Value> list(const json& content, int depth) const {
    std::vector<Value> elements;
    for (const json& element : content) {
      Result<Value> read_one = read(element, depth + 1);
      if (!read_one.ok()) return read_one;
      elements.push_back(*read_one);
    }
    return cel::make_list(arena_, elements);
  }

  Result<Value> map(const json& content, int depth) const {
    std::vector<Value> keys;
    std::vector<Value> values;
    for (const json& entry : content) {
      if (!entry.is_array() || entry.size() != 2) return bad_value(content);
      Result<Value> key = read(entry[0], depth + 1);
      if (!key.ok()) return key;
      Result<Value> value = read(entry[1], depth + 1);
      if (!value.ok()) return value;
      keys.push_back(*key);
      values.push_back(*value);
    }
    return cel::make_map(arena_, keys, values);
  }

  const TestMessages* messages_;
  Arena& arena_;
};

class TypeReader {
 public:
  explicit TypeReader(const cel::TypeProvider* types) : types_(types) {}

  Result<Type> read(const json& type, int depth) const {
    if (!type.is_object() || type.empty() || depth > kMaxDepth) return bad(type);
    const std::string kind = type.begin().key();
    const json& content = type.begin().value();
    if (kind == "dyn") return Type::dyn();
    if (kind == "null") return Type::null();
    if (kind == "error") return Type::error();
    if (kind == "list") {
      Result<Type> element = read(content, depth + 1);
      return element.ok() ? Result<Type>(Type::list(*element)) : element;
    }
    if (kind == "type") {
      Result<Type> of = read(content, depth + 1);
      return of.ok() ? Result<Type>(Type::type_of(*of)) : of;
    }
    if (kind == "map") return map(content, depth);
    if (kind == "abstract") return abstract(content, depth);
    return content.is_string() ? named(kind, content.get<std::string>(), type) : bad(type);
  }

 private:
  static Status bad(const json& type) {
    return invalid_argument("found " + type.dump() + ", expected a type of the suite");
  }

  static std::optional<Type> primitive(const std::string& name) {
    if (name == "BOOL") return Type::boolean();
    if (name == "INT64") return Type::integer();
    if (name == "UINT64") return Type::uint();
    if (name == "DOUBLE") return Type::real();
    if (name == "STRING") return Type::string();
    if (name == "BYTES") return Type::bytes();
    return std::nullopt;
  }

  Result<Type> named(const std::string& kind, const std::string& name, const json& type) const {
    if (kind == "primitive" || kind == "wrapper") {
      const std::optional<Type> found = primitive(name);
      if (!found) return bad(type);
      return kind == "primitive" ? *found : Type::wrapper(*found);
    }
    if (kind == "well_known") {
      if (name == "ANY") return Type::any();
      if (name == "TIMESTAMP") return Type::timestamp();
      if (name == "DURATION") return Type::duration();
      return bad(type);
    }
    if (kind == "type_param") return Type::parameter(name);
    if (kind != "message") return bad(type);
    std::optional<Type> known = types_ == nullptr ? std::nullopt : types_->find_type(name);
    return known ? *known : Type::object(name);
  }

  Result<Type> map(const json& content, int depth) const {
    if (!content.is_array() || content.size() != 2) return bad(content);
    Result<Type> key = read(content[0], depth + 1);
    if (!key.ok()) return key;
    Result<Type> value = read(content[1], depth + 1);
    return value.ok() ? Result<Type>(Type::map(*key, *value)) : value;
  }

  Result<Type> abstract(const json& content, int depth) const {
    if (!content.is_object() || !content.contains("name")) return bad(content);
    std::vector<Type> parameters;
    for (const json& part : content.value("params", json::array())) {
      Result<Type> parameter = read(part, depth + 1);
      if (!parameter.ok()) return parameter;
      parameters.push_back(*std::move(parameter));
    }
    return Type::opaque(content.at("name").get<std::string>(), std::move(parameters));
  }

  const cel::TypeProvider* types_;
};

bool same_list(const cel::List& found, const cel::List& expected, const TestMessages* messages,
               Arena& arena) {
  if (found.size() != expected.size()) return false;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!same_value(found.at(i, arena), expected.at(i, arena), messages, arena)) return false;
  }
  return true;
}

bool same_map(const cel::Map& found, const cel::Map& expected, const TestMessages* messages,
              Arena& arena) {
  if (found.size() != expected.size()) return false;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Value key = found.key_at(i, arena);
    bool matched = false;
    for (std::size_t k = 0; k < expected.size() && !matched; ++k) {
      matched = same_value(key, expected.key_at(k, arena), messages, arena) &&
                same_value(found.value_at(i, arena), expected.value_at(k, arena), messages, arena);
    }
    if (!matched) return false;
  }
  return true;
}

}  // namespace

Result<Value> read_suite_value(const json& value, const TestMessages* messages, Arena& arena) {
  return ValueReader(messages, arena).read(value, 0);
}

Result<Type> read_suite_type(const json& type, const cel::TypeProvider* types) {
  return TypeReader(types).read(type, 0);
}

bool same_value(const Value& found, const Value& expected, const TestMessages* messages,
                Arena& arena) {
  if (found.kind() != expected.kind()) return false;
  switch (found.kind()) {
    case ValueKind::kDouble:
      if (std::isnan(found.as_double())) return std::isnan(expected.as_double());
      return found.as_double() == expected.as_double();
    case ValueKind::kList: return same_list(found.as_list(), expected.as_list(), messages, arena);
    case ValueKind::kMap: return same_map(found.as_map(), expected.as_map(), messages, arena);
    case ValueKind::kObject: return messages != nullptr && messages->same(found, expected);
    default: return !found.is_no_value() && cel::equal(found, expected, arena);
  }
}

}  // namespace uniselector::cel_tool
