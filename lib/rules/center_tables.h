// The decision tables of a centre, as expressions ask them: `tables.urgency.priority`. A table
// decides when it is first asked in an evaluation and once for all that ask in the same one.
//
// What a table asks decides where it may be asked: about agents only in what is about agents, and
// there either about the agent or about the interaction, since the two meet nowhere else than in
// the expression (docs/decisions/0009).
//
// Compiled once and then immutable but for the counts; belongs to one engine, single-threaded.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/cel.h>
#include <uniselector/cel_struct.h>
#include <uniselector/center.h>
#include <uniselector/views.h>

#include "rules/facts.h"
#include "rules/rule_set.h"
#include "rules/shadow.h"
#include "rules/split.h"

namespace uniselector::rules {

/// What is wrong with a table of a centre. `path` is "tables.urgency", or that of a version or of
/// the candidate; `fault` has the place within it if there is one.
struct CenterTableFault {
  std::string path;
  Fault fault;
};

/// What has to be known for a decision.
struct TableAsks {
  bool agent = false;
  bool interaction = false;  ///< or the time
  bool queues = false;

  friend TableAsks operator|(TableAsks a, TableAsks b) {
    return {a.agent || b.agent, a.interaction || b.interaction, a.queues || b.queues};
  }
};

class CenterTables {
 public:
  /// Null with faults, at most 100 of them.
  static std::shared_ptr<const CenterTables> compile(const std::vector<TableConfig>& configs,
                                                     std::vector<CenterTableFault>* faults);
  ~CenterTables();

  const std::vector<TableConfig>& configs() const { return configs_; }
  /// For the environments of expressions that may ask tables.
  void declare(cel::StructTypes* types) const;
  cel::Type type() const;

  /// Null when there is none of that id.
  const TableAsks* asks(std::string_view id) const;
  /// Tables that have to do with agents stay unknown while no agent is.
  std::span<const cel::UnknownPattern> about_agents() const { return about_agents_; }

  /// The variable `tables` over these facts, which must outlive what is made in their arena.
  cel::Value value(const Facts& facts) const;
  /// The type of an output as expressions see it; nothing when there is none.
  std::optional<cel::Type> output(std::string_view id, std::string_view name) const;
  struct Constant {
    std::string text;
    std::string path;  ///< of the table
    Place place;
  };
  /// What an output of text can be by all versions of a table, as far as that is known beforehand.
  std::vector<Constant> constants(std::string_view id, std::string_view name) const;

  /// What a table says over these facts, for who only wants to know; `why`, if not null, becomes
  /// the trace as lines for people. Counts nothing. NotFound when there is no such table.
  Result<TableAnswer> ask(std::string_view id, Facts& facts, std::string* why = nullptr) const;
  /// Visits every version and candidate in order of definition by its path, such as
  /// "tables.urgency.candidate".
  void each_table(const std::function<void(const std::string& path, const Table&)>& visit) const;
  /// What became of a table's decisions since it was compiled. Nothing when there is none.
  std::optional<TableView> view(std::string_view id) const;

 private:
  struct Entry;
  class Compiler;
  class Answer;
  class Answers;

  CenterTables() = default;
  /// Who decides.
  struct Deciding {
    const Table* table = nullptr;  ///< null: none is in effect
    bool tried = false;            ///< it is the candidate
  };

  const Entry* find(std::string_view id) const;
  static Deciding deciding(const Entry& entry, const Facts& facts,
                           std::span<const cel::Value> slots);
  Decision decide(const Entry& entry, const Facts& facts) const;
  static void count(const Entry& entry, const Deciding& who, const Decision& decision,
                    const Facts& facts, std::span<const cel::Value> slots);
  /// Whether the candidate decides.
  static bool is_tried(const Entry& entry, const Facts& facts, std::span<const cel::Value> slots);

  std::vector<TableConfig> configs_;
  std::vector<std::unique_ptr<Entry>> entries_;  ///< in order of definition
  std::map<std::string, std::size_t, std::less<>> by_id_;
  std::shared_ptr<cel::StructFields> type_;
  std::vector<cel::UnknownPattern> about_agents_;
};

/// The tables that an expression asks, by id; nothing when it uses `tables` in another way than
/// `tables.ID`.
std::optional<std::vector<std::string>> tables_asked(const cel::Ast& ast);

}  // namespace uniselector::rules
