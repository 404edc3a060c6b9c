// The one reader of whole text files: bounded, with an error that names the file.
#pragma once

#include <cstddef>
#include <string>

#include <uniselector/status.h>

namespace uniselector::runtime {

/// The bytes of a file. NotFound when it cannot be opened, Unavailable when reading fails,
/// ResourceExhausted when it has more than `max_bytes`.
Result<std::string> read_file(const std::string& path, std::size_t max_bytes);

}  // namespace uniselector::runtime
