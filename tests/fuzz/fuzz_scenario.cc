// libFuzzer entry: any text is either read as scenarios or refused with a status, never a crash.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/scenario_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)uniselector::sim::read_scenarios(text, "fuzz.yaml");
  return 0;
}
