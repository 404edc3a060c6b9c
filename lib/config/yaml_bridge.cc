#include "config/yaml_bridge.h"

#include <exception>
#include <set>

namespace uniselector::config {
namespace {

class Copier {
 public:
  explicit Copier(Complaints& complaints) : complaints_(complaints) {}

  Node copy(const YAML::Node& node, int depth) {
    Node copy{.place = place(node)};
    if (depth > kMaxDepth || ++count_ > kMaxNodes) {
      if (complaints_.empty()) complaints_.add(copy.place, {}, "too many values or levels");
      return copy;
    }
    if (node.IsScalar()) {
      copy.kind = Node::Kind::kScalar;
      copy.text = node.Scalar();
      copy.quoted = node.Tag() == "!";
    } else if (node.IsSequence()) {
      copy.kind = Node::Kind::kSequence;
      for (const YAML::Node& item : node) copy.children.push_back(this->copy(item, depth + 1));
    } else if (node.IsMap()) {
      copy.kind = Node::Kind::kMapping;
      members(node, depth, &copy);
    }
    return copy;
  }

 private:
  static Place place(const YAML::Node& node) {
    const YAML::Mark mark = node.Mark();
    return mark.is_null() ? Place{} : Place{mark.line + 1, mark.column + 1};
  }
  void members(const YAML::Node& node, int depth, Node* mapping) {
    std::set<std::string> keys;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) {
        complaints_.add(place(entry.first), {}, "a key is not a name");
        continue;
      }
      if (!keys.insert(entry.first.Scalar()).second) {
        complaints_.add(place(entry.first), {},
                        "the key '" + entry.first.Scalar().substr(0, 64) + "' stands twice");
        continue;
      }
      mapping->children.push_back(copy(entry.first, depth + 1));
      mapping->children.push_back(copy(entry.second, depth + 1));
    }
  }

  Complaints& complaints_;
  std::size_t count_ = 0;
};

}  // namespace

Node from_yaml(const YAML::Node& node, Complaints& complaints) {
  try {
    return Copier(complaints).copy(node, 0);
  } catch (const std::exception& error) {
    complaints.add({}, {}, std::string("the value cannot be read: ") + error.what());
    return {};
  }
}

}  // namespace uniselector::config
