// JSON text -> Node. YAML reads most JSON, but not its surrogate pairs, and takes four times as
// long. Pure; the limits of config/node.h hold.
#pragma once

#include <optional>
#include <string_view>

#include "config/node.h"

namespace uniselector::config {

/// The tree of a JSON text that is one object or array; nothing when it is not exactly JSON (it may
/// still be YAML). `text` must be UTF-8. Keys are not yet compared with each other.
std::optional<Node> parse_json(std::string_view text);

}  // namespace uniselector::config
