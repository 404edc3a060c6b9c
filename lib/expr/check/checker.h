// The gradual type checker: resolves every name and call against the declarations and gives every
// node a type; `dyn` where only the evaluation can tell.
//
// The tree stays as it was parsed. What the references (Ast::references, by id) say:
// - identifier, or select that is a qualified name such as customer.value: `name` is the full name
//   of the variable, type or constant; for types and constants `constant` is the value. The longest
//   name wins, and what is below a select that is a name was not looked at: it has neither type nor
//   reference. Variables of loops have no reference; they hide every global name that begins with
//   them, those of functions (x.f) too, but not names that are written with a leading dot.
// - call: `overloads` are those that may be meant, in order of declaration. `name` is the full name
//   of the function where it is not call.name: in a container, or where target and name together
//   are the name of a function, as in math.abs(x). In a call with a target a name thus says that
//   the target is no argument. Functions called on a receiver are looked up by their bare name.
// - struct: `name` is the full name of the type.
// - "cel.@block": its list declares "@index0", "@index1" and so on for what stands behind.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/declarations.h"
#include "expr/issues.h"
#include "expr/names.h"

namespace uniselector::expr {

struct CheckOptions {
  std::string_view container;
  const TypeProvider* types = nullptr;
  std::optional<Type> result;  ///< what the whole must yield (assignable to it)
};

/// Fills types and references of `ast`. False when there are issues; then it is as before. The
/// depth of the tree must be limited, as the parser does; time is linear in the tree for all but
/// types made to be hard, and bounded for those.
bool check(Ast& ast, const Declarations& declarations, const CheckOptions& options, Issues* issues);

/// The names to try for `name` in a container, in order: "a.b" and "x" give a.b.x, a.x, x. A
/// leading dot means the name as it stands, without the dot.
std::vector<std::string> candidate_names(std::string_view container, std::string_view name);
/// The types that the language and its libraries name: int, list, google.protobuf.Timestamp,
/// optional_type, net.IP, ... None for other names.
std::optional<Type> standard_type(std::string_view name);

}  // namespace uniselector::expr
