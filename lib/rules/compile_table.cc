// The frame of a table: its shape, names, policy and dates, the order of its rows, and the index.
#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "base/text.h"
#include "rules/compiler.h"
#include "rules/table.h"

namespace uniselector::rules {
namespace {

bool is_aggregate(HitPolicy policy) {
  return policy == HitPolicy::kSum || policy == HitPolicy::kMin || policy == HitPolicy::kMax ||
         policy == HitPolicy::kCount;
}

bool is_ordered(HitPolicy policy) {
  return policy == HitPolicy::kPriority || policy == HitPolicy::kOutputOrder;
}

std::string counted(std::size_t count, std::string_view thing) {
  return std::to_string(count) + ' ' + std::string(thing) + (count == 1 ? "" : "s");
}

}  // namespace

Compiler::Compiler(TableSource source, const cel::Environment& environment, std::string inputs_from)
    : table_(std::make_shared<TableImpl>()),
      environment_(environment),
      inputs_from_(std::move(inputs_from)) {
  table_->source = std::move(source);
}

void Compiler::fault(const Place& place, std::string where, std::string message) {
  if (full()) {
    ++more_faults_;
    return;
  }
  faults_.push_back({place, std::move(where), std::move(message)});
}

void Compiler::fault(const Text& text, std::string where, const CellFault& what) {
  fault(text.place, std::move(where), with_caret(what, text.text));
}

std::string Compiler::row_place(std::uint32_t row, std::string_view column) const {
  return "row " + table_->row_name(row) + ", " + std::string(column);
}

Status Compiler::status() const {
  if (faults_.empty()) return ok_status();
  std::string text;
  for (const Fault& fault : faults_) {
    if (!text.empty()) text += '\n';
    text += "table '" + table_->source.name + "': " + to_string(fault);
  }
  if (more_faults_ > 0) text += "\nand " + std::to_string(more_faults_) + " more";
  return invalid_argument(std::move(text));
}

std::shared_ptr<const TableImpl> Compiler::compile() {
  check_shape();
  if (!faults_.empty()) return nullptr;
  check_names();
  check_policy();
  auto zone = base::Zone::load(table_->source.time_zone);
  if (!zone.ok()) {
    fault(table_->source.place, "time zone", zone.status().message());
    return nullptr;
  }
  table_->zone = *std::move(zone);
  compile_dates();
  compile_columns();
  compile_outputs();
  if (!faults_.empty()) return nullptr;
  order_rows();
  build_index();
  table_->version = content_hash(table_->source);
  return table_;
}

void Compiler::check_shape() {
  const TableSource& source = table_->source;
  const auto bound = [&](std::size_t count, std::size_t most, std::string_view thing) {
    if (count > most) {
      fault(source.place, "",
            "found " + counted(count, thing) + ", expected at most " + std::to_string(most));
    }
  };
  bound(source.rows.size(), kMaxRows, "row");
  bound(source.inputs.size(), kMaxColumns, "input");
  bound(source.outputs.size(), kMaxColumns, "output");
  if (source.outputs.empty()) fault(source.place, "", "expected at least one output");
  if (!faults_.empty()) return;
  std::set<std::string_view> ids;
  for (std::uint32_t r = 0; r < source.rows.size(); ++r) {
    const Row& row = source.rows[r];
    const std::string where = "row " + table_->row_name(r);
    if (!row.id.empty() && !ids.insert(row.id).second) {
      fault(row.place, where, "the id stands twice, expected another for each row");
    }
    if (row.inputs.size() != source.inputs.size()) {
      fault(row.place, where,
            "found " + counted(row.inputs.size(), "input cell") + ", expected " +
                std::to_string(source.inputs.size()));
    }
    if (row.outputs.size() != source.outputs.size()) {
      fault(row.place, where,
            "found " + counted(row.outputs.size(), "output cell") + ", expected " +
                std::to_string(source.outputs.size()));
    }
    for (const auto* cells : {&row.inputs, &row.outputs}) {
      for (const Text& text : *cells) {
        if (text.text.size() <= kMaxCellBytes) continue;
        fault(text.place, where,
              "found a cell of " + std::to_string(text.text.size()) + " bytes, expected at most " +
                  std::to_string(kMaxCellBytes));
      }
    }
  }
  if (source.defaults && source.defaults->size() != source.outputs.size()) {
    fault(source.place, "defaults",
          "found " + counted(source.defaults->size(), "value") + ", expected " +
              std::to_string(source.outputs.size()));
  }
}

void Compiler::check_names() {
  const TableSource& source = table_->source;
  const auto check = [&](const std::string& name, const Place& place, std::string_view what,
                         std::set<std::string, std::less<>>* known) {
    if (!base::is_id(name)) {
      fault(place, std::string(what),
            "found '" + base::printable(name, 40) +
                "', expected a name: 1 to 128 bytes of text without control characters");
    } else if (!known->insert(name).second) {
      fault(place, std::string(what), "the name '" + name + "' stands twice");
    }
  };
  std::set<std::string, std::less<>> inputs;
  std::set<std::string, std::less<>> outputs;
  std::set<std::string, std::less<>> tables;
  check(source.name, source.place, "name", &tables);
  for (const InputColumn& column : source.inputs)
    check(column.name, column.place, "input", &inputs);
  for (const OutputColumn& column : source.outputs) {
    check(column.name, column.place, "output", &outputs);
  }
}

void Compiler::check_policy() {
  const TableSource& source = table_->source;
  const std::string policy(to_string(source.policy));
  if (is_aggregate(source.policy)) {
    const OutputColumn& output = source.outputs[0];
    const Domain domain = domain_of(output.type);
    if (source.outputs.size() != 1) {
      fault(source.place, "outputs",
            "found " + counted(source.outputs.size(), "output") +
                ", expected one with the policy " + policy);
    }
    const bool adds = domain == Domain::kInt || domain == Domain::kUint ||
                      domain == Domain::kDouble || domain == Domain::kDuration;
    const bool fits = source.policy == HitPolicy::kCount || adds ||
                      (source.policy != HitPolicy::kSum && domain == Domain::kTimestamp);
    if (!fits) {
      fault(output.place, "output " + output.name,
            "found the type " + output.type.to_string() +
                ", expected a number or a duration with the policy " + policy);
    }
    if (output.optional && source.policy != HitPolicy::kCount) {
      fault(output.place, "output " + output.name,
            "an optional output has no place with the policy " + policy);
    }
  }
  const bool ordered = std::any_of(source.outputs.begin(), source.outputs.end(),
                                   [](const OutputColumn& o) { return !o.order.empty(); });
  if (is_ordered(source.policy) && !ordered) {
    fault(source.place, "outputs",
          "the policy " + policy + " needs the order of at least one output's values");
  }
}

std::optional<Cut> Compiler::moment(const Text& text, const std::string& where) {
  if (text.text.empty()) return std::nullopt;
  auto cut = read_moment(text.text, table_->zone);
  if (!cut) {
    fault(text.place, where,
          "found '" + base::printable(text.text, 40) +
              "', expected a time such as 2026-03-02, 2026-03-02T09:00 or 2026-03-02T09:00:00Z");
  }
  return cut;
}

void Compiler::compile_dates() {
  TableImpl& t = *table_;
  t.from = moment(t.source.from, "from");
  t.to = moment(t.source.to, "to");
  if (t.from && t.to && *t.to <= *t.from) {
    fault(t.source.to.place, "to", "the end is not later than the beginning");
  }
  std::vector<ValueSet> sets;
  std::vector<Cut> cuts;
  std::map<std::pair<std::string, std::string>, std::uint32_t> known;
  for (std::uint32_t r = 0; r < t.source.rows.size(); ++r) {
    const Row& row = t.source.rows[r];
    const auto [at, is_new] =
        known.insert({{row.from.text, row.to.text}, static_cast<std::uint32_t>(sets.size())});
    t.dates.cell_of_row.push_back(at->second);
    if (!is_new) continue;
    ValueSet set = ValueSet::all(Domain::kTimestamp);
    const auto from = moment(row.from, row_place(r, "from"));
    const auto to = moment(row.to, row_place(r, "to"));
    if (from) set = set & ValueSet::from(Domain::kTimestamp, *from);
    if (to) set = set & ValueSet::before(Domain::kTimestamp, *to);
    if (set.is_empty()) {
      fault(row.to.place, row_place(r, "to"), "the end is not later than the beginning");
    }
    cuts.insert(cuts.end(), set.cuts().begin(), set.cuts().end());
    sets.push_back(std::move(set));
  }
  t.dates.cuts = Cuts(Domain::kTimestamp, std::move(cuts));
  for (const ValueSet& set : sets) t.dates.cells.push_back(t.dates.cuts.add(set));
}

void Compiler::order_rows() {
  TableImpl& t = *table_;
  const std::size_t rows = t.source.rows.size();
  t.row_of_position.resize(rows);
  std::iota(t.row_of_position.begin(), t.row_of_position.end(), 0U);
  if (is_ordered(t.source.policy)) {
    const std::size_t outputs = t.outputs.size();
    std::vector<std::uint32_t> ranks(rows * outputs, 0);
    for (std::size_t i = 0; i < ranks.size(); ++i) {
      const auto& order = ranks_[i % outputs];
      const auto at = order.find(cel::to_text(t.output_cells[i].value));
      if (at != order.end()) ranks[i] = at->second;
    }
    const auto rank = [&](std::uint32_t row) {
      return std::span(ranks).subspan(row * outputs, outputs);
    };
    std::stable_sort(t.row_of_position.begin(), t.row_of_position.end(),
                     [&](std::uint32_t a, std::uint32_t b) {
                       return std::lexicographical_compare(rank(a).begin(), rank(a).end(),
                                                           rank(b).begin(), rank(b).end());
                     });
  }
  t.position_of_row.resize(rows);
  for (std::uint32_t position = 0; position < rows; ++position) {
    t.position_of_row[t.row_of_position[position]] = position;
  }
}

void Compiler::build_index() {
  TableImpl& t = *table_;
  const std::size_t rows = t.row_count();
  const std::size_t width = t.columns.size() + 1;
  t.refs.resize(rows * width);
  t.row_is_opaque.assign(rows, false);
  std::vector<CellRef> cells(rows);
  for (std::size_t c = 0; c < width; ++c) {
    CellColumn& column = c < t.columns.size() ? t.columns[c] : t.dates;
    for (std::uint32_t position = 0; position < rows; ++position) {
      const std::uint32_t row = t.row_of_position[position];
      cells[position] = column.cell(row);
      t.refs[position * width + c] = cells[position];
      if (cells[position].is_condition()) t.row_is_opaque[row] = true;
    }
    column.bits.build(column.cuts, cells);
  }
}

Result<Table> Table::compile(TableSource source, const cel::Environment& environment,
                             const TableOptions& options) {
  Compiler compiler(std::move(source), environment, options.inputs_from);
  auto impl = compiler.compile();
  if (impl != nullptr) return Table(std::move(impl));
  if (options.faults != nullptr) *options.faults = compiler.faults();
  return compiler.status();
}

}  // namespace uniselector::rules
