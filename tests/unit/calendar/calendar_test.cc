// Opening hours at their edges: minutes, midnight, holidays, both changes of the clock, no end.
#include "calendar/calendar.h"

#include "base/prng.h"
#include "support/catch.h"

using namespace uniselector;
using namespace std::chrono_literals;
using calendar::Calendar;

namespace {

using Interval = CalendarConfig::Interval;

constexpr int hm(int hour, int minute = 0) { return hour * 60 + minute; }

Time at(std::string_view text) {
  const auto time = parse_time(text);
  INFO(text);
  REQUIRE(time.ok());
  return *time;
}

Calendar compiled(const CalendarConfig& config, std::string_view zone = "UTC") {
  auto calendar = Calendar::compile(config, zone);
  INFO(calendar.status().to_string());
  REQUIRE(calendar.ok());
  return std::move(calendar).value();
}

/// Monday to Friday 9 to 18, Saturday 9 to 13.
CalendarConfig branch() {
  CalendarConfig config{.id = "branch", .open = std::vector<std::vector<Interval>>(7)};
  for (std::size_t day = 0; day < 5; ++day) config.open[day] = {{hm(9), hm(18)}};
  config.open[5] = {{hm(9), hm(13)}};
  return config;
}

CalendarConfig every_day(std::vector<Interval> hours) {
  return {.id = "daily", .open = std::vector<std::vector<Interval>>(7, std::move(hours))};
}

std::string next(const Calendar& calendar, std::string_view text) {
  const auto change = calendar.next_change(at(text));
  return change ? to_string(*change) : "none";
}

}  // namespace

TEST_CASE("open at the first minute, closed at the last", "[calendar]") {
  const Calendar c = compiled(branch(), "Europe/Paris");
  // 2026-03-02 is a Monday in winter: UTC + 1.
  CHECK_FALSE(c.is_open(at("2026-03-02T08:59:59.999999999+01:00")));
  CHECK(c.is_open(at("2026-03-02T09:00:00+01:00")));
  CHECK(c.is_open(at("2026-03-02T17:59:59.999999999+01:00")));
  CHECK_FALSE(c.is_open(at("2026-03-02T18:00:00+01:00")));
  CHECK(c.is_open(at("2026-03-07T12:59:59+01:00")));
  CHECK_FALSE(c.is_open(at("2026-03-07T13:00:00+01:00")));
  CHECK_FALSE(c.is_open(at("2026-03-08T10:00:00+01:00")));
  // Summer: the same local hours, one hour earlier in UTC.
  CHECK(c.is_open(at("2026-07-01T07:00:00Z")));
  CHECK_FALSE(c.is_open(at("2026-07-01T06:59:59Z")));
}

TEST_CASE("the next change is the next opening or closing", "[calendar]") {
  const Calendar c = compiled(branch(), "Europe/Paris");
  CHECK(next(c, "2026-03-02T00:00:00Z") == "2026-03-02T08:00:00Z");
  CHECK(next(c, "2026-03-02T08:00:00Z") == "2026-03-02T17:00:00Z");
  CHECK(next(c, "2026-03-02T16:59:59.5Z") == "2026-03-02T17:00:00Z");
  CHECK(next(c, "2026-03-02T17:00:00Z") == "2026-03-03T08:00:00Z");
  CHECK(next(c, "2026-03-07T12:00:00Z") == "2026-03-09T08:00:00Z");
}

TEST_CASE("holidays are closed and overrides win over both", "[calendar]") {
  CalendarConfig config = branch();
  config.holidays = {"2026-12-25", "2026-12-26"};
  config.overrides["2026-12-24"] = {{hm(9), hm(14)}};
  config.overrides["2026-12-26"] = {{hm(10), hm(12)}};
  config.overrides["2026-12-28"] = {};
  const Calendar c = compiled(config, "Europe/Paris");
  CHECK(next(c, "2026-12-24T09:00:00Z") == "2026-12-24T13:00:00Z");
  CHECK(next(c, "2026-12-24T13:00:00Z") == "2026-12-26T09:00:00Z");  // a Saturday
  CHECK_FALSE(c.is_open(at("2026-12-25T10:00:00+01:00")));
  CHECK(next(c, "2026-12-26T11:00:00Z") == "2026-12-29T08:00:00Z");
}

TEST_CASE("hours over midnight are one span", "[calendar]") {
  // Friday 22:00 to Saturday 06:00, as the reader splits it.
  CalendarConfig config{.id = "night", .open = std::vector<std::vector<Interval>>(7)};
  config.open[4] = {{hm(22), hm(24)}};
  config.open[5] = {{0, hm(6)}};
  const Calendar c = compiled(config);
  CHECK(next(c, "2026-03-06T12:00:00Z") == "2026-03-06T22:00:00Z");
  CHECK(next(c, "2026-03-06T22:00:00Z") == "2026-03-07T06:00:00Z");
  CHECK(c.is_open(at("2026-03-07T00:00:00Z")));
  CHECK(c.open_duration_between(at("2026-03-06T00:00:00Z"), at("2026-03-08T00:00:00Z")) == 8h);
}

TEST_CASE("always closed and always open never change", "[calendar]") {
  const Calendar closed = compiled({.id = "never"});
  CHECK_FALSE(closed.is_open(at("2026-03-02T12:00:00Z")));
  CHECK(next(closed, "2026-03-02T12:00:00Z") == "none");
  CHECK(closed.open_duration_between(at("2000-01-01T00:00:00Z"), at("2100-01-01T00:00:00Z")) == 0s);
  CHECK_FALSE(closed.add_open_duration(at("2026-03-02T12:00:00Z"), 1s));
  const Calendar open = compiled(every_day({{0, hm(24)}}), "America/New_York");
  CHECK(open.is_open(at("2026-03-02T05:00:00Z")));
  CHECK(next(open, "2026-03-02T12:00:00Z") == "none");
  CHECK(open.open_duration_between(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")) ==
        365 * 24h);
}

TEST_CASE("a change further away than the search is none", "[calendar]") {
  CalendarConfig config{.id = "once"};
  config.overrides["2027-04-06"] = {{hm(9), hm(10)}};
  const Calendar c = compiled(config);
  CHECK(next(c, "2026-03-02T09:00:00Z") == "2027-04-06T09:00:00Z");  // exactly 400 days
  CHECK(next(c, "2026-03-02T08:59:59Z") == "none");
}

TEST_CASE("clocks turned forward shorten the hours they cut", "[calendar][dst]") {
  const Calendar paris = compiled(every_day({{hm(1, 30), hm(2, 30)}}), "Europe/Paris");
  // 2026-03-29: 02:00 becomes 03:00 at 01:00 UTC.
  CHECK(next(paris, "2026-03-28T12:00:00Z") == "2026-03-29T00:30:00Z");
  CHECK(next(paris, "2026-03-29T00:30:00Z") == "2026-03-29T01:00:00Z");
  const Calendar gone = compiled(every_day({{hm(2), hm(3)}}), "Europe/Paris");
  CHECK(next(gone, "2026-03-28T12:00:00Z") == "2026-03-30T00:00:00Z");
  const Calendar york = compiled(every_day({{hm(2, 15), hm(4)}}), "America/New_York");
  CHECK(next(york, "2026-03-08T00:00:00-05:00") == "2026-03-08T07:00:00Z");
  CHECK(york.open_duration_between(at("2026-03-08T00:00:00-05:00"),
                                   at("2026-03-09T00:00:00-04:00")) == 1h);
}

TEST_CASE("clocks turned back: the first time counts", "[calendar][dst]") {
  // 2026-10-25: 03:00 becomes 02:00 at 01:00 UTC; 02:30 comes at 00:30 and 01:30 UTC.
  const Calendar paris = compiled(every_day({{hm(2, 30), hm(4)}}), "Europe/Paris");
  CHECK(next(paris, "2026-10-25T00:00:00Z") == "2026-10-25T00:30:00Z");
  CHECK(next(paris, "2026-10-25T01:15:00Z") == "2026-10-25T03:00:00Z");
  const Calendar early = compiled(every_day({{hm(1), hm(2, 30)}}), "Europe/Paris");
  CHECK(early.open_duration_between(at("2026-10-25T00:00:00+02:00"),
                                    at("2026-10-26T00:00:00+01:00")) == 90min);
  CHECK_FALSE(early.is_open(at("2026-10-25T01:15:00Z")));  // the second 02:15
  // The whole day has 25 hours.
  const Calendar day = compiled(every_day({{0, hm(24)}}), "Europe/Paris");
  CHECK(day.open_duration_between(at("2026-10-25T00:00:00+02:00"),
                                  at("2026-10-26T00:00:00+01:00")) == 25h);
}

TEST_CASE("zones without clock changes keep their half hours", "[calendar]") {
  const Calendar kolkata = compiled(branch(), "Asia/Kolkata");
  CHECK(next(kolkata, "2026-07-01T00:00:00Z") == "2026-07-01T03:30:00Z");
  const Calendar fixed = compiled(branch(), "UTC+05:30");
  CHECK(next(fixed, "2026-01-01T00:00:00Z") == "2026-01-01T03:30:00Z");
  CalendarConfig own = branch();
  own.time_zone = "Asia/Kolkata";
  CHECK(next(compiled(own, "Europe/Paris"), "2026-07-01T00:00:00Z") == "2026-07-01T03:30:00Z");
}

TEST_CASE("working time adds up over closed hours", "[calendar]") {
  const Calendar c = compiled(branch(), "Europe/Paris");
  const Time friday = at("2026-03-06T17:00:00+01:00");
  CHECK(c.add_open_duration(friday, 0s) == friday);
  CHECK(c.add_open_duration(friday, 30min) == at("2026-03-06T17:30:00+01:00"));
  CHECK(c.add_open_duration(friday, 1h) == at("2026-03-06T18:00:00+01:00"));
  CHECK(c.add_open_duration(friday, 1h + 1ns) == at("2026-03-07T09:00:00.000000001+01:00"));
  CHECK(c.add_open_duration(friday, 4h) == at("2026-03-07T12:00:00+01:00"));
  CHECK(c.add_open_duration(friday, 6h) == at("2026-03-09T10:00:00+01:00"));
  CHECK_FALSE(c.add_open_duration(friday, -1s));
  CHECK_FALSE(c.add_open_duration(friday, 24h * 36'500));
  CHECK(c.open_duration_between(friday, at("2026-03-09T10:00:00+01:00")) == 6h);
  CHECK(c.open_duration_between(friday, friday) == 0s);
  CHECK(c.open_duration_between(friday, at("2026-03-01T00:00:00Z")) == 0s);
}

TEST_CASE("all four answers agree with a walk minute by minute", "[calendar][random]") {
  CalendarConfig config = branch();
  config.open[6] = {{0, hm(2, 30)}, {hm(2, 45), hm(3)}, {hm(22), hm(24)}};  // days of clock changes
  config.holidays = {"2026-10-28"};
  config.overrides["2026-10-29"] = {{hm(8), hm(9)}, {hm(9), hm(10)}};
  base::Prng prng(4);
  for (const char* zone : {"Europe/Paris", "America/New_York", "Australia/Lord_Howe"}) {
    const Calendar c = compiled(config, zone);
    for (const char* start : {"2026-03-06T00:00:00Z", "2026-03-27T00:00:00Z",
                              "2026-10-23T00:00:00Z", "2026-10-30T00:00:00Z"}) {
      const Time first = at(start) + std::chrono::minutes(prng.below(300));
      Duration open{};
      std::optional<Time> change;
      const bool state = c.is_open(first);
      for (Time t = first; t < first + 72h; t += 1min) {
        const bool now = c.is_open(t);
        if (now != state && !change) change = t;
        if (now) open += 1min;
      }
      INFO(zone << ' ' << start);
      CHECK(c.next_change(first) == change);
      CHECK(c.open_duration_between(first, first + 72h) == open);
      if (open > 0s) {
        const auto end = c.add_open_duration(first, open);
        REQUIRE(end);
        CHECK(*end <= first + 72h);
        CHECK(c.open_duration_between(first, *end) == open);
        CHECK(c.open_duration_between(first, *end - 1ns) == open - 1ns);
      }
    }
  }
}

TEST_CASE("times at the ends of the range are answered", "[calendar]") {
  const Calendar c = compiled(branch(), "Europe/Paris");
  CHECK_FALSE(c.is_open(Time::min()));
  CHECK_FALSE(c.is_open(Time::max()));
  CHECK(c.open_duration_between(Time::min(), Time::max()) > 0s);
  CHECK_FALSE(c.add_open_duration(Time::max(), 24h * 3650));
}

TEST_CASE("a calendar that makes no sense is refused by name and field", "[calendar]") {
  const auto problem = [](const CalendarConfig& config, std::string_view zone = "UTC") {
    return Calendar::compile(config, zone).status().message();
  };
  CalendarConfig config{.id = "branch", .time_zone = "Mars/Base"};
  CHECK(problem(config) ==
        "calendars.branch.time_zone: found 'Mars/Base', expected a name of the time-zone database "
        "(package tzdata) such as Europe/Paris, or UTC, or UTC+hh:mm");
  config = {.id = "branch", .open = std::vector<std::vector<Interval>>(6)};
  CHECK(problem(config) == "calendars.branch.open: expected seven days, Monday first");
  config = every_day({{hm(9), hm(12)}, {hm(11), hm(13)}});
  CHECK(problem(config) ==
        "calendars.daily.open: expected hours within 00:00-24:00, in order and not overlapping");
  config = {.id = "branch", .holidays = {"2026-02-30"}};
  CHECK(problem(config) == "calendars.branch.holidays: found '2026-02-30', expected YYYY-MM-DD");
  config = {.id = "branch", .overrides = {{"2026-02-03", {{hm(9), hm(25)}}}}};
  CHECK(problem(config) ==
        "calendars.branch.overrides.2026-02-03: expected hours within "
        "00:00-24:00, in order and not overlapping");
}
