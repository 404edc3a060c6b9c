// Finds the suite's files below the paths that a user names, and the table of messages near them.
#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "cel/conformance.h"
#include "uniselector/files.h"

namespace uniselector::cel_tool {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTable = "test_messages.jsonl";

// Files below a folder, by name; what cannot be entered counts as empty.
std::vector<std::string> files_below(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_regular_file(error) && at->path().extension() == ".jsonl") {
      files.push_back(at->path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<std::vector<SuiteFile>> find_suite(const std::vector<std::string>& paths) {
  std::vector<SuiteFile> suite;
  for (const std::string& path : paths) {
    std::error_code error;
    const bool folder = fs::is_directory(path, error);
    const std::size_t before = suite.size();
    for (const std::string& file : folder ? files_below(path) : std::vector{path}) {
      Result<std::string> text = cli::read_text(file);
      if (!text.ok()) return text.status();
      // A folder has tables beside the cases.
      if (!is_suite_text(*text)) continue;
      Result<std::vector<SuiteCase>> cases = read_suite(*text, file);
      if (!cases.ok()) return cases.status();
      suite.push_back({file, *std::move(cases)});
    }
    if (suite.size() == before) {
      return not_found(path + ": no cases of the conformance suite " +
                       (folder ? "in any .jsonl file below it" : "in this file"));
    }
  }
  return suite;
}

Result<std::unique_ptr<TestMessages>> find_messages(const std::vector<std::string>& paths) {
  constexpr int kMostLevels = 4;
  if (!knows_messages()) return std::unique_ptr<TestMessages>();
  for (const std::string& path : paths) {
    std::error_code error;
    fs::path folder = fs::absolute(path, error);
    for (int level = 0; level < kMostLevels && !error && !folder.empty(); ++level) {
      const fs::path table = folder / kTable;
      if (fs::is_regular_file(table, error)) {
        Result<std::string> text = cli::read_text(table.string());
        if (!text.ok()) return text.status();
        return load_messages(*text);
      }
      error.clear();
      if (folder == folder.parent_path()) break;
      folder = folder.parent_path();
    }
  }
  return std::unique_ptr<TestMessages>();
}

}  // namespace uniselector::cel_tool
