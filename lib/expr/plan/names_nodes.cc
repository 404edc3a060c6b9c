// Unknown inputs are compared with the way that an expression takes from a variable: it is unknown
// as far as one leads into the other. A value of which only a part is unknown is unknown as a
// whole, since what is done with it may need that part.
#include "expr/plan/names_nodes.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "expr/plan/access.h"

namespace uniselector::expr {
namespace {

Value take(Frame& frame, const Value& from, const Step& step, bool has) {
  if (from.is_no_value()) return from;
  if (!step.field.name.empty() || step.field.index >= 0) {
    return has ? has_field(frame, step.id, from, step.field)
               : select_field(frame, step.id, from, step.field);
  }
  const Value key = step.index != nullptr ? step.index->eval(frame) : step.key;
  if (key.is_no_value()) return key;
  const Value found = index_value(frame, step.id, from, key);
  if (!found.is(ValueKind::kAbsent)) return found;
  const Value arguments[] = {from, key};
  return step.overloads->call(frame, step.id, arguments, 2);
}

/// Whether an element of a pattern may be the step; one that is computed may be anything.
bool fits(const std::string& pattern, const Step& step) {
  if (pattern == "*") return true;
  if (!step.field.name.empty()) return pattern == step.field.name;
  switch (step.key.kind()) {
    case ValueKind::kAbsent: return true;
    case ValueKind::kString: return pattern == step.key.as_string();
    default: return pattern == cel::to_text(step.key);
  }
}

bool leads_to(const cel::UnknownPattern& pattern, std::string_view name,
              std::span<const Step> steps) {
  if (pattern.variable != name) return false;
  const std::size_t common = std::min(pattern.path.size(), steps.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (!fits(pattern.path[i], steps[i])) return false;
  }
  return true;
}

std::string dotted(const cel::UnknownPattern& pattern) {
  std::string text = pattern.variable;
  for (const std::string& part : pattern.path) text += "." + part;
  return text;
}

}  // namespace

bool PathNode::present(const Frame& frame) const {
  if (!frame.slot(slot_).is(ValueKind::kAbsent)) return true;
  return std::any_of(frame.unknowns.begin(), frame.unknowns.end(),
                     [this](const auto& pattern) { return pattern.variable == name_; });
}

Value PathNode::eval(Frame& frame) const {
  frame.spend(1 + steps_.size());
  if (!frame.unknowns.empty()) {
    const Value unknown = unknown_of(frame);
    if (unknown.is(ValueKind::kUnknown)) return unknown;
  }
  const Value value = frame.slot(slot_);
  if (value.is(ValueKind::kAbsent)) return missing(frame);
  return steps_.empty() ? value : walk(frame, value);
}

Value PathNode::walk(Frame& frame, Value value) const {
  for (const Step& step : steps_) {
    value = take(frame, value, step, has_ && &step == &steps_.back());
    if (value.is_no_value()) return value;
  }
  return value;
}

Value PathNode::missing(Frame& frame) const {
  return frame.error(id(), StatusCode::kNotFound,
                     "no value is given for '" + base::printable(name_, 128) + "'");
}

Value PathNode::unknown_of(Frame& frame) const {
  std::vector<std::string> found;
  for (const cel::UnknownPattern& pattern : frame.unknowns) {
    if (leads_to(pattern, name_, steps_)) found.push_back(dotted(pattern));
  }
  if (found.empty()) return {};
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  auto* const attributes = frame.arena.make_array<std::string_view>(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    ::new (&attributes[i]) std::string_view(frame.arena.copy(found[i]));
  }
  auto* const unknown = frame.arena.make<cel::Unknown>();
  unknown->attributes = {attributes, found.size()};
  return Value::unknown(unknown);
}

Value StepNode::eval(Frame& frame) const {
  frame.spend(1);
  const Value from = from_.eval(frame);
  return take(frame, from, step_, has_);
}

Value CandidatesNode::eval(Frame& frame) const {
  for (const Node* const candidate : candidates_) {
    if (!candidate->constant().is(ValueKind::kAbsent)) return candidate->eval(frame);
    const auto& path = static_cast<const PathNode&>(*candidate);
    if (path.present(frame)) return path.eval(frame);
  }
  return frame.error(id(), StatusCode::kNotFound,
                     "undeclared reference to '" + base::printable(name_, 128) + "'");
}

}  // namespace uniselector::expr
