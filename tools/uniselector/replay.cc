// `uniselector replay`: a month of real calls, read exactly and routed again under other rules.
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <uniselector/report.h>
#include <uniselector/simulation.h>

#include "uniselector/command.h"
#include "uniselector/files.h"
#include "uniselector/terminal.h"

namespace uniselector::cli {

namespace {

struct ReplayCommand {
  std::string file{};
  std::string format{};
  std::string config{};
  std::string truths{};
  std::string report{};
  std::uint64_t seed = 1;
  bool only_compare = false;
};

std::string command_line(const ReplayCommand& options) {
  std::string line = fmt::format("uniselector replay --format {} {}", options.format, options.file);
  if (!options.config.empty()) line += " --config " + options.config;
  if (!options.truths.empty()) line += " --truths " + options.truths;
  return line + fmt::format(" --seed {}", options.seed);
}

// Failures in full, then the line that CI looks for.
std::size_t print_checks(const ReplayResult& result) {
  std::size_t failed = 0;
  for (const Check& check : result.checks) {
    if (check.passed) continue;
    ++failed;
    std::cout << fmt::format("FAILED {}{}{}: expected {}, found {}\n", check.group,
                             check.group.empty() ? "" : " ", check.name, check.expected,
                             check.found);
  }
  std::cout << fmt::format("{} passed, {} failed\n", result.checks.size() - failed, failed);
  return failed;
}

int replay(const ReplayCommand& options, const Common& common) {
  ReplayOptions replay_options{
      .seed = options.seed,
      .center_name = std::filesystem::path(options.config).filename().string(),
      .truths_file = options.truths,
      .loader_only = options.only_compare};
  ReportOptions report{.title = std::filesystem::path(options.file).filename().string(),
                       .command = command_line(options)};
  if (!options.config.empty()) {
    Result<Center> center = load_center(options.config);
    if (!center.ok()) return fail(center.status());
    replay_options.center = *center;
    report.center = std::move(*center);
  }
  ProgressBar progress("replaying", common);
  replay_options.progress = progress.callback();
  const Result<ReplayResult> result = replay_bank(options.file, replay_options);
  progress.erase();
  if (!result.ok()) return fail(result.status());
  if (!options.report.empty()) {
    if (Status status = write_text(options.report, html_report(result.value(), report));
        !status.ok()) {
      return fail(status);
    }
  }
  std::size_t failed = 0;
  if (common.json) {
    std::cout << to_json(result.value()) << '\n';
    for (const Check& check : result.value().checks) failed += check.passed ? 0 : 1;
  } else {
    std::cout << text_report(result.value(), report);
    if (!options.truths.empty()) {
      std::cout << '\n';
      failed = print_checks(result.value());
    }
  }
  return failed > 0 ? kFailed : kOk;
}

}  // namespace

void add_replay(Program& program) {
  CLI::App* command = add_command(
      program, "replay", "Route the calls of a real log again and compare with what happened",
      "uniselector replay --format anonymous-bank february-1999.csv.gz --report february.html");
  auto options = std::make_shared<ReplayCommand>();
  command->add_option("LOG", options->file, "The log, CSV or gzip")->required();
  command->add_option("--format", options->format, "How the log is written")
      ->required()
      ->check(CLI::IsMember({"anonymous-bank"}));
  command->add_option("-c,--config", options->config,
                      "A configuration to try beside the built-in rules");
  CLI::Option* truths =
      command->add_option("--truths", options->truths,
                          "Published figures of the log: compare, end with 'N passed, N failed'");
  command->add_flag("--only-compare", options->only_compare, "With --truths: route nothing")
      ->needs(truths);
  add_seed(*command, &options->seed);
  command->add_option("-r,--report", options->report, "Write an HTML report to this file");
  command->callback([&program, options] {
    program.run = [&program, options] { return replay(*options, program.common); };
  });
}

}  // namespace uniselector::cli
