// `uniselector simulate`: days that have not happened yet, routed by the real core.
#include <iostream>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <uniselector/report.h>
#include <uniselector/simulation.h>

#include "uniselector/command.h"
#include "uniselector/files.h"
#include "uniselector/measured.h"
#include "uniselector/terminal.h"

namespace uniselector::cli {

namespace {

struct SimulateOptions {
  std::string center{};
  std::string workload{};
  std::string measured{};
  std::string report{};
  std::uint64_t seed = 1;
  int replications = 100;
};

// What repeats this run; paths are as the user gave them.
std::string command_line(const SimulateOptions& options, const std::string& workload) {
  return fmt::format("uniselector simulate {} --workload {} --seed {} --replications {}",
                     options.center, workload, options.seed, options.replications);
}

int simulate(const SimulateOptions& options, const Common& common) {
  const Result<Center> center = load_center(options.center);
  if (!center.ok()) return fail(center.status());
  const std::string workload_file =
      options.workload.empty() ? beside(options.center, "workload.yaml") : options.workload;
  if (workload_file.empty()) {
    print_error(
        fmt::format("simulate: --workload is missing, and there is no workload.yaml beside {}",
                    options.center));
    return kUsage;
  }
  const Result<Workload> workload = load_workload(workload_file, *center);
  if (!workload.ok()) return fail(workload.status());
  ReportOptions report{.center = *center, .command = command_line(options, workload_file)};
  const std::string measured_file =
      options.measured.empty() ? beside(options.center, "measured.json") : options.measured;
  if (!measured_file.empty()) {
    const Result<MeasuredFigures> measured = load_measured(measured_file);
    if (!measured.ok()) return fail(measured.status());
    report.measured = *measured;
  }

  ProgressBar progress("simulating", common);
  Result<SimulationResult> result = uniselector::simulate(*center, *workload,
                                                          {.seed = options.seed,
                                                           .replications = options.replications,
                                                           .progress = progress.callback()});
  progress.erase();
  if (!result.ok()) return fail(result.status());
  if (result->name.empty() || !center->id.empty()) {
    result->name = center->id.empty() ? workload->id : center->id;
  }
  if (!options.report.empty()) {
    if (Status status = write_text(options.report, html_report(*result, report)); !status.ok()) {
      return fail(status);
    }
  }
  std::cout << (common.json ? to_json(*result) + "\n" : text_report(*result, report));
  return kOk;
}

}  // namespace

void add_simulate(Program& program) {
  CLI::App* command = add_command(
      program, "simulate", "Simulate days of a centre and report how callers and agents fared",
      "uniselector simulate examples/bank-day/center.yaml --report day.html");
  auto options = std::make_shared<SimulateOptions>();
  command->add_option("CENTER", options->center, "Configuration file")->required();
  command->add_option("-w,--workload", options->workload,
                      "Who calls and who works, docs/workloads.md (default: workload.yaml beside "
                      "CENTER)");
  command->add_option("--measured", options->measured,
                      "Figures from reality to put beside the results (default: measured.json "
                      "beside CENTER, if there is one)");
  add_seed(*command, &options->seed);
  command->add_option("-n,--replications", options->replications, "How often to run the workload")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_option("-r,--report", options->report, "Write an HTML report to this file");
  command->callback([&program, options] {
    program.run = [&program, options] { return simulate(*options, program.common); };
  });
}

}  // namespace uniselector::cli
