// Failures are told in one line; a rule is named by who asks, since the same text may stand in
// several places.
#include "rules/rule_book.h"

#include <cmath>

#include "base/text.h"
#include "expr/syntax/tree.h"

namespace uniselector::rules {
namespace {

constexpr std::size_t kMostFailures = 16;  ///< told of one command
constexpr std::size_t kShownBytes = 160;

/// What an evaluation without a value of the kind that is wanted says.
std::string_view complaint(const cel::Value& value, std::string_view expected, std::string* text) {
  if (value.is(cel::ValueKind::kError)) return value.as_error().message;
  *text = "found " + std::string(cel::type_name(value)) + ", expected " + std::string(expected);
  return *text;
}

bool yields(const cel::Type& type, Yield yield) {
  using cel::TypeKind;
  if (type.is(TypeKind::kDyn) || yield == Yield::kKey) return true;
  switch (yield) {
    case Yield::kCondition: return type.is(TypeKind::kBool);
    case Yield::kNumber:
      return type.is(TypeKind::kInt) || type.is(TypeKind::kUint) || type.is(TypeKind::kDouble);
    case Yield::kInteger: return type.is(TypeKind::kInt);
    case Yield::kKey: return true;
  }
  return false;
}

std::string_view name_of(Yield yield) {
  switch (yield) {
    case Yield::kCondition: return "bool";
    case Yield::kNumber: return "int, uint or double";
    case Yield::kInteger: return "int";
    case Yield::kKey: return "a value";
  }
  return {};
}

bool asks_load(const cel::Expr& root) {
  return expr::any_node(root, [](const cel::Expr& e) {
    return e.kind == cel::ExprKind::kSelect && e.name == "load" &&
           e.target->kind == cel::ExprKind::kIdent &&
           (e.target->name == "agent" || e.target->name == ".agent");
  });
}

}  // namespace

void tell(std::string_view what, std::string_view message, Failures* failures) {
  if (failures == nullptr || failures->size() >= kMostFailures) return;
  failures->push_back(std::string(what) + ": " + base::printable(message, kShownBytes));
}

const cel::Environment& RuleBook::environment(Scope scope) {
  auto it = environments_.find(scope);
  if (it == environments_.end())
    it = environments_.emplace(scope, make_environment(scope, tables_.get())).first;
  return it->second;
}

void RuleBook::use(std::shared_ptr<const CenterTables> tables) {
  if (tables == tables_) return;
  tables_ = std::move(tables);
  environments_.clear();
  std::erase_if(by_text_, [](const auto& known) { return known.second->asks_tables; });
}

void RuleBook::forget_other_tables() {
  for (Rule& rule : rules_) {
    if (rule.tables != tables_) rule.tables.reset();
  }
}

/// Which tables the rule asks, and whether they have an answer where it stands.
Status RuleBook::add_tables(Rule* rule) const {
  const auto ids = tables_asked(rule->program.ast());
  if (!ids) return invalid_argument("expected `tables` only as tables.NAME.OUTPUT");
  rule->tables = tables_;
  rule->asks_tables = true;
  const bool agents = has_slot(rule->scope, kAgentSlot);
  for (const std::string& id : *ids) {
    const TableAsks* const asks = tables_->asks(id);
    if (asks == nullptr) continue;
    const auto wrong = [&](std::string_view what) {
      return invalid_argument("tables." + id + " asks about " + std::string(what));
    };
    if (asks->agent && !agents) return wrong("the agent, who is not known here");
    if (asks->interaction && !has_slot(rule->scope, kInteractionSlot)) {
      return wrong("the interaction or the time, which are not known here");
    }
    if (asks->queues && !has_slot(rule->scope, kQueuesSlot)) {
      return wrong("the state of queues, which is not known here");
    }
    if (asks->agent && asks->interaction) {
      return wrong(
          "both the agent and the interaction or the time; expected one of them in a rule "
          "about agents");
    }
    rule->about_agent = rule->about_agent || asks->agent;
    rule->about_interaction = rule->about_interaction || asks->interaction;
  }
  return ok_status();
}

const Rule* RuleBook::find(Scope scope, Yield yield, std::string_view text) const {
  const auto it = by_text_.find(std::pair(std::pair(scope, yield), std::string(text)));
  return it == by_text_.end() ? nullptr : it->second;
}

Result<const Rule*> RuleBook::compile(Scope scope, Yield yield, std::string_view text) {
  if (rules_.size() < most_rules_) return add(scope, yield, text);
  if (const Rule* const known = find(scope, yield, text)) return known;
  return resource_exhausted(std::to_string(most_rules_) +
                            " distinct expressions are in use, no more are allowed");
}

Result<const Rule*> RuleBook::add(Scope scope, Yield yield, std::string_view text) {
  if (const Rule* const known = find(scope, yield, text)) return known;
  auto program = environment(scope).compile(text, {.location = "expression"});
  if (!program.ok()) return program.status();
  if (!yields(program->result_type(), yield)) {
    return invalid_argument("the expression yields " + program->result_type().to_string() +
                            ", expected " + std::string(name_of(yield)));
  }
  Rule rule{.number = static_cast<std::uint32_t>(rules_.size()),
            .text = std::string(text),
            .scope = scope,
            .program = std::move(program).value()};
  std::size_t position = 0;
  for (std::size_t slot = 0; slot < kSlots; ++slot) {
    if (slot == kTablesSlot) break;  // the last; what tables ask is looked at below
    if (!has_slot(scope, static_cast<Slot>(slot)) || !rule.program.uses(position++)) continue;
    const bool agent = slot == kAgentSlot || slot == kSkillsSlot;
    (agent ? rule.about_agent : rule.about_interaction) = true;
  }
  if (tables_ != nullptr && rule.program.uses(position)) {
    if (Status status = add_tables(&rule); !status.ok()) return status;
  }
  rule.about_load = scope == Scope::kScore && asks_load(*rule.program.ast().root);
  rules_.push_back(std::move(rule));
  by_text_.emplace(std::pair(std::pair(scope, yield), std::string(text)), &rules_.back());
  return &rules_.back();
}

cel::Value RuleBook::evaluate(const Rule& rule, const Facts& facts) const {
  if (rule.asks_tables) facts.set_tables(rule.tables.get());
  return rule.program.evaluate(facts.slots(rule.scope), facts.arena());
}

bool RuleBook::holds(const Rule& rule, const Facts& facts, bool failed, std::string_view what,
                     Failures* failures) {
  const cel::Value value = evaluate(rule, facts);
  if (value.is(cel::ValueKind::kBool)) return value.as_bool();
  std::string text;
  tell(what, complaint(value, "bool", &text), failures);
  return failed;
}

std::optional<double> RuleBook::number(const Rule& rule, const Facts& facts, std::string_view what,
                                       Failures* failures) {
  const cel::Value value = evaluate(rule, facts);
  switch (value.kind()) {
    case cel::ValueKind::kInt: return static_cast<double>(value.as_int());
    case cel::ValueKind::kUint: return static_cast<double>(value.as_uint());
    case cel::ValueKind::kDouble:
      if (!std::isnan(value.as_double())) return value.as_double();
      tell(what, "found NaN, expected a number", failures);
      return std::nullopt;
    default: break;
  }
  std::string text;
  tell(what, complaint(value, "a number", &text), failures);
  return std::nullopt;
}

std::optional<cel::Value> RuleBook::value_of(const Rule& rule, const Facts& facts,
                                             cel::ValueKind kind, std::string_view expected,
                                             std::string_view what, Failures* failures) const {
  const cel::Value value = evaluate(rule, facts);
  if (value.is(kind)) return value;
  std::string text;
  tell(what, complaint(value, expected, &text), failures);
  return std::nullopt;
}

std::optional<std::int64_t> RuleBook::integer(const Rule& rule, const Facts& facts,
                                              std::string_view what, Failures* failures) {
  const auto value = value_of(rule, facts, cel::ValueKind::kInt, "int", what, failures);
  return value ? std::optional(value->as_int()) : std::nullopt;
}

std::optional<Duration> RuleBook::duration(const Rule& rule, const Facts& facts,
                                           std::string_view what, Failures* failures) {
  const auto value = value_of(rule, facts, cel::ValueKind::kDuration, "duration", what, failures);
  return value ? std::optional(Duration(value->as_duration())) : std::nullopt;
}

std::optional<std::string> RuleBook::text(const Rule& rule, const Facts& facts,
                                          std::string_view what, Failures* failures) {
  const auto value = value_of(rule, facts, cel::ValueKind::kString, "string", what, failures);
  return value ? std::optional(std::string(value->as_string())) : std::nullopt;
}

std::optional<std::string> RuleBook::key(const Rule& rule, const Facts& facts,
                                         std::string_view what, Failures* failures) {
  const cel::Value value = evaluate(rule, facts);
  if (!value.is_no_value()) return cel::to_text(value);
  std::string text;
  tell(what, complaint(value, "a value", &text), failures);
  return std::nullopt;
}

std::string RuleBook::bound(const Rule& rule, const Facts& facts, std::string_view what,
                            Failures* failures) {
  if (!rule.about_interaction) return rule.text;
  std::vector<cel::UnknownPattern> unknowns = {{"agent", {}}, {"skills", {}}};
  if (rule.tables != nullptr) {
    const auto tables = rule.tables->about_agents();
    unknowns.insert(unknowns.end(), tables.begin(), tables.end());
    facts.set_tables(rule.tables.get());
  }
  const cel::Value value =
      rule.program.evaluate(facts.slots(rule.scope), facts.arena(), {.unknowns = unknowns});
  if (value.is(cel::ValueKind::kError)) {
    tell(what, value.as_error().message, failures);
    return "false";
  }
  return rule.program.residual(facts.slots(rule.scope), facts.arena(), unknowns);
}

}  // namespace uniselector::rules
