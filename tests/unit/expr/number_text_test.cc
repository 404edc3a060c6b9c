// Numbers, durations and times as text: the shortest form that reads back, and strict reading.
#include "expr/value/number_text.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "support/catch.h"

using uniselector::expr::double_literal;
using uniselector::expr::double_text;
using uniselector::expr::duration_text;
using uniselector::expr::Instant;
using uniselector::expr::kMaxTimestampSeconds;
using uniselector::expr::kMinTimestampSeconds;
using uniselector::expr::read_double;
using uniselector::expr::read_duration;
using uniselector::expr::read_timestamp;
using uniselector::expr::timestamp_text;

TEST_CASE("doubles are written in the shortest form that reads back", "[expr][number]") {
  CHECK(double_text(123.456) == "123.456");
  CHECK(double_text(-4.5e-3) == "-0.0045");
  CHECK(double_text(1) == "1");
  CHECK(double_text(100) == "100");
  CHECK(double_text(-1250000) == "-1250000");
  CHECK(double_text(0.1) == "0.1");
  CHECK(double_text(0.1 + 0.2) == "0.30000000000000004");
  CHECK(double_text(1e20) == "100000000000000000000");
  CHECK(double_text(1e21) == "1e+21");
  CHECK(double_text(6.02214e23) == "6.02214e+23");
  CHECK(double_text(0.0001) == "0.0001");
  CHECK(double_text(0.00001) == "1e-05");
  CHECK(double_text(5e-324) == "5e-324");
  CHECK(double_text(-0.0) == "-0");
  CHECK(double_text(std::numeric_limits<double>::max()) == "1.7976931348623157e+308");
  CHECK(double_text(std::nan("")) == "NaN");
  CHECK(double_text(-HUGE_VAL) == "-Inf");
}

TEST_CASE("double literals say that they are doubles", "[expr][number]") {
  CHECK(double_literal(1) == "1.0");
  CHECK(double_literal(-0.0) == "-0.0");
  CHECK(double_literal(2.5) == "2.5");
  CHECK(double_literal(1e21) == "1e+21");
  CHECK(double_literal(HUGE_VAL) == "double(\"Infinity\")");
  CHECK(double_literal(std::nan("")) == "double(\"NaN\")");
}

TEST_CASE("what is written reads back as the same double", "[expr][number]") {
  for (const double value : {0.0, -0.0, 1.0, 0.1, 1e-5, 1e21, 9007199254740993.0, 5e-324, 2.5e-310,
                             1.7976931348623157e308, -123.456, 1.0 / 3}) {
    const auto read = read_double(double_text(value));
    REQUIRE(read);
    CHECK(*read == value);
    CHECK(std::signbit(*read) == std::signbit(value));
  }
}

TEST_CASE("doubles are read in full or not at all", "[expr][number]") {
  CHECK(read_double("-84.32e7") == -843200000.0);
  CHECK(read_double("+1.5") == 1.5);
  CHECK(read_double(".5") == 0.5);
  CHECK(read_double("Infinity") == HUGE_VAL);
  CHECK(read_double("-inf") == -HUGE_VAL);
  CHECK(std::isnan(read_double("NaN").value()));
  for (const char* const wrong :
       {"", "-", "+-1", "--1", " 1", "1 ", "1e", "0x10", "1,5", "nano", "in", "1.5.2", "e5"}) {
    INFO(wrong);
    CHECK_FALSE(read_double(wrong));
  }
}

TEST_CASE("too small a number is zero and too large a one is none", "[expr][number]") {
  CHECK(read_double("1e-324") == 0.0);
  CHECK(read_double("-1e-400") == 0.0);
  CHECK(read_double("1e-99999999999999999999") == 0.0);
  CHECK(read_double("0." + std::string(400, '0') + "1") == 0.0);
  CHECK_FALSE(read_double("1e400"));
  CHECK_FALSE(read_double("-1e99999999999999999999"));
  CHECK_FALSE(read_double(std::string(400, '9')));
  CHECK_FALSE(read_double("0.001e500"));
  CHECK(read_double("0e999999") == 0.0);
}

TEST_CASE("durations are sums of numbers with units", "[expr][duration]") {
  constexpr std::int64_t kSecond = 1'000'000'000;
  CHECK(read_duration("1h30m5s") == 5405 * kSecond);
  CHECK(read_duration("-1.5s") == -1'500'000'000);
  CHECK(read_duration("+250ms") == 250'000'000);
  CHECK(read_duration("0") == 0);
  CHECK(read_duration("-999999999ns") == -999'999'999);
  CHECK(read_duration("3us") == 3'000);
  CHECK(read_duration("3\xc2\xb5s") == 3'000);
  CHECK(read_duration("3\xce\xbcs") == 3'000);
  CHECK(read_duration("2m1h") == 3720 * kSecond);
  CHECK(read_duration(".5s") == kSecond / 2);
  CHECK(read_duration("0.000277777777h") == 999'999'997);
  CHECK(read_duration("1.9ns") == 1);
  CHECK(read_duration("0.123456789123456789s") == 123'456'789);
  CHECK(read_duration("1000000s") == 1'000'000 * kSecond);
}

TEST_CASE("a duration that is none or does not fit is not read", "[expr][duration]") {
  CHECK(read_duration("9223372036854775807ns") == INT64_MAX);
  CHECK(read_duration("-9223372036854775808ns") == INT64_MIN);
  for (const char* const wrong :
       {"", "-", "1", "1.s.", "s", ".s", "1x", "1h30", "1 s", "- 1s", "320000000000s",
        "-320000000000s", "9223372036854775808ns", "-9223372036854775809ns",
        "99999999999999999999999h", "9223372036s855ms", "1d", "--1s", "inf"}) {
    INFO(wrong);
    CHECK_FALSE(read_duration(wrong));
  }
}

TEST_CASE("durations are written in seconds", "[expr][duration]") {
  CHECK(duration_text(0) == "0s");
  CHECK(duration_text(90'000'000'000) == "90s");
  CHECK(duration_text(250'000'000) == "0.25s");
  CHECK(duration_text(-1'000'000'001) == "-1.000000001s");
  CHECK(duration_text(INT64_MIN) == "-9223372036.854775808s");
}

TEST_CASE("times are read as RFC 3339", "[expr][timestamp]") {
  const auto at = [](std::string_view text) {
    const auto instant = read_timestamp(text);
    INFO(text);
    REQUIRE(instant);
    return *instant;
  };
  CHECK(at("2009-02-13T23:31:30Z").seconds == 1'234'567'890);
  CHECK(at("2009-02-14T00:31:30+01:00").seconds == 1'234'567'890);
  CHECK(at("2009-02-13T18:01:30-05:30").seconds == 1'234'567'890);
  CHECK(at("2009-02-13t23:31:30z").seconds == 1'234'567'890);
  CHECK(at("1969-12-31T23:59:59.25Z").seconds == -1);
  CHECK(at("1969-12-31T23:59:59.25Z").nanoseconds == 250'000'000);
  CHECK(at("2000-01-01T00:00:00.1234567899Z").nanoseconds == 123'456'789);
  CHECK(at("0001-01-01T00:00:00Z").seconds == kMinTimestampSeconds);
  CHECK(at("9999-12-31T23:59:59.999999999Z").seconds == kMaxTimestampSeconds);
  CHECK(at("2024-02-29T00:00:00Z").seconds == 1'709'164'800);
}

TEST_CASE("a time that does not exist is not read", "[expr][timestamp]") {
  for (const char* const wrong : {"",
                                  "2009-02-13",
                                  "2009-02-13T23:31:30",
                                  "2009-02-13T23:31Z",
                                  "2009-2-13T23:31:30Z",
                                  "2023-02-29T00:00:00Z",
                                  "2009-13-01T00:00:00Z",
                                  "2009-00-01T00:00:00Z",
                                  "2009-02-00T00:00:00Z",
                                  "2009-02-13T24:00:00Z",
                                  "2009-02-13T23:60:00Z",
                                  "2009-02-13T23:31:60Z",
                                  "2009-02-13 23:31:30Z",
                                  "2009-02-13T23:31:30.Z",
                                  "2009-02-13T23:31:30+0100",
                                  "2009-02-13T23:31:30+24:00",
                                  "2009-02-13T23:31:30+01:60",
                                  "2009-02-13T23:31:30Zx",
                                  "0000-01-01T00:00:00Z",
                                  "10000-01-01T00:00:00Z",
                                  "0001-01-01T00:00:00+01:00",
                                  "9999-12-31T23:59:59-00:01",
                                  "-009-02-13T23:31:30Z"}) {
    INFO(wrong);
    CHECK_FALSE(read_timestamp(wrong));
  }
}

TEST_CASE("times are written in UTC with the fraction that is needed", "[expr][timestamp]") {
  CHECK(timestamp_text({1'234'567'890, 0}) == "2009-02-13T23:31:30Z");
  CHECK(timestamp_text({kMaxTimestampSeconds, 999'999'999}) == "9999-12-31T23:59:59.999999999Z");
  CHECK(timestamp_text({kMinTimestampSeconds, 20'000'000}) == "0001-01-01T00:00:00.02Z");
  CHECK(timestamp_text({-1, 0}) == "1969-12-31T23:59:59Z");
}
