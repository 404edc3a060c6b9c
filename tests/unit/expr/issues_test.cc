// Where a fault is shown, whatever the source looks like.
#include "expr/issues.h"

#include <string>

#include "support/catch.h"

using namespace uniselector;
using namespace uniselector::expr;

TEST_CASE("places count lines and characters from one", "[expr][issues]") {
  const std::string_view source = "a +\n  \u00e9\u4e16 + b";
  CHECK(place_of(source, 0).line == 1);
  CHECK(place_of(source, 0).column == 1);
  CHECK(place_of(source, 2).column == 3);
  CHECK(place_of(source, 3).line == 1);  // the line break belongs to its line
  const std::size_t plus = source.rfind('+');
  CHECK(place_of(source, plus).line == 2);
  CHECK(place_of(source, plus).column == 6);
}

TEST_CASE("a place within a character is the character's", "[expr][issues]") {
  const std::string_view source = "\u4e16x";
  CHECK(place_of(source, 1).column == 1);
  CHECK(place_of(source, 2).column == 1);
  CHECK(place_of(source, 3).column == 2);
}

TEST_CASE("a place behind the source is its end", "[expr][issues]") {
  CHECK(place_of("ab", 99).column == 3);
  CHECK(place_of("", 0).line == 1);
  CHECK(place_of("", 0).column == 1);
  CHECK(place_of("a\n", 2).line == 2);
  CHECK(place_of("a\n", 2).column == 1);
  CHECK(snippet_of("ab", 99) == " | ab\n |   ^");
  CHECK(snippet_of("", 5) == " | \n | ^");
}

TEST_CASE("a snippet is the line with a caret", "[expr][issues]") {
  CHECK(snippet_of("a + b", 4) == " | a + b\n |     ^");
  CHECK(snippet_of("a +\r\n  b\r\n", 7) == " |   b\n |   ^");
  CHECK(snippet_of("\u00e9 + b", 5) == " | \u00e9 + b\n |     ^");
}

TEST_CASE("a snippet shows no control characters", "[expr][issues]") {
  CHECK(snippet_of("a\t+\x1b[1m b", 2) == " | a + [1m b\n |   ^");
  CHECK(snippet_of("\xff + \x80", 1) == " |   +  \n |  ^");
}

TEST_CASE("a long line is cut around the place", "[expr][issues]") {
  const std::string source = std::string(500, 'a') + "!" + std::string(500, 'b');
  const std::string expected = " | ..." + std::string(60, 'a') + "!" + std::string(39, 'b') +
                               "...\n | " + std::string(63, ' ') + "^";
  CHECK(snippet_of(source, 500) == expected);
}

TEST_CASE("issues become one status with all places", "[expr][issues]") {
  Issues issues("a +\nb");
  CHECK(issues.empty());
  CHECK(issues.status("rules.cel").ok());
  issues.add(0, "first fault");
  issues.add(4, "second fault");
  CHECK_FALSE(issues.empty());
  REQUIRE(issues.all().size() == 2);
  CHECK(issues.all()[1].line == 2);
  CHECK(issues.all()[1].column == 1);
  CHECK(issues.all()[1].snippet == " | b\n | ^");
  const Status status = issues.status("rules.cel");
  CHECK(status.code() == StatusCode::kInvalidArgument);
  CHECK(status.message() ==
        "rules.cel:1:1: first fault\n | a +\n | ^\nrules.cel:2:1: second fault\n | b\n | ^");
}

TEST_CASE("a passed limit makes the status ResourceExhausted", "[expr][issues]") {
  Issues issues("a");
  issues.add(0, "a fault");
  issues.add_limit(0, "the depth passes the limit of 250");
  CHECK(issues.status("x").code() == StatusCode::kResourceExhausted);
}

TEST_CASE("beyond the most that are kept issues are counted", "[expr][issues]") {
  Issues issues("a");
  for (std::size_t i = 0; i < Issues::kMost + 5; ++i) issues.add(0, "fault");
  CHECK(issues.all().size() == Issues::kMost);
  CHECK(issues.status("x").message().ends_with("\nand 5 more"));
}
