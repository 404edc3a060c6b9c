// `uniselector verify`: the project's numbers held against figures published by others.
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <uniselector/simulation.h>

#include "uniselector/command.h"
#include "uniselector/terminal.h"

namespace uniselector::cli {

namespace {

struct VerifyCommand {
  std::string file{};
  std::string only{};
  std::uint64_t seed = 1;
  int replications = 0;
  bool closed_forms_only = false;
};

int verify(const VerifyCommand& options, const Common& common) {
  ProgressBar progress("verifying", common);
  VerifyOptions verify_options{.seed = options.seed,
                               .replications = options.replications,
                               .only = options.only,
                               .closed_forms_only = options.closed_forms_only,
                               .progress = progress.callback()};
  if (!common.json && !common.quiet) {
    verify_options.report = [&progress](std::string_view line) {
      progress.erase();
      std::cout << line << std::endl;
    };
  }
  const Result<VerifyResult> result = verify_file(options.file, verify_options);
  progress.erase();
  if (!result.ok()) return fail(result.status());
  const VerifyResult& outcome = result.value();
  if (common.json) {
    std::cout << to_json(outcome) << '\n';
  } else {
    if (!common.quiet) std::cout << fmt::format("seed {}\n", outcome.seed);
    std::cout << summary_line(outcome) << '\n';
  }
  return outcome.failed > 0 ? kFailed : kOk;
}

}  // namespace

void add_verify(Program& program) {
  CLI::App* command = add_command(
      program, "verify", "Compare calculators and simulations with a file of published figures",
      "uniselector verify truths.json --seed 7");
  auto options = std::make_shared<VerifyCommand>();
  command->add_option("FILE", options->file, "A truths file; its kind is told by its content")
      ->required();
  add_seed(*command, &options->seed);
  command
      ->add_option("-n,--replications", options->replications,
                   "Replications of a simulation (default: as many as the file asks for or the "
                   "precision needs)")
      ->check(CLI::Range(0, 1'000'000));
  command->add_option("--only", options->only, "Only cases whose name contains this");
  command->add_flag("--closed-forms-only", options->closed_forms_only, "Simulate nothing");
  command->callback([&program, options] {
    program.run = [&program, options] { return verify(*options, program.common); };
  });
}

}  // namespace uniselector::cli
