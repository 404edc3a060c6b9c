// Decision tables and rule lists as files: YAML, JSON or CSV text as their source, every cell with
// its line and column. docs/rules.md describes the forms. What cells mean is told when the table is
// compiled (rules/table.h). Nothing throws; pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <uniselector/cel.h>
#include <uniselector/status.h>

#include "config/complaint.h"
#include "config/node.h"
#include "rules/rule_list.h"
#include "rules/table.h"
#include "rules/table_source.h"

namespace uniselector::config {

/// What a file holds; of use when there are no complaints.
struct TableFile {
  rules::TableSource table;
  std::optional<rules::RuleListSource> list;  ///< the file holds rules instead of a table's rows
  std::vector<Complaint> complaints;          ///< in the order of the text
};

/// YAML or JSON text, one document. `file_name` stands in the complaints.
TableFile read_table(std::string_view text, std::string_view file_name);
/// The same for a tree that is a part of another text. A table that does not say its name has this
/// one; without it, it has to.
TableFile read_table_node(const Node& node, std::string_view file_name, std::string_view name = {});
/// CSV text; a table only.
TableFile read_table_csv(std::string_view text, std::string_view file_name);

/// Compiles what was read. Complaints go to `complaints`; InvalidArgument has them as text too.
Result<rules::Table> compile_table(const TableFile& file, const cel::Environment& environment,
                                   std::string_view file_name,
                                   std::vector<Complaint>* complaints = nullptr);

}  // namespace uniselector::config
