// A configuration file as a Center, with every complaint at its line and column.
// docs/configuration.md describes the format; it is printed from config/schema.h. Nothing throws;
// pure but for the zones it looks up.
//
// Checks of the whole name a value by a path in the shape of <uniselector/center.h>, whatever form
// the file has for it; config/places.h finds it. The paths of expressions:
//
//   profiles.P.capacity.channels.C.max and .cost, agents.A.capacity...
//   queues.Q.priority, queues.Q.prefer.score
//   queues.Q.require.expressions[i], .skills.S.when and .attributes.N.when
//   queues.Q.relax[i].when, .set... and .add... as of require
//   queues.Q.closed.when, .limits.length.when, .limits.wait[i].when; the conditions that an
//     overflow adds: .closed.then.add..., .limits.length.then.add..., .limits.wait[i].then.add...
//   tables.T and .versions[i], .candidate and .candidate.by
//   classification[i].when, .where, .split_by and .priority; .require... and .relax[j]... as above
#pragma once

#include <functional>
#include <string>
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

struct NamedText {
  std::string name;  ///< as complaints name it
  std::string text;
};
/// The file that a configuration names, by the path that stands there.
using ReadFile = std::function<Result<NamedText>(const std::string& path)>;

/// Reads YAML or JSON text, one document. `file_name` stands in the complaints. Checks everything
/// that Engine::configure checks (model::check_center, time zones, tables, expressions). Without
/// `read_file` a configuration that names files is refused.
ReadResult read_center(std::string_view text, std::string_view file_name,
                       const ReadFile& read_file = {});
/// The same for a tree that is a part of another text; places are those of the nodes.
ReadResult read_center_node(const Node& node, std::string_view file_name,
                            const ReadFile& read_file = {});

}  // namespace uniselector::config
