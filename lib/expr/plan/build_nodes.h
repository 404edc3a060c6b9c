// Nodes that make lists, maps and objects.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "expr/plan/node.h"

namespace uniselector::expr {

class ListNode final : public Node {
 public:
  /// `optional[i]`: element i is written `?e`; empty if none is.
  ListNode(std::uint32_t id, std::span<const Node* const> elements, std::span<const bool> optional)
      : Node(id), elements_(elements), optional_(optional) {}
  Value eval(Frame& frame) const override;
  std::span<const Node* const> elements() const { return elements_; }
  bool has_optional() const { return !optional_.empty(); }

 private:
  std::span<const Node* const> elements_;
  std::span<const bool> optional_;
};

struct EntryNodes {
  const Node* key = nullptr;  ///< of maps
  std::string_view field;     ///< of objects
  const Node* value = nullptr;
  std::uint32_t id = 0;
  bool optional = false;
};

class MapNode final : public Node {
 public:
  MapNode(std::uint32_t id, std::span<const EntryNodes> entries) : Node(id), entries_(entries) {}
  Value eval(Frame& frame) const override;

 private:
  std::span<const EntryNodes> entries_;
};

class ObjectNode final : public Node {
 public:
  ObjectNode(std::uint32_t id, const TypeProvider& types, std::string_view type,
             std::span<const EntryNodes> entries)
      : Node(id), types_(types), type_(type), entries_(entries) {}
  Value eval(Frame& frame) const override;

 private:
  const TypeProvider& types_;
  std::string_view type_;
  std::span<const EntryNodes> entries_;
};

}  // namespace uniselector::expr
