// Identifiers, selects and structs: everything that is found by a name other than a function's.
#include <algorithm>
#include <array>
#include <utility>

#include "expr/check/checker_impl.h"
#include "expr/check/complaints.h"

namespace uniselector::expr {
namespace {

constexpr std::array<std::string_view, 8> kTypeNames = {"bool", "bytes", "double", "int",
                                                        "list", "map",   "string", "uint"};

}  // namespace

Checker::Node Checker::local(std::string_view name) const {
  for (std::size_t i = locals_.size(); i-- > 0;) {
    if (locals_[i].name == name) return locals_[i].type;
  }
  return nullptr;
}

std::vector<std::string_view> Checker::known_names() const {
  std::vector<std::string_view> names;
  for (const Local& known : locals_) {
    if (!known.name.starts_with('@')) names.push_back(known.name);
  }
  for (const cel::Variable& variable : declarations_.variables()) names.push_back(variable.name);
  names.insert(names.end(), kTypeNames.begin(), kTypeNames.end());
  return names;
}

Checker::Node Checker::check_ident(const Expr& expr) {
  if (const Node type = local(expr.name)) return type;
  Meaning meaning;
  if (names_.find(expr.name, &meaning)) return refer(expr, meaning);
  return complain(expr.id, [&] {
    std::string longest;
    if (chain_ != nullptr) qualified_name(*chain_, &longest);
    return undeclared_name(expr.name, longest, options_.container, known_names());
  });
}

Checker::Node Checker::refer(const Expr& expr, const Meaning& meaning) {
  reference(expr).name = meaning.name;
  if (meaning.variable != nullptr) return import_type(pool_, meaning.variable->type, nullptr);
  if (meaning.type) return type_value(expr, meaning);
  reference(expr).constant = meaning.constant;
  return constant_type(meaning.constant);
}

/// The value of a type's name has the name that type() answers; messages that the language has
/// types of its own for keep theirs, as in google.protobuf.Int64Value.
Checker::Node Checker::type_value(const Expr& expr, const Meaning& meaning) {
  const Type& type = *meaning.type;
  const bool plain_name = type.parameters().empty() || meaning.name == type.runtime_name();
  const std::string_view name = plain_name ? type.runtime_name() : meaning.name;
  reference(expr).constant = Value::type(ast_.arena.copy(name));
  const Node of = import_copy(pool_, type);
  if (of->kind == TypeKind::kDyn) return plain(TypeKind::kType);
  return pool_.composite(TypeKind::kType, {}, {&of, 1});
}

bool Checker::qualified_name(const Expr& expr, std::string* name) {
  segments_.clear();
  const Expr* at = &expr;
  // A field with a dot in its name (written in backquotes) is never part of a longer name.
  while (at->kind == ExprKind::kSelect && !at->test_only &&
         at->name.find('.') == std::string_view::npos) {
    segments_.push_back(at->name);
    at = at->target;
  }
  if (at->kind != ExprKind::kIdent || local(at->name) != nullptr) return false;
  name->assign(at->name);
  for (std::size_t i = segments_.size(); i-- > 0;) {
    *name += '.';
    *name += segments_[i];
  }
  return true;
}

Checker::Node Checker::check_select(const Expr& expr) {
  Meaning meaning;
  const Expr* const chain = chain_;
  if (!expr.test_only && qualified_name(expr, &qualified_)) {
    if (names_.find(qualified_, &meaning)) return refer(expr, meaning);
    if (chain_ == nullptr) chain_ = &expr;
  }
  const Node target = check(*expr.target);
  chain_ = chain;
  const Node type = select(expr, target, expr.name);
  return expr.test_only && type->kind != TypeKind::kError ? plain(TypeKind::kBool) : type;
}

Checker::Node Checker::select(const Expr& where, Node target, std::string_view field) {
  target = unifier_.resolve(target);
  const bool optional = target->kind == TypeKind::kOpaque && target->name == "optional_type" &&
                        target->parts.size() == 1;
  if (!optional) return select_plain(where, target, field);
  const Node inner = select_plain(where, unifier_.resolve(target->parts.front()), field);
  return inner->kind == TypeKind::kError ? inner : pool_.optional(inner);
}

Checker::Node Checker::select_plain(const Expr& where, Node target, std::string_view field) {
  const Node dyn = plain(TypeKind::kDyn);
  switch (target->kind) {
    case TypeKind::kError: return target;
    case TypeKind::kDyn:
    case TypeKind::kAny: return dyn;
    case TypeKind::kParameter: unifier_.assign(target, dyn, Widen::kNo); return dyn;
    case TypeKind::kMap: return target->parts[1];
    case TypeKind::kObject: {
      if (options_.types == nullptr) break;
      const auto found = options_.types->find_field(target->name, field);
      if (!found) break;
      return import_copy(pool_, found->type);
    }
    default:
      return complain(where.id, [&] {
        return "found a select of " + quoted_name(field) + " from " + shown_type(shown(target)) +
               ", expected a map or a message";
      });
  }
  return complain(where.id, [&] {
    return "undefined field " + quoted_name(field) + " of " + quoted_name(target->name);
  });
}

Checker::Node Checker::check_struct(const Expr& expr) {
  std::string_view full;
  const std::optional<Type> type = names_.find_struct(expr.name, &full);
  if (!type) {
    for (const Entry& entry : expr.entries) check(*entry.value);
    return complain(expr.id,
                    [&] { return undeclared_name(expr.name, {}, options_.container, {}); });
  }
  const std::string_view name = pool_.copy(full);
  reference(expr).name = name;
  for (const Entry& entry : expr.entries) check_field(entry, name);
  return import_copy(pool_, *type);
}

void Checker::check_field(const Entry& entry, std::string_view type_name) {
  Node found = check(*entry.value);
  if (entry.optional) found = unwrap(*entry.value, found);
  const auto field = options_.types->find_field(type_name, entry.field);
  if (!field) {
    complain(entry.id, [&] {
      return "undefined field " + quoted_name(entry.field) + " of " + quoted_name(type_name);
    });
    return;
  }
  const Node expected = import_copy(pool_, field->type);
  if (unifier_.assign(expected, found, Widen::kNo)) return;
  complain(entry.id, [&] {
    return "expected type " + shown_type(field->type) + " for field " + quoted_name(entry.field) +
           " of " + quoted_name(type_name) + ", found " + shown_type(shown(found));
  });
}

}  // namespace uniselector::expr
