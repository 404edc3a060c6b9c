// libFuzzer entry: the parser of the Common Expression Language survives any text, keeps its
// limits, and what it parses prints as text that parses to the same tree.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

#include "expr/issues.h"
#include "expr/names.h"
#include "expr/syntax/macro.h"
#include "expr/syntax/parser.h"

namespace {

using namespace uniselector;

expr::ParseOptions all_macros() {
  expr::ParseOptions options;
  for (const std::span<const expr::Macro> macros :
       {expr::standard_macros(), expr::bindings_macros(), expr::optional_macros(),
        expr::comprehension_macros(), expr::math_macros(), expr::lists_macros(),
        expr::proto_macros(), expr::block_macros()}) {
    for (const expr::Macro& macro : macros) options.macros.push_back(&macro);
  }
  return options;
}

bool parse(std::string_view text, const expr::ParseOptions& options, cel::Ast* ast) {
  expr::Issues issues(text);
  const bool parsed = expr::parse(text, options, ast, &issues);
  if (parsed != issues.empty() || parsed != (ast->root != nullptr)) std::abort();
  if (!parsed && issues.status("fuzz").ok()) std::abort();
  return parsed;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  // The first byte says what the language is.
  expr::ParseOptions options = all_macros();
  if ((data[0] & 1U) != 0) options.macros.clear();
  options.optional_syntax = (data[0] & 2U) == 0;
  if ((data[0] & 4U) != 0) options.limits.depth = 8;
  if ((data[0] & 8U) != 0) options.limits.nodes = 16;

  cel::Ast ast;
  if (!parse(text, options, &ast)) return 0;
  if (expr::depth_of(*ast.root, options.limits.depth) > options.limits.depth) std::abort();
  if (ast.positions.size() != ast.last_id + std::size_t{1}) std::abort();

  const std::string printed = cel::print(ast);
  options.limits = {};
  options.limits.source_characters = printed.size();
  cel::Ast again;
  if (!parse(printed, options, &again)) std::abort();
  if (!cel::same_expression(*ast.root, *again.root)) std::abort();
  if (cel::print(again) != printed) std::abort();

  // Without the calls that were written, folds are told by their shape: no promise but to end.
  ast.macro_calls.clear();
  if (cel::print(ast).empty()) std::abort();
  return 0;
}
