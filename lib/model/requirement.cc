// See the header; written for configuration time, where clarity beats speed.
#include "model/requirement.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

namespace uniselector::model {
namespace {

template <class T>
void add_unique(std::vector<T>& list, const T& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

/// What has no name is never meant.
void erase_named(std::vector<ExpressionCondition>& list, const std::string& name) {
  std::erase_if(list,
                [&](const ExpressionCondition& c) { return !name.empty() && c.name == name; });
}

/// With the lowest level best, these ask for a level at most.
bool is_minimum(Operator op) { return op == Operator::kGreaterOrEqual || op == Operator::kGreater; }

/// A minimum lowered to `to` (if given) and then by `by`: not below 1, and never raised. With
/// `best_low` the same upside down, not above the highest level of the skill.
int relaxed_level(int level, std::optional<int> to, std::int64_t by, const SkillConfig* skill) {
  by = std::max<std::int64_t>(by, 0);
  if (skill != nullptr && skill->best_low) {
    level = std::max(level, to.value_or(level));
    return std::max(level, static_cast<int>(std::min<std::int64_t>(skill->max_level, level + by)));
  }
  level = std::min(level, to.value_or(level));
  return std::min(level, static_cast<int>(std::max<std::int64_t>(1, level - by)));
}

std::string_view sign(Operator op) {
  switch (op) {
    case Operator::kEqual: return " = ";
    case Operator::kNotEqual: return " != ";
    case Operator::kLess: return " < ";
    case Operator::kLessOrEqual: return " <= ";
    case Operator::kGreater: return " > ";
    case Operator::kGreaterOrEqual: return " >= ";
    case Operator::kPresent: return " present";
    case Operator::kAbsent: return " absent";
  }
  return " ? ";
}

bool is_unary(Operator op) { return op == Operator::kPresent || op == Operator::kAbsent; }

void append_text(std::string& out, std::string_view text) {
  out += std::to_string(text.size());
  out += ':';
  out += text;
}

void append_when(std::string& out, const std::string& when) {
  if (!when.empty()) out += " if " + when;
}

template <class Condition>
void append_common(std::string& out, const Condition& c) {
  out += static_cast<char>('a' + static_cast<int>(c.op));
  out += c.expedite ? '!' : '.';
  if (c.expires_after) out += std::to_string(c.expires_after->count());
  if (!c.when.empty()) {
    out += '?';
    append_text(out, c.when);
  }
  out += ';';
}

/// -1, 0, 1, or 2 when the two cannot be ordered.
int compare(const AttributeValue& a, const AttributeValue& b) {
  const auto number = [](const AttributeValue& v) -> std::optional<double> {
    if (const auto* i = std::get_if<std::int64_t>(&v)) return static_cast<double>(*i);
    if (const auto* d = std::get_if<double>(&v)) return *d;
    return std::nullopt;
  };
  if (const auto* x = std::get_if<std::int64_t>(&a)) {
    if (const auto* y = std::get_if<std::int64_t>(&b)) return *x < *y ? -1 : *x > *y ? 1 : 0;
  }
  if (const auto x = number(a), y = number(b); x && y) {
    if (std::isnan(*x) || std::isnan(*y)) return 2;
    return *x < *y ? -1 : *x > *y ? 1 : 0;
  }
  if (a.index() != b.index()) return 2;
  if (const auto* x = std::get_if<std::string>(&a)) {
    const int order = x->compare(std::get<std::string>(b));
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  return std::get<bool>(a) == std::get<bool>(b) ? 0 : 2;
}

bool ordered_holds(int order, Operator op) {
  switch (op) {
    case Operator::kEqual: return order == 0;
    case Operator::kNotEqual: return order != 0;
    case Operator::kLess: return order == -1;
    case Operator::kLessOrEqual: return order == -1 || order == 0;
    case Operator::kGreater: return order == 1;
    case Operator::kGreaterOrEqual: return order == 1 || order == 0;
    case Operator::kPresent: return true;
    case Operator::kAbsent: return false;
  }
  return false;
}

}  // namespace

Requirement combine(const Requirement& a, const Requirement& b) {
  Requirement both = a;
  for (const auto& c : b.skills) add_unique(both.skills, c);
  for (const auto& c : b.attributes) add_unique(both.attributes, c);
  for (const auto& c : b.expressions) add_unique(both.expressions, c);
  return both;
}

Requirement apply_step(const Requirement& requirement, const RelaxStep& step, const Known& known) {
  Requirement next = step.set ? *step.set : requirement;
  for (const auto& name : step.drop) {
    std::erase_if(next.skills, [&](const SkillCondition& c) { return c.skill == name; });
    std::erase_if(next.attributes,
                  [&](const AttributeCondition& c) { return c.attribute == name; });
    erase_named(next.expressions, name);
  }
  for (auto& c : next.skills) {
    if (!is_minimum(c.op)) continue;
    const auto it = step.lower.find(c.skill);
    const auto to = it == step.lower.end() ? std::nullopt : std::optional(it->second);
    c.level = relaxed_level(c.level, to, step.lower_all_by.value_or(0), known.skill(c.skill));
  }
  for (const auto& c : step.add.skills) {
    std::erase_if(next.skills, [&](const SkillCondition& old) { return old.skill == c.skill; });
  }
  for (const auto& c : step.add.attributes) {
    std::erase_if(next.attributes,
                  [&](const AttributeCondition& old) { return old.attribute == c.attribute; });
  }
  for (const auto& c : step.add.expressions) erase_named(next.expressions, c.name);
  return combine(next, step.add);
}

std::string canonical(const AttributeValue& value) {
  std::string out(1, static_cast<char>('0' + static_cast<int>(value.index())));
  append_text(out, to_string(value));
  return out;
}

std::string canonical(const Requirement& requirement) {
  std::string out = "S";
  for (const auto& c : requirement.skills) {
    append_text(out, c.skill);
    out += std::to_string(c.level);
    append_common(out, c);
  }
  out += 'A';
  for (const auto& c : requirement.attributes) {
    append_text(out, c.attribute);
    out += canonical(c.value);
    append_common(out, c);
  }
  for (const auto& c : requirement.expressions) {
    out += 'E';
    append_text(out, c.expression);
    append_text(out, c.name);
    out += c.expedite ? '!' : '.';
    if (c.expires_after) out += std::to_string(c.expires_after->count());
    out += ';';
  }
  return out;
}

std::string canonical(const RelaxStep& step) {
  std::string out = "R" + std::to_string(step.after.count());
  if (!step.when.empty()) {
    out += '?';
    append_text(out, step.when);
  }
  if (step.set) out += "=" + canonical(*step.set);
  for (const auto& name : step.drop) {
    out += '-';
    append_text(out, name);
  }
  for (const auto& [skill, level] : step.lower) {
    out += 'v';
    append_text(out, skill);
    out += std::to_string(level);
  }
  if (step.lower_all_by) out += "V" + std::to_string(*step.lower_all_by);
  out += "+" + canonical(step.add);
  if (step.priority) out += "p" + std::to_string(*step.priority);
  out += '>';
  append_text(out, step.overflow);
  return out;
}

std::string describe(const Requirement& requirement) {
  std::string out;
  const auto next = [&] {
    if (!out.empty()) out += " and ";
  };
  for (const auto& c : requirement.skills) {
    next();
    out += c.skill;
    out += sign(c.op);
    if (!is_unary(c.op)) out += std::to_string(c.level);
    append_when(out, c.when);
  }
  for (const auto& c : requirement.attributes) {
    next();
    out += c.attribute;
    out += sign(c.op);
    if (!is_unary(c.op)) out += to_string(c.value);
    append_when(out, c.when);
  }
  const bool alone = out.empty() && requirement.expressions.size() == 1;
  for (const auto& c : requirement.expressions) {
    next();
    out += alone ? c.expression : '(' + c.expression + ')';
  }
  return out.empty() ? "anything" : out;
}

bool holds(const AttributeValue* has, Operator op, const AttributeValue& value) {
  if (has == nullptr) return op == Operator::kNotEqual || op == Operator::kAbsent;
  if (op == Operator::kPresent) return true;
  if (op == Operator::kAbsent) return false;
  return ordered_holds(compare(*has, value), op);
}

bool holds(bool has, int level, Operator op, int value, bool best_low) {
  if (!has) return op == Operator::kNotEqual || op == Operator::kAbsent;
  int order = level < value ? -1 : level > value ? 1 : 0;
  if (best_low) order = -order;
  return ordered_holds(order, op);
}

}  // namespace uniselector::model
