// The functions and variables that an environment knows: what the checker resolves names against
// and what the planner takes the code from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/call_frame.h"
#include "expr/names.h"

namespace uniselector::expr {

/// The code of one overload. Arguments are never absent, errors or unknown, and their kinds are
/// those of the parameters (a dyn parameter takes every kind).
using Native = Value (*)(CallFrame& call, const Value* arguments, std::size_t count);
/// Work that constant arguments allow to do once, at compile time (a regular expression, a format
/// string, a time zone). `constants` has an absent value for an argument that is not constant. The
/// function must work the same when there is no state. Null when there is nothing to prepare; a
/// message in `problem` makes the expression fail to compile.
using Prepare = std::shared_ptr<const void> (*)(std::span<const Value> constants,
                                                const Limits& limits, std::string* problem);

struct Overload {
  std::string function;   ///< "size", "_+_", "math.greatest"
  std::string id;         ///< "size_string"; unique in the environment
  bool receiver = false;  ///< called as x.f(y); x is the first parameter
  std::vector<Type> parameters;
  Type result;
  Native native = nullptr;  ///< null for a function of the host
  Prepare prepare = nullptr;
  std::function<Value(cel::Call&, std::span<const Value>)> host = nullptr;
  std::uint32_t cost = 1;  ///< units for a call, whatever the sizes
  /// Bit i: the size of argument i counts too, 0.1 a byte of text, 1 an element.
  std::uint32_t traverses = 0;
  /// Bit i: a value of every kind of number will do for the int i, where only the evaluation knows.
  std::uint32_t any_number = 0;
};

/// Kinds of values as a set: bit (1 << kind).
using KindMask = std::uint32_t;
KindMask kinds_of(const Type& type);
/// What an overload takes for a parameter.
KindMask kinds_of(const Overload& overload, std::size_t parameter);
inline bool holds(KindMask mask, ValueKind kind) {
  return (mask >> static_cast<unsigned>(kind) & 1U) != 0;
}
/// Whether these arguments are what the overload takes, by their kinds and, for opaque types,
/// names.
bool accepts(const Overload& overload, const Value* arguments, std::size_t count);

class Declarations {
 public:
  /// AlreadyExists when the id is taken; InvalidArgument when it could not be told apart from
  /// another overload of that name.
  Status add(Overload overload);
  Status add_variable(std::string name, Type type);

  /// All overloads of a name, in order of declaration; empty when there is no such function.
  std::span<const Overload* const> find_function(std::string_view name) const;
  const Overload* find_overload(std::string_view id) const;
  /// The slot of a variable, or -1.
  std::int32_t find_variable(std::string_view name) const;
  const cel::Variable& variable(std::int32_t slot) const {
    return variables_[static_cast<std::size_t>(slot)];
  }
  std::span<const cel::Variable> variables() const { return variables_; }

 private:
  std::vector<std::unique_ptr<const Overload>> overloads_;
  std::map<std::string, std::vector<const Overload*>, std::less<>> functions_;
  std::map<std::string, const Overload*, std::less<>> by_id_;
  std::vector<cel::Variable> variables_;
  std::map<std::string, std::int32_t, std::less<>> slots_;
};

}  // namespace uniselector::expr
