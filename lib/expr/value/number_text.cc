// See the header. Nothing here depends on a locale: std::to_chars and std::from_chars do not.
#include "expr/value/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace uniselector::expr {
namespace {

// The layout is that of Go's %v, which other runtimes share up to the upper bound.
constexpr int kLeastPlainExponent = -4;
constexpr int kFirstLargeExponent = 21;
constexpr std::int64_t kSecond = 1'000'000'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The digits of a fraction of a second without trailing zeros, after a point; empty for none.
std::string fraction_text(std::uint32_t nanoseconds) {
  if (nanoseconds == 0) return {};
  std::string text = fmt::format(".{:09}", nanoseconds);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

/// Digits with a point, or with zeros, where the exponent puts them: "15", 1 -> "15"; "15", -1 ->
/// "0.15".
std::string plain(std::string_view digits, int exponent) {
  if (exponent < 0) {
    std::string text = "0.";
    text.append(static_cast<std::size_t>(-exponent - 1), '0');
    return text.append(digits);
  }
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  std::string text(digits.substr(0, whole));
  if (digits.size() <= whole) return text.append(whole - digits.size(), '0');
  return text.append(1, '.').append(digits.substr(whole));
}

bool same_word(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

/// Whether a decimal number that no double is near is too large, rather than too small.
bool is_large(std::string_view text) {
  // The place of the first digit that counts, relative to the point.
  std::int64_t place = 0;
  bool point = false;
  bool found = false;
  std::size_t at = 0;
  for (; at < text.size() && text[at] != 'e' && text[at] != 'E'; ++at) {
    if (text[at] == '.') {
      point = true;
    } else if (found || text[at] != '0') {
      found = true;
      if (!point) ++place;
    } else if (point) {
      --place;
    }
  }
  if (at == text.size()) return place > 0;
  const bool negative = text.substr(at + 1).starts_with('-');
  std::int64_t exponent = 0;
  for (++at; at < text.size(); ++at) {
    if (is_digit(text[at]))
      exponent = std::min<std::int64_t>(exponent * 10 + text[at] - '0', 1'000'000'000);
  }
  return place + (negative ? -exponent : exponent) > 0;
}

/// Reads digits off the front, up to `most` of them; nothing when there is none.
std::optional<std::int64_t> take_digits(std::string_view* text, std::size_t least,
                                        std::size_t most) {
  std::int64_t value = 0;
  std::size_t count = 0;
  while (count < most && count < text->size() && is_digit((*text)[count])) {
    value = value * 10 + ((*text)[count] - '0');
    ++count;
  }
  if (count < least) return std::nullopt;
  text->remove_prefix(count);
  return value;
}

bool take(std::string_view* text, std::string_view word) {
  if (!text->starts_with(word)) return false;
  text->remove_prefix(word.size());
  return true;
}

/// A fraction of `digits` digits after the point as nanoseconds of a second.
std::uint32_t take_nanoseconds(std::string_view* text) {
  std::uint32_t value = 0;
  std::uint32_t unit = 100'000'000;
  while (!text->empty() && is_digit(text->front())) {
    value += static_cast<std::uint32_t>(text->front() - '0') * unit;
    unit /= 10;
    text->remove_prefix(1);
  }
  return value;
}

/// "Z", "+05:30": seconds east of UTC, to the end of the text.
std::optional<std::int64_t> read_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const bool west = text[0] == '-';
  text.remove_prefix(1);
  const auto hours = take_digits(&text, 2, 2);
  if (!hours || *hours > 23 || !take(&text, ":")) return std::nullopt;
  const auto minutes = take_digits(&text, 2, 2);
  if (!minutes || *minutes > 59 || !text.empty()) return std::nullopt;
  const std::int64_t seconds = *hours * 3600 + *minutes * 60;
  return west ? -seconds : seconds;
}

/// "2009-02-13": days since 1970, off the front.
std::optional<std::int64_t> take_date(std::string_view* text) {
  const auto year = take_digits(text, 4, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  const auto month = take_digits(text, 2, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = take_digits(text, 2, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

/// "23:31:30": seconds of the day, off the front. There is no leap second.
std::optional<std::int64_t> take_time(std::string_view* text) {
  const auto hour = take_digits(text, 2, 2);
  if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
  const auto minute = take_digits(text, 2, 2);
  if (!minute || *minute > 59 || !take(text, ":")) return std::nullopt;
  const auto second = take_digits(text, 2, 2);
  if (!second || *second > 59) return std::nullopt;
  return *hour * 3600 + *minute * 60 + *second;
}

/// Nanoseconds of the unit at the front, which is taken off; 0 when there is none.
std::uint64_t take_unit(std::string_view* text) {
  // Longer names first: "ms" begins as "m" does. The two signs for micro are U+00B5 and U+03BC.
  constexpr std::array<std::pair<std::string_view, std::uint64_t>, 8> kUnits{{
      {"ns", 1},
      {"us", 1'000},
      {"\xc2\xb5s", 1'000},
      {"\xce\xbcs", 1'000},
      {"ms", 1'000'000},
      {"s", 1'000'000'000},
      {"m", 60'000'000'000},
      {"h", 3'600'000'000'000},
  }};
  for (const auto& [name, nanoseconds] : kUnits) {
    if (take(text, name)) return nanoseconds;
  }
  return 0;
}

/// "1.5h", "250ms" off the front, added to `*sum`. False when there is no such thing or it does not
/// fit.
bool add_part(std::string_view* text, std::uint64_t* sum) {
  std::uint64_t whole = 0;
  std::size_t digits = 0;
  for (; !text->empty() && is_digit(text->front()); text->remove_prefix(1), ++digits) {
    const auto digit = static_cast<std::uint64_t>(text->front() - '0');
    if (__builtin_mul_overflow(whole, std::uint64_t{10}, &whole) ||
        __builtin_add_overflow(whole, digit, &whole)) {
      return false;
    }
  }
  // The fraction in units of 1e-12: enough for a nanosecond of an hour.
  std::uint64_t fraction = 0;
  if (take(text, ".")) {
    std::uint64_t place = 100'000'000'000;
    for (; !text->empty() && is_digit(text->front()); text->remove_prefix(1), ++digits) {
      fraction += static_cast<std::uint64_t>(text->front() - '0') * place;
      place /= 10;
    }
  }
  if (digits == 0) return false;
  const std::uint64_t unit = take_unit(text);
  if (unit == 0) return false;
  // In this order neither product leaves 64 bits: 1e12 * 3600, 1e12 * 1e6.
  const std::uint64_t small = unit >= 1'000'000'000 ? fraction * (unit / 1'000'000'000) / 1'000
                                                    : fraction * unit / 1'000'000'000'000;
  return !__builtin_mul_overflow(whole, unit, &whole) &&
         !__builtin_add_overflow(whole, small, &whole) && !__builtin_add_overflow(*sum, whole, sum);
}

}  // namespace

std::string double_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  if (value == 0) return std::signbit(value) ? "-0" : "0";
  std::array<char, 40> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(value),
                                 std::chars_format::scientific);
  const std::string_view shortest(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
  const std::size_t mark = shortest.find('e');
  int exponent = 0;
  // from_chars takes no plus sign.
  const char* const digits_of = shortest.data() + mark + (shortest[mark + 1] == '+' ? 2 : 1);
  std::from_chars(digits_of, end.ptr, exponent);
  const std::string sign = value < 0 ? "-" : "";
  if (exponent < kLeastPlainExponent || exponent >= kFirstLargeExponent) {
    return sign + std::string(shortest);
  }
  std::string digits(1, shortest[0]);
  if (mark > 2) digits.append(shortest.substr(2, mark - 2));
  return sign + plain(digits, exponent);
}

std::string double_literal(double value) {
  if (std::isnan(value)) return "double(\"NaN\")";
  if (std::isinf(value)) return value > 0 ? "double(\"Infinity\")" : "double(\"-Infinity\")";
  std::string text = double_text(value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::optional<double> read_double(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  if (same_word(text, "nan")) {
    value = std::numeric_limits<double>::quiet_NaN();
  } else if (same_word(text, "inf") || same_word(text, "infinity")) {
    value = std::numeric_limits<double>::infinity();
  } else {
    if (text.empty() || (!is_digit(text.front()) && text.front() != '.')) return std::nullopt;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ptr != end) return std::nullopt;
    if (read.ec == std::errc::result_out_of_range) {
      if (is_large(text)) return std::nullopt;
      value = 0;
    } else if (read.ec != std::errc()) {
      return std::nullopt;
    }
  }
  return negative ? -value : value;
}

std::optional<std::int64_t> read_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  std::uint64_t sum = 0;
  while (!text.empty()) {
    if (!add_part(&text, &sum)) return std::nullopt;
  }
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (sum > kMost + (negative ? 1 : 0)) return std::nullopt;
  return static_cast<std::int64_t>(negative ? 0 - sum : sum);
}

std::string duration_text(std::int64_t nanoseconds) {
  const bool negative = nanoseconds < 0;
  const std::uint64_t size = negative ? 0 - static_cast<std::uint64_t>(nanoseconds)
                                      : static_cast<std::uint64_t>(nanoseconds);
  constexpr auto kUnit = static_cast<std::uint64_t>(kSecond);
  return fmt::format("{}{}{}s", negative ? "-" : "", size / kUnit,
                     fraction_text(static_cast<std::uint32_t>(size % kUnit)));
}

std::optional<Instant> read_timestamp(std::string_view text) {
  const auto days = take_date(&text);
  if (!days || (!take(&text, "T") && !take(&text, "t"))) return std::nullopt;
  const auto seconds = take_time(&text);
  if (!seconds) return std::nullopt;
  Instant instant;
  if (take(&text, ".")) {
    if (text.empty() || !is_digit(text.front())) return std::nullopt;
    instant.nanoseconds = take_nanoseconds(&text);
  }
  const auto offset = read_offset(text);
  if (!offset) return std::nullopt;
  instant.seconds = *days * 86'400 + *seconds - *offset;
  if (instant.seconds < kMinTimestampSeconds || instant.seconds > kMaxTimestampSeconds) {
    return std::nullopt;
  }
  return instant;
}

std::string timestamp_text(const Instant& instant) {
  const std::chrono::sys_seconds point{std::chrono::seconds{instant.seconds}};
  const auto day = std::chrono::floor<std::chrono::days>(point);
  const std::chrono::year_month_day date{day};
  const auto time = (point - day).count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time / 3600, time / 60 % 60, time % 60, fraction_text(instant.nanoseconds));
}

}  // namespace uniselector::expr
