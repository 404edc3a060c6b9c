// Pages are well-formed, complete, closed to the outside, and text of the input cannot become
// markup.
#include <cctype>
#include <set>
#include <string>
#include <vector>

#include <uniselector/report.h>

#include "report/html.h"
#include "report/svg.h"
#include "report/svg_rows.h"
#include "sample.h"
#include "support/catch.h"

namespace uniselector {
namespace {

struct Tag {
  std::string name;
  std::string attributes;
  bool closing = false;
  bool empty = false;
};

// Every tag in order. A '<' that opens none is an error of the page.
std::vector<Tag> tags_of(const std::string& html) {
  std::vector<Tag> tags;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at)) {
    const std::size_t end = html.find('>', at);
    REQUIRE(end != std::string::npos);
    std::string inside = html.substr(at + 1, end - at - 1);
    at = end;
    if (inside == "!DOCTYPE html") continue;
    Tag tag;
    tag.closing = inside[0] == '/';
    tag.empty = inside.back() == '/';
    std::size_t letter = tag.closing ? 1 : 0;
    while (letter < inside.size() && std::isalnum(static_cast<unsigned char>(inside[letter]))) {
      tag.name += inside[letter++];
    }
    INFO("tag <" << inside << ">");
    REQUIRE_FALSE(tag.name.empty());
    tag.attributes = inside.substr(letter);
    if (tag.name == "style" && !tag.closing) at = html.find("</style>", at) - 1;
    tags.push_back(tag);
  }
  return tags;
}

// Every element that opens closes again, in order.
void check_nesting(const std::vector<Tag>& tags) {
  const std::set<std::string> void_elements = {"meta", "br"};
  std::vector<std::string> open;
  for (const Tag& tag : tags) {
    if (tag.empty || void_elements.count(tag.name) != 0) continue;
    if (!tag.closing) {
      open.push_back(tag.name);
      continue;
    }
    REQUIRE_FALSE(open.empty());
    CHECK(open.back() == tag.name);
    open.pop_back();
  }
  CHECK(open.empty());
}

void check_closed_to_the_outside(const std::string& html, const std::vector<Tag>& tags) {
  for (const Tag& tag : tags) {
    CHECK(tag.name != "script");
    CHECK(tag.name != "link");
    CHECK(tag.name != "iframe");
    for (const char* attribute : {" src=", " href=", " srcset=", " onload=", " onclick="}) {
      CHECK(tag.attributes.find(attribute) == std::string::npos);
    }
  }
  CHECK(html.find("http:") == std::string::npos);
  CHECK(html.find("https:") == std::string::npos);
  CHECK(html.find("@import") == std::string::npos);
  CHECK(html.find("url(") == std::string::npos);
  CHECK(html.find("default-src 'none'") != std::string::npos);
}

// The text of an element, from its opening to its closing tag.
std::vector<std::string> texts_of(const std::string& html, const std::string& element) {
  std::vector<std::string> texts;
  const std::string open = "<" + element + ">";
  for (std::size_t at = html.find(open); at != std::string::npos; at = html.find(open, at)) {
    at += open.size();
    texts.push_back(html.substr(at, html.find("</", at) - at));
  }
  return texts;
}

std::size_t times(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

const ReportOptions& full_options() {
  static const ReportOptions options{
      .center = test::sample_center(),
      .measured = MeasuredFigures{.name = "<b>reality</b>", .asa_s = 40.8},
      .command = "uniselector simulate a&b.yaml"};
  return options;
}

}  // namespace

TEST_CASE("the simulation report is well-formed, closed and escaped") {
  const std::string html = html_report(test::sample_simulation(), full_options());
  const std::vector<Tag> tags = tags_of(html);
  check_nesting(tags);
  check_closed_to_the_outside(html, tags);
  CHECK(html.find(test::kHostileName) == std::string::npos);
  CHECK(html.find("&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/script&gt;") !=
        std::string::npos);
  CHECK(html.find("<b>") == std::string::npos);
  CHECK(html.find("a&amp;b.yaml") != std::string::npos);
}

TEST_CASE("golden structure of the simulation report") {
  const std::string html = html_report(test::sample_simulation(), full_options());
  CHECK(texts_of(html, "h1") == std::vector<std::string>{"North Bank"});
  const std::vector<std::string> expected = {
      "Simulated beside measured",
      "Waits are longest when most calls arrive: 69 s on average from 12:00 to 13:00",
      "1 of 5 queues meets its target; "
      "&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/script&gt; misses it by 31 points",
      "Half are answered within 8.2 s, one in ten waits longer than 114 s",
      "17 % give up within a minute of waiting, a quarter within 100 s",
      "Agents are busy 79 % of their time on duty, from 70 % (S17) to 89 % (S01)",
      "From day to day the service level runs from 45 % to 66 %; none of 20 days reach the target",
      "Every queue in figures",
      "By kind of call"};
  CHECK(texts_of(html, "h2") == expected);
  CHECK(texts_of(html, "dt") == std::vector<std::string>{"Offered", "Answered", "Abandoned",
                                                         "Service level", "Mean wait (ASA)",
                                                         "Occupancy"});
  CHECK(times(html, "<svg ") == 6);
  CHECK(times(html, "role=\"img\" aria-label=\"") == 6);
  CHECK(times(html, "<table") == 4);
  CHECK(html.find("nan") == std::string::npos);
  CHECK(html.find("inf\"") == std::string::npos);
}

TEST_CASE("a report is the same bytes every time") {
  CHECK(html_report(test::sample_simulation(), full_options()) ==
        html_report(test::sample_simulation(), full_options()));
}

TEST_CASE("an empty result still makes a page") {
  const std::string html = html_report(SimulationResult{});
  check_nesting(tags_of(html));
  CHECK(html.find("No calls arrived.") != std::string::npos);
  CHECK(times(html, "<svg ") == 0);
  check_nesting(tags_of(html_report(ReplayResult{})));
}

TEST_CASE("dots of equal values stand beside each other in their row") {
  const report::DotChart chart{.series = {"happened", "one", "other"},
                               .colours = {0, 1, 2},
                               .rows = {{.name = "PS", .values = {20, 5, 5}}}};
  const std::string svg = to_svg(chart);
  std::vector<std::string> heights;
  for (std::size_t at = svg.find("cy=\""); at != std::string::npos; at = svg.find("cy=\"", at)) {
    at += 4;
    heights.push_back(svg.substr(at, svg.find('"', at) - at));
  }
  // Two of the legend, then the last series first: that of one is drawn over it.
  CHECK(heights == std::vector<std::string>{"10", "10", "49", "41"});
}

TEST_CASE("a rule that answers nobody has no wait, and one day is one") {
  ReplayResult result = test::sample_replay();
  result.days = 1;
  SimulationResult& last = result.columns.back();
  last.total.answered.mean = 0;
  last.total.asa_s.mean = last.total.wait_p50_s = last.total.wait_p90_s = 0;
  last.total.wait_p99_s = last.total.wait_max_s = 0;
  const std::string html = html_report(result);
  CHECK(html.find("In one day ") != std::string::npos);
  CHECK(html.find("give up, nobody is answered.") != std::string::npos);
  CHECK(html.find("By hour of arrival, one day;") != std::string::npos);
  const std::size_t row = html.find("Mean wait of answered, s");
  REQUIRE(row != std::string::npos);
  const std::string cells = html.substr(row, html.find("</tr>", row) - row);
  CHECK(cells.find("–") != std::string::npos);
  CHECK(text_report(result).find("–") != std::string::npos);
}

TEST_CASE("room for labels goes by their letters, not by their number") {
  CHECK(report::text_width("will it fit") < report::text_width("MMMMMMMMMMM") / 2);
  CHECK(report::text_width("\xc3\xa9") == report::text_width("e"));
}

TEST_CASE("the replay report compares every rule and is well-formed") {
  const std::string html = html_report(test::sample_replay());
  const std::vector<Tag> tags = tags_of(html);
  check_nesting(tags);
  check_closed_to_the_outside(html, tags);
  for (const char* rule : {"what really happened", "first come first served", "90 s credit"}) {
    CHECK(times(html, rule) > 5);
  }
  CHECK(texts_of(html, "h1") == std::vector<std::string>{"february-1999.csv.gz"});
  CHECK(html.find("1 of 1 published figures of the log are reproduced") != std::string::npos);
  CHECK(times(html, "<svg ") == 4);
}

TEST_CASE("escaping covers markup, quotes, control characters and broken UTF-8") {
  using report::escape;
  CHECK(escape("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;");
  CHECK(escape("größe – 5") == "größe – 5");
  CHECK(escape(std::string("a\0b\x1b", 4)) ==
        "a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD");
  CHECK(escape("\xC3(") == "\xEF\xBF\xBD(");
  CHECK(escape("two\nlines\t") == "two\nlines\t");
}

TEST_CASE("coordinates are short and never in scientific form") {
  using report::coordinate;
  CHECK(coordinate(12) == "12");
  CHECK(coordinate(12.345) == "12.35");
  CHECK(coordinate(-0.001) == "0");
  CHECK(coordinate(1e7) == "10000000");
  CHECK(coordinate(1.0 / 0.0) == "0");
}

}  // namespace uniselector
