// One function per noun of docs/workloads.md.
#include "sim/workload_check.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/suggest.h"
#include "base/text.h"
#include "model/center_names.h"
#include "sim/expression_check.h"
#include "sim/law.h"

namespace uniselector::sim {
namespace {

using model::Known;
using model::Place;

constexpr std::size_t kMaxStreams = 4096;
/// Seconds. It bounds the visits of a caller who never gives up for good.
constexpr double kMinRetrial = 1.0;
constexpr std::int64_t kMaxIntervals = 100'000;

class Checker {
 public:
  /// What the workload names is only looked up `in_center`.
  Checker(const Workload& workload, const Center& center, bool in_center)
      : workload_(workload),
        in_center_(in_center),
        rules_choose_(!center.classification.empty() || !center.fallback_queue.empty()),
        known_(center),
        compiled_(center) {}

  std::vector<model::Problem> run() {
    times();
    const Place streams("streams");
    if (workload_.streams.empty()) check_.problem(streams, "at least one is needed");
    check_.count(streams, workload_.streams.size(), kMaxStreams);
    std::set<std::string_view> ids;
    for (const ArrivalStream& config : workload_.streams) {
      if (check_.full()) break;
      const Place place(streams, config.id);
      named(place, config.id, &ids);
      stream(place, config);
    }
    stream_ids_.assign(ids.begin(), ids.end());
    ids.clear();
    const Place staff("staff");
    for (const StaffGroup& config : workload_.staff) {
      if (check_.full()) break;
      const Place place(staff, config.id);
      named(place, config.id, &ids);
      group(place, config);
    }
    const Place shifts("shifts");
    for (const Shift& config : workload_.shifts) {
      if (check_.full()) break;
      shift(Place(shifts, config.agent), config);
    }
    std::vector<model::Problem> problems = check_.take();
    problems.insert(problems.end(), expressions_.begin(), expressions_.end());
    if (problems.size() > kMaxWorkloadProblems) problems.resize(kMaxWorkloadProblems);
    return problems;
  }

 private:
  void named(const Place& place, std::string_view id, std::set<std::string_view>* ids) {
    if (!ids->insert(id).second) return check_.problem(place, "named twice");
    check_.id(place, id);
  }
  void refers(const Place& place, Known::Kind kind, std::string_view id) {
    if (in_center_) check_.refers(place, kind, id);
  }
  void within_day(const Place& place, Duration from) {
    if (from >= Duration{} && from < workload_.day) return;
    check_.problem(place, "found " + to_string(from) + ", expected times within the day");
  }
  void rising(const Place& place, Duration from, Duration* before) {
    if (from <= *before) {
      check_.problem(place, "found " + to_string(from) + " after " + to_string(*before) +
                                ", expected rising times");
    } else {
      within_day(place, from);
    }
    *before = from;
  }

  void times() {
    const Workload& w = workload_;
    const bool day_fits = w.day > Duration{} && w.day <= kMaxDay;
    if (!day_fits) {
      check_.problem(Place("day"), "found " + to_string(w.day) +
                                       ", expected a length above 0, at most " +
                                       to_string(kMaxDay));
    }
    const Place days("days");
    if (w.start < kMinTime || w.start > kMaxTime) {
      check_.problem(Place("start"), "found " + to_string(w.start) + ", expected a time of " +
                                         to_string(kMinTime) + " to " + to_string(kMaxTime));
    } else if (w.days < 1) {
      check_.problem(days, "found " + std::to_string(w.days) + ", expected 1 or more");
    } else if (day_fits && w.days > (kMaxTime - w.start) / w.day) {
      check_.problem(days, "found " + std::to_string(w.days) +
                               ", expected a last day that ends by " + to_string(kMaxTime));
    }
    if (w.interval <= Duration{} || (day_fits && w.day / w.interval > kMaxIntervals)) {
      check_.problem(Place("interval"), "found " + to_string(w.interval) +
                                            ", expected a length above 0, at most 100,000 of them "
                                            "a day");
    }
    const Duration closes = w.closes.value_or(w.day);
    if (day_fits && (w.opens < Duration{} || w.opens >= closes || closes > w.day)) {
      const bool late = w.closes && w.opens >= Duration{} && w.opens < w.day;
      check_.problem(Place(late ? "closes" : "opens"),
                     "found " + to_string(w.opens) + " to " + to_string(closes) +
                         ", expected 0 <= opens < closes <= day (" + to_string(w.day) + ")");
    }
    if (w.lines && *w.lines < 0) check_.problem(Place("lines"), "expected at least 0");
    if (!(w.day_factor_shape >= 0.0) || !std::isfinite(w.day_factor_shape)) {
      check_.problem(Place("day_factor.shape"), "expected at least 0");
    }
  }

  void stream(const Place& place, const ArrivalStream& config) {
    const Place queue(place, "queue");
    if (!config.queue.empty()) {
      refers(queue, Known::Kind::kQueue, config.queue);
    } else if (in_center_ && !rules_choose_) {
      check_.problem(queue,
                     "it is missing, and the configuration has no classification and no "
                     "fallback_queue that would choose one");
    }
    refers(Place(place, "channel"), Known::Kind::kChannel, config.channel);
    if (in_center_) request(place, config);
    check_.length(Place(place, "credit"), config.credit, model::bounds::kCredit);
    if (config.target && *config.target < Duration{}) {
      check_.problem(Place(place, "target"), "expected at least 0");
    }
    const Place per_hour(place, "per_hour");
    Duration before{-1};
    for (const RateStep& step : config.rates) {
      rising(per_hour, step.from, &before);
      if (step.per_hour >= 0.0 && step.per_hour <= kMaxPerHour) continue;
      check_.problem(per_hour, "found " + to_string(AttributeValue(step.per_hour)) +
                                   ", expected 0 to 10^9 an hour");
    }
    const Place service(place, "service");
    laws(service, config.service);
    for (const LawStep& step : config.service) {
      const bool endless = problem_of(step.law).empty() && !std::isfinite(mean_of(step.law));
      if (endless) check_.problem(service, "it may never end");
    }
    laws(Place(place, "patience"), config.patience);
    retrial(Place(place, "retrial"), config.retrial);
    expressions(place, config);
  }

  void expressions(const Place& place, const ArrivalStream& config) {
    const Requirement require = in_center_ ? config.require : without_tables(config.require);
    for (model::Problem& problem : compiled_.run(require, {})) {
      if (expressions_.size() >= kMaxWorkloadProblems) return;
      problem.path = place.text() + "." + problem.path;
      expressions_.push_back(std::move(problem));
    }
  }

  /// What the core would refuse when the call comes.
  void request(const Place& place, const ArrivalStream& config) {
    if (config.priority) {
      check_.number(Place(place, "priority"), *config.priority, model::bounds::kPriority);
    }
    const Place attributes(place, "attributes");
    check_.count(attributes, config.attributes.size(), known_.limits().attributes_per_interaction);
    check_.attributes(attributes, config.attributes);
    check_.requirement(Place(place, "require"), config.require);
  }

  void laws(const Place& place, const std::vector<LawStep>& steps) {
    Duration before{-1};
    for (const LawStep& step : steps) {
      rising(place, step.from, &before);
      if (auto problem = problem_of(step.law); !problem.empty()) check_.problem(place, problem);
    }
  }

  void retrial(const Place& place, const Retrial& config) {
    if (!(config.probability >= 0.0 && config.probability <= 1.0)) {
      check_.problem(Place(place, "probability"), "expected 0 to 1");
    }
    if (!(config.probability > 0.0)) return;
    const Place after(place, "after");
    if (auto problem = problem_of(config.delay); !problem.empty()) {
      check_.problem(after, problem);
    } else if (!(mean_of(config.delay) >= kMinRetrial)) {
      check_.problem(after, "expected a mean delay of 1 s or more");
    }
  }

  void group(const Place& place, const StaffGroup& config) {
    const Place agents(place, "agents");
    for (const std::string& id : config.agents) {
      if (check_.full()) return;
      const Place agent(agents, id);
      refers(agent, Known::Kind::kAgent, id);
      if (!grouped_.insert(id).second) check_.problem(agent, "he is in a group already");
    }
    const Place on_duty(place, "on_duty");
    for (const StaffGroup::Step& step : config.on_duty) {
      within_day(on_duty, step.from);
      if (step.count < 0 || static_cast<std::size_t>(step.count) > config.agents.size()) {
        check_.problem(on_duty, "found " + std::to_string(step.count) + ", expected 0 to " +
                                    std::to_string(config.agents.size()) + " agents");
      }
    }
    const Place service(place, "service");
    for (const StaffGroup::Multiplier& m : config.service) {
      const Place here(service, m.stream);
      if (std::find(stream_ids_.begin(), stream_ids_.end(), m.stream) == stream_ids_.end()) {
        check_.problem(here, "found '" + base::printable(m.stream, base::kMaxIdBytes) +
                                 "', expected the id of a stream" +
                                 base::suggestion(m.stream, stream_ids_));
      }
      if (!std::isfinite(m.factor) || m.factor < 0.0) {
        check_.problem(here, "expected a factor of at least 0");
      }
    }
  }

  void shift(const Place& place, const Shift& config) {
    refers(place, Known::Kind::kAgent, config.agent);
    if (config.from >= Duration{} && config.from < config.to && config.to <= workload_.day) return;
    check_.problem(place, "found " + to_string(config.from) + " to " + to_string(config.to) +
                              ", expected 0 <= from < to <= day");
  }

  const Workload& workload_;
  const bool in_center_;
  const bool rules_choose_;
  const model::CenterNames known_;
  model::ValueCheck check_{known_, kMaxWorkloadProblems};
  ExpressionCheck compiled_;
  std::vector<model::Problem> expressions_;
  std::vector<std::string_view> stream_ids_;
  std::set<std::string_view> grouped_;
};

}  // namespace

std::vector<model::Problem> check_workload(const Workload& workload, const Center* center) {
  static const Center kNoCenter;
  return Checker(workload, center == nullptr ? kNoCenter : *center, center != nullptr).run();
}

}  // namespace uniselector::sim
