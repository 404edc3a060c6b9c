// The wall clock for hosts that ask for it; the only place of the library that reads one.
#include <uniselector/clock.h>

#include <chrono>

namespace uniselector {

Clock system_clock() {
  return [] { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); };
}

}  // namespace uniselector
