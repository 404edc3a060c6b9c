// From rows to a decision: the walk over the rows, and the hit policies.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <uniselector/cel_data.h>

#include "rules/evaluation.h"
#include "rules/index.h"
#include "rules/table.h"

namespace uniselector::rules {
namespace {

using cel::Value;
using cel::ValueKind;

bool needs_one_row(HitPolicy policy) {
  return policy == HitPolicy::kFirst || policy == HitPolicy::kPriority;
}

constexpr std::uint32_t kAllReached = UINT32_MAX;

std::string_view number_text(cel::Arena& arena, std::size_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return arena.copy({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

}  // namespace

std::string_view Evaluation::place_text(std::uint32_t row, std::string_view column) {
  const std::string_view name = table_.source.name;
  if (row == kNoRow) return join(arena_, {"table '", name, "', defaults, ", column});
  const std::string& id = table_.source.rows[row].id;
  const std::string_view quote = id.empty() ? "" : "'";
  return join(arena_,
              {"table '", name, "', row ", quote,
               id.empty() ? number_text(arena_, row + std::size_t{1}) : id, quote, ", ", column});
}

std::string_view Evaluation::problem_of(std::size_t column) {
  const Column& c = table_.columns[column];
  const Value& value = inputs_[column].value;
  if (inputs_[column].state == InputState::kMissing) return "the input is missing";
  if (inputs_[column].state == InputState::kFailed) {
    if (value.is(ValueKind::kError)) return value.as_error().message;
    if (value.is(ValueKind::kUnknown)) return "the input is not known yet";
    return join(arena_, {"found a value of type ", cel::type_name(value), " as input, expected ",
                         to_string(c.domain)});
  }
  if (cell_problem_.is(ValueKind::kError)) return cell_problem_.as_error().message;
  if (cell_problem_.is(ValueKind::kUnknown)) return "an input of the condition is not known yet";
  return "the condition gave no bool";
}

Decision Evaluation::failed(Failure failure) const {
  Decision decision;
  decision.outcome = Outcome::kFailed;
  decision.failure = failure;
  return decision;
}

Decision Evaluation::failed_row(std::uint32_t position, std::uint32_t column) {
  Failure failure{FailureKind::kCell, table_.row_of_position[position], column, {}};
  if (inputs_[column].state == InputState::kMissing) failure.kind = FailureKind::kMissingInput;
  if (inputs_[column].state == InputState::kFailed) failure.kind = FailureKind::kInput;
  if (budget_ == 0) failure.kind = FailureKind::kBudget;
  failure.message = join(
      arena_, {place_text(failure.row, table_.columns[column].name), ": ", problem_of(column)});
  return failed(failure);
}

Decision Evaluation::not_in_effect() const {
  Decision decision;
  decision.outcome = Outcome::kNotInEffect;
  return decision;
}

Decision Evaluation::run(Trace* trace) {
  const HitPolicy policy = table_.source.policy;
  PositionList matched(arena_);
  std::uint32_t last = kAllReached;
  RowTrace bad;
  if (trace != nullptr) trace->begin(table_.version, at_);
  if (!in_effect()) {
    if (trace != nullptr) fill(trace, not_in_effect(), last);
    return not_in_effect();
  }
  std::array<RowBits::Rows, kMaxColumns + 1> sets;
  std::size_t count = 0;
  for (std::size_t c = 0; c < table_.columns.size(); ++c) {
    const RowBits& bits = table_.columns[c].bits;
    if (!bits.filters()) continue;
    if (inputs_[c].state == InputState::kValue) sets[count++] = bits.at(inputs_[c].place);
    if (inputs_[c].state == InputState::kNoMatch) sets[count++] = bits.any();
  }
  if (table_.dates.bits.filters()) sets[count++] = table_.dates.bits.at(now_place_);
  each_row({sets.data(), count}, table_.row_count(), [&](std::uint32_t position) {
    const RowTrace row = check(position);
    if (trace != nullptr) trace->evaluated_.push_back({position, row});
    if (row.state == RowState::kMatched) matched.push_back(position);
    if (row.state == RowState::kFailed) bad = row;
    const bool done = row.state == RowState::kFailed ||
                      (row.state == RowState::kMatched && needs_one_row(policy));
    if (done) last = position;
    return !done;
  });
  const Decision decision =
      bad.state == RowState::kFailed ? failed_row(last, bad.column) : finish(matched);
  if (trace != nullptr) fill(trace, decision, last);
  return decision;
}

Decision Evaluation::run_naive() {
  if (!in_effect()) return not_in_effect();
  PositionList matched(arena_);
  for (std::uint32_t position = 0; position < table_.row_count(); ++position) {
    const RowTrace row = check_naive(position);
    if (row.state == RowState::kFailed) return failed_row(position, row.column);
    if (row.state != RowState::kMatched) continue;
    matched.push_back(position);
    if (needs_one_row(table_.source.policy)) break;
  }
  return finish(matched);
}

void Evaluation::fill(Trace* trace, const Decision& decision, std::uint32_t last_position) const {
  trace->outcome_ = decision.outcome;
  trace->last_position_ = last_position;
  for (std::size_t c = 0; inputs_ != nullptr && c < table_.columns.size(); ++c) {
    const Input& in = inputs_[c];
    trace->inputs_.push_back({in.state, in.by_default, cel::deep_copy(trace->arena_, in.value)});
    trace->places_.push_back(in.place);
  }
}

Decision Evaluation::finish(const PositionList& matched) {
  if (matched.size() == 0) return no_match();
  switch (table_.source.policy) {
    case HitPolicy::kFirst:
    case HitPolicy::kPriority: return one_row(matched[0]);
    case HitPolicy::kUnique: {
      if (matched.size() == 1) return one_row(matched[0]);
      Decision decision =
          failed({FailureKind::kNotUnique, table_.row_of_position[matched[0]], kNoColumn, {}});
      decision.rows = rows_of(matched);
      decision.failure.message =
          join(arena_, {"table '", table_.source.name, "': ", number_text(arena_, matched.size()),
                        " rows match, expected at most one"});
      return decision;
    }
    case HitPolicy::kAny: return agreeing(matched);
    case HitPolicy::kRuleOrder:
    case HitPolicy::kOutputOrder:
    case HitPolicy::kCollect: return all_rows(matched);
    case HitPolicy::kSum:
    case HitPolicy::kMin:
    case HitPolicy::kMax:
    case HitPolicy::kCount: return aggregate(matched);
  }
  return {};
}

std::span<const std::uint32_t> Evaluation::rows_of(const PositionList& matched) {
  auto* rows = arena_.make_array<std::uint32_t>(matched.size());
  for (std::size_t i = 0; i < matched.size(); ++i) rows[i] = table_.row_of_position[matched[i]];
  return {rows, matched.size()};
}

Value Evaluation::compute(std::uint32_t program, const Output& output) {
  const auto slots = cell_slots();
  const Value value = evaluate(table_.computed[program], slots.first(slots.size() - 1));
  if (value.is_no_value() || output.domain == Domain::kOther) return value;
  if (value.is(ValueKind::kNull) && output.optional) return value;
  if (key_of(output.domain, value)) return value;
  if (output.domain == Domain::kDouble && value.is(ValueKind::kDouble)) return value;  // NaN
  return cel::make_error(arena_, StatusCode::kInvalidArgument,
                         join(arena_, {"found a value of type ", cel::type_name(value),
                                       ", expected ", to_string(output.domain)}));
}

bool Evaluation::outputs_of(std::span<const OutputCell> cells, std::uint32_t row, Value* values,
                            Failure* failure) {
  for (std::uint32_t c = 0; c < cells.size(); ++c) {
    values[c] = cells[c].value;
    if (cells[c].program == kNoProgram) continue;
    values[c] = compute(cells[c].program, table_.outputs[c]);
    if (!values[c].is_no_value()) continue;
    const std::string_view why = values[c].is(ValueKind::kError)
                                     ? values[c].as_error().message
                                     : std::string_view("an input is not known yet");
    *failure = {FailureKind::kOutput, row, c,
                join(arena_, {place_text(row, table_.outputs[c].name), ": ", why})};
    return false;
  }
  return true;
}

namespace {

std::span<const OutputCell> cells_of(const TableImpl& table, std::uint32_t row) {
  return std::span(table.output_cells)
      .subspan(std::size_t{row} * table.outputs.size(), table.outputs.size());
}

}  // namespace

Decision Evaluation::no_match() {
  Decision decision;
  decision.columns = static_cast<std::uint32_t>(table_.outputs.size());
  if (table_.defaults) {
    auto* values = arena_.make_array<Value>(table_.outputs.size());
    Failure failure;
    if (!outputs_of(*table_.defaults, kNoRow, values, &failure)) return failed(failure);
    decision.outcome = Outcome::kDefault;
    decision.outputs = {values, table_.outputs.size()};
    return decision;
  }
  const HitPolicy policy = table_.source.policy;
  if (policy == HitPolicy::kCount || policy == HitPolicy::kSum) {
    return aggregate(PositionList(arena_));
  }
  decision.outcome = Outcome::kNoDecision;
  return decision;
}

Decision Evaluation::one_row(std::uint32_t position) {
  const std::uint32_t* row = &table_.row_of_position[position];
  const std::size_t columns = table_.outputs.size();
  Decision decision;
  decision.outcome = Outcome::kDecided;
  decision.rows = {row, 1};
  decision.columns = static_cast<std::uint32_t>(columns);
  if (!table_.row_is_computed[*row]) {
    decision.outputs = std::span(table_.output_values).subspan(*row * columns, columns);
    return decision;
  }
  auto* values = arena_.make_array<Value>(columns);
  Failure failure;
  if (!outputs_of(cells_of(table_, *row), *row, values, &failure)) return failed(failure);
  decision.outputs = {values, columns};
  return decision;
}

Decision Evaluation::agreeing(const PositionList& matched) {
  Decision decision = one_row(matched[0]);
  if (decision.outcome == Outcome::kFailed) return decision;
  decision.rows = rows_of(matched);
  const std::uint32_t first = decision.rows[0];
  bool agree = true;
  for (const std::uint32_t row : decision.rows.subspan(1)) {
    // The same constants need no look.
    if (table_.output_class[row] == table_.output_class[first] && !table_.row_is_computed[row]) {
      continue;
    }
    auto* values = arena_.make_array<Value>(decision.columns);
    Failure failure;
    if (!outputs_of(cells_of(table_, row), row, values, &failure)) return failed(failure);
    for (std::size_t c = 0; c < decision.columns && agree; ++c) {
      agree = cel::equal(decision.outputs[c], values[c], arena_);
    }
  }
  if (agree) return decision;
  Decision contradiction = failed({FailureKind::kContradiction, first, kNoColumn, {}});
  contradiction.rows = decision.rows;
  contradiction.failure.message =
      join(arena_, {"table '", table_.source.name, "': ", number_text(arena_, matched.size()),
                    " rows match and give different outputs"});
  return contradiction;
}

Decision Evaluation::all_rows(const PositionList& matched) {
  const std::size_t columns = table_.outputs.size();
  Decision decision;
  decision.outcome = Outcome::kDecided;
  decision.rows = rows_of(matched);
  decision.columns = static_cast<std::uint32_t>(columns);
  auto* values = arena_.make_array<Value>(matched.size() * columns);
  for (std::size_t i = 0; i < decision.rows.size(); ++i) {
    Failure failure;
    const std::uint32_t row = decision.rows[i];
    if (!outputs_of(cells_of(table_, row), row, values + i * columns, &failure)) {
      return failed(failure);
    }
  }
  decision.outputs = {values, matched.size() * columns};
  return decision;
}

Decision Evaluation::aggregate(const PositionList& matched) {
  Decision all = all_rows(matched);
  if (all.outcome == Outcome::kFailed) return all;
  Decision one;
  switch (table_.source.policy) {
    case HitPolicy::kCount: {
      auto* value = arena_.make_array<Value>(1);
      *value = Value::integer(static_cast<std::int64_t>(matched.size()));
      one.outcome = Outcome::kDecided;
      one.outputs = {value, 1};
      break;
    }
    case HitPolicy::kSum: one = sum(all.outputs); break;
    default: one = extreme(all.outputs, table_.source.policy == HitPolicy::kMax); break;
  }
  if (one.outcome == Outcome::kFailed) return one;
  one.rows = all.rows;
  one.columns = 1;
  return one;
}

Decision Evaluation::sum(std::span<const Value> values) {
  __extension__ using Wide = __int128;
  Wide whole = 0;  // in full, so that the order of the rows does not matter
  double real = 0;
  for (const Value& value : values) {
    switch (table_.outputs[0].domain) {
      case Domain::kUint: whole += value.as_uint(); break;
      case Domain::kDouble: real += value.as_double(); break;
      default: whole += value.as_int(); break;  // a duration lies where an int does
    }
  }
  const bool natural = table_.outputs[0].domain == Domain::kUint;
  if (whole > (natural ? Wide{UINT64_MAX} : Wide{INT64_MAX}) || whole < Wide{INT64_MIN}) {
    return failed({FailureKind::kOverflow, kNoRow, kNoColumn,
                   join(arena_, {"table '", table_.source.name, "': the sum of ",
                                 table_.outputs[0].name, " is out of range"})});
  }
  auto* value = arena_.make_array<Value>(1);
  switch (table_.outputs[0].domain) {
    case Domain::kUint: *value = Value::uint(static_cast<std::uint64_t>(whole)); break;
    case Domain::kDouble: *value = Value::real(real); break;
    case Domain::kDuration: *value = Value::duration(static_cast<std::int64_t>(whole)); break;
    default: *value = Value::integer(static_cast<std::int64_t>(whole)); break;
  }
  Decision decision;
  decision.outcome = Outcome::kDecided;
  decision.outputs = {value, 1};
  return decision;
}

Decision Evaluation::extreme(std::span<const Value> values, bool greatest) {
  const Domain domain = table_.outputs[0].domain;
  const auto less = [domain](const Value& a, const Value& b) {
    const auto x = key_of(domain, a);
    const auto y = key_of(domain, b);
    if (!x || !y) return y.has_value();  // NaN is below all
    return x->high != y->high ? x->high < y->high : x->low < y->low;
  };
  const auto at = greatest ? std::max_element(values.begin(), values.end(), less)
                           : std::min_element(values.begin(), values.end(), less);
  Decision decision;
  decision.outcome = Outcome::kDecided;
  decision.outputs = {&*at, 1};
  return decision;
}

}  // namespace uniselector::rules
