// Text forms of lengths and points of time, in exact integer arithmetic: what cannot be represented
// to the nanosecond is refused, never rounded. Pure functions.
#include <uniselector/time.h>

#include <array>
#include <cstdint>
#include <optional>

namespace uniselector {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kMaxDays = 36'500;
constexpr std::size_t kMaxDigits = 18;  // of one number, before and after the point together

struct Unit {
  std::string_view name;
  std::int64_t ns;
};
constexpr std::array<Unit, 7> kUnits = {{{"d", kDay},
                                         {"h", kHour},
                                         {"m", kMinute},
                                         {"s", kSecond},
                                         {"ms", 1'000'000},
                                         {"us", 1000},
                                         {"ns", 1}}};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Walks over a text and words the complaints: "duration '5x': at character 2 ...".
class Scanner {
 public:
  Scanner(std::string_view kind, std::string_view text) : kind_(kind), text_(text) {}

  bool done() const { return at_ == text_.size(); }
  std::size_t at() const { return at_; }
  char peek() const { return done() ? '\0' : text_[at_]; }
  void skip() { ++at_; }
  bool take(char c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string_view take_digits() { return take_while(is_digit); }
  std::string_view take_letters() { return take_while(is_letter); }
  /// A number of exactly `digits` digits; none when the text has something else there.
  std::optional<int> take_number(std::size_t digits) {
    if (text_.size() - at_ < digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const char c = text_[at_ + i];
      if (!is_digit(c)) return std::nullopt;
      value = value * 10 + (c - '0');
    }
    at_ += digits;
    return value;
  }

  Status error(std::size_t at, std::string_view expected) const {
    std::string found =
        at >= text_.size() ? "the end" : "'" + std::string(text_.substr(at, 16)) + "'";
    return whole("at character " + std::to_string(at + 1) + " found " + found + ", expected " +
                 std::string(expected));
  }
  Status error_here(std::string_view expected) const { return error(at_, expected); }
  Status whole(std::string_view problem) const {
    std::string shown(text_.substr(0, 64));
    if (shown.size() < text_.size()) shown += "...";
    return invalid_argument(std::string(kind_) + " '" + shown + "': " + std::string(problem));
  }

 private:
  std::string_view take_while(bool (*wanted)(char)) {
    const std::size_t begin = at_;
    while (!done() && wanted(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  std::string_view kind_;
  std::string_view text_;
  std::size_t at_ = 0;
};

constexpr std::string_view kUnitNames = "a unit: d, h, m, s, ms, us or ns";

std::string_view without_trailing_zeros(std::string_view digits) {
  while (!digits.empty() && digits.back() == '0') digits.remove_suffix(1);
  return digits;
}

/// "0h", "05"; `value` is not negative and below 10^width.
std::string padded(std::int64_t value, std::size_t width) {
  std::string text = std::to_string(value);
  return std::string(text.size() < width ? width - text.size() : 0, '0') + text;
}

/// ".25" for 250 of 1000; empty for 0. `digits` is how many the unit has.
std::string fraction_text(std::int64_t part, std::size_t digits) {
  if (part == 0) return {};
  const std::string text = padded(part, digits);
  return "." + std::string(without_trailing_zeros(text));
}

/// One number and its unit in nanoseconds, smaller than `before`, which becomes this one's unit.
Result<Wide> parse_part(Scanner& scan, std::int64_t* before) {
  const std::size_t begin = scan.at();
  const std::string_view whole = scan.take_digits();
  if (whole.empty()) return scan.error_here("a digit");
  std::string_view fraction;
  if (scan.take('.')) {
    fraction = scan.take_digits();
    if (fraction.empty()) return scan.error_here("a digit after the point");
    fraction = without_trailing_zeros(fraction);
  }
  if (whole.size() + fraction.size() > kMaxDigits) {
    return scan.error(begin, "a number of at most 18 digits");
  }
  const std::size_t unit_at = scan.at();
  const std::string_view name = scan.take_letters();
  const Unit* unit = nullptr;
  for (const Unit& candidate : kUnits) {
    if (candidate.name == name) unit = &candidate;
  }
  if (unit == nullptr) return scan.error(unit_at, kUnitNames);
  if (unit->ns >= *before) return scan.error(unit_at, "units from large to small, each once");
  *before = unit->ns;
  Wide value = 0;
  Wide scale = 1;
  for (const char c : whole) value = value * 10 + (c - '0');
  for (const char c : fraction) {
    value = value * 10 + (c - '0');
    scale *= 10;
  }
  value *= unit->ns;
  if (value % scale != 0) return scan.error(begin, "a whole number of nanoseconds");
  return value / scale;
}

struct Zone {
  int minutes = 0;  ///< east of UTC
};

Result<Zone> parse_zone(Scanner& scan) {
  if (scan.take('Z') || scan.take('z')) return Zone{};
  const char sign = scan.peek();
  if (sign != '+' && sign != '-') return scan.error_here("the zone: Z, +hh:mm or -hh:mm");
  scan.skip();
  const std::size_t at = scan.at();
  const auto hours = scan.take_number(2);
  if (!hours || *hours > 23) return scan.error(at, "hours of the zone, 00..23");
  if (!scan.take(':')) return scan.error_here("':'");
  const std::size_t minutes_at = scan.at();
  const auto minutes = scan.take_number(2);
  if (!minutes || *minutes > 59) return scan.error(minutes_at, "minutes of the zone, 00..59");
  const int offset = *hours * 60 + *minutes;
  return Zone{sign == '-' ? -offset : offset};
}

Result<std::int64_t> parse_fraction(Scanner& scan) {
  if (!scan.take('.')) return std::int64_t{0};
  const std::size_t at = scan.at();
  std::string_view digits = scan.take_digits();
  if (digits.empty()) return scan.error(at, "a digit after the point");
  digits = without_trailing_zeros(digits);
  if (digits.size() > 9) return scan.error(at, "at most nine digits of a second");
  std::int64_t ns = 0;
  for (const char c : digits) ns = ns * 10 + (c - '0');
  for (std::size_t i = digits.size(); i < 9; ++i) ns *= 10;
  return ns;
}

Result<std::chrono::sys_days> parse_date(Scanner& scan) {
  const auto year = scan.take_number(4);
  // The year before is read as well: a zone west of UTC may shift its last hours into the range.
  if (!year || *year < 1969 || *year > 2100) return scan.error(0, "a year, 1970..2100");
  if (!scan.take('-')) return scan.error_here("'-'");
  const std::size_t month_at = scan.at();
  const auto month = scan.take_number(2);
  if (!month || *month < 1 || *month > 12) return scan.error(month_at, "a month, 01..12");
  if (!scan.take('-')) return scan.error_here("'-'");
  const std::size_t day_at = scan.at();
  const auto day = scan.take_number(2);
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(day.value_or(0))));
  if (!date.ok()) return scan.error(day_at, "a day of that month");
  return std::chrono::sys_days(date);
}

/// Nanoseconds since midnight.
Result<std::int64_t> parse_clock(Scanner& scan) {
  constexpr std::array<std::pair<int, std::string_view>, 3> kParts = {
      {{23, "hours, 00..23"}, {59, "minutes, 00..59"}, {59, "seconds, 00..59 (no leap seconds)"}}};
  std::int64_t seconds = 0;
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    if (i != 0 && !scan.take(':')) return scan.error_here("':'");
    const std::size_t at = scan.at();
    const auto value = scan.take_number(2);
    if (!value || *value > kParts[i].first) return scan.error(at, kParts[i].second);
    seconds = seconds * 60 + *value;
  }
  const auto fraction = parse_fraction(scan);
  if (!fraction.ok()) return fraction.status();
  return seconds * kSecond + *fraction;
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  Scanner scan("duration", text);
  if (text == "0") return Duration(0);
  if (text.empty()) return scan.error_here("a number and a unit, as in 20s or 1h30m");
  if (text.front() == '-') return scan.whole("it is negative");
  Wide total = 0;
  std::int64_t before = kDay + 1;
  // Every round uses up one of the seven units, so there are at most seven.
  while (!scan.done()) {
    const auto part = parse_part(scan, &before);
    if (!part.ok()) return part.status();
    total += *part;
  }
  if (total > static_cast<Wide>(kMaxDays) * kDay) return scan.whole("it is longer than 36500 days");
  return Duration(static_cast<std::int64_t>(total));
}

std::string to_string(Duration length) {
  const std::int64_t ns = length.count();
  if (ns == 0) return "0s";
  // Remainders keep the sign of the number, so the smallest one needs no case of its own.
  std::string text = ns < 0 ? "-" : "";
  const auto magnitude = [](std::int64_t value) { return value < 0 ? -value : value; };
  if (magnitude(ns / kSecond) == 0) {
    const std::int64_t small = magnitude(ns);
    if (small >= 1'000'000) {
      return text + std::to_string(small / 1'000'000) + fraction_text(small % 1'000'000, 6) + "ms";
    }
    if (small >= 1000) {
      return text + std::to_string(small / 1000) + fraction_text(small % 1000, 3) + "us";
    }
    return text + std::to_string(small) + "ns";
  }
  const std::int64_t days = magnitude(ns / kDay);
  const std::int64_t hours = magnitude(ns % kDay / kHour);
  const std::int64_t minutes = magnitude(ns % kHour / kMinute);
  const std::int64_t seconds = magnitude(ns % kMinute / kSecond);
  const std::int64_t rest = magnitude(ns % kSecond);
  if (days != 0) text += std::to_string(days) + "d";
  if (hours != 0) text += std::to_string(hours) + "h";
  if (minutes != 0) text += std::to_string(minutes) + "m";
  if (seconds != 0 || rest != 0) text += std::to_string(seconds) + fraction_text(rest, 9) + "s";
  return text;
}

Result<Time> parse_time(std::string_view text) {
  Scanner scan("time", text);
  if (text.empty()) return scan.error_here("RFC 3339, as in 2026-03-02T09:00:00+01:00");
  const auto date = parse_date(scan);
  if (!date.ok()) return date.status();
  if (!scan.take('T') && !scan.take('t') && !scan.take(' ')) return scan.error_here("'T'");
  const auto clock = parse_clock(scan);
  if (!clock.ok()) return clock.status();
  const auto zone = parse_zone(scan);
  if (!zone.ok()) return zone.status();
  if (!scan.done()) return scan.error_here("nothing more");
  const Time time = Time(*date) + Duration(*clock) - std::chrono::minutes(zone.value().minutes);
  if (time < kMinTime || time > kMaxTime) {
    return scan.whole("it lies outside " + to_string(kMinTime) + " to " + to_string(kMaxTime));
  }
  return time;
}

std::string to_string(Time point) {
  // Floor by hand: the day before the smallest Time cannot be expressed in nanoseconds.
  std::int64_t day = to_ns(point) / kDay;
  std::int64_t ns = to_ns(point) % kDay;
  if (ns < 0) {
    --day;
    ns += kDay;
  }
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  std::string text = padded(static_cast<int>(date.year()), 4) + "-" +
                     padded(static_cast<unsigned>(date.month()), 2) + "-" +
                     padded(static_cast<unsigned>(date.day()), 2) + "T";
  text += padded(ns / kHour, 2) + ":" + padded(ns % kHour / kMinute, 2) + ":" +
          padded(ns % kMinute / kSecond, 2) + fraction_text(ns % kSecond, 9) + "Z";
  return text;
}

}  // namespace uniselector
