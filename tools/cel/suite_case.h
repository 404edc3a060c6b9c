// A case of the conformance suite of the Common Expression Language, as one line of its JSON Lines
// has it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <uniselector/status.h>

namespace uniselector::cel_tool {

enum class Expectation {
  kValue,
  kError,
  kTypedResult,  ///< the type that the checker must find, and a value unless it is `check_only`
  kUnknown,      ///< the suite has none of these; they are skipped
};

struct SuiteCase {
  std::string file;  ///< of the suite: "basic"
  std::string section;
  int index = 0;
  std::string name;
  std::string expression;
  std::string container;
  bool disable_macros = false;
  bool disable_check = false;
  bool check_only = false;
  nlohmann::json type_env = nlohmann::json::array();   ///< list of Decl
  nlohmann::json bindings = nlohmann::json::object();  ///< name to Value
  Expectation expectation = Expectation::kValue;
  nlohmann::json value;         ///< Value, or null when none is expected
  nlohmann::json deduced_type;  ///< Type, for kTypedResult
  /// Why checking the expression must fail, where that is the expected error; else empty.
  std::string checker_error;
  bool mended = false;          ///< differs from its line: see mend() in suite_case.cc
  bool needs_messages = false;  ///< names a message, a protobuf enumeration or their package
};

/// Whether the first line of a text looks like a case.
bool is_suite_text(std::string_view text);
/// The cases of a text, one a line; empty lines are passed over. InvalidArgument names `file`, the
/// line and what is missing.
Result<std::vector<SuiteCase>> read_suite(std::string_view text, const std::string& file);

}  // namespace uniselector::cel_tool
