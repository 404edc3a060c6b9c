// One walk over the whole configuration; ids are collected first, so that order does not matter.
#include "model/center_check.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "model/bounds.h"
#include "model/center_names.h"

namespace uniselector::model {
namespace {

constexpr std::size_t kShownBytes = 64;  ///< of a text in a message
constexpr const char* kDays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

class Checker {
 public:
  explicit Checker(const Center& center) : center_(center) {}

  std::vector<Problem> run() {
    check_top();
    collect();
    each("channels", center_.channels, &Checker::check_channel);
    each("skills", center_.skills, &Checker::check_skill);
    each("calendars", center_.calendars, &Checker::check_calendar);
    each("profiles", center_.profiles, &Checker::check_profile);
    each("queues", center_.queues, &Checker::check_queue);
    check_circles();
    check_tables();
    check_classification();
    const Place agents("agents");
    for (const auto& agent : center_.agents) {
      if (check_.full()) break;
      check_.agent(Place(agents, agent.id), agent);
    }
    return check_.take();
  }

 private:
  template <class T>
  void each(std::string_view kind, const std::vector<T>& list,
            void (Checker::*check)(const Place&, const T&)) {
    const Place parent(kind);
    for (const T& entry : list) {
      if (check_.full()) return;
      (this->*check)(Place(parent, entry.id), entry);
    }
  }
  template <class T, class F>
  void collect_ids(std::string_view kind, const std::vector<T>& list, F&& add) {
    const Place parent(kind);
    for (const T& entry : list) {
      if (check_.full()) return;
      const Place place(parent, entry.id);
      check_.id(place, entry.id);
      if (!add(entry)) check_.problem(place, "the id is used twice");
    }
  }
  void collect() {
    const auto to = [this](Known::Kind kind) {
      return [this, kind](const auto& entry) { return known_.add(kind, entry.id); };
    };
    collect_ids("channels", center_.channels, to(Known::Kind::kChannel));
    if (center_.channels.empty()) known_.add(Known::Kind::kChannel, kImpliedChannel);
    collect_ids("skills", center_.skills,
                [this](const SkillConfig& skill) { return known_.add_skill(skill); });
    collect_ids("calendars", center_.calendars, to(Known::Kind::kCalendar));
    collect_ids("profiles", center_.profiles, to(Known::Kind::kProfile));
    collect_ids("queues", center_.queues, to(Known::Kind::kQueue));
    collect_ids("agents", center_.agents, to(Known::Kind::kAgent));
    check_.count(Place("channels"), center_.channels.size(), kMaxChannels);
    check_.count(Place("queues"), center_.queues.size(), kMaxQueues);
    if (center_.agents.size() > center_.limits.agents) {
      check_.problem(Place("agents"), "found " + std::to_string(center_.agents.size()) +
                                          ", expected at most limits.agents (" +
                                          std::to_string(center_.limits.agents) + ")");
    }
  }

  void check_top() {
    check_.number(Place("version"), center_.version, bounds::kVersion);
    if (!center_.id.empty()) check_.id(Place("center"), center_.id);
    if (center_.time_zone.empty()) {
      check_.problem(Place("time_zone"), "found nothing, expected a time zone");
    }
    if (center_.idle_logout) {
      check_.length(Place("idle_logout"), *center_.idle_logout, bounds::kIdleLogout);
    }
    const Limits& limits = center_.limits;
    const Place place("limits");
    check_.number(Place(place, "agents"), limits.agents, bounds::kAgents);
    check_.number(Place(place, "interactions"), limits.interactions, bounds::kInteractions);
    check_.number(Place(place, "attributes_per_interaction"), limits.attributes_per_interaction,
                  bounds::kAttributes);
    check_.number(Place(place, "attribute_bytes"), limits.attribute_bytes, bounds::kAttributeBytes);
    check_.number(Place(place, "notes_per_interaction"), limits.notes_per_interaction,
                  bounds::kNotes);
    check_.number(Place(place, "ended_kept"), limits.ended_kept, bounds::kEndedKept);
  }

  void check_channel(const Place& place, const ChannelConfig& channel) {
    check_.length(Place(place, "offer_timeout"), channel.offer_timeout, bounds::kOfferTimeout);
    check_.length(Place(place, "wrap_up"), channel.wrap_up, bounds::kWrapUp);
    check_.length(Place(place, "decline_cool_down"), channel.decline_cool_down,
                  bounds::kDeclineCoolDown);
    check_.length(Place(place, "min_offer_gap"), channel.min_offer_gap, bounds::kMinOfferGap);
    check_.length(Place(place, "agent_grace"), channel.agent_grace, bounds::kAgentGrace);
    if (channel.missed) check_penalty(Place(place, "missed"), *channel.missed);
    check_penalty(Place(place, "declined"), channel.declined);
    check_penalty(Place(place, "failed"), channel.failed);
  }
  void check_penalty(const Place& place, const OfferPenalty& penalty) {
    check_.number(Place(place, "after"), penalty.after, bounds::kPenaltyAfter);
    if (penalty.then == OfferPenalty::Then::kCoolDown) {
      check_.length(Place(place, "cool_down"), penalty.cool_down, bounds::kPenaltyCoolDown);
    }
  }

  void check_skill(const Place& place, const SkillConfig& skill) {
    const Place levels(place, "levels");
    check_.number(levels, skill.min_level, bounds::kLevel);
    check_.number(levels, skill.max_level, bounds::kLevel);
    if (skill.min_level > skill.max_level) {
      check_.problem(levels, "found " + std::to_string(skill.min_level) + ".." +
                                 std::to_string(skill.max_level) +
                                 ", expected the lower level first");
    }
  }

  void check_calendar(const Place& place, const CalendarConfig& calendar) {
    const Place open(place, "open");
    if (!calendar.open.empty() && calendar.open.size() != 7) {
      check_.problem(open, "found " + std::to_string(calendar.open.size()) +
                               " days, expected seven, Monday first");
    }
    for (std::size_t day = 0; day < calendar.open.size() && day < 7; ++day) {
      check_hours(Place(open, kDays[day]), calendar.open[day]);
    }
    const Place holidays(place, "holidays");
    check_.count(holidays, calendar.holidays.size(), bounds::kMaxHolidays);
    for (std::size_t i = 0; i < calendar.holidays.size() && !check_.full(); ++i) {
      check_date(Place::nth(holidays, i), calendar.holidays[i]);
    }
    const Place overrides(place, "overrides");
    check_.count(overrides, calendar.overrides.size(), bounds::kMaxHolidays);
    for (const auto& [date, hours] : calendar.overrides) {
      if (check_.full()) return;
      const Place here(overrides, date);
      check_date(here, date);
      check_hours(here, hours);
    }
  }
  static std::string clock(int minute) {
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return two(minute / 60) + ':' + two(minute % 60);
  }
  void check_hours(const Place& place, const std::vector<CalendarConfig::Interval>& hours) {
    check_.count(place, hours.size(), bounds::kMaxIntervals);
    int end = 0;
    for (const auto& interval : hours) {
      if (check_.full()) return;
      if (interval.from_minute < 0 || interval.to_minute > 1440 ||
          interval.from_minute >= interval.to_minute) {
        check_.problem(place, "found minutes " + std::to_string(interval.from_minute) + ".." +
                                  std::to_string(interval.to_minute) +
                                  ", expected a beginning before an end within 0..1440");
      } else if (interval.from_minute < end) {
        check_.problem(place, "the hours from " + clock(interval.from_minute) +
                                  " begin before those before them end (" + clock(end) + ")");
      }
      end = std::max(end, interval.to_minute);
    }
  }
  void check_date(const Place& place, const std::string& date) {
    if (date.size() == 10 && parse_time(date + "T00:00:00Z").ok()) return;
    check_.problem(place, "found '" + base::printable(date, kShownBytes) +
                              "', expected a date YYYY-MM-DD, years 1970..2099");
  }

  void check_profile(const Place& place, const ProfileConfig& profile) {
    check_.capacity(Place(place, "capacity"), profile.capacity);
    check_.number(Place(place, "max_offers"), profile.max_offers, bounds::kMaxOffers);
  }

  void check_queue(const Place& place, const QueueConfig& queue) {
    const Place own(place, "attributes");
    check_.count(own, queue.attributes.size(), center_.limits.attributes_per_interaction);
    check_.attributes(own, queue.attributes);
    check_.number(Place(place, "priority"), queue.priority, bounds::kPriority);
    check_.optional_expression(Place(place, "priority"), queue.priority_rule);
    check_ageing(Place(place, "ageing"), queue);
    check_.requirement(Place(place, "require"), queue.require);
    check_.relax(Place(place, "relax"), queue.relax);
    check_preference(Place(place, "prefer"), queue);
    if (queue.offer_timeout) {
      check_.length(Place(place, "offer_timeout"), *queue.offer_timeout, bounds::kOfferTimeout);
    }
    check_.number(Place(place, "offers_at_once"), queue.offers_at_once, bounds::kOffersAtOnce);
    if (queue.max_unassigns) {
      check_.number(Place(place, "max_unassigns"), *queue.max_unassigns, bounds::kUnassigns);
    }
    if (queue.time_to_live) {
      check_.length(Place(place, "time_to_live"), *queue.time_to_live, bounds::kTimeToLive);
    }
    if (!queue.calendar.empty()) {
      check_.refers(Place(place, "calendar"), Known::Kind::kCalendar, queue.calendar);
    }
    if (queue.closed) {
      const Place closed(place, "closed");
      check_action(closed, queue, *queue.closed, false);
      check_.optional_expression(Place(closed, "when"), queue.closed->when);
      if (queue.calendar.empty()) {
        check_.problem(closed, "it never happens: the queue has no calendar");
      }
    }
    check_queue_limits(Place(place, "limits"), queue);
    check_.length(Place(place, "abandon.short"), queue.short_abandon, bounds::kShortAbandon);
    check_promise(Place(place, "promise.answer"), queue);
  }
  void check_preference(const Place& place, const QueueConfig& queue) {
    const Place score(place, "score");
    if (to_string(queue.prefer) == "unknown") {
      check_.problem(place, "it is no preference");
    } else if (queue.prefer == Preference::kScore) {
      check_.expression(score, queue.score.expression);
    } else if (queue.score != ScoreConfig{}) {
      check_.problem(score, "found a score beside the preference '" +
                                std::string(to_string(queue.prefer)) + "', expected one of them");
    }
  }
  void check_ageing(const Place& place, const QueueConfig& queue) {
    const double per_minute = queue.ageing_per_minute;
    constexpr Range kRange = bounds::kAgeingPerMinute;
    if (!(per_minute >= static_cast<double>(kRange.min) &&
          per_minute <= static_cast<double>(kRange.max))) {
      check_.problem(Place(place, "per_minute"), "found " + std::to_string(per_minute) +
                                                     ", expected " + std::to_string(kRange.min) +
                                                     ".." + std::to_string(kRange.max));
    }
    check_.number(Place(place, "max"), queue.ageing_max, bounds::kAgeingMax);
  }
  void check_promise(const Place& place, const QueueConfig& queue) {
    check_.length(place, queue.answer_within, bounds::kAnswerWithin);
    if (queue.answer_share > 0 && queue.answer_share <= 1) return;
    check_.problem(place, "found a share of " + std::to_string(queue.answer_share) +
                              ", expected above 0% and at most 100%");
  }
  void check_queue_limits(const Place& place, const QueueConfig& queue) {
    if (queue.length) {
      const Place length(place, "length");
      check_.number(Place(length, "max"), queue.length->max, bounds::kQueueLength);
      check_action(Place(length, "then"), queue, queue.length->action, false);
      check_.optional_expression(Place(length, "when"), queue.length->action.when);
    }
    const Place wait(place, "wait");
    // More steps alone have been complained about already.
    if (queue.relax.size() <= bounds::kMaxSteps) {
      check_.count(wait, queue.wait.size() + queue.relax.size(), bounds::kMaxSteps);
    }
    for (std::size_t i = 0; i < queue.wait.size() && !check_.full(); ++i) {
      const Place here = queue.wait.size() > 1 ? Place::nth(wait, i) : Place(wait, "");
      const Place max(here, "max");
      check_.length(max, queue.wait[i].max, bounds::kWaitMax);
      check_action(Place(here, "then"), queue, queue.wait[i].action, true);
      check_.optional_expression(Place(here, "when"), queue.wait[i].action.when);
      if (i != 0 && queue.wait[i].max <= queue.wait[i - 1].max) {
        check_.problem(max, "found " + to_string(queue.wait[i].max) +
                                ", expected more than the limit before it (" +
                                to_string(queue.wait[i - 1].max) + ")");
      }
    }
    std::vector<std::int64_t> ends;
    for (const auto& limit : queue.wait) ValueCheck::add_ends(limit.action.add, &ends);
    check_.ends(wait, std::move(ends));
  }
  void check_action(const Place& place, const QueueConfig& queue, const LimitAction& action,
                    bool in_place_allowed) {
    if (action.then == LimitAction::Then::kOverflow) {
      const Place overflow(place, "overflow");
      check_.refers(overflow, Known::Kind::kQueue, action.queue);
      if (action.queue == queue.id && !in_place_allowed) {
        check_.problem(overflow, "found the queue itself, expected another");
      }
      if (action.priority) {
        check_.number(Place(place, "priority"), *action.priority, bounds::kPriority);
      }
      check_.requirement(Place(place, "add"), action.add);
    } else if (action.then == LimitAction::Then::kDeflect && action.note.empty()) {
      check_.problem(Place(place, "deflect"), "found nothing, expected where to");
    }
    check_reclassify(Place(place, "reclassify"), action);
    check_.text(Place(place, "note"), action.note);
  }

  void check_reclassify(const Place& place, const LimitAction& action) {
    if (action.then != LimitAction::Then::kReclassify) {
      if (action.set.empty()) return;
      return check_.problem(place, "found attributes to set, expected them with reclassify only");
    }
    check_.count(place, action.set.size(), center_.limits.attributes_per_interaction);
    check_.attributes(place, action.set);
    if (!center_.classification.empty() || !center_.fallback_queue.empty()) return;
    check_.problem(place, "it leads nowhere: there is neither classification nor fallback_queue");
  }

  static bool is_word(std::string_view id) {
    const auto letter = [](char c) {
      return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    return !id.empty() && letter(id[0]) && std::all_of(id.begin(), id.end(), [&](char c) {
      return letter(c) || (c >= '0' && c <= '9');
    });
  }
  void check_tables() {
    const Place tables("tables");
    check_.count(tables, center_.tables.size(), bounds::kMaxTables);
    const std::size_t count = std::min(center_.tables.size(), bounds::kMaxTables);
    for (std::size_t i = 0; i < count && !check_.full(); ++i) {
      const TableConfig& table = center_.tables[i];
      const Place place(tables, table.id);
      check_.id(place, table.id);
      if (!tables_.insert(table.id).second) check_.problem(place, "the id is used twice");
      if (!is_word(table.id)) {
        check_.problem(place, "found the id '" + table.id +
                                  "', expected letters, digits and _, not a digit first, as "
                                  "expressions ask tables." +
                                  table.id);
      }
      check_.count(Place(place, "versions"), table.versions.size(), bounds::kMaxVersions);
      if (table.candidate) {
        check_.optional_expression(Place(Place(place, "candidate"), "by"), table.candidate->by);
      }
    }
  }

  void check_classification() {
    if (!center_.fallback_queue.empty()) {
      check_.refers(Place("fallback_queue"), Known::Kind::kQueue, center_.fallback_queue);
    }
    const Place rules("classification");
    check_.count(rules, center_.classification.size(), bounds::kMaxRules);
    const std::size_t count = std::min(center_.classification.size(), bounds::kMaxRules);
    for (std::size_t i = 0; i < count && !check_.full(); ++i) {
      check_rule(Place::nth(rules, i), center_.classification[i]);
    }
  }
  void check_rule(const Place& place, const ClassificationRule& rule) {
    if (!rule.name.empty()) check_.id(Place(place, "name"), rule.name);
    const Place channels(place, "channels");
    check_.count(channels, rule.channels.size(), kMaxChannels);
    for (const std::string& channel : rule.channels) {
      if (check_.full()) return;
      check_.refers(Place(channels, channel), Known::Kind::kChannel, channel);
    }
    check_.optional_expression(Place(place, "when"), rule.when);
    check_.optional_expression(Place(place, "where"), rule.queue_where);
    check_.optional_expression(Place(place, "split_by"), rule.split_by);
    check_.optional_expression(Place(place, "priority"), rule.priority);
    if (!rule.queue.empty()) {
      check_.refers(Place(place, "queue"), Known::Kind::kQueue, rule.queue);
    }
    if (!rule.table.empty() && tables_.count(rule.table) == 0) {
      check_.problem(Place(place, "table"),
                     "found '" + rule.table + "', expected the id of a table",
                     StatusCode::kNotFound);
    }
    const int targets = (rule.table.empty() ? 0 : 1) + (rule.queue.empty() ? 0 : 1) +
                        (rule.queue_where.empty() ? 0 : 1) + (rule.split.empty() ? 0 : 1);
    if (targets > 1) {
      check_.problem(place, "found " + std::to_string(targets) +
                                " of table, queue, where and split, expected at most one");
    }
    check_split(place, rule);
    if (rule.credit) check_.length(Place(place, "credit"), *rule.credit, bounds::kCredit);
    check_.requirement(Place(place, "require"), rule.require);
    check_.relax(Place(place, "relax"), rule.relax);
  }
  void check_split(const Place& place, const ClassificationRule& rule) {
    const Place split(place, "split");
    if (rule.split.empty() && !rule.split_by.empty()) {
      check_.problem(Place(place, "split_by"), "expected only beside split");
    }
    check_.count(split, rule.split.size(), bounds::kMaxShares);
    const std::size_t count = std::min(rule.split.size(), bounds::kMaxShares);
    for (std::size_t i = 0; i < count && !check_.full(); ++i) {
      const ClassificationRule::Share& share = rule.split[i];
      const Place here(split, share.queue);
      check_.refers(here, Known::Kind::kQueue, share.queue);
      if (!(share.weight > 0 && share.weight <= static_cast<double>(bounds::kShareWeight.max))) {
        check_.problem(here,
                       "found a weight of " + to_string(AttributeValue(share.weight)) +
                           ", expected above 0 and at most " +
                           std::to_string(bounds::kShareWeight.max),
                       StatusCode::kOutOfRange);
      }
      const auto begin = rule.split.begin();
      if (std::any_of(begin, begin + static_cast<std::ptrdiff_t>(i),
                      [&](const auto& other) { return other.queue == share.queue; })) {
        check_.problem(here, "the queue is listed twice");
      }
    }
  }

  /// The step that hands an interaction on at the instant of its entry; null when none does.
  static const RelaxStep* handed_on(const QueueConfig& queue) {
    for (const RelaxStep& step : queue.relax) {
      if (step.after > Duration{}) return nullptr;
      if (!step.overflow.empty() && step.overflow != queue.id) return &step;
    }
    return nullptr;
  }
  /// Queues that hand an interaction on at once in a circle, in which it would never wait. Each has
  /// one way out at most, so a walk that comes to where it has been before has found one.
  void check_circles() {
    std::unordered_map<std::string_view, const QueueConfig*> by_id;
    for (const auto& queue : center_.queues) by_id.emplace(queue.id, &queue);
    std::unordered_map<const QueueConfig*, const QueueConfig*> seen_from;  ///< start of the walk
    for (const auto& start : center_.queues) {
      const QueueConfig* at = &start;
      while (at != nullptr && !check_.full() && seen_from.emplace(at, &start).second) {
        const RelaxStep* step = handed_on(*at);
        const auto next = step == nullptr ? by_id.end() : by_id.find(step->overflow);
        at = next == by_id.end() ? nullptr : next->second;
      }
      if (at == nullptr || check_.full() || seen_from[at] != &start) continue;
      const RelaxStep* step = handed_on(*at);
      const Place all("queues");
      const Place queue(all, at->id);
      const Place relax(queue, "relax");
      const auto index = static_cast<std::size_t>(step - at->relax.data());
      check_.problem(Place(Place::nth(relax, index), "overflow"),
                     "found '" + base::printable(step->overflow, kShownBytes) +
                         "', from where it is handed on at once in a circle; expected an `after` "
                         "above 0s somewhere in it");
    }
  }

  const Center& center_;
  std::set<std::string_view> tables_{};
  CenterNames known_{center_.limits};
  ValueCheck check_{known_, kMaxProblems};
};

}  // namespace

std::vector<Problem> check_center(const Center& center) { return Checker(center).run(); }

}  // namespace uniselector::model
