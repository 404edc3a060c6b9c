// One function per noun of docs/workloads.md.
#include "sim/workload_check.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/suggest.h"
#include "base/text.h"
#include "sim/law.h"

namespace uniselector::sim {
namespace {

constexpr Duration kMaxDay = std::chrono::hours(24 * 400);
constexpr std::size_t kMaxStreams = 4096;
/// Seconds. It bounds the visits of a caller who never gives up for good.
constexpr double kMinRetrial = 1.0;
constexpr std::int64_t kMaxIntervals = 100'000;
constexpr std::string_view kVoice = "voice";  // of a centre that lists no channels

/// A centre, as the checks of requirements and attributes ask for it.
class KnownCenter final : public model::Known {
 public:
  explicit KnownCenter(const Center& center) : center_(center) {}
  bool has(Kind, std::string_view) const override { return false; }  // requirements name none
  const SkillConfig* skill(std::string_view id) const override {
    const auto it = std::find_if(center_.skills.begin(), center_.skills.end(),
                                 [id](const SkillConfig& skill) { return skill.id == id; });
    return it == center_.skills.end() ? nullptr : &*it;
  }
  const Limits& limits() const override { return center_.limits; }

 private:
  const Center& center_;
};

template <class Config>
std::set<std::string_view> ids_of(const std::vector<Config>& list) {
  std::set<std::string_view> ids;
  for (const Config& config : list) ids.insert(config.id);
  return ids;
}

class Checker {
 public:
  Checker(const Workload& workload, const Center* center) : workload_(workload), center_(center) {
    if (center == nullptr) return;
    queues_ = ids_of(center->queues);
    channels_ = ids_of(center->channels);
    if (channels_.empty()) channels_.insert(kVoice);
    agents_ = ids_of(center->agents);
  }

  std::vector<model::Problem> run() {
    times();
    if (workload_.streams.empty()) complain("streams", "at least one is needed");
    if (workload_.streams.size() > kMaxStreams) complain("streams", "at most 4096 are allowed");
    std::set<std::string_view> ids;
    for (const ArrivalStream& config : workload_.streams) {
      const std::string where = named("streams", config.id, &ids);
      if (!full()) stream(where, config);
    }
    ids.clear();
    for (const StaffGroup& config : workload_.staff) {
      const std::string where = named("staff", config.id, &ids);
      if (!full()) group(where, config);
    }
    for (const Shift& config : workload_.shifts) {
      if (!full()) shift(config);
    }
    return std::move(problems_);
  }

 private:
  bool full() const { return problems_.size() >= kMaxWorkloadProblems; }
  void complain(std::string where, std::string what) {
    if (!full()) problems_.push_back({std::move(where), std::move(what)});
  }
  void within_day(const std::string& where, Duration from) {
    if (from < Duration{} || from >= workload_.day)
      complain(where, "found " + to_string(from) + ", expected times within the day");
  }
  void rising(const std::string& where, Duration from, Duration* before) {
    if (from <= *before) {
      complain(where, "found " + to_string(from) + " after " + to_string(*before) +
                          ", expected rising times");
    } else {
      within_day(where, from);
    }
    *before = from;
  }
  /// The path of a stream or group; complains about its id.
  std::string named(std::string_view list, const std::string& id, std::set<std::string_view>* ids) {
    std::string where = std::string(list) + '.' + model::printable(id, base::kMaxIdBytes);
    if (!base::is_id(id)) {
      complain(where, "expected an id: 1 to 128 bytes of text without control characters");
    } else if (!ids->insert(id).second) {
      complain(where, "named twice");
    }
    return where;
  }
  void refers(std::string where, std::string_view what, const std::string& id,
              const std::set<std::string_view>& known) {
    if (known.count(id) != 0) return;
    complain(std::move(where), "found '" + model::printable(id, base::kMaxIdBytes) +
                                   "', expected the id of " + std::string(what) +
                                   base::suggestion(id, {known.begin(), known.end()}));
  }

  void times() {
    const Workload& w = workload_;
    const std::int64_t day = w.day.count();
    const bool day_fits = w.day > Duration{} && w.day <= kMaxDay;
    if (!day_fits) {
      complain("day",
               "found " + to_string(w.day) + ", expected a length above 0, at most 400 days");
    }
    if (w.start < kMinTime || w.start > kMaxTime) {
      complain("start", "found " + to_string(w.start) + ", expected a time of " +
                            to_string(kMinTime) + " to " + to_string(kMaxTime));
    } else if (w.days < 1) {
      complain("days", "found " + std::to_string(w.days) + ", expected 1 or more");
    } else if (day_fits && w.days > (kMaxTime - w.start) / w.day) {
      complain("days", "found " + std::to_string(w.days) + ", expected a last day that ends by " +
                           to_string(kMaxTime));
    }
    if (w.interval <= Duration{} || (day_fits && day / w.interval.count() > kMaxIntervals)) {
      complain("interval", "found " + to_string(w.interval) +
                               ", expected a length above 0, at most 100,000 of them a day");
    }
    const Duration closes = w.closes.value_or(w.day);
    if (day_fits && (w.opens < Duration{} || w.opens >= closes || closes > w.day)) {
      complain(w.closes && w.opens >= Duration{} && w.opens < w.day ? "closes" : "opens",
               "found " + to_string(w.opens) + " to " + to_string(closes) +
                   ", expected 0 <= opens < closes <= day (" + to_string(w.day) + ")");
    }
    if (w.lines && *w.lines < 0) complain("lines", "expected at least 0");
    if (!(w.day_factor_shape >= 0.0) || !std::isfinite(w.day_factor_shape)) {
      complain("day_factor.shape", "expected at least 0");
    }
  }

  void stream(const std::string& where, const ArrivalStream& config) {
    if (config.queue.empty()) complain(where + ".queue", "it is missing");
    if (center_ != nullptr) {
      if (!config.queue.empty()) refers(where + ".queue", "a queue", config.queue, queues_);
      refers(where + ".channel", "a channel", config.channel, channels_);
      request(where, config);
    }
    if (config.credit < Duration{} || !model::bounds::kCredit.holds(config.credit.count())) {
      complain(where + ".credit",
               "found " + to_string(config.credit) + ", expected a length of 0 to 30 days");
    }
    if (config.target && *config.target < Duration{}) {
      complain(where + ".target", "expected at least 0");
    }
    Duration before{-1};
    for (const RateStep& step : config.rates) {
      rising(where + ".per_hour", step.from, &before);
      if (!(step.per_hour >= 0.0) || step.per_hour > kMaxPerHour) {
        complain(where + ".per_hour", "found " + to_string(AttributeValue(step.per_hour)) +
                                          ", expected 0 to 10^9 an hour");
      }
    }
    laws(where + ".service", config.service);
    for (const LawStep& step : config.service) {
      if (problem_of(step.law).empty() && !std::isfinite(mean_of(step.law))) {
        complain(where + ".service", "it may never end");
      }
    }
    laws(where + ".patience", config.patience);
    retrial(where + ".retrial", config.retrial);
  }

  /// What the core refuses when the call comes.
  void request(const std::string& where, const ArrivalStream& config) {
    const KnownCenter known(*center_);
    model::ValueCheck check(known, kMaxWorkloadProblems);
    const model::Place place(where);
    if (config.priority) {
      check.number(model::Place(place, "priority"), *config.priority, model::bounds::kPriority);
    }
    const model::Place attributes(place, "attributes");
    check.count(attributes, config.attributes.size(), known.limits().attributes_per_interaction);
    check.attributes(attributes, config.attributes);
    check.requirement(model::Place(place, "require"), config.require);
    for (model::Problem& problem : check.take()) {
      complain(std::move(problem.path), std::move(problem.message));
    }
  }

  void laws(const std::string& where, const std::vector<LawStep>& steps) {
    Duration before{-1};
    for (const LawStep& step : steps) {
      rising(where, step.from, &before);
      if (auto problem = problem_of(step.law); !problem.empty()) {
        complain(where, std::move(problem));
      }
    }
  }

  void retrial(const std::string& where, const Retrial& config) {
    if (!(config.probability >= 0.0 && config.probability <= 1.0)) {
      complain(where + ".probability", "expected 0 to 1");
    }
    if (!(config.probability > 0.0)) return;
    if (auto problem = problem_of(config.delay); !problem.empty()) {
      complain(where + ".after", std::move(problem));
    } else if (!(mean_of(config.delay) >= kMinRetrial)) {
      complain(where + ".after", "expected a mean delay of 1 s or more");
    }
  }

  void group(const std::string& where, const StaffGroup& config) {
    for (const std::string& id : config.agents) {
      const std::string agent = where + ".agents." + model::printable(id, base::kMaxIdBytes);
      if (center_ != nullptr) refers(agent, "an agent", id, agents_);
      if (!grouped_.insert(id).second) complain(agent, "he is in a group already");
    }
    for (const StaffGroup::Step& step : config.on_duty) {
      within_day(where + ".on_duty", step.from);
      if (step.count < 0 || static_cast<std::size_t>(step.count) > config.agents.size()) {
        complain(where + ".on_duty", "found " + std::to_string(step.count) + ", expected 0 to " +
                                         std::to_string(config.agents.size()) + " agents");
      }
    }
    const std::set<std::string_view> streams = ids_of(workload_.streams);
    for (const StaffGroup::Multiplier& m : config.service) {
      const std::string service = where + ".service." + model::printable(m.stream, 128);
      refers(service, "a stream", m.stream, streams);
      if (!std::isfinite(m.factor) || m.factor < 0.0) {
        complain(service, "expected a factor of at least 0");
      }
    }
  }

  void shift(const Shift& config) {
    const std::string where = "shifts." + model::printable(config.agent, base::kMaxIdBytes);
    if (center_ != nullptr) refers(where, "an agent", config.agent, agents_);
    if (config.from < Duration{} || config.from >= config.to || config.to > workload_.day) {
      complain(where, "found " + to_string(config.from) + " to " + to_string(config.to) +
                          ", expected 0 <= from < to <= day");
    }
  }

  const Workload& workload_;
  const Center* center_;
  std::set<std::string_view> queues_, channels_, agents_;
  std::set<std::string_view> grouped_;
  std::vector<model::Problem> problems_;
};

}  // namespace

std::vector<model::Problem> check_workload(const Workload& workload, const Center* center) {
  return Checker(workload, center).run();
}

}  // namespace uniselector::sim
