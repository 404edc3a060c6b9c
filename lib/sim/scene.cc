// Preparation of a workload that passed its check. See the header.
#include "sim/scene.h"

#include <algorithm>
#include <map>
#include <set>

#include "sim/law.h"
#include "sim/workload_check.h"

namespace uniselector::sim {
namespace {

const QueueConfig& queue_at(const Scene& scene, int queue) {
  static const QueueConfig kNone;
  return queue < 0 ? kNone : scene.center.queues[static_cast<std::size_t>(queue)];
}

/// Builds what check_workload found nothing wrong with: every name is known, every number in range.
class Builder {
 public:
  Builder(const Center& center, const Workload& workload) {
    scene_.center = center;
    scene_.workload = workload;
    if (scene_.center.channels.empty())
      scene_.center.channels.push_back({.id = std::string(model::kImpliedChannel)});
    for (std::size_t i = 0; i < center.agents.size(); ++i) {
      agent_index_[center.agents[i].id] = static_cast<std::uint32_t>(i);
      scene_.center.agents[i].state = Presence::kOffline;
    }
  }

  Scene run() {
    times();
    staff();
    for (const ArrivalStream& config : scene_.workload.streams) stream(config);
    std::stable_sort(scene_.day_events.begin(), scene_.day_events.end(),
                     [](auto& a, auto& b) { return a.at != b.at ? a.at < b.at : a.kind < b.kind; });
    return std::move(scene_);
  }

 private:
  void times() {
    const Workload& w = scene_.workload;
    scene_.start = to_ns(w.start);
    scene_.day = scene_.fold = w.day.count();
    scene_.interval = w.interval.count();
    scene_.day_events.push_back({.at = w.opens.count(), .kind = DayEvent::Kind::kOpen});
    if (w.closes) {
      scene_.day_events.push_back({.at = w.closes->count(), .kind = DayEvent::Kind::kClose});
    }
  }

  void staff() {
    const Workload& w = scene_.workload;
    scene_.group_of.assign(scene_.center.agents.size(), kNoGroup);
    std::vector<bool> planned(scene_.center.agents.size(), false);
    for (std::size_t g = 0; g < w.staff.size(); ++g) group(g, &planned);
    for (const Shift& shift : w.shifts) {
      const std::uint32_t agent = agent_index_.find(shift.agent)->second;
      planned[agent] = true;
      scene_.day_events.push_back(
          {.at = shift.from.count(), .kind = DayEvent::Kind::kOn, .subject = agent});
      scene_.day_events.push_back(
          {.at = shift.to.count(), .kind = DayEvent::Kind::kOff, .subject = agent});
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
    SceneGroup group;
    group.id = config.id;
    group.cost_per_hour = config.cost_per_hour;
    for (const std::string& id : config.agents) {
      const std::uint32_t agent = agent_index_.find(id)->second;
      scene_.group_of[agent] = static_cast<std::uint32_t>(g);
      group.agents.push_back(agent);
      if (!config.on_duty.empty()) (*planned)[agent] = true;
    }
    for (const StaffGroup::Step& step : config.on_duty) {
      scene_.day_events.push_back({.at = step.from.count(),
                                   .kind = DayEvent::Kind::kGroup,
                                   .subject = static_cast<std::uint32_t>(g),
                                   .count = step.count});
    }
    group.factors.assign(scene_.workload.streams.size(), 1.0);
    for (const StaffGroup::Multiplier& m : config.service) {
      group.factors[position(scene_.workload.streams, m.stream)] = m.factor;
    }
    scene_.groups.push_back(std::move(group));
  }

  void stream(const ArrivalStream& config) {
    SceneStream out;
    out.config = config;
    out.queue =
        config.queue.empty() ? -1 : static_cast<int>(position(scene_.center.queues, config.queue));
    const std::size_t channel_at = position(scene_.center.channels, config.channel);
    out.channel = static_cast<int>(channel_at);
    const ChannelConfig& channel = scene_.center.channels[channel_at];
    out.priority = config.priority.value_or(queue_at(scene_, out.queue).priority);
    out.credit = config.credit.count();
    out.closes_by_hand = channel.wrap_up_until_released;
    out.two_phase = channel.two_phase;
    out.needs_request = !config.attributes.empty() || !config.require.empty();
    out.request.queue = config.queue;
    out.request.channel = config.channel;
    out.request.attributes = config.attributes;
    out.request.require = config.require;
    for (const RateStep& step : config.rates) {
      out.rates.emplace_back(step.from.count(), step.per_hour / 3.6e12);
    }
    out.service = laws(config.service, Law::exponential(180));
    out.patience = laws(config.patience, Law::never());
    scene_.streams.push_back(std::move(out));
  }

  static std::vector<std::pair<std::int64_t, Law>> laws(const std::vector<LawStep>& steps,
                                                        Law fallback) {
    std::vector<std::pair<std::int64_t, Law>> out;
    for (const LawStep& step : steps) out.emplace_back(step.from.count(), step.law);
    if (out.empty()) out.emplace_back(0, std::move(fallback));
    return out;
  }

  template <class Config>
  static std::size_t position(const std::vector<Config>& list, const std::string& id) {
    std::size_t i = 0;
    while (list[i].id != id) ++i;
    return i;
  }

  Scene scene_;
  std::map<std::string, std::uint32_t, std::less<>> agent_index_;
};

}  // namespace

std::int64_t Scene::target(std::uint32_t stream, int queue) const {
  const auto& given = streams[stream].config.target;
  return given.value_or(queue_at(*this, queue).answer_within).count();
}

std::int64_t Scene::short_abandon(int queue) const {
  return queue_at(*this, queue).short_abandon.count();
}

Result<Scene> Scene::build(const Center& center, const Workload& workload) {
  const auto problems = check_workload(workload, &center);
  if (problems.empty()) return Builder(center, workload).run();
  std::string text;
  for (const model::Problem& problem : problems) {
    if (!text.empty()) text += '\n';
    text += "workload." + problem.path + ": " + problem.message;
  }
  return invalid_argument(std::move(text));
}

}  // namespace uniselector::sim
