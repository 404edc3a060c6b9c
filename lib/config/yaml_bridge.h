// From a tree of yaml-cpp to ours, for readers that hold one already (scenario files). Never
// throws.
#pragma once

#include <yaml-cpp/yaml.h>

#include "config/complaint.h"
#include "config/node.h"

namespace uniselector::config {

/// A copy with the places kept. Aliases are written out, within the bounds of parse_documents; what
/// exceeds those, tags and bad keys are complained about and left out.
Node from_yaml(const YAML::Node& node, Complaints& complaints);

}  // namespace uniselector::config
