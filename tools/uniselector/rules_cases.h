// `uniselector rules test`: a table on the cases that are kept with it.
#pragma once

#include <string>

#include "uniselector/command.h"

namespace uniselector::cli {

struct TestCommand {
  std::string file{};
  std::string cases{};
  std::string candidate{};  ///< a version beside it; empty: none
};

int test_rules(const TestCommand& options, const Common& common);

}  // namespace uniselector::cli
