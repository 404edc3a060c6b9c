// A time zone as a table: every change of offset up to the year 2500, taken from the zone database
// once, at configuration time. After that nothing consults the host, so a replay is
// independent of the host's copy. Immutable; safe to share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/status.h>
#include <uniselector/time.h>

namespace uniselector::base {

/// Version of the host's zone database, for the record: "2025b", or empty when it names none.
std::string database_version();

class Zone {
 public:
  /// UTC.
  Zone() : changes_(1) {}

  /// A name of the zone database ("Europe/Paris"), "UTC", or a fixed offset "UTC+05:30" or
  /// "+05:30". InvalidArgument when there is no such zone.
  static Result<Zone> load(std::string_view name);

  const std::string& name() const { return name_; }

  /// Seconds east of UTC; from 2500 on the last known rules go on. O(log changes).
  std::int32_t offset_at(std::int64_t utc_seconds) const;
  std::int64_t to_local(std::int64_t utc_seconds) const {
    return utc_seconds + offset_at(utc_seconds);
  }
  /// When clocks first show this local time; for one that is skipped, the moment of the jump. Never
  /// decreases with the local time. Exact to the year 2500. O(log changes).
  std::int64_t to_utc(std::int64_t local_seconds) const;

  friend bool operator==(const Zone&, const Zone&) = default;

 private:
  struct Change {
    std::int64_t from = INT64_MIN;  ///< UTC seconds
    std::int32_t offset = 0;        ///< in force from then on
    friend bool operator==(const Change&, const Change&) = default;
  };

  std::string name_ = "UTC";
  std::vector<Change> changes_;  ///< ascending; the first begins at the beginning of time
};

}  // namespace uniselector::base
