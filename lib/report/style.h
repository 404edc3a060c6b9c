// The style sheet of the reports: colours, type and layout in one place.
#pragma once

#include <string_view>

namespace uniselector::report {

/// Series colours are the classes k0..k6 of marks (fill) and l0..l6 of lines (stroke):
/// 0 grey, 1 blue, 2 vermilion, 3 green, 4 purple, 5 amber, 6 sky.
inline constexpr int kSeriesColours = 7;

std::string_view style_sheet();

}  // namespace uniselector::report
