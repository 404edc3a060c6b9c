// Inputs, cells and rows of one decision.
#include "rules/evaluation.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "rules/index.h"

namespace uniselector::rules {

using cel::Value;
using cel::ValueKind;

Key key_of_time(Time at) {
  const std::int64_t ns = to_ns(at);
  std::int64_t seconds = ns / 1'000'000'000;
  std::int64_t rest = ns % 1'000'000'000;
  if (rest < 0) {
    rest += 1'000'000'000;
    --seconds;
  }
  return {key_of_int(seconds), static_cast<std::uint32_t>(rest), {}};
}

void PositionList::grow() {
  const std::size_t capacity = capacity_ == 0 ? 16 : capacity_ * 2;
  auto* data = arena_.make_array<std::uint32_t>(capacity);
  if (size_ != 0) std::memcpy(data, data_, size_ * sizeof(std::uint32_t));
  data_ = data;
  capacity_ = capacity;
}

std::string_view join(cel::Arena& arena, std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  if (size == 0) return {};
  char* text = arena.make_array<char>(size);
  std::size_t at = 0;
  for (const std::string_view part : parts) {
    if (!part.empty()) std::memcpy(text + at, part.data(), part.size());
    at += part.size();
  }
  return {text, size};
}

Evaluation::Evaluation(const TableImpl& table, std::span<const Value> slots, Time at,
                       cel::Arena& arena)
    : table_(table),
      slots_(slots),
      arena_(arena),
      at_(at),
      budget_(table.cost_limit),
      now_(key_of_time(at)) {
  now_place_ = table_.dates.bits.filters() ? table_.dates.cuts.place_of(now_) : 0;
}

Value Evaluation::evaluate(const cel::Program& program, std::span<const Value> slots) {
  if (budget_ == 0) {
    return cel::make_error(arena_, StatusCode::kResourceExhausted,
                           "the decision costs more than the limit on the cost of an evaluation");
  }
  std::uint64_t spent = 0;
  const Value value = program.evaluate(slots, arena_, {.cost = budget_, .cost_spent = &spent});
  budget_ -= std::min(budget_, spent);
  return value;
}

bool Evaluation::in_effect() const {
  const auto before = [](const Key& key, const Cut& cut) {
    return key.high != cut.high ? key.high < cut.high : key.low < cut.low;
  };
  return !(table_.from && before(now_, *table_.from)) && !(table_.to && !before(now_, *table_.to));
}

void Evaluation::read_inputs() {
  inputs_ = arena_.make_array<Input>(table_.columns.size());
  for (std::size_t c = 0; c < table_.columns.size(); ++c) {
    const Column& column = table_.columns[c];
    if (column.slot >= 0) {
      const auto slot = static_cast<std::size_t>(column.slot);
      accept(c, slot < slots_.size() ? slots_[slot] : Value());
    } else {
      accept(c, evaluate(*column.program, slots_));
    }
  }
}

void Evaluation::take_inputs(std::span<const Value> values) {
  inputs_ = arena_.make_array<Input>(table_.columns.size());
  for (std::size_t c = 0; c < table_.columns.size(); ++c) {
    accept(c, c < values.size() ? values[c] : Value());
  }
}

void Evaluation::missing(std::size_t column, Input* input) {
  const Column& c = table_.columns[column];
  switch (c.missing) {
    case Missing::kError: input->state = InputState::kMissing; return;
    case Missing::kNoMatch: input->state = InputState::kNoMatch; return;
    case Missing::kDefault: break;
  }
  input->value = c.missing_value;
  input->by_default = true;
}

namespace {

/// What counts as missing: nothing, null, no number, or that a key or name is not there.
bool is_missing(const Value& value) {
  switch (value.kind()) {
    case ValueKind::kAbsent:
    case ValueKind::kNull: return true;
    case ValueKind::kDouble: return std::isnan(value.as_double());
    case ValueKind::kError: return value.as_error().code == StatusCode::kNotFound;
    default: return false;
  }
}

}  // namespace

void Evaluation::accept(std::size_t index, Value value) {
  const Column& column = table_.columns[index];
  Input* input = new (&inputs_[index]) Input;
  if (value.is(ValueKind::kOptional)) {
    value = value.as_optional() == nullptr ? Value() : *value.as_optional();
  }
  input->value = value;
  if (is_missing(value)) {
    missing(index, input);
    if (input->state != InputState::kValue) return;
  } else if (value.is_no_value()) {
    input->state = InputState::kFailed;
    return;
  }
  if (column.domain == Domain::kOther) return;
  const auto key = key_of(column.domain, input->value);
  if (!key) {
    input->state = InputState::kFailed;
    return;
  }
  input->key = *key;
  if (column.bits.filters()) input->place = column.cuts.place_of(*key);
  // A number of another kind becomes one of the column's kind.
  const bool number = input->value.is(ValueKind::kInt) || input->value.is(ValueKind::kUint) ||
                      input->value.is(ValueKind::kDouble);
  if (number) input->value = value_of(column.domain, {key->high, key->low, {}}, arena_);
}

std::span<const Value> Evaluation::cell_slots() {
  const std::size_t extra = table_.variables;
  const std::size_t count = extra + table_.extra_variables + 1;
  if (cell_slots_ == nullptr) {
    cell_slots_ = arena_.make_array<Value>(count);
    std::fill_n(cell_slots_, count, Value());
    std::copy_n(slots_.begin(), std::min(slots_.size(), extra), cell_slots_);
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
      if (inputs_[c].state != InputState::kValue) continue;
      const std::int32_t slot = table_.columns[c].extra_slot;
      if (slot >= 0) cell_slots_[static_cast<std::size_t>(slot)] = inputs_[c].value;
      // An input that is given instead of its variable stands for it.
      const std::int32_t variable = table_.columns[c].slot;
      if (variable < 0) continue;
      Value& value = cell_slots_[static_cast<std::size_t>(variable)];
      if (value.is(cel::ValueKind::kAbsent)) value = inputs_[c].value;
    }
  }
  return {cell_slots_, count};
}

Evaluation::CellResult Evaluation::condition(std::uint32_t program, std::size_t column) {
  const std::span<const Value> slots = cell_slots();
  // Without a value `it` is not set, and what needs it fails.
  const Input& in = inputs_[column];
  cell_slots_[slots.size() - 1] = in.state == InputState::kValue ? in.value : Value();
  const Value value = evaluate(table_.conditions[program], slots);
  if (value.is_true()) return CellResult::kTrue;
  if (value.is_false()) return CellResult::kFalse;
  cell_problem_ = value;
  return CellResult::kFailed;
}

Evaluation::CellResult Evaluation::cell(std::uint32_t position, std::size_t column) {
  const CellRef& ref = table_.refs_at(position)[column];
  if (ref.is_any()) return CellResult::kTrue;
  const Input& in = inputs_[column];
  if (in.state == InputState::kNoMatch) return CellResult::kFalse;
  if (ref.is_condition()) return condition(ref.high, column);
  if (in.state != InputState::kValue) return CellResult::kFailed;
  return table_.columns[column].cuts.contains_key(ref, in.key) ? CellResult::kTrue
                                                               : CellResult::kFalse;
}

bool Evaluation::row_in_effect(std::uint32_t position) const {
  const CellRef& ref = table_.refs_at(position)[table_.columns.size()];
  return ref.is_any() || table_.dates.cuts.contains_key(ref, now_);
}

RowTrace Evaluation::check_naive(std::uint32_t position) {
  RowTrace row;
  if (!row_in_effect(position)) {
    row.state = RowState::kNotInEffect;
    return row;
  }
  Value problem;
  for (std::uint32_t c = 0; c < table_.columns.size(); ++c) {
    const CellResult result = cell(position, c);
    if (result == CellResult::kFalse && row.column == kNoColumn) row.column = c;
    if (result == CellResult::kFailed && row.absorbed == kNoColumn) {
      row.absorbed = c;
      problem = cell_problem_;
    }
  }
  cell_problem_ = problem;
  if (row.column != kNoColumn) {
    row.state = RowState::kFalse;
  } else if (row.absorbed != kNoColumn) {
    row.state = RowState::kFailed;
    std::swap(row.column, row.absorbed);
  } else {
    row.state = RowState::kMatched;
  }
  return row;
}

RowTrace Evaluation::check(std::uint32_t position) {
  const CellRef* refs = table_.refs_at(position);
  const std::size_t columns = table_.columns.size();
  std::uint32_t failed = kNoColumn;
  bool conditions = false;
  if (!refs[columns].is_any() && !table_.dates.cuts.contains(refs[columns], now_place_)) {
    return {RowState::kNotInEffect};
  }
  for (std::uint32_t c = 0; c < columns; ++c) {
    const CellRef ref = refs[c];
    if (ref.is_any()) continue;
    const Input& in = inputs_[c];
    if (in.state == InputState::kNoMatch) return {RowState::kFalse, c, failed};
    if (ref.is_condition()) {
      conditions = true;
    } else if (in.state != InputState::kValue) {
      failed = std::min(failed, c);
    } else if (!table_.columns[c].cuts.contains(ref, in.place)) {
      return {RowState::kFalse, c, failed};
    }
  }
  Value problem;
  for (std::uint32_t c = 0; conditions && c < columns; ++c) {
    if (!refs[c].is_condition()) continue;
    const CellResult result = condition(refs[c].high, c);
    if (result == CellResult::kFalse) return {RowState::kFalse, c, failed};
    if (result == CellResult::kFailed && c < failed) {
      failed = c;
      problem = cell_problem_;
    }
  }
  cell_problem_ = problem;
  if (failed != kNoColumn) return {RowState::kFailed, failed};
  return {RowState::kMatched};
}

}  // namespace uniselector::rules
