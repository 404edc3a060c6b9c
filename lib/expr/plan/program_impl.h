// What stands behind a program: the tree, its plan and what both borrow from.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "expr/environment.h"
#include "expr/names.h"
#include "expr/plan/node.h"

struct uniselector::cel::Program::Impl {
  std::shared_ptr<const Environment::Impl> environment;
  Ast ast;
  Arena arena;  ///< nodes and constants
  const expr::Node* root = nullptr;
  std::size_t registers = 0;
  std::vector<std::string> slots;  ///< the environment's variables, then undeclared names
  std::vector<bool> used;          ///< by slot
  std::vector<std::shared_ptr<const void>> states;  ///< made by Overload::prepare
  Type result;
  CostEstimate cost;
  bool optimise = true;
  bool tracked = false;  ///< every node writes its value to Frame::tracked
};
