// Between the types of declarations and the nodes that the checker computes with.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "expr/check/unifier.h"

namespace uniselector::expr {

/// The variables that stand for the parameters of one declaration in one call.
using TypeParameters = std::vector<std::pair<std::string_view, const TypeNode*>>;

/// A declared type as a node; names are borrowed from it. Parameters become variables, one for a
/// name; dyn without `parameters`.
const TypeNode* import_type(TypePool& pool, const Type& type, TypeParameters* parameters);
/// The same for a type that goes: names are copied, parameters become dyn.
const TypeNode* import_copy(TypePool& pool, const Type& type);

/// Makes the final types once all variables are bound as far as they will be; free ones are dyn, as
/// is what became too large. Keeps what it made, so that nodes which share parts have types which
/// share them.
class TypeExporter {
 public:
  TypeExporter(const TypePool& pool, const Unifier& unifier) : pool_(pool), unifier_(unifier) {}

  Type type_of(const TypeNode* node);

 private:
  struct Made {
    Type type;
    std::uint32_t nodes = 0;  ///< 0: not made yet
  };
  Made make(const TypeNode* node, std::uint32_t depth);
  Made make_parts(const TypeNode& node, std::uint32_t depth);

  const TypePool& pool_;
  const Unifier& unifier_;
  std::vector<Made> made_;  ///< by TypeNode::number
};

}  // namespace uniselector::expr
