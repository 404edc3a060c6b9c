// A node of a kind alone needs no conversion worth the name; only types with parts or names cost.
#include "expr/check/type_convert.h"

#include <algorithm>
#include <array>

namespace uniselector::expr {
namespace {

const TypeNode* import_parameter(TypePool& pool, std::string_view name,
                                 TypeParameters* parameters) {
  if (parameters == nullptr) return TypePool::plain(TypeKind::kDyn);
  for (const auto& [known, variable] : *parameters) {
    if (known == name) return variable;
  }
  parameters->emplace_back(name, pool.variable());
  return parameters->back().second;
}

const TypeNode* import_any(TypePool& pool, const Type& type, TypeParameters* parameters,
                           bool copy_names) {
  if (type.is(TypeKind::kParameter)) return import_parameter(pool, type.name(), parameters);
  const std::string_view name = copy_names ? pool.copy(type.name()) : type.name();
  if (type.is(TypeKind::kObject)) return pool.object(name);
  const auto declared = type.parameters();
  if (declared.empty() && !type.is(TypeKind::kOpaque)) return TypePool::plain(type.kind());
  constexpr std::size_t kFew = 4;
  std::array<const TypeNode*, kFew> few{};
  if (declared.size() <= kFew) {
    for (std::size_t i = 0; i < declared.size(); ++i) {
      few[i] = import_any(pool, declared[i], parameters, copy_names);
    }
    return pool.composite(type.kind(), name, {few.data(), declared.size()});
  }
  std::vector<const TypeNode*> parts;
  parts.reserve(declared.size());
  for (const Type& part : declared) {
    parts.push_back(import_any(pool, part, parameters, copy_names));
  }
  return pool.composite(type.kind(), name, parts);
}

/// A kind alone.
bool is_plain(const TypeNode& node) {
  return node.parts.empty() && node.kind != TypeKind::kObject && node.kind != TypeKind::kOpaque;
}

Type plain_type(TypeKind kind) {
  switch (kind) {
    case TypeKind::kError: return Type::error();
    case TypeKind::kNull: return Type::null();
    case TypeKind::kBool: return Type::boolean();
    case TypeKind::kInt: return Type::integer();
    case TypeKind::kUint: return Type::uint();
    case TypeKind::kDouble: return Type::real();
    case TypeKind::kString: return Type::string();
    case TypeKind::kBytes: return Type::bytes();
    case TypeKind::kDuration: return Type::duration();
    case TypeKind::kTimestamp: return Type::timestamp();
    case TypeKind::kAny: return Type::any();
    case TypeKind::kType: return Type::type_of(Type::dyn());
    default: return Type::dyn();
  }
}

Type composed(const TypeNode& node, std::vector<Type> parts) {
  switch (node.kind) {
    case TypeKind::kWrapper: return Type::wrapper(parts.front());
    case TypeKind::kList: return Type::list(parts.front());
    case TypeKind::kMap: return Type::map(parts.front(), parts.back());
    case TypeKind::kObject: return Type::object(node.name);
    case TypeKind::kOpaque: return Type::opaque(node.name, std::move(parts));
    case TypeKind::kType: return Type::type_of(parts.front());
    default: return Type::dyn();
  }
}

}  // namespace

const TypeNode* import_type(TypePool& pool, const Type& type, TypeParameters* parameters) {
  return import_any(pool, type, parameters, false);
}

const TypeNode* import_copy(TypePool& pool, const Type& type) {
  return import_any(pool, type, nullptr, true);
}

Type TypeExporter::type_of(const TypeNode* node) {
  node = unifier_.resolve(node);
  return is_plain(*node) ? plain_type(node->kind) : make(node, 0).type;
}

TypeExporter::Made TypeExporter::make(const TypeNode* node, std::uint32_t depth) {
  node = unifier_.resolve(node);
  if (is_plain(*node)) return {plain_type(node->kind), 1};
  if (made_.empty()) made_.resize(pool_.composites());
  if (const Made& known = made_[node->number]; known.nodes > 0) return known;
  Made made = make_parts(*node, depth);
  made_[node->number] = made;
  return made;
}

TypeExporter::Made TypeExporter::make_parts(const TypeNode& node, std::uint32_t depth) {
  if (depth > Unifier::kMostDepth) return {Type::dyn(), 1};
  std::uint32_t nodes = 1;
  std::vector<Type> parts;
  parts.reserve(node.parts.size());
  for (const TypeNode* const part : node.parts) {
    Made made = make(part, depth + 1);
    nodes += made.nodes;
    parts.push_back(std::move(made.type));
  }
  if (nodes > kMostTypeNodes) return {Type::dyn(), 1};
  return {composed(node, std::move(parts)), nodes};
}

}  // namespace uniselector::expr
