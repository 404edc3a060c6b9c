// A number has the same range in a file and in a configuration made in code. The walk is over the
// schema, so that a new key with a range fails here until it is compared as well.
#include <functional>
#include <map>

#include "config/center_reader.h"
#include "config/schema.h"
#include "model/center_check.h"
#include "support/catch.h"

using namespace uniselector;
using namespace uniselector::config;

namespace {

using Set = std::function<void(Center&, std::int64_t)>;

/// A right configuration with one of everything, all of the name `it`.
Center full_center() {
  Center c;
  c.channels = {{.id = "voice"}};
  c.channels[0].missed = OfferPenalty{OfferPenalty::Then::kCoolDown, 1, Duration(1'000'000'000)};
  c.profiles = {{.id = "it", .capacity = {.channels = {{"voice", 1, 1}}}}};
  c.agents = {{.id = "it", .queues = {{"it"}}}};
  QueueConfig queue{.id = "it"};
  queue.require.skills = {{"it"}};
  queue.relax = {RelaxStep{}};
  queue.length = QueueConfig::LengthLimit{
      1, {.then = LimitAction::Then::kOverflow, .queue = "other", .priority = 0}};
  queue.wait = {{Duration(1'000'000'000), {}}};
  queue.require.expressions = {{.expression = "true"}};
  c.queues = {queue, {.id = "other"}};
  c.classification = {{.queue = "it"}};
  return c;
}

Duration ns(std::int64_t value) { return Duration(value); }
int small(std::int64_t value) { return static_cast<int>(value); }
std::uint32_t count(std::int64_t value) { return static_cast<std::uint32_t>(value); }

/// How a key of a file is set in code. A pool of units takes the costs along, which are one each.
const std::map<std::string, Set>& setters() {
  static const std::map<std::string, Set> all{
      {"The file.version", [](Center& c, auto v) { c.version = small(v); }},
      {"The file.idle_logout", [](Center& c, auto v) { c.idle_logout = ns(v); }},
      {"Limits.agents", [](Center& c, auto v) { c.limits.agents = count(v); }},
      {"Limits.interactions", [](Center& c, auto v) { c.limits.interactions = count(v); }},
      {"Limits.attributes_per_interaction",
       [](Center& c, auto v) { c.limits.attributes_per_interaction = count(v); }},
      {"Limits.attribute_bytes", [](Center& c, auto v) { c.limits.attribute_bytes = count(v); }},
      {"Limits.notes_per_interaction",
       [](Center& c, auto v) { c.limits.notes_per_interaction = count(v); }},
      {"Limits.ended_kept", [](Center& c, auto v) { c.limits.ended_kept = count(v); }},
      {"A channel.offer_timeout", [](Center& c, auto v) { c.channels[0].offer_timeout = ns(v); }},
      {"A channel.wrap_up", [](Center& c, auto v) { c.channels[0].wrap_up = ns(v); }},
      {"A channel.decline_cool_down",
       [](Center& c, auto v) { c.channels[0].decline_cool_down = ns(v); }},
      {"A channel.min_offer_gap", [](Center& c, auto v) { c.channels[0].min_offer_gap = ns(v); }},
      {"A channel.agent_grace", [](Center& c, auto v) { c.channels[0].agent_grace = ns(v); }},
      {"A penalty.after", [](Center& c, auto v) { c.channels[0].missed->after = small(v); }},
      {"A penalty.cool_down", [](Center& c, auto v) { c.channels[0].missed->cool_down = ns(v); }},
      {"A profile.max_offers", [](Center& c, auto v) { c.profiles[0].max_offers = small(v); }},
      {"Capacity.units", [](Center& c, auto v) { c.profiles[0].capacity.units = small(v); }},
      {"Capacity of a channel.max",
       [](Center& c, auto v) { c.profiles[0].capacity.channels[0].max = small(v); }},
      {"Capacity of a channel.cost",
       [](Center& c, auto v) { c.profiles[0].capacity.channels[0].cost = small(v); }},
      {"An agent.max_offers", [](Center& c, auto v) { c.agents[0].max_offers = small(v); }},
      {"A membership.rank", [](Center& c, auto v) { c.agents[0].queues[0].rank = small(v); }},
      {"A queue.priority", [](Center& c, auto v) { c.queues[0].priority = small(v); }},
      {"A queue.offer_timeout", [](Center& c, auto v) { c.queues[0].offer_timeout = ns(v); }},
      {"A queue.offers_at_once", [](Center& c, auto v) { c.queues[0].offers_at_once = small(v); }},
      {"A queue.max_unassigns", [](Center& c, auto v) { c.queues[0].max_unassigns = small(v); }},
      {"A queue.time_to_live", [](Center& c, auto v) { c.queues[0].time_to_live = ns(v); }},
      {"A condition.expires_after",
       [](Center& c, auto v) { c.queues[0].require.skills[0].expires_after = ns(v); }},
      {"An expression.expires_after",
       [](Center& c, auto v) { c.queues[0].require.expressions[0].expires_after = ns(v); }},
      {"A classification rule.credit",
       [](Center& c, auto v) { c.classification[0].credit = ns(v); }},
      {"Ageing.per_minute",
       [](Center& c, auto v) { c.queues[0].ageing_per_minute = static_cast<double>(v); }},
      {"Ageing.max", [](Center& c, auto v) { c.queues[0].ageing_max = small(v); }},
      {"A relaxation step.after", [](Center& c, auto v) { c.queues[0].relax[0].after = ns(v); }},
      {"A relaxation step.lower_all_by",
       [](Center& c, auto v) { c.queues[0].relax[0].lower_all_by = small(v); }},
      {"A relaxation step.priority",
       [](Center& c, auto v) { c.queues[0].relax[0].priority = small(v); }},
      {"Offers.at_once", [](Center& c, auto v) { c.queues[0].offers_at_once = small(v); }},
      {"A length limit.max", [](Center& c, auto v) { c.queues[0].length->max = small(v); }},
      {"A wait limit.max", [](Center& c, auto v) { c.queues[0].wait[0].max = ns(v); }},
      {"An action.priority",
       [](Center& c, auto v) { c.queues[0].length->action.priority = small(v); }},
      {"Abandonment.short", [](Center& c, auto v) { c.queues[0].short_abandon = ns(v); }},
  };
  return all;
}

bool accepted_in_code(const Set& set, std::int64_t value) {
  Center center = full_center();
  set(center, value);
  return model::check_center(center).empty();
}

/// The value at its place in a file that is otherwise small; what is missing around it is
/// complained about elsewhere.
bool accepted_in_file(const schema::Object& object, const schema::Key& key, std::int64_t value) {
  static const std::map<std::string_view, std::string> beside{{"An action", "overflow: other, "},
                                                              {"A condition", "ge: 1, "}};
  const auto more = beside.find(object.name);
  const std::string text =
      key.type == schema::Type::kDuration ? to_string(Duration(value)) : std::to_string(value);
  std::string body = "{" + (more == beside.end() ? std::string() : more->second) +
                     std::string(key.name) + ": " + text + "}";
  std::string place(object.place);
  while (!place.empty()) {
    const std::size_t dot = place.rfind('.');
    std::string name = place.substr(dot == std::string::npos ? 0 : dot + 1);
    place.resize(dot == std::string::npos ? 0 : dot);
    if (name.ends_with("[n]")) {
      name.resize(name.size() - 3);
      body.insert(0, "[").append("]");
    }
    if (name.front() == '<') name = name == "<channel>" ? "voice" : "it";
    body = "{" + name + ": " + body + "}";
  }
  const auto result = read_center(body, "f");
  for (const Complaint& complaint : result.complaints) {
    if (complaint.path == key.name || complaint.path.ends_with("." + std::string(key.name))) {
      return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("a number has one range, in files and in code", "[config][ranges]") {
  REQUIRE(model::check_center(full_center()).empty());
  int compared = 0;
  for (const schema::Object* object : schema::objects()) {
    for (const schema::Key& key : object->keys) {
      if (key.range.min == key.range.max && key.range.max == 0) continue;
      const std::string name = std::string(object->name) + '.' + std::string(key.name);
      // `waiting` is another way to write a limit; in code a seed may be any number of 64 bits.
      if (name == "Limits.waiting" || name == "Random.seed") continue;
      if (name == "A classification rule.split_seed") continue;
      const auto set = setters().find(name);
      INFO(name);
      REQUIRE(set != setters().end());
      for (const auto& [value, right] : {std::pair(key.range.min - 1, false),
                                         {key.range.min, true},
                                         {key.range.max, true},
                                         {key.range.max + 1, false}}) {
        INFO(value);
        CHECK(accepted_in_file(*object, key, value) == right);
        CHECK(accepted_in_code(set->second, value) == right);
      }
      ++compared;
    }
  }
  CHECK(compared == static_cast<int>(setters().size()) - 1);  // wrap_up: below
}

TEST_CASE("values with a form of their own have one range, too", "[config][ranges]") {
  const auto accepted = [](const std::string& text) {
    return read_center(text, "f").complaints.empty();
  };
  const Set& wrap_up = setters().at("A channel.wrap_up");
  const std::int64_t month = model::bounds::kWrapUp.max;
  CHECK(accepted("{channels: {voice: {wrap_up: 30d}}}"));
  CHECK_FALSE(accepted("{channels: {voice: {wrap_up: 30d1ns}}}"));
  CHECK(accepted_in_code(wrap_up, month));
  CHECK_FALSE(accepted_in_code(wrap_up, month + 1));

  const Set answer = [](Center& c, auto v) { c.queues[0].answer_within = ns(v); };
  CHECK(accepted("{queues: {it: {promise: {answer: 80% in 30d}}}}"));
  CHECK_FALSE(accepted("{queues: {it: {promise: {answer: 80% in 30d1ns}}}}"));
  CHECK_FALSE(accepted("{queues: {it: {promise: {answer: 80% in 999us}}}}"));
  CHECK(accepted_in_code(answer, month));
  CHECK_FALSE(accepted_in_code(answer, month + 1));
  CHECK_FALSE(accepted_in_code(answer, 999'999));

  const Set level = [](Center& c, auto v) { c.skills = {{"x", 0, small(v)}}; };
  CHECK(accepted("{skills: {x: 0..1000000}}"));
  CHECK_FALSE(accepted("{skills: {x: 0..1000001}}"));
  CHECK(accepted_in_code(level, 1'000'000));
  CHECK_FALSE(accepted_in_code(level, 1'000'001));
}
