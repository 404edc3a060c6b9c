// Runs cases of the public conformance suite against the engine and counts what passed.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <uniselector/status.h>

#include "cel/messages.h"
#include "cel/suite_case.h"

namespace uniselector::cel_tool {

/// How the cases are run; the suite itself asks for neither of the other ways.
struct RunOptions {
  bool check = true;     ///< false: every case that can do without the checker runs without it
  bool optimise = true;  ///< false: the plan as it comes from the tree
};

enum class Verdict { kPassed, kFailed, kSkipped };

struct CaseResult {
  Verdict verdict = Verdict::kPassed;
  std::string expected;  ///< of a failure
  std::string found;
  std::string reason;  ///< of a skip
};

/// `messages` may be null where the program does not know messages.
CaseResult run_case(const SuiteCase& suite_case, const TestMessages* messages,
                    const RunOptions& options);

struct Counts {
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t skipped = 0;

  void add(Verdict verdict) {
    ++(verdict == Verdict::kPassed ? passed : verdict == Verdict::kFailed ? failed : skipped);
  }
  void add(const Counts& other) {
    passed += other.passed;
    failed += other.failed;
    skipped += other.skipped;
  }
};

struct SuiteFile {
  std::string path;
  std::vector<SuiteCase> cases;
};

/// The case files behind these paths, each a file or a folder that is searched with all below it,
/// in the order of their names. NotFound when a path holds none.
Result<std::vector<SuiteFile>> find_suite(const std::vector<std::string>& paths);
/// The messages for cases in these places: the table test_messages.jsonl beside them or in a folder
/// above. Null where the program does not know messages or there is no table.
Result<std::unique_ptr<TestMessages>> find_messages(const std::vector<std::string>& paths);

}  // namespace uniselector::cel_tool
