// One function per model of the file. See the header.
#include "sim/queueing_cases.h"

#include <algorithm>
#include <cmath>

#include "sim/law.h"

namespace uniselector::sim {
namespace {

constexpr double kRare = 1e-6;
constexpr double kHour = 3600.0;
/// From the first time there is to the last, in seconds, and somewhat less.
constexpr double kLongestRun = 4e9;
using Means = std::vector<double>;

Duration to_duration(double seconds) {
  return Duration(static_cast<std::int64_t>(std::llround(seconds * 1e9)));
}

BatchMeans::Figure share(Measure numerator, Measure denominator, double factor = 1.0) {
  return [=](const Means& m) { return factor * m[numerator] / m[denominator]; };
}

/// What the results of the file are called, and how they are measured.
std::optional<BatchMeans::Figure> figure(const std::string& name, int servers) {
  const double per_server = 1.0 / servers;
  if (name == "blocking") return share(kBlocked, kArrivals);
  if (name == "carried_load") return share(kBusyTime, kTime);
  if (name == "occupancy") return share(kBusyTime, kTime, per_server);
  if (name == "wait_probability" || name == "wait_probability_any_class" ||
      name == "wait_probability_of_accepted") {
    return [](const Means& m) { return m[kWaited] / (m[kAnswered] + m[kAbandoned]); };
  }
  if (name == "asa_s" || name == "mean_wait_s" || name == "mean_wait_of_accepted_s" ||
      name == "mean_wait_all_s") {
    return [](const Means& m) {
      return (m[kWaitAnswered] + m[kWaitAbandoned]) / (m[kAnswered] + m[kAbandoned]);
    };
  }
  if (name == "mean_wait_of_delayed_s") return share(kWaitAnswered, kWaited);
  if (name == "service_level" || name == "served_within_target") {
    return [](const Means& m) { return m[kInTarget] / (m[kAnswered] + m[kAbandoned]); };
  }
  if (name == "served_within_target_of_served") return share(kInTarget, kAnswered);
  if (name == "abandon_probability") {
    return [](const Means& m) { return m[kAbandoned] / (m[kAnswered] + m[kAbandoned]); };
  }
  if (name == "abandon_probability_given_wait") return share(kAbandoned, kWaited);
  if (name == "mean_queue_length") return share(kQueueTime, kTime);
  if (name == "mean_present") return share(kPresentTime, kTime);
  if (name == "p0") return share(kEmptyTime, kTime);
  if (name == "variance_present") {
    return [](const Means& m) {
      const double mean = m[kPresentTime] / m[kTime];
      return m[kPresentSquare] / m[kTime] - mean * mean;
    };
  }
  static const std::string kClass = "mean_wait_class";
  if (name.compare(0, kClass.size(), kClass) == 0 && name.size() > kClass.size()) {
    const auto k = static_cast<std::size_t>(name[kClass.size()] - '1');
    if (k >= kMaxClasses) return std::nullopt;
    return [k](const Means& m) { return m[kClassWait + k] / m[kClassAnswered + k]; };
  }
  return std::nullopt;
}

class Maker {
 public:
  explicit Maker(const QueueingCase& c) : c_(c) {}

  std::optional<QueueingExperiment> run() {
    if (!c_.exact) return std::nullopt;
    const std::string& m = c_.model;
    if (m == "M/G/n/n (Erlang B)") return loss();
    if (m == "M/M/n (Erlang C)") return many_servers(-1);
    if (m == "M/M/n+M (Erlang A, Palm)") return many_servers(-1);
    if (m == "M/M/n/K") return limited();
    if (m.compare(0, 6, "M/M/n,") == 0) return priorities();
    if (m == "M/G/1") return one_server();
    if (m.compare(0, 6, "M/G/1,") == 0) return one_server_priorities();
    if (m == "M/D/n") return constant_service();
    if (m == "M/G/infinity") return unlimited();
    if (m.compare(0, 9, "transient") == 0) return transient();
    return std::nullopt;
  }

 private:
  void base(int servers, std::optional<int> lines) {
    e_.servers = servers;
    e_.center.queues.push_back({.id = "queue"});
    for (int i = 0; i < servers; ++i) {
      AgentConfig agent{.id = "agent " + std::to_string(i + 1), .queues = {{.queue = "queue"}}};
      agent.capacity = Capacity{.channels = {{.channel = "voice"}}};
      e_.center.agents.push_back(std::move(agent));
    }
    // As long as time goes, until 2098: the probe ends the run.
    e_.workload.start = kMinTime;
    e_.workload.days = 47'000;
    e_.workload.closing = Closing::kWait;
    e_.workload.lines = lines;
  }

  void stream(double per_hour, Law service, Law patience, std::optional<int> priority = {}) {
    ArrivalStream s{.id = "class " + std::to_string(e_.workload.streams.size() + 1),
                    .queue = "queue"};
    s.priority = priority;
    s.rates = {{.per_hour = per_hour}};
    s.service = {{.law = std::move(service)}};
    s.patience = {{.law = std::move(patience)}};
    e_.workload.streams.push_back(std::move(s));
    e_.settings.rate += per_hour / kHour;
  }

  /// Batch and warm-up from the memory of the system: the relaxation time of an M/M/n queue
  /// (Cohen 1982: 1 / (n mu (1 - sqrt(rho))^2)) or of a single call, whichever is longer.
  void lengths(double mean_service, double load, int servers, double memory_limit) {
    const double rho = load / servers;
    double memory = mean_service;
    if (rho < 1.0) {
      const double gap = 1.0 - std::sqrt(rho);
      memory = std::max(memory, mean_service / servers / (gap * gap));
    } else {
      memory = memory_limit;
    }
    memory = std::min(memory, memory_limit);
    e_.settings.warm_up_s = 30.0 * memory;
    e_.settings.batch_s = std::max(20.0 * memory, 2000.0 / e_.settings.rate);
  }

  std::optional<QueueingExperiment> finish() {
    e_.workload.streams.front().target = to_duration(e_.settings.target_s);
    for (const auto& [name, expected] : c_.results) {
      if (expected != 0.0 && std::abs(expected) < kRare) continue;
      auto value = figure(name, e_.servers);
      if (value) e_.figures.push_back({name, expected, std::move(*value)});
    }
    inputs();
    return std::move(e_);
  }

  /// The controls take the input's rates for granted, so the input is tested by itself.
  void inputs() {
    e_.figures.push_back(
        {"input: arrivals a second", e_.settings.rate, share(kArrivals, kTime), true});
    double service = 0.0;
    for (const ArrivalStream& s : e_.workload.streams) {
      service += s.rates[0].per_hour / kHour / e_.settings.rate * mean_of(s.service[0].law);
    }
    e_.figures.push_back({"input: mean service", service, share(kServiceDrawn, kArrivals), true});
    const Law& patience = e_.workload.streams[0].patience[0].law;
    if (patience.kind == Law::Kind::kNever) return;
    e_.figures.push_back(
        {"input: mean patience", mean_of(patience), share(kPatienceDrawn, kArrivals), true});
  }

  /// Birth-death controls: each figure of the chain that the results are made of.
  void chain_controls(const BirthDeath& chain, bool departures) {
    e_.settings.departures = departures;
    e_.settings.service_rate = chain.mu;
    e_.settings.abandon_rate = chain.theta;
    const int n = chain.servers;
    const int drained = n + static_cast<int>(std::floor(n * chain.mu * e_.settings.target_s));
    const auto control = [&](const std::function<double(int)>& f) {
      e_.settings.weights.push_back(poisson_solution(chain, f));
    };
    control([n](int x) { return std::min(x, n); });
    if (chain.places < 0 || chain.places > n) {
      control([n](int x) { return x >= n ? 1.0 : 0.0; });
      control([n](int x) { return std::max(0, x - n); });
      if (drained > n) control([drained](int x) { return x >= drained ? 1.0 : 0.0; });
    }
    if (chain.places >= 0) control([&chain](int x) { return x == chain.places ? 1.0 : 0.0; });
  }

  std::optional<QueueingExperiment> loss() {
    const int n = static_cast<int>(c_.number("servers"));
    const double mean = 180.0;
    base(n, n);
    stream(c_.number("offered_load_erlang") / mean * kHour, Law::exponential(mean), Law::never());
    lengths(mean, c_.number("offered_load_erlang"), n, mean);
    chain_controls({e_.settings.rate, 1.0 / mean, 0.0, n, n}, true);
    return finish();
  }

  std::optional<QueueingExperiment> many_servers(int places) {
    const int n = static_cast<int>(c_.number("servers"));
    const double mean = c_.number("aht_s");
    const double patience = c_.number("mean_patience_s");
    base(n, places < 0 ? std::nullopt : std::optional<int>(places));
    stream(c_.number("arrivals_per_hour"), Law::exponential(mean),
           patience > 0 ? Law::exponential(patience) : Law::never());
    e_.settings.target_s = c_.number("target_s");
    const double limit = patience > 0 ? std::max(mean, patience) : places < 0 ? 1e9 : 20.0 * mean;
    lengths(mean, e_.settings.rate * mean, n, limit);
    chain_controls({e_.settings.rate, 1.0 / mean, patience > 0 ? 1.0 / patience : 0.0, n, places},
                   true);
    return finish();
  }

  std::optional<QueueingExperiment> limited() {
    const int places = static_cast<int>(c_.number("system_places"));
    const double load = c_.number("arrivals_per_hour") / kHour * c_.number("aht_s");
    if (places >= 1000 && load >= c_.number("servers")) return std::nullopt;
    return many_servers(places);
  }

  std::optional<QueueingExperiment> priorities() {
    const int n = static_cast<int>(c_.number("servers"));
    const double mean = c_.number("aht_s");
    const auto it = c_.lists.find("arrivals_per_hour_by_class_best_first");
    if (it == c_.lists.end() || it->second.size() > kMaxClasses) return std::nullopt;
    base(n, {});
    int priority = static_cast<int>(it->second.size());
    for (const double rate : it->second) {
      stream(rate, Law::exponential(mean), Law::never(), priority--);
    }
    lengths(mean, e_.settings.rate * mean, n, 1e9);
    chain_controls({e_.settings.rate, 1.0 / mean, 0.0, n, -1}, true);
    return finish();
  }

  static std::optional<Law> law(const std::string& word, double mean) {
    if (word == "exp") return Law::exponential(mean);
    if (word == "det") return Law::constant(mean);
    if (word == "erlang2") return Law::erlang(2, mean);
    if (word == "uniform60-300") return Law::uniform(60, 300);
    if (word == "lognorm-cv1.2") return Law::lognormal(mean, 1.2);
    if (word == "h2cs4") {
      // Two phases with balanced means: cs^2 = 4 gives p = (1 + sqrt(3/5)) / 2.
      const double p = 0.5 * (1.0 + std::sqrt(0.6));
      return Law::hyperexponential({p, 1.0 - p}, {0.5 * mean / p, 0.5 * mean / (1.0 - p)});
    }
    return std::nullopt;
  }

  std::optional<QueueingExperiment> one_server() {
    const double mean = c_.number("mean_service_s");
    const double square = c_.number("second_moment_s2");
    const auto word = c_.words.find("service_law");
    const auto service = word == c_.words.end() ? std::nullopt : law(word->second, mean);
    if (!service) return std::nullopt;
    base(1, {});
    stream(c_.number("arrivals_per_hour"), *service, Law::never());
    lengths(mean * 0.5 * (1.0 + square / (mean * mean)), e_.settings.rate * mean, 1, 1e9);
    e_.settings.workload = true;
    e_.settings.classes = {{e_.settings.rate, mean, square}};
    return finish();
  }

  std::optional<QueueingExperiment> one_server_priorities() {
    if (c_.classes.empty() || c_.classes.size() > kMaxClasses) return std::nullopt;
    base(1, {});
    int priority = static_cast<int>(c_.classes.size());
    double load = 0.0;
    double longest = 0.0;
    for (const auto& k : c_.classes) {
      const bool constant = k.square_service < 1.5 * k.mean_service * k.mean_service;
      stream(k.per_hour,
             constant ? Law::constant(k.mean_service) : Law::exponential(k.mean_service),
             Law::never(), priority--);
      load += k.per_hour / kHour * k.mean_service;
      longest = std::max(longest, k.mean_service);
      e_.settings.classes.push_back({k.per_hour / kHour, k.mean_service, k.square_service});
    }
    lengths(longest, load, 1, 1e9);
    e_.settings.workload = true;
    return finish();
  }

  std::optional<QueueingExperiment> constant_service() {
    const int n = static_cast<int>(c_.number("servers"));
    const double mean = c_.number("service_s");
    base(n, {});
    stream(c_.number("arrivals_per_hour"), Law::constant(mean), Law::never());
    lengths(mean, e_.settings.rate * mean, n, 1e9);
    if (n == 1) {
      e_.settings.workload = true;
      e_.settings.classes = {{e_.settings.rate, mean, mean * mean}};
    } else {
      chain_controls({e_.settings.rate, 1.0 / mean, 0.0, n, -1}, false);
    }
    return finish();
  }

  std::optional<QueueingExperiment> unlimited() {
    const double mean = c_.number("aht_s");
    const double load = c_.number("arrivals_per_hour") / kHour * mean;
    const int n = static_cast<int>(std::ceil(load + 12.0 * std::sqrt(load) + 10.0));
    base(n, {});
    stream(c_.number("arrivals_per_hour"), Law::exponential(mean), Law::never());
    lengths(mean, load, n, mean);
    const BirthDeath chain{e_.settings.rate, 1.0 / mean, 0.0, n, -1};
    e_.settings.departures = true;
    e_.settings.service_rate = chain.mu;
    const auto control = [&](const std::function<double(int)>& f) {
      e_.settings.weights.push_back(poisson_solution(chain, f));
    };
    control([](int x) { return x; });
    control([](int x) { return static_cast<double>(x) * x; });
    if (std::exp(-load) > kRare) control([](int x) { return x == 0 ? 1.0 : 0.0; });
    return finish();
  }

  std::optional<QueueingExperiment> transient() {
    const int n = static_cast<int>(c_.number("servers"));
    const double mean = c_.number("aht_s");
    const double patience = c_.number("mean_patience_s");
    const double rate = c_.number("arrivals_per_hour");
    base(n, static_cast<int>(c_.number("system_places")));
    stream(rate, Law::exponential(mean), patience > 0 ? Law::exponential(patience) : Law::never());
    e_.transient = true;
    e_.look_at_s = c_.number("time_s");
    e_.mean_unlimited = rate / kHour * mean * (1.0 - std::exp(-e_.look_at_s / mean));
    // Each day runs until it is looked at; then it has time to empty: what is left of the fullest
    // system here after 40 service times is below 1e-12.
    e_.workload.streams[0].rates.push_back({.from = to_duration(e_.look_at_s)});
    const double day = e_.look_at_s + 40.0 * mean;
    e_.workload.day = to_duration(day);
    e_.workload.days = static_cast<int>(std::clamp(kLongestRun / day, 1.0, 100'000.0));
    for (const auto& [name, expected] : c_.results) {
      const Measure measure = name == "mean_present"         ? kPresentTime
                              : name == "p_all_servers_busy" ? kBusyTime
                                                             : kEmptyTime;
      e_.figures.push_back({name, expected, share(measure, kTime)});
    }
    return std::move(e_);
  }

  const QueueingCase& c_;
  QueueingExperiment e_;
};

}  // namespace

std::optional<QueueingExperiment> make_experiment(const QueueingCase& c) { return Maker(c).run(); }

}  // namespace uniselector::sim
