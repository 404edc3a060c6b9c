// Values of the language from plain JSON and back, and types from their text: what a command line
// gives and takes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <uniselector/cel.h>

namespace uniselector::cel_tool {

/// "int", "list(string)", "map(string, dyn)", "wrapper(int)", "optional_type(int)", "timestamp" ...
Result<cel::Type> read_type(std::string_view text);

/// JSON text as a tree. InvalidArgument when it is none, ResourceExhausted for more than 64 levels,
/// AlreadyExists for a key that stands twice in an object.
Result<nlohmann::json> parse_json(std::string_view text);
/// The JSON of an option `name=text`; the error begins with the option and the name.
Result<nlohmann::json> parse_option(std::string_view option, const std::string& name,
                                    std::string_view text);

/// JSON as a value of this type. Of dyn: whole numbers are int (uint beyond its range), others
/// double; of int and uint also 5.0. Bytes are base64, timestamps and durations their text, of
/// which days are a unit ("2d") as everywhere in configurations. InvalidArgument starts with
/// `name`.
Result<cel::Value> read_json(const nlohmann::json& json, const cel::Type& type,
                             const std::string& name, cel::Arena& arena);

inline constexpr std::size_t kMostJsonParts = 1'000'000;
inline constexpr std::size_t kMostJsonBytes = std::size_t{16} << 20;

/// What is left for values that are written out together. A value may share its parts so often that
/// its text has no end.
struct JsonRoom {
  std::size_t parts = kMostJsonParts;
  std::size_t bytes = kMostJsonBytes;  ///< of indented text
};

/// What JSON has no form for is text: bytes base64, times and types as the language writes them;
/// keys too, and numbers that are not finite. ResourceExhausted when the value does not fit into
/// the room, of which it takes its share; InvalidArgument for a map with two keys of one text.
Result<nlohmann::ordered_json> to_json(const cel::Value& value, cel::Arena& arena, JsonRoom* room);
/// The same for a part of a report: a value that has no such form is text, cut off as
/// cel::to_text does.
nlohmann::ordered_json to_json(const cel::Value& value, cel::Arena& arena);

}  // namespace uniselector::cel_tool
