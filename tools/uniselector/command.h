// What the subcommands share: exit codes, the options every one of them has, and how one joins the
// program. A subcommand is one file that declares its options with CLI11 and runs on the parsed
// values; nothing of one is known to another.
#pragma once

#include <cstdint>
#include <functional>

#include <CLI/CLI.hpp>

namespace uniselector::cli {

/// What a shell or CI branches on.
enum Exit : int {
  kOk = 0,
  kFailed = 1,  ///< ran, and a check, scenario or comparison failed
  kUsage = 2,   ///< wrong options, or an input that cannot be read or is refused
};

/// What every subcommand knows.
struct Common {
  bool json = false;
  bool quiet = false;
};

/// The program: a subcommand sets `run` from its callback.
struct Program {
  CLI::App app{"Routing for contact centres: check, simulate, replay and test configurations.",
               "uniselector"};
  Common common{};
  std::function<int()> run{};
};

void add_cel(Program& program);
void add_check(Program& program);
void add_simulate(Program& program);
void add_replay(Program& program);
void add_rules(Program& program);
void add_scenario(Program& program);
void add_verify(Program& program);
void add_version(Program& program);

/// A new subcommand with --json and --quiet, and an example below its help.
CLI::App* add_command(Program& program, const char* name, const char* about, const char* example);
/// --seed. CLI11 alone would take -1 for the greatest number.
void add_seed(CLI::App& command, std::uint64_t* seed);

}  // namespace uniselector::cli
