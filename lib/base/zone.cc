// Takes a zone from the database of the host, through the reader of absl::time, into a table of
// ours.
#include "base/zone.h"

#include <algorithm>
#include <fstream>
#include <optional>

#include <absl/time/time.h>

namespace uniselector::base {
namespace {

constexpr std::int64_t kFirst = -62'135'596'800;  // 0001-01-01
constexpr std::int64_t kLast = 16'725'225'600;    // 2500-01-01
constexpr std::int64_t kCycle = 12'622'780'800;   // 400 years: the calendar repeats
// Named in full, so that no environment variable leads elsewhere.
constexpr std::string_view kDatabase = "/usr/share/zoneinfo/";
constexpr int kMostChanges = 4096;  // real zones have two a year

std::optional<int> two_digits(std::string_view text, int most) {
  if (text.size() != 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') {
    return std::nullopt;
  }
  const int value = (text[0] - '0') * 10 + (text[1] - '0');
  return value <= most ? std::optional<int>(value) : std::nullopt;
}

/// "UTC+05:30", "+05:30" -> seconds.
std::optional<std::int32_t> fixed_offset(std::string_view text) {
  if (text == "UTC" || text == "Z") return 0;
  if (text.starts_with("UTC")) text.remove_prefix(3);
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = two_digits(text.substr(1, 2), 23);
  const auto minutes = two_digits(text.substr(4, 2), 59);
  if (!hours || !minutes) return std::nullopt;
  const std::int32_t seconds = *hours * 3600 + *minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

/// Only names of the database: no paths, nothing that depends on the host ("localtime").
bool is_zone_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || name == "localtime" || name == "posixrules") return false;
  if (name.front() == '/' || name.find("..") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '_' || c == '-' || c == '+';
  });
}

}  // namespace

std::string database_version() {
  const std::string folder(kDatabase);
  std::string line;
  if (std::ifstream file(folder + "tzdata.zi"); file && std::getline(file, line)) {
    constexpr std::string_view kPrefix = "# version ";
    if (line.starts_with(kPrefix)) return line.substr(kPrefix.size(), 16);
  }
  if (std::ifstream file(folder + "+VERSION"); file && std::getline(file, line)) {
    return line.substr(0, 16);
  }
  return {};
}

Result<Zone> Zone::load(std::string_view name) {
  Zone zone;
  zone.name_ = std::string(name);
  if (const auto offset = fixed_offset(name)) {
    zone.changes_.front().offset = *offset;
    return zone;
  }
  absl::TimeZone source;
  if (!is_zone_name(name) || !absl::LoadTimeZone(std::string(kDatabase) + zone.name_, &source)) {
    return invalid_argument("found '" + std::string(name.substr(0, 64)) +
                            "', expected a name of the time-zone database (package tzdata) such as "
                            "Europe/Paris, or UTC, or UTC+hh:mm");
  }
  absl::Time at = absl::FromUnixSeconds(kFirst);
  zone.changes_.front().offset = source.At(at).offset;
  absl::TimeZone::CivilTransition transition;
  for (int i = 0; i < kMostChanges && source.NextTransition(at, &transition); ++i) {
    // The first moment of the new offset is the one whose civil time is `to` under it.
    at = source.At(transition.to).trans;
    const std::int64_t seconds = absl::ToUnixSeconds(at);
    if (seconds >= kLast) break;
    const std::int32_t offset = source.At(at).offset;
    if (offset != zone.changes_.back().offset) zone.changes_.push_back({seconds, offset});
  }
  return zone;
}

std::int32_t Zone::offset_at(std::int64_t utc_seconds) const {
  if (utc_seconds >= kLast) {
    utc_seconds = kLast - kCycle + (utc_seconds - kLast) % kCycle;
  }
  const auto after =
      std::upper_bound(changes_.begin(), changes_.end(), utc_seconds,
                       [](std::int64_t t, const Change& change) { return t < change.from; });
  return std::prev(after)->offset;
}

std::int64_t Zone::to_utc(std::int64_t local_seconds) const {
  // A change decides for all local times that clocks had not shown yet when it came, that is from
  // `from` plus the offset before it. Those are wanted under the last such change.
  std::size_t low = 0;
  std::size_t high = changes_.size();
  while (high - low > 1) {
    const std::size_t middle = low + (high - low) / 2;
    const std::int64_t shown_before = changes_[middle].from + changes_[middle - 1].offset;
    if (local_seconds < shown_before) {
      high = middle;
    } else {
      low = middle;
    }
  }
  const std::int64_t utc = local_seconds - changes_[low].offset;
  // Skipped times would come out before the jump.
  return low == 0 ? utc : std::max(utc, changes_[low].from);
}

}  // namespace uniselector::base
