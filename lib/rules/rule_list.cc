// Takes conditions apart into cells of columns.
#include "rules/rule_list.h"

#include <algorithm>
#include <map>
#include <utility>

#include "rules/cell.h"
#include "rules/domain.h"
#include "rules/value_set.h"

namespace uniselector::rules {
namespace {

using cel::Ast;
using cel::Expr;
using cel::ExprKind;

/// More inputs than these stay in the conditions.
constexpr std::size_t kMostColumns = 32;

/// A variable, or a field below one, as it is written; empty for all else.
std::string path_of(const Expr& e) {
  if (e.kind == ExprKind::kIdent) return std::string(e.name);
  if (e.kind != ExprKind::kSelect || e.test_only || e.target == nullptr) return {};
  const std::string target = path_of(*e.target);
  return target.empty() ? std::string() : target + '.' + std::string(e.name);
}

void conjuncts(const Expr& e, std::vector<const Expr*>* parts) {
  if (e.kind == ExprKind::kCall && e.target == nullptr && e.name == "_&&_") {
    for (const Expr* argument : e.arguments) conjuncts(*argument, parts);
  } else {
    parts->push_back(&e);
  }
}

/// The first variable or field that a condition reads.
const Expr* first_input(const Expr& e) {
  if (!path_of(e).empty()) return &e;
  if (e.kind != ExprKind::kCall) return nullptr;
  if (e.target != nullptr) return first_input(*e.target);
  for (const Expr* argument : e.arguments) {
    if (const Expr* found = first_input(*argument)) return found;
  }
  return nullptr;
}

class Splitter {
 public:
  Splitter(const RuleListSource& list, const cel::Environment& environment)
      : list_(list), environment_(environment) {}

  TableSource split();

 private:
  struct Split {
    std::map<std::size_t, ValueSet> cells;  ///< by column
    bool rest = false;                      ///< the condition has more than the cells say
  };

  Split split_rule(const Text& when);
  bool take(const Ast& ast, const Expr& part, Split* split);
  std::size_t column_for(const std::string& path, const cel::Type& type);

  const RuleListSource& list_;
  const cel::Environment& environment_;
  std::vector<InputColumn> columns_;
  std::map<std::string, std::size_t> by_path_;
};

std::size_t Splitter::column_for(const std::string& path, const cel::Type& type) {
  const auto [at, is_new] = by_path_.insert({path, columns_.size()});
  if (is_new) {
    InputColumn column;
    column.name = path;
    column.type = type;
    column.place = list_.place;
    columns_.push_back(std::move(column));
  }
  return at->second;
}

/// One conjunct as a cell, if it is a set of values of one input.
bool Splitter::take(const Ast& ast, const Expr& part, Split* split) {
  const Expr* input = first_input(part);
  if (input == nullptr) return false;
  const std::string path = path_of(*input);
  const cel::Type type = ast.type_of(*input);
  const Domain domain = domain_of(type);
  const bool room = by_path_.contains(path) || columns_.size() < kMostColumns;
  if (domain == Domain::kOther || !room) return false;
  const auto set = recognise(
      part, [&](const Expr& e) { return path_of(e) == path; }, domain);
  if (!set) return false;
  const std::size_t column = column_for(path, type);
  const auto known = split->cells.find(column);
  if (known == split->cells.end()) {
    split->cells.insert({column, *set});
  } else {
    known->second = known->second & *set;
  }
  return true;
}

Splitter::Split Splitter::split_rule(const Text& when) {
  Split split;
  auto ast = environment_.parse(when.text);
  if (!ast.ok() || !environment_.check(*ast).ok()) {
    split.rest = true;
    return split;
  }
  std::vector<const Expr*> parts;
  conjuncts(*ast->root, &parts);
  for (const Expr* part : parts) split.rest = !take(*ast, *part, &split) || split.rest;
  // What can never hold has no cell: the text of an empty set is "false", which is a value of bool.
  const auto never = [this](const auto& cell) {
    return cell.second.is_empty() && columns_[cell.first].type.is(cel::TypeKind::kBool);
  };
  if (std::any_of(split.cells.begin(), split.cells.end(), never)) {
    split.cells.clear();
    split.rest = true;
  }
  return split;
}

TableSource Splitter::split() {
  std::vector<Split> splits;
  bool any_rest = false;
  for (const ListRule& rule : list_.rules) {
    const bool always = rule.when.text.find_first_not_of(" \t\r\n") == std::string::npos;
    splits.push_back(always ? Split{} : split_rule(rule.when));
    any_rest = any_rest || splits.back().rest;
  }
  TableSource table;
  table.name = list_.name;
  table.version = list_.version;
  table.policy = list_.policy;
  table.time_zone = list_.time_zone;
  table.from = list_.from;
  table.to = list_.to;
  table.inputs = columns_;
  table.outputs = list_.outputs;
  table.defaults = list_.defaults;
  table.place = list_.place;
  if (any_rest) {
    // A condition does not need the input of its column; that there is one lets it be a cell.
    InputColumn when;
    when.name = "when";
    when.expression = "true";
    when.type = cel::Type::boolean();
    when.place = list_.place;
    table.inputs.push_back(std::move(when));
  }
  for (std::size_t r = 0; r < list_.rules.size(); ++r) {
    const ListRule& rule = list_.rules[r];
    Row row;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const auto cell = splits[r].cells.find(c);
      const bool asks = cell != splits[r].cells.end();
      row.inputs.push_back({asks ? cell->second.to_cel() : "-", rule.when.place});
    }
    if (any_rest) row.inputs.push_back({splits[r].rest ? rule.when.text : "-", rule.when.place});
    row.outputs = rule.outputs;
    row.from = rule.from;
    row.to = rule.to;
    row.id = rule.id;
    row.annotation = rule.annotation;
    row.place = rule.place;
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

TableSource to_table(const RuleListSource& list, const cel::Environment& environment) {
  return Splitter(list, environment).split();
}

}  // namespace uniselector::rules
