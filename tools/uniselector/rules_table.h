// Tables of files, and decisions as JSON, for the subcommands of `uniselector rules`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "rules/center_tables.h"
#include "rules/table.h"

namespace uniselector::cli {

/// A file as a table; every complaint is printed, and then there is none.
std::optional<rules::Table> load_table(const std::string& path, int* exit);

/// Whether the file is a configuration and not a table: it has queues or tables and no outputs.
bool is_center(const std::string& path);
/// The tables of a configuration; every complaint about it is printed, and then it is null.
std::shared_ptr<const rules::CenterTables> load_center_tables(const std::string& path, int* exit);

/// The outcome, the rows that decided, and the outputs by name. ResourceExhausted names the output
/// that is too large to be written (cel_tool::JsonRoom is that of the whole decision).
Result<nlohmann::ordered_json> decision_json(const rules::Decision& decision,
                                             const rules::Table& table, cel::Arena& arena);

void print_json(const nlohmann::ordered_json& out);
/// Without spaces between the parts.
std::string in_one_line(const nlohmann::ordered_json& json);
/// Line by line, with what a terminal would take for a command escaped.
void print_lines(std::string_view text);

}  // namespace uniselector::cli
