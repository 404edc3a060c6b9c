// Input columns and their cells.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "rules/compiler.h"

namespace uniselector::rules {
namespace {

using cel::Environment;
using cel::EnvironmentOptions;
using cel::Program;
using cel::Type;
using cel::TypeKind;
using cel::Value;

constexpr std::string_view kIt = "it";

bool is_identifier(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  if (text.empty() || !is_letter(text[0])) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

std::int32_t find_variable(const EnvironmentOptions& options, std::string_view name) {
  for (std::size_t i = 0; i < options.variables.size(); ++i) {
    if (options.variables[i].name == name) return static_cast<std::int32_t>(i);
  }
  return -1;
}

std::string expected_cell(Domain domain) {
  switch (domain) {
    case Domain::kBool: return "true, false, -, or a condition over `it`";
    case Domain::kString: return "\"a\", not \"a\", a list, -, or a condition over `it`";
    case Domain::kDuration:
      return "30s, < 30s, [30s..5m), not 30s, a list, -, or a condition over `it`";
    case Domain::kTimestamp:
      return "2026-03-02, < 2026-03-02, [2026-03-02..2026-04-01), a list, -, or a condition over "
             "`it`";
    case Domain::kOther: return "- or a condition over `it`";
    default: return "5, < 5, [1..10), not 5, a list, -, or a condition over `it`";
  }
}

}  // namespace

void Compiler::compile_columns() {
  TableImpl& t = *table_;
  const EnvironmentOptions& options = environment_.options();
  t.variables = options.variables.size();
  t.cost_limit = options.limits.cost;
  for (const cel::Variable& variable : options.variables) {
    variables_.insert(variable.name);
    t.variable_names.push_back(variable.name);
  }
  t.columns.resize(t.source.inputs.size());
  for (std::size_t c = 0; c < t.columns.size(); ++c) {
    const std::string& name = t.source.inputs[c].name;
    t.columns[c].name = name;
    if (!is_identifier(name) || name == kIt || !variables_.insert(name).second) continue;
    t.columns[c].extra_slot = static_cast<std::int32_t>(t.variables + t.extra_variables++);
  }
  for (std::size_t c = 0; c < t.columns.size(); ++c) compile_column(c);
}

bool Compiler::check_type(const Type& found, const Column& column) const {
  if (found == column.type || found.is(TypeKind::kDyn) || found.is(TypeKind::kError)) return true;
  const bool holds = found.is_optional() || found.is(TypeKind::kWrapper);
  if (holds) return check_type(found.parameters()[0], column);
  return column.type.is(TypeKind::kDyn);
}

void Compiler::compile_expression(const InputColumn& from, const std::string& where,
                                  Column* column) {
  column->expression = from.expression.empty() ? from.name : from.expression;
  const EnvironmentOptions& options = environment_.options();
  Type found;
  if (options.container.empty()) column->slot = find_variable(options, column->expression);
  if (column->slot < 0 && from.expression.empty() && !inputs_from_.empty()) {
    column->expression =
        inputs_from_ + '[' + literal_of(Domain::kString, {.text = from.name}) + ']';
  }
  if (column->slot >= 0) {
    found = options.variables[static_cast<std::size_t>(column->slot)].type;
  } else {
    std::vector<cel::Issue> issues;
    auto program = environment_.compile(column->expression, {.location = where, .issues = &issues});
    if (!program.ok()) {
      return fault(from.place, where,
                   "the expression is wrong: " + issue_text(issues, program.status()));
    }
    found = program->result_type();
    column->program = *std::move(program);
  }
  if (check_type(found, *column)) return;
  fault(from.place, where,
        "the expression " + column->expression + " is of type " + found.to_string() +
            ", expected " + column->type.to_string());
}

void Compiler::compile_column(std::size_t index) {
  const InputColumn& from = table_->source.inputs[index];
  Column& column = table_->columns[index];
  const std::string where = "input " + from.name;
  column.type = from.type;
  column.domain = domain_of(from.type);
  column.missing = from.missing;
  compile_expression(from, where, &column);
  if (from.missing == Missing::kDefault) {
    const auto value = read_literal(from.missing_value.text, column.domain, table_->zone);
    if (value) {
      column.missing_value = value_of(column.domain, value->cut, table_->arena);
    } else {
      fault(from.missing_value.place, where,
            "found '" + base::printable(from.missing_value.text, 40) +
                "' for the missing value, expected a literal of type " + from.type.to_string());
    }
  }
  if (!from.values.text.empty()) {
    if (const auto values = cell(from.values, where + ", values", column)) {
      if (values->program != kNoProgram) {
        fault(from.values.place, where, "the values of an input are no condition");
      }
      column.values = values->set;
    }
  }
  compile_cells(index);
}

void Compiler::compile_cells(std::size_t index) {
  TableImpl& t = *table_;
  Column& column = t.columns[index];
  std::map<std::string_view, std::uint32_t> known;
  std::vector<Cell> cells;
  std::vector<Cut> cuts;
  for (std::uint32_t row = 0; row < t.source.rows.size(); ++row) {
    const Text& text = t.source.rows[row].inputs[index];
    const auto [at, is_new] = known.insert({text.text, static_cast<std::uint32_t>(cells.size())});
    column.cell_of_row.push_back(at->second);
    if (!is_new) continue;
    auto read = cell(text, row_place(row, column.name), column);
    cells.push_back(read ? std::move(*read) : Cell{});
    if (const auto& set = cells.back().set) {
      cuts.insert(cuts.end(), set->cuts().begin(), set->cuts().end());
    }
  }
  column.cuts = Cuts(column.domain, std::move(cuts));
  for (const Cell& one : cells) {
    if (one.program != kNoProgram) {
      column.cells.push_back(CellRef::condition(one.program));
    } else {
      column.cells.push_back(one.set ? column.cuts.add(*one.set) : CellRef::any());
    }
  }
  column.cuts.finish();
}

bool Compiler::is_variable(std::string_view word) const {
  const std::size_t dot = word.find('.');
  return variables_.contains(word.substr(0, dot)) || variables_.contains(word);
}

std::string Compiler::issue_text(const std::vector<cel::Issue>& issues, const Status& status,
                                 const std::string& advice) {
  if (issues.empty()) return status.message() + advice;
  const cel::Issue& first = issues[0];
  return first.message + advice + (first.snippet.empty() ? "" : '\n' + first.snippet);
}

std::string Compiler::words_advice(std::string_view text, Domain domain) {
  bool words = domain == Domain::kString && text.find(' ') != std::string_view::npos;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool other = static_cast<unsigned char>(c) >= 0x80;
    words =
        words && (letter || other || std::string_view(" ',.!?-").find(c) != std::string_view::npos);
  }
  if (!words) return {};
  return "; text of several words has quotes of its own: \"" + std::string(text) + '"';
}

std::string Compiler::quoting_advice(std::string_view word) const {
  const std::string name(word);
  return "'" + name + "' is also a variable: write \"" + name + "\" in quotes for the text, or (" +
         name + ") for the variable";
}

std::optional<Compiler::Cell> Compiler::cell(const Text& text, const std::string& where,
                                             const Column& column) {
  ShorthandCell read = read_shorthand(text.text, column.domain, table_->zone);
  if (read.fault) {
    fault(text, where, *read.fault);
    return std::nullopt;
  }
  for (const std::string_view word : read.words) {
    if (!is_variable(word)) continue;
    fault(
        text, where,
        CellFault{static_cast<std::size_t>(word.data() - text.text.data()), quoting_advice(word)});
    return std::nullopt;
  }
  if (read.any || (read.set && read.set->is_all())) return Cell{.any = true, .set = {}};
  if (read.set) return Cell{.set = std::move(read.set)};
  return condition(text, where, column);
}

std::optional<Compiler::Cell> Compiler::condition(const Text& text, const std::string& where,
                                                  const Column& column) {
  const Environment* environment = extended(&column.type, where);
  if (environment == nullptr || !room_for_program(text, where)) return std::nullopt;
  std::vector<cel::Issue> issues;
  auto program = environment->compile(
      text.text, {.location = where, .result = Type::boolean(), .issues = &issues});
  if (!program.ok()) {
    fault(text.place, where,
          "expected " + expected_cell(column.domain) + "; as a condition: " +
              issue_text(issues, program.status(), words_advice(text.text, column.domain)));
    return std::nullopt;
  }
  auto set = recognise(*program->ast().root, kIt, column.domain);
  if (set && set->is_empty()) {
    fault(text, where, CellFault{0, "no value matches this cell"});
    return std::nullopt;
  }
  if (set && set->is_all()) return Cell{.any = true, .set = {}};
  if (set) return Cell{.set = std::move(set)};
  table_->conditions.push_back(*std::move(program));
  return Cell{.set = {}, .program = static_cast<std::uint32_t>(table_->conditions.size()) - 1};
}

bool Compiler::room_for_program(const Text& text, const std::string& where) {
  if (table_->conditions.size() + table_->computed.size() < kMaxPrograms) return true;
  fault(text.place, where,
        "found more than " + std::to_string(kMaxPrograms) +
            " different conditions and computed outputs in one table");
  return false;
}

const Environment* Compiler::extended(const Type* it, const std::string& where) {
  const std::string key = it == nullptr ? std::string() : it->to_string();
  const auto [at, is_new] = extended_.insert({key, std::nullopt});
  if (!is_new) return at->second ? &*at->second : nullptr;
  EnvironmentOptions options = environment_.options();
  for (const Column& column : table_->columns) {
    if (column.extra_slot >= 0) {
      const auto index = static_cast<std::size_t>(&column - table_->columns.data());
      options.variables.push_back({column.name, table_->source.inputs[index].type});
    }
  }
  if (it != nullptr) options.variables.push_back({std::string(kIt), *it});
  auto environment = Environment::create(std::move(options));
  if (!environment.ok()) {
    fault(table_->source.place, where,
          "no condition can be compiled here: " + environment.status().message());
    return nullptr;
  }
  at->second = *std::move(environment);
  return &*at->second;
}

}  // namespace uniselector::rules
