// The faults found in one expression, each with line, column and the line of source that shows it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "expr/names.h"

namespace uniselector::expr {

class Issues {
 public:
  /// `source` must outlive it.
  explicit Issues(std::string_view source) : source_(source) {}

  /// A fault at byte `offset` of the source. Beyond kMost only the count grows.
  void add(std::size_t offset, std::string message);
  /// A limit was passed; status() then answers ResourceExhausted.
  void add_limit(std::size_t offset, std::string message);

  bool empty() const { return issues_.empty(); }
  const std::vector<Issue>& all() const { return issues_; }
  /// OK, or all of it as text: "<location>:1:5: message" followed by the snippet, for each.
  Status status(std::string_view location) const;

  static constexpr std::size_t kMost = 20;

 private:
  std::string_view source_;
  std::vector<Issue> issues_;
  std::size_t left_out_ = 0;
  bool limit_ = false;
};

/// Line and column of a byte of a text, from 1, the column in characters.
struct Place {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};
Place place_of(std::string_view source, std::size_t offset);
/// The line around a byte with a caret line under it, both indented by " | "; long lines are cut
/// around the place.
std::string snippet_of(std::string_view source, std::size_t offset);

}  // namespace uniselector::expr
