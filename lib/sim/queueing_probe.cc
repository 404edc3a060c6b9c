// Sums of a batch, updated at every arrival, answer and departure. See the header.
#include "sim/queueing_probe.h"

#include <algorithm>
#include <cmath>

namespace uniselector::sim {
namespace {
/// Per class: count, v at arrivals, service, v x service, service squared.
constexpr std::size_t kPerClass = 5;
constexpr int kMaxStates = 1'000'000;

double seconds(std::int64_t ns) { return static_cast<double>(ns) * 1e-9; }
}  // namespace

QueueingProbe::QueueingProbe(const ProbeSettings& settings, std::int64_t start,
                             std::function<bool(const BatchMeans&)> enough)
    : settings_(settings),
      enough_(std::move(enough)),
      batches_(kMeasures, settings.weights.size() +
                              (settings.workload ? kPerClass * settings.classes.size() : 0)),
      measured_(kMeasures),
      controls_(settings.weights.size() +
                (settings.workload ? kPerClass * settings.classes.size() : 0)),
      workload_at_(settings.weights.size()),
      start_(start),
      last_(start) {}

void QueueingProbe::watch(World* world) {
  world_ = world;
  before_ = last_ - start_;
  batch_end_ = last_ + static_cast<std::int64_t>(settings_.warm_up_s * 1e9);
  warm_ = false;
}

void QueueingProbe::integrate(double dt) {
  const double x = present_;
  measured_[kTime] += dt;
  measured_[kBusyTime] += dt * busy_;
  measured_[kQueueTime] += dt * waiting_;
  measured_[kPresentTime] += dt * x;
  measured_[kPresentSquare] += dt * x * x;
  if (present_ == 0) measured_[kEmptyTime] += dt;
  const double leave = settings_.service_rate * busy_ + settings_.abandon_rate * waiting_;
  for (std::size_t j = 0; j < settings_.weights.size(); ++j) {
    controls_[j] -= dt * settings_.rate * weight(j, present_);
    if (settings_.departures && present_ > 0) controls_[j] += dt * leave * weight(j, present_ - 1);
  }
  if (settings_.workload) {
    const double served = std::min(work_, dt);
    const double area = served * (work_ - 0.5 * served);
    work_ -= served;
    for (std::size_t k = 0; k < settings_.classes.size(); ++k) {
      double* c = &controls_[workload_at_ + kPerClass * k];
      c[0] -= settings_.classes[k].rate * dt;
      c[1] -= settings_.classes[k].rate * area;
    }
  }
}

void QueueingProbe::pass(std::int64_t now) {
  now += before_;
  // Bound: one round per batch that ends before now.
  while (now >= batch_end_) {
    integrate(seconds(batch_end_ - last_));
    last_ = batch_end_;
    close_batch();
  }
  integrate(seconds(now - last_));
  last_ = now;
}

void QueueingProbe::close_batch() {
  if (warm_) batches_.add(measured_, controls_);
  std::fill(measured_.begin(), measured_.end(), 0.0);
  std::fill(controls_.begin(), controls_.end(), 0.0);
  batch_end_ += static_cast<std::int64_t>(settings_.batch_s * 1e9);
  if (warm_ && enough_(batches_) && world_ != nullptr) world_->stop();
  warm_ = true;
}

void QueueingProbe::on_arrival(const Call& call, std::int64_t now) {
  pass(now);
  measured_[kArrivals] += 1;
  const double service = seconds(call.service);
  measured_[kServiceDrawn] += service;
  if (call.patience != kNeverNs) measured_[kPatienceDrawn] += seconds(call.patience);
  for (std::size_t j = 0; j < settings_.weights.size(); ++j) controls_[j] += weight(j, present_);
  if (settings_.workload) {
    const ProbeSettings::Class& k = settings_.classes[call.stream];
    double* c = &controls_[workload_at_ + kPerClass * call.stream];
    c[0] += 1;
    c[1] += work_;
    const double mean = k.mean_service;
    if (k.square_service >
        mean * mean * (1.0 + 1e-9)) {  // else it is constant: nothing but rounding
      c[2] += service - mean;
      c[3] += work_ * (service - mean);
      c[4] += service * service - k.square_service;
    }
    work_ += service;
  }
  ++present_;
  ++waiting_;
}

void QueueingProbe::on_answer(const Call& call, std::int64_t now) {
  pass(now);
  --waiting_;
  ++busy_;
  const double wait = seconds(now - call.arrival);
  measured_[kAnswered] += 1;
  measured_[kWaitAnswered] += wait;
  if (wait > 0) measured_[kWaited] += 1;
  if (wait <= settings_.target_s) measured_[kInTarget] += 1;
  if (call.stream < kMaxClasses) {
    measured_[kClassAnswered + call.stream] += 1;
    measured_[kClassWait + call.stream] += wait;
  }
}

void QueueingProbe::on_exit(const Call& call, Exit how, std::int64_t now) {
  pass(now);
  --present_;
  if (how == Exit::kServed) {
    --busy_;
  } else {
    --waiting_;
    if (how == Exit::kBlocked) {
      measured_[kBlocked] += 1;
      return;
    }
    measured_[kAbandoned] += 1;
    measured_[kWaited] += 1;
    measured_[kWaitAbandoned] += seconds(now - call.arrival);
  }
  if (!settings_.departures) return;
  for (std::size_t j = 0; j < settings_.weights.size(); ++j) controls_[j] -= weight(j, present_);
}

std::vector<double> poisson_solution(const BirthDeath& chain, const std::function<double(int)>& f) {
  // The stationary law by its ratios, scaled to 1 at the mode by working in logarithms.
  std::vector<double> logs{0.0};
  double highest = 0.0;
  for (int x = 1; x < kMaxStates && (chain.places < 0 || x <= chain.places); ++x) {
    logs.push_back(logs.back() + std::log(chain.birth / chain.death(x)));
    highest = std::max(highest, logs.back());
    if (x > chain.servers && logs.back() < highest - 41.0) break;
  }
  std::vector<double> p;
  double sum = 0.0;
  for (const double l : logs) p.push_back(std::exp(l - highest)), sum += p.back();
  double mean = 0.0;
  for (std::size_t x = 0; x < p.size(); ++x) {
    p[x] /= sum;
    mean += p[x] * f(static_cast<int>(x));
  }
  // birth p(x) g(x) = sum over j <= x of (mean - f(j)) p(j) = sum over j > x of (f(j) - mean) p(j);
  // each from its own side of the middle, so that nothing cancels.
  std::vector<double> g(p.size(), 0.0);
  std::size_t middle = 0;
  double below = 0.0;
  double flow = 0.0;
  while (middle + 1 < p.size() && below + p[middle] < 0.5) {
    below += p[middle];
    flow += (mean - f(static_cast<int>(middle))) * p[middle];
    g[middle] = flow / (chain.birth * p[middle]);
    ++middle;
  }
  flow = 0.0;
  for (std::size_t x = p.size() - 1; x-- > middle;) {
    flow += (f(static_cast<int>(x) + 1) - mean) * p[x + 1];
    g[x] = flow / (chain.birth * p[x]);
  }
  // At the last state no birth changes anything; for an unlimited chain the line goes on.
  if (chain.places < 0 && g.size() > 1) g.back() = g[g.size() - 2];
  return g;
}

}  // namespace uniselector::sim
