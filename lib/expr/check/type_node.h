// Types as the checker computes with them: nodes without owners in a pool, since a check makes many
// and throws nearly all away. Variables stand for types that are not known yet; what they are bound
// to is known to the Unifier alone, so that a node never changes.
//
// A type that would have more than kMostTypeNodes parts is dyn instead: loops and bindings can
// double a type at every level.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "expr/names.h"

namespace uniselector::expr {

struct TypeNode {
  TypeKind kind = TypeKind::kDyn;  ///< kParameter: a variable
  bool open = false;               ///< a variable, or has one among its parts
  std::uint32_t nodes = 1;         ///< of it and its parts, a variable counting one
  /// Variable: its number. With parts: its number among those, by which a Type is kept for it.
  std::uint32_t number = 0;
  std::string_view name;  ///< object, opaque
  std::span<const TypeNode* const> parts;
};

inline constexpr std::uint32_t kMostTypeNodes = 2'000;

/// dyn or any: fits everything, as an error does, which keeps one fault from causing more.
inline bool fits_all(const TypeNode& node) {
  return node.kind == TypeKind::kDyn || node.kind == TypeKind::kAny ||
         node.kind == TypeKind::kError;
}

/// Where nodes and the names in them live. One check at a time; pointers stay valid until a
/// rollback behind them or the end of the pool.
class TypePool {
 public:
  struct Mark {
    std::size_t block = 0;
    std::size_t used = 0;
    std::uint32_t variables = 0;
    std::uint32_t composites = 0;
  };

  TypePool() = default;
  TypePool(const TypePool&) = delete;
  TypePool& operator=(const TypePool&) = delete;

  /// The node of a kind without name and parts. `type` of no known type is one too.
  static const TypeNode* plain(TypeKind kind);
  const TypeNode* variable();
  const TypeNode* object(std::string_view name);
  /// wrapper, list, map, opaque or type; dyn if it would be too large.
  const TypeNode* composite(TypeKind kind, std::string_view name,
                            std::span<const TypeNode* const> parts);
  const TypeNode* list(const TypeNode* element);
  const TypeNode* map(const TypeNode* key, const TypeNode* value);
  const TypeNode* optional(const TypeNode* value);
  std::string_view copy(std::string_view text);

  std::uint32_t variables() const { return variables_; }
  std::uint32_t composites() const { return composites_; }

  Mark mark() const { return {block_, used_, variables_, composites_}; }
  /// Gives back all that was made since; no node that stays may refer to it.
  void rollback(const Mark& mark);

 private:
  static constexpr std::size_t kFirstBytes = 4 << 10;
  static constexpr std::size_t kBlockBytes = 64 << 10;

  void* allocate(std::size_t bytes);
  TypeNode* node();

  alignas(16) std::array<std::byte, kFirstBytes> first_;
  std::vector<std::unique_ptr<std::byte[]>> blocks_;  ///< behind first_, which is block 0
  std::vector<std::size_t> sizes_;
  std::size_t block_ = 0;
  std::size_t used_ = 0;
  std::uint32_t variables_ = 0;
  std::uint32_t composites_ = 0;
};

}  // namespace uniselector::expr
