// The one source of randomness: a small, seeded, portable generator. Simulation and tests draw from
// it; nothing that decides does (random agent choice uses a stable hash, see base/hash.h).
//
// What the same seed promises: the same bits, whole numbers and uniform draws everywhere. The other
// draws go through log, exp and pow of the C library, whose last digit may differ between versions
// and processors; they are equal wherever these functions are. No std::distribution is used
// anywhere, because the standard does not fix how they draw. Not thread-safe: one generator per
// stream.
#pragma once

#include <cmath>
#include <cstdint>

#include "base/hash.h"

namespace uniselector::base {

/// xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021),
/// seeded through SplitMix64 as its authors advise.
class Prng {
 public:
  explicit Prng(std::uint64_t seed = 1) {
    for (auto& word : state_) {
      seed += 0x9e3779b97f4a7c15ULL;
      word = mix64(seed);
    }
  }
  /// An independent stream of the same experiment, for example one per replication.
  Prng(std::uint64_t seed, std::uint64_t stream) : Prng(hash_combine(seed, stream)) {}

  std::uint64_t next_u64() {
    const std::uint64_t result = rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotl(state_[3], 45);
    return result;
  }
  /// Uniform on [0, 1) with 53 random bits.
  double uniform() { return static_cast<double>(next_u64() >> 11) * 0x1.0p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform on 0..n-1 without bias (Lemire's multiply and reject). n = 0 answers 0.
  std::uint64_t below(std::uint64_t n);
  /// Exponential with the given mean, by inversion.
  double exponential(double mean) { return -mean * std::log1p(-uniform()); }
  /// Standard normal by inversion-free polar method (Marsaglia).
  double normal();
  /// exp(normal) with the given mean and coefficient of variation of the result.
  double lognormal(double mean, double cv);
  /// Gamma with shape and mean (Marsaglia and Tsang 2000; shape below 1 by the power boost).
  double gamma(double shape, double mean);

 private:
  static std::uint64_t rotl(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
  std::uint64_t state_[4];
};

}  // namespace uniselector::base
