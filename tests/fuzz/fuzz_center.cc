// libFuzzer entry: any text is either read as a configuration or refused with complaints that have
// a text, never a crash; and what was read compiles into calendars.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "calendar/calendar.h"
#include "config/center_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto result = uniselector::config::read_center(text, "fuzz.yaml");
  if (!result.complaints.empty()) {
    if (uniselector::config::to_status(result.complaints).ok()) std::abort();
    return 0;
  }
  for (const auto& calendar : result.center.calendars) {
    if (!uniselector::calendar::Calendar::compile(calendar, result.center.time_zone).ok()) {
      std::abort();
    }
  }
  return 0;
}
