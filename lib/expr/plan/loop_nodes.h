// Loops over lists and maps, and trees with shared parts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "expr/plan/node.h"

namespace uniselector::expr {

/// Any comprehension: a fold.
struct FoldPlan {
  const Node* range = nullptr;
  const Node* initial = nullptr;
  const Node* condition = nullptr;  ///< null if it always holds
  const Node* step = nullptr;
  const Node* result = nullptr;
  std::size_t variable = 0;   ///< registers
  std::size_t variable2 = 0;  ///< used if `two`
  std::size_t accumulator = 0;
  bool two = false;
};

class FoldNode final : public Node {
 public:
  FoldNode(std::uint32_t id, const FoldPlan& plan) : Node(id), plan_(plan) {}
  Value eval(Frame& frame) const override;

 private:
  FoldPlan plan_;
};

/// What map() and filter() become: a fold that appends to a list that nothing else sees, so that
/// the list is built once instead of copied for every element.
struct CollectPlan {
  FoldPlan fold;                 ///< range, registers, `two`
  const Node* filter = nullptr;  ///< or null
  const Node* element = nullptr;
};

class CollectNode final : public Node {
 public:
  CollectNode(std::uint32_t id, const CollectPlan& plan) : Node(id), plan_(plan) {}
  Value eval(Frame& frame) const override;

 private:
  CollectPlan plan_;
};

/// An expression with shared parts, each evaluated when it is first used.
class BlockNode final : public Node {
 public:
  BlockNode(std::uint32_t id, std::size_t first, std::size_t count, const Node& result)
      : Node(id), result_(result), first_(first), count_(count) {}
  Value eval(Frame& frame) const override;

 private:
  const Node& result_;
  std::size_t first_;  ///< register of the first part
  std::size_t count_;
};

class PartNode final : public Node {
 public:
  PartNode(std::uint32_t id, std::size_t index, const Node& part)
      : Node(id), part_(part), index_(index) {}
  Value eval(Frame& frame) const override;

 private:
  const Node& part_;
  std::size_t index_;
};

}  // namespace uniselector::expr
