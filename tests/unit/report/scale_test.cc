// Ticks are round, few, reach the data and never run away; labels do not cover each other.
#include "report/scale.h"

#include <cmath>
#include <limits>

#include "support/catch.h"

namespace uniselector::report {

using test::Approx;

TEST_CASE("a scale maps its ends to its ends, and a point range to one place") {
  const Scale scale{0, 10, 100, 0};
  CHECK(scale(0) == 100);
  CHECK(scale(10) == 0);
  CHECK(scale(2.5) == Approx(75));
  CHECK(Scale{3, 3, 7, 99}(3) == 7);
}

TEST_CASE("axis ticks are the round values people expect") {
  CHECK(axis_ticks(10, 4) == std::vector<double>{0, 5, 10});
  CHECK(axis_ticks(130, 4) == std::vector<double>{0, 50, 100, 150});
  CHECK(axis_ticks(100, 5) == std::vector<double>{0, 20, 40, 60, 80, 100});
  CHECK(axis_ticks(0, 4) == std::vector<double>{0, 1});
  CHECK(axis_ticks(-3, 4) == std::vector<double>{0, 1});
  CHECK(axis_ticks(std::numeric_limits<double>::quiet_NaN(), 4) == std::vector<double>{0, 1});
  CHECK(time_axis_ticks(75, 4) == std::vector<double>{0, 30, 60, 90});
  CHECK(time_axis_ticks(400, 4) == std::vector<double>{0, 120, 240, 360, 480});
}

TEST_CASE("for every top and wanted number the ticks are round, cover it and are few") {
  for (double top = 1e-6; top < 1e9; top *= 1.37) {
    for (int wanted = 1; wanted <= 12; ++wanted) {
      const auto ticks = axis_ticks(top, wanted);
      INFO("top " << top << ", wanted " << wanted);
      REQUIRE(ticks.size() >= 2);
      CHECK(static_cast<int>(ticks.size()) <= wanted + 1);
      CHECK(ticks.front() == 0);
      CHECK(ticks.back() >= top * (1 - 1e-9));
      CHECK(ticks[ticks.size() - 2] < top);
      const double step = ticks[1];
      const double digit = step / std::pow(10, std::floor(std::log10(step) + 1e-9));
      CHECK((digit == Approx(1) || digit == Approx(2) || digit == Approx(5)));
      const auto times = time_axis_ticks(top, wanted);
      CHECK(times.back() >= top * (1 - 1e-9));
      CHECK(times.size() <= kMaxTicks);
    }
  }
}

TEST_CASE("clock ticks stand on whole hours within the day") {
  CHECK(clock_ticks(7 * 3600, 24 * 3600, 10) ==
        std::vector<double>{8 * 3600, 10 * 3600, 12 * 3600, 14 * 3600, 16 * 3600, 18 * 3600,
                            20 * 3600, 22 * 3600, 24 * 3600});
  CHECK(clock_ticks(0, 3600, 4) == std::vector<double>{0, 900, 1800, 2700, 3600});
  CHECK(clock_ticks(5, 5, 4).empty());
  CHECK(clock_ticks(0, 1e12, 4).size() <= kMaxTicks);
}

TEST_CASE("decimals tell ticks apart") {
  CHECK(tick_decimals({0, 5, 10}) == 0);
  CHECK(tick_decimals({0, 0.5, 1}) == 1);
  CHECK(tick_decimals({0, 0.02}) == 2);
  CHECK(tick_decimals({1}) == 0);
}

TEST_CASE("labels keep their order and their distance") {
  const auto placed = spread_labels({50, 52, 10, 51}, 14, 0, 100);
  CHECK(placed[2] == 10);
  CHECK(placed[0] == 50);
  CHECK(placed[3] == 64);
  CHECK(placed[1] == 78);
  const auto crowded = spread_labels({99, 98, 97}, 14, 0, 100);
  CHECK(crowded == std::vector<double>{100, 86, 72});
  CHECK(spread_labels({}, 14, 0, 100).empty());
}

}  // namespace uniselector::report
