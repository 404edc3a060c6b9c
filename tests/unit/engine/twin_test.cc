// The fast matcher against the naive one, inside the real core: two state machines get the same
// random commands over random worlds and must write the same events and reach the same state hash
// after every step; the books of both must balance. UNISELECTOR_DECISIONS sets how many decisions
// to make (default 200,000; a release runs 10^7 and more); UNISELECTOR_SEED the first world.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/prng.h"
#include "engine/state_machine.h"
#include "support/catch.h"

namespace uniselector::engine {
namespace {

using base::Prng;

std::uint64_t from_environment(const char* name, std::uint64_t fallback) {
  const char* text = std::getenv(name);
  return text == nullptr ? fallback : std::strtoull(text, nullptr, 10);
}

int pick(Prng& prng, int low, int high) {
  return low + static_cast<int>(prng.below(static_cast<std::uint64_t>(high - low + 1)));
}

bool chance(Prng& prng, double p) { return prng.uniform() < p; }

constexpr Duration kSecond = std::chrono::seconds(1);

std::string one_of(Prng& prng, const std::vector<std::string>& texts) {
  return texts[prng.below(texts.size())];
}

/// Some ask about the interaction, and some fail for who lacks what they ask for.
std::string random_expression(Prng& prng, int skills) {
  const std::string skill = "s" + std::to_string(pick(prng, 0, skills - 1));
  const std::string level = std::to_string(pick(prng, 1, 4));
  return one_of(prng, {"'" + skill + "' in skills && skills." + skill + " >= " + level,
                       "agent.skills." + skill + " >= " + level, "agent.kind == 'human'",
                       "agent.skills.exists(s, agent.skills[s] > " + level + ")",
                       "agent.site == attributes.site", "'q1' in agent.queues",
                       "size(agent.skills) > 1 || interaction.priority > 1"});
}

std::string random_score(Prng& prng, int skills) {
  const std::string skill = "s" + std::to_string(pick(prng, 0, skills - 1));
  return one_of(prng, {"size(agent.skills)", "agent.skills." + skill, "-agent.load", "1",
                       "agent.?skills." + skill + ".orValue(0) * 10 - int(agent.load * 100.0)",
                       "attributes.site == agent.site ? 1 : 0"});
}

std::string random_guard(Prng& prng) {
  return one_of(prng, {"queues.q0.waiting > 2", "interaction.waited > duration('8s')",
                       "queues.q0.service_level < 0.9", "queues.nowhere.open",
                       "queues.q0.longest_wait > duration('20s')", "queues.q0.logged_in > 1"});
}

Requirement random_requirement(Prng& prng, int skills, int agents) {
  Requirement require;
  const int count = pick(prng, 0, 2);
  for (int i = 0; i < count; ++i) {
    SkillCondition c{.skill = "s" + std::to_string(pick(prng, 0, skills - 1)),
                     .level = pick(prng, 1, 4)};
    if (chance(prng, 0.1)) c.op = static_cast<Operator>(pick(prng, 0, 7));
    if (chance(prng, 0.15)) c.expires_after = pick(prng, 1, 30) * kSecond;
    if (chance(prng, 0.1)) c.expedite = true;
    require.skills.push_back(c);
  }
  if (chance(prng, 0.15)) {
    AttributeCondition c{.attribute = "site", .value = std::int64_t{pick(prng, 0, 2)}};
    if (chance(prng, 0.3)) c.op = static_cast<Operator>(pick(prng, 0, 7));
    require.attributes.push_back(c);
  }
  if (chance(prng, 0.05)) {
    AttributeCondition c{.attribute = "id",
                         .value = "a" + std::to_string(pick(prng, 0, agents - 1))};
    if (chance(prng, 0.5)) c.expires_after = pick(prng, 1, 30) * kSecond;
    if (chance(prng, 0.3)) c.op = Operator::kNotEqual;
    require.attributes.push_back(c);
  }
  if (chance(prng, 0.12)) {
    ExpressionCondition c{.expression = random_expression(prng, skills)};
    if (chance(prng, 0.2)) c.expires_after = pick(prng, 1, 30) * kSecond;
    require.expressions.push_back(c);
  }
  if (!require.skills.empty() && chance(prng, 0.1)) {
    require.skills[0].when = one_of(prng, {"attributes.site == 1", "interaction.priority > 0"});
  }
  return require;
}

RelaxStep random_step(Prng& prng, int skills, int queues, int agents) {
  RelaxStep step{.after = pick(prng, 1, 40) * kSecond};
  if (chance(prng, 0.1)) step.when = random_guard(prng);
  if (chance(prng, 0.4)) step.lower_all_by = pick(prng, 1, 3);
  if (chance(prng, 0.3)) step.drop.push_back("s" + std::to_string(pick(prng, 0, skills - 1)));
  if (chance(prng, 0.1)) step.set = random_requirement(prng, skills, agents);
  if (chance(prng, 0.2)) step.add = random_requirement(prng, skills, agents);
  if (chance(prng, 0.15)) step.priority = pick(prng, -3, 9);
  if (chance(prng, 0.1)) step.overflow = "q" + std::to_string(pick(prng, 0, queues - 1));
  return step;
}

LimitAction random_action(Prng& prng, int queues) {
  LimitAction action{.then = static_cast<LimitAction::Then>(pick(prng, 0, 3))};
  if (action.then == LimitAction::Then::kDeflect) action.note = "voicemail";
  if (action.then == LimitAction::Then::kOverflow) {
    action.queue = "q" + std::to_string(pick(prng, 0, queues - 1));
    if (chance(prng, 0.5)) action.priority = pick(prng, -5, 20);
  }
  return action;
}

OfferPenalty random_penalty(Prng& prng) {
  return {.then = static_cast<OfferPenalty::Then>(pick(prng, 0, 3)),
          .after = pick(prng, 1, 3),
          .cool_down = 5 * kSecond};
}

/// Open every other minute or so of the first ten, so that a run crosses many closings.
CalendarConfig random_calendar(Prng& prng) {
  CalendarConfig calendar{.id = "hours"};
  calendar.open.resize(7);
  std::vector<CalendarConfig::Interval> hours;
  for (int minute = 0; minute < 1400;) {
    const int open = pick(prng, 1, 3);
    hours.push_back({minute, minute + open});
    minute += open + pick(prng, 1, 2);
  }
  for (auto& day : calendar.open) day = hours;
  return calendar;
}

Capacity random_capacity(Prng& prng, int channels) {
  Capacity capacity;
  if (chance(prng, 0.3)) capacity.units = pick(prng, 2, 6);
  for (int c = 0; c < channels; ++c) {
    if (!chance(prng, 0.8)) continue;
    capacity.channels.push_back(
        {"c" + std::to_string(c), pick(prng, 1, 3), capacity.units ? pick(prng, 1, 2) : 1});
  }
  return capacity;
}

ProfileConfig random_profile(Prng& prng, int channels) {
  return {
      .id = "team", .capacity = random_capacity(prng, channels), .max_offers = pick(prng, 1, 2)};
}

struct World {
  Center center;
  int skills, queues, agents, channels;
};

void prefer_anything(Prng& prng, int skills, QueueConfig* queue) {
  queue->prefer = static_cast<Preference>(pick(prng, 0, 10));
  queue->score = {};
  if (queue->prefer != Preference::kScore) return;
  queue->score.expression = random_score(prng, skills);
  queue->score.lowest_first = chance(prng, 0.3);
  queue->score.bypass_requirements = chance(prng, 0.2);
}

World random_world(Prng& prng) {
  World world{.center = {},
              .skills = pick(prng, 1, 8),
              .queues = pick(prng, 1, 4),
              .agents = pick(prng, 1, 14),
              .channels = pick(prng, 1, 3)};
  // Now and then a crowd in which everybody is different: past 128 classes a requirement is met by
  // too many for lists, and the order over all agents is walked.
  const bool crowd = chance(prng, 0.06);
  if (crowd) world.agents = pick(prng, 140, 220);
  Center& center = world.center;
  for (int c = 0; c < world.channels; ++c) {
    ChannelConfig channel{.id = "c" + std::to_string(c)};
    channel.offer_timeout = pick(prng, 2, 20) * kSecond;
    if (chance(prng, 0.3)) channel.wrap_up = pick(prng, 1, 20) * kSecond;
    channel.two_phase = chance(prng, 0.15);
    channel.missed = random_penalty(prng);
    if (chance(prng, 0.3)) channel.declined = random_penalty(prng);
    if (chance(prng, 0.3)) channel.failed = random_penalty(prng);
    if (chance(prng, 0.3)) channel.min_offer_gap = pick(prng, 0, 15) * kSecond;
    if (chance(prng, 0.3)) channel.decline_cool_down = pick(prng, 0, 40) * kSecond;
    channel.offers_survive_leaving = chance(prng, 0.2);
    channel.requeue_when_offline = chance(prng, 0.3);
    center.channels.push_back(channel);
  }
  for (int s = 0; s < world.skills; ++s) {
    if (!chance(prng, 0.4)) continue;
    center.skills.push_back({"s" + std::to_string(s), 0, 9, chance(prng, 0.5)});
  }
  const bool hours = chance(prng, 0.3);
  if (hours) center.calendars.push_back(random_calendar(prng));
  for (int q = 0; q < world.queues; ++q) {
    QueueConfig queue{.id = "q" + std::to_string(q), .priority = pick(prng, 0, 2)};
    prefer_anything(prng, world.skills, &queue);
    if (chance(prng, 0.1)) queue.priority_rule = "attributes.site == 1 ? 2 : 0";
    queue.require = random_requirement(prng, world.skills, world.agents);
    const int steps = pick(prng, 0, 3);
    for (int i = 0; i < steps; ++i) {
      queue.relax.push_back(random_step(prng, world.skills, world.queues, world.agents));
    }
    std::sort(queue.relax.begin(), queue.relax.end(),
              [](const RelaxStep& a, const RelaxStep& b) { return a.after < b.after; });
    if (chance(prng, 0.25)) {
      queue.ageing_per_minute = pick(prng, 1, 20);
      queue.ageing_max = pick(prng, 1, 30);
    }
    queue.open_pool = chance(prng, 0.2);
    if (chance(prng, 0.15)) queue.offers_at_once = pick(prng, 2, 3);
    if (chance(prng, 0.15)) {
      queue.length = QueueConfig::LengthLimit{pick(prng, 0, 12), random_action(prng, world.queues)};
      // A queue that is full cannot overflow into itself.
      if (queue.length->action.queue == queue.id) queue.length->action = {};
    }
    if (chance(prng, 0.2)) {
      queue.wait.push_back({pick(prng, 5, 60) * kSecond, random_action(prng, world.queues)});
      if (chance(prng, 0.2)) queue.wait.back().action.when = random_guard(prng);
    }
    if (chance(prng, 0.1)) queue.time_to_live = pick(prng, 20, 90) * kSecond;
    if (chance(prng, 0.2)) queue.max_unassigns = pick(prng, 0, 2);
    if (hours && chance(prng, 0.5)) {
      queue.calendar = "hours";
      queue.closed = random_action(prng, world.queues);
      if (queue.closed->queue == queue.id) queue.closed = LimitAction{};
    }
    center.queues.push_back(queue);
  }
  if (chance(prng, 0.3)) {
    center.classification.push_back({.when = "attributes.site > 0", .queue = "q0"});
    center.classification.push_back({.when = "interaction.priority < 0", .priority = "3"});
    center.fallback_queue = "q0";
  }
  center.profiles.push_back(random_profile(prng, world.channels));
  for (int a = 0; a < world.agents; ++a) {
    AgentConfig agent{.id = "a" + std::to_string(a)};
    for (int s = 0; s < world.skills; ++s) {
      if (chance(prng, 0.5)) agent.skills["s" + std::to_string(s)] = pick(prng, 1, 5);
    }
    if (crowd) agent.attributes["desk"] = std::int64_t{a};
    if (chance(prng, 0.6)) agent.attributes["site"] = std::int64_t{pick(prng, 0, 2)};
    for (int q = 0; q < world.queues; ++q) {
      if (chance(prng, 0.7)) {
        agent.queues.push_back({"q" + std::to_string(q), chance(prng, 0.3) ? pick(prng, 1, 3) : 1});
      }
    }
    if (chance(prng, 0.3)) agent.profile = "team";
    if (agent.profile.empty() || chance(prng, 0.2)) {
      agent.capacity = random_capacity(prng, world.channels);
      agent.max_offers = pick(prng, 1, 2);
    }
    if (chance(prng, 0.7)) agent.state = Presence::kReady;
    center.agents.push_back(agent);
  }
  if (chance(prng, 0.1)) center.idle_logout = 120 * kSecond;
  return world;
}

/// Two machines that must stay equal, and the interactions a host knows of.
class Twins {
 public:
  Twins(World world, Prng& prng) : world_(std::move(world)), prng_(prng) {
    REQUIRE(fast_.configure(world_.center).to_string() == "OK");
    REQUIRE(naive_.configure(world_.center).to_string() == "OK");
  }

  /// One random command on both; false with `why` when they differ.
  bool step(std::string* why) {
    SubmitRequest submit;
    InteractionUpdate update;
    AgentUpdate agent_update;
    Command command = random_command(&submit, &update, &agent_update);
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    const Status x = fast_.apply(command, &a);
    const Status y = naive_.apply(command, &b);
    if (x.to_string() != y.to_string() || a != b) return *why = "answers differ", false;
    if (a != 0 && x.ok()) known_.push_back(a);
    if (prng_.below(400) == 0) reconfigure();
    if (prng_.below(1500) == 0) come_and_go();
    return same(why);
  }

  std::uint64_t decisions() const { return decisions_; }

 private:
  void reconfigure() {
    const auto q = static_cast<std::size_t>(pick(prng_, 0, world_.queues - 1));
    QueueConfig& queue = world_.center.queues[q];
    prefer_anything(prng_, world_.skills, &queue);
    if (chance(prng_, 0.5)) queue.require = random_requirement(prng_, world_.skills, world_.agents);
    if (chance(prng_, 0.3)) queue.offers_at_once = pick(prng_, 1, 3);
    if (chance(prng_, 0.3)) queue.open_pool = !queue.open_pool;
    if (chance(prng_, 0.2)) world_.center.profiles[0] = random_profile(prng_, world_.channels);
    const Status x = fast_.configure(world_.center);
    const Status y = naive_.configure(world_.center);
    CHECK(x.to_string() == y.to_string());
  }

  static void forget(Capacity* capacity, const std::string& channel) {
    std::erase_if(capacity->channels, [&](const auto& c) { return c.channel == channel; });
  }

  /// An agent, a skill's direction, a queue or a channel goes or comes back; what is in use stays.
  void come_and_go() {
    Center next = world_.center;
    switch (pick(prng_, 0, 3)) {
      case 0: next.agents.erase(next.agents.begin() + pick(prng_, 0, world_.agents - 1)); break;
      case 1:
        for (SkillConfig& skill : next.skills) skill.best_low = chance(prng_, 0.5);
        break;
      case 2:
        for (AgentConfig& agent : next.agents) {
          std::erase_if(agent.queues,
                        [&](const auto& m) { return m.queue == next.queues.back().id; });
        }
        next.queues.pop_back();
        break;
      case 3:
        for (AgentConfig& agent : next.agents) {
          if (agent.capacity) forget(&*agent.capacity, next.channels.back().id);
        }
        forget(&next.profiles[0].capacity, next.channels.back().id);
        next.channels.pop_back();
        break;
    }
    for (const Center& center : {next, world_.center}) {
      const Status x = fast_.configure(center);
      const Status y = naive_.configure(center);
      CHECK(x.to_string() == y.to_string());
    }
  }

  static std::string listed(const StateMachine& machine) {
    std::string text;
    for (const CoreEvent& event : machine.events()) {
      text +=
          " " + std::string(to_string(event.kind)) + "(" + std::string(machine.text(event)) + ")";
    }
    return text;
  }

  bool same(std::string* why) {
    const auto a = fast_.events();
    const auto b = naive_.events();
    if (a.size() != b.size()) {
      *why = "numbers of events differ; fast:" + listed(fast_) + "; naive:" + listed(naive_);
      return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (std::memcmp(&a[i], &b[i], sizeof(CoreEvent)) != 0) {
        *why = "event " + std::to_string(fast_.first_event() + i) + " differs: fast " +
               std::string(to_string(a[i].kind)) + " agent " + std::to_string(a[i].agent) +
               ", naive " + std::string(to_string(b[i].kind)) + " agent " +
               std::to_string(b[i].agent);
        return false;
      }
      switch (a[i].kind) {
        case EventKind::kQueued:
        case EventKind::kMoved:
        case EventKind::kRequeued:
        case EventKind::kRelaxed:
        case EventKind::kClosed:
        case EventKind::kUnassigned:
        case EventKind::kPresenceChanged: ++decisions_; break;
        default: break;
      }
    }
    fast_.clear_events();
    naive_.clear_events();
    if (++steps_ % 64 != 0) return true;
    if (fast_.state_hash() != naive_.state_hash()) return *why = "state hashes differ", false;
    const Status books = fast_.check_books();
    if (!books.ok()) return *why = books.to_string(), false;
    std::erase_if(known_, [this](std::uint64_t i) { return !fast_.live(i); });
    return true;
  }

  Command random_command(SubmitRequest* submit, InteractionUpdate* update,
                         AgentUpdate* agent_update) {
    now_ += static_cast<std::int64_t>(prng_.below(3)) *
            static_cast<std::int64_t>(prng_.below(2'000'000'000));
    Command command{.time = now_};
    if (known_.empty() || chance(prng_, known_.size() < 40 ? 0.35 : 0.1)) {
      command.kind = CommandKind::kSubmit;
      command.queue = static_cast<model::QueueIx>(pick(prng_, 0, world_.queues - 1));
      command.channel = static_cast<model::ChannelIx>(pick(prng_, 0, world_.channels - 1));
      command.keep_record = chance(prng_, 0.2);
      if (chance(prng_, 0.4)) {
        command.has_priority = true;
        command.priority = pick(prng_, -2, 5);
      }
      if (chance(prng_, 0.2)) command.duration = pick(prng_, 0, 90) * kSecond.count();
      if (chance(prng_, 0.4)) {
        command.submit = submit;
        submit->require = random_requirement(prng_, world_.skills, world_.agents);
        if (chance(prng_, 0.6)) submit->attributes["site"] = std::int64_t{pick(prng_, 0, 2)};
        const bool choose = !world_.center.fallback_queue.empty() && chance(prng_, 0.3);
        if (choose) command.queue = model::kNoQueue;
        if (chance(prng_, 0.3)) {
          submit->relax.push_back(random_step(prng_, world_.skills, world_.queues, world_.agents));
        }
        if (chance(prng_, 0.1)) {
          submit->scheduled_at = time_from_ns(now_) + pick(prng_, 1, 30) * kSecond;
          submit->auto_activate = chance(prng_, 0.5);
        }
      }
      return command;
    }
    const std::uint64_t interaction = known_[prng_.below(known_.size())];
    command.interaction = interaction;
    const model::AgentIx holder = fast_.holder(interaction);
    command.agent = holder != kNone ? holder : random_agent();
    const double roll = prng_.uniform();
    if (roll < 0.12) {
      command.agent = random_agent();
      command.kind = CommandKind::kPresence;
      command.presence =
          chance(prng_, 0.6) ? Presence::kReady : static_cast<Presence>(pick(prng_, 0, 3));
      return command;
    }
    if (roll < 0.14) {
      command.agent = random_agent();
      command.kind = CommandKind::kUpdateAgent;
      command.update_agent = agent_update;
      const std::string skill = "s" + std::to_string(pick(prng_, 0, world_.skills - 1));
      agent_update->skills[skill] =
          chance(prng_, 0.3) ? std::nullopt : std::optional<int>(pick(prng_, 1, 5));
      if (chance(prng_, 0.3)) agent_update->capacity = random_capacity(prng_, world_.channels);
      if (chance(prng_, 0.2)) {
        agent_update->queues = std::vector<QueueMembership>{
            {"q" + std::to_string(pick(prng_, 0, world_.queues - 1)), pick(prng_, 1, 3)}};
      }
      return command;
    }
    if (roll < 0.18) {
      command.kind = CommandKind::kUpdate;
      command.update = update;
      if (chance(prng_, 0.5)) update->priority = pick(prng_, -3, 8);
      if (chance(prng_, 0.4)) {
        update->require = random_requirement(prng_, world_.skills, world_.agents);
        if (chance(prng_, 0.5)) update->attributes["site"] = std::int64_t{pick(prng_, 0, 2)};
      }
      return command;
    }
    if (roll < 0.22) {
      command.kind = CommandKind::kTransfer;
      command.queue = static_cast<model::QueueIx>(pick(prng_, 0, world_.queues - 1));
      return command;
    }
    if (roll < 0.55) {
      command.kind = CommandKind::kAccept;
    } else if (roll < 0.62) {
      command.kind = CommandKind::kDecline;
      if (chance(prng_, 0.4)) command.duration = pick(prng_, 0, 30) * kSecond.count();
    } else if (roll < 0.64) {
      command.kind = CommandKind::kFailConnect;
    } else if (roll < 0.68) {
      command.kind = CommandKind::kConnected;
    } else if (roll < 0.80) {
      command.kind = CommandKind::kComplete;
    } else if (roll < 0.87) {
      command.kind = CommandKind::kClose;
      if (chance(prng_, 0.2)) command.duration = now_ + pick(prng_, 1, 20) * kSecond.count();
    } else if (roll < 0.90) {
      command.kind = CommandKind::kAbandon;
    } else if (roll < 0.92) {
      command.kind = CommandKind::kCancel;
    } else if (roll < 0.94) {
      command.kind = CommandKind::kUnassign;
      command.flag = chance(prng_, 0.3);
    } else if (roll < 0.96) {
      command.kind = CommandKind::kActivate;
    } else {
      command.kind = CommandKind::kAdvance;
      now_ += pick(prng_, 0, 30) * kSecond.count();
      command.time = now_;
    }
    return command;
  }

  model::AgentIx random_agent() {
    return static_cast<model::AgentIx>(pick(prng_, 0, world_.agents - 1));
  }

  World world_;
  Prng& prng_;
  StateMachine fast_{0, false};
  StateMachine naive_{0, true};
  std::vector<std::uint64_t> known_;
  std::int64_t now_ = 0;
  std::uint64_t decisions_ = 0;
  std::uint64_t steps_ = 0;
};

TEST_CASE("the fast matcher and the naive one write the same events", "[twin]") {
  const std::uint64_t wanted = from_environment("UNISELECTOR_DECISIONS", 200'000);
  std::uint64_t seed = from_environment("UNISELECTOR_SEED", 1);
  std::uint64_t decisions = 0;
  for (; decisions < wanted; ++seed) {
    Prng prng(seed);
    Twins twins(random_world(prng), prng);
    std::string why;
    for (int step = 0; step < 3000; ++step) {
      if (!twins.step(&why)) {
        FAIL("world " << seed << ", step " << step << ": " << why);
      }
    }
    decisions += twins.decisions();
  }
  WARN(decisions << " decisions agreed, in worlds up to seed " << seed - 1);
  REQUIRE(decisions >= wanted);
}

}  // namespace
}  // namespace uniselector::engine
