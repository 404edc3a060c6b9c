// The functions of the language and of its extension libraries, one file each. Every function adds
// its overloads to the declarations; ids are those that the other runtimes use, since checked
// expressions name them.
#pragma once

#include <cstdint>

#include "expr/declarations.h"

namespace uniselector::expr {

/// Operators, size, in, comparisons, arithmetic: operators.cc. The operators && || ?: and
/// @not_strictly_false are declared here for the checker; the planner has their code.
void add_operators(Declarations& declarations);
/// int(), string(), type(), dyn() ...: conversions.cc.
void add_conversions(Declarations& declarations);
/// contains, startsWith, endsWith, matches: text.cc.
void add_text(Declarations& declarations);
/// timestamp(), getFullYear() ...: time.cc.
void add_time(Declarations& declarations);

/// Newest versions, as all_libraries() names them. `version` is between 1 and the newest, or 0
/// where libraries count from 0 in other runtimes; what a version has is said in each file.
void add_strings(Declarations& declarations, std::uint32_t version);
void add_math(Declarations& declarations, std::uint32_t version);
void add_lists(Declarations& declarations, std::uint32_t version);
void add_sets(Declarations& declarations, std::uint32_t version);
void add_encoders(Declarations& declarations, std::uint32_t version);
void add_optional(Declarations& declarations, std::uint32_t version);
void add_regex(Declarations& declarations, std::uint32_t version);
void add_network(Declarations& declarations, std::uint32_t version);
/// What the macros with two variables call: cel.@mapInsert.
void add_comprehensions(Declarations& declarations, std::uint32_t version);

}  // namespace uniselector::expr
