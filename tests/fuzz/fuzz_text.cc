// libFuzzer entry: durations and times, one a line, are read or refused, and what was read is
// written so that it is read as the same again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <uniselector/time.h>

#include "base/text.h"

namespace {

void try_line(std::string_view text) {
  if (const auto length = uniselector::parse_duration(text); length.ok()) {
    const auto again = uniselector::parse_duration(uniselector::to_string(*length));
    if (!again.ok() || *again != *length) std::abort();
  }
  if (const auto point = uniselector::parse_time(text); point.ok()) {
    const auto again = uniselector::parse_time(uniselector::to_string(*point));
    if (!again.ok() || *again != *point) std::abort();
  }
  (void)uniselector::base::is_id(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    try_line(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return 0;
}
