// `uniselector check`: every complaint about configuration and workload files, none left for a
// second round. Workloads are checked against the configuration named in the same command.
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/files_beside.h"
#include "base/text.h"
#include "config/center_reader.h"
#include "config/schema.h"
#include "sim/workload_reader.h"
#include "uniselector/command.h"
#include "uniselector/files.h"
#include "uniselector/terminal.h"

namespace uniselector::cli {

namespace {

struct CheckOptions {
  std::vector<std::string> files{};
  bool print_schema = false;
};

// A file may hold a workload instead: its one key says so.
bool is_workload(const std::string& text, const std::string& file) {
  config::Complaints ignored(file);
  const auto documents = config::parse_documents(text, 1, ignored);
  return documents.size() == 1 && documents[0].kind == config::Node::Kind::kMapping &&
         config::find(documents[0], "workload") != nullptr;
}

nlohmann::ordered_json as_json(const config::Complaint& complaint) {
  return {{"file", complaint.file},
          {"line", complaint.line},
          {"column", complaint.column},
          {"path", complaint.path},
          {"message", complaint.message}};
}

struct File {
  std::string name;
  std::string text;
  bool workload = false;
};

struct Checked {
  std::vector<config::Complaint> complaints{};
  std::vector<std::string> unreadable{};
  std::vector<std::string> cut{};  ///< files whose complaints end at the limit
  std::size_t read = 0;
};

/// Complaints about all files in their order.
Checked check_files(const std::vector<std::string>& names) {
  Checked out;
  std::vector<File> files;
  std::optional<Center> center;  // the last one, as long as it is right
  std::map<std::string, std::vector<config::Complaint>> of_centers;
  for (const std::string& name : names) {
    Result<std::string> text = read_text(name);
    if (!text.ok()) {
      print_error(text.status().message());
      out.unreadable.push_back(name);
      continue;
    }
    files.push_back({name, *std::move(text)});
    files.back().workload = is_workload(files.back().text, name);
    if (files.back().workload) continue;
    config::ReadResult read = config::read_center(files.back().text, name, api::files_beside(name));
    if (read.complaints.empty()) center = std::move(read.center);
    of_centers[name] = std::move(read.complaints);
  }
  for (const File& file : files) {
    const auto complaints =
        file.workload
            ? sim::read_workload_text(file.text, file.name, center ? &*center : nullptr).complaints
            : of_centers[file.name];
    out.complaints.insert(out.complaints.end(), complaints.begin(), complaints.end());
    if (complaints.size() >= config::Complaints::kMost) out.cut.push_back(file.name);
  }
  out.read = files.size();
  return out;
}

void print_json(const CheckOptions& options, const Checked& checked) {
  auto list = nlohmann::ordered_json::array();
  for (const config::Complaint& complaint : checked.complaints) list.push_back(as_json(complaint));
  const nlohmann::ordered_json out = {{"files", options.files},
                                      {"unreadable", checked.unreadable},
                                      {"cut_short", checked.cut},
                                      {"complaints", list}};
  std::cout << out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
}

void print_text(const Checked& checked, const Common& common) {
  for (const config::Complaint& complaint : checked.complaints) {
    std::cout << config::to_string(complaint) << '\n';
  }
  for (const std::string& file : checked.cut) {
    std::cout << fmt::format("{}: only the first {} complaints are listed, there may be more\n",
                             base::escaped(file), config::Complaints::kMost);
  }
  if (common.quiet) return;
  const std::size_t count = checked.complaints.size();
  std::cout << fmt::format("{} file{} checked, {} complaint{}{}", checked.read,
                           checked.read == 1 ? "" : "s", count, count == 1 ? "" : "s",
                           checked.cut.empty() ? "" : " or more");
  if (const std::size_t lost = checked.unreadable.size(); lost > 0) {
    std::cout << fmt::format(", {} file{} not read", lost, lost == 1 ? "" : "s");
  }
  std::cout << '\n';
}

int check(const CheckOptions& options, const Common& common) {
  if (options.print_schema) {
    std::cout << config::configuration_markdown();
    return kOk;
  }
  if (options.files.empty()) {
    print_error("check: FILE is missing");
    std::fputs("Try: uniselector check --help\n", stderr);
    return kUsage;
  }
  const Checked checked = check_files(options.files);
  if (common.json) {
    print_json(options, checked);
  } else {
    print_text(checked, common);
  }
  if (!checked.unreadable.empty()) return kUsage;
  return checked.complaints.empty() ? kOk : kFailed;
}

}  // namespace

void add_check(Program& program) {
  CLI::App* command = add_command(program, "check",
                                  "Check configuration and workload files, naming every complaint",
                                  "uniselector check center.yaml workload.yaml");
  auto options = std::make_shared<CheckOptions>();
  command->add_option("FILE", options->files,
                      "YAML or JSON files; workloads are checked against the configuration");
  command->add_flag("--print-schema", options->print_schema,
                    "Print the reference of all keys (docs/configuration.md) and do nothing else");
  command->callback([&program, options] {
    program.run = [&program, options] { return check(*options, program.common); };
  });
}

}  // namespace uniselector::cli
