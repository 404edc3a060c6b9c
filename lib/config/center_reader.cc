// The top of a configuration file and its channels, skills, profiles and agents; queues and
// calendars have files of their own.
#include "config/center_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

#include "base/zone.h"
#include "config/center_parts.h"
#include "config/object_reader.h"
#include "config/places.h"
#include "config/values.h"
#include "model/center_check.h"
#include "rules/center_rules.h"

namespace uniselector::config {
namespace {

constexpr std::string_view kVoice = "voice";
constexpr int kMaxLikes = 16;  // as many channels as there may be

OfferPenalty read_penalty(const NodeReader& node) {
  using Then = OfferPenalty::Then;
  static constexpr auto kWords =
      std::to_array<std::string_view>({"none", "cool_down", "not_ready", "logout"});
  const std::vector<std::string_view> words(kWords.begin(), kWords.end());
  OfferPenalty penalty;
  if (node.is_scalar()) {
    penalty.then = static_cast<Then>(node.word(words).value_or(0));
    if (penalty.then == Then::kCoolDown) {
      node.complain("'cool_down' needs a time: {then: cool_down, cool_down: 30s}");
      penalty.then = Then::kNone;
    }
    return penalty;
  }
  const ObjectReader object(node, schema::kPenalty);
  if (const auto then = object.get("then")) {
    penalty.then = static_cast<Then>(then->word(words).value_or(0));
  }
  object.read("after", penalty.after);
  object.read("cool_down", penalty.cool_down);
  const auto cool_down = object.get("cool_down");
  if (cool_down && !object.has("then")) penalty.then = Then::kCoolDown;  // the time says it
  if (penalty.then == Then::kCoolDown) {
    object.require("cool_down");
    if (penalty.cool_down <= Duration{}) penalty.then = Then::kNone;  // complained about just now
  } else if (cool_down) {
    cool_down->complain("expected only beside then: cool_down");
  }
  return penalty;
}

void read_wrap_up(const NodeReader& node, ChannelConfig* channel) {
  if (node.scalar() == "until_released") {
    channel->wrap_up_until_released = true;
    channel->wrap_up = {};
    return;
  }
  constexpr model::Range kRange = model::bounds::kWrapUp;
  if (const auto length = node.duration(Duration(kRange.min), Duration(kRange.max))) {
    channel->wrap_up = *length;
    channel->wrap_up_until_released = false;
  }
}

/// Reads over what `like` gave.
void read_channel(const NodeReader& node, ChannelConfig* channel) {
  const ObjectReader object(node, schema::kChannel);
  object.read("offer_timeout", channel->offer_timeout);
  if (const auto wrap_up = object.get("wrap_up")) read_wrap_up(*wrap_up, channel);
  object.read("two_phase", channel->two_phase);
  if (const auto missed = object.get("missed")) channel->missed = read_penalty(*missed);
  if (const auto declined = object.get("declined")) channel->declined = read_penalty(*declined);
  if (const auto failed = object.get("failed")) channel->failed = read_penalty(*failed);
  object.read("decline_cool_down", channel->decline_cool_down);
  object.read("min_offer_gap", channel->min_offer_gap);
  object.read("offers_survive_leaving", channel->offers_survive_leaving);
  object.read("requeue_when_offline", channel->requeue_when_offline);
  object.read("agent_grace", channel->agent_grace);
}

/// A channel may be like another one that may be like a third, in any order, but not in a circle.
class ChannelReader {
 public:
  explicit ChannelReader(const NodeReader& channels) : channels_(channels) {}

  std::vector<ChannelConfig> read() {
    std::vector<ChannelConfig> list;
    channels_.each_member([&](const NodeReader& key, const NodeReader& value) {
      const auto id = key.id();
      if (!id || list.size() > kMaxLikes) return;  // the count is complained about afterwards
      list.push_back(base_of(*id, value));
      read_channel(value, &list.back());
    });
    return list;
  }

 private:
  /// What the channel starts from: the settings of the one that it is like.
  ChannelConfig base_of(const std::string& id, const NodeReader& value) {
    const auto like = value.member("like");
    if (!like) return {.id = id};
    const auto other = like->id();
    if (!other) return {.id = id};
    Complaints unheard("");  // the other's own mistakes are complained about where it stands
    ChannelConfig config = settings_of(*other, *like, unheard, 0);
    config.id = id;
    return config;
  }
  ChannelConfig settings_of(const std::string& id, const NodeReader& like, Complaints& unheard,
                            int depth) {
    ChannelConfig config{.id = id};
    const auto value = channels_.member(id);
    if (depth > kMaxLikes) {
      like.complain("the channels are like each other in a circle");
    } else if (!value && id != kVoice) {
      like.expected("the id of a channel");
    } else if (value) {
      const NodeReader quiet(value->node(), value->path(), unheard);
      if (const auto next = quiet.member("like"); next && next->is_scalar()) {
        config = settings_of(std::string(next->scalar()), like, unheard, depth + 1);
        config.id = id;
      }
      read_channel(quiet, &config);
    }
    if (id == kVoice && !config.missed) {
      config.missed = OfferPenalty{.then = OfferPenalty::Then::kNotReady};
    }
    return config;
  }

  NodeReader channels_;
};

/// "1..5" or "5".
void read_levels(const NodeReader& node, SkillConfig* skill) {
  const std::string_view text = node.scalar();
  const auto number = [](std::string_view digits, int* value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), *value);
    return error == std::errc{} && end == digits.data() + digits.size() && *value >= 0;
  };
  const std::size_t dots = text.find("..");
  int low = 1;
  int high = 1;
  const bool range = dots != std::string_view::npos;
  const bool right =
      range ? number(text.substr(0, dots), &low) && number(text.substr(dots + 2), &high)
            : number(text, &high);
  if (!node.is_scalar() || !right || low > high || high > kMaxLevel) {
    return node.expected("levels such as 1..5, within 0..1000000");
  }
  skill->min_level = low;
  skill->max_level = high;
}

SkillConfig read_skill(const std::string& id, const NodeReader& node) {
  SkillConfig skill{.id = id};
  if (node.is_scalar()) {
    read_levels(node, &skill);
    return skill;
  }
  const ObjectReader object(node, schema::kSkill);
  if (const auto levels = object.get("levels")) read_levels(*levels, &skill);
  if (const auto best = object.get("best")) skill.best_low = best->word({"high", "low"}) == 1U;
  return skill;
}

ProfileConfig read_profile(const std::string& id, const NodeReader& node) {
  ProfileConfig profile{.id = id};
  const ObjectReader object(node, schema::kProfile);
  if (const auto capacity = object.get("capacity")) profile.capacity = read_capacity(*capacity);
  object.read("max_offers", profile.max_offers);
  return profile;
}

void read_attributes_of(const ObjectReader& object, AgentConfig* agent) {
  if (const auto attributes = object.get("attributes")) {
    agent->attributes = read_attributes(*attributes);
  }
  for (const std::string_view name : {"site", "team", "language", "location", "cost"}) {
    const auto value = object.get(name);
    if (!value) continue;
    auto read = value->attribute();
    if (!read) continue;
    if (!agent->attributes.emplace(name, std::move(*read)).second) {
      value->complain("it stands in attributes, too");
    }
  }
}

AgentConfig read_agent(const std::string& id, const NodeReader& node) {
  AgentConfig agent{.id = id};
  const ObjectReader object(node, schema::kAgent);
  object.read_enumerator("kind", agent.kind);
  if (const auto profile = object.get("profile")) {
    if (profile->is_mapping()) {
      ProfileConfig own = read_profile({}, *profile);
      agent.capacity = std::move(own.capacity);
      agent.max_offers = own.max_offers;
    } else if (auto name = profile->id()) {
      agent.profile = std::move(*name);
    }
  }
  if (const auto skills = object.get("skills")) agent.skills = read_skill_levels(*skills);
  read_attributes_of(object, &agent);
  if (const auto queues = object.get("queues")) agent.queues = read_memberships(*queues);
  if (const auto capacity = object.get("capacity")) agent.capacity = read_capacity(*capacity);
  object.read("max_offers", agent.max_offers);
  object.read_enumerator("state", agent.state);
  return agent;
}

void read_center_limits(const NodeReader& node, Limits* limits) {
  const ObjectReader object(node, schema::kLimits);
  object.read("agents", limits->agents);
  object.read("interactions", limits->interactions);
  object.read("attributes_per_interaction", limits->attributes_per_interaction);
  object.read("attribute_bytes", limits->attribute_bytes);
  object.read("notes_per_interaction", limits->notes_per_interaction);
  object.read("ended_kept", limits->ended_kept);
  std::optional<std::uint32_t> waiting;
  object.read("waiting", waiting);
  if (!waiting) return;
  if (object.has("interactions")) {
    return object.get("waiting")->complain("waiting and interactions exclude each other");
  }
  limits->interactions = *waiting + limits->agents;
}

/// Reads the members of a mapping of ids by `read(id, value)` into `list`.
template <class T, class F>
void read_list(const ObjectReader& object, std::string_view key, std::vector<T>* list, F&& read) {
  const auto members = object.get(key);
  if (!members) return;
  members->each_member([&](const NodeReader& member, const NodeReader& value) {
    if (const auto id = member.id()) list->push_back(read(*id, value));
  });
}

Center read_parts(const NodeReader& node, TablesReader& tables) {
  Center center;
  const ObjectReader object(node, schema::kCenter);
  object.read("version", center.version);
  object.read("center", center.id);
  object.read("time_zone", center.time_zone);
  object.read("idle_logout", center.idle_logout);
  if (const auto limits = object.get("limits")) read_center_limits(*limits, &center.limits);
  if (const auto channels = object.get("channels")) {
    center.channels = ChannelReader(*channels).read();
  }
  read_list(object, "skills", &center.skills, read_skill);
  read_list(object, "calendars", &center.calendars, read_calendar);
  read_list(object, "profiles", &center.profiles, read_profile);
  read_list(object, "agents", &center.agents, read_agent);
  read_list(object, "queues", &center.queues, read_queue);
  if (const auto members = object.get("tables")) tables.read(*members);
  if (const auto rules = object.get("classification")) {
    center.classification = read_classification(*rules, tables);
  }
  center.tables = tables.take();
  object.read("fallback_queue", center.fallback_queue);
  return center;
}

void check_zone(const Node& root, const std::string& path, const std::string& name,
                Complaints& complaints) {
  const auto zone = base::Zone::load(name);
  if (!zone.ok()) complaints.add(locate(root, path), path, zone.status().message());
}

/// What is complained about: the tree, and where the tables are that are in files of their own.
struct Sources {
  const Node& root;
  const std::map<std::string, std::string>& table_files;
};

/// A field that was complained about already is left alone; of a table all is told.
void add_problems(const std::vector<model::Problem>& problems, const Sources& sources,
                  Complaints& complaints) {
  std::set<std::string, std::less<>> known;
  for (const Complaint& complaint : complaints.list()) known.insert(complaint.path);
  for (const auto& problem : problems) {
    if (known.count(problem.path) != 0) continue;
    if (problem.place.line == 0) {
      complaints.add(locate(sources.root, problem.path), problem.path, problem.message);
      continue;
    }
    const auto file = sources.table_files.find(problem.path);
    complaints.add({file == sources.table_files.end() ? complaints.file() : file->second,
                    problem.place.line, problem.place.column, problem.path, problem.message});
  }
}

/// Expressions: whether each is one, about what it may ask, and of the type that its place needs.
void check_rules(const Center& center, const Sources& sources, Complaints& complaints) {
  if (complaints.full()) return;  // compiling is the most expensive check
  const auto of_table = [](const Complaint& complaint) {
    return complaint.path.starts_with("tables.");
  };
  // Expressions that ask tables cannot be told right from wrong without them.
  const auto& list = complaints.list();
  if (std::any_of(list.begin(), list.end(), of_table)) return;
  rules::RuleBook book;
  auto problems = rules::check_center_rules(center, book, Complaints::kMost);
  for (model::Problem& problem : problems) problem.message = in_one_line(problem.message);
  add_problems(problems, sources, complaints);
}

/// What only the whole can tell.
void check_whole(const Center& center, const Sources& sources, Complaints& complaints) {
  const Node& root = sources.root;
  add_problems(model::check_center(center), sources, complaints);
  check_rules(center, sources, complaints);
  check_zone(root, "time_zone", center.time_zone, complaints);
  for (const CalendarConfig& calendar : center.calendars) {
    if (complaints.full()) return;
    if (calendar.time_zone.empty()) continue;
    check_zone(root, "calendars." + calendar.id + ".time_zone", calendar.time_zone, complaints);
  }
}

}  // namespace

ReadResult read_center_node(const Node& node, std::string_view file_name,
                            const ReadFile& read_file) {
  ReadResult result;
  Complaints complaints(file_name);
  TablesReader tables(read_file);
  result.center = read_parts(NodeReader(node, {}, complaints), tables);
  if (!complaints.full()) check_whole(result.center, {node, tables.files()}, complaints);
  result.complaints = complaints.take();
  std::stable_sort(result.complaints.begin(), result.complaints.end(),
                   [file_name](const Complaint& a, const Complaint& b) {
                     const auto place = [file_name](const Complaint& c) {
                       return std::tuple(c.file != file_name, std::string_view(c.file), c.line,
                                         c.column);
                     };
                     return place(a) < place(b);
                   });
  return result;
}

ReadResult read_center(std::string_view text, std::string_view file_name,
                       const ReadFile& read_file) {
  Complaints complaints(file_name);
  const std::vector<Node> documents = parse_documents(text, 1, complaints);
  if (documents.empty()) return {Center{}, complaints.take()};
  return read_center_node(documents.front(), file_name, read_file);
}

}  // namespace uniselector::config
