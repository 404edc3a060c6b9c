// The parts of a report page, each with its finding as heading, a line that says what is drawn, and
// the picture. Markup out; empty when there is nothing to show.
#pragma once

#include <string>
#include <string_view>

#include <uniselector/report.h>

namespace uniselector::report {

std::string section(std::string_view finding, std::string_view what, std::string_view markup);

std::string header(std::string_view title, std::string_view kind, std::string_view lead);
std::string tiles(const SimulationResult& result, const ReportOptions& options);
std::string hours_section(const SimulationResult& result);
std::string service_level_section(const SimulationResult& result, const ReportOptions& options);
std::string occupancy_section(const SimulationResult& result);
std::string waits_section(const SimulationResult& result, const ReportOptions& options);
std::string patience_section(const SimulationResult& result);
std::string days_section(const SimulationResult& result, const ReportOptions& options);
std::string tables_section(const SimulationResult& result, const ReportOptions& options);
std::string measured_section(const SimulationResult& result, const ReportOptions& options);
std::string notes(const std::vector<std::string>& lines, const std::string& command);

}  // namespace uniselector::report
