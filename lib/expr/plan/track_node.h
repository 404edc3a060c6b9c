// Notes the value of every expression, for who wants to know what was computed on the way.
#pragma once

#include <cstdint>
#include <new>

#include "expr/plan/node.h"

namespace uniselector::expr {

class TrackNode final : public Node {
 public:
  TrackNode(std::uint32_t id, const Node& node) : Node(id), node_(node) {}
  Value eval(Frame& frame) const override {
    const Value value = node_.eval(frame);
    if (frame.tracked != nullptr) frame.tracked[id()] = value;
    return value;
  }

 private:
  const Node& node_;
};

}  // namespace uniselector::expr
