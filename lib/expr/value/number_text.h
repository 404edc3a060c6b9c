// Numbers, times and durations as the language writes and reads them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace uniselector::expr {

/// The shortest text that reads back exactly, as string(double) gives it: "1", "1.5", "1e+21",
/// "NaN", "+Inf", "-Inf". With an exponent below 1e-4 and from 1e21 on.
std::string double_text(double value);
/// An expression that yields the same double: "1.0", "1e+21"; what has no literal is a conversion,
/// double("NaN"), double("-Infinity").
std::string double_literal(double value);
/// Decimal, with an optional sign, fraction and exponent, or "NaN", "Infinity", "inf" in any case.
/// Too small is zero; nothing for what is too large.
std::optional<double> read_double(std::string_view text);

/// "1h30m5s", "-1.5s", "250ms": sign, then numbers with units h m s ms us ns; or "0". Nanoseconds;
/// what is smaller is cut off.
std::optional<std::int64_t> read_duration(std::string_view text);
/// Seconds with the fraction that is needed: "90s", "0.25s", "-1.000000001s".
std::string duration_text(std::int64_t nanoseconds);

struct Instant {
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;
};
/// RFC 3339 with a zone, the years 0001 to 9999; digits beyond nanoseconds are cut off.
std::optional<Instant> read_timestamp(std::string_view text);
/// RFC 3339 in UTC with the fraction that is needed: "2009-02-13T23:31:30Z".
std::string timestamp_text(const Instant& instant);
inline constexpr std::int64_t kMinTimestampSeconds = -62'135'596'800;  ///< 0001-01-01
inline constexpr std::int64_t kMaxTimestampSeconds = 253'402'300'799;  ///< 9999-12-31T23:59:59

}  // namespace uniselector::expr
