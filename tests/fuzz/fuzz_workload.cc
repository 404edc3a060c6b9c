// libFuzzer entry: any text is either read as a workload or refused with a status, never a crash;
// and what was read is checked against a centre, as `simulate` does before it starts.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <uniselector/workload.h>

#include "sim/scene.h"

namespace {

/// With the names that examples/bank-day uses, so that its workload passes.
uniselector::Center center() {
  uniselector::Center center;
  for (const char* id : {"regular", "stock", "prospects", "internet", "english", "callbacks"}) {
    center.queues.push_back({.id = id});
  }
  const uniselector::Capacity voice{.channels = {{.channel = "voice"}}};
  for (int n = 1; n < 70; ++n) {
    const std::string id = (n < 10 ? "S0" : "S") + std::to_string(n);
    center.agents.push_back({.id = id, .queues = {{.queue = "regular"}}, .capacity = voice});
  }
  return center;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto workload = uniselector::read_workload(text, "fuzz.yaml");
  if (!workload.ok()) return 0;
  static const uniselector::Center kCenter = center();
  (void)uniselector::sim::Scene::build(kCenter, *workload);
  return 0;
}
