// Cells: the shorthand that tables are written in, and its meaning.
//
//   -   5   "gold", "silver"   [a, b]   < 5   >= 5   != 5   [1..10)   (..10]   not 5   not(1, 2)
//
// Parts between commas are alternatives. In columns of text a word may stand without quotes. What
// is no shorthand is a condition of the Common Expression Language over `it`, the input.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/cel_ast.h>
#include <uniselector/cel_value.h>

#include "base/zone.h"
#include "rules/domain.h"
#include "rules/value_set.h"

namespace uniselector::rules {

/// What is wrong with a cell's text: at which byte, and what was expected there.
struct CellFault {
  std::size_t offset = 0;
  std::string message;
};
/// The message, with the text and a caret under the byte in lines of their own.
std::string with_caret(const CellFault& fault, std::string_view text);

/// What a cell's text is as shorthand: `any`, a `set`, a `fault`, or none of them, and then it is a
/// condition of the language. A cell that matches nothing is a fault.
struct ShorthandCell {
  bool any = false;
  std::optional<ValueSet> set;
  std::optional<CellFault> fault;
  /// Words without quotes in a column of text, borrowed from the cell. The caller refuses one that
  /// a variable is called.
  std::vector<std::string_view> words;
};
/// `zone` is that of local times. In a column of kOther the only shorthand is "-".
ShorthandCell read_shorthand(std::string_view text, Domain domain, const base::Zone& zone);

/// One literal that is the whole text: `5`, `1.5`, `"a"`, `gold`, `30s`, `2026-03-02T09:00`.
struct Literal {
  Cut cut;
  bool bare = false;  ///< text without quotes
};
std::optional<Literal> read_literal(std::string_view text, Domain domain, const base::Zone& zone);

/// A moment: RFC 3339, or local in `zone`: 2026-03-02, 2026-03-02T09:00, 2026-03-02T09:00:30.
std::optional<Cut> read_moment(std::string_view text, const base::Zone& zone);

/// A condition of the language as a set, when it is one: `it` compared with literals by
/// == != < <= > >= in startsWith, joined by && || !. Nothing for all else, and then the cell is
/// opaque: it is evaluated, never analysed.
std::optional<ValueSet> recognise(const cel::Expr& root, std::string_view it, Domain domain);
/// The same over any input: what `is_it` says is the input.
std::optional<ValueSet> recognise(const cel::Expr& root,
                                  const std::function<bool(const cel::Expr&)>& is_it,
                                  Domain domain);

}  // namespace uniselector::rules
