// The one overload of string.format, which has a file of its own for its size.
#pragma once

#include "expr/declarations.h"

namespace uniselector::expr {

Overload format_overload();

}  // namespace uniselector::expr
