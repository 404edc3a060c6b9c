// Typed reading of a Node: every method answers the value, or nothing after a complaint that names
// the place, the path, what was found and what was expected. Cheap values that refer to a Node and
// a Complaints which must outlive them. Nothing throws.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <uniselector/types.h>

#include "config/complaint.h"
#include "config/node.h"
#include "model/bounds.h"

namespace uniselector::config {

/// Longest text of a scalar that is no id.
inline constexpr std::size_t kMaxValueBytes = 65'536;
inline constexpr Duration kLongestDuration{model::bounds::kLongest};

class NodeReader {
 public:
  NodeReader(const Node& node, std::string path, Complaints& complaints)
      : node_(&node), path_(std::move(path)), complaints_(&complaints) {}

  const Node& node() const { return *node_; }
  const std::string& path() const { return path_; }
  Complaints& complaints() const { return *complaints_; }
  bool is_null() const { return node_->kind == Node::Kind::kNull; }
  bool is_scalar() const { return node_->kind == Node::Kind::kScalar; }
  bool is_sequence() const { return node_->kind == Node::Kind::kSequence; }
  bool is_mapping() const { return node_->kind == Node::Kind::kMapping; }
  /// Of a scalar; else empty.
  std::string_view scalar() const { return node_->text; }
  /// A plain scalar, not in quotes: only such a one can be a number or a bool.
  bool is_plain() const { return is_scalar() && !node_->quoted; }

  void complain(std::string message) const;
  /// "found 'x', expected <what>".
  void expected(std::string_view what) const;
  /// "'x'", "the text '5'" when quoted, "a list", "a mapping", "nothing".
  std::string found() const;

  // Scalars.
  std::optional<std::string> text() const;
  /// 1 to 128 bytes of UTF-8 without control characters.
  std::optional<std::string> id() const;
  std::optional<bool> boolean() const;
  std::optional<std::int64_t> integer(std::int64_t min, std::int64_t max) const;
  std::optional<int> small_integer(int min, int max) const;
  /// An integer that may end in k or M: times 1000 and 1000^2, or 1024 and 1024^2 with `thousand`.
  std::optional<std::int64_t> count(std::int64_t min, std::int64_t max, int thousand = 1000) const;
  std::optional<double> real(double min, double max) const;
  std::optional<Duration> duration(Duration min = {}, Duration max = kLongestDuration) const;
  std::optional<Time> time() const;
  /// true, false, 42 and 2.5 are what they look like; everything else is text: what is in quotes,
  /// and numbers with a leading zero, since those are codes.
  std::optional<AttributeValue> attribute() const;
  /// One of the given words; answers its index.
  std::optional<std::size_t> word(const std::vector<std::string_view>& words) const;
  /// An enumerator by its text, with the texts of the others in the complaint.
  template <class T>
  std::optional<T> enumerator() const {
    const auto index = word(words_of<T>());
    if (!index) return std::nullopt;
    return static_cast<T>(*index);
  }

  // Containers. `visit` gets readers of the parts.
  /// visit(key, value): the key's reader has the path of the value. Null counts as an empty
  /// mapping.
  template <class F>
  void each_member(F&& visit) const {
    if (is_null()) return;
    if (!is_mapping()) return expected("a mapping");
    for (std::size_t i = 0; i + 1 < node_->children.size(); i += 2) {
      if (complaints_->full()) return;
      const Node& key = node_->children[i];
      const std::string path = member_path(key.text);
      visit(NodeReader(key, path, *complaints_),
            NodeReader(node_->children[i + 1], path, *complaints_));
    }
  }
  template <class F>
  void each_item(F&& visit) const {
    if (!is_sequence()) return expected("a list");
    for (std::size_t i = 0; i < node_->children.size(); ++i) {
      if (complaints_->full()) return;
      visit(NodeReader(node_->children[i], path_ + '[' + std::to_string(i) + ']', *complaints_));
    }
  }
  /// The items of a list, or the value itself when it is none.
  template <class F>
  void one_or_more(F&& visit) const {
    if (is_sequence()) return each_item(std::forward<F>(visit));
    visit(*this);
  }
  /// The value of a key, if it is there. O(keys).
  std::optional<NodeReader> member(std::string_view key) const;

  /// All texts of an enumeration, in order.
  template <class T>
  static std::vector<std::string_view> words_of() {
    std::vector<std::string_view> words;
    for (int i = 0; i < std::numeric_limits<std::uint8_t>::max(); ++i) {
      const std::string_view text = uniselector::to_string(static_cast<T>(i));
      if (text == "unknown") break;
      words.push_back(text);
    }
    return words;
  }

 private:
  std::string member_path(std::string_view key) const;

  const Node* node_;
  std::string path_;
  Complaints* complaints_;
};

/// "a, b or c".
std::string list_of(const std::vector<std::string_view>& words);

}  // namespace uniselector::config
