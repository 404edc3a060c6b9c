// An expression as a tree: what the parser makes of text, and what the checker adds to it. For who
// stores checked expressions, prints them or looks at what they use.
//
// A tree is immutable once it is planned. Values; one thread at a time while it is being made.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <uniselector/cel_arena.h>
#include <uniselector/cel_type.h>
#include <uniselector/cel_value.h>

namespace uniselector::cel {

enum class ExprKind : std::uint8_t {
  kConstant,       ///< `constant`: null, bool, int, uint, double, string or bytes
  kIdent,          ///< `name`, with a leading dot where it was written so
  kSelect,         ///< target.name, or has(target.name) if `test_only`
  kCall,           ///< name(arguments), or target.name(arguments) if `target`; operators are calls
  kList,           ///< [arguments]
  kMap,            ///< {entries}
  kStruct,         ///< name{entries}
  kComprehension,  ///< `loop`: what macros such as all() become
};

struct Expr;

/// An entry of a map (`key`) or a field of a struct (`field`). `optional` is written `?k: v`.
struct Entry {
  std::uint32_t id = 0;
  const Expr* key = nullptr;
  std::string_view field;
  const Expr* value = nullptr;
  bool optional = false;
};

/// A fold over `range`: starts with `initial`, goes on while `condition` is not false, takes `step`
/// for every element, ends with `result`. With `variable2` the two variables are index and element
/// of a list, key and value of a map.
struct Comprehension {
  std::string_view variable;
  std::string_view variable2;
  std::string_view accumulator;
  const Expr* range = nullptr;
  const Expr* initial = nullptr;
  const Expr* condition = nullptr;
  const Expr* step = nullptr;
  const Expr* result = nullptr;
};

struct Expr {
  std::uint32_t id = 0;  ///< unique in the tree, from 1
  ExprKind kind = ExprKind::kConstant;
  bool test_only = false;
  std::string_view name;  ///< identifier, field, function (operators as "_+_") or message type
  Value constant;
  const Expr* target = nullptr;
  std::span<const Expr* const> arguments;
  std::span<const std::uint32_t> optional_elements;  ///< kList: which arguments are written `?e`
  std::span<const Entry> entries;
  const Comprehension* loop = nullptr;
};

/// What the checker found a name or call to be.
struct Reference {
  std::string name;                    ///< an identifier's full name; empty for calls
  std::vector<std::string> overloads;  ///< a call's possible overloads, by id
  Value constant;                      ///< of an identifier that names a constant; else absent
};

struct Ast {
  Ast() = default;
  Ast(Ast&&) noexcept = default;
  Ast& operator=(Ast&&) noexcept = default;

  /// Owns the nodes and their text.
  Arena arena;
  std::string source;  ///< as it was written; empty if unknown
  std::string location = "<input>";
  const Expr* root = nullptr;
  /// By id: where the node begins in `source`, in bytes. Ids beyond it have no place.
  std::vector<std::uint32_t> positions;
  /// By id: where a fault of the node is shown, in bytes: at the operator, at the '[' of an index,
  /// at the name of a field, method or macro, else where the node begins. Empty for a tree that
  /// does not come from text; its faults are shown where the nodes begin.
  std::vector<std::uint32_t> marks;
  /// Id of a node that a macro made, and the call as it was written, ascending by id. Within that
  /// call a node that was itself a macro call is an identifier without a name with its id.
  std::vector<std::pair<std::uint32_t, const Expr*>> macro_calls;

  // What the checker adds, by id; empty for a tree that was parsed only.
  bool checked = false;
  std::vector<Type> types;
  std::vector<Reference> references;

  std::uint32_t last_id = 0;

  /// Type of a node; dyn for what was not checked.
  Type type_of(const Expr& expr) const {
    return expr.id < types.size() ? types[expr.id] : Type::dyn();
  }
  /// Where a fault of the node with this id is shown; nothing if that is unknown.
  std::optional<std::uint32_t> mark_of(std::uint32_t id) const {
    if (id == 0) return std::nullopt;
    if (id < marks.size()) return marks[id];
    if (id < positions.size()) return positions[id];
    return std::nullopt;
  }
};

/// The expression as text that parses to the same tree (ids aside); macros as they were written.
UNISELECTOR_API std::string print(const Ast& ast);
/// Equality of two trees but for ids and places.
UNISELECTOR_API bool same_expression(const Expr& a, const Expr& b);

}  // namespace uniselector::cel
