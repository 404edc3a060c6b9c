// Two versions over one space: regions are divided until both outcomes are known in them.
#include "rules/diff.h"

#include <algorithm>
#include <map>
#include <utility>

#include <uniselector/cel_data.h>

#include "base/text.h"
#include "rules/cover.h"
#include "rules/space.h"

namespace uniselector::rules {
namespace {

constexpr std::size_t kMostPieces = 5000;  ///< of changes before they are put together
constexpr int kMostDepth = 2000;

bool stops_at_first(HitPolicy policy) {
  return policy == HitPolicy::kFirst || policy == HitPolicy::kPriority;
}

class Differ {
 public:
  Differ(const Table& before, const Table& after, const DiffOptions& options)
      : tables_{&before, &after},
        impls_{&before.impl(), &after.impl()},
        options_(options),
        space_(impls_),
        budget_(options.steps) {}

  std::size_t dimensions() const { return space_.size(); }
  Difference run();

 private:
  using Region = std::vector<ClassRange>;

  /// A row that meets the region.
  struct Active {
    std::size_t box = 0;
    Meeting meeting;
  };
  using Rows = std::vector<Active>;
  /// A region where the outcome changes.
  struct Piece {
    Sets sets;
    std::string before;
    std::string after;
    std::vector<std::uint32_t> rows[2];
    bool certain = true;
  };

  void compare_frames();
  void compare_inputs();
  std::string input_text(int table, std::uint32_t column) const;
  std::string version_of_names(std::uint32_t table) const;
  void name_rows();
  bool node(const Region& region, const std::vector<std::size_t> (&candidates)[2], int depth);
  Rows rows_in(const Region& region, const std::vector<std::size_t>& candidates, int table);
  bool same_rows(const Rows& before, const Rows& after) const;
  std::vector<Meeting> to_split(const Rows (&rows)[2]) const;
  void leaf(const Region& region, const Rows (&rows)[2]);
  std::string outcome(int table, const std::vector<std::uint32_t>& rows, const Sets& sets,
                      bool* certain) const;
  bool is_computed(int table, const std::vector<std::uint32_t>& rows) const;
  std::string computed_text(int table, const std::vector<std::uint32_t>& rows) const;
  std::string decided_text(int table, const Sets& sets) const;
  std::vector<std::string> region_text(const Sets& sets) const;
  void put_together();
  void report();
  Sets sets_of(const Region& region);

  const Table* tables_[2];
  const TableImpl* const impls_[2];
  DiffOptions options_;
  Space space_;
  Budget budget_;
  Difference result_;
  std::vector<bool> apart_;              ///< by dimension: an input that cannot be compared
  bool renamed_ = false;                 ///< a name means another input in each version
  bool same_frame_ = true;               ///< policy and defaults: equal rows give equal outcomes
  std::vector<std::uint32_t> identity_;  ///< by box: rows that are equal in all respects
  std::vector<Piece> pieces_;
};

std::string window_text(const TableSource& source) {
  if (source.from.text.empty() && source.to.text.empty()) return "at all times";
  std::string text = source.from.text.empty() ? "" : "from " + source.from.text;
  if (!source.to.text.empty()) text += (text.empty() ? "until " : " until ") + source.to.text;
  return text + ' ' + source.time_zone;
}

std::string missing_text(const InputColumn& column) {
  std::string text(to_string(column.missing));
  if (column.missing == Missing::kDefault) text += ' ' + column.missing_value.text;
  return text;
}

std::string values_text(const InputColumn& column) {
  return column.values.text.empty() ? "any" : column.values.text;
}

bool same_defaults(const TableImpl& a, const TableImpl& b) {
  if (a.source.defaults.has_value() != b.source.defaults.has_value()) return false;
  for (std::size_t c = 0; a.source.defaults && c < a.outputs.size(); ++c) {
    if ((*a.source.defaults)[c].text != (*b.source.defaults)[c].text) return false;
  }
  return true;
}

/// What stands around the rows and is compared as words.
void Differ::compare_frames() {
  const TableSource& before = impls_[0]->source;
  const TableSource& after = impls_[1]->source;
  const auto note = [&](const std::string& what, const std::string& was, const std::string& is) {
    if (was != is) result_.notes.push_back(what + ": was " + was + ", is " + is);
  };
  note("policy", std::string(to_string(before.policy)), std::string(to_string(after.policy)));
  note("time_zone", before.time_zone, after.time_zone);
  note("in effect", window_text(before), window_text(after));
  const auto has_column = [&](std::uint32_t dimension, const std::string& name) {
    for (std::uint32_t c = 0; c < after.inputs.size(); ++c) {
      if (space_.dimension_of(1, c) == dimension && after.inputs[c].name == name) return true;
    }
    return false;
  };
  for (std::uint32_t c = 0; c < before.inputs.size(); ++c) {
    for (std::uint32_t other = 0; other < after.inputs.size(); ++other) {
      if (space_.dimension_of(0, c) != space_.dimension_of(1, other)) continue;
      // Of several columns over one expression the one of the same name is meant.
      const std::string& name = before.inputs[c].name;
      if (after.inputs[other].name != name && has_column(space_.dimension_of(0, c), name)) continue;
      note("missing " + before.inputs[c].name, missing_text(before.inputs[c]),
           missing_text(after.inputs[other]));
      note("values of " + before.inputs[c].name, values_text(before.inputs[c]),
           values_text(after.inputs[other]));
      break;
    }
  }
  same_frame_ = before.policy == after.policy && before.time_zone == after.time_zone &&
                same_defaults(*impls_[0], *impls_[1]);
}

std::string Differ::input_text(int table, std::uint32_t column) const {
  const Column& c = impls_[table]->columns[column];
  const std::string type = c.type.to_string();
  return c.expression == c.name ? type : type + " of " + c.expression;
}

/// Inputs of one name that are not one input, as their type or expression is another. Where neither
/// has a counterpart of another name, rows that ask for them cannot be compared.
void Differ::compare_inputs() {
  apart_.assign(space_.size(), false);
  const auto has = [&](std::uint32_t table, std::uint32_t dimension) {
    for (std::uint32_t c = 0; c < impls_[table]->columns.size(); ++c) {
      if (space_.dimension_of(table, c) == dimension) return true;
    }
    return false;
  };
  for (std::uint32_t c = 0; c < impls_[0]->columns.size(); ++c) {
    const std::string& name = impls_[0]->columns[c].name;
    for (std::uint32_t other = 0; other < impls_[1]->columns.size(); ++other) {
      const std::uint32_t was = space_.dimension_of(0, c);
      const std::uint32_t is = space_.dimension_of(1, other);
      if (impls_[1]->columns[other].name != name || was == is) continue;
      renamed_ = true;
      std::string note =
          "input " + name + ": was " + input_text(0, c) + ", is " + input_text(1, other);
      if (!has(1, was) && !has(0, is)) {
        note += ": rows that ask for it cannot be compared";
        apart_[was] = apart_[is] = true;
        result_.complete = false;
        result_.stopped += (result_.stopped.empty() ? "not compared, as its type or expression is "
                                                      "another: "
                                                    : ", ") +
                           name;
      }
      result_.notes.push_back(std::move(note));
    }
  }
  // A default that computes may mean another thing by the same words.
  same_frame_ = same_frame_ && !(renamed_ && impls_[0]->source.defaults);
  for (std::size_t d = 0; d < space_.size(); ++d) {
    if (apart_[d]) space_.forget(d);
  }
}

/// What tells expressions of the same words apart where a name in them may mean another input.
std::string Differ::version_of_names(std::uint32_t table) const {
  if (!renamed_) return {};
  return table == 0 ? " (with the inputs of before)" : " (with the inputs of after)";
}

/// Numbers rows so that equal boxes with equal conditions and outputs have the same.
void Differ::name_rows() {
  std::map<std::pair<Sets, std::string>, std::uint32_t> known;
  for (std::size_t i = 0; i < space_.boxes().size(); ++i) {
    const Box& box = space_.boxes()[i];
    const TableImpl& table = *impls_[box.table];
    std::string text;
    for (std::size_t c = 0; c < table.outputs.size(); ++c) {
      const OutputCell& cell = table.output_cells[box.row * table.outputs.size() + c];
      if (cell.program == kNoProgram) {
        text += '=' + cel::to_text(cell.value);
      } else {
        text += '~' + table.source.rows[box.row].outputs[c].text + version_of_names(box.table);
      }
      text += '\0';
    }
    for (std::size_t c = 0; box.opaque && c < table.columns.size(); ++c) {
      const CellRef& cell = table.columns[c].cell(box.row);
      // What asks for an input that cannot be compared is like no row of the other version.
      if (apart_[space_.dimension_of(box.table, static_cast<std::uint32_t>(c))] && !cell.is_any()) {
        text += std::to_string(box.table);
      }
      if (!cell.is_condition()) continue;
      text += table.columns[c].expression + '\0' + table.source.rows[box.row].inputs[c].text +
              version_of_names(box.table) + '\0';
    }
    Sets sets(space_.sets(i).begin(), space_.sets(i).end());
    const auto next = static_cast<std::uint32_t>(known.size());
    identity_.push_back(known.insert({{std::move(sets), std::move(text)}, next}).first->second);
  }
}

Sets Differ::sets_of(const Region& region) {
  Sets sets;
  for (std::size_t d = 0; d < region.size(); ++d) {
    Dimension& dimension = space_.dimension(d);
    sets.push_back(dimension.intersection(dimension.add(region[d]), dimension.allowed()));
  }
  return sets;
}

/// The rows that can match in a region, in their order, up to one that decides for sure.
Differ::Rows Differ::rows_in(const Region& region, const std::vector<std::size_t>& candidates,
                             int table) {
  const bool first = stops_at_first(impls_[table]->source.policy);
  Rows rows;
  for (const std::size_t box : candidates) {
    Active active{box, {}};
    const bool meets = meet(space_, region, space_.sets(box), space_.hulls(box), &active.meeting);
    budget_.spend(active.meeting.looks);
    if (!meets) continue;
    rows.push_back(active);
    if (first && active.meeting.partial == 0 && !space_.boxes()[box].opaque) break;
  }
  return rows;
}

bool Differ::same_rows(const Rows& before, const Rows& after) const {
  return same_frame_ && std::equal(before.begin(), before.end(), after.begin(), after.end(),
                                   [&](const Active& a, const Active& b) {
                                     return identity_[a.box] == identity_[b.box];
                                   });
}

/// The boxes along whose ends to go on: those of rows that only one version has, if there are any.
std::vector<Meeting> Differ::to_split(const Rows (&rows)[2]) const {
  std::map<std::uint32_t, int> count;
  for (const Active& row : rows[0]) ++count[identity_[row.box]];
  for (const Active& row : rows[1]) --count[identity_[row.box]];
  std::vector<Meeting> changed;
  std::vector<Meeting> all;
  for (const Rows& list : rows) {
    for (const Active& row : list) {
      if (row.meeting.partial == 0) continue;
      all.push_back(row.meeting);
      if (count[identity_[row.box]] != 0) changed.push_back(row.meeting);
    }
  }
  return changed.empty() ? all : changed;
}

bool Differ::node(const Region& region, const std::vector<std::size_t> (&candidates)[2],
                  int depth) {
  if (!budget_.spend(region.size())) return false;
  if (depth > kMostDepth) {
    budget_.spend(UINT64_MAX);
    return false;
  }
  for (std::size_t d = 0; d < region.size(); ++d) {
    if (space_[d].relation(space_[d].allowed(), region[d]) == Relation::kDisjoint) return true;
  }
  const Rows rows[2] = {rows_in(region, candidates[0], 0), rows_in(region, candidates[1], 1)};
  // To compare them and to find where to cut costs about as much again.
  if (!budget_.spend(4 * (rows[0].size() + rows[1].size()))) return false;
  if (same_rows(rows[0], rows[1])) return true;
  const std::vector<Meeting> boxes = to_split(rows);
  if (boxes.empty()) {
    leaf(region, rows);
    result_.more = pieces_.size() >= kMostPieces;
    return !result_.more;
  }
  std::vector<std::size_t> rest[2];
  for (int table = 0; table < 2; ++table) {
    for (const Active& row : rows[table]) rest[table].push_back(row.box);
  }
  const Split split = best_split(space_, region, boxes, budget_);
  Region half = region;
  half[split.dimension].high = split.at;
  if (!node(half, rest, depth + 1)) return false;
  half[split.dimension] = {split.at, region[split.dimension].high};
  return node(half, rest, depth + 1);
}

/// All rows that meet the region cover it: the outcomes are the same all over it.
void Differ::leaf(const Region& region, const Rows (&rows)[2]) {
  Piece piece;
  piece.sets = sets_of(region);
  for (int table = 0; table < 2; ++table) {
    for (const Active& row : rows[table]) {
      const Box& box = space_.boxes()[row.box];
      if (box.opaque) {
        if (result_.open_regions.size() < options_.most_changes) {
          result_.open_regions.push_back(region_text(piece.sets));
        }
        return;
      }
      piece.rows[table].push_back(box.row);
    }
  }
  piece.before = outcome(0, piece.rows[0], piece.sets, &piece.certain);
  piece.after = outcome(1, piece.rows[1], piece.sets, &piece.certain);
  if (piece.before != piece.after) pieces_.push_back(std::move(piece));
}

bool Differ::is_computed(int table, const std::vector<std::uint32_t>& rows) const {
  const TableImpl& t = *impls_[table];
  for (const std::uint32_t row : rows) {
    if (t.row_is_computed[row]) return true;
  }
  return rows.empty() && t.defaults &&
         std::any_of(t.defaults->begin(), t.defaults->end(),
                     [](const OutputCell& cell) { return cell.program != kNoProgram; });
}

std::string Differ::computed_text(int table, const std::vector<std::uint32_t>& rows) const {
  const TableImpl& t = *impls_[table];
  std::string text;
  const auto add = [&](const std::vector<Text>& cells) {
    for (const Text& cell : cells) text += (text.empty() ? "" : ", ") + cell.text;
  };
  for (const std::uint32_t row : rows) add(t.source.rows[row].outputs);
  if (rows.empty() && t.source.defaults) add(*t.source.defaults);
  return text + version_of_names(static_cast<std::uint32_t>(table));
}

/// What a run of a version gives at a point of a region.
std::string Differ::decided_text(int table, const Sets& sets) const {
  cel::Arena arena;
  const auto inputs = space_.point(static_cast<std::uint32_t>(table), sets, arena);
  const Decision decision = tables_[table]->decide_inputs(inputs, {}, space_.time(sets), arena);
  std::string text;
  if (!decision.has_outputs()) {
    text = to_string(decision.outcome);
    if (decision.outcome == Outcome::kFailed) {
      text += ": " + std::string(to_string(decision.failure.kind));
    }
    return text;
  }
  for (const cel::Value& value : decision.outputs) {
    text += (text.empty() ? "" : ", ") + cel::to_text(value);
  }
  return text.empty() ? "nothing" : text;
}

/// What a version decides in a region: by a run, or as its expressions where it computes outputs.
std::string Differ::outcome(int table, const std::vector<std::uint32_t>& rows, const Sets& sets,
                            bool* certain) const {
  if (!is_computed(table, rows)) return decided_text(table, sets);
  *certain = false;
  return computed_text(table, rows);
}

/// Joins pieces that differ in one dimension only and change alike, dimension by dimension.
void Differ::put_together() {
  for (std::size_t before = 0; before != pieces_.size();) {
    before = pieces_.size();
    for (std::size_t d = 0; d < space_.size(); ++d) {
      std::map<std::pair<Sets, std::pair<std::string, std::string>>, std::size_t> known;
      std::vector<Piece> kept;
      for (Piece& piece : pieces_) {
        Sets key = piece.sets;
        key[d] = 0;
        const auto [at, is_new] =
            known.insert({{std::move(key), {piece.before, piece.after}}, kept.size()});
        if (is_new) {
          kept.push_back(std::move(piece));
          continue;
        }
        Piece& other = kept[at->second];
        Dimension& dimension = space_.dimension(d);
        other.sets[d] = dimension.unite(other.sets[d], piece.sets[d]);
        for (int t = 0; t < 2; ++t) {
          auto& rows = other.rows[t];
          rows.insert(rows.end(), piece.rows[t].begin(), piece.rows[t].end());
        }
        other.certain = other.certain && piece.certain;
      }
      pieces_ = std::move(kept);
    }
  }
}

std::vector<std::string> Differ::region_text(const Sets& sets) const {
  std::vector<std::string> cells;
  for (std::size_t d = 0; d < space_.size(); ++d) {
    if (!apart_[d]) cells.push_back(space_[d].text(sets[d]));
  }
  return cells;
}

void Differ::report() {
  result_.more = result_.more || pieces_.size() > options_.most_changes;
  for (Piece& piece : pieces_) {
    if (result_.changes.size() == options_.most_changes) break;
    for (auto& rows : piece.rows) {
      std::sort(rows.begin(), rows.end());
      rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    }
    Change change;
    change.region = region_text(piece.sets);
    for (std::size_t d = 0; d + 1 < space_.size(); ++d) {
      if (!apart_[d])
        change.witness.inputs.push_back(space_[d].sample(piece.sets[d], *result_.arena));
    }
    change.witness.at = space_.time(piece.sets);
    change.witness.confirmed = piece.certain && decided_text(0, piece.sets) == piece.before &&
                               decided_text(1, piece.sets) == piece.after;
    change.before = std::move(piece.before);
    change.after = std::move(piece.after);
    change.old_rows = std::move(piece.rows[0]);
    change.new_rows = std::move(piece.rows[1]);
    result_.changes.push_back(std::move(change));
  }
}

Difference Differ::run() {
  result_.arena = std::make_shared<cel::Arena>();
  compare_frames();
  compare_inputs();
  for (std::size_t d = 0; d < space_.size(); ++d) {
    if (apart_[d]) continue;
    const auto& named = result_.dimensions;
    const bool twice = std::find(named.begin(), named.end(), space_[d].label()) != named.end();
    result_.dimensions.push_back(space_[d].label() + (twice ? " (after)" : ""));
  }
  name_rows();
  std::vector<std::size_t> candidates[2];
  for (std::uint32_t table = 0; table < 2; ++table) {
    for (const std::uint32_t row : impls_[table]->row_of_position) {
      const std::size_t box = space_.box_of(table, row);
      if (!space_.empty(space_.sets(box))) candidates[table].push_back(box);
    }
  }
  Region whole;
  for (std::size_t d = 0; d < space_.size(); ++d) whole.push_back({0, space_[d].classes()});
  node(whole, candidates, 0);
  if (budget_.spent()) {
    result_.complete = false;
    if (!result_.stopped.empty()) result_.stopped += "; ";
    result_.stopped += "comparison stopped after " + std::to_string(options_.steps) + " steps";
  }
  put_together();
  report();
  result_.steps = budget_.steps();
  return std::move(result_);
}

}  // namespace

Result<Difference> diff(const Table& before, const Table& after, const DiffOptions& options) {
  const auto& old_outputs = before.impl().outputs;
  const auto& new_outputs = after.impl().outputs;
  const bool same = std::equal(
      old_outputs.begin(), old_outputs.end(), new_outputs.begin(), new_outputs.end(),
      [](const Output& a, const Output& b) { return a.name == b.name && a.type == b.type; });
  if (!same) {
    return invalid_argument(
        "table '" + before.source().name +
        "': the two versions have different outputs, so that no outcomes can be "
        "compared");
  }
  if (before.version() == after.version()) {
    Difference none;
    for (const InputColumn& input : before.source().inputs) none.dimensions.push_back(input.name);
    none.dimensions.emplace_back("time");
    none.arena = std::make_shared<cel::Arena>();
    return none;
  }
  Differ differ(before, after, options);
  if (differ.dimensions() > kMostDimensions) {
    return invalid_argument("table '" + before.source().name +
                            "': the two versions have more than " +
                            std::to_string(kMostDimensions) + " different inputs together");
  }
  return differ.run();
}

std::string to_text(const Difference& difference) {
  std::string text;
  for (const std::string& note : difference.notes) text += base::escaped(note) + '\n';
  for (const Change& change : difference.changes) {
    std::string where;
    for (std::size_t d = 0; d < change.region.size(); ++d) {
      if (change.region[d] == "-") continue;
      where += (where.empty() ? "" : ", ") + difference.dimensions[d] + ' ' + change.region[d];
    }
    text += base::escaped(where.empty() ? "every input" : where) + ": was " +
            base::escaped(change.before) + ", is " + base::escaped(change.after) + '\n';
    text += "  for example " + to_text(change.witness, difference.dimensions);
    text += change.witness.confirmed ? "\n" : " (not confirmed by a run)\n";
  }
  if (difference.more) text += "there are more changes\n";
  if (!difference.open_regions.empty()) {
    text +=
        std::to_string(difference.open_regions.size()) +
        " regions hang on conditions or on inputs that cannot be compared, and were not compared\n";
  }
  if (!difference.complete) text += difference.stopped + '\n';
  return text.empty() ? "no difference\n" : text;
}

}  // namespace uniselector::rules
