// The instances, one function each, and their counts. See the header.
#include "sim/instances.h"

#include <algorithm>

namespace uniselector::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Duration at_hour(int hour) { return hours(hour); }

/// `count` agents named "<group> 1" and so on, who serve the queues in the order of their ranks and
/// have the skills given.
void add_group(Instance* out, const std::string& group, int count,
               const std::vector<QueueMembership>& queues,
               const std::map<std::string, int>& skills = {}) {
  StaffGroup staff{.id = group};
  for (int i = 1; i <= count; ++i) {
    AgentConfig agent{.id = group + " " + std::to_string(i), .skills = skills, .queues = queues};
    agent.capacity = Capacity{.channels = {{.channel = "voice"}}};
    staff.agents.push_back(agent.id);
    out->center.agents.push_back(std::move(agent));
  }
  out->workload.staff.push_back(std::move(staff));
}

/// The level of `skill` ranks the groups for calls of this queue: most skilled first.
QueueConfig ranked_queue(const std::string& id, const std::string& skill) {
  QueueConfig queue{.id = id, .prefer = Preference::kMostSkilled};
  queue.require.skills.push_back({.skill = skill, .level = 1});
  return queue;
}

Instance mmc(bool abandonment, bool places) {
  Instance out;
  out.workload.day = minutes(480);
  out.workload.closing = Closing::kStay;
  out.workload.interval = minutes(60);
  ArrivalStream calls{.id = "calls", .queue = "calls", .rates = {{.per_hour = 4.2 * 60}}};
  calls.service = {{.law = Law::exponential(120)}};
  if (abandonment) calls.patience = {{.law = Law::exponential(60)}};
  out.workload.streams.push_back(std::move(calls));
  QueueConfig queue{.id = "calls"};
  if (places) queue.length = QueueConfig::LengthLimit{.max = 5};
  out.center.queues.push_back(std::move(queue));
  add_group(&out, "agents", 12, {{.queue = "calls"}});
  out.target_s = {20};
  out.window_s = 480 * 60;
  return out;
}

Instance simple_multi_skill() {
  Instance out;
  Workload& w = out.workload;
  w.day = minutes(360);
  w.closing = Closing::kStay;
  w.interval = minutes(120);
  w.day_factor_shape = 28.7;
  static constexpr double kRates[3][3] = {{4.2, 5.3, 3.2}, {5.1, 4.3, 4.8}, {6.3, 5.2, 4.8}};
  static constexpr double kService[3] = {0.5, 0.6, 0.4};
  static constexpr double kPatience[3] = {0.3, 0.4, 0.2};
  for (int type = 0; type < 3; ++type) {
    ArrivalStream s{.id = "type " + std::to_string(type), .queue = "type " + std::to_string(type)};
    for (int period = 0; period < 3; ++period) {
      const Duration from = minutes(120 * period);
      s.rates.push_back({from, kRates[type][period] * 60});
      s.service.push_back({from, Law::exponential(60 / kService[period])});
      s.patience.push_back({from, Law::exponential(60 / kPatience[period])});
    }
    w.streams.push_back(std::move(s));
    out.target_s.push_back(20);
  }
  out.center.queues = {{.id = "type 0"}, ranked_queue("type 1", "first"), {.id = "type 2"}};
  add_group(&out, "group 0", 18, {{.queue = "type 0"}, {.queue = "type 1"}}, {{"first", 2}});
  add_group(&out, "group 1", 20, {{.queue = "type 1"}, {.queue = "type 2"}}, {{"first", 1}});
  w.staff[0].on_duty = {{minutes(0), 12}, {minutes(120), 18}, {minutes(240), 9}};
  w.staff[1].on_duty = {{minutes(0), 15}, {minutes(120), 20}, {minutes(240), 11}};
  out.window_s = 1e9;
  return out;
}

/// Monday to Friday, 08:00 to 17:00; at 17:00 what waits is cut off. Who calls later waits in vain.
void week(Instance* out, int lines) {
  out->workload.days = 5;
  out->workload.opens = at_hour(8);
  out->workload.closes = at_hour(17);
  out->workload.closing = Closing::kDisconnect;
  out->workload.turns_away = false;
  out->workload.lines = lines;
  out->window_s = 1e9;
}

std::vector<RateStep> week_rates(double first_hour, double later) {
  return {{at_hour(8), first_hour}, {at_hour(9), later}, {at_hour(17), 0}};
}

Instance bilingual() {
  Instance out;
  week(&out, 40);
  static constexpr double kService[2][2] = {{180, 420}, {240, 360}};
  const std::string types[2] = {"English", "Spanish"};
  for (int k = 0; k < 2; ++k) {
    ArrivalStream s{.id = types[k], .queue = types[k], .rates = week_rates(100, 50)};
    s.service = {{.law = Law::uniform(kService[k][0], kService[k][1])}};
    s.patience = {{.law = Law::exponential(120)}};
    s.retrial = {.probability = 0.75, .delay = Law::constant(20 * 60)};
    out.workload.streams.push_back(std::move(s));
    out.center.queues.push_back({.id = types[k], .prefer = Preference::kRandom});
    out.target_s.push_back(60);
  }
  add_group(&out, "English-only", 7, {{.queue = "English"}});
  add_group(&out, "Spanish-only", 7, {{.queue = "Spanish"}});
  add_group(&out, "bilingual", 4, {{.queue = "English"}, {.queue = "Spanish"}});
  return out;
}

Instance bank_two_groups() {
  Instance out;
  week(&out, 15);
  const std::string types[3] = {"savings", "checking", "balance"};
  static constexpr double kFirst[3] = {4, 40, 100};
  static constexpr double kLater[3] = {2, 20, 50};
  static constexpr double kPatience[3][2] = {{180, 300}, {180, 300}, {150, 210}};
  static constexpr double kService[3] = {300, 300, 60};
  static constexpr double kTarget[3] = {60, 90, 30};
  for (int k = 0; k < 3; ++k) {
    ArrivalStream s{.id = types[k], .queue = types[k], .rates = week_rates(kFirst[k], kLater[k])};
    s.service = {{.law = Law::exponential(kService[k])}};
    s.patience = {{.law = Law::uniform(kPatience[k][0], kPatience[k][1])}};
    out.workload.streams.push_back(std::move(s));
    out.target_s.push_back(kTarget[k]);
  }
  out.center.queues = {ranked_queue("savings", "savings"),
                       ranked_queue("checking", "checking"),
                       {.id = "balance", .prefer = Preference::kRandom}};
  const auto ranks = [](const std::string& own) {
    std::vector<QueueMembership> queues;
    for (const char* queue : {"savings", "checking", "balance"}) {
      queues.push_back({.queue = queue, .rank = own == queue ? 1 : 2});
    }
    return queues;
  };
  add_group(&out, "savings specialists", 3, ranks("savings"), {{"savings", 2}, {"checking", 1}});
  add_group(&out, "checking specialists", 4, ranks("checking"), {{"savings", 1}, {"checking", 2}});
  out.workload.staff[0].service = {{"savings", 0.75}};
  out.workload.staff[1].service = {{"checking", 0.75}};
  out.workload.staff[0].cost_per_hour = 12.0;
  out.workload.staff[1].cost_per_hour = 7.5;
  return out;
}

Instance gamma_busy_day() {
  Instance out;
  Workload& w = out.workload;
  w.day = hours(13);
  w.closing = Closing::kStay;
  w.day_factor_shape = 10;
  static constexpr double kRates[13] = {100, 150, 150, 180, 200, 150, 150,
                                        150, 120, 100, 80,  70,  60};
  static constexpr int kAgents[13] = {4, 6, 8, 8, 8, 7, 8, 8, 6, 6, 4, 4, 4};
  ArrivalStream calls{.id = "calls", .queue = "calls"};
  calls.service = {{.law = Law::gamma(1, 100)}};
  calls.patience = {{.law = Law::mixture({0.1, 0.9}, {Law::constant(0), Law::exponential(1000)})}};
  out.center.queues.push_back({.id = "calls"});
  add_group(&out, "agents", 8, {{.queue = "calls"}});
  for (int hour = 0; hour < 13; ++hour) {
    calls.rates.push_back({at_hour(hour), kRates[hour]});
    w.staff[0].on_duty.push_back({at_hour(hour), kAgents[hour]});
  }
  w.streams.push_back(std::move(calls));
  out.target_s = {20};
  out.window_s = 1e9;
  out.minute = 1;
  return out;
}

double seconds(std::int64_t ns) { return static_cast<double>(ns) * 1e-9; }

}  // namespace

std::optional<Instance> make_instance(std::string_view id) {
  if (id == "mmc") return mmc(false, false);
  if (id == "mmc-abandonment") return mmc(true, false);
  if (id == "mmc-queue-capacity-5") return mmc(false, true);
  if (id == "simple-multi-skill") return simple_multi_skill();
  if (id == "bilingual") return bilingual();
  if (id == "bank-two-groups") return bank_two_groups();
  if (id == "gamma-busy-day") return gamma_busy_day();
  return std::nullopt;
}

InstanceCounts::InstanceCounts(const Instance& instance, const Scene& scene)
    : instance_(instance), scene_(scene) {}

void InstanceCounts::begin() {
  streams_.assign(scene_.streams.size(), {});
  for (Stream& s : streams_) s.in_target_by_period.assign(scene_.intervals(), 0.0);
  groups_.assign(scene_.groups.size(), {});
}

void InstanceCounts::on_exit(const Call& call, Exit how, std::int64_t now) {
  Stream& s = streams_[call.stream];
  s.arrived += 1;
  s.retrials += call.visit > 0 ? 1 : 0;
  const double target = instance_.target_s[call.stream];
  const double before = seconds(call.waited_before);
  switch (how) {
    case Exit::kServed: {
      const double wait = seconds(call.answered - call.arrival);
      s.served += 1;
      s.wait_served += wait;
      s.wait_all += wait;
      s.service += seconds(now - call.answered);
      if (before + wait < target) {
        s.in_target += 1;
        const std::int64_t time = (call.arrival - scene_.start) % scene_.fold;
        s.in_target_by_period[static_cast<std::size_t>(time / scene_.interval)] += 1;
      }
      return;
    }
    case Exit::kAbandoned: {
      const double wait = seconds(now - call.arrival);
      s.abandoned += 1;
      s.wait_all += wait;
      (wait + before < target ? s.abandoned_early : s.abandoned_late) += 1;
      return;
    }
    case Exit::kBlocked: s.blocked += 1; return;
    case Exit::kLeft:
    case Exit::kStillThere: s.disconnected += 1; return;
  }
}

void InstanceCounts::on_duty_span(model::AgentIx agent, std::int64_t from, std::int64_t to) {
  groups_[scene_.group_of[agent]].duty += seconds(to - from);
}

void InstanceCounts::on_busy_span(model::AgentIx agent, std::int64_t from, std::int64_t to) {
  Group& group = groups_[scene_.group_of[agent]];
  group.busy += seconds(to - from);
  const double begin = seconds(from - scene_.start);
  const double end = std::min(seconds(to - scene_.start), instance_.window_s);
  group.busy_window += std::max(0.0, end - begin);
}

InstanceCounts::Stream InstanceCounts::all() const {
  Stream sum;
  for (const Stream& s : streams_) {
    sum.arrived += s.arrived;
    sum.retrials += s.retrials;
    sum.served += s.served;
    sum.abandoned += s.abandoned;
    sum.abandoned_early += s.abandoned_early;
    sum.abandoned_late += s.abandoned_late;
    sum.blocked += s.blocked;
    sum.disconnected += s.disconnected;
    sum.in_target += s.in_target;
    sum.wait_served += s.wait_served;
    sum.wait_all += s.wait_all;
    sum.service += s.service;
  }
  return sum;
}

}  // namespace uniselector::sim
