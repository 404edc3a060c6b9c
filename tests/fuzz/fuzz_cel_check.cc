// libFuzzer entry: the checker of the Common Expression Language survives any tree that parses,
// leaves it as it was, says the same twice, and what it notes is of the declarations.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/environment.h"
#include "expr/names.h"

namespace {

using namespace uniselector;
using cel::Type;
using cel::TypeKind;

/// One message that refers to itself.
class Messages final : public cel::TypeProvider {
 public:
  std::optional<Type> find_type(std::string_view name) const override {
    if (name != "m.M") return std::nullopt;
    return Type::object(name);
  }
  cel::Value find_constant(std::string_view name) const override {
    return name == "m.E.A" ? cel::Value::integer(1) : cel::Value();
  }
  std::optional<Field> find_field(std::string_view type, std::string_view field) const override {
    if (type != "m.M") return std::nullopt;
    if (field == "m") return Field{Type::object("m.M"), 0};
    if (field == "w") return Field{Type::wrapper(Type::integer()), 1};
    if (field == "l") return Field{Type::list(Type::object("m.M")), 2};
    if (field == "d") return Field{Type::dyn(), 3};
    return std::nullopt;
  }
  cel::Value make_object(std::string_view, std::span<const NamedValue>,
                         cel::Arena&) const override {
    return {};
  }
};

cel::Environment make_environment(std::string container) {
  const Type t = Type::parameter("T");
  const Type u = Type::parameter("U");
  cel::EnvironmentOptions options;
  options.container = std::move(container);
  options.types = std::make_shared<Messages>();
  options.limits.nodes = 5'000;
  options.variables = {
      {"a", Type::integer()},
      {"b", Type::list(Type::string())},
      {"c", Type::map(Type::string(), Type::list(Type::integer()))},
      {"d", Type::dyn()},
      {"m", Type::object("m.M")},
      {"o", Type::optional(Type::object("m.M"))},
      {"w", Type::wrapper(Type::integer())},
      {"c.d.e", Type::timestamp()},
      {"m.n", Type::duration()},
  };
  options.functions = {
      {"p", "p_t_u", false, {t, u}, Type::opaque("p", {t, u}), nullptr},
      {"q", "q_p", false, {Type::opaque("p", {t, t})}, Type::list(t), nullptr},
      {"m.f", "f_t", false, {t, Type::list(t)}, Type::map(t, t), nullptr},
      {"g", "g_int", true, {Type::integer(), u}, Type::map(u, t), nullptr},
      {"g", "g_list", true, {Type::list(t), t}, t, nullptr},
  };
  return expr::create_environment(std::move(options), expr::block_macros()).value();
}

/// Whether a type is one that a checked tree may have.
bool is_final(const Type& type) {
  if (type.is(TypeKind::kError) || type.is(TypeKind::kParameter)) return false;
  for (const Type& part : type.parameters()) {
    if (!is_final(part)) return false;
  }
  return true;
}

void look_at_notes(const cel::Environment& environment, const cel::Ast& ast) {
  if (!ast.checked || ast.types.size() != ast.last_id + std::size_t{1}) std::abort();
  if (ast.references.size() != ast.types.size()) std::abort();
  for (const Type& type : ast.types) {
    if (!is_final(type)) std::abort();
  }
  for (const cel::Reference& reference : ast.references) {
    for (const std::string& id : reference.overloads) {
      const bool known = environment.impl().declarations.find_overload(id) != nullptr;
      if (!known && id != "select_optional_field" && id != "cel_block_list") std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const cel::Environment plain = make_environment("");
  static const cel::Environment contained = make_environment("m.x");
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  // The first byte says where names are looked up, and whether there are macros.
  const cel::Environment& environment = (data[0] & 1U) == 0 ? plain : contained;
  std::vector<cel::Issue> issues;
  cel::CompileOptions options;
  options.macros = (data[0] & 2U) == 0;
  options.issues = &issues;
  auto ast = environment.parse(text, options);
  if (!ast.ok()) return 0;

  const std::string before = cel::print(*ast);
  const Status status = environment.check(*ast, options);
  if (cel::print(*ast) != before) std::abort();
  if (status.ok() != issues.empty() || status.ok() != ast->checked) std::abort();
  if (!status.ok()) {
    if (!ast->types.empty() || !ast->references.empty()) std::abort();
    if (environment.check(*ast, options).message() != status.message()) std::abort();
    return 0;
  }
  look_at_notes(environment, *ast);
  // What was found must be what is asked for, and be found again.
  const Type found = ast->type_of(*ast->root);
  options.result = found;
  if (!environment.check(*ast, options).ok()) std::abort();
  if (!(ast->type_of(*ast->root) == found)) std::abort();
  return 0;
}
