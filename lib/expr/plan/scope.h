// The variables of loops while a tree is planned: each has a register of its own, the innermost of
// a name counts.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace uniselector::expr {

class Scope {
 public:
  /// A register that is free from now on to leave().
  std::size_t enter(std::string_view name) {
    names_.emplace_back(name, next_);
    return take();
  }
  /// Registers without a name, in a row; they stay taken.
  std::size_t take(std::size_t count = 1) {
    const std::size_t first = next_;
    next_ += count;
    return first;
  }
  void leave(std::size_t names) { names_.resize(names_.size() - names); }

  std::optional<std::size_t> find(std::string_view name) const {
    for (auto it = names_.rbegin(); it != names_.rend(); ++it) {
      if (it->first == name) return it->second;
    }
    return std::nullopt;
  }
  std::size_t registers() const { return next_; }

 private:
  std::vector<std::pair<std::string_view, std::size_t>> names_;
  std::size_t next_ = 0;
};

}  // namespace uniselector::expr
