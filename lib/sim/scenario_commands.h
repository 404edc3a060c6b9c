// The commands of a step: each becomes a function that calls the public API with its arguments,
// `{n}` replaced. Stateless but for the centre that `configure` changes.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sim/scenario_model.h"
#include "sim/scenario_values.h"

namespace uniselector::sim {

/// What commands need to know about the scenario they stand in.
struct CommandContext {
  ReadContext read{};
  config::Node center{};       ///< as written, with every `configure` so far merged in
  std::size_t configured = 0;  ///< values in the centres of all `configure` so far
};

bool is_command(std::string_view name);
std::vector<std::string_view> command_names();
/// Reads one command or a list of them; appends to `commands`.
void read_commands(CommandContext& context, const NodeReader& key, const NodeReader& value,
                   std::vector<Command>* commands);
/// `code: NotFound`.
StatusCode read_code(const NodeReader& node);

/// `change` merged over `base`: mappings key by key, null removes, all else replaces.
config::Node merged(const config::Node& base, const config::Node& change, int depth = 0);

/// Reads a centre and fills in the defaults of a test: voice capacity 1 for agents without any.
Center read_test_center(const config::Node& node, config::Complaints& complaints);

}  // namespace uniselector::sim
