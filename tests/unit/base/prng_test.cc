// Golden first values, computed independently from the published algorithms, and moments at fixed
// seeds: with 200,000 draws a mean lies within five standard errors, or the generator is wrong.
#include <cmath>
#include <vector>

#include "base/prng.h"
#include "support/catch.h"

using uniselector::base::Prng;

namespace {

constexpr int kDraws = 200'000;

struct Moments {
  double mean = 0;
  double variance = 0;
};

template <class F>
Moments moments(F&& draw) {
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = draw();
    sum += x;
    squares += x * x;
  }
  const double mean = sum / kDraws;
  return {mean, squares / kDraws - mean * mean};
}

void check_moments(const Moments& found, double mean, double variance) {
  const double five_errors = 5 * std::sqrt(variance / kDraws);
  CAPTURE(found.mean, found.variance, mean, variance);
  CHECK(std::fabs(found.mean - mean) < five_errors);
  CHECK(std::fabs(found.variance / variance - 1) < 0.08);
}

}  // namespace

TEST_CASE("the stream of a seed never changes", "[base][prng]") {
  Prng one(1);
  CHECK(one.next_u64() == 0xcfc5d07f6f03c29bULL);
  CHECK(one.next_u64() == 0xbf424132963fe08dULL);
  CHECK(one.next_u64() == 0x19a37d5757aaf520ULL);
  Prng stream(7, 3);
  CHECK(stream.next_u64() == 0xc5aad1ce98943747ULL);
  CHECK(stream.next_u64() == 0x8ecb11325ce16f84ULL);
  Prng answer(42);
  CHECK(answer.uniform() == 0x1.a0ec9a9e88ecdp-1);
}

TEST_CASE("streams of one seed differ", "[base][prng]") {
  Prng a(5, 0);
  Prng b(5, 1);
  int equal = 0;
  for (int i = 0; i < 1000; ++i) equal += a.next_u64() == b.next_u64() ? 1 : 0;
  CHECK(equal == 0);
}

TEST_CASE("below is uniform and without bias", "[base][prng]") {
  Prng prng(11);
  CHECK(prng.below(0) == 0);
  CHECK(prng.below(1) == 0);
  std::vector<int> counts(7);
  for (int i = 0; i < 70'000; ++i) ++counts.at(prng.below(7));
  double chi_square = 0;
  for (const int n : counts) chi_square += (n - 10'000.0) * (n - 10'000.0) / 10'000.0;
  CHECK(chi_square < 22.46);  // 0.1 % point, 6 degrees of freedom
  // Two thirds of 2^64: a plain multiply would show the first half twice as often.
  const std::uint64_t n = 0xaaaaaaaaaaaaaaaaULL;
  int low = 0;
  for (int i = 0; i < 40'000; ++i) low += prng.below(n) < n / 2 ? 1 : 0;
  CHECK(std::abs(low - 20'000) < 500);
}

TEST_CASE("draws have the moments of their laws", "[base][prng]") {
  Prng p(2026);
  check_moments(moments([&] { return p.uniform(); }), 0.5, 1.0 / 12);
  check_moments(moments([&] { return p.uniform(-3, 5); }), 1, 64.0 / 12);
  check_moments(moments([&] { return p.exponential(40); }), 40, 1600);
  check_moments(moments([&] { return p.normal(); }), 0, 1);
  check_moments(moments([&] { return p.lognormal(180, 0.5); }), 180, 8100);
  check_moments(moments([&] { return p.gamma(2.5, 100); }), 100, 4000);
  check_moments(moments([&] { return p.gamma(0.5, 10); }), 10, 200);
}

TEST_CASE("uniform stays below one and exponential is never negative", "[base][prng]") {
  Prng p(3);
  bool inside = true;
  for (int i = 0; i < kDraws; ++i) {
    const double u = p.uniform();
    inside = inside && u >= 0 && u < 1 && p.exponential(1) >= 0;
  }
  CHECK(inside);
}
