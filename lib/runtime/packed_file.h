// Reading of a text file that may be packed with gzip, in blocks. zlib's own gzread passes over
// bytes behind the packed data without a word; a log that was damaged so must not count as whole.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <uniselector/status.h>

namespace uniselector::runtime {

/// Hands the text to `take` in blocks of 64 KiB at most, until that answers false. One or more gzip
/// members after each other, or a plain text. Errors begin with `what`: NotFound when the file
/// cannot be opened, Unavailable when it cannot be read, InvalidArgument when the packed data are
/// damaged, end too early or are followed by something else.
Status read_packed(const std::string& path, std::string_view what,
                   const std::function<bool(std::string_view)>& take);

}  // namespace uniselector::runtime
