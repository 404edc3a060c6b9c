// Calls: of any function, and of the operators that rules use most, which have code of their own
// for the kinds that they meet most.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "expr/plan/dispatch.h"
#include "expr/plan/node.h"

namespace uniselector::expr {

/// Evaluates all arguments, then the overload that takes them.
class CallNode final : public Node {
 public:
  CallNode(std::uint32_t id, const Dispatch& dispatch, std::span<const Node* const> arguments)
      : Node(id), dispatch_(dispatch), arguments_(arguments) {}
  Value eval(Frame& frame) const override;

 private:
  const Dispatch& dispatch_;
  std::span<const Node* const> arguments_;
};

/// a == b and a != b.
class EqualNode final : public Node {
 public:
  EqualNode(std::uint32_t id, const Node& a, const Node& b, bool negated)
      : Node(id), a_(a), b_(b), negated_(negated) {}
  Value eval(Frame& frame) const override;

 private:
  const Node& a_;
  const Node& b_;
  bool negated_;
};

enum class Order : std::uint8_t { kLess, kLessOrEqual, kGreater, kGreaterOrEqual };

class OrderNode final : public Node {
 public:
  OrderNode(std::uint32_t id, Order order, const Node& a, const Node& b)
      : Node(id), a_(a), b_(b), order_(order) {}
  Value eval(Frame& frame) const override;

 private:
  const Node& a_;
  const Node& b_;
  Order order_;
};

/// A variable compared with a constant int: the condition that most rules are made of.
class SlotIntNode final : public Node {
 public:
  enum class Test : std::uint8_t {
    kEqual,
    kNotEqual,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual
  };
  SlotIntNode(std::uint32_t id, Test test, std::size_t slot, std::int64_t constant,
              const Node& general)
      : Node(id), general_(general), constant_(constant), slot_(slot), test_(test) {}
  Value eval(Frame& frame) const override;

 private:
  const Node& general_;  ///< for every other kind of value
  std::int64_t constant_;
  std::size_t slot_;
  Test test_;
};

/// A variable that is, or is not, a constant text.
class SlotTextNode final : public Node {
 public:
  SlotTextNode(std::uint32_t id, bool negated, std::size_t slot, std::string_view constant,
               const Node& general)
      : Node(id), general_(general), constant_(constant), slot_(slot), negated_(negated) {}
  Value eval(Frame& frame) const override;

 private:
  const Node& general_;
  std::string_view constant_;
  std::size_t slot_;
  bool negated_;
};

/// x in [constants], all of them texts or all ints, sorted: one search instead of one comparison an
/// element.
class ConstantInNode final : public Node {
 public:
  ConstantInNode(std::uint32_t id, const Node& needle, std::span<const Value> sorted,
                 const Node& general)
      : Node(id), needle_(needle), general_(general), sorted_(sorted) {}
  Value eval(Frame& frame) const override;
  /// Whether the elements are of one such kind.
  static bool fits(const List& list);
  /// The order in which `sorted` has to be.
  static bool less(const Value& a, const Value& b);

 private:
  const Node& needle_;
  const Node& general_;  ///< for needles of other kinds
  std::span<const Value> sorted_;
};

enum class Arithmetic : std::uint8_t { kAdd, kSubtract, kMultiply };

/// a + b, a - b, a * b with the ints and doubles at hand, all else by overload.
class ArithmeticNode final : public Node {
 public:
  ArithmeticNode(std::uint32_t id, Arithmetic operation, const Dispatch& dispatch, const Node& a,
                 const Node& b)
      : Node(id), dispatch_(dispatch), a_(a), b_(b), operation_(operation) {}
  Value eval(Frame& frame) const override;

 private:
  const Dispatch& dispatch_;
  const Node& a_;
  const Node& b_;
  Arithmetic operation_;
};

}  // namespace uniselector::expr
