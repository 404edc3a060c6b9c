// Asking the tables of a centre: as objects that decide when a field is read.
#include "rules/center_tables.h"

#include <algorithm>
#include <utility>

#include <uniselector/cel_data.h>

#include "base/text.h"
#include "rules/center_tables_impl.h"
#include "rules/table_impl.h"
#include "rules/trace.h"

namespace uniselector::rules {
namespace {

using cel::Arena;
using cel::Value;

constexpr std::size_t kMostRowsTold = 1000;

/// Nothing for null.
std::optional<AttributeValue> to_attribute(const Value& value) {
  switch (value.kind()) {
    case cel::ValueKind::kNull: return std::nullopt;
    case cel::ValueKind::kBool: return value.as_bool();
    case cel::ValueKind::kInt: return value.as_int();
    case cel::ValueKind::kDouble: return value.as_double();
    case cel::ValueKind::kString: return std::string(value.as_string());
    default: return cel::to_text(value);
  }
}

std::string in_words(const TableAnswer& answer, const std::string& trace) {
  std::string text = (answer.candidate ? "the candidate decides\n" : "") + trace;
  const std::size_t told = std::min(answer.results.size(), kMostRowsTold);
  for (std::size_t r = 0; r < told; ++r) {
    const Attributes& result = answer.results[r];
    const char* before = "  gives ";
    for (const auto& [name, value] : result) {
      text += before + name + " = " + base::escaped(uniselector::to_string(value));
      before = ", ";
    }
    text += '\n';
  }
  if (answer.results.size() > told) {
    text += "  and " + std::to_string(answer.results.size() - told) + " results more\n";
  }
  return answer.failure.empty() ? text : text + "  " + base::escaped(answer.failure) + '\n';
}

}  // namespace

/// One table in one evaluation.
class CenterTables::Answer final : public cel::Object {
 public:
  Answer(const CenterTables& tables, const Entry& entry, const Facts& facts)
      : tables_(tables), entry_(entry), facts_(facts) {}

  std::string_view type_name() const override { return entry_.type->name(); }
  Value field(const cel::FieldRef& field, Arena& arena) const override {
    const std::int32_t index = entry_.type->index_of(field);
    if (index < 0) return {};
    const Decision& decision = decide();
    const auto column = static_cast<std::size_t>(index);
    if (!decision.has_outputs()) return why_not(decision, arena);
    if (!entry_.type->is_list()) return decision.output(column);
    auto* const values = arena.make_array<Value>(decision.results());
    for (std::size_t r = 0; r < decision.results(); ++r) {
      ::new (&values[r]) Value(decision.output(column, r));
    }
    return cel::make_list(arena, {values, decision.results()});
  }
  Value has(const cel::FieldRef& field, Arena& arena) const override {
    const std::int32_t index = entry_.type->index_of(field);
    if (index < 0) {
      return cel::make_error(arena, StatusCode::kNotFound,
                             "no such field '" + std::string(field.name) + "'");
    }
    const Decision& decision = decide();
    if (decision.outcome == Outcome::kFailed) return why_not(decision, arena);
    if (!decision.has_outputs()) return Value::boolean(false);
    if (entry_.type->is_list()) return Value::boolean(decision.results() > 0);
    const Value& value = decision.output(static_cast<std::size_t>(index));
    return Value::boolean(!value.is(cel::ValueKind::kNull));
  }
  bool equals(const cel::Object& other, Arena&) const override { return this == &other; }
  std::string_view set_field(std::size_t index) const override {
    return index < entry_.type->size() ? std::string_view(entry_.type->at(index).name)
                                       : std::string_view();
  }

 private:
  const Decision& decide() const {
    if (!decision_) {
      decision_ = tables_.decide(entry_, facts_);
    }
    return *decision_;
  }
  Value why_not(const Decision& decision, Arena& arena) const {
    if (decision.outcome == Outcome::kFailed) {
      return cel::make_error(arena, StatusCode::kFailedPrecondition, decision.failure.message);
    }
    const bool late = decision.outcome == Outcome::kNotInEffect;
    return cel::make_error(arena, StatusCode::kNotFound,
                           "table '" + entry_.id + (late ? "': not in effect" : "': no decision"));
  }

  const CenterTables& tables_;
  const Entry& entry_;
  const Facts& facts_;
  mutable std::optional<Decision> decision_;
};

/// All of them: the variable `tables`.
class CenterTables::Answers final : public cel::Object {
 public:
  Answers(const CenterTables& tables, const Facts& facts)
      : tables_(tables),
        facts_(facts),
        answers_(facts.arena().make_array<const Answer*>(tables.entries_.size())) {
    std::fill_n(answers_, tables.entries_.size(), nullptr);
  }

  std::string_view type_name() const override { return tables_.type_->name(); }
  Value field(const cel::FieldRef& field, Arena&) const override {
    const std::int32_t index = tables_.type_->index_of(field);
    if (index < 0) return {};
    const auto at = static_cast<std::size_t>(index);
    if (answers_[at] == nullptr) {
      answers_[at] = facts_.arena().make<Answer>(tables_, *tables_.entries_[at], facts_);
    }
    return Value::object(answers_[at]);
  }
  Value has(const cel::FieldRef& field, Arena&) const override {
    return Value::boolean(tables_.type_->index_of(field) >= 0);
  }
  bool equals(const cel::Object& other, Arena&) const override { return this == &other; }
  std::string_view set_field(std::size_t index) const override {
    return index < tables_.entries_.size() ? std::string_view(tables_.entries_[index]->id)
                                           : std::string_view();
  }

 private:
  const CenterTables& tables_;
  const Facts& facts_;
  const Answer** answers_;
};

CenterTables::~CenterTables() = default;

void CenterTables::declare(cel::StructTypes* types) const {
  for (const auto& entry : entries_) types->add(entry->type);
  types->add(type_);
}

cel::Type CenterTables::type() const { return type_->type(); }

const CenterTables::Entry* CenterTables::find(std::string_view id) const {
  const auto it = by_id_.find(id);
  return it == by_id_.end() ? nullptr : entries_[it->second].get();
}

const TableAsks* CenterTables::asks(std::string_view id) const {
  const Entry* const entry = find(id);
  return entry == nullptr ? nullptr : &entry->asks;
}

std::optional<cel::Type> CenterTables::output(std::string_view id, std::string_view name) const {
  const Entry* const entry = find(id);
  const std::int32_t index = entry == nullptr ? -1 : entry->type->find(name);
  if (index < 0) return std::nullopt;
  return entry->type->at(static_cast<std::size_t>(index)).type;
}

std::vector<CenterTables::Constant> CenterTables::constants(std::string_view id,
                                                            std::string_view name) const {
  std::vector<Constant> found;
  const Entry* const entry = find(id);
  const std::int32_t index = entry == nullptr ? -1 : entry->type->find(name);
  if (index < 0) return found;
  for (const auto& [path, table] : entry->tables) {
    const TableImpl& impl = table.impl();
    const auto column = static_cast<std::size_t>(index);
    const auto add = [&, &path = path](const OutputCell& cell, const Text& text) {
      if (cell.program != kNoProgram || !cell.value.is(cel::ValueKind::kString)) return;
      found.push_back({std::string(cell.value.as_string()), path, text.place});
    };
    for (std::size_t row = 0; row < impl.row_count(); ++row) {
      add(impl.output_cells[row * impl.outputs.size() + column],
          impl.source.rows[row].outputs[column]);
    }
    if (impl.defaults) add((*impl.defaults)[column], (*impl.source.defaults)[column]);
  }
  return found;
}

cel::Value CenterTables::value(const Facts& facts) const {
  return Value::object(facts.arena().make<Answers>(*this, facts));
}

CenterTables::Deciding CenterTables::deciding(const Entry& entry, const Facts& facts,
                                              std::span<const Value> slots) {
  if (entry.candidate && is_tried(entry, facts, slots)) return {&*entry.candidate, true};
  return {entry.versions->at(facts.now()), false};
}

Decision CenterTables::decide(const Entry& entry, const Facts& facts) const {
  const std::span<const Value> slots = facts.kept_slots(Scope::kTable);
  const Deciding who = deciding(entry, facts, slots);
  Decision decision;
  decision.outcome = Outcome::kNotInEffect;
  if (who.table != nullptr) {
    decision = who.table->decide_within(facts.table_cost(), slots, facts.now(), facts.arena());
  }
  if (facts.counted()) count(entry, who, decision, facts, slots);
  return decision;
}

void CenterTables::count(const Entry& entry, const Deciding& who, const Decision& decision,
                         const Facts& facts, std::span<const Value> slots) {
  TableView& counts = entry.counts;
  if (who.tried) {
    ++counts.tried;
  } else if (entry.candidate) {
    entry.shadow.compare(
        who.table, decision, *entry.candidate,
        entry.candidate->decide_within(facts.table_cost(), slots, facts.now(), facts.arena()),
        facts.arena());
  }
  switch (decision.outcome) {
    case Outcome::kDecided: ++counts.decided; break;
    case Outcome::kDefault: ++counts.by_default; break;
    case Outcome::kNoDecision:
    case Outcome::kNotInEffect: ++counts.undecided; break;
    case Outcome::kFailed: ++counts.failed; break;
  }
}

bool CenterTables::is_tried(const Entry& entry, const Facts& facts, std::span<const Value> slots) {
  if (entry.share <= 0) return false;
  Value key;
  if (entry.by) {
    std::uint64_t* const cost = facts.table_cost();
    std::uint64_t spent = 0;
    if (*cost == 0) return false;
    key = entry.by->evaluate(slots, facts.arena(), {.cost = *cost, .cost_spent = &spent});
    *cost -= std::min(*cost, spent);
  } else {
    const Value& customer = slots[table_slot(kCustomerSlot)];
    if (customer.is(cel::ValueKind::kMap)) {
      key = customer.as_map().find(Value::string("id"), facts.arena());
    }
  }
  if (key.is(cel::ValueKind::kString) && key.as_string().empty()) return false;
  const auto part = entry.split->part_of(key);
  return part && *part == 0;
}

Result<TableAnswer> CenterTables::ask(std::string_view id, Facts& facts, std::string* why) const {
  const Entry* const entry = find(id);
  if (entry == nullptr) return not_found("table '" + std::string(id) + "' is not known");
  facts.count_nothing();
  facts.set_tables(this);
  const std::span<const Value> slots = facts.kept_slots(Scope::kTable);
  const Deciding who = deciding(*entry, facts, slots);
  TableAnswer answer{.outcome = std::string(rules::to_string(Outcome::kNotInEffect))};
  if (who.table == nullptr) {
    if (why != nullptr) {
      *why = "no version of table '" + entry->id + "' is in effect at " +
             uniselector::to_string(facts.now()) + '\n';
    }
    return answer;
  }
  Trace trace;
  const Decision decision = who.table->decide_within(
      facts.table_cost(), slots, facts.now(), facts.arena(), why == nullptr ? nullptr : &trace);
  answer.outcome = rules::to_string(decision.outcome);
  answer.version = who.table->version_text();
  answer.candidate = who.tried;
  for (const std::uint32_t row : decision.rows) answer.rows.push_back(who.table->row_id(row));
  if (decision.outcome == Outcome::kFailed) answer.failure = decision.failure.message;
  for (std::size_t r = 0; decision.has_outputs() && r < decision.results(); ++r) {
    Attributes& result = answer.results.emplace_back();
    for (std::size_t c = 0; c < entry->type->size(); ++c) {
      if (auto value = to_attribute(decision.output(c, r))) {
        result.emplace(entry->type->at(c).name, *std::move(value));
      }
    }
  }
  if (why != nullptr) *why = in_words(answer, who.table->to_text(trace, kMostRowsTold, true));
  return answer;
}

void CenterTables::each_table(
    const std::function<void(const std::string& path, const Table&)>& visit) const {
  for (const auto& entry : entries_) {
    for (const auto& [path, table] : entry->tables) visit(path, table);
  }
}

std::optional<TableView> CenterTables::view(std::string_view id) const {
  const Entry* const entry = find(id);
  if (entry == nullptr) return std::nullopt;
  TableView view = entry->counts;
  view.compared = entry->shadow.events();
  view.different = entry->shadow.differences();
  view.candidate_failed = entry->shadow.candidate_failures();
  for (const auto& [rows, count] : entry->shadow.by_rows()) {
    view.differences.push_back({rows.first, rows.second, count});
  }
  return view;
}

}  // namespace uniselector::rules
