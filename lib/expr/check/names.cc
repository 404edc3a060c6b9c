// Names: what a name may mean in a container, and the types that the language itself names.
#include <array>

#include "expr/check/checker.h"

namespace uniselector::expr {
namespace {

struct StandardName {
  std::string_view name;
  Type (*make)();
};

// "optional_type" and the types of the network library are known whether or not the libraries are
// used: the name of a type does no harm where no value of it can be made.
constexpr std::array<StandardName, 15> kStandardNames = {{
    {"bool", [] { return Type::boolean(); }},
    {"bytes", [] { return Type::bytes(); }},
    {"double", [] { return Type::real(); }},
    {"google.protobuf.Duration", [] { return Type::duration(); }},
    {"google.protobuf.Timestamp", [] { return Type::timestamp(); }},
    {"int", [] { return Type::integer(); }},
    {"list", [] { return Type::list(Type::dyn()); }},
    {"map", [] { return Type::map(Type::dyn(), Type::dyn()); }},
    {"net.CIDR", [] { return Type::opaque("net.CIDR"); }},
    {"net.IP", [] { return Type::opaque("net.IP"); }},
    {"null_type", [] { return Type::null(); }},
    {"optional_type", [] { return Type::optional(Type::dyn()); }},
    {"string", [] { return Type::string(); }},
    {"type", [] { return Type::type_of(Type::dyn()); }},
    {"uint", [] { return Type::uint(); }},
}};

}  // namespace

std::vector<std::string> candidate_names(std::string_view container, std::string_view name) {
  std::vector<std::string> names;
  if (name.starts_with('.')) {
    names.emplace_back(name.substr(1));
    return names;
  }
  while (!container.empty()) {
    names.emplace_back(container);
    names.back() += '.';
    names.back() += name;
    const std::size_t dot = container.rfind('.');
    container = dot == std::string_view::npos ? std::string_view() : container.substr(0, dot);
  }
  names.emplace_back(name);
  return names;
}

std::optional<Type> standard_type(std::string_view name) {
  for (const StandardName& standard : kStandardNames) {
    if (standard.name == name) return standard.make();
  }
  return std::nullopt;
}

}  // namespace uniselector::expr
