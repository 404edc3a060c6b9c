// Mappings with fixed keys, by their schema.
#include "config/object_reader.h"

#include <vector>

#include "base/suggest.h"

namespace uniselector::config {
namespace {

std::vector<std::string_view> known_keys(const schema::Object& object) {
  std::vector<std::string_view> names;
  for (const schema::Key& key : object.keys) {
    if (!key.later) names.push_back(key.name);
  }
  return names;
}

std::string unknown_key(std::string_view name, const schema::Object& object) {
  const auto names = known_keys(object);
  const std::string hint = base::suggestion(name, names);
  return hint.empty() ? "unknown key, expected " + list_of(names) : "unknown key" + hint;
}

}  // namespace

ObjectReader::ObjectReader(const NodeReader& node, const schema::Object& object)
    : node_(node), object_(object) {
  node.each_member([&](const NodeReader& key, const NodeReader&) {
    const schema::Key* known = schema::find(object, key.scalar());
    if (known == nullptr) {
      key.complain(unknown_key(key.scalar(), object));
    } else if (known->later) {
      key.complain("not supported in this version" +
                   (known->instead.empty() ? std::string()
                                           : "; write '" + std::string(known->instead) + "'"));
    }
  });
}

void ObjectReader::require(std::string_view key) const {
  if (!has(key) && (node_.is_mapping() || node_.is_null())) {
    node_.complain("'" + std::string(key) + "' is missing");
  }
}

std::optional<std::int64_t> ObjectReader::integer(std::string_view key) const {
  const auto value = get(key);
  const schema::Key* known = schema::find(object_, key);
  if (!value || known == nullptr) return std::nullopt;
  if (known->type == schema::Type::kCount) return value->count(known->range.min, known->range.max);
  if (known->type == schema::Type::kBytes)
    return value->count(known->range.min, known->range.max, 1024);
  return value->integer(known->range.min, known->range.max);
}

void ObjectReader::read(std::string_view key, std::string& target) const {
  const auto value = get(key);
  const schema::Key* known = schema::find(object_, key);
  if (!value || known == nullptr) return;
  if (auto text = known->type == schema::Type::kId ? value->id() : value->text()) {
    target = std::move(*text);
  }
}

void ObjectReader::read(std::string_view key, bool& target) const {
  if (const auto value = get(key)) target = value->boolean().value_or(target);
}

void ObjectReader::read(std::string_view key, double& target) const {
  const auto value = get(key);
  const schema::Key* known = schema::find(object_, key);
  if (!value || known == nullptr) return;
  const auto number =
      value->real(static_cast<double>(known->range.min), static_cast<double>(known->range.max));
  target = number.value_or(target);
}

void ObjectReader::read(std::string_view key, Duration& target) const {
  const auto value = get(key);
  const schema::Key* known = schema::find(object_, key);
  if (!value || known == nullptr) return;
  target = value->duration(Duration(known->range.min), Duration(known->range.max)).value_or(target);
}

}  // namespace uniselector::config
