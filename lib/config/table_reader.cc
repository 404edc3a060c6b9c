// Tables by their YAML tree, and by the lines of a CSV text.
#include "config/table_reader.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "base/suggest.h"
#include "config/csv.h"
#include "config/node_reader.h"
#include "config/object_reader.h"
#include "config/schema.h"
#include "rules/domain.h"

namespace uniselector::config {
namespace {

using rules::InputColumn;
using rules::OutputColumn;
using rules::Row;
using rules::TableSource;
using schema::Key;
using schema::Object;
using schema::Type;

constexpr auto kTableKeys = std::to_array<Key>({
    {"name", Type::kId, "", "", "Name of the table."},
    {"version", Type::kText, "", "", "A word of the author."},
    {"policy", Type::kText, "", "unique", "What becomes of the rows that match."},
    {"time_zone", Type::kText, "", "UTC", "Zone of local times."},
    {"from", Type::kText, "", "", "In effect from."},
    {"to", Type::kText, "", "", "In effect until before."},
    {"inputs", Type::kOther, "", "", "Input columns."},
    {"outputs", Type::kOther, "", "", "Output columns."},
    {"rows", Type::kOther, "", "", "Rows of a table."},
    {"rules", Type::kOther, "", "", "Rules of a list, in order."},
    {"defaults", Type::kOther, "", "", "What is answered when no row matches."},
});
constexpr auto kInputKeys = std::to_array<Key>({
    {"name", Type::kId, "", "", "Name of the column."},
    {"type", Type::kText, "", "", "Type of the values."},
    {"expression", Type::kText, "", "", "Where the value comes from."},
    {"missing", Type::kText, "", "error", "What a missing value does."},
    {"default", Type::kOther, "", "", "The value in place of a missing one."},
    {"values", Type::kOther, "", "", "What values there can be."},
});
constexpr auto kOutputKeys = std::to_array<Key>({
    {"name", Type::kId, "", "", "Name of the column."},
    {"type", Type::kText, "", "", "Type of the values."},
    {"order", Type::kOther, "", "", "The values, most urgent first."},
    {"optional", Type::kBool, "", "false", "An empty cell is null."},
});
constexpr auto kRowKeys = std::to_array<Key>({
    {"id", Type::kId, "", "", "Name of the row."},
    {"when", Type::kOther, "", "", "Cells, or a condition."},
    {"then", Type::kOther, "", "", "Outputs."},
    {"from", Type::kText, "", "", "In effect from."},
    {"to", Type::kText, "", "", "In effect until before."},
    {"note", Type::kText, "", "", "For people."},
});
constexpr Object kTable{"A table", "", "", kTableKeys};
constexpr Object kInput{"An input", "", "", kInputKeys};
constexpr Object kOutput{"An output", "", "", kOutputKeys};
constexpr Object kRow{"A row", "", "", kRowKeys};

constexpr std::size_t kMostCsvLines = rules::kMaxRows + 1000;

rules::Place place_of(const Place& place) { return {place.line, place.column}; }

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

/// A cell: a scalar as it stands; a list as alternatives, where what YAML has in quotes is a text
/// in columns of text; nothing is an empty cell.
rules::Text cell_of(const NodeReader& node, const cel::Type& type) {
  rules::Text text;
  text.place = place_of(node.node().place);
  if (node.is_null()) return text;
  if (node.is_sequence()) {
    const bool texts = type.is(cel::TypeKind::kString);
    node.each_item([&](const NodeReader& item) {
      const auto value = item.text();
      if (!value) return;
      text.text += text.text.empty() ? "" : ", ";
      text.text += texts && item.node().quoted ? quoted(*value) : *value;
    });
    text.text = '[' + text.text + ']';
    return text;
  }
  if (auto value = node.text()) text.text = std::move(*value);
  return text;
}

std::string_view policy_words() {
  return "unique, any, priority, first, rule_order, output_order, collect, sum, min, max, count or "
         "a letter of DMN";
}

cel::Type type_of(std::string_view text, const std::function<void(std::string)>& complain) {
  if (auto type = rules::parse_type(text)) return *type;
  static const std::vector<std::string_view> kNames = {
      "bool", "int", "uint", "double", "string", "bytes", "dyn", "duration", "timestamp"};
  complain("found '" + std::string(text.substr(0, 64)) +
           "', expected a type: bool, int, uint, double, string, duration, timestamp, "
           "list(string), ..." +
           base::suggestion(text, kNames));
  return cel::Type::dyn();
}

std::optional<rules::Missing> missing_of(std::string_view text) {
  for (const auto missing :
       {rules::Missing::kError, rules::Missing::kNoMatch, rules::Missing::kDefault}) {
    if (to_string(missing) == text) return missing;
  }
  return std::nullopt;
}

class TableReader {
 public:
  TableReader(const NodeReader& node, TableFile* file)
      : object_(node, kTable), node_(node), table_(file->table), file_(file) {}

  void read(std::string_view name);

 private:
  rules::Text text(const ObjectReader& object, std::string_view key) const;
  void policy();
  void input(const NodeReader& node);
  void output(const NodeReader& node);
  void row(const NodeReader& node);
  void row_list(const NodeReader& node, Row* row);
  void cells(const NodeReader& node, Row* row);
  std::vector<rules::Text> outputs(const NodeReader& node, const ObjectReader& owner);
  void rule(const NodeReader& node);
  void read_dates(const ObjectReader& object, Row* row) const;

  ObjectReader object_;
  NodeReader node_;
  TableSource& table_;
  TableFile* file_;
};

rules::Text TableReader::text(const ObjectReader& object, std::string_view key) const {
  rules::Text text;
  if (const auto value = object.get(key)) {
    text.place = place_of(value->node().place);
    if (auto found = value->text()) text.text = std::move(*found);
  }
  return text;
}

void TableReader::policy() {
  const auto value = object_.get("policy");
  if (file_->list) table_.policy = rules::HitPolicy::kFirst;
  if (!value) return;
  const auto policy = rules::parse_hit_policy(value->scalar());
  if (policy) {
    table_.policy = *policy;
  } else {
    value->expected(policy_words());
  }
}

void TableReader::input(const NodeReader& node) {
  const ObjectReader object(node, kInput);
  object.require("name");
  object.require("type");
  InputColumn column;
  column.place = place_of(node.node().place);
  object.read("name", column.name);
  object.read("expression", column.expression);
  if (const auto type = object.get("type")) {
    column.type =
        type_of(type->scalar(), [&](std::string message) { type->complain(std::move(message)); });
  }
  if (const auto missing = object.get("missing")) {
    const auto word = missing_of(missing->scalar());
    if (!word) missing->expected("error, no_match or default");
    column.missing = word.value_or(rules::Missing::kError);
  }
  if (const auto value = object.get("default")) {
    column.missing_value = cell_of(*value, column.type);
    if (!object.has("missing")) column.missing = rules::Missing::kDefault;
  }
  if (column.missing == rules::Missing::kDefault) object.require("default");
  if (const auto values = object.get("values")) column.values = cell_of(*values, column.type);
  table_.inputs.push_back(std::move(column));
}

void TableReader::output(const NodeReader& node) {
  const ObjectReader object(node, kOutput);
  object.require("name");
  object.require("type");
  OutputColumn column;
  column.place = place_of(node.node().place);
  object.read("name", column.name);
  object.read("optional", column.optional);
  if (const auto type = object.get("type")) {
    column.type =
        type_of(type->scalar(), [&](std::string message) { type->complain(std::move(message)); });
  }
  if (const auto order = object.get("order")) {
    order->each_item(
        [&](const NodeReader& item) { column.order.push_back(cell_of(item, column.type)); });
  }
  table_.outputs.push_back(std::move(column));
}

/// Cells by the names of their columns; those that are not named ask for nothing.
void TableReader::cells(const NodeReader& node, Row* row) {
  std::vector<std::string_view> names;
  for (const InputColumn& column : table_.inputs) names.push_back(column.name);
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    const auto at = std::find(names.begin(), names.end(), key.scalar());
    if (at == names.end()) {
      return key.complain("there is no input of this name" + base::suggestion(key.scalar(), names));
    }
    const auto c = static_cast<std::size_t>(at - names.begin());
    row->inputs[c] = cell_of(value, table_.inputs[c].type);
  });
}

std::vector<rules::Text> TableReader::outputs(const NodeReader& node, const ObjectReader& owner) {
  std::vector<rules::Text> texts(table_.outputs.size());
  for (rules::Text& text : texts) text.place = place_of(owner.node().node().place);
  // With one output its value may stand alone, a list too if that is its type.
  const bool one = table_.outputs.size() == 1;
  const bool takes_list = one && (table_.outputs[0].type.is(cel::TypeKind::kList) ||
                                  table_.outputs[0].type.is(cel::TypeKind::kDyn));
  if (node.is_sequence() && !takes_list) {
    std::size_t at = 0;
    node.each_item([&](const NodeReader& item) {
      if (at < texts.size()) texts[at] = cell_of(item, table_.outputs[at].type);
      ++at;
    });
    if (at != texts.size()) {
      node.complain("found " + std::to_string(at) + " values, expected one for each of the " +
                    std::to_string(texts.size()) + " outputs");
    }
    return texts;
  }
  if (!node.is_mapping()) {
    if (one) {
      texts[0] = cell_of(node, table_.outputs[0].type);
    } else {
      node.expected("a mapping of output to value, or a list of the values");
    }
    return texts;
  }
  std::vector<std::string_view> names;
  for (const OutputColumn& column : table_.outputs) names.push_back(column.name);
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    const auto at = std::find(names.begin(), names.end(), key.scalar());
    if (at == names.end()) {
      return key.complain("there is no output of this name" +
                          base::suggestion(key.scalar(), names));
    }
    const auto c = static_cast<std::size_t>(at - names.begin());
    texts[c] = cell_of(value, table_.outputs[c].type);
  });
  return texts;
}

void TableReader::read_dates(const ObjectReader& object, Row* row) const {
  row->from = text(object, "from");
  row->to = text(object, "to");
  object.read("id", row->id);
  object.read("note", row->annotation);
}

/// The cells of all inputs, then those of all outputs.
void TableReader::row_list(const NodeReader& node, Row* row) {
  const std::size_t inputs = table_.inputs.size();
  const std::size_t count = inputs + table_.outputs.size();
  if (node.node().children.size() != count) {
    node.complain("found " + std::to_string(node.node().children.size()) + " cells, expected " +
                  std::to_string(count) + ", one a column");
    return;
  }
  row->outputs.resize(table_.outputs.size());
  std::size_t at = 0;
  node.each_item([&](const NodeReader& item) {
    if (at < inputs) {
      row->inputs[at] = cell_of(item, table_.inputs[at].type);
    } else {
      row->outputs[at - inputs] = cell_of(item, table_.outputs[at - inputs].type);
    }
    ++at;
  });
}

void TableReader::row(const NodeReader& node) {
  Row row;
  row.place = place_of(node.node().place);
  row.inputs.resize(table_.inputs.size());
  for (rules::Text& text : row.inputs) text.place = row.place;
  if (node.is_sequence()) {
    row_list(node, &row);
  } else {
    const ObjectReader object(node, kRow);
    object.require("then");
    if (const auto when = object.get("when")) cells(*when, &row);
    if (const auto then = object.get("then")) row.outputs = outputs(*then, object);
    read_dates(object, &row);
  }
  table_.rows.push_back(std::move(row));
}

void TableReader::rule(const NodeReader& node) {
  const ObjectReader object(node, kRow);
  object.require("then");
  Row row;
  read_dates(object, &row);
  rules::ListRule rule;
  rule.place = place_of(node.node().place);
  rule.when = text(object, "when");
  if (const auto then = object.get("then")) rule.outputs = outputs(*then, object);
  rule.from = std::move(row.from);
  rule.to = std::move(row.to);
  rule.id = std::move(row.id);
  rule.annotation = std::move(row.annotation);
  file_->list->rules.push_back(std::move(rule));
}

void TableReader::read(std::string_view name) {
  table_.place = place_of(node_.node().place);
  table_.name = name;
  if (name.empty()) object_.require("name");
  object_.require("outputs");
  object_.read("name", table_.name);
  object_.read("version", table_.version);
  object_.read("time_zone", table_.time_zone);
  table_.from = text(object_, "from");
  table_.to = text(object_, "to");
  const auto rows = object_.get("rows");
  const auto rules = object_.get("rules");
  if (rules) file_->list.emplace();
  if (rows && rules) rules->complain("'rows' and 'rules' exclude each other");
  if (!rows && !rules) node_.complain("'rows' or 'rules' is missing");
  policy();
  const auto inputs = object_.get("inputs");
  if (inputs && rules) inputs->complain("expected only beside rows: rules have conditions");
  if (inputs) inputs->each_item([&](const NodeReader& item) { input(item); });
  if (const auto list = object_.get("outputs")) {
    list->each_item([&](const NodeReader& item) { output(item); });
  }
  if (rows) rows->each_item([&](const NodeReader& item) { row(item); });
  if (rules) rules->each_item([&](const NodeReader& item) { rule(item); });
  if (const auto defaults = object_.get("defaults")) table_.defaults = outputs(*defaults, object_);
  if (!file_->list) return;
  file_->list->name = table_.name;
  file_->list->version = table_.version;
  file_->list->time_zone = table_.time_zone;
  file_->list->from = table_.from;
  file_->list->to = table_.to;
  file_->list->policy = table_.policy;
  file_->list->outputs = table_.outputs;
  file_->list->defaults = table_.defaults;
  file_->list->place = table_.place;
}

/// CSV: lines that begin with a word about the table, then a line that names the columns, then a
/// line a row.
class CsvTableReader {
 public:
  CsvTableReader(Complaints& complaints, TableSource* table)
      : complaints_(complaints), table_(*table) {}

  void read(const std::vector<CsvRecord>& records);

 private:
  enum class Role : std::uint8_t { kIn, kOut, kId, kFrom, kTo, kNote };
  struct Header {
    Role role = Role::kNote;
    std::size_t index = 0;
  };

  void complain(const CsvField& field, std::string message) {
    complaints_.add(field.place, {}, std::move(message));
  }
  static rules::Text text_of(const CsvField& field) { return {field.text, place_of(field.place)}; }
  static bool is_header(const CsvField& field);
  bool word(const CsvRecord& record);
  void later(const CsvRecord& record);
  void header(const CsvRecord& record);
  void column(const CsvField& field);
  void row(const CsvRecord& record);

  Complaints& complaints_;
  TableSource& table_;
  std::vector<Header> headers_;
  std::set<std::string> known_;          ///< lines about the table that were read
  std::vector<const CsvRecord*> later_;  ///< lines about columns, which are named further down
};

bool CsvTableReader::is_header(const CsvField& field) {
  return field.text.starts_with("in ") || field.text.starts_with("out ") || field.text == "id";
}

constexpr std::string_view kCsvWords =
    "name, version, policy, time_zone, from, to, expression, missing, default, values, order, "
    "optional or defaults, or the line of the columns, which begins with 'in', 'out' or 'id'";

/// A line about the table or one of its columns; false when it is none.
bool CsvTableReader::word(const CsvRecord& record) {
  const std::string& key = record[0].text;
  const auto is = [&](std::string_view name) { return key == name; };
  if (is("expression") || is("missing") || is("default") || is("values") || is("order") ||
      is("optional") || is("defaults")) {
    later_.push_back(&record);
    return true;
  }
  std::string* target = is("name")        ? &table_.name
                        : is("version")   ? &table_.version
                        : is("time_zone") ? &table_.time_zone
                                          : nullptr;
  rules::Text* date = is("from") ? &table_.from : is("to") ? &table_.to : nullptr;
  if (target == nullptr && date == nullptr && !is("policy")) return false;
  if (!known_.insert(key).second) {
    complain(record[0], "the line '" + key + "' stands twice");
  } else if (record.size() < 2) {
    complain(record[0], "expected a value behind '" + key + "'");
  } else if (target != nullptr) {
    *target = record[1].text;
  } else if (date != nullptr) {
    *date = text_of(record[1]);
  } else if (const auto policy = rules::parse_hit_policy(record[1].text)) {
    table_.policy = *policy;
  } else {
    complain(record[1], "found '" + record[1].text + "', expected " + std::string(policy_words()));
  }
  return true;
}

/// `in NAME TYPE`, `out NAME TYPE`, `id`, `from`, `to`, `note`.
void CsvTableReader::column(const CsvField& field) {
  static const std::map<std::string, Role, std::less<>> kRoles = {
      {"id", Role::kId}, {"from", Role::kFrom}, {"to", Role::kTo}, {"note", Role::kNote}};
  const auto role = kRoles.find(field.text);
  if (role != kRoles.end()) {
    headers_.push_back({role->second, 0});
    return;
  }
  const std::string_view text = field.text;
  const std::size_t first = text.find(' ');
  const std::size_t second = first == std::string_view::npos ? first : text.find(' ', first + 1);
  const std::string_view kind = text.substr(0, first);
  if (second == std::string_view::npos || (kind != "in" && kind != "out")) {
    complain(field, "found '" + field.text +
                        "', expected 'in NAME TYPE', 'out NAME TYPE', id, from, to or note");
    headers_.push_back({});
    return;
  }
  const std::string name(text.substr(first + 1, second - first - 1));
  const cel::Type type =
      type_of(text.substr(second + 1), [&](std::string message) { complain(field, message); });
  if (kind == "in") {
    headers_.push_back({Role::kIn, table_.inputs.size()});
    InputColumn& input = table_.inputs.emplace_back();
    input.name = name;
    input.type = type;
    input.place = place_of(field.place);
  } else {
    headers_.push_back({Role::kOut, table_.outputs.size()});
    OutputColumn& output = table_.outputs.emplace_back();
    output.name = name;
    output.type = type;
    output.place = place_of(field.place);
  }
}

void CsvTableReader::header(const CsvRecord& record) {
  for (const CsvField& field : record) column(field);
  for (const CsvRecord* line : later_) later(*line);
}

/// `missing,NAME,no_match` and other lines about a column; `defaults,...`, a value an output.
void CsvTableReader::later(const CsvRecord& record) {
  const std::string& key = record[0].text;
  if (key == "defaults") {
    table_.defaults.emplace();
    for (std::size_t i = 1; i < record.size(); ++i) table_.defaults->push_back(text_of(record[i]));
    return;
  }
  const std::size_t least = key == "optional" ? 2 : 3;
  if (record.size() < least) {
    return complain(record[0], "expected a column" + std::string(least > 2 ? " and a value" : "") +
                                   " behind '" + key + "'");
  }
  const auto named = [&](const auto& c) { return c.name == record[1].text; };
  if (key == "order" || key == "optional") {
    const auto output = std::find_if(table_.outputs.begin(), table_.outputs.end(), named);
    if (output == table_.outputs.end())
      return complain(record[1], "there is no output of this name");
    output->optional = output->optional || key == "optional";
    for (std::size_t i = 2; key == "order" && i < record.size(); ++i) {
      if (!record[i].text.empty()) output->order.push_back(text_of(record[i]));
    }
    return;
  }
  const auto input = std::find_if(table_.inputs.begin(), table_.inputs.end(), named);
  if (input == table_.inputs.end()) return complain(record[1], "there is no input of this name");
  if (key == "expression") {
    input->expression = record[2].text;
  } else if (key == "values") {
    input->values = text_of(record[2]);
  } else if (key == "default") {
    input->missing = rules::Missing::kDefault;
    input->missing_value = text_of(record[2]);
  } else if (const auto missing = missing_of(record[2].text)) {
    input->missing = *missing;
  } else {
    complain(record[2], "found '" + record[2].text + "', expected error, no_match or default");
  }
}

void CsvTableReader::row(const CsvRecord& record) {
  if (record.size() != headers_.size()) {
    return complain(record[0], "found " + std::to_string(record.size()) + " fields, expected " +
                                   std::to_string(headers_.size()) + ", one a column");
  }
  Row row;
  row.place = place_of(record[0].place);
  row.inputs.resize(table_.inputs.size());
  row.outputs.resize(table_.outputs.size());
  for (std::size_t i = 0; i < record.size(); ++i) {
    switch (headers_[i].role) {
      case Role::kIn: row.inputs[headers_[i].index] = text_of(record[i]); break;
      case Role::kOut: row.outputs[headers_[i].index] = text_of(record[i]); break;
      case Role::kId: row.id = record[i].text; break;
      case Role::kFrom: row.from = text_of(record[i]); break;
      case Role::kTo: row.to = text_of(record[i]); break;
      case Role::kNote: row.annotation = record[i].text; break;
    }
  }
  table_.rows.push_back(std::move(row));
}

void CsvTableReader::read(const std::vector<CsvRecord>& records) {
  table_.place = {1, 1};
  for (const CsvRecord& record : records) {
    if (complaints_.full()) return;
    const auto blank = [](const CsvField& field) { return field.text.empty(); };
    if (!headers_.empty()) {
      row(record);
    } else if (std::all_of(record.begin(), record.end(), blank)) {
      continue;  // a spreadsheet's empty line
    } else if (record.size() == 1 && record[0].text.find(';') != std::string::npos) {
      complain(record[0], "found fields separated by ';', expected ','");
      return;
    } else if (is_header(record[0])) {
      header(record);
    } else if (!word(record)) {
      complain(record[0], "found '" + record[0].text + "', expected " + std::string(kCsvWords));
    }
  }
  if (headers_.empty() && complaints_.empty()) {
    complaints_.add({1, 1}, {},
                    "expected a line that names the columns: in NAME TYPE, out NAME TYPE");
  }
}

}  // namespace

TableFile read_table_node(const Node& node, std::string_view file_name, std::string_view name) {
  Complaints complaints(file_name);
  TableFile file;
  TableReader(NodeReader(node, {}, complaints), &file).read(name);
  file.complaints = complaints.take();
  return file;
}

TableFile read_table(std::string_view text, std::string_view file_name) {
  Complaints complaints(file_name);
  const std::vector<Node> documents = parse_documents(text, 1, complaints);
  TableFile file;
  if (complaints.empty() && !documents.empty()) return read_table_node(documents[0], file_name);
  file.complaints = complaints.take();
  return file;
}

TableFile read_table_csv(std::string_view text, std::string_view file_name) {
  Complaints complaints(file_name);
  TableFile file;
  const std::vector<CsvRecord> records = read_csv(text, kMostCsvLines, complaints);
  if (complaints.empty()) CsvTableReader(complaints, &file.table).read(records);
  file.complaints = complaints.take();
  return file;
}

Result<rules::Table> compile_table(const TableFile& file, const cel::Environment& environment,
                                   std::string_view file_name, std::vector<Complaint>* complaints) {
  std::vector<Complaint> found = file.complaints;
  std::vector<rules::Fault> faults;
  if (found.empty()) {
    auto table =
        rules::Table::compile(file.list ? rules::to_table(*file.list, environment) : file.table,
                              environment, {.faults = &faults});
    if (table.ok()) return table;
    for (const rules::Fault& fault : faults) {
      // The lines below the first show the text; a complaint has a line and the place instead.
      const std::string message = fault.message.substr(0, fault.message.find('\n'));
      found.push_back(
          {std::string(file_name), fault.place.line, fault.place.column, fault.where, message});
    }
  }
  Status status = to_status(found);
  if (complaints != nullptr) *complaints = std::move(found);
  return status;
}

}  // namespace uniselector::config
