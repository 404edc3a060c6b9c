// The command line `uniselector`: parses the arguments, runs one subcommand, answers its exit code.
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <iostream>
#include <limits>
#include <string>

#include <uniselector/version.h>

#include "uniselector/command.h"
#include "uniselector/terminal.h"

namespace uniselector::cli {

CLI::App* add_command(Program& program, const char* name, const char* about, const char* example) {
  CLI::App* command = program.app.add_subcommand(name, about);
  command->footer(std::string("Example:\n  ") + example);
  command->add_flag("--json", program.common.json, "Print one JSON object and nothing else");
  command->add_flag("-q,--quiet", program.common.quiet, "No progress and no remarks");
  return command;
}

void add_seed(CLI::App& command, std::uint64_t* seed) {
  const auto read = [](const std::string& text) -> std::string {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error == std::errc{} && stop == end) return {};
    return "found '" + text + "', expected an integer, 0.." +
           std::to_string(std::numeric_limits<std::uint64_t>::max());
  };
  command.add_option("--seed", *seed, "Seed of all random numbers")
      ->check(CLI::Validator(read, "", "seed"))
      ->capture_default_str();
}

namespace {

// CLI11's messages name an option and the problem but not where help is.
int usage_error(const Program& program, const CLI::ParseError& error) {
  std::string command = "uniselector";
  for (const CLI::App* sub : program.app.get_subcommands()) command += " " + sub->get_name();
  print_error(error.what());
  std::fprintf(stderr, "Try: %s --help\n", command.c_str());
  return kUsage;
}

// Empty if `word` is a command, else what is wrong: CLI11 would only say that one is required.
std::string unknown_command(const Program& program, const std::string& word) {
  const auto known = program.app.get_subcommands([](const CLI::App*) { return true; });
  std::string names;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i]->get_name() == word) return {};
    names += (i == 0 ? "" : i + 1 == known.size() ? " or " : ", ") + known[i]->get_name();
  }
  return "unknown command '" + word + "', expected " + names;
}

int run(int argc, char** argv) {
  Program program;
  program.app.require_subcommand(1);
  program.app.set_version_flag("--version", "uniselector " UNISELECTOR_VERSION);
  program.app.get_formatter()->column_width(28);
  program.app.footer(
      "Exit codes: 0 ok, 1 a check failed, 2 wrong usage or an input that cannot be read.\n"
      "Each command has an example in its own --help.");
  add_check(program);
  add_simulate(program);
  add_replay(program);
  add_rules(program);
  add_scenario(program);
  add_verify(program);
  add_cel(program);
  add_version(program);
  if (argc > 1 && argv[1][0] != '-') {
    if (const std::string problem = unknown_command(program, argv[1]); !problem.empty()) {
      print_error(problem);
      std::fputs("Try: uniselector --help\n", stderr);
      return kUsage;
    }
  }
  try {
    program.app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    return program.app.exit(success);
  } catch (const CLI::ParseError& error) {
    return usage_error(program, error);
  }
  const int code = program.run ? program.run() : kUsage;
  std::cout.flush();
  if (!std::cout) {
    print_error("standard output: cannot be written");
    return kUsage;
  }
  return code;
}

}  // namespace
}  // namespace uniselector::cli

int main(int argc, char** argv) {
  try {
    return uniselector::cli::run(argc, argv);
  } catch (const std::exception& error) {  // out of memory, or a mistake in this program
    uniselector::cli::print_error(error.what());
    return uniselector::cli::kUsage;
  }
}
