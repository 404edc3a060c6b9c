// Attributes, capacities and actions: where one thing may be written in several ways, all of them
// end here in one value. Requirements have a file of their own.
#include "config/values.h"

#include <algorithm>
#include <array>

#include "base/suggest.h"
#include "config/object_reader.h"

namespace uniselector::config {
namespace {

constexpr int kMaxAtOnce = static_cast<int>(model::bounds::kChannelMax.max);

std::optional<Capacity::Channel> read_capacity_channel(const NodeReader& key,
                                                       const NodeReader& value,
                                                       std::optional<int> units) {
  const auto id = key.id();
  if (!id) return std::nullopt;
  Capacity::Channel channel{.channel = *id};
  constexpr model::Range kMax = model::bounds::kChannelMax;
  if (value.is_scalar()) {
    const std::size_t before = value.complaints().size();
    read_number_or_rule(value, kMax, &channel.max, &channel.max_rule);
    if (value.complaints().size() != before) return std::nullopt;
    return channel;
  }
  const ObjectReader object(value, schema::kCapacityChannel);
  if (const auto cost = object.get("cost")) {
    read_number_or_rule(*cost, model::bounds::kChannelCost, &channel.cost, &channel.cost_rule);
  }
  if (const auto max = object.get("max")) {
    read_number_or_rule(*max, kMax, &channel.max, &channel.max_rule);
  } else if (units && channel.cost > *units) {
    // The pool would hold none of it; who wants that says `max: 0`.
    object.get("cost")->expected("at most the units of the pool (" + std::to_string(*units) + ")");
  } else if (units && channel.cost > 0) {
    channel.max = std::min(*units / channel.cost, kMaxAtOnce);
  }
  return channel;
}

constexpr auto kActionWords = std::to_array<std::string_view>(
    {"overflow", "deflect", "offer", "cancel", "notify", "reclassify"});
constexpr std::string_view kAnyAction = "overflow, deflect, offer, cancel, notify and reclassify";
constexpr auto kDeflections =
    std::to_array<std::string_view>({"voicemail", "callback", "message", "self_service"});

void read_action_word(const NodeReader& node, LimitAction* action) {
  std::vector<std::string_view> words{"cancel", "notify", "reclassify"};
  words.insert(words.end(), kDeflections.begin(), kDeflections.end());
  if (node.is_scalar() && std::count(words.begin(), words.end(), node.scalar()) == 0) {
    return node.expected(list_of(words) + ", or a mapping with one of " + std::string(kAnyAction) +
                         base::suggestion(node.scalar(), words));
  }
  const auto index = node.word(words);
  if (!index) return;
  if (*index == 0) {
    action->then = LimitAction::Then::kCancel;
  } else if (*index == 1) {
    action->then = LimitAction::Then::kNotify;
  } else if (*index == 2) {
    action->then = LimitAction::Then::kReclassify;
  } else {
    action->then = LimitAction::Then::kDeflect;
    action->note = std::string(words[*index]);
  }
}

void read_action_mapping(const ObjectReader& object, std::string_view word, LimitAction* action) {
  if (word == "overflow") {
    action->then = LimitAction::Then::kOverflow;
    object.read("overflow", action->queue);
    object.read("priority", action->priority);
    if (const auto add = object.get("add")) action->add = read_requirement(*add);
    return;
  }
  for (const std::string_view key : {"priority", "add"}) {
    if (const auto value = object.get(key)) value->complain("expected only beside overflow");
  }
  if (word == "reclassify") {
    action->then = LimitAction::Then::kReclassify;
    action->set = read_attributes(*object.get(word));
    return;
  }
  if (word == "cancel") {
    action->then = LimitAction::Then::kCancel;
  } else if (word == "notify") {
    action->then = LimitAction::Then::kNotify;
  } else {
    action->then = LimitAction::Then::kDeflect;
  }
  object.read(word, action->note);
}

/// The `note` beside an action, which has room for one text.
void read_note(const ObjectReader& object, LimitAction* action) {
  const auto note = object.get("note");
  if (!note) return;
  if (!action->note.empty()) return note->complain("the action has its text already");
  object.read("note", action->note);
}

bool is_integer(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// More than a word or a number that was mistyped.
bool looks_like_rule(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return std::any_of(text.begin(), text.end(), is_letter) &&
         text.find_first_of(" .()[]<>=!?&|+-*/%") != std::string_view::npos;
}

}  // namespace

void read_number_or_rule(const NodeReader& node, model::Range range, int* number,
                         std::string* rule) {
  const int min = static_cast<int>(range.min);
  const int max = static_cast<int>(range.max);
  if (node.is_mapping()) {
    const ObjectReader object(node, schema::kRule);
    object.require("rule");
    if (const auto text = object.get("rule")) *rule = read_expression(*text, "0");
    if (const auto otherwise = object.get("otherwise")) {
      *number = otherwise->small_integer(min, max).value_or(*number);
    }
  } else if (node.is_scalar() && !node.is_plain() && !is_integer(node.scalar())) {
    *rule = read_expression(node, "0");
  } else if (node.is_plain() && looks_like_rule(node.scalar())) {
    node.expected("an integer, " + std::to_string(min) + ".." + std::to_string(max) +
                  ", or an expression in quotes");
  } else {
    *number = node.small_integer(min, max).value_or(*number);
  }
}

AttributeValue read_attribute(const NodeReader& node) {
  return node.attribute().value_or(AttributeValue(true));
}

Attributes read_attributes(const NodeReader& node) {
  Attributes attributes;
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    const auto name = key.id();
    auto read = value.attribute();
    if (name && read) attributes[*name] = std::move(*read);
  });
  return attributes;
}

Capacity read_capacity(const NodeReader& node) {
  Capacity capacity;
  // A channel may not be called `units` or `channels` in the short form.
  const bool long_form = node.member("units").has_value() || node.member("channels").has_value();
  std::optional<NodeReader> channels = node;
  if (long_form) {
    const ObjectReader object(node, schema::kCapacity);
    object.read("units", capacity.units);
    channels = object.get("channels");
  }
  if (!channels) return capacity;
  channels->each_member([&](const NodeReader& key, const NodeReader& value) {
    if (auto channel = read_capacity_channel(key, value, capacity.units)) {
      capacity.channels.push_back(std::move(*channel));
    }
  });
  return capacity;
}

std::map<std::string, int> read_skill_levels(const NodeReader& node) {
  std::map<std::string, int> skills;
  if (node.is_sequence()) {
    node.each_item([&](const NodeReader& item) {
      if (const auto skill = item.id()) skills[*skill] = 1;
    });
    return skills;
  }
  if (!node.is_mapping() && !node.is_null()) {
    node.expected("a mapping of skill to level, or a list of skills");
    return skills;
  }
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    const auto skill = key.id();
    const auto level = value.small_integer(kMinLevel, kMaxLevel);
    if (skill && level) skills[*skill] = *level;
  });
  return skills;
}

std::vector<QueueMembership> read_memberships(const NodeReader& node) {
  std::vector<QueueMembership> queues;
  if (node.is_sequence()) {
    node.each_item([&](const NodeReader& item) {
      if (auto queue = item.id()) queues.push_back({.queue = std::move(*queue)});
    });
    return queues;
  }
  if (!node.is_mapping() && !node.is_null()) {
    node.expected("a list of queues, or a mapping of queue to membership");
    return queues;
  }
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    const auto queue = key.id();
    if (!queue) return;
    QueueMembership membership{.queue = *queue};
    const schema::Key& rank = *schema::find(schema::kMembership, "rank");
    if (value.is_scalar()) {
      membership.rank =
          value.small_integer(static_cast<int>(rank.range.min), static_cast<int>(rank.range.max))
              .value_or(1);
    } else {
      ObjectReader(value, schema::kMembership).read("rank", membership.rank);
    }
    queues.push_back(std::move(membership));
  });
  return queues;
}

LimitAction read_limit_action(const ObjectReader& object) {
  LimitAction action;
  if (const auto then = object.get("then")) {
    action = read_action(*then);
    if (const auto inside = then->member("when")) {
      inside->complain("expected beside `then`, not in it");
    }
  }
  if (const auto when = object.get("when")) action.when = read_expression(*when, "true");
  read_note(object, &action);
  return action;
}

LimitAction read_action(const NodeReader& node) {
  LimitAction action;
  if (!node.is_mapping()) {
    read_action_word(node, &action);
    return action;
  }
  const ObjectReader object(node, schema::kAction);
  std::vector<std::string_view> words;
  for (const std::string_view word : kActionWords) {
    if (object.has(word)) words.push_back(word);
  }
  if (const auto then = object.get("then")) {
    // `{then: cancel, note: ...}`: the form that limits have, with the action one level down.
    if (!words.empty()) {
      then->complain("'then' and '" + std::string(words[0]) + "' exclude each other");
    } else if (then->member("then")) {
      then->complain("'then' stands in itself");
    } else {
      return read_limit_action(object);
    }
  } else if (words.size() == 1) {
    read_action_mapping(object, words[0], &action);
  } else {
    node.complain("found " + (words.empty() ? std::string("none") : list_of(words)) +
                  ", expected exactly one of " + std::string(kAnyAction));
  }
  if (const auto when = object.get("when")) action.when = read_expression(*when, "true");
  read_note(object, &action);
  return action;
}

}  // namespace uniselector::config
