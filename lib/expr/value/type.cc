// Bodies of Type: how types are made, compared and written. What most types are, a kind alone,
// takes no memory; lists, maps and whatever has a name share theirs between copies.
#include <uniselector/cel_type.h>

#include <algorithm>
#include <array>
#include <utility>

namespace uniselector::cel {
namespace {

constexpr std::string_view kOptional = "optional_type";
constexpr std::string_view kProtobuf = "google.protobuf.";

bool may_be_wrapped(TypeKind kind) {
  switch (kind) {
    case TypeKind::kBool:
    case TypeKind::kInt:
    case TypeKind::kUint:
    case TypeKind::kDouble:
    case TypeKind::kString:
    case TypeKind::kBytes: return true;
    default: return false;
  }
}

struct KnownWrapper {
  std::string_view name;  ///< behind "google.protobuf."
  Type (*primitive)() noexcept;
};

constexpr std::array<KnownWrapper, 9> kWrappers = {{
    {"BoolValue", &Type::boolean},
    {"BytesValue", &Type::bytes},
    {"DoubleValue", &Type::real},
    {"FloatValue", &Type::real},
    {"Int32Value", &Type::integer},
    {"Int64Value", &Type::integer},
    {"StringValue", &Type::string},
    {"UInt32Value", &Type::uint},
    {"UInt64Value", &Type::uint},
}};

/// Kinds whose name does not depend on what they are made of, as messages write them.
std::string_view kind_name(TypeKind kind) {
  switch (kind) {
    case TypeKind::kError: return "error";
    case TypeKind::kDyn: return "dyn";
    case TypeKind::kNull: return "null_type";
    case TypeKind::kBool: return "bool";
    case TypeKind::kInt: return "int";
    case TypeKind::kUint: return "uint";
    case TypeKind::kDouble: return "double";
    case TypeKind::kString: return "string";
    case TypeKind::kBytes: return "bytes";
    case TypeKind::kDuration: return "duration";
    case TypeKind::kTimestamp: return "timestamp";
    case TypeKind::kAny: return "any";
    case TypeKind::kWrapper: return "wrapper";
    case TypeKind::kList: return "list";
    case TypeKind::kMap: return "map";
    case TypeKind::kType: return "type";
    case TypeKind::kObject:
    case TypeKind::kOpaque:
    case TypeKind::kParameter: break;
  }
  return {};
}

void append(const Type& type, std::string* text) {
  const std::string_view fixed = kind_name(type.kind());
  *text += fixed.empty() ? type.name() : fixed;
  if (type.parameters().empty()) return;
  char before = '(';
  for (const Type& parameter : type.parameters()) {
    *text += before;
    if (before == ',') *text += ' ';
    before = ',';
    append(parameter, text);
  }
  *text += ')';
}

}  // namespace

Type::Type(TypeKind kind, std::string_view name, std::vector<Type> parameters)
    : kind_(kind),
      parts_(std::make_shared<const Parts>(Parts{std::string(name), std::move(parameters)})) {}

Type Type::wrapper(const Type& primitive) {
  if (!may_be_wrapped(primitive.kind())) return primitive;
  return {TypeKind::kWrapper, {}, {primitive}};
}

Type Type::list(const Type& element) { return {TypeKind::kList, {}, {element}}; }

Type Type::map(const Type& key, const Type& value) { return {TypeKind::kMap, {}, {key, value}}; }

Type Type::object(std::string_view name) {
  if (name.starts_with(kProtobuf)) {
    const std::string_view rest = name.substr(kProtobuf.size());
    if (rest == "Timestamp") return timestamp();
    if (rest == "Duration") return duration();
    if (rest == "Any") return any();
    if (rest == "Value") return dyn();
    if (rest == "ListValue") return list(dyn());
    if (rest == "Struct") return map(string(), dyn());
    const auto* const known = std::find_if(kWrappers.begin(), kWrappers.end(),
                                           [rest](const auto& w) { return w.name == rest; });
    if (known != kWrappers.end()) return wrapper(known->primitive());
  }
  return {TypeKind::kObject, name, {}};
}

Type Type::opaque(std::string_view name, std::vector<Type> parameters) {
  return {TypeKind::kOpaque, name, std::move(parameters)};
}

Type Type::optional(const Type& value) { return {TypeKind::kOpaque, kOptional, {value}}; }

Type Type::type_of(const Type& type) {
  if (type.is(TypeKind::kDyn)) return Type(TypeKind::kType);
  return {TypeKind::kType, {}, {type}};
}

Type Type::parameter(std::string_view name) { return {TypeKind::kParameter, name, {}}; }

std::string_view Type::name() const noexcept {
  return parts_ != nullptr ? std::string_view(parts_->name) : std::string_view();
}

std::span<const Type> Type::parameters() const noexcept {
  return parts_ != nullptr ? std::span<const Type>(parts_->parameters) : std::span<const Type>();
}

bool Type::is_optional() const noexcept { return is(TypeKind::kOpaque) && name() == kOptional; }

std::string Type::to_string() const {
  std::string text;
  append(*this, &text);
  return text;
}

std::string_view Type::runtime_name() const noexcept {
  switch (kind_) {
    case TypeKind::kDuration: return "google.protobuf.Duration";
    case TypeKind::kTimestamp: return "google.protobuf.Timestamp";
    case TypeKind::kAny: return "google.protobuf.Any";
    case TypeKind::kWrapper: return parts_->parameters.front().runtime_name();
    case TypeKind::kObject:
    case TypeKind::kOpaque:
    case TypeKind::kParameter: return name();
    default: return kind_name(kind_);
  }
}

bool Type::operator==(const Type& other) const noexcept {
  if (kind_ != other.kind_) return false;
  if (parts_ == other.parts_) return true;
  if (parts_ == nullptr || other.parts_ == nullptr) return false;
  return parts_->name == other.parts_->name && parts_->parameters == other.parts_->parameters;
}

}  // namespace uniselector::cel
