// Arrivals, duties and rules as scenes. See the header.
#include "sim/bank_replay.h"

#include <algorithm>
#include <map>
#include <set>

#include "sim/bank_truths.h"
#include "sim/collector.h"
#include "sim/world.h"

namespace uniselector::sim {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kDayNs = 86'400 * kSecondNs;
constexpr int kPriorities = 3;
constexpr std::int64_t kLongestLogDays = 399;
constexpr Duration kCredit = std::chrono::seconds(90);

std::int64_t midnight(const BankLog& log) { return log.first_day * kDayNs; }
int days_of(const BankLog& log) { return log.last_day - log.first_day + 1; }

bool has_queue(const Center& center, const std::string& id) {
  return std::any_of(center.queues.begin(), center.queues.end(),
                     [&](const QueueConfig& q) { return q.id == id; });
}

/// Empty: the rules of the centre choose.
std::string queue_for(const Center& center, BankType type, int priority) {
  const std::string code(to_string(type));
  const std::string level = std::to_string(priority);
  for (const std::string& id : {code + "-" + level, code, "priority-" + level}) {
    if (has_queue(center, id)) return id;
  }
  const bool rules = !center.classification.empty();
  return rules || center.queues.empty() ? std::string() : center.queues.front().id;
}

std::uint32_t stream_of(BankType type, int priority) {
  return static_cast<std::uint32_t>(type) * kPriorities +
         static_cast<std::uint32_t>(std::clamp(priority, 0, kPriorities - 1));
}

Workload workload_of(const Center& center, const BankLog& log, BankRule rule) {
  Workload out;
  out.start = time_from_ns(midnight(log));
  // One day more than the log has: what is left on the last evening may run past midnight.
  out.day = Duration((days_of(log) + 1) * kDayNs);
  out.closing = Closing::kWait;
  const std::string channel = center.channels.empty() ? "voice" : center.channels.front().id;
  for (std::size_t t = 0; t < kBankTypes; ++t) {
    const auto type = static_cast<BankType>(t);
    for (int priority = 0; priority < kPriorities; ++priority) {
      ArrivalStream stream;
      stream.id = std::string(to_string(type)) + "/" + std::to_string(priority);
      stream.queue = queue_for(center, type, priority);
      stream.channel = channel;
      if (rule == BankRule::kGiven) {
        stream.attributes = {{"type", std::string(to_string(type))},
                             {"priority", std::int64_t{priority}}};
      } else {
        stream.priority = 0;
        if (rule == BankRule::kCredit && priority == 2) stream.credit = kCredit;
      }
      out.streams.push_back(std::move(stream));
    }
  }
  return out;
}

/// The hull of all duties of each working day: from the first to the last moment that anybody was
/// there. A duty belongs to the day on which it begins.
std::vector<std::pair<std::int64_t, std::int64_t>> hull(const BankArrivals& arrivals,
                                                        std::int64_t start) {
  std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> days;
  for (const BankDuty& duty : arrivals.duties) {
    const std::int64_t from = to_ns(duty.from) - start;
    const std::int64_t to = to_ns(duty.to) - start;
    const auto [it, fresh] = days.emplace(from / kDayNs, std::pair(from, to));
    if (fresh) continue;
    it->second.first = std::min(it->second.first, from);
    it->second.second = std::max(it->second.second, to);
  }
  std::vector<std::pair<std::int64_t, std::int64_t>> out;
  for (const auto& [day, span] : days) {
    if (!out.empty() && span.first < out.back().second) {
      out.back().second = std::max(out.back().second, span.second);
    } else {
      out.push_back(span);
    }
  }
  return out;
}

void add_shifts(const Center& center, const BankLog& log, const BankArrivals& arrivals,
                Workload* out) {
  const std::int64_t start = midnight(log);
  const std::int64_t end = out->day.count();
  std::map<std::string, std::vector<std::pair<std::int64_t, std::int64_t>>> spans;
  for (const BankDuty& duty : arrivals.duties) {
    spans[duty.server].emplace_back(to_ns(duty.from) - start, to_ns(duty.to) - start);
  }
  const auto everybody = hull(arrivals, start);
  for (const AgentConfig& agent : center.agents) {
    const auto it = spans.find(agent.id);
    for (const auto& [from, to] : it == spans.end() ? everybody : it->second) {
      const std::int64_t first = std::max<std::int64_t>(0, from);
      const std::int64_t last = std::min(end, to);
      if (first < last) out->shifts.push_back({agent.id, Duration(first), Duration(last)});
    }
  }
}

}  // namespace

Center bank_center(const BankLog& log, const BankArrivals& arrivals) {
  Center out;
  out.id = "bank";
  out.channels.push_back({.id = "voice"});
  for (std::size_t t = 0; t < kBankTypes; ++t) {
    out.queues.push_back({.id = std::string(to_string(static_cast<BankType>(t)))});
  }
  std::map<std::string, std::set<BankType>> served;
  for (const BankRow& row : log.rows) {
    if (row.served() && row.has_server()) served[row.server].insert(row.type);
  }
  std::set<std::string> servers;
  for (const BankDuty& duty : arrivals.duties) servers.insert(duty.server);
  for (const std::string& server : servers) {
    AgentConfig agent{.id = server};
    for (const BankType type : served[server]) {
      agent.queues.push_back({.queue = std::string(to_string(type))});
    }
    agent.capacity = Capacity{.channels = {{.channel = "voice"}}};
    out.agents.push_back(std::move(agent));
  }
  return out;
}

Result<Scene> bank_scene(const Center& center, const BankLog& log, const BankArrivals& arrivals,
                         BankRule rule) {
  if (days_of(log) > kLongestLogDays) return out_of_range("log: it covers more than 399 days");
  if (center.queues.empty()) return invalid_argument("queues: the centre has none");
  Workload workload = workload_of(center, log, rule);
  add_shifts(center, log, arrivals, &workload);
  auto scene = Scene::build(center, workload);
  if (!scene.ok()) return scene;
  scene->fold = kDayNs;
  scene->interval = 3600 * kSecondNs;
  for (std::uint32_t s = 0; s < scene->streams.size(); ++s) {
    scene->streams[s].listed_priority = static_cast<int>(s % kPriorities);
  }
  for (const BankArrival& call : arrivals.calls) {
    GivenCall given;
    given.time = std::max<std::int64_t>(0, to_ns(call.at) - scene->start);
    given.stream = stream_of(call.type, call.priority);
    given.service = call.handling_s * kSecondNs;
    given.patience = call.patience_s ? *call.patience_s * kSecondNs : kNeverNs;
    scene->calls.push_back(given);
  }
  return scene;
}

SimulationResult bank_reality(const Scene& scene, const BankLog& log,
                              const BankArrivals& arrivals) {
  Collector collector(scene);
  collector.begin_replication();
  std::map<std::string, model::AgentIx> agents;
  for (std::size_t a = 0; a < scene.center.agents.size(); ++a) {
    agents[scene.center.agents[a].id] = static_cast<model::AgentIx>(a);
  }
  // Overlapping services of one server (quirk 9) count once in his busy time.
  std::map<model::AgentIx, std::vector<std::pair<std::int64_t, std::int64_t>>> busy;
  double line_time = 0.0;
  std::uint64_t unnamed = 0;
  for (const BankArrival& given : arrivals.calls) {
    const BankRow& row = log.rows[given.row];
    Call call;
    call.stream = stream_of(given.type, given.priority);
    call.arrival = std::max(scene.start, to_ns(given.at));
    const std::int64_t answered = call.arrival + given.wait_s * kSecondNs;
    std::int64_t end = answered;
    if (!given.abandoned) {
      call.answered = answered;
      const auto it = agents.find(row.server);
      call.agent = it == agents.end() ? model::kNone : it->second;
      end = answered + row.ser_time * kSecondNs;
      if (it != agents.end()) {
        busy[it->second].emplace_back(answered, end);
      } else {
        ++unnamed;
      }
    }
    collector.on_exit(call, given.abandoned ? Exit::kAbandoned : Exit::kServed, end);
    line_time += static_cast<double>(end - call.arrival);
  }
  for (auto& [agent, spans] : busy) {
    std::sort(spans.begin(), spans.end());
    std::int64_t until = scene.start;
    for (const auto& [from, to] : spans) {
      const std::int64_t begin = std::max(from, until);
      if (begin < to) collector.on_busy_span(agent, begin, to);
      until = std::max(until, to);
    }
  }
  for (const BankDuty& duty : arrivals.duties) {
    const auto it = agents.find(duty.server);
    if (it != agents.end()) collector.on_duty_span(it->second, to_ns(duty.from), to_ns(duty.to));
  }
  collector.end_replication({.line_time = line_time, .calls = arrivals.calls.size()});
  SimulationResult out = collector.result(arrivals.seed);
  out.notes.push_back(std::to_string(unnamed) + " answered calls name no server");
  return out;
}

}  // namespace uniselector::sim

namespace uniselector {
namespace {

Result<SimulationResult> route(const sim::Scene& scene, std::uint64_t seed) {
  sim::Collector collector(scene);
  collector.begin_replication();
  sim::World world(scene, seed, 0, collector);
  if (Status status = world.run(); !status.ok()) return status;
  collector.end_replication(world);
  return collector.result(seed);
}

Status compare(const sim::BankLog& log, const std::string& truths, ReplayResult* out) {
  const auto checks = sim::check_bank_truths(sim::bank_facts(log), truths);
  if (!checks.ok()) return checks.status();
  for (const sim::BankCheck& c : checks.value()) {
    out->checks.push_back({.group = {},
                           .name = c.path,
                           .expected = c.expected_number,
                           .found = c.got_number,
                           .tolerance = c.tolerance,
                           .passed = c.pass,
                           .method = "count"});
  }
  return ok_status();
}

std::vector<std::string> notes_of(const sim::BankArrivals& arrivals) {
  return {
      "Agents are on duty from their first to their last call of each day: the log has no breaks, "
      "so every rule has more agents than there were. Compare the rules with each other.",
      "Kinds of call: PS regular, PE regular in English, NE stock exchange, NW prospects, IN "
      "internet help, TT calls back.",
      "Handling times as recorded; of abandoned calls drawn from the served ones of the type.",
      "Patience of abandoned calls as recorded; of served calls drawn beyond their wait from the "
      "Kaplan-Meier curve of the log.",
      std::to_string(arrivals.vru_hangups) + " callers hung up before they queued and " +
          std::to_string(arrivals.phantoms) + " rows are virtual calls: both left out."};
}

struct Rule {
  std::string name;
  sim::BankRule rule;
  const Center* center;
};

/// The columns: what happened, then each rule. `progress` gets the share of the rules done.
Status route_all(const std::vector<Rule>& rules, const sim::BankLog& log,
                 const sim::BankArrivals& arrivals, const Progress& progress, ReplayResult* out) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto scene = sim::bank_scene(*rules[i].center, log, arrivals, rules[i].rule);
    if (!scene.ok()) return scene.status();
    if (i == 0) {
      out->columns.push_back(sim::bank_reality(*scene, log, arrivals));
      out->columns.back().name = "what happened";
    }
    auto result = route(*scene, out->seed);
    if (!result.ok()) return result.status();
    out->columns.push_back(*std::move(result));
    out->columns.back().name = rules[i].name;
    progress(static_cast<double>(i + 1) / static_cast<double>(rules.size()));
  }
  for (SimulationResult& column : out->columns) column.days = out->days;
  return ok_status();
}

}  // namespace

Result<ReplayResult> replay_bank(const std::string& path, const ReplayOptions& options) {
  const auto progress = [&](double share) {
    if (options.progress) options.progress(share);
  };
  const auto log = sim::read_bank_log(path);
  if (!log.ok()) return log.status();
  ReplayResult out{.file = path,
                   .first_date = sim::bank_date(log->first_day),
                   .last_date = sim::bank_date(log->last_day),
                   .rows = log->rows.size(),
                   .days = sim::days_of(*log),
                   .seed = options.seed};
  progress(0.2);
  if (!options.truths_file.empty()) {
    if (Status status = compare(*log, options.truths_file, &out); !status.ok()) return status;
  }
  progress(0.4);
  const auto arrivals = sim::bank_arrivals(*log, options.seed);
  if (!arrivals.ok()) return arrivals.status();
  out.routed = arrivals->calls.size();
  out.notes = notes_of(*arrivals);
  if (options.loader_only) return out;

  const Center bank = sim::bank_center(*log, *arrivals);
  std::vector<Rule> rules = {{"first come, first served", sim::BankRule::kFirstCome, &bank},
                             {"with 90 s credit", sim::BankRule::kCredit, &bank}};
  if (options.center) {
    rules.push_back({options.center_name.empty() ? "given configuration" : options.center_name,
                     sim::BankRule::kGiven, &*options.center});
  }
  const auto rest = [&](double share) { progress(0.4 + 0.6 * share); };
  if (Status status = route_all(rules, *log, *arrivals, rest, &out); !status.ok()) return status;
  return out;
}

}  // namespace uniselector
