// The text forms of durations and times: exact, strict, and the same in both directions.
#include <uniselector/time.h>

#include <limits>

#include "base/prng.h"
#include "support/catch.h"

using namespace uniselector;
using namespace std::chrono_literals;

namespace {

std::int64_t ns_of(std::string_view text) {
  const auto value = parse_duration(text);
  return value.ok() ? value->count() : -1;
}

std::string problem_of(std::string_view text) { return parse_duration(text).status().message(); }

std::string time_problem(std::string_view text) { return parse_time(text).status().message(); }

std::string utc(std::string_view text) {
  const auto value = parse_time(text);
  return value.ok() ? to_string(*value) : value.status().message();
}

}  // namespace

TEST_CASE("durations are read exactly", "[base][time]") {
  CHECK(ns_of("0") == 0);
  CHECK(ns_of("0s") == 0);
  CHECK(ns_of("20s") == 20'000'000'000);
  CHECK(ns_of("250ms") == 250'000'000);
  CHECK(ns_of("1h30m") == 5'400'000'000'000);
  CHECK(ns_of("5m1s") == 301'000'000'000);
  CHECK(ns_of("1d2h3m4s5ms6us7ns") == 93'784'005'006'007);
  CHECK(ns_of("0.1s") == 100'000'000);
  CHECK(ns_of("1.000000001s") == 1'000'000'001);
  CHECK(ns_of("0.3us") == 300);
  CHECK(ns_of("2.50m") == 150'000'000'000);
  CHECK(ns_of("36500d") == 36500 * std::int64_t{86'400'000'000'000});
  CHECK(ns_of("90s") == 90'000'000'000);
}

TEST_CASE("what cannot be a duration is refused with the place", "[base][time]") {
  CHECK(problem_of("") ==
        "duration '': at character 1 found the end, expected a number and a unit, as in 20s or "
        "1h30m");
  CHECK(problem_of("5") ==
        "duration '5': at character 2 found the end, expected a unit: d, h, m, s, ms, us or ns");
  CHECK(problem_of("5x") ==
        "duration '5x': at character 2 found 'x', expected a unit: d, h, m, s, ms, us or ns");
  CHECK(problem_of("5 s") ==
        "duration '5 s': at character 2 found ' s', expected a unit: d, h, m, s, ms, us or ns");
  CHECK(problem_of("-5s") == "duration '-5s': it is negative");
  CHECK(problem_of("1m1h") ==
        "duration '1m1h': at character 4 found 'h', expected units from large to small, each once");
  CHECK(problem_of("1s1s") ==
        "duration '1s1s': at character 4 found 's', expected units from large to small, each once");
  CHECK(problem_of("1.s") ==
        "duration '1.s': at character 3 found 's', expected a digit after the point");
  CHECK(problem_of("0.1ns") ==
        "duration '0.1ns': at character 1 found '0.1ns', expected a whole number of nanoseconds");
  CHECK(problem_of("36501d") == "duration '36501d': it is longer than 36500 days");
  CHECK(problem_of("36500d1ns") == "duration '36500d1ns': it is longer than 36500 days");
  CHECK(problem_of("9999999999999999999s") ==
        "duration '9999999999999999999s': at character 1 found '9999999999999999', expected a "
        "number of "
        "at most 18 digits");
  CHECK(problem_of("999999999999999999d") ==
        "duration '999999999999999999d': it is longer than 36500 days");
  CHECK(problem_of("s") == "duration 's': at character 1 found 's', expected a digit");
}

TEST_CASE("durations are written in their shortest exact form", "[base][time]") {
  CHECK(to_string(Duration(0)) == "0s");
  CHECK(to_string(Duration(20s)) == "20s");
  CHECK(to_string(Duration(90s)) == "1m30s");
  CHECK(to_string(Duration(90min)) == "1h30m");
  CHECK(to_string(Duration(48h)) == "2d");
  CHECK(to_string(Duration(49h)) == "2d1h");
  CHECK(to_string(Duration(250ms)) == "250ms");
  CHECK(to_string(Duration(1500us)) == "1.5ms");
  CHECK(to_string(Duration(1500ns)) == "1.5us");
  CHECK(to_string(Duration(7ns)) == "7ns");
  CHECK(to_string(Duration(1250ms)) == "1.25s");
  CHECK(to_string(Duration(60s + 1ns)) == "1m0.000000001s");
  CHECK(to_string(Duration(-90s)) == "-1m30s");
  CHECK(to_string(Duration(std::numeric_limits<std::int64_t>::min())) ==
        "-106751d23h47m16.854775808s");
}

TEST_CASE("a written duration reads back as itself", "[base][time]") {
  base::Prng prng(17);
  for (int i = 0; i < 20'000; ++i) {
    // Every magnitude from nanoseconds to a century.
    const auto limit = std::uint64_t{3'153'600'000'000'000'000} >> prng.below(60);
    const Duration length(static_cast<std::int64_t>(prng.below(limit + 1)));
    const auto read = parse_duration(to_string(length));
    REQUIRE(read.ok());
    REQUIRE(*read == length);
  }
}

TEST_CASE("times are RFC 3339 with a zone", "[base][time]") {
  CHECK(utc("2026-03-02T09:00:00+01:00") == "2026-03-02T08:00:00Z");
  CHECK(utc("2026-03-02t09:00:00z") == "2026-03-02T09:00:00Z");
  CHECK(utc("2026-03-02 09:00:00Z") == "2026-03-02T09:00:00Z");
  CHECK(utc("2026-12-31T23:30:00-05:45") == "2027-01-01T05:15:00Z");
  CHECK(utc("2024-02-29T00:00:00.5Z") == "2024-02-29T00:00:00.5Z");
  CHECK(utc("2026-03-02T09:00:00.123456789Z") == "2026-03-02T09:00:00.123456789Z");
  CHECK(utc("2026-03-02T09:00:00.1234567890Z") == "2026-03-02T09:00:00.123456789Z");
  CHECK(utc("1969-12-31T19:00:00-05:00") == "1970-01-01T00:00:00Z");
  CHECK(utc("2100-01-01T00:00:00Z") == "2100-01-01T00:00:00Z");
  CHECK(utc("2100-01-01T05:45:00+05:45") == "2100-01-01T00:00:00Z");
  CHECK(to_ns(*parse_time("1970-01-01T00:00:00Z")) == 0);
  CHECK(to_ns(*parse_time("2001-09-09T01:46:40Z")) == 1'000'000'000'000'000'000);
}

TEST_CASE("what is no time is refused with the place", "[base][time]") {
  CHECK(
      time_problem("2026-03-02T09:00:00") ==
      "time '2026-03-02T09:00:00': at character 20 found the end, expected the zone: Z, +hh:mm or "
      "-hh:mm");
  CHECK(time_problem("2026-02-29T00:00:00Z") ==
        "time '2026-02-29T00:00:00Z': at character 9 found '29T00:00:00Z', expected a day of that "
        "month");
  CHECK(time_problem("2026-13-01T00:00:00Z") ==
        "time '2026-13-01T00:00:00Z': at character 6 found '13-01T00:00:00Z', expected a month, "
        "01..12");
  CHECK(time_problem("1899-12-31T00:00:00Z") ==
        "time '1899-12-31T00:00:00Z': at character 1 found '1899-12-31T00:00', expected a year, "
        "1970..2100");
  CHECK(time_problem("2026-03-02T24:00:00Z") ==
        "time '2026-03-02T24:00:00Z': at character 12 found '24:00:00Z', expected hours, 00..23");
  CHECK(
      time_problem("2016-12-31T23:59:60Z") ==
      "time '2016-12-31T23:59:60Z': at character 18 found '60Z', expected seconds, 00..59 (no leap "
      "seconds)");
  CHECK_FALSE(parse_time("2026-03-02T09:00:00.1234567891Z").ok());
  CHECK_FALSE(parse_time("2026-03-02T09:00:00+24:00").ok());
  CHECK_FALSE(parse_time("2026-03-02T09:00:00+0100").ok());
  CHECK_FALSE(parse_time("2026-03-02T09:00:00Zjunk").ok());
  CHECK_FALSE(parse_time("2026-3-2T09:00:00Z").ok());
  CHECK_FALSE(parse_time("").ok());
  CHECK_FALSE(parse_time("2026-03-02").ok());
}

TEST_CASE("times outside the range of the library are refused", "[base][time]") {
  CHECK(time_problem("1969-12-31T23:59:59.999999999Z") ==
        "time '1969-12-31T23:59:59.999999999Z': it lies outside 1970-01-01T00:00:00Z to "
        "2100-01-01T00:00:00Z");
  CHECK_FALSE(parse_time("1970-01-01T00:00:00+00:01").ok());
  CHECK_FALSE(parse_time("2100-01-01T00:00:00.000000001Z").ok());
  CHECK_FALSE(parse_time("2099-12-31T23:59:59-00:01").ok());
  CHECK(*parse_time("1970-01-01T00:00:00Z") == kMinTime);
  CHECK(*parse_time("2100-01-01T00:00:00Z") == kMaxTime);
}

TEST_CASE("the ends of the number range have a text", "[base][time]") {
  CHECK(to_string(Time::min()) == "1677-09-21T00:12:43.145224192Z");
  CHECK(to_string(Time::max()) == "2262-04-11T23:47:16.854775807Z");
}

TEST_CASE("a written time reads back as itself", "[base][time]") {
  base::Prng prng(18);
  for (int i = 0; i < 20'000; ++i) {
    auto ns = static_cast<std::int64_t>(prng.below(static_cast<std::uint64_t>(to_ns(kMaxTime))));
    if (i % 2 == 0) ns -= ns % 1'000'000'000;
    const auto read = parse_time(to_string(time_from_ns(ns)));
    REQUIRE(read.ok());
    REQUIRE(to_ns(*read) == ns);
  }
}
