// Long runs in batches, and days that start empty and are looked at once. See the header.
#include "sim/queueing_run.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/statistics.h"
#include "sim/workload_check.h"

namespace uniselector::sim {
namespace {

/// Batches between two looks at the precision: often enough not to run long past it.
constexpr std::size_t kLookEvery = 20;
constexpr std::uint64_t kMostWorlds = 100;
/// Batches before the first look, and the time that one world has for them: queueing_cases.cc gives
/// it 47,000 days.
constexpr double kFirstLook = 100;
constexpr double kYear = 365.25 * 86'400;
constexpr double kLongestRun = 120 * kYear;

std::vector<QueueingEstimate> judge(const QueueingExperiment& experiment,
                                    const QueueingPrecision& precision, const BatchMeans& batches) {
  std::vector<QueueingEstimate> out;
  for (const QueueingFigure& figure : experiment.figures) {
    QueueingEstimate e{.name = figure.name, .expected = figure.expected};
    const auto estimated =
        figure.plain ? batches.plain(figure.value) : batches.estimate(figure.value);
    e.value = estimated.value;
    e.half_width = student_quantile(1.0 - precision.tail, estimated.degrees) * estimated.error;
    const double difference = std::abs(e.value - e.expected);
    if (figure.expected == 0.0) {
      // What cannot happen must not happen.
      e.precise = true;
      e.passed = e.value == 0.0;
    } else {
      e.precise =
          e.half_width <= precision.half_width * std::min(std::abs(e.value), std::abs(e.expected));
      // The slack is for sums of constants, whose only spread is rounding.
      e.passed = e.precise && difference <= e.half_width + 1e-9 * std::abs(e.expected);
    }
    out.push_back(std::move(e));
  }
  return out;
}

bool all_precise(const std::vector<QueueingEstimate>& estimates) {
  return std::all_of(estimates.begin(), estimates.end(), [](const auto& e) { return e.precise; });
}

/// The state of a system at one time of day, over many days that start empty; a batch is the mean
/// of kDays days. Controls: arrivals, and what would be present if there were servers for all,
/// which needs nothing but the draws: Poisson with a known mean.
class TransientProbe final : public Observer {
 public:
  static constexpr std::size_t kControls = 4;
  static constexpr int kDays = 500;

  TransientProbe(const QueueingExperiment& experiment, std::int64_t /*start*/,
                 std::function<bool(const BatchMeans&)> enough)
      : experiment_(experiment),
        look_after_(static_cast<std::int64_t>(experiment.look_at_s * 1e9)),
        enough_(std::move(enough)),
        batches_(kMeasures, kControls),
        measured_(kMeasures),
        controls_(kControls) {
    const double m = experiment.mean_unlimited;
    double term = std::exp(-m);
    p_none_ = term;
    double below = 0.0;
    for (int k = 0; k < experiment.servers; ++k) {
      below += term;
      term *= m / (k + 1);
    }
    p_full_ = 1.0 - below;
    mean_arrivals_ = experiment.settings.rate * experiment.look_at_s;
  }

  void watch(World* world) { world_ = world; }
  const BatchMeans& batches() const { return batches_; }

  void on_day(int day, std::int64_t now) override {
    if (day > 0) look();
    look_at_ = now + look_after_;
    looked_ = false;
    arrivals_ = unlimited_ = 0;
  }
  void on_arrival(const Call& call, std::int64_t now) override {
    step(now);
    ++present_;
    ++arrivals_;
    if (now + call.service > look_at_) ++unlimited_;
  }
  void on_exit(const Call&, Exit, std::int64_t now) override {
    step(now);
    --present_;
  }

 private:
  void step(std::int64_t now) {
    if (!looked_ && now > look_at_) look();
  }

  void look() {
    if (looked_) return;
    looked_ = true;
    measured_[kTime] += 1;
    measured_[kPresentTime] += present_;
    measured_[kBusyTime] += present_ >= experiment_.servers ? 1 : 0;
    measured_[kEmptyTime] += present_ == 0 ? 1 : 0;
    controls_[0] += arrivals_ - mean_arrivals_;
    controls_[1] += unlimited_ - experiment_.mean_unlimited;
    controls_[2] += (unlimited_ == 0 ? 1.0 : 0.0) - p_none_;
    controls_[3] += (unlimited_ >= experiment_.servers ? 1.0 : 0.0) - p_full_;
    if (++days_ < kDays) return;
    days_ = 0;
    batches_.add(measured_, controls_);
    std::fill(measured_.begin(), measured_.end(), 0.0);
    std::fill(controls_.begin(), controls_.end(), 0.0);
    if (enough_(batches_) && world_ != nullptr) world_->stop();
  }

  const QueueingExperiment& experiment_;
  std::int64_t look_after_;
  std::function<bool(const BatchMeans&)> enough_;
  World* world_ = nullptr;
  BatchMeans batches_;
  std::vector<double> measured_;
  std::vector<double> controls_;
  double p_none_ = 0, p_full_ = 0, mean_arrivals_ = 0;
  std::int64_t look_at_ = 0;
  bool looked_ = true;
  int present_ = 0;
  int arrivals_ = 0;
  int unlimited_ = 0;
  int days_ = 0;
};

/// A long run: a second world begins only if the 128 years of the first were not enough.
class SteadyProbe final : public QueueingProbe {
 public:
  SteadyProbe(const QueueingExperiment& experiment, std::int64_t start,
              std::function<bool(const BatchMeans&)> enough)
      : QueueingProbe(experiment.settings, start, std::move(enough)) {}
};

/// Worlds one after the other until the precision is reached: one for a long run, several where a
/// run consists of days and a world does not hold enough of them.
template <class Probe>
Result<QueueingRun> drive(const QueueingExperiment& experiment, const QueueingPrecision& precision,
                          const Scene& scene) {
  QueueingRun out;
  const World* running = nullptr;
  bool done = false;
  const auto enough = [&](const BatchMeans& batches) {
    if (batches.size() < precision.least_batches || batches.size() % kLookEvery != 0) return done;
    done = done || out.calls + running->calls() >= precision.most_calls ||
           all_precise(judge(experiment, precision, batches));
    return done;
  };
  Probe probe(experiment, scene.start, enough);
  for (std::uint64_t replication = 0; !done && replication < kMostWorlds; ++replication) {
    World world(scene, precision.seed, replication, probe);
    running = &world;
    probe.watch(&world);
    if (Status status = world.run(); !status.ok()) return status;
    out.calls += world.calls();
  }
  out.figures = judge(experiment, precision, probe.batches());
  out.batches = probe.batches().size();
  return out;
}

}  // namespace

std::string too_long(const QueueingExperiment& experiment, const QueueingPrecision& precision) {
  const ProbeSettings& settings = experiment.settings;
  double seconds = settings.warm_up_s + kFirstLook * settings.batch_s;
  if (experiment.transient) seconds = experiment.look_at_s * TransientProbe::kDays * kFirstLook;
  const double calls = seconds * settings.rate;
  if (calls > static_cast<double>(precision.most_calls)) {
    return fmt::format("not simulated: a first estimate would take {:.3g} calls", calls);
  }
  if (!experiment.transient && seconds > kLongestRun) {
    return fmt::format("not simulated: a first estimate would take {:.3g} years", seconds / kYear);
  }
  if (experiment.workload.day > kMaxDay) return "not simulated: it forgets its start too slowly";
  return {};
}

Result<QueueingRun> run_experiment(const QueueingExperiment& experiment,
                                   const QueueingPrecision& precision) {
  auto scene = Scene::build(experiment.center, experiment.workload);
  if (!scene.ok()) return scene.status();
  if (experiment.transient) return drive<TransientProbe>(experiment, precision, *scene);
  return drive<SteadyProbe>(experiment, precision, *scene);
}

}  // namespace uniselector::sim
