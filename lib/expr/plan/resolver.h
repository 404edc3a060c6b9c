// What names mean: from the checker's references, or, for a tree that was not checked, by the rules
// of the container, as far as that can be told before the evaluation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/declarations.h"
#include "expr/names.h"
#include "expr/plan/program_impl.h"

namespace uniselector::expr {

/// One meaning of a name: a slot, or else a constant.
struct NameCandidate {
  std::int32_t slot = -1;
  Value constant;
  std::size_t selects = 0;  ///< how many fields behind the identifier belong to the name
  bool certain = false;     ///< no other meaning comes into question after it
};

struct Resolution {
  std::vector<NameCandidate> candidates;  ///< in the order in which they are tried
  std::string text;                       ///< the name as it was written
  bool qualified = false;                 ///< the first candidate takes fields into the name
};

struct Called {
  std::string_view name;
  bool receiver = false;  ///< the target is the first argument
  std::vector<const Overload*> overloads;
};

class Resolver {
 public:
  explicit Resolver(cel::Program::Impl& program);

  /// An identifier with the fields selected from it, innermost first.
  Resolution resolve(const Expr& ident, std::span<const Expr* const> selects);
  Called resolve_call(const Expr& call) const;
  std::optional<std::string> resolve_type(const Expr& object) const;
  /// The provider's index of the field that a select reads; -1 if its type is not known.
  std::int32_t field_index(const Expr& select) const;
  /// Whether target.or(x) or target.orValue(x) is that of the library of optionals.
  bool is_optional_member(const Expr& call) const;

 private:
  const Reference* reference(const Expr& expr) const;
  std::optional<NameCandidate> known(std::string_view name) const;
  NameCandidate undeclared(const std::string& name);
  void resolve_unchecked(std::span<const std::string> names, std::span<const Expr* const> selects,
                         Resolution& out);
  bool namespaced(const Expr& call, Called& out) const;
  void take_overloads(std::string_view name, bool receiver, std::size_t count, Called& out) const;

  cel::Program::Impl& program_;
  const Declarations& declarations_;
  const cel::EnvironmentOptions& options_;
};

}  // namespace uniselector::expr
