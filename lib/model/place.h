// Where a value stands in what is being checked. A chain on the stack that is put into words only
// for a complaint, so that checking what is right allocates nothing. A Place refers to its parent
// and its name, which must outlive it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace uniselector::model {

class Place {
 public:
  /// The whole.
  constexpr Place() = default;
  explicit constexpr Place(std::string_view name) : name_(name) {}
  /// An empty name stands for the parent itself.
  constexpr Place(const Place& parent, std::string_view name) : parent_(&parent), name_(name) {}
  static constexpr Place nth(const Place& list, std::size_t index) {
    Place place(list, {});
    place.index_ = index;
    return place;
  }

  /// "queues.care.relax[2].after": as a configuration file would write it. Names from outside are
  /// cut at 128 bytes, and what is not printable in them is replaced.
  std::string text() const;

 private:
  static constexpr std::size_t kNoIndex = static_cast<std::size_t>(-1);

  const Place* parent_ = nullptr;
  std::string_view name_{};
  std::size_t index_ = kNoIndex;
};

}  // namespace uniselector::model
