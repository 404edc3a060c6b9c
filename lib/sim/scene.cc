// Checks and preparation of a workload. See the header.
#include "sim/scene.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "sim/law.h"

namespace uniselector::sim {
namespace {

constexpr std::int64_t kMaxDay = 400LL * 24 * 3600 * 1'000'000'000;
constexpr int kMaxDays = 100'000'000;
constexpr std::size_t kMaxStreams = 4096;
constexpr double kMaxPerHour = 1e9;
constexpr std::size_t kMaxIntervals = 100'000;

class Builder {
 public:
  Builder(const Center& center, const Workload& workload) {
    scene_.center = center;
    scene_.workload = workload;
    if (scene_.center.channels.empty()) scene_.center.channels.push_back({.id = "voice"});
    for (std::size_t i = 0; i < center.agents.size(); ++i) {
      agent_index_[center.agents[i].id] = static_cast<std::uint32_t>(i);
      scene_.center.agents[i].state = Presence::kOffline;
    }
  }

  Result<Scene> run() {
    times();
    staff();
    for (std::size_t i = 0; i < scene_.workload.streams.size(); ++i) stream(i);
    if (scene_.workload.streams.empty()) complain("streams", "at least one is needed");
    if (scene_.workload.streams.size() > kMaxStreams) complain("streams", "at most 4096");
    if (!problems_.empty()) return invalid_argument(problems_);
    std::stable_sort(scene_.day_events.begin(), scene_.day_events.end(),
                     [](auto& a, auto& b) { return a.at != b.at ? a.at < b.at : a.kind < b.kind; });
    return std::move(scene_);
  }

 private:
  void complain(const std::string& where, const std::string& what) {
    if (!problems_.empty()) problems_ += '\n';
    problems_ += "workload." + where + ": " + what;
  }

  void times() {
    const Workload& w = scene_.workload;
    scene_.start = to_ns(w.start);
    scene_.day = scene_.fold = w.day.count();
    scene_.interval = w.interval.count();
    if (scene_.day <= 0 || scene_.day > kMaxDay) {
      complain("day", "expected a length above 0 and at most 400 days");
      scene_.day = scene_.fold = 1;
    }
    if (scene_.start < 0) complain("start", "expected a time from 1970 on");
    if (w.days < 1 || w.days > kMaxDays ||
        static_cast<double>(w.days) * static_cast<double>(scene_.day) > 7e18) {
      complain("days", "expected 1 or more, and less than 200 years in all");
    }
    if (scene_.interval <= 0 || scene_.fold / std::max<std::int64_t>(1, scene_.interval) >
                                    static_cast<std::int64_t>(kMaxIntervals)) {
      complain("interval", "expected a length above 0, at most 100,000 of them a day");
      scene_.interval = scene_.fold;
    }
    const std::int64_t opens = w.opens.count();
    const std::int64_t closes = w.closes ? w.closes->count() : scene_.day;
    if (opens < 0 || opens >= closes || closes > scene_.day) {
      complain("opens", "expected 0 <= opens < closes <= day");
    }
    if (w.lines && *w.lines < 0) complain("lines", "expected at least 0");
    if (!(w.day_factor_shape >= 0.0) || !std::isfinite(w.day_factor_shape)) {
      complain("day_factor_shape", "expected at least 0");
    }
    scene_.day_events.push_back({.at = opens, .kind = DayEvent::Kind::kOpen});
    if (w.closes) scene_.day_events.push_back({.at = closes, .kind = DayEvent::Kind::kClose});
  }

  void staff() {
    const Workload& w = scene_.workload;
    scene_.group_of.assign(scene_.center.agents.size(), kNoGroup);
    std::vector<bool> planned(scene_.center.agents.size(), false);
    for (std::size_t g = 0; g < w.staff.size(); ++g) group(g, &planned);
    for (std::size_t i = 0; i < w.shifts.size(); ++i) {
      const Shift& shift = w.shifts[i];
      const std::string where = "shifts[" + std::to_string(i) + "]";
      const auto it = agent_index_.find(shift.agent);
      if (it == agent_index_.end()) {
        complain(where, "agent '" + shift.agent + "' is not known");
        continue;
      }
      if (shift.from.count() < 0 || shift.from >= shift.to || shift.to.count() > scene_.day) {
        complain(where, "expected 0 <= from < to <= day");
      }
      planned[it->second] = true;
      scene_.day_events.push_back(
          {.at = shift.from.count(), .kind = DayEvent::Kind::kOn, .subject = it->second});
      scene_.day_events.push_back(
          {.at = shift.to.count(), .kind = DayEvent::Kind::kOff, .subject = it->second});
    }
    merge_shifts();
    for (std::uint32_t a = 0; a < planned.size(); ++a) {
      if (!planned[a]) scene_.all_day.push_back(a);
    }
  }

  /// Where one shift of an agent ends as another begins he stays: both events go.
  void merge_shifts() {
    std::map<std::pair<std::uint32_t, std::int64_t>, int> begins;
    for (const DayEvent& e : scene_.day_events) {
      if (e.kind == DayEvent::Kind::kOn) ++begins[{e.subject, e.at}];
    }
    std::set<std::pair<std::uint32_t, std::int64_t>> joined;
    for (const DayEvent& e : scene_.day_events) {
      if (e.kind == DayEvent::Kind::kOff && begins.count({e.subject, e.at}) != 0) {
        joined.insert({e.subject, e.at});
      }
    }
    std::erase_if(scene_.day_events, [&](const DayEvent& e) {
      const bool shift = e.kind == DayEvent::Kind::kOn || e.kind == DayEvent::Kind::kOff;
      return shift && joined.count({e.subject, e.at}) != 0;
    });
  }

  void group(std::size_t g, std::vector<bool>* planned) {
    const StaffGroup& config = scene_.workload.staff[g];
    const std::string where = "staff." + config.id;
    SceneGroup group;
    group.id = config.id;
    group.cost_per_hour = config.cost_per_hour;
    if (!group_ids_.insert(config.id).second) complain(where, "named twice");
    for (const std::string& id : config.agents) {
      const auto it = agent_index_.find(id);
      if (it == agent_index_.end()) {
        complain(where, "agent '" + id + "' is not known");
      } else if (scene_.group_of[it->second] != kNoGroup) {
        complain(where, "agent '" + id + "' is in a group already");
      } else {
        scene_.group_of[it->second] = static_cast<std::uint32_t>(g);
        group.agents.push_back(it->second);
        if (!config.on_duty.empty()) (*planned)[it->second] = true;
      }
    }
    for (const StaffGroup::Step& step : config.on_duty) {
      if (step.from.count() < 0 || step.from.count() >= scene_.day) {
        complain(where + ".on_duty", "expected times within the day");
      }
      if (step.count < 0 || static_cast<std::size_t>(step.count) > config.agents.size()) {
        complain(where + ".on_duty", "found " + std::to_string(step.count) + ", expected 0 to " +
                                         std::to_string(config.agents.size()) + " agents");
      }
      scene_.day_events.push_back({.at = step.from.count(),
                                   .kind = DayEvent::Kind::kGroup,
                                   .subject = static_cast<std::uint32_t>(g),
                                   .count = step.count});
    }
    group.factors.assign(scene_.workload.streams.size(), 1.0);
    for (const StaffGroup::Multiplier& m : config.service) {
      std::size_t s = 0;
      while (s < group.factors.size() && scene_.workload.streams[s].id != m.stream) ++s;
      if (s == group.factors.size()) {
        complain(where + ".service", "stream '" + m.stream + "' is not known");
      } else if (!std::isfinite(m.factor) || m.factor < 0.0) {
        complain(where + ".service", "expected a factor of at least 0");
      } else {
        group.factors[s] = m.factor;
      }
    }
    scene_.groups.push_back(std::move(group));
  }

  void stream(std::size_t index) {
    const ArrivalStream& config = scene_.workload.streams[index];
    const std::string where = "streams." + config.id;
    if (config.id.empty()) complain("streams", "every stream needs a name");
    if (!stream_ids_.insert(config.id).second) complain(where, "named twice");
    SceneStream out;
    out.config = config;
    out.queue = position(scene_.center.queues, config.queue);
    out.channel = position(scene_.center.channels, config.channel);
    if (out.queue < 0) complain(where + ".queue", "'" + config.queue + "' is not known");
    if (out.channel < 0) complain(where + ".channel", "'" + config.channel + "' is not known");
    if (out.queue < 0 || out.channel < 0) return;
    const QueueConfig& queue = scene_.center.queues[static_cast<std::size_t>(out.queue)];
    const ChannelConfig& channel = scene_.center.channels[static_cast<std::size_t>(out.channel)];
    out.priority = config.priority.value_or(queue.priority);
    out.listed_priority = out.priority;
    out.credit = config.credit.count();
    out.target = config.target.value_or(queue.answer_within).count();
    out.short_abandon = queue.short_abandon.count();
    out.closes_by_hand = channel.wrap_up_until_released;
    out.two_phase = channel.two_phase;
    out.needs_request = !config.attributes.empty() || !config.require.empty();
    out.request.queue = config.queue;
    out.request.channel = config.channel;
    out.request.attributes = config.attributes;
    out.request.require = config.require;
    if (out.credit < 0) complain(where + ".credit", "expected at least 0");
    rates(where, &out);
    out.service = laws(where + ".service", config.service, Law::exponential(180));
    out.patience = laws(where + ".patience", config.patience, Law::never());
    for (const auto& [from, law] : out.service) {
      if (!std::isfinite(mean_of(law))) complain(where + ".service", "it may never end");
    }
    if (!(config.retrial.probability >= 0.0 && config.retrial.probability <= 1.0)) {
      complain(where + ".retrial.probability", "expected 0 to 1");
    }
    if (config.retrial.probability > 0.0) {
      if (auto p = problem_of(config.retrial.delay); !p.empty()) {
        complain(where + ".retrial.after", p);
      } else if (!(mean_of(config.retrial.delay) > 0.0)) {
        complain(where + ".retrial.after", "expected a delay above 0");
      }
    }
    scene_.streams.push_back(std::move(out));
  }

  void rates(const std::string& where, SceneStream* out) {
    std::int64_t before = -1;
    for (const RateStep& step : out->config.rates) {
      if (step.from.count() <= before || step.from.count() >= scene_.day) {
        complain(where + ".rates", "expected rising times within the day");
      }
      if (!(step.per_hour >= 0.0) || step.per_hour > kMaxPerHour) {
        complain(where + ".rates", "expected 0 to 10^9 an hour");
      }
      before = step.from.count();
      out->rates.emplace_back(before, step.per_hour / 3.6e12);
    }
  }

  std::vector<std::pair<std::int64_t, Law>> laws(const std::string& where,
                                                 const std::vector<LawStep>& steps, Law fallback) {
    std::vector<std::pair<std::int64_t, Law>> out;
    std::int64_t before = -1;
    for (const LawStep& step : steps) {
      if (step.from.count() <= before || step.from.count() >= scene_.day) {
        complain(where, "expected rising times within the day");
      }
      if (auto problem = problem_of(step.law); !problem.empty()) complain(where, problem);
      before = step.from.count();
      out.emplace_back(before, step.law);
    }
    if (out.empty()) out.emplace_back(0, std::move(fallback));
    return out;
  }

  template <class Config>
  static int position(const std::vector<Config>& list, const std::string& id) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (list[i].id == id) return static_cast<int>(i);
    }
    return -1;
  }

  Scene scene_;
  std::map<std::string, std::uint32_t, std::less<>> agent_index_;
  std::set<std::string> group_ids_;
  std::set<std::string> stream_ids_;
  std::string problems_;
};

}  // namespace

Result<Scene> Scene::build(const Center& center, const Workload& workload) {
  return Builder(center, workload).run();
}

}  // namespace uniselector::sim
