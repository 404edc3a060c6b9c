// One queue of a configuration file.
#include <charconv>

#include "config/center_parts.h"
#include "config/object_reader.h"
#include "config/values.h"

namespace uniselector::config {
namespace {

/// "80% in 20s" -> share and time.
void read_answer(const NodeReader& node, QueueConfig* queue) {
  constexpr std::string_view kForm = "a share and a time such as 80% in 20s";
  const std::string_view text = node.scalar();
  const std::size_t percent = text.find("% in ");
  if (!node.is_scalar() || percent == std::string_view::npos) return node.expected(kForm);
  double share = 0;
  const char* end = text.data() + percent;
  const auto number = std::from_chars(text.data(), end, share);
  if (number.ec != std::errc{} || number.ptr != end) return node.expected(kForm);
  if (!(share > 0 && share <= 100)) return node.expected("a share above 0% and at most 100%");
  const auto within = parse_duration(text.substr(percent + 5));
  if (!within.ok()) return node.complain(within.status().message());
  constexpr model::Range kRange = model::bounds::kAnswerWithin;
  if (!kRange.holds(within->count())) {
    return node.expected("a time of " + uniselector::to_string(Duration(kRange.min)) + ".." +
                         uniselector::to_string(Duration(kRange.max)));
  }
  queue->answer_share = share / 100;
  queue->answer_within = *within;
}

/// One word of them, which says all that there is to say.
void read_preference_word(const NodeReader& node, QueueConfig* queue) {
  std::vector<std::string_view> words = NodeReader::words_of<Preference>();
  const std::string_view score = to_string(Preference::kScore);
  std::erase(words, score);
  if (node.scalar() == score) {
    node.complain("'score' needs an expression: {score: \"agent.skills.refunds\"}");
  } else if (const auto index = node.word(words)) {
    queue->prefer = from_string<Preference>(words[*index]).value_or(queue->prefer);
  }
}

ScoreConfig read_score(const NodeReader& node) {
  ScoreConfig score;
  if (!node.is_mapping()) {
    score.expression = read_expression(node, "0");
    return score;
  }
  score.expression = "0";
  const ObjectReader object(node, schema::kScore);
  object.require("expression");
  if (const auto text = object.get("expression")) score.expression = read_expression(*text, "0");
  object.read("lowest_first", score.lowest_first);
  object.read("bypass_requirements", score.bypass_requirements);
  return score;
}

void read_prefer(const NodeReader& node, QueueConfig* queue) {
  if (!node.is_mapping()) return read_preference_word(node, queue);
  const ObjectReader object(node, schema::kPrefer);
  const auto random = object.get("random");
  const auto score = object.get("score");
  if (random && score) return node.complain("random and score exclude each other");
  if (random) {
    queue->prefer = Preference::kRandom;
    ObjectReader(*random, schema::kRandom).read("seed", queue->random_seed);
  } else if (score) {
    queue->prefer = Preference::kScore;
    queue->score = read_score(*score);
  } else if (node.node().children.empty()) {
    node.expected("a word, or a mapping with random or score");
  }
}

void read_ageing(const NodeReader& node, QueueConfig* queue) {
  const ObjectReader object(node, schema::kAgeing);
  object.read("per_minute", queue->ageing_per_minute);
  object.read("max", queue->ageing_max);
}

QueueConfig::WaitLimit read_wait_limit(const NodeReader& node) {
  QueueConfig::WaitLimit limit;
  const ObjectReader object(node, schema::kWaitLimit);
  object.require("max");
  object.read("max", limit.max);
  limit.action = read_limit_action(object);
  return limit;
}

void read_limits(const NodeReader& node, QueueConfig* queue) {
  const ObjectReader object(node, schema::kQueueLimits);
  if (const auto length = object.get("length")) {
    const ObjectReader limit(*length, schema::kLengthLimit);
    queue->length = QueueConfig::LengthLimit{};  // clang 16 finds no emplace() for a nested struct
    limit.require("max");
    limit.read("max", queue->length->max);
    queue->length->action = read_limit_action(limit);
  }
  if (const auto wait = object.get("wait")) {
    wait->one_or_more(
        [&](const NodeReader& item) { queue->wait.push_back(read_wait_limit(item)); });
  }
}

void read_offers(const ObjectReader& object, QueueConfig* queue) {
  object.read("offers_at_once", queue->offers_at_once);
  const auto offers = object.get("offers");
  if (!offers) return;
  const ObjectReader inner(*offers, schema::kOffers);
  if (inner.has("at_once") && object.has("offers_at_once")) {
    return offers->complain("at_once and offers_at_once say the same, expected one of them");
  }
  inner.read("at_once", queue->offers_at_once);
}

}  // namespace

QueueConfig read_queue(const std::string& id, const NodeReader& node) {
  QueueConfig queue{.id = id};
  const ObjectReader object(node, schema::kQueue);
  if (const auto attributes = object.get("attributes")) {
    queue.attributes = read_attributes(*attributes);
  }
  if (const auto priority = object.get("priority")) {
    read_number_or_rule(*priority, model::bounds::kPriority, &queue.priority, &queue.priority_rule);
  }
  if (const auto ageing = object.get("ageing")) read_ageing(*ageing, &queue);
  if (const auto require = object.get("require")) queue.require = read_requirement(*require);
  if (const auto relax = object.get("relax")) queue.relax = read_relax(*relax);
  if (const auto prefer = object.get("prefer")) read_prefer(*prefer, &queue);
  object.read("open_pool", queue.open_pool);
  object.read("offer_timeout", queue.offer_timeout);
  read_offers(object, &queue);
  object.read("max_unassigns", queue.max_unassigns);
  object.read("time_to_live", queue.time_to_live);
  object.read("calendar", queue.calendar);
  if (const auto closed = object.get("closed")) queue.closed = read_action(*closed);
  if (const auto limits = object.get("limits")) read_limits(*limits, &queue);
  if (const auto abandon = object.get("abandon")) {
    ObjectReader(*abandon, schema::kAbandon).read("short", queue.short_abandon);
  }
  if (const auto promise = object.get("promise")) {
    const ObjectReader inner(*promise, schema::kPromise);
    if (const auto answer = inner.get("answer")) read_answer(*answer, &queue);
  }
  return queue;
}

}  // namespace uniselector::config
