// Values and types as the conformance suite writes them in JSON.
#pragma once

#include <nlohmann/json.hpp>

#include <uniselector/cel.h>

#include "cel/messages.h"

namespace uniselector::cel_tool {

/// A Value of the suite. `messages` may be null: then a message is an error.
Result<cel::Value> read_suite_value(const nlohmann::json& value, const TestMessages* messages,
                                    cel::Arena& arena);
/// A Type of the suite. `types` tells what well-known messages are; may be null.
Result<cel::Type> read_suite_type(const nlohmann::json& type, const cel::TypeProvider* types);

/// Whether an outcome is what the suite expects: the same kind and content, map entries in any
/// order, NaN equal to NaN.
bool same_value(const cel::Value& found, const cel::Value& expected, const TestMessages* messages,
                cel::Arena& arena);

}  // namespace uniselector::cel_tool
