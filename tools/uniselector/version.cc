// `uniselector version`: what this program is, for people and for bug reports. Opening hours depend
// on the zone database of the host, so its version is part of the answer.
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include <uniselector/version.h>

#include "base/zone.h"
#include "uniselector/command.h"

namespace uniselector::cli {

void add_version(Program& program) {
  CLI::App* command =
      add_command(program, "version", "Print the versions of the program and of its time-zone data",
                  "uniselector version");
  command->callback([&program] {
    program.run = [&program] {
      const std::string zones = base::database_version();
      if (program.common.json) {
        nlohmann::ordered_json out = {{"name", "uniselector"}, {"version", UNISELECTOR_VERSION}};
        out["time_zone_database"] = nullptr;
        if (!zones.empty()) out["time_zone_database"] = zones;
        std::cout << out.dump(2) << '\n';
      } else {
        std::cout << "uniselector " UNISELECTOR_VERSION "\n"
                  << "time-zone database " << (zones.empty() ? "of unknown version" : zones)
                  << '\n';
      }
      return static_cast<int>(kOk);
    };
  });
}

}  // namespace uniselector::cli
