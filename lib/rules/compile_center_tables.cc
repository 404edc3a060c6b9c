// Tables of a centre: compiled with what all of them may ask, then each confined to what it does
// ask, so that a rule hears at once that a table has no answer where it stands.
#include <algorithm>
#include <utility>

#include "expr/syntax/tree.h"
#include "rules/center_tables_impl.h"
#include "rules/table_impl.h"

namespace uniselector::rules {
namespace {

using cel::Expr;
using cel::ExprKind;
using cel::Type;

constexpr std::size_t kMostFaults = 100;
constexpr std::uint32_t kMostDepth = 16;  ///< of tables that ask tables
constexpr std::string_view kVariable = "tables";

class TablesType final : public cel::StructFields {
 public:
  TablesType() : StructFields("Tables") {}
  void add_table(const std::string& id, const Type& type) { add(id, type); }
};

/// Collects the ids below the variable `tables`; false when it stands alone. A loop may call its
/// own variable so: `hidden`.
bool collect(const Expr& e, bool hidden, std::vector<std::string>* ids) {
  const auto is_tables = [hidden](const Expr& x) {
    return x.kind == ExprKind::kIdent && ((!hidden && x.name == kVariable) || x.name == ".tables");
  };
  if (e.kind == ExprKind::kSelect && is_tables(*e.target)) {
    ids->emplace_back(e.name);
    return true;
  }
  if (is_tables(e)) return false;
  const cel::Comprehension* const loop = e.loop;
  const bool hides =
      loop != nullptr && (loop->variable == kVariable || loop->variable2 == kVariable);
  bool fine = true;
  expr::for_each_child(e, [&](const Expr& child) {
    const bool inside = hides && (&child == loop->condition || &child == loop->step);
    fine = fine && collect(child, hidden || inside, ids);
  });
  return fine;
}

bool gives_list(HitPolicy policy) {
  return policy == HitPolicy::kRuleOrder || policy == HitPolicy::kOutputOrder ||
         policy == HitPolicy::kCollect;
}

Type type_of(const OutputColumn& output, HitPolicy policy) {
  if (policy == HitPolicy::kCount) return Type::integer();
  return gives_list(policy) ? Type::list(output.type) : output.type;
}

}  // namespace

DecisionType::DecisionType(const TableConfig& config)
    : StructFields("Decision(" + config.id + ")"), policy_(config.versions[0].policy) {
  for (const OutputColumn& output : config.versions[0].outputs) {
    add(output.name, type_of(output, policy_));
  }
}

bool DecisionType::is_list() const { return gives_list(policy_); }

bool DecisionType::same(const TableSource& source) const {
  if (source.outputs.size() != size() || gives_list(source.policy) != is_list()) return false;
  for (std::size_t i = 0; i < size(); ++i) {
    const OutputColumn& output = source.outputs[i];
    if (output.name != at(i).name || !(type_of(output, source.policy) == at(i).type)) return false;
  }
  return true;
}

std::optional<std::vector<std::string>> tables_asked(const cel::Ast& ast) {
  std::vector<std::string> ids;
  if (!collect(*ast.root, false, &ids)) return std::nullopt;
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

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
    const auto uses = [&](Slot slot) { return table.uses(table_slot(slot)); };
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
      if (column.slot == static_cast<std::int32_t>(table_slot(kTablesSlot))) {
        wrong = "expected `tables` only as tables.NAME.OUTPUT";
      }
    }
    for (const cel::Program& program : table.conditions) look(program);
    for (const cel::Program& program : table.computed) look(program);
    return wrong;
  }

  void candidate(const std::string& path, const TableCandidate& config, Entry& entry) {
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
    if (config.by.empty()) return;
    auto key = make_environment(Scope::kInteraction).compile(config.by, {.location = "expression"});
    if (!key.ok()) return fault(path + ".by", config.table.place, key.status().message());
    // Compiled again over the variables that the table has.
    auto over_table = environment_->compile(config.by, {.location = "expression"});
    if (!over_table.ok()) {
      return fault(path + ".by", config.table.place, over_table.status().message());
    }
    entry.by = *std::move(over_table);
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

}  // namespace uniselector::rules
