// What stands behind CenterTables: an entry a table, and the types that expressions see.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rules/center_tables.h"
#include "rules/rule_set.h"
#include "rules/shadow.h"
#include "rules/split.h"
#include "rules/table.h"

namespace uniselector::rules {

/// Where `slot` is among the variables of tables.
inline std::size_t table_slot(Slot slot) {
  std::size_t count = 0;
  for (std::size_t s = 0; s < slot; ++s) count += has_slot(Scope::kTable, static_cast<Slot>(s));
  return count;
}

/// The names and types of what a decision has.
class DecisionType final : public cel::StructFields {
 public:
  explicit DecisionType(const TableConfig& config);
  /// Whether outputs are lists, of one value a row that matches.
  bool is_list() const;
  /// Whether another version answers the same questions.
  bool same(const TableSource& source) const;

 private:
  HitPolicy policy_;
};

struct CenterTables::Entry {
  std::string id;
  std::shared_ptr<DecisionType> type;
  TableAsks asks{};
  std::optional<Versions> versions;
  std::optional<Table> candidate;
  std::vector<std::pair<std::string, Table>> tables;  ///< all of them, by path
  bool seen = false;                                  ///< it was its turn to be compiled
  std::uint32_t depth = 1;                            ///< of tables that ask tables
  double share = 0;
  std::optional<Split> split;
  std::optional<cel::Program> by;  ///< else the customer
  mutable TableView counts;
  mutable Shadow shadow;
};

}  // namespace uniselector::rules
