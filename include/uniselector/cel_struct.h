// Structs of the host as objects of the language, without copying and without protobuf: each field
// has a name, a type and a function that reads it.
//
//   struct Customer { std::string name; std::int64_t value; };
//   auto customers = std::make_shared<cel::StructType<Customer>>("Customer");
//   customers->field("name", cel::Type::string(),
//                    [](const Customer& c, cel::Arena&) { return cel::Value::string(c.name); });
//   auto types = std::make_shared<cel::StructTypes>();
//   types->add(customers);                     // EnvironmentOptions::types = types
//   cel::StructObject<Customer> object(*customers, customer);
//   program.evaluate({{cel::Value::object(&object)}}, arena);
//
// Types are filled before they are used and immutable afterwards; objects borrow what they show.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <uniselector/cel.h>

namespace uniselector::cel {

/// The names and types of a struct's fields, in the order in which they were added.
class StructFields {
 public:
  explicit StructFields(std::string name) : name_(std::move(name)) {}
  const std::string& name() const { return name_; }
  Type type() const { return Type::object(name_); }
  std::size_t size() const { return fields_.size(); }
  const Variable& at(std::size_t index) const { return fields_[index]; }
  /// The field's index, or -1. O(fields): names are resolved when an expression is compiled.
  std::int32_t find(std::string_view field) const {
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (fields_[i].name == field) return static_cast<std::int32_t>(i);
    }
    return -1;
  }
  std::int32_t index_of(const FieldRef& field) const {
    const bool known = field.index >= 0 && static_cast<std::size_t>(field.index) < fields_.size();
    return known ? field.index : find(field.name);
  }

 protected:
  ~StructFields() = default;
  void add(std::string field, const Type& type) { fields_.push_back({std::move(field), type}); }

 private:
  std::string name_;
  std::vector<Variable> fields_;
};

template <class T>
class StructType final : public StructFields {
 public:
  /// Reads a field: borrowed from the struct, or made in the arena. Absent: the field is not set,
  /// so has() is false and reading it is an error.
  using Read = Value (*)(const T&, Arena&);

  using StructFields::StructFields;
  StructType& field(std::string name, const Type& type, Read reader) {
    add(std::move(name), type);
    reads_.push_back(reader);
    return *this;
  }
  Value read(std::size_t index, const T& host, Arena& arena) const {
    return reads_[index](host, arena);
  }

 private:
  std::vector<Read> reads_;
};

/// One struct as a value. Both arguments must outlive it. Two objects are equal if they show the
/// same struct in memory, or all their fields are equal.
template <class T>
class StructObject final : public Object {
 public:
  StructObject(const StructType<T>& type, const T& host) : type_(type), host_(host) {}

  std::string_view type_name() const override { return type_.name(); }
  Value field(const FieldRef& field, Arena& arena) const override {
    const std::int32_t index = type_.index_of(field);
    if (index < 0) return {};
    const Value value = type_.read(static_cast<std::size_t>(index), host_, arena);
    if (!value.is(ValueKind::kAbsent)) return value;
    return make_error(arena, StatusCode::kNotFound,
                      "field '" + type_.at(static_cast<std::size_t>(index)).name + "' is not set");
  }
  Value has(const FieldRef& field, Arena& arena) const override {
    const std::int32_t index = type_.index_of(field);
    if (index < 0) {
      return make_error(arena, StatusCode::kNotFound,
                        "no such field '" + std::string(field.name) + "' of " + type_.name());
    }
    const Value value = type_.read(static_cast<std::size_t>(index), host_, arena);
    return value.is(ValueKind::kError) ? value : Value::boolean(!value.is(ValueKind::kAbsent));
  }
  bool equals(const Object& other, Arena& arena) const override {
    const void* const host = other.native(&type_);
    if (host == nullptr) return false;
    if (host == &host_) return true;
    const T& there = *static_cast<const T*>(host);
    for (std::size_t i = 0; i < type_.size(); ++i) {
      const Value a = type_.read(i, host_, arena);
      const Value b = type_.read(i, there, arena);
      const bool none = a.is(ValueKind::kAbsent) || b.is(ValueKind::kAbsent);
      if (none ? a.kind() != b.kind() : !equal(a, b, arena)) return false;
    }
    return true;
  }
  std::string_view set_field(std::size_t index) const override {
    Arena arena;
    for (std::size_t i = 0; i < type_.size(); ++i) {
      if (type_.read(i, host_, arena).is(ValueKind::kAbsent)) continue;
      if (index-- == 0) return type_.at(i).name;
    }
    return {};
  }
  const void* native(const void* component) const override {
    return component == &type_ ? &host_ : nullptr;
  }

 private:
  const StructType<T>& type_;
  const T& host_;
};

/// The types of several structs, for EnvironmentOptions::types. Expressions cannot make objects of
/// them.
class StructTypes final : public TypeProvider {
 public:
  /// A StructType.
  void add(std::shared_ptr<const StructFields> type) { types_.push_back(std::move(type)); }

  std::optional<Type> find_type(std::string_view name) const override {
    const StructFields* const found = find(name);
    return found == nullptr ? std::nullopt : std::optional<Type>(found->type());
  }
  Value find_constant(std::string_view) const override { return {}; }
  std::optional<Field> find_field(std::string_view type, std::string_view field) const override {
    const StructFields* const found = find(type);
    const std::int32_t index = found == nullptr ? -1 : found->find(field);
    if (index < 0) return std::nullopt;
    return Field{found->at(static_cast<std::size_t>(index)).type, index};
  }
  Value make_object(std::string_view type, std::span<const NamedValue>,
                    Arena& arena) const override {
    return make_error(arena, StatusCode::kUnimplemented,
                      "an expression cannot make a '" + std::string(type) + "'");
  }

 private:
  const StructFields* find(std::string_view name) const {
    for (const auto& type : types_) {
      if (type->name() == name) return type.get();
    }
    return nullptr;
  }

  std::vector<std::shared_ptr<const StructFields>> types_;
};

}  // namespace uniselector::cel
