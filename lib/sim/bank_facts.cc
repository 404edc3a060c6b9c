// See the header. Every figure follows the definition of that name in the truths file.
#include "sim/bank_facts.h"

#include <algorithm>
#include <cstddef>
#include <set>

namespace uniselector::sim {
namespace {

/// Keeps the values and answers for them once; 4 bytes a value.
class Lengths {
 public:
  void add(std::int32_t value) { values_.push_back(value); }

  BankSample sample() {
    BankSample s;
    if (values_.empty()) return s;
    std::sort(values_.begin(), values_.end());
    for (const std::int32_t value : values_) s.sum += value;
    const std::size_t n = values_.size();
    s.n = static_cast<std::int64_t>(n);
    s.mean = static_cast<double>(s.sum) / static_cast<double>(n);
    s.median = (static_cast<double>(values_[(n - 1) / 2]) + values_[n / 2]) / 2;
    s.p90 = percentile(90);
    s.p99 = percentile(99);
    s.max = values_.back();
    s.min = values_.front();
    return s;
  }

 private:
  /// Nearest rank in whole numbers: ceil(n p / 100), from 1.
  std::int64_t percentile(std::size_t percent) const {
    return values_[(values_.size() * percent + 99) / 100 - 1];
  }

  std::vector<std::int32_t> values_;
};

using LengthsBy = std::map<std::string, Lengths>;

BankSamples samples(LengthsBy& by) {
  BankSamples out;
  for (auto& [key, lengths] : by) out.emplace(key, lengths.sample());
  return out;
}

double share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::size_t hour(std::int32_t stamp) { return static_cast<std::size_t>(stamp / 3'600); }

void count_rows(const BankLog& log, BankFacts* f) {
  Lengths vru_time;
  std::set<std::string_view> customers;
  for (const BankRow& row : log.rows) {
    const std::string type(to_string(row.type));
    const std::string priority = std::to_string(row.priority);
    const std::string outcome(to_string(row.outcome));
    ++f->by_outcome[outcome];
    ++f->by_type[type];
    ++f->by_priority[priority];
    ++f->by_type_and_outcome[type][outcome];
    ++f->by_priority_and_outcome[priority][outcome];
    ++f->by_date[bank_date(row.day)];
    ++f->arrivals_by_hour_all[hour(row.vru_entry)];
    if (!row.phantom()) ++f->arrivals_by_hour_not_phantom[hour(row.vru_entry)];
    if (row.customer_id == kNoCustomer) {
      ++f->rows_with_customer_0;
    } else {
      customers.insert(row.customer_id);
    }
    if (row.vru_time < 0) ++f->vru_time_negative;
    vru_time.add(row.vru_time);
  }
  f->rows = static_cast<std::int64_t>(log.rows.size());
  f->first_day = log.first_day;
  f->last_day = log.last_day;
  f->days = static_cast<std::int64_t>(f->by_date.size());
  f->identified_customers = static_cast<std::int64_t>(customers.size());
  f->vru_time_all = vru_time.sample();
}

void count_waits(const BankLog& log, BankFacts* f) {
  Lengths queued, then_served, abandoned, served;
  LengthsBy by_priority, by_type;
  constexpr std::array<std::int32_t, 7> kWithin = {0, 10, 20, 30, 60, 90, 120};
  for (const std::int32_t bound : kWithin) f->agent_calls_answered_within[std::to_string(bound)];
  for (const BankRow& row : log.rows) {
    const std::string type(to_string(row.type));
    const std::string priority = std::to_string(row.priority);
    if (row.served()) {
      served.add(row.q_time);
      if (!row.queued()) ++f->served_without_queue;
      for (const std::int32_t bound : kWithin) {
        if (row.q_time <= bound) ++f->agent_calls_answered_within[std::to_string(bound)];
      }
    }
    if (row.outcome == BankOutcome::kHang && row.q_time == 0) ++f->abandoned_in_vru;
    if (!row.queued()) continue;
    queued.add(row.q_time);
    by_priority[priority].add(row.q_time);
    by_type[type].add(row.q_time);
    ++f->queued_by_hour_of_q_start[hour(row.q_start)];
    (row.served() ? then_served : abandoned).add(row.q_time);
    if (row.abandoned_in_queue()) {
      ++f->abandoned_in_queue_by_type[type];
      ++f->abandoned_in_queue_by_priority[priority];
    }
  }
  f->queue_time_queued = queued.sample();
  f->queue_time_queued_then_served = then_served.sample();
  f->queue_time_abandoned = abandoned.sample();
  f->queue_time_by_priority = samples(by_priority);
  f->queue_time_by_type = samples(by_type);
  f->queued = f->queue_time_queued.n;
  f->queued_then_served = f->queue_time_queued_then_served.n;
  f->abandoned_in_queue = f->queue_time_abandoned.n;
  const BankSample waits_of_served = served.sample();
  f->asa_all_agent_calls = waits_of_served.mean;
  f->abandonment_share_of_queued = share(f->abandoned_in_queue, f->queued);
  f->abandonment_share_of_agent_seeking =
      share(f->abandoned_in_queue, waits_of_served.n + f->abandoned_in_queue);
  f->mean_patience_exponential_mle = share(f->queue_time_queued.sum, f->abandoned_in_queue);
}

/// The largest number of intervals [start, end) open at once. An end counts before a start of the
/// same second.
std::int64_t peak(std::vector<std::pair<std::int64_t, int>>& steps) {
  std::sort(steps.begin(), steps.end());
  std::int64_t open = 0;
  std::int64_t most = 0;
  for (const auto& [second, step] : steps) most = std::max(most, open += step);
  return most;
}

void count_services(const BankLog& log, BankFacts* f) {
  Lengths all;
  LengthsBy by_type, by_server;
  std::map<std::int32_t, std::vector<std::pair<std::int64_t, int>>> steps_by_day;
  for (const BankRow& row : log.rows) {
    auto& steps = steps_by_day[row.day];
    if (!row.served()) continue;
    const std::string type(to_string(row.type));
    all.add(row.ser_time);
    by_type[type].add(row.ser_time);
    by_server[row.server].add(row.ser_time);
    if (!row.has_server()) continue;
    ++f->calls_handled_by_server_and_type[row.server][type];
    const std::int64_t end = row.ser_exit + (row.ser_exit < row.ser_start ? kDaySeconds : 0);
    if (end == row.ser_start) continue;
    steps.emplace_back(row.ser_start, 1);
    steps.emplace_back(end, -1);
  }
  f->service_time_all_agent = all.sample();
  f->service_time_by_type = samples(by_type);
  f->calls_handled = samples(by_server);
  f->servers = static_cast<std::int64_t>(f->calls_handled_by_server_and_type.size());
  for (auto& [day, steps] : steps_by_day) {
    const std::int64_t most = peak(steps);
    f->peak_concurrent_service_by_date[bank_date(day)] = most;
    f->peak_concurrent_service = std::max(f->peak_concurrent_service, most);
  }
}

}  // namespace

BankPatience bank_patience(const BankLog& log) {
  std::vector<std::pair<std::int32_t, bool>> ends;  // wait, abandoned
  for (const BankRow& row : log.rows) {
    if (row.queued()) ends.emplace_back(row.q_time, row.abandoned_in_queue());
  }
  std::sort(ends.begin(), ends.end());
  BankPatience curve;
  double survival = 1;
  for (std::size_t i = 0; i < ends.size();) {
    const std::size_t at_risk = ends.size() - i;
    const std::int32_t t = ends[i].first;
    std::size_t deaths = 0;
    for (; i < ends.size() && ends[i].first == t; ++i) deaths += ends[i].second ? 1 : 0;
    if (deaths == 0) continue;
    survival *= 1 - static_cast<double>(deaths) / static_cast<double>(at_risk);
    curve.times.push_back(t);
    curve.survival.push_back(survival);
  }
  return curve;
}

double BankPatience::beyond(std::int64_t t) const {
  const auto after = std::upper_bound(times.begin(), times.end(), t);
  return after == times.begin() ? 1 : survival[static_cast<std::size_t>(after - times.begin()) - 1];
}

BankFacts bank_facts(const BankLog& log) {
  BankFacts facts;
  count_rows(log, &facts);
  count_waits(log, &facts);
  count_services(log, &facts);
  facts.quirk_counts = bank_quirks(log);
  const BankPatience patience = bank_patience(log);
  for (const std::int64_t t : {10, 30, 60, 90, 120, 180, 240, 300, 600}) {
    facts.patience_survival[std::to_string(t)] = patience.beyond(t);
  }
  return facts;
}

}  // namespace uniselector::sim
