// Nodes that read names: constants, variables with the path of fields and keys behind them, loop
// variables, and names that only the evaluation can resolve.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "expr/plan/dispatch.h"
#include "expr/plan/node.h"

namespace uniselector::expr {

class ConstantNode final : public Node {
 public:
  ConstantNode(std::uint32_t id, const Value& value) : Node(id), value_(value) {}
  Value eval(Frame&) const override { return value_; }
  Value constant() const override { return value_; }

 private:
  Value value_;
};

/// What cannot be evaluated: the error is made when it is reached, since another operand may
/// decide.
class ErrorNode final : public Node {
 public:
  ErrorNode(std::uint32_t id, StatusCode code, std::string_view message)
      : Node(id), message_(message), code_(code) {}
  Value eval(Frame& frame) const override { return frame.error(id(), code_, message_); }

 private:
  std::string_view message_;
  StatusCode code_;
};

/// A loop variable, an accumulator or a shared part.
class RegisterNode final : public Node {
 public:
  RegisterNode(std::uint32_t id, std::size_t index) : Node(id), index_(index) {}
  Value eval(Frame& frame) const override {
    frame.spend(1);
    return frame.registers[index_];
  }

 private:
  std::size_t index_;
};

/// One step from a value to a part of it.
struct Step {
  FieldRef field;                       ///< `.field` if it has a name ...
  Value key;                            ///< ... else `[key]` if present ...
  const Node* index = nullptr;          ///< ... else `[index]`
  const Dispatch* overloads = nullptr;  ///< of an index that is not into a list or map
  std::uint32_t id = 0;                 ///< of the expression that takes the step
};

/// A variable and the way from it: `customer.orders[0].total`, or has() of the last step.
class PathNode final : public Node {
 public:
  PathNode(std::uint32_t id, std::size_t slot, std::string_view name, std::span<const Step> steps,
           bool has)
      : Node(id), slot_(slot), name_(name), steps_(steps), has_(has) {}
  Value eval(Frame& frame) const override;
  std::int32_t plain_slot() const override {
    return steps_.empty() ? static_cast<std::int32_t>(slot_) : -1;
  }
  const PathNode* as_path() const override { return has_ ? nullptr : this; }
  std::size_t slot() const { return slot_; }
  std::string_view name() const { return name_; }
  std::span<const Step> steps() const { return steps_; }
  /// Whether there is a value to start with, be it unknown.
  bool present(const Frame& frame) const;

 private:
  Value walk(Frame& frame, Value value) const;
  Value missing(Frame& frame) const;
  Value unknown_of(Frame& frame) const;

  std::size_t slot_;
  std::string_view name_;
  std::span<const Step> steps_;
  bool has_;
};

/// A part of the value of another node.
class StepNode final : public Node {
 public:
  StepNode(const Node& from, const Step& step, bool has)
      : Node(step.id), from_(from), step_(step), has_(has) {}
  Value eval(Frame& frame) const override;

 private:
  const Node& from_;
  Step step_;
  bool has_;
};

/// A name without a declaration may be several variables, by the container and by how much of
/// `a.b.c` is the name: the first that has a value is taken, or else the constant.
class CandidatesNode final : public Node {
 public:
  CandidatesNode(std::uint32_t id, std::string_view name, std::span<const Node* const> candidates)
      : Node(id), name_(name), candidates_(candidates) {}
  Value eval(Frame& frame) const override;

 private:
  std::string_view name_;
  std::span<const Node* const> candidates_;  ///< PathNodes, and nodes with a constant
};

}  // namespace uniselector::expr
