// The `workload:` document of a configuration text, as docs/workloads.md describes it. Pure;
// nothing throws. Every complaint has file, line, column, what was found and what was expected.
#pragma once

#include <uniselector/workload.h>

#include "config/node_reader.h"

namespace uniselector::sim {

/// Reads the mapping below `workload:`; complaints go to the reader's list.
Workload read_workload_node(const config::NodeReader& node);

/// A law: a bare length is constant, "never" never ends, else one key names the kind.
Law read_law(const config::NodeReader& node);

}  // namespace uniselector::sim
