// Sticky splits: which part of a population a key belongs to, by a stable hash, so that the same
// customer meets the same version every time. Pure functions; the answers never change between
// versions of this library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/cel_value.h>
#include <uniselector/status.h>

namespace uniselector::rules {

class Split {
 public:
  struct Part {
    std::string name;
    std::uint32_t weight = 1;
  };

  /// `name` seeds the hash, so that two splits are independent of each other. InvalidArgument when
  /// there is no part, a name stands twice, or the weights are all 0 or above 2^31 together.
  static Result<Split> create(std::string_view name, std::vector<Part> parts);

  /// The index of the part of a key. With the same name and a part's weight grown at the cost of
  /// the one behind it, keys move only between these two.
  std::size_t part_of(std::string_view key) const;
  /// Of a key that is a value: text, a whole number or a bool. Numbers go by their value, whatever
  /// their kind. Nothing else is a key, and answers nothing.
  std::optional<std::size_t> part_of(const cel::Value& key) const;

  const std::string& name() const { return name_; }
  const std::vector<Part>& parts() const { return parts_; }

 private:
  std::size_t part_at(std::uint64_t hash) const;

  std::string name_;
  std::uint64_t seed_ = 0;
  std::uint64_t total_ = 0;
  std::vector<Part> parts_;
};

}  // namespace uniselector::rules
