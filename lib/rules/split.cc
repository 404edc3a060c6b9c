// A key's hash as a point on a line that the parts divide.
#include "rules/split.h"

#include <bit>
#include <cmath>
#include <set>
#include <utility>

#include "base/hash.h"

namespace uniselector::rules {
namespace {

constexpr std::uint64_t kMostWeight = std::uint64_t{1} << 31;

// What a key of each kind begins with, so that "5" and 5 are different keys.
constexpr std::uint64_t kNumber = 1;
constexpr std::uint64_t kNegative = 2;
constexpr std::uint64_t kBool = 3;

}  // namespace

Result<Split> Split::create(std::string_view name, std::vector<Part> parts) {
  Split split;
  std::set<std::string> names;
  for (const Part& part : parts) {
    split.total_ += part.weight;
    if (!names.insert(part.name).second) {
      return invalid_argument("split '" + std::string(name) + "': the part '" + part.name +
                              "' stands twice");
    }
  }
  if (split.total_ == 0 || split.total_ > kMostWeight) {
    return invalid_argument("split '" + std::string(name) + "': found weights of " +
                            std::to_string(split.total_) + " together, expected 1 to " +
                            std::to_string(kMostWeight));
  }
  split.name_ = name;
  split.seed_ = base::hash_bytes(name);
  split.parts_ = std::move(parts);
  return split;
}

std::size_t Split::part_at(std::uint64_t hash) const {
  __extension__ using Wide = unsigned __int128;
  auto point = static_cast<std::uint64_t>(Wide{hash} * total_ >> 64);
  std::size_t part = 0;
  while (point >= parts_[part].weight) point -= parts_[part++].weight;
  return part;
}

std::size_t Split::part_of(std::string_view key) const {
  return part_at(base::hash_bytes(key, seed_));
}

std::optional<std::size_t> Split::part_of(const cel::Value& key) const {
  const auto number = [&](std::uint64_t kind, std::uint64_t value) {
    return part_at(base::hash_combine(base::hash_combine(seed_, kind), value));
  };
  switch (key.kind()) {
    case cel::ValueKind::kString: return part_of(key.as_string());
    case cel::ValueKind::kBool: return number(kBool, key.as_bool() ? 1 : 0);
    case cel::ValueKind::kUint: return number(kNumber, key.as_uint());
    case cel::ValueKind::kInt:
      return number(key.as_int() < 0 ? kNegative : kNumber,
                    std::bit_cast<std::uint64_t>(key.as_int()));
    case cel::ValueKind::kDouble: {
      const double value = key.as_double();
      if (std::trunc(value) != value || !(value >= -0x1p63 && value < 0x1p63)) return std::nullopt;
      return part_of(cel::Value::integer(static_cast<std::int64_t>(value)));
    }
    default: return std::nullopt;
  }
}

}  // namespace uniselector::rules
