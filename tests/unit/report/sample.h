// A result such as a simulated bank day gives, made from formulas, for tests of the reports. One
// queue has a name that would break a page which forgets to escape.
#pragma once

#include <uniselector/report.h>

namespace uniselector::test {

inline constexpr const char* kHostileName = "<script>\"x\" & 'y'</script>";

SimulationResult sample_simulation();
Center sample_center();
ReplayResult sample_replay();

}  // namespace uniselector::test
