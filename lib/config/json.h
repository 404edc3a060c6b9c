// JSON text -> Node. YAML reads most JSON, but not its surrogate pairs, and takes four times as
// long. Pure; the limits of config/node.h hold.
#pragma once

#include <optional>
#include <string_view>

#include "config/node.h"

namespace uniselector::config {

/// Where a text stops being JSON, and what would have gone on with it.
struct NotJson {
  Place place{};
  std::size_t at = 0;         ///< the same in bytes
  std::string_view expected;  ///< static text
  bool behind_value = false;  ///< the text is one JSON value, and more
};

/// The tree of a JSON text that is one object or array; nothing when it is not exactly JSON (it may
/// still be YAML), and then `why` says so. `text` must be UTF-8. Keys are not yet compared with
/// each other.
std::optional<Node> parse_json(std::string_view text, NotJson* why);

}  // namespace uniselector::config
