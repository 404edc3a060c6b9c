// The tables of a configuration: each in place, in versions, or in files of their own.
#include <charconv>
#include <utility>

#include "config/center_parts.h"
#include "config/object_reader.h"
#include "config/values.h"
#include "rules/facts.h"
#include "rules/rule_list.h"

namespace uniselector::config {

namespace {

/// "10%" or 0.1.
double read_share(const NodeReader& node) {
  std::string_view text = node.scalar();
  const bool percent = text.ends_with('%');
  if (percent) text.remove_suffix(1);
  double value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool number =
      node.is_plain() && !text.empty() && error == std::errc{} && end == text.data() + text.size();
  const double share = percent ? value / 100 : value;
  if (number && share >= 0 && share <= 1) return share;
  node.expected("a share such as 10% or 0.1");
  return 0;
}

}  // namespace

void TablesReader::read(const NodeReader& node) {
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    if (const auto id = key.id()) read_one(*id, value);
  });
}

void TablesReader::read_one(const std::string& id, const NodeReader& node) {
  const std::string path = "tables." + id;
  TableConfig config{.id = id};
  const auto has = [&](std::string_view key) { return find(node.node(), key) != nullptr; };
  const bool parts = node.is_mapping() && (has("file") || has("table") || has("versions"));
  if (!parts) {
    config.versions.push_back(source(id, node, path));
    tables_.push_back(std::move(config));
    return;
  }
  const ObjectReader object(node, schema::kTable);
  const auto versions = object.get("versions");
  if (versions && (has("file") || has("table"))) {
    versions->complain("'versions' stands alone, without 'file' and 'table'");
  } else if (versions) {
    versions->each_item([&](const NodeReader& item) {
      const std::string at = path + ".versions[" + std::to_string(config.versions.size()) + "]";
      const bool named =
          find(item.node(), "file") != nullptr || find(item.node(), "table") != nullptr;
      if (named) const ObjectReader known(item, schema::kVersion);
      config.versions.push_back(source(id, item, at));
    });
    if (config.versions.empty()) versions->expected("a list of tables");
    // With one, its place is that of the table.
    if (const auto file = files_.find(path + ".versions[0]"); file != files_.end()) {
      files_.emplace(path, file->second);
    }
  } else {
    config.versions.push_back(source(id, node, path));
  }
  if (const auto tried = object.get("candidate")) {
    config.candidate = candidate(id, *tried, path + ".candidate");
  }
  if (!config.versions.empty()) tables_.push_back(std::move(config));
}

/// {file: ...}, {table: ...} or the table itself.
rules::TableSource TablesReader::source(const std::string& id, const NodeReader& node,
                                        const std::string& path) {
  const auto file = node.member("file");
  const auto table = node.member("table");
  if (file && table) {
    table->complain("'file' and 'table' exclude each other");
  } else if (file) {
    return from_file(id, *file, path);
  }
  const NodeReader& there = table ? *table : node;
  return take_over(read_table_node(there.node(), node.complaints().file(), id), node, path);
}

rules::TableSource TablesReader::from_file(const std::string& id, const NodeReader& file,
                                           const std::string& path) {
  const auto name = file.text();
  if (!name) return {};
  if (!read_file_) {
    file.complain("found the file '" + *name +
                  "', expected the table itself: no files are read here");
    return {};
  }
  const Result<NamedText> read = read_file_(*name);
  if (!read.ok()) {
    file.complain(read.status().message());
    return {};
  }
  if (read->text.size() > bytes_left_) {
    file.complain("found files of more than " + std::to_string(kMaxTextBytes >> 20) +
                  " MiB together, expected at most that");
    return {};
  }
  bytes_left_ -= read->text.size();
  files_.emplace(path, read->name);
  if (name->ends_with(".csv")) return take_over(read_table_csv(read->text, read->name), file, path);
  Complaints complaints(read->name);
  const std::vector<Node> documents = parse_documents(read->text, 1, complaints);
  if (!complaints.empty() || documents.empty()) {
    for (Complaint& complaint : complaints.take()) file.complaints().add(std::move(complaint));
    return {};
  }
  return take_over(read_table_node(documents[0], read->name, id), file, path);
}

/// Hands on what was complained about, with the path in front.
rules::TableSource TablesReader::take_over(TableFile file, const NodeReader& node,
                                           const std::string& path) {
  for (Complaint& complaint : file.complaints) {
    complaint.path = complaint.path.empty() ? path : path + "." + complaint.path;
    node.complaints().add(std::move(complaint));
  }
  if (!file.complaints.empty() || !file.list) return std::move(file.table);
  return rules::to_table(*file.list, rules::make_environment(rules::Scope::kTable));
}

TableCandidate TablesReader::candidate(const std::string& id, const NodeReader& node,
                                       const std::string& path) {
  TableCandidate tried;
  const ObjectReader object(node, schema::kCandidate);
  if (const auto share = object.get("share")) tried.share = read_share(*share);
  if (const auto by = object.get("by")) tried.by = read_expression(*by, "0");
  if (!object.has("file") && !object.has("table")) {
    node.expected("a candidate, {file: path} or {table: ...}");
    return tried;
  }
  tried.table = source(id, node, path);
  return tried;
}

}  // namespace uniselector::config
