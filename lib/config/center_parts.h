// Between the files of the centre's reader: each reads one kind of object and complains about the
// rest through its NodeReader.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <uniselector/center.h>

#include "config/center_reader.h"
#include "config/node_reader.h"
#include "config/table_reader.h"

namespace uniselector::config {

/// Tables of a centre, also those in files of their own.
class TablesReader {
 public:
  explicit TablesReader(const ReadFile& read_file) : read_file_(read_file) {}

  /// The member `tables`.
  void read(const NodeReader& node);
  /// One of them, or one that stands elsewhere.
  void read_one(const std::string& id, const NodeReader& node);

  std::vector<TableConfig> take() { return std::move(tables_); }
  /// By path: the file that the table at it is in.
  const std::map<std::string, std::string>& files() const { return files_; }

 private:
  rules::TableSource source(const std::string& id, const NodeReader& node, const std::string& path);
  rules::TableSource from_file(const std::string& id, const NodeReader& file,
                               const std::string& path);
  rules::TableSource take_over(TableFile file, const NodeReader& node, const std::string& path);
  TableCandidate candidate(const std::string& id, const NodeReader& node, const std::string& path);

  const ReadFile& read_file_;
  std::size_t bytes_left_ = kMaxTextBytes;  ///< of all files that are named, together
  std::vector<TableConfig> tables_;
  std::map<std::string, std::string> files_;
};

CalendarConfig read_calendar(const std::string& id, const NodeReader& node);
QueueConfig read_queue(const std::string& id, const NodeReader& node);
/// A list of rules, or a table; one that stands there itself goes to `tables`.
std::vector<ClassificationRule> read_classification(const NodeReader& node, TablesReader& tables);

}  // namespace uniselector::config
