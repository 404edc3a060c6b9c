// verify_file: which kind of truths it is, and the report all kinds share.
#include "sim/verify.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "runtime/file.h"

namespace uniselector {
namespace {

std::string kind_of(const config::NodeReader& truths) {
  const auto has_list = [&](std::string_view key) {
    const auto list = truths.member(key);
    return list && list->is_sequence();
  };
  if (truths.member("months")) return "anonymous-bank";
  if (has_list("cases")) return "queueing";
  if (has_list("instances")) return "contactcenters";
  return {};
}

Status run(const config::NodeReader& truths, const std::string& kind, sim::VerifyReport* report) {
  if (kind == "queueing") return sim::verify_queueing(truths, report);
  if (kind == "contactcenters") return sim::verify_contactcenters(truths, report);
  if (kind == "anonymous-bank") return sim::verify_bank(truths, report);
  truths.complain("this is no truths file, expected a mapping with cases, instances or months");
  return config::to_status(truths.complaints().list());
}

}  // namespace

Result<VerifyResult> verify_file(const std::string& path, const VerifyOptions& options) {
  const auto text = runtime::read_file(path, config::kMaxTextBytes);
  if (!text.ok()) return text.status();
  config::Complaints complaints(path);
  const auto documents = config::parse_documents(*text, 1, complaints);
  if (documents.empty()) return config::to_status(complaints.list());
  const config::NodeReader truths(documents.front(), {}, complaints);
  VerifyResult result{.file = path, .kind = kind_of(truths), .seed = options.seed};
  sim::VerifyReport report(options, &result);
  if (Status status = run(truths, result.kind, &report); !status.ok()) return status;
  if (result.checks.empty()) {
    return not_found("only: no case has '" + options.only + "' in its name");
  }
  return result;
}

std::string summary_line(const VerifyResult& result) {
  return fmt::format("{} passed, {} failed", result.passed, result.failed);
}

namespace sim {

void VerifyReport::check(Check check) {
  ++(check.passed ? result_->passed : result_->failed);
  result_->checks.push_back(std::move(check));
}

void VerifyReport::line(std::string text) {
  if (options_.report) options_.report(text);
  result_->lines.push_back(std::move(text));
}

void VerifyReport::close_group(const std::string& name, const std::string& remark) {
  // Methods in the order in which they first occur.
  std::vector<std::pair<std::string, std::pair<int, int>>> methods;
  for (std::size_t i = group_begin_; i < result_->checks.size(); ++i) {
    const Check& check = result_->checks[i];
    auto it = methods.begin();
    while (it != methods.end() && it->first != check.method) ++it;
    if (it == methods.end()) it = methods.insert(it, {check.method, {0, 0}});
    it->second.first += check.passed ? 1 : 0;
    it->second.second += 1;
  }
  std::string text = fmt::format("{:<44}", name);
  for (std::size_t i = 0; i < methods.size(); ++i) {
    text += fmt::format("{}{} {}/{}", i == 0 ? " " : ", ", methods[i].first,
                        methods[i].second.first, methods[i].second.second);
  }
  if (!remark.empty()) text += "  (" + remark + ")";
  line(std::move(text));
  for (std::size_t i = group_begin_; i < result_->checks.size(); ++i) {
    const Check& check = result_->checks[i];
    if (check.passed) continue;
    line(fmt::format("  FAILED {} {}: expected {:.10g}, found {:.10g}, allowed difference {:.3g}",
                     check.method, check.name, check.expected, check.found, check.tolerance));
  }
  group_begin_ = result_->checks.size();
}

}  // namespace sim
}  // namespace uniselector
