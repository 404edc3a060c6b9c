// Tables of a centre: compiled with what all of them may ask, then each confined to what it does
// ask, so that a rule hears at once that a table has no answer where it stands.
#include "rules/center_tables.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "rules/table_impl.h"

namespace uniselector::rules {
namespace {

using cel::Arena;
using cel::Expr;
using cel::ExprKind;
using cel::Type;
using cel::Value;

constexpr std::size_t kMostFaults = 100;
constexpr std::uint32_t kMostDepth = 16;  ///< of tables that ask tables
constexpr std::string_view kVariable = "tables";

/// Where `slot` is among the variables of the scope.
std::size_t position(Scope scope, Slot slot) {
  std::size_t count = 0;
  for (std::size_t s = 0; s < slot; ++s) count += has_slot(scope, static_cast<Slot>(s)) ? 1 : 0;
  return count;
}

bool gives_list(HitPolicy policy) {
  return policy == HitPolicy::kRuleOrder || policy == HitPolicy::kOutputOrder ||
         policy == HitPolicy::kCollect;
}

Type type_of(const OutputColumn& output, HitPolicy policy) {
  if (policy == HitPolicy::kCount) return Type::integer();
  return gives_list(policy) ? Type::list(output.type) : output.type;
}

/// The names and types of what a decision has.
class DecisionType final : public cel::StructFields {
 public:
  explicit DecisionType(const TableConfig& config)
      : StructFields("Decision(" + config.id + ")"), policy_(config.versions[0].policy) {
    for (const OutputColumn& output : config.versions[0].outputs) {
      add(output.name, type_of(output, policy_));
    }
  }
  bool is_list() const { return gives_list(policy_); }
  /// Whether another version answers the same questions.
  bool same(const TableSource& source) const {
    if (source.outputs.size() != size() || gives_list(source.policy) != is_list()) return false;
    for (std::size_t i = 0; i < size(); ++i) {
      const OutputColumn& output = source.outputs[i];
      if (output.name != at(i).name || !(type_of(output, source.policy) == at(i).type))
        return false;
    }
    return true;
  }

 private:
  HitPolicy policy_;
};

class TablesType final : public cel::StructFields {
 public:
  TablesType() : StructFields("Tables") {}
  void add_table(const std::string& id, const Type& type) { add(id, type); }
};

bool is_tables(const Expr& e) {
  return e.kind == ExprKind::kIdent && (e.name == kVariable || e.name == ".tables");
}

/// Collects ids below `tables`; false when it stands alone.
bool collect(const Expr& e, std::vector<std::string>* ids) {
  if (e.kind == ExprKind::kSelect && is_tables(*e.target)) {
    ids->emplace_back(e.name);
    return true;
  }
  if (is_tables(e)) return false;
  if (e.target != nullptr && !collect(*e.target, ids)) return false;
  for (const Expr* const argument : e.arguments) {
    if (!collect(*argument, ids)) return false;
  }
  for (const cel::Entry& entry : e.entries) {
    if (entry.key != nullptr && !collect(*entry.key, ids)) return false;
    if (!collect(*entry.value, ids)) return false;
  }
  if (e.loop == nullptr) return true;
  const auto parts = {e.loop->range, e.loop->initial, e.loop->condition, e.loop->step,
                      e.loop->result};
  return std::all_of(parts.begin(), parts.end(),
                     [&](const Expr* part) { return collect(*part, ids); });
}

}  // namespace

std::optional<std::vector<std::string>> tables_asked(const cel::Ast& ast) {
  std::vector<std::string> ids;
  if (!collect(*ast.root, &ids)) return std::nullopt;
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

struct CenterTables::Entry {
  std::string id;
  std::shared_ptr<DecisionType> type;
  TableAsks asks{};
  std::optional<Versions> versions;
  std::optional<Table> candidate;
  std::vector<std::pair<std::string, Table>> tables;  ///< all of them, by path
  bool seen = false;                                  ///< it was its turn to be compiled
  std::uint32_t depth = 1;                            ///< of tables that ask tables
  double share = 0;
  std::optional<Split> split;
  std::optional<cel::Program> key;  ///< else the customer
  mutable TableView counts;
  mutable Shadow shadow;
};

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

class CenterTables::Compiler {
 public:
  Compiler(CenterTables* tables, std::vector<CenterTableFault>* faults)
      : tables_(*tables), faults_(*faults) {}

  void run() {
    auto type = std::make_shared<TablesType>();
    for (const TableConfig& config : tables_.configs_) {
      if (config.versions.empty()) {
        fault("tables." + config.id, {}, "expected at least one version");
        return;
      }
      auto entry = std::make_unique<Entry>();
      entry->id = config.id;
      entry->type = std::make_shared<DecisionType>(config);
      type->add_table(config.id, entry->type->type());
      tables_.by_id_.emplace(config.id, tables_.entries_.size());
      tables_.entries_.push_back(std::move(entry));
    }
    tables_.type_ = std::move(type);
    environment_ = make_environment(Scope::kTable, &tables_);
    for (std::size_t i = 0; i < tables_.configs_.size() && faults_.size() < kMostFaults; ++i) {
      table(tables_.configs_[i], *tables_.entries_[i]);
    }
    for (const auto& entry : tables_.entries_) {
      if (!entry->asks.agent) continue;
      tables_.about_agents_.push_back({std::string(kVariable), {entry->id}});
    }
  }

 private:
  void fault(const std::string& path, const Place& place, std::string message) {
    if (faults_.size() < kMostFaults) faults_.push_back({path, {place, {}, std::move(message)}});
  }

  void table(const TableConfig& config, Entry& entry) {
    const std::string path = "tables." + config.id;
    entry.seen = true;
    std::vector<Table> versions;
    for (std::size_t i = 0; i < config.versions.size(); ++i) {
      const bool one = config.versions.size() == 1;
      auto version = compile(one ? path : path + ".versions[" + std::to_string(i) + "]",
                             config.versions[i], entry);
      if (version) versions.push_back(std::move(*version));
    }
    if (versions.size() != config.versions.size()) return;
    auto all = Versions::create(std::move(versions));
    if (!all.ok()) return fault(path, config.versions[0].place, all.status().message());
    for (const Table& version : all->all()) entry.counts.versions.push_back(version.version_text());
    // Which version is in effect hangs on the time.
    entry.asks.interaction = entry.asks.interaction || all->all().size() > 1;
    entry.versions = std::move(*all);
    entry.counts.id = config.id;
    if (config.candidate) candidate(path + ".candidate", *config.candidate, entry);
  }

  std::optional<Table> compile(const std::string& path, TableSource source, Entry& entry) {
    source.name = entry.id;
    if (!entry.type->same(source)) {
      fault(path, source.place, "expected the outputs of the first version: " + outputs(entry));
      return std::nullopt;
    }
    std::vector<Fault> faults;
    auto compiled =
        Table::compile(source, *environment_, {.inputs_from = "attributes", .faults = &faults});
    for (Fault& one : faults) {
      if (faults_.size() < kMostFaults) faults_.push_back({path, std::move(one)});
    }
    if (!compiled.ok()) {
      if (faults.empty()) fault(path, source.place, compiled.status().message());
      return std::nullopt;
    }
    const std::string wrong = look_at(compiled->impl(), entry);
    if (wrong.empty()) {
      entry.tables.emplace_back(path, *compiled);
      return std::move(*compiled);
    }
    fault(path, source.place, wrong);
    return std::nullopt;
  }

  static std::string outputs(const Entry& entry) {
    std::string text;
    for (std::size_t i = 0; i < entry.type->size(); ++i) {
      const cel::Variable& field = entry.type->at(i);
      text += (i == 0 ? "" : ", ") + field.name + " (" + field.type.to_string() + ")";
    }
    return text;
  }

  /// Adds what the table asks to the entry; says what is wrong with it.
  std::string look_at(const TableImpl& table, Entry& entry) const {
    const auto uses = [&](Slot slot) { return table.uses(position(Scope::kTable, slot)); };
    TableAsks asks;
    asks.agent = uses(kAgentSlot) || uses(kSkillsSlot);
    asks.interaction =
        uses(kInteractionSlot) || uses(kAttributesSlot) || uses(kCustomerSlot) || uses(kNowSlot);
    asks.queues = uses(kQueuesSlot);
    const bool dated =
        !table.source.from.text.empty() || !table.source.to.text.empty() ||
        std::any_of(table.source.rows.begin(), table.source.rows.end(),
                    [](const Row& row) { return !row.from.text.empty() || !row.to.text.empty(); });
    asks.interaction = asks.interaction || dated;
    entry.asks = entry.asks | asks;
    if (!uses(kTablesSlot)) return {};
    std::string wrong;
    const auto look = [&](const cel::Program& program) {
      const auto ids = tables_asked(program.ast());
      if (!ids) wrong = "expected `tables` only as tables.NAME.OUTPUT";
      for (const std::string& id : ids.value_or(std::vector<std::string>())) {
        const Entry* const other = tables_.find(id);
        if (other == nullptr) continue;  // the type checker has told
        if (other == &entry || !other->seen) {
          wrong = "found tables." + id + ", expected a table that stands before this one";
          continue;
        }
        entry.asks = entry.asks | other->asks;
        entry.depth = std::max(entry.depth, other->depth + 1);
        if (entry.depth > kMostDepth) {
          wrong = "found tables that ask tables " + std::to_string(entry.depth) +
                  " deep, expected at most " + std::to_string(kMostDepth);
        }
      }
    };
    for (const Column& column : table.columns) {
      if (column.program) look(*column.program);
      if (column.slot == static_cast<std::int32_t>(position(Scope::kTable, kTablesSlot))) {
        wrong = "expected `tables` only as tables.NAME.OUTPUT";
      }
    }
    for (const cel::Program& program : table.conditions) look(program);
    for (const cel::Program& program : table.computed) look(program);
    return wrong;
  }

  void candidate(const std::string& path, const TableConfig::Candidate& config, Entry& entry) {
    auto table = compile(path, config.table, entry);
    if (!table) return;
    entry.counts.candidate = table->version_text();
    entry.candidate = std::move(*table);
    if (!(config.share >= 0 && config.share <= 1)) {
      return fault(path + ".share", config.table.place, "expected a share, 0..1");
    }
    entry.share = config.share;
    // Who is tried hangs on the customer.
    entry.asks.interaction = entry.asks.interaction || config.share > 0;
    constexpr std::uint32_t kParts = 1'000'000;
    const auto part = static_cast<std::uint32_t>(config.share * kParts + 0.5);
    entry.split = Split::create(entry.id, {{"candidate", part}, {"live", kParts - part}}).value();
    if (config.key.empty()) return;
    auto key =
        make_environment(Scope::kInteraction).compile(config.key, {.location = "expression"});
    if (!key.ok()) return fault(path + ".by", config.table.place, key.status().message());
    // Compiled again over the variables that the table has.
    auto over_table = environment_->compile(config.key, {.location = "expression"});
    if (!over_table.ok()) {
      return fault(path + ".by", config.table.place, over_table.status().message());
    }
    entry.key = *std::move(over_table);
  }

  CenterTables& tables_;
  std::vector<CenterTableFault>& faults_;
  std::optional<cel::Environment> environment_;
};

std::shared_ptr<const CenterTables> CenterTables::compile(const std::vector<TableConfig>& configs,
                                                          std::vector<CenterTableFault>* faults) {
  const std::shared_ptr<CenterTables> tables(new CenterTables);
  tables->configs_ = configs;
  Compiler(tables.get(), faults).run();
  return faults->empty() ? tables : nullptr;
}

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

Decision CenterTables::decide(const Entry& entry, const Facts& facts) const {
  const std::span<const Value> slots = facts.kept_slots(Scope::kTable);
  const Time at = facts.now();
  Arena& arena = facts.arena();
  std::uint64_t* const cost = facts.table_cost();
  TableView& counts = entry.counts;
  const Table* const version = entry.versions->at(at);
  const auto live = [&] {
    if (version != nullptr) return version->decide_within(cost, slots, at, arena);
    Decision none;
    none.outcome = Outcome::kNotInEffect;
    return none;
  };
  Decision decision;
  if (!entry.candidate) {
    decision = live();
  } else if (is_tried(entry, facts, slots)) {
    ++counts.tried;
    decision = entry.candidate->decide_within(cost, slots, at, arena);
  } else {
    decision = live();
    entry.shadow.compare(version, decision, *entry.candidate,
                         entry.candidate->decide_within(cost, slots, at, arena), arena);
  }
  switch (decision.outcome) {
    case Outcome::kDecided: ++counts.decided; break;
    case Outcome::kDefault: ++counts.by_default; break;
    case Outcome::kNoDecision:
    case Outcome::kNotInEffect: ++counts.undecided; break;
    case Outcome::kFailed: ++counts.failed; break;
  }
  return decision;
}

bool CenterTables::is_tried(const Entry& entry, const Facts& facts, std::span<const Value> slots) {
  if (entry.share <= 0) return false;
  Value key;
  if (entry.key) {
    std::uint64_t* const cost = facts.table_cost();
    std::uint64_t spent = 0;
    if (*cost == 0) return false;
    key = entry.key->evaluate(slots, facts.arena(), {.cost = *cost, .cost_spent = &spent});
    *cost -= std::min(*cost, spent);
  } else {
    const Value& customer = slots[position(Scope::kTable, kCustomerSlot)];
    if (customer.is(cel::ValueKind::kMap)) {
      key = customer.as_map().find(Value::string("id"), facts.arena());
    }
  }
  if (key.is(cel::ValueKind::kString) && key.as_string().empty()) return false;
  const auto part = entry.split->part_of(key);
  return part && *part == 0;
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
