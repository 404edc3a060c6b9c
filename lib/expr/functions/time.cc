// Parts of timestamps, in UTC or in a zone, and of durations. Months, days of the year, of the
// month (getDayOfMonth) and of the week count from 0, the week from Sunday; getDate counts from 1.
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/zone.h"
#include "expr/functions/declare.h"
#include "expr/functions/libraries.h"

namespace uniselector::expr {
namespace {

/// Units for reading a zone of the database during an evaluation. Constant zones are read when the
/// expression is compiled.
constexpr std::uint64_t kZoneCost = 10'000;
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;

enum class Part : std::uint8_t {
  kYear,
  kMonth,
  kDayOfYear,
  kDayOfMonth,
  kDate,
  kDayOfWeek,
  kHours,
  kMinutes,
  kSeconds,
  kMilliseconds,
};

std::int64_t day_part(Part part, std::chrono::sys_days day) {
  const std::chrono::year_month_day date{day};
  switch (part) {
    case Part::kYear: return static_cast<int>(date.year());
    case Part::kMonth: return static_cast<unsigned>(date.month()) - 1;
    case Part::kDayOfYear: {
      const std::chrono::sys_days first{date.year() / std::chrono::January / 1};
      return (day - first).count();
    }
    case Part::kDayOfMonth: return static_cast<unsigned>(date.day()) - 1;
    case Part::kDate: return static_cast<unsigned>(date.day());
    default: return std::chrono::weekday{day}.c_encoding();
  }
}

/// A part of the time that a clock shows, `local` in seconds since 1970 of that clock.
Value part_of(Part part, std::int64_t local, std::uint32_t nanoseconds) {
  const std::chrono::sys_seconds point{std::chrono::seconds{local}};
  const auto day = std::chrono::floor<std::chrono::days>(point);
  const std::int64_t second = (point - day).count();
  switch (part) {
    case Part::kHours: return Value::integer(second / 3600);
    case Part::kMinutes: return Value::integer(second / 60 % 60);
    case Part::kSeconds: return Value::integer(second % 60);
    case Part::kMilliseconds: return Value::integer(nanoseconds / kMillisecond);
    default: return Value::integer(day_part(part, day));
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The zone by its name in the database, or by its offset, which may lack the sign: "02:00".
Result<base::Zone> load_zone(std::string_view name) {
  if (!name.empty() && is_digit(name.front())) return base::Zone::load("+" + std::string(name));
  return base::Zone::load(name);
}
/// Names of the database have no colon; UTC is not read from there.
bool is_read(std::string_view name) {
  return name != "UTC" && name.find(':') == std::string_view::npos;
}

template <Part part>
Value in_utc(CallFrame&, const Value* a, std::size_t) {
  return part_of(part, a[0].timestamp_seconds(), a[0].timestamp_nanoseconds());
}

template <Part part>
Value in_zone(CallFrame& call, const Value* a, std::size_t) {
  const std::int64_t seconds = a[0].timestamp_seconds();
  const std::uint32_t nanoseconds = a[0].timestamp_nanoseconds();
  if (const auto* const zone = static_cast<const base::Zone*>(call.state()); zone != nullptr) {
    return part_of(part, zone->to_local(seconds), nanoseconds);
  }
  const std::string_view name = a[1].as_string();
  if (is_read(name) && !call.charge(kZoneCost)) return call.budget_error();
  const auto zone = load_zone(name);
  if (!zone.ok()) return call.error("unknown time zone: " + zone.status().message());
  return part_of(part, zone->to_local(seconds), nanoseconds);
}

std::shared_ptr<const void> prepare_zone(std::span<const Value> constants, const Limits&,
                                         std::string* problem) {
  if (constants.size() != 2 || !constants[1].is(ValueKind::kString)) return nullptr;
  auto zone = load_zone(constants[1].as_string());
  if (zone.ok()) return std::make_shared<const base::Zone>(std::move(zone).value());
  *problem = "unknown time zone: " + zone.status().message();
  return nullptr;
}

/// The whole length in that unit; of milliseconds those beyond the second.
template <Part part>
Value of_duration(CallFrame&, const Value* a, std::size_t) {
  const std::int64_t length = a[0].as_duration();
  switch (part) {
    case Part::kHours: return Value::integer(length / (3600 * kSecond));
    case Part::kMinutes: return Value::integer(length / (60 * kSecond));
    case Part::kSeconds: return Value::integer(length / kSecond);
    default: return Value::integer(length / kMillisecond % 1000);
  }
}

template <Part part>
void add_part(Declarations& to, const char* function, const std::string& id,
              const std::string& zone_id) {
  declare(to, {.function = function,
               .id = id,
               .receiver = true,
               .parameters = {Type::timestamp()},
               .result = Type::integer(),
               .native = in_utc<part>});
  declare(to, {.function = function,
               .id = zone_id,
               .receiver = true,
               .parameters = {Type::timestamp(), Type::string()},
               .result = Type::integer(),
               .native = in_zone<part>,
               .prepare = prepare_zone});
}

template <Part part>
void add_duration_part(Declarations& to, const char* function, const char* id) {
  declare(to, {.function = function,
               .id = id,
               .receiver = true,
               .parameters = {Type::duration()},
               .result = Type::integer(),
               .native = of_duration<part>});
}

}  // namespace

void add_time(Declarations& declarations) {
  Declarations& to = declarations;
  add_part<Part::kYear>(to, "getFullYear", "timestamp_to_year", "timestamp_to_year_with_tz");
  add_part<Part::kMonth>(to, "getMonth", "timestamp_to_month", "timestamp_to_month_with_tz");
  add_part<Part::kDayOfYear>(to, "getDayOfYear", "timestamp_to_day_of_year",
                             "timestamp_to_day_of_year_with_tz");
  add_part<Part::kDayOfMonth>(to, "getDayOfMonth", "timestamp_to_day_of_month",
                              "timestamp_to_day_of_month_with_tz");
  add_part<Part::kDate>(to, "getDate", "timestamp_to_day_of_month_1_based",
                        "timestamp_to_day_of_month_1_based_with_tz");
  add_part<Part::kDayOfWeek>(to, "getDayOfWeek", "timestamp_to_day_of_week",
                             "timestamp_to_day_of_week_with_tz");
  add_part<Part::kHours>(to, "getHours", "timestamp_to_hours", "timestamp_to_hours_with_tz");
  add_part<Part::kMinutes>(to, "getMinutes", "timestamp_to_minutes",
                           "timestamp_to_minutes_with_tz");
  // The other runtimes leave out "with" here.
  add_part<Part::kSeconds>(to, "getSeconds", "timestamp_to_seconds", "timestamp_to_seconds_tz");
  add_part<Part::kMilliseconds>(to, "getMilliseconds", "timestamp_to_milliseconds",
                                "timestamp_to_milliseconds_with_tz");
  add_duration_part<Part::kHours>(to, "getHours", "duration_to_hours");
  add_duration_part<Part::kMinutes>(to, "getMinutes", "duration_to_minutes");
  add_duration_part<Part::kSeconds>(to, "getSeconds", "duration_to_seconds");
  add_duration_part<Part::kMilliseconds>(to, "getMilliseconds", "duration_to_milliseconds");
}

}  // namespace uniselector::expr
