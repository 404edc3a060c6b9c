// Finding a text in a text in linear time, whatever the two are: a search that looks at every pair
// of characters would let two harmless looking texts of a megabyte stop a thread for minutes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "expr/names.h"

namespace uniselector::expr {

/// Finds one text in others, forwards or backwards. Short texts are compared at every place; longer
/// ones after Knuth, Morris and Pratt, with a table in the arena.
class Finder {
 public:
  enum class Direction : std::uint8_t { kForward, kBackward };

  /// `part` is not empty and is borrowed.
  Finder(std::string_view part, Arena& arena, Direction direction = Direction::kForward)
      : part_(part) {
    if (part.size() > kShortBytes) make_borders(arena, direction);
  }

  /// The first place at or behind `from`, or npos.
  std::size_t find(std::string_view text, std::size_t from) const {
    if (borders_ == nullptr) return text.find(part_, from);
    std::size_t matched = 0;
    for (std::size_t i = from; i < text.size(); ++i) {
      while (matched != 0 && text[i] != part_[matched]) matched = borders_[matched - 1];
      if (text[i] == part_[matched]) ++matched;
      if (matched == part_.size()) return i + 1 - matched;
    }
    return std::string_view::npos;
  }
  /// The last place at or before `from`, or npos; for a Finder that looks backwards.
  std::size_t find_last(std::string_view text, std::size_t from) const {
    if (borders_ == nullptr) return text.rfind(part_, from);
    const std::size_t last = part_.size() - 1;
    const std::size_t end =
        from < text.size() - 1 && last < text.size() - 1 - from ? from + part_.size() : text.size();
    std::size_t matched = 0;
    for (std::size_t i = end; i-- > 0;) {
      while (matched != 0 && text[i] != part_[last - matched]) matched = borders_[matched - 1];
      if (text[i] == part_[last - matched]) ++matched;
      if (matched == part_.size()) return i;
    }
    return std::string_view::npos;
  }

 private:
  /// For every beginning of the part (or end, backwards): the length of its longest proper border.
  void make_borders(Arena& arena, Direction direction) {
    const std::size_t size = part_.size();
    const auto at = [&](std::size_t i) {
      return direction == Direction::kForward ? part_[i] : part_[size - 1 - i];
    };
    auto* const borders = arena.make_array<std::uint32_t>(size);
    borders[0] = 0;
    std::uint32_t border = 0;
    for (std::size_t i = 1; i < size; ++i) {
      while (border != 0 && at(i) != at(border)) border = borders[border - 1];
      if (at(i) == at(border)) ++border;
      borders[i] = border;
    }
    borders_ = borders;
  }

  static constexpr std::size_t kShortBytes = 32;

  std::string_view part_;
  const std::uint32_t* borders_ = nullptr;
};

}  // namespace uniselector::expr
