// Values as text for people, the way %s of format writes them, piece by piece into a text that
// grows.
#pragma once

#include <string_view>

#include "expr/functions/text_builder.h"

namespace uniselector::expr {

/// Lists and maps within each other are written this deep, then it is an error.
inline constexpr int kMostWriteDepth = 200;

/// The error for a value that is nested deeper.
inline Value nested_too_deeply(CallFrame& call) {
  return call.error(StatusCode::kResourceExhausted, "lists or maps are nested too deeply");
}

/// A double without an exponent and with no more digits than tell it from its neighbours: "1.5",
/// "1000000000000000000000", "NaN", "-Infinity".
void write_plain(double value, TextBuilder* out);
/// Numbers plain, text as it is, bytes as text (U+FFFD for what is not UTF-8), times as timestamps
/// and durations are written, lists as [1, a], maps as {key: value} in the order of the keys' text.
/// Absent when it is done, else the error. The builder may have failed either way.
Value write_value(CallFrame& call, const Value& value, TextBuilder* out, int depth = 0);

}  // namespace uniselector::expr
