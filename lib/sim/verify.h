// The parts of `verify_file`: one runner per kind of truths file. Each reads its part of the file
// whole, complains about everything that is wrong with it at its place, and only then compares and
// adds to the report as it goes. Deterministic for a seed. Nothing throws.
#pragma once

#include <string>
#include <string_view>

#include <uniselector/simulation.h>

#include "config/node_reader.h"

namespace uniselector::sim {

/// Collects checks and says what came of each group in one line, failures in detail.
class VerifyReport {
 public:
  VerifyReport(const VerifyOptions& options, VerifyResult* result)
      : options_(options), result_(result) {}

  const VerifyOptions& options() const { return options_; }
  /// Is the case asked for?
  bool wanted(std::string_view name) const {
    return options_.only.empty() || name.find(options_.only) != std::string_view::npos;
  }
  void check(Check check);
  /// Closes a group: "erlang-b-n1-a0.5   closed form 3/3, simulation 2/2  (0.8M calls)".
  void close_group(const std::string& name, const std::string& remark);
  void line(std::string text);
  void progress(double share) const {
    if (options_.progress) options_.progress(share);
  }

 private:
  const VerifyOptions& options_;
  VerifyResult* result_;
  std::size_t group_begin_ = 0;
};

/// `truths` is the top of the file, and its complaints must be empty on entry.
Status verify_queueing(const config::NodeReader& truths, VerifyReport* report);
Status verify_contactcenters(const config::NodeReader& truths, VerifyReport* report);
/// Compares the four logs beside the truths file with it; the file's name is that of the
/// complaints.
Status verify_bank(const config::NodeReader& truths, VerifyReport* report);

}  // namespace uniselector::sim
