// Zones against known moments of the zone database.
#include "base/zone.h"

#include "support/catch.h"

using uniselector::parse_time;
using uniselector::StatusCode;
using uniselector::base::Zone;

namespace {

Zone zone(std::string_view name) {
  auto loaded = Zone::load(name);
  INFO(name);
  REQUIRE(loaded.ok());
  return std::move(loaded).value();
}

/// Seconds since 1970 of an RFC 3339 time.
std::int64_t at(std::string_view text) {
  return uniselector::to_ns(*parse_time(text)) / 1'000'000'000;
}

}  // namespace

TEST_CASE("offsets change at the known moments", "[calendar][zone]") {
  const Zone paris = zone("Europe/Paris");
  CHECK(paris.offset_at(at("2026-03-29T00:59:59Z")) == 3600);
  CHECK(paris.offset_at(at("2026-03-29T01:00:00Z")) == 7200);
  CHECK(paris.offset_at(at("2026-10-25T00:59:59Z")) == 7200);
  CHECK(paris.offset_at(at("2026-10-25T01:00:00Z")) == 3600);
  CHECK(paris.offset_at(at("1990-07-01T00:00:00Z")) == 7200);
  // The rule goes on after the last year that the database spells out.
  CHECK(paris.offset_at(at("2090-07-01T00:00:00Z")) == 7200);
  CHECK(paris.offset_at(at("2090-01-15T00:00:00Z")) == 3600);

  const Zone york = zone("America/New_York");
  CHECK(york.offset_at(at("2026-03-08T06:59:59Z")) == -5 * 3600);
  CHECK(york.offset_at(at("2026-03-08T07:00:00Z")) == -4 * 3600);
  CHECK(york.offset_at(at("2026-11-01T06:00:00Z")) == -5 * 3600);

  CHECK(zone("Asia/Kolkata").offset_at(at("2026-07-01T00:00:00Z")) == 19'800);
  CHECK(zone("Australia/Lord_Howe").offset_at(at("2026-01-01T00:00:00Z")) == 11 * 3600);
  CHECK(zone("Australia/Lord_Howe").offset_at(at("2026-07-01T00:00:00Z")) == 10 * 3600 + 1800);
}

TEST_CASE("a skipped local time is the moment of the jump, one that comes twice the first",
          "[calendar][zone]") {
  const Zone paris = zone("Europe/Paris");
  CHECK(paris.to_utc(at("2026-03-29T01:59:59Z")) == at("2026-03-29T00:59:59Z"));
  CHECK(paris.to_utc(at("2026-03-29T02:00:00Z")) == at("2026-03-29T01:00:00Z"));
  CHECK(paris.to_utc(at("2026-03-29T02:30:00Z")) == at("2026-03-29T01:00:00Z"));
  CHECK(paris.to_utc(at("2026-03-29T03:00:00Z")) == at("2026-03-29T01:00:00Z"));
  CHECK(paris.to_utc(at("2026-03-29T03:30:00Z")) == at("2026-03-29T01:30:00Z"));
  CHECK(paris.to_utc(at("2026-10-25T02:00:00Z")) == at("2026-10-25T00:00:00Z"));
  CHECK(paris.to_utc(at("2026-10-25T02:59:59Z")) == at("2026-10-25T00:59:59Z"));
  CHECK(paris.to_utc(at("2026-10-25T03:00:00Z")) == at("2026-10-25T02:00:00Z"));
}

TEST_CASE("local time to UTC never decreases and comes back", "[calendar][zone]") {
  for (const char* name : {"Europe/Paris", "America/New_York", "Australia/Lord_Howe",
                           "Africa/Casablanca", "Pacific/Apia", "UTC", "UTC-03:30"}) {
    const Zone z = zone(name);
    std::int64_t before = z.to_utc(at("2009-12-31T00:00:00Z"));
    bool ascending = true;
    bool returns = true;
    for (std::int64_t local = at("2010-01-01T00:00:00Z"); local < at("2030-01-01T00:00:00Z");
         local += 900) {
      const std::int64_t utc = z.to_utc(local);
      ascending = ascending && utc >= before;
      before = utc;
      // A skipped time shows as a later one.
      returns = returns && z.to_local(utc) >= local;
    }
    INFO(name);
    CHECK(ascending);
    CHECK(returns);
  }
}

TEST_CASE("fixed offsets need no database", "[calendar][zone]") {
  CHECK(zone("UTC").offset_at(0) == 0);
  CHECK(zone("UTC+05:30").offset_at(at("2026-07-01T00:00:00Z")) == 19'800);
  CHECK(zone("-03:30").offset_at(0) == -12'600);
}

TEST_CASE("names that are no zones are refused", "[calendar][zone]") {
  for (const char* name : {"", "Europe/Pariss", "Europe", "/etc/passwd", "../../etc/passwd",
                           "localtime", "UTC+5", "UTC+25:00", "CET ", "file:Europe/Paris"}) {
    INFO(name);
    CHECK(Zone::load(name).status().code() == StatusCode::kInvalidArgument);
  }
  CHECK(Zone::load("Europe/Pariss").status().message() ==
        "found 'Europe/Pariss', expected a name of the time-zone database (package tzdata) such as "
        "Europe/Paris, or UTC, or UTC+hh:mm");
}

TEST_CASE("the version of the zone database is told when it is known", "[calendar][zone]") {
  const std::string version = uniselector::base::database_version();
  if (version.empty()) UNISELECTOR_SKIP("the zone database names no version");
  CHECK(version.size() >= 5);
  CHECK(version.substr(0, 2) == "20");
}
