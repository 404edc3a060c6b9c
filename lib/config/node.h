// A YAML or JSON text as a tree of our own: places kept, sizes bounded, nothing shared, so that the
// readers above need no YAML library and cannot be made to throw or to expand. Values.
//
// Refused while parsing, each with its place: text that is not UTF-8, more than the limits below,
// anchors, aliases and tags, keys that are not plain text, and keys that stand twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/complaint.h"

namespace uniselector::config {

inline constexpr std::size_t kMaxTextBytes = std::size_t{64} << 20;
inline constexpr int kMaxDepth = 64;
/// A node takes 72 bytes, so a hostile text of 64 MiB costs at most 0.6 GB. A centre of 100,000
/// agents has about 2 million.
inline constexpr std::size_t kMaxNodes = 8'000'000;

struct Node {
  enum class Kind : std::uint8_t { kNull, kScalar, kSequence, kMapping };

  std::string text{};            ///< of a scalar
  std::vector<Node> children{};  ///< items; of a mapping: key, value, key, value, ...
  Place place{};
  Kind kind = Kind::kNull;
  bool quoted = false;  ///< a scalar in quotes, or a block of text: never a number or a bool
};

/// The documents of a text, at most `most` of them; what is wrong with it goes to `complaints`, and
/// then the answer is empty. Text without any document answers one null node.
std::vector<Node> parse_documents(std::string_view text, std::size_t most, Complaints& complaints);

/// The value of a key of a mapping, or null. O(keys).
const Node* find(const Node& mapping, std::string_view key);

}  // namespace uniselector::config
