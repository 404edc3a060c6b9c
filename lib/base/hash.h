// Stable 64-bit hashes: the same input gives the same number on every machine and in every version.
// Used for state hashes, directories and the stable "random" choice of agents; the values are part
// of the replay contract, so these functions never change. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace uniselector::base {

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection that spreads every bit.
constexpr std::uint64_t mix64(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebULL;
  x ^= x >> 31;
  return x;
}

/// Order-dependent combination of a running hash with one more word.
constexpr std::uint64_t hash_combine(std::uint64_t hash, std::uint64_t word) {
  return mix64(hash * 0x9e3779b97f4a7c15ULL + word + 0x632be59bd9b4e019ULL);
}

/// Hash of bytes; eight at a time, little-endian by construction.
inline std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed = 0) {
  std::uint64_t hash = seed ^ (bytes.size() * 0x9e3779b97f4a7c15ULL);
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word = 0;
    for (int b = 7; b >= 0; --b) {
      word = (word << 8) | static_cast<unsigned char>(bytes[i + static_cast<std::size_t>(b)]);
    }
    hash = hash_combine(hash, word);
  }
  std::uint64_t tail = 0;
  for (std::size_t b = bytes.size(); b > i; --b) {
    tail = (tail << 8) | static_cast<unsigned char>(bytes[b - 1]);
  }
  return hash_combine(hash, tail);
}

}  // namespace uniselector::base
