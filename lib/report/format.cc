// Bodies of format.h. fmt formats numbers without a locale unless asked, so output is stable.
#include "report/format.h"

#include <cmath>

#include <fmt/format.h>

namespace uniselector::report {

namespace {

constexpr const char* kNone = "–";

std::string with_separators(std::string digits) {
  const std::size_t start = digits.starts_with('-') ? 1 : 0;
  std::size_t point = digits.find('.');
  if (point == std::string::npos) point = digits.size();
  for (std::size_t at = point; at > start + 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

}  // namespace

std::string number(double value, int decimals) {
  if (!std::isfinite(value)) return kNone;
  const double half_unit = 0.5 * std::pow(10.0, -decimals);
  if (std::abs(value) < half_unit) value = 0;  // never "-0"
  return with_separators(fmt::format("{:.{}f}", value, decimals));
}

std::string count(double value) {
  const bool whole = std::abs(value - std::round(value)) < 0.05;
  return number(value, std::abs(value) >= 100 || whole ? 0 : 1);
}

std::string count_column(double value, bool whole) {
  return number(value, whole || std::abs(value) >= 99.95 ? 0 : 1);
}

std::string percent(double share, int decimals) {
  return std::isfinite(share) ? number(100 * share, decimals) + " %" : kNone;
}

std::string percent_goal(double share) {
  const bool whole = std::abs(100 * share - std::round(100 * share)) < 0.05;
  return percent(share, whole ? 0 : 1);
}

std::string seconds(double value) {
  if (!std::isfinite(value)) return kNone;
  if (value < 9.95) return number(value, value < 0.05 ? 0 : 1) + " s";
  const auto whole = static_cast<long long>(std::llround(value));
  if (whole < 120) return fmt::format("{} s", whole);
  if (whole < 3600) {
    return whole % 60 == 0 ? fmt::format("{} min", whole / 60)
                           : fmt::format("{} min {} s", whole / 60, whole % 60);
  }
  const long long minutes = (whole + 30) / 60;
  return minutes % 60 == 0
             ? fmt::format("{} h", number(static_cast<double>(minutes / 60)))
             : fmt::format("{} h {} min", number(static_cast<double>(minutes / 60)), minutes % 60);
}

std::string seconds_column(double value) { return number(value, std::abs(value) < 999.95 ? 1 : 0); }

std::string time_tick(double value) {
  if (value == 0) return "0";
  return value == 60 ? "1 min" : seconds(value);
}

std::string clock(double seconds_of_day) {
  if (!std::isfinite(seconds_of_day)) return kNone;
  long long minutes = std::llround(seconds_of_day / 60);
  if (minutes != 1440) minutes = ((minutes % 1440) + 1440) % 1440;
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

}  // namespace uniselector::report
