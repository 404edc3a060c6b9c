// From a tree of text to typed checks, led by the tables of scenario_fields.h.
#include "sim/scenario_expect.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>

#include "config/values.h"
#include "sim/scenario_fields.h"

namespace uniselector::sim {
namespace {

struct OperatorName {
  std::string_view name;
  Bound::Op op;
};
constexpr auto kOperators = std::to_array<OperatorName>({
    {"gt", Bound::Op::kGreater},
    {"ge", Bound::Op::kGreaterOrEqual},
    {"lt", Bound::Op::kLess},
    {"le", Bound::Op::kLessOrEqual},
    {"eq", Bound::Op::kEqual},
    {"approx", Bound::Op::kApprox},
});

std::optional<Bound::Op> find_operator(std::string_view name) {
  for (const OperatorName& entry : kOperators) {
    if (entry.name == name) return entry.op;
  }
  return std::nullopt;
}

template <class T>
Scalar word(const NodeReader& node) {
  const auto value = node.enumerator<T>();
  return value ? Scalar(std::string(to_string(*value))) : Scalar();
}

/// A Reason or an EndReason.
Scalar reason(const NodeReader& node) {
  if (node.is_scalar() && from_string<EndReason>(node.scalar())) return std::string(node.scalar());
  return word<Reason>(node);
}

Scalar read_scalar(const ReadContext& context, const NodeReader& node, Type type) {
  if (node.is_null()) return {};
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  switch (type) {
    case Type::kText: return node.text().value_or("");
    case Type::kInteger: return node.integer(-kMost, kMost).value_or(0);
    case Type::kReal: return node.real(-1e300, 1e300).value_or(0);
    case Type::kBool: return node.boolean().value_or(false);
    case Type::kDuration: return node.duration().value_or(Duration{});
    case Type::kTime: return read_time(context, node);
    case Type::kAttribute:
      return std::visit([](auto value) { return Scalar(std::move(value)); },
                        config::read_attribute(node));
    case Type::kState: return word<InteractionState>(node);
    case Type::kEndReason: return word<EndReason>(node);
    case Type::kReason: return reason(node);
    case Type::kPresence: return word<Presence>(node);
    case Type::kAgentKind: return word<AgentKind>(node);
    case Type::kOperator: return word<Operator>(node);
  }
  return {};
}

/// `[value, tolerance]`. How far a point in time may be off is a length.
Bound read_approx(const ReadContext& context, const NodeReader& node, Type type) {
  Bound bound{.op = Bound::Op::kApprox};
  if (!node.is_sequence() || node.node().children.size() != 2) {
    node.expected("[value, tolerance]");
    return bound;
  }
  bool first = true;
  node.each_item([&](const NodeReader& item) {
    if (first) {
      bound.value = read_scalar(context, item, type);
    } else {
      bound.tolerance = read_scalar(context, item, type == Type::kTime ? Type::kDuration : type);
    }
    first = false;
  });
  return bound;
}

/// A value, or a mapping of operators that must all hold.
std::vector<Bound> read_bounds(const ReadContext& context, const NodeReader& node, Type type) {
  std::vector<Bound> bounds;
  if (!node.is_mapping()) {
    bounds.push_back({Bound::Op::kEqual, read_scalar(context, node, type), {}});
    return bounds;
  }
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    const auto op = find_operator(key.scalar());
    if (!op) {
      complain_unknown(key, names_of(kOperators));
    } else if (*op == Bound::Op::kApprox) {
      bounds.push_back(read_approx(context, value, type));
    } else {
      bounds.push_back({*op, read_scalar(context, value, type), {}});
    }
  });
  return bounds;
}

bool all_operators(const NodeReader& node) {
  bool all = node.is_mapping() && !node.node().children.empty();
  if (!all) return false;
  node.each_member([&](const NodeReader& key, const NodeReader&) {
    all = all && find_operator(key.scalar()).has_value();
  });
  return all;
}

Check read_record(const ReadContext& context, const NodeReader& node, const Schema& schema) {
  Check check{.mark = mark_of(node)};
  if (!node.is_mapping() || schema.members.empty() || all_operators(node)) {
    check.bounds = read_bounds(context, node, schema.type);
    return check;
  }
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    const auto member = std::find_if(schema.members.begin(), schema.members.end(),
                                     [&](const Member& m) { return m.name == key.scalar(); });
    if (member == schema.members.end()) return complain_unknown(key, names_of(schema.members));
    check.fields.emplace_back(
        key.scalar(),
        Check{.mark = mark_of(value), .bounds = read_bounds(context, value, member->type)});
  });
  return check;
}

Check read_check(const ReadContext& context, const NodeReader& node, const Schema& schema) {
  Check check{.mark = mark_of(node)};
  switch (schema.shape) {
    case Schema::Shape::kScalar: check.bounds = read_bounds(context, node, schema.type); break;
    case Schema::Shape::kList:
      if (!node.is_sequence()) {
        check.bounds = read_bounds(context, node, Type::kInteger);
        break;
      }
      check.items.emplace();
      node.each_item([&](const NodeReader& item) {
        check.items->push_back(read_record(context, item, schema));
      });
      break;
    case Schema::Shape::kMap:
    case Schema::Shape::kMapOfRecords:
      if (!node.is_mapping() || all_operators(node)) {
        check.bounds = read_bounds(context, node, Type::kInteger);
        break;
      }
      node.each_member([&](const NodeReader& key, const NodeReader& value) {
        check.fields.emplace_back(key.scalar(), read_record(context, value, schema));
      });
      break;
  }
  return check;
}

template <class T>
std::vector<std::pair<std::string, Check>> read_fields(const ReadContext& context,
                                                       const NodeReader& node,
                                                       std::span<const Field<T>> known) {
  std::vector<std::pair<std::string, Check>> fields;
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    const Field<T>* field = find_field(known, key.scalar());
    if (field == nullptr) return complain_unknown(key, names_of(known));
    fields.emplace_back(key.scalar(), read_check(context, value, field->schema));
  });
  return fields;
}

Pattern read_pattern(const ReadContext& context, const NodeReader& name, const NodeReader& fields) {
  Pattern pattern{.mark = mark_of(name)};
  if (const auto kind = name.enumerator<EventKind>()) pattern.kind = *kind;
  pattern.fields = read_fields(context, fields, event_fields());
  return pattern;
}

/// `interaction i1` -> kind and id.
bool read_subject(const NodeReader& key, StateCheck* state) {
  const std::string_view text = key.scalar();
  const std::size_t space = std::min(text.find(' '), text.size());
  const std::string_view kind = text.substr(0, space);
  state->id = text.substr(std::min(space + 1, text.size()));
  if (kind == "interaction") {
    state->kind = StateCheck::Kind::kInteraction;
  } else if (kind == "agent") {
    state->kind = StateCheck::Kind::kAgent;
  } else if (kind == "queue") {
    state->kind = StateCheck::Kind::kQueue;
  } else {
    key.expected("'interaction ID', 'agent ID' or 'queue ID'");
    return false;
  }
  if (state->id.empty()) key.expected("an id after the word");
  return true;
}

}  // namespace

std::vector<Pattern> read_patterns(const ReadContext& context, const NodeReader& node) {
  std::vector<Pattern> patterns;
  node.each_item([&](const NodeReader& item) {
    item.each_member([&](const NodeReader& name, const NodeReader& fields) {
      patterns.push_back(read_pattern(context, name, fields));
    });
  });
  return patterns;
}

std::vector<CountCheck> read_counts(const ReadContext& context, const NodeReader& node) {
  std::vector<CountCheck> counts;
  node.each_item([&](const NodeReader& item) {
    CountCheck count;
    int patterns = 0;
    item.each_member([&](const NodeReader& key, const NodeReader& value) {
      if (key.scalar() == "times") {
        count.times.bounds = read_bounds(context, value, Type::kInteger);
      } else if (key.scalar() == "since") {
        count.since_start = value.word({"start"}).has_value();
      } else {
        count.pattern = read_pattern(context, key, value);
        ++patterns;
      }
    });
    if (patterns != 1 || count.times.bounds.empty()) item.expected("one event, and times");
    counts.push_back(std::move(count));
  });
  return counts;
}

std::vector<StateCheck> read_states(const ReadContext& context, const NodeReader& node) {
  std::vector<StateCheck> states;
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    StateCheck state{.mark = mark_of(key)};
    if (!read_subject(key, &state)) return;
    state.absent = value.is_null();
    switch (state.kind) {
      case StateCheck::Kind::kInteraction:
        state.check.fields = read_fields(context, value, interaction_fields());
        break;
      case StateCheck::Kind::kAgent:
        state.check.fields = read_fields(context, value, agent_fields());
        break;
      case StateCheck::Kind::kQueue:
        state.check.fields = read_fields(context, value, queue_fields());
        break;
    }
    states.push_back(std::move(state));
  });
  return states;
}

std::vector<ExplainCheck> read_explains(const NodeReader& node) {
  std::vector<ExplainCheck> explains;
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    ExplainCheck explain{.mark = mark_of(key), .interaction = std::string(key.scalar())};
    value.one_or_more([&](const NodeReader& part) {
      if (auto text = part.text()) explain.contains.push_back(std::move(*text));
    });
    explains.push_back(std::move(explain));
  });
  return explains;
}

void read_only(const NodeReader& node, Step* step) {
  if (!node.is_sequence()) {
    step->only = node.boolean().value_or(false);
    return;
  }
  step->only = true;
  node.each_item([&](const NodeReader& item) {
    if (const auto kind = item.enumerator<EventKind>()) step->only_kinds.push_back(*kind);
  });
}

}  // namespace uniselector::sim
