// The HTML report of a simulation: summary first, then the pictures in the order of the questions a
// manager asks, then every figure.
#include <fmt/format.h>
#include <uniselector/report.h>

#include "report/figures.h"
#include "report/findings.h"
#include "report/format.h"
#include "report/html.h"
#include "report/sections.h"

namespace uniselector {

std::string html_report(const SimulationResult& result, const ReportOptions& options) {
  using namespace report;
  const std::string title = title_of(result.name, options);
  const std::string kind =
      fmt::format("Simulation of {} through the routing core · seed {} · {} calls routed",
                  extent(result), result.seed, number(static_cast<double>(result.calls)));
  std::string body = "<main>\n" + header(title, kind, lead(result, options));
  body += tiles(result, options);
  body += measured_section(result, options);
  body += hours_section(result);
  body += service_level_section(result, options);
  const std::string waits = waits_section(result, options);
  const std::string gave_up = patience_section(result);
  body += waits.empty() || gave_up.empty()
              ? waits + gave_up
              : "<div class=\"pair\">\n" + waits + gave_up + "</div>\n";
  body += occupancy_section(result);
  body += days_section(result, options);
  body += tables_section(result, options);
  std::vector<std::string> lines = result.notes;
  lines.push_back(fmt::format("{} commands, {} events; hash of all decisions {:016x}.",
                              number(static_cast<double>(result.commands)),
                              number(static_cast<double>(result.events)), result.hash));
  body += notes(lines, options.command) + "</main>\n";
  return page(title, body);
}

}  // namespace uniselector
