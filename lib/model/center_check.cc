// One walk over the whole configuration; ids are collected first, so that order does not matter.
#include "model/center_check.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/suggest.h"
#include "base/text.h"
#include "model/ids.h"

namespace uniselector::model {
namespace {

constexpr int kMaxLevel = 1'000'000;
constexpr int kUnlistedMaxLevel = 100;  ///< of skills that are used but not listed
constexpr int kMaxCapacity = 65'535;
constexpr int kMaxUnits = 1'000'000;
constexpr int kMaxOffers = 1000;
constexpr int kMaxRank = 1000;
constexpr std::size_t kMaxSteps = 64;  ///< relaxation steps and wait limits of a queue together
constexpr std::size_t kMaxHolidays = 4096;
constexpr std::size_t kMaxConditions = 64;
constexpr Duration kMonth = std::chrono::hours(24 * 30);
constexpr Duration kLongest = std::chrono::hours(24 * 36'500);
constexpr Duration kShortest = std::chrono::milliseconds(1);
constexpr const char* kDays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/// The ids of one kind, in order; answers who is known and what a mistyped one may have meant.
class Names {
 public:
  bool add(const std::string& id) {
    if (!set_.insert(id).second) return false;
    list_.push_back(id);
    return true;
  }
  bool has(std::string_view id) const { return set_.count(id) != 0; }
  std::string suggestion(std::string_view id) const { return base::suggestion(id, list_); }

 private:
  std::unordered_set<std::string_view> set_;
  std::vector<std::string_view> list_;
};

class Checker {
 public:
  explicit Checker(const Center& center) : center_(center) {}

  std::vector<CenterProblem> run() {
    if (center_.version != 1) range("version", center_.version, 1, 1);
    if (!center_.id.empty()) check_id("center", center_.id);
    if (center_.time_zone.empty()) problem("time_zone", "found nothing, expected a time zone");
    if (center_.idle_logout) length("idle_logout", *center_.idle_logout, kShortest, kLongest);
    check_limits();
    collect();
    for (const auto& channel : center_.channels) check_channel(channel);
    for (const auto& skill : center_.skills) check_skill(skill);
    for (const auto& calendar : center_.calendars) check_calendar(calendar);
    for (const auto& profile : center_.profiles) check_profile(profile);
    for (const auto& queue : center_.queues) check_queue(queue);
    for (const auto& agent : center_.agents) {
      if (full()) break;
      check_agent(agent);
    }
    return std::move(problems_);
  }

 private:
  bool full() const { return problems_.size() >= kMaxProblems; }
  void problem(std::string path, std::string message) {
    if (!full()) problems_.push_back({std::move(path), std::move(message)});
  }
  void range(const std::string& path, std::int64_t value, std::int64_t min, std::int64_t max) {
    if (value >= min && value <= max) return;
    problem(path, "found " + std::to_string(value) + ", expected " + std::to_string(min) + ".." +
                      std::to_string(max));
  }
  void length(const std::string& path, Duration value, Duration min, Duration max) {
    if (value >= min && value <= max) return;
    problem(path,
            "found " + to_string(value) + ", expected " + to_string(min) + ".." + to_string(max));
  }
  void check_id(const std::string& path, std::string_view id) {
    if (base::is_id(id)) return;
    problem(path, "found '" + std::string(id.substr(0, 64)) +
                      "', expected an id: 1 to 128 bytes of UTF-8 without control characters");
  }
  void refers(const std::string& path, const Names& names, const std::string& id,
              const char* kind) {
    if (names.has(id)) return;
    problem(path, "found '" + id.substr(0, base::kMaxIdBytes) + "', expected the id of a " + kind +
                      names.suggestion(id));
  }

  template <class T>
  void collect_ids(const char* kind, const std::vector<T>& list, Names* names) {
    for (const T& entry : list) {
      if (full()) return;
      const std::string path = std::string(kind) + '.' + entry.id.substr(0, base::kMaxIdBytes);
      check_id(path, entry.id);
      if (!names->add(entry.id)) problem(path, "the id is used twice");
    }
  }
  void collect() {
    collect_ids("channels", center_.channels, &channels_);
    if (center_.channels.empty()) channels_.add(default_channel_);
    collect_ids("skills", center_.skills, &skill_names_);
    for (const auto& skill : center_.skills) skills_.emplace(skill.id, &skill);
    collect_ids("calendars", center_.calendars, &calendars_);
    collect_ids("profiles", center_.profiles, &profiles_);
    collect_ids("queues", center_.queues, &queues_);
    collect_ids("agents", center_.agents, &agents_);
    count("channels", center_.channels.size(), kMaxChannels);
    count("queues", center_.queues.size(), kMaxQueues);
    if (center_.agents.size() > center_.limits.agents) {
      problem("agents", "found " + std::to_string(center_.agents.size()) +
                            ", expected at most limits.agents (" +
                            std::to_string(center_.limits.agents) + ")");
    }
  }
  void count(const std::string& path, std::size_t found, std::size_t most) {
    if (found <= most) return;
    problem(path, "found " + std::to_string(found) + ", expected at most " + std::to_string(most));
  }

  void check_limits() {
    const Limits& limits = center_.limits;
    range("limits.agents", limits.agents, 1, 1'000'000);
    range("limits.interactions", limits.interactions, 1, 100'000'000);
    range("limits.attributes_per_interaction", limits.attributes_per_interaction, 0, 4096);
    range("limits.attribute_bytes", limits.attribute_bytes, 1, 65'536);
    range("limits.notes_per_interaction", limits.notes_per_interaction, 0, 4096);
    range("limits.ended_kept", limits.ended_kept, 0, 10'000'000);
  }

  void check_channel(const ChannelConfig& channel) {
    const std::string path = "channels." + channel.id;
    length(path + ".offer_timeout", channel.offer_timeout, kShortest, kMonth);
    length(path + ".wrap_up", channel.wrap_up, {}, kMonth);
    length(path + ".decline_cool_down", channel.decline_cool_down, {}, kMonth);
    length(path + ".min_offer_gap", channel.min_offer_gap, {}, kMonth);
    length(path + ".agent_grace", channel.agent_grace, {}, kMonth);
    if (channel.missed) check_penalty(path + ".missed", *channel.missed);
    check_penalty(path + ".declined", channel.declined);
    check_penalty(path + ".failed", channel.failed);
  }
  void check_penalty(const std::string& path, const OfferPenalty& penalty) {
    range(path + ".after", penalty.after, 1, 1000);
    if (penalty.then == OfferPenalty::Then::kCoolDown) {
      length(path + ".cool_down", penalty.cool_down, kShortest, kMonth);
    }
  }

  void check_skill(const SkillConfig& skill) {
    const std::string path = "skills." + skill.id + ".levels";
    range(path, skill.min_level, 0, kMaxLevel);
    range(path, skill.max_level, 0, kMaxLevel);
    if (skill.min_level > skill.max_level) {
      problem(path, "found " + std::to_string(skill.min_level) + ".." +
                        std::to_string(skill.max_level) + ", expected the lower level first");
    }
  }
  std::pair<int, int> levels(const std::string& skill) const {
    const auto it = skills_.find(skill);
    if (it == skills_.end()) return {1, kUnlistedMaxLevel};
    return {it->second->min_level, it->second->max_level};
  }

  void check_calendar(const CalendarConfig& calendar) {
    const std::string path = "calendars." + calendar.id;
    if (!calendar.open.empty() && calendar.open.size() != 7) {
      problem(path + ".open", "found " + std::to_string(calendar.open.size()) +
                                  " days, expected seven, Monday first");
    }
    for (std::size_t day = 0; day < calendar.open.size() && day < 7; ++day) {
      check_hours(path + ".open." + kDays[day], calendar.open[day]);
    }
    count(path + ".holidays", calendar.holidays.size(), kMaxHolidays);
    for (std::size_t i = 0; i < calendar.holidays.size() && !full(); ++i) {
      check_date(path + ".holidays[" + std::to_string(i) + "]", calendar.holidays[i]);
    }
    count(path + ".overrides", calendar.overrides.size(), kMaxHolidays);
    for (const auto& [date, hours] : calendar.overrides) {
      if (full()) return;
      check_date(path + ".overrides." + date, date);
      check_hours(path + ".overrides." + date, hours);
    }
  }
  static std::string clock(int minute) {
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return two(minute / 60) + ':' + two(minute % 60);
  }
  void check_hours(const std::string& path, const std::vector<CalendarConfig::Interval>& hours) {
    count(path, hours.size(), 1440);
    int end = 0;
    for (const auto& interval : hours) {
      if (full()) return;
      if (interval.from_minute < 0 || interval.to_minute > 1440 ||
          interval.from_minute >= interval.to_minute) {
        problem(path, "found minutes " + std::to_string(interval.from_minute) + ".." +
                          std::to_string(interval.to_minute) +
                          ", expected a beginning before an end within 0..1440");
      } else if (interval.from_minute < end) {
        problem(path, "the hours from " + clock(interval.from_minute) +
                          " begin before those before them end (" + clock(end) + ")");
      }
      end = std::max(end, interval.to_minute);
    }
  }
  void check_date(const std::string& path, const std::string& date) {
    if (parse_time(date + "T00:00:00Z").ok() && date.size() == 10) return;
    problem(path,
            "found '" + date.substr(0, 64) + "', expected a date YYYY-MM-DD, years 1900..2200");
  }

  void check_profile(const ProfileConfig& profile) {
    const std::string path = "profiles." + profile.id;
    check_capacity(path + ".capacity", profile.capacity);
    range(path + ".max_offers", profile.max_offers, 1, kMaxOffers);
  }
  void check_capacity(const std::string& path, const Capacity& capacity) {
    if (capacity.units) range(path + ".units", *capacity.units, 1, kMaxUnits);
    count(path, capacity.channels.size(), kMaxChannels);
    for (std::size_t i = 0; i < capacity.channels.size() && !full(); ++i) {
      const Capacity::Channel& entry = capacity.channels[i];
      const std::string place =
          path + (capacity.units ? ".channels." : ".") + entry.channel.substr(0, base::kMaxIdBytes);
      refers(place, channels_, entry.channel, "channel");
      range(place + (capacity.units ? ".max" : ""), entry.max, 0, kMaxCapacity);
      range(place + ".cost", entry.cost, 0, kMaxCapacity);
      if (capacity.units && entry.max > 0 && entry.cost > *capacity.units) {
        problem(place + ".cost", "found " + std::to_string(entry.cost) +
                                     ", expected at most the units of the pool (" +
                                     std::to_string(*capacity.units) + ")");
      }
      for (std::size_t k = 0; k < i && k < kMaxChannels; ++k) {
        if (capacity.channels[k].channel == entry.channel) {
          problem(place, "the channel is listed twice");
        }
      }
    }
  }

  void check_agent(const AgentConfig& agent) {
    const std::string path = "agents." + agent.id;
    if (!agent.profile.empty()) refers(path + ".profile", profiles_, agent.profile, "profile");
    for (const auto& [skill, level] : agent.skills) check_level(path + ".skills", skill, level);
    check_attributes(path + ".attributes", agent.attributes);
    std::unordered_set<std::string_view> members;
    for (const auto& member : agent.queues) {
      if (full()) return;
      const std::string place = path + ".queues." + member.queue.substr(0, base::kMaxIdBytes);
      refers(place, queues_, member.queue, "queue");
      if (!members.insert(member.queue).second) problem(place, "the queue is listed twice");
      range(place + ".rank", member.rank, 1, kMaxRank);
    }
    if (agent.capacity) check_capacity(path + ".capacity", *agent.capacity);
    if (agent.max_offers) range(path + ".max_offers", *agent.max_offers, 1, kMaxOffers);
  }
  void check_level(const std::string& path, const std::string& skill, int level) {
    check_id(path, skill);
    const auto [low, high] = levels(skill);
    range(path + '.' + skill, level, low, high);
  }
  void check_attributes(const std::string& path, const Attributes& attributes) {
    count(path, attributes.size(), center_.limits.attributes_per_interaction);
    for (const auto& [name, value] : attributes) {
      if (full()) return;
      check_id(path, name);
      if (name == "id") problem(path + ".id", "the name is taken: it is the agent's own id");
      check_value(path + '.' + name, value);
    }
  }
  void check_value(const std::string& path, const AttributeValue& value) {
    if (const auto* number = std::get_if<double>(&value); number && !std::isfinite(*number)) {
      problem(path, "found a number that is not finite");
    }
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return;
    if (text->size() > center_.limits.attribute_bytes) {
      problem(path, "found " + std::to_string(text->size()) +
                        " bytes, expected at most limits.attribute_bytes (" +
                        std::to_string(center_.limits.attribute_bytes) + ")");
    } else if (!base::is_utf8(*text)) {
      problem(path, "the text is not UTF-8");
    }
  }

  void check_requirement(const std::string& path, const Requirement& requirement) {
    count(path, requirement.skills.size() + requirement.attributes.size(), kMaxConditions);
    for (const auto& condition : requirement.skills) {
      if (full()) return;
      check_skill_condition(path + ".skills", condition);
    }
    for (const auto& condition : requirement.attributes) {
      if (full()) return;
      const std::string place = path + ".attributes." + condition.attribute;
      check_id(path + ".attributes", condition.attribute);
      check_value(place, condition.value);
      if (condition.expires_after) {
        length(place + ".expires_after", *condition.expires_after, {}, kLongest);
      }
    }
  }
  /// One step beyond the levels that exist is fine where the comparison is strict.
  void check_skill_condition(const std::string& path, const SkillCondition& condition) {
    check_id(path, condition.skill);
    const std::string place = path + '.' + condition.skill;
    if (condition.op != Operator::kPresent && condition.op != Operator::kAbsent) {
      const auto [low, high] = levels(condition.skill);
      const int beyond =
          condition.op == Operator::kLess || condition.op == Operator::kGreater ? 1 : 0;
      range(place, condition.level, low - beyond, high + beyond);
    }
    if (condition.expires_after) {
      length(place + ".expires_after", *condition.expires_after, {}, kLongest);
    }
  }

  void check_queue(const QueueConfig& queue) {
    if (full()) return;
    const std::string path = "queues." + queue.id;
    range(path + ".priority", queue.priority, -kPriorityLimit, kPriorityLimit);
    if (!(queue.ageing_per_minute >= 0 && queue.ageing_per_minute <= 1000)) {
      problem(path + ".ageing.per_minute",
              "found " + std::to_string(queue.ageing_per_minute) + ", expected 0..1000");
    }
    range(path + ".ageing.max", queue.ageing_max, 0, 2 * kPriorityLimit);
    check_requirement(path + ".require", queue.require);
    check_relax(path + ".relax", queue.relax);
    if (to_string(queue.prefer) == "unknown") problem(path + ".prefer", "it is no preference");
    if (queue.offer_timeout)
      length(path + ".offer_timeout", *queue.offer_timeout, kShortest, kMonth);
    range(path + ".offers_at_once", queue.offers_at_once, 1, 1000);
    if (queue.max_unassigns) range(path + ".max_unassigns", *queue.max_unassigns, 0, 1000);
    if (queue.time_to_live)
      length(path + ".time_to_live", *queue.time_to_live, kShortest, kLongest);
    if (!queue.calendar.empty()) refers(path + ".calendar", calendars_, queue.calendar, "calendar");
    if (queue.closed) {
      check_action(path + ".closed", queue, *queue.closed, false);
      if (queue.calendar.empty()) {
        problem(path + ".closed", "it never happens: the queue has no calendar");
      }
    }
    check_queue_limits(path + ".limits", queue);
    length(path + ".abandon.short", queue.short_abandon, {}, std::chrono::hours(1));
    length(path + ".promise.answer", queue.answer_within, kShortest, kMonth);
    if (!(queue.answer_share > 0 && queue.answer_share <= 1)) {
      problem(path + ".promise.answer", "found a share of " + std::to_string(queue.answer_share) +
                                            ", expected above 0% and at most 100%");
    }
  }
  void check_queue_limits(const std::string& path, const QueueConfig& queue) {
    if (queue.length) {
      range(path + ".length.max", queue.length->max, 0, 100'000'000);
      check_action(path + ".length.then", queue, queue.length->action, false);
    }
    count(path + ".wait", queue.wait.size() + queue.relax.size(), kMaxSteps);
    for (std::size_t i = 0; i < queue.wait.size() && !full(); ++i) {
      const std::string place =
          path + ".wait" + (queue.wait.size() > 1 ? "[" + std::to_string(i) + "]" : "");
      length(place + ".max", queue.wait[i].max, kShortest, kLongest);
      check_action(place + ".then", queue, queue.wait[i].action, true);
      if (i != 0 && queue.wait[i].max <= queue.wait[i - 1].max) {
        problem(place + ".max", "found " + to_string(queue.wait[i].max) +
                                    ", expected more than the limit before it (" +
                                    to_string(queue.wait[i - 1].max) + ")");
      }
    }
  }
  void check_action(const std::string& path, const QueueConfig& queue, const LimitAction& action,
                    bool in_place_allowed) {
    if (action.then == LimitAction::Then::kOverflow) {
      refers(path + ".overflow", queues_, action.queue, "queue");
      if (action.queue == queue.id && !in_place_allowed) {
        problem(path + ".overflow", "found the queue itself, expected another");
      }
      if (action.priority) {
        range(path + ".priority", *action.priority, -kPriorityLimit, kPriorityLimit);
      }
      check_requirement(path + ".add", action.add);
    } else if (action.then == LimitAction::Then::kDeflect && action.note.empty()) {
      problem(path + ".deflect", "found nothing, expected where to");
    }
    if (action.note.size() > center_.limits.attribute_bytes) {
      problem(path + ".note", "found " + std::to_string(action.note.size()) +
                                  " bytes, expected at most limits.attribute_bytes (" +
                                  std::to_string(center_.limits.attribute_bytes) + ")");
    }
  }
  void check_relax(const std::string& path, const std::vector<RelaxStep>& steps) {
    for (std::size_t i = 0; i < steps.size() && !full(); ++i) {
      const RelaxStep& step = steps[i];
      const std::string place = path + '[' + std::to_string(i) + ']';
      length(place + ".after", step.after, {}, kLongest);
      if (i != 0 && step.after < steps[i - 1].after) {
        problem(place + ".after", "found " + to_string(step.after) +
                                      ", expected no less than the step before it (" +
                                      to_string(steps[i - 1].after) + ")");
      }
      if (step.set) check_requirement(place + ".set", *step.set);
      for (const auto& [skill, level] : step.lower) check_level(place + ".lower", skill, level);
      if (step.lower_all_by) range(place + ".lower_all_by", *step.lower_all_by, 1, kMaxLevel);
      check_requirement(place + ".add", step.add);
      if (step.priority)
        range(place + ".priority", *step.priority, -kPriorityLimit, kPriorityLimit);
      if (!step.overflow.empty()) refers(place + ".overflow", queues_, step.overflow, "queue");
    }
  }

  const Center& center_;
  std::vector<CenterProblem> problems_{};
  const std::string default_channel_ = "voice";
  Names channels_{};
  Names skill_names_{};
  Names calendars_{};
  Names profiles_{};
  Names queues_{};
  Names agents_{};
  std::unordered_map<std::string_view, const SkillConfig*> skills_{};
};

}  // namespace

std::vector<CenterProblem> check_center(const Center& center) { return Checker(center).run(); }

}  // namespace uniselector::model
