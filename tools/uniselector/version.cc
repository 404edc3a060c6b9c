// `uniselector version`: what this program is, for people and for bug reports.
#include <iostream>

#include <uniselector/version.h>
#include <nlohmann/json.hpp>

#include "uniselector/command.h"

namespace uniselector::cli {

void add_version(Program& program) {
  CLI::App* command = add_command(program, "version", "Print the version", "uniselector version");
  command->callback([&program] {
    program.run = [&program] {
      if (program.common.json) {
        const nlohmann::ordered_json out = {{"name", "uniselector"},
                                            {"version", UNISELECTOR_VERSION}};
        std::cout << out.dump(2) << '\n';
      } else {
        std::cout << "uniselector " UNISELECTOR_VERSION "\n";
      }
      return static_cast<int>(kOk);
    };
  });
}

}  // namespace uniselector::cli
