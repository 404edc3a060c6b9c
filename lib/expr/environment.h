// What stands behind an environment: its options with all declarations and macros made from them.
// Immutable after create().
#pragma once

#include <memory>
#include <vector>

#include "expr/declarations.h"
#include "expr/names.h"
#include "expr/syntax/macro.h"

namespace uniselector::expr {

/// Macros beside those of the libraries, for tests of trees that optimisers write.
Result<cel::Environment> create_environment(cel::EnvironmentOptions options,
                                            std::span<const Macro> more_macros);

}  // namespace uniselector::expr

struct uniselector::cel::Environment::Impl {
  EnvironmentOptions options;
  expr::Declarations declarations;
  std::vector<const expr::Macro*> macros;
  bool optional_syntax = false;
};
