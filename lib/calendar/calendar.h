// Opening hours: the one place that answers whether it is open, when that changes, and how much
// working time lies between two moments. Intervals are half-open: open at the first minute, closed
// at the last. Compiled once from the configuration; afterwards immutable, safe to share, and
// independent of the host's zone data.
//
// Local times become moments by Zone::to_utc: a time that clocks skip is the moment of the jump, a
// time that comes twice is the first. So intervals keep their order and never overlap.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <uniselector/center.h>
#include <uniselector/status.h>

#include "base/zone.h"

namespace uniselector::calendar {

class Calendar {
 public:
  /// How far next_change looks.
  static constexpr int kMaxDaysToChange = 400;
  /// How far add_open_duration looks.
  static constexpr int kMaxDaysToAdd = 3660;

  /// Always closed, in UTC.
  Calendar() = default;
  /// InvalidArgument that names calendar and field; the zone is the calendar's, else `center_zone`.
  static Result<Calendar> compile(const CalendarConfig& config, std::string_view center_zone);

  const base::Zone& zone() const { return zone_; }

  bool is_open(Time t) const;
  /// The first moment after `t` at which is_open differs; none within kMaxDaysToChange.
  std::optional<Time> next_change(Time t) const;
  /// Open time in [from, to); 0 when `to` is not later. Counted within the years 1950 to 2199.
  Duration open_duration_between(Time from, Time to) const;
  /// The earliest moment that has `length` of open time between `from` and itself; none when it is
  /// more than kMaxDaysToAdd away or `length` is negative.
  std::optional<Time> add_open_duration(Time from, Duration length) const;

 private:
  /// Seconds after local midnight.
  struct Hours {
    std::int32_t from = 0;
    std::int32_t to = 0;
  };
  /// UTC seconds.
  struct Span {
    std::int64_t begin = 0;
    std::int64_t end = 0;
  };

  Status set_special_days(const CalendarConfig& config);
  const std::vector<Hours>& hours_of(std::int64_t day) const;
  static std::vector<Hours> seconds_of(const std::vector<CalendarConfig::Interval>& intervals);
  template <class F>
  void each_span(std::int64_t from, std::int64_t days, F&& visit) const;

  base::Zone zone_{};
  std::vector<Hours> week_[7]{};                                        ///< Monday first
  std::vector<std::pair<std::int64_t, std::vector<Hours>>> special_{};  ///< by day since 1970
};

}  // namespace uniselector::calendar
