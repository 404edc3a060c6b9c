// Figures that reports derive: no call is lost or made up by drawing it.
#include "report/figures.h"

#include <numeric>

#include "report/findings.h"
#include "sample.h"
#include "support/catch.h"

namespace uniselector::report {

using test::Approx;

TEST_CASE("rebinning keeps every call") {
  const std::vector<WaitBin> fine = {{0, 5, 10}, {5, 10, 8}, {10, 15, 4}, {15, 40, 5}, {40, 90, 2}};
  const Bins bins = rebin({&fine}, 30, 3);
  CHECK(bins.width_s == 10);
  CHECK(bins.edges == std::vector<double>{0, 10, 20, 30});
  REQUIRE(bins.counts[0].size() == 3);
  CHECK(bins.counts[0][0] == Approx(18));
  CHECK(bins.counts[0][1] == Approx(5));  // 4, and 5 s of the 25 s that hold 5
  CHECK(bins.counts[0][2] == Approx(2));
  const double drawn = std::accumulate(bins.counts[0].begin(), bins.counts[0].end(), 0.0);
  CHECK(drawn + bins.beyond == Approx(29));
}

TEST_CASE("bins are never narrower than what was counted") {
  const std::vector<WaitBin> coarse = {{0, 30, 6}, {30, 60, 3}};
  CHECK(rebin({&coarse}, 60, 40).width_s == 30);
}

TEST_CASE("patience is read from the curve by straight lines") {
  const std::vector<AbandonBin> bins = {
      {0, 10, 100, 10, 0.9}, {10, 20, 60, 10, 0.75}, {20, 30, 20, 2, 0.675}};
  CHECK(gave_up_after(bins, 0.05).value() == Approx(5));
  CHECK(gave_up_after(bins, 0.25).value() == Approx(20));
  CHECK_FALSE(gave_up_after(bins, 0.5).has_value());
  CHECK(gave_up_within(bins, 15).value() == Approx(0.175));
  CHECK_FALSE(gave_up_within(bins, 31).has_value());
  const Patience seen = patience(bins);
  REQUIRE(seen.per_minute.size() == 3);
  CHECK(seen.width_s == 10);
  CHECK(seen.per_minute[0] == Approx(0.6));  // 10 of 100 in 10 s
  CHECK(seen.gave_up[2] == Approx(0.325));
  CHECK(patience({}).edges.empty());
}

TEST_CASE("targets of queues and of all of them") {
  SimulationResult result = test::sample_simulation();
  ReportOptions options{.center = test::sample_center()};
  CHECK(to_string(*target_of(options, "regular")) == "80 % in 20 s");
  CHECK_FALSE(target_of(options, "nowhere").has_value());
  CHECK_FALSE(overall_target(result, {}).has_value());
  const auto all = overall_target(result, options);
  REQUIRE(all.has_value());
  // One queue of 38 calls of 1,423 has 60 %, the others 80 %.
  CHECK(all->share == Approx(0.8 - 0.2 * 38 / 1423));
  CHECK(all->within_s == 20);
  options.center->queues[0].answer_within = std::chrono::seconds(60);
  CHECK(overall_target(result, options)->within_s == 0);
}

TEST_CASE("an average day divides counts by days and leaves out empty ends") {
  SimulationResult result = test::sample_simulation();
  result.days = 4;
  const auto day = average_day(result);
  REQUIRE_FALSE(day.empty());
  CHECK(day.front().from_s == 7 * 3600);
  const IntervalResult& noon = result.total.intervals[12];
  CHECK(day[5].from_s == noon.from_s);
  CHECK(day[5].offered == Approx(noon.offered / 4));
  CHECK(day[5].agents_on_duty == noon.agents_on_duty);
}

TEST_CASE("sentences say what the figures say") {
  const SimulationResult result = test::sample_simulation();
  const ReportOptions options{.center = test::sample_center()};
  CHECK(
      lead(result, options) ==
      "Of 1,423 calls a day, 1,247 reached an agent (88 %), half of them within 8.2 s. 176 gave "
      "up waiting (12.4 %). The service level was 63.2 %, 16 points below the target of 79.5 % in "
      "20 s.");
  CHECK(about_service_level(result, options).starts_with("1 of 5 queues meets its target; "));
  CHECK(about_service_level(result, {}) == "Service level by queue");
  CHECK(about_occupancy(result) ==
        "Agents are busy 79 % of their time on duty, from 70 % (S17) to 89 % (S01)");
  CHECK(about_waits(result) ==
        "Half are answered within 8.2 s, one in ten waits longer than 114 s");
  CHECK(lead(SimulationResult{}, {}) == "No calls arrived.");
  CHECK(about_waits(SimulationResult{}) == "No call was answered");
}

TEST_CASE("the one queue with a target is the one that is named, wherever it stands") {
  SimulationResult result = test::sample_simulation();
  ReportOptions options{.center = test::sample_center()};
  options.center->queues = {options.center->queues[1]};  // prospects, the second of the result
  result.queues[1].service_level.mean = 0.9;
  CHECK(about_service_level(result, options) == "prospects meets its target");
  result.queues[1].service_level.mean = 0.5;
  CHECK(about_service_level(result, options) == "prospects misses its target by 30 points");
}

TEST_CASE("measured figures stand beside those that are known") {
  const auto rows = beside_measured(test::sample_simulation(),
                                    {.name = "x", .abandoned_share = 0.1265, .asa_s = 40.774});
  REQUIRE(rows.size() == 2);
  CHECK(rows[0] == std::vector<std::string>{"Abandoned", "12.4 %", "12.7 %"});
  CHECK(rows[1] == std::vector<std::string>{"Mean wait of answered", "40.8 s", "40.8 s"});
}

}  // namespace uniselector::report
