// The `workload:` document of a configuration text, as docs/workloads.md describes it. Pure;
// nothing throws. Every complaint has file, line, column, what was found and what was expected, and
// all of them come at once.
#pragma once

#include <string_view>
#include <vector>

#include <uniselector/center.h>
#include <uniselector/workload.h>

#include "config/node_reader.h"

namespace uniselector::sim {

struct WorkloadResult {
  Workload workload;                          ///< only of use when there are no complaints
  std::vector<config::Complaint> complaints;  ///< in the order of the text
};

/// Reads YAML or JSON text, one document, and checks what it means; with a centre, also the queues,
/// channels and agents that it names.
WorkloadResult read_workload_text(std::string_view text, std::string_view name,
                                  const Center* center);

/// A law: a bare length is constant, "never" never ends, else one key names the kind.
Law read_law(const config::NodeReader& node);

}  // namespace uniselector::sim
