// A plan is a tree of nodes, each of which evaluates one expression. Nodes live in the arena of
// their program, are immutable, and own nothing, so that a program is shared between threads as it
// is.
//
// A tree and not a list of instructions: the depth of an expression is limited, so recursion is
// safe, and a node for a common shape (a variable compared with a constant) replaces a whole branch
// by one call.
#pragma once

#include <cstdint>

#include "expr/plan/frame.h"

namespace uniselector::expr {

class PathNode;

class Node {
 public:
  explicit Node(std::uint32_t id) : id_(id) {}
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  virtual Value eval(Frame& frame) const = 0;
  /// The value if it is the same whatever the inputs are, else absent.
  virtual Value constant() const { return {}; }
  /// The slot that the node reads and nothing else, or -1.
  virtual std::int32_t plain_slot() const { return -1; }
  /// The node if it is a path that can go on.
  virtual const PathNode* as_path() const { return nullptr; }

  std::uint32_t id() const { return id_; }

 protected:
  ~Node() = default;

 private:
  std::uint32_t id_;
};

}  // namespace uniselector::expr
