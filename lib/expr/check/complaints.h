// The texts of what the checker finds wrong. Names and types come from outside and may be long:
// both are cut.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/declarations.h"
#include "expr/names.h"

namespace uniselector::expr {

/// A name as messages show it, in quotes.
std::string quoted_name(std::string_view name);
/// A type as messages show it.
std::string shown_type(const Type& type);

/// "undeclared reference to 'x' (in container 'a.b')", the container left out if there is none,
/// with a known name if one is near to x or to `longest`, the name with the fields selected from
/// it.
std::string undeclared_name(std::string_view name, std::string_view longest,
                            std::string_view container, const std::vector<std::string_view>& known);
std::string undeclared_function(std::string_view name, std::string_view container,
                                const Declarations& declarations);
/// "found no matching overload for 'size' applied to '(int)'", and what there is.
std::string no_matching_overload(std::string_view function, bool receiver,
                                 std::span<const Type> arguments,
                                 std::span<const Overload* const> overloads);

}  // namespace uniselector::expr
