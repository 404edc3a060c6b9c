// See the header.
#include "expr/plan/resolver.h"

#include <algorithm>

#include "expr/check/checker.h"

namespace uniselector::expr {

Resolver::Resolver(cel::Program::Impl& program)
    : program_(program),
      declarations_(program.environment->declarations),
      options_(program.environment->options) {}

const Reference* Resolver::reference(const Expr& expr) const {
  const auto& references = program_.ast.references;
  if (!program_.ast.checked || expr.id >= references.size()) return nullptr;
  return &references[expr.id];
}

/// A name that stands for a variable, a type or a constant whatever the evaluation brings.
std::optional<NameCandidate> Resolver::known(std::string_view name) const {
  NameCandidate candidate;
  candidate.certain = true;
  candidate.slot = declarations_.find_variable(name);
  if (candidate.slot >= 0) return candidate;
  const auto type = [&](const Type& found) {
    candidate.constant = Value::type(program_.arena.copy(found.runtime_name()));
    return candidate;
  };
  if (const auto found = standard_type(name)) return type(*found);
  if (options_.types == nullptr) return std::nullopt;
  candidate.constant = options_.types->find_constant(name);
  if (!candidate.constant.is(ValueKind::kAbsent)) return candidate;
  if (const auto found = options_.types->find_type(name)) return type(*found);
  return std::nullopt;
}

NameCandidate Resolver::undeclared(const std::string& name) {
  auto& slots = program_.slots;
  const auto found = std::find(slots.begin(), slots.end(), name);
  NameCandidate candidate;
  candidate.slot = static_cast<std::int32_t>(found - slots.begin());
  if (found == slots.end()) {
    slots.push_back(name);
    program_.used.push_back(false);
  }
  return candidate;
}

Resolution Resolver::resolve(const Expr& ident, std::span<const Expr* const> selects) {
  Resolution out;
  out.text = ident.name;
  std::vector<std::string> names = {std::string(ident.name)};  // by number of selects
  for (const Expr* const select : selects) {
    out.text += "." + std::string(select->name);
    names.push_back(out.text);
  }
  if (!program_.ast.checked) {
    resolve_unchecked(names, selects, out);
    return out;
  }
  for (std::size_t n = selects.size() + 1; n-- > 0;) {
    const Expr& expr = n == 0 ? ident : *selects[n - 1];
    const Reference* const found = reference(expr);
    if (found == nullptr || found->name.empty()) continue;
    NameCandidate candidate;
    candidate.certain = true;
    if (!found->constant.is(ValueKind::kAbsent)) {
      candidate.constant = found->constant;
    } else if (const auto meaning = known(found->name)) {
      candidate = *meaning;
    } else {
      continue;
    }
    candidate.selects = n;
    out.qualified = n > 0;
    out.candidates.push_back(candidate);
    return out;
  }
  return out;
}

/// The longest name first, and for each the innermost container.
void Resolver::resolve_unchecked(std::span<const std::string> names,
                                 std::span<const Expr* const> selects, Resolution& out) {
  for (std::size_t n = names.size(); n-- > 0;) {
    if (n > 0 && selects[n - 1]->test_only) continue;
    for (const std::string& name : candidate_names(options_.container, names[n])) {
      const auto meaning = known(name);
      NameCandidate candidate = meaning ? *meaning : undeclared(name);
      candidate.selects = n;
      out.qualified |= meaning && n > 0;
      out.candidates.push_back(candidate);
      if (candidate.certain) return;
    }
  }
}

void Resolver::take_overloads(std::string_view name, bool receiver, std::size_t count,
                              Called& out) const {
  for (const Overload* const overload : declarations_.find_function(name)) {
    if (overload->receiver == receiver && overload->parameters.size() == count) {
      out.overloads.push_back(overload);
    }
  }
}

/// a.b.f(x) may be a call of the function a.b.f.
bool Resolver::namespaced(const Expr& call, Called& out) const {
  if (const Reference* const found = reference(call)) {
    if (found->name.empty()) return false;
    out.name = program_.arena.copy(found->name);
    return true;
  }
  std::string path;
  const Expr* base = call.target;
  for (; base->kind == ExprKind::kSelect && !base->test_only; base = base->target) {
    path = "." + std::string(base->name) + path;
  }
  if (base->kind != ExprKind::kIdent) return false;
  path = std::string(base->name) + path + "." + std::string(call.name);
  for (const std::string& name : candidate_names(options_.container, path)) {
    if (declarations_.find_function(name).empty()) continue;
    out.name = program_.arena.copy(name);
    return true;
  }
  return false;
}

Called Resolver::resolve_call(const Expr& call) const {
  Called out;
  out.name = call.name;
  const std::size_t count = call.arguments.size();
  out.receiver = call.target != nullptr && !namespaced(call, out);
  if (const Reference* const found = reference(call)) {
    for (const std::string& id : found->overloads) {
      const Overload* const overload = declarations_.find_overload(id);
      const bool fits = overload != nullptr && overload->receiver == out.receiver &&
                        overload->parameters.size() == count + (out.receiver ? 1U : 0U);
      if (fits) out.overloads.push_back(overload);
    }
    if (!out.overloads.empty()) return out;
  }
  if (out.receiver) {
    take_overloads(out.name, true, count + 1, out);
    return out;
  }
  if (call.target != nullptr) {
    take_overloads(out.name, false, count, out);
    return out;
  }
  for (const std::string& name : candidate_names(options_.container, call.name)) {
    take_overloads(name, false, count, out);
    if (!out.overloads.empty()) {
      out.name = out.overloads.front()->function;
      break;
    }
  }
  return out;
}

std::optional<std::string> Resolver::resolve_type(const Expr& object) const {
  if (options_.types == nullptr) return std::nullopt;
  if (const Reference* const found = reference(object); found && !found->name.empty()) {
    return found->name;
  }
  for (std::string& name : candidate_names(options_.container, object.name)) {
    if (options_.types->find_type(name)) return std::move(name);
  }
  return std::nullopt;
}

std::int32_t Resolver::field_index(const Expr& select) const {
  if (options_.types == nullptr || !program_.ast.checked) return -1;
  const Type type = program_.ast.type_of(*select.target);
  if (!type.is(TypeKind::kObject)) return -1;
  const auto field = options_.types->find_field(type.name(), select.name);
  return field ? field->index : -1;
}

bool Resolver::is_optional_member(const Expr& call) const {
  const auto overloads = declarations_.find_function(call.name);
  return !overloads.empty() &&
         std::all_of(overloads.begin(), overloads.end(), [](const Overload* overload) {
           return overload->id.starts_with("optional_");
         });
}

}  // namespace uniselector::expr
