// What a global name means: the candidates of the container in turn, and for each a variable, a
// type or a constant. Takes no memory as long as the container is empty.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "expr/check/checker.h"
#include "expr/declarations.h"
#include "expr/names.h"

namespace uniselector::expr {

/// Exactly one of `variable`, `type` and `constant` is there.
struct Meaning {
  std::string_view name;  ///< in full; borrowed until the next question, or from that asked
  const cel::Variable* variable = nullptr;
  std::optional<Type> type;
  Value constant;
};

class NameResolver {
 public:
  NameResolver(const Declarations& declarations, const CheckOptions& options)
      : declarations_(declarations), options_(options) {}
  NameResolver(const NameResolver&) = delete;
  NameResolver& operator=(const NameResolver&) = delete;

  /// An identifier, or a chain of selects as one name.
  bool find(std::string_view name, Meaning* meaning);
  /// The overloads of a function; `full` gets its name as it is declared, borrowed like above.
  std::span<const Overload* const> find_function(std::string_view name, std::string_view* full);
  /// The type that an expression name{...} makes.
  std::optional<Type> find_struct(std::string_view name, std::string_view* full);

 private:
  /// Calls `found` with every candidate until one is taken.
  template <class Found>
  bool first_candidate(std::string_view name, Found found);
  bool find_exactly(std::string_view name, Meaning* meaning) const;

  const Declarations& declarations_;
  const CheckOptions& options_;
  std::string candidate_;
};

}  // namespace uniselector::expr
