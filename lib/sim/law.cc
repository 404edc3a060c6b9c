// Laws: makers, checks and draws. Sources of the draws are named in base/prng.h.
#include "sim/law.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace uniselector {

Law Law::never() { return {}; }
Law Law::constant(double seconds) { return {.kind = Kind::kConstant, .mean = seconds}; }
Law Law::exponential(double mean) { return {.kind = Kind::kExponential, .mean = mean}; }
Law Law::uniform(double low, double high) {
  return {.kind = Kind::kUniform, .low = low, .high = high};
}
Law Law::lognormal(double mean, double cv) {
  return {.kind = Kind::kLognormal, .mean = mean, .cv = cv};
}
Law Law::gamma(double shape, double mean) {
  return {.kind = Kind::kGamma, .mean = mean, .shape = shape};
}
Law Law::erlang(int phases, double mean) { return gamma(phases, mean); }
Law Law::hyperexponential(std::vector<double> weights, std::vector<double> means) {
  std::vector<Law> parts;
  for (const double mean : means) parts.push_back(exponential(mean));
  return mixture(std::move(weights), std::move(parts));
}
Law Law::empirical(std::vector<double> values) {
  return {.kind = Kind::kEmpirical, .values = std::move(values)};
}
Law Law::survival(std::vector<double> times, std::vector<double> survival) {
  return {.kind = Kind::kSurvival, .values = std::move(times), .weights = std::move(survival)};
}
Law Law::mixture(std::vector<double> weights, std::vector<Law> parts) {
  return {.kind = Kind::kMixture, .weights = std::move(weights), .parts = std::move(parts)};
}

namespace sim {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kMaxDepth = 8;
constexpr std::size_t kMaxValues = 1'000'000;

double draw_survival(const Law& law, base::Prng& random) {
  const double u = 1.0 - random.uniform();  // in (0, 1]: P(X > x) falls from 1 through u at x
  const auto below = std::partition_point(law.weights.begin(), law.weights.end(),
                                          [u](double survival) { return survival >= u; });
  if (below == law.weights.end()) return kInfinity;
  const auto i = static_cast<std::size_t>(below - law.weights.begin());
  const double t0 = i == 0 ? 0.0 : law.values[i - 1];
  const double s0 = i == 0 ? 1.0 : law.weights[i - 1];
  const double fall = s0 - law.weights[i];
  return t0 + (law.values[i] - t0) * (fall > 0.0 ? (s0 - u) / fall : 1.0);
}

const Law& pick(const Law& law, base::Prng& random) {
  double sum = 0.0;
  for (const double weight : law.weights) sum += weight;
  double u = random.uniform() * sum;
  for (std::size_t i = 0; i + 1 < law.parts.size(); ++i) {
    if (u < law.weights[i]) return law.parts[i];
    u -= law.weights[i];
  }
  return law.parts.back();
}

bool positive(double x) { return std::isfinite(x) && x > 0.0; }

std::string problem_of(const Law& law, int depth) {
  if (depth > kMaxDepth) return "mixtures nested deeper than 8";
  switch (law.kind) {
    case Law::Kind::kNever: return {};
    case Law::Kind::kConstant:
      if (std::isfinite(law.mean) && law.mean >= 0.0) return {};
      return "expected a length of at least 0";
    case Law::Kind::kExponential:
      return positive(law.mean) ? std::string() : "expected a mean above 0";
    case Law::Kind::kUniform:
      if (std::isfinite(law.high) && law.low >= 0.0 && law.low <= law.high) return {};
      return "expected 0 <= from <= to";
    case Law::Kind::kLognormal:
      if (positive(law.mean) && positive(law.cv)) return {};
      return "expected a mean and a cv above 0";
    case Law::Kind::kGamma:
      if (positive(law.mean) && positive(law.shape)) return {};
      return "expected a mean and a shape above 0";
    case Law::Kind::kEmpirical:
      if (law.values.empty() || law.values.size() > kMaxValues) {
        return "expected 1 to 1,000,000 values";
      }
      for (const double value : law.values) {
        if (!std::isfinite(value) || value < 0.0) return "expected values of at least 0";
      }
      return {};
    case Law::Kind::kSurvival:
      if (law.values.empty() || law.values.size() != law.weights.size() ||
          law.values.size() > kMaxValues) {
        return "expected as many times as shares, at least one";
      }
      for (std::size_t i = 0; i < law.values.size(); ++i) {
        const double t0 = i == 0 ? 0.0 : law.values[i - 1];
        const double s0 = i == 0 ? 1.0 : law.weights[i - 1];
        if (!std::isfinite(law.values[i]) || law.values[i] < t0) return "expected rising times";
        if (!(law.weights[i] <= s0) || law.weights[i] < 0.0) {
          return "expected shares that fall from at most 1 to at least 0";
        }
      }
      return {};
    case Law::Kind::kMixture: {
      if (law.parts.empty() || law.parts.size() != law.weights.size()) {
        return "expected as many weights as parts, at least one";
      }
      double sum = 0.0;
      for (const double weight : law.weights) {
        if (!std::isfinite(weight) || weight < 0.0) return "expected weights of at least 0";
        sum += weight;
      }
      if (!(sum > 0.0)) return "expected a sum of weights above 0";
      for (const Law& part : law.parts) {
        if (auto problem = problem_of(part, depth + 1); !problem.empty()) return problem;
      }
      return {};
    }
  }
  return "unknown kind of law";
}

}  // namespace

double draw(const Law& law, base::Prng& random) {
  const Law* at = &law;
  while (at->kind == Law::Kind::kMixture) at = &pick(*at, random);  // depth is at most kMaxDepth
  switch (at->kind) {
    case Law::Kind::kNever:
    case Law::Kind::kMixture: break;
    case Law::Kind::kConstant: return at->mean;
    case Law::Kind::kExponential: return random.exponential(at->mean);
    case Law::Kind::kUniform: return random.uniform(at->low, at->high);
    case Law::Kind::kLognormal: return random.lognormal(at->mean, at->cv);
    case Law::Kind::kGamma: return random.gamma(at->shape, at->mean);
    case Law::Kind::kEmpirical: return at->values[random.below(at->values.size())];
    case Law::Kind::kSurvival: return draw_survival(*at, random);
  }
  return kInfinity;
}

std::int64_t draw_ns(const Law& law, base::Prng& random) {
  const double ns = draw(law, random) * 1e9;
  return ns < 9.1e18 ? static_cast<std::int64_t>(ns + 0.5) : kNeverNs;
}

double mean_of(const Law& law) {
  switch (law.kind) {
    case Law::Kind::kNever: return kInfinity;
    case Law::Kind::kConstant:
    case Law::Kind::kExponential:
    case Law::Kind::kLognormal:
    case Law::Kind::kGamma: return law.mean;
    case Law::Kind::kUniform: return 0.5 * (law.low + law.high);
    case Law::Kind::kEmpirical: {
      double sum = 0.0;
      for (const double value : law.values) sum += value;
      return sum / static_cast<double>(law.values.size());
    }
    case Law::Kind::kSurvival: {
      double area = 0.0;
      double t0 = 0.0;
      double s0 = 1.0;
      for (std::size_t i = 0; i < law.values.size(); ++i) {
        area += (law.values[i] - t0) * 0.5 * (s0 + law.weights[i]);
        t0 = law.values[i];
        s0 = law.weights[i];
      }
      return s0 > 0.0 ? kInfinity : area;
    }
    case Law::Kind::kMixture: {
      double sum = 0.0;
      double weights = 0.0;
      for (std::size_t i = 0; i < law.parts.size(); ++i) {
        if (law.weights[i] > 0.0) sum += law.weights[i] * mean_of(law.parts[i]);
        weights += law.weights[i];
      }
      return sum / weights;
    }
  }
  return kInfinity;
}

std::string problem_of(const Law& law) { return problem_of(law, 0); }

}  // namespace sim
}  // namespace uniselector
