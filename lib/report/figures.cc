// Bodies of figures.h.
#include "report/figures.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "report/format.h"
#include "report/scale.h"

namespace uniselector::report {

namespace {

// Hours at the ends of the day with at most this share of the calls are not drawn.
constexpr double kFewCalls = 0.005;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::optional<Target> target_in(const Center& center, const std::string& queue) {
  for (const QueueConfig& config : center.queues) {
    if (config.id == queue) {
      return Target{config.answer_share,
                    std::chrono::duration<double>(config.answer_within).count()};
    }
  }
  return std::nullopt;
}

// The width people would choose to cover 0..to in at most `wanted` intervals.
double round_width(double to_s, int wanted) {
  const std::vector<double> ticks = time_axis_ticks(to_s, wanted);
  return ticks[1] - ticks[0];
}

// At least as wide as the bins that are drawn, or some would stay empty for no reason.
double width_for(double to_s, int wanted, double source_width) {
  for (; wanted > 1; --wanted) {
    if (round_width(to_s, wanted) >= source_width - 1e-9) break;
  }
  return std::max(round_width(to_s, wanted), source_width);
}

template <class Bin>
double first_width(const std::vector<Bin>& bins) {
  return bins.empty() ? 0 : bins.front().to_s - bins.front().from_s;
}

std::vector<double> edges_up_to(double to_s, double width) {
  std::vector<double> edges{0};
  while (edges.back() < to_s - 1e-9 && edges.size() <= kMaxTicks) {
    edges.push_back(static_cast<double>(edges.size()) * width);
  }
  return edges;
}

bool is_whole(double value) { return std::abs(value - std::round(value)) < 1e-9; }

double total(const std::vector<WaitBin>& bins) {
  double sum = 0;
  for (const WaitBin& bin : bins) sum += bin.calls;
  return sum;
}

}  // namespace

std::string to_string(const Target& target) {
  return target.within_s > 0
             ? fmt::format("{} in {}", percent_goal(target.share), seconds(target.within_s))
             : percent_goal(target.share);
}

std::optional<Target> target_of(const ReportOptions& options, const std::string& queue) {
  return options.center ? target_in(*options.center, queue) : std::nullopt;
}

std::optional<Target> overall_target(const SimulationResult& result, const ReportOptions& options) {
  double calls = 0;
  double wanted = 0;
  double within = -1;
  for (const TrafficResult& queue : result.queues) {
    const std::optional<Target> target = target_of(options, queue.name);
    if (!target || queue.offered.mean <= 0) continue;
    calls += queue.offered.mean;
    wanted += queue.offered.mean * target->share;
    within = within < 0 || within == target->within_s ? target->within_s : 0;
  }
  if (calls <= 0) return std::nullopt;
  return Target{wanted / calls, std::max(within, 0.0)};
}

std::optional<double> overall_occupancy(const SimulationResult& result) {
  double duty = 0;
  double busy = 0;
  for (const AgentResult& agent : result.agents) {
    duty += agent.on_duty_s;
    busy += agent.busy_s;
  }
  if (duty <= 0) return std::nullopt;
  return busy / duty;
}

double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

double of_answered(const TrafficResult& traffic, double figure) {
  return traffic.answered.mean > 0 ? figure : kNaN;
}

std::vector<IntervalResult> average_day(const SimulationResult& result) {
  std::vector<IntervalResult> day = result.total.intervals;
  double offered = 0;
  for (const IntervalResult& interval : day) offered += interval.offered;
  auto empty = [&](const IntervalResult& i) { return i.offered <= kFewCalls * offered; };
  while (!day.empty() && empty(day.back())) day.pop_back();
  day.erase(day.begin(), std::find_if_not(day.begin(), day.end(), empty));
  const double days = std::max(result.days, 1);
  for (IntervalResult& interval : day) {
    interval.offered /= days;
    interval.answered /= days;
    interval.abandoned /= days;
    interval.blocked /= days;
  }
  return day;
}

Bins rebin(const std::vector<const std::vector<WaitBin>*>& inputs, double to_s, int wanted) {
  Bins bins;
  double source_width = 0;
  for (const std::vector<WaitBin>* input : inputs) {
    source_width = std::max(source_width, first_width(*input));
  }
  bins.width_s = width_for(std::max(to_s, 1.0), wanted, source_width);
  bins.edges = edges_up_to(std::max(to_s, 1.0), bins.width_s);
  const double end = bins.edges.back();
  for (const std::vector<WaitBin>* input : inputs) {
    std::vector<double> counts(bins.edges.size() - 1, 0.0);
    double inside = 0;
    for (const WaitBin& bin : *input) {
      const double width = bin.to_s - bin.from_s;
      for (std::size_t i = 0; i < counts.size() && bin.from_s < end; ++i) {
        const double overlap =
            std::min(bin.to_s, bins.edges[i + 1]) - std::max(bin.from_s, bins.edges[i]);
        const bool point =
            width <= 0 && bin.from_s >= bins.edges[i] && bin.from_s < bins.edges[i + 1];
        const double part = point ? 1 : (width > 0 ? std::max(overlap, 0.0) / width : 0);
        counts[i] += part * bin.calls;
        inside += part * bin.calls;
      }
    }
    bins.beyond += std::max(0.0, total(*input) - inside);
    bins.counts.push_back(std::move(counts));
  }
  return bins;
}

Patience patience(const std::vector<AbandonBin>& bins) {
  Patience result;
  if (bins.empty() || bins.front().reached <= 0) return result;
  double end = 0;
  for (const AbandonBin& bin : bins) {
    if (bin.reached >= 0.01 * bins.front().reached && bin.to_s > bin.from_s) end = bin.to_s;
  }
  if (end <= 0) return result;
  result.width_s = width_for(end, 40, first_width(bins));
  result.edges = edges_up_to(end, result.width_s);
  for (std::size_t i = 0; i + 1 < result.edges.size(); ++i) {
    double abandoned = 0;
    double waiting_s = 0;
    double survival = kNaN;
    for (const AbandonBin& bin : bins) {
      const double middle = (bin.from_s + bin.to_s) / 2;
      if (middle < result.edges[i] || middle >= result.edges[i + 1]) continue;
      abandoned += bin.abandoned;
      waiting_s += bin.reached * (bin.to_s - bin.from_s);
      survival = bin.survival;
    }
    result.per_minute.push_back(waiting_s > 0 ? 60 * abandoned / waiting_s : kNaN);
    result.gave_up.push_back(1 - survival);
  }
  return result;
}

std::optional<double> gave_up_after(const std::vector<AbandonBin>& bins, double gave_up) {
  double before = 0;
  for (const AbandonBin& bin : bins) {
    const double after = 1 - bin.survival;
    if (after >= gave_up && after > before) {
      return bin.from_s + (gave_up - before) / (after - before) * (bin.to_s - bin.from_s);
    }
    before = after;
  }
  return std::nullopt;
}

std::optional<double> gave_up_within(const std::vector<AbandonBin>& bins, double seconds) {
  double before = 0;
  for (const AbandonBin& bin : bins) {
    const double after = 1 - bin.survival;
    if (bin.to_s >= seconds) {
      const double width = bin.to_s - bin.from_s;
      return width > 0 ? before + (after - before) * (seconds - bin.from_s) / width : after;
    }
    before = after;
  }
  return std::nullopt;
}

std::vector<std::vector<std::string>> beside_measured(const SimulationResult& result,
                                                      const MeasuredFigures& measured) {
  const TrafficResult& all = result.total;
  std::vector<std::vector<std::string>> rows;
  auto row = [&](const char* name, const std::optional<double>& real, double simulated, auto form) {
    if (real) rows.push_back({name, form(simulated), form(*real)});
  };
  auto as_percent = [](double value) { return percent(value); };
  auto as_seconds = [](double value) { return number(value, 1) + " s"; };
  row("Calls offered", measured.offered, all.offered.mean, count);
  row("Answered at once", measured.answered_at_once_share,
      share(all.answered_at_once, all.offered.mean), as_percent);
  row("Abandoned", measured.abandoned_share, all.abandoned_share.mean, as_percent);
  row("Mean wait of answered", measured.asa_s, all.asa_s.mean, as_seconds);
  row("Mean wait of all", measured.mean_wait_s, all.mean_wait_s.mean, as_seconds);
  row("Mean handling time", measured.mean_service_s, all.mean_service_s.mean, as_seconds);
  return rows;
}

std::string title_of(const std::string& name, const ReportOptions& options) {
  if (!options.title.empty()) return options.title;
  return name.empty() ? "Contact centre" : name;
}

std::string days_of(const ReplayResult& result) {
  return result.days == 1 ? "one day" : number(result.days) + " days";
}

std::string extent(const SimulationResult& result) {
  const std::string days = result.days == 1 ? "one day" : number(result.days) + " days";
  if (result.replications <= 1) return days;
  if (result.days == 1) return number(result.replications) + " days";
  return number(result.replications) + " replications of " + days;
}

std::string per_what(const SimulationResult& result) {
  if (result.days == 1) return "a day";
  return result.replications > 1 ? "a replication" : "in all";
}

Table traffic_table(const std::vector<TrafficResult>& rows, const TrafficResult* total,
                    const std::string& first_heading, const ReportOptions& options) {
  Table table;
  table.columns = {{first_heading, "", false},
                   {"Offered", "calls"},
                   {"Answered", "calls"},
                   {"Abandoned", "calls"},
                   {"Abandoned", "of offered"},
                   {"In target", ""},
                   {"Target", "", false},
                   {"Mean wait", "s"},
                   {"Median", "s"},
                   {"90th", "s"},
                   {"99th", "s"},
                   {"Longest", "s"},
                   {"Handling", "s"}};
  const bool whole = std::all_of(rows.begin(), rows.end(), [](const TrafficResult& row) {
    return is_whole(row.offered.mean) && is_whole(row.answered.mean);
  });
  auto add = [&](const TrafficResult& traffic, const std::string& target) {
    const auto answered = [&traffic](double figure) {
      return seconds_column(of_answered(traffic, figure));
    };
    table.rows.push_back(
        {traffic.name, count_column(traffic.offered.mean, whole),
         count_column(traffic.answered.mean, whole), count_column(traffic.abandoned.mean, whole),
         percent(traffic.abandoned_share.mean), percent(traffic.service_level.mean), target,
         answered(traffic.asa_s.mean), answered(traffic.wait_p50_s), answered(traffic.wait_p90_s),
         answered(traffic.wait_p99_s), answered(traffic.wait_max_s),
         answered(traffic.mean_service_s.mean)});
  };
  for (const TrafficResult& traffic : rows) {
    const std::optional<Target> target = target_of(options, traffic.name);
    add(traffic, target ? to_string(*target) : "");
  }
  if (total != nullptr) {
    add(*total, "");
    table.rows.back()[0] = "All";
    table.strong_rows = 1;
  }
  constexpr std::ptrdiff_t kTarget = 6;
  const bool targets = std::any_of(table.rows.begin(), table.rows.end(),
                                   [](const auto& row) { return !row[kTarget].empty(); });
  if (!targets) {
    table.columns.erase(table.columns.begin() + kTarget);
    for (auto& row : table.rows) row.erase(row.begin() + kTarget);
  }
  return table;
}

}  // namespace uniselector::report
