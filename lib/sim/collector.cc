// From calls to results. See the header.
#include "sim/collector.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace uniselector::sim {
namespace {

constexpr std::size_t kMaxRuns = 1000;
constexpr std::size_t kMaxFailures = 20;  ///< that the notes tell
/// About 25 KiB each once it has calls.
constexpr std::size_t kMaxCells = 8192;
constexpr std::size_t kMaxBins = 240;
constexpr double kSecond = 1e9;

/// The narrowest "round" width in seconds that covers `longest` in at most kMaxBins bins.
double bin_width(double longest) {
  static constexpr double kWidths[] = {0.1, 0.2, 0.5, 1,   2,    5,    10,   15,    30,   60,
                                       120, 300, 600, 900, 1800, 3600, 7200, 21600, 86400};
  for (const double width : kWidths) {
    if (width * static_cast<double>(kMaxBins) >= longest) return width;
  }
  return longest / static_cast<double>(kMaxBins);
}

std::size_t bin_of(double seconds, double width, std::size_t bins) {
  const double bin = std::floor(seconds / width);
  return bin < 0.0 ? 0 : std::min(bins - 1, static_cast<std::size_t>(bin));
}

}  // namespace

Tally& Tally::operator+=(const Tally& other) {
  offered += other.offered;
  answered += other.answered;
  in_target += other.in_target;
  at_once += other.at_once;
  abandoned += other.abandoned;
  short_abandoned += other.short_abandoned;
  blocked += other.blocked;
  left += other.left;
  retrials += other.retrials;
  still_there += other.still_there;
  answered_wait += other.answered_wait;
  abandoned_wait += other.abandoned_wait;
  service += other.service;
  return *this;
}

Collector::Collector(const Scene& scene, std::int64_t warm_up)
    : scene_(scene),
      warm_up_(warm_up),
      busy_now_(scene.center.agents.size()),
      duty_now_(scene.center.agents.size()),
      occupancy_(scene.center.agents.size()),
      group_occupancy_(scene.groups.size()),
      answered_by_(scene.center.agents.size()),
      busy_intervals_(scene.intervals()),
      duty_intervals_(scene.intervals()) {
  for (const QueueConfig& queue : scene.center.queues) queues_.push_back({.name = queue.id});
  std::map<std::string, std::size_t> labels;
  for (const SceneStream& stream : scene.streams) {
    // Streams named "PS/2" are parts of "PS".
    const std::string& id = stream.config.id;
    const std::string label = id.substr(0, id.find('/'));
    const auto [it, fresh] = labels.emplace(label, streams_.size());
    if (fresh) streams_.push_back({.name = label});
    row_of_.push_back(it->second);
  }
  for (std::uint32_t s = 0; s < scene.streams.size(); ++s) {
    const SceneStream& stream = scene.streams[s];
    add_cell(s, stream.queue, stream.listed_priority.value_or(stream.priority));
  }
}

std::uint32_t Collector::add_cell(std::uint32_t stream, int queue, int priority) {
  const auto cell = static_cast<std::uint32_t>(cells_.size());
  cells_.push_back({.stream = stream,
                    .queue = queue,
                    .target = scene_.target(stream, queue),
                    .short_abandon = scene_.short_abandon(queue)});
  found_.emplace(std::tuple(stream, queue, priority), cell);
  now_.emplace_back();
  all_.emplace_back();
  by_interval_.emplace_back(scene_.intervals());
  waits_.emplace_back();
  total_.cells.push_back(cell);
  if (queue >= 0) queues_[static_cast<std::size_t>(queue)].cells.push_back(cell);
  streams_[row_of_[stream]].cells.push_back(cell);
  const auto [it, fresh] = priorities_.try_emplace(priority);
  if (fresh) {
    it->second.name = std::to_string(priority);
    for (int r = 0; r < replications_; ++r) add_observation(&it->second);  // nobody had it so far
  }
  it->second.cells.push_back(cell);
  return cell;
}

/// The first cells are those of the streams. Bound: past kMaxCells calls are listed with the
/// priority of their stream, so there is at most one more for each of its queues.
std::uint32_t Collector::cell_of(const Call& call) {
  if (call.queue == model::kNoQueue) return call.stream;
  const SceneStream& stream = scene_.streams[call.stream];
  const int queue = call.queue;
  const int priority = stream.listed_priority.value_or(call.priority);
  const auto it = found_.find({call.stream, queue, priority});
  if (it != found_.end()) return it->second;
  if (cells_.size() < kMaxCells) return add_cell(call.stream, queue, priority);
  const int own = stream.listed_priority.value_or(stream.priority);
  const auto other = found_.find({call.stream, queue, own});
  return other != found_.end() ? other->second : add_cell(call.stream, queue, own);
}

Tally Collector::tally(std::uint32_t stream) const {
  Tally sum;
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    if (cells_[c].stream == stream) sum += now_[c];
  }
  return sum;
}

void Collector::begin_replication() {
  std::fill(now_.begin(), now_.end(), Tally{});
  std::fill(busy_now_.begin(), busy_now_.end(), 0.0);
  std::fill(duty_now_.begin(), duty_now_.end(), 0.0);
}

void Collector::on_exit(const Call& call, Exit how, std::int64_t now) {
  if (call.arrival - scene_.start < warm_up_) return;
  const std::uint32_t ix = cell_of(call);
  const Cell& cell = cells_[ix];
  Waits& waits = waits_[ix];
  const std::int64_t wait = (how == Exit::kServed ? call.answered : now) - call.arrival;
  const std::int64_t time_of_day = (call.arrival - scene_.start) % scene_.fold;
  Tally* const tallies[] = {
      &now_[ix], &by_interval_[ix][static_cast<std::size_t>(time_of_day / scene_.interval)]};
  for (Tally* tally : tallies) {
    Tally& t = *tally;
    ++t.offered;
    t.retrials += call.visit > 0 ? 1 : 0;
    switch (how) {
      case Exit::kServed:
        ++t.answered;
        t.at_once += wait == 0 ? 1 : 0;
        t.in_target += wait + call.waited_before <= cell.target ? 1 : 0;
        t.answered_wait += static_cast<double>(wait);
        t.service += static_cast<double>(now - call.answered);
        break;
      case Exit::kAbandoned:
        ++t.abandoned;
        t.short_abandoned += wait < cell.short_abandon ? 1 : 0;
        t.abandoned_wait += static_cast<double>(wait);
        break;
      case Exit::kBlocked: ++t.blocked; break;
      case Exit::kLeft: ++t.left; break;
      case Exit::kStillThere: ++t.still_there; break;
    }
  }
  if (how == Exit::kServed) {
    waits.answered.record(wait);
    if (call.agent != model::kNone) answered_by_[call.agent] += 1.0;
  } else if (how == Exit::kAbandoned) {
    waits.abandoned.record(wait);
  }
}

void Collector::on_rule_failure(model::QueueIx queue, std::string_view text) {
  if (rule_failures_.size() < kMaxFailures) rule_failures_.emplace(queue, text);
}

void Collector::add_span(std::vector<double>* intervals, std::int64_t from, std::int64_t to) const {
  // Bound: the span's length in intervals; spans end within the simulated days.
  while (from < to) {
    const std::int64_t time_of_day = (from - scene_.start) % scene_.fold;
    const std::int64_t index = time_of_day / scene_.interval;
    const std::int64_t end =
        from - time_of_day + std::min(scene_.fold, (index + 1) * scene_.interval);
    const std::int64_t until = std::min(to, end);
    (*intervals)[static_cast<std::size_t>(index)] += static_cast<double>(until - from);
    from = until;
  }
}

void Collector::on_duty_span(model::AgentIx agent, std::int64_t from, std::int64_t to) {
  from = std::max(from, scene_.start + warm_up_);
  if (from >= to) return;
  duty_now_[agent] += static_cast<double>(to - from);
  add_span(&duty_intervals_, from, to);
}

void Collector::on_busy_span(model::AgentIx agent, std::int64_t from, std::int64_t to) {
  from = std::max(from, scene_.start + warm_up_);
  if (from >= to) return;
  busy_now_[agent] += static_cast<double>(to - from);
  add_span(&busy_intervals_, from, to);
}

Tally Collector::sum_now(const Series& series) const {
  Tally sum;
  for (const std::uint32_t cell : series.cells) sum += now_[cell];
  return sum;
}

void Collector::end_replication(const World& world) {
  end_replication({.line_time = world.line_time(),
                   .calls = world.calls(),
                   .commands = world.commands(),
                   .events = world.events(),
                   .hash = world.hash()});
}

void Collector::add_observation(Series* series, const Tally& t) {
  const auto real = [](std::uint64_t n) { return static_cast<double>(n); };
  const double values[] = {real(t.offered),   real(t.answered),        real(t.in_target),
                           real(t.abandoned), real(t.short_abandoned), real(t.blocked),
                           real(t.left),      real(t.retrials),        real(t.still_there)};
  for (std::size_t i = 0; i < series->counts.size(); ++i) series->counts[i].add(values[i]);
  series->service_level.add(real(t.in_target), real(t.answered + t.abandoned - t.short_abandoned));
  series->asa.add(t.answered_wait / kSecond, real(t.answered));
  series->abandoned_share.add(real(t.abandoned), real(t.offered));
  series->mean_wait.add((t.answered_wait + t.abandoned_wait) / kSecond,
                        real(t.answered + t.abandoned));
  series->mean_service.add(t.service / kSecond, real(t.answered));
}

void Collector::end_replication(const RunNumbers& run) {
  const auto close = [this](Series* series) { add_observation(series, sum_now(*series)); };
  close(&total_);
  for (Series& queue : queues_) close(&queue);
  for (Series& stream : streams_) close(&stream);
  for (auto& [priority, series] : priorities_) close(&series);
  if (runs_.size() < kMaxRuns) {
    const Tally t = sum_now(total_);
    const auto base = static_cast<double>(t.answered + t.abandoned - t.short_abandoned);
    RunResult one{.offered = static_cast<double>(t.offered),
                  .answered = static_cast<double>(t.answered),
                  .abandoned = static_cast<double>(t.abandoned)};
    if (base > 0) one.service_level = static_cast<double>(t.in_target) / base;
    if (t.answered > 0) one.asa_s = t.answered_wait / kSecond / static_cast<double>(t.answered);
    runs_.push_back(one);
  }
  for (std::size_t c = 0; c < now_.size(); ++c) all_[c] += now_[c];
  std::vector<double> group_busy(scene_.groups.size()), group_duty(scene_.groups.size());
  for (std::size_t a = 0; a < busy_now_.size(); ++a) {
    occupancy_[a].add(busy_now_[a] / kSecond, duty_now_[a] / kSecond);
    if (scene_.group_of[a] == kNoGroup) continue;
    group_busy[scene_.group_of[a]] += busy_now_[a] / kSecond;
    group_duty[scene_.group_of[a]] += duty_now_[a] / kSecond;
  }
  for (std::size_t g = 0; g < group_busy.size(); ++g) {
    group_occupancy_[g].add(group_busy[g], group_duty[g]);
  }
  const double length = static_cast<double>(scene_.day) * scene_.workload.days;
  busy_lines_.add(run.line_time / length);
  calls_ += run.calls;
  commands_ += run.commands;
  events_ += run.events;
  hash_ = base::hash_combine(hash_, run.hash);
  ++replications_;
}

SimulationResult Collector::result(std::uint64_t seed) const {
  SimulationResult out;
  out.seed = seed;
  out.name = scene_.workload.id;
  out.replications = replications_;
  out.days = scene_.workload.days;
  out.interval_s = static_cast<double>(scene_.interval) / kSecond;
  out.total = traffic(total_, true);
  for (const Series& queue : queues_) {
    if (!queue.cells.empty()) out.queues.push_back(traffic(queue, false));
  }
  for (const Series& stream : streams_) out.streams.push_back(traffic(stream, false));
  const bool by_rules = cells_.size() > scene_.streams.size();
  for (const auto& [priority, series] : priorities_) {
    // A stream's own priority is nobody's when rules give all its calls another.
    if (by_rules && series.counts[0].mean() == 0.0) continue;
    out.priorities.push_back(traffic(series, false));
  }
  add_notes(&out);
  out.agents = agents();
  out.groups = groups();
  out.runs = runs_;
  out.busy_lines = busy_lines_.estimate();
  out.calls = calls_;
  out.commands = commands_;
  out.events = events_;
  out.hash = hash_;
  return out;
}

void Collector::add_notes(SimulationResult* out) const {
  for (const auto& [queue, text] : rule_failures_) {
    const std::string whose = queue == model::kNoQueue
                                  ? std::string()
                                  : " (queue '" + scene_.center.queues[queue].id + "')";
    out->notes.push_back("A rule could not be evaluated: " + text + whose + ".");
  }
  std::uint64_t without_queue = 0;
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    if (cells_[c].queue < 0) without_queue += all_[c].offered;
  }
  if (without_queue == 0) return;
  const double mean = static_cast<double>(without_queue) / std::max(1, replications_);
  out->notes.push_back(fmt::format(
      "{:.6g} calls per replication were blocked or turned away before rules gave them a queue: "
      "they count in the totals and for their streams, but for no queue.",
      mean));
}

TrafficResult Collector::traffic(const Series& series, bool total) const {
  TrafficResult out;
  out.name = series.name;
  Estimate* const fields[] = {&out.offered,   &out.answered,        &out.answered_in_target,
                              &out.abandoned, &out.short_abandoned, &out.blocked,
                              &out.left,      &out.retrials};
  for (std::size_t i = 0; i < std::size(fields); ++i) *fields[i] = series.counts[i].estimate();
  out.still_there = series.counts[8].mean();
  out.service_level = series.service_level.ratio_estimate(1.0);
  out.asa_s = series.asa.ratio_estimate(0.0);
  out.abandoned_share = series.abandoned_share.ratio_estimate(0.0);
  out.mean_wait_s = series.mean_wait.ratio_estimate(0.0);
  out.mean_service_s = series.mean_service.ratio_estimate(0.0);
  Waits waits;
  std::uint64_t at_once = 0;
  for (const std::uint32_t cell : series.cells) {
    waits.answered.merge(waits_[cell].answered);
    waits.abandoned.merge(waits_[cell].abandoned);
    at_once += all_[cell].at_once;
  }
  out.answered_at_once = static_cast<double>(at_once) / std::max(1, replications_);
  const auto quantile = [&](double q) {
    return static_cast<double>(waits.answered.quantile_ns(q)) / kSecond;
  };
  out.wait_p50_s = quantile(0.5);
  out.wait_p90_s = quantile(0.9);
  out.wait_p95_s = quantile(0.95);
  out.wait_p99_s = quantile(0.99);
  out.wait_max_s = static_cast<double>(waits.answered.max_ns()) / kSecond;
  intervals_of(series, total, &out);
  bins_of(waits, at_once, &out);
  return out;
}

void Collector::intervals_of(const Series& series, bool total, TrafficResult* out) const {
  const double runs = std::max(1, replications_);
  const double days =
      runs * std::max<double>(1.0, static_cast<double>(scene_.day) * scene_.workload.days /
                                       static_cast<double>(scene_.fold));
  for (std::size_t i = 0; i < scene_.intervals(); ++i) {
    Tally t;
    for (const std::uint32_t cell : series.cells) t += by_interval_[cell][i];
    IntervalResult interval;
    interval.from_s = static_cast<double>(scene_.interval) * static_cast<double>(i) / kSecond;
    interval.offered = static_cast<double>(t.offered) / runs;
    interval.answered = static_cast<double>(t.answered) / runs;
    interval.abandoned = static_cast<double>(t.abandoned) / runs;
    interval.blocked = static_cast<double>(t.blocked) / runs;
    if (t.answered > 0) {
      interval.mean_wait_s = t.answered_wait / kSecond / static_cast<double>(t.answered);
    }
    const auto base = static_cast<double>(t.answered + t.abandoned - t.short_abandoned);
    if (base > 0) interval.service_level = static_cast<double>(t.in_target) / base;
    if (total) {
      const auto width = static_cast<double>(scene_.interval);
      interval.agents_on_duty = duty_intervals_[i] / width / days;
      interval.agents_busy = busy_intervals_[i] / width / days;
    }
    out->intervals.push_back(interval);
  }
}

void Collector::bins_of(const Waits& waits, std::uint64_t at_once, TrafficResult* out) const {
  const double runs = std::max(1, replications_);
  const double longest = static_cast<double>(std::max(waits.answered.quantile_ns(0.999),
                                                      waits.abandoned.quantile_ns(0.999))) /
                         kSecond;
  if (waits.answered.count() + waits.abandoned.count() == 0) return;
  const double width = bin_width(std::max(longest, 0.1));
  const std::size_t bins = bin_of(longest, width, kMaxBins) + 1;
  std::vector<double> answered(bins), abandoned(bins), survival(bins, 1.0);
  // Life table over the fine buckets of both histograms at once: in each, abandoned first. Buckets
  // are cut at the edges of bins, or bins would fill unevenly where buckets are as wide as they.
  std::map<std::int64_t, std::pair<double, double>> buckets;
  const auto bin_ns = static_cast<std::int64_t>(width * kSecond);
  const auto pieces = [&](std::int64_t low, std::uint64_t n, auto&& add) {
    const std::int64_t high = low + base::Histogram::bucket_width_ns(low);
    for (std::int64_t at = low; at < high;) {
      const std::int64_t end = std::min(high, (at / bin_ns + 1) * bin_ns);
      add(at,
          static_cast<double>(n) * static_cast<double>(end - at) / static_cast<double>(high - low));
      at = end;
    }
  };
  waits.answered.for_each([&](std::int64_t ns, std::uint64_t n) {
    pieces(ns, n, [&](std::int64_t at, double part) {
      answered[bin_of(static_cast<double>(at) / kSecond, width, bins)] += part;
      buckets[at].second += part;
    });
  });
  waits.abandoned.for_each([&](std::int64_t ns, std::uint64_t n) {
    pieces(ns, n, [&](std::int64_t at, double part) {
      abandoned[bin_of(static_cast<double>(at) / kSecond, width, bins)] += part;
      buckets[at].first += part;
    });
  });
  // Who was answered at once never waited: he is in none of the bins.
  double reached = static_cast<double>(waits.answered.count() + waits.abandoned.count() - at_once);
  buckets[0].second -= static_cast<double>(at_once);
  answered[0] -= static_cast<double>(at_once);
  double alive = 1.0;
  std::vector<double> reached_bin(bins, 0.0);
  std::size_t filled = 0;
  for (const auto& [ns, counts] : buckets) {
    const std::size_t bin = bin_of(static_cast<double>(ns) / kSecond, width, bins);
    for (; filled <= bin; ++filled) {
      reached_bin[filled] = reached;
      survival[filled] = alive;
    }
    if (reached > 0.0) alive *= 1.0 - counts.first / reached;
    survival[bin] = alive;
    reached -= counts.first + counts.second;
  }
  for (std::size_t i = 0; i < bins; ++i) {
    const double from = width * static_cast<double>(i);
    const double to = from + width;
    out->answered_waits.push_back({from, to, answered[i] / runs});
    out->abandoned_waits.push_back({from, to, abandoned[i] / runs});
    out->abandonment.push_back({from, to, reached_bin[i] / runs, abandoned[i] / runs, survival[i]});
  }
}

std::vector<AgentResult> Collector::agents() const {
  std::vector<AgentResult> out;
  const double runs = std::max(1, replications_);
  for (std::size_t a = 0; a < occupancy_.size(); ++a) {
    const Estimate share = occupancy_[a].ratio_estimate(0.0);
    AgentResult agent{.name = scene_.center.agents[a].id, .occupancy = share};
    agent.busy_s = occupancy_[a].mean();
    agent.on_duty_s = occupancy_[a].mean_denominator();
    agent.answered = answered_by_[a] / runs;
    out.push_back(std::move(agent));
  }
  return out;
}

std::vector<AgentResult> Collector::groups() const {
  std::vector<AgentResult> out;
  const double runs = std::max(1, replications_);
  for (std::size_t g = 0; g < scene_.groups.size(); ++g) {
    AgentResult group{.name = scene_.groups[g].id,
                      .occupancy = group_occupancy_[g].ratio_estimate(0.0)};
    group.busy_s = group_occupancy_[g].mean();
    group.on_duty_s = group_occupancy_[g].mean_denominator();
    for (const std::uint32_t a : scene_.groups[g].agents) group.answered += answered_by_[a] / runs;
    group.cost = group.on_duty_s / 3600.0 * scene_.groups[g].cost_per_hour;
    out.push_back(std::move(group));
  }
  return out;
}

}  // namespace uniselector::sim
