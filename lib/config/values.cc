// Requirements, steps, capacities and actions: where one thing may be written in several ways, all
// of them end here in one value.
#include "config/values.h"

#include <algorithm>
#include <array>

#include "base/suggest.h"
#include "config/object_reader.h"

namespace uniselector::config {
namespace {

constexpr int kMaxAtOnce = static_cast<int>(model::bounds::kChannelMax.max);
constexpr auto kComparisons = std::to_array<Operator>(
    {Operator::kEqual, Operator::kNotEqual, Operator::kLess, Operator::kLessOrEqual,
     Operator::kGreater, Operator::kGreaterOrEqual});

/// `present: true` and `absent: false` ask the same.
std::optional<Operator> presence_condition(const ObjectReader& object) {
  std::optional<Operator> answer;
  for (const Operator op : {Operator::kPresent, Operator::kAbsent}) {
    bool wanted = true;
    if (!object.has(to_string(op))) continue;
    object.read(to_string(op), wanted);
    const bool present = (op == Operator::kPresent) == wanted;
    const Operator meant = present ? Operator::kPresent : Operator::kAbsent;
    if (answer && *answer != meant) object.node().complain("it cannot be both present and absent");
    answer = meant;
  }
  return answer;
}

/// Calls `add(op, reader of the value or null)` for every comparison of a condition mapping.
template <class F>
void each_comparison(const ObjectReader& object, F&& add) {
  bool any = false;
  for (const Operator op : kComparisons) {
    if (const auto value = object.get(to_string(op))) {
      any = true;
      add(op, &*value);
    }
  }
  if (const auto op = presence_condition(object)) {
    any = true;
    add(*op, nullptr);
  }
  if (!any) {
    object.node().complain("expected a comparison: eq, ne, lt, le, gt, ge, present or absent");
  }
}

void read_skill_condition(const NodeReader& key, const NodeReader& value,
                          std::vector<SkillCondition>* conditions) {
  const auto skill = key.id();
  if (!skill) return;
  SkillCondition condition{.skill = *skill};
  if (value.is_mapping()) {
    const ObjectReader object(value, schema::kCondition);
    object.read("expires_after", condition.expires_after);
    object.read("expedite", condition.expedite);
    each_comparison(object, [&](Operator op, const NodeReader* level) {
      condition.op = op;
      condition.level = 1;
      if (level != nullptr) {
        condition.level = level->small_integer(kMinLevel, kMaxLevel).value_or(1);
      }
      conditions->push_back(condition);
    });
    return;
  }
  if (value.scalar() == "present" || value.scalar() == "true") {
    condition.op = Operator::kPresent;
  } else if (value.scalar() == "absent" || value.scalar() == "false") {
    condition.op = Operator::kAbsent;
  } else if (value.is_plain()) {
    const auto level = value.small_integer(kMinLevel, kMaxLevel);
    if (!level) return;
    condition.level = *level;
  } else {
    return value.expected("a level, present, absent or a mapping of comparisons");
  }
  conditions->push_back(std::move(condition));
}

void read_attribute_condition(const NodeReader& key, const NodeReader& value,
                              std::vector<AttributeCondition>* conditions) {
  const auto attribute = key.id();
  if (!attribute) return;
  AttributeCondition condition{.attribute = *attribute};
  if (value.is_mapping()) {
    const ObjectReader object(value, schema::kCondition);
    object.read("expires_after", condition.expires_after);
    object.read("expedite", condition.expedite);
    each_comparison(object, [&](Operator op, const NodeReader* operand) {
      condition.op = op;
      condition.value = operand == nullptr ? AttributeValue(true) : read_attribute(*operand);
      conditions->push_back(condition);
    });
    return;
  }
  if (!value.is_scalar()) return value.expected("a value or a mapping of comparisons");
  condition.value = read_attribute(value);
  conditions->push_back(std::move(condition));
}

void read_skill_conditions(const NodeReader& node, std::vector<SkillCondition>* conditions) {
  if (node.is_sequence()) {
    node.each_item([&](const NodeReader& item) {
      if (const auto skill = item.id()) {
        conditions->push_back({.skill = *skill, .op = Operator::kPresent});
      }
    });
    return;
  }
  if (!node.is_mapping() && !node.is_null()) {
    return node.expected("a mapping of skill to condition, or a list of skills");
  }
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    read_skill_condition(key, value, conditions);
  });
}

std::vector<std::string> read_names(const NodeReader& node) {
  std::vector<std::string> names;
  node.one_or_more([&](const NodeReader& item) {
    if (auto name = item.id()) names.push_back(std::move(*name));
  });
  return names;
}

/// `set` takes a requirement. In journeys it will also set attributes of the interaction.
std::optional<Requirement> read_set(const NodeReader& node) {
  bool others = false;
  if (node.is_mapping()) {
    node.each_member([&](const NodeReader& key, const NodeReader&) {
      if (schema::find(schema::kRequirement, key.scalar()) != nullptr) return;
      others = true;
      key.complain(
          "setting an attribute of the interaction is not supported in this version; "
          "`set` takes skills and attributes");
    });
  }
  if (others) return std::nullopt;
  return read_requirement(node);
}

RelaxStep read_step(const NodeReader& node) {
  RelaxStep step;
  const ObjectReader object(node, schema::kRelaxStep);
  object.require("after");
  object.read("after", step.after);
  if (const auto set = object.get("set")) step.set = read_set(*set);
  if (const auto drop = object.get("drop")) step.drop = read_names(*drop);
  if (const auto lower = object.get("lower")) {
    lower->each_member([&](const NodeReader& key, const NodeReader& value) {
      const auto skill = key.id();
      const auto level = value.small_integer(kMinLevel, kMaxLevel);
      if (skill && level) step.lower[*skill] = *level;
    });
  }
  object.read("lower_all_by", step.lower_all_by);
  if (const auto add = object.get("add")) step.add = read_requirement(*add);
  object.read("priority", step.priority);
  object.read("overflow", step.overflow);
  return step;
}

std::optional<Capacity::Channel> read_capacity_channel(const NodeReader& key,
                                                       const NodeReader& value,
                                                       std::optional<int> units) {
  const auto id = key.id();
  if (!id) return std::nullopt;
  Capacity::Channel channel{.channel = *id};
  if (value.is_scalar()) {
    const auto max = value.small_integer(0, kMaxAtOnce);
    if (!max) return std::nullopt;
    channel.max = *max;
    return channel;
  }
  const ObjectReader object(value, schema::kCapacityChannel);
  object.read("cost", channel.cost);
  if (object.has("max")) {
    object.read("max", channel.max);
  } else if (units && channel.cost > *units) {
    // The pool would hold none of it; who wants that says `max: 0`.
    object.get("cost")->expected("at most the units of the pool (" + std::to_string(*units) + ")");
  } else if (units && channel.cost > 0) {
    channel.max = std::min(*units / channel.cost, kMaxAtOnce);
  }
  return channel;
}

constexpr auto kActionWords =
    std::to_array<std::string_view>({"overflow", "deflect", "offer", "cancel", "notify"});
constexpr auto kDeflections =
    std::to_array<std::string_view>({"voicemail", "callback", "message", "self_service"});

void read_action_word(const NodeReader& node, LimitAction* action) {
  std::vector<std::string_view> words{"cancel", "notify"};
  words.insert(words.end(), kDeflections.begin(), kDeflections.end());
  if (node.is_scalar() && std::count(words.begin(), words.end(), node.scalar()) == 0) {
    return node.expected(list_of(words) +
                         ", or a mapping with one of overflow, deflect, offer, "
                         "cancel and notify" +
                         base::suggestion(node.scalar(), words));
  }
  const auto index = node.word(words);
  if (!index) return;
  if (*index == 0) {
    action->then = LimitAction::Then::kCancel;
  } else if (*index == 1) {
    action->then = LimitAction::Then::kNotify;
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
  if (word == "cancel") {
    action->then = LimitAction::Then::kCancel;
  } else if (word == "notify") {
    action->then = LimitAction::Then::kNotify;
  } else {
    action->then = LimitAction::Then::kDeflect;
  }
  object.read(word, action->note);
}

}  // namespace

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

Requirement read_requirement(const NodeReader& node) {
  Requirement requirement;
  if (node.is_scalar()) {
    node.complain(
        "an expression as requirement is not supported in this version, expected a "
        "mapping with skills and attributes");
    return requirement;
  }
  const ObjectReader object(node, schema::kRequirement);
  if (const auto skills = object.get("skills")) {
    read_skill_conditions(*skills, &requirement.skills);
  }
  if (const auto attributes = object.get("attributes")) {
    attributes->each_member([&](const NodeReader& key, const NodeReader& value) {
      read_attribute_condition(key, value, &requirement.attributes);
    });
  }
  return requirement;
}

std::vector<RelaxStep> read_relax(const NodeReader& node) {
  std::vector<RelaxStep> steps;
  if (node.is_null()) return steps;
  node.each_item([&](const NodeReader& item) { steps.push_back(read_step(item)); });
  return steps;
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

void read_note(const ObjectReader& object, LimitAction* action) {
  const auto note = object.get("note");
  if (!note) return;
  if (!action->note.empty()) return note->complain("the action has its text already");
  object.read("note", action->note);
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
      action = read_action(*then);
    }
  } else if (words.size() == 1) {
    read_action_mapping(object, words[0], &action);
  } else {
    node.complain("found " + (words.empty() ? std::string("none") : list_of(words)) +
                  ", expected exactly one of overflow, deflect, offer, cancel and notify");
  }
  read_note(object, &action);
  return action;
}

}  // namespace uniselector::config
