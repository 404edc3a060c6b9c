// Constants as literals of the language.
#pragma once

#include <string>
#include <string_view>

#include "expr/names.h"

namespace uniselector::expr {

/// Appends a constant as text that parses to it: 1, 1u, 1.0, "a\n", b"\xff"; a constant that has no
/// literal (a timestamp, a list) as an expression that yields it.
void append_literal(const Value& constant, std::string* out);
/// Appends text between double quotes, with escapes for what cannot be seen or would end it.
void append_quoted(std::string_view text, std::string* out);
void append_quoted_bytes(std::string_view bytes, std::string* out);

}  // namespace uniselector::expr
