// Time as the engine sees it: nanoseconds UTC that the host gives with every call.
//
// The library never reads a clock. `Time` is a point (nanoseconds since 1970-01-01 UTC, leap
// seconds not counted), `Duration` a length; both are std::chrono types, so `20s`, `5min` and
// arithmetic work as everywhere. Text forms: durations "250ms", "20s", "5m", "4h", "2d", also
// joined ("5m1s"); points in RFC 3339 ("2026-03-02T09:00:00+01:00"). Pure functions.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <uniselector/export.h>
#include <uniselector/status.h>

namespace uniselector {

using Duration = std::chrono::nanoseconds;
using Time = std::chrono::sys_time<Duration>;

/// The time `ns` nanoseconds after 1970-01-01 UTC.
constexpr Time time_from_ns(std::int64_t ns) { return Time(Duration(ns)); }
constexpr std::int64_t to_ns(Time t) { return t.time_since_epoch().count(); }
constexpr std::int64_t to_ns(Duration d) { return d.count(); }

/// The times that the library works with, both inclusive: 1970-01-01T00:00:00Z and
/// 2100-01-01T00:00:00Z. A time outside answers OutOfRange. Within it a time plus or minus any
/// length that is accepted anywhere (36,500 days) fits into 64 bits, and order is exact.
inline constexpr Time kMinTime{};
inline constexpr Time kMaxTime{std::chrono::sys_days{std::chrono::year{2100} / 1 / 1}};
static_assert(to_ns(kMaxTime) < std::int64_t{1} << 62 && to_ns(kMinTime) >= 0);

/// Reads "1h30m", "20s", "250ms", "0". Units ns us ms s m h d; every number may have a fraction.
/// Negative lengths, unknown units and lengths above 36,500 days answer InvalidArgument.
UNISELECTOR_API Result<Duration> parse_duration(std::string_view text);
/// The shortest exact form: "1h30m", "20s", "250ms", "0s".
UNISELECTOR_API std::string to_string(Duration length);
/// Reads RFC 3339 with a zone ("Z" or an offset), from kMinTime to kMaxTime. InvalidArgument names
/// the character at which the text goes wrong.
UNISELECTOR_API Result<Time> parse_time(std::string_view text);
/// RFC 3339 in UTC with as many fraction digits as needed.
UNISELECTOR_API std::string to_string(Time point);

}  // namespace uniselector
