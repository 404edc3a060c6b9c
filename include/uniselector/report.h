// Reports: results of simulations and replays, for people.
//
//   auto result = uniselector::simulate(center, workload).value();
//   std::ofstream("day.html") << uniselector::html_report(result, {.center = center});
//   std::cout << uniselector::text_report(result, {.center = center});
//
// An HTML report is one file: styles and pictures are inside, there is no script and no link to
// anything outside, it follows the reader's light or dark setting and it prints. Every text of the
// input is escaped. Equal input gives equal bytes. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <uniselector/simulation.h>

namespace uniselector {

/// Figures measured in reality, to stand beside those of a simulation.
struct MeasuredFigures {
  std::string name{};  ///< "Anonymous Bank, February 1999"
  std::string note{};  ///< what a reader must know to compare: what was fitted, which days
  std::optional<double> offered{};                 ///< per replication
  std::optional<double> abandoned_share{};         ///< of offered, 0..1
  std::optional<double> answered_at_once_share{};  ///< of offered, 0..1
  std::optional<double> asa_s{};
  std::optional<double> mean_wait_s{};  ///< of answered and abandoned
  std::optional<double> mean_service_s{};
};

struct ReportOptions {
  std::string title{};             ///< else the name of the result
  std::optional<Center> center{};  ///< gives the targets of the queues
  std::optional<MeasuredFigures> measured{};
  std::string command{};  ///< how to get the same report again, for the last line
};

UNISELECTOR_API std::string html_report(const SimulationResult& result,
                                        const ReportOptions& options = {});
UNISELECTOR_API std::string html_report(const ReplayResult& result,
                                        const ReportOptions& options = {});

/// The same in short for a terminal: aligned columns, at most 100 wide, no control sequences.
UNISELECTOR_API std::string text_report(const SimulationResult& result,
                                        const ReportOptions& options = {});
UNISELECTOR_API std::string text_report(const ReplayResult& result,
                                        const ReportOptions& options = {});

}  // namespace uniselector
