// Values as JSON text: compact, the keys of maps in the order of their bytes, so that equal values
// give equal text.
#pragma once

#include "expr/functions/text_builder.h"

namespace uniselector::expr {

/// Follows the JSON form of protobuf: whole numbers beyond 2^53 as text, bytes in Base64, times as
/// timestamps and durations are written. An optional is what it holds. Types, objects, opaque
/// values, NaN, infinities and keys that are no strings have no form. Absent when it is done, else
/// the error.
Value write_json(CallFrame& call, const Value& value, TextBuilder* out, int depth = 0);

}  // namespace uniselector::expr
