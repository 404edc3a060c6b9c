// What a terminal shows: aligned, short, and without control sequences from the input.
#include "report/text_table.h"

#include <uniselector/report.h>

#include "sample.h"
#include "support/catch.h"

namespace uniselector {

TEST_CASE("columns are aligned by characters, not bytes") {
  report::Table table{.columns = {{"Queue", "", false}, {"calls"}}};
  table.rows = {{"größe", "5"}, {"a", "1,234"}};
  CHECK(report::to_text(table) ==
        "  Queue  calls\n"
        "  größe      5\n"
        "  a      1,234\n");
  table.columns[0].heading = "";
  table.columns[1].heading = "";
  CHECK(report::to_text(table, 0) ==
        "größe      5\n"
        "a      1,234\n");
}

TEST_CASE("long names are cut between characters") {
  CHECK(report::clipped("größe", 5) == "größe");
  CHECK(report::clipped("größer", 5) == "größ…");
  CHECK(report::clipped("ééé", 2) == "é…");
}

TEST_CASE("prose is broken at blanks") {
  CHECK(report::wrapped("one two three", 2, 10) == "  one two\n    three\n");
  CHECK(report::wrapped("unbreakable word", 0, 5) == "unbreakable\n  word\n");
  CHECK(report::wrapped("", 2, 10).empty());
}

TEST_CASE("cells cannot reach the terminal's controls") {
  report::Table table{.columns = {{"x", "", false}}, .rows = {{"a\x1b[2Jb"}}};
  CHECK(report::to_text(table, 0) == "x\na?[2Jb\n");
}

TEST_CASE("the summary of a simulation fits a terminal and opens with the totals") {
  const std::string text =
      text_report(test::sample_simulation(), {.center = test::sample_center()});
  CHECK(
      text.starts_with("North Bank: simulation of 20 days, seed 7\n\n"
                       "  Offered           1,423  calls a day\n"
                       "  Answered          1,247  87.6 % of offered\n"
                       "  Abandoned           176  12.4 % of offered\n"
                       "  Service level    63.2 %  target 79.5 % in 20 s; ± 1.2 points\n"
                       "  Mean wait (ASA)    41 s  half within 8.2 s, 90 % within 114 s\n"
                       "  Occupancy        79.3 %  17 agents\n"));
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    CHECK(report::columns_of(text.substr(at, end - at)) <= 100);
    at = end + 1;
  }
}

TEST_CASE("the summary of a replay has a line for every rule") {
  const std::string text = text_report(test::sample_replay());
  CHECK(text.find("  what really happened        1,247     12.4 %") != std::string::npos);
  CHECK(text.find("  90 s credit                 1,247     12.4 %") != std::string::npos);
  CHECK(text.find("  Mean wait by priority, s") != std::string::npos);
}

}  // namespace uniselector
