// verify_file: which kind of truths it is, and the report all kinds share.
#include "sim/verify.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace uniselector {
namespace {

constexpr std::streamoff kMaxBytes = 64 << 20;

Result<std::string> read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return not_found("file: '" + path + "' cannot be read");
  const std::streamoff size = file.tellg();
  if (size < 0 || size > kMaxBytes) {
    return invalid_argument("file: '" + path + "' is larger than 64 MiB");
  }
  file.seekg(0);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string kind_of(const nlohmann::json& truths) {
  if (!truths.is_object()) return {};
  if (truths.contains("months")) return "anonymous-bank";
  if (truths.contains("cases") && truths["cases"].is_array()) return "queueing";
  if (truths.contains("instances") && truths["instances"].is_array()) return "contactcenters";
  return {};
}

}  // namespace

Result<VerifyResult> verify_file(const std::string& path, const VerifyOptions& options) {
  const auto text = read_text(path);
  if (!text.ok()) return text.status();
  const auto truths = nlohmann::json::parse(text.value(), nullptr, false);
  if (truths.is_discarded()) return invalid_argument("file: '" + path + "' is not JSON");
  VerifyResult result{.file = path, .kind = kind_of(truths), .seed = options.seed};
  sim::VerifyReport report(options, &result);
  Status status = invalid_argument(
      "file: '" + path + "' is no truths file: expected one with cases, instances or months");
  if (result.kind == "queueing") status = sim::verify_queueing(truths, &report);
  if (result.kind == "contactcenters") status = sim::verify_contactcenters(truths, &report);
  if (result.kind == "anonymous-bank") status = sim::verify_bank(path, &report);
  if (!status.ok()) return status;
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
