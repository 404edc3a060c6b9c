// Calls of macros become what they stand for as soon as their arguments are read.
#include <algorithm>
#include <span>

#include "expr/syntax/grammar.h"
#include "expr/syntax/macro_calls.h"

namespace uniselector::expr {

/// The call whose arguments are the stack from `base` on, or what a macro makes of it. Macro calls
/// from `macros` on belong to its parts.
const Expr* Grammar::call_or_macro(std::string_view function, const Expr* target, std::size_t base,
                                   std::size_t macros) {
  Expr written;
  written.kind = ExprKind::kCall;
  written.name = function;
  written.target = target;
  written.arguments = std::span<const Expr* const>(stack_).subspan(base);
  const Expr* const made = expand(written, macros);
  return made != nullptr ? made : make_.member_call(function, target, written.arguments);
}

const Expr* Grammar::expand(const Expr& written, std::size_t macros) {
  const Macro* const macro = find_macro(written);
  if (macro == nullptr) return nullptr;
  make_.clear_failed();
  const Expr* const made = macro->expand(make_, written);
  if (made == nullptr || make_.failed()) return nullptr;
  Expr kept = written;
  const Expr** const arguments = ast_.arena.make_array<const Expr*>(written.arguments.size());
  std::copy(written.arguments.begin(), written.arguments.end(), arguments);
  kept.arguments = {arguments, written.arguments.size()};
  note_macro_call(ast_, made->id, kept, macros);
  return made;
}

const Macro* Grammar::find_macro(const Expr& written) const {
  const auto count = static_cast<std::int32_t>(written.arguments.size());
  for (const Macro* const macro : options_.macros) {
    if (macro->name == written.name && macro->receiver == (written.target != nullptr) &&
        (macro->arguments == count || macro->arguments < 0)) {
      return macro;
    }
  }
  return nullptr;
}

}  // namespace uniselector::expr
