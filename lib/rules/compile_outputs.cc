// Outputs: constants where the text is one, programs where it needs the inputs.
#include <algorithm>
#include <utility>

#include <uniselector/cel_data.h>

#include "base/text.h"
#include "rules/compiler.h"

namespace uniselector::rules {
namespace {

using cel::Value;

bool reads_nothing(const cel::Program& program) {
  for (std::size_t slot = 0; slot < program.variables().size(); ++slot) {
    if (program.uses(slot)) return false;
  }
  return true;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

void Compiler::compile_outputs() {
  TableImpl& t = *table_;
  for (const OutputColumn& from : t.source.outputs) {
    t.outputs.push_back({from.name, from.type, domain_of(from.type), from.optional});
  }
  ranks_.resize(t.outputs.size());
  for (std::size_t c = 0; c < t.outputs.size(); ++c) read_order(c);
  t.output_cells.reserve(t.source.rows.size() * t.outputs.size());
  for (std::uint32_t row = 0; row < t.source.rows.size(); ++row) compile_row_outputs(row);
  if (t.source.defaults) {
    t.defaults.emplace();
    for (std::size_t c = 0; c < t.outputs.size(); ++c) {
      const Text& text = (*t.source.defaults)[c];
      const std::string where = "defaults, " + t.outputs[c].name;
      const auto cell = output(text, c, where);
      if (cell) check_order(*cell, c, text, where);
      t.defaults->push_back(cell.value_or(OutputCell{}));
    }
  }
  if (faults_.empty()) classify_outputs();
}

void Compiler::read_order(std::size_t index) {
  const OutputColumn& from = table_->source.outputs[index];
  const std::string where = "output " + from.name + ", order";
  for (const Text& text : from.order) {
    const auto value = output(text, index, where);
    if (!value) continue;
    if (value->program != kNoProgram) {
      fault(text.place, where, "found an expression over the inputs, expected a constant");
      continue;
    }
    const auto rank = static_cast<std::uint32_t>(ranks_[index].size());
    if (!ranks_[index].insert({cel::to_text(value->value), rank}).second) {
      fault(text.place, where, "the value " + cel::to_text(value->value) + " stands twice");
    }
  }
}

void Compiler::compile_row_outputs(std::uint32_t row) {
  TableImpl& t = *table_;
  bool has_program = false;
  for (std::size_t c = 0; c < t.outputs.size(); ++c) {
    const Text& text = t.source.rows[row].outputs[c];
    const std::string key = std::to_string(c) + ':' + text.text;
    const auto known = known_outputs_.find(key);
    OutputCell cell;
    if (known != known_outputs_.end()) {
      cell = known->second;
    } else {
      const std::string where = row_place(row, t.outputs[c].name);
      if (const auto read = output(text, c, where)) {
        cell = *read;
        check_order(cell, c, text, where);
        known_outputs_[key] = cell;
      }
    }
    has_program = has_program || cell.program != kNoProgram;
    t.output_cells.push_back(cell);
    t.output_values.push_back(cell.value);
  }
  t.row_is_computed.push_back(has_program);
}

void Compiler::check_order(const OutputCell& cell, std::size_t index, const Text& text,
                           const std::string& where) {
  const auto& order = ranks_[index];
  if (order.empty()) return;
  if (cell.program != kNoProgram) {
    return fault(text.place, where,
                 "found an expression over the inputs, expected one of the values whose order is "
                 "declared");
  }
  if (cell.value.is(cel::ValueKind::kNull)) {
    return fault(text.place, where, "expected one of the values whose order is declared");
  }
  if (order.contains(cel::to_text(cell.value))) return;
  fault(text.place, where,
        "found " + cel::to_text(cell.value) +
            ", which is not among the values whose order is "
            "declared");
}

std::optional<OutputCell> Compiler::output(const Text& text, std::size_t index,
                                           const std::string& where) {
  TableImpl& t = *table_;
  const Output& to = t.outputs[index];
  if (is_blank(text.text) || text.text == "-") {
    if (to.optional) return OutputCell{Value::null()};
    fault(text.place, where, "expected a value of type " + to.type.to_string());
    return std::nullopt;
  }
  if (to.domain != Domain::kOther) {
    if (const auto literal = read_literal(text.text, to.domain, t.zone)) {
      if (literal->bare && is_variable(text.text)) {
        fault(text, where, CellFault{0, quoting_advice(text.text)});
        return std::nullopt;
      }
      return OutputCell{value_of(to.domain, literal->cut, t.arena)};
    }
  }
  return computed(text, index, where);
}

std::optional<OutputCell> Compiler::computed(const Text& text, std::size_t index,
                                             const std::string& where) {
  TableImpl& t = *table_;
  const Output& to = t.outputs[index];
  const cel::Environment* environment = extended(nullptr, where);
  if (environment == nullptr || !room_for_program(text, where)) return std::nullopt;
  std::vector<cel::Issue> issues;
  auto program =
      environment->compile(text.text, {.location = where, .result = to.type, .issues = &issues});
  if (!program.ok()) {
    fault(text.place, where,
          "expected a value of type " + to.type.to_string() + ": " +
              issue_text(issues, program.status(), words_advice(text.text, to.domain)));
    return std::nullopt;
  }
  if (!reads_nothing(*program)) {
    t.computed.push_back(*std::move(program));
    return OutputCell{Value(), static_cast<std::uint32_t>(t.computed.size()) - 1};
  }
  cel::Arena arena;
  const Value value = program->evaluate({}, arena);
  if (value.is(cel::ValueKind::kError)) {
    fault(text.place, where,
          "the value cannot be computed: " + std::string(value.as_error().message));
    return std::nullopt;
  }
  const bool fits = to.domain == Domain::kOther || key_of(to.domain, value) ||
                    (to.domain == Domain::kDouble && value.is(cel::ValueKind::kDouble));
  if (!fits) {
    fault(text.place, where,
          "found a value of type " + std::string(cel::type_name(value)) + ", expected " +
              to.type.to_string());
    return std::nullopt;
  }
  // A program that reads nothing may lend its own constants, so it is copied.
  return OutputCell{cel::deep_copy(t.arena, value)};
}

void Compiler::classify_outputs() {
  TableImpl& t = *table_;
  std::map<std::string, std::uint32_t> classes;
  for (std::uint32_t row = 0; row < t.source.rows.size(); ++row) {
    std::string key;
    for (std::size_t c = 0; c < t.outputs.size(); ++c) {
      const OutputCell& cell = t.output_cells[row * t.outputs.size() + c];
      const std::string text = cell.program == kNoProgram ? cel::to_text(cell.value)
                                                          : t.source.rows[row].outputs[c].text;
      key += std::to_string(text.size()) + (cell.program == kNoProgram ? '=' : '~') + text;
    }
    const auto at = classes.insert({key, static_cast<std::uint32_t>(classes.size())}).first;
    t.output_class.push_back(at->second);
  }
}

}  // namespace uniselector::rules
