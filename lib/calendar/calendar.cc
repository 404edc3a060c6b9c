// All four questions are one walk over the open spans, day by day, within a bound.
#include "calendar/calendar.h"

#include <algorithm>
#include <chrono>
#include <map>

namespace uniselector::calendar {
namespace {

constexpr std::int64_t kDay = 86'400;
// Together less than 292 years, so that every length between two moments fits in 64 bits.
constexpr std::int64_t kEarliest = -631'152'000;  // 1950-01-01
constexpr std::int64_t kLatest = 7'258'118'400;   // 2200-01-01
constexpr std::int64_t kSecond = 1'000'000'000;

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

std::int64_t seconds_of(Time t) {
  return std::clamp(floor_div(to_ns(t), kSecond), kEarliest, kLatest);
}
Time clamped(Time t) {
  return std::clamp(t, time_from_ns(kEarliest * kSecond), time_from_ns(kLatest * kSecond));
}
Time time_of(std::int64_t seconds) { return time_from_ns(seconds * kSecond); }

Status refused(const CalendarConfig& config, const std::string& field, const std::string& problem) {
  return invalid_argument("calendars." + config.id + '.' + field + ": " + problem);
}

std::optional<std::int64_t> day_of(const std::string& date) {
  if (date.size() != 10) return std::nullopt;
  const auto time = parse_time(date + "T00:00:00Z");
  if (!time.ok()) return std::nullopt;
  return floor_div(to_ns(*time), kDay * kSecond);
}

/// Ascending and apart, within a day.
bool in_order(const std::vector<CalendarConfig::Interval>& intervals) {
  int end = 0;
  for (const auto& interval : intervals) {
    if (interval.from_minute < end || interval.to_minute <= interval.from_minute) return false;
    end = interval.to_minute;
  }
  return end <= 1440;
}

constexpr const char* kOrder = "expected hours within 00:00-24:00, in order and not overlapping";

}  // namespace

std::vector<Calendar::Hours> Calendar::seconds_of(
    const std::vector<CalendarConfig::Interval>& intervals) {
  std::vector<Hours> hours;
  for (const auto& interval : intervals) {
    hours.push_back({interval.from_minute * 60, interval.to_minute * 60});
  }
  return hours;
}

Result<Calendar> Calendar::compile(const CalendarConfig& config, std::string_view center_zone) {
  Calendar calendar;
  auto zone = base::Zone::load(config.time_zone.empty() ? center_zone : config.time_zone);
  if (!zone.ok()) return refused(config, "time_zone", zone.status().message());
  calendar.zone_ = std::move(zone).value();
  if (!config.open.empty() && config.open.size() != 7) {
    return refused(config, "open", "expected seven days, Monday first");
  }
  for (std::size_t day = 0; day < config.open.size(); ++day) {
    if (!in_order(config.open[day])) return refused(config, "open", kOrder);
    calendar.week_[day] = seconds_of(config.open[day]);
  }
  if (Status status = calendar.set_special_days(config); !status.ok()) return status;
  return calendar;
}

Status Calendar::set_special_days(const CalendarConfig& config) {
  std::map<std::int64_t, std::vector<Hours>> days;
  for (const std::string& date : config.holidays) {
    const auto day = day_of(date);
    if (!day) return refused(config, "holidays", "found '" + date + "', expected YYYY-MM-DD");
    days[*day] = {};
  }
  for (const auto& [date, intervals] : config.overrides) {
    const auto day = day_of(date);
    if (!day) return refused(config, "overrides", "found '" + date + "', expected YYYY-MM-DD");
    if (!in_order(intervals)) return refused(config, "overrides." + date, kOrder);
    days[*day] = seconds_of(intervals);
  }
  special_.assign(days.begin(), days.end());
  return ok_status();
}

const std::vector<Calendar::Hours>& Calendar::hours_of(std::int64_t day) const {
  const auto it =
      std::lower_bound(special_.begin(), special_.end(), day,
                       [](const auto& entry, std::int64_t d) { return entry.first < d; });
  if (it != special_.end() && it->first == day) return it->second;
  // 1970-01-01 was a Thursday.
  return week_[static_cast<std::size_t>(day + 3 - 7 * floor_div(day + 3, 7))];
}

/// Visits open spans in order, from those that may contain `from` on, over `days` days, until the
/// visitor answers false. Where clocks go back over midnight, a moment may belong to the hours of
/// the next day or of the day before, so both are looked at.
template <class F>
void Calendar::each_span(std::int64_t from, std::int64_t days, F&& visit) const {
  const std::int64_t first = floor_div(zone_.to_local(from), kDay) - 1;
  for (std::int64_t day = first; day <= first + days + 2; ++day) {
    for (const Hours& hours : hours_of(day)) {
      const Span span{zone_.to_utc(day * kDay + hours.from), zone_.to_utc(day * kDay + hours.to)};
      if (span.begin >= span.end || span.end <= from) continue;
      if (!visit(span)) return;
    }
  }
}

bool Calendar::is_open(Time t) const {
  const std::int64_t at = calendar::seconds_of(t);
  bool open = false;
  each_span(at, 0, [&](const Span& span) {
    open = span.begin <= at;
    return false;  // the first span that ends after `at` decides
  });
  return open;
}

std::optional<Time> Calendar::next_change(Time t) const {
  const std::int64_t at = calendar::seconds_of(t);
  const std::int64_t limit = at + kMaxDaysToChange * kDay;
  std::optional<std::int64_t> change;
  bool open = false;
  each_span(at, kMaxDaysToChange, [&](const Span& span) {
    if (span.begin > at && !open) {  // closed now
      change = span.begin;
      return false;
    }
    if (open && span.begin > *change) return false;
    open = true;
    change = span.end;  // spans that touch are one
    return true;
  });
  if (!change || *change > limit) return std::nullopt;
  return time_of(*change);
}

Duration Calendar::open_duration_between(Time from, Time to) const {
  from = clamped(from);
  to = clamped(to);
  if (to <= from) return {};
  Duration sum{};
  const std::int64_t begin = calendar::seconds_of(from);
  each_span(begin, floor_div((to - from).count(), kDay * kSecond) + 1, [&](const Span& span) {
    const Time low = std::max(from, time_of(span.begin));
    const Time high = std::min(to, time_of(span.end));
    if (high > low) sum += high - low;
    return time_of(span.end) < to;
  });
  return sum;
}

std::optional<Time> Calendar::add_open_duration(Time from, Duration length) const {
  if (length < Duration{}) return std::nullopt;
  if (length == Duration{}) return from;
  from = clamped(from);
  Duration rest = length;
  std::optional<Time> answer;
  each_span(calendar::seconds_of(from), kMaxDaysToAdd, [&](const Span& span) {
    const Time low = std::max(from, time_of(span.begin));
    const Duration open = time_of(span.end) - low;
    if (rest <= open) {
      answer = low + rest;
      return false;
    }
    rest -= open;
    return true;
  });
  return answer;
}

}  // namespace uniselector::calendar
