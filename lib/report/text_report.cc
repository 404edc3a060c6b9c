// The terminal's summary of a simulation or replay: read in ten seconds, with the figures that the
// HTML report opens with.
#include <fmt/format.h>
#include <uniselector/report.h>

#include "base/text.h"
#include "report/figures.h"
#include "report/findings.h"
#include "report/format.h"
#include "report/text_table.h"

namespace uniselector {

namespace report {
namespace {

// Longer names are cut: the figures of a line must stay in sight.
constexpr std::size_t kNameColumns = 22;
constexpr std::size_t kRuleColumns = 28;

Table overview(const SimulationResult& result, const ReportOptions& options) {
  const TrafficResult& all = result.total;
  Table table{.columns = {{"", "", false}, {"", ""}, {"", "", false}}};
  auto plus_minus = [](const Estimate& e, double factor, const char* unit) {
    return e.half_width > 0 ? fmt::format("± {}{}", number(factor * e.half_width, 1), unit) : "";
  };
  auto of_offered = [&](double calls) {
    return percent(share(calls, all.offered.mean)) + " of offered";
  };
  table.rows.push_back({"Offered", count(all.offered.mean), "calls " + per_what(result)});
  table.rows.push_back({"Answered", count(all.answered.mean), of_offered(all.answered.mean)});
  table.rows.push_back({"Abandoned", count(all.abandoned.mean), of_offered(all.abandoned.mean)});
  if (const double away = all.blocked.mean + all.left.mean; away > 0) {
    table.rows.push_back({"Turned away", count(away), of_offered(away)});
  }
  const std::optional<Target> target = overall_target(result, options);
  std::string beside = plus_minus(all.service_level, 100, " points");
  if (target) beside = "target " + to_string(*target) + (beside.empty() ? "" : "; " + beside);
  table.rows.push_back({"Service level", percent(all.service_level.mean), beside});
  table.rows.push_back(
      {"Mean wait (ASA)", seconds(all.asa_s.mean),
       fmt::format("half {}, 90 % {}", within(all.wait_p50_s), within(all.wait_p90_s))});
  if (const std::optional<double> occupancy = overall_occupancy(result)) {
    table.rows.push_back(
        {"Occupancy", percent(*occupancy), fmt::format("{} agents", result.agents.size())});
  }
  return table;
}

Table queues(const SimulationResult& result, const ReportOptions& options) {
  Table table{.columns = {{"Queue", "", false},
                          {"offered"},
                          {"answered"},
                          {"abandoned"},
                          {"in target"},
                          {"target"},
                          {"mean wait s"},
                          {"90 % s"}}};
  const bool whole = result.replications == 1;
  for (const TrafficResult& queue : result.queues) {
    const std::optional<Target> target = target_of(options, queue.name);
    table.rows.push_back(
        {clipped(queue.name, kNameColumns), count_column(queue.offered.mean, whole),
         count_column(queue.answered.mean, whole), percent(queue.abandoned_share.mean),
         percent(queue.service_level.mean), target ? to_string(*target) : "–",
         seconds_column(queue.asa_s.mean), seconds_column(queue.wait_p90_s)});
  }
  return table;
}

}  // namespace
}  // namespace report

namespace {

std::string notes_text(const std::vector<std::string>& notes) {
  std::string out = notes.empty() ? "" : "\n";
  for (const std::string& note : notes) out += report::wrapped(base::printable(note), 2, 96);
  return out;
}

}  // namespace

std::string text_report(const SimulationResult& result, const ReportOptions& options) {
  using namespace report;
  std::string out =
      fmt::format("{}: simulation of {}, seed {}\n\n",
                  base::printable(title_of(result.name, options)), extent(result), result.seed);
  out += to_text(overview(result, options));
  if (!result.queues.empty()) out += "\n" + to_text(queues(result, options));
  if (options.measured) {
    Table table{.columns = {{"Beside " + base::printable(options.measured->name), "", false},
                            {"simulated"},
                            {"measured"}},
                .rows = beside_measured(result, *options.measured)};
    if (!table.rows.empty()) {
      out += "\n" + to_text(table) + wrapped(base::printable(options.measured->note), 2, 96);
    }
  }
  return out + notes_text(result.notes);
}

std::string text_report(const ReplayResult& result, const ReportOptions& options) {
  using namespace report;
  std::string out = fmt::format("{}: {} to {}, {} rows, {} calls that sought an agent, seed {}\n\n",
                                base::printable(title_of(result.file, options)), result.first_date,
                                result.last_date, number(static_cast<double>(result.rows)),
                                number(static_cast<double>(result.routed)), result.seed);
  Table table{.columns = {{"Rule", "", false},
                          {"answered"},
                          {"abandoned"},
                          {"at once"},
                          {"in target"},
                          {"mean wait s"},
                          {"90 % s"},
                          {"longest s"}}};
  for (const SimulationResult& column : result.columns) {
    const TrafficResult& all = column.total;
    const auto answered = [&all](double figure) {
      return seconds_column(of_answered(all, figure));
    };
    table.rows.push_back({clipped(column.name, kRuleColumns), count(all.answered.mean),
                          percent(all.abandoned_share.mean),
                          percent(share(all.answered_at_once, all.offered.mean)),
                          percent(all.service_level.mean), answered(all.asa_s.mean),
                          answered(all.wait_p90_s), answered(all.wait_max_s)});
  }
  out += to_text(table);
  if (!result.columns.empty() && result.columns.front().priorities.size() > 1) {
    Table waits{.columns = {{"Mean wait by priority, s", "", false}}};
    for (const TrafficResult& priority : result.columns.front().priorities) {
      waits.columns.push_back({priority.name});
    }
    for (const SimulationResult& column : result.columns) {
      waits.rows.push_back({clipped(column.name, kRuleColumns)});
      for (const TrafficResult& priority : column.priorities) {
        waits.rows.back().push_back(seconds_column(of_answered(priority, priority.asa_s.mean)));
      }
    }
    out += "\n" + to_text(waits);
  }
  std::vector<std::string> notes = result.notes;
  for (const SimulationResult& column : result.columns) {
    for (const std::string& note : column.notes) notes.push_back(column.name + ": " + note);
  }
  return out + notes_text(notes);
}

}  // namespace uniselector
