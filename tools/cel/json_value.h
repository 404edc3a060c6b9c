// Values of the language from plain JSON and back, and types from their text: what a command line
// gives and takes.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <uniselector/cel.h>

namespace uniselector::cel_tool {

/// "int", "list(string)", "map(string, dyn)", "wrapper(int)", "optional_type(int)", "timestamp" ...
Result<cel::Type> read_type(std::string_view text);

/// JSON text as a tree; discarded if it is none, or nested deeper than 64.
nlohmann::json parse_json(std::string_view text);

/// JSON as a value of this type. Of dyn: whole numbers are int (uint beyond its range), others
/// double. Bytes are base64, timestamps and durations their text. InvalidArgument starts with
/// `name`.
Result<cel::Value> read_json(const nlohmann::json& json, const cel::Type& type,
                             const std::string& name, cel::Arena& arena);

/// What JSON has no form for is text: bytes base64, times and types as the language writes them;
/// keys too, and numbers that are not finite.
nlohmann::ordered_json to_json(const cel::Value& value, cel::Arena& arena);

}  // namespace uniselector::cel_tool
