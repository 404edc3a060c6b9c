// What an environment declares, and which values an overload takes. Two overloads of a name must
// differ in how they are called, in the number of parameters, or in one parameter that no value
// fits in both: else it would depend on the order of declaration which of them is meant.
#include "expr/declarations.h"

#include <algorithm>
#include <utility>

namespace uniselector::expr {
namespace {

constexpr KindMask bit(ValueKind kind) { return KindMask{1} << static_cast<unsigned>(kind); }

/// Every kind but absent, error and unknown.
constexpr KindMask kEveryKind = (bit(ValueKind::kError) - 1) & ~bit(ValueKind::kAbsent);

bool is_open(const Type& type) {
  switch (type.kind()) {
    case TypeKind::kError:
    case TypeKind::kDyn:
    case TypeKind::kAny:
    case TypeKind::kParameter: return true;
    default: return false;
  }
}

/// Whether one value may fit both types, as far as the checker can tell.
bool overlap(const Type& a, const Type& b) {
  if (is_open(a) || is_open(b)) return true;
  if (a.is(TypeKind::kWrapper) != b.is(TypeKind::kWrapper)) {
    const Type& wrapper = a.is(TypeKind::kWrapper) ? a : b;
    const Type& other = a.is(TypeKind::kWrapper) ? b : a;
    return other.is(TypeKind::kNull) || wrapper.parameters().front() == other;
  }
  if (a.kind() != b.kind() || a.name() != b.name()) return false;
  if (a.is(TypeKind::kType)) return true;
  return std::equal(a.parameters().begin(), a.parameters().end(), b.parameters().begin(),
                    b.parameters().end(), overlap);
}

bool collide(const Overload& a, const Overload& b) {
  return a.receiver == b.receiver && std::equal(a.parameters.begin(), a.parameters.end(),
                                                b.parameters.begin(), b.parameters.end(), overlap);
}

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

/// Identifiers joined by dots: "wait", "customer.value".
bool is_qualified_name(std::string_view name) {
  bool at_start = true;
  for (const char c : name) {
    if (at_start ? !is_name_start(c) : !is_name_start(c) && !(c >= '0' && c <= '9') && c != '.') {
      return false;
    }
    at_start = c == '.';
  }
  return !at_start;
}

bool has_name_of(const Type& type, const Value& value) {
  if (type.is(TypeKind::kOpaque) && value.is(ValueKind::kOpaque)) {
    return value.as_opaque().type_name() == type.name();
  }
  if (type.is(TypeKind::kObject) && value.is(ValueKind::kObject)) {
    return value.as_object().type_name() == type.name();
  }
  return true;
}

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

}  // namespace

KindMask kinds_of(const Type& type) {
  switch (type.kind()) {
    case TypeKind::kError:
    case TypeKind::kDyn:
    case TypeKind::kAny:
    case TypeKind::kParameter: return kEveryKind;
    case TypeKind::kNull: return bit(ValueKind::kNull);
    case TypeKind::kBool: return bit(ValueKind::kBool);
    case TypeKind::kInt: return bit(ValueKind::kInt);
    case TypeKind::kUint: return bit(ValueKind::kUint);
    case TypeKind::kDouble: return bit(ValueKind::kDouble);
    case TypeKind::kString: return bit(ValueKind::kString);
    case TypeKind::kBytes: return bit(ValueKind::kBytes);
    case TypeKind::kDuration: return bit(ValueKind::kDuration);
    case TypeKind::kTimestamp: return bit(ValueKind::kTimestamp);
    case TypeKind::kWrapper: return kinds_of(type.parameters().front()) | bit(ValueKind::kNull);
    case TypeKind::kList: return bit(ValueKind::kList);
    case TypeKind::kMap: return bit(ValueKind::kMap);
    case TypeKind::kObject: return bit(ValueKind::kObject);
    case TypeKind::kOpaque:
      return bit(type.is_optional() ? ValueKind::kOptional : ValueKind::kOpaque);
    case TypeKind::kType: return bit(ValueKind::kType);
  }
  return 0;
}

KindMask kinds_of(const Overload& overload, std::size_t parameter) {
  constexpr KindMask kNumbers =
      bit(ValueKind::kInt) | bit(ValueKind::kUint) | bit(ValueKind::kDouble);
  const bool any_number = parameter < 32 && (overload.any_number >> parameter & 1U) != 0;
  return kinds_of(overload.parameters[parameter]) | (any_number ? kNumbers : 0U);
}

bool accepts(const Overload& overload, const Value* arguments, std::size_t count) {
  if (count != overload.parameters.size()) return false;
  for (std::size_t i = 0; i < count; ++i) {
    if (!holds(kinds_of(overload, i), arguments[i].kind()) ||
        !has_name_of(overload.parameters[i], arguments[i])) {
      return false;
    }
  }
  return true;
}

Status Declarations::add(Overload overload) {
  if (overload.function.empty() || overload.id.empty()) {
    return invalid_argument("function " + quoted(overload.function) + " with overload id " +
                            quoted(overload.id) + ": expected a name and an id");
  }
  if (overload.receiver && overload.parameters.empty()) {
    return invalid_argument("overload " + quoted(overload.id) + " of function " +
                            quoted(overload.function) +
                            " is called on a receiver but has no parameter for it");
  }
  if (by_id_.find(overload.id) != by_id_.end()) {
    return already_exists("overload id " + quoted(overload.id) + " is taken");
  }
  std::vector<const Overload*>& same_name = functions_[overload.function];
  for (const Overload* other : same_name) {
    if (!collide(*other, overload)) continue;
    return invalid_argument("overload " + quoted(overload.id) + " of function " +
                            quoted(overload.function) + " takes values that overload " +
                            quoted(other->id) + " takes too");
  }
  overloads_.push_back(std::make_unique<const Overload>(std::move(overload)));
  const Overload* added = overloads_.back().get();
  same_name.push_back(added);
  by_id_.emplace(added->id, added);
  return {};
}

Status Declarations::add_variable(std::string name, Type type) {
  if (!is_qualified_name(name)) {
    return invalid_argument("variable " + quoted(name) +
                            ": expected identifiers of letters, digits and '_' joined by '.'");
  }
  const auto slot = static_cast<std::int32_t>(variables_.size());
  if (!slots_.emplace(name, slot).second) {
    return already_exists("variable " + quoted(name) + " is declared twice");
  }
  variables_.push_back({std::move(name), std::move(type)});
  return {};
}

std::span<const Overload* const> Declarations::find_function(std::string_view name) const {
  const auto found = functions_.find(name);
  if (found == functions_.end()) return {};
  return found->second;
}

const Overload* Declarations::find_overload(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

std::int32_t Declarations::find_variable(std::string_view name) const {
  const auto found = slots_.find(name);
  return found == slots_.end() ? -1 : found->second;
}

}  // namespace uniselector::expr
