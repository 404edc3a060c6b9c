// Opening hours as people write them -> minutes of days.
#include <algorithm>
#include <array>

#include "config/center_parts.h"
#include "config/object_reader.h"

namespace uniselector::config {
namespace {

using Interval = CalendarConfig::Interval;

constexpr int kMinutesOfDay = 1440;
constexpr auto kDays =
    std::to_array<std::string_view>({"mon", "tue", "wed", "thu", "fri", "sat", "sun"});

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Calls visit(part) for the parts of a list separated by commas.
template <class F>
void each_part(std::string_view text, F&& visit) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    visit(trimmed(text.substr(begin, end - begin)));
    begin = end + 1;
  }
}

/// "09:00" -> 540; up to "24:00".
std::optional<int> minute_of(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t i : {0U, 1U, 3U, 4U}) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  }
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  const int value = hours * 60 + minutes;
  if (minutes > 59 || value > kMinutesOfDay) return std::nullopt;
  return value;
}

/// One "09:00-18:00". The part after midnight goes to `next_day`, or is refused without one.
void read_interval(const NodeReader& node, std::string_view text, std::vector<Interval>* day,
                   std::vector<Interval>* next_day) {
  const std::size_t dash = text.find('-');
  const auto from = minute_of(trimmed(text.substr(0, dash)));
  const auto to =
      dash == std::string_view::npos ? std::nullopt : minute_of(trimmed(text.substr(dash + 1)));
  if (!from || !to || *from == kMinutesOfDay) {
    return node.expected("hours such as 09:00-18:00 (up to 24:00), or closed");
  }
  if (*from == *to) {
    return node.expected("an end that differs from the beginning (all day is 00:00-24:00)");
  }
  if (*from < *to) return day->push_back({*from, *to});
  if (next_day == nullptr) {
    return node.expected("an end by midnight; write the rest at the next date");
  }
  day->push_back({*from, kMinutesOfDay});
  if (*to > 0) next_day->push_back({0, *to});
}

void read_hours(const NodeReader& node, std::vector<Interval>* day,
                std::vector<Interval>* next_day) {
  node.one_or_more([&](const NodeReader& item) {
    if (!item.is_scalar()) return item.expected("hours such as 09:00-18:00, or closed");
    if (item.scalar() == "closed") return;
    each_part(item.scalar(),
              [&](std::string_view part) { read_interval(item, part, day, next_day); });
  });
}

std::optional<std::size_t> day_index(std::string_view name) {
  for (std::size_t i = 0; i < kDays.size(); ++i) {
    if (kDays[i] == name) return i;
  }
  return std::nullopt;
}

/// The days of "mon-fri", "sat" or "mon,wed"; ranges may go over Sunday.
std::vector<std::size_t> days_of(const NodeReader& key) {
  std::vector<std::size_t> days;
  bool right = true;
  each_part(key.scalar(), [&](std::string_view part) {
    const std::size_t dash = part.find('-');
    const auto first = day_index(trimmed(part.substr(0, dash)));
    const auto last =
        dash == std::string_view::npos ? first : day_index(trimmed(part.substr(dash + 1)));
    if (!first || !last) {
      right = false;
      return;
    }
    for (std::size_t day = *first;; day = (day + 1) % 7) {
      days.push_back(day);
      if (day == *last) break;
    }
  });
  if (right) return days;
  key.expected("days: mon, tue, wed, thu, fri, sat, sun, a range such as mon-fri, or a list");
  return {};
}

/// In order; answers whether they are apart.
bool sort_hours(std::vector<Interval>* hours) {
  std::sort(hours->begin(), hours->end(), [](const Interval& a, const Interval& b) {
    return std::pair(a.from_minute, a.to_minute) < std::pair(b.from_minute, b.to_minute);
  });
  const auto meets = [](const Interval& a, const Interval& b) {
    return b.from_minute < a.to_minute;
  };
  return std::adjacent_find(hours->begin(), hours->end(), meets) == hours->end();
}

void read_week(const NodeReader& node, std::vector<std::vector<Interval>>* week) {
  week->assign(7, {});
  std::array<bool, 7> given{};
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    for (const std::size_t day : days_of(key)) {
      if (given[day]) {
        key.complain(std::string(kDays[day]) + " has its hours already");
        return;
      }
      given[day] = true;
      const std::size_t complaints = value.complaints().size();
      read_hours(value, &(*week)[day], &(*week)[(day + 1) % 7]);
      if (value.complaints().size() != complaints) return;  // once, not for each day
    }
  });
  std::string overlapping;
  for (std::size_t day = 0; day < week->size(); ++day) {
    if (sort_hours(&(*week)[day])) continue;
    (overlapping += overlapping.empty() ? "" : ", ") += kDays[day];
    (*week)[day].clear();
  }
  if (!overlapping.empty()) node.complain("the hours overlap: " + overlapping);
}

/// A date by its shape and by the calendar.
std::optional<std::string> read_date(const NodeReader& node) {
  const std::string text(node.scalar());
  if (node.is_scalar() && text.size() == 10 && parse_time(text + "T00:00:00Z").ok()) return text;
  node.expected("a date YYYY-MM-DD, years 1970..2099");
  return std::nullopt;
}

}  // namespace

CalendarConfig read_calendar(const std::string& id, const NodeReader& node) {
  CalendarConfig calendar{.id = id};
  const ObjectReader object(node, schema::kCalendar);
  object.read("time_zone", calendar.time_zone);
  if (const auto open = object.get("open")) read_week(*open, &calendar.open);
  if (const auto holidays = object.get("holidays"); holidays && !holidays->is_null()) {
    holidays->each_item([&](const NodeReader& item) {
      if (auto date = read_date(item)) calendar.holidays.push_back(std::move(*date));
    });
  }
  if (const auto overrides = object.get("overrides")) {
    overrides->each_member([&](const NodeReader& key, const NodeReader& value) {
      const auto date = read_date(key);
      if (!date) return;
      auto& hours = calendar.overrides[*date];
      read_hours(value, &hours, nullptr);
      std::sort(hours.begin(), hours.end(),
                [](const Interval& a, const Interval& b) { return a.from_minute < b.from_minute; });
    });
  }
  return calendar;
}

}  // namespace uniselector::config
