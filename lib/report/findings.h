// The sentences of a report: what a reader should see in each picture, said from the figures. Every
// sentence is true of the result it was made from or is not made. Plain text, not yet escaped.
#pragma once

#include <string>

#include <uniselector/report.h>

namespace uniselector::report {

std::string lead(const SimulationResult& result, const ReportOptions& options);
std::string about_arrivals(const SimulationResult& result);
std::string about_service_level(const SimulationResult& result, const ReportOptions& options);
std::string about_occupancy(const SimulationResult& result);
std::string about_waits(const SimulationResult& result);
std::string about_patience(const SimulationResult& result);
std::string about_days(const SimulationResult& result, const ReportOptions& options);
std::string lead(const ReplayResult& result);

/// "at once" or "within 12 s".
std::string within(double wait_s);

}  // namespace uniselector::report
