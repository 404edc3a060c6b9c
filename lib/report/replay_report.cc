// The HTML report of a replay: what really happened beside the same calls under other rules.
#include <limits>

#include <fmt/format.h>
#include <uniselector/report.h>

#include "report/figures.h"
#include "report/findings.h"
#include "report/format.h"
#include "report/html.h"
#include "report/sections.h"
#include "report/svg_chart.h"
#include "report/svg_rows.h"

namespace uniselector {

namespace report {
namespace {

// Reality is grey, the policies are told apart by hue and by their place in every legend.
constexpr int kColours[] = {0, 1, 2, 3, 4, 5, 6};

std::vector<std::string> names(const ReplayResult& result) {
  std::vector<std::string> list;
  for (const SimulationResult& column : result.columns) list.push_back(column.name);
  return list;
}

// An hour with fewer calls in the whole log says nothing about a rule.
constexpr double kFewestCalls = 20;

int colour(std::size_t column) { return kColours[column % std::size(kColours)]; }

std::string comparison(const ReplayResult& result) {
  Table table;
  table.columns.push_back({"", "", false});
  for (const std::string& name : names(result)) table.columns.push_back({name, ""});
  auto row = [&](const std::string& label, auto figure) {
    std::vector<std::string> cells{label};
    for (const SimulationResult& column : result.columns) cells.push_back(figure(column));
    table.rows.push_back(std::move(cells));
  };
  row("Calls that sought an agent",
      [](const SimulationResult& c) { return count(c.total.offered.mean); });
  row("Answered", [](const SimulationResult& c) { return count(c.total.answered.mean); });
  row("Abandoned", [](const SimulationResult& c) { return count(c.total.abandoned.mean); });
  row("Abandoned, of offered",
      [](const SimulationResult& c) { return percent(c.total.abandoned_share.mean); });
  row("Answered at once",
      [](const SimulationResult& c) { return count(c.total.answered_at_once); });
  row("Service level (in target)",
      [](const SimulationResult& c) { return percent(c.total.service_level.mean); });
  row("Mean wait of answered, s", [](const SimulationResult& c) {
    return seconds_column(of_answered(c.total, c.total.asa_s.mean));
  });
  row("Median wait, s", [](const SimulationResult& c) {
    return seconds_column(of_answered(c.total, c.total.wait_p50_s));
  });
  row("90 % answered within, s", [](const SimulationResult& c) {
    return seconds_column(of_answered(c.total, c.total.wait_p90_s));
  });
  row("99 % answered within, s", [](const SimulationResult& c) {
    return seconds_column(of_answered(c.total, c.total.wait_p99_s));
  });
  row("Longest wait of answered, s", [](const SimulationResult& c) {
    return seconds_column(of_answered(c.total, c.total.wait_max_s));
  });
  row("Occupancy", [](const SimulationResult& c) {
    const std::optional<double> all = overall_occupancy(c);
    return all ? percent(*all) : std::string("–");
  });
  std::string what = "The whole log under each rule.";
  for (const std::string& note : result.notes) what += " " + note;
  return section("The rules side by side", what, to_html(table));
}

std::string hours(const ReplayResult& result) {
  const std::vector<IntervalResult> real = average_day(result.columns.front());
  if (real.empty()) return {};
  PanelChart chart;
  chart.description = "Mean wait and abandonment by hour of arrival under each rule.";
  chart.x.label = "Time of day of arrival";
  const double width = result.columns.front().interval_s;
  chart.x.edges.push_back(real.front().from_s);
  Series offered{"calls", Series::Kind::kBars, 0, {}};
  for (const IntervalResult& interval : real) {
    chart.x.edges.push_back(interval.from_s + width);
    offered.values.push_back(interval.offered);
  }
  Panel waits{.title = "Mean wait of answered calls", .unit = Panel::Unit::kSeconds, .height = 170};
  Panel lost{.title = "Abandoned, of offered", .unit = Panel::Unit::kShare, .height = 130};
  for (std::size_t c = 0; c < result.columns.size(); ++c) {
    const SimulationResult& column = result.columns[c];
    Series wait{column.name, Series::Kind::kLine, colour(c), {}};
    Series gone{column.name, Series::Kind::kLine, colour(c), {}};
    for (const IntervalResult& at : real) {
      double mean = std::numeric_limits<double>::quiet_NaN();
      double abandoned = mean;
      for (const IntervalResult& interval : column.total.intervals) {
        if (interval.from_s != at.from_s || interval.offered < kFewestCalls) continue;
        if (interval.answered > 0) mean = interval.mean_wait_s;
        abandoned = share(interval.abandoned, interval.offered);
      }
      wait.values.push_back(mean);
      gone.values.push_back(abandoned);
    }
    waits.series.push_back(std::move(wait));
    lost.series.push_back(std::move(gone));
  }
  chart.panels = {
      {.title = "Calls per hour, average day", .height = 90, .series = {offered}}, waits, lost};
  return section(
      "How the day went, and how it would have gone",
      fmt::format("By hour of arrival, {}; hours with few calls are left out.", days_of(result)),
      "<div class=\"scroll\">" + to_svg(chart) + "</div>\n");
}

template <class List, class Figure>
std::string dots(const ReplayResult& result, List list, Figure figure, DotChart::Unit unit,
                 const std::string& finding, const std::string& what, const std::string& axis) {
  DotChart chart;
  chart.description = finding;
  chart.unit = unit;
  chart.axis_label = axis;
  chart.series = names(result);
  for (std::size_t c = 0; c < result.columns.size(); ++c) chart.colours.push_back(colour(c));
  for (const TrafficResult& row : list(result.columns.front())) {
    DotRow dot_row{row.name, count(row.offered.mean) + " calls", {}};
    for (const SimulationResult& column : result.columns) {
      double value = std::numeric_limits<double>::quiet_NaN();
      for (const TrafficResult& other : list(column)) {
        if (other.name == row.name && other.offered.mean > 0) value = figure(other);
      }
      dot_row.values.push_back(value);
    }
    chart.rows.push_back(std::move(dot_row));
  }
  if (chart.rows.size() < 2) return {};
  return section(finding, what, "<div class=\"scroll\">" + to_svg(chart) + "</div>\n");
}

std::string checks(const ReplayResult& result) {
  if (result.checks.empty()) return {};
  Table table{.columns = {{"Figure", "", false}, {"Expected", ""}, {"Found", ""}, {"", "", false}}};
  std::size_t passed = 0;
  for (const Check& check : result.checks) {
    passed += check.passed ? 1 : 0;
    if (check.passed) continue;
    table.rows.push_back({check.group + " " + check.name, fmt::format("{}", check.expected),
                          fmt::format("{}", check.found), "differs"});
  }
  const std::string finding = fmt::format("{} of {} published figures of the log are reproduced",
                                          number(static_cast<double>(passed)),
                                          number(static_cast<double>(result.checks.size())));
  return section(finding, table.rows.empty() ? "Counts, sums and percentiles, all exactly." : "",
                 table.rows.empty() ? " " : to_html(table));
}

}  // namespace
}  // namespace report

std::string html_report(const ReplayResult& result, const ReportOptions& options) {
  using namespace report;
  const std::string title = title_of(result.file, options);
  const std::string kind =
      fmt::format("Replay of {} to {} · {} rows, {} calls routed · seed {}", result.first_date,
                  result.last_date, number(static_cast<double>(result.rows)),
                  number(static_cast<double>(result.routed)), result.seed);
  std::string body = "<main>\n" + header(title, kind, lead(result));
  auto streams = [](const SimulationResult& c) { return c.streams; };
  auto priorities = [](const SimulationResult& c) { return c.priorities; };
  auto wait = [](const TrafficResult& t) { return of_answered(t, t.asa_s.mean); };
  auto lost = [](const TrafficResult& t) { return t.abandoned_share.mean; };
  if (!result.columns.empty()) {
    body += comparison(result) + hours(result);
    body += dots(result, streams, wait, DotChart::Unit::kSeconds, "Who waits how long",
                 "Mean wait of answered calls by kind of call.", "Mean wait");
    body += dots(result, streams, lost, DotChart::Unit::kShare, "Who gives up",
                 "Share of calls abandoned by kind of call.", "Abandoned, of offered");
    body += dots(result, priorities, wait, DotChart::Unit::kSeconds, "What priority is worth",
                 "Mean wait of answered calls by priority of the caller.", "Mean wait");
    for (const SimulationResult& column : result.columns) {
      if (column.streams.empty()) continue;
      body += section("In figures: " + column.name, "Waits and handling times in seconds.",
                      to_html(traffic_table(column.streams, &column.total, "Kind", {})));
    }
  }
  body += checks(result);
  std::vector<std::string> lines;
  for (const SimulationResult& column : result.columns) {
    for (const std::string& note : column.notes) lines.push_back(column.name + ": " + note);
  }
  body += notes(lines, options.command) + "</main>\n";
  return page(title, body);
}

}  // namespace uniselector
