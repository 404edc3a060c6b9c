// Reads a mapping by its entry in the schema: complains about keys that are unknown or reserved,
// then hands out values with the types and ranges of the schema. A key that is absent, or wrong,
// leaves the target as it was. Same lifetimes as NodeReader.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>

#include "config/node_reader.h"
#include "config/schema.h"

namespace uniselector::config {

class ObjectReader {
 public:
  ObjectReader(const NodeReader& node, const schema::Object& object);

  const NodeReader& node() const { return node_; }
  /// The value of a key of the schema, if given.
  std::optional<NodeReader> get(std::string_view key) const { return node_.member(key); }
  bool has(std::string_view key) const { return find(node_.node(), key) != nullptr; }
  /// Complains at the mapping when the key is absent.
  void require(std::string_view key) const;

  void read(std::string_view key, std::string& target) const;
  void read(std::string_view key, bool& target) const;
  void read(std::string_view key, double& target) const;
  void read(std::string_view key, Duration& target) const;
  template <std::integral T>
  void read(std::string_view key, T& target) const {
    if (const auto value = integer(key)) target = static_cast<T>(*value);
  }
  template <class T>
  void read(std::string_view key, std::optional<T>& target) const {
    if (!has(key)) return;
    T value{};
    const std::size_t before = node_.complaints().size();
    read(key, value);
    if (node_.complaints().size() == before) target = std::move(value);
  }
  template <class T>
  void read_enumerator(std::string_view key, T& target) const {
    if (const auto value = get(key)) {
      if (const auto read = value->template enumerator<T>()) target = *read;
    }
  }

 private:
  std::optional<std::int64_t> integer(std::string_view key) const;

  NodeReader node_;
  const schema::Object& object_;
};

}  // namespace uniselector::config
