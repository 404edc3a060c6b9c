// The operators that do not need all their operands: && || ?: and what looks at errors. With them
// an operand that decides absorbs the errors of the others, whatever their order; that is what
// allows an index over rules to skip conditions.
#pragma once

#include <cstdint>
#include <span>

#include "expr/plan/node.h"

namespace uniselector::expr {

/// a && b && ..., with `decisive` false; a || b || ..., with `decisive` true.
class LogicNode final : public Node {
 public:
  LogicNode(std::uint32_t id, bool decisive, std::span<const Node* const> operands)
      : Node(id), operands_(operands), decisive_(decisive) {}
  Value eval(Frame& frame) const override;
  bool decisive() const { return decisive_; }
  std::span<const Node* const> operands() const { return operands_; }

 private:
  std::span<const Node* const> operands_;
  bool decisive_;
};

class ConditionalNode final : public Node {
 public:
  ConditionalNode(std::uint32_t id, const Node& condition, const Node& yes, const Node& no)
      : Node(id), condition_(condition), yes_(yes), no_(no) {}
  Value eval(Frame& frame) const override;

 private:
  const Node& condition_;
  const Node& yes_;
  const Node& no_;
};

class NotNode final : public Node {
 public:
  NotNode(std::uint32_t id, const Node& operand) : Node(id), operand_(operand) {}
  Value eval(Frame& frame) const override;

 private:
  const Node& operand_;
};

/// False for false, true for everything else, errors included: what keeps a loop going.
class NotFalseNode final : public Node {
 public:
  NotFalseNode(std::uint32_t id, const Node& operand) : Node(id), operand_(operand) {}
  Value eval(Frame& frame) const override {
    frame.spend(1);
    return Value::boolean(!operand_.eval(frame).is_false());
  }

 private:
  const Node& operand_;
};

/// optional.or(optional) and optional.orValue(value): the alternative is evaluated if needed.
class OrElseNode final : public Node {
 public:
  OrElseNode(std::uint32_t id, const Node& optional, const Node& other, bool value)
      : Node(id), optional_(optional), other_(other), value_(value) {}
  Value eval(Frame& frame) const override;

 private:
  const Node& optional_;
  const Node& other_;
  bool value_;
};

}  // namespace uniselector::expr
