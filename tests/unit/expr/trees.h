// What the tests of the syntax share: parsing with every macro, and trees as short text.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/issues.h"
#include "expr/names.h"
#include "expr/syntax/literals.h"
#include "expr/syntax/macro.h"
#include "expr/syntax/parser.h"

namespace uniselector::test {

/// Options with all macros there are, those of the conformance suite too.
inline expr::ParseOptions all_macros() {
  expr::ParseOptions options;
  for (const std::span<const expr::Macro> macros :
       {expr::standard_macros(), expr::bindings_macros(), expr::optional_macros(),
        expr::comprehension_macros(), expr::math_macros(), expr::lists_macros(),
        expr::proto_macros(), expr::block_macros()}) {
    for (const expr::Macro& macro : macros) options.macros.push_back(&macro);
  }
  return options;
}

/// A tree as nested lists: "(_+_ a 1)"; select "(. a b)", presence "(has a b)", method "(x.f 1)".
inline std::string shape_of(const expr::Expr* expr) {
  using cel::ExprKind;
  if (expr == nullptr) return "-";
  const auto children = [expr] {
    std::string text;
    for (std::size_t i = 0; i < expr->arguments.size(); ++i) {
      const auto& marks = expr->optional_elements;
      const bool optional = std::find(marks.begin(), marks.end(), i) != marks.end();
      text += (optional ? " ?" : " ") + shape_of(expr->arguments[i]);
    }
    for (const cel::Entry& entry : expr->entries) {
      text += entry.optional ? " ?" : " ";
      text += entry.key != nullptr ? shape_of(entry.key) : std::string(entry.field);
      text += ":" + shape_of(entry.value);
    }
    return text;
  };
  const std::string name(expr->name);
  switch (expr->kind) {
    case ExprKind::kConstant: {
      std::string text;
      expr::append_literal(expr->constant, &text);
      return text;
    }
    case ExprKind::kIdent: return name;
    case ExprKind::kSelect:
      return (expr->test_only ? "(has " : "(. ") + shape_of(expr->target) + " " + name + ")";
    case ExprKind::kCall:
      return "(" + (expr->target != nullptr ? shape_of(expr->target) + "." : std::string()) + name +
             children() + ")";
    case ExprKind::kList: return "[" + children() + "]";
    case ExprKind::kMap: return "{" + children() + "}";
    case ExprKind::kStruct: return name + "{" + children() + "}";
    case ExprKind::kComprehension: break;
  }
  const cel::Comprehension& loop = *expr->loop;
  std::string variables(loop.variable);
  if (!loop.variable2.empty()) variables += "," + std::string(loop.variable2);
  return "(fold " + variables + " in " + shape_of(loop.range) + ", " +
         std::string(loop.accumulator) + " = " + shape_of(loop.initial) + ", while " +
         shape_of(loop.condition) + ", " + shape_of(loop.step) + ", " + shape_of(loop.result) + ")";
}

/// A text and what the parser made of it.
class Parsed {
 public:
  explicit Parsed(std::string_view source, const expr::ParseOptions& options = all_macros())
      : source_(std::make_unique<std::string>(source)), issues_(*source_) {
    ok_ = expr::parse(*source_, options, &ast_, &issues_);
  }

  bool ok() const { return ok_; }
  const cel::Ast& ast() const { return ast_; }
  const expr::Issues& issues() const { return issues_; }
  std::string shape() const { return ok_ ? shape_of(ast_.root) : faults(); }
  std::string text() const { return ok_ ? cel::print(ast_) : faults(); }
  /// "1:5 message", a line each.
  std::string faults() const {
    std::string text;
    for (const cel::Issue& issue : issues_.all()) {
      if (!text.empty()) text += '\n';
      text += std::to_string(issue.line) + ":" + std::to_string(issue.column) + " " + issue.message;
    }
    return text;
  }

 private:
  std::unique_ptr<std::string> source_;
  expr::Issues issues_;
  cel::Ast ast_;
  bool ok_ = false;
};

inline std::string shape(std::string_view source) { return Parsed(source).shape(); }
inline std::string faults(std::string_view source) { return Parsed(source).faults(); }
inline std::string printed(std::string_view source) { return Parsed(source).text(); }

}  // namespace uniselector::test
