// The public face of a table, and what a trace tells.
#include "rules/table.h"

#include <algorithm>
#include <array>

#include <uniselector/cel_data.h>

#include "base/text.h"
#include "rules/evaluation.h"

namespace uniselector::rules {

Decision Table::decide(std::span<const cel::Value> slots, Time at, cel::Arena& arena,
                       Trace* trace) const {
  Evaluation evaluation(*impl_, slots, at, arena);
  if (evaluation.in_effect()) evaluation.read_inputs();
  return evaluation.run(trace);
}

Decision Table::decide_within(std::uint64_t* cost, std::span<const cel::Value> slots, Time at,
                              cel::Arena& arena, Trace* trace) const {
  Evaluation evaluation(*impl_, slots, at, arena);
  // Half is for the tables that it asks, so that all of them together keep within the whole.
  evaluation.limit_cost(*cost / 2);
  const std::uint64_t taken = evaluation.cost_left();
  *cost -= taken;
  if (evaluation.in_effect()) evaluation.read_inputs();
  const Decision decision = evaluation.run(trace);
  *cost += evaluation.cost_left();
  return decision;
}

Decision Table::decide_inputs(std::span<const cel::Value> inputs, std::span<const cel::Value> slots,
                              Time at, cel::Arena& arena, Trace* trace) const {
  Evaluation evaluation(*impl_, slots, at, arena);
  evaluation.take_inputs(inputs);
  return evaluation.run(trace);
}

Decision Table::decide_naive(std::span<const cel::Value> slots, Time at, cel::Arena& arena) const {
  Evaluation evaluation(*impl_, slots, at, arena);
  if (evaluation.in_effect()) evaluation.read_inputs();
  return evaluation.run_naive();
}

Decision Table::decide_inputs_naive(std::span<const cel::Value> inputs,
                                    std::span<const cel::Value> slots, Time at,
                                    cel::Arena& arena) const {
  Evaluation evaluation(*impl_, slots, at, arena);
  evaluation.take_inputs(inputs);
  return evaluation.run_naive();
}

const TableSource& Table::source() const { return impl_->source; }
std::uint64_t Table::version() const { return impl_->version; }
std::size_t Table::rows() const { return impl_->row_count(); }
std::size_t Table::columns() const { return impl_->columns.size(); }
std::size_t Table::outputs() const { return impl_->outputs.size(); }
HitPolicy Table::policy() const { return impl_->source.policy; }
std::string Table::row_name(std::uint32_t row) const { return impl_->row_name(row); }

std::string Table::row_id(std::uint32_t row) const {
  const std::string& id = impl_->source.rows[row].id;
  return id.empty() ? std::to_string(row + 1) : id;
}

std::string Table::version_text() const {
  std::string text(16, '0');
  std::uint64_t rest = impl_->version;
  for (std::size_t i = 16; i > 0; --i, rest >>= 4) text[i - 1] = "0123456789abcdef"[rest & 15];
  return text;
}

std::size_t Table::opaque_rows() const {
  return static_cast<std::size_t>(
      std::count(impl_->row_is_opaque.begin(), impl_->row_is_opaque.end(), true));
}

std::size_t Table::index_bytes() const {
  std::size_t bytes = impl_->refs.size() * sizeof(CellRef);
  for (const Column& column : impl_->columns) bytes += column.cuts.bytes() + column.bits.bytes();
  return bytes + impl_->dates.cuts.bytes() + impl_->dates.bits.bytes();
}

std::string_view to_string(RowState state) {
  switch (state) {
    case RowState::kMatched: return "matched";
    case RowState::kFalse: return "false";
    case RowState::kSkipped: return "skipped";
    case RowState::kFailed: return "failed";
    case RowState::kNotInEffect: return "not in effect";
    case RowState::kNotReached: return "not reached";
  }
  return "unknown";
}

void Trace::begin(std::uint64_t version, Time at) {
  version_ = version;
  at_ = at;
  inputs_.clear();
  places_.clear();
  evaluated_.clear();
  arena_.reset();
}

RowTrace Table::explain(const Trace& trace, std::uint32_t row) const {
  const TableImpl& t = *impl_;
  if (trace.outcome() == Outcome::kNotInEffect) return {RowState::kNotInEffect};
  const std::uint32_t position = t.position_of_row[row];
  const auto at =
      std::lower_bound(trace.evaluated_.begin(), trace.evaluated_.end(), position,
                       [](const Trace::Evaluated& e, std::uint32_t p) { return e.position < p; });
  if (at != trace.evaluated_.end() && at->position == position) return at->found;
  if (position > trace.last_position_) return {RowState::kNotReached};
  if (!t.dates.cuts.contains_key(t.dates.cell(row), key_of_time(trace.at()))) {
    return {RowState::kNotInEffect};
  }
  RowTrace found{RowState::kSkipped};
  for (std::uint32_t c = 0; c < t.columns.size(); ++c) {
    const CellRef& cell = t.columns[c].cell(row);
    if (cell.is_any()) continue;
    const InputState state = trace.inputs_[c].state;
    if (state == InputState::kNoMatch) {
      found.column = std::min(found.column, c);
    } else if (cell.is_condition()) {
      continue;
    } else if (state != InputState::kValue) {
      found.absorbed = std::min(found.absorbed, c);
    } else if (!t.columns[c].cuts.contains(cell, trace.places_[c])) {
      found.column = std::min(found.column, c);
    }
  }
  return found;
}

namespace {

std::string_view state_word(InputState state) {
  switch (state) {
    case InputState::kValue: return "";
    case InputState::kMissing: return "missing";
    case InputState::kNoMatch: return "missing, matches nothing";
    case InputState::kFailed: return "failed";
  }
  return "unknown";
}

}  // namespace

std::string Table::to_text(const Trace& trace, std::size_t most_rows, bool skipped_too) const {
  const TableImpl& t = *impl_;
  std::string text = "table '" + base::escaped(t.source.name) + "', version " + version_text() +
                     ", at " + uniselector::to_string(trace.at()) + ": " +
                     std::string(rules::to_string(trace.outcome())) + '\n';
  for (std::size_t c = 0; c < trace.inputs().size(); ++c) {
    const TracedInput& in = trace.inputs()[c];
    text += "  input " + base::escaped(t.columns[c].name) + " = ";
    text += in.state == InputState::kValue ? base::escaped(cel::to_text(in.value))
                                           : std::string(state_word(in.state));
    text += in.by_default ? " (default)\n" : "\n";
  }
  std::size_t skipped = 0;
  std::size_t listed = 0;
  std::size_t left_out = 0;
  for (std::uint32_t row = 0; row < t.row_count(); ++row) {
    const RowTrace found = explain(trace, row);
    if (!skipped_too && found.state == RowState::kSkipped && found.absorbed == kNoColumn) {
      ++skipped;
      continue;
    }
    if (listed == most_rows) {
      ++left_out;
      continue;
    }
    ++listed;
    text += "  row " + base::escaped(t.row_name(row)) + ": " +
            std::string(rules::to_string(found.state));
    if (found.column != kNoColumn) {
      text += " at " + base::escaped(t.columns[found.column].name) + " (" +
              base::escaped(t.source.rows[row].inputs[found.column].text) + ')';
    }
    if (found.absorbed != kNoColumn) {
      text += ", an error of " + base::escaped(t.columns[found.absorbed].name) + " absorbed";
    }
    text += '\n';
  }
  if (left_out > 0) text += "  and " + std::to_string(left_out) + " rows more\n";
  if (skipped > 0) text += "  " + std::to_string(skipped) + " rows skipped by the index\n";
  return text;
}

}  // namespace uniselector::rules
