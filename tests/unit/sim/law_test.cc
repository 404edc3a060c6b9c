// Laws against their own moments, and the statistics that results are made of.
#include <cmath>

#include "sim/batch_means.h"
#include "sim/law.h"
#include "sim/statistics.h"
#include "support/catch.h"

namespace uniselector::test {
namespace {

using namespace sim;

struct Sampled {
  double mean = 0;
  double deviation = 0;
};

Sampled sample(const Law& law, int n = 200'000) {
  base::Prng random(42);
  double sum = 0, square = 0;
  for (int i = 0; i < n; ++i) {
    const double x = draw(law, random);
    sum += x;
    square += x * x;
  }
  return {sum / n, std::sqrt(square / n - sum / n * sum / n)};
}

TEST_CASE("laws have the mean and the spread they promise") {
  const auto is = [](const Law& law, double mean, double deviation) {
    CHECK(problem_of(law).empty());
    CHECK(mean_of(law) == Approx(mean));
    const Sampled s = sample(law);
    CHECK(s.mean == Approx(mean).epsilon(0.01));
    CHECK(s.deviation == Approx(deviation).epsilon(0.02).margin(1e-6));
  };
  is(Law::constant(30), 30, 0);
  is(Law::exponential(30), 30, 30);
  is(Law::uniform(60, 300), 180, 240 / std::sqrt(12));
  is(Law::lognormal(200, 1.2), 200, 240);
  is(Law::gamma(4, 100), 100, 50);
  is(Law::gamma(0.5, 100), 100, 100 * std::sqrt(2));
  is(Law::erlang(2, 240), 240, 240 / std::sqrt(2));
  is(Law::empirical({1, 2, 6}), 3, std::sqrt(14.0 / 3));
  is(Law::mixture({1, 3}, {Law::constant(0), Law::constant(8)}), 6, std::sqrt(12));
  const double p = 0.5 * (1 + std::sqrt(0.6));
  is(Law::hyperexponential({p, 1 - p}, {120 / p, 120 / (1 - p)}), 240, 480);
  is(Law::survival({10, 20}, {0.5, 0}), 10, std::sqrt(100.0 / 3));
}

TEST_CASE("a survival curve is met at its points and never ends beyond them") {
  const Law law = Law::survival({10, 60, 300}, {0.96, 0.82, 0.49});
  CHECK(std::isinf(mean_of(law)));
  base::Prng random(7);
  int beyond[3] = {0, 0, 0};
  int never = 0;
  constexpr int kDraws = 100'000;
  for (int i = 0; i < kDraws; ++i) {
    const double x = draw(law, random);
    beyond[0] += x > 10;
    beyond[1] += x > 60;
    beyond[2] += x > 300;
    never += std::isinf(x);
  }
  CHECK(beyond[0] == Approx(0.96 * kDraws).epsilon(0.01));
  CHECK(beyond[1] == Approx(0.82 * kDraws).epsilon(0.01));
  CHECK(beyond[2] == Approx(0.49 * kDraws).epsilon(0.02));
  CHECK(never == beyond[2]);
  CHECK(draw_ns(Law::never(), random) == kNeverNs);
}

TEST_CASE("laws that cannot be drawn from say why") {
  CHECK(problem_of(Law::exponential(0)) == "expected a mean above 0");
  CHECK_FALSE(problem_of(Law::uniform(5, 4)).empty());
  CHECK_FALSE(problem_of(Law::uniform(-1, 4)).empty());
  CHECK_FALSE(problem_of(Law::lognormal(5, 0)).empty());
  CHECK_FALSE(problem_of(Law::empirical({})).empty());
  CHECK_FALSE(problem_of(Law::survival({2, 1}, {0.5, 0.4})).empty());
  CHECK_FALSE(problem_of(Law::survival({1, 2}, {0.4, 0.5})).empty());
  CHECK_FALSE(problem_of(Law::mixture({1}, {})).empty());
  CHECK_FALSE(problem_of(Law::mixture({0}, {Law::constant(1)})).empty());
  Law deep = Law::constant(1);
  for (int i = 0; i < 20; ++i) deep = Law::mixture({1}, {deep});
  CHECK_FALSE(problem_of(deep).empty());
}

TEST_CASE("quantiles of the normal and of Student's law") {
  CHECK(normal_quantile(0.975) == Approx(1.959963984540054).epsilon(1e-9));
  CHECK(normal_quantile(0.5) == Approx(0).margin(1e-9));
  CHECK(normal_quantile(1e-6) == Approx(-4.753424308822899).epsilon(1e-8));
  CHECK(student_quantile(0.975, 1) == Approx(12.70620473617471).epsilon(1e-7));
  CHECK(student_quantile(0.975, 2) == Approx(4.302652729911275).epsilon(1e-7));
  CHECK(student_quantile(0.975, 10) == Approx(2.228138851986274).epsilon(1e-7));
  // Four terms of the expansion in 1/n (Abramowitz and Stegun 26.7.5).
  CHECK(student_quantile(0.999999, 99) == Approx(5.05195).epsilon(1e-5));
  CHECK(student_quantile(0.025, 10) == Approx(-2.228138851986274).epsilon(1e-7));
}

TEST_CASE("moments and ratios with their errors") {
  Moments m;
  for (const double x : {1.0, 2.0, 3.0, 4.0}) m.add(x, 2 * x);
  CHECK(m.mean() == Approx(2.5));
  CHECK(m.variance() == Approx(5.0 / 3));
  CHECK(m.ratio(0) == Approx(0.5));
  CHECK(m.ratio_error() == Approx(0).margin(1e-9));
  CHECK(Moments().ratio(7) == 7);
}

TEST_CASE("control variates keep the mean and take the noise that they explain") {
  base::Prng random(3);
  BatchMeans batches(2, 2);
  for (int b = 0; b < 400; ++b) {
    const double known = random.normal();
    const double noise = 0.1 * random.normal();
    batches.add({10 + 3 * known + noise, 2}, {known, 0});  // the second control is idle
  }
  const auto ratio = [](const std::vector<double>& m) { return m[0] / m[1]; };
  const auto plain = batches.plain(ratio);
  const auto sharp = batches.estimate(ratio);
  CHECK(std::abs(sharp.value - 5) < 4 * sharp.error);
  CHECK(std::abs(plain.value - 5) < 4 * plain.error);
  CHECK(sharp.error < plain.error / 20);
  CHECK(sharp.error == Approx(0.05 / 20).epsilon(0.2));
  CHECK(sharp.degrees == 398);
}

}  // namespace
}  // namespace uniselector::test
