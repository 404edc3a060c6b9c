// One walk down the tree, part by part of the path, with the other forms of a part where it is not
// there as such.
#include "config/places.h"

#include <cstddef>
#include <optional>
#include <string>

namespace uniselector::config {
namespace {

/// Where a walk has come to. `key` is that under which the node stands.
struct Walk {
  const Node* node = nullptr;
  std::string_view key{};
  std::string_view rest{};
};

std::string_view next_name(std::string_view rest) {
  return rest.substr(0, rest.find_first_of(".["));
}

/// The index of "[12]..." and what follows it; nothing when it is none.
std::optional<std::size_t> take_index(std::string_view* rest) {
  const std::size_t close = rest->find(']');
  if (!rest->starts_with('[') || close == std::string_view::npos || close > 8) return std::nullopt;
  std::size_t index = 0;
  for (const char c : rest->substr(1, close - 1)) {
    if (c < '0' || c > '9') return std::nullopt;
    index = index * 10 + static_cast<std::size_t>(c - '0');
  }
  rest->remove_prefix(close + 1);
  return index;
}

/// Down to the member that the path names next, by the longest key that fits.
bool member(Walk* walk) {
  const Node& node = *walk->node;
  std::size_t best = node.children.size();
  for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
    const std::string& key = node.children[i].text;
    if (!walk->rest.starts_with(key)) continue;
    const bool whole = walk->rest.size() == key.size() || walk->rest[key.size()] == '.' ||
                       walk->rest[key.size()] == '[';
    const bool longer =
        best == node.children.size() || key.size() > node.children[best].text.size();
    if (whole && longer) best = i;
  }
  if (best == node.children.size()) return false;
  const std::string& key = node.children[best].text;
  *walk = {&node.children[best + 1], key, walk->rest.substr(key.size())};
  return true;
}

/// The other forms of a member that is not there: the part stands for the mapping itself, or for
/// something that stands in another member.
bool other_member(Walk* walk) {
  const std::string_view name = next_name(walk->rest);
  if (name == "channels" || name == "then") {
    walk->rest.remove_prefix(name.size());
    return true;
  }
  const Node* deeper = nullptr;
  if (name == "capacity") {
    deeper = find(*walk->node, "profile");
  } else if (const Node* channels = find(*walk->node, "channels"); walk->key == "capacity") {
    deeper = channels;
  }
  if (deeper == nullptr || deeper->kind != Node::Kind::kMapping) return false;
  walk->node = deeper;
  return true;
}

bool into_mapping(Walk* walk) {
  if (!walk->rest.starts_with('[')) return member(walk) || other_member(walk);
  Walk next = *walk;
  const auto index = take_index(&next.rest);
  if (!index) return false;
  if (walk->key == "expressions") {  // one that has names; those of the list are their order
    if (2 * *index + 1 >= walk->node->children.size()) return false;
    next.node = &walk->node->children[2 * *index + 1];
  } else if (*index != 0) {  // a mapping alone stands for a list of one
    return false;
  }
  *walk = next;
  return true;
}

bool into_sequence(Walk* walk) {
  const std::vector<Node>& items = walk->node->children;
  if (walk->rest.starts_with('[')) {
    std::string_view rest = walk->rest;
    const auto index = take_index(&rest);
    if (!index || *index >= items.size()) return false;
    *walk = {&items[*index], {}, rest};
    return true;
  }
  // A list of names stands for a mapping with these keys, and a list of one for its item.
  const std::string_view name = next_name(walk->rest);
  for (const Node& item : items) {
    if (item.kind == Node::Kind::kScalar && item.text == name) {
      *walk = {&item, name, walk->rest.substr(name.size())};
      return true;
    }
  }
  if (items.size() != 1 || items.front().kind != Node::Kind::kMapping) return false;
  *walk = {&items.front(), {}, walk->rest};
  return true;
}

Walk follow(const Node& root, std::string_view path) {
  Walk walk{&root, {}, path};
  // Twice: a step may go down without taking a part of the path, but not two in a row.
  for (int steps = 0; steps < 2 * kMaxDepth && !walk.rest.empty(); ++steps) {
    Walk next = walk;
    if (next.rest.starts_with('.')) next.rest.remove_prefix(1);
    if (next.rest.empty()) break;
    const bool deeper = next.node->kind == Node::Kind::kMapping    ? into_mapping(&next)
                        : next.node->kind == Node::Kind::kSequence ? into_sequence(&next)
                                                                   : false;
    if (!deeper) break;
    walk = next;
  }
  return walk;
}

/// "x.skills.s.when" as "x.when.s".
std::optional<std::string> short_condition(std::string_view path) {
  constexpr std::string_view kWhen = ".when";
  if (!path.ends_with(kWhen)) return std::nullopt;
  path.remove_suffix(kWhen.size());
  for (const std::string_view kind : {"skills.", "attributes."}) {
    const std::size_t at = path.rfind(kind);
    if (at == std::string_view::npos || (at != 0 && path[at - 1] != '.')) continue;
    return std::string(path.substr(0, at)) + "when." + std::string(path.substr(at + kind.size()));
  }
  return std::nullopt;
}

}  // namespace

Place locate(const Node& root, std::string_view path) {
  Walk walk = follow(root, path);
  std::optional<std::string> other;
  if (!walk.rest.empty()) other = short_condition(path);
  if (other) {
    const Walk second = follow(root, *other);
    if (second.rest.empty()) return second.node->place;
  }
  if (walk.rest.empty()) {
    for (const std::string_view key : {"expression", "rule"}) {
      if (const Node* text = find(*walk.node, key)) return text->place;
    }
  }
  return walk.node->place;
}

}  // namespace uniselector::config
