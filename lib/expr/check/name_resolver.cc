// The order of candidates is that of candidate_names(), without making them all at once.
#include "expr/check/name_resolver.h"

namespace uniselector::expr {

template <class Found>
bool NameResolver::first_candidate(std::string_view name, Found found) {
  if (name.starts_with('.')) return found(name.substr(1));
  for (std::string_view container = options_.container; !container.empty();) {
    candidate_.assign(container);
    candidate_ += '.';
    candidate_ += name;
    if (found(std::string_view(candidate_))) return true;
    const std::size_t dot = container.rfind('.');
    container = container.substr(0, dot == std::string_view::npos ? 0 : dot);
  }
  return found(name);
}

bool NameResolver::find_exactly(std::string_view name, Meaning* meaning) const {
  meaning->name = name;
  if (const std::int32_t slot = declarations_.find_variable(name); slot >= 0) {
    meaning->variable = &declarations_.variable(slot);
    return true;
  }
  if (options_.types != nullptr) meaning->type = options_.types->find_type(name);
  if (!meaning->type) meaning->type = standard_type(name);
  if (meaning->type) return true;
  if (options_.types == nullptr) return false;
  meaning->constant = options_.types->find_constant(name);
  return !meaning->constant.is(ValueKind::kAbsent);
}

bool NameResolver::find(std::string_view name, Meaning* meaning) {
  return first_candidate(
      name, [&](std::string_view candidate) { return find_exactly(candidate, meaning); });
}

std::span<const Overload* const> NameResolver::find_function(std::string_view name,
                                                             std::string_view* full) {
  std::span<const Overload* const> overloads;
  first_candidate(name, [&](std::string_view candidate) {
    overloads = declarations_.find_function(candidate);
    *full = candidate;
    return !overloads.empty();
  });
  return overloads;
}

std::optional<Type> NameResolver::find_struct(std::string_view name, std::string_view* full) {
  std::optional<Type> type;
  if (options_.types == nullptr) return type;
  first_candidate(name, [&](std::string_view candidate) {
    type = options_.types->find_type(candidate);
    *full = candidate;
    return type.has_value();
  });
  return type;
}

}  // namespace uniselector::expr
