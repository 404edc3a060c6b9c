// The facts of a log as a flat list of figures with the paths of the truths file. Pure.
#include "sim/bank_facts.h"

namespace uniselector::sim {
namespace {

/// The truths file rounds means to 6 decimals, shares and probabilities to 8.
constexpr int kMeanDecimals = 6;
constexpr int kShareDecimals = 8;

class Lister {
 public:
  void add(std::string path, std::int64_t value) { out_.push_back({std::move(path), value}); }
  void add(std::string path, std::string value) {
    out_.push_back({std::move(path), std::move(value)});
  }
  void real(std::string path, double value, int decimals) {
    out_.push_back({std::move(path), value, decimals});
  }
  void table(const std::string& path, const BankTable& table) {
    for (const auto& [key, value] : table) add(path + "." + key, value);
  }
  void tables(const std::string& path, const std::map<std::string, BankTable>& tables) {
    for (const auto& [key, each] : tables) table(path + "." + key, each);
  }
  void hours(const std::string& path, const std::array<std::int64_t, 24>& hours) {
    for (std::size_t h = 0; h < hours.size(); ++h) add(path + "." + std::to_string(h), hours[h]);
  }
  void sample(const std::string& path, const BankSample& s) {
    add(path + ".n", s.n);
    if (s.n == 0) return;
    add(path + ".sum", s.sum);
    real(path + ".mean", s.mean, kMeanDecimals);
    real(path + ".median", s.median, 1);
    add(path + ".p90", s.p90);
    add(path + ".p99", s.p99);
    add(path + ".max", s.max);
  }
  void samples(const std::string& path, const BankSamples& samples) {
    for (const auto& [key, each] : samples) sample(path + "." + key, each);
  }

  std::vector<BankFigure> take() { return std::move(out_); }

 private:
  std::vector<BankFigure> out_;
};

void list_rows(const BankFacts& f, Lister* out) {
  out->add("rows", f.rows);
  out->add("first_date", bank_date(f.first_day));
  out->add("last_date", bank_date(f.last_day));
  out->add("days", f.days);
  out->add("identified_customers", f.identified_customers);
  out->add("rows_with_customer_0", f.rows_with_customer_0);
  out->table("by_outcome", f.by_outcome);
  out->table("by_type", f.by_type);
  out->table("by_priority", f.by_priority);
  out->tables("by_type_and_outcome", f.by_type_and_outcome);
  out->tables("by_priority_and_outcome", f.by_priority_and_outcome);
  out->table("by_date", f.by_date);
  out->hours("arrivals_by_hour_all", f.arrivals_by_hour_all);
  out->hours("arrivals_by_hour_not_phantom", f.arrivals_by_hour_not_phantom);
  out->sample("vru_time_all", f.vru_time_all);
  out->add("vru_time_all.negative", f.vru_time_negative);
  out->add("vru_time_all.min", f.vru_time_all.min);
}

void list_waits(const BankFacts& f, Lister* out) {
  out->add("queued", f.queued);
  out->add("queued_then_served", f.queued_then_served);
  out->add("abandoned_in_queue", f.abandoned_in_queue);
  out->add("abandoned_in_vru", f.abandoned_in_vru);
  out->add("served_without_queue", f.served_without_queue);
  out->real("abandonment_share_of_queued", f.abandonment_share_of_queued, kShareDecimals);
  out->real("abandonment_share_of_agent_seeking", f.abandonment_share_of_agent_seeking,
            kShareDecimals);
  out->table("abandoned_in_queue_by_type", f.abandoned_in_queue_by_type);
  out->table("abandoned_in_queue_by_priority", f.abandoned_in_queue_by_priority);
  out->hours("queued_by_hour_of_q_start", f.queued_by_hour_of_q_start);
  out->sample("queue_time_queued", f.queue_time_queued);
  out->sample("queue_time_queued_then_served", f.queue_time_queued_then_served);
  out->sample("queue_time_abandoned", f.queue_time_abandoned);
  out->samples("queue_time_by_priority", f.queue_time_by_priority);
  out->samples("queue_time_by_type", f.queue_time_by_type);
  out->real("asa_all_agent_calls", f.asa_all_agent_calls, kMeanDecimals);
  out->table("agent_calls_answered_within", f.agent_calls_answered_within);
}

void list_services(const BankFacts& f, Lister* out) {
  out->sample("service_time_all_agent", f.service_time_all_agent);
  out->samples("service_time_by_type", f.service_time_by_type);
  out->add("servers", f.servers);
  out->samples("calls_handled", f.calls_handled);
  out->tables("calls_handled_by_server_and_type", f.calls_handled_by_server_and_type);
  out->table("peak_concurrent_service_by_date", f.peak_concurrent_service_by_date);
  out->add("peak_concurrent_service", f.peak_concurrent_service);
}

void list_patience(const BankFacts& f, Lister* out) {
  const std::string path = "patience_survival_kaplan_meier";
  // The truths file states its definition among the figures: a change there must not pass unseen.
  out->add(
      path + ".about",
      std::string("event = HANG in queue, censored = served; S(t) just after t seconds, deaths "
                  "counted before censorings at the same second"));
  for (const auto& [seconds, survival] : f.patience_survival) {
    out->real(path + ".S." + seconds, survival, kShareDecimals);
  }
  out->real(path + ".mean_patience_exponential_mle", f.mean_patience_exponential_mle,
            kMeanDecimals);
}

}  // namespace

std::vector<BankFigure> bank_figures(const BankFacts& facts) {
  Lister list;
  list_rows(facts, &list);
  list_waits(facts, &list);
  list_services(facts, &list);
  list.table("quirk_counts", facts.quirk_counts);
  list_patience(facts, &list);
  return list.take();
}

}  // namespace uniselector::sim
