// A configuration file as a Center, with every complaint at its line and column.
// docs/configuration.md describes the format; it is printed from config/schema.h. Nothing throws;
// pure but for the zones it looks up.
#pragma once

#include <string_view>
#include <vector>

#include <uniselector/center.h>
#include <uniselector/status.h>

#include "config/complaint.h"
#include "config/node.h"

namespace uniselector::config {

struct ReadResult {
  Center center;                      ///< only of use when there are no complaints
  std::vector<Complaint> complaints;  ///< in the order of the text; at most Complaints::kMost
};

/// Reads YAML or JSON text, one document. `file_name` stands in the complaints. Checks everything
/// that Engine::configure checks (model::check_center, time zones).
ReadResult read_center(std::string_view text, std::string_view file_name);
/// The same for a tree that is a part of another text; places are those of the nodes.
ReadResult read_center_node(const Node& node, std::string_view file_name);

}  // namespace uniselector::config
