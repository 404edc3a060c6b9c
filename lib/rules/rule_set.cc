// Versions in time, conflicts between tables, and the order that they need.
#include "rules/rule_set.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "rules/cover.h"
#include "rules/evaluation.h"
#include "rules/space.h"

namespace uniselector::rules {
namespace {

/// A cut of timestamps as a time that the library works with.
Time time_of(const Cut& cut) {
  const Key low = key_of_time(kMinTime);
  const Key high = key_of_time(kMaxTime);
  if (cut.high < low.high) return kMinTime;
  if (cut.high >= high.high) return kMaxTime;
  return kMinTime + std::chrono::seconds(static_cast<std::int64_t>(cut.high - low.high)) +
         std::chrono::nanoseconds(cut.low);
}

bool in_effect(const Table& table, Time at) {
  cel::Arena arena;
  return Evaluation(table.impl(), {}, at, arena).in_effect();
}

/// Whether `reader` uses what `writer` gives.
bool reads(const TableImpl& reader, const TableImpl& writer) {
  for (std::size_t slot = 0; slot < reader.variable_names.size(); ++slot) {
    const std::string& name = reader.variable_names[slot];
    for (const Output& output : writer.outputs) {
      const bool same = name == output.name || name == writer.source.name + '.' + output.name;
      if (same && reader.uses(slot)) return true;
    }
  }
  return false;
}

class Together {
 public:
  Together(const std::vector<Table>& tables, std::uint64_t steps)
      : tables_(tables), budget_(steps), steps_(steps) {}

  SetAnalysis run();

 private:
  void conflicts(std::uint32_t a, std::uint32_t b);
  void conflict(Space& space, std::size_t box_a, std::size_t box_b, const std::string& output);
  bool matches(const Table& table, std::uint32_t row, const Witness& witness) const;
  void order();
  void trim(std::vector<bool>* left) const;

  const std::vector<Table>& tables_;
  Budget budget_;
  std::uint64_t steps_;
  SetAnalysis result_;
  std::vector<std::vector<std::uint32_t>> needs_;  ///< by table: those whose outputs it reads
};

bool Together::matches(const Table& table, std::uint32_t row, const Witness& witness) const {
  cel::Arena arena;
  Evaluation evaluation(table.impl(), {}, witness.at, arena);
  evaluation.take_inputs(witness.inputs);
  return evaluation.check_naive(table.impl().position_of_row[row]).state == RowState::kMatched;
}

void Together::conflict(Space& space, std::size_t box_a, std::size_t box_b,
                        const std::string& output) {
  const Box& a = space.boxes()[box_a];
  const Box& b = space.boxes()[box_b];
  WriteConflict& conflict = result_.conflicts.back();
  conflict.output = output;
  conflict.first_row = a.row;
  conflict.second_row = b.row;
  conflict.not_analysed = a.opaque || b.opaque;
  Sets both;
  for (std::size_t d = 0; d < space.size(); ++d) {
    both.push_back(space.dimension(d).intersection(space.sets(box_a)[d], space.sets(box_b)[d]));
  }
  for (std::uint32_t t = 0; t < 2; ++t) {
    Witness& witness = t == 0 ? conflict.first : conflict.second;
    witness.inputs = space.point(t, both, *result_.arena);
    witness.at = space.time(both);
    const std::uint32_t table = t == 0 ? conflict.first_table : conflict.second_table;
    witness.confirmed =
        !conflict.not_analysed && matches(tables_[table], t == 0 ? a.row : b.row, witness);
  }
}

void Together::conflicts(std::uint32_t first, std::uint32_t second) {
  std::set<std::string> outputs;
  for (const Output& output : tables_[first].impl().outputs) outputs.insert(output.name);
  std::vector<std::string> shared;
  for (const Output& output : tables_[second].impl().outputs) {
    if (outputs.contains(output.name)) shared.push_back(output.name);
  }
  if (shared.empty()) return;
  const TableImpl* const impls[] = {&tables_[first].impl(), &tables_[second].impl()};
  Space space(impls);
  const std::size_t none = space.boxes().size();
  std::size_t found[2] = {none, none};
  bool found_is_sure = false;
  for (std::uint32_t r = 0; r < tables_[first].rows() && !found_is_sure; ++r) {
    const std::size_t a = space.box_of(0, r);
    if (!budget_.spend(tables_[second].rows() * space.size())) break;
    for (std::uint32_t s = 0; s < tables_[second].rows() && !found_is_sure; ++s) {
      const std::size_t b = space.box_of(1, s);
      const bool sure = !space.boxes()[a].opaque && !space.boxes()[b].opaque;
      if (!sure && found[0] != none) continue;
      if (!space.intersect(space.sets(a), space.sets(b))) continue;
      found[0] = a;
      found[1] = b;
      found_is_sure = sure;
    }
  }
  if (found[0] == none) return;
  for (const std::string& output : shared) {
    result_.conflicts.emplace_back();
    result_.conflicts.back().first_table = first;
    result_.conflicts.back().second_table = second;
    conflict(space, found[0], found[1], output);
  }
}

/// Takes away tables that need nothing or that nobody needs; what is left lies on cycles or
/// between.
void Together::trim(std::vector<bool>* left) const {
  for (bool changed = true; changed;) {
    changed = false;
    std::vector<bool> needed(left->size(), false);
    for (std::size_t t = 0; t < left->size(); ++t) {
      for (const std::uint32_t n : needs_[t]) {
        if ((*left)[t]) needed[n] = true;
      }
    }
    for (std::size_t t = 0; t < left->size(); ++t) {
      const bool needs = std::any_of(needs_[t].begin(), needs_[t].end(),
                                     [&](std::uint32_t n) { return (*left)[n]; });
      if ((*left)[t] && (!needs || !needed[t])) {
        (*left)[t] = false;
        changed = true;
      }
    }
  }
}

void Together::order() {
  const std::size_t count = tables_.size();
  needs_.resize(count);
  for (std::uint32_t t = 0; t < count; ++t) {
    for (std::uint32_t other = 0; other < count; ++other) {
      if (reads(tables_[t].impl(), tables_[other].impl())) needs_[t].push_back(other);
    }
  }
  std::vector<bool> left(count, true);
  for (trim(&left);; trim(&left)) {
    const auto begin = std::find(left.begin(), left.end(), true);
    if (begin == left.end()) break;
    // Every table that is left needs another one that is left: following that ends in a cycle.
    std::vector<std::uint32_t> path;
    auto at = static_cast<std::uint32_t>(begin - left.begin());
    auto known = path.end();
    while ((known = std::find(path.begin(), path.end(), at)) == path.end()) {
      path.push_back(at);
      at = *std::find_if(needs_[at].begin(), needs_[at].end(),
                         [&](std::uint32_t n) { return left[n]; });
    }
    path.erase(path.begin(), known);
    std::rotate(path.begin(), std::min_element(path.begin(), path.end()), path.end());
    for (const std::uint32_t t : path) left[t] = false;
    result_.cycles.push_back({std::move(path)});
  }
  if (!result_.cycles.empty()) return;
  std::vector<bool> done(count, false);
  while (result_.order.size() < count) {
    for (std::uint32_t t = 0; t < count; ++t) {
      const bool ready =
          std::all_of(needs_[t].begin(), needs_[t].end(), [&](std::uint32_t n) { return done[n]; });
      if (done[t] || !ready) continue;
      done[t] = true;
      result_.order.push_back(t);
    }
  }
}

SetAnalysis Together::run() {
  result_.arena = std::make_shared<cel::Arena>();
  for (std::uint32_t a = 0; a < tables_.size(); ++a) {
    for (std::uint32_t b = a + 1; b < tables_.size() && !budget_.spent(); ++b) conflicts(a, b);
  }
  if (budget_.spent()) {
    result_.complete = false;
    result_.stopped = "analysis of conflicts stopped after " + std::to_string(steps_) + " steps";
  }
  order();
  result_.steps = budget_.steps();
  return std::move(result_);
}

}  // namespace

Result<Versions> Versions::create(std::vector<Table> tables) {
  if (tables.empty()) return invalid_argument("found no version of a rule set");
  for (const Table& table : tables) {
    if (table.source().name != tables[0].source().name) {
      return invalid_argument("found versions of '" + tables[0].source().name + "' and of '" +
                              table.source().name + "', expected those of one rule set");
    }
  }
  const auto from = [](const Table& table) {
    return table.impl().from ? time_of(*table.impl().from) : Time::min();
  };
  std::stable_sort(tables.begin(), tables.end(),
                   [&](const Table& a, const Table& b) { return from(a) < from(b); });
  Versions versions;
  versions.tables_ = std::move(tables);
  return versions;
}

const Table* Versions::at(Time time) const {
  for (auto table = tables_.rbegin(); table != tables_.rend(); ++table) {
    if (in_effect(*table, time)) return &*table;
  }
  return nullptr;
}

std::vector<Versions::Hole> Versions::holes() const {
  std::vector<Hole> holes;
  bool any = false;
  Time covered{};
  for (const Table& table : tables_) {
    const auto& from = table.impl().from;
    const auto& to = table.impl().to;
    if (any && from && time_of(*from) > covered) holes.push_back({covered, time_of(*from)});
    const Time end = to ? time_of(*to) : kMaxTime;
    covered = any ? std::max(covered, end) : end;
    any = true;
  }
  return holes;
}

SetAnalysis analyse_together(const std::vector<Table>& tables, std::uint64_t steps) {
  return Together(tables, steps).run();
}

}  // namespace uniselector::rules
