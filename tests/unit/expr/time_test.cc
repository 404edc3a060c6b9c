// Parts of times in UTC and in zones, and of durations, as the public suite has them.
#include <cstdint>
#include <string>

#include "expr/value/number_text.h"
#include "function_call.h"
#include "support/catch.h"

using namespace uniselector::expr;
using uniselector::StatusCode;

namespace {

Value at(std::string_view text) {
  const auto instant = read_timestamp(text);
  REQUIRE(instant);
  return Value::timestamp(instant->seconds, instant->nanoseconds);
}

}  // namespace

TEST_CASE("parts of a time in UTC", "[expr][time]") {
  FunctionCalls call;
  const Value time = at("2009-02-13T23:31:20.123456789Z");
  const auto part = [&](std::string_view id) { return call(id, {time}).as_int(); };
  CHECK(part("timestamp_to_year") == 2009);
  CHECK(part("timestamp_to_month") == 1);
  CHECK(part("timestamp_to_day_of_year") == 43);
  CHECK(part("timestamp_to_day_of_month") == 12);
  CHECK(part("timestamp_to_day_of_month_1_based") == 13);
  CHECK(part("timestamp_to_day_of_week") == 5);
  CHECK(part("timestamp_to_hours") == 23);
  CHECK(part("timestamp_to_minutes") == 31);
  CHECK(part("timestamp_to_seconds") == 20);
  CHECK(part("timestamp_to_milliseconds") == 123);
}

TEST_CASE("parts of times before 1970 and at the ends", "[expr][time]") {
  FunctionCalls call;
  CHECK(call("timestamp_to_seconds", {at("1969-12-31T23:59:58Z")}).as_int() == 58);
  CHECK(call("timestamp_to_day_of_week", {at("1969-12-28T00:00:00Z")}).as_int() == 0);
  CHECK(call("timestamp_to_day_of_year", {at("2024-12-31T00:00:00Z")}).as_int() == 365);
  CHECK(call("timestamp_to_year", {at("0001-01-01T00:00:00Z")}).as_int() == 1);
  // Clocks of a zone may already, or still, show a year that timestamps do not have.
  CHECK(call("timestamp_to_year_with_tz", {at("9999-12-31T23:59:59Z"), s("+01:00")}).as_int() ==
        10'000);
  CHECK(call("timestamp_to_year_with_tz", {at("0001-01-01T00:00:00Z"), s("-01:00")}).as_int() == 0);
}

TEST_CASE("parts of a time in a zone", "[expr][time]") {
  FunctionCalls call;
  const Value evening = at("2009-02-13T23:31:30Z");
  const Value night = at("2009-02-13T02:00:00Z");
  const auto part = [&](std::string_view id, const Value& time, std::string_view zone) {
    return call(id, {time, s(zone)}).as_int();
  };
  CHECK(part("timestamp_to_day_of_month_1_based_with_tz", evening, "Australia/Sydney") == 14);
  CHECK(part("timestamp_to_day_of_month_with_tz", evening, "US/Central") == 12);
  CHECK(part("timestamp_to_day_of_month_with_tz", evening, "+11:00") == 13);
  CHECK(part("timestamp_to_day_of_month_with_tz", night, "-02:30") == 11);
  CHECK(part("timestamp_to_day_of_month_with_tz", night, "America/St_Johns") == 11);
  CHECK(part("timestamp_to_day_of_week_with_tz", evening, "UTC") == 5);
  CHECK(part("timestamp_to_day_of_year_with_tz", evening, "US/Central") == 43);
  CHECK(part("timestamp_to_year_with_tz", evening, "-09:30") == 2009);
  CHECK(part("timestamp_to_hours_with_tz", evening, "02:00") == 1);
  CHECK(part("timestamp_to_minutes_with_tz", evening, "Asia/Kathmandu") == 16);
  CHECK(part("timestamp_to_month_with_tz", evening, "UTC") == 1);
  CHECK(part("timestamp_to_seconds_tz", evening, "-00:00") == 30);
  CHECK(part("timestamp_to_milliseconds_with_tz", evening, "+05:30") == 0);
  // Summer time.
  CHECK(part("timestamp_to_hours_with_tz", at("2026-07-01T12:00:00Z"), "Europe/Paris") == 14);
  CHECK(part("timestamp_to_hours_with_tz", at("2026-01-01T12:00:00Z"), "Europe/Paris") == 13);
}

TEST_CASE("a constant zone is read once", "[expr][time]") {
  FunctionCalls call;
  const Value time = at("2009-02-13T23:31:30Z");
  const Value paris = s("Europe/Paris");
  CHECK(call.prepared("timestamp_to_hours_with_tz", {Value(), paris}, {time, paris}).as_int() == 0);
  CHECK(call.spent() == 0);
  CHECK(call("timestamp_to_hours_with_tz", {time, paris}).as_int() == 0);
  CHECK(call.spent() > 0);
  CHECK(call("timestamp_to_hours_with_tz", {time, s("+01:00")}).as_int() == 0);
  CHECK(call.spent() == 0);
}

TEST_CASE("a zone that there is not says so", "[expr][time]") {
  FunctionCalls call;
  const Value time = at("2009-02-13T23:31:30Z");
  for (const char* const wrong : {"", "Mars/Olympus", "25:00", "+5:00", "../passwd", "1"}) {
    INFO(wrong);
    const Value value = call("timestamp_to_hours_with_tz", {time, s(wrong)});
    REQUIRE(value.is(ValueKind::kError));
    CHECK(value.as_error().code == StatusCode::kInvalidArgument);
  }
  CHECK(call.problem("timestamp_to_hours_with_tz", {Value(), s("Mars/Olympus")})
            .starts_with("unknown time zone: found 'Mars/Olympus'"));
  call.budget(100);
  const Value stopped = call("timestamp_to_hours_with_tz", {time, s("Europe/Paris")});
  REQUIRE(stopped.is(ValueKind::kError));
  CHECK(stopped.as_error().code == StatusCode::kResourceExhausted);
}

TEST_CASE("durations are told in whole units, and in milliseconds beyond the second",
          "[expr][time]") {
  FunctionCalls call;
  constexpr std::int64_t kSecond = 1'000'000'000;
  CHECK(call("duration_to_hours", {Value::duration(10'000 * kSecond)}).as_int() == 2);
  CHECK(call("duration_to_minutes", {Value::duration(3730 * kSecond)}).as_int() == 62);
  CHECK(call("duration_to_seconds", {Value::duration(3730 * kSecond)}).as_int() == 3730);
  CHECK(call("duration_to_milliseconds", {Value::duration(123'321'456'789)}).as_int() == 321);
  CHECK(call("duration_to_milliseconds", {Value::duration(-1'500'000'000)}).as_int() == -500);
  CHECK(call("duration_to_hours", {Value::duration(-5400 * kSecond)}).as_int() == -1);
}

TEST_CASE("every part is declared for times, zones and durations", "[expr][time]") {
  FunctionCalls call;
  const auto count = [&call](std::string_view name) {
    return call.declarations().find_function(name).size();
  };
  for (const char* const name :
       {"getFullYear", "getMonth", "getDayOfYear", "getDayOfMonth", "getDate", "getDayOfWeek"}) {
    CHECK(count(name) == 2);
  }
  for (const char* const name : {"getHours", "getMinutes", "getSeconds", "getMilliseconds"}) {
    CHECK(count(name) == 3);
  }
}
