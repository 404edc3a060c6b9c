// Numbers read alike everywhere in a report, at the edges of their forms too.
#include "report/format.h"

#include <limits>

#include "support/catch.h"

namespace uniselector::report {

TEST_CASE("numbers have separators and never a negative zero") {
  CHECK(number(0) == "0");
  CHECK(number(999) == "999");
  CHECK(number(1000) == "1,000");
  CHECK(number(1234567.89, 1) == "1,234,567.9");
  CHECK(number(-1234.5, 1) == "-1,234.5");
  CHECK(number(-0.04, 1) == "0.0");
  CHECK(number(std::numeric_limits<double>::quiet_NaN()) == "–");
  CHECK(number(std::numeric_limits<double>::infinity(), 2) == "–");
}

TEST_CASE("counts show a decimal only where it tells something") {
  CHECK(count(12) == "12");
  CHECK(count(12.42) == "12.4");
  CHECK(count(99.94) == "99.9");
  CHECK(count(1411.6) == "1,412");
  CHECK(count_column(4, false) == "4.0");
  CHECK(count_column(4, true) == "4");
  CHECK(count_column(99.96, false) == "100");
}

TEST_CASE("shares and lengths") {
  CHECK(percent(0.12645526) == "12.6 %");
  CHECK(percent(1, 0) == "100 %");
  CHECK(percent_goal(0.8) == "80 %");
  CHECK(percent_goal(0.753) == "75.3 %");
  CHECK(percent_goal(0.7996) == "80 %");
  CHECK(seconds(0) == "0 s");
  CHECK(seconds(0.04) == "0 s");
  CHECK(seconds(3.14) == "3.1 s");
  CHECK(seconds(9.96) == "10 s");
  CHECK(seconds(119.4) == "119 s");
  CHECK(seconds(120) == "2 min");
  CHECK(seconds(125) == "2 min 5 s");
  CHECK(seconds(3599.6) == "1 h");
  CHECK(seconds(4350) == "1 h 13 min");
  CHECK(seconds_column(40.774317) == "40.8");
  CHECK(seconds_column(999.96) == "1,000");
  CHECK(time_tick(0) == "0");
  CHECK(time_tick(60) == "1 min");
  CHECK(time_tick(90) == "90 s");
}

TEST_CASE("times of day") {
  CHECK(clock(0) == "00:00");
  CHECK(clock(9.5 * 3600) == "09:30");
  CHECK(clock(86400) == "24:00");
  CHECK(clock(90000) == "01:00");
  CHECK(clock(-3600) == "23:00");
}

}  // namespace uniselector::report
