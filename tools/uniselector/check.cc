// `uniselector check`: every complaint about configuration and workload files, none left for a
// second round.
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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

std::vector<config::Complaint> complaints_of(const std::string& text, const std::string& file) {
  if (!is_workload(text, file)) return config::read_center(text, file).complaints;
  config::Complaints complaints(file);
  const auto documents = config::parse_documents(text, 1, complaints);
  const config::NodeReader top(documents[0], "", complaints);
  top.each_member([&](const config::NodeReader& key, const config::NodeReader& value) {
    if (key.scalar() == "workload") {
      sim::read_workload_node(value);
    } else {
      key.complain("unknown key, expected workload");
    }
  });
  return complaints.take();
}

nlohmann::ordered_json as_json(const config::Complaint& complaint) {
  return {{"file", complaint.file},
          {"line", complaint.line},
          {"column", complaint.column},
          {"path", complaint.path},
          {"message", complaint.message}};
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
  auto list = nlohmann::ordered_json::array();
  std::size_t count = 0;
  bool unreadable = false;
  for (const std::string& file : options.files) {
    const Result<std::string> text = read_text(file);
    if (!text.ok()) {
      print_error(text.status().message());
      unreadable = true;
      continue;
    }
    for (const config::Complaint& complaint : complaints_of(*text, file)) {
      ++count;
      if (common.json) {
        list.push_back(as_json(complaint));
      } else {
        std::cout << config::to_string(complaint) << '\n';
      }
    }
  }
  if (common.json) {
    const nlohmann::ordered_json out = {{"files", options.files}, {"complaints", list}};
    std::cout << out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
  } else if (!common.quiet) {
    std::cout << fmt::format("{} file{} checked, {} complaint{}\n", options.files.size(),
                             options.files.size() == 1 ? "" : "s", count, count == 1 ? "" : "s");
  }
  return unreadable ? kUsage : count > 0 ? kFailed : kOk;
}

}  // namespace

void add_check(Program& program) {
  CLI::App* command = add_command(program, "check",
                                  "Check configuration and workload files, naming every complaint",
                                  "uniselector check center.yaml workload.yaml");
  auto options = std::make_shared<CheckOptions>();
  command->add_option("FILE", options->files, "YAML or JSON files");
  command->add_flag("--print-schema", options->print_schema,
                    "Print the reference of all keys (docs/configuration.md) and do nothing else");
  command->callback([&program, options] {
    program.run = [&program, options] { return check(*options, program.common); };
  });
}

}  // namespace uniselector::cli
