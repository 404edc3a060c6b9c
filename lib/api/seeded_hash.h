// A hash of ids that outsiders choose (a caller's number, a mail's message id): seeded with where
// the table lies in memory, which differs from run to run, so that nobody can prepare ids that all
// meet in one bucket. Tables with it serve for lookup only; nothing depends on their order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/hash.h"

namespace uniselector::api {

class SeededHash {
 public:
  using is_transparent = void;
  explicit SeededHash(const void* table)
      : seed_(base::mix64(static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(table)))) {}
  std::size_t operator()(std::string_view text) const {
    return static_cast<std::size_t>(base::hash_bytes(text, seed_));
  }

 private:
  std::uint64_t seed_;
};

}  // namespace uniselector::api
