// Bodies of sections.h.
#include "report/sections.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/figures.h"
#include "report/findings.h"
#include "report/format.h"
#include "report/html.h"
#include "report/svg_chart.h"
#include "report/svg_rows.h"

namespace uniselector::report {

namespace {

constexpr std::size_t kMostAgents = 40;
constexpr std::size_t kFewestRuns = 10;  // a scatter of fewer says little

constexpr int kAnswered = 1;  // series colours of style.h
constexpr int kAbandoned = 5;
constexpr int kMissed = 2;
constexpr int kGrey = 0;

std::string scroll(const std::string& svg) {
  return svg.empty() ? svg : "<div class=\"scroll\">" + svg + "</div>\n";
}

std::string tile(std::string_view name, std::string_view value, std::string_view more,
                 std::string_view css = {}) {
  return fmt::format(
      "<div class=\"tile\"><dt>{}</dt><dd class=\"value\">{}</dd><dd class=\"more "
      "{}\">{}</dd></div>"
      "\n",
      escape(name), escape(value), css, escape(more));
}

std::string interval_name(double width_s) {
  if (width_s == 3600) return "hour";
  return seconds(width_s);
}

std::string give_or_take(const Estimate& estimate, bool share) {
  if (estimate.half_width <= 0) return {};
  return "± " +
         (share ? number(100 * estimate.half_width, 1) + " points" : count(estimate.half_width));
}

}  // namespace

std::string section(std::string_view finding, std::string_view what, std::string_view markup) {
  if (markup.empty()) return {};
  std::string out = "<section>\n<h2>" + escape(finding) + "</h2>\n";
  if (!what.empty()) out += "<p class=\"what\">" + escape(what) + "</p>\n";
  return out + std::string(markup) + "</section>\n";
}

std::string header(std::string_view title, std::string_view kind, std::string_view lead) {
  return "<h1>" + escape(title) + "</h1>\n<p class=\"kind\">" + escape(kind) +
         "</p>\n<p class=\"lead\">" + escape(lead) + "</p>\n";
}

std::string tiles(const SimulationResult& result, const ReportOptions& options) {
  const TrafficResult& all = result.total;
  const std::optional<Target> target = overall_target(result, options);
  const std::optional<double> occupancy = overall_occupancy(result);
  const bool met = target && all.service_level.mean >= target->share;
  std::string out = "<dl class=\"tiles\">\n";
  out += tile("Offered", count(all.offered.mean), "calls " + per_what(result));
  out += tile("Answered", count(all.answered.mean),
              percent(share(all.answered.mean, all.offered.mean)) + " of offered");
  out += tile("Abandoned", count(all.abandoned.mean),
              percent(all.abandoned_share.mean) + " of offered");
  if (all.blocked.mean + all.left.mean > 0) {
    out += tile("Turned away", count(all.blocked.mean + all.left.mean), "blocked, closed or moved");
  }
  out += tile("Service level", percent(all.service_level.mean),
              target ? (met ? "✓ target " : "✗ target ") + to_string(*target)
                     : give_or_take(all.service_level, true),
              target ? (met ? "good" : "bad") : "");
  out += tile("Mean wait (ASA)", seconds(all.asa_s.mean), "of answered calls");
  if (occupancy) out += tile("Occupancy", percent(*occupancy), "of time on duty");
  return out + "</dl>\n";
}

std::string hours_section(const SimulationResult& result) {
  const std::vector<IntervalResult> day = average_day(result);
  if (day.empty()) return {};
  PanelChart chart;
  chart.description = "Arrivals, mean wait and agents by time of day. " + about_arrivals(result);
  chart.x.label = "Time of day of arrival";
  chart.x.edges.push_back(day.front().from_s);
  Panel calls{.title = "Calls per " + interval_name(result.interval_s), .height = 170};
  Series answered{"answered", Series::Kind::kBars, kAnswered, {}};
  Series abandoned{"abandoned", Series::Kind::kBars, kAbandoned, {}};
  Series other{"turned away", Series::Kind::kBars, kGrey, {}};
  Panel waits{.title = "Mean wait of answered calls", .unit = Panel::Unit::kSeconds, .height = 110};
  Series wait{"mean wait", Series::Kind::kBars, 6, {}};
  Panel staff{.title = "Agents", .height = 110};
  Series duty{"on duty", Series::Kind::kStep, kGrey, {}};
  Series busy{"busy", Series::Kind::kStep, kAnswered, {}};
  double turned_away = 0;
  double on_duty = 0;
  const bool whole = result.days * result.replications == 1;
  Table table{.columns = {{"From", "", false},
                          {"Offered", "calls"},
                          {"Answered", "calls"},
                          {"Abandoned", "calls"},
                          {"In target", ""},
                          {"Mean wait", "s"},
                          {"On duty", "agents"},
                          {"Busy", "agents"}}};
  for (const IntervalResult& i : day) {
    chart.x.edges.push_back(i.from_s + result.interval_s);
    answered.values.push_back(i.answered);
    abandoned.values.push_back(i.abandoned);
    other.values.push_back(std::max(0.0, i.offered - i.answered - i.abandoned));
    turned_away += other.values.back();
    wait.values.push_back(i.mean_wait_s);
    duty.values.push_back(i.agents_on_duty);
    busy.values.push_back(i.agents_busy);
    on_duty += i.agents_on_duty;
    table.rows.push_back({clock(i.from_s), count_column(i.offered, whole),
                          count_column(i.answered, whole), count_column(i.abandoned, whole),
                          percent(i.service_level), seconds_column(i.mean_wait_s),
                          number(i.agents_on_duty, 1), number(i.agents_busy, 1)});
  }
  calls.series = {answered, abandoned};
  if (turned_away > 0.0005 * result.total.offered.mean) calls.series.push_back(other);
  waits.series = {wait};
  staff.series = {duty, busy};
  chart.panels = {calls, waits};
  if (on_duty > 0) chart.panels.push_back(staff);
  const std::string what =
      result.days * result.replications == 1
          ? "The day by time of arrival."
          : fmt::format("An average day by time of arrival ({}).", extent(result));
  return section(about_arrivals(result), what,
                 scroll(to_svg(chart)) + "<details><summary>The same in figures</summary>" +
                     to_html(table) + "</details>\n");
}

std::string service_level_section(const SimulationResult& result, const ReportOptions& options) {
  BarChart chart;
  chart.description = about_service_level(result, options);
  chart.axis_label =
      "Answered within the target time, of answered and abandoned (short abandons apart)";
  bool targets = false;
  for (const TrafficResult& queue : result.queues) {
    if (queue.offered.mean <= 0) continue;
    const std::optional<Target> target = target_of(options, queue.name);
    BarRow row{.name = queue.name,
               .detail = count(queue.offered.mean) + " calls",
               .value = queue.service_level.mean,
               .figure = percent(queue.service_level.mean)};
    if (target) {
      targets = true;
      const double gap = queue.service_level.mean - target->share;
      row.goal = target->share;
      row.colour = gap >= 0 ? kAnswered : kMissed;
      row.remark = (gap >= 0 ? "✓ " : "✗ ") + to_string(*target);
    }
    chart.rows.push_back(row);
  }
  return section(about_service_level(result, options),
                 targets ? "Service level by queue; the mark across a bar is the target."
                         : "Service level by queue.",
                 scroll(to_svg(chart)));
}

std::string occupancy_section(const SimulationResult& result) {
  std::vector<const AgentResult*> agents;
  for (const AgentResult& agent : result.agents) {
    if (agent.on_duty_s > 0) agents.push_back(&agent);
  }
  std::stable_sort(agents.begin(), agents.end(), [](const AgentResult* a, const AgentResult* b) {
    return a->occupancy.mean > b->occupancy.mean;
  });
  std::string what = "Share of time on duty with a call, highest first, and calls answered " +
                     per_what(result) + ".";
  if (agents.size() > kMostAgents) {
    what += fmt::format(" The {} most and the {} least occupied of {} agents.", kMostAgents / 2,
                        kMostAgents / 2, number(static_cast<double>(agents.size())));
    agents.erase(agents.begin() + kMostAgents / 2, agents.end() - kMostAgents / 2);
  }
  BarChart chart;
  chart.description = about_occupancy(result);
  chart.axis_label = "Occupancy";
  for (const AgentResult* agent : agents) {
    chart.rows.push_back({.name = agent->name,
                          .detail = number(agent->on_duty_s / 3600, 1) + " h",
                          .value = agent->occupancy.mean,
                          .figure = percent(agent->occupancy.mean, 0),
                          .remark = number(agent->answered) + " calls"});
  }
  if (const std::optional<double> all = overall_occupancy(result); all && agents.size() > 1) {
    chart.line = *all;
    chart.line_label = "all: " + percent(*all);
  }
  return section(about_occupancy(result), what, scroll(to_svg(chart)));
}

std::string waits_section(const SimulationResult& result, const ReportOptions& options) {
  const TrafficResult& all = result.total;
  if (all.answered_waits.empty() && all.abandoned_waits.empty()) return {};
  const double end = std::max({all.wait_p99_s, all.wait_p90_s * 1.2, 10.0});
  const Bins bins = rebin({&all.answered_waits, &all.abandoned_waits}, end, 40);
  PanelChart chart;
  chart.description = "Distribution of waits. " + about_waits(result);
  chart.width = 448;
  chart.wide = false;
  chart.x.kind = XAxis::Kind::kSeconds;
  chart.x.edges = bins.edges;
  chart.x.label = "Time waited until answered or given up";
  if (all.answered.mean > 0) {
    chart.x.markers.push_back({all.wait_p90_s, "90 % answered by " + seconds(all.wait_p90_s)});
    const std::optional<Target> target = overall_target(result, options);
    if (target && target->within_s > 0 && target->within_s != all.wait_p90_s) {
      chart.x.markers.push_back({target->within_s, "target " + seconds(target->within_s)});
    }
  }
  chart.panels = {{.title = "Calls per " + seconds(bins.width_s) + " of wait",
                   .height = 230,
                   .series = {{"answered", Series::Kind::kBars, kAnswered, bins.counts[0]},
                              {"abandoned", Series::Kind::kBars, kAbandoned, bins.counts[1]}}}};
  std::string what =
      fmt::format("Not drawn: {} calls ({}) answered without any wait", count(all.answered_at_once),
                  percent(share(all.answered_at_once, all.offered.mean), 0));
  if (bins.beyond >= 0.05) {
    what += fmt::format(", {} that waited longer than {}", count(bins.beyond),
                        seconds(bins.edges.back()));
  }
  return section(about_waits(result), what + ".", to_svg(chart));
}

std::string patience_section(const SimulationResult& result) {
  const Patience seen = patience(result.total.abandonment);
  if (seen.edges.size() < 2 || result.total.abandoned.mean <= 0) return {};
  PanelChart chart;
  chart.description = "Abandonment against wait. " + about_patience(result);
  chart.width = 448;
  chart.wide = false;
  chart.x.kind = XAxis::Kind::kSeconds;
  chart.x.edges = seen.edges;
  chart.x.label = "Time waited";
  chart.panels = {{.title = "Have given up by then",
                   .unit = Panel::Unit::kShare,
                   .height = 112,
                   .series = {{"given up", Series::Kind::kStep, kMissed, seen.gave_up}}},
                  {.title = "Give up per minute, of those still waiting",
                   .unit = Panel::Unit::kPerMinute,
                   .height = 92,
                   .series = {{"give up", Series::Kind::kBars, kAbandoned, seen.per_minute}}}};
  return section(about_patience(result),
                 "If nobody were answered: Kaplan-Meier estimate, answered calls count until "
                 "their answer.",
                 to_svg(chart));
}

std::string days_section(const SimulationResult& result, const ReportOptions& options) {
  if (result.runs.size() < kFewestRuns || result.days != 1) return {};
  Scatter chart;
  chart.description = about_days(result, options);
  chart.width = 932;
  chart.height = 190;
  chart.x_label = "Calls offered in the day";
  chart.y_label = "Service level of the day";
  for (const RunResult& run : result.runs)
    chart.points.emplace_back(run.offered, run.service_level);
  if (const std::optional<Target> target = overall_target(result, options)) {
    chart.goal = target->share;
    chart.goal_label = "target " + percent_goal(target->share);
  }
  return section(about_days(result, options),
                 fmt::format("Each dot is one of {} simulated days.",
                             number(static_cast<double>(result.runs.size()))),
                 scroll(to_svg(chart)));
}

std::string tables_section(const SimulationResult& result, const ReportOptions& options) {
  const std::string what =
      fmt::format("Calls {}; waits and handling times in seconds.", per_what(result));
  std::string out;
  if (!result.queues.empty()) {
    out += section("Every queue in figures", what,
                   to_html(traffic_table(result.queues, &result.total, "Queue", options)));
  }
  if (result.streams.size() > 1) {
    out += section("By kind of call", what,
                   to_html(traffic_table(result.streams, nullptr, "Kind", {})));
  }
  if (result.priorities.size() > 1) {
    out += section("By priority", what,
                   to_html(traffic_table(result.priorities, nullptr, "Priority", {})));
  }
  return out;
}

std::string measured_section(const SimulationResult& result, const ReportOptions& options) {
  if (!options.measured) return {};
  Table table{.columns = {{"", "", false}, {"Simulated", ""}, {"Measured", ""}},
              .rows = beside_measured(result, *options.measured)};
  if (table.rows.empty()) return {};
  return section("Simulated beside measured",
                 "Measured: " + options.measured->name + "." +
                     (options.measured->note.empty() ? "" : " " + options.measured->note),
                 to_html(table));
}

std::string notes(const std::vector<std::string>& lines, const std::string& command) {
  std::string out = "<footer class=\"notes\">\n";
  for (const std::string& line : lines) out += "<p>" + escape(line) + "</p>\n";
  if (!command.empty()) {
    out += "<p>Made by <code>" + escape(command) + "</code></p>\n";
  }
  return out + "</footer>\n";
}

}  // namespace uniselector::report
