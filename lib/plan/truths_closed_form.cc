// From the names of a truths file to our calculators and back. One function per model.
#include "plan/truths_closed_form.h"

#include <cmath>

#include "plan/erlang.h"
#include "plan/queues.h"
#include "plan/transient.h"

namespace uniselector::plan {
namespace {

using Figures = std::map<std::string, double>;

double arrivals(const QueueingCase& c) { return c.number("arrivals_per_hour") / 3600.0; }
int servers(const QueueingCase& c) { return static_cast<int>(c.number("servers", 1)); }

Figures loss(const QueueingCase& c) {
  const double load = c.number("offered_load_erlang");
  const double b = erlang_b(servers(c), load);
  return {{"blocking", b},
          {"carried_load", load * (1.0 - b)},
          {"occupancy", load * (1.0 - b) / servers(c)}};
}

Figures patient(const QueueingCase& c) {
  const ErlangC e = erlang_c(arrivals(c), c.number("aht_s"), servers(c), c.number("target_s"));
  return {{"wait_probability", e.wait_probability},
          {"asa_s", e.mean_wait_s},
          {"mean_wait_of_delayed_s", e.mean_wait_of_delayed_s},
          {"service_level", e.service_level},
          {"occupancy", e.occupancy},
          {"mean_queue_length", e.mean_queue}};
}

Figures staffing(const QueueingCase& c) {
  const double service = c.number("aht_s");
  const double target = c.number("target_s");
  const int n = erlang_c_servers(arrivals(c), service, target, c.number("service_level_target"));
  const ErlangC e = erlang_c(arrivals(c), service, n, target);
  return {
      {"servers", n},
      {"service_level", e.service_level},
      {"service_level_with_one_fewer", erlang_c(arrivals(c), service, n - 1, target).service_level},
      {"asa_s", e.mean_wait_s},
      {"wait_probability", e.wait_probability}};
}

Figures impatient(const QueueingCase& c) {
  const ErlangA e = erlang_a(arrivals(c), c.number("aht_s"), c.number("mean_patience_s"),
                             servers(c), c.number("target_s"));
  return {
      {"wait_probability", e.wait_probability},
      {"abandon_probability", e.abandon_probability},
      {"abandon_probability_given_wait", e.abandon_probability_given_wait},
      {"mean_wait_all_s", e.mean_wait_s},
      {"mean_queue_length", e.mean_queue},
      {"served_within_target", e.served_within_target},
      {"served_within_target_of_served", e.served_within_target / (1.0 - e.abandon_probability)},
      {"occupancy", e.occupancy}};
}

Figures finite(const QueueingCase& c) {
  const FiniteQueue q = finite_queue(arrivals(c), c.number("aht_s"), servers(c),
                                     static_cast<int>(c.number("system_places")));
  return {{"blocking", q.blocking},
          {"wait_probability_of_accepted", q.wait_probability},
          {"mean_wait_of_accepted_s", q.mean_wait_s},
          {"mean_queue_length", q.mean_queue},
          {"occupancy", q.occupancy}};
}

Figures priorities(const QueueingCase& c) {
  const auto it = c.lists.find("arrivals_per_hour_by_class_best_first");
  if (it == c.lists.end()) return {};
  std::vector<double> rates = it->second;
  double all = 0.0;
  for (double& rate : rates) {
    rate /= 3600.0;
    all += rate;
  }
  const auto waits = priority_waits(rates, c.number("aht_s"), servers(c));
  Figures out{{"wait_probability_any_class", erlang_c(servers(c), all * c.number("aht_s"))}};
  double mean = 0.0;
  for (std::size_t k = 0; k < waits.size(); ++k) {
    out["mean_wait_class" + std::to_string(k + 1) + "_s"] = waits[k];
    mean += rates[k] / all * waits[k];
  }
  out["mean_wait_all_s"] = mean;
  return out;
}

Figures one_server(const QueueingCase& c) {
  const double load = arrivals(c) * c.number("mean_service_s");
  const double wait = one_server_waits(
      {{arrivals(c), c.number("mean_service_s"), c.number("second_moment_s2")}})[0];
  return {{"mean_wait_s", wait},
          {"mean_queue_length", arrivals(c) * wait},
          {"occupancy", load},
          {"wait_probability", load}};
}

Figures one_server_priorities(const QueueingCase& c) {
  std::vector<ServiceClass> classes;
  double load = 0.0;
  for (const auto& k : c.classes) {
    classes.push_back({k.per_hour / 3600.0, k.mean_service, k.square_service});
    load += k.per_hour / 3600.0 * k.mean_service;
  }
  Figures out{{"occupancy", load}};
  const auto waits = one_server_waits(classes);
  for (std::size_t k = 0; k < waits.size(); ++k) {
    out["mean_wait_class" + std::to_string(k + 1) + "_s"] = waits[k];
  }
  return out;
}

Figures constant(const QueueingCase& c) {
  const ConstantService q = constant_service(arrivals(c), c.number("service_s"), servers(c));
  return {{"mean_wait_s", q.mean_wait_s}, {"wait_probability", q.wait_probability}};
}

Figures unlimited(const QueueingCase& c) {
  const double load = arrivals(c) * c.number("aht_s");
  return {{"mean_present", load}, {"variance_present", load}, {"p0", std::exp(-load)}};
}

Figures transient(const QueueingCase& c) {
  const TransientQueue queue{.arrivals = arrivals(c),
                             .service_s = c.number("aht_s"),
                             .patience_s = c.number("mean_patience_s"),
                             .servers = servers(c),
                             .places = static_cast<int>(c.number("system_places"))};
  const auto law = transient_law(queue, c.number("time_s"));
  Figures out{{"p_empty", law[0]}};
  for (std::size_t x = 0; x < law.size(); ++x) {
    out["mean_present"] += static_cast<double>(x) * law[x];
    if (static_cast<int>(x) >= queue.servers) out["p_all_servers_busy"] += law[x];
  }
  return out;
}

bool starts_with(const std::string& text, const char* what) { return text.rfind(what, 0) == 0; }

}  // namespace

Figures closed_form(const QueueingCase& c) {
  const std::string& m = c.model;
  if (m == "M/G/n/n (Erlang B)") return loss(c);
  if (m == "M/M/n (Erlang C)") return patient(c);
  if (starts_with(m, "M/M/n staffing")) return staffing(c);
  if (m == "M/M/n+M (Erlang A, Palm)") return impatient(c);
  if (m == "M/M/n/K") return finite(c);
  if (starts_with(m, "M/M/n,")) return priorities(c);
  if (m == "M/G/1") return one_server(c);
  if (starts_with(m, "M/G/1,")) return one_server_priorities(c);
  if (m == "M/D/n") return constant(c);
  if (m == "M/G/infinity") return unlimited(c);
  if (starts_with(m, "transient")) return transient(c);
  if (starts_with(m, "M/G/n ")) {
    return {{"mean_wait_s", general_service_wait(arrivals(c), c.number("aht_s"),
                                                 c.number("scv_service"), servers(c))}};
  }
  return {};
}

}  // namespace uniselector::plan
